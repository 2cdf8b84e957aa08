//! What one segment holds, and what a whole document holds: the first is told without the number of the segment, so
//! that it can be remembered while the segment moves.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Claim;
use super::authorised::Recognised;
use super::lore::Lore;
use super::requirement::Telling;
use crate::context::class::{Evidence, Seen};
use crate::context::{Cue, Subject};

/// What the pass over a document leaves behind.
#[derive(Debug, Default)]
pub(crate) struct Document {
    pub claims: Vec<Claim>,
    pub signals: Vec<Signal>,
    /// Needs of rules that the text meets: the rule, the number of the need.
    pub met: BTreeSet<(u16, u16)>,
    pub evidence: Evidence,
    pub words: usize,
    /// By segment: whether it holds a word of a pattern that is tried late.
    pub late: Vec<bool>,
    /// By segment: whether it may name a nutrient.
    pub names: Vec<bool>,
    /// By segment: what its words tell the rules of the document.
    pub telling: Vec<Telling>,
    /// Per segment, its first word's number in the document.
    pub word_offsets: Vec<usize>,
    /// By segment: what was worked out of its words.
    pub lore: Vec<Arc<Lore>>,
    /// Names of diseases in the sentences that were looked at.
    pub diseases: usize,
    /// Names of ingredients in the sentences that were looked at.
    pub ingredients: usize,
    /// Authorised claims that the text makes and whose conditions it does not contradict, in the order of the text.
    pub authorised: Vec<Recognised>,
}

/// A cue that matters for the whole document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Signal {
    pub cue: Cue,
    pub segment: u32,
    /// Bytes of the segment's text.
    pub start: u32,
    pub end: u32,
    /// The sentence warns or sends the reader to somebody who knows.
    pub cautious: bool,
}

/// What words tell of the kind of document they stand in.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Told {
    /// A cue of a class.
    Cue(Cue),
    /// The voice of a seller.
    OwnVoice,
    /// A benefit that is claimed; its mark is its place.
    Benefit,
}

/// What one segment holds. Segments are numbered 0 in it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Facts {
    pub claims: Vec<Claim>,
    pub signals: Vec<Signal>,
    pub met: Vec<(u16, u16)>,
    pub told: Vec<(Told, Seen)>,
    /// Words of health in the sentences that were looked at.
    pub health: u32,
    pub words: usize,
    pub diseases: usize,
    pub ingredients: usize,
    /// Whose claim it puts forward, for those that inherit from it.
    pub subject: Subject,
    /// Holds a word of a pattern that is tried late.
    pub late: bool,
    /// May name a nutrient.
    pub names: bool,
    /// What its words tell the rules of the document.
    pub telling: Telling,
    /// Groups of questions its last sentence belongs to; while it is read, those of the sentence before.
    pub asked: Vec<u16>,
}

impl Facts {
    /// Makes room for the next segment, before which these groups of questions were asked.
    pub(crate) fn clear(&mut self, asked: Vec<u16>) {
        self.claims.clear();
        self.signals.clear();
        self.met.clear();
        self.told.clear();
        (self.health, self.words, self.diseases, self.ingredients) = (0, 0, 0, 0);
        self.subject = Subject::Elided;
        (self.late, self.names, self.telling) = (false, false, Telling::default());
        self.asked = asked;
    }
}

impl Document {
    /// Makes room for so many segments.
    pub(crate) fn reserve(&mut self, segments: usize) {
        self.lore.reserve(segments);
        self.late.reserve(segments);
        self.names.reserve(segments);
        self.telling.reserve(segments);
        self.word_offsets.reserve(segments);
    }

    /// Adds what the segment of that number holds.
    pub(crate) fn absorb(&mut self, number: u32, facts: &Facts, lore: &Arc<Lore>) {
        self.copy_claims(number, facts);
        self.count(number, facts, Arc::clone(lore));
    }

    /// Adds only the claims of the segment.
    pub(crate) fn copy_claims(&mut self, number: u32, facts: &Facts) {
        self.claims.extend(facts.claims.iter().map(|claim| Claim { segment: number, ..claim.clone() }));
    }

    /// The same for facts that are not needed any more.
    pub(crate) fn take(&mut self, number: u32, facts: &mut Facts, lore: Arc<Lore>) {
        self.take_claims(number, facts);
        self.count(number, facts, lore);
    }

    /// Adds only the claims, which are not needed any more.
    pub(crate) fn take_claims(&mut self, number: u32, facts: &mut Facts) {
        self.claims.extend(facts.claims.drain(..).map(|claim| Claim { segment: number, ..claim }));
    }

    fn count(&mut self, number: u32, facts: &Facts, lore: Arc<Lore>) {
        self.lore.push(lore);
        self.late.push(facts.late);
        self.names.push(facts.names);
        self.telling.push(facts.telling);
        self.word_offsets.push(self.words);
        self.words += facts.words;
        self.diseases += facts.diseases;
        self.ingredients += facts.ingredients;
        self.met.extend(&facts.met);
        self.signals.extend(facts.signals.iter().map(|signal| Signal { segment: number, ..*signal }));
        self.evidence.health += facts.health;
        for &(told, seen) in &facts.told {
            let seen = Seen { segment: number, ..seen };
            match told {
                Told::Cue(cue) => self.evidence.add(cue, seen),
                Told::OwnVoice => self.evidence.add_own_voice(seen),
                Told::Benefit => {
                    let mark = seen.mark ^ (u64::from(number) << 32);
                    self.evidence.add_benefit(Seen { mark, ..seen });
                }
            }
        }
    }
}
