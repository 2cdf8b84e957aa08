//! `scruple check`, and what other commands have of it.

#![allow(
    rustdoc::broken_intra_doc_links,
    reason = "these comments are shown as help, where brackets are brackets"
)]

use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use scruple::DocumentClass;
use scruple::rule::Market;
use scruple_documents::Field;

use super::{FailOn, Format};

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
#[command(after_help = CHECK_AFTER, group = clap::ArgGroup::new("fixing").args(["fix", "diff"]))]
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
    #[arg(long, conflicts_with = "watch")]
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

fn markets() -> impl TypedValueParser<Value = Market> {
    PossibleValuesParser::new(Market::ALL.map(Market::as_str)).try_map(|text| Market::from_str(&text))
}

fn classes() -> impl TypedValueParser<Value = DocumentClass> {
    PossibleValuesParser::new(DocumentClass::NAMED.map(DocumentClass::as_str))
        .try_map(|text| DocumentClass::from_str(&text))
}
