//! The face of the library: [`Linter`] and [`Report`].

use std::sync::Mutex;

use serde::Serialize;

use crate::check::{self, Dose, Doses, Ready};
use crate::context::{Cues, DocumentClass};
use crate::finding::{Finding, Severity};
use crate::rule::compiled::Role;
use crate::rule::{Market, Packs, RuleInfo, Selection, UnknownRule};
use crate::scan::{Asked, Index};
use crate::source::Format;

/// Rule packs made ready to lint. Built once, shared by reference between any number of threads.
#[derive(Debug)]
pub struct Linter {
    ready: Ready,
}

/// What a lint found.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Report {
    /// The red flags, by place, then by code.
    pub findings: Vec<Finding>,
    /// The kind of document the text was taken for.
    pub class: DocumentClass,
    /// Words read.
    pub words: usize,
}

impl Report {
    /// The gravest severity among the findings.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }
}

/// Settings of a [`Linter`].
#[derive(Debug, Clone, Default)]
pub struct LinterBuilder {
    packs: Packs,
    markets: Vec<Market>,
    selection: Selection,
}

/// A linter cannot be built from these settings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// A rule was asked for that does not exist.
    #[error(transparent)]
    UnknownRule(#[from] UnknownRule),
}

impl Linter {
    /// Starts with no packs, the market of the United States and every rule on.
    #[must_use]
    pub fn builder() -> LinterBuilder {
        LinterBuilder::default()
    }

    /// Lints a text. Never fails: any text gives findings or none.
    ///
    /// ```
    /// # fn packs() -> scruple::rule::Packs { scruple::rule::Packs::default() }
    /// let linter = scruple::Linter::builder().packs(packs()).build()?;
    /// let report = linter.check("Our capsules support calm.", scruple::source::Format::Plain);
    /// assert!(report.worst().is_none());
    /// # Ok::<(), scruple::BuildError>(())
    /// ```
    #[must_use]
    pub fn check(&self, source: &str, format: Format) -> Report {
        check::document(&self.ready, source, format)
    }

    /// The amount of a nutrient that stands at a byte of the source, with the levels of intake it is measured by in
    /// the markets of the linter; `None` where no such amount stands there. For an editor that shows what is under the
    /// cursor: it reads the text anew.
    #[must_use]
    pub fn dose_at(&self, source: &str, format: Format, byte: usize) -> Option<Dose> {
        check::dose_at(&self.ready, source, format, byte)
    }

    /// The rules that are on, in the order of their codes.
    pub fn rules(&self) -> impl Iterator<Item = &RuleInfo> {
        self.ready.packs.rules.iter().zip(&self.ready.on).filter(|(_, on)| **on).map(|(rule, _)| &rule.info)
    }
}

impl LinterBuilder {
    /// The packs to lint with.
    #[must_use]
    pub fn packs(mut self, packs: Packs) -> Self {
        self.packs = packs;
        self
    }

    /// Adds a market whose law is cited; without any it is the United States.
    #[must_use]
    pub fn market(mut self, market: Market) -> Self {
        if !self.markets.contains(&market) {
            self.markets.push(market);
        }
        self
    }

    /// Only these rules: codes, prefixes of codes (`MC1`), names or categories.
    #[must_use]
    pub fn select(mut self, rules: impl IntoIterator<Item = String>) -> Self {
        self.selection.select.extend(rules);
        self
    }

    /// Not these rules; wins over [`LinterBuilder::select`].
    #[must_use]
    pub fn ignore(mut self, rules: impl IntoIterator<Item = String>) -> Self {
        self.selection.ignore.extend(rules);
        self
    }

    /// Makes the packs ready.
    ///
    /// # Errors
    /// A rule was asked for that does not exist.
    pub fn build(self) -> Result<Linter, BuildError> {
        let mut packs = self.packs;
        let mut on = self.selection.resolve(packs.rules.iter().map(|rule| &rule.info))?;
        let markets = if self.markets.is_empty() { vec![Market::Us] } else { self.markets };
        for (rule, on) in packs.rules.iter_mut().zip(&mut on) {
            *on &= rule.only_markets.is_empty()
                || rule.only_markets.iter().any(|market| markets.contains(market));
            rule.info
                .references
                .retain(|reference| reference.market.is_none_or(|market| markets.contains(&market)));
        }
        let cues = Cues::new(&packs);
        let doses = Doses::new(&packs, &markets);
        let asked = Asked {
            signals: cues.counted(),
            beside: cues.beside().to_vec(),
            code: [cues.all(), &doses.asked()].concat(),
        };
        let index = Index::new(&packs, &asked);
        let mut excuses = vec![Vec::new(); packs.rules.len()];
        for (id, pattern) in
            packs.patterns.iter().enumerate().filter(|(_, pattern)| pattern.role == Role::Excuse)
        {
            excuses[pattern.rule as usize].push(id as u32);
        }
        let late = (0u32..)
            .zip(&packs.patterns)
            .filter(|(_, pattern)| packs.is_late(pattern) && pattern.role == Role::Finding)
            .map(|(id, _)| id)
            .collect();
        Ok(Linter {
            ready: Ready { packs, on, markets, cues, index, excuses, late, doses, spare: Mutex::default() },
        })
    }
}
