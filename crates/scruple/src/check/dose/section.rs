//! What stands around a dose: in the sentences next to it, and in its list, table or section.

use std::cell::RefCell;
use std::sync::Arc;

use super::heard::Spoken;
use super::marks::{self, Heard, Marks, Said, Signs};
use super::words::Words;
use crate::check::lore::Lore;
use crate::check::{Ready, Spare};
use crate::source::{Segment, SegmentKind};

/// A table or list goes on for at most this many segments to either side.
const FARTHEST: usize = 40;
/// So many paragraphs to either side belong to what a dose stands in.
const NEAR: usize = 2;

/// What the segments of a document say. What is asked for is worked out once and kept with the segment.
pub(super) struct Sections<'a> {
    ready: &'a Ready,
    signs: &'a Signs,
    segments: &'a [Segment<'a>],
    lore: &'a [Arc<Lore>],
    /// By segment, where that is known: whether it may name a nutrient.
    names: &'a [bool],
    reader: RefCell<Reader>,
}

impl Drop for Sections<'_> {
    /// Gives the buffers back.
    fn drop(&mut self) {
        std::mem::take(&mut self.reader.get_mut().spare).put_back(self.ready);
    }
}

/// The buffers of whoever reads a sentence.
struct Reader {
    spare: Spare,
    /// The segment that the words are of.
    at: Option<usize>,
}

impl<'a> Sections<'a> {
    pub(super) fn new(
        ready: &'a Ready,
        segments: &'a [Segment<'a>],
        lore: &'a [Arc<Lore>],
        names: &'a [bool],
    ) -> Self {
        let reader = RefCell::new(Reader { spare: Spare::take(ready), at: None });
        Self { ready, signs: ready.doses.signs(ready), segments, lore, names, reader }
    }

    /// Cuts a segment, unless it was the last one cut, and does something with its words.
    fn cut<T>(&self, number: usize, with: impl FnOnce(&str, &mut Spare) -> T) -> Option<T> {
        let segment = self.segments.get(number)?;
        let Reader { spare, at } = &mut *self.reader.borrow_mut();
        if *at != Some(number) {
            spare.tokens.cut(&segment.text, &self.ready.index.vocabulary, |_| false);
            *at = Some(number);
        }
        Some(with(&segment.text, spare))
    }

    /// A sentence of which somebody wants all words and terms.
    pub(super) fn spoken(&self, number: usize, sentence: usize) -> Option<Spoken> {
        self.cut(number, |text, Spare { tokens, hits, .. }| {
            let own = &tokens.tokens[tokens.sentences.get(sentence)?.range()];
            hits.find(text, own, &self.ready.index);
            Some(Spoken::new(own, hits))
        })?
    }

    /// Reads the words of a whole segment.
    pub(super) fn read<T>(&self, number: usize, with: impl FnOnce(Words<'_>) -> T) -> Option<T> {
        self.cut(number, |text, spare| with(Words::new(text, &spare.tokens.tokens)))
    }

    fn heard(&self, number: usize) -> Option<&'a Heard> {
        let cell = &self.lore.get(number)?.heard;
        if cell.get().is_none() {
            let heard = self.cut(number, |_, spare| Heard::new(self.signs, &spare.tokens))?;
            // Somebody else may have been faster, with the same outcome.
            let _ = cell.set(heard);
        }
        cell.get()
    }

    /// How many words a segment has.
    pub(super) fn words(&self, number: usize) -> usize {
        self.heard(number).map_or(0, |heard| heard.words)
    }

    fn sentences(&self, number: usize) -> &'a [Said] {
        self.heard(number).map_or(&[], |heard| &heard.sentences)
    }

    /// Which of these marks a sentence has. Terms are only looked for where its words may say so, and only those that
    /// matter here.
    fn marks(&self, number: usize, sentence: usize, of: Marks) -> Marks {
        let Some(said) = self.sentences(number).get(sentence).filter(|said| said.may.has(of)) else {
            return Marks::default();
        };
        let read = || {
            let read = self.cut(number, |text, Spare { tokens, hits, .. }| {
                let own = &tokens.tokens[tokens.sentences.get(sentence)?.range()];
                let starts = |word| self.signs.start(word).has(Marks::ALL);
                hits.find_from(text, own, &self.ready.index, starts);
                Some(self.signs.said(hits.all()))
            });
            read.flatten().unwrap_or_default()
        };
        said.marks.get_or_init(read).only(of)
    }

    /// Which of these marks a whole segment has.
    pub(super) fn whole(&self, number: usize, of: Marks) -> Marks {
        marks::all((0..self.sentences(number).len()).map(|sentence| self.marks(number, sentence, of)))
    }

    /// Which of these marks the sentence has, or one of so many to either side in its own segment.
    pub(super) fn near(&self, number: usize, sentence: usize, reach: usize, of: Marks) -> Marks {
        let near = sentence.saturating_sub(reach)..=sentence + reach;
        marks::all(near.map(|sentence| self.marks(number, sentence, of)))
    }

    /// The nutrients that a segment names, by their numbers in the table, and how often.
    pub(super) fn nutrients(&self, number: usize) -> &'a [(u16, u32)] {
        if self.names.get(number).is_some_and(|names| !names) {
            return &[];
        }
        let Some(lore) = self.lore.get(number) else { return &[] };
        lore.nutrients.get_or_init(|| self.read_nutrients(number))
    }

    fn read_nutrients(&self, number: usize) -> Vec<(u16, u32)> {
        let mut named: Vec<(u16, u32)> = Vec::new();
        for (sentence, said) in self.sentences(number).iter().enumerate() {
            if !said.may.has(Marks::NUTRIENT) {
                continue;
            }
            self.cut(number, |text, Spare { tokens, hits, .. }| {
                let own = &tokens.tokens[tokens.sentences.get(sentence)?.range()];
                let starts = |word| self.signs.start(word).has(Marks::NUTRIENT);
                hits.find_from(text, own, &self.ready.index, starts);
                for (nutrient, _) in self.ready.doses.nutrients_of(self.signs, hits.all()) {
                    match named.iter_mut().find(|(known, _)| *known == nutrient) {
                        Some((_, known)) => *known += 1,
                        None => named.push((nutrient, 1)),
                    }
                }
                Some(())
            });
        }
        named
    }

    /// The qualifiers that hold for a dose. What it is an amount of and where it comes from must stand near; for
    /// whom it is meant and what to heed may stand anywhere in the same list, table or part of a section.
    pub(super) fn qualifiers(&self, segment: usize, sentence: usize) -> Marks {
        self.near(segment, sentence, 2, Marks::ALL).or(self.around(segment, Marks::SHARED))
    }

    /// Which of these marks what stands around a segment under the same heading has.
    pub(super) fn around(&self, number: usize, of: Marks) -> Marks {
        let mut all = Marks::default();
        let Some(own) = self.segments.get(number) else { return all };
        let listed = |segment: &Segment<'_>| {
            matches!(segment.kind, SegmentKind::ListItem(_) | SegmentKind::TableCell { .. })
        };
        for forward in [false, true] {
            let mut loose = 0;
            for step in 1..=FARTHEST {
                let Some(at) = (if forward { number.checked_add(step) } else { number.checked_sub(step) })
                else {
                    break;
                };
                let Some(other) = self.segments.get(at) else { break };
                if other.heading != own.heading
                    || matches!(other.kind, SegmentKind::Heading(_) | SegmentKind::Title)
                {
                    break;
                }
                let same = listed(own) && listed(other) && other.lead == own.lead;
                if !same {
                    loose += 1;
                }
                if loose > NEAR {
                    break;
                }
                let count = self.sentences(at).len();
                let skip = if same || forward { 0 } else { count.saturating_sub(2) };
                let take = if same { count } else { 2 };
                for sentence in (0..count).skip(skip).take(take) {
                    all.add(self.marks(at, sentence, of));
                }
            }
        }
        all
    }

    /// The numbers of the headings a segment stands under, the nearest first, each of a higher level than the last.
    pub(super) fn headings(&self, number: usize) -> Vec<usize> {
        let mut out = Vec::new();
        let mut level = u8::MAX;
        let mut at = self.segments.get(number).and_then(|segment| segment.heading);
        // A heading knows the heading before it; only a few are worth the walk.
        for _ in 0..FARTHEST {
            let Some(heading) = at.map(|at| at as usize) else { break };
            let Some(segment) = self.segments.get(heading) else { break };
            if let SegmentKind::Heading(own) = segment.kind
                && own < level
            {
                level = own;
                out.push(heading);
            }
            at = segment.heading.filter(|next| (*next as usize) < heading);
        }
        out
    }
}
