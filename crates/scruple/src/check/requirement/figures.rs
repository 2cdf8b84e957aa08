//! MC513, the figures: one text that gives the same thing two amounts, two doses, or none and some of it.
//!
//! Only what reads word for word alike is compared: the same count of the same form, the same substance, an order
//! without a condition. A page that sells two strengths, or gives children less, must not be taken for one that
//! contradicts itself.

mod sentence;

use std::collections::HashMap;

use sentence::sentence;

use super::words::SPACED;
use super::{Place, Telling, View};
use crate::finding::{Finding, Scope};

/// What is counted in a serving, each beside its plural.
const FORMS: [[&str; 2]; 14] = [
    ["capsule", "capsules"],
    ["tablet", "tablets"],
    ["softgel", "softgels"],
    ["gummy", "gummies"],
    ["gummie", "gummies"],
    ["caplet", "caplets"],
    ["pill", "pills"],
    ["scoop", "scoops"],
    ["sachet", "sachets"],
    ["lozenge", "lozenges"],
    ["drop", "drops"],
    ["spray", "sprays"],
    ["serving", "servings"],
    ["teaspoon", "teaspoons"],
];
/// The same in one row.
pub(super) const COUNTED: &[&str] = FORMS.as_flattened();
/// Units of weight.
pub(super) const UNITS: [&str; 6] = ["mg", "mcg", "\u{b5}g", "\u{3bc}g", "g", "iu"];
/// Verbs and signs between a serving and what is in it.
const HOLDS: [&str; 16] = [
    "provides", "provide", "contains", "contain", "delivers", "deliver", "supplies", "supply", "gives",
    "give", "equals", "equal", "holds", "hold", "=", "has",
];
/// Words that tie a statement to a case, so that another may stand beside it.
const CASES: [&str; 60] = [
    "or",
    "if",
    "when",
    "unless",
    "up",
    "until",
    "first",
    "then",
    "after",
    "before",
    "start",
    "begin",
    "week",
    "weeks",
    "month",
    "month's",
    "children",
    "child",
    "child's",
    "kids",
    "teens",
    "teen",
    "adolescents",
    "women",
    "men",
    "pregnant",
    "pregnancy",
    "seniors",
    "elderly",
    "years",
    "age",
    "aged",
    "ages",
    "athletes",
    "maximum",
    "max",
    "minimum",
    "additional",
    "extra",
    "more",
    "less",
    "increase",
    "reduce",
    "loading",
    "maintenance",
    "phase",
    "strength",
    "version",
    "option",
    "formerly",
    "old",
    "previous",
    "previously",
    "new",
    "weight",
    "kg",
    "lbs",
    "morning",
    "trial",
    "study",
];
/// What a figure is that names no form.
pub(super) const DOSES: [&str; 3] = ["dose", "dosage", "intake"];
/// What a product may hold none or some of.
pub(super) const HELD: [&str; 3] = ["caffeine", "melatonin", "sugar"];
/// Words of sentences on what other things hold.
const OTHERS: [&str; 22] = [
    "coffee", "cup", "cups", "espresso", "tea", "soda", "cola", "energy", "drinks", "unlike", "than",
    "version", "option", "options", "flavor", "flavour", "decaf", "limit", "added", "average", "typical",
    "other",
];
/// Words behind a serving within which its content stands.
const REACH: usize = 6;
/// Most pairs that are shown.
const MOST: usize = 3;

/// A word and its first byte in the text, without the punctuation around it.
struct Word<'t> {
    text: &'t str,
    start: usize,
    /// A comma or another sign of punctuation stands behind it.
    parted: bool,
}

impl Word<'_> {
    fn is(&self, list: &[&str]) -> bool {
        list.iter().any(|word| word.eq_ignore_ascii_case(self.text))
    }

    fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// What a sentence states: of what, and how much.
#[derive(Debug, PartialEq)]
pub(crate) struct Stated {
    of: String,
    amount: String,
    /// Bytes of the text.
    range: std::ops::Range<usize>,
}

/// MC513: figures that cannot both hold.
pub(super) fn contradictions(view: &View<'_>) -> Vec<Finding> {
    let Some(rule) = view.rule("MC513") else { return Vec::new() };
    let mut found = Vec::new();
    if view.facts.class.is_sober() {
        return found;
    }
    let mut known: HashMap<String, (String, Place)> = HashMap::new();
    for (number, segment) in view.facts.segments.iter().enumerate() {
        if !may_state(view.telling(number)) {
            continue;
        }
        for stated in view.lore(number).more().figures.get_or_init(|| read(&segment.text)) {
            let place = Place { segment: number, range: stated.range.clone() };
            // A dose whose substance is not named is that of its section.
            let of = match stated.of.strip_suffix(" here") {
                Some(of) => format!("{of} {:?}", segment.heading),
                None => stated.of.clone(),
            };
            let Some((amount, first)) = known.get(&of) else {
                known.insert(of, (stated.amount.clone(), place));
                continue;
            };
            if *amount == stated.amount || found.len() == MOST {
                continue;
            }
            let words = view.text(number).get(place.range.clone()).unwrap_or("");
            let message = rule.info.message.replace("{text}", words);
            let mut finding = view.finding(rule, rule.info.severity, &place, message);
            finding.scope = Scope::Span;
            found.push(finding.with_related(vec![view.related("the other statement", first)]));
        }
    }
    found
}

/// Whether a text whose words tell this may state something.
fn may_state(telling: Telling) -> bool {
    // All figures are of something that is held, counted or a dose, and the last two are taken or weighed.
    let taken = telling.has(Telling::FORM) && telling.has(Telling::TAKE.or(Telling::UNIT));
    let dosed = telling.has(Telling::DOSED) && telling.has(Telling::UNIT);
    taken || dosed || telling.has(Telling::HELD)
}

/// The statements of a text.
fn read(text: &str) -> Vec<Stated> {
    let mut found = Vec::new();
    let mut next = Some(0);
    while let Some(start) = next {
        let (end, tells) = sentence(text, start);
        next = (end < text.len()).then_some(end);
        if !tells.may_state() {
            continue;
        }
        let sentence = &text[start..end];
        let words = words(sentence, start);
        if tells.held {
            found.extend(held(&words));
        }
        let mut said = Vec::new();
        if tells.weighs() {
            said.extend(serving(&words));
        }
        if tells.orders {
            said.extend(order(&words));
        }
        if tells.weighs() {
            said.extend(dose(&words));
        }
        if !said.is_empty() && !sentence.ends_with('?') && !words.iter().any(|word| word.is(&CASES)) {
            found.extend(said);
        }
    }
    found
}

fn is_unit(word: &str) -> bool {
    UNITS.iter().any(|unit| unit.eq_ignore_ascii_case(word))
}

fn words(sentence: &str, start: usize) -> Vec<Word<'_>> {
    let mut found = Vec::with_capacity(sentence.len() / 4);
    for (from, raw) in SPACED.words(sentence) {
        let at = from + raw.len();
        let outer = |c: char| !c.is_alphanumeric() && c != '=';
        let plain = |end: Option<&u8>| end.is_some_and(u8::is_ascii_alphanumeric);
        let bytes = raw.as_bytes();
        let text = if plain(bytes.first()) { raw } else { raw.trim_start_matches(outer) };
        let lead = raw.len() - text.len();
        let text = if plain(bytes.last()) { text } else { text.trim_end_matches(outer) };
        if text.is_empty() {
            continue;
        }
        let parted = from + lead + text.len() < at;
        // "400mg"
        let digits = text.bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b',' | b'.')).count();
        if digits > 0 && digits < text.len() && is_unit(&text[digits..]) {
            found.push(Word { text: &text[..digits], start: start + from + lead, parted: false });
            found.push(Word { text: &text[digits..], start: start + from + lead + digits, parted });
        } else {
            found.push(Word { text, start: start + from + lead, parted });
        }
    }
    found
}

/// Numbers as words.
const SMALL: [&str; 6] = ["one", "two", "three", "four", "five", "six"];

/// A number in figures or as a word.
fn number(word: &Word<'_>) -> Option<f64> {
    // Most words are too long for these, and start with no digit.
    if word.text.len() > 5 && !word.text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, ',' | '.')) {
        return None;
    }
    let small = SMALL.iter().zip(1u8..).find(|(name, _)| name.eq_ignore_ascii_case(word.text));
    small.map(|(_, value)| f64::from(value)).or_else(|| {
        let figures = word.text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.'));
        figures.then(|| word.text.replace(',', "").parse().ok())?
    })
}

/// What is counted, in the singular.
fn form(word: &Word<'_>) -> Option<&'static str> {
    FORMS.iter().find(|forms| word.is(&forms[..])).map(|[single, _]| *single)
}

/// An amount at a word: its value in milligrams or units, and the word behind it.
fn amount(words: &[Word<'_>], at: usize) -> Option<(String, usize)> {
    let value = number(words.get(at)?)?;
    let unit = words.get(at + 1).filter(|unit| unit.is(&UNITS))?.text.to_ascii_lowercase();
    let spoken = match unit.as_str() {
        "g" => format!("{} mg", value * 1000.0),
        "mg" => format!("{value} mg"),
        "iu" => format!("{value} iu"),
        _ => format!("{} mg", value / 1000.0),
    };
    (value > 0.0).then_some((spoken, at + 2))
}

/// The words that say what an amount is of: "of elemental magnesium".
fn substance(words: &[Word<'_>], from: usize) -> String {
    const ENDS: [&str; 24] = [
        "and", "per", "a", "an", "in", "with", "for", "to", "daily", "each", "every", "from", "plus",
        "which", "that", "is", "are", "at", "on", "as", "your", "the", "once", "twice",
    ];
    let parted = from > 0 && words.get(from - 1).is_some_and(|word| word.parted);
    let mut name = String::new();
    for word in words.iter().skip(from).take(4).filter(|_| !parted) {
        if word.is(&ENDS) || number(word).is_some() {
            break;
        }
        if !word.is(&["of"]) {
            name.push(' ');
            name.push_str(&word.text.to_lowercase());
        }
        if word.parted {
            break;
        }
    }
    name
}

/// "2 capsules = 400 mg"
fn serving(words: &[Word<'_>]) -> Vec<Stated> {
    let mut found = Vec::new();
    for at in 0..words.len() {
        let Some(count) = number(&words[at]) else { continue };
        let Some(form) = words.get(at + 1).and_then(form) else { continue };
        for then in at + 2..(at + 2 + REACH).min(words.len()) {
            if let Some((amount, behind)) = amount(words, then) {
                let between = &words[at + 2..then];
                let bracket = between.is_empty() && words[at + 1].end() < words[then].start;
                if between.iter().any(|word| word.is(&HOLDS)) || bracket {
                    let range = words[at].start..words[behind - 1].end();
                    let of = format!("{count} {form}:{}", substance(words, behind));
                    found.push(Stated { of, amount, range });
                }
                break;
            }
            if number(&words[then]).is_some() {
                break;
            }
        }
    }
    found
}

/// "Take 2 capsules daily"
fn order(words: &[Word<'_>]) -> Option<Stated> {
    let at = words.iter().position(|word| word.is(&["take"]))?;
    let opens = at == 0 || words[at - 1].parted || words[at - 1].is(&["simply", "just", "adults", "please"]);
    let count = number(words.get(at + 1)?)?;
    let form = form(words.get(at + 2)?)?;
    let rest: Vec<String> =
        words.iter().skip(at + 3).take(4).map(|word| word.text.to_ascii_lowercase()).collect();
    let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
    let (times, length) = match rest.as_slice() {
        ["daily", ..] => (1.0, 1),
        ["a" | "per" | "each" | "every", "day", ..] | ["once", "daily", ..] => (1.0, 2),
        ["twice", "daily", ..] => (2.0, 2),
        ["once", "a" | "per" | "each", "day", ..] => (1.0, 3),
        ["twice", "a" | "per" | "each", "day", ..] => (2.0, 3),
        ["three", "times", "daily", ..] => (3.0, 3),
        ["three", "times", "a" | "per" | "each", "day", ..] => (3.0, 4),
        _ => return None,
    };
    let range = words[at].start..words.get(at + 2 + length)?.end();
    opens.then(|| Stated { of: format!("take {form}"), amount: format!("{}", count * times), range })
}

/// "The recommended dose is 200 mg"
fn dose(words: &[Word<'_>]) -> Option<Stated> {
    const ADVISED: [&str; 5] = ["recommended", "suggested", "usual", "standard", "typical"];
    let at = words.iter().position(|word| word.is(&ADVISED))?;
    let noun = (at + 1..(at + 3).min(words.len())).find(|&at| words[at].is(&DOSES))?;
    let from = (noun + 1..(noun + 8).min(words.len())).find(|&at| amount(words, at).is_some())?;
    let between = words.get(noun + 1..from)?;
    let says = words[noun].parted && between.is_empty() || between.iter().any(|word| word.is(&["is"]));
    // "between 200 and 400 mg", "200 to 400 mg": the figure before is part of the dose.
    let ranged = between.last().is_some_and(|word| word.is(&["to", "and", "of"]) || number(word).is_some());
    let (amount, behind) = amount(words, from)?;
    let named = match between.first().filter(|word| word.is(&["of"])) {
        Some(_) => substance(words, noun + 1),
        None => substance(words, behind),
    };
    let of = if named.is_empty() { "dose here".to_owned() } else { format!("dose of{named}") };
    (says && !ranged).then(|| Stated { of, amount, range: words[at].start..words[behind - 1].end() })
}

/// "No caffeine", "100 mg caffeine per serving"
fn held(words: &[Word<'_>]) -> Option<Stated> {
    let at = words.iter().position(|word| {
        let name = word.text.strip_suffix("-free").unwrap_or(word.text);
        HELD.iter().any(|held| held.eq_ignore_ascii_case(name))
    })?;
    if words.iter().any(|word| word.is(&OTHERS)) {
        return None;
    }
    let name = words[at].text.to_ascii_lowercase();
    let stem = name.strip_suffix("-free").unwrap_or(&name);
    let before = |back: usize| at.checked_sub(back).and_then(|at| words.get(at));
    // "No caffeine crash" denies something else.
    let ends = words[at].parted || words.get(at + 1).is_none_or(|next| next.is(&["and", "or", "but"]));
    let none = name.ends_with("-free")
        || words.get(at + 1).is_some_and(|next| next.is(&["free"]))
        || ends && before(1).is_some_and(|word| word.is(&["no", "zero", "without"]))
        || ends
            && before(1).is_some_and(|word| word.is(&["of", "from"]))
            && before(2).is_some_and(|word| word.is(&["free"]));
    let of = format!("holds {stem}");
    if none {
        let start = before(1).filter(|_| !name.ends_with("-free")).map_or(words[at].start, |word| word.start);
        return Some(Stated { of, amount: "none".to_owned(), range: start..words[at].end() });
    }
    let per = words.windows(2).any(|pair| pair[0].is(&["per", "each", "every"]) && form(&pair[1]).is_some());
    let from = (2..=4).filter_map(|back| at.checked_sub(back)).find(|&from| {
        amount(words, from).is_some_and(|(_, behind)| {
            words[behind..at].iter().all(|word| word.is(&["of", "natural", "pure", "clean"]))
        })
    })?;
    (per && words.len() > from).then(|| Stated {
        of,
        amount: "some".to_owned(),
        range: words[from].start..words[at].end(),
    })
}

#[cfg(test)]
mod tests;
