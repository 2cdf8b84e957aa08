//! What is remembered of a text from one lint to the next, so that an edit costs the segments it changed.
//!
//! What a segment holds depends on its words, its kind, what it inherits and the question before it. A lint that finds
//! all four unchanged takes what it knows; it is added to the document just as if it had been read again, so that the
//! outcome is the same by construction. What was not used in a lint is forgotten after it.
//!
//! The pages of a site share their menus, footers and notices. What stands in a second text is remembered beside the
//! buffers of a linter in the same way, for all texts that come after; see [`Repeated`].

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::Arc;

use foldhash::fast::FixedState;

use super::facts::Facts;
use super::lore::Lore;
use crate::context::Subject;
use crate::rule::Market;
use crate::scan::Index;
use crate::source::{Segment, SegmentKind};

/// What a [`Linter`](crate::Linter) remembers of a text for the next lint of it; see
/// [`Linter::check_again`](crate::Linter::check_again).
#[derive(Debug, Default)]
pub struct Memo {
    /// The terms the facts were found with: those of other packs are of no use.
    index: Option<Arc<Index>>,
    /// The markets that proposals were made for.
    markets: Vec<Market>,
    /// What was read in the first pass.
    read: Known,
    /// What bare mentions were found, where they were looked for.
    bare: Known,
}

/// Segments and what they hold, by a hash of both.
#[derive(Debug, Default)]
pub(crate) struct Known {
    entries: Entries,
    /// Tells entries that were used in this lint from older ones.
    generation: u32,
    /// Entries that were used in this lint.
    used: usize,
}

/// By a hash of the segment and what it depends on.
type Entries = HashMap<u64, Entry, FixedState>;

#[derive(Debug)]
struct Entry {
    key: Key,
    /// The words; a hash alone may stand for others.
    text: Box<str>,
    facts: Facts,
    lore: Arc<Lore>,
    /// How much was shelved in it when it was looked at last.
    shelved: usize,
    generation: u32,
}

/// What the facts of a segment depend on, beside its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    hash: u64,
    kind: SegmentKind,
    inherited: Option<Subject>,
    asked: Vec<u16>,
}

impl Key {
    pub(crate) fn new(segment: &Segment<'_>, inherited: Option<Subject>, asked: &[u16]) -> Self {
        // All words of a text are hashed at every edit. Texts made to collide only forget each other.
        let mut hasher = FixedState::default().build_hasher();
        segment.text.hash(&mut hasher);
        segment.kind.hash(&mut hasher);
        inherited.hash(&mut hasher);
        asked.hash(&mut hasher);
        Self { hash: hasher.finish(), kind: segment.kind, inherited, asked: asked.to_vec() }
    }
}

impl Memo {
    /// Starts a lint with these terms for these markets; gives what is known for its first pass and for its second.
    pub(crate) fn start(&mut self, index: &Arc<Index>, markets: &[Market]) -> (&mut Known, &mut Known) {
        let same = self.index.as_ref().is_some_and(|known| Arc::ptr_eq(known, index));
        if !same || self.markets != markets {
            *self = Self { index: Some(Arc::clone(index)), markets: markets.to_vec(), ..Self::default() };
        }
        self.read.start();
        self.bare.start();
        (&mut self.read, &mut self.bare)
    }

    /// Forgets what the lint that is over did not use.
    pub(crate) fn finish(&mut self) {
        self.read.finish();
        self.bare.finish();
    }
}

/// What is known of segments that stand in several texts.
#[derive(Debug, Default)]
pub(crate) struct Repeats {
    /// The markets that proposals were made for.
    markets: Vec<Market>,
    /// What was read in the first pass.
    pub read: Repeated,
    /// What bare mentions were found.
    pub bare: Repeated,
}

impl Repeats {
    /// Starts a text that is held against the law of these markets.
    pub(crate) fn start(&mut self, markets: &[Market]) {
        if self.markets != markets {
            *self = Self { markets: markets.to_vec(), ..Self::default() };
        }
    }
}

/// Segments that were met a second time, and what they hold.
#[derive(Debug, Default)]
pub(crate) struct Repeated {
    known: Entries,
    /// Those that are forgotten next, unless they are met before.
    older: Entries,
    met: Met,
    /// How many bytes of text `known` keeps.
    bytes: usize,
    /// How much was shelved in their lore.
    shelved: usize,
}

/// Hashes of what was met: part of each, in the row that the rest of it tells.
#[derive(Debug, Default)]
pub(super) struct Met(Vec<Marks>);

/// As many as the processor looks at together, the latest first.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(64))]
struct Marks([u16; Marks::ROOM]);

impl Marks {
    const ROOM: usize = 32;
}

impl Met {
    const ROWS: usize = 1 << 12;

    /// The latest of the hashes that stand where this one would: a look at it brings the row near.
    pub(super) fn beside(&self, hash: u64) -> u16 {
        self.0.get(hash as usize % Self::ROWS).map_or(0, |Marks(row)| row[0])
    }

    /// Whether a hash was met before, as far as it was not forgotten for later ones; it is from now on. One of some
    /// thousands that were not is taken for another one.
    pub(super) fn again(&mut self, hash: u64) -> bool {
        if self.0.is_empty() {
            self.0 = vec![Marks::default(); Self::ROWS];
        }
        let mark = (hash >> 48) as u16;
        let Some(Marks(row)) = self.0.get_mut(hash as usize % Self::ROWS) else { return false };
        if row.contains(&mark) {
            return true;
        }
        row.copy_within(..Marks::ROOM - 1, 1);
        row[0] = mark;
        false
    }
}

/// Most segments that are remembered for other texts before the older ones are left behind, their longest in bytes, and
/// most bytes of them: what pages share is short.
const MOST_REPEATED: usize = 1 << 15;
const LONGEST_REPEATED: usize = 4096;
const MOST_BYTES: usize = 1 << 24;
/// Most things that are shelved in the lore of them all: what follows from a segment beside different others. Then what
/// was worked out of them is forgotten; what was read in them stays.
const MOST_SHELVED: usize = 1 << 16;

impl Repeated {
    /// What a segment holds, where it is known.
    pub(crate) fn get(&mut self, key: &Key, segment: &Segment<'_>) -> Option<(&Facts, &Arc<Lore>)> {
        if self.shelved > MOST_SHELVED {
            self.shelved = 0;
            for entry in self.known.values_mut().chain(self.older.values_mut()) {
                (entry.lore, entry.shelved) = (Arc::default(), 0);
            }
        }
        if !self.known.contains_key(&key.hash)
            && let Some(entry) = self.older.remove(&key.hash)
        {
            self.add(entry);
        }
        let entry = self.known.get_mut(&key.hash).filter(|entry| entry.is(key, segment))?;
        let shelved = entry.lore.shelved();
        self.shelved += shelved.saturating_sub(std::mem::replace(&mut entry.shelved, shelved));
        Some((&entry.facts, &entry.lore))
    }

    /// Remembers what a segment holds if it was met before.
    pub(crate) fn keep(&mut self, key: Key, segment: &Segment<'_>, facts: &Facts, lore: &Arc<Lore>) {
        if self.met.again(key.hash) && segment.text.len() <= LONGEST_REPEATED {
            self.add(Entry::new(key, segment, facts, lore));
        }
    }

    fn add(&mut self, entry: Entry) {
        if self.known.len() >= MOST_REPEATED || self.bytes >= MOST_BYTES {
            self.older = std::mem::take(&mut self.known);
            self.bytes = 0;
        }
        self.bytes += entry.text.len();
        self.known.insert(entry.key.hash, entry);
    }
}

impl Entry {
    fn new(key: Key, segment: &Segment<'_>, facts: &Facts, lore: &Arc<Lore>) -> Self {
        let text = Box::from(&*segment.text);
        Self { key, text, facts: facts.clone(), lore: Arc::clone(lore), shelved: 0, generation: 0 }
    }

    /// Whether it is what is known of this segment.
    fn is(&self, key: &Key, segment: &Segment<'_>) -> bool {
        self.key == *key && *self.text == *segment.text
    }
}

impl Known {
    fn start(&mut self) {
        self.generation = self.generation.wrapping_add(1);
        self.used = 0;
    }

    fn finish(&mut self) {
        if self.used < self.entries.len() {
            let generation = self.generation;
            self.entries.retain(|_, entry| entry.generation == generation);
        }
    }

    /// What a segment holds, where it is known.
    pub(crate) fn get(&mut self, key: &Key, segment: &Segment<'_>) -> Option<(&Facts, &Arc<Lore>)> {
        let entry = self.entries.get_mut(&key.hash)?;
        if !entry.is(key, segment) {
            return None;
        }
        if std::mem::replace(&mut entry.generation, self.generation) != self.generation {
            self.used += 1;
        }
        Some((&entry.facts, &entry.lore))
    }

    /// Remembers what a segment holds, and what will be worked out of it.
    pub(crate) fn keep(&mut self, key: Key, segment: &Segment<'_>, facts: &Facts, lore: &Arc<Lore>) {
        let entry = Entry { generation: self.generation, ..Entry::new(key, segment, facts, lore) };
        let before = self.entries.insert(entry.key.hash, entry);
        if before.is_none_or(|before| before.generation != self.generation) {
            self.used += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::source::Map;

    fn paragraph(text: String) -> Segment<'static> {
        let text = Cow::Owned(text);
        let (kind, map) = (SegmentKind::Paragraph, Map::Verbatim(0));
        Segment { kind, text, map, heading: None, lead: None, repeat_of: None }
    }

    fn key(segment: &Segment<'_>) -> Key {
        Key::new(segment, None, &[])
    }

    fn keep(repeated: &mut Repeated, segment: &Segment<'_>, words: usize) {
        let facts = Facts { words, ..Facts::default() };
        repeated.keep(key(segment), segment, &facts, &Arc::default());
    }

    fn words(repeated: &mut Repeated, segment: &Segment<'_>) -> Option<usize> {
        repeated.get(&key(segment), segment).map(|(facts, _)| facts.words)
    }

    #[test]
    fn hashes_that_share_a_row_are_told_apart_and_the_latest_are_kept() {
        let mut met = Met::default();
        let hash = |number: u64| number << 48 | 7;
        let most = Marks::ROOM as u64;
        assert!((1..=most).all(|number| !met.again(hash(number))));
        assert!((1..=most).all(|number| met.again(hash(number))));
        assert!(!met.again(hash(most + 1)));
        assert!((2..=most + 1).all(|number| met.again(hash(number))));
        assert!(!met.again(hash(1)));
    }

    #[test]
    fn segments_are_remembered_once_they_are_met_again() {
        let mut repeated = Repeated::default();
        let (one, other) = (paragraph("One.".to_owned()), paragraph("Other.".to_owned()));
        keep(&mut repeated, &one, 1);
        assert_eq!(words(&mut repeated, &one), None);
        keep(&mut repeated, &one, 1);
        assert_eq!((words(&mut repeated, &one), words(&mut repeated, &other)), (Some(1), None));
        let heading = Segment { kind: SegmentKind::Heading(2), ..one };
        assert_eq!(words(&mut repeated, &heading), None);
    }

    #[test]
    fn what_is_used_outlives_what_is_not() {
        let mut repeated = Repeated::default();
        let all: Vec<_> =
            (0..=MOST_REPEATED * 2).map(|number| paragraph(format!("Number {number}."))).collect();
        for (number, segment) in all.iter().enumerate() {
            keep(&mut repeated, segment, number);
            keep(&mut repeated, segment, number);
            if number % 1000 == 0 {
                assert_eq!(words(&mut repeated, &all[0]), Some(0), "after {number}");
            }
        }
        let known = |repeated: &Repeated| repeated.known.len() + repeated.older.len();
        assert!(known(&repeated) <= 2 * MOST_REPEATED);
        assert_eq!(words(&mut repeated, &all[1]), None);
        assert_eq!(words(&mut repeated, &all[MOST_REPEATED * 2]), Some(MOST_REPEATED * 2));
        let long: Vec<_> = (0..2 * MOST_BYTES / LONGEST_REPEATED)
            .map(|number| paragraph(format!("{number:<LONGEST_REPEATED$}")))
            .collect();
        for segment in &long {
            keep(&mut repeated, segment, 0);
            keep(&mut repeated, segment, 0);
        }
        let bytes = |known: &Entries| known.values().map(|entry| entry.text.len()).sum::<usize>();
        assert!(bytes(&repeated.known) <= MOST_BYTES && bytes(&repeated.older) <= MOST_BYTES);
        assert_eq!(words(&mut repeated, &long[0]), None);
        let longer = paragraph(" ".repeat(LONGEST_REPEATED + 1));
        keep(&mut repeated, &longer, 0);
        keep(&mut repeated, &longer, 0);
        assert_eq!(words(&mut repeated, &longer), None);
    }
}
