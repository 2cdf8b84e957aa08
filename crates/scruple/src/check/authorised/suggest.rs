//! The authorised wording as a fix for claims that come near it.

use std::ops::Range;
use std::sync::Arc;

use super::near::{Near, Proposal};
use super::wording::NAME;
use super::{Pass, asks, overlap, recognise};
use crate::check::lore::Lore;
use crate::check::{Claim, Ready};
use crate::finding::{Edit, Fix, Safety};
use crate::rule::Market;
use crate::rule::register::{AuthorisedClaim, ClaimKind};
use crate::scan::Tokens;
use crate::source::Segment;

/// What could be written in the place of a claim, with what that does.
pub(crate) type Proposals = Vec<(String, Proposal)>;

/// Offers fixes for the claims of one document.
pub(crate) struct Suggest<'a> {
    ready: &'a Ready,
    source: &'a str,
    segments: &'a [Segment<'a>],
    lore: &'a [Arc<Lore>],
    pass: Option<Pass<'a>>,
}

impl<'a> Suggest<'a> {
    pub(crate) fn new(
        ready: &'a Ready,
        source: &'a str,
        segments: &'a [Segment<'a>],
        lore: &'a [Arc<Lore>],
    ) -> Self {
        Self { ready, source, segments, lore, pass: None }
    }

    /// What could be written in the place of a claim that a rule takes for its own; nothing where no authorised claim is
    /// near.
    pub(crate) fn fixes(&mut self, number: u16, claim: &Claim) -> Vec<Fix> {
        let (ready, source) = (self.ready, self.source);
        let Some(rule) = ready.packs.rules.get(number as usize).filter(|rule| asks(rule)) else {
            return Vec::new();
        };
        let Some(segment) = self.segments.get(claim.segment as usize) else { return Vec::new() };
        if claim.authorised.is_some() || ready.packs.tables.authorised.claims.is_empty() {
            return Vec::new();
        }
        let pass = self.pass.get_or_insert_with(|| Pass::new(ready, self.segments, self.lore));
        let Some(lore) = self.lore.get(claim.segment as usize) else { return Vec::new() };
        // Most sentences name no substance that anything is authorised for.
        if !pass.read(claim).is_some_and(|reading| reading.named || !reading.unqualified.is_empty()) {
            return Vec::new();
        }
        let function = rule.info.category == "structure-function";
        let key = (number, claim.sentence, claim.range.clone());
        let proposals =
            lore.proposals(key, pass.lead(claim), || proposals(pass, &segment.text, claim, function));
        proposals.iter().filter_map(|(title, proposal)| fix(source, segment, title, proposal)).collect()
    }
}

/// What could be written in the place of a claim.
fn proposals(pass: &mut Pass<'_>, text: &str, claim: &Claim, function: bool) -> Proposals {
    let mut out = Vec::new();
    let unqualified = pass.read(claim).and_then(|reading| {
        reading.unqualified.iter().find(|(_, range)| overlap(range, &claim.range)).map(|(entry, _)| *entry)
    });
    if let Some(entry) = unqualified.filter(|_| pass.ready.markets.contains(&Market::Us))
        && pass.open(claim).is_some()
    {
        let proposal = qualify(pass, text, entry);
        out.extend(proposal.map(|it| ("Add the qualifying language that FDA asks for".to_owned(), it)));
    }
    out.extend(near(pass, text, claim, function));
    out
}

/// A fix, where the words stand in the source as they are read.
fn fix(source: &str, segment: &Segment<'_>, title: &str, proposal: &Proposal) -> Option<Fix> {
    let range = segment.map.source(proposal.range.clone());
    if source.get(range.clone()) != segment.text.get(proposal.range.clone()) {
        return None;
    }
    let edits = vec![Edit { start: range.start, end: range.end, text: proposal.text.clone() }];
    Some(Fix { title: title.to_owned(), safety: Safety::Unsafe, edits })
}

/// Adds the qualifying sentence behind the claim's own, keeping the last word and its mark.
fn qualify(pass: &Pass<'_>, text: &str, entry: u16) -> Option<Proposal> {
    let qualifier = pass.ready.packs.tables.authorised.claims.get(entry as usize)?.qualifier.as_deref()?;
    let last = pass.window.tokens.get(pass.window.own.end.checked_sub(1)?)?;
    let rest = text.get(last.end as usize..)?;
    let closing =
        rest.chars().take_while(|c| matches!(c, '.' | '!' | ')' | '*' | '"' | '”')).map(char::len_utf8);
    let end = last.end as usize + closing.sum::<usize>();
    let range = last.start as usize..end;
    let kept = text.get(range.clone())?;
    let stop = if kept.ends_with(['.', '!']) { "" } else { "." };
    Some(Proposal { text: format!("{kept}{stop} {qualifier}"), range })
}

/// Authorised claims for the same substance and function.
fn near(pass: &mut Pass<'_>, text: &str, claim: &Claim, function: bool) -> Proposals {
    if !pass.read(claim).is_some_and(|reading| reading.named) {
        return Vec::new();
    }
    let Some(near) = Near::of(pass, text, claim) else { return Vec::new() };
    let ready = pass.ready;
    let entries = &ready.packs.tables.authorised.claims;
    let on = |kind: ClaimKind| kind.markets().iter().any(|market| ready.markets.contains(market));
    let best = |wanted: &dyn Fn(&AuthorisedClaim) -> bool| {
        near.entries
            .iter()
            .filter_map(|entry| Some((*entry, entries.get(*entry as usize)?)))
            .find(|(_, e)| wanted(e))
    };
    let mut chosen: Vec<(u16, &AuthorisedClaim)> = Vec::new();
    chosen.extend(best(&|e| e.kind == ClaimKind::Art14Risk && on(e.kind) && !function));
    chosen.extend(best(&|e| !e.kind.names_disease() && on(e.kind)));
    chosen.extend(best(&|e| e.kind == ClaimKind::UsAuthorised && on(e.kind) && !function));
    chosen.extend(best(&|e| e.kind == ClaimKind::UsQualified && on(e.kind) && !function));
    // What the sentence says already need not be said again.
    let said: Vec<u16> =
        pass.reading.iter().flat_map(|reading| reading.found.iter().map(|f| f.entry)).collect();
    chosen.retain(|(entry, _)| !said.contains(entry));
    let us = best(&|e| e.us.is_some() && !function && ready.markets.contains(&Market::Us));

    let mut out = Vec::new();
    for (entry, known) in chosen {
        let Some(proposal) = near.put(text, &known.wording) else { continue };
        if pass.reads_as(text, &proposal, near.sentence.clone(), entry) {
            out.push((format!("Use the authorised wording ({})", known.citation()), proposal));
        }
    }
    if let Some(words) = us.and_then(|(_, known)| known.us.as_deref()) {
        let (one, rest) = words.split_once(' ').unwrap_or((words, ""));
        let more = one.strip_suffix('s').unwrap_or(one);
        let wording = format!("{NAME} [{one}|{more}] {rest}");
        out.extend(
            near.put(text, &wording)
                .map(|proposal| ("Use a structure/function wording".to_owned(), proposal)),
        );
    }
    out
}

impl Pass<'_> {
    /// Whether a sentence with the proposal in it makes the claim of an entry.
    fn reads_as(&self, text: &str, proposal: &Proposal, sentence: Range<usize>, entry: u16) -> bool {
        let (Some(head), Some(tail)) =
            (text.get(sentence.start..proposal.range.start), text.get(proposal.range.end..sentence.end))
        else {
            return false;
        };
        let text = format!("{head}{}{tail}.", proposal.text);
        let mut tokens = Tokens::default();
        tokens.cut(&text, &self.ready.index.vocabulary);
        let mut window = super::Window::default();
        window.add(self.lookup, &text, &tokens.tokens);
        window.close(0..tokens.tokens.len());
        let entries = &self.ready.packs.tables.authorised.claims;
        let diseases = &Vec::new;
        let sight = recognise::Sight { lookup: self.lookup, entries, text: &text, window: &window, diseases };
        recognise::read(&sight).found.iter().any(|found| found.entry == entry && !found.unmet)
    }
}
