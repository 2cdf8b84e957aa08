//! The YAML of a pack, as written.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::context::DocumentClass;
use crate::finding::{Confidence, Severity};
use crate::rule::compiled::{Check, Guard, Place, Weigh};
use crate::rule::tables::Nutrient;
use crate::rule::{Market, Status};

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::rule) struct RawRule {
    /// Its code, such as HOUSE1: permanent, never used again for something else.
    pub code: String,
    /// Its name: what the words do, such as cure-claim.
    pub name: String,
    /// Names and codes it went by before.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// The family it belongs to, such as disease.
    pub category: String,
    /// How grave a finding is before its context is weighed.
    pub severity: Severity,
    /// How sure the rule is; medium unless something else stands here.
    #[serde(default = "medium")]
    pub confidence: Confidence,
    /// How settled it is; stable unless something else stands here.
    #[serde(default = "stable")]
    pub status: Status,
    /// What it detects, in one line.
    pub summary: String,
    /// What a finding says; {text} stands for the words that were found, {missing} for what a text lacks.
    pub message: String,
    /// Why it matters, in one or two sentences.
    pub why: String,
    /// What to write instead.
    pub instead: String,
    /// The law, by market.
    #[serde(default)]
    pub markets: BTreeMap<Market, Vec<String>>,
    /// Policies that hold in any market.
    #[serde(default)]
    pub policy: Vec<String>,
    /// The patterns that report something.
    #[serde(default, rename = "match")]
    pub matches: Vec<RawPattern>,
    /// Rules of the core pack whose findings it takes up: codes, prefixes, names or categories.
    #[serde(default)]
    pub follows: Vec<String>,
    /// Patterns of which a finding that is taken up has to hold one.
    #[serde(default)]
    pub about: Vec<String>,
    /// The kinds of documents it looks at; without any it is all.
    #[serde(default)]
    pub documents: Vec<DocumentClass>,
    /// What the whole text must hold once something asks for it.
    #[serde(default)]
    pub needs: Vec<RawNeed>,
    /// What a fix adds where something is missing.
    #[serde(default)]
    pub add: Option<String>,
    /// A check that words alone cannot make.
    #[serde(default)]
    pub check: Option<Check>,
    /// Contexts that excuse what was found.
    #[serde(default)]
    pub unless: Vec<Guard>,
    /// Patterns that take away findings they overlap.
    #[serde(default)]
    pub unless_match: Vec<String>,
    /// Where it looks.
    #[serde(default, rename = "where")]
    pub place: Place,
    /// What the sentence or text has to be about.
    #[serde(default)]
    pub requires: Option<Requires>,
    /// How the context moves the severity.
    #[serde(default)]
    pub weigh: Weigh,
    /// Codes of rules that say more about the same words.
    #[serde(default)]
    pub yields_to: Vec<String>,
    /// The markets whose law knows it; without any it is all.
    #[serde(default)]
    pub only_markets: Vec<Market>,
    /// False alarms that are known.
    #[serde(default)]
    pub false_positives: String,
    /// Examples, which are tests: a rule without bad and good ones does not load.
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(in crate::rule) enum Requires {
    ProductSubject,
    Sold,
    Promotion,
}

#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(in crate::rule) struct Examples {
    /// What must be reported, with [[ ]] around the words.
    #[serde(default)]
    pub bad: Vec<String>,
    /// What must not be reported.
    #[serde(default)]
    pub good: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub(in crate::rule) enum RawPattern {
    Plain(String),
    Full(FullPattern),
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::rule) struct FullPattern {
    /// The pattern.
    pub pattern: String,
    /// The severity of what this pattern finds, instead of the one of the rule.
    #[serde(default)]
    pub severity: Option<Severity>,
    /// Patterns of questions; the pattern reports only in the answer to one.
    #[serde(default)]
    pub answer_to: Vec<String>,
}

/// Something that the whole text must hold.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(in crate::rule) struct RawNeed {
    /// What it is, in words for the reader.
    pub what: String,
    /// Patterns that tell it.
    #[serde(rename = "match")]
    pub matches: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct NameFile {
    /// Gives the pack a name; its rules are then off until it is asked for.
    pub pack: RawPack,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct RawPack {
    /// The name the pack is asked for by, such as house.
    pub name: String,
    /// What it is for, in a few words.
    pub title: String,
    /// What it adds, in one line.
    pub summary: String,
    /// The markets whose law it brings; asking for the pack asks for them.
    #[serde(default)]
    pub markets: Vec<Market>,
    /// The year and month when what it cites was last read.
    #[serde(default)]
    pub as_of: Option<String>,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(in crate::rule) struct LexiconFile {
    /// Lists of words that patterns take in by name.
    pub lexicons: BTreeMap<String, RawLexicon>,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(in crate::rule) struct RawLexicon {
    /// What it holds.
    #[allow(dead_code, reason = "asked for so that every lexicon says what it holds")]
    pub description: String,
    /// So frequent in any text that no pattern should wait for it.
    #[serde(default)]
    pub common: bool,
    /// The words; a name in braces takes in another lexicon, `word+` stands for its forms, `=Word` for this spelling.
    pub terms: Vec<String>,
    /// Words that are not meant.
    #[serde(default)]
    pub except: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(in crate::rule) struct NutrientFile {
    /// Nutrients, their names and units.
    pub nutrients: Vec<Nutrient>,
}
