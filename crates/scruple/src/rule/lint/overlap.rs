//! Rules that say the same of the same words.

use std::collections::BTreeMap;

use super::{Bench, Level, Notice};
use crate::finding::Finding;
use crate::rule::compiled::Rule;
use crate::rule::test::{format_of, unmark};

/// How often another rule speaks of the words of a rule.
#[derive(Default)]
struct Shared {
    /// Bad examples in which it reports words of the finding.
    overlapping: usize,
    /// Bad examples in which it reports the very same words.
    same: usize,
}

pub(super) fn look(bench: &Bench<'_>, notices: &mut Vec<Notice>) {
    for source in &bench.source.rules {
        let Some(rule) = bench.packs.rules.get(source.number as usize) else { continue };
        let bad = &rule.info.examples_bad;
        if of_document(rule) || bad.is_empty() {
            continue;
        }
        let mut shared: BTreeMap<&str, Shared> = BTreeMap::new();
        for example in bad {
            let (text, marked) = unmark(example);
            let found = bench.linter.check(&text, format_of(&text)).findings;
            let own = found.iter().find(|finding| {
                finding.code == rule.info.code
                    && marked.as_ref().is_none_or(|at| overlap(finding, at.start, at.end))
            });
            let Some(own) = own else { continue };
            // What a document rule says of the same words is that something else is missing.
            let others = bench.packs.rules.iter().filter(|other| !of_document(other) && apart(rule, other));
            for other in others {
                let theirs = found.iter().filter(|finding| {
                    finding.code == other.info.code && overlap(finding, own.start.byte, own.end.byte)
                });
                let mut any = false;
                let mut same = false;
                for finding in theirs {
                    any = true;
                    same |= (finding.start.byte, finding.end.byte) == (own.start.byte, own.end.byte);
                }
                if any {
                    let shared = shared.entry(&other.info.code).or_default();
                    shared.overlapping += 1;
                    shared.same += usize::from(same);
                }
            }
        }
        for (code, Shared { overlapping, same }) in shared {
            let (level, message) = if overlapping == bad.len() && same > 0 {
                let message = format!(
                    "{code} reports the words of every bad example as well; join the two, let one yield to the \
                     other, or show what only this rule finds"
                );
                (Level::Warning, message)
            } else if same * 2 >= bad.len() {
                let message = format!(
                    "{code} reports the very same words in {same} of {} bad examples; let one yield to the other \
                     if they say the same",
                    bad.len()
                );
                (Level::Note, message)
            } else {
                continue;
            };
            notices.push(source.notice(source.line, level, "overlapping-rules", message));
        }
    }
}

/// Whether the rule speaks of a document and not of the words it points at.
fn of_document(rule: &Rule) -> bool {
    rule.check.is_some() || !rule.needs.is_empty()
}

/// Whether nothing says which of two rules gives way. A rule that follows others is meant to speak of the same words as
/// they do, and so of those that other rules share with them.
fn apart(rule: &Rule, other: &Rule) -> bool {
    rule.info.code != other.info.code
        && rule.follows.is_empty()
        && other.follows.is_empty()
        && !rule.yields_to.contains(&other.info.code)
        && !other.yields_to.contains(&rule.info.code)
}

fn overlap(finding: &Finding, start: usize, end: usize) -> bool {
    finding.start.byte < end && start < finding.end.byte
}
