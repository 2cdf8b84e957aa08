//! `scruple check`: the run over the files.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;
use std::mem::ManuallyDrop;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Instant;

use scruple::answer::BaselineState;
use scruple::source::decode::{self, NotText};
use scruple::{Finding, Report};
use scruple_config::FailOn;
use scruple_documents::Kind;

use crate::args::{CheckArgs, Color, Format};
use crate::cache::Cache;
use crate::error::Error;
use crate::exit::Status;
use crate::fixing::{self, Mode};
use crate::gather::Gathered;
use crate::output::{Checked, FileCount, Printer, printer, step_summary};
use crate::progress::Progress;
use crate::review::{Linted, Review, Reviewed};
use crate::say::{self, Problem};
use crate::settings::{Applied, Rests, Session};
use crate::statistics::Tally;
use crate::terminal::{Output, colored};
use crate::walk::Input;
use crate::{changed, documents, interrupt, parallel, read, save};

/// What came of one file.
struct Outcome {
    /// Its findings as they are printed.
    text: Vec<u8>,
    /// What else of it is printed, elsewhere.
    aside: Vec<u8>,
    /// Its fixed text, where that is the output.
    fixed: Option<Vec<u8>>,
    tally: Tally,
    count: Option<FileCount>,
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
    let to_file = args.output.as_deref().is_some_and(|path| path.as_os_str() != "-");
    // A person who ends a text typed by hand has lost nothing, and a report that lacks files does not take the place of
    // an older one: those runs end where they stand.
    if !stdin && !to_file {
        interrupt::listen(false, || {
            say::warning(&"interrupted; files are missing from the output");
        });
    }
    printed(args, color, Part::default())
}

/// Checks everything that was asked for, or only these files of it, and tells what says how they are checked.
pub fn once(args: &CheckArgs, color: Color, only: Option<&Only>, rests: &mut Rests) -> Result<Status, Error> {
    printed(args, color, Part { only, rests: Some(rests), ..Part::default() })
}

/// Checks everything that was asked for, for somebody who takes the findings instead of the output.
pub fn recorded(args: &CheckArgs, color: Color, taker: &dyn Printer) -> Result<Status, Error> {
    interrupt::listen(false, || {});
    printed(args, color, Part { taker: Some(taker), ..Part::default() })
}

/// What is not as in a plain run.
#[derive(Default)]
struct Part<'p> {
    /// Only these files are checked.
    only: Option<&'p Only>,
    /// Who takes the findings instead of the output.
    taker: Option<&'p dyn Printer>,
    /// Where it is told what says how files are checked.
    rests: Option<&'p mut Rests>,
}

fn printed(args: &CheckArgs, color: Color, part: Part<'_>) -> Result<Status, Error> {
    let Part { only, taker, rests } = part;
    let started = Instant::now();
    // The process ends with the run; freeing the packs term by term would only make it end later.
    let session = ManuallyDrop::new(Session::new(&args.choice, args.quiet)?);
    let threads = parallel::threads(args.threads);
    let (mut inputs, mut problems) = changed::inputs(args, &session.resolver, threads)?;
    if let Some(only) = only {
        inputs.retain(|input| only.holds(input));
        problems.clear();
    }
    save::clean_up_on_interrupt();
    let fixes_stdin = Mode::of(args) == Mode::Apply && inputs.iter().any(|input| input.path.is_none());
    let to_file = args.output.as_deref().filter(|path| path.as_os_str() != "-");
    if let Some(path) = to_file.and_then(|path| fs::canonicalize(path).ok()) {
        // The report of the last run, met in a folder, is none of the texts.
        inputs.retain(|input| input.named || input.path.as_ref().is_none_or(|met| !same(met, &path)));
    }
    let applied = session.apply(inputs);
    if let Some(rests) = rests {
        *rests = session.rests_on();
    }
    let inputs = applied?;
    let cache = args.cache.as_deref().map(Cache::open).transpose()?;
    let root = session.root(inputs.first())?;
    let review = Review::new(args, &root, &inputs, taker.is_some())?;
    let colored = colored(color) && (to_file.is_none() || color == Color::Always) && !fixes_stdin;
    let own = printer(args, colored && matches!(args.format, Format::Text | Format::Concise), &root, &inputs);
    let printer = taker.unwrap_or(own.as_ref());
    let output = match to_file {
        Some(path) => Output::file(path)?,
        None if fixes_stdin => Output::error(),
        None => Output::new(colored),
    };
    let mut run = Run::new(args, printer, output, inputs.len());
    if run.mode != Mode::Show {
        run.output.write(printer.begin().as_bytes())?;
    }
    for problem in &problems {
        run.report(problem)?;
        run.tally.add(Tally::unread());
    }
    if inputs.is_empty() && problems.is_empty() && !args.quiet {
        say::warning(&changed::nothing(args));
    }
    let known = Known { args, review: &review, cache: cache.as_ref(), fields: read::Fields::default() };
    let work = |input: &(Input, Applied)| file(printer, &known, &input.0, &input.1);
    parallel::ordered(&inputs, threads, work, |outcome| run.take(outcome));
    let whole = only.is_none() && changed::is_whole(args);
    for problem in known.fields.nowhere(whole) {
        run.report(&problem)?;
    }
    if only.is_none() && review.compares() && run.status != Status::Interrupted {
        run.tally.baseline.get_or_insert_default().add(review.of_lost_files(&root.linter));
    }
    if let Some(reason) = cache.as_ref().and_then(Cache::failure) {
        run.report(&Problem { message: format!("the cache is not complete: {reason}"), fatal: false })?;
    }
    let status = run.end(started);
    if args.watch {
        ManuallyDrop::into_inner(session);
    }
    status
}

/// Whether a path leads to the file at the canonical path `other`. The names are compared first: that costs nothing.
fn same(path: &Path, other: &Path) -> bool {
    path.file_name() == other.file_name() && fs::canonicalize(path).is_ok_and(|path| path == other)
}

/// A run in progress: what is written and counted in the order of the files.
struct Run<'a> {
    args: &'a CheckArgs,
    mode: Mode,
    printer: &'a dyn Printer,
    output: Output,
    tally: Tally,
    status: Status,
    gathered: Gathered,
    /// Whether a file was printed.
    any: bool,
    failure: Option<Error>,
    progress: Progress,
}

impl<'a> Run<'a> {
    fn new(args: &'a CheckArgs, printer: &'a dyn Printer, output: Output, files: usize) -> Self {
        let (tally, status, mode) = (Tally::default(), Status::Clean, Mode::of(args));
        let gathered = Gathered::new(printer);
        let progress = Progress::new(files, args.quiet);
        Self { args, mode, printer, output, tally, status, gathered, any: false, failure: None, progress }
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
        // With nobody reading, only the status matters, and a finding has settled it. Fixes go on all the same.
        if self.output.closed() && self.status != Status::Clean && self.mode != Mode::Apply {
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
        if let Some(text) = &outcome.fixed {
            let mut stdout = Output::new(false);
            stdout.write(text)?;
            stdout.commit()?;
        }
        self.gathered.aside(&outcome.aside);
        if outcome.text.is_empty() {
            return Ok(());
        }
        if self.any {
            let between = if self.mode == Mode::Show { "" } else { self.printer.between() };
            self.output.write(between.as_bytes())?;
        }
        self.any = true;
        if self.mode == Mode::Show || !self.gathered.hold(&outcome.text, outcome.count)? {
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
        self.gathered.problems.push((problem.message.clone(), problem.fatal));
        Ok(())
    }

    fn end(mut self, started: Instant) -> Result<Status, Error> {
        self.progress.end();
        if let Some(error) = self.failure {
            return Err(error);
        }
        if self.status == Status::Interrupted && self.output.waits() {
            // Half a report would look like a whole one.
            return Ok(self.status);
        }
        let fixes = if self.args.quiet { String::new() } else { fixing::summary(&self.tally, self.mode) };
        if self.mode == Mode::Show {
            self.output.commit()?;
            say::plain(&fixes);
            return Ok(self.status);
        }
        let aside = self.gathered.asides().into_owned();
        let ended = self.gathered.ended(&aside, &self.tally, self.any, self.status);
        let (head, end) = (self.printer.head(&ended), self.printer.end(&ended));
        if self.args.format == Format::Github {
            step_summary(&ended, self.args.quiet);
        }
        self.gathered.release(&head, &mut self.output)?;
        self.output.write(end.as_bytes())?;
        let mut more = fixes;
        if self.args.statistics {
            more.push_str(if self.printer.open_ended() { "\n" } else { "" });
            more.push_str(&self.tally.table(started.elapsed()));
        }
        if self.printer.open_ended() {
            self.output.write(more.as_bytes())?;
            self.output.commit()?;
        } else {
            self.output.commit()?;
            say::plain(&more);
        }
        Ok(self.status)
    }
}

/// What is the same for all files of a run.
struct Known<'a> {
    args: &'a CheckArgs,
    review: &'a Review,
    cache: Option<&'a Cache>,
    /// What became of the fields of exports over all files.
    fields: read::Fields,
}

/// Reads, checks and prints one file. A fault of the linter itself costs that file only.
fn file(printer: &dyn Printer, known: &Known<'_>, input: &Input, applied: &Applied) -> Outcome {
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
    let (mut diff, mut new) = (String::new(), None);
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
    let (mut text, mut aside, mut count) = (diff.into_bytes(), Vec::new(), None);
    let anything = !report.findings.is_empty() || !report.answered.is_empty() || printer.every_file();
    if mode != Mode::Show && anything {
        let bytes = new.as_deref().unwrap_or(&original);
        let fixed = if extracted { None } else { Some(decode::decode(bytes).map_err(not_text)?) };
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
