//! Findings that overlap: of one rule the gravest stays, and rules give way to those that say more.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

use super::Kept;
use crate::check::{Claim, Ready};

/// One finding for each rule and place: of overlapping ones of a rule the gravest, then the longest stays, and
/// rules give way to those that say more about the same words.
pub(super) fn thin_out(ready: &Ready, kept: &mut Vec<Kept>) {
    kept.sort_by_key(|kept| {
        let claim = &kept.claim;
        (claim.segment, claim.rule, Reverse(kept.severity), Reverse(claim.range.len()), claim.range.start)
    });
    let mut taken = Taken::default();
    kept.retain(|next| {
        let claim = &next.claim;
        let stays = !taken.overlaps(claim.segment, claim.rule, &claim.range);
        if stays {
            taken.insert(claim);
        }
        stays
    });
    // Few rules have claims in one segment: only those are asked where they stand.
    let mut here = vec![false; ready.stronger.len()];
    let mut gives_way = Vec::with_capacity(kept.len());
    for claims in kept.chunk_by_mut(|one, other| one.claim.segment == other.claim.segment) {
        claims.iter().for_each(|kept| here[kept.claim.rule as usize] = true);
        for Kept { claim, outdone, .. } in claims.iter_mut() {
            let stronger = ready.stronger[claim.rule as usize].iter().map(|&number| number as usize);
            let mut gone = false;
            for number in stronger.filter(|&number| here[number]) {
                if taken.overlaps(claim.segment, number as u16, &claim.range) {
                    *outdone = true;
                    gone |= ready.on[number];
                }
            }
            gives_way.push(gone);
        }
        claims.iter().for_each(|kept| here[kept.claim.rule as usize] = false);
    }
    let mut gives_way = gives_way.into_iter();
    kept.retain(|_| !gives_way.next().unwrap_or(false));
}

/// The places that claims have taken, by segment and rule. Those of one rule do not overlap, so that of the ones that
/// start before a place ends the last one reaches furthest: no text is so long or so bad that all must be compared.
/// Kept are the ends, by segment, rule and start in one number.
#[derive(Default)]
struct Taken(BTreeMap<u128, usize>);

/// Segment, rule and start, in this order.
fn key(segment: u32, rule: u16, start: usize) -> u128 {
    u128::from(segment) << 80 | u128::from(rule) << 64 | start as u128
}

impl Taken {
    fn insert(&mut self, claim: &Claim) {
        self.0.insert(key(claim.segment, claim.rule, claim.range.start), claim.range.end);
    }

    fn overlaps(&self, segment: u32, rule: u16, range: &Range<usize>) -> bool {
        let before = key(segment, rule, 0)..key(segment, rule, range.end);
        // Where the end is the start of the text nothing stands before it.
        range.end > 0 && self.0.range(before).next_back().is_some_and(|(_, &end)| range.start < end)
    }
}
