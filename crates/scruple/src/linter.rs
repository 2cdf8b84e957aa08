//! The face of the library: [`Linter`] and [`Report`].

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::answer::Answered;
use crate::check::{self, Authorised, Dose, Doses, Following, Memo, Ready, Telling};
use crate::context::{Cues, DocumentClass};
use crate::finding::{Class, Finding, Position, Related, Severity};
use crate::house::{Disclaimer, HouseError, Level, TermKind, Told};
use crate::rule::compiled::Role;
use crate::rule::{Market, PackIsOff, Packs, RuleInfo, Selection, UnknownPack, UnknownRule, nearest_pack};
use crate::scan::index::Wait;
use crate::scan::{Asked, Index};
use crate::source::{Format, Part};

/// Rule packs made ready to lint. Built once, shared by reference between any number of threads.
///
/// What several texts share (menus, footers, notices) is read once: paragraphs that were met twice are remembered, for each
/// thread at most some four thousand of up to 4 KiB. No outcome depends on it.
#[derive(Debug)]
pub struct Linter {
    pub(crate) ready: Ready,
}

/// What a lint found.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The red flags, by place, then by code.
    pub findings: Vec<Finding>,
    /// Findings that somebody has answered for, by place: they are not among the red flags any more.
    pub answered: Vec<Answered>,
    /// The kind of document the text was taken for, who says so, and because of what.
    pub class: Class,
    /// Where the words stand that the class was inferred from, in the order of the class's `because`.
    pub cues: Vec<Related>,
    /// The markets whose law it was held against.
    pub markets: Vec<Market>,
    /// What the document says of itself and cannot be heeded.
    pub warnings: Vec<Warning>,
    /// Words read.
    pub words: usize,
}

/// A setting in a document that cannot be heeded, such as an unknown class in its front matter. The rest of the
/// document is linted as if it did not stand there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// What is wrong, and what to write.
    pub message: String,
    /// Where the setting starts.
    pub start: Position,
    /// Where it ends (exclusive).
    pub end: Position,
}

/// What a document says of itself, in its front matter or a `<meta>`: it goes before all other settings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Declared {
    /// Its class, and where that stands.
    pub class: Option<(DocumentClass, Position)>,
    /// The markets it is published in, and where they stand.
    pub markets: Vec<(Market, Position)>,
    /// What cannot be heeded.
    pub warnings: Vec<Warning>,
}

impl Declared {
    /// Reads what a text says of itself.
    ///
    /// ```
    /// use scruple::{Declared, DocumentClass, source::Format};
    ///
    /// let said = Declared::of("---\nscruple: {class: news}\n---\n", Format::Markdown);
    /// assert_eq!(said.class.map(|(class, at)| (class, at.line)), Some((DocumentClass::News, 2)));
    /// ```
    #[must_use]
    pub fn of(source: &str, format: Format) -> Self {
        check::declared(source, format)
    }
}

/// What the caller knows of one text. What is left open is found in the text, or is that of the [`Linter`]; what the
/// document says of itself goes before both.
///
/// ```
/// use scruple::{DocumentClass, Options, rule::Market};
///
/// let options = Options::default().class(DocumentClass::Editorial).market(Market::Eu);
/// assert_eq!(options.markets, [Market::Eu]);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// The kind of document it is.
    pub class: Option<DocumentClass>,
    /// The markets it is published in; empty for those of the linter.
    pub markets: Vec<Market>,
    /// The parts of the source that are read, each in its own way; empty where it is read whole, in its format. What
    /// a fix adds at the end is written in the format that is given.
    pub parts: Vec<Part>,
}

impl Options {
    /// The kind of document it is, instead of the one its words speak for.
    #[must_use]
    pub fn class(mut self, class: DocumentClass) -> Self {
        self.class = Some(class);
        self
    }

    /// Adds a market it is published in, instead of those of the linter.
    #[must_use]
    pub fn market(mut self, market: Market) -> Self {
        if !self.markets.contains(&market) {
            self.markets.push(market);
        }
        self
    }

    /// The parts of the source that are read, each in its own way, instead of the whole source.
    #[must_use]
    pub fn parts(mut self, parts: Vec<Part>) -> Self {
        self.parts = parts;
        self
    }
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
    class: Option<DocumentClass>,
    selection: Selection,
    asked: Vec<String>,
    house: Told,
}

/// A linter cannot be built from these settings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// A rule was asked for that does not exist.
    #[error(transparent)]
    UnknownRule(#[from] UnknownRule),
    /// A rule was asked for without its pack.
    #[error(transparent)]
    PackIsOff(#[from] PackIsOff),
    /// A pack was asked for that is not among the packs.
    #[error(transparent)]
    UnknownPack(#[from] UnknownPack),
    /// A name or disclaimer of the house that makes no sense.
    #[error(transparent)]
    House(#[from] HouseError),
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
        self.check_with(source, format, &Options::default())
    }

    /// Lints a text of which the caller knows more than its words.
    #[must_use]
    pub fn check_with(&self, source: &str, format: Format, options: &Options) -> Report {
        check::document(&self.ready, source, format, options, None)
    }

    /// Lints a text that was linted before and was edited since. The report is that of [`Linter::check_with`]; what it
    /// costs depends on how much changed. The memo belongs to one text; used with another text or linter it only
    /// helps less.
    ///
    /// ```
    /// # fn packs() -> scruple::rule::Packs { scruple::rule::Packs::default() }
    /// use scruple::{Linter, Memo, Options, source::Format};
    ///
    /// let linter = Linter::builder().packs(packs()).build()?;
    /// let mut memo = Memo::default();
    /// for text in ["Our tea.", "Our tea calms."] {
    ///     let report = linter.check_again(text, Format::Markdown, &Options::default(), &mut memo);
    ///     assert_eq!(report, linter.check(text, Format::Markdown));
    /// }
    /// # Ok::<(), scruple::BuildError>(())
    /// ```
    #[must_use]
    pub fn check_again(&self, source: &str, format: Format, options: &Options, memo: &mut Memo) -> Report {
        let report = check::document(&self.ready, source, format, options, Some(memo));
        memo.finish();
        report
    }

    /// What a lint needs, for the lint of packs.
    #[cfg(feature = "packs")]
    pub(crate) fn ready(&self) -> &Ready {
        &self.ready
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

    /// Turns on the rules of a pack that has a name, and adds its markets to those whose law is cited.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let linter = scruple::Linter::builder().packs(scruple_rules::with_packs()?).enable_pack("eu").build()?;
    /// let report = linter.check("Our capsules: ashwagandha calms stress.", scruple::source::Format::Plain);
    /// assert!(report.findings.iter().any(|finding| finding.code == "EU01"));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn enable_pack(mut self, name: impl Into<String>) -> Self {
        self.asked.push(name.into());
        self
    }

    /// The kind of document every text is, instead of the one its words speak for.
    #[must_use]
    pub fn class(mut self, class: DocumentClass) -> Self {
        self.class = Some(class);
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

    /// Sets the severity of every finding of these rules, whatever its context; [`Level::Off`] turns them off. Rules are
    /// told as [`LinterBuilder::select`] tells them. Of several settings that fit a rule the most exact one counts: its
    /// code or name, then the longest prefix of its code, then its category.
    ///
    /// ```
    /// use scruple::{Linter, house::Level, source::Format};
    ///
    /// let packs = scruple_rules::core()?;
    /// let linter = Linter::builder().packs(packs).severity("MC1", Level::Off).severity("MC101", Level::Info).build()?;
    /// let report = linter.check("Our capsules cure type 2 diabetes.", Format::Plain);
    /// let found = report.findings.iter().find(|finding| finding.code == "MC101");
    /// assert!(found.is_some_and(|finding| finding.severity == scruple::finding::Severity::Info));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn severity(mut self, rules: impl Into<String>, level: Level) -> Self {
        self.house.levels.push((rules.into(), level));
        self
    }

    /// Adds names of the house. A name is found in any case, unless it is also an ordinary word that the rules know
    /// ("Calm"): then only where it is spelt the same.
    ///
    /// ```
    /// use scruple::{Linter, house::TermKind, source::Format};
    ///
    /// let packs = scruple_rules::core()?;
    /// let linter = Linter::builder().packs(packs).terms(TermKind::Ignored, ["The Cure"]).build()?;
    /// assert_eq!(linter.check("The Cure play tonight.", Format::Plain).findings, []);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn terms(mut self, kind: TermKind, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.house.terms.extend(names.into_iter().map(|name| (kind, name.into())));
        self
    }

    /// Asks for a disclaimer of the house; a text that lacks it is reported by the rule `HOUSE-` and its name.
    #[must_use]
    pub fn disclaimer(mut self, disclaimer: Disclaimer) -> Self {
        self.house.disclaimers.push(disclaimer);
        self
    }

    /// Makes the packs ready.
    ///
    /// # Errors
    /// A rule or pack was asked for that does not exist, or a rule whose pack was not; or a name or disclaimer of the
    /// house makes no sense.
    pub fn build(self) -> Result<Linter, BuildError> {
        let mut packs = self.packs.with_review();
        let mut markets = if self.markets.is_empty() { vec![Market::Us] } else { self.markets };
        for name in &self.asked {
            let Some(pack) = packs.named().find(|pack| pack.name == *name) else {
                let nearest = nearest_pack(name, packs.named());
                let known = packs.named().map(|pack| pack.name.clone()).collect();
                return Err(UnknownPack { given: name.clone(), nearest, known }.into());
            };
            for market in &pack.markets {
                if !markets.contains(market) {
                    markets.push(*market);
                }
            }
        }
        let mut house = self.house.extend(&mut packs)?;
        let of_pack = packs.of_packs(&self.asked);
        let rules = packs.rules.iter().map(|rule| &rule.info);
        let mut selected = self.selection.resolve(rules.zip(of_pack.iter().copied()))?;
        let levels = self.house.levels(&packs)?;
        for (on, _) in selected.iter_mut().zip(&levels).filter(|(_, level)| **level == Some(Level::Off)) {
            *on = false;
        }
        house.set(&packs, &levels);
        // Without their patterns the packs that are off are as if they were not there, and cost nothing.
        packs.patterns.retain(|pattern| of_pack[pattern.rule as usize]);
        let on = Ready::on(&packs, &selected, &markets);
        let cues = Cues::new(&packs);
        let doses = Doses::new(&packs, &markets);
        let asked = Asked {
            signals: cues.counted(),
            beside: cues.beside().to_vec(),
            code: [cues.all(), &doses.asked()].concat(),
            names: doses.nutrients().to_vec(),
            telling: Telling::words().collect(),
        };
        let index = Index::new(&packs, &asked);
        let mut excuses = vec![Vec::new(); packs.rules.len()];
        for (id, pattern) in
            packs.patterns.iter().enumerate().filter(|(_, pattern)| pattern.role == Role::Excuse)
        {
            excuses[pattern.rule as usize].push(Wait::new(id, pattern, usize::MAX));
        }
        let late = (0u32..)
            .zip(&packs.patterns)
            .filter(|(_, pattern)| packs.is_late(pattern) && pattern.role == Role::Finding)
            .map(|(id, _)| id)
            .collect();
        let following = Following::new(&packs, &selected);
        let law = Ready::law(&packs, &markets);
        let stronger = Ready::stronger(&packs).into();
        Ok(Linter {
            ready: Ready {
                packs: Arc::new(packs),
                selected: selected.into(),
                on,
                law,
                stronger,
                markets,
                class: self.class,
                cues: Arc::new(cues),
                index: Arc::new(index),
                excuses: excuses.into(),
                following: Arc::new(following),
                late,
                doses,
                authorised: Arc::new(Authorised::default()),
                house: Arc::new(house),
                spare: Arc::default(),
            },
        })
    }
}
