//! The second pass: bare mentions of illness in a text that promotes something.

use super::{Scanner, Work, is_heading};
use crate::check::Claim;
use crate::context::{Subject, subject};
use crate::scan::Token;
use crate::scan::filter::Noted;
use crate::source::Segment;

impl Scanner<'_> {
    /// What the late patterns find: bare mentions, which count only once the document as a whole is known to promote
    /// something. To look for them in the first pass would mean to read nearly every sentence of every text.
    /// `late` are the segments that hold a word of these patterns.
    pub(crate) fn mentions(mut self, segments: &[Segment<'_>], late: &[bool]) -> Vec<Claim> {
        for ((number, segment), late) in (0u32..).zip(segments).zip(late) {
            // What others inherit from must be known in any case.
            if !late && !is_heading(segment) {
                self.subjects.push(Subject::Elided);
                continue;
            }
            self.look_up(number, segment, Vec::new(), |repeats| &mut repeats.bare, Self::bare);
        }
        self.finish().claims
    }

    /// Takes down what the late patterns find in a segment; it depends on as little as [`Scanner::read`].
    fn bare(&mut self, segment: &Segment<'_>) {
        let ready = self.ready;
        let mut tokens = std::mem::take(&mut self.tokens);
        let mut hits = std::mem::take(&mut self.hits);
        let mut matches = std::mem::take(&mut self.matches);
        let noted = |words: &[Token]| {
            let mut noted = Noted::default();
            words.iter().for_each(|token| noted.add(ready.index.filter.noted(token.word)));
            noted
        };
        tokens.cut(&segment.text, &ready.index.vocabulary, |_| true);
        self.reference = None;
        let heading = is_heading(segment);
        for (number, &sentence) in (0u32..).zip(&tokens.sentences) {
            let own = &tokens.tokens[sentence.range()];
            // Most sentences hold nothing that these patterns look for.
            if !heading && !ready.index.filter.may_be_late(noted(own)) {
                continue;
            }
            hits.look(&segment.text, own, &ready.index);
            if heading {
                hits.tell_rest(&ready.index);
                let whole = subject::of_whole(own, &hits, &ready.cues);
                self.facts.subject = if whole.sold() { whole } else { self.facts.subject };
            }
            let work = Work { number, segment, sentence };
            for &id in ready.late.iter() {
                let pattern = &ready.packs.patterns[id as usize];
                if hits.may_match(pattern) && hits.prepare(pattern, &ready.index) {
                    self.take(&work, &tokens, id, &mut hits, &mut matches);
                }
            }
        }
        (self.tokens, self.hits, self.matches) = (tokens, hits, matches);
    }
}
