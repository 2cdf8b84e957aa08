//! The register of approved claims, `approved-claims.toml`: who approved which words, for which rules and markets, on
//! what evidence, and until when.
//!
//! ```toml
//! [[claim]]
//! wording = "Vitamin C contributes to the normal function of the immune system"
//! rules = ["structure-function"]
//! markets = ["us", "eu"]
//! product = "Sunny C"                  # only where the document names it
//! approver = "J. Doe, Regulatory Affairs"
//! approved = 2026-03-01
//! valid-until = 2027-03-01
//! substantiation = {document = "Dossier 14", link = "https://example.com/14", date = 2026-02-11}
//! ```
//!
//! Instead of `wording` an entry may have a `pattern`, in which `*` stands for up to five words, or within a word for
//! any letters. Words are compared without case, kinds of quotes and dashes, white space and punctuation around them.
//!
//! An approval never covers more than it says: the red flag has to lie within the approved words, be of one of the
//! rules, rest on the law of these markets only, and the document has to name the product.

mod apply;
mod find;
mod read;
mod wording;
mod write;

pub use apply::apply;
pub use find::{Registers, path_of_nearest};
pub use write::{NewEntry, append, covers, draft, standing};

use scruple::answer::Approval;
use scruple::rule::{Market, RuleInfo};

use crate::date::Date;
use wording::Wording;

/// The name of the file.
pub const FILE: &str = "approved-claims.toml";

/// The claims that a file approves.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Register {
    /// The file, as it is shown.
    pub path: String,
    /// Its entries, in the order of the file.
    pub entries: Vec<Entry>,
}

/// An approved claim.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The words or the pattern, as they were written.
    pub text: String,
    wording: Wording,
    /// Rules whose red flags it answers for: codes, starts of codes, names or families.
    pub rules: Vec<String>,
    /// Markets it was approved for.
    pub markets: Vec<Market>,
    /// The product the document has to name.
    pub product: Option<String>,
    /// On what it rests.
    pub substantiation: Option<Substantiation>,
    /// Who approved it.
    pub approver: String,
    /// The day it was approved.
    pub approved: Option<Date>,
    /// The last day it holds; none for no end.
    pub until: Option<Date>,
    /// The line of the entry, from 1.
    pub line: usize,
}

/// On what an approval rests.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Substantiation {
    /// The document.
    pub document: Option<String>,
    /// Where it can be read.
    pub link: Option<String>,
    /// Its day.
    pub date: Option<Date>,
}

impl Substantiation {
    /// In one line.
    #[must_use]
    pub fn in_words(&self) -> String {
        let date = self.date.map(|date| date.to_string());
        let parts = [self.document.clone(), self.link.clone(), date];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// Something that is wrong with a register.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}:{line}: {message}")]
pub struct RegisterError {
    /// The file.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, and what to write.
    pub message: String,
}

/// Everything that is wrong with a register, or why it cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegisterErrors {
    /// What is written in it makes no sense.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Wrong(Vec<RegisterError>),
    /// It cannot be read.
    #[error("{path}: {reason}")]
    Unreadable {
        /// The file.
        path: String,
        /// Why not.
        reason: String,
    },
}

impl Register {
    /// Reads a register. `rules` are all rules that there are, on or off.
    ///
    /// # Errors
    /// All that is wrong, each with its line and what to write.
    pub fn read(path: &str, text: &str, rules: &[RuleInfo]) -> Result<Self, RegisterErrors> {
        let entries = read::entries(path, text, rules).map_err(RegisterErrors::Wrong)?;
        Ok(Self { path: path.to_owned(), entries })
    }
}

impl Entry {
    /// Whether it answers for red flags of a rule.
    #[must_use]
    pub fn is_for(&self, rule: &RuleInfo) -> bool {
        self.rules.iter().any(|given| rule.is_meant_by(given))
    }

    /// Whether its last day is over.
    #[must_use]
    pub fn is_over(&self, today: Date) -> bool {
        self.until.is_some_and(|until| until < today)
    }

    /// What a report says of it.
    #[must_use]
    pub fn approval(&self, register: &str) -> Approval {
        Approval {
            wording: self.text.clone(),
            approver: self.approver.clone(),
            until: self.until.map(|until| until.to_string()),
            substantiation: self.substantiation.as_ref().map(Substantiation::in_words),
            register: Some(register.to_owned()),
            line: Some(self.line),
        }
    }
}

/// Whether an approval of this rule has to rest on something.
fn needs_substantiation(rule: &RuleInfo) -> bool {
    rule.category == "disease"
}

#[cfg(test)]
mod tests;
