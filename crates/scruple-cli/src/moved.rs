//! Files that the baseline knows by another name: they were renamed.
//!
//! Several new files may hold what one file held that is gone, and files are checked in any order. Each therefore waits
//! until those before it, by name, have taken the records that are theirs, so that the outcome is always the same. Files are
//! begun in the order of their names, so that nobody waits for one that was not begun.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use scruple_config::baseline::{Baseline, Gone, Lost};

use crate::walk::Input;

/// The records of files that are gone, and who may take them next.
pub struct Moved {
    state: Mutex<State>,
    turn: Condvar,
}

struct State {
    lost: Lost,
    /// The files that the baseline does not hold and that are not done, by name.
    waiting: BTreeSet<String>,
}

impl Moved {
    /// For a run over these inputs.
    pub fn new<'i>(baseline: &Baseline, inputs: impl Iterator<Item = &'i Input>) -> Self {
        let keys: Vec<(String, &str)> = inputs
            .map(|input| {
                (baseline.key(input.path.as_deref().unwrap_or(Path::new(&input.name))), &*input.name)
            })
            .collect();
        let lost = Lost::of(baseline, &keys.iter().map(|(key, _)| key.clone()).collect());
        let new = keys.into_iter().filter(|(key, _)| !lost.is_empty() && !baseline.holds(key));
        let waiting = new.map(|(_, name)| name.to_owned()).collect();
        Self { state: Mutex::new(State { lost, waiting }), turn: Condvar::new() }
    }

    /// Does something with the records, when it is the turn of a file; with none where it may not have any.
    pub fn with<T>(&self, name: &str, take: impl FnOnce(Option<&mut Lost>) -> T) -> T {
        let mut state = self.lock();
        if !state.waiting.contains(name) {
            drop(state);
            return take(None);
        }
        while state.waiting.first().is_some_and(|first| first.as_str() < name) {
            state = self.turn.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        take(Some(&mut state.lost))
    }

    /// A file is done, or could not be read.
    pub fn done(&self, name: &str) {
        if self.lock().waiting.remove(name) {
            self.turn.notify_all();
        }
    }

    /// What nobody took, of rules that took part.
    pub fn gone(&self, baseline: &Baseline, is_on: &dyn Fn(&str) -> bool) -> Vec<Gone> {
        self.lock().lost.gone(baseline, is_on)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
