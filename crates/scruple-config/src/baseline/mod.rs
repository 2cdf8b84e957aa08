//! The baseline: the red flags of a day, so that later runs can tell what is new from what was known.
//!
//! # The file, version 1
//!
//! JSON with one finding on each line, sorted, so that version control shows what changed and merges the rest:
//!
//! ```json
//! {
//!   "scruple-baseline": 1,
//!   "fingerprints": 1,
//!   "files": {
//!     "content/tea.md": [
//!       {"code":"MC101","fingerprint":"d2a6…","text":"cures gout"}
//!     ]
//!   }
//! }
//! ```
//!
//! `fingerprints` is [`VERSION`](crate::fingerprint::VERSION). Paths are relative to the folder of the file, with `/`. `text` is there for
//! people; `code` and `fingerprint` are what counts. Findings are compared file by file. Records of files that are gone may
//! answer for findings of files that the baseline does not hold, as those of a file that was renamed; see [`Lost`].

mod file;
mod lost;

pub use file::{BaselineError, VERSION};
pub use lost::Lost;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use scruple::Report;
use scruple::answer::BaselineState;
use scruple::finding::Finding;
use serde::{Deserialize, Serialize};

use crate::fingerprint::Key;
use crate::source::{clean, whole};

/// The name it has unless another one is asked for.
pub const FILE: &str = "scruple-baseline.json";

/// A baseline.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    /// The folder that paths are relative to.
    folder: PathBuf,
    files: BTreeMap<String, Vec<Known>>,
}

/// A finding of the baseline.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Known {
    /// The rule.
    pub code: String,
    /// See [`crate::fingerprint`].
    pub fingerprint: String,
    /// The words, for people.
    #[serde(default)]
    pub text: String,
}

/// A finding of the baseline that is not there any more.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Gone {
    /// The file it was in.
    pub path: String,
    /// The rule.
    pub code: String,
    /// See [`crate::fingerprint`].
    pub fingerprint: String,
    /// The words.
    pub text: String,
}

/// How the findings of one or more files stand to the baseline.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// Findings that the baseline holds.
    pub known: usize,
    /// Findings that it does not hold.
    pub new: usize,
    /// What it holds and is not there any more.
    pub gone: Vec<Gone>,
}

impl Compared {
    /// Adds those of another file.
    pub fn add(&mut self, other: Self) {
        self.known += other.known;
        self.new += other.new;
        self.gone.extend(other.gone);
    }
}

impl Baseline {
    /// An empty one, to be written to a path.
    #[must_use]
    pub fn empty(path: &Path) -> Self {
        Self { folder: folder(path), files: BTreeMap::new() }
    }

    /// How many findings it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.values().map(Vec::len).sum()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The files it holds findings of.
    #[must_use]
    pub fn files(&self) -> usize {
        self.files.values().filter(|known| !known.is_empty()).count()
    }

    /// Records the findings of a file in place of those that were recorded for it. They need their fingerprints.
    pub fn record(&mut self, file: &Path, findings: &[Finding]) {
        let mut known: Vec<Known> = findings
            .iter()
            .filter_map(|finding| {
                let text = finding.text.split_whitespace().collect::<Vec<_>>().join(" ");
                Some(Known {
                    code: finding.code.to_string(),
                    fingerprint: finding.fingerprint.clone()?,
                    text,
                })
            })
            .collect();
        known.sort();
        let key = self.key(file);
        if known.is_empty() {
            self.files.remove(&key);
        } else {
            self.files.insert(key, known);
        }
    }

    /// Takes over from another baseline what that holds of files that were not looked at and are still there.
    pub fn keep(&mut self, other: &Self, seen: &BTreeSet<String>) {
        for (key, known) in &other.files {
            let file = other.folder.join(key);
            let own = self.key(&file);
            if !seen.contains(&own) && file.exists() {
                self.files.insert(own, known.clone());
            }
        }
    }

    /// How many findings it holds that another one does not hold, and the other way round.
    #[must_use]
    pub fn difference(&self, other: &Self) -> (usize, usize) {
        let all = |of: &Self| -> BTreeSet<(PathBuf, String, String)> {
            let files = of.files.iter();
            let known = files.flat_map(|(key, known)| {
                let file = clean(&of.folder, Path::new(key));
                known.iter().map(move |known| (file.clone(), known.code.clone(), known.fingerprint.clone()))
            });
            known.collect()
        };
        let (own, other) = (all(self), all(other));
        (own.difference(&other).count(), other.difference(&own).count())
    }

    /// Sets [`Finding::baseline`] of every finding of a file, open or answered. They need their fingerprints. `is_on` says
    /// of a rule whether it took part: what is not looked for is not gone. A file that the baseline does not hold may have
    /// records among the `lost`. `former` says what findings were known by before, see [`crate::fingerprint::formerly`].
    pub fn compare(
        &self,
        (file, shown): (&Path, &str),
        report: &mut Report,
        is_on: &dyn Fn(&str) -> bool,
        former: &HashMap<Key, Vec<Key>>,
        lost: Option<&mut Lost>,
    ) -> Compared {
        let name = self.key(file);
        let own = self.files.get(&name).into_iter().flatten();
        let mut rest: BTreeMap<Key, &Known> = own.map(|known| (known.key(), known)).collect();
        let key =
            |finding: &Finding| (finding.code.to_string(), finding.fingerprint.clone().unwrap_or_default());
        let mut moved = match lost.filter(|_| !self.holds(&name)) {
            Some(lost) => {
                let answered = report.answered.iter().map(|answered| &answered.finding);
                let all = report.findings.iter().chain(answered).map(key);
                let names = |now: Key| former.get(&now).cloned().unwrap_or_default().into_iter().chain([now]);
                lost.claim(&name, &all.flat_map(names).collect())
            }
            None => BTreeSet::new(),
        };
        let mut compared = Compared::default();
        let mut state = |finding: &mut Finding| {
            let key = key(finding);
            let mut take = |key: &Key| rest.remove(key).is_some() || moved.remove(key);
            let known = take(&key) || former.get(&key).is_some_and(|former| former.iter().any(take));
            finding.baseline = Some(if known { BaselineState::Unchanged } else { BaselineState::New });
            known
        };
        for finding in &mut report.findings {
            if state(finding) {
                compared.known += 1;
            } else {
                compared.new += 1;
            }
        }
        for answered in &mut report.answered {
            state(&mut answered.finding);
        }
        let gone = rest.into_values().filter(|known| is_on(&known.code));
        compared.gone = gone.map(|known| known.gone(shown)).collect();
        compared
    }

    /// Whether it holds anything of a file, by its [key](Self::key).
    #[must_use]
    pub fn holds(&self, key: &str) -> bool {
        self.files.get(key).is_some_and(|known| !known.is_empty())
    }

    /// The path of a file as the baseline knows it.
    #[must_use]
    pub fn key(&self, file: &Path) -> String {
        let file = whole(file);
        let mut above = 0;
        let mut folder = self.folder.as_path();
        let rest = loop {
            if let Ok(rest) = file.strip_prefix(folder) {
                break rest;
            }
            match folder.parent() {
                Some(parent) => folder = parent,
                None => break &file,
            }
            above += 1;
        };
        let parts = rest.components().map(|part| part.as_os_str().to_string_lossy().into_owned());
        std::iter::repeat_n("..".to_owned(), above).chain(parts).collect::<Vec<_>>().join("/")
    }
}

impl Known {
    fn key(&self) -> Key {
        (self.code.clone(), self.fingerprint.clone())
    }

    fn gone(&self, path: &str) -> Gone {
        let Self { code, fingerprint, text } = self.clone();
        Gone { path: path.to_owned(), code, fingerprint, text }
    }
}

/// The folder of a file.
fn folder(path: &Path) -> PathBuf {
    // Links are not followed: a baseline must read the same on every machine.
    whole(path).parent().map(Path::to_path_buf).unwrap_or_default()
}

#[cfg(test)]
mod tests;
