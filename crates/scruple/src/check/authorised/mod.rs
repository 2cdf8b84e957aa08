//! Authorised claims: wording that a regulator lets be made is no red flag, and wording that comes near it is led
//! back to it.
//!
//! Only sentences are read in which a rule fired that lists `authorised` among its excuses, so a text without such
//! claims costs nothing. What is recognised is kept in `Document::authorised` with its entry of the register and the
//! claims it covers carry `Guard::Authorised`; rules of one market (`only-markets`) get the guard for entries of
//! that market only.

mod condition;
mod groups;
mod lookup;
mod near;
mod phrases;
mod recognise;
mod suggest;
#[cfg(test)]
mod tests;
mod wording;
mod words;

use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock};

use super::lore::{Lead, Lore};
use super::{Claim, Ready};
use crate::rule::Market;
use crate::rule::compiled::{Guard, Rule};
use crate::rule::register::{AuthorisedClaim, ClaimKind};
use crate::scan::{Hits, Token};
use crate::source::{Segment, SegmentKind};
use lookup::Lookup;
use phrases::{Line, Mask, Opens};
pub(super) use recognise::Reading;
pub(super) use suggest::{Proposals, Suggest};
use words::Id;

/// An authorised claim that a text makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Recognised {
    /// Index of its entry in the register.
    pub entry: u16,
    /// Index of the segment.
    pub segment: u32,
    /// Bytes of the segment's text.
    pub range: Range<usize>,
}

/// The register, made ready when the first claim asks for it.
#[derive(Debug, Default)]
pub(crate) struct Authorised {
    lookup: OnceLock<Lookup>,
    /// Buffers of passes that are over: their tables are as large as the packs, and what they hold is told by stamps.
    spare: Mutex<Vec<Hits>>,
    /// Windows of passes that are over, for their memory.
    windows: Mutex<Vec<Window>>,
}

impl Authorised {
    fn get(ready: &Ready) -> &Lookup {
        let register = &ready.packs.tables.authorised;
        ready.authorised.lookup.get_or_init(|| Lookup::new(register, &ready.index.vocabulary))
    }

    /// Lends a buffer.
    fn with_hits<T>(&self, work: impl FnOnce(&mut Hits) -> T) -> T {
        // A lock is poisoned where a lint panicked; buffers are then made anew.
        let mut hits = self.spare.lock().ok().and_then(|mut spare| spare.pop()).unwrap_or_default();
        let out = work(&mut hits);
        if let Ok(mut spare) = self.spare.lock() {
            spare.push(hits);
        }
        out
    }
}

/// Whether a claim of a rule that knows authorised wording has a chance to be reported: what something else in its
/// sentence excuses need not be looked up.
fn may_stay(claim: &Claim, rule: &Rule) -> bool {
    asks(rule) && !rule.unless.iter().any(|guard| claim.guards.has(*guard))
}

/// Whether a rule asks for authorised wording.
fn asks(rule: &Rule) -> bool {
    rule.unless.contains(&Guard::Authorised)
}

/// Gives the claims that are authorised their guard, and says of others what keeps them from being so. What was
/// recognised comes back, once for each place. `lore` is what is known of the segments.
pub(super) fn refine(
    ready: &Ready,
    segments: &[Segment<'_>],
    claims: &mut [Claim],
    lore: &[Arc<Lore>],
) -> Vec<Recognised> {
    let rules = &ready.packs.rules;
    let mut all = Vec::new();
    if ready.packs.tables.authorised.claims.is_empty()
        || !claims.iter().any(|claim| may_stay(claim, &rules[claim.rule as usize]))
    {
        return all;
    }
    let mut pass = Pass::new(ready, segments, lore);
    for claim in claims {
        let rule = &rules[claim.rule as usize];
        if !may_stay(claim, rule) {
            continue;
        }
        let first = pass.at != Some((claim.segment, claim.sentence));
        let Some(reading) = pass.read(claim) else { continue };
        if first {
            let allowed = reading.found.iter().filter(|found| !found.unmet);
            all.extend(allowed.map(|found| Recognised {
                entry: found.entry,
                segment: claim.segment,
                range: found.range.clone(),
            }));
        }
        weigh(ready, rule, reading, claim);
    }
    all.sort_by_key(|found| (found.segment, found.range.start, found.entry));
    all.dedup();
    all
}

fn weigh(ready: &Ready, rule: &Rule, reading: &Reading, claim: &mut Claim) {
    let entries = &ready.packs.tables.authorised.claims;
    let Some(found) = reading.covering(&claim.range, |entry| {
        entries.get(entry as usize).is_some_and(|entry| holds(entry.kind, rule, &ready.markets))
    }) else {
        // FDA read such words as a structure or function and not as a disease: 65 FR 1000.
        claim.softened |= reading.functions.iter().any(|range| overlap(range, &claim.range));
        let missing = reading.unqualified.iter().any(|(_, range)| overlap(range, &claim.range));
        if missing && ready.markets.contains(&Market::Us) && rule.info.category != "structure-function" {
            claim.message = Some(
                "\"{text}\" is a qualified health claim without its qualifying language: what FDA concluded of the \
                 evidence must stand beside it"
                    .to_owned(),
            );
        }
        return;
    };
    claim.authorised = Some(found.entry);
    if !found.unmet {
        claim.guards.insert(Guard::Authorised);
    } else if let Some(entry) = entries.get(found.entry as usize) {
        claim.severity =
            Some(claim.severity.unwrap_or(rule.info.severity).max(crate::finding::Severity::Warning));
        claim.message = Some(format!(
            "\"{{text}}\" is authorised ({}), but the amount stated here does not meet its condition: {}",
            entry.citation(),
            entry.condition()
        ));
    }
}

/// Whether an entry excuses what a rule reports. Function claims keep to the normal and are fit anywhere; what names
/// a disease is allowed only where it was authorised.
fn holds(kind: ClaimKind, rule: &Rule, markets: &[Market]) -> bool {
    let known = kind.markets();
    if rule.only_markets.is_empty() {
        !kind.names_disease() || markets.iter().any(|market| known.contains(market))
    } else {
        rule.only_markets.iter().any(|market| known.contains(market) && markets.contains(market))
    }
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// A sentence with the ones beside it.
#[derive(Debug, Default)]
struct Window {
    tokens: Vec<Token>,
    ids: Vec<Id>,
    after: Vec<Mask>,
    opens: Vec<Opens>,
    /// The tokens of the sentence itself.
    own: Range<usize>,
    /// The first tokens are those of the lead-in of a list, whose bytes are of another segment.
    led: bool,
}

impl Window {
    fn clear(&mut self) {
        self.tokens.clear();
        self.ids.clear();
        self.opens.clear();
        self.led = false;
    }

    /// Adds words of a text; [`Window::close`] comes after the last ones.
    fn add(&mut self, lookup: &Lookup, text: &str, tokens: &[Token]) {
        lookup.words.read(text, tokens, &mut self.ids);
        self.opens.extend(self.ids.iter().skip(self.opens.len()).map(|id| lookup.opens(*id)));
        self.tokens.extend_from_slice(tokens);
    }

    fn close(&mut self, own: Range<usize>) {
        self.own = own;
        phrases::after(&self.ids, &self.tokens, &mut self.after);
    }

    fn line(&self) -> Line<'_> {
        Line { ids: &self.ids, tokens: &self.tokens, after: &self.after, opens: &self.opens }
    }

    /// A word as it is spelt; empty past the end.
    fn word<'t>(&self, text: &'t str, at: usize) -> &'t str {
        let token = self.tokens.get(at);
        token.and_then(|token| text.get(token.start as usize..token.end as usize)).unwrap_or("")
    }

    /// Whether a word is one of these.
    fn is(&self, text: &str, at: usize, any: &[&str]) -> bool {
        let word = self.word(text, at);
        any.iter().any(|one| one.eq_ignore_ascii_case(word))
    }
}

/// Reads the sentences of claims, one after the other.
struct Pass<'a> {
    ready: &'a Ready,
    segments: &'a [Segment<'a>],
    lore: &'a [Arc<Lore>],
    lookup: &'a Lookup,
    window: Window,
    /// Segment and sentence that `window` is of.
    open: Option<(u32, u32)>,
    /// Segment and sentence that `reading` is of.
    at: Option<(u32, u32)>,
    reading: Option<Arc<Reading>>,
}

impl Drop for Pass<'_> {
    /// Gives the window back.
    fn drop(&mut self) {
        if let Ok(mut spare) = self.ready.authorised.windows.lock() {
            spare.push(std::mem::take(&mut self.window));
        }
    }
}

impl<'a> Pass<'a> {
    fn new(ready: &'a Ready, segments: &'a [Segment<'a>], lore: &'a [Arc<Lore>]) -> Self {
        Self {
            ready,
            segments,
            lore,
            lookup: Authorised::get(ready),
            window: ready
                .authorised
                .windows
                .lock()
                .ok()
                .and_then(|mut spare| spare.pop())
                .unwrap_or_default(),
            open: None,
            at: None,
            reading: None,
        }
    }

    /// What the sentence of a claim says, unless it was the last one read.
    fn read(&mut self, claim: &Claim) -> Option<&Reading> {
        if self.at != Some((claim.segment, claim.sentence)) {
            self.at = Some((claim.segment, claim.sentence));
            let lore = self.lore.get(claim.segment as usize)?;
            let lead = self.lead(claim);
            self.reading =
                Some(lore.reading(claim.sentence, lead, || self.recognise(claim).unwrap_or_default()));
        }
        self.reading.as_deref()
    }

    /// The segment that leads in to the sentence of a claim: the first one of an item of a list goes on from it.
    fn lead(&self, claim: &Claim) -> Lead {
        let segment = self.segments.get(claim.segment as usize).filter(|_| claim.sentence == 0);
        let item = segment.filter(|segment| matches!(segment.kind, SegmentKind::ListItem(_)));
        Lead(item.and_then(|item| self.lore.get(item.lead? as usize)).cloned())
    }

    fn recognise(&mut self, claim: &Claim) -> Option<Reading> {
        self.open(claim)?;
        let ready = self.ready;
        let segment = self.segments.get(claim.segment as usize)?;
        let entries: &[AuthorisedClaim] = &ready.packs.tables.authorised.claims;
        let (lookup, window) = (self.lookup, &self.window);
        let own = window.tokens.get(window.own.clone())?;
        let diseases = &|| {
            ready.authorised.with_hits(|hits| {
                hits.find(&segment.text, own, &ready.index);
                ready.cues.of(hits, crate::context::Cue::Disease).to_vec()
            })
        };
        Some(recognise::read(&recognise::Sight { lookup, entries, text: &segment.text, window, diseases }))
    }

    /// Opens the window on the sentence of a claim, unless it is.
    fn open(&mut self, claim: &Claim) -> Option<()> {
        let place = (claim.segment, claim.sentence);
        if self.open == Some(place) {
            return Some(());
        }
        self.open = None;
        let segment = self.segments.get(claim.segment as usize)?;
        let vocabulary = &self.ready.index.vocabulary;
        let cut = self.lore.get(claim.segment as usize)?.cut(&segment.text, vocabulary);
        let number = claim.sentence as usize;
        let own = cut.sentences.get(number)?.range();
        let first = number
            .checked_sub(1)
            .and_then(|before| cut.sentences.get(before))
            .map_or(own.start, |s| s.range().start);
        let after = cut.sentences.get(number + 1).map_or(own.end, |s| s.range().end);
        let window = &mut self.window;
        window.clear();
        if let (Some(lead), 0, SegmentKind::ListItem(_)) = (segment.lead, number, &segment.kind)
            && let (Some(lead), Some(lore)) = (self.segments.get(lead as usize), self.lore.get(lead as usize))
        {
            let cut = lore.cut(&lead.text, vocabulary);
            let last = cut.sentences.last().map_or(0..0, |s| s.range());
            window.add(self.lookup, &lead.text, cut.tokens.get(last).unwrap_or_default());
            window.led = true;
        }
        let before = window.tokens.len();
        window.add(self.lookup, &segment.text, cut.tokens.get(first..after)?);
        window.close(own.start - first + before..own.end - first + before);
        self.open = Some(place);
        Some(())
    }
}
