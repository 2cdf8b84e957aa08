//! Citations by author and year, "(Poe, 2014)" and "Poe et al. 2014": those that no entry of the list answers (MC503),
//! and one study that is called two things (MC507).

use std::collections::HashMap;
use std::ops::Range;

use super::citation::{digit_runs, is_year};
use super::{Place, View};
use crate::finding::{Finding, Scope};

/// Words with a capital that stand before a year and are no author.
const NO_NAMES: [&str; 36] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "spring",
    "summer",
    "autumn",
    "winter",
    "fall",
    "since",
    "until",
    "from",
    "the",
    "act",
    "regulation",
    "directive",
    "guideline",
    "guidelines",
    "updated",
    "revised",
    "published",
    "copyright",
    "established",
    "founded",
    "table",
    "figure",
    "volume",
    "version",
];
/// What a study can be called; names of one line fit together.
const DESIGNS: [&[&str]; 4] = [
    &["trial", "randomised", "randomized", "placebo-controlled", "rct", "crossover"],
    &["survey", "questionnaire", "cross-sectional", "cohort", "observational"],
    &["mice", "mouse", "rats", "in vitro", "cell culture"],
    &["review", "meta-analysis"],
];
/// Most findings of a sort.
const MOST: usize = 12;
/// Bytes behind a name in which its year stands in an entry.
const ENTRY: usize = 600;

/// The citations of a text.
pub(crate) type Mentions = Vec<Mention>;

/// A citation by author and year.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Mention {
    name: String,
    /// With the letter that tells two papers of one year apart.
    year: String,
    range: Range<usize>,
    /// The kind of study it is called, see [`DESIGNS`].
    design: Option<usize>,
    /// In a form that nothing but a citation has: "et al.", or "(Poe, 2014)".
    sure: bool,
}

/// MC503: citations by author and year that the list of references does not hold. A text without a list is left alone:
/// author and year may be all that a magazine prints.
pub(super) fn dangling(view: &View<'_>) -> Vec<Finding> {
    let Some(rule) = view.rule("MC503") else { return Vec::new() };
    let segments = view.facts.segments;
    let list = list(view);
    let known: String = list.iter().map(|&number| format!("{}\n", view.text(number))).collect();
    let mut found = Vec::new();
    if known.is_empty() {
        return found;
    }
    for number in (0..segments.len()).filter(|number| list.binary_search(number).is_err()) {
        for mention in view.mentions(number).iter().filter(|mention| mention.sure) {
            if found.len() < MOST && !answered(&known, mention) {
                let place = Place { segment: number, range: mention.range.clone() };
                let words = view.text(number).get(place.range.clone()).unwrap_or("");
                let message = rule.info.message.replace("{text}", words);
                let mut finding = view.finding(rule, rule.info.severity, &place, message);
                finding.scope = Scope::Span;
                found.push(finding);
            }
        }
    }
    found
}

/// The segments of the list of references: what follows its heading, and entries wherever they stand.
fn list(view: &View<'_>) -> Vec<usize> {
    let numbers = 0..view.facts.segments.len();
    let heading = numbers.clone().find(|&number| view.bibliography(number).heading);
    // A heading with nothing behind it is no list.
    numbers
        .filter(|&number| {
            let known = view.bibliography(number);
            let listed = heading.is_some_and(|heading| number > heading) || known.reference;
            listed && (known.locator || known.figures)
        })
        .collect()
}

/// Whether an entry has the name, and the year behind it.
fn answered(known: &str, mention: &Mention) -> bool {
    let year = mention.year.get(..4).unwrap_or(&mention.year);
    known.match_indices(&mention.name).any(|(at, _)| {
        let end = known.len().min(at + ENTRY);
        let end = (end..=known.len()).find(|&end| known.is_char_boundary(end)).unwrap_or(known.len());
        known[at..end].contains(year)
    })
}

/// MC507: one study that is a trial in one place and a survey in another.
pub(super) fn inconsistent(view: &View<'_>) -> Vec<Finding> {
    let Some(rule) = view.rule("MC507") else { return Vec::new() };
    let mut listed = None;
    let mut known: HashMap<(&str, &str), (usize, Place)> = HashMap::new();
    let mut found = Vec::new();
    for number in 0..view.facts.segments.len() {
        for mention in view.mentions(number) {
            let Some(design) = mention.design else { continue };
            // Two papers of one author and year are told apart by nothing but their places.
            let entries = listed.get_or_insert_with(|| list(view)).iter().filter(|&&entry| {
                view.text(entry).contains(&mention.name) && view.text(entry).contains(&mention.year)
            });
            if entries.count() > 1 {
                continue;
            }
            let place = Place { segment: number, range: mention.range.clone() };
            let Some((before, first)) = known.get(&(&*mention.name, &*mention.year)) else {
                known.insert((&mention.name, &mention.year), (design, place));
                continue;
            };
            if *before != design && found.len() < MOST {
                let words = view.text(number).get(place.range.clone()).unwrap_or("");
                let message = rule.info.message.replace("{text}", words);
                let mut finding = view.finding(rule, rule.info.severity, &place, message);
                finding.scope = Scope::Span;
                found.push(
                    finding
                        .with_related(vec![view.related("described here as another kind of study", first)]),
                );
            }
        }
    }
    found
}

impl View<'_> {
    /// The citations of a segment.
    fn mentions(&self, segment: usize) -> &[Mention] {
        if !self.bibliography(segment).year {
            return &[];
        }
        self.lore(segment).more().mentions.get_or_init(|| mentions(self.text(segment)))
    }
}

/// What a study is called right behind its name, in the same clause: the place of the only line of [`DESIGNS`] that fits.
fn design(text: &str, mention: &Range<usize>) -> Option<usize> {
    /// Words behind the name.
    const REACH: usize = 7;
    let tail = text.get(mention.end..)?;
    let tail = tail.trim_start_matches([')', ']', ',', ':', ' ']);
    let tail = tail.split(['.', ';', '(', '\n']).next()?.to_lowercase();
    let near: String = tail.split_whitespace().take(REACH).collect::<Vec<_>>().join(" ");
    let has = |word: &str| {
        near.match_indices(word).any(|(at, _)| {
            let (head, rest) = (&near[..at], &near[at + word.len()..]);
            !head.ends_with(char::is_alphanumeric) && !rest.starts_with(char::is_alphanumeric)
        })
    };
    let mut fits = DESIGNS.iter().enumerate().filter(|(_, names)| names.iter().any(|name| has(name)));
    let only = fits.next().map(|(design, _)| design);
    only.filter(|_| fits.next().is_none())
}

/// The citations by author and year of a text.
fn mentions(text: &str) -> Mentions {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    for (at, run) in digit_runs(text) {
        let alone = at == 0 || !matches!(bytes[at - 1], b'-' | b'.' | b'/' | b'$' | b'#');
        if is_year(run) && alone {
            let letter = bytes.get(at + 4).is_some_and(|byte| matches!(byte, b'a'..=b'd'))
                && !bytes.get(at + 5).is_some_and(u8::is_ascii_alphanumeric);
            let end = at + 4 + usize::from(letter);
            if let Some(mention) = mention(text, at, end) {
                found.push(mention);
            }
        }
    }
    found
}

/// The citation whose year stands there.
fn mention(text: &str, year: usize, end: usize) -> Option<Mention> {
    let head = text.get(..year)?;
    let bare = head.trim_end_matches([' ', '\u{a0}', '(', '[']);
    let opened = head.trim_end().ends_with(['(', '[']);
    let comma = bare.ends_with(',');
    let bare = bare.trim_end_matches([',', ' ']);
    let several = bare.strip_suffix("et al.").or_else(|| bare.strip_suffix("et al"));
    let several = several.or_else(|| bare.strip_suffix("and colleagues"));
    let bare = several.map_or(bare, |bare| bare.trim_end_matches([',', ' ']));
    let from = bare.rfind(|c: char| !(c.is_alphabetic() || matches!(c, '-' | '\'' | '\u{2019}')));
    let start = from.map_or(0, |at| at + bare[at..].chars().next().map_or(1, char::len_utf8));
    let name = bare.get(start..)?;
    let lower = name.chars().filter(|c| c.is_lowercase()).count();
    if lower < 2 || !name.starts_with(char::is_uppercase) || NO_NAMES.contains(&name.to_lowercase().as_str())
    {
        return None;
    }
    // "(Poe, 2014)", "(Poe and Roe, 2014; ...": inside a bracket, with a comma, and nothing behind the year.
    let before = &text[..start];
    let bracket = before.rfind(['(', '[']).filter(|&open| !before[open..].contains([')', ']']));
    let inside = bracket.is_some_and(|open| {
        let between = &before[open + 1..];
        let between = between.rsplit(';').next().unwrap_or(between).trim();
        between.is_empty()
            || between.ends_with(" and")
            || between.ends_with('&')
            || between.starts_with("see")
    });
    let closed = text.get(end..).is_some_and(|tail| tail.starts_with([')', ']', ';']));
    let sure = several.is_some() || (comma && inside && closed && !opened);
    let (name, year, range) = (name.to_owned(), text.get(year..end)?.to_owned(), start..end);
    Some(Mention { design: design(text, &range), name, year, range, sure })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sure(text: &str) -> Vec<(String, String)> {
        mentions(text).into_iter().filter(|m| m.sure).map(|m| (m.name, m.year)).collect()
    }

    #[test]
    fn citations_by_author_and_year() {
        let of = |name: &str, year: &str| (name.to_owned(), year.to_owned());
        assert_eq!(sure("Sleep got better (Poe, 2014)."), [of("Poe", "2014")]);
        assert_eq!(
            sure("Sleep got better (Poe & Roe, 2014b; Vale et al., 2016)."),
            [of("Roe", "2014b"), of("Vale", "2016")]
        );
        assert_eq!(sure("Poe et al. (2014) gave zinc."), [of("Poe", "2014")]);
        for text in [
            "In March 2014 we moved.",
            "(Updated, 2014)",
            "The clinic (opened in Leeds, 2014) grew.",
            "Copyright Poe 2014",
            "Call 555-2014.",
            "Poe J. Sleep. 2014;5:1.",
        ] {
            assert_eq!(sure(text), [], "{text}");
        }
    }

    #[test]
    fn designs_behind_a_name() {
        let of = |text: &str| mentions(text).first().and_then(|m| m.design);
        assert_eq!(of("Kim 2012, a 50 mg zinc trial"), Some(0));
        assert_eq!(of("Kim (2012), a dietary survey"), Some(1));
        assert_eq!(of("Kim 2012: a review of trials and one trial"), None);
        assert_eq!(of("Kim 2012 found that zinc helps. A survey followed."), None);
    }
}
