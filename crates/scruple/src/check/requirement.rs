//! Requirements: a claim asks for something that the text must hold elsewhere. What is missing, altered or out of
//! place is one finding for the whole document, anchored at the first claim that asks for it.

mod authors;
mod caution;
mod citation;
mod conflict;
mod connection;
mod contradiction;
mod dshea;
mod figures;
mod goods;
pub(super) mod house;
mod insert;
mod needs;
mod notice;
mod prescription;
mod statement;
mod support;
mod telling;
mod typicality;
mod words;

use std::cell::OnceCell;
use std::ops::Range;

pub(super) use authors::Mentions;
pub(super) use citation::{Bibliography, Entries};
pub(super) use conflict::{Clause, Durations};
pub(super) use figures::Stated;
pub(super) use goods::Goods;
pub(super) use statement::InText;
pub(crate) use telling::Telling;

use words::SPACED;

use super::lore::Lore;
use super::verdict::{Kept, one_line, position, references, shorten};
use super::{Claim, Document, Ready};
use crate::context::{Cue, DocumentClass};
use crate::finding::{Class, Finding, Fix, Related, Scope, Severity};
use crate::rule::compiled::{Check, Rule};
use crate::source::lines::LineIndex;
use crate::source::{Format, Segment, SegmentKind};

/// A text with fewer words is a fragment, not a page: little can be asked of it.
const SHORT: usize = 60;

/// Most findings about what a fragment lacks.
const MOST_OF_SHORT: usize = 2;

/// Most claims that a finding points to.
const MOST_RELATED: usize = 3;

/// What is known once a document was read.
pub(super) struct Facts<'a> {
    pub ready: &'a Ready,
    pub source: &'a str,
    pub format: Format,
    pub segments: &'a [Segment<'a>],
    pub document: &'a Document,
    pub class: DocumentClass,
    /// Nobody said what class it is.
    pub inferred: bool,
    pub lines: &'a LineIndex,
}

/// A claim that stays, with its severity.
#[derive(Clone, Copy)]
struct Asking<'a> {
    code: &'a str,
    severity: Severity,
    claim: &'a Claim,
}

/// A range of a segment's text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    segment: usize,
    range: Range<usize>,
}

/// What the rules of this module see.
struct View<'a> {
    facts: &'a Facts<'a>,
    /// The document rules that are on.
    rules: Vec<&'a Rule>,
    /// Claims of rules about words, in the order of the text.
    claims: Vec<Asking<'a>>,
    /// What the patterns of the document rules found, in the order of the text.
    leads: Vec<Asking<'a>>,
    /// The brand of an author, once somebody asked.
    brand: OnceCell<Option<Place>>,
    /// What is said of a drug or procedure, once somebody asked.
    said: OnceCell<prescription::Said>,
    /// What is known of a segment that is not there.
    nothing: Lore,
}

/// The findings about what the document lacks.
pub(super) fn findings(facts: &Facts<'_>, kept: &[Kept], leads: &[Kept]) -> Vec<Finding> {
    let view = View::new(facts, asking(facts, kept), asking(facts, leads));
    let dressed = citation::advertorial(&view);
    if matches!(facts.class, DocumentClass::Literature | DocumentClass::Regulator | DocumentClass::Leaflet) {
        return dressed.into_iter().collect();
    }
    let statement = statement::find(&view);
    // In the order in which a reviewer would name them: a fragment gets only the first ones.
    let mut found: Vec<Finding> = [
        contradiction::contradicted(&view, &statement),
        dshea::altered(&view, &statement),
        typicality::missing(&view),
        connection::missing(&view),
        connection::vague(&view),
        dshea::missing(&view, &statement),
        caution::missing(&view),
        notice::missing(&view),
        notice::buried(&view),
        dshea::unlinked(&view, &statement),
    ]
    .into_iter()
    .flatten()
    .collect();
    if facts.document.words < SHORT {
        found.truncate(MOST_OF_SHORT);
    }
    found.extend(needs::missing(&view));
    found.extend(prescription::without_risk(&view));
    found.extend(prescription::without_status(&view));
    // These point at words that are there, not at what is missing.
    found.extend(dressed);
    found.extend(citation::dangling(&view));
    found.extend(citation::inconsistent(&view));
    found.extend(authors::inconsistent(&view));
    found.extend(support::mismatched(&view));
    found.extend(conflict::contradictions(&view));
    found.extend(conflict::lasting_and_passing(&view));
    found.extend(figures::contradictions(&view));
    found
}

/// Claims in the order of the text.
fn asking<'a>(facts: &Facts<'a>, kept: &'a [Kept]) -> Vec<Asking<'a>> {
    let rules = &facts.ready.packs.rules;
    let mut list: Vec<Asking<'a>> = kept
        .iter()
        .map(|Kept { claim, severity, .. }| Asking {
            code: &rules[claim.rule as usize].info.code,
            severity: *severity,
            claim,
        })
        .collect();
    list.sort_by_key(|asking| (asking.claim.segment, asking.claim.range.start, asking.code));
    list
}

impl<'a> Asking<'a> {
    fn place(&self) -> Place {
        Place { segment: self.claim.segment as usize, range: self.claim.range.clone() }
    }

    /// In the voice of somebody who sells, or about something that is sold.
    fn sold(&self) -> bool {
        self.claim.own_voice || self.claim.subject.sold()
    }

    /// Whether the code starts with one of these.
    fn of(&self, prefixes: &[&str]) -> bool {
        prefixes.iter().any(|prefix| self.code.starts_with(prefix))
    }
}

impl<'a> View<'a> {
    fn new(facts: &'a Facts<'a>, claims: Vec<Asking<'a>>, leads: Vec<Asking<'a>>) -> Self {
        let rules = facts.ready.packs.rules.iter().zip(&facts.ready.on);
        let rules = rules.filter(|(rule, on)| **on && rule.check == Some(Check::Document));
        let rules = rules.map(|(rule, _)| rule).collect();
        Self {
            facts,
            rules,
            claims,
            leads,
            brand: OnceCell::new(),
            said: OnceCell::new(),
            nothing: Lore::default(),
        }
    }

    /// The rule, if it is on and a document rule.
    fn rule(&self, code: &str) -> Option<&'a Rule> {
        self.rules.iter().copied().find(|rule| rule.info.code == code)
    }

    fn words(&self) -> usize {
        self.facts.document.words
    }

    /// Places of a cue, in the order of the text.
    fn signals(&self, cue: Cue) -> impl Iterator<Item = Place> + '_ {
        self.facts.document.signals.iter().filter(move |signal| signal.cue == cue).map(|signal| Place {
            segment: signal.segment as usize,
            range: signal.start as usize..signal.end as usize,
        })
    }

    fn has(&self, cue: Cue) -> bool {
        self.facts.document.signals.iter().any(|signal| signal.cue == cue)
    }

    fn text(&self, segment: usize) -> &str {
        self.facts.segments.get(segment).map_or("", |segment| &*segment.text)
    }

    /// What is known of the words of a segment.
    fn lore(&self, segment: usize) -> &Lore {
        self.facts.document.lore.get(segment).map_or(&self.nothing, |lore| lore)
    }

    /// The words of a segment that tell whether it must be read.
    fn telling(&self, segment: usize) -> Telling {
        self.facts.document.telling.get(segment).copied().unwrap_or_default()
    }

    /// The number in the document of the word that starts at the place.
    fn word_number(&self, place: &Place) -> usize {
        let before = self.facts.document.word_offsets.get(place.segment).copied().unwrap_or_default();
        before
            + self.text(place.segment).get(..place.range.start).map_or(0, |head| SPACED.words(head).count())
    }

    /// Whether at most so many words lie from the start of one place to that of another. No more of the text is looked
    /// at than these.
    fn are_near(&self, one: &Place, other: &Place, most: usize) -> bool {
        let key = |place: &Place| (place.segment, place.range.start);
        let (first, second) = if key(one) <= key(other) { (one, other) } else { (other, one) };
        let count =
            |words: Option<&str>| words.map_or(0, |words| words.split_whitespace().take(most + 1).count());
        if first.segment == second.segment {
            return count(self.text(first.segment).get(first.range.start..second.range.start)) <= most;
        }
        let offset = |segment| self.facts.document.word_offsets.get(segment).copied().unwrap_or_default();
        let between = offset(second.segment).saturating_sub(offset(first.segment + 1));
        between <= most
            && between
                + count(self.text(first.segment).get(first.range.start..))
                + count(self.text(second.segment).get(..second.range.start))
                <= most
    }

    /// The sentence around a place.
    fn sentence(&self, place: &Place) -> Place {
        let text = self.text(place.segment);
        let ends = |c: char| matches!(c, '.' | '!' | '?');
        let head = text.get(..place.range.start).unwrap_or("");
        let start = head.match_indices(ends).rfind(|(at, _)| head[at + 1..].starts_with(char::is_whitespace));
        let start = start.map_or(0, |(at, _)| at + 1);
        let start = start + text.get(start..).map_or(0, |rest| rest.len() - rest.trim_start().len());
        let tail = text.get(place.range.end..).unwrap_or("");
        let end = tail
            .match_indices(ends)
            .find(|(at, _)| tail[at + 1..].is_empty() || tail[at + 1..].starts_with(char::is_whitespace));
        let end = end.map_or(text.len(), |(at, _)| place.range.end + at + 1);
        Place { segment: place.segment, range: start.min(place.range.start)..end }
    }

    /// A practice promotes its services here.
    fn is_clinic(&self) -> bool {
        let clinic = self.signals(Cue::ClassClinic).count();
        self.facts.class == DocumentClass::Clinic
            || (self.facts.inferred
                && clinic > self.signals(Cue::ProductSign).count()
                && matches!(self.facts.class, DocumentClass::Product | DocumentClass::Unclassified))
    }

    /// How to use an ingredient, by somebody who need not sell it: it is spoken of throughout, and praised.
    fn is_guide(&self) -> bool {
        let claims = self.claims.iter().filter(|asking| asking.of(&["MC1"]) && asking.sold()).count();
        claims >= 2 && self.facts.document.ingredients * 120 >= self.words()
    }

    /// Somebody speaks of what is theirs and invites readers to act, whatever it is.
    fn promotes(&self) -> bool {
        let sold = self.claims.iter().any(Asking::sold) || self.facts.class == DocumentClass::Product;
        let invites = self.has(Cue::CallToAction) && self.facts.document.evidence.own_voice > 0 && sold;
        let open = matches!(self.facts.class, DocumentClass::Product | DocumentClass::Unclassified);
        self.is_clinic() || self.sells_product() || (invites && open)
    }

    /// Too short to be a page, and nothing is offered: a headline, a quotation, a caption.
    fn is_fragment(&self) -> bool {
        self.words() < SHORT && !self.has(Cue::CallToAction)
    }

    fn related(&self, message: &str, place: &Place) -> Related {
        let range = self.source_range(place);
        Related {
            message: message.to_owned(),
            start: position(self.facts.lines, self.facts.source, range.start),
            end: position(self.facts.lines, self.facts.source, range.end),
        }
    }

    /// The first claims, as places that belong to a finding.
    fn related_claims<'b>(
        &self,
        message: &str,
        claims: impl IntoIterator<Item = &'b Asking<'a>>,
    ) -> Vec<Related>
    where
        'a: 'b,
    {
        claims.into_iter().take(MOST_RELATED).map(|asking| self.related(message, &asking.place())).collect()
    }

    fn source_range(&self, place: &Place) -> Range<usize> {
        self.facts.segments.get(place.segment).map_or(0..0, |segment| segment.map.source(place.range.clone()))
    }

    /// A finding about the document, anchored at a place.
    fn finding(&self, rule: &Rule, severity: Severity, anchor: &Place, message: String) -> Finding {
        let words = self.text(anchor.segment).get(anchor.range.clone()).unwrap_or("");
        let range = self.source_range(anchor);
        Finding {
            code: rule.info.code.clone(),
            rule: rule.info.name.clone(),
            category: rule.info.category.clone(),
            severity,
            confidence: rule.info.confidence,
            scope: Scope::Document,
            message,
            why: rule.info.why.clone(),
            help: rule.info.instead.clone(),
            text: shorten(&one_line(words)).into_owned(),
            start: position(self.facts.lines, self.facts.source, range.start),
            end: position(self.facts.lines, self.facts.source, range.end),
            references: references(&rule.info, &self.facts.ready.markets),
            fixes: Vec::new(),
            related: Vec::new(),
            class: Class::default(),
            notes: Vec::new(),
            also: Vec::new(),
            fingerprint: None,
            location: None,
            baseline: None,
        }
    }

    /// Whether a segment is running text that a mark or sentence can be added to.
    fn is_body(&self, segment: usize) -> bool {
        self.facts.segments.get(segment).is_some_and(|segment| {
            matches!(
                segment.kind,
                SegmentKind::Paragraph
                    | SegmentKind::ListItem(_)
                    | SegmentKind::TableCell { .. }
                    | SegmentKind::Quote
            )
        })
    }
}

impl Finding {
    fn with_fix(mut self, fix: Option<Fix>) -> Self {
        self.fixes.extend(fix);
        self
    }

    fn with_related(mut self, related: Vec<Related>) -> Self {
        self.related = related;
        self
    }

    fn with_note(mut self, note: Option<&str>) -> Self {
        self.notes.extend(note.map(str::to_owned));
        self
    }
}

/// "1 claim asks", "3 claims ask".
fn ask(count: usize) -> String {
    if count == 1 { "1 claim asks".to_owned() } else { format!("{count} claims ask") }
}

#[cfg(test)]
mod tests;
