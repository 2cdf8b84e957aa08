//! What there is to ask of rules and rule packs.

#![allow(
    rustdoc::broken_intra_doc_links,
    reason = "these comments are shown as help, where brackets are brackets"
)]

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{ListFormat, PageFormat};

/// `scruple explain`
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// Code (MC101), name (cure-claim), or a prefix or category to list
    pub rule: String,
    /// Shape of the page
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: PageFormat,
    /// Add the rules of a folder of pack files; those of the packs in scruple.toml are known here
    #[arg(long, value_name = "FOLDER", value_delimiter = ',')]
    pub pack: Vec<PathBuf>,
}

/// `scruple rules`
#[derive(Debug, Args)]
pub struct RulesArgs {
    /// What to do with the rules.
    #[command(subcommand)]
    pub command: RulesCommand,
}

/// What to do with the rules.
#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// List every rule
    List(ListArgs),
    /// Run the examples of a rule pack
    ///
    /// Ends with status 1 if an example fails and 2 if the pack does not load.
    Test(TestArgs),
    /// Look over a rule pack for what is of no use
    Check(LintArgs),
    /// Write a page for every rule, and an index
    Docs(DocsArgs),
}

/// `scruple rules list`
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Shape of the list
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ListFormat,
    /// Add the rules of a folder of pack files; those of the packs in scruple.toml are known here
    #[arg(long, value_name = "FOLDER", value_delimiter = ',')]
    pub pack: Vec<PathBuf>,
}

/// `scruple rules test`
#[derive(Debug, Args)]
pub struct TestArgs {
    /// Folder with the files of the pack
    #[arg(value_name = "PACK_FOLDER")]
    pub pack: PathBuf,
}

const LINT_AFTER: &str = "\
Finds patterns that can never report anything or match nothing that another one does not match, lexicons that
nothing asks for, terms that stand twice, exceptions that except nothing, rules that report the same words,
good examples that prove nothing, messages that offer nothing to write, and words that turn a red flag into a
verdict. Notes are for the author to weigh; a sound pack may have some.

Exit status:
  0  nothing at or above --fail-on (default: warning)
  1  something at or above it
  2  the pack does not load: an unknown key, guard or lexicon, a code that is taken, no examples";

/// `scruple rules check`
#[derive(Debug, Args)]
#[command(after_help = LINT_AFTER)]
pub struct LintArgs {
    /// Folder with the files of the pack; it may use the lexicons of the built-in packs
    #[arg(value_name = "PACK_FOLDER")]
    pub pack: PathBuf,
    /// Shape of the output
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ListFormat,
    /// From which level on the exit status is 1
    #[arg(long, value_name = "LEVEL", default_value = "warning")]
    pub fail_on: FailOnLevel,
    /// No notes, no summary
    #[arg(short, long)]
    pub quiet: bool,
}

/// From which level on `scruple rules check` ends with status 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOnLevel {
    /// Errors only
    Error,
    /// Errors and warnings
    Warning,
    /// Notes too
    Note,
}

const DOCS_AFTER: &str = "\
Examples:
  scruple rules docs rules/docs                    write what has changed
  scruple rules docs rules/docs --check            name the pages that are out of date, with status 1
  scruple rules docs site/ --pack house --select HOUSE

Pages of rules that are gone are removed; files that were not made here are left alone.";

/// `scruple rules docs`
#[derive(Debug, Args)]
#[command(after_help = DOCS_AFTER)]
pub struct DocsArgs {
    /// Folder for the pages
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
    /// Write nothing; name the pages that are out of date and end with status 1 if there are any
    #[arg(long)]
    pub check: bool,
    /// Only these rules: codes, prefixes, names or categories
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Add the rules of a folder of pack files
    #[arg(long, value_name = "FOLDER")]
    pub pack: Vec<PathBuf>,
}
