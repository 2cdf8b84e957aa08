//! Rules that take up the findings of others: the law of a market or the policy of a channel sees more in the same
//! words. And what becomes of several rules that see a red flag in one place.

use std::cmp::Reverse;
use std::fmt::Display;
use std::ops::Range;

use super::requirement::Facts;
use super::verdict::{Kept, judge};
use super::{Ready, ease, placed};
use crate::context::Judgement;
use crate::rule::compiled::Role;
use crate::rule::{Packs, fits};
use crate::scan::matcher::{Match, Matcher};
use crate::scan::{Hits, Tokens};
use crate::source::Segment;

/// Who follows whom.
#[derive(Debug, Default)]
pub(crate) struct Following {
    /// By rule: whether its pack has a name.
    named: Vec<bool>,
    /// By rule: those that take up its findings and were asked for.
    followers: Vec<Vec<u16>>,
    /// By rule: those whose findings it takes up.
    leaders: Vec<Vec<u16>>,
    /// By rule: patterns of what a finding that is taken up must speak of.
    about: Vec<Vec<u32>>,
}

impl Following {
    pub(crate) fn new(packs: &Packs, selected: &[bool]) -> Self {
        let rules = &packs.rules;
        let mut following = Self {
            named: rules.iter().map(|rule| packs.named().any(|pack| pack.name == rule.info.pack)).collect(),
            followers: vec![Vec::new(); rules.len()],
            leaders: vec![Vec::new(); rules.len()],
            about: vec![Vec::new(); rules.len()],
        };
        for (number, rule) in (0u16..).zip(rules).filter(|(number, _)| selected[*number as usize]) {
            // What a text lacks is asked for by the findings as a whole; see `requirement::needs`.
            let of_spans = rule.needs.is_empty() || rule.own_match;
            for (leader, other) in (0u16..).zip(rules) {
                // Packs follow the rules that are always there, not each other.
                let followed = !following.named[leader as usize] && leader != number;
                if followed && rule.follows.iter().any(|given| fits(&other.info, given)) {
                    following.leaders[number as usize].push(leader);
                    if of_spans {
                        following.followers[leader as usize].push(number);
                    }
                }
            }
        }
        for (id, pattern) in (0u32..).zip(&packs.patterns).filter(|(_, pattern)| pattern.role == Role::About)
        {
            following.about[pattern.rule as usize].push(id);
        }
        following
    }

    /// Whether the rule belongs to a pack that has to be asked for.
    pub(super) fn is_named(&self, rule: u16) -> bool {
        self.named[rule as usize]
    }

    /// The rules whose findings this one takes up.
    pub(super) fn leaders(&self, rule: u16) -> &[u16] {
        &self.leaders[rule as usize]
    }
}

/// What a document as a whole does to the severity of a finding.
pub(super) struct Weighing<'a> {
    pub judgement: Judgement,
    /// What the document was taken for, in words.
    pub reading: &'a dyn Display,
    /// Nothing in it is a seller's.
    pub sells_nothing: bool,
}

/// Adds the findings of rules that follow others.
pub(super) fn follow(facts: &Facts<'_>, weighing: &Weighing<'_>, leads: &[Kept], kept: &mut Vec<Kept>) {
    let ready = facts.ready;
    let rules = &ready.packs.rules;
    let mut again = Again::default();
    // A pattern of the rule itself may have found the same.
    let mut found: Vec<Kept> =
        kept.extract_if(.., |kept| ready.following.is_named(kept.claim.rule)).collect();
    for Kept { claim, outdone, .. } in kept.iter() {
        if *outdone {
            continue;
        }
        for &number in &ready.following.followers[claim.rule as usize] {
            let rule = &rules[number as usize];
            if !ready.on[number as usize] {
                continue;
            }
            let Some(segment) = facts.segments.get(claim.segment as usize) else { continue };
            // A rule that has words of its own to say what a text is about follows in such texts only.
            let about_it = !rule.own_match
                || rule.needs.is_empty()
                || leads.iter().any(|lead| lead.claim.rule == number);
            if !about_it || !placed(rule.place, &segment.kind) {
                continue;
            }
            let mut own = claim.clone();
            own.rule = number;
            own.severity = None;
            own.message = None;
            let Some(verdict) = judge(&own, rule, weighing.judgement, weighing.reading) else { continue };
            if again.fits(ready, segment, &own) {
                own.severity = claim.severity;
                found.push(Kept::new(own, verdict));
            }
        }
    }
    ease::errors(&mut found, rules, weighing.judgement.class, weighing.sells_nothing, weighing.reading);
    // One finding for each rule and place, the gravest and longest.
    found.sort_by_key(|next| {
        let claim = &next.claim;
        (claim.segment, claim.rule, claim.range.start, Reverse(next.severity), Reverse(claim.range.len()))
    });
    found.dedup_by(|next, last| {
        let same = (next.claim.segment, next.claim.rule) == (last.claim.segment, last.claim.rule);
        let overlap = same && next.claim.range.start < last.claim.range.end;
        if overlap && (next.severity, next.claim.range.len()) > (last.severity, last.claim.range.len()) {
            std::mem::swap(next, last);
        }
        overlap
    });
    kept.append(&mut found);
}

/// A sentence that is read again, for what a rule that follows asks of it.
#[derive(Default)]
struct Again {
    tokens: Tokens,
    hits: Hits,
    matcher: Matcher,
    matches: Vec<Match>,
    /// The segment and the sentence that were read last.
    segment: Option<u32>,
    sentence: Option<u32>,
}

impl Again {
    /// Whether the words speak of what the rule wants and are not excused.
    fn fits(&mut self, ready: &Ready, segment: &Segment<'_>, claim: &super::Claim) -> bool {
        let rule = claim.rule as usize;
        let (about, excuses) = (&ready.following.about[rule], &ready.excuses[rule]);
        if about.is_empty() && excuses.is_empty() {
            return true;
        }
        self.read(ready, segment, claim);
        let wanted = about.is_empty() || self.matches(ready, about.iter().copied(), claim);
        wanted && !self.matches(ready, excuses.iter().map(|wait| wait.pattern), claim)
    }

    fn read(&mut self, ready: &Ready, segment: &Segment<'_>, claim: &super::Claim) {
        let index = &ready.index;
        if self.segment != Some(claim.segment) {
            self.tokens.cut(&segment.text, &index.vocabulary);
            self.segment = Some(claim.segment);
            self.sentence = None;
        }
        if self.sentence != Some(claim.sentence) {
            let own = &self.tokens.tokens[self.sentence_of(claim)];
            self.hits.find(&segment.text, own, index);
            self.hits.note(index);
            self.sentence = Some(claim.sentence);
        }
    }

    fn sentence_of(&self, claim: &super::Claim) -> Range<usize> {
        self.tokens.sentences.get(claim.sentence as usize).map_or(0..0, |sentence| sentence.range())
    }

    /// Whether one of the patterns overlaps the claim.
    fn matches(&mut self, ready: &Ready, patterns: impl Iterator<Item = u32>, claim: &super::Claim) -> bool {
        let own = &self.tokens.tokens[self.sentence_of(claim)];
        self.matches.clear();
        for id in patterns {
            let pattern = &ready.packs.patterns[id as usize];
            if self.hits.may_match(pattern) && self.hits.prepare(pattern, &ready.index) {
                self.matcher.find(pattern, &self.hits, own, &mut self.matches);
            }
        }
        self.matches.iter().any(|found| {
            let (first, last) = (&own[found.start], &own[found.end - 1]);
            (first.start as usize) < claim.range.end && claim.range.start < last.end as usize
        })
    }
}

/// Of several rules that see a red flag in the same place, or the same claim in more or fewer of its words, one
/// speaks: the gravest, then that of a pack, which is the more specific one. It names the others. Without packs nothing
/// is folded.
pub(super) fn fold(ready: &Ready, kept: &mut Vec<Kept>) {
    let named = |kept: &Kept| ready.following.is_named(kept.claim.rule);
    if !kept.iter().any(named) {
        return;
    }
    kept.sort_by_key(|kept| {
        let claim = &kept.claim;
        let rank = (Reverse(kept.severity), Reverse(named(kept)), Reverse(claim.range.len()));
        (claim.segment, claim.sentence, rank, claim.range.start, claim.rule)
    });
    // A sentence holds no more findings than a pattern can reach words, so that all of its own may be compared.
    let mut heads: Vec<Kept> = Vec::with_capacity(kept.len());
    let mut first = 0;
    for next in kept.drain(..) {
        let place = (next.claim.segment, next.claim.sentence);
        if heads.get(first).is_some_and(|head| (head.claim.segment, head.claim.sentence) != place) {
            first = heads.len();
        }
        let same = heads[first..].iter_mut().find(|head| {
            let (a, b) = (&head.claim, &next.claim);
            (named(head) || named(&next))
                && (same_place(&a.range, &b.range)
                    || (holds(&a.range, &b.range) && same_claim(ready, a.rule, b.rule)))
        });
        match same {
            Some(head) => {
                let rule = next.claim.rule;
                if head.claim.rule != rule && !head.also.contains(&rule) {
                    head.also.push(rule);
                }
            }
            None => heads.push(next),
        }
    }
    *kept = heads;
}

/// Whether what one of the rules finds is a claim of the other: it takes up what that one finds, whether it found these
/// words by patterns of its own ("ashwagandha calms stress") or not ("calms stress").
fn same_claim(ready: &Ready, a: u16, b: u16) -> bool {
    ready.following.leaders(a).contains(&b) || ready.following.leaders(b).contains(&a)
}

/// One range holds the other.
fn holds(a: &Range<usize>, b: &Range<usize>) -> bool {
    let (long, short) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    long.start <= short.start && short.end <= long.end
}

/// One range holds the other and is not much longer.
fn same_place(a: &Range<usize>, b: &Range<usize>) -> bool {
    holds(a, b) && a.len().min(b.len()) * 2 >= a.len().max(b.len())
}
