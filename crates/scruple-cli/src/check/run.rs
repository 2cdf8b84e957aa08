//! A run in progress.

use std::ops::ControlFlow;
use std::time::Instant;

use super::file::Outcome;
use crate::args::{CheckArgs, Format};
use crate::error::Error;
use crate::exit::Status;
use crate::fixing::{self, Mode};
use crate::gather::Gathered;
use crate::interrupt;
use crate::output::{Printer, step_summary};
use crate::progress::Progress;
use crate::say::{self, Problem};
use crate::statistics::Tally;
use crate::terminal::Output;

/// A run in progress: what is written and counted in the order of the files.
pub(super) struct Run<'a> {
    args: &'a CheckArgs,
    pub(super) mode: Mode,
    printer: &'a dyn Printer,
    pub(super) output: Output,
    pub(super) tally: Tally,
    pub(super) status: Status,
    gathered: Gathered,
    /// Whether a file was printed.
    any: bool,
    failure: Option<Error>,
    progress: Progress,
}

impl<'a> Run<'a> {
    pub(super) fn new(args: &'a CheckArgs, printer: &'a dyn Printer, output: Output, files: usize) -> Self {
        let (tally, status, mode) = (Tally::default(), Status::Clean, Mode::of(args));
        let gathered = Gathered::new(printer);
        let progress = Progress::new(files, args.quiet);
        Self { args, mode, printer, output, tally, status, gathered, any: false, failure: None, progress }
    }

    /// Takes the outcome of the next file. Breaks when nothing more can come of the run.
    pub(super) fn take(&mut self, outcome: Outcome) -> ControlFlow<()> {
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
    pub(super) fn report(&mut self, problem: &Problem) -> Result<(), Error> {
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

    pub(super) fn end(mut self, started: Instant) -> Result<Status, Error> {
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
