//! What a house adds to the packs: severities of its own, the names of its products, and the disclaimers that it asks
//! for. Made into words and rules like those of any pack when a linter is built.

mod disclaimer;
mod level;
mod terms;

use std::collections::HashMap;

pub use disclaimer::Disclaimer;
pub(crate) use disclaimer::Required;
pub use level::{Level, UnknownLevel};
pub use terms::TermKind;

use crate::finding::{Finding, Severity, Text};
use crate::rule::{Packs, UnknownRule};

/// A setting of a house that makes no sense.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HouseError {
    /// A term without a word.
    #[error("\"{0}\" holds no word; write a name")]
    EmptyTerm(String),
    /// A disclaimer without a name that can be part of a code.
    #[error(
        "\"{0}\" is no name for a disclaimer; write letters, digits and hyphens, such as \"kids-notice\""
    )]
    Name(String),
    /// Two disclaimers of one name.
    #[error("two disclaimers are called \"{0}\"; choose another name for one of them")]
    Taken(String),
    /// A disclaimer that no text could hold.
    #[error("the disclaimer \"{0}\" has no words; write `text`, or a `pattern` that tells it")]
    NoWording(String),
    /// A disclaimer that nothing asks for.
    #[error(
        "nothing asks for the disclaimer \"{0}\"; write `when`, such as [\"structure-function\"] or \"always\""
    )]
    NothingAsks(String),
}

/// What the builder of a linter was told of a house.
#[derive(Debug, Clone, Default)]
pub(crate) struct Told {
    pub levels: Vec<(String, Level)>,
    pub terms: Vec<(TermKind, String)>,
    pub disclaimers: Vec<Disclaimer>,
}

/// The same, made ready.
#[derive(Debug, Default)]
pub(crate) struct House {
    /// By code of a rule: the severity that was set for it.
    severities: HashMap<Text, Severity>,
    pub(crate) required: Vec<Required>,
}

impl Told {
    /// Adds the words and rules of the house to the packs. What its rules wait for is looked up among those that
    /// were there before.
    pub(crate) fn extend(&self, packs: &mut Packs) -> Result<House, crate::BuildError> {
        terms::add(packs, &self.terms)?;
        let required = disclaimer::add(packs, &self.disclaimers)?;
        Ok(House { severities: HashMap::new(), required })
    }

    /// For every rule what was set for it, if anything was.
    pub(crate) fn levels(&self, packs: &Packs) -> Result<Vec<Option<Level>>, UnknownRule> {
        level::resolve(&self.levels, packs)
    }
}

impl House {
    /// Keeps the severities that were set.
    pub(crate) fn set(&mut self, packs: &Packs, levels: &[Option<Level>]) {
        let set = packs.rules().zip(levels);
        self.severities =
            set.filter_map(|(rule, level)| Some((rule.code.clone(), (*level)?.severity()?))).collect();
    }

    /// Gives findings the severities that were set for their rules.
    pub(crate) fn settle(&self, findings: &mut [Finding]) {
        if self.severities.is_empty() {
            return;
        }
        for finding in findings {
            if let Some(&set) = self.severities.get(&finding.code)
                && set != finding.severity
            {
                finding
                    .notes
                    .push(format!("set to {set} by the settings; by itself it is {}", a(finding.severity)));
                finding.severity = set;
            }
        }
    }
}

/// "an error", "a warning".
fn a(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "an error",
        Severity::Warning => "a warning",
        Severity::Info => "an info",
    }
}
