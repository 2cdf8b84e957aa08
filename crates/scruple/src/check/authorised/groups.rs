//! The substances a sentence names, those in a row together: "vitamins C and E", "EPA, DHA and zinc".

use std::ops::Range;

use super::Window;
use super::lookup::Lookup;
use super::phrases::{self, Line};
use crate::scan::Flags;

/// Substances in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    /// Tokens of the window.
    pub range: Range<usize>,
    pub members: Vec<u16>,
}

/// The groups of a window, from left to right.
pub(super) fn find(lookup: &Lookup, window: &Window) -> Vec<Group> {
    let line = window.line();
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(id) = line.ids.get(at) {
        let may_start = lookup.names.may_start(line, at) || *id == lookup.vitamins;
        match may_start.then(|| group(lookup, line, at)).flatten() {
            Some(group) => {
                at = group.range.end;
                out.push(group);
            }
            None => at += 1,
        }
    }
    out
}

fn group(lookup: &Lookup, line: Line<'_>, start: usize) -> Option<Group> {
    let mut lettered = line.ids.get(start) == Some(&lookup.vitamins);
    let mut members = Vec::new();
    let mut end = start;
    let mut at = if lettered { start + 1 } else { start };
    loop {
        let named = lookup.name_at(line, at).or_else(|| {
            // "vitamins C and E"
            let letter = *line.ids.get(at).filter(|id| lettered && **id != 0)?;
            let token = line.tokens.get(at)?;
            let name = Line {
                ids: &[lookup.vitamin, letter],
                tokens: &[*token, *token],
                after: &[phrases::mask(letter), 0],
                opens: &[lookup.opens(lookup.vitamin), 0],
            };
            lookup.name_at(name, 0).map(|(member, _)| (member, at + 1))
        });
        let Some((member, after)) = named else { break };
        lettered &= after == at + 1;
        if !members.contains(&member) {
            members.push(member);
        }
        end = after;
        let parted = Flags::SENTENCE.or(Flags::SEMICOLON).or(Flags::COLON).or(Flags::DASH);
        let Some(_) = line.tokens.get(after).filter(|token| !token.flags.has(parted)) else { break };
        let joined = line.ids.get(after).is_some_and(|id| lookup.join.contains(id));
        at = if joined { after + 1 } else { after };
    }
    (!members.is_empty()).then_some(Group { range: start..end, members })
}
