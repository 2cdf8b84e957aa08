//! Packs as the linter uses them: names resolved, terms cut into words, patterns written out. This form is made
//! while building (see the crate `scruple-rules`) or when a pack is read from disk, and can be stored.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::terms::{Strings, Terms};
use super::{Market, PackInfo, RuleInfo, tables::Tables};
use crate::context::DocumentClass;
use crate::finding::Severity;

/// Number of a lexicon; the first ones are the numeric classes.
pub(crate) type LexiconId = u16;

/// Lexicon numbers below this are [`super::pattern::Numeric`] classes.
pub(crate) const NUMERICS: LexiconId = 5;

/// Rule packs, read and checked.
///
/// Made by [`Packs::extend`] from YAML, or by [`Packs::from_bytes`] from a stored form.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Packs {
    /// Every distinct folded word of every term.
    pub(crate) words: Strings,
    pub(crate) lexicons: Vec<Lexicon>,
    /// Shared with the linters that are built of them.
    pub(crate) terms: Arc<Terms>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) patterns: Vec<Pattern>,
    pub(crate) tables: Tables,
    /// The packs that are off until they are asked for.
    pub(crate) named: Vec<PackInfo>,
    /// Codes, names and families of rules that are known to exist and are not among these.
    pub(crate) elsewhere: Vec<crate::finding::Text>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Lexicon {
    /// Empty for the phrases of a pattern.
    pub name: String,
    /// So frequent in any text that no pattern should wait for it.
    pub common: bool,
}

/// A term while packs are read; see [`Terms`] for how they are kept.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Term {
    /// Indexes into [`Packs::words`].
    pub words: Vec<u32>,
    /// The spelling to insist on, for terms written with `=`.
    pub exact: Option<String>,
    /// The words are not meant: they take away matches they overlap.
    pub except: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Rule {
    pub info: RuleInfo,
    pub check: Option<Check>,
    pub unless: Vec<Guard>,
    /// The words that excuse, as they were written.
    pub unless_match: Vec<String>,
    pub place: Place,
    pub product_subject: bool,
    /// Only where the sentence speaks for something that is sold, or the document sells.
    pub sold: bool,
    /// Only where the text as a whole promotes something, see [`crate::context::Judgement::promotes`].
    pub promotion: bool,
    pub weigh: Weigh,
    /// The markets whose law knows the rule; empty for all.
    pub only_markets: Vec<Market>,
    /// Codes of rules that say more about the same words.
    pub yields_to: Vec<crate::finding::Text>,
    /// Rules whose findings it takes up: codes, prefixes, names or categories.
    pub follows: Vec<String>,
    /// Whether a finding it takes up has to hold words of its [`Role::About`] patterns.
    pub about: bool,
    /// The classes of documents it looks at; empty for all.
    pub documents: Vec<DocumentClass>,
    /// What the whole text must hold once something asks for it, in words for the reader.
    pub needs: Vec<String>,
    /// What a fix adds where something is missing.
    pub add: Option<String>,
    /// It has patterns of its own.
    pub own_match: bool,
    /// File the rule came from, for messages about it.
    pub file: String,
    /// Line of its `code:` in the file, from 1.
    pub line: u32,
}

/// Checks that words alone cannot decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Check {
    /// Amounts and how they are qualified.
    Dose,
    /// What the whole document lacks.
    Document,
    /// What people decided on findings, see [`super::review`].
    #[serde(rename = "review (of decisions)")]
    Review,
}

/// Context that excuses a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Guard {
    Negated,
    Question,
    Attributed,
    ReferenceEntry,
    Disclaimer,
    Caution,
    Education,
    Hedged,
    NonProduct,
    /// Authorised wording, see `check::authorised`.
    Authorised,
}

impl Guard {
    /// The word of a pack.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Negated => "negated",
            Self::Question => "question",
            Self::Attributed => "attributed",
            Self::ReferenceEntry => "reference-entry",
            Self::Disclaimer => "disclaimer",
            Self::Caution => "caution",
            Self::Education => "education",
            Self::Hedged => "hedged",
            Self::NonProduct => "non-product",
            Self::Authorised => "authorised",
        }
    }
}

/// Where a rule looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Place {
    #[default]
    Anywhere,
    Heading,
    Body,
    List,
}

/// How context moves the severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Weigh {
    #[default]
    None,
    /// Hedges and document class lower it, a serious disease raises it.
    Disease,
    /// A word to ask a clinician in the same sentence lowers it one step.
    Consult,
}

/// A pattern, written out.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Pattern {
    pub rule: u16,
    pub role: Role,
    pub severity: Option<Severity>,
    pub elements: Vec<AnyOf>,
    pub gaps: Vec<Gap>,
    pub at_start: bool,
    pub at_end: bool,
    pub not_before: AnyOf,
    pub not_after: AnyOf,
    pub span_first: u8,
    pub span_last: u8,
    pub tail: u8,
}

/// Lexicons of which any will do. Nearly all elements of patterns have a single one, which needs no memory of its own.
#[derive(Debug, Clone)]
pub(crate) enum AnyOf {
    One(LexiconId),
    /// None, or more than one.
    Many(Box<[LexiconId]>),
}

impl AnyOf {
    /// Whether something holds for one of them.
    #[inline]
    pub(crate) fn any(&self, holds: impl Fn(LexiconId) -> bool) -> bool {
        match self {
            Self::One(lexicon) => holds(*lexicon),
            Self::Many(lexicons) => lexicons.iter().any(|&lexicon| holds(lexicon)),
        }
    }
}

impl Deref for AnyOf {
    type Target = [LexiconId];

    #[inline]
    fn deref(&self) -> &[LexiconId] {
        match self {
            Self::One(lexicon) => std::slice::from_ref(lexicon),
            Self::Many(lexicons) => lexicons,
        }
    }
}

impl Default for AnyOf {
    fn default() -> Self {
        Self::Many(Box::default())
    }
}

impl From<Vec<LexiconId>> for AnyOf {
    fn from(lexicons: Vec<LexiconId>) -> Self {
        match lexicons.as_slice() {
            [only] => Self::One(*only),
            _ => Self::Many(lexicons.into()),
        }
    }
}

impl<'a> IntoIterator for &'a AnyOf {
    type Item = &'a LexiconId;
    type IntoIter = std::slice::Iter<'a, LexiconId>;

    #[inline]
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Serialize for AnyOf {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for AnyOf {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Lexicons;
        impl<'de> Visitor<'de> for Lexicons {
            type Value = AnyOf;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("numbers of lexicons")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut stored: A) -> Result<AnyOf, A::Error> {
                let Some(first) = stored.next_element()? else { return Ok(AnyOf::default()) };
                let Some(second) = stored.next_element()? else { return Ok(AnyOf::One(first)) };
                let mut many = vec![first, second];
                while let Some(lexicon) = stored.next_element()? {
                    many.push(lexicon);
                }
                Ok(AnyOf::Many(many.into()))
            }
        }
        deserializer.deserialize_seq(Lexicons)
    }
}

/// What a match of a pattern means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Role {
    /// A finding.
    Finding,
    /// Takes away findings of its rule that it overlaps.
    Excuse,
    /// A question that opens the way for answers of this group.
    Question(u16),
    /// A finding if the question before belonged to the group.
    Answer(u16),
    /// What a finding that the rule takes up has to speak of.
    About,
    /// The text holds what the rule needs, by its number.
    Need(u16),
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Gap {
    pub least: u8,
    pub most: u8,
    pub without: AnyOf,
}

/// The stored form cannot be read: it was written by another version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("compiled rule packs cannot be read: {0}")]
pub struct StoredPacksError(String);

impl Packs {
    /// Whether a pattern is tried only once the document is known to promote something.
    pub(crate) fn is_late(&self, pattern: &Pattern) -> bool {
        self.rules.get(pattern.rule as usize).is_some_and(|rule| rule.promotion)
    }

    /// Reads what [`Packs::to_bytes`] wrote. Both must be of the same version of this crate.
    ///
    /// # Errors
    /// The bytes are not such a form.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, StoredPacksError> {
        postcard::from_bytes(bytes).map_err(|error| StoredPacksError(error.to_string()))
    }

    /// A compact form for [`Packs::from_bytes`].
    ///
    /// # Errors
    /// Never in practice; the type of the serialiser asks for it.
    pub fn to_bytes(&self) -> Result<Vec<u8>, StoredPacksError> {
        postcard::to_stdvec(self).map_err(|error| StoredPacksError(error.to_string()))
    }

    /// What is known of every rule, in the order of their codes.
    pub fn rules(&self) -> impl Iterator<Item = &RuleInfo> {
        self.rules.iter().map(|rule| &rule.info)
    }

    /// The packs that are off until they are asked for, by name.
    pub fn named(&self) -> impl Iterator<Item = &PackInfo> {
        self.named.iter()
    }

    /// For every rule whether its pack is on, where these were asked for.
    pub(crate) fn of_packs(&self, asked: &[String]) -> Vec<bool> {
        let off = |rule: &Rule| {
            self.named.iter().any(|pack| pack.name == rule.info.pack) && !asked.contains(&rule.info.pack)
        };
        self.rules.iter().map(|rule| !off(rule)).collect()
    }

    /// Every literal the packs look for, as words joined by spaces: what a bare scan for the same would search.
    #[must_use]
    pub fn literals(&self) -> Vec<String> {
        let mut all: Vec<String> = self
            .terms
            .iter()
            .map(|term| {
                let words: Vec<&str> = term.words.iter().map(|&word| self.words.get(word as usize)).collect();
                words.join(" ")
            })
            .filter(|literal| !literal.is_empty())
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    pub(crate) fn lexicon(&self, name: &str) -> Option<LexiconId> {
        self.lexicons
            .iter()
            .position(|lexicon| lexicon.name == name)
            .and_then(|i| LexiconId::try_from(i).ok())
    }
}
