//! What a lint reports: [`Finding`] and its parts. Their serialised form is the contract of `--format json`.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::answer::BaselineState;
use crate::context::DocumentClass;
use crate::rule::Market;

/// Words that many findings share, such as why a rule matters. A copy of them costs next to nothing; they are read like
/// any `str`.
pub type Text = smol_str::SmolStr;

/// How grave a red flag is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Needs a substantiation file, a link to a disclaimer or an editor's eye.
    Info,
    /// Must be mended, substantiated or qualified.
    Warning,
    /// A reviewer would block publication.
    Error,
}

impl Severity {
    /// One step down, never below [`Severity::Info`].
    #[must_use]
    pub fn lower(self) -> Self {
        match self {
            Self::Error => Self::Warning,
            Self::Warning | Self::Info => Self::Info,
        }
    }

    /// The word used in every output: `info`, `warning`, `error`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// How sure the rule is that its words mean what it thinks they mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Often right; read the sentence.
    Low,
    /// Usually right.
    Medium,
    /// Nearly always right.
    High,
}

/// Whether a finding is about some words or about what the whole text lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// The words at its range.
    Span,
    /// The whole document; the range is only an anchor.
    Document,
}

/// A place in the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Position {
    /// Offset in bytes from the start of the file.
    pub byte: usize,
    /// Line, from 1. Lines end at LF, CR LF or a lone CR.
    pub line: usize,
    /// Column in Unicode scalar values, from 1.
    pub column: usize,
}

/// A law, code or policy that a finding rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// The market whose law it is; `null` for what holds anywhere.
    pub market: Option<Market>,
    /// The citation, such as `21 CFR 101.93(g)(2)(i)`.
    pub title: Text,
    /// Where the text can be read; `null` where no address is known to be lasting.
    pub url: Option<Text>,
}

/// Whether a fix can be applied without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Safety {
    /// Keeps the meaning, or only adds what the law asks for.
    Safe,
    /// Changes what the text says: a person must agree.
    Unsafe,
}

/// A change that would settle a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// What it does, as an imperative.
    pub title: String,
    /// Whether it can be applied unread.
    pub safety: Safety,
    /// The edits, in order, not overlapping.
    pub edits: Vec<Edit>,
}

/// A replacement of source bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// First byte replaced.
    pub start: usize,
    /// The byte after the last one replaced; equal to `start` for an insertion.
    pub end: usize,
    /// The new text.
    pub text: String,
}

/// Another place that belongs to a finding, such as the claim that asks for the missing disclaimer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Related {
    /// Why it belongs.
    pub message: String,
    /// Where it starts.
    pub start: Position,
    /// Where it ends (exclusive).
    pub end: Position,
}

/// Who says what kind of document a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SetBy {
    /// Nobody: the words of the text speak for it.
    #[default]
    Inferred,
    /// Whoever asked for the lint.
    Caller,
    /// The document itself, in its front matter or a `<meta>`.
    Document,
}

/// The kind of document a text was taken for, who says so, and because of what.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Class {
    /// The kind.
    pub name: DocumentClass,
    /// Who says so.
    pub set: SetBy,
    /// The words of the text that speak for it, a few at most; empty where it was set, and where words are missing
    /// rather than there.
    pub because: Arc<[String]>,
}

impl Class {
    /// What the text was read as and why, in words: `read as editorial ("common symptoms", "see your doctor")`.
    #[must_use]
    pub fn reading(&self) -> String {
        Reading(self).to_string()
    }
}

/// What [`Class::reading`] says, for whoever may not need to say it.
pub(crate) struct Reading<'a>(pub &'a Class);

impl fmt::Display for Reading<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Class { name, set, because } = self.0;
        match (set, name) {
            (SetBy::Caller, _) => write!(f, "read as {name}, as asked for"),
            (SetBy::Document, _) => write!(f, "read as {name}, as the document says of itself"),
            (SetBy::Inferred, DocumentClass::Unclassified) => {
                f.write_str("nothing says what kind of document this is: judged as if it sold something")
            }
            (SetBy::Inferred, DocumentClass::General) => {
                write!(f, "read as {name} (it hardly speaks of health)")
            }
            (SetBy::Inferred, _) if because.is_empty() => write!(f, "read as {name}"),
            (SetBy::Inferred, _) => write!(f, "read as {name} (\"{}\")", because.join("\", \"")),
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.name.fmt(f)
    }
}

/// Where a finding stands in a file that is no plain text, or holds many texts.
///
/// ```
/// use scruple::finding::Location;
///
/// let location = Location { page: Some(3), ..Location::default() };
/// assert_eq!(location.to_string(), "page 3");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    /// Whether bytes, lines and columns count in the text that was taken out of the file, because the file holds none
    /// that could be counted in (DOCX, PDF). Such findings have no fixes.
    #[serde(default)]
    pub extracted: bool,
    /// The page, from 1, as the file counts them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<usize>,
    /// The part of the file, such as `footnotes`; none for its main text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// The paragraph of the part, from 1; empty ones and those in tables count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paragraph: Option<usize>,
    /// The run of the paragraph, from 1: a stretch of the same formatting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<usize>,
    /// The field of an export, such as `items[3].body`; counted from 0, as programs do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = |name: &str, number: Option<usize>| number.map(|number| format!("{name} {number}"));
        let parts = [
            number("page", self.page),
            self.part.clone(),
            number("paragraph", self.paragraph),
            number("run", self.run),
            self.field.as_ref().map(|field| format!("field {field}")),
        ];
        f.write_str(&parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
    }
}

/// A red flag: some words, or something the text lacks, that a person should look at before it is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Permanent code of the rule, such as `MC101`.
    pub code: Text,
    /// Name of the rule, such as `cure-claim`.
    pub rule: Text,
    /// Family of the rule, such as `disease`.
    pub category: Text,
    /// Severity after the context was weighed.
    pub severity: Severity,
    /// How sure the rule is.
    pub confidence: Confidence,
    /// Some words, or the whole document.
    pub scope: Scope,
    /// What was found, in one sentence.
    pub message: String,
    /// Why it matters.
    pub why: Text,
    /// What to write instead.
    pub help: Text,
    /// The words at the range, as a reader sees them.
    pub text: String,
    /// First place.
    pub start: Position,
    /// The place after the last one.
    pub end: Position,
    /// The law of the markets asked for.
    pub references: Arc<[Reference]>,
    /// Changes that would settle it.
    pub fixes: Vec<Fix>,
    /// Other places that belong to it.
    pub related: Vec<Related>,
    /// The kind of document it stands in.
    #[serde(default)]
    pub class: Class,
    /// What in the context raised or lowered the severity, in words; empty where the rule's own stands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Codes of other rules that see the same red flag in the same words: with packs that were asked for, a place is
    /// reported once, by the gravest and most specific rule.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Text>,
    /// What tells the finding apart from others of its file also when lines move; set by front ends that compare runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// Where in the file it stands, where bytes and lines do not tell, or not all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// How it stands to the baseline; absent where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<BaselineState>,
}
