//! Patterns that can never fire. A pattern that no example tries is put to the proof: sentences are made from its own
//! words, and if the rule reports none of them, it will report nothing else that the pattern matches.

use std::collections::{BTreeMap, HashSet};

use super::examples::reasons;
use super::source::{Entry, RuleSource};
use super::{Bench, Level, Notice};
use crate::check::{Fate, trial};
use crate::context::DocumentClass;
use crate::rule::compiled::{LexiconId, NUMERICS, Pattern, Place};
use crate::source::Format;

/// Sentences that are made from one sequence of a pattern before it is given up.
const ATTEMPTS: usize = 64;

/// Most sequences of a pattern that are tried.
const MOST_SEQUENCES: usize = 24;

/// More untried patterns than this in a rule are told of together.
const FEW: usize = 3;

pub(super) fn look(bench: &Bench<'_>, tried: &HashSet<u32>, notices: &mut Vec<Notice>) {
    for rule in &bench.source.rules {
        let entries: Vec<&Entry> = rule.entries.iter().filter(|entry| !entry.excuse).collect();
        let mut untried: Vec<&Entry> = Vec::new();
        for entry in &entries {
            if entry.patterns.clone().any(|pattern| tried.contains(&(pattern as u32))) {
                continue;
            }
            match prove(bench, rule, entry) {
                Proof::Fires => untried.push(entry),
                Proof::Silent(why) => {
                    let message = format!("\"{}\" can never report anything: {why}", entry.text);
                    notices.push(rule.notice(entry.line, Level::Warning, "dead-pattern", message));
                }
            }
        }
        match untried.as_slice() {
            [] => {}
            few if few.len() <= FEW => notices.extend(few.iter().map(|entry| {
                let message = format!("no bad example tries \"{}\"", entry.text);
                rule.notice(entry.line, Level::Note, "untried-pattern", message)
            })),
            [first, ..] => {
                let message = format!(
                    "no bad example tries {} of its {} patterns; the first is \"{}\"",
                    untried.len(),
                    entries.len(),
                    first.text
                );
                notices.push(rule.notice(first.line, Level::Note, "untried-pattern", message));
            }
        }
    }
}

enum Proof {
    Fires,
    Silent(String),
}

/// Tries sentences until the rule reports one for this pattern.
fn prove(bench: &Bench<'_>, rule: &RuleSource<'_>, entry: &Entry) -> Proof {
    let ready = bench.linter.ready();
    let of = bench.packs.rules.get(rule.number as usize);
    let heading = of.map(|rule| rule.place);
    // A rule that looks at some documents only is shown one of those.
    let class = of.and_then(|rule| {
        let sells = rule.sold || rule.promotion;
        rule.documents.first().copied().or(sells.then_some(DocumentClass::Product))
    });
    let sequences = &bench.packs.patterns[entry.patterns.clone()];
    let questions = &bench.packs.patterns[entry.questions.clone()];
    let mut taken_away: BTreeMap<&'static str, usize> = BTreeMap::new();
    for attempt in 0..ATTEMPTS {
        for (i, sequence) in sequences.iter().take(MOST_SEQUENCES).enumerate() {
            let words = bench.sentence(sequence, attempt);
            let framed = match (heading, attempt % 4) {
                (Some(Place::Heading), _) => format!("# {words}\n\nText.\n"),
                (Some(Place::List), _) => format!("- {words}\n- other\n"),
                (_, 1) => format!("Our tablets are new. {words}."),
                (_, 2) if !sequence.at_start => format!("Our tablets {words}."),
                (_, 3) if !sequence.at_start => format!("This time {words}."),
                _ => format!("{words}."),
            };
            let question = questions.get((attempt + i) % questions.len().max(1));
            let text = match question {
                Some(question) => format!("{}? {framed}", bench.sentence(question, attempt)),
                None => framed,
            };
            let format = match heading {
                Some(Place::Heading | Place::List) => Format::Markdown,
                _ => Format::Plain,
            };
            for met in trial(ready, &text, format, class) {
                if !entry.patterns.contains(&(met.pattern as usize)) {
                    continue;
                }
                if met.fate == Fate::Stands {
                    return Proof::Fires;
                }
                for reason in reasons(&met.fate) {
                    *taken_away.entry(reason).or_default() += 1;
                }
            }
        }
    }
    let most = taken_away.into_iter().max_by_key(|(_, count)| *count);
    Proof::Silent(most.map_or_else(
        || "sentences made from its own words do not match".to_owned(),
        |(reason, _)| format!("sentences made from its own words are taken away by `{reason}`"),
    ))
}

impl Bench<'_> {
    /// Words that the sequence should match; another number gives other ones.
    fn sentence(&self, sequence: &Pattern, number: usize) -> String {
        let mut words: Vec<String> = Vec::new();
        for (i, element) in sequence.elements.iter().enumerate() {
            if let Some(gap) = i.checked_sub(1).and_then(|i| sequence.gaps.get(i)) {
                let more = usize::from(number % 8 >= 4 && gap.most > gap.least);
                let fill = gap.least as usize + more;
                words.extend((0..fill).map(|_| "ordinary".to_owned()));
            }
            words.push(self.term(element, number, i));
        }
        // A hash counts only right before its word.
        words.join(" ").replace("# ", "#")
    }

    fn term(&self, element: &[LexiconId], number: usize, place: usize) -> String {
        let Some(&lexicon) = element.get(choice(number, place) % element.len().max(1)) else {
            return String::new();
        };
        if lexicon < NUMERICS {
            let samples = ["3", "80%", "240 mg", "two weeks", "$49"];
            return samples.get(lexicon as usize).copied().unwrap_or_default().to_owned();
        }
        let terms: Vec<_> =
            self.terms.get(lexicon as usize).into_iter().flatten().filter(|term| !term.except).collect();
        let Some(term) = terms.get(choice(number, place + 8) % terms.len().max(1)) else {
            return String::new();
        };
        term.exact.clone().unwrap_or_else(|| {
            let words: Vec<&str> = term.words.iter().map(|&word| self.words.get(word as usize)).collect();
            words.join(" ")
        })
    }
}

/// A number that looks like chance and is the same every time.
fn choice(number: usize, place: usize) -> usize {
    let mut x = (number as u64) << 32 | place as u64;
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((x ^ (x >> 31)) >> 33) as usize
}
