//! What ends a run before it is done.

use std::io;

use scruple::BuildError;
use scruple::rule::StoredPacksError;
use scruple::rule::pack::PackErrors;
use scruple_config::{PackFolderError, SettingsError};

/// A failure of the run itself. What is wrong with one file of many is a [`crate::say::Problem`] instead.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The linter cannot be built as asked.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// The baseline cannot be used.
    #[error(transparent)]
    Baseline(#[from] scruple_config::baseline::BaselineError),
    /// The baseline was not recorded.
    #[error("baseline: {0}")]
    Record(String),
    /// A claim was not approved.
    #[error("{0}")]
    Approve(String),
    /// The packs within do not fit this build.
    #[error(transparent)]
    Stored(#[from] StoredPacksError),
    /// A rule pack does not load.
    #[error("{0}")]
    Pack(#[from] PackErrors),
    /// A folder given as a rule pack cannot be read.
    #[error(transparent)]
    PackFolder(#[from] PackFolderError),
    /// Settings cannot be heeded.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The settings of some files cannot be heeded; one line for each thing that is wrong.
    #[error("{0}")]
    Refused(String),
    /// A settings file cannot be written.
    #[error("{path}: {reason}")]
    Init {
        /// The file.
        path: String,
        /// Why not.
        reason: String,
    },
    /// The files that changed, or those of a list, cannot be told.
    #[error("{option}: {reason}")]
    Changed {
        /// The option that asked for them.
        option: String,
        /// Why not.
        reason: String,
    },
    /// The cache cannot be used.
    #[error("--cache={path}: {reason}")]
    Cache {
        /// Its folder.
        path: String,
        /// Why not.
        reason: String,
    },
    /// The files cannot be watched.
    #[error("--watch: {0}")]
    Watch(String),
    /// The language server cannot be started.
    #[error("the language server cannot start: {0}")]
    Server(String),
    /// Neither a pack within nor a folder.
    #[error("--pack {path}: {reason}, and there is no such folder")]
    UnknownPack {
        /// What was asked for.
        path: String,
        /// What there is.
        reason: String,
    },
    /// A page of a rule cannot be read or written.
    #[error("{path}: {reason}")]
    Pages {
        /// The page or its folder.
        path: String,
        /// Why not.
        reason: String,
    },
    /// No rule has this code or name.
    #[error("unknown rule \"{0}\"; `scruple rules list` shows all of them")]
    UnknownRule(String),
    /// No command is called that.
    #[error("no command \"{asked}\"; {known}")]
    UnknownCommand {
        /// What was asked for.
        asked: String,
        /// What there is.
        known: String,
    },
    /// The file that was to hold the output cannot be written.
    #[error("--output {path}: {reason}")]
    OutputFile {
        /// The file.
        path: String,
        /// Why not.
        reason: String,
    },
    /// The output cannot be written, for another reason than a closed pipe.
    #[error("cannot write the output: {}", reason(.0))]
    Output(#[from] io::Error),
}

/// The reason of an input or output failure in plain words, without the number of the operating system.
pub fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "is a folder".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "is read-only".to_owned(),
        _ => {
            let told = error.to_string();
            told.split(" (os error ").next().unwrap_or(&told).to_owned()
        }
    }
}
