//! The shapes of the output, one file each.

mod concise;
mod excerpt;
mod json;
mod jsonl;
mod text;

use scruple::finding::{Class, Finding, Position};
use scruple::source::decode::Decoded;

pub use text::wrap;

use crate::args::{CheckArgs, Format};
use crate::statistics::Tally;

/// A file whose findings are to be printed.
pub struct Checked<'a> {
    /// Its path as it is printed.
    pub path: &'a str,
    /// Its text.
    pub decoded: &'a Decoded<'a>,
    /// Whether the text stands in the file byte for byte, so that offsets agree.
    pub verbatim: bool,
    /// The kind of document it was taken for.
    pub class: Class,
    /// What was found in it; never empty.
    pub findings: Vec<Finding>,
}

/// A shape of the output. Files are printed in parallel, each into its own buffer, and joined in order.
pub trait Printer: Sync {
    /// What stands before everything.
    fn begin(&self) -> String {
        String::new()
    }

    /// The findings of a file.
    fn file(&self, file: Checked<'_>, out: &mut Vec<u8>);

    /// What stands between two files.
    fn between(&self) -> &'static str {
        ""
    }

    /// What stands after everything; `any` if a file was printed.
    fn end(&self, _tally: &Tally, _any: bool) -> String {
        String::new()
    }

    /// Whether more text may follow on standard output.
    fn open_ended(&self) -> bool {
        false
    }
}

/// The printer that was asked for.
pub fn printer(args: &CheckArgs, colored: bool) -> Box<dyn Printer> {
    match args.format {
        Format::Text => Box::new(text::Text::new(colored, args.quiet)),
        Format::Concise => Box::new(concise::Concise { colored }),
        Format::Json => Box::new(json::Json),
        Format::Jsonl => Box::new(jsonl::Jsonl),
    }
}

/// The findings of a file with offsets into the file instead of its decoded text.
fn placed(file: Checked<'_>) -> Vec<Finding> {
    let mut findings = file.findings;
    if file.verbatim {
        return findings;
    }
    let offset = |byte: usize| file.decoded.file_offset(byte);
    let place = |position: &mut Position| position.byte = offset(position.byte);
    for finding in &mut findings {
        place(&mut finding.start);
        place(&mut finding.end);
        for related in &mut finding.related {
            place(&mut related.start);
            place(&mut related.end);
        }
        for edit in finding.fixes.iter_mut().flat_map(|fix| &mut fix.edits) {
            edit.start = offset(edit.start);
            edit.end = offset(edit.end);
        }
    }
    findings
}
