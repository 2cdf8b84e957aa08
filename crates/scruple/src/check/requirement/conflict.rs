//! MC513: what a text says a thing does to another, and the opposite elsewhere.

use std::collections::HashMap;
use std::ops::Range;

use super::words::{Cutter, Lookup};
use super::{Place, Telling, View};
use crate::finding::{Finding, Scope};

/// Verbs by which a thing is strengthened, and by which it is stopped. "Lowers" is not among them: what is raised at
/// one time may be lowered at another.
pub(super) const MORE: [&str; 10] = [
    "promotes",
    "boosts",
    "stimulates",
    "activates",
    "enhances",
    "promote",
    "boost",
    "stimulate",
    "activate",
    "enhance",
];
pub(super) const LESS: [&str; 8] =
    ["blocks", "inhibits", "suppresses", "halts", "block", "inhibit", "suppress", "halt"];

/// Words that limit a statement to a case, so that its opposite may hold in another.
const LIMITS: [&str; 17] = [
    "dose",
    "doses",
    "may",
    "might",
    "could",
    "if",
    "when",
    "while",
    "unless",
    "whether",
    "not",
    "initially",
    "later",
    "then",
    "can",
    "excess",
    "acute",
];
/// Objects that say too little, and words that are none.
const VAGUE: [&str; 30] = [
    "activity",
    "function",
    "functions",
    "levels",
    "level",
    "production",
    "health",
    "healthy",
    "growth",
    "receptors",
    "receptor",
    "response",
    "cells",
    "cell",
    "system",
    "effects",
    "effect",
    "with",
    "that",
    "this",
    "their",
    "your",
    "from",
    "more",
    "body",
    "involved",
    "proper",
    "optimal",
    "normal",
    "certain",
];
/// Subjects that tell nothing.
const POINTERS: [&str; 10] = ["it", "they", "this", "which", "that", "and", "who", "these", "to", "also"];
/// The words of clauses, and those of outcomes.
static WORDS: Cutter = Cutter::new("-'", char::is_alphanumeric);
static HYPHENED: Cutter = Cutter::new("-", char::is_alphanumeric);
/// Words behind the verb in which its object stands.
const REACH: usize = 6;

/// What a clause says: what acts, on what, and whether it is for or against.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Clause {
    /// The word before the verb; `None` for a pronoun, which stands for what was spoken of last.
    subject: Option<String>,
    objects: Vec<String>,
    more: bool,
    /// Bytes of the segment's text.
    range: Range<usize>,
}

/// MC513: two statements that cannot both hold.
pub(super) fn contradictions(view: &View<'_>) -> Vec<Finding> {
    let Some(rule) = view.rule("MC513") else { return Vec::new() };
    if view.facts.class.is_sober() {
        return Vec::new();
    }
    // By subject and object: where it was first said, for and against.
    let mut said: HashMap<(&str, &str), [Option<Place>; 2]> = HashMap::new();
    let mut found = Vec::new();
    let mut last: Option<&str> = None;
    for (number, segment) in view.facts.segments.iter().enumerate() {
        for clause in said_in(view, number, &segment.text) {
            let Some(subject) = clause.speaks_of(&mut last) else { continue };
            let place = Place { segment: number, range: clause.range.clone() };
            let mut against = None;
            for object in &clause.objects {
                let places = said.entry((subject, object)).or_default();
                places[usize::from(clause.more)].get_or_insert_with(|| place.clone());
                if let Some(other) = &places[usize::from(!clause.more)] {
                    against.get_or_insert_with(|| other.clone());
                }
            }
            if let Some(other) = against {
                let words = view.text(number).get(place.range.clone()).unwrap_or("");
                let message = rule.info.message.replace("{text}", words);
                let mut finding = view.finding(rule, rule.info.severity, &place, message);
                finding.scope = Scope::Span;
                found.push(finding.with_related(vec![view.related("the other statement", &other)]));
                // One pair shows it.
                return found;
            }
        }
    }
    found
}

/// What is said to last, or to pass.
const OUTCOMES: [&str; 9] = [
    "relief",
    "effect",
    "effects",
    "result",
    "results",
    "benefit",
    "benefits",
    "improvement",
    "improvements",
];
pub(super) const LASTING: [&str; 4] = ["long-lasting", "permanent", "lasting", "lifelong"];
pub(super) const PASSING: [&str; 4] = ["temporary", "short-lived", "transient", "short-term"];

/// MC513: an outcome that lasts in one sentence and passes in another.
pub(super) fn lasting_and_passing(view: &View<'_>) -> Vec<Finding> {
    let Some(rule) = view.rule("MC513") else { return Vec::new() };
    let mut seen: [Option<Place>; 2] = [None, None];
    if view.facts.class.is_sober() {
        return Vec::new();
    }
    for (number, segment) in view.facts.segments.iter().enumerate() {
        for (lasts, range) in lasts_in(view, number, &segment.text) {
            let (lasts, place) = (*lasts, Place { segment: number, range: range.clone() });
            if let Some(other) = &seen[usize::from(!lasts)] {
                let words = view.text(number).get(place.range.clone()).unwrap_or("");
                let message = rule.info.message.replace("{text}", words);
                let mut finding = view.finding(rule, rule.info.severity, &place, message);
                finding.scope = Scope::Span;
                return vec![finding.with_related(vec![view.related("the other statement", other)])];
            }
            seen[usize::from(lasts)].get_or_insert(place);
        }
    }
    Vec::new()
}

/// Whether an outcome lasts, and where that stands.
pub(crate) type Durations = Vec<(bool, Range<usize>)>;

/// "Relief is long-lasting", "the effect is only temporary": whether it lasts, and where it stands.
fn durations(text: &str) -> Durations {
    let mut found = Vec::new();
    let mut from = 0;
    let mut words: Vec<(usize, &str)> = Vec::new();
    for clause in text.split_inclusive(['.', ';', '!', '?']) {
        words.clear();
        words.extend(HYPHENED.words(clause));
        let said = words.windows(2).enumerate().filter_map(|(at, pair)| {
            let [(start, noun), (_, verb)] = *pair else { return None };
            if !(is(&["is", "are"], verb) && is(&OUTCOMES, noun)) {
                return None;
            }
            let mut behind = words[at + 2..].iter().take(2);
            let (end, word) = behind.find(|(_, word)| is(&LASTING, word) || is(&PASSING, word))?;
            Some((is(&LASTING, word), from + start..from + end + word.len()))
        });
        // A case, a question or the outcome of something else says nothing about this one.
        let open = || {
            let limits = |word: &str| is(&LIMITS, word) || is(&["side", "no", "some", "but", "or"], word);
            clause.ends_with('?') || words.iter().any(|(_, word)| limits(word))
        };
        found.extend(said.filter(|_| !open()));
        from += clause.len();
    }
    found
}

/// What the clauses of a text say, those that set one thing for or against another.
fn clauses(text: &str) -> Vec<Clause> {
    let mut found = Vec::new();
    let mut from = 0;
    // A text has few verbs that matter, and only what stands around them is a clause that matters.
    for (verb, _) in WORDS.words(text).filter(|(_, word)| acts(word)) {
        if verb < from {
            continue;
        }
        let stops = ['.', ';', '!', '?', '(', '\u{2014}'];
        let (head, tail) = text.split_at(verb);
        let start =
            head.rfind(stops).map_or(0, |at| at + head[at..].chars().next().map_or(0, char::len_utf8));
        from = tail.find(stops).map_or(text.len(), |at| verb + at);
        found.extend(clause(&text[start..from], start));
    }
    found
}

fn clause(clause: &str, offset: usize) -> Option<Clause> {
    let mut words = Vec::with_capacity(clause.len() / 4);
    words.extend(WORDS.words(clause));
    let verb = words.iter().position(|(_, word)| acts(word))?;
    if words.iter().any(|(_, word)| is(&LIMITS, word)) {
        return None;
    }
    let (start, name) = words[..verb]
        .iter()
        .rev()
        .map(|(at, word)| (at, word.to_lowercase()))
        .find(|(_, word)| !word.ends_with("ly"))?;
    let subject = (!is(&POINTERS, &name)).then_some(name);
    let objects = words[verb + 1..]
        .iter()
        .take(REACH)
        .map(|(_, word)| word.to_lowercase())
        .filter(|word| word.len() >= 4 && !is(&VAGUE, word))
        .collect();
    let end = words.get(verb + REACH).or(words.last()).map_or(clause.len(), |(at, word)| at + word.len());
    let more = is(&MORE, words[verb].1);
    Some(Clause { subject, objects, more, range: offset + start..offset + end })
}

/// Whether a word is a verb by which a thing is strengthened or stopped.
fn acts(word: &str) -> bool {
    static VERBS: Lookup<{ MORE.len() + LESS.len() }> = Lookup::new(&[&MORE, &LESS]);
    VERBS.has(word)
}

impl Clause {
    /// What it speaks of, where that is told and done something to; `last` is what was spoken of last.
    fn speaks_of<'a>(&'a self, last: &mut Option<&'a str>) -> Option<&'a str> {
        // Where nothing was named before, "it" is the same thing throughout.
        let subject = self.subject.as_deref().or(*last).unwrap_or("it, unnamed");
        *last = Some(subject);
        (subject.len() >= 3 && !self.objects.is_empty()).then_some(subject)
    }
}

/// The clauses of a segment; their verbs stand in few texts.
fn said_in<'v>(view: &'v View<'_>, segment: usize, text: &str) -> &'v [Clause] {
    if !view.telling(segment).has(Telling::ACTS) {
        return &[];
    }
    view.lore(segment).more().clauses.get_or_init(|| clauses(text))
}

/// What lasts or passes in a segment.
fn lasts_in<'v>(view: &'v View<'_>, segment: usize, text: &str) -> &'v [(bool, Range<usize>)] {
    if !view.telling(segment).has(Telling::LASTS) {
        return &[];
    }
    view.lore(segment).more().durations.get_or_init(|| durations(text))
}

/// Whether a word is one of these, in any case.
fn is(list: &[&str], word: &str) -> bool {
    list.iter().any(|known| known.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_of_a_text() {
        let found = clauses("The capsule boosts glutamate activity. It blocks glutamate receptors.");
        assert_eq!(found.len(), 2);
        assert!(found[0].more && !found[1].more);
        let mut last = None;
        assert_eq!(found[0].speaks_of(&mut last), found[1].speaks_of(&mut last));
        assert!(clauses("At low dose it stimulates sleep; at high dose it blocks sleep.").is_empty());
    }
}
