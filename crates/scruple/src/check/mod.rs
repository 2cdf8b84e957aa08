//! The kinds of check, and the lint of one document: segments are cut into sentences, patterns tried, what they
//! find is weighed by context and document class, and facts gathered on the way answer for the whole document.

mod claim;
mod dose;
mod follow;
mod requirement;
mod scanner;
mod verdict;

use std::sync::Mutex;

use crate::context::Cues;
use crate::linter::Report;
use crate::rule::compiled::Place;
use crate::rule::{Market, Packs};
use crate::scan::Index;
use crate::source::{self, Format, SegmentKind};

pub(crate) use claim::Claim;
pub(crate) use dose::Doses;
pub(crate) use follow::Following;
pub(crate) use scanner::{Document, Scanner, Spare};

/// Everything a lint needs, made ready.
#[derive(Debug)]
pub(crate) struct Ready {
    pub packs: Packs,
    pub on: Vec<bool>,
    pub markets: Vec<Market>,
    pub cues: Cues,
    pub index: Index,
    /// By rule: patterns that take findings away.
    pub excuses: Vec<Vec<u32>>,
    /// What rules do with the findings of others.
    pub following: Following,
    /// Patterns that are tried once the document is known to promote something.
    pub late: Vec<u32>,
    /// What the dosing rules measure against.
    pub doses: Doses,
    /// Buffers of passes that are over.
    pub spare: Mutex<Vec<Spare>>,
}

/// Lints one document.
pub(crate) fn document(ready: &Ready, source: &str, format: Format) -> Report {
    let segments = source::segments(source, format);
    let mut scanner = Scanner::new(ready);
    for (number, segment) in segments.iter().enumerate() {
        scanner.segment(number, segment);
    }
    let mut document = scanner.finish();
    dose::refine(ready, &segments, &mut document);
    verdict::report(ready, source, format, &segments, document)
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
