//! Sentences with a dosing claim: what the pass over the document knows of them is kept, so that nobody has to cut them
//! and look for their terms again.

use std::sync::{Arc, OnceLock};

use super::amount::{self, Amount};
use super::marks::Heard;
use super::words::Words;
use crate::check::lore::Lore;
use crate::check::{Claim, Ready};
use crate::rule::compiled::LexiconId;
use crate::scan::{Hit, Hits, Sentence, Token};

/// The terms and amounts of a sentence.
#[derive(Debug, Default)]
pub(crate) struct Spoken {
    /// Those of the code's lexicons, by lexicon.
    hits: Box<[Hit]>,
    amounts: OnceLock<Vec<Amount>>,
}

impl Spoken {
    pub(super) fn new(hits: &Hits) -> Self {
        Self { hits: hits.keep(), amounts: OnceLock::new() }
    }

    /// The hits of a lexicon, by start.
    pub(super) fn of(&self, lexicon: LexiconId) -> &[Hit] {
        let start = self.hits.partition_point(|hit| hit.lexicon < lexicon);
        let count = self.hits[start..].iter().take_while(|hit| hit.lexicon == lexicon).count();
        &self.hits[start..start + count]
    }

    /// All hits of the code's lexicons.
    pub(super) fn hits(&self) -> &[Hit] {
        &self.hits
    }

    /// The amounts; `tokens` are the words of the sentence, `text` is that of the segment.
    pub(super) fn amounts(&self, text: &str, tokens: &[Token]) -> &[Amount] {
        self.amounts.get_or_init(|| amount::parse(&Words::new(text, tokens)))
    }
}

/// Takes down what the claims of a sentence will be weighed by, if one of them is about a dose. `hits` are those of the
/// sentence, `tokens` and `sentences` those of its segment, of which `lore` is kept.
pub(crate) fn hear(
    ready: &Ready,
    claims: &[Claim],
    (tokens, sentences): (&[Token], &[Sentence]),
    hits: impl FnOnce() -> Box<[Hit]>,
    lore: &Lore,
) {
    let Some(claim) = claims.iter().find(|claim| ready.doses.knows(claim.rule)) else { return };
    let hits = hits();
    let signs = ready.doses.signs(ready);
    let heard = lore.heard.get_or_init(|| Heard::all(signs, tokens, sentences));
    if let Some(said) = heard.get(claim.sentence as usize) {
        said.marks.get_or_init(|| signs.said(&hits));
    }
    lore.spoken(claim.sentence, || Arc::new(Spoken { hits, amounts: OnceLock::new() }));
}
