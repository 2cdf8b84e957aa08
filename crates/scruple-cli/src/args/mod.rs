//! The command line as it is typed.

#![allow(
    rustdoc::broken_intra_doc_links,
    reason = "these comments are shown as help, where brackets are brackets"
)]

mod check;
mod rules;
mod setup;

pub use check::{CheckArgs, Choice};
pub use rules::{DocsArgs, ExplainArgs, FailOnLevel, LintArgs, ListArgs, RulesArgs, RulesCommand, TestArgs};
pub use setup::{CompletionsArgs, ConfigArgs, ConfigCommand, InitArgs, LspArgs, ManArgs, SchemaOf};

use clap::{Parser, Subcommand, ValueEnum};

const AFTER: &str = "\
Examples:
  scruple check                          check the current folder
  scruple check content/ README.md       check a folder and a file
  scruple check --market us,eu page.html add what holds in the European Union
  scruple check --pack eu,meta-ads shop/ add the rules of a market and a channel
  scruple init                           write a scruple.toml that fits this folder
  scruple config shop/index.html         what applies to a file, and who says so
  scruple explain MC101                  why a rule exists and what to write instead
  scruple rules list                     every rule
  scruple rules check house/             look over a rule pack of your own

Exit status:
  0  no finding at or above --fail-on (default: error)
  1  findings at or above --fail-on
  2  the run failed: a path that is not there, a file that is not text, a bad argument, scruple.toml
     or rule pack";

/// Finds medical-claim red flags in text before the text is published.
#[derive(Debug, Parser)]
#[command(name = "scruple", version, after_help = AFTER, disable_help_subcommand = true, propagate_version = true)]
pub struct Cli {
    /// When to use colours; NO_COLOR is honoured by `auto`
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true, display_order = 100)]
    pub color: Color,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check files and folders
    Check(CheckArgs),
    /// Record what is found today, so that later runs report what is new
    Baseline(Box<crate::baseline::BaselineArgs>),
    /// Add a claim to the register of approved claims
    Approve(crate::approve::ApproveArgs),
    /// Write a commented scruple.toml, after a look at the folder
    Init(InitArgs),
    /// Tell what applies to a file and from where each setting comes; print the JSON Schemas
    Config(ConfigArgs),
    /// Explain a rule: why it exists, the law, what to write instead, examples
    Explain(ExplainArgs),
    /// List the rules; test and check a rule pack; write the pages of rules
    Rules(RulesArgs),
    /// Run the language server, for editors
    Lsp(LspArgs),
    /// Print the completions of a shell
    Completions(CompletionsArgs),
    /// Print a manual page, or write all of them
    Man(ManArgs),
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal.
    Auto,
    /// Also into files and pipes.
    Always,
    /// Not at all.
    Never,
}

/// The shape of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Source excerpt, reason, law and what to write instead
    Text,
    /// path:line:column: severity[code] message
    Concise,
    /// One JSON object with version, findings and summary
    Json,
    /// One JSON object per finding and line
    Jsonl,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions, and its step summary
    Github,
    /// Code quality report of GitLab
    Gitlab,
    /// JUnit XML, one suite per file
    Junit,
    /// Reviewdog Diagnostic Format
    Rdjson,
    /// One page for people who do not use a terminal, to mail and to print
    Html,
}

/// The shape of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// A table
    Text,
    /// One JSON array
    Json,
}

/// The shape of a rule's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PageFormat {
    /// For a terminal
    Text,
    /// As in rules/docs
    Markdown,
    /// One JSON object
    Json,
}

/// From which severity on a finding makes the run end with status 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Errors only
    Error,
    /// Errors and warnings
    Warning,
    /// Any finding
    Info,
    /// No finding
    Never,
}

impl From<FailOn> for scruple_config::FailOn {
    fn from(asked: FailOn) -> Self {
        match asked {
            FailOn::Error => Self::Error,
            FailOn::Warning => Self::Warning,
            FailOn::Info => Self::Info,
            FailOn::Never => Self::Never,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;
    use scruple::rule::Market;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn markets_are_split_and_read_in_any_case() {
        let cli = Cli::try_parse_from(["scruple", "check", "--market", "us,EU", "--market", "au"]).unwrap();
        let Command::Check(args) = cli.command else { panic!("check") };
        assert_eq!(args.choice.market, [Market::Us, Market::Eu, Market::Au]);
    }
}
