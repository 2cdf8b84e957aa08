//! Standard output: colours, and a reader who has gone away.

use std::io::{self, BufWriter, Write};

use anstream::{AutoStream, ColorChoice};

use crate::args::Color;
use crate::error::Error;

/// Whether standard output is to be coloured. `auto` asks the terminal and the environment (`NO_COLOR`,
/// `CLICOLOR`, `CLICOLOR_FORCE`, `TERM`).
pub fn colored(color: Color) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => AutoStream::choice(&io::stdout()) != ColorChoice::Never,
    }
}

/// Standard output behind a buffer. After its reader has closed the pipe, what is written is dropped.
pub struct Output {
    stream: BufWriter<Box<dyn Write>>,
    closed: bool,
}

impl Output {
    /// Standard output, ready for escape sequences if `colored`.
    pub fn new(colored: bool) -> Self {
        let raw = io::stdout().lock();
        let stream: Box<dyn Write> = if colored { Box::new(AutoStream::always(raw)) } else { Box::new(raw) };
        Self { stream: BufWriter::with_capacity(1 << 16, stream), closed: false }
    }

    /// Whether the reader has gone away.
    pub fn closed(&self) -> bool {
        self.closed
    }

    /// Writes some bytes.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        if self.closed || bytes.is_empty() {
            return Ok(());
        }
        let outcome = self.stream.write_all(bytes);
        self.settle(outcome)
    }

    /// Hands everything on.
    pub fn flush(&mut self) -> Result<(), Error> {
        if self.closed {
            return Ok(());
        }
        let outcome = self.stream.flush();
        self.settle(outcome)
    }

    fn settle(&mut self, outcome: io::Result<()>) -> Result<(), Error> {
        match outcome {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(())
            }
            outcome => Ok(outcome?),
        }
    }
}

/// Writes a whole text to standard output.
pub fn print(text: &str, colored: bool) -> Result<(), Error> {
    let mut output = Output::new(colored);
    output.write(text.as_bytes())?;
    output.flush()
}

/// The text with control characters, which could steer a terminal, replaced by spaces.
pub fn printable(text: &str) -> std::borrow::Cow<'_, str> {
    if text.chars().any(char::is_control) {
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().into()
    } else {
        text.into()
    }
}
