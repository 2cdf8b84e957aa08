//! The command line as it is typed.

#![allow(
    rustdoc::broken_intra_doc_links,
    reason = "these comments are shown as help, where brackets are brackets"
)]

use std::path::PathBuf;
use std::str::FromStr;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use scruple::finding::Severity;
use scruple::rule::Market;

const AFTER: &str = "\
Examples:
  scruple check                          check the current folder
  scruple check content/ README.md       check a folder and a file
  scruple check --market us,eu page.html add what holds in the European Union
  scruple explain MC101                  why a rule exists and what to write instead
  scruple rules list                     every rule

Exit status:
  0  no finding at or above --fail-on (default: error)
  1  findings at or above --fail-on
  2  the run failed: a path that is not there, a file that is not text, a bad argument or rule pack";

const CHECK_AFTER: &str = "\
Examples:
  scruple check docs/                            every finding with its reason
  scruple check --format concise .               one line per finding
  scruple check --format jsonl . > findings.jsonl
  cat page.html | scruple check - --stdin-filename page.html
  scruple check --select MC1,no-risk --fail-on warning .
  scruple check --ignore dosing .

Folders are searched for md, markdown, mdx, html, htm, xhtml, txt and text files. Hidden files and what
.gitignore, .ignore or .scrupleignore name is left out, links are not followed. A file that is named is
always checked.

Exit status:
  0  no finding at or above --fail-on (default: error)
  1  findings at or above --fail-on
  2  the run failed: a path that is not there or cannot be read, a named file that is not text, a bad
     argument or rule pack. The other files are checked all the same. A file met in a folder that turns
     out not to be text is only warned of.";

const LSP_AFTER: &str = "\
Speaks the Language Server Protocol 3.17. Editors start it; by hand there is nothing to see.

Settings, as initializationOptions or under \"scruple\" in workspace/didChangeConfiguration:
  markets               markets whose law to cite: us, eu, uk, ca, au (default: us)
  select, ignore        rules, written like --select and --ignore of `scruple check`
  packs                 folders of rule packs
  maxBytes              longer documents are read up to here (default: 4194304)
  codeLens              counts above the first line (default: true)
  workspaceDiagnostics  answer clients that ask for the whole workspace (default: true)

Command: scruple.lintWorkspace lints every text file of the workspace.

Exit status:
  0  the client asked for the shutdown before it left
  1  it did not
  2  the server could not be started";

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
    /// Explain a rule: why it exists, the law, what to write instead, examples
    Explain(ExplainArgs),
    /// List the rules, or run the examples of a rule pack
    Rules(RulesArgs),
    /// Run the language server, for editors
    Lsp(LspArgs),
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
}

/// The shape of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// A table
    Text,
    /// One JSON array
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

impl FailOn {
    /// Whether a finding of this severity counts.
    pub fn reached(self, severity: Severity) -> bool {
        match self {
            Self::Error => severity >= Severity::Error,
            Self::Warning => severity >= Severity::Warning,
            Self::Info => true,
            Self::Never => false,
        }
    }
}

/// `scruple check`
#[derive(Debug, Args)]
#[command(after_help = CHECK_AFTER)]
pub struct CheckArgs {
    /// Files and folders; `-` is standard input, none is the current folder
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Name of the text on standard input; its ending tells the format
    #[arg(long, value_name = "NAME")]
    pub stdin_filename: Option<String>,
    /// Markets whose law to cite
    #[arg(long, value_name = "MARKET", value_delimiter = ',', default_value = "us", ignore_case = true, value_parser = markets())]
    pub market: Vec<Market>,
    /// Only these rules: codes (MC101), prefixes (MC1), names (cure-claim) or categories (disease)
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Not these rules; written like --select
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// Severity from which on the exit status is 1
    #[arg(long, value_name = "SEVERITY", default_value = "error")]
    pub fail_on: FailOn,
    /// Shape of the output
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
    /// Add the rules of a folder of pack files
    #[arg(long, value_name = "FOLDER")]
    pub pack: Vec<PathBuf>,
    /// Threads to use, 0 for all cores; the output is the same with any number
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub threads: usize,
    /// Add counts per rule, size and time (with json and jsonl on standard error)
    #[arg(long)]
    pub statistics: bool,
    /// Ignore configuration files (there are none so far)
    #[arg(long)]
    pub isolated: bool,
    /// Findings and errors only: no summary, no warnings
    #[arg(short, long)]
    pub quiet: bool,
}

/// `scruple explain`
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// Code (MC101), name (cure-claim), or a prefix or category to list
    pub rule: String,
    /// Add the rules of a folder of pack files
    #[arg(long, value_name = "FOLDER")]
    pub pack: Vec<PathBuf>,
}

/// `scruple lsp`
#[derive(Debug, Args)]
#[command(after_help = LSP_AFTER)]
pub struct LspArgs {
    /// Listen on this port of the machine's own address instead, for one client; 0 takes any that is free
    #[arg(long, value_name = "PORT")]
    pub socket: Option<u16>,
    /// Speak on standard input and output, which is what happens without it, too
    #[arg(long, conflicts_with = "socket")]
    pub stdio: bool,
    /// Taken and not used: the client tells its process when it connects
    #[arg(long = "clientProcessId", value_name = "ID", hide = true)]
    pub client_process_id: Option<u32>,
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
}

/// `scruple rules list`
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Shape of the list
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ListFormat,
    /// Add the rules of a folder of pack files
    #[arg(long, value_name = "FOLDER")]
    pub pack: Vec<PathBuf>,
}

/// `scruple rules test`
#[derive(Debug, Args)]
pub struct TestArgs {
    /// Folder with the files of the pack
    #[arg(value_name = "PACK_FOLDER")]
    pub pack: PathBuf,
}

fn markets() -> impl TypedValueParser<Value = Market> {
    PossibleValuesParser::new(Market::ALL.map(Market::as_str)).try_map(|text| Market::from_str(&text))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn markets_are_split_and_read_in_any_case() {
        let cli = Cli::try_parse_from(["scruple", "check", "--market", "us,EU", "--market", "au"]).unwrap();
        let Command::Check(args) = cli.command else { panic!("check") };
        assert_eq!(args.market, [Market::Us, Market::Eu, Market::Au]);
    }
}
