//! A claim that comes near an authorised one: how it hangs on its substance, and how the wording takes its place.

use std::ops::Range;

use super::groups::{self, Group};
use super::wording::{self, NAME};
use super::{Pass, overlap};
use crate::check::Claim;
use crate::scan::Flags;

/// Most words behind a claim that belong to it.
const TAIL: usize = 6;

/// A replacement of bytes of the segment.
#[derive(Debug)]
pub(crate) struct Proposal {
    pub range: Range<usize>,
    pub text: String,
}

/// A claim and the substance it is made for.
pub(super) struct Near {
    /// Entries on the same function, the nearest first.
    pub entries: Vec<u16>,
    /// Bytes of the sentence, without its mark.
    pub sentence: Range<usize>,
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
    pub(super) fn of(pass: &mut Pass<'_>, text: &str, claim: &Claim) -> Option<Self> {
        pass.open(claim)?;
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
                .all(|i| window.is(text, i, &["with", "from", "by", "of", "our", "thanks", "to"]));
            (by && between.len() <= 3 && !between.is_empty() && first == own.start).then_some(after)
        })?;
        let mut hits: Vec<(usize, usize, u16)> =
            (first.max(if before.is_some() { group.range.end } else { first })..last)
                .flat_map(|at| {
                    let hits = lookup.about.at(window.line(), at, &lookup.nothing, |_| true);
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
                    Some(i) if window.is(text, i, &bare) => (Follows::Bare, first),
                    Some(i) if window.is(text, i, &verb) => (Follows::Verb, first),
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
            several && !of.is_some_and(|i| window.is(text, i, &["of"]))
        };
        let opener = (group.range.start > own.start)
            .then(|| group.range.start - 1)
            .filter(|i| window.is(text, *i, &["our", "the", "this", "these", "your", "a", "daily", "take"]));
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
    pub(super) fn put(&self, text: &str, words: &str) -> Option<Proposal> {
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
    let aim = window.is(text, at, &["to"])
        && !at
            .checked_sub(1)
            .is_some_and(|i| window.is(text, i, &["helps", "help", "shown", "known", "proven"]));
    window.is(text, at, GO) && !aim && !window.tokens.get(at).is_some_and(|token| token.flags.has(marks))
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
            || window.is(text, *at, ENDS)
            || window.tokens.get(*at).is_some_and(|token| token.flags.has(marks))
    };
    (from..=from + TAIL).find(ends)
}
