//! What can be wrong with a file.

use scruple::source::decode::NotText;

/// Why a file cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// It should be text and is not.
    #[error(transparent)]
    NotText(#[from] NotText),
    /// It is not what its name says, or only a part of it.
    #[error("{0}")]
    Broken(String),
    /// An export is not written as JSON or YAML is.
    #[error("{line}:{column}: {message}")]
    Notation {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What is wrong.
        message: String,
    },
    /// It can only be opened with a password.
    #[error("is encrypted; save a copy without a password")]
    Encrypted,
    /// It holds more than anybody reads, as only a file made to do harm does.
    #[error("holds more than {limit} MiB when it is unpacked; it is not read")]
    TooLarge {
        /// How many MiB are unpacked at most.
        limit: u64,
    },
    /// A PDF whose pages show no text.
    #[error(
        "holds no text: its pages are pictures, as from a scanner; run text recognition (OCR) over it first"
    )]
    NoText,
    /// Reading it takes too long.
    #[error("took longer than {seconds} seconds to read; print it to a new PDF, or export its text")]
    TooSlow {
        /// How long is waited.
        seconds: u64,
    },
    /// An export is to be read, and nobody said which fields of it hold text.
    #[error("is an export: say which fields hold text, such as --field body")]
    NoField,
    /// This build cannot read such files.
    #[error("cannot be read by this build of scruple, which was made without support for {0}")]
    Unsupported(&'static str),
}

/// Something wrong with a part of a file; the rest of it is checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// The line and the column, from 1, where the file has any.
    pub place: Option<(usize, usize)>,
    /// What is wrong, and what to do.
    pub message: String,
}

/// A field that was asked for and that a file does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The place of the field in [`crate::Files::fields`].
    pub index: usize,
    /// What is wrong, with the nearest field there is.
    pub message: String,
}
