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
//! `fingerprints` is [`fingerprint::VERSION`]. Paths are relative to the folder of the file, with `/`. `text` is there for
//! people; `code` and `fingerprint` are what counts. Findings are compared file by file. Records of files that are gone may
//! answer for findings of files that the baseline does not hold, as those of a file that was renamed; see [`Lost`].

mod lost;

pub use lost::Lost;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use scruple::Report;
use scruple::answer::BaselineState;
use scruple::finding::Finding;
use serde::{Deserialize, Serialize};

use crate::fingerprint::{self, Key};
use crate::replace::replace;
use crate::source::{clean, shown};

/// The version of the file.
pub const VERSION: u64 = 1;

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

/// Why a baseline cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// It cannot be read or written.
    #[error("{path}: {reason}")]
    File {
        /// The file.
        path: String,
        /// Why not.
        reason: String,
    },
    /// It is no baseline.
    #[error(
        "{path}:{line}: this is no baseline: {message}; record one with `scruple baseline --output {path}`, after moving this file away"
    )]
    Broken {
        /// The file.
        path: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// A newer version wrote it.
    #[error(
        "{path}: a newer version of Scruple recorded this baseline (version {found}; this one reads up to {VERSION}); update Scruple, or record the baseline anew"
    )]
    Newer {
        /// The file.
        path: String,
        /// Its version.
        found: u64,
    },
}

#[derive(Deserialize)]
struct Head {
    #[serde(rename = "scruple-baseline")]
    version: u64,
    fingerprints: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    #[serde(rename = "scruple-baseline")]
    _version: u64,
    #[serde(rename = "fingerprints")]
    _fingerprints: u64,
    files: BTreeMap<String, Vec<Known>>,
}

impl Baseline {
    /// An empty one, to be written to a path.
    #[must_use]
    pub fn empty(path: &Path) -> Self {
        Self { folder: folder(path), files: BTreeMap::new() }
    }

    /// Reads the file.
    ///
    /// # Errors
    /// It is not there, is no baseline, or was written by a newer version.
    pub fn read(path: &Path) -> Result<Self, BaselineError> {
        let shown = shown(path);
        let file = |error: &io::Error| BaselineError::File {
            path: shown.clone(),
            reason: match error.kind() {
                io::ErrorKind::NotFound => "no such baseline; record one with `scruple baseline`".to_owned(),
                io::ErrorKind::InvalidData => "is not UTF-8 text".to_owned(),
                _ => error.to_string(),
            },
        };
        let text = fs::read_to_string(path).map_err(|error| file(&error))?;
        let broken = |error: &serde_json::Error| {
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or_default().to_owned();
            BaselineError::Broken { path: shown.clone(), line: error.line().max(1), message }
        };
        // The rest of a newer file may look different.
        let head: Head = serde_json::from_str(&text).map_err(|error| broken(&error))?;
        let found = head.version.max(head.fingerprints);
        if head.version > VERSION || head.fingerprints > u64::from(fingerprint::VERSION) {
            return Err(BaselineError::Newer { path: shown, found });
        }
        let stored: Stored = serde_json::from_str(&text).map_err(|error| broken(&error))?;
        Ok(Self { folder: folder(path), files: stored.files })
    }

    /// Writes the file in one step.
    ///
    /// # Errors
    /// It cannot be written; what was there before is still there.
    pub fn write(&self, path: &Path) -> Result<(), BaselineError> {
        replace(path, self.to_json().as_bytes())
            .map_err(|error| BaselineError::File { path: shown(path), reason: error.to_string() })
    }

    /// The content of the file.
    #[must_use]
    pub fn to_json(&self) -> String {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let mut out = format!(
            "{{\n  \"scruple-baseline\": {VERSION},\n  \"fingerprints\": {},\n  \"files\": {{",
            fingerprint::VERSION
        );
        for (number, (path, known)) in self.files.iter().filter(|(_, known)| !known.is_empty()).enumerate() {
            out.push_str(if number > 0 { ",\n    " } else { "\n    " });
            out.push_str(&quoted(path));
            out.push_str(": [");
            for (number, Known { code, fingerprint, text }) in known.iter().enumerate() {
                out.push_str(if number > 0 { ",\n      " } else { "\n      " });
                let (code, fingerprint, text) = (quoted(code), quoted(fingerprint), quoted(text));
                out.push_str(&format!("{{\"code\":{code},\"fingerprint\":{fingerprint},\"text\":{text}}}"));
            }
            out.push_str("\n    ]");
        }
        out.push_str(if self.is_empty() { "}\n}\n" } else { "\n  }\n}\n" });
        out
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
                Some(Known { code: finding.code.clone(), fingerprint: finding.fingerprint.clone()?, text })
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
    /// records among the `lost`. `former` says what findings were known by before, see [`fingerprint::formerly`].
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
        let key = |finding: &Finding| (finding.code.clone(), finding.fingerprint.clone().unwrap_or_default());
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
        let file = tidy(file);
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
    tidy(path).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// The whole path, without `.` and `..`. Links are not followed: a baseline must read the same on every machine.
fn tidy(path: &Path) -> PathBuf {
    clean(&std::env::current_dir().unwrap_or_default(), path)
}

#[cfg(test)]
mod tests {
    use scruple::Linter;
    use scruple::source::Format;

    use super::*;

    fn report(text: &str) -> Report {
        let linter = Linter::builder().packs(scruple_rules::core().unwrap()).select(["MC101".to_owned()]);
        let mut report = linter.build().unwrap().check(text, Format::Markdown);
        fingerprint::fill(&mut report, text, Format::Markdown);
        report
    }

    const CLAIM: &str = "Our tea cures gout.\n\n";

    #[test]
    fn what_is_new_and_what_went_away() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join(FILE);
        let file = folder.path().join("a/b.md");
        let mut baseline = Baseline::empty(&path);
        baseline.record(&file, &report(&CLAIM.repeat(2)).findings);
        baseline.write(&path).unwrap();
        let baseline = Baseline::read(&path).unwrap();
        assert_eq!((baseline.len(), baseline.files()), (2, 1));
        let compare = |text: &str| {
            let mut report = report(text);
            baseline.compare((&file, "a/b.md"), &mut report, &|_| true, &HashMap::new(), None)
        };
        let counts = |compared: &Compared| (compared.known, compared.new, compared.gone.len());
        assert_eq!(counts(&compare(&CLAIM.repeat(2))), (2, 0, 0));
        assert_eq!(counts(&compare(CLAIM)), (1, 0, 1));
        assert_eq!(counts(&compare(&CLAIM.repeat(3))), (2, 1, 0));
        assert_eq!(counts(&compare("Our tea cures colds and eczema.\n")), (0, 1, 2));
        assert_eq!(compare("").gone[0].text, "cures gout");
        let mut other = report("");
        assert_eq!(
            baseline.compare((&file, "a/b.md"), &mut other, &|_| false, &HashMap::new(), None).gone,
            []
        );
    }

    #[test]
    fn the_file_is_read_line_by_line_by_people_too() {
        let mut baseline = Baseline::empty(Path::new("/site/base.json"));
        assert!(serde_json::from_str::<Stored>(&baseline.to_json()).is_ok());
        baseline.record(Path::new("/site/b \"x\".md"), &report(CLAIM).findings);
        baseline.record(Path::new("/other/a.md"), &report(CLAIM).findings);
        let json = baseline.to_json();
        let stored: Stored = serde_json::from_str(&json).unwrap();
        assert_eq!(stored.files.keys().collect::<Vec<_>>(), ["../other/a.md", "b \"x\".md"]);
        assert_eq!(json.lines().count(), 12, "{json}");
    }

    #[test]
    fn broken_and_newer_files_are_told() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join(FILE);
        let error = |text: &str| {
            fs::write(&path, text).unwrap();
            Baseline::read(&path).unwrap_err().to_string()
        };
        assert!(
            error("{\"scruple-baseline\": 2, \"fingerprints\": 1, \"more\": 3}").contains("newer version")
        );
        assert!(
            error("{\"scruple-baseline\": 1, \"fingerprints\": 9, \"files\": {}}").contains("newer version")
        );
        assert!(
            error("{\n\"scruple-baseline\": 1,\n").contains("scruple-baseline.json:3: this is no baseline")
        );
        assert!(error("[]").contains("no baseline"));
        assert!(error("{}").contains("missing field"));
        assert!(
            error("{\"scruple-baseline\": 1, \"fingerprints\": 1, \"files\": {\"a\": [{}]}}")
                .contains("code")
        );
        fs::remove_file(&path).unwrap();
        assert!(Baseline::read(&path).unwrap_err().to_string().contains("no such baseline"));
    }

    #[test]
    fn what_was_not_looked_at_is_kept_and_lost_files_are_gone() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join(FILE);
        let (here, lost) = (folder.path().join("here.md"), folder.path().join("lost.md"));
        fs::write(&here, "").unwrap();
        let mut old = Baseline::empty(&path);
        old.record(&here, &report(CLAIM).findings);
        old.record(&lost, &report(CLAIM).findings);
        let gone = Lost::of(&old, &BTreeSet::new()).gone(&old, &|_| true);
        assert_eq!((gone.len(), gone[0].path.ends_with("lost.md")), (1, true));
        let mut new = Baseline::empty(&path);
        new.keep(&old, &BTreeSet::new());
        assert_eq!((new.len(), new.files.contains_key("here.md")), (1, true));
        let mut seen = Baseline::empty(&path);
        seen.keep(&old, &BTreeSet::from(["here.md".to_owned()]));
        assert!(seen.is_empty());
    }
}
