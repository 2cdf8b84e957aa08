//! Doses: what the wording of the dosing rules found is read as amount, rate, population and substance, and weighed
//! against qualifiers in reach and against the table of upper levels.
//!
//! This runs after the pass over the document, and only where the pass left something: a dose is qualified by what
//! comes after it as well as by what came before.

mod amount;
mod limits;
mod rate;
mod reference;
mod rows;
mod section;
mod stated;
mod substance;
#[cfg(test)]
mod tests;
mod weigh;
mod words;

use std::borrow::Cow;
use std::cell::RefCell;
use std::sync::Arc;

use super::lore::Lore;
use super::{Claim, Document, Ready};
use crate::rule::Market;
use crate::rule::compiled::{Check, LexiconId, Packs};
use crate::scan::{Hit, Hits, Sentence, Token, Tokens};
use crate::source::Segment;
use limits::{Body, Levels};
pub(super) use section::Marks;
use section::Sections;
pub(crate) use stated::at;
pub use stated::{Dose, DoseLevel};

/// What the weighing of doses needs of the packs, made ready.
#[derive(Debug, Clone)]
pub(crate) struct Doses {
    levels: Levels,
    lexicons: Lexicons,
    /// The bodies whose levels count in the markets that are on.
    bodies: Vec<Body>,
    /// By rule: what is weighed; `None` for rules without this check.
    kinds: Vec<Option<Kind>>,
}

/// Numbers of the lexicons that only doses ask for.
#[derive(Debug, Clone)]
struct Lexicons {
    /// By nutrient: its names.
    nutrients: Vec<LexiconId>,
    need: LexiconId,
    trial: LexiconId,
    prescriber: LexiconId,
    intake: LexiconId,
    form: LexiconId,
    element: LexiconId,
    food: LexiconId,
    limit: LexiconId,
    word: LexiconId,
    ceiling: LexiconId,
}

impl Lexicons {
    /// All of them.
    fn all(&self) -> Vec<LexiconId> {
        // Without `..`, so that a new one cannot be forgotten here.
        let Self { nutrients, need, trial, prescriber, intake, form, element, food, limit, word, ceiling } =
            self;
        let others = [need, trial, prescriber, intake, form, element, food, limit, word, ceiling];
        nutrients.iter().chain(others).copied().collect()
    }
}

/// What a rule of this check asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Unqualified,
    AboveLevel,
    Misstated,
    Basis,
    Therapeutic,
    Condition,
    Excess,
    Vulnerable,
}

impl Kind {
    /// Codes are permanent, names may change.
    fn of(code: &str) -> Self {
        match code {
            "MC301" => Self::Unqualified,
            "MC302" => Self::AboveLevel,
            "MC303" => Self::Misstated,
            "MC304" => Self::Basis,
            "MC305" => Self::Therapeutic,
            "MC306" => Self::Condition,
            "MC307" => Self::Excess,
            "MC308" => Self::Vulnerable,
            // A rule of a user's own pack: amounts with no qualifiers.
            _ => Self::Unqualified,
        }
    }
}

impl Doses {
    /// By nutrient: the lexicon of its names.
    pub(crate) fn nutrients(&self) -> &[LexiconId] {
        &self.lexicons.nutrients
    }

    /// The lexicons that are asked for.
    pub(crate) fn asked(&self) -> Vec<LexiconId> {
        self.lexicons.all()
    }

    pub(crate) fn new(packs: &Packs, markets: &[Market]) -> Self {
        let id = |name: &str| packs.lexicon(name).unwrap_or(LexiconId::MAX);
        let lexicons = Lexicons {
            nutrients: (0..packs.tables.nutrients.len()).map(|i| id(&format!("nutrient:{i}"))).collect(),
            need: id("treat-need"),
            trial: id("trial-word"),
            prescriber: id("prescriber-word"),
            intake: id("intake-order"),
            form: id("dose-form"),
            element: id("elemental-word"),
            food: id("food-part"),
            limit: id("dose-limit-word"),
            word: id("dose-word"),
            ceiling: id("dose-ceiling"),
        };
        let kinds = packs
            .rules
            .iter()
            .map(|rule| (rule.check == Some(Check::Dose)).then(|| Kind::of(&rule.info.code)))
            .collect();
        Self { levels: Levels::new(&packs.tables), lexicons, bodies: bodies(markets), kinds }
    }

    /// The nutrients whose names were found, by their numbers in the table.
    pub(crate) fn named<'h>(&'h self, hits: &'h Hits) -> impl Iterator<Item = usize> + 'h {
        let nutrients = self.lexicons.nutrients.iter().enumerate();
        nutrients.filter(|(_, id)| hits.has(**id)).map(|(number, _)| number)
    }

    /// The same for other markets.
    pub(crate) fn in_markets(&self, markets: &[Market]) -> Self {
        Self { bodies: bodies(markets), ..self.clone() }
    }
}

/// The bodies whose levels count in these markets.
fn bodies(markets: &[Market]) -> Vec<Body> {
    let mut bodies = Vec::new();
    for body in markets.iter().map(|market| Body::of_market(*market)) {
        if !bodies.contains(&body) {
            bodies.push(body);
        }
    }
    bodies
}

/// The amounts of mass in a sentence, in milligrams, with their words; what is counted for a volume or a body is not
/// among them.
pub(super) fn milligrams(text: &str, tokens: &[Token]) -> Vec<(std::ops::Range<usize>, f64)> {
    amount::parse(&words::Words::new(text, tokens))
        .into_iter()
        .filter(|amount| amount.per == amount::Per::Nothing)
        .filter_map(|amount| Some((amount.words.clone(), amount.milligrams()?)))
        .collect()
}

/// Weighs the claims of the dosing rules: takes away what is qualified or no dose at all, and says of the rest
/// what was counted.
pub(crate) fn refine(ready: &Ready, segments: &[Segment<'_>], document: &mut Document) {
    let doses = &ready.doses;
    if !document.claims.iter().any(|claim| doses.kinds.get(claim.rule as usize).copied().flatten().is_some())
    {
        return;
    }
    let mut pass = Pass::new(ready, segments, &document.lore, &document.names);
    let mut kept = Vec::with_capacity(document.claims.len());
    for claim in document.claims.drain(..) {
        match doses.kinds.get(claim.rule as usize).copied().flatten() {
            Some(kind) => pass.weigh(claim, kind, &mut kept),
            None => kept.push(claim),
        }
    }
    document.claims = kept;
}

/// The amounts and terms of a sentence.
#[derive(Debug)]
pub(crate) struct Spoken {
    hits: Box<[Hit]>,
    amounts: Vec<amount::Amount>,
}

/// The weighing of one document.
struct Pass<'a> {
    ready: &'a Ready,
    segments: &'a [Segment<'a>],
    lore: &'a [Arc<Lore>],
    /// By segment, where that is known: whether it may name a nutrient.
    names: &'a [bool],
    sections: Sections<'a>,
    tokens: Tokens,
    /// The terms of the sentence at work.
    hits: Hits,
    /// The terms of sentences elsewhere.
    other: RefCell<Hits>,
    /// The segment that `tokens` are of.
    read: Option<u32>,
    /// Segment and sentence that `hits` and `amounts` are of.
    at: Option<(u32, u32)>,
    sentence: Option<Sentence>,
    amounts: Vec<amount::Amount>,
    /// The nutrient the document speaks of most, once somebody asked.
    main: Option<Option<usize>>,
}

impl<'a> Pass<'a> {
    fn new(ready: &'a Ready, segments: &'a [Segment<'a>], lore: &'a [Arc<Lore>], names: &'a [bool]) -> Self {
        Self {
            ready,
            segments,
            lore,
            names,
            sections: Sections::new(ready, segments, lore),
            tokens: Tokens::default(),
            hits: Hits::default(),
            other: RefCell::default(),
            read: None,
            at: None,
            sentence: None,
            amounts: Vec::new(),
            main: None,
        }
    }

    /// Reads the sentence of a claim, unless it was the last one read.
    fn read(&mut self, claim: &Claim) -> Option<Sentence> {
        let place = (claim.segment, claim.sentence);
        if self.at == Some(place) {
            return self.sentence;
        }
        let segment = self.segments.get(claim.segment as usize)?;
        let index = &self.ready.index;
        if self.read != Some(claim.segment) {
            self.tokens.cut(&segment.text, &index.vocabulary, |_| false);
            self.read = Some(claim.segment);
        }
        self.at = Some(place);
        self.sentence = self.tokens.sentences.get(claim.sentence as usize).copied();
        let sentence = self.sentence?;
        let own = &self.tokens.tokens[sentence.range()];
        let hits = &mut self.hits;
        let mut read = || {
            hits.find(&segment.text, own, index);
            let amounts = amount::parse(&words::Words::new(&segment.text, own));
            Spoken { hits: hits.keep(), amounts }
        };
        match self.lore.get(claim.segment as usize) {
            Some(lore) => {
                let spoken = lore.spoken(claim.sentence, read);
                self.hits.restore(&spoken.hits, index);
                self.amounts.clone_from(&spoken.amounts);
            }
            None => self.amounts = read().amounts,
        }
        Some(sentence)
    }

    /// The nutrients that a segment names, by their numbers in the table, and how often.
    fn nutrients(&self, number: usize) -> Cow<'a, [(u16, u32)]> {
        if self.names.get(number).is_some_and(|names| !names) {
            return Cow::Borrowed(&[]);
        }
        let Some(segment) = self.segments.get(number) else { return Cow::Borrowed(&[]) };
        match self.lore.get(number) {
            Some(lore) => Cow::Borrowed(lore.nutrients.get_or_init(|| self.read_nutrients(segment))),
            None => Cow::Owned(self.read_nutrients(segment)),
        }
    }

    fn read_nutrients(&self, segment: &Segment<'_>) -> Vec<(u16, u32)> {
        let index = &self.ready.index;
        let (mut tokens, mut hits) = (Tokens::default(), self.other.borrow_mut());
        let mut named: Vec<(u16, u32)> = Vec::new();
        tokens.cut(&segment.text, &index.vocabulary, |_| false);
        for sentence in &tokens.sentences {
            let own = &tokens.tokens[sentence.range()];
            if !own.iter().any(|token| index.filter.is_name(token.word)) {
                continue;
            }
            hits.find(&segment.text, own, index);
            for (number, id) in (0..).zip(&self.ready.doses.lexicons.nutrients) {
                let count = hits.of(*id).len() as u32;
                match named.iter_mut().find(|(known, _)| *known == number) {
                    _ if count == 0 => {}
                    Some((_, known)) => *known += count,
                    None => named.push((number, count)),
                }
            }
        }
        named
    }

    /// The nutrient the document speaks of most, if it speaks of one much more than of others.
    fn main_nutrient(&mut self) -> Option<usize> {
        if let Some(known) = self.main {
            return known;
        }
        let mut counts = vec![0usize; self.ready.doses.lexicons.nutrients.len()];
        for number in 0..self.segments.len() {
            for &(nutrient, count) in &*self.nutrients(number) {
                counts[nutrient as usize] += count as usize;
            }
        }
        let best = (0..counts.len()).max_by_key(|&i| counts[i]).filter(|&i| counts[i] > 0);
        let main = best.filter(|&best| {
            let others = counts
                .iter()
                .enumerate()
                .filter(|(i, _)| *i != best)
                .map(|(_, count)| *count)
                .max()
                .unwrap_or(0);
            counts[best] >= 2 * others
        });
        self.main = Some(main);
        main
    }
}
