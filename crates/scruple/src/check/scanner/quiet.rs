//! Sentences in which nothing is claimed. A site says many of them on page after page, in paragraphs that differ: what
//! speaks in them of the document as a whole is remembered, and they are not looked at again.

use std::hash::{BuildHasher, Hasher};

use foldhash::fast::FixedState;

use super::super::facts::{Facts, Signal, Told};
use crate::context::class::Seen;
use crate::scan::{Flags, Token};

/// Sentences that were met more than once, each in the place that its hash tells; a later one takes the place of an
/// earlier one.
#[derive(Debug, Default)]
pub(super) struct Quiet {
    known: Vec<Option<Box<Known>>>,
    /// Parts of the hashes of those that were met once.
    met: Vec<u32>,
}

/// Places for sentences: some ten thousand of a site are said again.
const PLACES: usize = 1 << 16;
/// Longest sentence that is remembered, in bytes.
const LONGEST: usize = 1024;

/// All that the outcome depends on where no question was asked before it: the words as they are written, the signs around
/// them, and how the sentence ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sentence<'a> {
    words: &'a str,
    /// Where it starts, in bytes of the segment's text.
    start: u32,
    around: (Flags, Flags),
    mark: u8,
    hash: u64,
}

#[derive(Debug)]
struct Known {
    words: Box<str>,
    around: (Flags, Flags),
    mark: u8,
    said: Said,
}

/// What a sentence says of the document as a whole. Places are counted from its start.
#[derive(Debug, Default)]
pub(super) struct Said {
    signals: Box<[Signal]>,
    told: Box<[(Told, Seen)]>,
    health: u32,
    diseases: usize,
    ingredients: usize,
}

/// How much facts held before a sentence.
#[derive(Debug, Clone, Copy)]
pub(super) struct Before {
    signals: usize,
    told: usize,
    health: u32,
    diseases: usize,
    ingredients: usize,
}

impl<'a> Sentence<'a> {
    /// That of these words; `None` for one that is not worth remembering.
    pub(super) fn new(text: &'a str, own: &[Token], mark: u8) -> Option<Self> {
        let (first, last) = (own.first()?, own.last()?);
        let words =
            text.get(first.start as usize..last.end as usize).filter(|words| words.len() <= LONGEST)?;
        let mut hasher = FixedState::default().build_hasher();
        hasher.write(words.as_bytes());
        hasher.write_u64(u64::from(first.flags.0) << 32 | u64::from(last.flags.0));
        hasher.write_u8(mark);
        let around = (first.flags, last.flags);
        Some(Self { words, start: first.start, around, mark, hash: hasher.finish() })
    }

    fn is(&self, known: &Known) -> bool {
        *known.words == *self.words && known.around == self.around && known.mark == self.mark
    }
}

impl Quiet {
    /// What a sentence says, where it is known to claim nothing.
    pub(super) fn get(&self, sentence: &Sentence<'_>) -> Option<&Said> {
        let known = self.known.get(sentence.hash as usize % PLACES)?.as_ref()?;
        sentence.is(known).then_some(&known.said)
    }

    /// Remembers a sentence that claims nothing if it was met before; `said` tells what it says.
    pub(super) fn keep(&mut self, sentence: &Sentence<'_>, said: impl FnOnce() -> Said) {
        if self.met.is_empty() {
            self.met = vec![0; PLACES];
            self.known = std::iter::repeat_with(|| None).take(PLACES).collect();
        }
        let place = sentence.hash as usize % PLACES;
        let mark = (sentence.hash >> 32) as u32;
        let (Some(met), Some(known)) = (self.met.get_mut(place), self.known.get_mut(place)) else { return };
        if std::mem::replace(met, mark) == mark {
            let Sentence { words, around, mark, .. } = *sentence;
            *known = Some(Box::new(Known { words: words.into(), around, mark, said: said() }));
        }
    }
}

impl Before {
    pub(super) fn new(facts: &Facts) -> Self {
        let Facts { health, diseases, ingredients, .. } = *facts;
        Self { signals: facts.signals.len(), told: facts.told.len(), health, diseases, ingredients }
    }
}

impl Said {
    /// What was added to facts since then, by a sentence.
    pub(super) fn since(before: Before, facts: &Facts, sentence: &Sentence<'_>) -> Self {
        let start = sentence.start;
        let signals = facts.signals.iter().skip(before.signals);
        let told = facts.told.iter().skip(before.told);
        Self {
            signals: signals
                .map(|it| Signal { start: it.start - start, end: it.end - start, ..*it })
                .collect(),
            told: told
                .map(|&(told, it)| (told, Seen { start: it.start - start, end: it.end - start, ..it }))
                .collect(),
            health: facts.health - before.health,
            diseases: facts.diseases - before.diseases,
            ingredients: facts.ingredients - before.ingredients,
        }
    }

    /// Adds what is said by a sentence.
    pub(super) fn add_to(&self, facts: &mut Facts, sentence: &Sentence<'_>) {
        let start = sentence.start;
        let signals = self.signals.iter();
        facts.signals.extend(signals.map(|it| Signal {
            start: it.start + start,
            end: it.end + start,
            ..*it
        }));
        let told = self.told.iter();
        facts.told.extend(
            told.map(|&(told, it)| (told, Seen { start: it.start + start, end: it.end + start, ..it })),
        );
        facts.health += self.health;
        facts.diseases += self.diseases;
        facts.ingredients += self.ingredients;
    }
}
