//! The kinds of check, and the lint of one document: segments are cut into sentences, patterns tried, what they
//! find is weighed by context and document class, and facts gathered on the way answer for the whole document.

mod authorised;
mod claim;
mod declared;
mod dose;
mod ease;
mod facts;
mod follow;
mod lore;
mod memo;
mod requirement;
mod scanner;
#[cfg(feature = "packs")]
mod trial;
mod verdict;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use crate::context::{Cues, DocumentClass};
use crate::finding::{Reference, SetBy, Text};
use crate::house::House;
use crate::linter::{Declared, Options, Report};
use crate::rule::compiled::Place;
use crate::rule::{Market, Packs};
use crate::scan::Index;
use crate::scan::index::Wait;
use crate::source::lines::LineIndex;
use crate::source::{self, Format, SegmentKind};
use crate::suppress::Comments;

pub(crate) use authorised::Authorised;
pub(crate) use claim::Claim;
pub(crate) use dose::Doses;
pub use dose::{Dose, DoseLevel};
pub(crate) use facts::Document;
pub(crate) use follow::Following;
pub use memo::Memo;
pub(crate) use requirement::Telling;
pub(crate) use scanner::{Scanner, Spare};
#[cfg(feature = "packs")]
pub(crate) use trial::{Fate, Met, trial};
pub(crate) use verdict::position;

/// Everything a lint needs, made ready.
#[derive(Debug)]
pub(crate) struct Ready {
    pub packs: Arc<Packs>,
    /// By rule: whether it was asked for, in whatever market.
    pub selected: Arc<[bool]>,
    /// By rule: whether it was asked for and holds in one of the markets.
    pub on: Vec<bool>,
    pub markets: Vec<Market>,
    /// What every text is, where the caller knows.
    pub class: Option<DocumentClass>,
    pub cues: Arc<Cues>,
    pub index: Arc<Index>,
    /// By rule: patterns that take findings away.
    pub excuses: Arc<[Vec<Wait>]>,
    /// By rule: the references that hold in the markets.
    pub law: Vec<Arc<[Reference]>>,
    /// By rule: those that say more about the same words.
    pub stronger: Arc<[Vec<u16>]>,
    /// What rules do with the findings of others.
    pub following: Arc<Following>,
    /// Patterns that are tried once the document is known to promote something.
    pub late: Arc<[u32]>,
    /// What the dosing rules measure against.
    pub doses: Doses,
    /// The register of authorised claims.
    pub authorised: Arc<Authorised>,
    /// What the house adds to the packs.
    pub house: Arc<House>,
    /// Buffers of passes that are over.
    pub spare: Arc<Mutex<Vec<Spare>>>,
}

impl Ready {
    /// For every rule whether it is on in these markets.
    pub(crate) fn on(packs: &Packs, selected: &[bool], markets: &[Market]) -> Vec<bool> {
        let holds = |only: &[Market]| only.is_empty() || only.iter().any(|market| markets.contains(market));
        packs.rules.iter().zip(selected).map(|(rule, on)| *on && holds(&rule.only_markets)).collect()
    }

    /// For every rule the references that hold in these markets.
    pub(crate) fn law(packs: &Packs, markets: &[Market]) -> Vec<Arc<[Reference]>> {
        packs.rules.iter().map(|rule| verdict::references(&rule.info, markets)).collect()
    }

    /// For every rule those that it yields to.
    pub(crate) fn stronger(packs: &Packs) -> Vec<Vec<u16>> {
        let numbers: HashMap<&str, u16> =
            packs.rules.iter().zip(0u16..).map(|(rule, number)| (&*rule.info.code, number)).collect();
        let known = |code: &Text| numbers.get(&**code).copied();
        packs.rules.iter().map(|rule| rule.yields_to.iter().filter_map(known).collect()).collect()
    }

    /// The same for a document that is published in other markets.
    fn in_markets(&self, markets: &[Market]) -> Self {
        Self {
            packs: Arc::clone(&self.packs),
            selected: Arc::clone(&self.selected),
            on: Self::on(&self.packs, &self.selected, markets),
            law: Self::law(&self.packs, markets),
            stronger: Arc::clone(&self.stronger),
            markets: markets.to_vec(),
            class: self.class,
            cues: Arc::clone(&self.cues),
            index: Arc::clone(&self.index),
            excuses: Arc::clone(&self.excuses),
            following: Arc::clone(&self.following),
            late: Arc::clone(&self.late),
            doses: self.doses.in_markets(markets),
            authorised: Arc::clone(&self.authorised),
            house: Arc::clone(&self.house),
            spare: Arc::clone(&self.spare),
        }
    }
}

/// Lints one document. What it says of itself goes before what the caller says of it.
///
/// With a memo it takes what is known from the lint before, and the outcome is the same.
pub(crate) fn document(
    ready: &Ready,
    source: &str,
    format: Format,
    options: &Options,
    memo: Option<&mut Memo>,
) -> Report {
    let comments = Comments::read(source, format, &options.parts);
    let masked = comments.masked(source);
    let (segments, settings) = source::read(&masked, format, &options.parts);
    let said = declared::resolve(&settings);
    let markets = if said.markets.is_empty() { &options.markets } else { &said.markets };
    let elsewhere = (!markets.is_empty() && *markets != ready.markets).then(|| ready.in_markets(markets));
    let ready = elsewhere.as_ref().unwrap_or(ready);
    let set = said.class.map(|class| (class, SetBy::Document));
    let set = set.or(options.class.or(ready.class).map(|class| (class, SetBy::Caller)));
    let (first, second) = memo.map(|memo| memo.start(&ready.index, &ready.markets)).unzip();
    let mut scanner = Scanner::remembering(ready, first);
    scanner.reserve(segments.len());
    for (number, segment) in segments.iter().enumerate() {
        scanner.segment(number, segment);
    }
    let mut document = scanner.finish();
    dose::refine(ready, &segments, &mut document);
    document.authorised = authorised::refine(ready, &segments, &mut document.claims, &document.lore);
    let mut report = verdict::report(ready, source, format, &segments, document, set, second);
    if !said.problems.is_empty() {
        let lines = LineIndex::new(source);
        report.warnings = said.warnings(&lines, source);
    }
    comments.apply(ready, source, format, &mut report);
    report
}

/// What a document says of itself.
pub(crate) fn declared(source: &str, format: Format) -> Declared {
    let (_, settings) = source::read(source, format, &[]);
    declared::resolve(&settings).declared(&LineIndex::new(source), source)
}

/// Whether a rule looks at segments of a kind.
fn placed(place: Place, kind: &SegmentKind) -> bool {
    let heading = matches!(kind, SegmentKind::Heading(_) | SegmentKind::Title);
    match place {
        Place::Anywhere => true,
        Place::Heading => heading,
        Place::Body => !heading,
        Place::List => matches!(kind, SegmentKind::ListItem(_)),
    }
}

/// The amount of a nutrient that stands at a byte of the source.
pub(crate) fn dose_at(ready: &Ready, source: &str, format: Format, byte: usize) -> Option<Dose> {
    let comments = Comments::read(source, format, &[]);
    let masked = comments.masked(source);
    let (segments, settings) = source::read(&masked, format, &[]);
    let markets = declared::resolve(&settings).markets;
    let elsewhere = (!markets.is_empty() && markets != ready.markets).then(|| ready.in_markets(&markets));
    dose::at(elsewhere.as_ref().unwrap_or(ready), &segments, byte)
}
