//! Which sentences are worth a look. Most sentences of any text hold some word that a pattern knows, few hold all
//! that one needs. Of every word it is known which elements of patterns it can be a part of; a sentence whose words
//! together lack something for every pattern that waits for one of them needs no search for terms, nor does one in which
//! they stand in another order (`chain.rs`). What a word is only as part of a longer term it is only with the next word of
//! that term beside it.

mod build;
mod chain;

use super::anchors::Beside;
use super::elements::{Needed, Part, Seen};
use super::token::{Flags, Token};
use super::vocabulary::WordId;
use crate::rule::compiled::{LexiconId, NUMERICS};
pub(crate) use build::{Late, Wanted};
use chain::{Around, Chains, Spot};

/// The word makes a sentence one that is read at all.
const ANCHOR: u32 = 1;
/// Terms of a signal start with the word.
const SIGNAL: u32 = 1 << 1;
/// A pattern waits for the word.
const WAITED: u32 = 1 << 2;
/// A number word.
const NUMBER: u32 = 1 << 4;
/// A unit of amounts: with a number it is enough.
const UNIT: u32 = 1 << 5;
/// The word can be a part of elements.
const PART: u32 = 1 << 6;
/// The word is more than that where other words stand beside it.
const JOINED: u32 = 1 << 7;
/// A unit of amounts, whatever it counts.
const MEASURE: u32 = 1 << 8;
const PERCENT: u32 = 1 << 9;
const TIME: u32 = 1 << 10;
const CURRENCY: u32 = 1 << 11;
/// The name of a nutrient cannot do without the word.
const NAME: u32 = 1 << 13;

/// From this bit on stands what a word tells the code.
const TOLD: u32 = 16;

/// What is noted of a word, or of several together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Noted {
    flags: u32,
    /// The elements of late patterns that it can be a part of; see [`Late`].
    late: u32,
}

impl Noted {
    #[inline]
    pub(crate) fn add(&mut self, other: Self) {
        self.flags |= other.flags;
        self.late |= other.late;
    }

    /// Whether a sentence with the word is read at all.
    pub(crate) fn is_anchor(self) -> bool {
        self.flags & ANCHOR != 0
    }

    /// Whether the name of a nutrient may stand around the word.
    pub(crate) fn is_name(self) -> bool {
        self.flags & NAME != 0
    }

    /// What the code is told.
    pub(crate) fn told(self) -> u16 {
        (self.flags >> TOLD) as u16
    }
}

/// What a word is in terms of several words, which it only is with one of them beside it.
#[derive(Debug, Clone, Copy)]
struct Joined {
    beside: Beside,
    flags: u32,
    /// Range of `parts`.
    elements: (u32, u32),
    /// Range of `waits`.
    waits: (u32, u32),
}

/// What is known of a word, in one line of the processor's cache.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(64))]
struct Word {
    noted: Noted,
    /// Range of `parts`.
    elements: (u32, u32),
    /// Range of `waits`.
    waits: (u32, u32),
    /// Range of `joined`: what it is with another beside it.
    joined: (u32, u32),
    /// The words behind it and before it that make it more, one bit each by the end of their number: most are turned
    /// away here.
    behind: u64,
    before: u64,
    /// One bit for each of its elements, some of which share one.
    glance: u64,
    /// One bit for each of the common elements that it can be a part of, whatever stands beside it.
    common: u64,
}

/// What a pattern needs besides what it waits for.
#[derive(Debug, Clone, Copy)]
struct Mask {
    needed: Needed,
    /// The number of its chain.
    chain: u32,
}

/// A place where a pattern waits: a lexicon, and its place among those that wait for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Slot {
    pub lexicon: LexiconId,
    pub at: u32,
}

/// The patterns that may match in a sentence. Reused from sentence to sentence.
#[derive(Debug, Default)]
pub(crate) struct Promise {
    /// Where they wait, by lexicon, then by place.
    pub slots: Vec<Slot>,
    /// Words that patterns wait for: where they stand, and what those need as a range.
    waits: Vec<(u32, (u32, u32))>,
    /// What words are a part of with another beside them.
    joints: Vec<Spot>,
}

/// Which sentences are worth a look.
#[derive(Debug, Default)]
pub(crate) struct Filter {
    /// By number.
    words: Vec<Word>,
    /// By word, then by the word beside it.
    joined: Vec<Joined>,
    /// Elements that words may be a part of.
    parts: Vec<Part>,
    /// What the patterns that wait for a word need besides it.
    waits: Vec<Mask>,
    /// By numeric class: the same for patterns that wait for a number, which no word need be.
    numeric: [Vec<Mask>; NUMERICS as usize],
    /// By pattern that waits: in which order it needs things.
    chains: Chains,
    /// What each of the patterns that are tried late needs.
    late: Vec<u32>,
}

impl Filter {
    /// Notes that terms of a signal start with a word.
    pub(crate) fn starts_signal(&mut self, word: WordId) {
        self.words[word as usize].noted.flags |= SIGNAL;
    }

    /// Notes what a word tells the code of the segment it stands in.
    pub(crate) fn tells(&mut self, word: WordId, told: u16) {
        self.words[word as usize].noted.flags |= u32::from(told) << TOLD;
    }

    /// What is noted of words together.
    pub(crate) fn noted(&self, words: &[Token]) -> Noted {
        words.iter().fold(Noted::default(), |mut all, token| {
            all.add(self.words[token.word as usize].noted);
            all
        })
    }

    /// Whether a pattern that is tried late may match among words of which this is noted.
    pub(crate) fn may_be_late(&self, noted: Noted) -> bool {
        self.late(noted).next().is_some()
    }

    /// Which of the patterns that are tried late may match among words of which this is noted, by their numbers among
    /// those.
    pub(crate) fn late(&self, noted: Noted) -> impl Iterator<Item = usize> {
        let late = self.late.iter().enumerate();
        late.filter(move |(_, needed)| *needed & noted.late == **needed).map(|(at, _)| at)
    }

    /// Whether a term of a signal starts with the word.
    #[inline]
    pub(crate) fn is_signal(&self, word: WordId) -> bool {
        self.words[word as usize].noted.flags & SIGNAL != 0
    }

    /// Whether it is a number word.
    #[inline]
    pub(crate) fn is_number(&self, word: WordId) -> bool {
        self.words[word as usize].noted.flags & NUMBER != 0
    }

    /// What is noted of the words of a sentence, and whether it is worth a look: where some pattern may match, which are
    /// listed then, or where amounts may stand. Never wrong where it says no.
    pub(crate) fn promising(&self, tokens: &[Token], question: bool, promise: &mut Promise) -> (Noted, bool) {
        let Promise { slots, waits, joints } = promise;
        slots.clear();
        waits.clear();
        joints.clear();
        let mut noted = Noted::default();
        // What words are with others beside them.
        let mut flags = 0;
        let mut seen = Seen::new(question);
        let mut marks = Flags::default();
        // The unknown word, which stands beside none.
        let mut before = 0;
        for (at, token) in (0u32..).zip(tokens) {
            let word = &self.words[token.word as usize];
            let own = word.noted.flags;
            noted.add(word.noted);
            marks.set(token.flags);
            if own & PART != 0 {
                self.add(&mut seen, word.elements);
            }
            if own & WAITED != 0 {
                waits.push((at, word.waits));
            }
            if own & JOINED != 0 {
                let next = tokens.get(at as usize + 1).map_or(0, |token| token.word);
                if word.behind & bit(next) != 0 {
                    flags |= self.join(word, Beside::behind(next), at, &mut seen, waits, joints);
                }
                if word.before & bit(before) != 0 {
                    flags |= self.join(word, Beside::before(before), at, &mut seen, waits, joints);
                }
            }
            before = token.word;
        }
        flags |= noted.flags;
        let around = Around { tokens, words: &self.words, parts: &self.parts, joints };
        for &(at, (start, end)) in &*waits {
            let masks = self.waits[start as usize..end as usize].iter();
            for mask in masks.filter(|mask| seen.hold(&mask.needed)) {
                if self.chains.may_hold(mask.chain, at, &around) {
                    slots.extend_from_slice(self.chains.slots(mask.chain));
                }
            }
        }
        let numbers = marks.has(Flags::NUMBER) || flags & NUMBER != 0;
        if numbers {
            let sum = marks.has(Flags::MONEY) || flags & CURRENCY != 0;
            let there = [true, flags & PERCENT != 0, flags & MEASURE != 0, flags & TIME != 0, sum];
            for (masks, _) in self.numeric.iter().zip(there).filter(|(_, there)| *there) {
                for mask in masks.iter().filter(|mask| seen.hold(&mask.needed)) {
                    slots.extend_from_slice(self.chains.slots(mask.chain));
                }
            }
        }
        slots.sort_unstable();
        slots.dedup();
        (noted, !slots.is_empty() || numbers && flags & UNIT != 0)
    }

    /// Adds the elements that a word can be a part of.
    #[inline]
    fn add(&self, seen: &mut Seen, (start, end): (u32, u32)) {
        self.parts[start as usize..end as usize].iter().for_each(|&part| seen.add(part));
    }

    /// Adds what a word is with the word beside it, and gives what is noted of both.
    fn join(
        &self,
        word: &Word,
        beside: Beside,
        at: u32,
        seen: &mut Seen,
        waits: &mut Vec<(u32, (u32, u32))>,
        joints: &mut Vec<Spot>,
    ) -> u32 {
        let Some(known) = self.joined(word, beside) else { return 0 };
        let parts = known.elements;
        self.add(seen, parts);
        joints.push(Spot { at, parts });
        if known.flags & WAITED != 0 {
            waits.push((at, known.waits));
        }
        known.flags
    }

    /// What a word is together with the word beside it.
    fn joined(&self, word: &Word, beside: Beside) -> Option<&Joined> {
        let terms = &self.joined[word.joined.0 as usize..word.joined.1 as usize];
        terms.binary_search_by_key(&beside, |joined| joined.beside).ok().and_then(|found| terms.get(found))
    }
}

/// The bit of a word among 64.
#[inline]
fn bit(word: WordId) -> u64 {
    1 << (word & 63)
}

#[cfg(all(test, feature = "packs"))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may end where it fails")]

    use super::Promise;
    use crate::rule::Packs;
    use crate::rule::pack::PackFile;
    use crate::scan::{Asked, Index, Tokens};

    const PACK: &str = "
- code: ZZ101
  name: some-rule
  category: test
  severity: error
  summary: S
  message: M
  why: W
  instead: I
  match: [\"mends ...6 (roof|garden wall)\", \"^ <percent> of roofs\", \"never leaks\", \"(the|of) ...1 rusty shed\", \"(the|of) ...1 (tin|iron) ...2 rusty shed\"]
  examples: {bad: [\"It [[mends a roof]].\"], good: [\"It mends.\"]}
";

    fn promising(text: &str) -> bool {
        let file = PackFile { path: "a.yaml".to_owned(), text: PACK.to_owned() };
        let packs = Packs::default().extend(&[file]).unwrap();
        let index = Index::new(&packs, &Asked::default());
        let mut tokens = Tokens::default();
        tokens.cut(text, &index.vocabulary);
        index.filter.promising(&tokens.tokens, false, &mut Promise::default()).1
    }

    #[test]
    fn only_sentences_with_all_that_a_pattern_needs_in_its_order_are_promising() {
        for text in [
            "It mends any old roof",
            "It mends roof, hedge and the whole of a garden wall",
            "Nobody mends this high and very old garden wall",
            "It never leaks",
            "80% of roofs",
            "Nine percent of roofs",
            "Behind it stands the very rusty shed",
            "The old man has the tin of a rusty shed",
        ] {
            assert!(promising(text), "{text}");
        }
        for text in [
            "It mends shoes",
            "A roof and a wall",
            "A leak",
            "80 roofs",
            "The garden wall nobody mends",
            "It mends shoes, and much later it has a look at the roof",
            "The man from over there has a very rusty shed of tin",
            "The old man himself has tin for a rusty shed",
            "",
        ] {
            assert!(!promising(text), "{text}");
        }
    }
}
