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
use scruple::rule::Market;
use scruple_documents::Field;

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
  scruple check --staged                         what the next commit would bring
  scruple check --since origin/main              what this branch has changed
  git ls-files -z docs | scruple check --files-from -
  scruple check --watch content/                 again at every save
  scruple check --diff content/                  what safe fixes would change
  scruple check --fix content/                   apply them
  scruple check --format html --output report.html content/

--staged and --since look at the whole repository, or below PATH, at files a search would find. Deleted
files are left out, of a renamed file the new name is checked.

Settings come from the nearest scruple.toml: that in the folder of a document, or in the next one above
that has one, up to the root of the repository. Options go before it, and what a document says of itself in
its front matter goes before both. `scruple init` writes one; `scruple config FILE` tells what applies.

Folders are searched for md, markdown, mdx, html, htm, xhtml, txt, text, adoc, asciidoc, asc, rst, rest, srt,
vtt, docx, docm, dotx and pdf files, and for json, jsonl, ndjson, yaml, yml, csv and tsv where --field, or
`fields` of [files] in scruple.toml, says which fields hold text. Hidden files and what .gitignore, .ignore or
.scrupleignore name is left out, links are not followed. A file that is named is always checked.

Exit status:
  0  no finding at or above --fail-on (default: error)
  1  findings at or above --fail-on
  2  the run failed: a path that is not there or cannot be read, a named file that is not text, a broken or
     encrypted document, a field that is not there, a bad argument, scruple.toml or rule pack, no git repository
     where one is needed, a file that --fix cannot write. The other files are checked all the same. A file met in
     a folder that turns out not to be text is only warned of.
  130  Ctrl-C ended the run before it was done; what was found until then is printed, and no file is left
     half-written. It ends --watch with status 0.";

const LSP_AFTER: &str = "\
Speaks the Language Server Protocol 3.17. Editors start it; by hand there is nothing to see.

Documents are linted by the nearest scruple.toml, read anew when it is saved. What it leaves open comes from
the settings of the editor, as initializationOptions or under \"scruple\" in workspace/didChangeConfiguration:
  markets               markets whose law to cite: us, eu, uk, ca, au (default: us)
  class                 what the documents are, where you know it (default: auto, their words tell)
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

/// What is said about settings on the command line; it goes before what settings files say.
#[derive(Debug, Clone, Args)]
pub struct Choice {
    /// Markets whose law to cite (default: us)
    #[arg(long, value_name = "MARKET", value_delimiter = ',', ignore_case = true, value_parser = markets())]
    pub market: Vec<Market>,
    /// What the documents are, instead of what their words speak for; what a document says of itself in its front
    /// matter or a `<meta>` goes before
    #[arg(long, value_name = "CLASS", ignore_case = true, value_parser = classes())]
    pub class: Option<DocumentClass>,
    /// Only these rules: codes (MC101), prefixes (MC1), names (cure-claim) or categories (disease); what scruple.toml
    /// selects and ignores does not count then
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Not these rules; written like --select
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// Field of JSON, YAML and CSV exports that holds text: `body`, `items[].body`, `body:html`; may be repeated
    ///
    /// Keys have dots between them and `[]` behind what is a list; a list at the root needs none. In CSV it is the
    /// name of a column. Behind a colon stands the format of the value: text, markdown or html; without it, it is
    /// told by the looks of each value. Each item or row is read as a document of its own. It goes before the
    /// `fields` of scruple.toml.
    #[arg(long, value_name = "FIELD")]
    pub field: Vec<Field>,
    /// Add the rules of a market or channel (us, eu, uk, ca, au, google-ads, meta-ads, amazon) or of a
    /// folder of pack files; a folder that is called like a pack is written ./eu
    #[arg(long, value_name = "PACK", value_delimiter = ',')]
    pub pack: Vec<PathBuf>,
    /// Severity from which on the exit status is 1 (default: error)
    #[arg(long, value_name = "SEVERITY")]
    pub fail_on: Option<FailOn>,
    /// Take settings from this file, whatever stands nearer to a document
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    pub config: Option<PathBuf>,
    /// Take no settings from files
    #[arg(long)]
    pub isolated: bool,
}

/// `scruple check`
#[derive(Debug, Clone, Args)]
#[command(after_help = CHECK_AFTER, group = clap::ArgGroup::new("fixing").args(["fix", "diff"]).multiple(true))]
pub struct CheckArgs {
    /// Files and folders; `-` is standard input, none is the current folder
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Check what is staged for the next commit, as it is staged, and not what is on disk
    #[arg(long, conflicts_with_all = ["since", "files_from", "stdin_filename", "watch"])]
    pub staged: bool,
    /// Check the files on disk that differ from where the branch left REV, new ones included
    #[arg(long, value_name = "REV", conflicts_with_all = ["files_from", "stdin_filename", "watch"])]
    pub since: Option<String>,
    /// Check the files that a list names, one per line or divided by NUL; `-` reads the list from standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["stdin_filename", "watch"])]
    pub files_from: Option<PathBuf>,
    /// Treat files that are named as if they were met in a folder: leave out what ignore files name, and files with
    /// other endings; for hooks, which name every file
    #[arg(long)]
    pub force_exclude: bool,
    /// Check again what is saved, until Ctrl-C; with text, concise and jsonl
    #[arg(long, conflicts_with = "stdin_filename")]
    pub watch: bool,
    /// Name of the text on standard input; its ending tells the format
    #[arg(long, value_name = "NAME")]
    pub stdin_filename: Option<String>,
    /// What goes over the settings files.
    #[command(flatten)]
    pub choice: Choice,
    /// Shape of the output
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
    /// Write the output to a file, which appears whole or not at all; `-` is standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Apply the safe fixes of findings; what is left is reported, and the exit status is by that. Text from
    /// standard input goes fixed to standard output, and its report to standard error
    #[arg(long)]
    pub fix: bool,
    /// With --fix or --diff: also fixes that change what the text says. Read what they did
    #[arg(long, requires = "fixing")]
    pub unsafe_fixes: bool,
    /// Show what --fix would change as a unified diff and write nothing
    #[arg(long, conflicts_with_all = ["format", "statistics"])]
    pub diff: bool,
    /// What people decided on findings.
    #[command(flatten)]
    pub review: crate::review::ReviewArgs,
    /// Keep what was found in a folder, and do not lint again what has not changed; the output is the same
    #[arg(long, value_name = "FOLDER", num_args = 0..=1, require_equals = true, default_missing_value = ".scruple-cache")]
    pub cache: Option<PathBuf>,
    /// Threads to use, 0 for all cores; the output is the same with any number
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub threads: usize,
    /// Add counts per rule, size and time (with json and jsonl on standard error)
    #[arg(long)]
    pub statistics: bool,
    /// Findings and errors only: no summary, no warnings
    #[arg(short, long)]
    pub quiet: bool,
}

const INIT_AFTER: &str = "\
Looks at what lies in the folder: kinds of files, country endings and currencies, front matter, ignore files,
exports of content management systems. What it concludes stands in the file, with the reason.

Exit status:
  0  the file was written
  2  there is one already (--force writes over it), or it cannot be written";

/// `scruple init`
#[derive(Debug, Args)]
#[command(after_help = INIT_AFTER)]
pub struct InitArgs {
    /// Folder to look at and write to; none is the current folder
    #[arg(value_name = "FOLDER")]
    pub folder: Option<PathBuf>,
    /// Write over a scruple.toml that is there
    #[arg(long)]
    pub force: bool,
    /// Print what would be written, and write nothing
    #[arg(long, conflicts_with = "force")]
    pub print: bool,
}

const CONFIG_AFTER: &str = "\
Examples:
  scruple config blog/sleep.md           what applies to a document
  scruple config                         what applies to documents in this folder
  scruple config schema config           the JSON Schema of scruple.toml
  scruple config schema pack             the JSON Schema of the files of rule packs

A file that is called schema is written ./schema.";

/// `scruple config`
#[derive(Debug, Args)]
#[command(after_help = CONFIG_AFTER, args_conflicts_with_subcommands = true)]
pub struct ConfigArgs {
    /// Print a JSON Schema instead.
    #[command(subcommand)]
    pub command: Option<ConfigCommand>,
    /// File to tell of, which need not be there; none is any file in the current folder
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// What goes over the settings files.
    #[command(flatten)]
    pub choice: Choice,
    /// Shape of the output
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ListFormat,
}

/// What else `scruple config` prints.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Print a JSON Schema
    Schema(SchemaArgs),
}

/// `scruple config schema`
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// What it is the schema of
    #[arg(value_name = "OF", default_value = "config")]
    pub of: SchemaOf,
}

/// What there are schemas of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SchemaOf {
    /// scruple.toml
    Config,
    /// The files of a rule pack
    Pack,
}

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

const COMPLETIONS_AFTER: &str = "\
Examples:
  scruple completions bash > ~/.local/share/bash-completion/completions/scruple
  scruple completions zsh > \"${fpath[1]}/_scruple\"
  scruple completions fish > ~/.config/fish/completions/scruple.fish
  scruple completions powershell >> $PROFILE
  scruple completions elvish > ~/.config/elvish/lib/scruple.elv";

/// `scruple completions`
#[derive(Debug, Args)]
#[command(after_help = COMPLETIONS_AFTER)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}

const MAN_AFTER: &str = "\
Examples:
  scruple man check | man -l -               read a page
  scruple man --folder ~/.local/share/man/man1   write all of them";

/// `scruple man`
#[derive(Debug, Args)]
#[command(after_help = MAN_AFTER)]
pub struct ManArgs {
    /// The command whose page it is; none is the program itself
    #[arg(value_name = "COMMAND")]
    pub command: Vec<String>,
    /// Write the pages of all commands into this folder
    #[arg(long, value_name = "FOLDER", conflicts_with = "command")]
    pub folder: Option<PathBuf>,
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

pub(crate) fn markets() -> impl TypedValueParser<Value = Market> {
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
        assert_eq!(args.choice.market, [Market::Us, Market::Eu, Market::Au]);
    }
}
