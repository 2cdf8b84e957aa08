//! What every term and pattern is looked for by: the rarest of its words, the rarest of its elements.

use super::numeric::Special;
use super::vocabulary::{Vocabulary, WordId};
use crate::rule::compiled::{LexiconId, NUMERICS, Packs, Pattern};

/// What every term needs: the rarest of its words.
#[derive(Debug)]
pub(crate) struct Anchors {
    /// By term.
    pub(super) rarest: Vec<WordId>,
    /// By numeric class: its words.
    pub(super) numeric: Vec<Vec<WordId>>,
    /// By lexicon: how often it is to be expected in any text, roughly.
    weights: Vec<u32>,
    /// By lexicon: the weight of the most frequent of its terms.
    peaks: Vec<u32>,
}

impl Anchors {
    pub(crate) fn new(packs: &Packs, vocabulary: &Vocabulary, specials: &[Special]) -> Self {
        let mut rarity = vec![1u32; specials.len()];
        for (words, weight) in [(OFTEN, 60), (EVERYWHERE, EVERYWHERE_WEIGHT)] {
            for word in words {
                let id = vocabulary.get_ascii(word.as_bytes()) as usize;
                if id > 0 {
                    rarity[id] = weight;
                }
            }
        }
        // What the terms of a set weigh together is added to each of its lexicons.
        let mut of_sets = vec![0u32; packs.terms.sets()];
        let mut peak_of_sets = vec![0u32; packs.terms.sets()];
        let rarest: Vec<WordId> = packs
            .terms
            .iter()
            .map(|term| {
                // Of words that nothing is known of, the longer one is the rarer: "sickness" of "sea sickness".
                let letters = |word: u32| packs.words.get(word as usize).len();
                let rarest = term
                    .words
                    .iter()
                    .min_by_key(|&&word| (rarity[word as usize + 1], std::cmp::Reverse(letters(word))));
                let word = rarest.map(|word| word + 1);
                let weight = word.map_or(0, |word| rarity[word as usize]);
                of_sets[term.set as usize] += weight;
                let peak = &mut peak_of_sets[term.set as usize];
                *peak = weight.max(*peak);
                word.unwrap_or(0)
            })
            .collect();
        let lexicons = packs.lexicons.len().max(NUMERICS as usize);
        let mut weights = vec![0u32; lexicons];
        let mut peaks = vec![0u32; lexicons];
        for (set, (weight, peak)) in (0u32..).zip(of_sets.iter().zip(&peak_of_sets)) {
            for member in packs.terms.set(set).filter(|member| !member.except) {
                weights[member.lexicon as usize] += weight;
                let known = &mut peaks[member.lexicon as usize];
                *known = (*known).max(*peak);
            }
        }
        for (weight, lexicon) in weights.iter_mut().zip(&packs.lexicons) {
            *weight += if lexicon.common { 5_000 } else { 0 };
        }
        weights[..NUMERICS as usize].copy_from_slice(&NUMERIC_WEIGHTS);
        let numeric = (0..NUMERICS)
            .map(|class| {
                let wanted = |special: &Special| match class {
                    0 => matches!(special, Special::Number(_)),
                    1 => matches!(special, Special::Percent),
                    2 => matches!(special, Special::Unit(_)),
                    3 => matches!(special, Special::Time(_)),
                    _ => false,
                };
                let words = specials.iter().enumerate().filter(|(_, special)| wanted(special));
                words.map(|(word, _)| word as WordId).collect()
            })
            .collect();
        Self { rarest, numeric, weights, peaks }
    }

    /// The element of a pattern that is seen least: the one to wait for.
    pub(crate) fn rarest(&self, pattern: &Pattern) -> Option<usize> {
        (0..pattern.elements.len()).min_by_key(|&i| self.weight(&pattern.elements[i]))
    }

    /// Whether an element stands in nearly any sentence.
    pub(super) fn is_everywhere(&self, element: &[LexiconId]) -> bool {
        self.peak(element) >= EVERYWHERE_WEIGHT
    }

    /// How often the most frequent term of an element is to be expected.
    pub(super) fn peak(&self, element: &[LexiconId]) -> u32 {
        element.iter().map(|&lexicon| self.peaks[lexicon as usize]).max().unwrap_or(0)
    }

    /// How often an element is to be expected in any text, roughly.
    pub(super) fn weight(&self, element: &[LexiconId]) -> u64 {
        element.iter().map(|&lexicon| u64::from(self.weights[lexicon as usize])).sum()
    }
}

/// The word that stands beside another one in a term: behind it, or before it where it ends the term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Beside(u64);

impl Beside {
    pub(super) fn behind(word: WordId) -> Self {
        Self(1 << 32 | u64::from(word))
    }

    pub(super) fn before(word: WordId) -> Self {
        Self(2 << 32 | u64::from(word))
    }

    /// The word, and whether it stands behind.
    pub(super) fn other(self) -> (WordId, bool) {
        (self.0 as WordId, self.0 >> 32 == 1)
    }
}

/// What is said of a word: the word beside it, if there must be one, and a set of lexicons. In one number, since tens of
/// thousands are put in order at every start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Said(u128);

impl Said {
    pub(super) fn new(word: WordId, beside: Option<Beside>, set: u32) -> Self {
        let beside = beside.map_or(0, |beside| beside.0);
        Self(u128::from(word) << 96 | u128::from(beside) << 32 | u128::from(set))
    }

    pub(super) fn word(self) -> WordId {
        (self.0 >> 96) as WordId
    }

    pub(super) fn beside(self) -> Option<Beside> {
        let beside = (self.0 >> 32) as u64;
        (beside != 0).then_some(Beside(beside))
    }

    pub(super) fn set(self) -> u32 {
        self.0 as u32
    }
}

/// How often a word of [`EVERYWHERE`] is to be expected.
const EVERYWHERE_WEIGHT: u32 = 400;

/// How often numeric things are to be expected, beside the weights of words.
const NUMERIC_WEIGHTS: [u32; NUMERICS as usize] = [900, 120, 200, 250, 150];

/// Words that stand in any English text.
const EVERYWHERE: &[&str] = &[
    "the", "of", "and", "to", "a", "in", "is", "it", "that", "for", "was", "on", "are", "as", "with", "at",
    "be", "this", "have", "from", "or", "by", "not", "but", "an", "i", "you", "we", "they", "he", "she",
    "his", "her", "their", "our", "your", "my", "its", "has", "had", "were", "been", "will", "would", "can",
    "could", "may",
];

/// Words that stand in most English texts; any other word weighs one.
const OFTEN: &[&str] = &[
    "no", "all", "any", "any", "more", "most", "if", "so", "do", "does", "did", "than", "then", "there",
    "what", "when", "who", "which", "how", "up", "out", "about", "into", "over", "after", "before", "also",
    "other", "some", "such", "only", "just", "one", "two", "time", "day", "days", "week", "year", "years",
    "people", "use", "used", "help", "helps", "make", "made", "good", "well", "new", "first", "take", "get",
    "support", "work", "works", "high", "low", "need", "free", "every", "never", "always", "without", "best",
    "even",
];
