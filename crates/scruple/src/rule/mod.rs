//! What a rule is: pack files, the pattern language, lexicons, markets, and their validation.

pub(crate) mod compiled;
pub(crate) mod inflect;
#[cfg(feature = "packs")]
pub mod lint;
mod market;
#[cfg(feature = "packs")]
pub mod pack;
pub mod page;
#[cfg_attr(not(feature = "packs"), allow(dead_code, reason = "sequences are for whoever compiles packs"))]
pub(crate) mod pattern;
pub mod register;
pub mod review;
mod select;
pub mod tables;
pub(crate) mod terms;
pub mod test;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use compiled::{Packs, StoredPacksError};
pub use market::{Market, UnknownMarket};
pub use pattern::PatternError;
pub use select::{PackIsOff, UnknownPack, UnknownRule};
pub(crate) use select::{Selection, distance, fits, nearest as nearest_rule, nearest_pack, unknown_rule};

use crate::finding::{Confidence, Reference, Severity, Text};

/// How settled a rule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Being tried; may change without notice.
    Experimental,
    /// Settled.
    Stable,
    /// On its way out.
    Deprecated,
}

/// A pack with a name: its rules are off until it is asked for, see [`crate::LinterBuilder::enable_pack`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackInfo {
    /// The name to ask for it by, such as `eu`.
    pub name: String,
    /// What it is for, in a few words.
    pub title: String,
    /// What it adds, in one line.
    pub summary: String,
    /// The markets whose law it brings; asking for the pack asks for them.
    pub markets: Vec<Market>,
    /// The year and month when what it cites was last read, for what changes often.
    pub as_of: Option<String>,
}

/// What a rule says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleInfo {
    /// Permanent code, such as `MC101`.
    pub code: Text,
    /// The pack it belongs to, such as `core` or `eu`.
    pub pack: String,
    /// Name, such as `cure-claim`.
    pub name: Text,
    /// Names the rule went by before.
    pub aliases: Vec<Text>,
    /// Family, such as `disease`.
    pub category: Text,
    /// Severity before the context is weighed.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// How settled it is.
    pub status: Status,
    /// What it detects, in one line.
    pub summary: String,
    /// The message of a finding; `{text}` stands for the matched words.
    pub message: String,
    /// Why it matters.
    pub why: Text,
    /// What to write instead.
    pub instead: Text,
    /// The law, by market.
    pub references: Arc<[Reference]>,
    /// False alarms that are known.
    pub false_positives: String,
    /// Examples that must be reported, with `[[ ]]` around the words.
    pub examples_bad: Vec<String>,
    /// Examples that must not be reported.
    pub examples_good: Vec<String>,
}
