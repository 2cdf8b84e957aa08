//! Messages to the person at the terminal, on standard error.

use std::fmt::Display;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

/// What is wrong with one of many files. The others are checked all the same.
#[derive(Debug)]
pub struct Problem {
    /// The path and what is wrong with it.
    pub message: String,
    /// Whether the run as a whole counts as failed.
    pub fatal: bool,
}

impl Problem {
    /// A problem after which the run counts as failed.
    pub fn fatal(message: impl Into<String>) -> Self {
        Self { message: message.into(), fatal: true }
    }

    /// Prints it: as an error if fatal, else as a warning.
    pub fn say(&self) {
        if self.fatal {
            error(&self.message);
        } else {
            warning(&self.message);
        }
    }
}

/// Prints `scruple: error: ...`.
pub fn error(message: &dyn Display) {
    line("error", AnsiColor::Red.on_default().bold(), message);
}

/// Prints `scruple: warning: ...`.
pub fn warning(message: &dyn Display) {
    line("warning", AnsiColor::Yellow.on_default().bold(), message);
}

fn line(word: &str, style: Style, message: &dyn Display) {
    // Nobody is left to be told when standard error is closed.
    let _ = writeln!(anstream::AutoStream::auto(io::stderr()), "scruple: {style}{word}:{style:#} {message}");
}

/// Panics of the library that reads PDF are told of as what they are: a file that is broken.
pub fn silence_readers() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().name() != Some(scruple_documents::PDF_THREAD) {
            usual(panic);
        }
    }));
}

/// Prints text as it is.
pub fn plain(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}
