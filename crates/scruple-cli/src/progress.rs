//! A bar that shows how far a long run is, on a terminal and nowhere else.

use std::env;
use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A run that ends sooner shows no bar.
const LONG: Duration = Duration::from_secs(1);

/// The progress of a run over files.
pub struct Progress {
    bar: Option<ProgressBar>,
    /// Where the bar is drawn, once the run is a long one.
    target: Option<ProgressDrawTarget>,
    started: Instant,
    after: Duration,
}

impl Progress {
    /// The progress over that many files, shown if a person looks at standard error.
    pub fn new(files: usize, quiet: bool) -> Self {
        let dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
        if quiet || dumb || !io::stderr().is_terminal() {
            return Self { bar: None, target: None, started: Instant::now(), after: LONG };
        }
        Self::drawn(files, ProgressDrawTarget::stderr_with_hz(12), LONG)
    }

    fn drawn(files: usize, target: ProgressDrawTarget, after: Duration) -> Self {
        let bar = ProgressBar::with_draw_target(Some(files as u64), ProgressDrawTarget::hidden());
        // The template is our own; a broken one would show the bar of the library.
        if let Ok(style) = ProgressStyle::with_template("{bar:32} {pos}/{len} files, {eta} left") {
            bar.set_style(style.progress_chars("=> "));
        }
        Self { bar: Some(bar), target: Some(target), started: Instant::now(), after }
    }

    /// One more file is done.
    pub fn step(&mut self) {
        let Some(bar) = &self.bar else { return };
        bar.inc(1);
        if self.started.elapsed() >= self.after
            && let Some(target) = self.target.take()
        {
            bar.set_draw_target(target);
            bar.tick();
        }
    }

    /// Whether there is a bar on the terminal, or may be soon.
    pub fn possible(&self) -> bool {
        self.bar.is_some()
    }

    /// What hides the bar while something is written beside it.
    pub fn shade(&self) -> Shade {
        Shade(self.bar.clone().filter(|_| self.target.is_none()))
    }

    /// Takes the bar away.
    pub fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// Hides the bar; see [`Progress::shade`].
pub struct Shade(Option<ProgressBar>);

impl Shade {
    /// Does something while the bar is hidden.
    pub fn over<R>(&self, write: impl FnOnce() -> R) -> R {
        match &self.0 {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }
}

#[cfg(test)]
mod tests {
    use indicatif::InMemoryTerm;

    use super::*;

    fn on(term: &InMemoryTerm, after: Duration) -> Progress {
        Progress::drawn(4, ProgressDrawTarget::term_like(Box::new(term.clone())), after)
    }

    #[test]
    fn a_long_run_shows_how_far_it_is_and_takes_the_bar_away() {
        let term = InMemoryTerm::new(10, 80);
        let mut progress = on(&term, Duration::ZERO);
        progress.step();
        assert!(term.contents().contains("1/4 files"), "{}", term.contents());
        progress.shade().over(|| assert_eq!(term.contents(), ""));
        assert!(term.contents().contains("1/4 files"), "{}", term.contents());
        progress.end();
        assert_eq!(term.contents(), "");
    }

    #[test]
    fn a_short_run_shows_nothing() {
        let term = InMemoryTerm::new(10, 80);
        let mut progress = on(&term, Duration::from_secs(3600));
        progress.step();
        progress.end();
        assert_eq!(term.moves_since_last_check(), "");
    }
}
