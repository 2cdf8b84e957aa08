//! Annotations of GitHub Actions: one workflow command per finding, and a table in the summary of the step.

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Write;

use scruple::finding::{Finding, Severity};

use super::escape::markdown;
use super::{Checked, Ended, Printer};
use crate::error::reason;
use crate::say;
use crate::statistics::{Tally, count};

/// Annotations of one level that GitHub shows for a step.
const SHOWN: usize = 10;

/// The variable that names the file of the step summary.
const SUMMARY: &str = "GITHUB_STEP_SUMMARY";

/// `::error file=…,line=…,col=…,title=…::message`
pub struct Github;

impl Printer for Github {
    fn file(&self, file: Checked<'_>, out: &mut Vec<u8>) {
        for finding in &file.findings {
            // Writing to memory cannot fail.
            let _ = writeln!(out, "{}", annotation(file.path, finding));
        }
    }

    fn aside(&self, file: &Checked<'_>, out: &mut Vec<u8>) {
        for finding in &file.findings {
            let _ = writeln!(
                out,
                "| {} | {}:{} | {} | {} |",
                finding.severity,
                markdown(file.path),
                finding.start.line,
                markdown(&finding.code),
                markdown(&finding.message)
            );
        }
    }
}

fn annotation(path: &str, finding: &Finding) -> String {
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let (start, end) = (finding.start, finding.end);
    let mut out = format!("::{level} file={},line={},endLine={}", property(path), start.line, end.line);
    // GitHub drops columns that do not stand on one line.
    if start.line == end.line {
        let _ = write!(out, ",col={},endColumn={}", start.column, end.column);
    }
    let title = format!("{} {}", finding.code, finding.rule);
    let help = if finding.help.is_empty() { String::new() } else { format!("\nInstead: {}", finding.help) };
    let _ = write!(out, ",title={}::{}", property(&title), data(&format!("{}{help}", finding.message)));
    out
}

/// The message of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Says how many annotations GitHub leaves out, and writes all findings into the summary of the step where the
/// environment names one.
pub fn step_summary(ended: &Ended<'_>, quiet: bool) {
    let written = std::env::var_os(SUMMARY).filter(|path| !path.is_empty()).is_some_and(|path| {
        let outcome = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&path)
            .and_then(|mut file| file.write_all(page(ended).as_bytes()));
        if let Err(error) = &outcome {
            say::warning(&format!("{SUMMARY} ({}): {}", path.display(), reason(error)));
        }
        outcome.is_ok()
    });
    let [info, warning, error] = ended.tally.severities;
    if quiet || [info, warning, error].iter().all(|number| *number <= SHOWN) {
        return;
    }
    let place = if written {
        "the step summary lists the others".to_owned()
    } else {
        format!("the log of the step lists all, and so would the step summary if {SUMMARY} were set")
    };
    say::warning(&format!(
        "{}, {}, {info} info: GitHub shows the first {SHOWN} annotations of each level; {place}",
        count(error, "error"),
        count(warning, "warning"),
    ));
}

/// The summary as Markdown.
fn page(ended: &Ended<'_>) -> String {
    let Tally { files, severities: [info, warning, error], answered, .. } = *ended.tally;
    let mut page = format!("## Scruple: {}\n\n", verdict(error, warning, info));
    let _ = write!(page, "{} checked", count(files, "file"));
    if answered > 0 {
        let _ = write!(page, ", {answered} red flags answered for");
    }
    page.push_str(".\n\n");
    if !ended.aside.is_empty() {
        page.push_str("| severity | place | rule | red flag |\n| --- | --- | --- | --- |\n");
        page.push_str(ended.aside);
        page.push('\n');
    }
    if ended.left_out > 0 {
        let _ = writeln!(page, "{} are not listed here for want of room.\n", count(ended.left_out, "file"));
    }
    for (problem, _) in ended.problems {
        let _ = writeln!(page, "- {}", markdown(problem));
    }
    page
}

fn verdict(error: usize, warning: usize, info: usize) -> String {
    match (error, warning, info) {
        (0, 0, 0) => "no red flags".to_owned(),
        _ => format!("{}, {}, {info} info", count(error, "error"), count(warning, "warning")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_escaped() {
        assert_eq!(data("50% a\r\nb:c"), "50%25 a%0D%0Ab:c");
        assert_eq!(property("a,b:c\n%"), "a%2Cb%3Ac%0A%25");
    }
}
