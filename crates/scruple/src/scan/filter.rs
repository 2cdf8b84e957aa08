//! Which sentences are worth a look. Most sentences of any text hold some word that a pattern knows, few hold all
//! that one needs. Of every word it is known which elements of patterns it can be a part of; a sentence whose words
//! together lack something for every pattern that waits for one of them needs no search for terms. What a word is only as
//! part of a longer term it is only with the next word of that term beside it.

mod build;

use super::anchors::Beside;
use super::elements::{Needed, Part, Seen};
use super::token::{Flags, Token};
use super::vocabulary::WordId;
use crate::rule::compiled::{LexiconId, NUMERICS};
pub(crate) use build::Marked;

/// The word makes a sentence one that is read at all.
const ANCHOR: u32 = 1;
/// Terms of a signal start with the word.
const SIGNAL: u32 = 1 << 1;
/// A pattern waits for the word.
const WAITED: u32 = 1 << 2;
/// A pattern needs nothing but the word.
const ENOUGH: u32 = 1 << 3;
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
/// A pattern that is tried late cannot do without the word.
const LATE: u32 = 1 << 12;
/// The name of a nutrient cannot do without the word.
const NAME: u32 = 1 << 13;

/// From this bit on stands what a word tells the code.
const TOLD: u32 = 16;

/// What is noted of a word, or of several together.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Noted(u32);

impl Noted {
    pub(crate) fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// Whether a sentence with the word is read at all.
    pub(crate) fn is_anchor(self) -> bool {
        self.0 & ANCHOR != 0
    }

    /// Whether a pattern that is tried late may match around the word.
    pub(crate) fn is_late(self) -> bool {
        self.0 & LATE != 0
    }

    /// Whether the name of a nutrient may stand around the word.
    pub(crate) fn is_name(self) -> bool {
        self.0 & NAME != 0
    }

    /// What the code is told.
    pub(crate) fn told(self) -> u16 {
        (self.0 >> TOLD) as u16
    }
}

/// What a word is in terms of several words, which it only is with one of them beside it.
#[derive(Debug, Clone, Copy)]
struct Joined {
    beside: Beside,
    flags: u32,
    /// Range of `parts`.
    elements: (u32, u32),
    /// Range of `lexicons`.
    waits: (u32, u32),
}

/// The words beside which a word is more.
#[derive(Debug, Clone, Copy, Default)]
struct Company {
    /// Range of `joined`.
    joined: (u32, u32),
    /// The words behind it and before it, one bit each by the end of their number: most are turned away here.
    behind: u64,
    before: u64,
}

/// Which sentences are worth a look.
#[derive(Debug, Default)]
pub(crate) struct Filter {
    /// By word.
    flags: Vec<u32>,
    /// By word: range of `parts`.
    elements: Vec<(u32, u32)>,
    /// By word: range of `lexicons`.
    waits: Vec<(u32, u32)>,
    /// By word.
    terms: Vec<Company>,
    /// By word, then by the word beside it.
    joined: Vec<Joined>,
    /// Elements that words may be a part of.
    parts: Vec<Part>,
    /// Lexicons that patterns wait for.
    lexicons: Vec<LexiconId>,
    /// By lexicon: range of `masks`.
    ranges: Vec<(u32, u32)>,
    /// What the patterns that wait for a lexicon need besides it.
    masks: Vec<Needed>,
    /// By numeric class: the same for patterns that wait for a number, which no word need be.
    numeric: [Vec<Needed>; NUMERICS as usize],
}

impl Filter {
    /// Notes that terms of a signal start with a word.
    pub(crate) fn starts_signal(&mut self, word: WordId) {
        self.flags[word as usize] |= SIGNAL;
    }

    /// Notes what a word tells the code of the segment it stands in.
    pub(crate) fn tells(&mut self, word: WordId, told: u16) {
        self.flags[word as usize] |= u32::from(told) << TOLD;
    }

    /// What is noted of a word.
    #[inline]
    pub(crate) fn noted(&self, word: WordId) -> Noted {
        Noted(self.flags[word as usize])
    }

    /// Whether a pattern that is tried late may match around the word.
    #[inline]
    pub(crate) fn is_late(&self, word: WordId) -> bool {
        self.flags[word as usize] & LATE != 0
    }

    /// Whether the name of a nutrient may stand around the word.
    #[inline]
    pub(crate) fn is_name(&self, word: WordId) -> bool {
        self.flags[word as usize] & NAME != 0
    }

    /// Whether a term of a signal starts with the word.
    #[inline]
    pub(crate) fn is_signal(&self, word: WordId) -> bool {
        self.flags[word as usize] & SIGNAL != 0
    }

    /// Whether some pattern may match in a sentence of these words. Never wrong where it says no. `joined` is a buffer.
    pub(crate) fn promising(&self, tokens: &[Token], question: bool, joined: &mut Vec<u32>) -> bool {
        joined.clear();
        let mut flags = 0;
        let mut seen = Seen::new(question);
        let (mut digits, mut money) = (false, false);
        for (at, token) in tokens.iter().enumerate() {
            let own = self.flags[token.word as usize];
            flags |= own;
            digits |= token.flags.has(Flags::NUMBER);
            money |= token.flags.has(Flags::MONEY);
            if own & PART != 0 {
                self.add(&mut seen, self.elements[token.word as usize]);
            }
            if own & JOINED != 0 {
                for known in self.joined(tokens, at) {
                    joined.push(known as u32);
                    let known = &self.joined[known];
                    flags |= known.flags;
                    self.add(&mut seen, known.elements);
                }
            }
            if flags & ENOUGH != 0 {
                return true;
            }
        }
        if digits || flags & NUMBER != 0 {
            let [number, percent, amount, time, sum] = &self.numeric;
            let met = |masks: &[Needed]| masks.iter().any(|mask| seen.hold(mask));
            if flags & UNIT != 0
                || met(number)
                || flags & PERCENT != 0 && met(percent)
                || flags & MEASURE != 0 && met(amount)
                || flags & TIME != 0 && met(time)
                || (money || flags & CURRENCY != 0) && met(sum)
            {
                return true;
            }
        }
        if flags & WAITED == 0 {
            return false;
        }
        let waited = tokens.iter().map(|token| token.word as usize);
        let waited = waited.filter(|&word| self.flags[word] & WAITED != 0).map(|word| self.waits[word]);
        let joined = joined.iter().map(|&at| &self.joined[at as usize]);
        let joined = joined.filter(|known| known.flags & WAITED != 0).map(|known| known.waits);
        waited.chain(joined).any(|range| self.waits_met(range, &seen))
    }

    /// Adds the elements that a word can be a part of.
    #[inline]
    fn add(&self, seen: &mut Seen, (start, end): (u32, u32)) {
        self.parts[start as usize..end as usize].iter().for_each(|&part| seen.add(part));
    }

    /// What a word is together with the words beside it: places in `joined`.
    #[inline]
    fn joined(&self, tokens: &[Token], at: usize) -> impl Iterator<Item = usize> {
        let Company { joined: (start, end), behind, before } = self.terms[tokens[at].word as usize];
        let terms = &self.joined[start as usize..end as usize];
        let next = tokens.get(at + 1).map(|token| token.word).filter(|word| behind & bit(*word) != 0);
        let last = at.checked_sub(1).map(|at| tokens[at].word).filter(|word| before & bit(*word) != 0);
        let (behind, before) = (next.map(Beside::behind), last.map(Beside::before));
        [behind, before].into_iter().flatten().filter_map(move |beside| {
            let found = terms.binary_search_by_key(&beside, |joined| joined.beside);
            found.ok().map(|found| start as usize + found)
        })
    }

    /// Whether a pattern that waits for one of these lexicons has all it needs besides.
    fn waits_met(&self, (start, end): (u32, u32), seen: &Seen) -> bool {
        self.lexicons[start as usize..end as usize].iter().any(|&lexicon| {
            let (start, end) = self.ranges[lexicon as usize];
            self.masks[start as usize..end as usize].iter().any(|needed| seen.hold(needed))
        })
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
  match: [\"mends ...6 (roof|garden wall)\", \"^ <percent> of roofs\", \"never leaks\"]
  examples: {bad: [\"It [[mends a roof]].\"], good: [\"It mends.\"]}
";

    fn promising(text: &str) -> bool {
        let file = PackFile { path: "a.yaml".to_owned(), text: PACK.to_owned() };
        let packs = Packs::default().extend(&[file]).unwrap();
        let index = Index::new(&packs, &Asked::default());
        let mut tokens = Tokens::default();
        tokens.cut(text, &index.vocabulary, |word| index.filter.noted(word).is_anchor());
        index.filter.promising(&tokens.tokens, false, &mut Vec::new())
    }

    #[test]
    fn only_sentences_with_all_that_a_pattern_needs_are_promising() {
        for text in [
            "It mends any old roof",
            "The garden wall nobody mends",
            "It never leaks",
            "80% of roofs",
            "Nine percent of roofs",
        ] {
            assert!(promising(text), "{text}");
        }
        for text in ["It mends shoes", "A roof and a wall", "A leak", "80 roofs", ""] {
            assert!(!promising(text), "{text}");
        }
    }
}
