//! What a filter knows of every word, worked out from the patterns.

use super::super::anchors::{Anchors, Said, Waits};
use super::super::elements::{Elements, Part, Sum};
use super::super::groups::Groups;
use super::super::index::Wait;
use super::super::numeric::Special;
use super::{
    ANCHOR, CURRENCY, Filter, JOINED, Joined, MEASURE, Mask, NAME, NUMBER, Noted, PART, PERCENT, Slot, TIME,
    UNIT, WAITED, Word, bit,
};
use crate::rule::compiled::{LexiconId, NUMERICS, Pattern, Role};
use crate::rule::terms::{Member, Terms};

/// By lexicon: what it is wanted for, in bits.
#[derive(Debug)]
pub(crate) struct Wanted(Vec<u8>);

impl Wanted {
    /// It matters for the whole document.
    pub(crate) const SIGNAL: u8 = 1;
    /// It is counted with those.
    pub(crate) const COUNTED: u8 = 1 << 1;
    /// The code asks for it.
    pub(crate) const CODE: u8 = 1 << 2;
    /// Patterns speak of it.
    pub(crate) const PATTERN: u8 = 1 << 3;
    /// It names a nutrient.
    pub(crate) const NAME: u8 = 1 << 4;

    pub(crate) fn new(lexicons: usize) -> Self {
        Self(vec![0; lexicons])
    }

    pub(crate) fn mark(&mut self, lexicons: &[LexiconId], bits: u8) {
        for &lexicon in lexicons {
            if let Some(known) = self.0.get_mut(lexicon as usize) {
                *known |= bits;
            }
        }
    }

    /// What a lexicon is wanted for.
    #[inline]
    pub(crate) fn of(&self, lexicon: LexiconId) -> u8 {
        self.0[lexicon as usize]
    }
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

/// What the terms of a set tell of a word that they cannot do without.
#[derive(Debug, Clone, Copy, Default)]
struct Told {
    noted: Noted,
    /// The common elements that it can be a part of.
    common: u64,
    /// Range of [`Filter::parts`].
    elements: (u32, u32),
    /// Range of [`Filter::waits`].
    waits: (u32, u32),
}

impl Filter {
    /// `waits` are the patterns and their elements that wait, `waiting` says which lexicons they wait for.
    pub(crate) fn new(
        anchors: &Anchors,
        waits: &[Waits<'_>],
        waiting: &[Box<[Wait]>],
        wanted: &Wanted,
        late: Late,
        specials: &[Special],
        terms: &Terms,
    ) -> Self {
        let lexicons = late.bits.len();
        let mut filter = Self { words: vec![Word::default(); specials.len()], ..Self::default() };
        let elements = Elements::new(anchors, waits, lexicons);
        let masks = filter.masks(anchors, waits, &elements, waiting);
        // What the words of each lexicon mean.
        let of_lexicons: Vec<Noted> = (wanted.0.iter().zip(0usize..))
            .map(|(wanted, lexicon)| {
                let mut flags = 0;
                if wanted & Wanted::SIGNAL != 0 || !waiting[lexicon].is_empty() {
                    flags |= ANCHOR;
                }
                if wanted & Wanted::NAME != 0 {
                    flags |= NAME;
                }
                if !masks.get(lexicon).is_empty() {
                    flags |= WAITED;
                }
                if !elements.parts.get(lexicon).is_empty() {
                    flags |= PART;
                }
                Noted { flags, late: late.bits[lexicon] }
            })
            .collect();
        // A set of lexicons is summed up once for all its terms.
        let mut sum = Sum::new();
        let told = |set| filter.told(set, &of_lexicons, &elements, &masks, &mut sum);
        let sets: Vec<Told> = terms.all_sets().map(told).collect();
        // What each word is, by the word that it needs beside it for that.
        let (mut said, by_word) = Groups::new(specials.len(), &anchors.said).into_parts();
        filter.joined.reserve(said.len());
        for (word, (start, end)) in by_word.into_iter().enumerate() {
            if start == end {
                continue;
            }
            let said = &mut said[start as usize..end as usize];
            said.sort_unstable();
            let mut own = Word::default();
            own.joined.0 = filter.joined.len() as u32;
            for group in said.chunk_by(|one, other| one.beside() == other.beside()) {
                let told = filter.together(group, &sets, &mut sum);
                own.common |= told.common;
                if told.noted == Noted::default() {
                    continue;
                }
                match group[0].beside() {
                    None => {
                        own.noted.add(told.noted);
                        (own.elements, own.waits) = (told.elements, told.waits);
                    }
                    Some(beside) => {
                        // Whether a sentence is read at all is told of each word alone.
                        let flags = JOINED | told.noted.flags & (ANCHOR | NAME);
                        own.noted.add(Noted { flags, late: told.noted.late });
                        match beside.other() {
                            (word, true) => own.behind |= bit(word),
                            (word, false) => own.before |= bit(word),
                        }
                        let Told { noted: Noted { flags, .. }, elements, waits, .. } = told;
                        filter.joined.push(Joined { beside, flags, elements, waits });
                    }
                }
            }
            own.joined.1 = filter.joined.len() as u32;
            filter.words[word] = own;
        }
        for (lexicon, words) in anchors.numeric.iter().enumerate() {
            for &word in words {
                sum.add(filter.parts_of(filter.words[word as usize].elements));
                sum.add(elements.parts.get(lexicon));
                filter.words[word as usize].noted.flags |= of_lexicons[lexicon].flags;
                filter.words[word as usize].elements = filter.note(&mut sum);
            }
        }
        for (word, special) in filter.words.iter_mut().zip(specials) {
            let own = &filter.parts[word.elements.0 as usize..word.elements.1 as usize];
            word.glance = own.iter().fold(0, |all, part| all | part.glance());
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
        filter.late = late.needed;
        filter
    }

    /// What patterns need besides the lexicons that they wait for, by lexicon.
    fn masks(
        &mut self,
        anchors: &Anchors,
        waits: &[Waits<'_>],
        elements: &Elements,
        waiting: &[Box<[Wait]>],
    ) -> Groups<Mask> {
        let mut masks: Vec<(u32, Mask)> = Vec::with_capacity(waits.len());
        for (number, (&Waits { pattern, id, element: waits }, &needed)) in
            waits.iter().zip(&elements.needed).enumerate()
        {
            let element = &pattern.elements[waits];
            let slots = element.iter().filter_map(|&lexicon| {
                let at = waiting[lexicon as usize].binary_search_by_key(&id, |wait| wait.pattern).ok()?;
                Some(Slot { lexicon, at: at as u32 })
            });
            self.chains.add(anchors, pattern, waits, elements.numbers.get(number), slots);
            // A sentence after a question is looked at in any case.
            if matches!(pattern.role, Role::Answer(_)) {
                continue;
            }
            let mask = Mask { needed, chain: number as u32 };
            for &lexicon in element {
                match self.numeric.get_mut(lexicon as usize) {
                    Some(numeric) => numeric.push(mask),
                    None => masks.push((u32::from(lexicon), mask)),
                }
            }
        }
        Groups::new(waiting.len(), &masks)
    }

    /// What the terms of a set tell of a word.
    fn told(
        &mut self,
        set: impl Iterator<Item = Member>,
        of_lexicons: &[Noted],
        elements: &Elements,
        masks: &Groups<Mask>,
        sum: &mut Sum,
    ) -> Told {
        let mut noted = Noted::default();
        let mut common = 0;
        let start = self.waits.len();
        let mut lexicons = 0;
        for member in set.filter(|member| !member.except) {
            let own = of_lexicons[member.lexicon as usize];
            noted.add(own);
            common |= elements.common[member.lexicon as usize];
            if own.flags & WAITED != 0 {
                self.waits.extend_from_slice(masks.get(member.lexicon as usize));
                lexicons += 1;
            }
            if own.flags & PART != 0 {
                sum.add(elements.parts.get(member.lexicon as usize));
            }
        }
        let waits = if lexicons > 1 { self.settle(start) } else { (start as u32, self.waits.len() as u32) };
        Told { noted, common, elements: self.note(sum), waits }
    }

    /// Puts in order what is waited for from a place on: patterns that wait for several lexicons of a word wait once.
    fn settle(&mut self, start: usize) -> (u32, u32) {
        self.waits[start..].sort_unstable_by_key(|mask| mask.chain);
        let mut end = start;
        for at in start..self.waits.len() {
            let mask = self.waits[at];
            if end == start || self.waits[end - 1].chain != mask.chain {
                self.waits[end] = mask;
                end += 1;
            }
        }
        self.waits.truncate(end);
        (start as u32, end as u32)
    }

    /// What is said of a word with the same word beside it, taken together.
    fn together(&mut self, group: &[Said], sets: &[Told], sum: &mut Sum) -> Told {
        let first = sets[group[0].set() as usize];
        if group[0] == group[group.len() - 1] {
            return first;
        }
        let mut noted = Noted::default();
        let mut common = 0;
        let start = self.waits.len();
        for told in group.iter().map(|said| sets[said.set() as usize]) {
            noted.add(told.noted);
            common |= told.common;
            self.waits.extend_from_within(told.waits.0 as usize..told.waits.1 as usize);
            sum.add(self.parts_of(told.elements));
        }
        Told { noted, common, elements: self.note(sum), waits: self.settle(start) }
    }

    fn parts_of(&self, (start, end): (u32, u32)) -> &[Part] {
        &self.parts[start as usize..end as usize]
    }

    /// Keeps the numbers of elements, and forgets them there.
    fn note(&mut self, numbers: &mut Sum) -> (u32, u32) {
        let start = self.parts.len() as u32;
        numbers.take(&mut self.parts);
        (start, self.parts.len() as u32)
    }
}
