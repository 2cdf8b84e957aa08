//! Which authorised claims a sentence makes.

use std::ops::Range;

use super::groups::{self, Group};
use super::lookup::Lookup;
use super::{Window, condition, overlap};
use crate::rule::register::{AuthorisedClaim, ClaimKind};
use crate::scan::{Flags, Hit};

/// Most words between the substance and the verb: "Magnesium, found in many nuts and leafy greens, contributes".
const REACH: usize = 14;

/// Up to so many words between them the claim counts from the substance on.
const CLOSE: usize = 3;

/// What is looked at.
pub(super) struct Sight<'a> {
    pub lookup: &'a Lookup,
    pub entries: &'a [AuthorisedClaim],
    /// The segment.
    pub text: &'a str,
    pub window: &'a Window,
    /// Finds the names of diseases in the sentence itself; few sentences are asked for them.
    pub diseases: &'a dyn Fn() -> Vec<Hit>,
}

/// A claim that is in the register.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub entry: u16,
    /// Bytes of the segment.
    pub range: Range<usize>,
    /// The next word that is more than "and the".
    reach: usize,
    /// An amount stands beside it that does not meet the condition.
    pub unmet: bool,
}

/// What a sentence says.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    pub found: Vec<Found>,
    /// It names a substance.
    pub named: bool,
    /// Qualified claims without their qualifying words, with bytes of the segment.
    pub unqualified: Vec<(u16, Range<usize>)>,
    /// Bytes of words that FDA takes for a structure or function, though they name a complaint.
    pub functions: Vec<Range<usize>>,
}

impl Reading {
    /// The first of the claims that together hold these bytes; one whose condition is not met where there is one.
    pub(super) fn covering(&self, range: &Range<usize>, allowed: impl Fn(u16) -> bool) -> Option<&Found> {
        let mut held = range.start;
        let mut list: Vec<&Found> = self.found.iter().filter(|found| allowed(found.entry)).collect();
        list.sort_by_key(|found| found.range.start);
        for found in list.iter().filter(|found| overlap(&(found.range.start..found.reach), range)) {
            if found.range.start <= held {
                held = held.max(found.reach);
            }
        }
        let mut touching = list.iter().copied().filter(|found| overlap(&found.range, range));
        let first = touching.next().filter(|_| held >= range.end)?;
        Some(touching.find(|found| found.unmet).filter(|_| !first.unmet).unwrap_or(first))
    }
}

/// Words of a claim in the window.
struct Said {
    entries: Vec<u16>,
    range: Range<usize>,
    /// The "normal" before it stands further to the left.
    goes_on: bool,
}

/// Where the verb of a claim starts, and which group it is said of.
#[derive(Clone)]
struct Link {
    start: usize,
    group: usize,
}

/// Reads the sentence of the window.
pub(super) fn read(sight: &Sight<'_>) -> Reading {
    let groups = groups::find(sight.lookup, sight.window);
    let own = &sight.window.own;
    let named = groups.iter().any(|group| own.start <= group.range.start && group.range.end <= own.end);
    let mut reading = Reading { named, ..Reading::default() };
    // A function is said of a substance.
    if !groups.is_empty() {
        sight.functions(&groups, &mut reading);
    }
    if let Some(set) = sight.lookup.functions {
        reading.functions =
            sight.sets(|number| number == set).map(|(_, range)| sight.bytes(&range)).collect();
    }
    sight.risks(&groups, &mut reading);
    reading
}

impl Sight<'_> {
    /// Claims on normal functions, in the order of the text: each may go on from the one before it.
    fn functions(&self, groups: &[Group], reading: &mut Reading) {
        let mut chain: Vec<(usize, Link)> = Vec::new();
        for at in self.window.own.clone() {
            for said in self.said(at) {
                let free = said
                    .entries
                    .iter()
                    .any(|entry| self.entries.get(*entry as usize).is_some_and(|entry| entry.free));
                let link = if free {
                    self.group_before(groups, at).map(|group| Link { start: at, group })
                } else {
                    self.link(at, groups, &chain, said.goes_on)
                };
                let Some(link) = link else { continue };
                let Some(group) = groups.get(link.group) else { continue };
                chain.push((said.range.end, link.clone()));
                let Some(entry) = self.entry_for(&said.entries, group) else { continue };
                let start =
                    if link.start - group.range.end <= CLOSE { group.range.start } else { link.start };
                let unmet = condition::unmet(self, entry, group);
                reading.found.push(self.found(entry, start..said.range.end, unmet));
            }
        }
    }

    /// The words of claims that start here, the longest first.
    fn said(&self, at: usize) -> Vec<Said> {
        let (lookup, window) = (self.lookup, self.window);
        let mut out: Vec<Said> = Vec::new();
        if !lookup.says.may_start(window.line(), at) && !lookup.goes_on.may_start(window.line(), at) {
            return out;
        }
        let whole = lookup.says.at(window.line(), at, &lookup.join, |_| true);
        let rest = lookup.goes_on.at(window.line(), at, &lookup.join, |_| true);
        for ((entry, end), goes_on) in whole.map(|hit| (hit, false)).chain(rest.map(|hit| (hit, true))) {
            match out.iter_mut().find(|said| said.range.end == end && said.goes_on == goes_on) {
                Some(said) => said.entries.push(entry),
                None => out.push(Said { entries: vec![entry], range: at..end, goes_on }),
            }
        }
        out.sort_by_key(|said| std::cmp::Reverse(said.range.end));
        out
    }

    /// The entry that allows the claim for every substance of the group.
    fn entry_for(&self, entries: &[u16], group: &Group) -> Option<u16> {
        let of = |member: u16| {
            entries.iter().copied().find(|entry| {
                self.lookup.claims.get(*entry as usize).is_some_and(|known| {
                    known.substances.contains(&member)
                        || (known.beside.contains(&member)
                            && group.members.iter().any(|other| known.substances.contains(other)))
                })
            })
        };
        let first = of(*group.members.first()?)?;
        group.members.iter().all(|member| of(*member).is_some()).then_some(first)
    }

    /// The first word a sentence's words can refer back to.
    fn floor(&self, at: usize) -> usize {
        let window = self.window;
        let start = (0..=at)
            .rev()
            .find(|&i| window.tokens.get(i).is_some_and(|token| token.flags.has(Flags::SENTENCE)))
            .unwrap_or(0);
        let first = window.ids.get(start).copied().unwrap_or_default();
        let leads_on = window.led && start == window.own.start;
        if leads_on || self.lookup.pronoun.contains(&first) { 0 } else { start }
    }

    /// The verb before the words of a claim.
    fn link(&self, at: usize, groups: &[Group], chain: &[(usize, Link)], goes_on: bool) -> Option<Link> {
        let (lookup, ids) = (self.lookup, &self.window.ids);
        let floor = self.floor(at);
        let mut back = at;
        loop {
            if let Some((_, link)) = chain.iter().rev().find(|(end, _)| *end == back) {
                return Some(link.clone());
            }
            let word = ids.get(back.checked_sub(1).filter(|before| *before >= floor)?)?;
            if !lookup.filler.contains(word) && !lookup.join.contains(word) {
                break;
            }
            back -= 1;
        }
        if goes_on {
            return None;
        }
        let mut start = at;
        let mut linked = false;
        while start > floor {
            let Some(word) = ids.get(start - 1) else { break };
            let parted = start > self.window.own.start && self.parted(start..start + 1);
            let known = lookup.filler.contains(word)
                || lookup.link.contains(word)
                || (linked && lookup.before_link.contains(word));
            // The "A" of "vitamin A" is no article.
            let named = groups.iter().any(|group| group.range.end == start);
            if parted || named || !known {
                break;
            }
            linked |= lookup.link.contains(word);
            start -= 1;
        }
        let group = linked.then(|| self.group_before(groups, start))??;
        Some(Link { start, group })
    }

    fn parted(&self, range: Range<usize>) -> bool {
        let marks = Flags::SEMICOLON.or(Flags::COLON).or(Flags::STOP);
        self.window.tokens.get(range).is_some_and(|part| part.iter().any(|token| token.flags.has(marks)))
    }

    /// The substances a verb is said of.
    fn group_before(&self, groups: &[Group], start: usize) -> Option<usize> {
        let (lookup, window) = (self.lookup, self.window);
        let floor = self.floor(start);
        let number = groups.iter().rposition(|group| group.range.end <= start)?;
        let group = groups.get(number).filter(|group| group.range.start >= floor)?;
        let between = group.range.end..start;
        let joins = |range: Range<usize>| {
            window.ids.get(range).is_some_and(|ids| ids.iter().any(|id| lookup.join.contains(id)))
        };
        let boasts = between.clone().any(|i| self.boast(i));
        let far = between.len() > REACH && floor == window.own.start;
        // "Ashwagandha and magnesium contribute": what is said of both is authorised for one of them only.
        let plural = window.ids.get(start..(start + 3).min(window.ids.len())).is_some_and(|ids| {
            ids.iter().find(|id| lookup.link.contains(id)).is_some_and(|id| lookup.plural.contains(id))
        });
        let alone = group.members.len() == 1;
        let before = group.range.start.checked_sub(1).filter(|before| *before >= floor);
        let company = plural && alone && (joins(between.clone()) || before.is_some_and(|i| joins(i..i + 1)));
        // "Magnesium and ..." is said of another, too; "with a meal" says when.
        let trailing = !between.is_empty()
            && (self.is(between.start, &["and", "or", "plus"])
                || self.is(between.start + 1, &["well"])
                || self.is(between.start, &["with"])
                    && !self.is(between.start + 1, &["a", "each", "food", "meals", "your", "water"]));
        (!boasts && !far && !company && !trailing).then_some(number)
    }

    /// Words that promise more than the claim: "powerfully", "proven".
    fn boast(&self, at: usize) -> bool {
        let window = self.window;
        if window.led && at < window.own.start {
            return false;
        }
        let word = window.word(self.text, at);
        let manner = word.len().checked_sub(2).and_then(|at| word.get(at..));
        self.is(at, &["proven", "guaranteed", "cure", "cures", "treats", "prevents"])
            || manner.is_some_and(|ending| ending.eq_ignore_ascii_case("ly"))
                && !self.is(at, &["daily", "naturally", "only", "normally"])
    }

    fn is(&self, at: usize, any: &[&str]) -> bool {
        self.window.is(self.text, at, any)
    }

    fn found(&self, entry: u16, tokens: Range<usize>, unmet: bool) -> Found {
        let lookup = self.lookup;
        let mut after = tokens.end;
        while self
            .window
            .ids
            .get(after)
            .is_some_and(|id| lookup.join.contains(id) || lookup.filler.contains(id))
        {
            after += 1;
        }
        let range = self.bytes(&tokens);
        let reach = self.window.tokens.get(after).map_or(self.text.len(), |token| token.start as usize);
        Found { entry, reach: reach.max(range.end), range, unmet }
    }

    /// The bytes of tokens, as far as they are of the segment.
    fn bytes(&self, tokens: &Range<usize>) -> Range<usize> {
        let window = self.window;
        let first = if window.led { tokens.start.max(window.own.start) } else { tokens.start };
        let start = window.tokens.get(first).map_or(0, |token| token.start as usize);
        let end = tokens.end.checked_sub(1).and_then(|last| window.tokens.get(last));
        start..end.map_or(start, |token| token.end as usize).max(start)
    }

    /// Claims on the risk of a disease: the whole of what was authorised must stand there.
    fn risks(&self, groups: &[Group], reading: &mut Reading) {
        let (lookup, window) = (self.lookup, self.window);
        let mut sets: Option<Vec<(u16, Range<usize>)>> = None;
        let wanted = |entry: u16| {
            !groups.is_empty()
                || lookup.claims.get(entry as usize).is_some_and(|claim| claim.substances.is_empty())
        };
        for (entry, range) in lookup.risks.find(window.line(), 0..window.ids.len(), &lookup.nothing, wanted) {
            let (at, end) = (range.start, range.end);
            let Some(known) = self.entries.get(entry as usize) else { continue };
            let Some(start) = self.said_of(groups, entry, at, end) else { continue };
            let sets = sets.get_or_insert_with(|| self.sets(|_| true).collect());
            let needs = lookup.claims.get(entry as usize).map_or(&[][..], |claim| &claim.needs);
            let met: Vec<&Range<usize>> = needs
                .iter()
                .filter_map(|need| sets.iter().find(|(set, _)| set == need).map(|(_, range)| range))
                .collect();
            if met.len() < needs.len() {
                if known.kind == ClaimKind::UsQualified && window.own.contains(&at) {
                    reading.unqualified.push((entry, self.bytes(&(start..end))));
                }
                continue;
            }
            let mut ranges: Vec<Range<usize>> =
                std::iter::once(start..end).chain(met.into_iter().cloned()).collect();
            if self.other_disease(entry, &ranges) {
                continue;
            }
            if known.kind == ClaimKind::Art14Risk {
                // "... is a risk factor in the development of coronary heart disease."
                for range in ranges.iter_mut().skip(1) {
                    range.end = self.sentence_end(range.end);
                }
            }
            let unmet = groups
                .iter()
                .find(|group| group.range.start >= start && group.range.end <= end)
                .is_some_and(|group| condition::unmet(self, entry, group));
            let found = ranges.into_iter().map(|range| self.found(entry, range, unmet));
            reading.found.extend(found);
        }
    }

    /// What claims ask for, in the window: the sets that are wanted.
    fn sets<'s>(
        &'s self,
        wanted: impl Fn(u16) -> bool + Copy + 's,
    ) -> impl Iterator<Item = (u16, Range<usize>)> + 's {
        let (lookup, window) = (self.lookup, self.window);
        lookup.sets.find(window.line(), 0..window.ids.len(), &lookup.nothing, wanted)
    }

    fn sentence_end(&self, at: usize) -> usize {
        let tokens = &self.window.tokens;
        (at..tokens.len()).find(|&i| tokens[i].flags.has(Flags::SENTENCE)).unwrap_or(tokens.len())
    }

    /// Where a claim starts that is said of its own substance, and of no other.
    fn said_of(&self, groups: &[Group], entry: u16, at: usize, end: usize) -> Option<usize> {
        let known = self.lookup.claims.get(entry as usize)?;
        if known.substances.is_empty() {
            return Some(at);
        }
        let floor = self.floor(at);
        let ceiling = self.sentence_end(end);
        let here = |group: &&Group| group.range.start >= floor && group.range.end <= ceiling;
        let before = |group: &&Group| here(group) && group.range.start < at;
        // Of the sentence, as far as the claim; else of the whole of it; else of the sentences beside it.
        let mut named: Vec<&Group> = groups.iter().filter(before).collect();
        let start = named.first().map_or(at, |group| group.range.start);
        if named.is_empty() {
            named = groups.iter().filter(here).collect();
        }
        if named.is_empty() {
            named = groups.iter().collect();
        }
        let members = || named.iter().flat_map(|group| &group.members);
        let own = members().any(|member| known.substances.contains(member));
        let all = members().all(|member| known.substances.contains(member) || known.beside.contains(member));
        (own && all).then_some(start)
    }

    /// Whether the sentence names a disease that the entry does not.
    fn other_disease(&self, entry: u16, ranges: &[Range<usize>]) -> bool {
        let (lookup, window) = (self.lookup, self.window);
        (self.diseases)().iter().any(|hit| {
            let hit = hit.start as usize + window.own.start..hit.end as usize + window.own.start;
            let about = |at: usize| {
                let mut hits = lookup.about.at(window.line(), at, &lookup.nothing, |owner| owner == entry);
                hits.any(|(_, end)| end >= hit.end)
            };
            !ranges.iter().any(|range| overlap(range, &hit)) && !about(hit.start)
        })
    }
}
