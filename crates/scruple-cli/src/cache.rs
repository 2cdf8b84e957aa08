//! What was found in a text before, kept in a folder: a text that has not changed is not linted again.
//!
//! An entry is found by SHA-256 over everything that the lint depends on: the program itself, what the linter is made of
//! (packs with their text, rules, markets, terms), what is told of the document, its format and its text. Times and names of
//! files do not count, so nothing can be stale. What people decided (approvals, baseline) is applied to what comes out of
//! the cache as to a fresh lint. An entry carries the digest of its own content; one that is damaged is no entry.

use std::env;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use scruple::source::Format;
use scruple::{Options, Report};
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use crate::error::{Error, reason};
use crate::walk::display;

/// An entry that no run has asked for in that time is removed.
const KEPT: Duration = Duration::from_secs(30 * 24 * 3600);

/// How often an entry in use is marked as such, and how often old ones are looked for.
const DAILY: Duration = Duration::from_secs(24 * 3600);

/// The length of a digest in bytes.
const DIGEST: usize = 32;

/// A folder of reports.
pub struct Cache {
    folder: PathBuf,
    /// Fed with the program.
    program: Sha256,
    /// Why an entry could not be written, once.
    failed: Mutex<Option<String>>,
}

impl Cache {
    /// Opens the folder, or makes it, and removes what has not been used for a month.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        let failed = |error: io::Error| Error::Cache {
            path: display(folder),
            reason: match error.kind() {
                io::ErrorKind::AlreadyExists => "is no folder; take it away, or name another one".to_owned(),
                _ => reason(&error),
            },
        };
        fs::create_dir_all(folder).map_err(failed)?;
        // No one commits it by mistake, and no search goes into it.
        let ignore = folder.join(".gitignore");
        if !ignore.exists() {
            fs::write(ignore, "*\n").map_err(failed)?;
        }
        // A build with other rules is another program, whatever its version says.
        let mut program = Sha256::new();
        io::copy(&mut env::current_exe().and_then(File::open).map_err(failed)?, &mut Feed(&mut program))
            .map_err(failed)?;
        let cache = Self { folder: folder.to_owned(), program, failed: Mutex::default() };
        cache.tidy();
        Ok(cache)
    }

    /// The report on a text: the one that is kept, or that of the lint, which is kept then.
    pub fn report(
        &self,
        linter: &[u8; DIGEST],
        (text, format, options): (&str, Format, &Options),
        lint: impl FnOnce() -> Report,
    ) -> Report {
        let path = self.path(linter, text, format, options);
        if let Some(report) = read(&path) {
            return report;
        }
        let report = lint();
        if let Err(error) = self.write(&path, &report)
            && let Ok(mut failed) = self.failed.lock()
        {
            failed.get_or_insert_with(|| format!("{}: {}", display(&self.folder), reason(&error)));
        }
        report
    }

    /// Why entries could not be kept, if any could not.
    pub fn failure(&self) -> Option<String> {
        self.failed.lock().ok().and_then(|failed| failed.clone())
    }

    fn path(&self, linter: &[u8; DIGEST], text: &str, format: Format, options: &Options) -> PathBuf {
        let mut digest = self.program.clone();
        digest.update(linter);
        // Each part ends where it says, so that no two ways to cut them are the same.
        let told = format!("{format:?} {options:?}");
        for part in [told.as_str(), text] {
            digest.update((part.len() as u64).to_le_bytes());
            digest.update(part);
        }
        let name: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        self.folder.join(&name[..2]).join(&name[2..])
    }

    fn write(&self, path: &Path, report: &Report) -> io::Result<()> {
        let content = serde_json::to_vec(report)?;
        let folder = path.parent().unwrap_or(&self.folder);
        fs::create_dir_all(folder)?;
        let mut file = NamedTempFile::new_in(folder)?;
        file.write_all(&Sha256::digest(&content))?;
        file.write_all(&content)?;
        // Whoever was first has written the same.
        file.persist(path)?;
        Ok(())
    }

    /// Removes old entries, once a day.
    fn tidy(&self) {
        let stamp = self.folder.join("tidied");
        if age(&stamp).is_some_and(|age| age < DAILY) {
            return;
        }
        // What cannot be removed is in nobody's way.
        let _ = fs::write(&stamp, "");
        for folder in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            for entry in fs::read_dir(folder.path()).into_iter().flatten().flatten() {
                if age(&entry.path()).is_some_and(|age| age > KEPT) {
                    let _ = fs::remove_file(entry.path());
                }
            }
        }
    }
}

/// An entry that is whole.
fn read(path: &Path) -> Option<Report> {
    let mut file = File::open(path).ok()?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).ok()?;
    let (digest, content) = bytes.split_at_checked(DIGEST)?;
    if Sha256::digest(content)[..] != *digest {
        return None;
    }
    let report = serde_json::from_slice(content).ok()?;
    if file.metadata().and_then(|metadata| metadata.modified()).is_ok_and(|at| since(at) > DAILY) {
        // A cache that cannot be written to still serves.
        let _ = File::options().write(true).open(path).and_then(|file| file.set_modified(SystemTime::now()));
    }
    Some(report)
}

fn age(path: &Path) -> Option<Duration> {
    fs::metadata(path).and_then(|metadata| metadata.modified()).ok().map(since)
}

fn since(time: SystemTime) -> Duration {
    SystemTime::now().duration_since(time).unwrap_or_default()
}

/// A digest that can be written to.
struct Feed<'a>(&'a mut Sha256);

impl Write for Feed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
