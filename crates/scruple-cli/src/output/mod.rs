//! The shapes of the output, one file each.

mod concise;
mod escape;
mod excerpt;
mod github;
mod gitlab;
mod html;
mod json;
mod jsonl;
mod junit;
mod rdjson;
mod sarif;
#[cfg(test)]
mod tests;
mod text;

use scruple::Linter;
use scruple::answer::{Answer, Answered};
use scruple::finding::{Class, Finding, Position};
use scruple::source::decode::Decoded;
use scruple_config::FailOn;

pub use github::step_summary;
pub use text::wrap;

use crate::args::{CheckArgs, Format};
use crate::exit::Status;
use crate::settings::Applied;
use crate::statistics::Tally;
use crate::walk::Input;

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
    /// From which severity on a finding in it makes the run fail.
    pub fail_on: FailOn,
    /// What was found in it. Empty only where something was answered for, or the printer asks for every file.
    pub findings: Vec<Finding>,
    /// What somebody has answered for.
    pub answered: Vec<Answered>,
}

/// What is known when every file is printed.
pub struct Ended<'a> {
    /// The counts of the run.
    pub tally: &'a Tally,
    /// Whether a file was printed.
    pub any: bool,
    /// How the run ends.
    pub status: Status,
    /// What was wrong with files or their settings, and whether the run counts as failed for it.
    pub problems: &'a [(String, bool)],
    /// The files with findings or answers, in order, for printers that hold their text back.
    pub files: &'a [FileCount],
    /// The joined asides of the files, see [`Printer::aside`].
    pub aside: &'a str,
    /// Files whose text or aside was left out because there was too much of it.
    pub left_out: usize,
}

/// What was found in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileCount {
    /// Its path as it is printed.
    pub path: String,
    /// Findings by severity: info, warning, error.
    pub severities: [usize; 3],
    /// Findings that somebody answered for.
    pub answered: usize,
    /// Whether its text was left out.
    pub left_out: bool,
}

/// A shape of the output. Files are printed in parallel, each into its own buffer, and joined in order.
pub trait Printer: Sync {
    /// What stands before everything.
    fn begin(&self) -> String {
        String::new()
    }

    /// The findings of a file.
    fn file(&self, file: Checked<'_>, out: &mut Vec<u8>);

    /// What else a file gives, that stands in another place than its findings.
    fn aside(&self, _file: &Checked<'_>, _out: &mut Vec<u8>) {}

    /// What stands between two files.
    fn between(&self) -> &'static str {
        ""
    }

    /// Whether what the baseline holds is printed, too: for programs that can tell it from what is new.
    fn keeps_known(&self) -> bool {
        false
    }

    /// Whether files without findings are printed, too.
    fn every_file(&self) -> bool {
        false
    }

    /// The bytes of all files that are kept back until the end, because something that is known last stands before
    /// them; `None` where each file is handed on at once.
    fn held(&self) -> Option<usize> {
        None
    }

    /// What stands before the files that were kept back.
    fn head(&self, _ended: &Ended<'_>) -> String {
        String::new()
    }

    /// What stands after everything.
    fn end(&self, _ended: &Ended<'_>) -> String {
        String::new()
    }

    /// Whether more text may follow on standard output.
    fn open_ended(&self) -> bool {
        false
    }
}

/// The printer that was asked for.
pub fn printer(
    args: &CheckArgs,
    colored: bool,
    root: &Applied,
    inputs: &[(Input, Applied)],
) -> Box<dyn Printer> {
    match args.format {
        Format::Text => Box::new(text::Text::new(colored, args.quiet)),
        Format::Concise => Box::new(concise::Concise { colored }),
        Format::Json => Box::new(json::Json::default()),
        Format::Jsonl => Box::new(jsonl::Jsonl),
        Format::Sarif => Box::new(sarif::Sarif::new(linters(root, inputs))),
        Format::Github => Box::new(github::Github),
        Format::Gitlab => Box::new(gitlab::Gitlab),
        Format::Junit => Box::new(junit::Junit),
        Format::Rdjson => Box::new(rdjson::Rdjson),
        Format::Html => Box::new(html::Html::new(root, inputs)),
    }
}

/// The linters of a run, each once; `root` is what applies where there are no inputs.
fn linters<'a>(root: &'a Applied, inputs: &'a [(Input, Applied)]) -> Vec<&'a Linter> {
    let mut linters: Vec<&Linter> = Vec::new();
    for (_, applied) in inputs {
        if !linters.iter().any(|known| std::ptr::eq(*known, &raw const *applied.linter)) {
            linters.push(&applied.linter);
        }
    }
    if linters.is_empty() { vec![&root.linter] } else { linters }
}

/// Where the pages of the built-in rules stand.
const PAGES: &str = "https://github.com/scruple-lint/scruple/blob/main/rules/docs";

/// Where the project stands.
const HOME: &str = "https://github.com/scruple-lint/scruple";

/// The page of a rule; rules of packs on disk have none.
fn page(code: &str, pack: &str) -> Option<String> {
    let built_in = pack == "core" || scruple_rules::NAMES.contains(&pack);
    built_in.then(|| format!("{PAGES}/{code}.md"))
}

/// The findings of a file with offsets into the file instead of its decoded text.
fn placed(file: Checked<'_>) -> Vec<Finding> {
    let mut findings = file.findings;
    if !file.verbatim {
        place(findings.iter_mut(), file.decoded);
    }
    findings
}

/// The same of what somebody answered for.
fn placed_answers(file: &Checked<'_>) -> Vec<Answered> {
    let mut answered = file.answered.clone();
    if !file.verbatim {
        place(answered.iter_mut().map(|answered| &mut answered.finding), file.decoded);
        for one in &mut answered {
            if let Answer::Suppressed { start, end, .. } = &mut one.answer {
                start.byte = file.decoded.file_offset(start.byte);
                end.byte = file.decoded.file_offset(end.byte);
            }
        }
    }
    answered
}

fn place<'f>(findings: impl Iterator<Item = &'f mut Finding>, decoded: &Decoded<'_>) {
    let offset = |byte: usize| decoded.file_offset(byte);
    let place = |position: &mut Position| position.byte = offset(position.byte);
    for finding in findings {
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
}
