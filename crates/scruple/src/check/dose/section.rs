//! What stands around a dose: in the sentences next to it, and in its list, table or section.

use std::sync::{Arc, OnceLock};

use super::Lexicons;
use crate::check::Ready;
use crate::check::lore::Lore;
use crate::context::Cue;
use crate::scan::{Hits, Tokens};
use crate::source::{Segment, SegmentKind};

/// What a sentence says that matters to doses. A plain set of bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Marks(u32);

impl Marks {
    pub(super) const POPULATION: Self = Self(1);
    pub(super) const MAXIMUM: Self = Self(1 << 1);
    pub(super) const DURATION: Self = Self(1 << 2);
    /// A contraindication, or advice to ask somebody who knows.
    pub(super) const CARE: Self = Self(1 << 3);
    /// What the amount is an amount of: "elemental".
    pub(super) const BASIS: Self = Self(1 << 4);
    pub(super) const SOURCE: Self = Self(1 << 5);
    /// A pointer to the label or the prescriber.
    pub(super) const LABEL: Self = Self(1 << 6);
    pub(super) const CHILD: Self = Self(1 << 7);
    pub(super) const PREGNANCY: Self = Self(1 << 8);
    pub(super) const OLDER: Self = Self(1 << 9);
    pub(super) const STUDENT: Self = Self(1 << 10);
    pub(super) const DRUG: Self = Self(1 << 11);
    pub(super) const TRIAL: Self = Self(1 << 12);
    pub(super) const RECIPE: Self = Self(1 << 13);
    pub(super) const PRESCRIBER: Self = Self(1 << 14);
    pub(super) const NEED: Self = Self(1 << 15);
    pub(super) const REFERENCE: Self = Self(1 << 16);
    pub(super) const ELEMENT: Self = Self(1 << 17);
    pub(super) const FOOD: Self = Self(1 << 18);
    /// An upper limit is spoken of.
    pub(super) const LIMIT: Self = Self(1 << 19);

    /// The groups that need supervision.
    pub(super) const VULNERABLE: Self =
        Self(Self::CHILD.0 | Self::PREGNANCY.0 | Self::OLDER.0 | Self::STUDENT.0);

    pub(super) fn has(self, any: Self) -> bool {
        self.0 & any.0 != 0
    }

    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }

    pub(super) fn only(self, of: Self) -> Self {
        Self(self.0 & of.0)
    }

    /// How many kinds of qualifiers of a label there are.
    pub(super) fn qualifiers(self) -> u32 {
        (self.0 & (Self::LABEL.0 - 1)).count_ones()
    }

    /// The marks of a sentence whose terms are known.
    pub(super) fn of(hits: &Hits, ready: &Ready, lexicons: &Lexicons) -> Self {
        let cues = [
            (Cue::DosePopulation, Self::POPULATION),
            (Cue::DoseMaximum, Self::MAXIMUM),
            (Cue::DoseDuration, Self::DURATION),
            (Cue::DoseConsult, Self::CARE),
            (Cue::DoseContra, Self::CARE),
            (Cue::DoseBasis, Self::BASIS),
            (Cue::DoseSource, Self::SOURCE),
            (Cue::DoseLabel, Self::LABEL),
            (Cue::Child, Self::CHILD),
            (Cue::Pregnancy, Self::PREGNANCY),
            (Cue::OlderAdult, Self::OLDER),
            (Cue::Student, Self::STUDENT),
            (Cue::Drug, Self::DRUG),
            (Cue::DrugGeneric, Self::DRUG),
            (Cue::Recipe, Self::RECIPE),
            (Cue::DoseReference, Self::REFERENCE),
        ];
        let mut marks = Self::default();
        for (cue, mark) in cues {
            if ready.cues.has(hits, cue) {
                marks.add(mark);
            }
        }
        let own = [
            (lexicons.trial, Self::TRIAL),
            (lexicons.prescriber, Self::PRESCRIBER),
            (lexicons.need, Self::NEED),
            (lexicons.element, Self::ELEMENT),
            (lexicons.food, Self::FOOD),
            (lexicons.limit, Self::LIMIT),
        ];
        for (lexicon, mark) in own {
            if hits.has(lexicon) {
                marks.add(mark);
            }
        }
        marks
    }
}

/// A table or list goes on for at most this many segments to either side.
const FARTHEST: usize = 40;
/// So many paragraphs to either side belong to what a dose stands in.
const NEAR: usize = 2;

/// The marks of all sentences that somebody asked for.
pub(super) struct Sections<'a> {
    ready: &'a Ready,
    segments: &'a [Segment<'a>],
    lore: &'a [Arc<Lore>],
    /// By segment: its marks, where nothing is kept of segments.
    known: Vec<OnceLock<Box<[Marks]>>>,
    tokens: Tokens,
    hits: Hits,
}

impl<'a> Sections<'a> {
    pub(super) fn new(ready: &'a Ready, segments: &'a [Segment<'a>], lore: &'a [Arc<Lore>]) -> Self {
        let known = segments.iter().skip(lore.len()).map(|_| OnceLock::new()).collect();
        Self { ready, segments, lore, known, tokens: Tokens::default(), hits: Hits::default() }
    }

    /// The marks of every sentence of a segment. Every segment is read once at most.
    pub(super) fn sentences(&mut self, number: usize) -> &[Marks] {
        let Some(segment) = self.segments.get(number) else { return &[] };
        let cell = match self.lore.get(number) {
            Some(lore) => &lore.marks,
            None => match self.known.get(number - self.lore.len()) {
                Some(cell) => cell,
                None => return &[],
            },
        };
        cell.get_or_init(|| {
            let index = &self.ready.index;
            self.tokens.cut(&segment.text, &index.vocabulary, |_| false);
            let mut marks = Vec::with_capacity(self.tokens.sentences.len());
            for sentence in &self.tokens.sentences {
                self.hits.find(&segment.text, &self.tokens.tokens[sentence.range()], index);
                marks.push(Marks::of(&self.hits, self.ready, &self.ready.doses.lexicons));
            }
            marks.into_boxed_slice()
        })
    }

    /// The marks of a whole segment.
    pub(super) fn whole(&mut self, number: usize) -> Marks {
        self.sentences(number).iter().fold(Marks::default(), |mut all, marks| {
            all.add(*marks);
            all
        })
    }

    /// The marks of the sentence and of two to either side, in its own segment.
    pub(super) fn near(&mut self, segment: usize, sentence: usize, reach: usize) -> Marks {
        let from = sentence.saturating_sub(reach);
        self.sentences(segment).iter().skip(from).take(sentence + reach + 1 - from).fold(
            Marks::default(),
            |mut all, marks| {
                all.add(*marks);
                all
            },
        )
    }

    /// The qualifiers that hold for a dose. What it is an amount of and where it comes from must stand near; for
    /// whom it is meant and what to heed may stand anywhere in the same list, table or part of a section.
    pub(super) fn qualifiers(&mut self, segment: usize, sentence: usize) -> Marks {
        let mut all = self.near(segment, sentence, 2);
        let section = self.around(segment);
        all.add(section.only(Marks(
            Marks::POPULATION.0 | Marks::MAXIMUM.0 | Marks::DURATION.0 | Marks::CARE.0 | Marks::LABEL.0,
        )));
        all
    }

    /// The marks of what stands around a segment under the same heading.
    pub(super) fn around(&mut self, number: usize) -> Marks {
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
                for marks in self.sentences(at).iter().skip(skip).take(take) {
                    all.add(*marks);
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
