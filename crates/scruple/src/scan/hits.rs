//! Which lexicons a sentence touches, and where.

use super::index::Index;
use super::numeric::{self, Special};
use super::token::{Flags, Token};
use crate::rule::compiled::LexiconId;

/// A term found: tokens `start..end`, counted from the start of the sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hit {
    pub lexicon: LexiconId,
    pub start: u16,
    pub end: u16,
}

/// The hits of one sentence, by lexicon. Reused from sentence to sentence.
#[derive(Debug, Default)]
pub(crate) struct Hits {
    /// Sorted by lexicon, then by start.
    all: Vec<Hit>,
    excepts: Vec<Hit>,
    /// By lexicon: number of the sentence it was last seen in, and its range in `all`.
    seen: Vec<(u32, u32, u32)>,
    stamp: u32,
}

/// What ends a multi-word term.
const BREAKS: Flags = Flags::SEMICOLON.or(Flags::COLON).or(Flags::OPEN).or(Flags::CLOSE).or(Flags::SENTENCE).or(Flags::COMMA).or(Flags::ELLIPSIS);

impl Hits {
    /// Finds the terms of one sentence.
    pub(crate) fn find(&mut self, text: &str, tokens: &[Token], index: &Index) {
        self.all.clear();
        self.excepts.clear();
        if self.seen.len() != index.lexicons || self.stamp == u32::MAX {
            self.seen = vec![(0, 0, 0); index.lexicons];
            self.stamp = 0;
        }
        self.stamp += 1;
        let mut numbers = false;
        for (i, token) in tokens.iter().enumerate() {
            numbers |= token.flags.has(Flags::NUMBER);
            if token.word == 0 {
                continue;
            }
            numbers |= matches!(index.specials[token.word as usize], Special::Number(_));
            let mut node = index.root(token.word);
            let mark = self.all.len();
            let mut end = i + 1;
            while node != 0 {
                let entry = index.nodes[node as usize];
                for output in &index.outputs[entry.outputs.0 as usize..entry.outputs.1 as usize] {
                    if output.exact != 0 {
                        let words = text.get(tokens[i].start as usize..tokens[end - 1].end as usize).unwrap_or("");
                        if words != index.exact[output.exact as usize - 1] {
                            continue;
                        }
                    }
                    let hit = Hit { lexicon: output.lexicon, start: i as u16, end: end as u16 };
                    if output.except {
                        self.excepts.push(hit);
                    } else if let Some(shorter) = self.all[mark..].iter_mut().find(|shorter| shorter.lexicon == output.lexicon) {
                        // The longest term of a lexicon wins.
                        shorter.end = hit.end;
                    } else {
                        self.all.push(hit);
                    }
                }
                if !entry.continues {
                    break;
                }
                let Some(next) = tokens.get(end).filter(|next| !next.flags.has(BREAKS) && next.word != 0) else { break };
                match index.child(node, next.word) {
                    Some(child) => node = child,
                    None => break,
                }
                end += 1;
            }
        }
        if numbers {
            let all = &mut self.all;
            numeric::hits(tokens, |i| index.specials[tokens[i].word as usize], |hit| all.push(hit));
        }
        if !self.excepts.is_empty() {
            let excepts = &self.excepts;
            self.all.retain(|hit| {
                !excepts.iter().any(|except| {
                    except.lexicon == hit.lexicon && except.start < hit.end && hit.start < except.end
                        && except.end - except.start >= hit.end - hit.start
                })
            });
        }
        self.all.sort_unstable_by_key(|hit| (hit.lexicon, hit.start, hit.end));
        let mut start = 0;
        while start < self.all.len() {
            let lexicon = self.all[start].lexicon;
            let length = self.all[start..].partition_point(|hit| hit.lexicon == lexicon);
            self.seen[lexicon as usize] = (self.stamp, start as u32, (start + length) as u32);
            start += length;
        }
    }

    /// The hits of a lexicon, by start.
    pub(crate) fn of(&self, lexicon: LexiconId) -> &[Hit] {
        match self.seen.get(lexicon as usize) {
            Some(&(stamp, start, end)) if stamp == self.stamp => &self.all[start as usize..end as usize],
            _ => &[],
        }
    }

    pub(crate) fn has(&self, lexicon: LexiconId) -> bool {
        self.seen.get(lexicon as usize).is_some_and(|seen| seen.0 == self.stamp)
    }

    /// All hits, by lexicon.
    pub(crate) fn all(&self) -> &[Hit] {
        &self.all
    }

    /// Whether a hit of the lexicon lies in these tokens.
    pub(crate) fn within(&self, lexicon: LexiconId, start: usize, end: usize) -> bool {
        self.of(lexicon).iter().any(|hit| hit.start as usize >= start && hit.end as usize <= end)
    }
}
