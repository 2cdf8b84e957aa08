//! Whose claim a sentence is: what stands where its subject is expected.
//!
//! There is no parser here. English puts the subject before the verb, so the words between the start of the
//! sentence and the match are searched for what can be a subject; where there are none, a list item or heading
//! inherits from what introduces it.

use super::cue::{Cue, Cues};
use crate::scan::matcher::Match;
use crate::scan::{Flags, Hits, Token};

/// What a sentence is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) enum Subject {
    /// Nothing stands there: an imperative, a bullet, a noun phrase.
    #[default]
    Elided,
    /// A pronoun: whatever was spoken of before.
    Pronoun,
    /// Words that say nothing about it; a brand may be among them.
    Unknown,
    /// A product or the seller.
    Product,
    /// A substance that is sold as or in a product.
    Ingredient,
    /// A prescription drug, medicine or established therapy.
    Medicine,
    /// A person, such as a doctor or patient.
    Person,
    /// A disease, symptom, organ or cause.
    Condition,
    /// Diet, exercise and other ways of life.
    Lifestyle,
    /// Research and researchers.
    Research,
}

impl Subject {
    /// Whether the sentence speaks for something that is sold.
    pub(crate) fn sold(self) -> bool {
        matches!(self, Self::Product | Self::Ingredient)
    }

    /// Whether the sentence is plainly about something that is not sold.
    pub(crate) fn not_sold(self) -> bool {
        matches!(self, Self::Medicine | Self::Person | Self::Condition | Self::Lifestyle | Self::Research)
    }
}

/// The subject of a match in its sentence.
pub(crate) fn of(found: &Match, tokens: &[Token], hits: &Hits, cues: &Cues) -> Subject {
    let before = found.start;
    // "Findings of the study: our drops lowered ...": what stands before a colon or dash is another part.
    let part = (1..=before)
        .rev()
        .find(|&at| tokens.get(at).is_some_and(|token| token.flags.has(PARTS)))
        .unwrap_or(0);
    let own = within(hits, cues, tokens, part, before);
    if own != Subject::Elided {
        return own;
    }
    // Passive: "is relieved by our drops", "treated with insulin"; and what is sold right after: "for arthritis pills".
    let agent = within(hits, cues, tokens, found.span_start, (found.end + 6).min(tokens.len()));
    match agent {
        Subject::Product | Subject::Ingredient => agent,
        _ if before == 0 => Subject::Elided,
        _ => Subject::Unknown,
    }
}

/// The subject that a heading or a sentence as a whole puts forward: what is sold, if it is named at all.
pub(crate) fn of_whole(tokens: &[Token], hits: &Hits, cues: &Cues) -> Subject {
    within(hits, cues, tokens, 0, tokens.len())
}

/// What parts a sentence in two.
const PARTS: Flags = Flags::COLON.or(Flags::ELLIPSIS).or(Flags::SEMICOLON);

/// What stands between the members of a list.
const LISTED: Flags =
    Flags::COMMA.or(Flags::SLASH).or(Flags::COLON).or(Flags::DASH).or(Flags::ELLIPSIS).or(Flags::TIMES);

fn within(hits: &Hits, cues: &Cues, tokens: &[Token], start: usize, end: usize) -> Subject {
    const ORDER: [(Cue, Subject); 13] = [
        (Cue::ProductSubject, Subject::Product),
        (Cue::ProductNoun, Subject::Product),
        (Cue::ServiceNoun, Subject::Unknown),
        (Cue::Ingredient, Subject::Ingredient),
        (Cue::FoodRemedy, Subject::Ingredient),
        (Cue::Drug, Subject::Medicine),
        (Cue::DrugGeneric, Subject::Medicine),
        (Cue::Therapy, Subject::Medicine),
        (Cue::ResearchSubject, Subject::Research),
        (Cue::PersonSubject, Subject::Person),
        (Cue::LifestyleSubject, Subject::Lifestyle),
        (Cue::ConditionSubject, Subject::Condition),
        (Cue::Disease, Subject::Condition),
    ];
    if end <= start {
        return Subject::Elided;
    }
    let trademark =
        tokens.get(start..end).is_some_and(|part| part.iter().any(|token| token.flags.has(Flags::TRADEMARK)));
    if trademark {
        return Subject::Product;
    }
    // A product anywhere speaks, and so does a substance that is sold; of the rest the one nearest to the match is its
    // subject.
    let mut nearest: Option<(u16, usize)> = None;
    for (rank, (cue, subject)) in ORDER.iter().enumerate() {
        for hit in
            cues.of(hits, *cue).iter().filter(|hit| hit.start as usize >= start && hit.end as usize <= end)
        {
            if *subject == Subject::Product {
                return Subject::Product;
            }
            if *subject == Subject::Unknown {
                continue;
            }
            if *subject == Subject::Ingredient {
                return Subject::Ingredient;
            }
            // A disease or cause is the subject only where it opens the sentence: "Depression often involves ...".
            // Further on, and in lists, it is what the sentence is about.
            let after = hit.end as usize;
            let opens = hit.start as usize <= start + 2
                && after < end
                && !tokens.get(after).is_some_and(|next| next.flags.has(LISTED));
            if *subject == Subject::Condition && !opens {
                continue;
            }
            if nearest.is_none_or(|(at, _)| hit.start > at) {
                nearest = Some((hit.start, rank));
            }
        }
    }
    if let Some((_, rank)) = nearest {
        return ORDER[rank].1;
    }
    let pronoun = cues
        .of(hits, Cue::Pronoun)
        .iter()
        .any(|hit| hit.start as usize >= start && (hit.end as usize) <= end);
    if pronoun { Subject::Pronoun } else { Subject::Unknown }
}
