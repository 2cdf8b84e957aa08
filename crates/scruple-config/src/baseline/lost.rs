//! Records of files that are gone: a file that was renamed has its findings there.

use std::collections::{BTreeMap, BTreeSet};

use super::{Baseline, Gone, Known};
use crate::fingerprint::Key;
use crate::source::shown;

/// The records of files that are gone. Each may answer for one finding in a file that the baseline does not hold.
#[derive(Debug, Clone, Default)]
pub struct Lost {
    /// By file.
    files: BTreeMap<String, Vec<Record>>,
}

#[derive(Debug, Clone)]
struct Record {
    known: Known,
    /// The file whose finding it answers for.
    taken: Option<String>,
}

impl Lost {
    /// The records of files that are neither on disk nor among `checked`, the keys of those that are.
    #[must_use]
    pub fn of(baseline: &Baseline, checked: &BTreeSet<String>) -> Self {
        let gone = baseline
            .files
            .iter()
            .filter(|(key, _)| !checked.contains(*key) && !baseline.folder.join(key).exists());
        let records = |known: &Vec<Known>| {
            known.iter().map(|known| Record { known: known.clone(), taken: None }).collect()
        };
        Self { files: gone.map(|(key, known)| (key.clone(), records(known))).collect() }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Those of the findings of a file for which there are records; they answer for nothing else from now on. What the
    /// file took before is free again. The records of one file are taken together as far as they go: of several files
    /// that are gone, those with the most of the findings come first.
    pub(super) fn claim(&mut self, file: &str, findings: &BTreeSet<Key>) -> BTreeSet<Key> {
        for record in self.files.values_mut().flatten() {
            if record.taken.as_deref() == Some(file) {
                record.taken = None;
            }
        }
        let mut rest = findings.clone();
        let mut claimed = BTreeSet::new();
        while !rest.is_empty() {
            let free = |records: &[Record]| records.iter().filter(|record| record.answers(&rest)).count();
            // Of equals the first by name.
            let best = self.files.iter().map(|(key, records)| (free(records), key.clone()));
            let Some((1.., key)) = best.rev().max_by_key(|(count, _)| *count) else { break };
            for record in self.files.get_mut(&key).into_iter().flatten() {
                if record.answers(&rest) {
                    record.taken = Some(file.to_owned());
                    rest.remove(&record.known.key());
                    claimed.insert(record.known.key());
                }
            }
        }
        claimed
    }

    /// What answered for nothing, of rules that took part.
    #[must_use]
    pub fn gone(&self, baseline: &Baseline, is_on: &dyn Fn(&str) -> bool) -> Vec<Gone> {
        let rest = self.files.iter().flat_map(|(key, records)| {
            let path = shown(&baseline.folder.join(key));
            let free = records.iter().filter(|record| record.taken.is_none() && is_on(&record.known.code));
            free.map(move |record| record.known.gone(&path))
        });
        rest.collect()
    }
}

impl Record {
    fn answers(&self, findings: &BTreeSet<Key>) -> bool {
        self.taken.is_none() && findings.contains(&self.known.key())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str) -> Key {
        ("MC101".to_owned(), name.to_owned())
    }

    fn keys(names: &[&str]) -> BTreeSet<Key> {
        names.iter().map(|name| key(name)).collect()
    }

    fn lost(files: &[(&str, &[&str])]) -> Lost {
        let record = |name: &&str| {
            let (code, fingerprint) = key(name);
            Record { known: Known { code, fingerprint, text: String::new() }, taken: None }
        };
        let file = |(path, names): &(&str, &[&str])| ((*path).to_owned(), names.iter().map(record).collect());
        Lost { files: files.iter().map(file).collect() }
    }

    #[test]
    fn one_record_answers_for_one_finding() {
        let mut lost = lost(&[("a.md", &["x", "y"]), ("b.md", &["x"])]);
        assert_eq!(lost.claim("new.md", &keys(&["x", "y", "z"])), keys(&["x", "y"]));
        assert_eq!(lost.claim("other.md", &keys(&["x", "y"])), keys(&["x"]));
        assert_eq!(lost.claim("third.md", &keys(&["x", "y"])), keys(&[]));
        // A file that is read again has what it had, or less.
        assert_eq!(lost.claim("new.md", &keys(&["y"])), keys(&["y"]));
        assert_eq!(lost.claim("third.md", &keys(&["x", "y"])), keys(&["x"]));
    }

    #[test]
    fn a_renamed_file_takes_its_own_records() {
        let mut lost = lost(&[("a.md", &["x", "q"]), ("b.md", &["x", "y"]), ("c.md", &["x", "y"])]);
        lost.claim("new.md", &keys(&["x", "y"]));
        let taken = |file: &str| lost.files[file].iter().filter(|record| record.taken.is_some()).count();
        assert_eq!((taken("a.md"), taken("b.md"), taken("c.md")), (0, 2, 0));
    }
}
