//! What every term and pattern is looked for by: the rarest of its words, the rarest of its elements.

use super::numeric::Special;
use super::vocabulary::{Vocabulary, WordId};
use crate::rule::compiled::{LexiconId, NUMERICS, Packs, Pattern};

/// What every term needs: the rarest of its words.
#[derive(Debug)]
pub(crate) struct Anchors {
    /// By term: the rarest of its words, and what is said of it.
    pub(super) said: Vec<(WordId, Said)>,
    /// By numeric class: its words.
    pub(super) numeric: [Vec<WordId>; NUMERICS as usize],
    /// By lexicon.
    weights: Vec<Weight>,
    /// By lexicon.
    reaches: Vec<Reach>,
}

/// How far the terms of a lexicon reach around the word that they are looked for by, in words.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Reach {
    /// Words before it.
    pub lead: u8,
    /// Words behind it.
    pub tail: u8,
    /// All words of the longest term.
    pub longest: u8,
}

impl Reach {
    /// That of what is not known by its words.
    pub(super) const UNKNOWN: Self = Self { lead: u8::MAX, tail: u8::MAX, longest: u8::MAX };

    fn add(&mut self, other: Self) {
        self.lead = self.lead.max(other.lead);
        self.tail = self.tail.max(other.tail);
        self.longest = self.longest.max(other.longest);
    }

    /// That of a term of so many words that is looked for by one of them.
    fn of(at: usize, words: usize) -> Self {
        let narrow = |words: usize| u8::try_from(words).unwrap_or(u8::MAX);
        Self { lead: narrow(at), tail: narrow(words - at - 1), longest: narrow(words) }
    }
}

/// A pattern that waits for one of its elements.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Waits<'p> {
    pub pattern: &'p Pattern,
    /// Its number.
    pub id: u32,
    /// The number of the element.
    pub element: usize,
}

/// How often something is to be expected in any text, roughly.
#[derive(Debug, Clone, Copy, Default)]
struct Weight {
    /// All its terms together.
    all: u32,
    /// The most frequent of them.
    peak: u32,
}

impl Weight {
    fn add(&mut self, other: Self) {
        self.all += other.all;
        self.peak = self.peak.max(other.peak);
    }
}

/// How rare a word is: by its weight, then by its letters. In one number, since those of every term are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rarity(u64);

impl Rarity {
    fn new(weight: u32, letters: usize) -> Self {
        Self(u64::from(weight) << 32 | u64::from(!(letters as u32)))
    }

    fn weight(self) -> u32 {
        (self.0 >> 32) as u32
    }
}

impl Anchors {
    pub(crate) fn new(packs: &Packs, vocabulary: &Vocabulary, specials: &[Special]) -> Self {
        // By word: how often it is to be expected. Of words that nothing is known of, the longer one is the rarer:
        // "sickness" of "sea sickness".
        let mut rarity: Vec<Rarity> = packs.words.lengths().map(|letters| Rarity::new(1, letters)).collect();
        for (words, weight) in [(OFTEN, 60), (EVERYWHERE, EVERYWHERE_WEIGHT)] {
            for word in words {
                let id = vocabulary.get_ascii(word.as_bytes()) as usize;
                if let Some(rarity) = id.checked_sub(1).and_then(|at| rarity.get_mut(at)) {
                    *rarity = Rarity::new(weight, word.len());
                }
            }
        }
        // What the terms of a set weigh together is added to each of its lexicons.
        let mut of_sets = vec![(Weight::default(), Reach::default()); packs.terms.sets()];
        let said = packs.terms.iter().map(|term| {
            let words = term.words.iter().map(|&word| rarity[word as usize]).enumerate();
            let Some((at, rarity)) = words.min_by_key(|(_, rarity)| *rarity) else {
                return (0, Said::new(None, term.set));
            };
            let weight = rarity.weight();
            let of_set = &mut of_sets[term.set as usize];
            of_set.0.add(Weight { all: weight, peak: weight });
            of_set.1.add(Reach::of(at, term.words.len()));
            let beside = match term.words.get(at + 1) {
                Some(behind) => Some(Beside::behind(behind + 1)),
                None => at.checked_sub(1).map(|before| Beside::before(term.words[before] + 1)),
            };
            (term.words[at] + 1, Said::new(beside, term.set))
        });
        let said = said.collect();
        let mut weights = vec![Weight::default(); packs.lexicons.len().max(NUMERICS as usize)];
        let mut reaches = vec![Reach::default(); weights.len()];
        for (set, (weight, reach)) in packs.terms.all_sets().zip(&of_sets) {
            for member in set.filter(|member| !member.except) {
                weights[member.lexicon as usize].add(*weight);
                reaches[member.lexicon as usize].add(*reach);
            }
        }
        for (weight, lexicon) in weights.iter_mut().zip(&packs.lexicons) {
            weight.all += if lexicon.common { 5_000 } else { 0 };
        }
        for (weight, all) in weights.iter_mut().zip(NUMERIC_WEIGHTS) {
            weight.all = all;
        }
        let mut numeric: [Vec<WordId>; NUMERICS as usize] = Default::default();
        for (word, special) in specials.iter().enumerate() {
            let class = match special {
                Special::Number(_) => 0,
                Special::Percent => 1,
                Special::Unit(_) => 2,
                Special::Time(_) => 3,
                _ => continue,
            };
            numeric[class].push(word as WordId);
        }
        Self { said, numeric, weights, reaches }
    }

    /// The element of a pattern that is seen least: the one to wait for.
    pub(crate) fn rarest(&self, pattern: &Pattern) -> Option<usize> {
        (0..pattern.elements.len()).min_by_key(|&i| self.weight(&pattern.elements[i]))
    }

    /// How far the terms of an element reach around the words that they are looked for by.
    pub(super) fn reach(&self, element: &[LexiconId]) -> Reach {
        element.iter().fold(Reach::default(), |mut all, &lexicon| {
            all.add(self.reaches[lexicon as usize]);
            all
        })
    }

    /// Whether an element stands in nearly any sentence.
    pub(super) fn is_everywhere(&self, element: &[LexiconId]) -> bool {
        self.peak(element) >= EVERYWHERE_WEIGHT
    }

    /// How often the most frequent term of an element is to be expected.
    pub(super) fn peak(&self, element: &[LexiconId]) -> u32 {
        element.iter().map(|&lexicon| self.weights[lexicon as usize].peak).max().unwrap_or(0)
    }

    /// How often an element is to be expected in any text, roughly.
    pub(super) fn weight(&self, element: &[LexiconId]) -> u64 {
        element.iter().map(|&lexicon| u64::from(self.weights[lexicon as usize].all)).sum()
    }
}

/// The word that stands beside another one in a term: behind it, or before it where it ends the term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Beside(u32);

impl Beside {
    /// A bit that the number of a word leaves free: the letters of so many words have no room.
    const BEFORE: u32 = 1 << 31;

    pub(super) fn behind(word: WordId) -> Self {
        Self(word)
    }

    pub(super) fn before(word: WordId) -> Self {
        Self(word | Self::BEFORE)
    }

    /// The word, and whether it stands behind.
    pub(super) fn other(self) -> (WordId, bool) {
        (self.0 & !Self::BEFORE, self.0 & Self::BEFORE == 0)
    }
}

/// What is said of a word: the word beside it, if there must be one, and a set of lexicons. In one number, since tens of
/// thousands are put in order at every start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Said(u64);

impl Said {
    pub(super) fn new(beside: Option<Beside>, set: u32) -> Self {
        // Only unknown words have the number 0, and they stand in no term.
        let beside = beside.map_or(0, |beside| beside.0);
        Self(u64::from(beside) << 32 | u64::from(set))
    }

    pub(super) fn beside(self) -> Option<Beside> {
        let beside = (self.0 >> 32) as u32;
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
