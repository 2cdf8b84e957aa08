//! What a filter knows of every word, worked out from the patterns.

use super::super::anchors::{Anchors, Beside, Said};
use super::super::elements::{Elements, Needed, Sum, is_nothing};
use super::super::index::Wait;
use super::super::numeric::Special;
use super::{
    ANCHOR, CURRENCY, ENOUGH, Filter, JOINED, Joined, MEASURE, NAME, NUMBER, Noted, PART, PERCENT, TIME,
    UNIT, WAITED, Word, bit,
};
use crate::rule::compiled::{LexiconId, NUMERICS, Pattern, Role};
use crate::rule::terms::Terms;

/// By lexicon: what its words are wanted for.
#[derive(Debug, Default)]
pub(crate) struct Marked {
    /// It matters for the whole document.
    pub signals: Vec<bool>,
    /// What the patterns that are tried late say of it.
    pub late: Late,
    /// It names a nutrient.
    pub names: Vec<bool>,
}

/// The patterns that are tried late, which need all of their elements.
#[derive(Debug, Default)]
pub(crate) struct Late {
    /// By lexicon: one bit for each of the elements that it can stand for.
    bits: Vec<u32>,
    /// By pattern: its elements.
    needed: Vec<u32>,
}

impl Late {
    pub(crate) fn new<'p>(patterns: impl Iterator<Item = &'p Pattern>, lexicons: usize) -> Self {
        let mut late = Self { bits: vec![0; lexicons], needed: Vec::new() };
        let mut known: Vec<&[LexiconId]> = Vec::new();
        for pattern in patterns {
            let mut needed = 0;
            // Digits are no words, so that no word tells of them.
            let spelt = pattern.elements.iter().filter(|element| element.iter().all(|&it| it >= NUMERICS));
            for element in spelt {
                let number = known.iter().position(|other| *other == &**element).unwrap_or(known.len());
                // What there is no bit for is looked for where the rest stands.
                let Some(bit) = 1u32.checked_shl(number as u32) else { continue };
                if number == known.len() {
                    known.push(element);
                    element.iter().for_each(|&lexicon| late.bits[lexicon as usize] |= bit);
                }
                needed |= bit;
            }
            late.needed.push(needed);
        }
        late
    }
}

impl Filter {
    /// `waits` are the patterns and their elements that wait, `waiting` says which lexicons they wait for.
    pub(crate) fn new(
        anchors: &Anchors,
        waits: &[(&Pattern, usize)],
        waiting: &[Vec<Wait>],
        marked: Marked,
        specials: &[Special],
        terms: &Terms,
    ) -> Self {
        let mut filter = Self { words: vec![Word::default(); specials.len()], ..Self::default() };
        let elements = Elements::new(anchors, waits);
        let of_lexicons = elements.by_lexicon(waiting.len());
        let mut masks: Vec<Vec<Needed>> = vec![Vec::new(); waiting.len()];
        for ((pattern, waits), &mask) in waits.iter().zip(&elements.needed) {
            // A sentence after a question is looked at in any case.
            if matches!(pattern.role, Role::Answer(_)) {
                continue;
            }
            for &lexicon in &pattern.elements[*waits] {
                match filter.numeric.get_mut(lexicon as usize) {
                    Some(numeric) => numeric.push(mask),
                    None => masks[lexicon as usize].push(mask),
                }
            }
        }
        filter.numeric.iter_mut().for_each(keep_distinct);
        // What the words of each lexicon mean.
        let mut lexicon_flags = vec![0u32; waiting.len()];
        for (lexicon, mut masks) in masks.into_iter().enumerate() {
            keep_distinct(&mut masks);
            let flags = &mut lexicon_flags[lexicon];
            if marked.signals[lexicon] || !waiting[lexicon].is_empty() {
                *flags |= ANCHOR;
            }
            if marked.names[lexicon] {
                *flags |= NAME;
            }
            if masks.iter().any(is_nothing) {
                *flags |= ENOUGH;
            } else if !masks.is_empty() {
                *flags |= WAITED;
            }
            if !of_lexicons[lexicon].is_empty() {
                *flags |= PART;
            }
            let start = filter.masks.len() as u32;
            filter.masks.append(&mut masks);
            filter.ranges.push((start, filter.masks.len() as u32));
        }
        // A set of lexicons is summed up once for all its terms.
        let mut sum = Sum::new();
        let sets: Vec<(Noted, (u32, u32))> = (0..terms.sets() as u32)
            .map(|set| {
                let mut noted = Noted::default();
                for member in terms.set(set).filter(|member| !member.except) {
                    let lexicon = member.lexicon as usize;
                    noted.add(Noted { flags: lexicon_flags[lexicon], late: marked.late.bits[lexicon] });
                    sum.add(&of_lexicons[member.lexicon as usize]);
                }
                (noted, filter.note(&mut sum))
            })
            .collect();
        // What each word is, by the word that it needs beside it for that.
        let mut said: Vec<Said> = Vec::with_capacity(terms.len());
        let tells = |set: u32| sets[set as usize].0 != Noted::default();
        let telling = terms.iter().zip(&anchors.rarest).filter(|(term, _)| tells(term.set));
        said.extend(telling.map(|(term, &word)| {
            let at = term.words.iter().position(|other| other + 1 == word).unwrap_or(0);
            let behind = term.words.get(at + 1).map(|word| Beside::behind(word + 1));
            let before = || Some(Beside::before(term.words.get(at.checked_sub(1)?)? + 1));
            Said::new(word, behind.or_else(before), term.set)
        }));
        said.sort_unstable();
        said.dedup();
        let mut lexicons: Vec<LexiconId> = Vec::new();
        for same_word in said.chunk_by(|one, other| one.word() == other.word()) {
            let word = same_word[0].word() as usize;
            let mut own = std::mem::take(&mut filter.words[word]);
            own.joined.0 = filter.joined.len() as u32;
            for group in same_word.chunk_by(|one, other| one.beside() == other.beside()) {
                let mut noted = Noted::default();
                lexicons.clear();
                for set in group.iter().map(|said| said.set()) {
                    noted.add(sets[set as usize].0);
                    let members = terms.set(set).filter(|member| !member.except);
                    let waited = members.filter(|it| lexicon_flags[it.lexicon as usize] & WAITED != 0);
                    lexicons.extend(waited.map(|member| member.lexicon));
                }
                lexicons.sort_unstable();
                lexicons.dedup();
                let start = filter.lexicons.len() as u32;
                filter.lexicons.extend(&lexicons);
                let waits = (start, filter.lexicons.len() as u32);
                let elements = match group {
                    [only] => sets[only.set() as usize].1,
                    _ => {
                        for (start, end) in group.iter().map(|said| sets[said.set() as usize].1) {
                            sum.add(&filter.parts[start as usize..end as usize]);
                        }
                        filter.note(&mut sum)
                    }
                };
                match group[0].beside() {
                    None => {
                        own.noted.add(noted);
                        (own.elements, own.waits) = (elements, waits);
                    }
                    Some(beside) => {
                        // Whether a sentence is read at all is told of each word alone.
                        let flags = JOINED | noted.flags & (ANCHOR | NAME);
                        own.noted.add(Noted { flags, late: noted.late });
                        match beside.other() {
                            (word, true) => own.behind |= bit(word),
                            (word, false) => own.before |= bit(word),
                        }
                        filter.joined.push(Joined { beside, flags: noted.flags, elements, waits });
                    }
                }
            }
            own.joined.1 = filter.joined.len() as u32;
            filter.words[word] = own;
        }
        for (lexicon, words) in anchors.numeric.iter().enumerate() {
            for &word in words {
                let (start, end) = filter.words[word as usize].elements;
                sum.add(&filter.parts[start as usize..end as usize]);
                sum.add(&of_lexicons[lexicon]);
                filter.words[word as usize].noted.flags |= lexicon_flags[lexicon];
                filter.words[word as usize].elements = filter.note(&mut sum);
            }
        }
        for (word, special) in filter.words.iter_mut().zip(specials) {
            let flags = &mut word.noted.flags;
            match special {
                Special::Number(_) => *flags |= NUMBER,
                // Sentences with a unit are looked at wherever amounts matter.
                Special::Unit(unit) if unit.anchors() => *flags |= ANCHOR | UNIT | MEASURE,
                Special::Unit(_) => *flags |= MEASURE,
                Special::Percent => *flags |= PERCENT,
                Special::Time(_) => *flags |= TIME,
                Special::Currency => *flags |= CURRENCY,
                Special::None | Special::Range | Special::Basis => {}
            }
        }
        filter.late = marked.late.needed;
        filter
    }

    /// Keeps the numbers of elements, and forgets them there.
    fn note(&mut self, numbers: &mut Sum) -> (u32, u32) {
        let start = self.parts.len() as u32;
        numbers.take(&mut self.parts);
        (start, self.parts.len() as u32)
    }
}

fn keep_distinct(masks: &mut Vec<Needed>) {
    masks.sort_unstable();
    masks.dedup();
}
