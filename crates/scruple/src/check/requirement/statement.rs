//! Finding the statutory statement of 21 CFR 101.93(c), word for word or altered.

mod sentences;

use sentences::Word;

use super::words::Lookup;
use super::{Place, View};
use crate::context::Cue;

/// The first sentence of the statement, for one claim.
pub(super) const EVALUATED_ONE: &str =
    "This statement has not been evaluated by the Food and Drug Administration";
/// The first sentence of the statement, for several claims.
pub(super) const EVALUATED: &str =
    "These statements have not been evaluated by the Food and Drug Administration";
/// The second sentence of the statement.
pub(super) const INTENDED: &str =
    "This product is not intended to diagnose, treat, cure, or prevent any disease";

/// The words that the parts and their like are told by; all others are alike. The agency written out is one of them.
const KNOWN: [&str; 49] = [
    AGENCY,
    "this",
    "these",
    "our",
    "the",
    "statement",
    "statements",
    "claim",
    "claims",
    "product",
    "products",
    "supplement",
    "supplements",
    "item",
    "items",
    "has",
    "have",
    "is",
    "are",
    "not",
    "never",
    "been",
    "by",
    "to",
    "or",
    "and",
    "any",
    "evaluated",
    "reviewed",
    "assessed",
    "verified",
    "examined",
    "endorsed",
    "approved",
    "fda",
    "food",
    "drug",
    "administration",
    "intended",
    "meant",
    "designed",
    "claimed",
    "diagnose",
    "treat",
    "cure",
    "prevent",
    "mitigate",
    "heal",
    "disease",
];
const AGENCY: &str = "food and drug administration";
/// The number of a word that tells nothing.
const OTHER: u8 = 63;

/// The number of a word in any case.
fn known(word: &str) -> u8 {
    static TABLE: Lookup<{ KNOWN.len() }> = Lookup::new(&[&KNOWN]);
    TABLE.find(word).map_or(OTHER, |place| place as u8)
}

/// The number of a word of [`KNOWN`].
const fn number(word: &str) -> u8 {
    let mut number = 0;
    while number < KNOWN.len() {
        if are_same(KNOWN[number].as_bytes(), word.as_bytes()) {
            return number as u8;
        }
        number += 1;
    }
    OTHER
}

const fn are_same(one: &[u8], other: &[u8]) -> bool {
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

/// The numbers of some words, told by the compiler.
macro_rules! numbers {
    ($($word:expr),* $(,)?) => { const { &[$(number($word)),*] } };
}

/// Some words of which one may stand somewhere: their numbers as bits.
macro_rules! one_of {
    ($($word:expr),* $(,)?) => { const { 0u64 $(| 1 << number($word))* } };
}

/// The agency as its words stand in a text.
const SPELT_OUT: &[u8] = numbers!("food", "and", "drug", "administration");
const FIRST: [&[u8]; 2] = [
    numbers!("this", "statement", "has", "not", "been", "evaluated", "by", "the", AGENCY),
    numbers!("these", "statements", "have", "not", "been", "evaluated", "by", "the", AGENCY),
];
const SECOND: [&[u8]; 2] = [
    numbers!(
        "this", "product", "is", "not", "intended", "to", "diagnose", "treat", "cure", "or", "prevent",
        "any", "disease",
    ),
    numbers!(
        "these", "products", "are", "not", "intended", "to", "diagnose", "treat", "cure", "or", "prevent",
        "any", "disease",
    ),
];
/// Most words that may differ.
const FIRST_SLACK: usize = 5;
const SECOND_SLACK: usize = 8;
/// A longer sentence is no attempt at the statement as a whole: only the words that are like it are replaced.
const LONGEST: usize = 45;

/// A sentence of the statement in the text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Part {
    #[default]
    Absent,
    Altered(Place),
    Exact(Place),
}

impl Part {
    pub(super) fn place(&self) -> Option<&Place> {
        match self {
            Self::Absent => None,
            Self::Altered(place) | Self::Exact(place) => Some(place),
        }
    }

    pub(super) fn is_exact(&self) -> bool {
        matches!(self, Self::Exact(_))
    }

    /// The better of two; of equals the first.
    fn or_better(&mut self, other: Self) {
        if matches!((&*self, &other), (Self::Absent, _) | (Self::Altered(_), Self::Exact(_))) {
            *self = other;
        }
    }
}

/// The statement in a document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Statement {
    pub evaluated: Part,
    pub intended: Part,
}

impl Statement {
    pub(super) fn is_exact(&self) -> bool {
        self.evaluated.is_exact() && self.intended.is_exact()
    }

    pub(super) fn is_absent(&self) -> bool {
        self.evaluated == Part::Absent && self.intended == Part::Absent
    }
}

/// Looks for the statement where the words of one were seen.
pub(super) fn find(view: &View<'_>) -> Statement {
    let mut statement = Statement::default();
    let mut last = None;
    for signal in &view.facts.document.signals {
        if !matches!(signal.cue, Cue::DsheaEvaluated | Cue::DsheaIntended | Cue::DsheaNear)
            || last == Some(signal.segment)
        {
            continue;
        }
        last = Some(signal.segment);
        let segment = signal.segment as usize;
        let (evaluated, intended) =
            view.lore(segment).more().statement.get_or_init(|| in_text(view.text(segment))).clone();
        statement.evaluated.or_better(evaluated.placed(segment));
        statement.intended.or_better(intended.placed(segment));
    }
    statement
}

/// The two parts in a text that stands alone.
pub(crate) type InText = (Local, Local);

/// A part in a text that stands alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Local {
    Absent,
    Altered(std::ops::Range<usize>),
    Exact(std::ops::Range<usize>),
}

impl Local {
    fn placed(self, segment: usize) -> Part {
        match self {
            Self::Absent => Part::Absent,
            Self::Altered(range) => Part::Altered(Place { segment, range }),
            Self::Exact(range) => Part::Exact(Place { segment, range }),
        }
    }
}

fn in_text(text: &str) -> InText {
    let (mut first, mut second) = (Local::Absent, Local::Absent);
    sentences::each(text, |sentence| {
        // Both parts deny something, and so does whatever is like them.
        if !any(sentence, one_of!("not", "never")) {
            return;
        }
        if let Some(found) = part(sentence, &FIRST, FIRST_SLACK, || is_like_first(sentence))
            && !matches!(first, Local::Exact(_))
            && (first == Local::Absent || matches!(found, Local::Exact(_)))
        {
            first = found;
        }
        let goes_on = first != Local::Absent;
        if let Some(found) = part(sentence, &SECOND, SECOND_SLACK, || is_like_second(sentence, goes_on))
            && !matches!(second, Local::Exact(_))
            && (second == Local::Absent || matches!(found, Local::Exact(_)))
        {
            second = found;
        }
    });
    (first, second)
}

/// What stands of a part in a sentence; `like` says whether other words may be an attempt at it.
fn part(sentence: &[Word], templates: &[&[u8]], slack: usize, like: impl FnOnce() -> bool) -> Option<Local> {
    let at = |template: &&[u8]| {
        let from = sentence.windows(template.len()).position(|words| same(words, template))?;
        Some(from..from + template.len())
    };
    if let Some(exact) = templates.iter().filter_map(at).min_by_key(|range| range.start) {
        let words = sentence.get(exact)?;
        return Some(Local::Exact(words.first()?.start..words.last()?.end));
    }
    if !like() {
        return None;
    }
    let (distance, from, to) = templates.iter().map(|template| align(sentence, template)).min()?;
    if distance > slack {
        return None;
    }
    let part = if sentence.len() <= LONGEST { sentence } else { sentence.get(from..to)? };
    Some(Local::Altered(part.first()?.start..part.last()?.end))
}

fn same(words: &[Word], template: &[u8]) -> bool {
    words.len() == template.len() && words.iter().zip(template).all(|(word, number)| word.number == *number)
}

fn any(words: &[Word], list: u64) -> bool {
    words.iter().any(|word| list >> word.number & 1 == 1)
}

const NOT: u8 = number("not");
const NEVER: u8 = number("never");
const STATEMENTS: u64 = one_of!("statement", "statements", "claim", "claims");
const PRODUCTS: u64 = one_of!("product", "products", "supplement", "supplements", "item", "items");

/// Says of statements or a product that the agency has not looked at them.
fn is_like_first(sentence: &[Word]) -> bool {
    let Some(not) = sentence.iter().position(|word| matches!(word.number, NOT | NEVER)) else {
        return false;
    };
    let agency = any(&sentence[not..], one_of!("fda", AGENCY));
    let looked = any(
        &sentence[not..],
        one_of!("evaluated", "reviewed", "assessed", "verified", "examined", "endorsed"),
    );
    let approved = any(&sentence[not..], one_of!("approved"));
    let subject = &sentence[..not];
    let about = any(subject, STATEMENTS);
    let product = any(subject, PRODUCTS) && any(subject, one_of!("this", "these", "our", "the"));
    agency && (looked && (about || product) || approved && about)
}

/// Says of a product that it is not meant for a disease.
fn is_like_second(sentence: &[Word], goes_on: bool) -> bool {
    // A sentence that holds both parts says "not" twice.
    sentence.iter().enumerate().filter(|(_, word)| word.number == NOT).any(|(not, _)| {
        let near = &sentence[not..sentence.len().min(not + 4)];
        let meant = any(near, one_of!("intended", "meant", "designed", "claimed"));
        let verbs =
            any(&sentence[not..], one_of!("diagnose", "treat", "cure", "prevent", "mitigate", "heal"));
        let before = &sentence[..not];
        let subject = not == 0 || goes_on || any(before, PRODUCTS) || any(before, STATEMENTS);
        meant && verbs && subject
    })
}

/// The fewest words to change for the template to stand somewhere in the sentence, and where (from, to).
fn align(sentence: &[Word], template: &[u8]) -> (usize, usize, usize) {
    // By words of the sentence read: cost, and where the part began. The part may begin anywhere for free.
    let mut row: Vec<(usize, usize)> = (0..=sentence.len()).map(|at| (0, at)).collect();
    for (depth, wanted) in template.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = (depth + 1, 0);
        for (at, word) in sentence.iter().enumerate() {
            let above = row[at + 1];
            let left = row[at];
            let same = usize::from(word.number != *wanted);
            row[at + 1] = [(diagonal.0 + same, diagonal.1), (above.0 + 1, above.1), (left.0 + 1, left.1)]
                .into_iter()
                .min_by_key(|(cost, _)| *cost)
                .unwrap_or(diagonal);
            diagonal = above;
        }
    }
    let (to, (cost, from)) = row
        .iter()
        .enumerate()
        .min_by_key(|(_, (cost, _))| *cost)
        .map_or((0, (usize::MAX, 0)), |(at, best)| (at, *best));
    (cost, from, to)
}

#[cfg(test)]
mod tests;
