//! The elements of patterns as numbers, and which of them the words of a sentence may be a part of.

use std::cmp::Reverse;
use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::anchors::{Anchors, Waits};
use super::groups::Groups;
use crate::rule::compiled::{LexiconId, NUMERICS, Pattern, Role};

/// Most elements that a pattern is told by, beside the one that it waits for.
const ASKED: usize = 3;

/// What a pattern needs besides what it waits for: the numbers of elements, or [`Seen::ALWAYS`].
pub(super) type Needed = [u16; ASKED];

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
    /// The first of the common ones, which are not among what is seen of a sentence.
    const COMMON: usize = Self::WORDS * 64;
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
        self.0[usize::from(part.place) % Self::WORDS] |= part.bits;
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
    #[inline]
    pub(super) fn of(number: u16) -> Self {
        Self { place: number / 64, bits: 1 << (number % 64) }
    }

    /// A bit for each of the numbers, which others share.
    #[inline]
    pub(super) fn glance(self) -> u64 {
        self.bits.rotate_left(u32::from(self.place))
    }

    /// The bit of a common element, where the number is that of one.
    #[inline]
    pub(super) fn common(number: u16) -> Option<u64> {
        let bit = usize::from(number).checked_sub(Seen::COMMON)?;
        Some(1 << (bit % 64))
    }

    /// Whether both hold a number.
    #[inline]
    pub(super) fn meets(self, other: Self) -> bool {
        self.place == other.place && self.bits & other.bits != 0
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
            let bits = std::mem::take(&mut self.seen.0[usize::from(place) % Seen::WORDS]);
            out.push(Part { place, bits });
        }
    }
}

/// The elements that patterns are told by.
#[derive(Debug)]
pub(super) struct Elements {
    /// By pattern that waits: what it needs besides.
    pub needed: Vec<Needed>,
    /// By pattern that waits, for each of its elements: its number, where it has one.
    pub numbers: Groups<Option<u16>>,
    /// By lexicon: the numbers of the elements that it can stand for.
    pub parts: Groups<Part>,
    /// By lexicon: a bit for each of the common elements that it can stand for. No pattern is told by these, since nearly
    /// any sentence has them; few have them where a pattern needs them.
    pub common: Vec<u64>,
}

/// A distinct element.
#[derive(Debug, Clone, Copy)]
struct Element<'p> {
    lexicons: &'p [LexiconId],
    /// See [`Anchors::weight`].
    weight: u64,
    /// See [`Anchors::peak`].
    peak: u32,
    is_everywhere: bool,
    /// Its number, once a pattern is told by it.
    number: Option<u16>,
}

impl Elements {
    /// Of these patterns, and their elements that wait.
    pub(super) fn new(anchors: &Anchors, waits: &[Waits<'_>], lexicons: usize) -> Self {
        let mut elements: Vec<Element<'_>> = Vec::new();
        let mut known: HashMap<&[LexiconId], usize, FixedState> =
            HashMap::with_capacity_and_hasher(waits.len(), FixedState::default());
        let mut asked: Vec<usize> = Vec::new();
        // By pattern: its elements, where words can stand for them.
        let mut of_patterns: Vec<(u32, Option<usize>)> = Vec::new();
        // By pattern: the elements that it is told by.
        let mut told_by: Vec<[Option<usize>; ASKED]> = Vec::with_capacity(waits.len());
        for (at, Waits { pattern, element: waits, .. }) in (0u32..).zip(waits) {
            asked.clear();
            for (i, lexicons) in pattern.elements.iter().enumerate() {
                // Digits and sums of money are no words, so no word can stand for them.
                let is_asked = i != *waits && !lexicons.iter().any(|lexicon| matches!(lexicon, 0 | 4));
                let element = is_asked.then(|| {
                    *known.entry(lexicons).or_insert_with(|| {
                        elements.push(Element::new(anchors, lexicons));
                        elements.len() - 1
                    })
                });
                asked.extend(element);
                of_patterns.push((at, element));
            }
            let most = rarest(&elements, pattern, &mut asked);
            let mut told = [None; ASKED];
            for (place, &element) in told.iter_mut().zip(asked.iter().take(most)) {
                *place = Some(element);
                elements[element].number = Some(0);
            }
            told_by.push(told);
        }
        let numbered = number(&mut elements);
        let common = common(anchors, &mut elements, waits, &of_patterns, lexicons);
        let needed = waits.iter().zip(&told_by).map(|(Waits { pattern, .. }, told)| {
            let mut needed = told.map(|it| it.and_then(|it| elements[it].number).unwrap_or(Seen::ALWAYS));
            if let (Role::Question(_), Some(last)) = (&pattern.role, needed.last_mut()) {
                *last = Seen::QUESTION;
            }
            needed
        });
        let numbers = of_patterns.iter().map(|&(at, it)| (at, it.and_then(|it| elements[it].number)));
        let numbers = Groups::new(waits.len(), &numbers.collect::<Vec<_>>());
        let parts = numbered.iter().filter_map(|&it| Some((elements[it].lexicons, elements[it].number?)));
        let parts = parts.flat_map(|(lexicons, number)| {
            lexicons.iter().map(move |&lexicon| (u32::from(lexicon), Part::of(number)))
        });
        let parts = Groups::new(lexicons, &parts.collect::<Vec<_>>());
        Self { needed: needed.collect(), numbers, parts, common }
    }
}

impl<'p> Element<'p> {
    fn new(anchors: &Anchors, lexicons: &'p [LexiconId]) -> Self {
        Self {
            lexicons,
            weight: anchors.weight(lexicons),
            peak: anchors.peak(lexicons),
            is_everywhere: anchors.is_everywhere(lexicons),
            number: None,
        }
    }
}

/// Gives a number to each of the elements that have any, which are returned, the most frequent one first.
fn number(elements: &mut [Element<'_>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..elements.len()).filter(|&it| elements[it].number.is_some()).collect();
    // Where there are more elements than numbers the rarest share theirs with others.
    order.sort_unstable_by_key(|&it| {
        let element = elements[it];
        (Reverse((element.peak, element.weight)), element.lexicons)
    });
    for (i, &it) in order.iter().enumerate() {
        let number = if i < Seen::ROOM { i } else { Seen::ROOM - 1 - i % (Seen::ROOM / 2) };
        elements[it].number = Some((Seen::FIRST + number) as u16);
    }
    order
}

/// Gives the last numbers to those of the other elements that are asked for most often, going by what the patterns that
/// need them wait for; by lexicon, the bits of those that it can stand for.
fn common(
    anchors: &Anchors,
    elements: &mut [Element<'_>],
    waits: &[Waits<'_>],
    of_patterns: &[(u32, Option<usize>)],
    lexicons: usize,
) -> Vec<u64> {
    let asked: Vec<u64> = waits.iter().map(|it| anchors.weight(&it.pattern.elements[it.element])).collect();
    let mut needed = vec![0u64; elements.len()];
    for &(at, it) in of_patterns {
        let asked = asked.get(at as usize).copied().unwrap_or_default();
        if let Some(needed) = it.and_then(|it| needed.get_mut(it)) {
            *needed += asked;
        }
    }
    let is_spelt = |element: &Element<'_>| element.lexicons.iter().all(|&lexicon| lexicon >= NUMERICS);
    let mut others: Vec<usize> =
        (0..elements.len()).filter(|&it| elements[it].number.is_none() && is_spelt(&elements[it])).collect();
    others.sort_unstable_by_key(|&it| (Reverse(needed[it]), elements[it].lexicons));
    let mut common = vec![0; lexicons];
    for (bit, it) in (0..64).zip(others) {
        elements[it].number = Some(Seen::COMMON as u16 + bit);
        for &lexicon in elements[it].lexicons {
            common[lexicon as usize] |= 1u64 << bit;
        }
    }
    common
}

/// Puts the elements that a pattern needs besides the one it waits for in order, the rarest first; how many of them it is
/// told by.
fn rarest(elements: &[Element<'_>], pattern: &Pattern, asked: &mut Vec<usize>) -> usize {
    asked.sort_unstable_by_key(|&it| (elements[it].weight, elements[it].lexicons));
    // What stands in any text tells nothing, unless there is nothing else.
    if asked.iter().all(|&it| elements[it].is_everywhere) {
        return 1;
    }
    asked.retain(|&it| !elements[it].is_everywhere);
    // A question asks for its mark, too.
    if matches!(pattern.role, Role::Question(_)) { ASKED - 1 } else { ASKED }
}
