//! Trying patterns on one sentence, and taking down what they find.

use super::{Scanner, Work};
use crate::check::facts::Told;
use crate::check::placed;
use crate::context::class::Seen;
use crate::context::{Cue, Guards, Subject};
use crate::rule::compiled::{LexiconId, Role};
use crate::scan::filter::Slot;
use crate::scan::index::Wait;
use crate::scan::matcher::{self, Joiners, Match};
use crate::scan::{Hits, Token};

impl Scanner<'_> {
    /// Takes down what patterns find in a sentence: those that were promised, or any of `all`.
    pub(super) fn sentence(&mut self, work: &Work<'_>, trademark: bool, all: bool) {
        self.signals(&work.segment.text, work.own(), trademark);
        self.sentence_stamp += 1;
        let answering = std::mem::take(&mut self.facts.asked);
        let mut matches = std::mem::take(&mut self.matches);
        let mut hits = std::mem::take(&mut self.hits);
        let index = &self.ready.index;
        if all {
            let mut waited = std::mem::take(&mut self.waited);
            hits.note(index);
            hits.waited(index, &mut waited);
            for &lexicon in &waited {
                let waiting = index.waiting[lexicon as usize].iter();
                self.attempt(work, lexicon, waiting, &answering, &mut hits, &mut matches);
            }
            self.waited = waited;
        } else {
            let promise = std::mem::take(&mut self.promise);
            let same = |one: &Slot, other: &Slot| one.lexicon == other.lexicon;
            for slots in promise.slots.chunk_by(same) {
                let lexicon = slots[0].lexicon;
                let waiting =
                    slots.iter().filter_map(|slot| index.waiting[lexicon as usize].get(slot.at as usize));
                self.attempt(work, lexicon, waiting, &answering, &mut hits, &mut matches);
            }
            self.promise = promise;
        }
        self.hits = hits;
        self.matches = matches;
    }

    /// Tries patterns that wait for a lexicon.
    fn attempt<'w>(
        &mut self,
        work: &Work<'_>,
        lexicon: LexiconId,
        waiting: impl Iterator<Item = &'w Wait>,
        answering: &[u16],
        hits: &mut Hits,
        matches: &mut Vec<Match>,
    ) {
        let index = &self.ready.index;
        let all = hits.is_noted();
        for wait in waiting {
            if all && !hits.may_go_on(wait) {
                continue;
            }
            let id = wait.pattern;
            if std::mem::replace(&mut self.tried[id as usize], self.sentence_stamp) == self.sentence_stamp {
                continue;
            }
            let pattern = &self.ready.packs.patterns[id as usize];
            match pattern.role {
                Role::Question(_) if work.sentence.mark != b'?' => continue,
                Role::Answer(group) if !answering.contains(&group) => continue,
                Role::Need(number) if self.facts.met.contains(&(pattern.rule, number)) => continue,
                _ => {}
            }
            if all && !hits.may_match(pattern) {
                continue;
            }
            if !hits.tell_apart(lexicon, index) {
                // Only words that are not meant.
                self.tried[id as usize] = 0;
                break;
            }
            if hits.prepare(pattern, index) {
                self.take(work, id, hits, matches);
            }
        }
    }

    /// Takes down what a pattern finds in a sentence.
    pub(super) fn take(&mut self, work: &Work<'_>, id: u32, hits: &mut Hits, matches: &mut Vec<Match>) {
        let pattern = &self.ready.packs.patterns[id as usize];
        let own = work.own();
        matches.clear();
        self.matcher.find(pattern, hits, own, matches);
        if matches.is_empty() {
            return;
        }
        self.matched = true;
        if let Role::Question(group) = pattern.role {
            self.facts.asked.push(group);
            return;
        }
        if let Role::Need(number) = pattern.role {
            self.facts.met.push((pattern.rule, number));
            return;
        }
        let rule = &self.ready.packs.rules[pattern.rule as usize];
        if !placed(rule.place, &work.segment.kind) {
            return;
        }
        hits.tell_rest(&self.ready.index);
        let last_element = pattern.elements.last().map_or(&[][..], |element| element);
        let joiners = Joiners { lexicon: Some(self.ready.cues.id(Cue::ListJoiner)), hits };
        for found in &mut *matches {
            matcher::extend_over_list(found, last_element, &joiners, own);
        }
        self.excuse(pattern.rule, hits, own, matches);
        for found in &*matches {
            let mut claim = self.claim(work, hits, pattern.rule, pattern.severity, found);
            claim.pattern = id;
            if matches!(pattern.role, Role::Answer(_)) {
                // The question said whose claim it is.
                claim.subject = Subject::Elided;
            }
            if rule.info.category == "structure-function"
                && !claim.subject.not_sold()
                && claim.guards == Guards::default()
            {
                let (start, end) = (claim.range.start as u32, claim.range.end as u32);
                // Told apart by place.
                let seen = Seen { mark: u64::from(start), segment: 0, start, end };
                self.facts.told.push((Told::Benefit, seen));
            }
            self.facts.claims.push(claim);
        }
    }

    /// Takes away matches that overlap an excuse of their rule.
    fn excuse(&mut self, rule: u16, hits: &mut Hits, own: &[Token], matches: &mut Vec<Match>) {
        if self.lenient {
            return;
        }
        self.excuses.clear();
        hits.note(&self.ready.index);
        for wait in self.ready.excuses.get(rule as usize).map_or(&[][..], Vec::as_slice) {
            if !hits.may_go_on(wait) {
                continue;
            }
            let pattern = &self.ready.packs.patterns[wait.pattern as usize];
            if hits.may_match(pattern) && hits.prepare(pattern, &self.ready.index) {
                self.matcher.find(pattern, hits, own, &mut self.excuses);
            }
        }
        if !self.excuses.is_empty() {
            let excuses = &self.excuses;
            matches.retain(|found| {
                !excuses.iter().any(|excuse| excuse.start < found.span_end && found.span_start < excuse.end)
            });
        }
    }
}
