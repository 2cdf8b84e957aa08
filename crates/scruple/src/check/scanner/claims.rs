//! What a match is in its sentence: its guards, and whose claim it puts forward.

use super::{Scanner, Work};
use crate::check::Claim;
use crate::context::{Cue, Subject, Surroundings, guard, subject};
use crate::scan::matcher::Match;
use crate::scan::{Flags, Hits};
use crate::source::Segment;

impl Scanner<'_> {
    pub(super) fn claim(
        &mut self,
        work: &Work<'_>,
        hits: &Hits,
        rule: u16,
        severity: Option<crate::finding::Severity>,
        found: &Match,
    ) -> Claim {
        let cues = &self.ready.cues;
        let own = work.own();
        let surroundings = Surroundings {
            cues,
            hits,
            tokens: own,
            sentence: work.sentence,
            reference: *self
                .reference
                .get_or_insert_with(|| guard::holds_reference(&work.segment.text, work.tokens)),
            attributed: false,
        };
        let guards = surroundings.guards(found);
        let mut subject = subject::of(found, own, hits, cues);
        if !subject.sold() && !subject.not_sold() {
            subject = self.inherit(subject, work);
        }
        let inside = |cue: Cue, slack: usize| {
            cues.of(hits, cue).iter().any(|hit| {
                (hit.start as usize) + slack >= found.span_start
                    && hit.end as usize <= found.span_end + slack.min(1)
            })
        };
        let (first, last) = (own[found.span_start], own[found.span_end - 1]);
        Claim {
            rule,
            pattern: 0,
            severity,
            segment: 0,
            sentence: work.number,
            range: first.start as usize..last.end as usize,
            guards,
            subject,
            serious: inside(Cue::Serious, 0),
            softened: self.softened(hits, found),
            consult: cues.has(hits, Cue::ConsultNotice) || cues.has(hits, Cue::DoseConsult),
            own_voice: cues.has(hits, Cue::ProductSubject)
                || own.iter().any(|token| token.flags.has(Flags::TRADEMARK)),
            note: None,
            message: None,
            authorised: None,
        }
    }

    /// Whether what the match acts on is a complaint kept to the normal: "occasional sleeplessness". A disease with
    /// "mild" before it stays a disease.
    fn softened(&self, hits: &Hits, found: &Match) -> bool {
        let cues = &self.ready.cues;
        cues.of(hits, Cue::Softener).iter().any(|soft| {
            let before = soft.end as usize;
            let object = |cue: Cue| {
                cues.of(hits, cue).iter().any(|hit| (before..=before + 1).contains(&(hit.start as usize)))
            };
            let inside = soft.start as usize + 2 >= found.span_start && before <= found.span_end;
            inside
                && (object(Cue::Symptom) || object(Cue::LayComplaint) || object(Cue::Marker))
                && !object(Cue::Serious)
        })
    }

    /// The subject of a sentence that names none: of the sentence before, the lead-in, the heading.
    fn inherit(&mut self, own: Subject, work: &Work<'_>) -> Subject {
        if matches!(own, Subject::Pronoun | Subject::Elided) && work.number > 0 {
            self.alone = false;
            let whole = self.subject_before(work);
            if whole.sold() || (own == Subject::Pronoun && whole.not_sold()) {
                return whole;
            }
        }
        if own == Subject::Unknown {
            return own;
        }
        self.leaning = true;
        self.inherited.filter(|subject| subject.sold() || own == Subject::Elided).unwrap_or(own)
    }

    /// The subject of the sentence before this one, as a whole. A sentence may hold several claims that ask.
    fn subject_before(&mut self, work: &Work<'_>) -> Subject {
        if let Some((_, known)) = self.before.filter(|(number, _)| *number == work.number) {
            return known;
        }
        let before = work.sentences[work.number as usize - 1];
        let part = &work.tokens[before.range()];
        self.other.find(&work.segment.text, part, &self.ready.index);
        let whole = subject::of_whole(part, &self.other, &self.ready.cues);
        self.before = Some((work.number, whole));
        whole
    }

    /// The subject of the lead-in or heading of a segment, where it has one that says.
    pub(super) fn inherited_by(&self, segment: &Segment<'_>) -> Option<Subject> {
        [segment.lead, segment.heading]
            .into_iter()
            .flatten()
            .filter_map(|number| self.subjects.get(number as usize))
            .copied()
            .find(|subject| subject.sold() || subject.not_sold())
    }
}
