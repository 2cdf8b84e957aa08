//! What applies to one file.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use scruple::finding::Severity;
use scruple::house::Disclaimer;
use scruple::rule::Market;
use scruple::source::Format;
use scruple::{DocumentClass, Options};
use scruple_documents::{Field, Files, Kind};

use crate::layer::RuleLevel;
use crate::packs::Pack;
use crate::source::Sourced;

/// From which severity on a finding makes a run fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum FailOn {
    /// Errors only.
    #[default]
    Error,
    /// Errors and warnings.
    Warning,
    /// Any finding.
    Info,
    /// No finding.
    Never,
}

impl FailOn {
    /// All of them, in the order of every listing.
    pub const ALL: [Self; 4] = [Self::Error, Self::Warning, Self::Info, Self::Never];

    /// The word used in settings.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
            Self::Never => "never",
        }
    }

    /// Whether a finding of this severity counts.
    #[must_use]
    pub fn reached(self, severity: Severity) -> bool {
        match self {
            Self::Error => severity >= Severity::Error,
            Self::Warning => severity >= Severity::Warning,
            Self::Info => true,
            Self::Never => false,
        }
    }
}

impl fmt::Display for FailOn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The text names no threshold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown threshold \"{0}\"; write one of error, warning, info, never")]
pub struct UnknownFailOn(pub String);

impl FromStr for FailOn {
    type Err = UnknownFailOn;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|known| known.as_str().eq_ignore_ascii_case(text.trim()))
            .ok_or_else(|| UnknownFailOn(text.to_owned()))
    }
}

/// What applies to one file, each value with who set it. What the document says of itself goes before all of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Settings {
    /// The `scruple.toml` that holds for the file, absolute; none where there is none.
    pub config: Option<PathBuf>,
    /// The packs that are on beside the core pack.
    pub packs: Vec<Sourced<Pack>>,
    /// The markets whose law is cited; empty for the United States and those of the packs.
    pub markets: Vec<Sourced<Market>>,
    /// The kind of document it is.
    pub class: Option<Sourced<DocumentClass>>,
    /// Only these rules; empty for all.
    pub select: Vec<Sourced<String>>,
    /// Not these rules.
    pub ignore: Vec<Sourced<String>>,
    /// Severities of rules.
    pub severity: Vec<RuleLevel>,
    /// The mark-up it is written in; none where the ending of its name says so.
    pub format: Option<Sourced<Format>>,
    /// What holds its text, where `[files]` says so of the ending of its name; none where that ending is a known one, or
    /// stands for a text.
    pub kind: Option<Sourced<Kind>>,
    /// The fields of an export that hold text.
    pub fields: Vec<Sourced<Field>>,
    /// Names of products and brands of the house.
    pub products: Vec<Sourced<String>>,
    /// Names of substances and blends of the house.
    pub ingredients: Vec<Sourced<String>>,
    /// Words that are not meant the way rules would take them.
    pub ignored_terms: Vec<Sourced<String>>,
    /// Disclaimers that the house asks for.
    pub disclaimers: Vec<Sourced<Disclaimer>>,
    /// From which severity on a finding makes the run fail.
    pub fail_on: Sourced<FailOn>,
    /// The recorded findings that are known, absolute.
    pub baseline: Option<Sourced<PathBuf>>,
    /// The registers of approved claims, absolute.
    pub approved: Vec<Sourced<PathBuf>>,
}

impl Settings {
    /// What a linter has to know of the file beside its text.
    #[must_use]
    pub fn options(&self) -> Options {
        match &self.class {
            Some(class) => Options::default().class(class.value),
            None => Options::default(),
        }
    }

    /// What the file is, by the settings or else by the ending of its name; none where neither says.
    #[must_use]
    pub fn kind_of(&self, name: &str) -> Option<Kind> {
        let kind = self.kind.as_ref().map(|kind| kind.value).or_else(|| Kind::from_path(name));
        match &self.format {
            // No format makes a text of what is none.
            Some(format) if !kind.is_some_and(Kind::is_binary) => Some(Kind::Text(format.value)),
            _ => kind,
        }
    }

    /// What is read of the file where it is an export.
    #[must_use]
    pub fn files(&self) -> Files {
        let fields = self.fields.iter().map(|field| field.value.clone()).collect();
        Files { fields, ..Files::default() }
    }

    /// The mark-up of the file, by the settings or else by the ending of its name.
    #[must_use]
    pub fn format_of(&self, name: &str) -> Format {
        self.format.as_ref().map_or_else(|| Format::from_path(name), |format| format.value)
    }
}
