//! MC506, the substances: a study whose entry names one nutrient under a claim about another.

use std::sync::Arc;

use super::{Place, View};
use crate::finding::{Finding, Scope};
use crate::rule::compiled::Rule;
use crate::scan::{Hits, Tokens};
use crate::source::SegmentKind;

/// Most findings.
const MOST: usize = 6;

/// Signs before a note on an entry.
const NOTE: [char; 5] = ['\u{2013}', '\u{2014}', '-', '\u{2192}', '\u{21d2}'];

/// MC506: notes under an entry, and claims with its number, that speak of another nutrient than the entry.
pub(super) fn mismatched(view: &View<'_>) -> Vec<Finding> {
    let ready = view.facts.ready;
    let rule = ready.packs.rules.iter().zip(&ready.on).find(|(rule, on)| **on && rule.info.code == "MC506");
    let (Some((rule, _)), false) = (rule, view.facts.class.is_sober()) else { return Vec::new() };
    let segments = view.facts.segments;
    let entries: Vec<usize> = (0..segments.len()).filter(|&at| view.bibliography(at).reference).collect();
    if entries.is_empty() {
        return Vec::new();
    }
    let mut reader = Reader { view, tokens: Tokens::default(), hits: Hits::default() };
    let mut found = Vec::new();
    for &entry in &entries {
        // "– Shows that ...": the note stands in the next segment, or behind an arrow.
        let text = view.text(entry);
        let arrow = text.find(['\u{2192}', '\u{21d2}']);
        let note = match arrow {
            Some(at) => Some(Place { segment: entry, range: at..text.len() }),
            None => segments
                .get(entry + 1)
                .filter(|next| next.text.starts_with(NOTE) || matches!(next.kind, SegmentKind::ListItem(_)))
                .filter(|_| !view.bibliography(entry + 1).reference)
                .map(|next| Place { segment: entry + 1, range: 0..next.text.len() }),
        };
        let source = Place { segment: entry, range: 0..arrow.unwrap_or(text.len()) };
        found.extend(note.and_then(|note| reader.compare(rule, &note, &source)));
    }
    let heading = (0..segments.len()).find(|&at| view.bibliography(at).heading).unwrap_or(usize::MAX);
    let numbered: Vec<(usize, usize)> =
        entries.iter().filter_map(|&at| Some((view.bibliography(at).number?, at))).collect();
    for segment in (0..segments.len()).filter(|at| *at < heading && entries.binary_search(at).is_err()) {
        for marker in view.markers(segment) {
            let digits = view.text(segment).get(marker.clone()).unwrap_or("").trim_matches(['[', ']']);
            let Ok(number) = digits.parse::<usize>() else { continue };
            // A number that stands twice belongs to two lists.
            let mut fits = numbered.iter().filter(|(known, _)| *known == number);
            let (Some(&(_, entry)), None) = (fits.next(), fits.next()) else { continue };
            let claim =
                view.sentence(&Place { segment, range: marker.start.saturating_sub(1)..marker.start });
            let claim = Place { segment, range: claim.range.start..marker.start };
            let source = Place { segment: entry, range: 0..view.text(entry).len() };
            found.extend(reader.compare(rule, &claim, &source));
        }
    }
    found.truncate(MOST);
    found
}

struct Reader<'v, 'a> {
    view: &'v View<'a>,
    tokens: Tokens,
    hits: Hits,
}

impl Reader<'_, '_> {
    /// The nutrients that a place names, by their numbers in the table.
    fn nutrients(&mut self, place: &Place) -> Arc<[usize]> {
        let lore = self.view.lore(place.segment);
        lore.named(place.range.clone(), || self.read(place))
    }

    fn read(&mut self, place: &Place) -> Vec<usize> {
        let ready = self.view.facts.ready;
        let text = self.view.text(place.segment).get(place.range.clone()).unwrap_or("");
        self.tokens.cut(text, &ready.index.vocabulary);
        let mut found = Vec::new();
        for sentence in &self.tokens.sentences {
            self.hits.find(text, &self.tokens.tokens[sentence.range()], &ready.index);
            found.extend(ready.doses.named(&self.hits));
        }
        found
    }

    fn compare(&mut self, rule: &Rule, claim: &Place, source: &Place) -> Option<Finding> {
        let (named, cited) = (self.nutrients(claim), self.nutrients(source));
        if cited.iter().any(|nutrient| named.contains(nutrient)) {
            return None;
        }
        let view = self.view;
        let name = |number: Option<&usize>| {
            let nutrient = view.facts.ready.packs.tables.nutrients.get(*number?)?;
            Some(nutrient.name.split(" (").next().unwrap_or(&nutrient.name).to_owned())
        };
        let (claimed, studied) = (name(named.first())?, name(cited.first())?);
        let message = format!("A study of {studied} is given as support for a statement about {claimed}");
        let trimmed = view.text(claim.segment).get(claim.range.clone())?.trim_end().len();
        let claim = Place { segment: claim.segment, range: claim.range.start..claim.range.start + trimmed };
        let mut finding = view.finding(rule, rule.info.severity, &claim, message);
        finding.scope = Scope::Span;
        Some(finding.with_related(vec![view.related("the study", source)]))
    }
}
