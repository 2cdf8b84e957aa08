//! MC513: what a text says a thing does to another, and the opposite elsewhere.

use std::collections::HashMap;
use std::ops::Range;

use super::{Place, View};
use crate::finding::{Finding, Scope};

/// Verbs by which a thing is strengthened, and by which it is stopped. "Lowers" is not among them: what is raised at
/// one time may be lowered at another.
const MORE: [&str; 10] = [
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
const LESS: [&str; 8] = ["blocks", "inhibits", "suppresses", "halts", "block", "inhibit", "suppress", "halt"];

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
/// Words behind the verb in which its object stands.
const REACH: usize = 6;

/// What a sentence says: what acts, on what, and whether it is for or against.
#[derive(Debug, PartialEq, Eq)]
struct Deed {
    subject: String,
    objects: Vec<String>,
    more: bool,
    range: Range<usize>,
}

/// MC513: two statements that cannot both hold.
pub(super) fn contradictions(view: &View<'_>) -> Vec<Finding> {
    let Some(rule) = view.rule("MC513") else { return Vec::new() };
    if view.facts.class.is_sober() {
        return Vec::new();
    }
    // By subject and object: where it was first said, for and against.
    let mut said: HashMap<(String, String), [Option<Place>; 2]> = HashMap::new();
    let mut found = Vec::new();
    let mut subject = String::new();
    for (number, segment) in view.facts.segments.iter().enumerate() {
        for deed in deeds(&segment.text, &mut subject) {
            let place = Place { segment: number, range: deed.range };
            let mut against = None;
            for object in deed.objects {
                let places = said.entry((deed.subject.clone(), object)).or_default();
                places[usize::from(deed.more)].get_or_insert_with(|| place.clone());
                if let Some(other) = &places[usize::from(!deed.more)] {
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
const LASTING: [&str; 4] = ["long-lasting", "permanent", "lasting", "lifelong"];
const PASSING: [&str; 4] = ["temporary", "short-lived", "transient", "short-term"];

/// MC513: an outcome that lasts in one sentence and passes in another.
pub(super) fn lasting_and_passing(view: &View<'_>) -> Vec<Finding> {
    let Some(rule) = view.rule("MC513") else { return Vec::new() };
    let mut seen: [Option<Place>; 2] = [None, None];
    if view.facts.class.is_sober() {
        return Vec::new();
    }
    for (number, segment) in view.facts.segments.iter().enumerate() {
        for (lasts, range) in durations(&segment.text) {
            let place = Place { segment: number, range };
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

/// "Relief is long-lasting", "the effect is only temporary": whether it lasts, and where it stands.
fn durations(text: &str) -> Vec<(bool, Range<usize>)> {
    let mut found = Vec::new();
    let mut from = 0;
    for clause in text.split_inclusive(['.', ';', '!', '?']) {
        let mut at = 0;
        let words: Vec<(usize, String)> = clause
            .split(|c: char| !(c.is_alphanumeric() || c == '-'))
            .filter_map(|word| {
                let start = at + clause.get(at..)?.find(word)?;
                at = start + word.len();
                (!word.is_empty()).then(|| (start, word.to_lowercase()))
            })
            .collect();
        // A case, a question or the outcome of something else says nothing about this one.
        let open = clause.ends_with('?')
            || words
                .iter()
                .any(|(_, word)| is(&LIMITS, word) || is(&["side", "no", "some", "but", "or"], word));
        for (verb, (_, word)) in words.iter().enumerate().filter(|_| !open) {
            let outcome = verb.checked_sub(1).and_then(|before| words.get(before));
            let Some((start, _)) =
                outcome.filter(|(_, noun)| is(&OUTCOMES, noun) && is(&["is", "are"], word))
            else {
                continue;
            };
            let said =
                words[verb + 1..].iter().take(2).find(|(_, word)| is(&LASTING, word) || is(&PASSING, word));
            if let Some((at, word)) = said {
                found.push((is(&LASTING, word), from + start..from + at + word.len()));
            }
        }
        from += clause.len();
    }
    found
}

/// The deeds of a text. `subject` is what was spoken of last, for pronouns.
fn deeds(text: &str, subject: &mut String) -> Vec<Deed> {
    let mut found = Vec::new();
    let mut from = 0;
    let stops: Vec<usize> =
        text.match_indices(['.', ';', '!', '?', '(', '\u{2014}']).map(|(at, _)| at).collect();
    for stop in stops.into_iter().chain([text.len()]) {
        let clause = text.get(from..stop).unwrap_or("");
        deed(clause, from, subject, &mut found);
        from = stop + text.get(stop..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    }
    found
}

fn deed(clause: &str, offset: usize, last: &mut String, found: &mut Vec<Deed>) {
    let mut at = 0;
    let words: Vec<(usize, String)> = clause
        .split(|c: char| !(c.is_alphanumeric() || c == '-' || c == '\''))
        .filter_map(|word| {
            let start = at + clause.get(at..)?.find(word)?;
            at = start + word.len();
            (!word.is_empty()).then(|| (start, word.to_lowercase()))
        })
        .collect();
    let Some(verb) = words.iter().position(|(_, word)| is(&MORE, word) || is(&LESS, word)) else { return };
    if words.iter().any(|(_, word)| is(&LIMITS, word)) {
        return;
    }
    let before = words[..verb].iter().rev().find(|(_, word)| !word.ends_with("ly"));
    let Some((start, name)) = before else { return };
    // Where nothing was named before, "it" is the same thing throughout.
    let subject = match is(&POINTERS, name) {
        true if last.is_empty() => "it, unnamed".to_owned(),
        true => last.clone(),
        false => name.clone(),
    };
    let objects: Vec<String> = words[verb + 1..]
        .iter()
        .take(REACH)
        .map(|(_, word)| word.clone())
        .filter(|word| word.len() >= 4 && !is(&VAGUE, word))
        .collect();
    last.clone_from(&subject);
    let end = words.get(verb + REACH).or(words.last()).map_or(clause.len(), |(at, word)| at + word.len());
    if subject.len() >= 3 && !objects.is_empty() {
        let more = is(&MORE, &words[verb].1);
        found.push(Deed { subject, objects, more, range: offset + start..offset + end });
    }
}

fn is(list: &[&str], word: &str) -> bool {
    list.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deeds_of_a_text() {
        let mut subject = String::new();
        let found =
            deeds("The capsule boosts glutamate activity. It blocks glutamate receptors.", &mut subject);
        assert_eq!(found.len(), 2);
        assert!(found[0].more && !found[1].more);
        assert_eq!(found[0].subject, found[1].subject);
        assert!(
            deeds("At low dose it stimulates sleep; at high dose it blocks sleep.", &mut subject).is_empty()
        );
    }
}
