//! Which lexicons a sentence touches, and where.

use super::index::{Index, Wait};
use super::numeric;
use super::token::{Flags, Token};
use super::vocabulary::WordId;
use crate::rule::compiled::{LexiconId, NUMERICS, Pattern};
use crate::rule::terms::Member;

/// A term found: tokens `start..end`, counted from the start of the sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hit {
    pub lexicon: LexiconId,
    pub start: u16,
    pub end: u16,
}

/// The hits of one sentence, by lexicon. Reused from sentence to sentence.
///
/// A word belongs to dozens of lexicons, and few of them matter in the sentence. Those that are counted for the document
/// are told apart at once; of the others it is only noted which terms were found, until [`Hits::prepare`] asks for those
/// of a pattern, or [`Hits::tell_rest`] for all that the code knows.
#[derive(Debug, Default)]
pub(crate) struct Hits {
    /// Those that are counted first, sorted by lexicon, then by start; then others by lexicon, as they were asked for.
    all: Vec<Hit>,
    /// How many of `all` the code knows.
    asked: usize,
    /// Whether all that the code knows was told apart.
    told: bool,
    /// The terms that were found, by start, then by end.
    terms: Vec<Found>,
    /// By set of lexicons: the sentence it was last seen in.
    sets: Vec<u32>,
    /// One bit for each lexicon that some term belongs to and a pattern needs, once that was noted.
    may: Vec<u64>,
    noted: bool,
    /// In the order in which they were found.
    found: Vec<Hit>,
    excepts: Vec<Hit>,
    seen: Vec<Seen>,
    /// The lexicons whose hits are gathered.
    touched: Vec<LexiconId>,
    /// Even: that of lexicons that were told apart in this sentence. The next one is that of lexicons whose hits are
    /// still gathered.
    stamp: u32,
}

/// A term that was found, and the set of lexicons it belongs to.
#[derive(Debug, Clone, Copy)]
struct Found {
    set: u32,
    start: u16,
    end: u16,
}

/// What is known of a lexicon in the sentence.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    /// That of [`Hits`] when it was last seen.
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
    /// Finds the terms of one sentence, and tells all lexicons apart that the code knows.
    pub(crate) fn find(&mut self, text: &str, tokens: &[Token], index: &Index) {
        self.look(text, tokens, index);
        self.tell_rest(index);
    }

    /// Finds the terms of one sentence. Of the lexicons only those that are counted for the document can be asked for.
    pub(crate) fn look(&mut self, text: &str, tokens: &[Token], index: &Index) {
        self.clear(index);
        let mut numbers = false;
        for (i, token) in tokens.iter().enumerate() {
            numbers |= token.flags.has(Flags::NUMBER);
            if token.word == 0 {
                continue;
            }
            numbers |= index.filter.is_number(token.word);
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

    /// Tells the lexicons apart that the code knows beside those that are counted, unless that is done.
    pub(crate) fn tell_rest(&mut self, index: &Index) {
        if std::mem::replace(&mut self.told, true) {
            return;
        }
        self.excepts.clear();
        for at in 0..self.terms.len() {
            let Found { set, start, end } = self.terms[at];
            let set = &index.sets[set as usize];
            for member in &index.outputs[set.signals as usize..set.outputs.1 as usize] {
                self.gather(*member, start, end);
            }
        }
        self.take_excepts();
        self.arrange();
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

    /// Finds only the terms that start with some of the words: all terms of a lexicon of which every one does.
    pub(crate) fn find_from(
        &mut self,
        text: &str,
        tokens: &[Token],
        index: &Index,
        starts: impl Fn(WordId) -> bool,
    ) {
        self.clear(index);
        for (i, token) in tokens.iter().enumerate() {
            if starts(token.word) {
                self.walk::<false>(text, tokens, i, index);
            }
        }
        self.take_excepts();
        self.arrange();
        self.tell_rest(index);
    }

    fn clear(&mut self, index: &Index) {
        self.all.clear();
        self.told = false;
        self.found.clear();
        self.excepts.clear();
        self.terms.clear();
        self.noted = false;
        if self.seen.len() != index.lexicons
            || self.sets.len() != index.sets.len()
            || self.stamp > u32::MAX - 4
        {
            self.sets = vec![0; index.sets.len()];
            self.may = vec![0; index.waited.len()];
            self.seen = vec![Seen::default(); index.lexicons];
            self.touched.clear();
            self.stamp = 0;
        }
        self.stamp += 2;
    }

    /// Finds the terms that start with a word.
    #[inline(always)]
    fn walk<const SIGNALS: bool>(&mut self, text: &str, tokens: &[Token], i: usize, index: &Index) {
        let mut node = tokens[i].word;
        let mut end = i + 1;
        loop {
            let entry = &index.nodes[node as usize];
            if let Some(set) = entry.set.checked_sub(1) {
                self.term::<SIGNALS>(set, entry.is_counted, i, end, index);
            }
            for (spelling, set) in &index.exact[entry.exact.0 as usize..entry.exact.1 as usize] {
                let words = text.get(tokens[i].start as usize..tokens[end - 1].end as usize);
                if words == Some(spelling) {
                    self.term::<SIGNALS>(*set, true, i, end, index);
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

    /// Notes a term. Its set is only looked at where a lexicon may be counted.
    #[inline]
    fn term<const SIGNALS: bool>(
        &mut self,
        number: u32,
        is_counted: bool,
        start: usize,
        end: usize,
        index: &Index,
    ) {
        let (start, end) = (start as u16, end as u16);
        if !SIGNALS {
            self.terms.push(Found { set: number, start, end });
        }
        if !is_counted {
            return;
        }
        let set = &index.sets[number as usize];
        for member in &index.outputs[set.outputs.0 as usize..set.signals as usize] {
            self.gather(*member, start, end);
        }
    }

    /// Takes down what a term is in one of its lexicons, unless that was told apart already.
    #[inline]
    fn gather(&mut self, member: Member, start: u16, end: u16) {
        let hit = Hit { lexicon: member.lexicon, start, end };
        if member.except {
            self.excepts.push(hit);
            return;
        }
        let seen = self.seen[hit.lexicon as usize];
        if seen.stamp == self.stamp {
            return;
        }
        match self.found.get_mut(seen.start as usize) {
            // The longest term of a lexicon wins.
            Some(shorter) if seen.stamp > self.stamp && shorter.start == start => shorter.end = end,
            _ => self.push(hit),
        }
    }

    /// Notes which lexicons may have been hit, for those who try many patterns.
    pub(crate) fn note(&mut self, index: &Index) {
        if std::mem::replace(&mut self.noted, true) {
            return;
        }
        self.may.fill(0);
        for lexicon in 0..NUMERICS {
            if self.has(lexicon) {
                self.may[0] |= 1 << lexicon;
            }
        }
        for term in &self.terms {
            if std::mem::replace(&mut self.sets[term.set as usize], self.stamp) == self.stamp {
                continue;
            }
            let set = &index.sets[term.set as usize];
            match index.row(set) {
                Some(row) => self.may.iter_mut().zip(row).for_each(|(may, bits)| *may |= bits),
                None => {
                    for &(place, bits) in &index.touches[set.touches.0 as usize..set.touches.1 as usize] {
                        self.may[place as usize] |= bits;
                    }
                }
            }
        }
    }

    /// Whether that was noted.
    pub(crate) fn is_noted(&self) -> bool {
        self.noted
    }

    /// Whether each element of a pattern may have been hit, going by the terms alone, once they were noted.
    pub(crate) fn may_match(&self, pattern: &Pattern) -> bool {
        pattern.elements.iter().all(|element| element.any(|lexicon| self.may(lexicon)))
    }

    /// The same, at a glance.
    #[inline]
    pub(crate) fn may_go_on(&self, wait: &Wait) -> bool {
        wait.needs.iter().all(|&lexicon| lexicon == LexiconId::MAX || self.may(lexicon))
    }

    /// Whether a term of the lexicon was found, meant or not.
    #[inline]
    fn may(&self, lexicon: LexiconId) -> bool {
        self.may.get(lexicon as usize / 64).is_some_and(|bits| bits & (1 << (lexicon % 64)) != 0)
    }

    /// The lexicons that patterns wait for and that may have been hit, in order.
    pub(crate) fn waited(&self, index: &Index, out: &mut Vec<LexiconId>) {
        out.clear();
        for (place, (may, waited)) in self.may.iter().zip(&index.waited).enumerate() {
            let mut bits = may & waited;
            while bits != 0 {
                out.push((place * 64) as LexiconId + bits.trailing_zeros() as LexiconId);
                bits &= bits - 1;
            }
        }
    }

    /// Finds the hits of everything that a pattern speaks of; false where its elements do not stand in their order and as
    /// near to each other as the gaps allow. Most patterns whose elements are all there fail by that.
    pub(crate) fn prepare(&mut self, pattern: &Pattern, index: &Index) -> bool {
        // Where what was found so far may end: not before the one, not after the other.
        let (mut first, mut last) = (0usize, 0usize);
        for (i, element) in pattern.elements.iter().enumerate() {
            let (least, most) = match i.checked_sub(1).and_then(|before| pattern.gaps.get(before)) {
                Some(gap) => (first + gap.least as usize, last + gap.most as usize),
                None if pattern.at_start => (0, 0),
                None => (0, usize::MAX),
            };
            (first, last) = (usize::MAX, 0);
            for &lexicon in element {
                if !self.tell_apart(lexicon, index) {
                    continue;
                }
                for hit in self.of(lexicon) {
                    if (least..=most).contains(&usize::from(hit.start)) {
                        first = first.min(usize::from(hit.end));
                        last = last.max(usize::from(hit.end));
                    }
                }
            }
            if last == 0 {
                return false;
            }
        }
        let around = pattern.gaps.iter().flat_map(|gap| &gap.without);
        for &lexicon in around.chain(&pattern.not_before).chain(&pattern.not_after) {
            self.tell_apart(lexicon, index);
        }
        true
    }

    /// Picks the hits of a lexicon out of the terms, unless that is done; whether there are any.
    pub(crate) fn tell_apart(&mut self, lexicon: LexiconId, index: &Index) -> bool {
        let Some(&seen) = self.seen.get(lexicon as usize) else { return false };
        if seen.stamp == self.stamp {
            return seen.start < seen.end;
        }
        if self.noted && !self.may(lexicon) {
            return false;
        }
        let (place, bit) = (lexicon as usize / 64 % 4, 1u64 << (lexicon % 64));
        let start = self.all.len();
        self.excepts.clear();
        for term in &self.terms {
            if index.blooms[term.set as usize][place] & bit == 0 {
                continue;
            }
            for member in index.terms.membership(term.set, lexicon) {
                let hit = Hit { lexicon, start: term.start, end: term.end };
                match self.all[start..].last_mut() {
                    _ if member.except => self.excepts.push(hit),
                    // The longest term of a lexicon wins.
                    Some(shorter) if shorter.start == hit.start => shorter.end = hit.end,
                    _ => self.all.push(hit),
                }
            }
        }
        if !self.excepts.is_empty() {
            let excepts = Excepts::new(&mut self.excepts);
            let mut end = start;
            for at in start..self.all.len() {
                let hit = self.all[at];
                if !excepts.take(hit) {
                    self.all[end] = hit;
                    end += 1;
                }
            }
            self.all.truncate(end);
        }
        let end = self.all.len();
        self.seen[lexicon as usize] = Seen { stamp: self.stamp, start: start as u32, end: end as u32 };
        start < end
    }

    #[inline]
    fn push(&mut self, hit: Hit) {
        let seen = &mut self.seen[hit.lexicon as usize];
        if seen.stamp <= self.stamp {
            *seen = Seen { stamp: self.stamp + 1, start: 0, end: 0 };
            self.touched.push(hit.lexicon);
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
        let excepts = Excepts::new(&mut self.excepts);
        let seen = &mut self.seen;
        self.found.retain(|hit| {
            let taken = excepts.take(*hit);
            if taken {
                seen[hit.lexicon as usize].end -= 1;
            }
            !taken
        });
    }

    /// Puts the hits that were found behind those that are there, by lexicon. They were found by start, so that counting
    /// those of each lexicon is enough.
    fn arrange(&mut self) {
        let mut start = self.all.len() as u32;
        self.touched.sort_unstable();
        for lexicon in self.touched.drain(..) {
            let seen = &mut self.seen[lexicon as usize];
            let count = seen.end;
            *seen = Seen { stamp: self.stamp, start, end: start };
            start += count;
        }
        self.all.resize(start as usize, Hit { lexicon: 0, start: 0, end: 0 });
        for hit in self.found.drain(..) {
            let seen = &mut self.seen[hit.lexicon as usize];
            self.all[seen.end as usize] = hit;
            seen.end += 1;
        }
        self.asked = self.all.len();
    }

    /// The hits of a lexicon that was told apart, by start.
    pub(crate) fn of(&self, lexicon: LexiconId) -> &[Hit] {
        match self.seen.get(lexicon as usize) {
            Some(&Seen { stamp, start, end }) if stamp == self.stamp => {
                &self.all[start as usize..end as usize]
            }
            _ => &[],
        }
    }

    pub(crate) fn has(&self, lexicon: LexiconId) -> bool {
        self.seen.get(lexicon as usize).is_some_and(|seen| seen.stamp == self.stamp && seen.start < seen.end)
    }

    /// The hits of the lexicons that are counted, by lexicon; after [`Hits::find`] of all that the code knows.
    pub(crate) fn all(&self) -> &[Hit] {
        &self.all[..self.asked]
    }

    /// A copy of the hits that are told apart, by lexicon, then by start: all that the code knows once that was told.
    pub(crate) fn keep(&self) -> Box<[Hit]> {
        let mut kept = self.all().to_vec();
        kept.sort_by_key(|hit| hit.lexicon);
        kept.into()
    }

    /// Whether a hit of the lexicon lies in these tokens.
    pub(crate) fn within(&self, lexicon: LexiconId, start: usize, end: usize) -> bool {
        self.of(lexicon).iter().any(|hit| hit.start as usize >= start && hit.end as usize <= end)
    }
}

/// Words that are not meant, in order.
struct Excepts<'a> {
    all: &'a [Hit],
    longest: u16,
}

impl<'a> Excepts<'a> {
    fn new(all: &'a mut [Hit]) -> Self {
        all.sort_unstable_by_key(|except| (except.lexicon, except.start));
        let longest = all.iter().map(|except| except.end - except.start).max().unwrap_or(0);
        Self { all, longest }
    }

    /// Whether one of them takes away a hit. Those that can overlap it are found by halving: a sentence without an
    /// end may hold a hundred.
    fn take(&self, hit: Hit) -> bool {
        let first = (hit.lexicon, hit.start.saturating_sub(self.longest));
        let near = self.all.partition_point(|except| (except.lexicon, except.start) < first);
        self.all[near..]
            .iter()
            .take_while(|except| except.lexicon == hit.lexicon && except.start < hit.end)
            .any(|except| hit.start < except.end && except.end - except.start >= hit.end - hit.start)
    }
}
