//! The authorised wording as a fix for claims that come near it.

use std::ops::Range;

use super::groups::{self, Group};
use super::wording::{self, NAME};
use super::{Pass, asks, overlap, recognise};
use crate::check::{Claim, Ready};
use crate::finding::{Edit, Fix, Safety};
use crate::rule::Market;
use crate::rule::register::{AuthorisedClaim, ClaimKind};
use crate::scan::{Flags, Tokens};
use crate::source::Segment;

/// Most words behind a claim that belong to it.
const TAIL: usize = 6;

/// Offers fixes for the claims of one document.
pub(crate) struct Suggest<'a> {
    ready: &'a Ready,
    source: &'a str,
    segments: &'a [Segment<'a>],
    pass: Option<Pass<'a>>,
}

/// A replacement of bytes of the segment.
struct Proposal {
    range: Range<usize>,
    text: String,
}

impl<'a> Suggest<'a> {
    pub(crate) fn new(ready: &'a Ready, source: &'a str, segments: &'a [Segment<'a>]) -> Self {
        Self { ready, source, segments, pass: None }
    }

    /// What could be written in the place of a claim; nothing where no authorised claim is near.
    pub(crate) fn fixes(&mut self, claim: &Claim) -> Vec<Fix> {
        let (ready, source) = (self.ready, self.source);
        let Some(rule) = ready.packs.rules.get(claim.rule as usize).filter(|rule| asks(rule)) else {
            return Vec::new();
        };
        let Some(segment) = self.segments.get(claim.segment as usize) else { return Vec::new() };
        if claim.authorised.is_some() || ready.packs.tables.authorised.claims.is_empty() {
            return Vec::new();
        }
        let pass = self.pass.get_or_insert_with(|| Pass::new(ready, self.segments));
        let mut fixes = Vec::new();
        let unqualified = pass.read(claim).and_then(|reading| {
            reading
                .unqualified
                .iter()
                .find(|(_, range)| overlap(range, &claim.range))
                .map(|(entry, _)| *entry)
        });
        if let Some(entry) = unqualified.filter(|_| ready.markets.contains(&Market::Us)) {
            fixes.extend(qualify(pass, &segment.text, entry).and_then(|proposal| {
                fix(source, segment, "Add the qualifying language that FDA asks for".to_owned(), proposal)
            }));
        }
        for (title, proposal) in near(pass, segment, claim, rule.info.category == "structure-function") {
            fixes.extend(fix(source, segment, title, proposal));
        }
        fixes
    }
}

/// A fix, where the words stand in the source as they are read.
fn fix(source: &str, segment: &Segment<'_>, title: String, proposal: Proposal) -> Option<Fix> {
    let range = segment.map.source(proposal.range.clone());
    if source.get(range.clone()) != segment.text.get(proposal.range.clone()) {
        return None;
    }
    let edits = vec![Edit { start: range.start, end: range.end, text: proposal.text }];
    Some(Fix { title, safety: Safety::Unsafe, edits })
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
fn near(
    pass: &mut Pass<'_>,
    segment: &Segment<'_>,
    claim: &Claim,
    function: bool,
) -> Vec<(String, Proposal)> {
    let Some(near) = Near::of(pass, &segment.text, claim) else { return Vec::new() };
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
        let Some(proposal) = near.put(&segment.text, &known.wording) else { continue };
        if pass.reads_as(&segment.text, &proposal, near.sentence.clone(), entry) {
            out.push((format!("Use the authorised wording ({})", known.citation()), proposal));
        }
    }
    if let Some(words) = us.and_then(|(_, known)| known.us.as_deref()) {
        let (one, rest) = words.split_once(' ').unwrap_or((words, ""));
        let more = one.strip_suffix('s').unwrap_or(one);
        let wording = format!("{NAME} [{one}|{more}] {rest}");
        out.extend(
            near.put(&segment.text, &wording)
                .map(|proposal| ("Use a structure/function wording".to_owned(), proposal)),
        );
    }
    out
}

/// A claim and the substance it is made for.
struct Near {
    /// Entries on the same function, the nearest first.
    entries: Vec<u16>,
    /// Bytes of the sentence, without its mark.
    sentence: Range<usize>,
    /// Bytes of the substances.
    group: Range<usize>,
    names: String,
    many: bool,
    /// Bytes of the claim with what hangs on it.
    claim: Range<usize>,
    /// Bytes before the substances that go with them: "Our".
    opens: usize,
    /// How the claim follows.
    follows: Follows,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Follows {
    /// Right on the substance, or after words that can go.
    Substance,
    /// After another verb: "and", "which".
    Verb,
    /// After "to" or "can": the bare verb.
    Bare,
    /// The substance comes after the claim, which opens the sentence.
    Before,
}

impl Near {
    fn of(pass: &mut Pass<'_>, text: &str, claim: &Claim) -> Option<Self> {
        pass.read(claim)?;
        let (lookup, window) = (pass.lookup, &pass.window);
        let own = window.own.clone();
        let inside = |i: &usize| {
            window
                .tokens
                .get(*i)
                .is_some_and(|token| overlap(&(token.start as usize..token.end as usize), &claim.range))
        };
        let first = own.clone().find(inside)?;
        let last = own.clone().rfind(inside)? + 1;
        let groups: Vec<Group> = groups::find(lookup, window)
            .into_iter()
            .filter(|group| group.range.start >= own.start && group.range.end <= own.end)
            .collect();
        let before = groups.iter().rfind(|group| group.range.start <= first && group.range.end < last);
        let group = before.or_else(|| {
            let after = groups.iter().find(|group| group.range.start >= last)?;
            let between = last..after.range.start;
            let by = between
                .clone()
                .all(|i| word(text, window, i, &["with", "from", "by", "of", "our", "thanks", "to"]));
            (by && between.len() <= 3 && !between.is_empty() && first == own.start).then_some(after)
        })?;
        let mut hits: Vec<(usize, usize, u16)> =
            (first.max(if before.is_some() { group.range.end } else { first })..last)
                .flat_map(|at| {
                    let hits = lookup.about.at(&window.ids, &window.tokens, at, &lookup.nothing);
                    hits.filter(|(_, end)| *end <= last + 1).map(move |(entry, end)| (end - at, at, entry))
                })
                .filter(|(_, _, entry)| {
                    lookup.claims.get(*entry as usize).is_some_and(|known| {
                        group.members.iter().all(|m| known.substances.contains(m) || known.beside.contains(m))
                            && group.members.iter().any(|m| known.substances.contains(m))
                    })
                })
                .collect();
        hits.sort_by_key(|(length, at, entry)| (std::cmp::Reverse(*length), *at, *entry));
        let reach = hits.first().map(|(length, at, _)| at + length)?;
        let (follows, start) = if before.is_none() {
            (Follows::Before, first)
        } else {
            let between = group.range.end..first.max(group.range.end);
            if between.is_empty() {
                (Follows::Substance, first.max(group.range.end))
            } else if between.clone().all(|i| can_go(text, window, i)) {
                (Follows::Substance, group.range.end)
            } else {
                let bare = ["to", "can", "may", "might", "could", "will", "helps", "help"];
                let verb = ["and", "which", "that", "also"];
                match first.checked_sub(1) {
                    Some(i) if word(text, window, i, &bare) => (Follows::Bare, first),
                    Some(i) if word(text, window, i, &verb) => (Follows::Verb, first),
                    _ => return None,
                }
            }
        };
        let end = if before.is_none() { group.range.end } else { tail(text, window, last.max(reach))? };
        let names: Vec<&str> = group
            .members
            .iter()
            .filter_map(|m| pass.ready.packs.tables.authorised.substances.get(usize::from(*m)))
            .map(|substance| substance.name.as_str())
            .collect();
        let at = |i: usize| window.tokens.get(i).map_or(0, |token| token.start as usize);
        let stop =
            |i: usize| i.checked_sub(1).and_then(|i| window.tokens.get(i)).map_or(0, |t| t.end as usize);
        let many = {
            let written = text.get(at(group.range.start)..stop(group.range.end)).unwrap_or("");
            let plural =
                pass.ready.packs.tables.authorised.substances.iter().any(|s| s.many && names == [&s.name]);
            // "omega-3 fatty acids", but "fish oil"; "consumption of nuts" is one thing.
            let several = names.len() > 1 || plural && (written.ends_with('s') || written.contains(" and "));
            let of = group.range.start.checked_sub(1).filter(|i| *i >= own.start);
            several && !of.is_some_and(|i| word(text, window, i, &["of"]))
        };
        let opener = (group.range.start > own.start).then(|| group.range.start - 1).filter(|i| {
            word(text, window, *i, &["our", "the", "this", "these", "your", "a", "daily", "take"])
        });
        Some(Self {
            entries: hits.iter().map(|(_, _, entry)| *entry).collect(),
            sentence: at(own.start)..stop(own.end),
            group: at(group.range.start)..stop(group.range.end),
            names: wording::list(&names),
            many,
            claim: if start == group.range.end && follows == Follows::Substance && start < first {
                stop(start)
            } else {
                at(start)
            }..stop(end),
            opens: at(opener.unwrap_or(group.range.start)),
            follows,
        })
    }

    /// The wording in the place of the claim; nothing where it cannot stand there.
    fn put(&self, text: &str, words: &str) -> Option<Proposal> {
        let ends = self.claim.end == self.sentence.end;
        let chosen = wording::choose(words, self.many || self.follows == Follows::Bare);
        let two = chosen.contains(". ");
        match (chosen.strip_prefix(NAME), self.follows) {
            (Some(rest), Follows::Substance) if ends || !two => {
                // The space before the claim stays where nothing else goes: mark-up may stand there.
                let spaced = self.claim.start > self.group.end;
                let range = if spaced && !rest.starts_with(' ') {
                    self.group.end..self.claim.end
                } else {
                    self.claim.clone()
                };
                let text = if spaced { rest.trim_start() } else { rest };
                Some(Proposal { range, text: text.to_owned() })
            }
            (Some(rest), Follows::Verb | Follows::Bare) if words.contains("[contributes|") && !two => {
                Some(Proposal { range: self.claim.clone(), text: rest.trim_start().to_owned() })
            }
            (Some(rest), Follows::Before) if ends || !two => {
                let name = wording::capital(text.get(self.group.clone())?);
                Some(Proposal { range: self.claim.clone(), text: format!("{name}{rest}") })
            }
            // A wording of its own shape takes the place of the whole sentence.
            (None, Follows::Substance) if ends && self.opens == self.sentence.start => {
                Some(Proposal { range: self.opens..self.claim.end, text: chosen.replace(NAME, &self.names) })
            }
            _ => None,
        }
    }
}

/// Whether a word is one of these.
fn word(text: &str, window: &super::Window, at: usize, any: &[&str]) -> bool {
    let word = window.tokens.get(at).and_then(|token| text.get(token.start as usize..token.end as usize));
    word.is_some_and(|word| any.iter().any(|one| one.eq_ignore_ascii_case(word)))
}

/// Whether a word between a substance and its claim can be left out.
fn can_go(text: &str, window: &super::Window, at: usize) -> bool {
    const GO: &[&str] = &[
        "can",
        "may",
        "might",
        "could",
        "will",
        "also",
        "helps",
        "help",
        "to",
        "has",
        "have",
        "been",
        "shown",
        "proven",
        "is",
        "are",
        "known",
        "capsules",
        "capsule",
        "tablets",
        "tablet",
        "gummies",
        "gummy",
        "powder",
        "drops",
        "supplement",
        "supplements",
        "spray",
        "complex",
        "softgels",
        "really",
        "actively",
        "effectively",
        "quickly",
        "clinically",
        "scientifically",
        "naturally",
        "dramatically",
        "significantly",
        "powerfully",
        "instantly",
    ];
    let marks = Flags::COMMA.or(Flags::SEMICOLON).or(Flags::COLON).or(Flags::OPEN).or(Flags::DASH);
    // "has been shown to", but not "take zinc to".
    let aim = word(text, window, at, &["to"])
        && !at
            .checked_sub(1)
            .is_some_and(|i| word(text, window, i, &["helps", "help", "shown", "known", "proven"]));
    word(text, window, at, GO) && !aim && !window.tokens.get(at).is_some_and(|token| token.flags.has(marks))
}

/// The end of a claim with what hangs on it ("by 80 %", "against the flu"); nothing where no end is in sight.
fn tail(text: &str, window: &super::Window, from: usize) -> Option<usize> {
    const ENDS: &[&str] = &[
        "and",
        "or",
        "but",
        "while",
        "when",
        "so",
        "during",
        "for",
        "in",
        "as",
        "with",
        "without",
        "because",
        "who",
        "that",
        "which",
        "if",
        "every",
        "each",
        "at",
        "throughout",
        "on",
        "through",
        "all",
        "after",
        "before",
        "plus",
    ];
    let marks = Flags::COMMA
        .or(Flags::SEMICOLON)
        .or(Flags::COLON)
        .or(Flags::DASH)
        .or(Flags::OPEN)
        .or(Flags::CLOSE)
        .or(Flags::QUOTE)
        .or(Flags::SENTENCE);
    let ends = |at: &usize| {
        *at >= window.own.end
            || word(text, window, *at, ENDS)
            || window.tokens.get(*at).is_some_and(|token| token.flags.has(marks))
    };
    (from..=from + TAIL).find(ends)
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
        tokens.cut(&text, &self.ready.index.vocabulary, |_| false);
        let mut window = super::Window { own: 0..tokens.tokens.len(), ..super::Window::default() };
        self.lookup.read(&text, &tokens.tokens, &mut window.ids);
        window.tokens = tokens.tokens;
        let entries = &self.ready.packs.tables.authorised.claims;
        let sight =
            recognise::Sight { lookup: self.lookup, entries, text: &text, window: &window, diseases: &[] };
        recognise::read(&sight).found.iter().any(|found| found.entry == entry && !found.unmet)
    }
}
