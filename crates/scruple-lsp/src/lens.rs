//! The counts above the first line.

use scruple::finding::Severity;

use crate::lint::Linted;
use crate::lsp::{CodeLens, Command, Range};

/// The lens of a document; none for what is not read.
pub(crate) fn of(linted: &Linted) -> Option<CodeLens> {
    let report = linted.report()?;
    let count =
        |severity: Severity| report.findings.iter().filter(|finding| finding.severity == severity).count();
    let counts: Vec<String> = [
        (count(Severity::Error), "error", "errors"),
        (count(Severity::Warning), "warning", "warnings"),
        (count(Severity::Info), "note", "notes"),
    ]
    .into_iter()
    .filter(|(count, ..)| *count > 0)
    .map(|(count, one, many)| format!("{count} {}", if count == 1 { one } else { many }))
    .collect();
    let counts = if counts.is_empty() { "no red flags".to_owned() } else { counts.join(", ") };
    let title = format!("Scruple: {counts} (read as {})", report.class);
    // Without a command it is text and nothing that could be clicked in vain.
    let command = Command { title, command: String::new(), arguments: None };
    Some(CodeLens { range: Range::default(), command: Some(command), data: None })
}
