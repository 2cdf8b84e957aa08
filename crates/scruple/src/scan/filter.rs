//! Which sentences are worth a look. Most sentences of any text hold some word that a pattern knows, few hold all
//! that one needs. Every word carries bits for the elements of patterns it can be a part of; a sentence whose words
//! together lack a bit of every pattern that waits for one of them needs no search for terms. What a word is only as
//! part of a longer term it is only with the next word of that term beside it.

use std::collections::HashMap;

use super::anchors::{Anchors, Beside, Said};
use super::index::Wait;
use super::numeric::Special;
use super::token::{Flags, Token};
use super::vocabulary::WordId;
use crate::rule::compiled::{LexiconId, NUMERICS, Pattern, Role};
use crate::rule::terms::Terms;

/// The bit of sentences that end in a question mark.
const QUESTION: u128 = 1 << 127;
/// Elements that share their bit with others: those that few patterns ask for.
const SHARED: usize = 15;
const OWN: usize = 127 - SHARED;

/// The word makes a sentence one that is read at all.
const ANCHOR: u8 = 1;
/// Terms of a signal start with the word.
const SIGNAL: u8 = 1 << 1;
/// A pattern waits for the word.
const WAITED: u8 = 1 << 2;
/// A pattern needs nothing but the word.
const ENOUGH: u8 = 1 << 3;
/// A number word.
const NUMBER: u8 = 1 << 4;
/// A unit of amounts: with a number it is enough.
const UNIT: u8 = 1 << 5;
/// The word has bits.
const BITS: u8 = 1 << 6;
/// The word is more than that where other words stand beside it.
const JOINED: u8 = 1 << 7;

/// What a word is in terms of several words, which it only is with one of them beside it.
#[derive(Debug, Clone, Copy)]
struct Joined {
    beside: Beside,
    flags: u8,
    bits: u128,
    /// Range of `lexicons`.
    waits: (u32, u32),
}

/// Which sentences are worth a look.
#[derive(Debug, Default)]
pub(crate) struct Filter {
    /// By word.
    flags: Vec<u8>,
    bits: Vec<u128>,
    /// By word: range of `lexicons`.
    waits: Vec<(u32, u32)>,
    /// By word: range of `joined`.
    terms: Vec<(u32, u32)>,
    /// By word, then by the word beside it.
    joined: Vec<Joined>,
    /// Lexicons that patterns wait for.
    lexicons: Vec<LexiconId>,
    /// By lexicon: range of `masks`.
    ranges: Vec<(u32, u32)>,
    /// What the patterns that wait for a lexicon need besides it.
    masks: Vec<u128>,
    /// The same for patterns that wait for a number, which no word need be.
    numeric: Vec<u128>,
}

impl Filter {
    /// `waits` are the patterns and their elements that wait, `waiting` says which lexicons they wait for.
    pub(crate) fn new(
        anchors: &Anchors,
        waits: &[(&Pattern, usize)],
        waiting: &[Vec<Wait>],
        is_signal: &[bool],
        specials: &[Special],
        terms: &Terms,
    ) -> Self {
        let mut filter = Self {
            flags: vec![0; specials.len()],
            bits: vec![0; specials.len()],
            waits: vec![(0, 0); specials.len()],
            terms: vec![(0, 0); specials.len()],
            ..Self::default()
        };
        let elements = Elements::new(waits);
        let mut lexicon_bits = vec![0u128; waiting.len()];
        for (element, bit) in &elements.bits {
            for &lexicon in *element {
                lexicon_bits[lexicon as usize] |= bit;
            }
        }
        let mut masks: Vec<Vec<u128>> = vec![Vec::new(); waiting.len()];
        for (pattern, waits) in waits {
            let mut mask = 0;
            for (i, element) in pattern.elements.iter().enumerate() {
                if i != *waits {
                    mask |= elements.bit(element);
                }
            }
            match pattern.role {
                // A sentence after a question is looked at in any case.
                Role::Answer(_) => continue,
                Role::Question(_) => mask |= QUESTION,
                Role::Finding | Role::Excuse | Role::About | Role::Need(_) => {}
            }
            for &lexicon in &pattern.elements[*waits] {
                if lexicon < NUMERICS {
                    filter.numeric.push(mask);
                } else {
                    masks[lexicon as usize].push(mask);
                }
            }
        }
        keep_least(&mut filter.numeric);
        // What the words of each lexicon mean.
        let mut lexicon_flags = vec![0u8; waiting.len()];
        for (lexicon, mut masks) in masks.into_iter().enumerate() {
            keep_least(&mut masks);
            let flags = &mut lexicon_flags[lexicon];
            if is_signal[lexicon] || !waiting[lexicon].is_empty() {
                *flags |= ANCHOR;
            }
            if masks.first() == Some(&0) {
                *flags |= ENOUGH;
            } else if !masks.is_empty() {
                *flags |= WAITED;
            }
            if lexicon_bits[lexicon] != 0 {
                *flags |= BITS;
            }
            let start = filter.masks.len() as u32;
            filter.masks.append(&mut masks);
            filter.ranges.push((start, filter.masks.len() as u32));
        }
        for (lexicon, words) in anchors.numeric.iter().enumerate() {
            for &word in words {
                filter.flags[word as usize] |= lexicon_flags[lexicon];
                filter.bits[word as usize] |= lexicon_bits[lexicon];
            }
        }
        // A set of lexicons is summed up once for all its terms.
        let sets: Vec<(u8, u128)> = (0..terms.sets() as u32)
            .map(|set| {
                terms.set(set).filter(|member| !member.except).fold((0, 0), |(flags, bits), member| {
                    let lexicon = member.lexicon as usize;
                    (flags | lexicon_flags[lexicon], bits | lexicon_bits[lexicon])
                })
            })
            .collect();
        // What each word is, by the word that it needs beside it for that.
        let mut said: Vec<Said> = Vec::with_capacity(terms.len());
        let telling = terms.iter().zip(&anchors.rarest).filter(|(term, _)| sets[term.set as usize] != (0, 0));
        said.extend(telling.map(|(term, &word)| {
            let at = term.words.iter().position(|other| other + 1 == word).unwrap_or(0);
            let behind = term.words.get(at + 1).map(|word| Beside::behind(word + 1));
            let before = || Some(Beside::before(term.words.get(at.checked_sub(1)?)? + 1));
            Said::new(word, behind.or_else(before), term.set)
        }));
        said.sort_unstable();
        said.dedup();
        let mut lexicons: Vec<LexiconId> = Vec::new();
        for same_word in said.chunk_by(|one, other| one.word() == other.word()) {
            let word = same_word[0].word() as usize;
            let first = filter.joined.len() as u32;
            for group in same_word.chunk_by(|one, other| one.beside() == other.beside()) {
                let (mut flags, mut bits) = (0, 0);
                lexicons.clear();
                for set in group.iter().map(|said| said.set()) {
                    flags |= sets[set as usize].0;
                    bits |= sets[set as usize].1;
                    let members = terms.set(set).filter(|member| !member.except);
                    let waited = members.filter(|it| lexicon_flags[it.lexicon as usize] & WAITED != 0);
                    lexicons.extend(waited.map(|member| member.lexicon));
                }
                lexicons.sort_unstable();
                lexicons.dedup();
                let start = filter.lexicons.len() as u32;
                filter.lexicons.extend(&lexicons);
                let waits = (start, filter.lexicons.len() as u32);
                match group[0].beside() {
                    None => {
                        filter.flags[word] |= flags;
                        filter.bits[word] |= bits;
                        filter.waits[word] = waits;
                    }
                    Some(beside) => {
                        // Whether a sentence is read at all is told of each word alone.
                        filter.flags[word] |= JOINED | flags & ANCHOR;
                        filter.joined.push(Joined { beside, flags, bits, waits });
                    }
                }
            }
            filter.terms[word] = (first, filter.joined.len() as u32);
        }
        for (flags, special) in filter.flags.iter_mut().zip(specials) {
            match special {
                Special::Number(_) => *flags |= NUMBER,
                // Sentences with a unit are looked at wherever amounts matter.
                Special::Unit(unit) if unit.anchors() => *flags |= ANCHOR | UNIT,
                _ => {}
            }
        }
        filter
    }

    /// Notes that terms of a signal start with a word.
    pub(crate) fn starts_signal(&mut self, word: WordId) {
        self.flags[word as usize] |= SIGNAL;
    }

    /// Whether the word makes a sentence one that is read at all.
    #[inline]
    pub(crate) fn is_anchor(&self, word: WordId) -> bool {
        self.flags[word as usize] & ANCHOR != 0
    }

    /// Whether a term of a signal starts with the word.
    #[inline]
    pub(crate) fn is_signal(&self, word: WordId) -> bool {
        self.flags[word as usize] & SIGNAL != 0
    }

    /// Whether some pattern may match in a sentence of these words. Never wrong where it says no.
    pub(crate) fn promising(&self, tokens: &[Token], question: bool) -> bool {
        let mut seen = 0u8;
        let mut bits = if question { QUESTION } else { 0 };
        let mut digits = false;
        for token in tokens {
            let flags = self.flags[token.word as usize];
            seen |= flags;
            digits |= token.flags.has(Flags::NUMBER);
            if flags & BITS != 0 {
                bits |= self.bits[token.word as usize];
            }
        }
        if seen & ENOUGH != 0 {
            return true;
        }
        if seen & JOINED != 0 {
            for joined in (0..tokens.len()).flat_map(|at| self.joined(tokens, at)) {
                seen |= joined.flags;
                bits |= joined.bits;
            }
            if seen & ENOUGH != 0 {
                return true;
            }
        }
        if (digits || seen & NUMBER != 0)
            && (seen & UNIT != 0 || self.numeric.iter().any(|mask| mask & !bits == 0))
        {
            return true;
        }
        seen & WAITED != 0
            && tokens.iter().enumerate().any(|(at, token)| {
                let met = |range| self.waits_met(range, bits);
                self.flags[token.word as usize] & WAITED != 0 && met(self.waits[token.word as usize])
                    || self.joined(tokens, at).any(|joined| joined.flags & WAITED != 0 && met(joined.waits))
            })
    }

    /// What a word is together with the words beside it.
    #[inline]
    fn joined(&self, tokens: &[Token], at: usize) -> impl Iterator<Item = &Joined> {
        let word = tokens[at].word as usize;
        let (start, end) = if self.flags[word] & JOINED == 0 { (0, 0) } else { self.terms[word] };
        let terms = &self.joined[start as usize..end as usize];
        let behind = tokens.get(at + 1).map(|token| Beside::behind(token.word));
        let before = at.checked_sub(1).map(|at| Beside::before(tokens[at].word));
        [behind, before].into_iter().flatten().filter_map(|beside| {
            let found = terms.binary_search_by_key(&beside, |joined| joined.beside);
            found.ok().and_then(|found| terms.get(found))
        })
    }

    /// Whether a pattern that waits for one of these lexicons has all it needs besides.
    fn waits_met(&self, (start, end): (u32, u32), bits: u128) -> bool {
        self.lexicons[start as usize..end as usize].iter().any(|&lexicon| {
            let (start, end) = self.ranges[lexicon as usize];
            self.masks[start as usize..end as usize].iter().any(|mask| mask & !bits == 0)
        })
    }
}

/// Takes away masks that hold another one: a sentence that has all of the larger has all of the smaller.
fn keep_least(masks: &mut Vec<u128>) {
    masks.sort_unstable_by_key(|mask| (mask.count_ones(), *mask));
    masks.dedup();
    let mut kept: Vec<u128> = Vec::with_capacity(masks.len());
    for &mask in masks.iter() {
        if !kept.iter().any(|less| less & !mask == 0) {
            kept.push(mask);
        }
    }
    *masks = kept;
}

/// The distinct elements that patterns need besides the one that waits, each with its bit.
struct Elements<'p> {
    bits: HashMap<&'p [LexiconId], u128>,
}

impl<'p> Elements<'p> {
    fn new(waits: &[(&'p Pattern, usize)]) -> Self {
        let mut counts: HashMap<&[LexiconId], u32> = HashMap::new();
        for (pattern, waits) in waits {
            for (i, element) in pattern.elements.iter().enumerate() {
                // Digits and sums of money are no words, so no word can stand for them.
                if i != *waits && !element.iter().any(|lexicon| matches!(lexicon, 0 | 4)) {
                    *counts.entry(element).or_default() += 1;
                }
            }
        }
        let mut order: Vec<(&[LexiconId], u32)> = counts.into_iter().collect();
        order.sort_unstable_by_key(|(element, count)| (std::cmp::Reverse(*count), *element));
        let bit = |i: usize| if i < OWN { i } else { OWN + i % SHARED };
        Self { bits: order.iter().enumerate().map(|(i, (element, _))| (*element, 1 << bit(i))).collect() }
    }

    fn bit(&self, element: &[LexiconId]) -> u128 {
        self.bits.get(element).copied().unwrap_or(0)
    }
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
        tokens.cut(text, &index.vocabulary, |word| index.filter.is_anchor(word));
        index.filter.promising(&tokens.tokens, false)
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
