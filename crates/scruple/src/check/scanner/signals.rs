//! What a sentence tells of the document as a whole.

use super::Scanner;
use crate::check::facts::{Signal, Told};
use crate::context::class::{self, Seen};
use crate::context::{Cue, guard};
use crate::scan::{Flags, Token};

impl Scanner<'_> {
    /// Counts what speaks of the document as a whole. `trademark` says whether the segment holds one anywhere.
    pub(super) fn signals(&mut self, text: &str, own: &[Token], trademark: bool) {
        // Most sentences hold nothing that is counted.
        let spoken = if self.hits.all().is_empty() { None } else { self.cues(text, own) };
        let marked = || trademark.then(|| own.iter().position(|token| token.flags.has(Flags::TRADEMARK)))?;
        let spoken = spoken.or_else(|| marked().and_then(|marked| own.get(marked..=marked)));
        if let Some(words) = spoken {
            self.facts.told.push((Told::OwnVoice, seen(text, words)));
        }
    }

    /// Counts the cues of a sentence; the words in it that name a product, if any do.
    fn cues<'t>(&mut self, text: &str, own: &'t [Token]) -> Option<&'t [Token]> {
        let cues = &self.ready.cues;
        let cautious = cues.has(&self.hits, Cue::CautionWords) || cues.has(&self.hits, Cue::ConsultNotice);
        self.facts.diseases += cues.of(&self.hits, Cue::Disease).len();
        self.facts.ingredients += cues.of(&self.hits, Cue::Ingredient).len();
        // The titles of studies speak of research; that does not make a text research.
        let mut reference = None;
        for hit in self.hits.all() {
            let Some(cue) = self.ready.cues.signal(hit.lexicon) else { continue };
            let (first, last) = (own[hit.start as usize], own[hit.end as usize - 1]);
            // Nor do the regulator's words in a disclaimer make a text official: it never silences a claim.
            let disclaimer = cue.is_sober() && cues.has(&self.hits, Cue::DisclaimerWords);
            if !disclaimer && !*reference.get_or_insert_with(|| guard::is_reference(own)) {
                let words = seen(text, &own[hit.start as usize..hit.end as usize]);
                self.facts.told.push((Told::Cue(cue), words));
            }
            self.facts.signals.push(Signal { cue, segment: 0, start: first.start, end: last.end, cautious });
        }
        self.facts.health += self.ready.cues.of(&self.hits, Cue::HealthTopic).len() as u32;
        let spoken = self.ready.cues.of(&self.hits, Cue::ProductSubject).first();
        spoken.and_then(|hit| own.get(hit.start as usize..hit.end as usize))
    }
}

/// Where words stand, and a mark that tells them from others.
fn seen(text: &str, words: &[Token]) -> Seen {
    let (start, end) = (words.first().map_or(0, |t| t.start), words.last().map_or(0, |t| t.end));
    let words = text.get(start as usize..end as usize).unwrap_or("");
    Seen { mark: class::mark(words), segment: 0, start, end }
}
