//! Findings that somebody has answered for: they are no longer open, and stay on record.

use serde::{Deserialize, Serialize};

use crate::finding::{Finding, Position};

/// A finding together with what was decided on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// The red flag as it would have been reported.
    #[serde(flatten)]
    pub finding: Finding,
    /// Who answers for it, and with what.
    pub answer: Answer,
}

/// What was decided on a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
#[non_exhaustive]
pub enum Answer {
    /// A comment in the text sets it aside.
    Suppressed {
        /// The reason the comment gives.
        reason: String,
        /// Where the comment starts.
        start: Position,
        /// Where it ends (exclusive).
        end: Position,
    },
    /// The register of approved claims holds it.
    Approved(Approval),
}

/// An entry of the register of approved claims, as far as a report needs it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// The wording or pattern that was approved.
    pub wording: String,
    /// Who approved it.
    pub approver: String,
    /// The last day it holds, as `YYYY-MM-DD`; `null` for no end.
    pub until: Option<String>,
    /// What it rests on: document, link.
    pub substantiation: Option<String>,
    /// The register it stands in, as a path with `/`.
    pub register: Option<String>,
    /// The line of the entry in the register, from 1.
    pub line: Option<usize>,
}

/// How a finding stands to the baseline that was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BaselineState {
    /// It is not in the baseline.
    New,
    /// The baseline holds it.
    Unchanged,
}
