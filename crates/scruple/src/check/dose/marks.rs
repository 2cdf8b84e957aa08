//! What sentences say that matters to doses, told by their terms.

use std::sync::OnceLock;

use crate::check::Ready;
use crate::context::Cue;
use crate::rule::compiled::LexiconId;
use crate::scan::index::Set;
use crate::scan::vocabulary::WordId;
use crate::scan::{Hit, Sentence, Token};

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
    /// A nutrient is named.
    pub(super) const NUTRIENT: Self = Self(1 << 20);

    /// All that is told of a sentence as a whole.
    pub(super) const ALL: Self = Self(Self::NUTRIENT.0 - 1);
    /// What holds for all doses of a list, a table or a part of a section.
    pub(super) const SHARED: Self =
        Self(Self::POPULATION.0 | Self::MAXIMUM.0 | Self::DURATION.0 | Self::CARE.0 | Self::LABEL.0);

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
}

/// What terms and words tell. Worked out when the first dose is weighed: most texts have none.
#[derive(Debug)]
pub(super) struct Signs {
    /// By lexicon: what its terms say.
    lexicons: Vec<Marks>,
    /// By word: what the terms that start with it say. Most words start none.
    starts: Vec<Marks>,
}

impl Signs {
    pub(super) fn new(ready: &Ready) -> Self {
        let cues = [
            (Cue::DosePopulation, Marks::POPULATION),
            (Cue::DoseMaximum, Marks::MAXIMUM),
            (Cue::DoseDuration, Marks::DURATION),
            (Cue::DoseConsult, Marks::CARE),
            (Cue::DoseContra, Marks::CARE),
            (Cue::DoseBasis, Marks::BASIS),
            (Cue::DoseSource, Marks::SOURCE),
            (Cue::DoseLabel, Marks::LABEL),
            (Cue::Child, Marks::CHILD),
            (Cue::Pregnancy, Marks::PREGNANCY),
            (Cue::OlderAdult, Marks::OLDER),
            (Cue::Student, Marks::STUDENT),
            (Cue::Drug, Marks::DRUG),
            (Cue::DrugGeneric, Marks::DRUG),
            (Cue::Recipe, Marks::RECIPE),
            (Cue::DoseReference, Marks::REFERENCE),
        ];
        let own = &ready.doses.lexicons;
        let others = [
            (own.trial, Marks::TRIAL),
            (own.prescriber, Marks::PRESCRIBER),
            (own.need, Marks::NEED),
            (own.element, Marks::ELEMENT),
            (own.food, Marks::FOOD),
            (own.limit, Marks::LIMIT),
        ];
        let nutrients = own.nutrients.iter().map(|&lexicon| (lexicon, Marks::NUTRIENT));
        let cues = cues.into_iter().map(|(cue, mark)| (ready.cues.id(cue), mark));
        let mut lexicons = vec![Marks::default(); ready.index.lexicons];
        for (lexicon, mark) in cues.chain(others).chain(nutrients) {
            if let Some(marks) = lexicons.get_mut(lexicon as usize) {
                marks.add(mark);
            }
        }
        let (index, terms) = (&ready.index, &ready.index.terms);
        // What takes away a term counts as what it takes away: it has to be found as well.
        let told_by = |set: &Set| {
            let members = &index.outputs[set.outputs.0 as usize..set.outputs.1 as usize];
            all(members.iter().map(|member| told(&lexicons, member.lexicon)))
        };
        let sets: Vec<Marks> = index.sets.iter().map(told_by).collect();
        let mut starts = vec![Marks::default(); index.specials.len()];
        for term in terms.iter() {
            let first = term.words.first().and_then(|&word| starts.get_mut(word as usize + 1));
            if let (Some(start), Some(&set)) = (first, sets.get(term.set as usize)) {
                start.add(set);
            }
        }
        Self { lexicons, starts }
    }

    /// What a term says.
    pub(super) fn of(&self, hit: Hit) -> Marks {
        told(&self.lexicons, hit.lexicon)
    }

    /// What all terms of a sentence say.
    pub(super) fn said(&self, hits: &[Hit]) -> Marks {
        all(hits.iter().map(|hit| self.of(*hit)))
    }

    /// What terms that start with the word say.
    pub(super) fn start(&self, word: WordId) -> Marks {
        self.starts.get(word as usize).copied().unwrap_or_default()
    }
}

fn told(lexicons: &[Marks], lexicon: LexiconId) -> Marks {
    lexicons.get(lexicon as usize).copied().unwrap_or_default()
}

/// All of some marks together.
pub(super) fn all(marks: impl Iterator<Item = Marks>) -> Marks {
    marks.fold(Marks::default(), Marks::or)
}

/// What a sentence says.
#[derive(Debug)]
pub(crate) struct Heard {
    /// What it may say by the words that it holds: few sentences need be searched for terms.
    pub(super) may: Marks,
    /// What it does say, once somebody asked.
    pub(super) marks: OnceLock<Marks>,
}

impl Heard {
    /// What the sentences of a segment say.
    pub(super) fn all(signs: &Signs, tokens: &[Token], sentences: &[Sentence]) -> Box<[Self]> {
        let may = |own: &[Token]| all(own.iter().map(|token| signs.start(token.word)));
        let own = sentences.iter().map(|sentence| &tokens[sentence.range()]);
        own.map(|own| Self { may: may(own), marks: OnceLock::new() }).collect()
    }
}
