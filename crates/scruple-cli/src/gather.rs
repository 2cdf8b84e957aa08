//! What a run keeps of its files until the end.

use std::io::{self, Read, Seek, SeekFrom, Write};

use tempfile::SpooledTempFile;

use crate::error::Error;
use crate::exit::Status;
use crate::output::{Ended, FileCount, Printer};
use crate::statistics::Tally;
use crate::terminal::Output;

/// Bytes that are kept in memory; more of them go to a temporary file.
const IN_MEMORY: usize = 16 << 20;

/// Bytes of asides that are kept: GitHub takes a step summary of one MiB.
const ASIDE: usize = 960 << 10;

/// What is kept, in the order of the files.
#[derive(Debug, Default)]
pub struct Gathered {
    /// Files with findings or answers, where their text is held back.
    pub files: Vec<FileCount>,
    /// What was wrong, and whether the run counts as failed for it.
    pub problems: Vec<(String, bool)>,
    /// Files whose text or aside was left out.
    pub left_out: usize,
    aside: Vec<u8>,
    held: Option<Held>,
}

/// The text of files that waits for what stands before it.
#[derive(Debug)]
struct Held {
    text: SpooledTempFile,
    used: usize,
    limit: usize,
}

impl Gathered {
    /// Holds text back if the printer asks for it.
    pub fn new(printer: &dyn Printer) -> Self {
        let held = |limit| Held { text: SpooledTempFile::new(IN_MEMORY), used: 0, limit };
        Self { held: printer.held().map(held), ..Self::default() }
    }

    /// Keeps what a file gives aside, if there is room for it.
    pub fn aside(&mut self, aside: &[u8]) {
        if self.aside.len() + aside.len() <= ASIDE {
            self.aside.extend_from_slice(aside);
        } else {
            self.left_out += 1;
        }
    }

    /// Takes the text of a file and its counts, if text is held back. Returns whether it took them.
    pub fn hold(&mut self, text: &[u8], count: Option<FileCount>) -> Result<bool, Error> {
        let Some(held) = &mut self.held else { return Ok(false) };
        let fits = held.used + text.len() <= held.limit;
        if fits {
            held.text.write_all(text)?;
            held.used += text.len();
        } else {
            self.left_out += 1;
        }
        self.files.extend(count.map(|count| FileCount { left_out: !fits, ..count }));
        Ok(true)
    }

    /// What is kept of asides.
    pub fn asides(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.aside)
    }

    /// What is known at the end; `aside` is [`Gathered::asides`].
    pub fn ended<'a>(&'a self, aside: &'a str, tally: &'a Tally, any: bool, status: Status) -> Ended<'a> {
        let Self { files, problems, left_out, .. } = self;
        Ended { tally, any, status, problems, files, aside, left_out: *left_out }
    }

    /// Writes what was held back, after its head.
    pub fn release(&mut self, head: &str, output: &mut Output) -> Result<(), Error> {
        let Some(held) = &mut self.held else { return Ok(()) };
        output.write(head.as_bytes())?;
        held.text.seek(SeekFrom::Start(0))?;
        let mut part = vec![0; 1 << 16];
        loop {
            match held.text.read(&mut part) {
                Ok(0) => return Ok(()),
                Ok(length) => output.write(part.get(..length).unwrap_or_default())?,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}
