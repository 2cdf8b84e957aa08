//! The command line as it is typed.

#![allow(
    rustdoc::broken_intra_doc_links,
    reason = "these comments are shown as help, where brackets are brackets"
)]

use std::path::PathBuf;
use std::str::FromStr;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use scruple::DocumentClass;
use scruple::finding::Severity;
use scruple::rule::Market;
use scruple_documents::Field;

const AFTER: &str = "\
Examples:
  scruple check                          check the current folder
  scruple check content/ README.md       check a folder and a file
  scruple check --market us,eu page.html add what holds in the European Union
  scruple check --pack eu,meta-ads shop/ add the rules of a market and a channel
  scruple explain MC101                  why a rule exists and what to write instead
  scruple rules list                     every rule
  scruple rules check house/             look over a rule pack of your own

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
  scruple check --pack eu --pack google-ads .
  scruple check --class product shop/            what the pages are, where you know it
  scruple check --field items[].body:html export.json

Folders are searched for md, markdown, mdx, html, htm, xhtml, txt, text, adoc, asciidoc, asc, rst, rest, srt,
vtt, docx, docm, dotx and pdf files, and with --field for json, jsonl, ndjson, yaml, yml, csv and tsv. Hidden
files and what .gitignore, .ignore or .scrupleignore name is left out, links are not followed. A file that is
named is always checked.

Exit status:
  0  no finding at or above --fail-on (default: error)
  1  findings at or above --fail-on
  2  the run failed: a path that is not there or cannot be read, a named file that is not text, a broken or
     encrypted document, a field that is not there, a bad argument or rule pack. The other files are checked all the same. A file met in a folder that turns
     out not to be text is only warned of.";

const LSP_AFTER: &str = "\
Speaks the Language Server Protocol 3.17. Editors start it; by hand there is nothing to see.

Settings, as initializationOptions or under \"scruple\" in workspace/didChangeConfiguration:
  markets               markets whose law to cite: us, eu, uk, ca, au (default: us)
  select, ignore        rules, written like --select and --ignore of `scruple check`
  packs                 rule packs: names of packs within (`eu`), and folders
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
    /// List the rules; test and check a rule pack; write the pages of rules
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
    /// Field of JSON, YAML and CSV exports that holds text: `body`, `items[].body`, `body:html`; may be repeated
    ///
    /// Keys have dots between them and `[]` behind what is a list; a list at the root needs none. In CSV it is the
    /// name of a column. Behind a colon stands the format of the value: text, markdown or html; without it, it is
    /// told by the looks of each value. Each item or row is read as a document of its own.
    #[arg(long, value_name = "FIELD")]
    pub field: Vec<Field>,
    /// Markets whose law to cite
    #[arg(long, value_name = "MARKET", value_delimiter = ',', default_value = "us", ignore_case = true, value_parser = markets())]
    pub market: Vec<Market>,
    /// What the documents are, instead of what their words speak for; what a document says of itself in its front
    /// matter or a `<meta>` goes before
    #[arg(long, value_name = "CLASS", ignore_case = true, value_parser = classes())]
    pub class: Option<DocumentClass>,
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
    /// Add the rules of a market or channel (us, eu, uk, ca, au, google-ads, meta-ads, amazon) or of a
    /// folder of pack files; a folder that is called like a pack is written ./eu
    #[arg(long, value_name = "PACK", value_delimiter = ',')]
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
    /// Shape of the page
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: PageFormat,
    /// Add the rules of a folder of pack files
    #[arg(long, value_name = "FOLDER", value_delimiter = ',')]
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
    /// Add the rules of a folder of pack files
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

fn markets() -> impl TypedValueParser<Value = Market> {
    PossibleValuesParser::new(Market::ALL.map(Market::as_str)).try_map(|text| Market::from_str(&text))
}

fn classes() -> impl TypedValueParser<Value = DocumentClass> {
    PossibleValuesParser::new(DocumentClass::NAMED.map(DocumentClass::as_str))
        .try_map(|text| DocumentClass::from_str(&text))
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
