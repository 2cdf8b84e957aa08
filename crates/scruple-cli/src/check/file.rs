//! One file: read, checked and printed.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use scruple::answer::BaselineState;
use scruple::source::decode::{self, NotText};
use scruple::{Finding, Report};
use scruple_config::FailOn;
use scruple_documents::Kind;

use crate::args::CheckArgs;
use crate::cache::Cache;
use crate::fixing::{self, Mode};
use crate::output::{Checked, FileCount, Printer};
use crate::review::{Linted, Review, Reviewed};
use crate::say::Problem;
use crate::settings::Applied;
use crate::statistics::Tally;
use crate::walk::Input;
use crate::{documents, read};

/// What came of one file.
pub(super) struct Outcome {
    /// Its findings as they are printed.
    pub(super) text: Vec<u8>,
    /// What else of it is printed, elsewhere.
    pub(super) aside: Vec<u8>,
    /// Its fixed text, where that is the output.
    pub(super) fixed: Option<Vec<u8>>,
    pub(super) tally: Tally,
    pub(super) count: Option<FileCount>,
    /// Whether it has a finding at or above the threshold.
    pub(super) reached: bool,
    pub(super) problems: Vec<Problem>,
}

/// What is the same for all files of a run.
pub(super) struct Known<'a> {
    pub(super) args: &'a CheckArgs,
    pub(super) review: &'a Review,
    pub(super) cache: Option<&'a Cache>,
    /// What became of the fields of exports over all files.
    pub(super) fields: read::Fields,
}

/// Reads, checks and prints one file. A fault of the linter itself costs that file only.
pub(super) fn file(printer: &dyn Printer, known: &Known<'_>, input: &Input, applied: &Applied) -> Outcome {
    let outcome = catch_unwind(AssertUnwindSafe(|| try_file(printer, known, input, applied)));
    known.review.done(&input.name);
    outcome
        .unwrap_or_else(|_| {
            Err(Problem::fatal(format!("{}: the linter failed on this file; please report it", input.name)))
        })
        .unwrap_or_else(|problem| Outcome {
            text: Vec::new(),
            aside: Vec::new(),
            fixed: None,
            tally: Tally::unread(),
            count: None,
            reached: false,
            problems: vec![problem],
        })
}

fn try_file(
    printer: &dyn Printer,
    known: &Known<'_>,
    input: &Input,
    applied: &Applied,
) -> Result<Outcome, Problem> {
    let Known { args, review, cache, .. } = *known;
    let complaint = |reason: String| format!("{}: {reason}", input.name);
    let original = read::bytes(input).map_err(|reason| Problem::fatal(complaint(reason)))?;
    let not_text = |error: NotText| Problem { message: complaint(error.to_string()), fatal: input.named };
    let Applied { settings, linter, digest } = applied;
    let options = settings.options();
    let (mut problems, mut fixes, mode) = (Vec::new(), None, Mode::of(args));
    let (kind, files) = (documents::kind(input, settings, &mut problems), settings.files());
    let document = documents::open(input, &original, (kind, &files), &known.fields, settings, &mut problems)?;
    let (format, extracted) = (document.format(), document.is_extracted());
    let (reviewed, mut wrong) = (RefCell::new(Reviewed::default()), Vec::new());
    let lint = |text: &str| {
        let Some(opened) = documents::anew(&document, text, kind, &files) else { return Report::default() };
        let fresh = || opened.check(linter, &options);
        let mut report = match cache.filter(|_| matches!(kind, Kind::Text(_))) {
            Some(cache) => cache.report(digest, (text, format, &options), fresh),
            None => fresh(),
        };
        let path = input.path.as_deref();
        let linted = Linted { name: &input.name, path, text, document: opened.as_ref() };
        let mut last = review.apply(applied, linted, &mut report);
        let known = reviewed.take();
        last.problem = last.problem.or(known.problem);
        reviewed.replace(last);
        report
    };
    let mut report = {
        let decoded = document.decoded();
        // There is nothing to write where the text was taken out of a file.
        if mode == Mode::Off || extracted {
            lint(&decoded.text)
        } else {
            let outcome = fixing::run(args, mode, input, &original, decoded, lint);
            problems.extend(outcome.problem.map(|reason| Problem::fatal(complaint(reason))));
            let warning = |reason| Problem { message: complaint(reason), fatal: false };
            problems.extend(outcome.warning.map(warning));
            fixes = Some((outcome.fixed, outcome.unsafe_left, outcome.diff, outcome.bytes));
            outcome.report
        }
    };
    let Reviewed { compared, problem } = reviewed.take();
    wrong.extend(problem.map(Problem::fatal));
    if !printer.keeps_known() {
        review.keep_new(&mut report);
    }
    let mut tally = Tally::of(original.len(), report.words, &report.findings);
    tally.baseline = compared;
    tally.answered = report.answered.len();
    let (mut diff, mut new) = (Vec::new(), None);
    if let Some((fixed, unsafe_left, changes, bytes)) = fixes {
        (tally.fixed, tally.fixed_files, tally.unsafe_left) = (fixed, usize::from(fixed > 0), unsafe_left);
        diff = changes;
        new = bytes;
    }
    problems.extend(wrong);
    let reached = report.findings.iter().any(|finding| fails(settings.fail_on.value, finding));
    problems.extend(report.warnings.iter().map(|warning| {
        let (line, column) = (warning.start.line, warning.start.column);
        Problem { message: format!("{}:{line}:{column}: {}", input.name, warning.message), fatal: false }
    }));
    let (mut text, mut aside, mut count) = (diff, Vec::new(), None);
    let anything = !report.findings.is_empty() || !report.answered.is_empty() || printer.every_file();
    if mode != Mode::Show && anything {
        let bytes = new.as_deref().unwrap_or(&original);
        let rewritten = new.as_deref().filter(|_| !extracted);
        let fixed = rewritten.map(decode::decode).transpose().map_err(not_text)?;
        let decoded = fixed.as_ref().unwrap_or(document.decoded());
        let verbatim = extracted || std::ptr::eq(decoded.text.as_bytes(), bytes);
        count = Some(FileCount {
            path: input.name.clone(),
            severities: tally.severities,
            answered: tally.answered,
            left_out: false,
        });
        let checked = Checked {
            path: &input.name,
            decoded,
            verbatim,
            class: report.class,
            fail_on: settings.fail_on.value,
            findings: report.findings,
            answered: report.answered,
        };
        printer.aside(&checked, &mut aside);
        printer.file(checked, &mut text);
    }
    drop(document);
    let fixed = (mode == Mode::Apply && input.path.is_none()).then(|| new.unwrap_or(original));
    Ok(Outcome { text, aside, fixed, tally, count, reached, problems })
}

/// Whether a finding makes the run end with status 1: one that the baseline holds does not.
fn fails(fail_on: FailOn, finding: &Finding) -> bool {
    fail_on.reached(finding.severity) && finding.baseline != Some(BaselineState::Unchanged)
}
