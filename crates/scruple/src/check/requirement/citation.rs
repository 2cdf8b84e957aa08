//! MC503, MC507 and MC510: references that lead nowhere or contradict each other, and advertising in their dress.

use std::collections::HashMap;
use std::ops::Range;

use memchr::memmem::Finder;

use super::{Place, Telling, View, authors};
use crate::context::{Cue, DocumentClass};
use crate::finding::{Finding, Scope};

/// Headings of reference lists.
const LISTS: [&str; 9] = [
    "references",
    "reference",
    "bibliography",
    "sources",
    "citations",
    "further reading",
    "literature",
    "notes",
    "works cited",
];
/// A list with fewer numbered entries may be the start of one.
const SHORTEST_LIST: usize = 2;
/// Most markers that are reported: one is proof enough that the list is gone.
const MOST_MARKERS: usize = 12;
/// A word before a glued marker is at least this long: "Fig.2", "No.5" are none.
const LONG_WORD: usize = 4;
/// Titles that share fewer of their words than this part are different ones.
const ALIKE: f64 = 0.5;

/// What the words of a segment are in a list of references.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Bibliography {
    /// The heading of a list.
    pub heading: bool,
    /// The heading of a list, or an entry of one.
    pub reference: bool,
    /// Year and volume of a journal stand in it.
    pub locator: bool,
    /// A year stands in it.
    pub year: bool,
    /// Digits stand in it where those of a marker may.
    pub marked: bool,
    /// Digits enough for an entry.
    pub figures: bool,
    /// The number it starts with.
    pub number: Option<usize>,
}

impl Bibliography {
    fn of(text: &str, telling: Telling) -> Self {
        let heading = is_list_heading(text);
        let reference = heading || telling.has(Telling::ADDRESS);
        let mut known = Self { heading, reference, ..Self::default() };
        let (mut digits, mut glued) = (0, false);
        for (start, run) in digit_runs(text) {
            digits += run.len();
            known.year |= is_year(run);
            let before = start.checked_sub(1).and_then(|before| text.as_bytes().get(before));
            known.marked |= run.len() <= 3 && matches!(before, Some(b'[' | b';' | b'.'));
            known.locator |= is_behind_year(&text.as_bytes()[..start]);
            glued |= is_glued(&text[..start]);
        }
        if digits > 0 {
            known.number = entry_number(text);
            // Fewer digits make no year, and no address.
            known.figures = digits >= 4;
            known.reference |= known.locator || glued && known.figures || known.year && is_entry(text);
        }
        known
    }
}

impl View<'_> {
    /// What a segment is in a list of references.
    pub(super) fn bibliography(&self, segment: usize) -> Bibliography {
        let known = &self.lore(segment).bibliography;
        *known.get_or_init(|| Bibliography::of(self.text(segment), self.telling(segment)))
    }

    /// The markers of citations in a segment, as bytes of its text.
    pub(super) fn markers(&self, segment: usize) -> &[Range<usize>] {
        if !self.bibliography(segment).marked {
            return &[];
        }
        self.lore(segment).more().markers.get_or_init(|| markers(self.text(segment)))
    }
}

/// MC503: markers of citations in a text without references.
pub(super) fn dangling(view: &View<'_>) -> Vec<Finding> {
    let Some(rule) = view.rule("MC503") else { return Vec::new() };
    if view.facts.class.is_sober() {
        return Vec::new();
    }
    let listed = (0..view.facts.segments.len()).any(|number| view.bibliography(number).reference);
    let last = if listed { last_number(view) } else { Some(0) };
    let Some(last) = last else { return authors::dangling(view) };
    let mut found = if listed { authors::dangling(view) } else { Vec::new() };
    for (number, segment) in view.facts.segments.iter().enumerate() {
        for range in view.markers(number) {
            // Behind the end of the list there is nothing.
            let digits = segment.text.get(range.clone()).unwrap_or("").trim_matches(['[', ']']);
            if digits.parse::<usize>().is_ok_and(|marker| marker <= last)
                || view.bibliography(number).reference
            {
                continue;
            }
            let place = Place { segment: number, range: range.clone() };
            let words = view.text(number).get(place.range.clone()).unwrap_or("");
            let message = rule.info.message.replace("{text}", words);
            let mut finding = view.finding(rule, rule.info.severity, &place, message);
            finding.scope = Scope::Span;
            found.push(finding);
            if found.len() >= MOST_MARKERS {
                return found;
            }
        }
    }
    found
}

/// The last number of a list of references whose entries are numbered from 1 without a gap; a list that is not whole may
/// go on elsewhere.
fn last_number(view: &View<'_>) -> Option<usize> {
    let known = (0..view.facts.segments.len()).map(|number| view.bibliography(number));
    let mut numbers: Vec<usize> =
        known.filter(|known| known.locator || known.year).filter_map(|known| known.number).collect();
    numbers.sort_unstable();
    let whole = numbers.iter().zip(1..).all(|(&number, place)| number == place);
    numbers.last().copied().filter(|&last| whole && last >= SHORTEST_LIST)
}

/// The number that an entry of a list starts with: "3. Roe B.", "[3] Roe B."
fn entry_number(text: &str) -> Option<usize> {
    let (number, rest) = numbered(text)?;
    let ends = rest.chars().next().is_none_or(char::is_whitespace);
    number.parse().ok().filter(|&number| ends && number > 0)
}

/// The number a text starts with where a stop or bracket ends it, and what follows.
fn numbered(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start().trim_start_matches(['[', '(']);
    let number = leading_digits(text);
    let rest = text[number.len()..].strip_prefix(['.', ']', ')'])?;
    (1..=3).contains(&number.len()).then_some((number, rest))
}

/// The heading of a list of references.
fn is_list_heading(text: &str) -> bool {
    let text = text.trim().trim_end_matches(':');
    let first = text.as_bytes().first().map(u8::to_ascii_lowercase);
    LISTS.iter().filter(|list| list.as_bytes().first() == first.as_ref()).any(|list| {
        let (head, rest) = text.split_at_checked(list.len()).unwrap_or(("", ""));
        head.eq_ignore_ascii_case(list) && (rest.is_empty() || rest.starts_with(": "))
    })
}

/// An entry of a list of references: "3. Roe B. Zinc and sleep, 2011."
fn is_entry(text: &str) -> bool {
    numbered(text).is_some_and(|(_, rest)| has_year(rest))
}

/// The runs of digits in a text, with the byte at which each starts.
pub(super) fn digit_runs(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        // Most of a text holds none: so many bytes are looked at together.
        while let Some(chunk) = bytes.get(at..)?.first_chunk::<32>() {
            if chunk.iter().fold(false, |any, byte| any | byte.is_ascii_digit()) {
                break;
            }
            at += chunk.len();
        }
        let start = at + bytes.get(at..)?.iter().position(u8::is_ascii_digit)?;
        let run = leading_digits(&text[start..]);
        at = start + run.len();
        Some((start, run))
    })
}

fn has_year(text: &str) -> bool {
    digit_runs(text).any(|(_, run)| is_year(run))
}

pub(super) fn is_year(run: &str) -> bool {
    run.len() == 4 && (run.starts_with("19") || run.starts_with("20"))
}

/// Whether what stands before digits makes them the address of a paper: "PMID12345678".
fn is_glued(head: &str) -> bool {
    let ends = |word: &str| {
        let from = head.len().checked_sub(word.len());
        from.and_then(|from| head.get(from..)).is_some_and(|end| end.eq_ignore_ascii_case(word))
    };
    head.ends_with(|c: char| c.is_ascii_alphabetic()) && (ends("doi") || ends("pmid"))
}

/// Whether a volume stands behind this, after the year of a journal: "2012;" before "5".
fn is_behind_year(head: &[u8]) -> bool {
    let year = head.strip_suffix(b";").and_then(<[u8]>::last_chunk::<4>);
    year.is_some_and(|year| year.iter().all(u8::is_ascii_digit) && matches!(&year[..2], b"19" | b"20"))
}

/// "\[19\]" behind a word, and a number glued to the end of a sentence or clause: "channels;44 the".
fn markers(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    for at in memchr::memchr3_iter(b'[', b';', b'.', bytes) {
        let digits = bytes[at + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let end = at + 1 + digits;
        if digits == 0 || digits > 3 {
            continue;
        }
        let head = &text[..at];
        if bytes[at] == b'[' {
            let closed = bytes.get(end) == Some(&b']');
            let behind =
                head.trim_end().ends_with(|c: char| c.is_alphabetic() || matches!(c, '.' | ',' | ')' | ';'));
            if closed && behind {
                found.push(at..end + 1);
            }
            continue;
        }
        let word = head.bytes().rev().take_while(u8::is_ascii_lowercase).count();
        let rest = &text[end..];
        let next = rest.strip_prefix(' ').and_then(|rest| rest.chars().next());
        // After a stop a sentence begins; after a semicolon it goes on.
        let goes_on = match bytes[at] {
            b'.' => next.is_some_and(char::is_uppercase),
            _ => next.is_some_and(char::is_lowercase),
        };
        if word >= LONG_WORD && goes_on {
            found.push(at + 1..end);
        }
    }
    found
}

/// The references of a text.
pub(crate) type Entries = Vec<Entry>;

/// A reference: where a study stands, and what it is called there.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Year, volume, first page and the first letter of the journal.
    key: String,
    title: String,
    range: Range<usize>,
}

/// The references of a text that give year, volume and page: "Sleep. 2012;5(1):1-9".
fn entries(text: &str) -> Entries {
    let mut found = Vec::new();
    let mut from = 0;
    for (at, _) in text.match_indices(';') {
        let Some(year) = text.get(at.saturating_sub(4)..at).filter(|_| at >= 4 && at - 4 >= from) else {
            continue;
        };
        if !has_year(year) {
            continue;
        }
        let rest = &text[at + 1..];
        let volume = leading_digits(rest);
        let mut tail = &rest[volume.len()..];
        if let Some((_, behind)) = tail.strip_prefix('(').and_then(|inside| inside.split_once(')')) {
            tail = behind;
        }
        let page = tail.strip_prefix(':').map_or("", |tail| {
            leading_digits(tail.trim_start_matches(|c: char| c == ' ' || c.is_ascii_alphabetic()))
        });
        if volume.is_empty() || page.is_empty() {
            continue;
        }
        let end = text.len() - tail.len() + 1 + tail[1..].find(page).unwrap_or(0) + page.len();
        let head = text.get(from..at - 4).unwrap_or("");
        let parts: Vec<&str> = head.split(". ").map(|part| part.trim().trim_end_matches('.')).collect();
        let journal = parts.iter().rev().find(|part| !part.is_empty()).copied().unwrap_or("");
        let titles = parts.get(1..parts.len().saturating_sub(1)).unwrap_or(&[]);
        let title = titles
            .iter()
            .filter(|part| **part != journal)
            .max_by_key(|part| part.split_whitespace().count())
            .filter(|part| part.split_whitespace().count() >= 3);
        if let (Some(title), Some(letter)) = (title, journal.chars().find(|c| c.is_alphabetic())) {
            let start = from + head.len() - head.trim_start().len();
            found.push(Entry {
                key: format!("{year};{volume}:{page}{}", letter.to_lowercase()),
                title: (*title).to_owned(),
                range: start..end,
            });
        }
        from = end;
    }
    found
}

fn leading_digits(text: &str) -> &str {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    &text[..digits]
}

/// The words of a title that tell it from others.
fn telling(title: &str) -> Vec<String> {
    let mut words: Vec<String> = title
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() >= 4)
        .map(str::to_lowercase)
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// Neither title is a short form of the other, and they share few words.
fn differ(one: &str, other: &str) -> bool {
    let (one, other) = (telling(one), telling(other));
    let shared = one.iter().filter(|word| other.binary_search(word).is_ok()).count();
    let all = one.len() + other.len() - shared;
    shared < one.len() && shared < other.len() && shared as f64 <= all as f64 * ALIKE
}

/// MC507: two titles for what stands in one place of one journal.
pub(super) fn inconsistent(view: &View<'_>) -> Vec<Finding> {
    let Some(rule) = view.rule("MC507") else { return Vec::new() };
    let mut known: HashMap<&str, (&str, Place)> = HashMap::new();
    let mut found = Vec::new();
    for (number, segment) in view.facts.segments.iter().enumerate() {
        if !view.bibliography(number).locator {
            continue;
        }
        for entry in view.lore(number).more().entries.get_or_init(|| entries(&segment.text)) {
            let place = Place { segment: number, range: entry.range.clone() };
            let Some((title, first)) = known.get(&*entry.key) else {
                known.insert(&entry.key, (&entry.title, place));
                continue;
            };
            if differ(title, &entry.title) {
                let message = rule.info.message.replace("{text}", &entry.title);
                let mut finding = view.finding(rule, rule.info.severity, &place, message);
                finding.scope = Scope::Span;
                found.push(finding.with_related(vec![view.related("cited here with another title", first)]));
            }
        }
    }
    found
}

/// Words by which a text declares who paid for it.
const DECLARED: [&str; 12] = [
    "competing interest",
    "conflict of interest",
    "conflicts of interest",
    "declaration of interest",
    "funded by",
    "funding:",
    "paid for by",
    "advertisement",
    "sponsored by",
    "disclosure:",
    "company information",
    "advertorial",
];

/// MC510: the dress of a paper around a brand of the author's.
pub(super) fn advertorial(view: &View<'_>) -> Option<Finding> {
    let rule = view.rule("MC510")?;
    if matches!(view.facts.class, DocumentClass::Regulator | DocumentClass::Leaflet | DocumentClass::News) {
        return None;
    }
    let segments = view.facts.segments;
    let opening = segments.iter().position(|segment| {
        let text = segment.text.trim_start();
        text.starts_with("Abstract") || text.starts_with("ABSTRACT")
    })?;
    let (orcid, doi) = (Finder::new("ORCID"), Finder::new("DOI"));
    let scholarly = segments.iter().any(|segment| {
        let text = segment.text.as_bytes();
        orcid.find(text).is_some() || doi.find(text).is_some()
    }) || (0..segments.len()).any(|number| view.bibliography(number).locator);
    if !scholarly {
        return None;
    }
    let own = view.facts.document.evidence.own_voice > 0;
    let brand = view.own_brand().cloned().or_else(|| {
        let offered = own && (view.has(Cue::CallToAction) || view.trademark_of_author());
        offered.then(|| Place { segment: opening, range: 0..view.text(opening).len() })
    })?;
    let declared = segments.iter().enumerate().any(|(number, segment)| {
        *view.lore(number).more().declares.get_or_init(|| {
            let text = segment.text.to_lowercase();
            DECLARED.iter().any(|word| text.contains(word))
        })
    });
    if declared {
        return None;
    }
    let word = view.text(opening).len().min("Abstract".len());
    let anchor = Place { segment: opening, range: 0..word };
    let finding = view.finding(rule, rule.info.severity, &anchor, rule.info.message.clone());
    Some(finding.with_related(vec![view.related("the product that is recommended", &brand)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_of_citations() {
        for (text, marker) in [
            ("Stress alters glutamate [19].", "[19]"),
            ("It blocks calcium channels;44 the effect follows.", "44"),
            ("It blocks calcium channels.7 The effect follows.", "7"),
        ] {
            let found = markers(text);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(&text[found[0].clone()], marker);
        }
        for text in
            ["(1) Wash your hands.", "Version 2.5 is out.", "See Fig.2 Above.", "a[0] and [2] more", "[x]"]
        {
            assert!(markers(text).is_empty() || text.starts_with("a["), "{text}");
        }
    }

    #[test]
    fn entries_have_a_place_and_a_title() {
        let found = entries("Poe J, Roe L. Zinc and sleep in adults. Night Notes. 2012;5(1):1\u{2013}9.");
        assert_eq!(found.len(), 1);
        assert_eq!((&*found[0].key, &*found[0].title), ("2012;5:1n", "Zinc and sleep in adults"));
        assert!(entries("In 2012; 5 people came.").is_empty());
    }

    #[test]
    fn titles_differ() {
        assert!(differ("Iron and fatigue in women", "Iron and exercise in boys"));
        assert!(!differ("Iron in women", "Iron and fatigue in women"));
        assert!(!differ("Magnesium and depression", "Magnesium in depression"));
    }
}
