//! What stands around a dose: in the sentences next to it, and in its list, table or section.

use std::cell::RefCell;
use std::sync::Arc;

use super::heard::Spoken;
use super::marks::{self, Heard, Marks, Signs};
use crate::check::lore::{Cut, Lore};
use crate::check::{Ready, Spare};
use crate::scan::{Hit, Token};
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
    /// Buffers for whoever reads a sentence.
    spare: RefCell<Spare>,
}

impl Drop for Sections<'_> {
    /// Gives the buffers back.
    fn drop(&mut self) {
        std::mem::take(self.spare.get_mut()).put_back(self.ready);
    }
}

impl<'a> Sections<'a> {
    pub(super) fn new(
        ready: &'a Ready,
        segments: &'a [Segment<'a>],
        lore: &'a [Arc<Lore>],
        names: &'a [bool],
    ) -> Self {
        let spare = RefCell::new(Spare::take(ready));
        Self { ready, signs: ready.doses.signs(ready), segments, lore, names, spare }
    }

    /// The text of a segment and its words.
    pub(super) fn cut(&self, number: usize) -> Option<(&'a str, &'a Cut)> {
        let (lore, text) = (self.lore.get(number)?, &*self.segments.get(number)?.text);
        Some((text, lore.cut(text, &self.ready.index.vocabulary)))
    }

    /// The text of a segment and the words of one of its sentences; `None` where there is no such sentence.
    pub(super) fn own(&self, number: usize, sentence: usize) -> Option<(&'a str, &'a [Token])> {
        let (text, cut) = self.cut(number)?;
        Some((text, cut.tokens.get(cut.sentences.get(sentence)?.range())?))
    }

    /// A sentence of which somebody wants all terms.
    pub(super) fn spoken(&self, text: &str, own: &[Token]) -> Spoken {
        let hits = &mut self.spare.borrow_mut().hits;
        hits.find(text, own, &self.ready.index);
        Spoken::new(hits)
    }

    /// Finds the terms in a sentence that may have these marks.
    fn find<T>(
        &self,
        number: usize,
        sentence: usize,
        of: Marks,
        with: impl FnOnce(&[Hit]) -> T,
    ) -> Option<T> {
        let (text, own) = self.own(number, sentence)?;
        let hits = &mut self.spare.borrow_mut().hits;
        let starts = |word| self.signs.start(word).has(of);
        hits.find_from(text, own, &self.ready.index, starts);
        Some(with(hits.all()))
    }

    /// How many words a segment has.
    pub(super) fn words(&self, number: usize) -> usize {
        self.cut(number).map_or(0, |(_, cut)| cut.tokens.len())
    }

    /// What the sentences of a segment say.
    fn sentences(&self, number: usize) -> &'a [Heard] {
        let Some((lore, (_, cut))) = self.lore.get(number).zip(self.cut(number)) else { return &[] };
        lore.heard.get_or_init(|| Heard::all(self.signs, &cut.tokens, &cut.sentences))
    }

    /// Which of these marks a sentence has. Terms are only looked for where its words may say so, and only those that
    /// matter here.
    fn marks(&self, number: usize, sentence: usize, of: Marks) -> Marks {
        let Some(said) = self.sentences(number).get(sentence).filter(|said| said.may.has(of)) else {
            return Marks::default();
        };
        let read = || self.find(number, sentence, Marks::ALL, |hits| self.signs.said(hits));
        said.marks.get_or_init(|| read().unwrap_or_default()).only(of)
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
        if !self.sentences(number).iter().any(|said| said.may.has(Marks::NUTRIENT)) {
            return &[];
        }
        lore.more().nutrients.get_or_init(|| self.read_nutrients(number))
    }

    fn read_nutrients(&self, number: usize) -> Vec<(u16, u32)> {
        let mut named: Vec<(u16, u32)> = Vec::new();
        for (sentence, said) in self.sentences(number).iter().enumerate() {
            if !said.may.has(Marks::NUTRIENT) {
                continue;
            }
            self.find(number, sentence, Marks::NUTRIENT, |hits| {
                for (nutrient, _) in self.ready.doses.nutrients_of(self.signs, hits) {
                    match named.iter_mut().find(|(known, _)| *known == nutrient) {
                        Some((_, known)) => *known += 1,
                        None => named.push((nutrient, 1)),
                    }
                }
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
