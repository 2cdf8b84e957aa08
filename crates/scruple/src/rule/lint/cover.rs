//! Patterns that add nothing: whatever they match, another pattern of the same rule matches as well.

use std::collections::{HashMap, HashSet};

use super::source::Entry;
use super::{Bench, Level, Notice};
use crate::rule::compiled::{LexiconId, NUMERICS, Pattern, Role, Term};

pub(super) fn look(bench: &Bench<'_>, notices: &mut Vec<Notice>) {
    let cover = Cover::new(bench);
    for rule in &bench.source.rules {
        let severity = bench.packs.rules.get(rule.number as usize).map(|rule| rule.info.severity);
        let mut out: HashSet<usize> = HashSet::new();
        // From the end, so that of two alike the later one goes.
        for (i, entry) in rule.entries.iter().enumerate().rev() {
            let others = || {
                rule.entries.iter().enumerate().filter(|(j, other)| {
                    *j != i && !out.contains(j) && other.excuse == entry.excuse && plain(other)
                })
            };
            if !plain(entry) {
                continue;
            }
            let by: Option<Vec<&Entry>> = bench.packs.patterns[entry.patterns.clone()]
                .iter()
                .map(|narrow| {
                    others().map(|(_, other)| other).find(|other| {
                        bench.packs.patterns[other.patterns.clone()].iter().any(|wide| {
                            wide.severity.or(severity) >= narrow.severity.or(severity)
                                && cover.covers(wide, narrow)
                        })
                    })
                })
                .collect();
            if let Some([by, ..]) = by.as_deref() {
                let message = format!(
                    "\"{}\" matches nothing that \"{}\" (line {}) does not match; take it out",
                    entry.text, by.text, by.line
                );
                notices.push(rule.notice(entry.line, Level::Warning, "covered-pattern", message));
                out.insert(i);
            }
        }
    }
    same(bench, notices);
}

/// An answer waits for its question, so that no other pattern stands in for it.
fn plain(entry: &Entry) -> bool {
    entry.questions.is_empty()
}

/// Patterns that two rules have in common.
fn same(bench: &Bench<'_>, notices: &mut Vec<Notice>) {
    let rules = &bench.source.rules;
    for (i, later) in rules.iter().enumerate() {
        for earlier in &rules[..i] {
            let give_way = later.raw.yields_to.contains(&earlier.raw.code)
                || earlier.raw.yields_to.contains(&later.raw.code);
            if give_way || later.raw.check.is_some() || earlier.raw.check.is_some() {
                continue;
            }
            for entry in later.entries.iter().filter(|entry| !entry.excuse && plain(entry)) {
                let twin = earlier.entries.iter().find(|other| !other.excuse && other.text == entry.text);
                if let Some(twin) = twin {
                    let message = format!(
                        "\"{}\" stands in {} as well ({}:{}); keep one, or let one rule yield to the other",
                        entry.text, earlier.raw.code, earlier.file.path, twin.line
                    );
                    notices.push(later.notice(entry.line, Level::Warning, "same-pattern", message));
                }
            }
        }
    }
}

struct Cover<'a> {
    /// The lexicons that the rules of the pack ask for: their terms, and whether any words are excepted.
    lexicons: HashMap<LexiconId, (HashSet<&'a Term>, bool)>,
}

impl<'a> Cover<'a> {
    fn new(bench: &'a Bench<'_>) -> Self {
        let mut lexicons = HashMap::new();
        let entries = bench.source.rules.iter().flat_map(|rule| &rule.entries);
        for pattern in entries.flat_map(|entry| &bench.packs.patterns[entry.patterns.clone()]) {
            let gaps = pattern.gaps.iter().flat_map(|gap| &gap.without);
            let sides = pattern.not_before.iter().chain(&pattern.not_after);
            for id in pattern.elements.iter().flatten().chain(gaps).chain(sides) {
                lexicons.entry(*id).or_insert_with(|| {
                    let terms = bench.terms.get(*id as usize).map_or(&[][..], Vec::as_slice);
                    let meant: HashSet<&Term> = terms.iter().filter(|term| !term.except).collect();
                    let excepts = meant.len() < terms.len();
                    (meant, excepts)
                });
            }
        }
        Self { lexicons }
    }

    /// Whether the wide pattern matches wherever the narrow one does, and reports the same part.
    fn covers(&self, wide: &Pattern, narrow: &Pattern) -> bool {
        let shape = wide.elements.len() == narrow.elements.len()
            && (!wide.at_start || narrow.at_start)
            && (!wide.at_end || narrow.at_end)
            && (wide.role == Role::Excuse && wide.tail >= narrow.tail
                || (wide.span_first, wide.span_last, wide.tail)
                    == (narrow.span_first, narrow.span_last, narrow.tail));
        shape
            && wide.gaps.iter().zip(&narrow.gaps).all(|(wide, narrow)| {
                wide.least <= narrow.least
                    && wide.most >= narrow.most
                    && self.within(&wide.without, &narrow.without)
            })
            && self.within(&wide.not_before, &narrow.not_before)
            && self.within(&wide.not_after, &narrow.not_after)
            && wide.elements.iter().zip(&narrow.elements).all(|(wide, narrow)| self.within(narrow, wide))
    }

    /// Whether what the one element matches the other matches too.
    fn within(&self, few: &[LexiconId], many: &[LexiconId]) -> bool {
        few.iter().all(|id| {
            if many.contains(id) {
                return true;
            }
            if *id < NUMERICS {
                return false;
            }
            let Some((terms, _)) = self.lexicons.get(id) else { return false };
            let full: Vec<_> =
                many.iter().filter_map(|id| self.lexicons.get(id)).filter(|(_, excepts)| !excepts).collect();
            !terms.is_empty() && terms.iter().all(|term| full.iter().any(|(known, _)| known.contains(term)))
        })
    }
}
