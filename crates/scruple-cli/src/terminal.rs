//! Standard output and files: colours, and a reader who has gone away.

use std::fs::{self, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use anstream::{AutoStream, ColorChoice};

use crate::args::Color;
use crate::error::{Error, reason};
use crate::save::Beside;
use crate::walk::display;

/// Whether standard output is to be coloured. `auto` asks the terminal and the environment (`NO_COLOR`,
/// `CLICOLOR`, `CLICOLOR_FORCE`, `TERM`).
pub fn colored(color: Color) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => AutoStream::choice(&io::stdout()) != ColorChoice::Never,
    }
}

/// Where output goes.
enum Target {
    /// A stream, a device or a pipe.
    Stream(Box<dyn Write>),
    /// A file that takes its place when all is written.
    File(Beside),
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stream(stream) => stream.write(bytes),
            Self::File(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stream(stream) => stream.flush(),
            Self::File(file) => file.flush(),
        }
    }
}

/// An output behind a buffer. After its reader has closed the pipe, what is written is dropped.
pub struct Output {
    stream: BufWriter<Target>,
    closed: bool,
}

impl Output {
    /// Standard output, ready for escape sequences if `colored`.
    pub fn new(colored: bool) -> Self {
        let raw = io::stdout().lock();
        Self::to(Target::Stream(if colored { Box::new(AutoStream::always(raw)) } else { Box::new(raw) }))
    }

    /// Standard error, for a report beside a text on standard output.
    pub fn error() -> Self {
        Self::to(Target::Stream(Box::new(io::stderr())))
    }

    /// A file that takes its place with [`Output::commit`]. What is no regular file, such as a pipe, is written to.
    pub fn file(path: &Path) -> Result<Self, Error> {
        let failed = |error: &io::Error| Error::OutputFile { path: display(path), reason: reason(error) };
        let special = fs::metadata(path).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir());
        let target = if special {
            let file = OpenOptions::new().write(true).open(path).map_err(|error| failed(&error))?;
            Target::Stream(Box::new(file))
        } else {
            Target::File(Beside::create(path).map_err(|error| failed(&error))?)
        };
        Ok(Self::to(target))
    }

    fn to(target: Target) -> Self {
        Self { stream: BufWriter::with_capacity(1 << 16, target), closed: false }
    }

    /// Whether it goes to a file that takes its place at the end, and not at all if it is dropped before.
    pub fn waits(&self) -> bool {
        matches!(self.stream.get_ref(), Target::File(_))
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

    /// Hands everything on and, where it goes to a file, lets that take its place.
    pub fn commit(mut self) -> Result<(), Error> {
        self.flush()?;
        // What could not be handed on was told by the flush.
        match self.stream.into_parts().0 {
            Target::File(file) => Ok(file.commit()?),
            Target::Stream(_) => Ok(()),
        }
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
    // No control character is without one of these bytes.
    let may_be = |byte: u8| (byte < 0x20) | (byte == 0x7f) | (byte == 0xc2);
    if !text.bytes().fold(false, |any, byte| any | may_be(byte)) {
        return text.into();
    }
    if text.chars().any(char::is_control) {
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().into()
    } else {
        text.into()
    }
}
