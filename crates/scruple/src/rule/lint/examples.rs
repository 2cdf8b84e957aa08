//! What the examples of a rule prove: which of its patterns they try, and why the good ones are silent.

use std::collections::{BTreeSet, HashSet};

use super::source::RuleSource;
use super::{Bench, Level, Notice};
use crate::check::{Fate, Met, trial};
use crate::rule::compiled::Guard;
use crate::rule::test::{format_of, unmark};

/// The patterns that a bad example of their rule shows at work.
pub(super) fn look(bench: &Bench<'_>, notices: &mut Vec<Notice>) -> HashSet<u32> {
    let mut tried = HashSet::new();
    for rule in &bench.source.rules {
        for example in &rule.raw.examples.bad {
            let (text, _) = unmark(example);
            let own = own(bench, rule, &text).into_iter().filter(|met| met.fate == Fate::Stands);
            tried.extend(own.map(|met| met.pattern));
        }
        good(bench, rule, notices);
    }
    tried
}

fn own(bench: &Bench<'_>, rule: &RuleSource<'_>, text: &str) -> Vec<Met> {
    let mut met = trial(bench.linter.ready(), text, format_of(text), None);
    met.retain(|met| met.rule == rule.number);
    met
}

/// A good example proves something where the words of the rule stand in it; and if context is all that ever keeps the
/// rule silent, nobody knows where its patterns end.
fn good(bench: &Bench<'_>, rule: &RuleSource<'_>, notices: &mut Vec<Notice>) {
    let raw = &rule.raw;
    if raw.check.is_some() || !raw.needs.is_empty() || raw.matches.is_empty() {
        return;
    }
    let fates: Vec<Vec<Met>> = raw.examples.good.iter().map(|text| own(bench, rule, text)).collect();
    if fates.iter().all(Vec::is_empty) {
        let message = "no good example comes near a pattern: write one that would be reported but for \
                       `unless` or `unless-match`";
        notices.push(rule.notice(rule.line, Level::Note, "distant-examples", message.to_owned()));
        return;
    }
    let guarded = |met: &Vec<Met>| met.iter().any(|met| matches!(met.fate, Fate::Guarded(_)));
    if fates.iter().all(guarded) {
        let reasons: BTreeSet<&str> = fates.iter().flatten().flat_map(|met| reasons(&met.fate)).collect();
        let message = format!(
            "every good example is silent only because of its context ({}): write one that the patterns \
             themselves leave alone",
            reasons.into_iter().collect::<Vec<_>>().join(", ")
        );
        notices.push(rule.notice(rule.line, Level::Note, "guarded-examples", message));
    }
}

/// Why context takes a match away, in the words of a pack.
pub(super) fn reasons(fate: &Fate) -> Vec<&'static str> {
    match fate {
        Fate::Stands => Vec::new(),
        Fate::Excused => vec!["unless-match"],
        Fate::Guarded(guards) if guards.is_empty() => vec!["its subject or the kind of document"],
        Fate::Guarded(guards) => guards.iter().copied().map(Guard::as_str).collect(),
    }
}
