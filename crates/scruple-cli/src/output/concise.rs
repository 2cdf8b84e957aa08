//! One line per finding, for people and for editors that read compiler output.

use std::io::Write;

use anstyle::Style;

use super::text::severity_style;
use super::{Checked, Printer};
use crate::terminal::printable;

/// `path:line:column: error[MC101] message`
pub struct Concise {
    /// Whether to colour.
    pub colored: bool,
}

impl Printer for Concise {
    fn file(&self, file: Checked<'_>, out: &mut Vec<u8>) {
        let path = printable(file.path);
        for finding in &file.findings {
            let style = if self.colored { severity_style(finding.severity) } else { Style::new() };
            let (line, column) = (finding.start.line, finding.start.column);
            let location =
                finding.location.as_ref().map(|location| format!(" ({location})")).unwrap_or_default();
            // Writing to memory cannot fail.
            let _ = writeln!(
                out,
                "{path}:{line}:{column}: {style}{}[{}]{style:#} {}{}",
                finding.severity,
                finding.code,
                printable(&finding.message),
                printable(&location)
            );
        }
    }

    fn open_ended(&self) -> bool {
        true
    }
}
