//! Phrases, found by their first word where the rest of what they cannot do without is in sight.

use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use foldhash::fast::FixedState;

use super::words::{Id, Ids, Numbers};
use crate::rule::pattern::{self, Element, Piece, What};
use crate::scan::{Flags, Token};

/// Words with what is to be known of them for looking up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    pub ids: &'a [Id],
    pub tokens: &'a [Token],
    /// By word: those after it, as far as a phrase can reach.
    pub after: &'a [Mask],
    /// By word: which phrases start with it.
    pub opens: &'a [Opens],
}

/// Kinds of phrases, a bit each. Most words start none.
pub(super) type Opens = u8;

/// A set of words, each one bit that others may share.
pub(super) type Mask = u64;

pub(super) fn mask(id: Id) -> Mask {
    if id == 0 { 0 } else { 1 << (id % Mask::BITS) }
}

/// What ends a phrase.
const BREAKS: Flags = Flags::SEMICOLON.or(Flags::COLON).or(Flags::SENTENCE);

/// By word: those after it, up to what ends a phrase.
pub(super) fn after(ids: &[Id], tokens: &[Token], out: &mut Vec<Mask>) {
    out.clear();
    out.resize(ids.len(), 0);
    let mut sum = 0;
    for ((id, token), after) in ids.iter().zip(tokens).zip(out).rev() {
        *after = sum;
        sum = if token.flags.has(BREAKS) { 0 } else { sum | mask(*id) };
    }
}

/// One part of a phrase: any of these, after at most so many other words.
#[derive(Debug, Clone)]
struct Step {
    gap: u8,
    /// Where its ways stand.
    ways: Range<u32>,
}

/// Words in a row that a step accepts.
#[derive(Debug, Clone)]
struct Way {
    first: Id,
    /// Where its other words stand.
    rest: Range<u32>,
}

/// Whether a pattern is nothing but words: most of the register is, and need not be parsed.
fn is_plain(pattern: &str) -> bool {
    pattern.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b' ')
}

/// What was met in a pattern, and where its ways stand: all its sequences share most of it.
#[derive(Default)]
struct Seen {
    elements: Vec<(Rc<Element>, Range<u32>)>,
    /// Words by the address at which they are written.
    words: Vec<(usize, Range<u32>)>,
}

/// Steps of phrases, laid out flat.
#[derive(Debug, Default)]
struct Steps {
    steps: Vec<Step>,
    ways: Vec<Way>,
    words: Vec<Id>,
}

impl Steps {
    /// Writes a sequence out; its steps. `seen` is what was met in its pattern, which must stay where it is.
    fn write(&mut self, sequence: &[Piece<'_>], seen: &mut Seen, numbers: &mut Numbers<'_>) -> Range<u32> {
        let start = self.steps.len() as u32;
        for &Piece { gap, what } in sequence {
            let element = match what {
                What::Word(word) => {
                    self.word(word, gap, seen, numbers);
                    continue;
                }
                What::Element(element) => element,
            };
            if let [one] = element.phrases.as_slice() {
                // Word by word, so that a list can stand inside.
                for (n, word) in one.split_whitespace().enumerate() {
                    self.word(word, if n == 0 { gap } else { 0 }, seen, numbers);
                }
                continue;
            }
            let known = seen.elements.iter().find(|(known, _)| Rc::ptr_eq(known, element));
            let ways = known.map(|(_, ways)| ways.clone()).unwrap_or_else(|| {
                let first = self.ways.len() as u32;
                element.phrases.iter().for_each(|phrase| self.way(phrase.split_whitespace(), numbers));
                let ways = first..self.ways.len() as u32;
                seen.elements.push((Rc::clone(element), ways.clone()));
                ways
            });
            self.steps.push(Step { gap, ways });
        }
        start..self.steps.len() as u32
    }

    /// Writes a step out that accepts one word.
    fn word(&mut self, word: &str, gap: u8, seen: &mut Seen, numbers: &mut Numbers<'_>) {
        let place = word.as_ptr().addr();
        let known = seen.words.iter().find(|(known, _)| *known == place);
        let ways = known.map(|(_, ways)| ways.clone()).unwrap_or_else(|| {
            let ways = self.one_word(word, numbers);
            seen.words.push((place, ways.clone()));
            ways
        });
        self.steps.push(Step { gap, ways });
    }

    /// The only way of a step that accepts one word.
    fn one_word(&mut self, word: &str, numbers: &mut Numbers<'_>) -> Range<u32> {
        let first = self.ways.len() as u32;
        self.way(Some(word), numbers);
        first..self.ways.len() as u32
    }

    /// Writes words in a row out; their steps.
    fn write_words(&mut self, words: &str, numbers: &mut Numbers<'_>) -> Range<u32> {
        let start = self.steps.len() as u32;
        for word in words.split_ascii_whitespace() {
            let ways = self.one_word(word, numbers);
            self.steps.push(Step { gap: 0, ways });
        }
        start..self.steps.len() as u32
    }

    fn way<'a>(&mut self, words: impl IntoIterator<Item = &'a str>, numbers: &mut Numbers<'_>) {
        let mut words = words.into_iter();
        let Some(first) = words.next() else { return };
        let first = numbers.folded(first);
        let start = self.words.len() as u32;
        self.words.extend(words.map(|word| numbers.folded(word)));
        self.ways.push(Way { first, rest: start..self.words.len() as u32 });
    }

    fn ways(&self, step: &Step) -> &[Way] {
        self.ways.get(step.ways.start as usize..step.ways.end as usize).unwrap_or_default()
    }

    fn rest(&self, way: &Way) -> &[Id] {
        self.words.get(way.rest.start as usize..way.rest.end as usize).unwrap_or_default()
    }

    fn of(&self, range: &Range<u32>) -> &[Step] {
        self.steps.get(range.start as usize..range.end as usize).unwrap_or_default()
    }

    /// Copies steps of others.
    fn copy(&mut self, others: &Self, range: &Range<u32>) -> Range<u32> {
        let start = self.steps.len() as u32;
        for step in others.of(range) {
            let first = self.ways.len() as u32;
            for way in others.ways(step) {
                let start = self.words.len() as u32;
                self.words.extend_from_slice(others.rest(way));
                self.ways.push(Way { first: way.first, rest: start..self.words.len() as u32 });
            }
            self.steps.push(Step { gap: step.gap, ways: first..self.ways.len() as u32 });
        }
        start..self.steps.len() as u32
    }

    /// What a phrase cannot do without after its first step: all of the first set and one of the second.
    fn needs(&self, phrase: &[Step]) -> (Mask, Mask) {
        let (mut all, mut any) = (0, Mask::MAX);
        for step in phrase.iter().skip(1) {
            match self.ways(step) {
                [one] => all = self.rest(one).iter().fold(all | mask(one.first), |all, id| all | mask(*id)),
                ways => {
                    let ways = ways.iter().fold(0, |ways, way| ways | mask(way.first));
                    if ways.count_ones() < any.count_ones() {
                        any = ways;
                    }
                }
            }
        }
        (all, any)
    }

    /// The furthest end of a phrase that starts at a word. All ways are followed at once, so that the time is that of
    /// the words and not of the ways through them. A phrase longer than [`Reach`] has bits is none.
    fn end_of(&self, phrase: &[Step], ids: &[Id], at: usize, skip: &Ids) -> Option<usize> {
        let here = ids.get(at..)?;
        let mut places: Reach = 1;
        for (n, step) in phrase.iter().enumerate() {
            let mut starts: Reach = 0;
            let mut rest = places;
            while rest != 0 {
                let place = rest.trailing_zeros() as usize;
                rest &= rest - 1;
                starts |= bits(usize::from(step.gap) + 1) << place;
                if n > 0 && step.gap == 0 {
                    // One or two others in a list with this one.
                    let mut over = place;
                    for _ in 0..2 {
                        if !here.get(over).is_some_and(|id| skip.contains(id)) {
                            break;
                        }
                        over += 2;
                        starts |= bit(over);
                    }
                }
            }
            let mut next: Reach = 0;
            while starts != 0 {
                let start = starts.trailing_zeros() as usize;
                starts &= starts - 1;
                let Some((first, rest)) = here.get(start..).and_then(<[Id]>::split_first) else { break };
                for way in self.ways(step).iter().filter(|way| way.first == *first) {
                    let more = self.rest(way);
                    if rest.starts_with(more) {
                        next |= bit(start + 1 + more.len());
                    }
                }
            }
            if next == 0 {
                return None;
            }
            places = next;
        }
        Some(at + places.checked_ilog2()? as usize)
    }
}

/// Words that a phrase can reach over, counted from its start: one bit each.
type Reach = u128;

fn bit(place: usize) -> Reach {
    1u128.checked_shl(place as u32).unwrap_or(0)
}

/// So many bits from the first one on.
fn bits(count: usize) -> Reach {
    bit(count).wrapping_sub(1)
}

/// A phrase at one of the words it can start with.
#[derive(Debug, Clone)]
struct Start {
    first: Id,
    owner: u16,
    /// The number of the pattern that was added with it.
    pattern: u32,
    steps: Range<u32>,
    all: Mask,
    any: Mask,
}

/// Phrases of one pattern that start with a word: a pattern with parts that may be missing has dozens of them.
#[derive(Debug, Clone)]
struct Same {
    starts: Range<u32>,
    /// What none of them can do without.
    all: Mask,
}

/// What starts with a word.
#[derive(Debug, Clone, Default)]
struct First {
    /// Where its patterns are.
    patterns: Range<u32>,
    /// What none of their phrases can do without.
    all: Mask,
}

/// Phrases with what they belong to, by their first word.
#[derive(Debug, Default)]
pub(super) struct Phrases {
    /// By first word, then in the order in which they were added.
    starts: Vec<Start>,
    /// The same by pattern.
    patterns: Vec<Same>,
    /// By the number of the word.
    by_first: Vec<First>,
    steps: Steps,
    /// The bit of this kind of phrases.
    kind: Opens,
}

/// Lays phrases out while the register is made ready.
#[derive(Default)]
pub(super) struct Writer<'r> {
    phrases: Phrases,
    /// How many patterns were added.
    added: u32,
    /// What was written already: many claims are told by the same words.
    written: HashMap<&'r str, Vec<Range<u32>>, FixedState>,
}

impl<'r> Writer<'r> {
    /// Adds a pattern of words, written out. What the pack's checks let through can be read.
    pub(super) fn add(&mut self, owner: u16, text: &'r str, numbers: &mut Numbers<'_>) {
        let written = self.written.entry(text).or_insert_with(|| {
            let (mut seen, steps) = (Seen::default(), &mut self.phrases.steps);
            if is_plain(text) {
                return vec![steps.write_words(text, numbers)];
            }
            let mut written = Vec::new();
            pattern::pieces(text, |sequence| written.push(steps.write(sequence, &mut seen, numbers)));
            written
        });
        self.added += 1;
        for steps in written.iter() {
            self.phrases.start(owner, self.added, steps.clone());
        }
    }

    /// Adds a pattern of a claim's words, and to `rest` what goes on from a word it starts with: from the "normal" that
    /// stands further to the left.
    pub(super) fn add_with_rest(
        &mut self,
        owner: u16,
        text: &'r str,
        numbers: &mut Numbers<'_>,
        (from, rest): (Id, &mut Self),
    ) {
        self.add(owner, text, numbers);
        let steps = &self.phrases.steps;
        for phrase in self.written.get(text).map_or(&[][..], Vec::as_slice) {
            let [first, _, ..] = steps.of(phrase) else { continue };
            if matches!(steps.ways(first), [way] if way.first == from && way.rest.is_empty()) {
                let phrase = rest.phrases.steps.copy(steps, &(phrase.start + 1..phrase.end));
                rest.phrases.start(owner, self.added, phrase);
            }
        }
    }

    /// The phrases, ready for looking up.
    pub(super) fn finish(self, kind: Opens) -> Phrases {
        let Phrases { mut starts, steps, .. } = self.phrases;
        starts.sort_by_key(|start| start.first);
        let mut by_first = vec![First::default(); starts.last().map_or(0, |start| start.first as usize + 1)];
        let mut patterns: Vec<Same> = Vec::new();
        let mut at = 0;
        for same in starts.chunk_by(|one, other| (one.first, one.pattern) == (other.first, other.pattern)) {
            let end = at + same.len() as u32;
            let all = same.iter().fold(Mask::MAX, |all, start| all & start.all);
            let number = patterns.len() as u32;
            patterns.push(Same { starts: at..end, all });
            at = end;
            let Some(first) = same.first().and_then(|start| by_first.get_mut(start.first as usize)) else {
                continue;
            };
            if first.patterns.is_empty() {
                *first = First { patterns: number..number, all };
            }
            first.patterns.end = number + 1;
            first.all &= all;
        }
        Phrases { starts, patterns, by_first, steps, kind }
    }
}

impl Phrases {
    /// Lets a phrase start with the words of its first step.
    fn start(&mut self, owner: u16, pattern: u32, steps: Range<u32>) {
        let phrase = self.steps.of(&steps);
        let Some(first) = phrase.first() else { return };
        let (all, any) = self.steps.needs(phrase);
        let ways = self.steps.ways(first);
        for (n, way) in ways.iter().enumerate() {
            if ways.iter().take(n).all(|before| before.first != way.first) {
                self.starts.push(Start { first: way.first, owner, pattern, steps: steps.clone(), all, any });
            }
        }
    }

    /// Notes the words that these phrases start with.
    pub(super) fn opening(&self, out: &mut Vec<Opens>) {
        out.resize(out.len().max(self.by_first.len()), 0);
        for (opens, first) in out.iter_mut().zip(&self.by_first) {
            *opens |= if first.patterns.is_empty() { 0 } else { self.kind };
        }
    }

    /// Whether a phrase may start at a word.
    #[inline]
    pub(super) fn may_start(&self, line: Line<'_>, at: usize) -> bool {
        !self.starting(line, at).is_empty()
    }

    /// Owners of the phrases that start in a range of words, with their words.
    pub(super) fn find<'a>(
        &'a self,
        line: Line<'a>,
        range: Range<usize>,
        skip: &'a Ids,
        wanted: impl Fn(u16) -> bool + Copy + 'a,
    ) -> impl Iterator<Item = (u16, Range<usize>)> + 'a {
        range
            .filter(move |at| self.may_start(line, *at))
            .flat_map(move |at| self.at(line, at, skip, wanted).map(move |(owner, end)| (owner, at..end)))
    }

    /// Owners of the phrases that start at a word, with the word after the phrase; only of those that are wanted.
    /// `skip` are the words over which a phrase goes on: "normal psychological and muscle function".
    pub(super) fn at<'a>(
        &'a self,
        line: Line<'a>,
        at: usize,
        skip: &'a Ids,
        wanted: impl Fn(u16) -> bool + 'a,
    ) -> impl Iterator<Item = (u16, usize)> + 'a {
        let after = line.after.get(at).copied().unwrap_or(0);
        let patterns = self.starting(line, at).iter().filter(move |same| after & same.all == same.all);
        patterns.flat_map(|same| self.starts_of(same)).filter_map(move |start| {
            if after & start.all != start.all || after & start.any == 0 && start.any != Mask::MAX {
                return None;
            }
            if !wanted(start.owner) {
                return None;
            }
            let end = self.steps.end_of(self.steps.of(&start.steps), line.ids, at, skip)?;
            let broken = line.tokens.get(at + 1..end)?.iter().any(|token| token.flags.has(BREAKS));
            (!broken).then_some((start.owner, end))
        })
    }

    #[inline]
    fn starting(&self, line: Line<'_>, at: usize) -> &[Same] {
        if line.opens.get(at).is_none_or(|opens| opens & self.kind == 0) {
            return &[];
        }
        let (Some(id), Some(after)) = (line.ids.get(at), line.after.get(at)) else { return &[] };
        match self.by_first.get(*id as usize) {
            Some(First { patterns, all }) if after & all == *all => {
                self.patterns.get(patterns.start as usize..patterns.end as usize).unwrap_or_default()
            }
            _ => &[],
        }
    }

    fn starts_of(&self, same: &Same) -> &[Start] {
        self.starts.get(same.starts.start as usize..same.starts.end as usize).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::terms::Strings;
    use crate::scan::Tokens;
    use crate::scan::vocabulary::Vocabulary;

    /// The words that phrases of a pattern take up; "and" and "or" may stand in a list.
    fn found(pattern: &str, text: &str) -> Vec<(usize, usize)> {
        let scanner = Vocabulary::new(&Strings::default(), 0);
        let mut numbers = Numbers::new(&scanner);
        let join = numbers.set("and or");
        let mut writer = Writer::default();
        writer.add(0, pattern, &mut numbers);
        let (phrases, words) = (writer.finish(1), numbers.finish());
        let mut tokens = Tokens::default();
        tokens.cut(text, &scanner);
        let (mut ids, mut masks) = (Vec::new(), Vec::new());
        words.read(text, &tokens.tokens, &mut ids);
        after(&ids, &tokens.tokens, &mut masks);
        let opens = vec![1; ids.len()];
        let line = Line { ids: &ids, tokens: &tokens.tokens, after: &masks, opens: &opens };
        phrases.find(line, 0..ids.len(), &join, |_| true).map(|(_, range)| (range.start, range.end)).collect()
    }

    #[test]
    fn phrases_are_found_where_all_of_them_stands() {
        let pattern = "normal (muscle function|bones) ...2 today";
        assert_eq!(found(pattern, "for normal muscle function as of today"), [(1, 7)]);
        assert_eq!(found(pattern, "for normal bones today"), [(1, 4)]);
        assert_eq!(found(pattern, "for normal muscle today"), []);
        assert_eq!(found(pattern, "for normal bones as of old today"), []);
        assert_eq!(found("(very)? low fat", "very low fat"), [(0, 3), (1, 3)]);
    }

    #[test]
    fn a_list_may_stand_inside_and_a_break_may_not() {
        let pattern = "normal muscle function";
        assert_eq!(found(pattern, "normal nerve and muscle function"), []);
        assert_eq!(found(pattern, "normal muscle and nerve function"), [(0, 5)]);
        assert_eq!(found(pattern, "normal muscle; function"), []);
        assert_eq!(found(pattern, "normal muscle. Function"), []);
    }
}
