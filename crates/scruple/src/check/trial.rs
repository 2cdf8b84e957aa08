//! For the lint of packs: which patterns a text meets, and what becomes of every match.

use std::collections::HashSet;
use std::ops::Range;

use super::verdict::judge;
use super::{Claim, Ready, Scanner};
use crate::context::DocumentClass;
use crate::rule::compiled::Guard;
use crate::source::{self, Format};

/// A match of a pattern, before other rules had their say.
#[derive(Debug, Clone)]
pub(crate) struct Met {
    /// Index of the pattern.
    pub pattern: u32,
    /// Index of its rule.
    pub rule: u16,
    /// What became of it.
    pub fate: Fate,
}

/// What becomes of a match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It stays.
    Stands,
    /// Words of `unless-match` take it away.
    Excused,
    /// Context takes it away: these guards of its rule, or its subject or the kind of document where there are none.
    Guarded(Vec<Guard>),
}

/// All matches of patterns in a text, which is of this class or of that it seems to be.
pub(crate) fn trial(ready: &Ready, source: &str, format: Format, class: Option<DocumentClass>) -> Vec<Met> {
    let segments = source::segments(source, format);
    let pass = |mut scanner: Scanner<'_>| {
        for (number, segment) in segments.iter().enumerate() {
            scanner.segment(number, segment);
        }
        scanner.finish()
    };
    let strict = pass(Scanner::new(ready));
    let judgement = strict.evidence.judge_as(class, strict.words, strict.ingredients);
    let place =
        |claim: &Claim| -> (u32, u32, Range<usize>) { (claim.pattern, claim.segment, claim.range.clone()) };
    let late = |scanner: Scanner<'_>| {
        if ready.late.is_empty() { Vec::new() } else { scanner.mentions(&segments, &strict) }
    };
    let mentions = late(Scanner::new(ready));
    let kept: HashSet<_> = strict.claims.iter().chain(&mentions).map(place).collect();
    let mut all = pass(Scanner::lenient(ready)).claims;
    all.extend(late(Scanner::lenient(ready)));
    all.iter()
        .map(|claim| {
            let rule = &ready.packs.rules[claim.rule as usize];
            let fate = if !kept.contains(&place(claim)) {
                Fate::Excused
            } else if judge(claim, rule, judgement, &"").is_some() {
                Fate::Stands
            } else {
                Fate::Guarded(rule.unless.iter().copied().filter(|guard| claim.guards.has(*guard)).collect())
            };
            Met { pattern: claim.pattern, rule: claim.rule, fate }
        })
        .collect()
}
