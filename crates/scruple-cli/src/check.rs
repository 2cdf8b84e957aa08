//! `scruple check`: the run over the files.

use std::mem::ManuallyDrop;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use scruple::Linter;
use scruple::Options;
use scruple::source::Format as Markup;
use scruple_documents::{Files, Kind, OpenError};

use crate::args::{CheckArgs, Color, Format};
use crate::error::Error;
use crate::exit::Status;
use crate::output::{Checked, Printer, printer};
use crate::say::{self, Problem};
use crate::statistics::Tally;
use crate::terminal::{Output, colored};
use crate::walk::Input;
use crate::{linter, parallel, read, walk};

/// What came of one file.
struct Outcome {
    /// Its findings as they are printed.
    text: Vec<u8>,
    tally: Tally,
    /// Whether it has a finding at or above the threshold.
    reached: bool,
    problems: Vec<Problem>,
}

/// What is read of the files, and what became of it.
struct Reading<'a> {
    files: &'a Files,
    fields: read::Fields,
}

/// Checks everything that was asked for.
pub fn run(args: &CheckArgs, color: Color) -> Result<Status, Error> {
    let started = Instant::now();
    // The process ends with the run; freeing the packs term by term would only make it end later.
    let linter = ManuallyDrop::new(linter::for_check(args)?);
    let threads = parallel::threads(args.threads);
    let files = Files { fields: args.field.clone(), ..Files::default() };
    let (inputs, problems) = walk::collect(&args.paths, args.stdin_filename.as_deref(), threads, &files);
    let colored = colored(color);
    let printer = printer(args, colored && matches!(args.format, Format::Text | Format::Concise));
    let mut run = Run::new(args, printer.as_ref(), Output::new(colored));
    run.output.write(printer.begin().as_bytes())?;
    for problem in &problems {
        run.report(problem)?;
        run.tally.add(Tally::unread());
    }
    if inputs.is_empty() && problems.is_empty() && !args.quiet {
        say::warning(
            &"no files to check; folders are searched for Markdown, HTML, text and other documents (--help)",
        );
    }
    let reading = Reading { files: &files, fields: read::Fields::default() };
    let work = |input: &Input| file(&linter, printer.as_ref(), args, &reading, input);
    parallel::ordered(&inputs, threads, work, |outcome| run.take(outcome));
    for problem in reading.fields.nowhere() {
        run.report(&problem)?;
    }
    run.end(started)
}

/// A run in progress: what is written and counted in the order of the files.
struct Run<'a> {
    args: &'a CheckArgs,
    printer: &'a dyn Printer,
    output: Output,
    tally: Tally,
    status: Status,
    /// Whether a file was printed.
    any: bool,
    failure: Option<Error>,
}

impl<'a> Run<'a> {
    fn new(args: &'a CheckArgs, printer: &'a dyn Printer, output: Output) -> Self {
        let (tally, status) = (Tally::default(), Status::Clean);
        Self { args, printer, output, tally, status, any: false, failure: None }
    }

    /// Takes the outcome of the next file. Breaks when nothing more can come of the run.
    fn take(&mut self, outcome: Outcome) -> ControlFlow<()> {
        if let Err(error) = self.try_take(outcome) {
            self.failure = Some(error);
            return ControlFlow::Break(());
        }
        // With nobody reading, only the status matters, and a finding has settled it.
        if self.output.closed() && self.status != Status::Clean {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }

    fn try_take(&mut self, outcome: Outcome) -> Result<(), Error> {
        self.tally.add(outcome.tally);
        if outcome.reached {
            self.status = self.status.max(Status::Found);
        }
        for problem in &outcome.problems {
            self.report(problem)?;
        }
        if !outcome.text.is_empty() {
            if self.any {
                self.output.write(self.printer.between().as_bytes())?;
            }
            self.any = true;
            self.output.write(&outcome.text)?;
        }
        Ok(())
    }

    /// Tells of a problem, after what stands before it in the output.
    fn report(&mut self, problem: &Problem) -> Result<(), Error> {
        if problem.fatal {
            self.status = Status::Failed;
        }
        if problem.fatal || !self.args.quiet {
            self.output.flush()?;
            problem.say();
        }
        Ok(())
    }

    fn end(mut self, started: Instant) -> Result<Status, Error> {
        if let Some(error) = self.failure {
            return Err(error);
        }
        self.output.write(self.printer.end(&self.tally, self.any).as_bytes())?;
        if self.args.statistics {
            let table = self.tally.table(started.elapsed());
            if self.printer.open_ended() {
                self.output.write(format!("\n{table}").as_bytes())?;
            } else {
                self.output.flush()?;
                say::plain(&table);
            }
        }
        self.output.flush()?;
        Ok(self.status)
    }
}

/// Reads, checks and prints one file. A fault of the linter itself costs that file only.
fn file(
    linter: &Linter,
    printer: &dyn Printer,
    args: &CheckArgs,
    reading: &Reading<'_>,
    input: &Input,
) -> Outcome {
    catch_unwind(AssertUnwindSafe(|| try_file(linter, printer, args, reading, input)))
        .unwrap_or_else(|_| {
            Err(Problem::fatal(format!("{}: the linter failed on this file; please report it", input.name)))
        })
        .unwrap_or_else(|problem| Outcome {
            text: Vec::new(),
            tally: Tally::unread(),
            reached: false,
            problems: vec![problem],
        })
}

fn try_file(
    linter: &Linter,
    printer: &dyn Printer,
    args: &CheckArgs,
    reading: &Reading<'_>,
    input: &Input,
) -> Result<Outcome, Problem> {
    let complaint = |reason: String| format!("{}: {reason}", input.name);
    let bytes = read::bytes(input).map_err(|reason| Problem::fatal(complaint(reason)))?;
    let files = reading.files;
    let mut problems = Vec::new();
    let kind = files.kind(&input.name).unwrap_or(Kind::Text(Markup::Plain));
    let kind = if kind.is_export() && files.fields.is_empty() {
        let message =
            complaint("is read as plain text; say which fields hold text, such as --field body".to_owned());
        problems.push(Problem { message, fatal: false });
        Kind::Text(Markup::Plain)
    } else {
        kind
    };
    let document = scruple_documents::open(&bytes, kind, files).map_err(|error| {
        let fatal = input.named || !matches!(error, OpenError::NotText(_));
        let gap = if matches!(error, OpenError::Notation { .. }) { "" } else { " " };
        Problem { message: format!("{}:{gap}{error}", input.name), fatal }
    })?;
    problems.extend(document.troubles().iter().map(|trouble| {
        let place = trouble.place.map(|(line, column)| format!("{line}:{column}: ")).unwrap_or_default();
        Problem::fatal(format!(
            "{}:{}{place}{}",
            input.name,
            if place.is_empty() { " " } else { "" },
            trouble.message
        ))
    }));
    if kind.is_export() {
        problems.extend(reading.fields.of(input, &document, &files.fields));
    }
    let report = document.check(linter, &Options::default());
    let decoded = document.decoded();
    let tally = Tally::of(bytes.len(), report.words, &report.findings);
    let reached = report.findings.iter().any(|finding| args.fail_on.reached(finding.severity));
    let warned = report.warnings.iter().map(|warning| {
        let (line, column) = (warning.start.line, warning.start.column);
        Problem { message: format!("{}:{line}:{column}: {}", input.name, warning.message), fatal: false }
    });
    problems.extend(warned);
    let mut text = Vec::new();
    if !report.findings.is_empty() {
        let verbatim = document.is_extracted() || std::ptr::eq(decoded.text.as_bytes(), bytes.as_slice());
        printer.file(
            Checked { path: &input.name, decoded, verbatim, class: report.class, findings: report.findings },
            &mut text,
        );
    }
    Ok(Outcome { text, tally, reached, problems })
}
