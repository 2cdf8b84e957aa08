//! Whether what a pattern needs stands in its order, as near to each other as it allows. Half of the sentences that hold
//! all that some pattern needs fail by that, and this way their terms need not be looked for.

use super::{Slot, Word};
use crate::rule::compiled::{NUMERICS, Pattern};
use crate::scan::anchors::{Anchors, Reach};
use crate::scan::elements::Part;
use crate::scan::token::Token;

/// Where a word stands, and the range of the parts that it is only with another word beside it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    pub at: u32,
    pub parts: (u32, u32),
}

/// The words of a sentence and what they can be a part of.
#[derive(Debug)]
pub(super) struct Around<'a> {
    pub tokens: &'a [Token],
    pub words: &'a [Word],
    pub parts: &'a [Part],
    pub joints: &'a [Spot],
}

/// An element, and how far its word may stand from that of the element before it.
#[derive(Debug, Clone, Copy)]
struct Step {
    number: u16,
    least: u8,
    /// [`ANY`] where there is no end.
    most: u8,
}

/// What a distance is from which on it does not matter: no sentence is as long.
const ANY: u8 = u8::MAX;

/// What stands around the word that a pattern waits for.
#[derive(Debug, Clone, Copy, Default)]
struct Chain {
    /// Range of `steps`: away from that word, those before it first.
    start: u32,
    behind: u32,
    end: u32,
    /// How far the first of the words may stand from the start of the sentence.
    from_start: u8,
    /// Range of `slots`.
    slots: (u32, u32),
}

/// The chains of all patterns that wait for something.
#[derive(Debug, Default)]
pub(super) struct Chains {
    all: Vec<Chain>,
    steps: Vec<Step>,
    slots: Vec<Slot>,
}

impl Chains {
    /// Adds that of a pattern that waits for one of its elements. `numbers` are those of its elements, where they have
    /// one; `slots` are the places where it waits.
    pub(super) fn add(
        &mut self,
        anchors: &Anchors,
        pattern: &Pattern,
        waits: usize,
        numbers: &[Option<u16>],
        slots: impl IntoIterator<Item = Slot>,
    ) {
        let reach = |element: usize| match &*pattern.elements[element] {
            // What counts as a number is known only when the sentence is read.
            lexicons if lexicons.iter().any(|&it| it < NUMERICS) => Reach::UNKNOWN,
            lexicons => anchors.reach(lexicons),
        };
        let most = |gap: usize| pattern.gaps.get(gap).map_or(ANY, |gap| gap.most);
        let least = |gap: usize| pattern.gaps.get(gap).map_or(0, |gap| gap.least);
        // How far the word of one element stands from that of another one behind it.
        let between = |one: usize, other: usize| {
            let skipped = one + 1..other;
            let nearest = (one..other).fold(0u8, |sum, gap| sum.saturating_add(least(gap)).saturating_add(1));
            let farthest = (one..other).map(most).chain(skipped.map(|it| reach(it).longest));
            let ends = [1, reach(one).tail, reach(other).lead];
            (nearest, farthest.chain(ends).fold(0, u8::saturating_add))
        };
        let start = self.steps.len() as u32;
        let told = |it: &usize| numbers.get(*it).copied().flatten();
        let mut last = waits;
        for it in (0..waits).rev() {
            let Some(number) = told(&it) else { continue };
            let (least, most) = between(it, last);
            self.steps.push(Step { number, least, most });
            last = it;
        }
        let from_start = if pattern.at_start {
            let before = (0..last).map(|it| most(it).saturating_add(reach(it).longest));
            before.fold(reach(last).lead, u8::saturating_add)
        } else {
            ANY
        };
        let behind = self.steps.len() as u32;
        last = waits;
        for it in waits + 1..pattern.elements.len() {
            let Some(number) = told(&it) else { continue };
            let (least, most) = between(last, it);
            self.steps.push(Step { number, least, most });
            last = it;
        }
        let first_slot = self.slots.len() as u32;
        self.slots.extend(slots);
        self.all.push(Chain {
            start,
            behind,
            end: self.steps.len() as u32,
            from_start,
            slots: (first_slot, self.slots.len() as u32),
        });
    }

    /// The places where a pattern waits.
    pub(super) fn slots(&self, number: u32) -> &[Slot] {
        self.all
            .get(number as usize)
            .map_or(&[], |chain| &self.slots[chain.slots.0 as usize..chain.slots.1 as usize])
    }

    /// Whether the words around the one that a pattern waits for, which stands at `at`, may be what it needs.
    pub(super) fn may_hold(&self, number: u32, at: u32, around: &Around<'_>) -> bool {
        let Some(chain) = self.all.get(number as usize) else { return true };
        let (mut first, mut last) = (at, at);
        for step in &self.steps[chain.start as usize..chain.behind as usize] {
            let Some(to) = last.checked_sub(u32::from(step.least)) else { return false };
            let from = if step.most == ANY { 0 } else { first.saturating_sub(u32::from(step.most)) };
            let Some(found) = around.find(step.number, from, to) else { return false };
            (first, last) = found;
        }
        if chain.from_start != ANY && first > u32::from(chain.from_start) {
            return false;
        }
        (first, last) = (at, at);
        for step in &self.steps[chain.behind as usize..chain.end as usize] {
            let from = first.saturating_add(u32::from(step.least));
            let to = if step.most == ANY { u32::MAX } else { last.saturating_add(u32::from(step.most)) };
            let Some(found) = around.find(step.number, from, to) else { return false };
            (first, last) = found;
        }
        true
    }
}

impl Around<'_> {
    /// The first and the last word from `from` to `to` that can be a part of an element.
    fn find(&self, number: u16, from: u32, to: u32) -> Option<(u32, u32)> {
        if let Some(common) = Part::common(number) {
            return self.find_common(common, from, to);
        }
        let looked_for = Part::of(number);
        let glance = looked_for.glance();
        let is_part = |(start, end): (u32, u32)| {
            self.parts[start as usize..end as usize].iter().any(|part| part.meets(looked_for))
        };
        let end = self.tokens.len().min((to as usize).saturating_add(1));
        let (mut first, mut last) = (u32::MAX, 0);
        for (at, token) in (from..).zip(self.tokens.get(from as usize..end)?) {
            let word = &self.words[token.word as usize];
            if word.glance & glance != 0 && is_part(word.elements) {
                first = first.min(at);
                last = at;
            }
        }
        for joint in self.joints {
            if (from..=to).contains(&joint.at) && is_part(joint.parts) {
                first = first.min(joint.at);
                last = last.max(joint.at);
            }
        }
        (first <= last).then_some((first, last))
    }

    /// The same for a common element.
    fn find_common(&self, common: u64, from: u32, to: u32) -> Option<(u32, u32)> {
        let end = self.tokens.len().min((to as usize).saturating_add(1));
        let is_part = |token: &Token| self.words[token.word as usize].common & common != 0;
        let within = self.tokens.get(from as usize..end)?;
        let (first, last) = (within.iter().position(is_part)?, within.iter().rposition(is_part)?);
        Some((from + first as u32, from + last as u32))
    }
}
