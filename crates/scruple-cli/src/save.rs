//! Files that are written beside and then take the place of the old one, so that none is ever half-written.

use std::collections::BTreeSet;
use std::fs::{self, Metadata, Permissions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::{Builder, NamedTempFile};

use crate::exit::Status;
use crate::signals;

/// Files that stand beside and are not finished. Whoever holds the lock decides what becomes of them.
static UNFINISHED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn unfinished() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Lets Ctrl-C end the program with status 130, after what is not finished was removed. A file that was taking its
/// place at that moment has taken it whole.
pub fn clean_up_on_interrupt() {
    signals::hear(false, || abandon());
}

/// Ends the program where it stands, with status 130, after what is not finished was removed.
pub fn abandon() -> ! {
    // Held until the end: nothing begins and nothing takes its place any more.
    let files = unfinished();
    for file in files.iter() {
        let _ = fs::remove_file(file);
    }
    std::process::exit(Status::Interrupted as i32);
}

/// A file in the making, beside the one whose place it takes.
#[derive(Debug)]
pub struct Beside {
    /// Gone once it took its place.
    file: Option<NamedTempFile>,
    target: PathBuf,
}

impl Beside {
    /// Begins a file that is to stand at `target`. A link there is followed, so that the link stays. The
    /// permissions, and where possible the owner, are those of the old file, or those that new files get.
    ///
    /// # Errors
    /// The old file is read-only or is none, or its folder is not there or cannot be written to.
    pub fn create(target: &Path) -> io::Result<Self> {
        let target = fs::canonicalize(target).unwrap_or_else(|_| target.to_owned());
        let old = match fs::metadata(&target) {
            Ok(metadata) if metadata.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
            Ok(metadata) if metadata.permissions().readonly() => {
                return Err(io::ErrorKind::ReadOnlyFilesystem.into());
            }
            Ok(metadata) => Some(metadata),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
        let mut builder = Builder::new();
        builder.prefix(".scruple-").suffix(".tmp");
        if let Some(permissions) = fresh(old.as_ref()) {
            builder.permissions(permissions);
        }
        let file = {
            let mut unfinished = unfinished();
            let file = builder.tempfile_in(folder.unwrap_or(Path::new(".")))?;
            unfinished.insert(file.path().to_owned());
            file
        };
        let beside = Self { file: Some(file), target };
        if let (Some(old), Some(file)) = (old, &beside.file) {
            keep_owner(&old, file.path());
            file.as_file().set_permissions(old.permissions())?;
        }
        Ok(beside)
    }

    /// Lets it take the place of the old one.
    ///
    /// # Errors
    /// The content cannot be brought to the disk; the old file then stays as it is.
    pub fn commit(mut self) -> io::Result<()> {
        let Some(file) = self.file.take() else { return Ok(()) };
        let synced = file.as_file().sync_all();
        let mut unfinished = unfinished();
        unfinished.remove(file.path());
        synced?;
        file.persist(&self.target).map(|_| ()).map_err(|error| error.error)
    }
}

impl Write for Beside {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.as_mut().map_or(Ok(bytes.len()), |file| file.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        if let Some(file) = self.file.take() {
            unfinished().remove(file.path());
        }
    }
}

/// Writes a whole file in place of the one at `target`.
///
/// # Errors
/// As [`Beside::create`] and [`Beside::commit`]; the old file then stays as it is.
pub fn replace(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = Beside::create(target)?;
    file.write_all(bytes)?;
    file.commit()
}

/// The permissions a file begins with: those that any new file gets, where there is no old one.
#[cfg(unix)]
fn fresh(old: Option<&Metadata>) -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt;
    old.is_none().then(|| Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn fresh(_: Option<&Metadata>) -> Option<Permissions> {
    None
}

/// Gives the new file the owner of the old one, where that is allowed. It goes before the permissions, which a change
/// of owner may narrow.
#[cfg(unix)]
fn keep_owner(old: &Metadata, new: &Path) {
    use std::os::unix::fs::{MetadataExt, chown};
    let now = fs::metadata(new);
    if now.is_ok_and(|now| now.uid() != old.uid() || now.gid() != old.gid()) {
        let _ = chown(new, Some(old.uid()), Some(old.gid()));
    }
}

#[cfg(not(unix))]
fn keep_owner(_: &Metadata, _: &Path) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_not_finished_leaves_no_trace() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a.md");
        fs::write(&target, "old").unwrap();
        let mut beside = Beside::create(&target).unwrap();
        beside.write_all(b"half").unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
        drop(beside);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert_eq!(fs::read(&target).unwrap(), b"old");
        replace(&target, b"new").unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(unfinished().is_empty());
    }

    #[test]
    fn a_folder_and_a_missing_folder_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Beside::create(folder.path()).is_err());
        assert!(Beside::create(&folder.path().join("no/a.md")).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn links_permissions_and_read_only_files_are_respected() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (target, link) = (folder.path().join("a.md"), folder.path().join("link.md"));
        fs::write(&target, "old").unwrap();
        symlink("a.md", &link).unwrap();
        let mode = |mode| fs::set_permissions(&target, Permissions::from_mode(mode)).unwrap();
        mode(0o640);
        replace(&link, b"new").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&target).unwrap(), b"new");
        assert_eq!(fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o640);
        mode(0o440);
        assert_eq!(replace(&link, b"x").unwrap_err().kind(), io::ErrorKind::ReadOnlyFilesystem);
        assert_eq!(fs::read(&target).unwrap(), b"new");
    }
}
