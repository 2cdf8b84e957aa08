//! From a file to the settings that hold for it.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::config::{Around, Config};
use crate::error::SettingsError;
use crate::layer::Layer;
use crate::packs::reason;
use crate::settings::Settings;
use crate::source::{Origin, Place, clean, shown};
use crate::standing::standing;

/// The name of a settings file.
pub const FILE_NAME: &str = "scruple.toml";

/// Where settings are looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Discovery {
    /// In the nearest `scruple.toml`: that in the folder of the file, or in the next folder above that has one. The
    /// search ends at the root of a repository (a folder that holds `.git`), which is still looked at.
    #[default]
    Nearest,
    /// In this file, whatever the path.
    File(PathBuf),
    /// Nowhere.
    Isolated,
}

/// What came of looking for settings.
type Found = Result<Option<Arc<Config>>, Arc<SettingsError>>;

/// Finds the settings that hold for files. Each folder is looked at once and each settings file is read once, so that a
/// resolver shows the state of the disk when it was first asked; make another one to read anew. What it answers does not
/// depend on the order of the questions, nor on the thread that asks.
#[derive(Debug)]
pub struct Resolver {
    current: PathBuf,
    /// The file that holds for all paths, where one does.
    fixed: Option<Found>,
    around: Around,
    /// Where there is no settings file.
    bare: Arc<Settings>,
    folders: Mutex<HashMap<PathBuf, Found>>,
}

impl Resolver {
    /// Looks for settings as `discovery` says; `top` goes over all of them. Relative paths start at `current`.
    #[must_use]
    pub fn new(current: &Path, discovery: Discovery, top: Layer) -> Self {
        Self::around(current, discovery, Around { below: Layer::default(), top })
    }

    /// The same with a layer that settings files go over, such as the settings of an editor.
    #[must_use]
    pub fn over(current: &Path, below: Layer) -> Self {
        Self::around(current, Discovery::Nearest, Around { below, top: Layer::default() })
    }

    fn around(current: &Path, discovery: Discovery, around: Around) -> Self {
        let fixed = match discovery {
            Discovery::Nearest => None,
            Discovery::Isolated => Some(Ok(None)),
            Discovery::File(path) => Some(named(current, &path, &around)),
        };
        Self {
            current: clean(current, Path::new("")),
            fixed,
            bare: Arc::new(around.bare()),
            around,
            folders: Mutex::default(),
        }
    }

    /// What applies to a file, which need not be there.
    ///
    /// # Errors
    /// The settings file that holds for it cannot be heeded.
    pub fn settings(&self, path: &Path) -> Result<Arc<Settings>, Arc<SettingsError>> {
        if let Some(Ok(None)) = self.fixed {
            return Ok(Arc::clone(&self.bare));
        }
        let path = clean(&self.current, path);
        let config = self.config_of(&path)?;
        Ok(config.map_or_else(|| Arc::clone(&self.bare), |config| config.settings(&path)))
    }

    /// The settings file that holds for a file; none where there is none.
    ///
    /// # Errors
    /// It cannot be heeded.
    pub fn config(&self, path: &Path) -> Result<Option<Arc<Config>>, Arc<SettingsError>> {
        self.config_of(&clean(&self.current, path))
    }

    /// Whether a file that was met in a folder is to be checked; `known` says whether its ending is one of those that
    /// are checked by default. Where settings cannot be heeded it is.
    #[must_use]
    pub fn takes(&self, path: &Path, known: bool) -> bool {
        let path = clean(&self.current, path);
        match self.config_of(&path) {
            Ok(Some(config)) => config.takes(&path, known),
            _ => known,
        }
    }

    /// Whether anything in a folder may be to be checked.
    #[must_use]
    pub fn enters(&self, folder: &Path) -> bool {
        let folder = clean(&self.current, folder);
        match self.config_of(&folder) {
            Ok(Some(config)) => config.enters(&folder),
            _ => true,
        }
    }

    /// What applies where there is no settings file.
    #[must_use]
    pub fn bare(&self) -> Arc<Settings> {
        Arc::clone(&self.bare)
    }

    /// Whether what was answered so far would be another one if this file changed.
    #[must_use]
    pub fn depends_on(&self, path: &Path) -> bool {
        let path = clean(&self.current, path);
        let named = path.file_name().is_some_and(|name| name == FILE_NAME);
        let toml = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"));
        let folders = self.lock();
        named
            || folders.values().chain(&self.fixed).any(|found| match found {
                Ok(config) => config.as_ref().is_some_and(|config| config.sources().contains(&path)),
                // What a broken file extends is not known.
                Err(_) => toml,
            })
    }

    /// The files that what was answered so far rests on, sorted: settings files, what they extend, and the baselines and
    /// registers that they name. What a file extends that cannot be heeded is not known.
    #[must_use]
    pub fn rests_on(&self) -> Vec<PathBuf> {
        let folders = self.lock();
        let met = self.fixed.iter().chain(folders.values()).filter_map(|found| found.as_ref().ok());
        let files: BTreeSet<PathBuf> =
            met.flatten().flat_map(|config| config.rests_on().map(Path::to_path_buf)).collect();
        files.into_iter().collect()
    }

    /// The settings files that were met so far and cannot be heeded, each once, in the order of their messages.
    #[must_use]
    pub fn errors(&self) -> Vec<Arc<SettingsError>> {
        let folders = self.lock();
        let met = self.fixed.iter().chain(folders.values());
        let mut errors: Vec<Arc<SettingsError>> =
            met.filter_map(|found| found.as_ref().err().cloned()).collect();
        errors.sort_by_key(ToString::to_string);
        errors.dedup();
        errors
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<PathBuf, Found>> {
        self.folders.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn config_of(&self, path: &Path) -> Found {
        match &self.fixed {
            Some(found) => found.clone(),
            None => self.of_folder(path.parent().unwrap_or(path), &mut self.lock()),
        }
    }

    fn of_folder(&self, folder: &Path, known: &mut HashMap<PathBuf, Found>) -> Found {
        if let Some(found) = known.get(folder) {
            return found.clone();
        }
        let path = folder.join(FILE_NAME);
        let found = match standing(&path) {
            Some(Ok(())) => Config::read(&path, self.around.clone())
                .map(|config| Some(Arc::new(config)))
                .map_err(Arc::new),
            Some(Err(why)) => Err(Arc::new(SettingsError::one(&Origin::Config(Place::whole(&path)), why))),
            None => match folder.parent() {
                Some(above) if !folder.join(".git").exists() => self.of_folder(above, known),
                _ => Ok(None),
            },
        };
        known.insert(folder.to_owned(), found.clone());
        found
    }
}

/// Reads a settings file that was named.
fn named(current: &Path, path: &Path, around: &Around) -> Found {
    let failed = |why: String| {
        let message = format!("--config {}: {why}", shown(path));
        Arc::new(SettingsError::one(&Origin::CommandLine("--config"), message))
    };
    let path = clean(current, path);
    match fs::metadata(&path) {
        Err(error) => return Err(failed(reason(&error))),
        Ok(metadata) if metadata.is_dir() => {
            return Err(failed(format!("is a folder; name the file, such as {FILE_NAME} in it")));
        }
        Ok(_) => {}
    }
    Config::read(&path, around.clone()).map(|config| Some(Arc::new(config))).map_err(Arc::new)
}
