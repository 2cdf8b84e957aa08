//! The second pass: bare mentions of illness in a text that promotes something.

use super::again::Pass;
use super::{Scanner, Work, is_heading};
use crate::check::lore::{Cut, Lore};
use crate::check::{Claim, Document};
use crate::context::{Subject, subject};
use crate::source::Segment;

impl Scanner<'_> {
    /// What the late patterns find: bare mentions, which count only once the document as a whole is known to promote
    /// something. To look for them in the first pass would mean to read nearly every sentence of every text.
    /// `first` is what the first pass knows of the segments.
    pub(crate) fn mentions(mut self, segments: &[Segment<'_>], first: &Document) -> Vec<Claim> {
        for ((number, segment), late) in (0u32..).zip(segments).zip(&first.late) {
            let Some(lore) = first.lore.get(number as usize) else { break };
            // What others inherit from must be known in any case.
            if !late && !is_heading(segment) {
                self.subjects.push(Subject::Elided);
                continue;
            }
            self.look_up(
                number,
                segment,
                Vec::new(),
                |repeats| &mut repeats.bare,
                |pass, segment| {
                    pass.bare(segment, lore);
                },
            );
        }
        self.finish().claims
    }

    /// Takes down what the late patterns find in a segment; it depends on as little as [`Scanner::read`].
    fn bare(&mut self, segment: &Segment<'_>, lore: &Lore) {
        let ready = self.ready;
        let mut hits = std::mem::take(&mut self.hits);
        let mut matches = std::mem::take(&mut self.matches);
        let Cut { tokens, sentences } = lore.cut(&segment.text, &ready.index.vocabulary);
        self.reference = None;
        let heading = is_heading(segment);
        for (number, &sentence) in (0u32..).zip(sentences.iter()) {
            let own = &tokens[sentence.range()];
            // Most sentences hold nothing that these patterns look for.
            let noted = ready.index.filter.noted(own);
            if !heading && !ready.index.filter.may_be_late(noted) {
                continue;
            }
            let work = Work { number, segment, sentence, tokens, sentences };
            let known = if heading { None } else { self.remembered_as(&work) };
            if let Some(known) = &known
                && self.recall(Pass::Late, known, &work).is_some()
            {
                continue;
            }
            let before = self.so_far(noted);
            hits.look(&segment.text, own, &ready.index);
            if heading {
                hits.tell_rest(&ready.index);
                let whole = subject::of_whole(own, &hits, &ready.cues);
                self.facts.subject = if whole.sold() { whole } else { self.facts.subject };
            }
            for &id in ready.index.filter.late(noted).filter_map(|at| ready.late.get(at)) {
                let pattern = &ready.packs.patterns[id as usize];
                if hits.prepare(pattern, &ready.index) {
                    self.take(&work, id, &mut hits, &mut matches);
                }
            }
            if let Some(known) = &known {
                self.remember(Pass::Late, known, before, &work);
            }
        }
        (self.hits, self.matches) = (hits, matches);
    }
}
