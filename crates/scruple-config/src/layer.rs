//! One layer of settings: what the top of a file, an override or the command line says.

use scruple::DocumentClass;
use scruple::house::Level;
use scruple::rule::Market;
use scruple::source::Format;
use scruple_documents::Field;

use crate::packs::Pack;
use crate::settings::{FailOn, Settings};
use crate::source::Sourced;

/// The severity of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RuleLevel {
    /// The rule: a code, a prefix, a name or a category.
    pub rule: Sourced<String>,
    /// Its severity.
    pub level: Level,
}

/// Settings that go over others. What is said replaces what stands below, but for `ignore` and `severity`, which are
/// added. A layer that selects rules starts afresh: what layers below it ignore or turn off does not count.
#[derive(Debug, Clone, Default)]
pub struct Layer {
    /// The packs that are on.
    pub packs: Option<Vec<Sourced<Pack>>>,
    /// The markets whose law is cited.
    pub markets: Option<Vec<Sourced<Market>>>,
    /// The kind of the documents.
    pub class: Option<Sourced<DocumentClass>>,
    /// Only these rules.
    pub select: Option<Vec<Sourced<String>>>,
    /// Not these rules.
    pub ignore: Vec<Sourced<String>>,
    /// Severities of rules.
    pub severity: Vec<RuleLevel>,
    /// The mark-up of the files.
    pub format: Option<Sourced<Format>>,
    /// The fields of exports that hold text.
    pub fields: Option<Vec<Sourced<Field>>>,
    /// From which severity on a finding makes a run fail.
    pub fail_on: Option<Sourced<FailOn>>,
}

impl Layer {
    /// Puts the layer over settings.
    pub(crate) fn apply(&self, settings: &mut Settings) {
        if let Some(packs) = &self.packs {
            settings.packs.clone_from(packs);
        }
        if let Some(markets) = &self.markets {
            settings.markets.clone_from(markets);
        }
        if self.class.is_some() {
            settings.class.clone_from(&self.class);
        }
        if let Some(select) = &self.select {
            settings.select.clone_from(select);
            settings.ignore.clear();
            settings.severity.retain(|set| set.level != Level::Off);
        }
        settings.ignore.extend(self.ignore.iter().cloned());
        for set in &self.severity {
            settings.severity.retain(|below| !below.rule.eq_ignore_ascii_case(&set.rule));
            settings.severity.push(set.clone());
        }
        if self.format.is_some() {
            settings.format.clone_from(&self.format);
        }
        if let Some(fields) = &self.fields {
            settings.fields.clone_from(fields);
        }
        if let Some(fail_on) = &self.fail_on {
            settings.fail_on.clone_from(fail_on);
        }
    }

    /// Puts the layer over another one.
    pub(crate) fn over(self, below: Self) -> Self {
        let mut ignore = below.ignore;
        let mut severity = below.severity;
        if self.select.is_some() {
            ignore.clear();
            severity.retain(|set| set.level != Level::Off);
        }
        ignore.extend(self.ignore);
        for set in self.severity {
            severity.retain(|known: &RuleLevel| !known.rule.eq_ignore_ascii_case(&set.rule));
            severity.push(set);
        }
        Self {
            packs: self.packs.or(below.packs),
            markets: self.markets.or(below.markets),
            class: self.class.or(below.class),
            select: self.select.or(below.select),
            ignore,
            severity,
            format: self.format.or(below.format),
            fields: self.fields.or(below.fields),
            fail_on: self.fail_on.or(below.fail_on),
        }
    }
}
