//! The kinds of check, and the lint of one document: segments are cut into sentences, patterns tried, what they
//! find is weighed by context and document class, and facts gathered on the way answer for the whole document.

mod claim;
mod dose;
mod requirement;
mod scanner;
mod verdict;

use std::sync::Mutex;

use crate::context::Cues;
use crate::linter::Report;
use crate::rule::{Market, Packs};
use crate::scan::Index;
use crate::source::{self, Format};

pub(crate) use claim::Claim;
pub(crate) use dose::Doses;
pub use dose::{Dose, DoseLevel};
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

/// The amount of a nutrient that stands at a byte of the source.
pub(crate) fn dose_at(ready: &Ready, source: &str, format: Format, byte: usize) -> Option<Dose> {
    dose::at(ready, &source::segments(source, format), byte)
}
