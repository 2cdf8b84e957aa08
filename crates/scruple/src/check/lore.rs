//! What was worked out of the words of one segment, and of nothing else: kept while the words stand, so that document
//! rules are recomputed from stored facts.
//!
//! Everything here is filled when somebody first asks for it. Most texts never do: an encyclopedia's page is not searched
//! for what a seller contradicts.

use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock};

use super::authorised::{Proposals, Reading};
use super::dose::{Heard, Spoken};
use super::requirement::{Bibliography, Clause, Durations, Entries, Goods, InText, Mentions, Stated};
use crate::scan::vocabulary::Vocabulary;
use crate::scan::{Sentence, Token, Tokens};

/// The words and sentences of a segment.
#[derive(Debug)]
pub(crate) struct Cut {
    pub tokens: Box<[Token]>,
    pub sentences: Box<[Sentence]>,
}

impl From<&Tokens> for Cut {
    fn from(tokens: &Tokens) -> Self {
        Self { tokens: tokens.tokens.as_slice().into(), sentences: tokens.sentences.as_slice().into() }
    }
}

/// What is known of a segment's words.
#[derive(Debug, Default)]
pub(crate) struct Lore {
    cut: OnceLock<Cut>,
    pub bibliography: OnceLock<Bibliography>,
    /// What its sentences say that matters to doses.
    pub heard: OnceLock<Box<[Heard]>>,
    more: OnceLock<Box<More>>,
}

/// What is asked of few segments: most have no room for it, which would have to be made and taken down.
#[derive(Debug, Default)]
pub(crate) struct More {
    pub markers: OnceLock<Vec<Range<usize>>>,
    pub entries: OnceLock<Entries>,
    pub mentions: OnceLock<Mentions>,
    pub figures: OnceLock<Vec<Stated>>,
    pub clauses: OnceLock<Vec<Clause>>,
    pub durations: OnceLock<Durations>,
    pub goods: OnceLock<Goods>,
    /// The statement that the law wants, or what comes near it.
    pub statement: OnceLock<InText>,
    /// The mark that links one of its words to a note.
    pub symbol: OnceLock<Option<char>>,
    /// Whether it declares who paid for the text.
    pub declares: OnceLock<bool>,
    /// By bytes: nutrients that they name, by their numbers in the table.
    named: Shelf<Range<usize>, Arc<[usize]>>,
    /// Nutrients by their numbers in the table, and how often each is named.
    pub nutrients: OnceLock<Vec<(u16, u32)>>,
    /// By sentence: its terms and amounts, where a dosing rule looked at it.
    spoken: Shelf<u32, Arc<Spoken>>,
    /// By sentence, and by the segment that leads in, where one does.
    readings: Shelf<(u32, Lead), Arc<Reading>>,
    proposals: Shelf<(u16, u32, Range<usize>, Lead), Arc<Proposals>>,
}

/// The segment that leads in, told by what is known of it: while that is kept its words are the same.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lead(pub Option<Arc<Lore>>);

impl PartialEq for Lead {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (None, None) => true,
            _ => false,
        }
    }
}

/// So many things are kept of a sort: a segment holds few sentences that matter, but the segment before one may be edited
/// all day.
const MOST_ON_SHELF: usize = 256;

/// A few things by their keys.
#[derive(Debug)]
struct Shelf<K, V>(Mutex<Vec<(K, V)>>);

impl<K, V> Default for Shelf<K, V> {
    fn default() -> Self {
        Self(Mutex::new(Vec::new()))
    }
}

impl<K: PartialEq, V: Clone> Shelf<K, V> {
    fn len(&self) -> usize {
        self.0.lock().map_or(0, |shelf| shelf.len())
    }

    /// What stands there; what `make` gives is put there where nothing does.
    fn get_or(&self, key: K, make: impl FnOnce() -> V) -> V {
        // A lock is poisoned where a lint panicked; then nothing is kept here any more.
        let known =
            |shelf: &Vec<(K, V)>| shelf.iter().find(|(known, _)| *known == key).map(|(_, v)| v.clone());
        if let Some(found) = self.0.lock().ok().and_then(|shelf| known(&shelf)) {
            return found;
        }
        let made = make();
        if let Ok(mut shelf) = self.0.lock() {
            // What was made for words that are gone is not asked for again; the oldest is most likely that.
            if shelf.len() >= MOST_ON_SHELF {
                shelf.remove(0);
            }
            shelf.push((key, made.clone()));
        }
        made
    }
}

impl Lore {
    /// What holds a claim was cut when it was found, and is looked at again.
    pub(crate) fn keep_cut(&self, tokens: &Tokens) {
        self.cut.get_or_init(|| tokens.into());
    }

    /// The words and sentences of the segment.
    pub(crate) fn cut(&self, text: &str, vocabulary: &Vocabulary) -> &Cut {
        self.cut.get_or_init(|| {
            let mut tokens = Tokens::default();
            tokens.cut(text, vocabulary);
            Cut::from(&tokens)
        })
    }

    /// How much was worked out of the segment beside others.
    pub(crate) fn shelved(&self) -> usize {
        self.more.get().map_or(0, |more| more.readings.len() + more.proposals.len())
    }

    /// Room for what few segments are asked.
    pub(crate) fn more(&self) -> &More {
        self.more.get_or_init(Box::default)
    }

    /// The nutrients that some bytes name.
    pub(crate) fn named(&self, range: Range<usize>, make: impl FnOnce() -> Vec<usize>) -> Arc<[usize]> {
        self.more().named.get_or(range, || make().into())
    }

    /// The terms and amounts of a sentence.
    pub(crate) fn spoken(&self, sentence: u32, make: impl FnOnce() -> Arc<Spoken>) -> Arc<Spoken> {
        self.more().spoken.get_or(sentence, make)
    }

    /// What a sentence says of authorised claims.
    pub(crate) fn reading(&self, sentence: u32, lead: Lead, make: impl FnOnce() -> Reading) -> Arc<Reading> {
        self.more().readings.get_or((sentence, lead), || Arc::new(make()))
    }

    /// What could be written in the place of a claim of that rule.
    pub(crate) fn proposals(
        &self,
        (rule, sentence, range): (u16, u32, Range<usize>),
        lead: Lead,
        make: impl FnOnce() -> Proposals,
    ) -> Arc<Proposals> {
        self.more().proposals.get_or((rule, sentence, range, lead), || Arc::new(make()))
    }
}
