//! `scruple check`: the run over the files.

mod file;
mod run;

use std::collections::BTreeSet;
use std::fs;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::time::Instant;

use scruple_config::baseline::FILE;

use crate::args::{CheckArgs, Color, Format};
use crate::cache::Cache;
use crate::error::Error;
use crate::exit::Status;
use crate::fixing::Mode;
use crate::output::{Printer, printer};
use crate::review::Review;
use crate::say::{self, Problem};
use crate::settings::{Applied, Rests, Session};
use crate::statistics::Tally;
use crate::terminal::{Output, colored};
use crate::walk::{Input, display};
use crate::{changed, interrupt, parallel, read, save};
use file::{Known, file};
use run::Run;

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
        let is = |input: &Input| input.named && input.path.as_ref().is_some_and(|named| same(named, &path));
        if inputs.iter().any(is) {
            let reason = "is one of the files to check; write the report to another one".to_owned();
            return Err(Error::OutputFile { path: to_file.map(display).unwrap_or_default(), reason });
        }
        // The report of the last run, met in a folder, is none of the texts.
        inputs.retain(|input| input.named || input.path.as_ref().is_none_or(|met| !same(met, &path)));
    }
    let applied = session.apply(inputs);
    if let Some(rests) = rests {
        *rests = session.rests_on();
    }
    let mut inputs = applied?;
    // Nor is the baseline, where JSON is read for its fields.
    inputs.retain(|(input, applied)| input.named || !is_baseline(args, input, applied));
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

/// Whether a file is the baseline that findings are held against.
fn is_baseline(args: &CheckArgs, input: &Input, applied: &Applied) -> bool {
    let set = applied.settings.baseline.as_ref().map(|path| &path.value);
    let mut baselines = args.review.baseline.iter().chain(set);
    let Some(path) = &input.path else { return false };
    let is = |baseline: &PathBuf| fs::canonicalize(baseline).is_ok_and(|baseline| same(path, &baseline));
    path.file_name().is_some_and(|name| name == FILE) || baselines.any(is)
}

/// Whether a path leads to the file at the canonical path `other`. The names are compared first: that costs nothing.
fn same(path: &Path, other: &Path) -> bool {
    path.file_name() == other.file_name() && fs::canonicalize(path).is_ok_and(|path| path == other)
}
