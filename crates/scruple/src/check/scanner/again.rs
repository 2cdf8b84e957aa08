//! Sentences that are said again. A site says many of its sentences on page after page, in paragraphs that differ: what
//! was found in one is remembered where it depends on nothing but the sentence, and it is not looked at again.

use std::hash::{BuildHasher, Hasher};

use foldhash::fast::FixedState;

use super::{Scanner, Work};
use crate::check::facts::{Facts, Signal, Told};
use crate::check::memo::Met;
use crate::check::{Claim, dose};
use crate::context::class::Seen;
use crate::context::{Subject, guard};
use crate::scan::filter::Noted;
use crate::scan::{self, Flags, Hit, Token, Tokens};
use crate::source::{Segment, SegmentKind};

/// Sentences that were met more than once, each in the row that its hash tells; a later one takes the place of the
/// earliest one there.
#[derive(Debug, Default)]
pub(super) struct Again {
    rows: Vec<Row>,
    met: Met,
}

/// Sentences, the latest first, where the processor looks at them together.
#[derive(Debug, Default)]
#[repr(align(64))]
struct Row {
    /// What else their hashes say: nothing but the right one is looked at.
    marks: [u32; Row::ROOM],
    known: [Option<Box<Known>>; Row::ROOM],
}

impl Row {
    const ROOM: usize = 5;
}

/// How many there are: some ten thousand sentences of a site are said again.
const ROWS: usize = 1 << 14;
/// Longest sentence that is remembered, in bytes.
const LONGEST: usize = 1024;

/// What a sentence is told by, where no question was asked before it: its words as they are written, the signs around
/// them, and how it ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sentence<'a> {
    words: &'a str,
    /// Where it starts, in bytes of the segment's text.
    start: u32,
    around: (Flags, Flags),
    mark: u8,
    hash: u64,
}

/// A sentence that was met before. Most of them are common words and no more, which fits where the processor looks at
/// once.
#[derive(Debug)]
struct Known {
    words: Words,
    around: (Flags, Flags),
    mark: u8,
    /// What is noted of its words.
    noted: Noted,
    health: u32,
    diseases: u32,
    ingredients: u32,
    said: Option<Box<Said>>,
}

/// The words of a sentence, most of which stand where the rest of it stands: each other place is a wait for memory.
#[derive(Debug)]
struct Words {
    first: [u8; Words::FIRST],
    length: u32,
    rest: Box<[u8]>,
}

impl Words {
    const FIRST: usize = 100;

    fn new(words: &str) -> Self {
        let (head, rest) = words.as_bytes().split_at(words.len().min(Self::FIRST));
        let mut first = [0; Self::FIRST];
        first.iter_mut().zip(head).for_each(|(to, from)| *to = *from);
        Self { first, length: words.len() as u32, rest: rest.into() }
    }

    fn are(&self, words: &str) -> bool {
        let (head, rest) = words.as_bytes().split_at(words.len().min(Self::FIRST));
        self.length as usize == words.len() && self.first.starts_with(head) && *self.rest == *rest
    }
}

/// What else was found in a sentence. Places are counted from its start.
#[derive(Debug, Default)]
struct Said {
    claims: Box<[Claim]>,
    signals: Box<[Signal]>,
    told: Box<[(Told, Seen)]>,
    met: Box<[(u16, u16)]>,
    asked: Box<[u16]>,
    /// Its terms, where it claims something of a dose.
    doses: Option<Box<[Hit]>>,
    /// Whether it stood in a list, if that may matter.
    list: Option<bool>,
    /// Whether it stood in an entry of a bibliography, if that may matter.
    reference: Option<bool>,
    /// Whether it stood in a first sentence, and the subject that its segment inherits, if they matter.
    leaning: Option<(bool, Option<Subject>)>,
}

/// What is noted of a sentence, and how much facts held before it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Before {
    noted: Noted,
    pub claims: usize,
    signals: usize,
    told: usize,
    met: usize,
    health: u32,
    diseases: usize,
    ingredients: usize,
}

/// Which of the passes looks at a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pass {
    First,
    Late,
}

impl<'a> Sentence<'a> {
    /// That of these words; `None` for one that is not worth remembering.
    fn new(text: &'a str, own: &[Token], mark: u8) -> Option<Self> {
        let (first, last) = (own.first()?, own.last()?);
        let words =
            text.get(first.start as usize..last.end as usize).filter(|words| words.len() <= LONGEST)?;
        let mut hasher = FixedState::default().build_hasher();
        hasher.write(words.as_bytes());
        hasher.write_u64(u64::from(first.flags.0) << 32 | u64::from(last.flags.0));
        hasher.write_u8(mark);
        let around = (first.flags, last.flags);
        Some(Self { words, start: first.start, around, mark, hash: hasher.finish() })
    }

    fn is(&self, known: &Known) -> bool {
        known.words.are(self.words) && known.around == self.around && known.mark == self.mark
    }
}

impl Again {
    /// What is kept of a sentence with this hash, or another one that shares it.
    fn place(&self, hash: u64) -> Option<&Known> {
        let row = self.rows.get(hash as usize % ROWS)?;
        let place = row.marks.iter().position(|&mark| mark == (hash >> 32) as u32)?;
        row.known.get(place)?.as_deref()
    }

    fn get(&self, sentence: &Sentence<'_>) -> Option<&Known> {
        self.place(sentence.hash).filter(|known| sentence.is(known))
    }

    /// Looks at the places of sentences that will be asked for: waits for memory overlap where nothing depends on them.
    fn look_ahead(&self, sentences: &[Option<Sentence<'_>>]) {
        let marks = sentences.iter().flatten().map(|sentence| match self.place(sentence.hash) {
            Some(known) => u16::from(known.mark),
            None => self.met.beside(sentence.hash),
        });
        std::hint::black_box(marks.fold(0, |all, mark| all | mark));
    }

    /// Remembers a sentence if it was met before.
    fn keep(&mut self, sentence: &Sentence<'_>, known: impl FnOnce() -> Known) {
        if !self.met.again(sentence.hash) {
            return;
        }
        // Most runs are over a few files, in which nothing is said twice.
        if self.rows.is_empty() {
            self.rows = std::iter::repeat_with(Row::default).take(ROWS).collect();
        }
        if let Some(row) = self.rows.get_mut(sentence.hash as usize % ROWS) {
            row.marks.rotate_right(1);
            row.marks[0] = (sentence.hash >> 32) as u32;
            row.known.rotate_right(1);
            row.known[0] = Some(Box::new(known()));
        }
    }
}

impl Scanner<'_> {
    /// What a sentence is remembered by. The texts of an editor are remembered by their paragraphs.
    pub(super) fn remembered_as<'a>(&self, work: &Work<'a>) -> Option<Sentence<'a>> {
        if self.memo.is_some() || self.lenient {
            return None;
        }
        Sentence::new(&work.segment.text, work.own(), work.sentence.mark)
    }

    /// The same for all sentences of a segment in the first pass.
    pub(super) fn all_remembered_as<'a>(&self, text: &'a str, tokens: &Tokens) -> Vec<Option<Sentence<'a>>> {
        if self.memo.is_some() || self.lenient {
            return Vec::new();
        }
        let own = |it: &scan::Sentence| tokens.tokens.get(it.range()).unwrap_or_default();
        let all = tokens.sentences.iter().map(|it| Sentence::new(text, own(it), it.mark)).collect::<Vec<_>>();
        self.again.look_ahead(&all);
        all
    }

    /// Takes down what is known of a sentence and gives what is noted of its words; `None` where it must be read.
    pub(super) fn recall(&mut self, pass: Pass, sentence: &Sentence<'_>, work: &Work<'_>) -> Option<Noted> {
        let again = if pass == Pass::First { &self.again } else { &self.late_again };
        let known = again.get(sentence)?;
        if let Some(said) = &known.said {
            if said.list.is_some_and(|list| list != is_list(work.segment))
                || said.leaning.is_some_and(|leaning| leaning != (work.number == 0, self.inherited))
            {
                return None;
            }
            if let Some(reference) = said.reference
                && *self.reference.get_or_insert_with(|| guard::is_reference(work.tokens)) != reference
            {
                return None;
            }
            let claims = self.facts.claims.len();
            said.add_to(&mut self.facts, sentence, work.number);
            if let Some(hits) = &said.doses {
                let words = (work.tokens, work.sentences);
                dose::hear(self.ready, &self.facts.claims[claims..], words, || hits.clone(), &self.lore);
            }
        }
        self.facts.health += known.health;
        self.facts.diseases += known.diseases as usize;
        self.facts.ingredients += known.ingredients as usize;
        Some(known.noted)
    }

    /// What is known of a sentence before it is read.
    pub(super) fn so_far(&mut self, noted: Noted) -> Before {
        let Facts { health, diseases, ingredients, .. } = self.facts;
        let facts = &self.facts;
        // What is met already is not looked for again.
        self.alone = facts.met.is_empty();
        (self.matched, self.leaning) = (false, false);
        Before {
            noted,
            claims: facts.claims.len(),
            signals: facts.signals.len(),
            told: facts.told.len(),
            met: facts.met.len(),
            health,
            diseases,
            ingredients,
        }
    }

    /// Remembers what was found in a sentence.
    pub(super) fn remember(&mut self, pass: Pass, sentence: &Sentence<'_>, before: Before, work: &Work<'_>) {
        if !self.alone {
            return;
        }
        let facts = &self.facts;
        let claims = &facts.claims[before.claims..];
        let first = pass == Pass::First;
        let doses = first && claims.iter().any(|claim| self.ready.doses.knows(claim.rule));
        let again = if first { &mut self.again } else { &mut self.late_again };
        again.keep(sentence, || {
            let said = Said {
                doses: doses.then(|| self.hits.keep()),
                list: self.matched.then(|| is_list(work.segment)),
                reference: self.reference.filter(|_| !claims.is_empty()),
                leaning: self.leaning.then_some((work.number == 0, self.inherited)),
                ..Said::since(before, facts, sentence)
            };
            let Sentence { words, around, mark, .. } = *sentence;
            Known {
                words: Words::new(words),
                around,
                mark,
                noted: before.noted,
                // A sentence holds few words.
                health: facts.health - before.health,
                diseases: (facts.diseases - before.diseases) as u32,
                ingredients: (facts.ingredients - before.ingredients) as u32,
                said: (!said.is_nothing()).then(|| Box::new(said)),
            }
        });
    }
}

impl Said {
    /// What was added to facts since then.
    fn since(before: Before, facts: &Facts, sentence: &Sentence<'_>) -> Self {
        let start = sentence.start;
        let from = start as usize;
        let claims = facts.claims.iter().skip(before.claims);
        let signals = facts.signals.iter().skip(before.signals);
        let told = facts.told.iter().skip(before.told);
        Self {
            claims: claims
                .map(|it| Claim { range: it.range.start - from..it.range.end - from, ..it.clone() })
                .collect(),
            signals: signals
                .map(|it| Signal { start: it.start - start, end: it.end - start, ..*it })
                .collect(),
            told: told
                .map(|&(told, it)| (told, Seen { start: it.start - start, end: it.end - start, ..it }))
                .collect(),
            met: facts.met.iter().skip(before.met).copied().collect(),
            asked: facts.asked.as_slice().into(),
            ..Self::default()
        }
    }

    /// Whether nothing but common words was found, which mean the same anywhere.
    fn is_nothing(&self) -> bool {
        // Where a pattern matched it was noted whether that was in a list.
        self.list.is_none() && self.signals.is_empty() && self.told.is_empty()
    }

    /// Adds what is said by a sentence.
    fn add_to(&self, facts: &mut Facts, sentence: &Sentence<'_>, number: u32) {
        let start = sentence.start;
        let from = start as usize;
        facts.claims.extend(self.claims.iter().map(|it| Claim {
            sentence: number,
            range: it.range.start + from..it.range.end + from,
            ..it.clone()
        }));
        let signals = self.signals.iter();
        facts.signals.extend(signals.map(|it| Signal {
            start: it.start + start,
            end: it.end + start,
            ..*it
        }));
        facts.told.extend(self.told.iter().map(|&(told, it)| {
            let (start, end) = (it.start + start, it.end + start);
            // A benefit is told by its place.
            let mark = if matches!(told, Told::Benefit) { u64::from(start) } else { it.mark };
            (told, Seen { mark, start, end, ..it })
        }));
        for met in &self.met {
            if !facts.met.contains(met) {
                facts.met.push(*met);
            }
        }
        facts.asked.extend_from_slice(&self.asked);
    }
}

fn is_list(segment: &Segment<'_>) -> bool {
    matches!(segment.kind, SegmentKind::ListItem(_))
}
