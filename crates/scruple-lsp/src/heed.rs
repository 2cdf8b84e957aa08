//! What applies to a document: the settings that hold for it, and the linter they ask for.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use scruple::rule::Market;
use scruple::source::Format;
use scruple::{Linter, Memo, Report};
use scruple_config::approved;
use scruple_config::{
    FILE_NAME, Layer, Linters, Origin, Pack, Resolver, Settings as Heeded, SettingsError, Sourced,
};

#[cfg(test)]
use crate::engine::FAULT;
use crate::lint::Linted;
use crate::packs;
use crate::settings::Settings;
use crate::shared::lock;

/// By settings file, and by the empty path where there is none: what last gave settings that could be heeded, and
/// linters for them. It outlives the engine, for the engine is made anew when settings change.
pub(crate) type Good = Arc<Mutex<HashMap<PathBuf, Arc<Base>>>>;

/// What applies to a document.
#[derive(Debug, Clone)]
pub(crate) struct Applied {
    settings: Arc<Heeded>,
    pub linter: Arc<Linter>,
}

impl Applied {
    /// The markets whose law is cited.
    pub(crate) fn markets(&self) -> Vec<Market> {
        let markets: Vec<Market> = self.settings.markets.iter().map(|market| market.value).collect();
        if markets.is_empty() { vec![Market::default()] } else { markets }
    }

    /// The amount of a nutrient at a byte of the text, and the levels it is measured by.
    pub(crate) fn dose_at(&self, text: &str, format: Format, byte: usize) -> Option<scruple::Dose> {
        self.linter.dose_at(text, self.format(format), byte)
    }

    /// Lints a text; with the memo of the lint before it reads only what changed since.
    pub(crate) fn check(&self, text: &str, format: Format, memo: &mut Memo) -> Report {
        #[cfg(test)]
        assert!(!text.contains(FAULT), "a fault that a test asked for");
        self.linter.check_again(text, self.format(format), &self.settings.options(), memo)
    }

    /// The registers of approved claims that the settings name.
    pub(crate) fn registers(&self) -> &[Sourced<PathBuf>] {
        &self.settings.approved
    }

    /// The settings file that holds.
    pub(crate) fn settings_file(&self) -> Option<&Path> {
        self.settings.config.as_deref()
    }

    /// The mark-up that a document was read as.
    pub(crate) fn format_of(&self, linted: &Linted) -> Option<Format> {
        linted.format().map(|format| self.format(format))
    }

    /// The mark-up that settings say, or else that of the editor.
    pub(crate) fn format(&self, of_editor: Format) -> Format {
        self.settings.format.as_ref().map_or(of_editor, |format| format.value)
    }
}

/// When a file was written, and how long it is; none where there is no file.
type Stamp = Option<(SystemTime, u64)>;

fn stamp(path: &Path) -> Stamp {
    let metadata = fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

/// Settings of the editor over which those of the files go, and linters for all of them, as the disk was when each of
/// them was first asked for.
#[derive(Debug)]
pub(crate) struct Base {
    pub resolver: Resolver,
    pub linters: Linters,
    /// The folders of packs that were asked for, there or not.
    folders: Mutex<HashSet<PathBuf>>,
    /// The files that were looked for, as they were then.
    stamps: Mutex<HashMap<PathBuf, Stamp>>,
    /// Those of them that settings name.
    named: Mutex<HashSet<PathBuf>>,
    /// The folders of settings that cannot be heeded, maybe for want of a pack below.
    broken: Mutex<HashSet<PathBuf>>,
}

impl Base {
    pub(crate) fn new(root: &Path, settings: &Settings) -> Self {
        Self {
            resolver: Resolver::over(root, layer(settings)),
            linters: Linters::default(),
            folders: Mutex::default(),
            stamps: Mutex::default(),
            named: Mutex::default(),
            broken: Mutex::default(),
        }
    }

    /// What applies to a document.
    pub(crate) fn applied(&self, path: &Path) -> Result<Applied, Arc<SettingsError>> {
        self.note(path);
        let settings = self.resolver.settings(path).inspect_err(|error| self.blame(error))?;
        self.build(settings).inspect_err(|error| self.blame(error))
    }

    /// The linter that settings ask for.
    pub(crate) fn build(&self, settings: Arc<Heeded>) -> Result<Applied, Arc<SettingsError>> {
        for pack in &settings.packs {
            if let Pack::Folder(folder) = &pack.value {
                lock(&self.folders).insert(folder.clone());
            }
        }
        let linter = self.linters.get(&settings).map_err(Arc::new)?;
        Ok(Applied { settings, linter })
    }

    /// What applies to a document whose settings cannot be heeded, and never could: all but the packs on disk, else what
    /// the editor sets, else nothing.
    pub(crate) fn instead(&self, path: &Path) -> Option<Applied> {
        let within = |settings: &Heeded| {
            let mut settings = settings.clone();
            settings.packs.retain(|pack| matches!(pack.value, Pack::Within(_)));
            Arc::new(settings)
        };
        let bare = self.resolver.bare();
        let own = self.resolver.settings(path).ok();
        let candidates = own.iter().map(|own| within(own));
        let candidates = candidates.chain([bare.clone(), within(&bare), Arc::new(Heeded::default())]);
        candidates.into_iter().find_map(|settings| self.build(settings).ok())
    }

    /// Notes what files were looked for. Each folder costs a look once.
    fn note(&self, path: &Path) {
        if path.parent().is_some_and(|folder| self.looked_for(&folder.join(FILE_NAME))) {
            return;
        }
        for candidate in candidates(path) {
            if lock(&self.stamps).contains_key(&candidate) {
                // With it all that lie above it.
                break;
            }
            let stamp = stamp(&candidate);
            lock(&self.stamps).insert(candidate, stamp);
        }
        if let Ok(Some(config)) = self.resolver.config(path) {
            self.name(config.sources().iter().skip(1));
            if let Ok(settings) = self.resolver.settings(path) {
                self.name(settings.approved.iter().map(|path| &path.value));
            }
        }
    }

    fn name<'p>(&self, paths: impl Iterator<Item = &'p PathBuf>) {
        for path in paths {
            if lock(&self.named).insert(path.clone()) {
                let stamp = stamp(path);
                lock(&self.stamps).insert(path.clone(), stamp);
            }
        }
    }

    /// Notes the files in which mistakes stand: what a broken file extends is not known otherwise.
    fn blame(&self, error: &SettingsError) {
        let files = blamed(error);
        self.name(files.iter());
        lock(&self.broken).extend(files.iter().filter_map(|file| file.parent()).map(Path::to_owned));
    }

    /// Whether the settings of a document are others by now. For clients that do not watch files.
    pub(crate) fn is_outdated(&self, path: &Path) -> bool {
        let named: Vec<PathBuf> = lock(&self.named).iter().cloned().collect();
        candidates(path).into_iter().chain(named).any(|file| {
            let known = lock(&self.stamps).get(&file).copied();
            known.is_some_and(|known| known != stamp(&file))
        })
    }

    /// Whether a file is one that settings were read from, or would have been.
    pub(crate) fn looked_for(&self, path: &Path) -> bool {
        lock(&self.stamps).contains_key(path)
    }

    /// Whether a file is one of a pack that settings ask for.
    pub(crate) fn is_of_pack(&self, path: &Path) -> bool {
        packs::is_pack_file(path) && lock(&self.folders).iter().any(|folder| path.starts_with(folder))
    }

    /// Whether another answer may come of a file or folder that changed.
    pub(crate) fn depends_on(&self, path: &Path) -> bool {
        let of_pack = |folder: &PathBuf| {
            (packs::is_pack_file(path) && path.starts_with(folder)) || folder.starts_with(path)
        };
        self.resolver.depends_on(path)
            || lock(&self.stamps).iter().any(|(file, stamp)| stamp.is_some() && file.starts_with(path))
            || lock(&self.named).contains(path)
            || path.file_name().is_some_and(|name| name == approved::FILE)
            || lock(&self.folders).iter().chain(&*lock(&self.broken)).any(of_pack)
    }
}

/// The files that settings and approvals of a document are looked for in, the nearest first.
fn candidates(path: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in path.ancestors().skip(1) {
        found.extend([folder.join(FILE_NAME), folder.join(approved::FILE)]);
        if folder.join(".git").exists() {
            break;
        }
    }
    found
}

/// The settings file that would hold for a document, broken or not.
pub(crate) fn nearest(path: &Path) -> Option<PathBuf> {
    let own = |file: &PathBuf| file.file_name().is_some_and(|name| name == FILE_NAME) && file.is_file();
    candidates(path).into_iter().find(own)
}

/// The files in which mistakes stand.
pub(crate) fn blamed(error: &SettingsError) -> Vec<PathBuf> {
    let SettingsError::Mistakes(mistakes) = error else { return Vec::new() };
    let mut paths: Vec<PathBuf> = Vec::new();
    for mistake in mistakes {
        if let Origin::Config(place) = &mistake.origin
            && !paths.iter().any(|known| **known == *place.path)
        {
            paths.push(place.path.to_path_buf());
        }
    }
    paths
}

/// What the editor says.
fn layer(settings: &Settings) -> Layer {
    fn all<T>(values: impl Iterator<Item = T>) -> Option<Vec<Sourced<T>>> {
        let list: Vec<Sourced<T>> = values.map(|value| Sourced::new(value, Origin::Editor)).collect();
        (!list.is_empty()).then_some(list)
    }
    // A name wins: a folder that is called the same is written `./eu`.
    let pack = |name: &String| Pack::within(name).unwrap_or_else(|| Pack::Folder(PathBuf::from(name)));
    Layer {
        packs: all(settings.packs.iter().map(pack)),
        markets: all(settings.markets.iter().copied()),
        class: settings.class.map(|class| Sourced::new(class, Origin::Editor)),
        select: all(settings.select.iter().cloned()),
        ignore: all(settings.ignore.iter().cloned()).unwrap_or_default(),
        ..Layer::default()
    }
}
