//! Doses: what the wording of the dosing rules found is read as amount, rate, population and substance, and weighed
//! against qualifiers in reach and against the table of upper levels.
//!
//! This runs after the pass over the document, and only where the pass left something: a dose is qualified by what
//! comes after it as well as by what came before.

mod amount;
mod heard;
mod limits;
mod marks;
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

use std::cell::OnceCell;
use std::sync::{Arc, OnceLock};

use super::lore::Lore;
use super::{Claim, Document, Ready};
use crate::rule::Market;
use crate::rule::compiled::{Check, LexiconId, Packs};
use crate::scan::{Hit, Hits, Token};
use crate::source::Segment;
pub(crate) use heard::{Spoken, hear};
use limits::{Body, Levels};
pub(crate) use marks::Heard;
use marks::{Marks, Signs};
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
    /// What terms and words tell, once a dose was met.
    signs: Arc<OnceLock<Signs>>,
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
        Self {
            levels: Levels::new(&packs.tables),
            lexicons,
            bodies: bodies(markets),
            kinds,
            signs: Arc::default(),
        }
    }

    /// The nutrients whose names were found, by their numbers in the table.
    pub(crate) fn named<'h>(&'h self, hits: &'h Hits) -> impl Iterator<Item = usize> + 'h {
        let nutrients = self.lexicons.nutrients.iter().enumerate();
        nutrients.filter(|(_, id)| hits.has(**id)).map(|(number, _)| number)
    }

    /// Whether a rule is about doses.
    pub(crate) fn knows(&self, rule: u16) -> bool {
        self.kind(rule).is_some()
    }

    /// What is weighed of the claims of a rule.
    fn kind(&self, rule: u16) -> Option<Kind> {
        self.kinds.get(rule as usize).copied().flatten()
    }

    fn signs(&self, ready: &Ready) -> &Signs {
        self.signs.get_or_init(|| Signs::new(ready))
    }

    /// The names of nutrients among some hits, with the numbers of these in the table.
    fn nutrients_of(&self, signs: &Signs, hits: &[Hit]) -> impl Iterator<Item = (u16, Hit)> {
        let names = hits.iter().filter(|hit| signs.of(**hit).has(Marks::NUTRIENT));
        names.flat_map(|&hit| {
            let numbered = (0..).zip(&self.lexicons.nutrients);
            numbered.filter(move |(_, id)| **id == hit.lexicon).map(move |(number, _)| (number, hit))
        })
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
    if !document.claims.iter().any(|claim| doses.kind(claim.rule).is_some()) {
        return;
    }
    let mut pass = Pass::new(ready, segments, &document.lore, &document.names);
    let mut kept = Vec::with_capacity(document.claims.len());
    for claim in document.claims.drain(..) {
        match doses.kind(claim.rule) {
            Some(kind) => pass.weigh(claim, kind, &mut kept),
            None => kept.push(claim),
        }
    }
    document.claims = kept;
}

/// The weighing of one document.
struct Pass<'a> {
    ready: &'a Ready,
    segments: &'a [Segment<'a>],
    lore: &'a [Arc<Lore>],
    sections: Sections<'a>,
    /// Segment and sentence that `spoken` is of.
    at: Option<(u32, u32)>,
    /// The sentence at work.
    spoken: Arc<Spoken>,
    /// Its words.
    own: &'a [Token],
    /// The text of its segment.
    text: &'a str,
    /// The nutrient the document speaks of most, once somebody asked.
    main: OnceCell<Option<usize>>,
}

impl<'a> Pass<'a> {
    fn new(ready: &'a Ready, segments: &'a [Segment<'a>], lore: &'a [Arc<Lore>], names: &'a [bool]) -> Self {
        Self {
            ready,
            segments,
            lore,
            sections: Sections::new(ready, segments, lore, names),
            at: None,
            spoken: Arc::default(),
            own: &[],
            text: "",
            main: OnceCell::new(),
        }
    }

    /// Goes to the sentence of a claim; `None` where there is no such sentence.
    fn read(&mut self, claim: &Claim) -> Option<()> {
        let place = (claim.segment, claim.sentence);
        if self.at == Some(place) {
            return Some(());
        }
        let (segment, sentence) = (claim.segment as usize, claim.sentence as usize);
        (self.text, self.own) = self.sections.own(segment, sentence)?;
        let read = || Arc::new(self.sections.spoken(self.text, self.own));
        self.spoken = self.lore.get(segment)?.spoken(claim.sentence, read);
        self.at = Some(place);
        Some(())
    }

    /// The nutrient the document speaks of most, if it speaks of one much more than of others.
    fn main_nutrient(&self) -> Option<usize> {
        *self.main.get_or_init(|| {
            let mut counts = vec![0usize; self.ready.doses.lexicons.nutrients.len()];
            for number in 0..self.segments.len() {
                for &(nutrient, count) in self.sections.nutrients(number) {
                    counts[nutrient as usize] += count as usize;
                }
            }
            let best = (0..counts.len()).max_by_key(|&i| counts[i]).filter(|&i| counts[i] > 0)?;
            let others = counts.iter().enumerate().filter(|(i, _)| *i != best);
            let most = others.map(|(_, count)| *count).max().unwrap_or(0);
            (counts[best] >= 2 * most).then_some(best)
        })
    }
}
