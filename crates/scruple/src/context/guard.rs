//! Guards: context inside the sentence that excuses a match or softens it.

use super::cue::{Cue, Cues};
use crate::rule::compiled::Guard;
use crate::scan::matcher::Match;
use crate::scan::{Flags, Hits, Sentence, Token};

/// A set of guards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Guards(u16);

impl Guards {
    pub(crate) fn insert(&mut self, guard: Guard) {
        self.0 |= 1 << guard as u16;
    }

    pub(crate) fn has(self, guard: Guard) -> bool {
        self.0 & (1 << guard as u16) != 0
    }
}

/// A sentence as the guards see it.
pub(crate) struct Surroundings<'a> {
    pub cues: &'a Cues,
    pub hits: &'a Hits,
    /// The tokens of the sentence.
    pub tokens: &'a [Token],
    pub sentence: Sentence,
    /// Whether the whole segment is an entry of a bibliography.
    pub reference: bool,
    /// Whether the segment quotes, or the sentence before named a regulator or critic.
    pub attributed: bool,
}

/// A negation further away than this many words belongs to something else.
const NEGATION_REACH: usize = 9;

impl Surroundings<'_> {
    /// The guards that hold for a match.
    pub(crate) fn guards(&self, found: &Match) -> Guards {
        let mut guards = Guards::default();
        // "Whether it helps has not been shown" leaves open what it names, on either side.
        if self.negated(found) || self.cues.has(self.hits, Cue::Uncertainty) {
            guards.insert(Guard::Negated);
        }
        if self.sentence.mark == b'?' {
            guards.insert(Guard::Question);
        }
        if self.hedged(found) {
            guards.insert(Guard::Hedged);
        }
        if self.attributed || self.cues.has(self.hits, Cue::Attribution) {
            guards.insert(Guard::Attributed);
        }
        // A disclaimer speaks of what follows it; a claim that comes first in the same breath is made.
        if self
            .cues
            .of(self.hits, Cue::DisclaimerWords)
            .iter()
            .any(|hit| (hit.start as usize) < found.span_start)
        {
            guards.insert(Guard::Disclaimer);
        }
        // "Do not use if you have diabetes": the caution stands around or before what it is about. A claim that
        // comes first is made, whatever follows.
        if self.cues.of(self.hits, Cue::CautionWords).iter().any(|hit| (hit.start as usize) < found.span_end)
        {
            guards.insert(Guard::Caution);
        }
        // "– Shows that it cures ...": what a seller notes under an entry is not the entry.
        let noted = self.tokens.first().is_some_and(|token| token.flags.has(Flags::DASH.or(Flags::TIMES)));
        if self.reference && !noted {
            guards.insert(Guard::ReferenceEntry);
        }
        guards
    }

    /// Whether a negation governs the match: it stands before or inside it in the same clause.
    fn negated(&self, found: &Match) -> bool {
        self.cues.of(self.hits, Cue::Negation).iter().any(|hit| {
            let (start, end) = (hit.start as usize, hit.end as usize);
            // "No, it helps": an answer, which denies the question and not what follows.
            if start == 0 && end == 1 && self.tokens.get(1).is_some_and(|next| next.flags.has(Flags::COMMA)) {
                return false;
            }
            if start >= found.span_start && end <= found.span_end {
                // Inside the match it governs only where the pattern did not ask for it as its first word.
                return start > found.span_start;
            }
            end <= found.span_start
                && found.span_start - end <= NEGATION_REACH
                && !self.clause_between(end, found.span_start)
        })
    }

    fn hedged(&self, found: &Match) -> bool {
        self.cues.of(self.hits, Cue::Hedge).iter().any(|hit| {
            let end = hit.end as usize;
            end <= found.span_end
                && (end > found.span_start || !self.sentence_part_between(end, found.span_start))
        })
    }

    /// Whether a clause ends between two tokens.
    pub(crate) fn clause_between(&self, from: usize, to: usize) -> bool {
        let marks = Flags::SEMICOLON.or(Flags::COLON).or(Flags::DASH).or(Flags::STOP);
        let parted = self
            .tokens
            .get(from..=to.min(self.tokens.len().saturating_sub(1)))
            .is_some_and(|between| between.iter().any(|token| token.flags.has(marks)));
        parted
            || self
                .cues
                .of(self.hits, Cue::ClauseBreak)
                .iter()
                .any(|hit| hit.start as usize >= from && (hit.end as usize) <= to)
    }

    fn sentence_part_between(&self, from: usize, to: usize) -> bool {
        let marks = Flags::SEMICOLON.or(Flags::STOP).or(Flags::ELLIPSIS).or(Flags::COLON);
        self.tokens
            .get(from..=to.min(self.tokens.len().saturating_sub(1)))
            .is_some_and(|between| between.iter().any(|token| token.flags.has(marks)))
    }
}

/// Whether the words of a whole text are an entry of a bibliography: without a semicolon, ASCII or wide, they are not.
pub(crate) fn holds_reference(text: &str, tokens: &[Token]) -> bool {
    memchr::memchr2(b';', b'\xef', text.as_bytes()).is_some() && is_reference(tokens)
}

/// Whether these tokens are an entry of a bibliography: a year, then a volume (`2013;65(3):547`).
pub(crate) fn is_reference(tokens: &[Token]) -> bool {
    tokens.iter().enumerate().any(|(at, volume)| {
        // What fewest words have is asked first.
        volume.flags.has(Flags::SEMICOLON)
            && volume.flags.has(Flags::NUMBER)
            && at
                .checked_sub(1)
                .and_then(|before| tokens.get(before))
                .is_some_and(|year| year.flags.has(Flags::NUMBER) && year.end - year.start == 4)
    })
}
