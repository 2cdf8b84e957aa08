//! Which register holds for a file: the nearest one at or above its folder, up to the root of the repository.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf, absolute};
use std::sync::{Arc, Mutex, PoisonError};

use scruple::rule::RuleInfo;

use super::{FILE, Register, RegisterErrors};

/// What was found for a folder.
type Found = Result<Option<Arc<Register>>, Arc<RegisterErrors>>;

/// Registers by folder, each read once.
#[derive(Debug)]
pub struct Registers {
    rules: Vec<RuleInfo>,
    fixed: Option<Found>,
    folders: Mutex<HashMap<PathBuf, Found>>,
}

impl Registers {
    /// Looks for registers beside and above the files; `rules` are all rules that there are, on or off.
    #[must_use]
    pub fn nearest(rules: Vec<RuleInfo>) -> Self {
        Self { rules, fixed: None, folders: Mutex::default() }
    }

    /// This register holds for all files.
    #[must_use]
    pub fn fixed(path: &Path, rules: Vec<RuleInfo>) -> Self {
        let fixed = read(path, &rules).map(Some).map_err(Arc::new);
        Self { rules, fixed: Some(fixed), folders: Mutex::default() }
    }

    /// No register holds for any file.
    #[must_use]
    pub fn none() -> Self {
        Self { rules: Vec::new(), fixed: Some(Ok(None)), folders: Mutex::default() }
    }

    /// The register that holds for a file.
    ///
    /// # Errors
    /// It cannot be read, or something is wrong with it.
    pub fn of(&self, file: &Path) -> Found {
        if let Some(fixed) = &self.fixed {
            return fixed.clone();
        }
        let Ok(path) = absolute(file) else { return Ok(None) };
        path.parent().map_or(Ok(None), |folder| self.of_folder(folder))
    }

    fn of_folder(&self, folder: &Path) -> Found {
        let known = |folders: &HashMap<PathBuf, Found>| folders.get(folder).cloned();
        if let Some(found) = known(&self.folders.lock().unwrap_or_else(PoisonError::into_inner)) {
            return found;
        }
        let path = folder.join(FILE);
        let found = if path.is_file() {
            read(&path, &self.rules).map(Some).map_err(Arc::new)
        } else if folder.join(".git").exists() {
            Ok(None)
        } else {
            folder.parent().map_or(Ok(None), |above| self.of_folder(above))
        };
        let mut folders = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        // Another thread may have been faster; all see the same one.
        folders.entry(folder.to_owned()).or_insert(found).clone()
    }
}

fn read(path: &Path, rules: &[RuleInfo]) -> Result<Arc<Register>, RegisterErrors> {
    let shown = shown(path);
    let text = fs::read_to_string(path).map_err(|error| RegisterErrors::Unreadable {
        path: shown.clone(),
        reason: match error.kind() {
            io::ErrorKind::NotFound => "no such file".to_owned(),
            io::ErrorKind::InvalidData => "is not UTF-8 text".to_owned(),
            _ => error.to_string(),
        },
    })?;
    Register::read(&shown, &text, rules).map(Arc::new)
}

/// A path as it is shown: from the current folder where it is in it, with `/`.
#[must_use]
pub(crate) fn shown(path: &Path) -> String {
    let here = std::env::current_dir().ok();
    let full = absolute(path).unwrap_or_else(|_| path.to_owned());
    let short = here.and_then(|here| full.strip_prefix(&here).map(Path::to_path_buf).ok()).unwrap_or(full);
    let text = short.to_string_lossy();
    if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() }
}
