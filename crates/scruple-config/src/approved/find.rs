//! Which register holds for a file: the nearest one at or above its folder, up to the root of the repository.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use scruple::rule::RuleInfo;

use super::{FILE, Register, RegisterErrors};
use crate::source::{shown, whole};
use crate::standing::standing;

/// What was found for a folder.
type Found = Result<Option<Arc<Register>>, Arc<RegisterErrors>>;

/// Tells all rules that there are.
type Rules = Box<dyn Fn() -> Vec<RuleInfo> + Send + Sync>;

/// Registers, each read once.
pub struct Registers {
    rules: Rules,
    folders: Mutex<HashMap<PathBuf, Found>>,
    read: Mutex<HashMap<PathBuf, Found>>,
}

impl Registers {
    /// None is read yet; `rules` tells all rules that there are, on or off, and is asked when a register is read.
    #[must_use]
    pub fn new(rules: impl Fn() -> Vec<RuleInfo> + Send + Sync + 'static) -> Self {
        Self { rules: Box::new(rules), folders: Mutex::default(), read: Mutex::default() }
    }

    /// The registers that were named.
    ///
    /// # Errors
    /// One of them cannot be read, or something is wrong with it.
    pub fn named<'p>(
        &self,
        paths: impl IntoIterator<Item = &'p Path>,
    ) -> Result<Vec<Arc<Register>>, Arc<RegisterErrors>> {
        paths.into_iter().filter_map(|path| self.read(path).transpose()).collect()
    }

    /// The register that holds for a file where none was named: the nearest one.
    ///
    /// # Errors
    /// It cannot be read, or something is wrong with it.
    pub fn nearest(&self, file: &Path) -> Found {
        let path = whole(file);
        path.parent().map_or(Ok(None), |folder| self.of_folder(folder))
    }

    /// Whether the file is a register that was read.
    #[must_use]
    pub fn has_read(&self, path: &Path) -> bool {
        self.read.lock().unwrap_or_else(PoisonError::into_inner).contains_key(path)
    }

    fn of_folder(&self, folder: &Path) -> Found {
        let known = self.folders.lock().unwrap_or_else(PoisonError::into_inner).get(folder).cloned();
        if let Some(found) = known {
            return found;
        }
        let path = folder.join(FILE);
        let found = match standing(&path) {
            Some(Ok(())) => self.read(&path),
            Some(Err(reason)) => Err(Arc::new(RegisterErrors::Unreadable { path: shown(&path), reason })),
            None if folder.join(".git").exists() => Ok(None),
            None => folder.parent().map_or(Ok(None), |above| self.of_folder(above)),
        };
        let mut folders = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        // Another thread may have been faster; all see the same one.
        folders.entry(folder.to_owned()).or_insert(found).clone()
    }

    fn read(&self, path: &Path) -> Found {
        let known = self.read.lock().unwrap_or_else(PoisonError::into_inner).get(path).cloned();
        if let Some(found) = known {
            return found;
        }
        let found = read(path, &(self.rules)()).map(Some).map_err(Arc::new);
        let mut all = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        all.entry(path.to_owned()).or_insert(found).clone()
    }
}

impl std::fmt::Debug for Registers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Registers").field("read", &self.read).finish_non_exhaustive()
    }
}

/// The path of the register that holds for a file where none was named; none where there is none.
#[must_use]
pub fn path_of_nearest(file: &Path) -> Option<PathBuf> {
    let path = whole(file);
    for folder in path.ancestors().skip(1) {
        let register = folder.join(FILE);
        if register.is_file() {
            return Some(register);
        }
        if folder.join(".git").exists() {
            break;
        }
    }
    None
}

fn read(path: &Path, rules: &[RuleInfo]) -> Result<Arc<Register>, RegisterErrors> {
    let shown = shown(path);
    let text = fs::read_to_string(path).map_err(|error| RegisterErrors::Unreadable {
        path: shown.clone(),
        reason: match error.kind() {
            io::ErrorKind::NotFound => "no such register of approved claims".to_owned(),
            io::ErrorKind::InvalidData => "is not UTF-8 text".to_owned(),
            _ => crate::packs::reason(&error),
        },
    })?;
    Register::read(&shown, &text, rules).map(Arc::new)
}
