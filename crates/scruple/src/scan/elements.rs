//! The elements of patterns as numbers, and which of them the words of a sentence may be a part of.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::anchors::Anchors;
use crate::rule::compiled::{LexiconId, Pattern, Role};

/// Most elements that a pattern is told by, beside the one that it waits for.
const ASKED: usize = 3;

/// What a pattern needs besides what it waits for: the numbers of elements, or [`Seen::ALWAYS`].
pub(super) type Needed = [u16; ASKED];

/// Elements of a pattern, each with its weight; see [`Anchors::weight`].
type Weighed<'p> = Vec<(u64, &'p [LexiconId])>;

/// The elements that the words of a sentence may be a part of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen([u64; Seen::WORDS]);

impl Seen {
    const WORDS: usize = 32;
    /// Something that every sentence has.
    const ALWAYS: u16 = 0;
    /// The question mark at the end of a sentence.
    const QUESTION: u16 = 1;
    /// The first of the elements.
    const FIRST: usize = 2;
    const ROOM: usize = Self::WORDS * 64 - Self::FIRST;

    /// Nothing but a question mark, where there is one.
    pub(super) fn new(question: bool) -> Self {
        let mut seen = Self([0; Self::WORDS]);
        seen.insert(Self::ALWAYS);
        if question {
            seen.insert(Self::QUESTION);
        }
        seen
    }

    fn insert(&mut self, number: u16) {
        self.add(Part::of(number));
    }

    #[inline]
    pub(super) fn add(&mut self, part: Part) {
        // Numbers are made to fit.
        if let Some(word) = self.0.get_mut(usize::from(part.place)) {
            *word |= part.bits;
        }
    }

    #[inline]
    fn has(&self, number: u16) -> bool {
        self.0.get(usize::from(number) / 64).is_some_and(|word| word & (1 << (number % 64)) != 0)
    }

    /// Whether a pattern has all that it needs here.
    #[inline]
    pub(super) fn hold(&self, needed: &Needed) -> bool {
        needed.iter().all(|&number| self.has(number))
    }
}

/// Numbers of elements that share a word of [`Seen`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    place: u16,
    bits: u64,
}

impl Part {
    fn of(number: u16) -> Self {
        Self { place: number / 64, bits: 1 << (number % 64) }
    }
}

/// Numbers of elements while they are put together.
#[derive(Debug)]
pub(super) struct Sum {
    seen: Seen,
    /// One bit for each word of `seen` that is not empty.
    touched: u32,
}

impl Sum {
    pub(super) fn new() -> Self {
        Self { seen: Seen([0; Seen::WORDS]), touched: 0 }
    }

    pub(super) fn add(&mut self, parts: &[Part]) {
        for part in parts {
            self.seen.add(*part);
            self.touched |= 1 << part.place;
        }
    }

    /// Moves what was put together to the end of `out`.
    pub(super) fn take(&mut self, out: &mut Vec<Part>) {
        while self.touched != 0 {
            let place = self.touched.trailing_zeros() as u16;
            self.touched &= self.touched - 1;
            if let Some(bits) = self.seen.0.get_mut(usize::from(place)) {
                out.push(Part { place, bits: std::mem::take(bits) });
            }
        }
    }
}

/// The distinct elements that patterns are told by, each with its number.
#[derive(Debug)]
pub(super) struct Elements<'p> {
    numbers: HashMap<&'p [LexiconId], u16>,
    /// By pattern that waits: what it needs besides.
    pub needed: Vec<Needed>,
}

impl<'p> Elements<'p> {
    /// Of these patterns, and their elements that wait.
    pub(super) fn new(anchors: &Anchors, waits: &[(&'p Pattern, usize)]) -> Self {
        let asked: Vec<_> = waits.iter().map(|(pattern, waits)| asked(anchors, pattern, *waits)).collect();
        let mut weights: HashMap<&[LexiconId], (u32, u64)> = HashMap::new();
        for &(weight, element) in asked.iter().flatten() {
            weights.insert(element, (anchors.peak(element), weight));
        }
        let mut order: Vec<_> = weights.into_iter().collect();
        // Where there are more elements than numbers the rarest share theirs with others.
        order.sort_unstable_by_key(|(element, weight)| (Reverse(*weight), *element));
        let numbered = order.iter().enumerate();
        let numbered = numbered.map(|(i, (element, _))| {
            let number = if i < Seen::ROOM { i } else { Seen::ROOM - 1 - i % (Seen::ROOM / 2) };
            (*element, (Seen::FIRST + number) as u16)
        });
        let numbers: HashMap<_, _> = numbered.collect();
        let needed = |((pattern, _), asked): (&(&Pattern, usize), &Weighed<'_>)| {
            let mut needed = [Seen::ALWAYS; ASKED];
            let known = asked.iter().filter_map(|(_, element)| numbers.get(element));
            needed.iter_mut().zip(known).for_each(|(place, number)| *place = *number);
            if let (Role::Question(_), Some(last)) = (&pattern.role, needed.last_mut()) {
                *last = Seen::QUESTION;
            }
            needed
        };
        let needed = waits.iter().zip(&asked).map(needed).collect();
        Self { numbers, needed }
    }

    /// By lexicon: the numbers of the elements that it can stand for.
    pub(super) fn by_lexicon(&self, lexicons: usize) -> Vec<Vec<Part>> {
        let mut out = vec![Vec::new(); lexicons];
        for (element, &number) in &self.numbers {
            for &lexicon in *element {
                out[lexicon as usize].push(Part::of(number));
            }
        }
        out
    }
}

/// Whether nothing is needed.
pub(super) fn is_nothing(needed: &Needed) -> bool {
    needed.iter().all(|&number| number == Seen::ALWAYS)
}

/// The rarest of the elements that a pattern needs besides the one it waits for, with their weights.
fn asked<'p>(anchors: &Anchors, pattern: &'p Pattern, waits: usize) -> Weighed<'p> {
    let others = pattern.elements.iter().enumerate().filter(|(i, _)| *i != waits).map(|(_, element)| element);
    // Digits and sums of money are no words, so no word can stand for them.
    let words = others.filter(|element| !element.iter().any(|lexicon| matches!(lexicon, 0 | 4)));
    let mut asked: Weighed<'_> = words.map(|element| (anchors.weight(element), element.as_slice())).collect();
    asked.sort_unstable();
    // What stands in any text tells nothing, unless there is nothing else.
    let telling = asked.iter().filter(|(_, element)| !anchors.is_everywhere(element)).count();
    // A question asks for its mark, too.
    let most = if matches!(pattern.role, Role::Question(_)) { ASKED - 1 } else { ASKED };
    if telling > 0 {
        asked.retain(|(_, element)| !anchors.is_everywhere(element));
    }
    asked.truncate(if telling > 0 { most } else { 1 });
    asked
}
