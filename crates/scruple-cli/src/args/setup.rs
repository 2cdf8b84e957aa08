//! Setting up: settings files, editors, shells, manual pages.

#![allow(
    rustdoc::broken_intra_doc_links,
    reason = "these comments are shown as help, where brackets are brackets"
)]

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{Choice, ListFormat};

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
