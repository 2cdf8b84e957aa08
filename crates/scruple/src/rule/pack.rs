//! Reading rule packs from YAML: what a file may hold, and [`Packs::extend`].

mod compile;
mod named;
pub(super) mod raw;
mod register;

use super::{Packs, PatternError};
pub(super) use compile::{head, line_of};

/// A file of a pack: its path (for messages and to tell rules from tables) and its text.
#[derive(Debug, Clone)]
pub struct PackFile {
    /// Path as the user knows it; its ending decides how it is read.
    pub path: String,
    /// Content.
    pub text: String,
}

/// One thing that is wrong with a pack, with file, line and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackError {
    /// Path of the file.
    pub path: String,
    /// Line, from 1; 0 where the whole file is meant.
    pub line: u32,
    /// What is wrong.
    pub problem: Problem,
}

impl std::fmt::Display for PackError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.line == 0 {
            write!(f, "{}: {}", self.path, self.problem)
        } else {
            write!(f, "{}:{}: {}", self.path, self.line, self.problem)
        }
    }
}

/// Everything that is wrong with a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackErrors(pub Vec<PackError>);

impl std::fmt::Display for PackErrors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (i, error) in self.0.iter().enumerate() {
            if i > 0 {
                writeln!(f)?;
            }
            write!(f, "{error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for PackErrors {}

/// What can be wrong with a pack.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// Not the YAML that is asked for.
    #[error("{0}")]
    Yaml(String),
    /// A pattern that cannot be read.
    #[error("in {code}, pattern \"{pattern}\": {error}")]
    Pattern {
        /// The rule.
        code: String,
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        error: PatternError,
    },
    /// A lexicon that is not there.
    #[error("no lexicon is called \"{name}\"{}", nearest.as_ref().map(|n| format!("; did you mean \"{n}\"?")).unwrap_or_default())]
    UnknownLexicon {
        /// What was asked for.
        name: String,
        /// The known name most like it.
        nearest: Option<String>,
    },
    /// Lexicons that take in each other.
    #[error("lexicon \"{0}\" takes in itself; take one of the references out")]
    CircularLexicon(String),
    /// A code or name that is taken.
    #[error("\"{0}\" is taken by another rule; a code and a name belong to one rule for ever")]
    Taken(String),
    /// A lexicon defined twice.
    #[error("lexicon \"{0}\" is defined twice; add the terms to the first one")]
    TakenLexicon(String),
    /// A rule without examples.
    #[error(
        "{0} has no {1} example; every rule needs bad ones (with [[ ]] around the words to report) and good ones"
    )]
    NoExample(String, &'static str),
    /// A rule that can never report anything.
    #[error("{0} has neither `match` nor `check` nor `follows`; write at least one pattern")]
    NoMatch(String),
    /// A rule that follows nothing that is there.
    #[error("{code} follows \"{given}\", which is no rule, prefix or category of the packs that are loaded")]
    FollowsNothing {
        /// The rule.
        code: String,
        /// What it follows.
        given: String,
    },
    /// A key that does nothing without another one.
    #[error("{0} has `{1}` without `{2}`, where it does nothing")]
    Idle(String, &'static str, &'static str),
    /// A name of a pack that is taken.
    #[error("a pack called \"{0}\" is there already; choose another name")]
    TakenPack(String),
    /// A term without a word.
    #[error("lexicon \"{0}\" holds a term without a word: \"{1}\"")]
    EmptyTerm(String, String),
    /// An exception that holds patterns where only words can stand.
    #[error("{0}")]
    Table(String),
    /// Too much of something.
    #[error("too many {0}: {1} at most")]
    TooMany(&'static str, usize),
}

/// The JSON Schema of the YAML files of a pack: a list of rules, or a map with one of the keys `lexicons`, `pack`,
/// `nutrients` and `authorised`.
#[cfg(feature = "schema")]
#[must_use]
pub fn schema() -> schemars::Schema {
    /// A YAML file of a rule pack of Scruple.
    #[allow(dead_code, reason = "it is only described, never made")]
    #[derive(schemars::JsonSchema)]
    #[schemars(untagged, rename = "Rule pack")]
    enum File {
        Rules(Vec<raw::RawRule>),
        Lexicons(raw::LexiconFile),
        Name(raw::NameFile),
        Nutrients(raw::NutrientFile),
        Authorised(register::RegisterFile),
    }
    schemars::generate::SchemaSettings::draft07().into_generator().into_root_schema_for::<File>()
}

impl Packs {
    /// Adds a pack from its files to these packs. Its rules may use the lexicons that are already there.
    ///
    /// Files that end in `.yaml` or `.yml` hold rules (a list), lexicons (a map with the key `lexicons`) or
    /// nutrients (a map with the key `nutrients`) or authorised claims (`authorised`); `limits.tsv` holds upper levels. Anything else is passed over.
    ///
    /// A file with the key `pack` gives the pack a name; its rules are then off until it is asked for, see
    /// [`crate::LinterBuilder::enable_pack`]. Without one the pack goes by the name of its folder and is on.
    ///
    /// # Errors
    /// All that is wrong, each with file, line and what to write instead.
    pub fn extend(self, files: &[PackFile]) -> Result<Self, PackErrors> {
        compile::compile(self, files)
    }
}
