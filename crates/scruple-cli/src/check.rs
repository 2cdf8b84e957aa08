//! `scruple check`: the run over the files.

use std::collections::BTreeSet;
use std::fs;
use std::mem::ManuallyDrop;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::Instant;

use scruple::source::decode;

use crate::args::{CheckArgs, Color, Format};
use crate::error::Error;
use crate::exit::Status;
use crate::output::{Checked, Printer, printer};
use crate::progress::Progress;
use crate::say::{self, Problem};
use crate::settings::{Applied, Session};
use crate::statistics::Tally;
use crate::terminal::{Output, colored};
use crate::walk::Input;
use crate::{changed, interrupt, parallel, read};

/// What came of one file.
struct Outcome {
    /// Its findings as they are printed.
    text: Vec<u8>,
    tally: Tally,
    /// Whether it has a finding at or above the threshold.
    reached: bool,
    problems: Vec<Problem>,
}

/// Some of the files that were asked for.
pub struct Only(BTreeSet<PathBuf>);

impl Only {
    /// Those at these paths, links resolved.
    pub fn new(paths: BTreeSet<PathBuf>) -> Self {
        Self(paths)
    }

    fn holds(&self, input: &Input) -> bool {
        input
            .path
            .as_ref()
            .and_then(|path| fs::canonicalize(path).ok())
            .is_some_and(|path| self.0.contains(&path))
    }
}

/// Whether any of these files is one that was asked for.
pub fn concerns(args: &CheckArgs, only: &Only) -> bool {
    let Ok(session) = Session::new(&args.choice, true) else { return false };
    changed::inputs(args, &session.resolver, 1)
        .is_ok_and(|(inputs, _)| inputs.iter().any(|input| only.holds(input)))
}

/// Checks everything that was asked for.
pub fn run(args: &CheckArgs, color: Color) -> Result<Status, Error> {
    let stdin = args.paths.iter().any(|path| path.as_os_str() == "-");
    if !stdin {
        // A person who ends a text typed by hand has lost nothing.
        interrupt::listen(false, || {
            say::warning(&"interrupted; files are missing from the output");
        });
    }
    once(args, color, None)
}

/// Checks everything that was asked for, or only these files of it.
pub fn once(args: &CheckArgs, color: Color, only: Option<&Only>) -> Result<Status, Error> {
    let started = Instant::now();
    // The process ends with the run; freeing the packs term by term would only make it end later.
    let session = ManuallyDrop::new(Session::new(&args.choice, args.quiet)?);
    let threads = parallel::threads(args.threads);
    let (mut inputs, mut problems) = changed::inputs(args, &session.resolver, threads)?;
    if let Some(only) = only {
        inputs.retain(|input| only.holds(input));
        problems.clear();
    }
    let inputs = session.apply(inputs)?;
    let colored = colored(color);
    let printer = printer(args, colored && matches!(args.format, Format::Text | Format::Concise));
    let mut run = Run::new(args, printer.as_ref(), Output::new(colored), inputs.len());
    run.output.write(printer.begin().as_bytes())?;
    for problem in &problems {
        run.report(problem)?;
        run.tally.add(Tally::unread());
    }
    if inputs.is_empty() && problems.is_empty() && !args.quiet {
        say::warning(&changed::nothing(args));
    }
    let work = |input: &(Input, Applied)| file(printer.as_ref(), &input.0, &input.1);
    parallel::ordered(&inputs, threads, work, |outcome| run.take(outcome));
    let status = run.end(started);
    if args.watch {
        ManuallyDrop::into_inner(session);
    }
    status
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
    progress: Progress,
}

impl<'a> Run<'a> {
    fn new(args: &'a CheckArgs, printer: &'a dyn Printer, output: Output, files: usize) -> Self {
        let (tally, status) = (Tally::default(), Status::Clean);
        let progress = Progress::new(files, args.quiet);
        Self { args, printer, output, tally, status, any: false, failure: None, progress }
    }

    /// Takes the outcome of the next file. Breaks when nothing more can come of the run.
    fn take(&mut self, outcome: Outcome) -> ControlFlow<()> {
        let shade = self.progress.shade();
        let taken = if outcome.text.is_empty() && outcome.problems.is_empty() {
            self.try_take(outcome)
        } else {
            shade.over(|| self.try_take(outcome))
        };
        if let Err(error) = taken {
            self.failure = Some(error);
            return ControlFlow::Break(());
        }
        self.progress.step();
        if interrupt::asked() {
            self.status = Status::Interrupted;
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
            if self.progress.possible() {
                // The bar is not to be drawn into a line that waits for its other half.
                self.output.flush()?;
            }
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
        self.progress.end();
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
fn file(printer: &dyn Printer, input: &Input, applied: &Applied) -> Outcome {
    catch_unwind(AssertUnwindSafe(|| try_file(printer, input, applied)))
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

fn try_file(printer: &dyn Printer, input: &Input, applied: &Applied) -> Result<Outcome, Problem> {
    let complaint = |reason: String| format!("{}: {reason}", input.name);
    let bytes = read::bytes(input).map_err(|reason| Problem::fatal(complaint(reason)))?;
    let decoded = decode::decode(&bytes)
        .map_err(|error| Problem { message: complaint(error.to_string()), fatal: input.named })?;
    let settings = &applied.settings;
    let report =
        applied.linter.check_with(&decoded.text, settings.format_of(&input.name), &settings.options());
    let tally = Tally::of(bytes.len(), report.words, &report.findings);
    let reached = report.findings.iter().any(|finding| settings.fail_on.reached(finding.severity));
    let warned = report.warnings.iter().map(|warning| {
        let (line, column) = (warning.start.line, warning.start.column);
        Problem { message: format!("{}:{line}:{column}: {}", input.name, warning.message), fatal: false }
    });
    let problems = warned.collect();
    let mut text = Vec::new();
    if !report.findings.is_empty() {
        let verbatim = std::ptr::eq(decoded.text.as_bytes(), bytes.as_slice());
        printer.file(
            Checked {
                path: &input.name,
                decoded: &decoded,
                verbatim,
                class: report.class,
                findings: report.findings,
            },
            &mut text,
        );
    }
    Ok(Outcome { text, tally, reached, problems })
}
