//! Matching a pattern inside one sentence, without backtracking: for every element the ways to have reached each of
//! its hits are kept, one per hit, the nearest one.

use super::hits::{Hit, Hits};
use super::token::{Flags, Token};
use crate::rule::compiled::{LexiconId, Pattern};

/// A match: the whole of it and the part to report, as tokens of the sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Match {
    pub start: usize,
    pub end: usize,
    pub span_start: usize,
    pub span_end: usize,
}

/// Words that join the members of a list.
pub(crate) struct Joiners<'a> {
    pub lexicon: Option<LexiconId>,
    pub hits: &'a Hits,
}

/// Scratch space, reused.
#[derive(Debug, Default)]
pub(crate) struct Matcher {
    ways: Vec<Match>,
    next: Vec<Match>,
    hits: Vec<Hit>,
}

impl Matcher {
    /// Appends the matches of a pattern to `out`, from left to right, not overlapping. The hits must be prepared for
    /// the pattern.
    pub(crate) fn find(&mut self, pattern: &Pattern, hits: &Hits, tokens: &[Token], out: &mut Vec<Match>) {
        self.ways.clear();
        for (i, element) in pattern.elements.iter().enumerate() {
            let here: &[Hit] = match &element[..] {
                [only] => hits.of(*only),
                several => {
                    gather(several, hits, &mut self.hits);
                    &self.hits
                }
            };
            let spans = |way: &mut Match, hit: &Hit| {
                if i == pattern.span_first as usize {
                    way.span_start = hit.start as usize;
                }
                if i == pattern.span_last as usize {
                    way.span_end = hit.end as usize;
                }
            };
            if i == 0 {
                for hit in here {
                    let start = hit.start as usize;
                    if pattern.at_start && start > 0 {
                        continue;
                    }
                    if pattern
                        .not_before
                        .iter()
                        .any(|&lexicon| hits.of(lexicon).iter().any(|other| other.end as usize == start))
                    {
                        continue;
                    }
                    let mut way = Match { start, end: hit.end as usize, span_start: 0, span_end: 0 };
                    spans(&mut way, hit);
                    self.ways.push(way);
                }
            } else {
                let gap = &pattern.gaps[i - 1];
                let without: &[LexiconId] = &gap.without;
                self.next.clear();
                for hit in here {
                    let start = hit.start as usize;
                    let reached = self
                        .ways
                        .iter()
                        .filter(|way| {
                            way.end + gap.least as usize <= start
                                && start <= way.end + gap.most as usize
                                && open(tokens, way.end, start)
                                && !without.iter().any(|&lexicon| hits.within(lexicon, way.end, start))
                        })
                        .max_by_key(|way| (way.end, way.start));
                    if let Some(way) = reached {
                        let mut way = *way;
                        way.end = hit.end as usize;
                        spans(&mut way, hit);
                        self.next.push(way);
                    }
                }
                std::mem::swap(&mut self.ways, &mut self.next);
            }
            if self.ways.is_empty() {
                return;
            }
        }
        self.ways.retain(|way| {
            let follows =
                |&lexicon: &LexiconId| hits.of(lexicon).iter().any(|other| other.start as usize == way.end);
            let cut_off = pattern.at_end && way.end < tokens.len();
            !cut_off && !pattern.not_after.iter().any(follows)
        });
        if pattern.tail > 0 {
            for way in &mut self.ways {
                way.end = (way.end + pattern.tail as usize).min(tokens.len());
            }
        }
        // Overlapping matches: the longer one that starts first says the most.
        self.ways.sort_unstable_by_key(|way| (way.start, std::cmp::Reverse(way.end)));
        let mut after = 0;
        for way in &self.ways {
            if way.start >= after {
                out.push(*way);
                after = way.end;
            }
        }
    }
}

/// The hits of several lexicons by their places, each place once.
fn gather(lexicons: &[LexiconId], hits: &Hits, out: &mut Vec<Hit>) {
    out.clear();
    for &lexicon in lexicons {
        out.extend_from_slice(hits.of(lexicon));
    }
    out.sort_unstable_by_key(|hit| (hit.start, hit.end));
    out.dedup_by_key(|hit| (hit.start, hit.end));
}

/// Whether nothing between two tokens parts them.
fn open(tokens: &[Token], from: usize, to: usize) -> bool {
    tokens.get(from..=to).is_none_or(|between| between.iter().all(|token| !token.flags.has(Flags::SEMICOLON)))
}

/// Moves the end of a match over the members of a list it has begun: "depression, anxiety, and insomnia".
pub(crate) fn extend_over_list(
    found: &mut Match,
    last: &[LexiconId],
    joiners: &Joiners<'_>,
    tokens: &[Token],
) {
    if found.span_end != found.end {
        return;
    }
    loop {
        let end = found.end;
        let Some(token) = tokens.get(end) else { return };
        let joined = |at: usize| {
            joiners
                .lexicon
                .is_some_and(|lexicon| joiners.hits.of(lexicon).iter().any(|hit| hit.start as usize == at))
        };
        // "and", "or" and a modifier or two may stand between the members.
        let comma = token.flags.has(Flags::COMMA.or(Flags::SLASH));
        let mut first = end;
        let word = joined(end);
        if word {
            first += 1;
        }
        if !comma && !word {
            return;
        }
        let next = last
            .iter()
            .flat_map(|&lexicon| joiners.hits.of(lexicon))
            .filter(|hit| (first..=first + 1).contains(&(hit.start as usize)))
            .max_by_key(|hit| hit.end);
        match next {
            Some(hit) => {
                found.end = hit.end as usize;
                found.span_end = found.end;
            }
            None => return,
        }
    }
}
