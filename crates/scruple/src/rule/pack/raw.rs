//! The YAML of a pack, as written.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::context::DocumentClass;
use crate::finding::{Confidence, Severity};
use crate::rule::compiled::{Check, Guard, Place, Weigh};
use crate::rule::tables::Nutrient;
use crate::rule::{Market, Status};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::rule) struct RawRule {
    pub code: String,
    pub name: String,
    #[serde(default)]
    pub aliases: Vec<String>,
    pub category: String,
    pub severity: Severity,
    #[serde(default = "medium")]
    pub confidence: Confidence,
    #[serde(default = "stable")]
    pub status: Status,
    pub summary: String,
    pub message: String,
    pub why: String,
    pub instead: String,
    #[serde(default)]
    pub markets: BTreeMap<Market, Vec<String>>,
    /// Policies that hold in any market.
    #[serde(default)]
    pub policy: Vec<String>,
    #[serde(default, rename = "match")]
    pub matches: Vec<RawPattern>,
    #[serde(default)]
    pub follows: Vec<String>,
    #[serde(default)]
    pub about: Vec<String>,
    #[serde(default)]
    pub documents: Vec<DocumentClass>,
    #[serde(default)]
    pub needs: Vec<RawNeed>,
    #[serde(default)]
    pub add: Option<String>,
    #[serde(default)]
    pub check: Option<Check>,
    #[serde(default)]
    pub unless: Vec<Guard>,
    #[serde(default)]
    pub unless_match: Vec<String>,
    #[serde(default, rename = "where")]
    pub place: Place,
    #[serde(default)]
    pub requires: Option<Requires>,
    #[serde(default)]
    pub weigh: Weigh,
    #[serde(default)]
    pub yields_to: Vec<String>,
    #[serde(default)]
    pub only_markets: Vec<Market>,
    #[serde(default)]
    pub false_positives: String,
    #[serde(default)]
    pub examples: Examples,
}

fn medium() -> Confidence {
    Confidence::Medium
}

fn stable() -> Status {
    Status::Stable
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::rule) enum Requires {
    ProductSubject,
    Sold,
    Promotion,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::rule) struct Examples {
    #[serde(default)]
    pub bad: Vec<String>,
    #[serde(default)]
    pub good: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(in crate::rule) enum RawPattern {
    Plain(String),
    Full(FullPattern),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::rule) struct FullPattern {
    pub pattern: String,
    #[serde(default)]
    pub severity: Option<Severity>,
    #[serde(default)]
    pub answer_to: Vec<String>,
}

/// Something that the whole text must hold.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::rule) struct RawNeed {
    pub what: String,
    #[serde(rename = "match")]
    pub matches: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NameFile {
    pub pack: RawPack,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct RawPack {
    pub name: String,
    pub title: String,
    pub summary: String,
    #[serde(default)]
    pub markets: Vec<Market>,
    #[serde(default)]
    pub as_of: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::rule) struct LexiconFile {
    pub lexicons: BTreeMap<String, RawLexicon>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::rule) struct RawLexicon {
    #[allow(dead_code, reason = "asked for so that every lexicon says what it holds")]
    pub description: String,
    #[serde(default)]
    pub common: bool,
    pub terms: Vec<String>,
    #[serde(default)]
    pub except: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::rule) struct NutrientFile {
    pub nutrients: Vec<Nutrient>,
}
