//! Whether an amount beside the substance contradicts the condition of its claim. What the text does not say is left
//! to whoever knows the product.

use super::groups::Group;
use super::recognise::Sight;
use crate::check::dose;
use crate::rule::register::ClaimKind;

/// Most words between an amount and its substance.
const BESIDE: usize = 2;

/// Below this share of the reference value not even a drink is a source of a nutrient.
const SOURCE: f64 = 7.5;

/// Whether the sentence states too little for an entry.
pub(super) fn unmet(sight: &Sight<'_>, entry: u16, group: &Group) -> bool {
    let Some(entry) = sight.entries.get(entry as usize) else { return false };
    let window = sight.window;
    let Some(own) = window.tokens.get(window.own.clone()) else { return false };
    let beside = |start: usize, end: usize| {
        let (start, end) = (start + window.own.start, end + window.own.start);
        let before = end <= group.range.start && group.range.start - end <= BESIDE;
        let after = start >= group.range.end && start - group.range.end <= BESIDE;
        before || after
    };
    if let Some(least) = entry.least_milligrams() {
        return dose::milligrams(sight.text, own)
            .into_iter()
            .any(|(words, amount)| beside(words.start, words.end) && amount < least);
    }
    let source = entry.kind == ClaimKind::Art13 && entry.condition.is_none();
    source
        && (0..own.len().saturating_sub(2)).any(|at| {
            let word = |at: usize| {
                own.get(at)
                    .and_then(|token| sight.text.get(token.start as usize..token.end as usize))
                    .unwrap_or("")
            };
            if word(at + 1) != "%" {
                return false;
            }
            let reference = (at + 2..at + 5).find(|&at| matches!(word(at), "NRV" | "RI" | "NRVs" | "RDA"));
            let share: Option<f64> = word(at).replace(',', ".").parse().ok();
            share.is_some_and(|share| share < SOURCE) && reference.is_some_and(|end| beside(at, end + 1))
        })
}
