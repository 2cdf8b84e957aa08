//! Which lexicons a sentence touches, and where.

use super::index::Index;
use super::numeric::{self, Special};
use super::token::{Flags, Token};
use crate::rule::compiled::{LexiconId, NUMERICS};

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
    /// In the order in which they were found.
    found: Vec<Hit>,
    excepts: Vec<Hit>,
    seen: Vec<Seen>,
    /// One bit for each lexicon that was hit.
    touched: Vec<u64>,
    stamp: u32,
}

/// What is known of a lexicon in the sentence.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    /// Number of the sentence it was last seen in.
    stamp: u32,
    /// While hits are found: the last one and how many there are; then their range in `all`.
    start: u32,
    end: u32,
}

/// What ends a multi-word term.
const BREAKS: Flags = Flags::SEMICOLON
    .or(Flags::COLON)
    .or(Flags::OPEN)
    .or(Flags::CLOSE)
    .or(Flags::SENTENCE)
    .or(Flags::COMMA)
    .or(Flags::ELLIPSIS);

impl Hits {
    /// Finds the terms of one sentence.
    pub(crate) fn find(&mut self, text: &str, tokens: &[Token], index: &Index) {
        self.clear(index);
        let mut numbers = false;
        for (i, token) in tokens.iter().enumerate() {
            numbers |= token.flags.has(Flags::NUMBER);
            if token.word == 0 {
                continue;
            }
            numbers |= matches!(index.specials[token.word as usize], Special::Number(_));
            self.walk::<false>(text, tokens, i, index);
        }
        self.take_excepts();
        if numbers {
            numeric::hits(tokens, |i| index.specials[tokens[i].word as usize], |hit| self.push(hit));
        }
        self.arrange();
        for lexicon in 0..NUMERICS {
            let Seen { stamp, start, end } = self.seen[lexicon as usize];
            if stamp == self.stamp {
                self.all[start as usize..end as usize].sort_unstable_by_key(|hit| (hit.start, hit.end));
            }
        }
    }

    /// Finds only the terms of signals, for a sentence in which no pattern can match.
    pub(crate) fn find_signals(&mut self, text: &str, tokens: &[Token], index: &Index) {
        self.clear(index);
        for (i, token) in tokens.iter().enumerate() {
            if index.filter.is_signal(token.word) {
                self.walk::<true>(text, tokens, i, index);
            }
        }
        self.take_excepts();
        self.arrange();
    }

    fn clear(&mut self, index: &Index) {
        self.all.clear();
        self.found.clear();
        self.excepts.clear();
        if self.seen.len() != index.lexicons || self.stamp == u32::MAX {
            self.seen = vec![Seen::default(); index.lexicons];
            self.touched = vec![0; index.lexicons.div_ceil(64)];
            self.stamp = 0;
        }
        self.stamp += 1;
    }

    /// Finds the terms that start with a word.
    #[inline]
    fn walk<const SIGNALS: bool>(&mut self, text: &str, tokens: &[Token], i: usize, index: &Index) {
        let mut node = index.root(tokens[i].word);
        let mut end = i + 1;
        while node != 0 {
            let entry = &index.nodes[node as usize];
            let after = if SIGNALS { entry.signals } else { entry.outputs.1 };
            for output in &index.outputs[entry.outputs.0 as usize..after as usize] {
                if output.exact != 0 {
                    let words =
                        text.get(tokens[i].start as usize..tokens[end - 1].end as usize).unwrap_or("");
                    if words != index.exact[output.exact as usize - 1] {
                        continue;
                    }
                }
                let hit = Hit { lexicon: output.lexicon, start: i as u16, end: end as u16 };
                if output.except {
                    self.excepts.push(hit);
                    continue;
                }
                let seen = self.seen[hit.lexicon as usize];
                match self.found.get_mut(seen.start as usize) {
                    // The longest term of a lexicon wins.
                    Some(shorter) if seen.stamp == self.stamp && shorter.start == hit.start => {
                        shorter.end = hit.end;
                    }
                    _ => self.push(hit),
                }
            }
            let Some(next) = tokens.get(end).filter(|next| !next.flags.has(BREAKS) && next.word != 0) else {
                return;
            };
            match index.child(entry, next.word) {
                Some(child) if !SIGNALS || index.nodes[child as usize].leads_to_signal => node = child,
                _ => return,
            }
            end += 1;
        }
    }

    #[inline]
    fn push(&mut self, hit: Hit) {
        let seen = &mut self.seen[hit.lexicon as usize];
        if seen.stamp != self.stamp {
            *seen = Seen { stamp: self.stamp, start: 0, end: 0 };
            self.touched[hit.lexicon as usize / 64] |= 1 << (hit.lexicon % 64);
        }
        seen.start = self.found.len() as u32;
        seen.end += 1;
        self.found.push(hit);
    }

    /// Takes away the hits that words of their lexicon that are not meant overlap.
    fn take_excepts(&mut self) {
        if self.excepts.is_empty() {
            return;
        }
        // Those that can overlap a hit are found by halving: a sentence without an end may hold a hundred.
        self.excepts.sort_unstable_by_key(|except| (except.lexicon, except.start));
        let longest = self.excepts.iter().map(|except| except.end - except.start).max().unwrap_or(0);
        let (excepts, seen) = (&self.excepts, &mut self.seen);
        self.found.retain(|hit| {
            let first = (hit.lexicon, hit.start.saturating_sub(longest));
            let near = excepts.partition_point(|except| (except.lexicon, except.start) < first);
            let taken = excepts[near..]
                .iter()
                .take_while(|except| except.lexicon == hit.lexicon && except.start < hit.end)
                .any(|except| hit.start < except.end && except.end - except.start >= hit.end - hit.start);
            if taken {
                seen[hit.lexicon as usize].end -= 1;
            }
            !taken
        });
    }

    /// Puts the hits in order. They were found by start, so that counting those of each lexicon is enough.
    fn arrange(&mut self) {
        let mut start = 0;
        for (i, bits) in self.touched.iter_mut().enumerate() {
            while *bits != 0 {
                let seen = &mut self.seen[i * 64 + bits.trailing_zeros() as usize];
                *bits &= *bits - 1;
                if seen.end == 0 {
                    seen.stamp = 0;
                    continue;
                }
                let count = seen.end;
                (seen.start, seen.end) = (start, start);
                start += count;
            }
        }
        self.all.resize(self.found.len(), Hit { lexicon: 0, start: 0, end: 0 });
        for &hit in &self.found {
            let seen = &mut self.seen[hit.lexicon as usize];
            self.all[seen.end as usize] = hit;
            seen.end += 1;
        }
    }

    /// The hits of a lexicon, by start.
    pub(crate) fn of(&self, lexicon: LexiconId) -> &[Hit] {
        match self.seen.get(lexicon as usize) {
            Some(&Seen { stamp, start, end }) if stamp == self.stamp => {
                &self.all[start as usize..end as usize]
            }
            _ => &[],
        }
    }

    pub(crate) fn has(&self, lexicon: LexiconId) -> bool {
        self.seen.get(lexicon as usize).is_some_and(|seen| seen.stamp == self.stamp)
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
