//! What a settings file says, together with what it extends.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use scruple::house::Disclaimer;
use scruple_documents::Kind;

use crate::error::{Mistake, SettingsError};
use crate::extends::Extended;
use crate::glob::Globs;
use crate::layer::Layer;
use crate::linters::Linters;
use crate::packs::Pack;
use crate::settings::Settings;
use crate::source::{Origin, Place, Sourced};

/// What one file says.
#[derive(Debug, Clone, Default)]
pub(crate) struct File {
    /// The files it extends, absolute.
    pub extends: Vec<Sourced<PathBuf>>,
    pub layer: Layer,
    pub baseline: Option<Sourced<PathBuf>>,
    pub approved: Option<Vec<Sourced<PathBuf>>>,
    pub include: Option<Vec<Sourced<String>>>,
    pub exclude: Vec<Sourced<String>>,
    /// Endings of names, in lower case without the dot before them.
    pub formats: Vec<(String, Sourced<Kind>)>,
    pub products: Vec<Sourced<String>>,
    pub ingredients: Vec<Sourced<String>>,
    pub ignored_terms: Vec<Sourced<String>>,
    pub disclaimers: Vec<Sourced<Disclaimer>>,
    pub overrides: Vec<Override>,
    /// Whether rules may be missing from what is known, because a pack or a file that is extended cannot be read.
    pub doubtful: bool,
}

/// Settings for some of the files.
#[derive(Debug, Clone, Default)]
pub(crate) struct Override {
    pub files: Vec<Sourced<String>>,
    pub globs: Globs,
    pub layer: Layer,
}

impl File {
    /// Puts what a file says over what a file says that it extends.
    pub(crate) fn over(self, below: Self) -> Self {
        let join = |mut below: Vec<Sourced<String>>, own: Vec<Sourced<String>>| {
            below.extend(own);
            below
        };
        let mut formats = below.formats;
        formats.retain(|(ending, _)| !self.formats.iter().any(|(own, _)| own == ending));
        formats.extend(self.formats);
        let mut disclaimers = below.disclaimers;
        disclaimers.retain(|known| !self.disclaimers.iter().any(|own| own.name == known.name));
        disclaimers.extend(self.disclaimers);
        let mut overrides = below.overrides;
        overrides.extend(self.overrides);
        Self {
            extends: self.extends,
            layer: self.layer.over(below.layer),
            baseline: self.baseline.or(below.baseline),
            approved: self.approved.or(below.approved),
            include: self.include.or(below.include),
            exclude: join(below.exclude, self.exclude),
            formats,
            products: join(below.products, self.products),
            ingredients: join(below.ingredients, self.ingredients),
            ignored_terms: join(below.ignored_terms, self.ignored_terms),
            disclaimers,
            overrides,
            doubtful: self.doubtful || below.doubtful,
        }
    }
}

/// A settings file, read and checked.
#[derive(Debug)]
pub struct Config {
    path: PathBuf,
    folder: PathBuf,
    /// The file and those it extends.
    sources: Vec<PathBuf>,
    file: File,
    include: Globs,
    exclude: Globs,
    /// What goes under and over it.
    around: Around,
    /// By the overrides and the format that fit.
    resolved: Mutex<HashMap<Fitting, Arc<Settings>>>,
}

/// What goes under settings files, and what goes over them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Around {
    pub below: Layer,
    pub top: Layer,
}

impl Around {
    /// What applies where there is no settings file.
    pub(crate) fn bare(&self) -> Settings {
        let mut settings = Settings::default();
        self.below.apply(&mut settings);
        self.top.apply(&mut settings);
        settings
    }
}

/// What of a settings file fits a file beside what holds for all.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Fitting {
    overrides: Vec<usize>,
    format: Option<usize>,
}

impl Config {
    /// Reads a settings file and those it extends.
    pub(crate) fn read(path: &Path, around: Around) -> Result<Self, SettingsError> {
        let Extended { file, sources, mistakes } = crate::extends::read(path);
        if mistakes.is_empty() {
            return Ok(Self::of(path, file, sources, around));
        }
        // What is wrong with packs is told once the rest is right.
        let (all, _) = Self::of(path, file, sources, Around::default()).with_unknown(mistakes);
        Err(SettingsError::Mistakes(all))
    }

    /// These mistakes, and names of rules that no rule goes by, in the order of the file and those it extends; and why
    /// they cannot be looked up.
    fn with_unknown(&self, mut mistakes: Vec<Mistake>) -> (Vec<Mistake>, Option<SettingsError>) {
        let (linters, mut failed) = (Linters::default(), None);
        for settings in self.variants() {
            if self.file.doubtful {
                break;
            }
            match linters.unknown(&settings) {
                Ok(unknown) => {
                    for mistake in unknown {
                        if !mistakes.contains(&mistake) {
                            mistakes.push(mistake);
                        }
                    }
                }
                Err(error) => failed = Some(error),
            }
        }
        mistakes.sort_by_key(|mistake| match &mistake.origin {
            Origin::Config(place) => {
                let rank = self.sources.iter().position(|source| **source == *place.path);
                (rank, place.line, place.column)
            }
            _ => (None, 0, 0),
        });
        (mistakes, failed)
    }

    /// Everything that is wrong with a settings file that an editor has open, in files that it extends and in names of
    /// rules too.
    pub(crate) fn review(path: &Path, text: &str) -> Vec<Mistake> {
        let Extended { file, sources, mistakes } = crate::extends::read_open(path, text);
        let (mut all, failed) = Self::of(path, file, sources, Around::default()).with_unknown(mistakes);
        match failed {
            None => {}
            Some(SettingsError::Mistakes(more)) => all.extend(more),
            Some(other) => all.push(Mistake::new(&Origin::Config(Place::whole(path)), other.to_string())),
        }
        all
    }

    fn of(path: &Path, file: File, sources: Vec<PathBuf>, around: Around) -> Self {
        let globs = |patterns: &[Sourced<String>]| {
            // Each of them was read already.
            Globs::new(patterns.iter().map(|pattern| pattern.as_str())).unwrap_or_default()
        };
        Self {
            path: path.to_owned(),
            folder: path.parent().unwrap_or(path).to_owned(),
            include: globs(file.include.as_deref().unwrap_or_default()),
            exclude: globs(&file.exclude),
            sources,
            file,
            around,
            resolved: Mutex::default(),
        }
    }

    /// Where it stands, absolute.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file itself and all it extends, absolute: what has to be watched.
    #[must_use]
    pub fn sources(&self) -> &[PathBuf] {
        &self.sources
    }

    /// Everything that its answers rest on: the file itself, all it extends, the baseline and the registers of approved
    /// claims that it names; absolute.
    pub(crate) fn rests_on(&self) -> impl Iterator<Item = &Path> {
        let File { baseline, approved, .. } = &self.file;
        let named = baseline.iter().chain(approved.iter().flatten()).map(|path| path.value.as_path());
        self.sources.iter().map(PathBuf::as_path).chain(named)
    }

    /// The packs that the file names, for all files or for some, each once.
    #[must_use]
    pub fn packs(&self) -> Vec<Sourced<Pack>> {
        let sets = self.file.overrides.iter().map(|set| &set.layer);
        let mut packs: Vec<Sourced<Pack>> = Vec::new();
        for pack in [&self.file.layer].into_iter().chain(sets).flat_map(|layer| layer.packs.iter().flatten())
        {
            if !packs.contains(pack) {
                packs.push(pack.clone());
            }
        }
        packs
    }

    /// What applies to a file, by its absolute path.
    pub(crate) fn settings(&self, path: &Path) -> Arc<Settings> {
        let inside = self.inside(path);
        let fitting = Fitting {
            overrides: (0..)
                .zip(&self.file.overrides)
                .filter(|(_, set)| inside.as_deref().is_some_and(|inside| set.globs.fit(inside)))
                .map(|(number, _)| number)
                .collect(),
            format: self.format(path),
        };
        let mut resolved = self.resolved.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = resolved.get(&fitting) {
            return Arc::clone(known);
        }
        let settings = Arc::new(self.resolve(&fitting));
        resolved.insert(fitting, Arc::clone(&settings));
        settings
    }

    fn resolve(&self, fitting: &Fitting) -> Settings {
        let file = &self.file;
        let kind = fitting.format.and_then(|number| file.formats.get(number)).map(|(_, kind)| kind);
        let (format, kind) = match kind.map(|kind| (kind.value, &kind.origin)) {
            Some((Kind::Text(format), origin)) => (Some(Sourced::new(format, origin.clone())), None),
            Some((kind, origin)) => (None, Some(Sourced::new(kind, origin.clone()))),
            None => (None, None),
        };
        let mut settings = Settings {
            config: Some(self.path.clone()),
            format,
            kind,
            products: file.products.clone(),
            ingredients: file.ingredients.clone(),
            ignored_terms: file.ignored_terms.clone(),
            disclaimers: file.disclaimers.clone(),
            baseline: file.baseline.clone(),
            approved: file.approved.clone().unwrap_or_default(),
            ..Settings::default()
        };
        self.around.below.apply(&mut settings);
        file.layer.apply(&mut settings);
        for set in fitting.overrides.iter().filter_map(|&number| file.overrides.get(number)) {
            set.layer.apply(&mut settings);
        }
        self.around.top.apply(&mut settings);
        settings
    }

    /// Everything that can apply to some file: the settings of all files, and with each of the overrides.
    pub(crate) fn variants(&self) -> Vec<Settings> {
        let none = Fitting { overrides: Vec::new(), format: None };
        let each =
            (0..self.file.overrides.len()).map(|number| Fitting { overrides: vec![number], format: None });
        [none].into_iter().chain(each).map(|fitting| self.resolve(&fitting)).collect()
    }

    /// The patterns of the overrides that fit a file, in their order.
    #[must_use]
    pub fn overrides(&self, path: &Path) -> Vec<&[Sourced<String>]> {
        let Some(inside) = self.inside(path) else { return Vec::new() };
        let fitting = self.file.overrides.iter().filter(|set| set.globs.fit(&inside));
        fitting.map(|set| set.files.as_slice()).collect()
    }

    /// The format of `[files]` for the ending of a name: of several endings that fit the longest.
    fn format(&self, path: &Path) -> Option<usize> {
        if self.file.formats.is_empty() {
            return None;
        }
        let name = path.file_name()?.to_string_lossy().to_lowercase();
        let fits = |ending: &str| name.strip_suffix(ending).is_some_and(|head| head.ends_with('.'));
        let fitting = self.file.formats.iter().enumerate().filter(|(_, (ending, _))| fits(ending));
        fitting.max_by_key(|(_, (ending, _))| ending.len()).map(|(number, _)| number)
    }

    /// Whether a file that was met in a folder is to be checked; `known` says whether its ending is one of those that
    /// are checked. What `[files]` makes a text of is known here.
    pub(crate) fn takes(&self, path: &Path, known: bool) -> bool {
        let text = || {
            let kind = self.format(path).and_then(|number| self.file.formats.get(number));
            kind.is_some_and(|(_, kind)| matches!(kind.value, Kind::Text(_)))
        };
        if !known && !text() {
            return false;
        }
        let Some(inside) = self.inside(path) else { return true };
        (self.include.is_empty() || self.include.fit(&inside)) && !self.exclude.fit(&inside)
    }

    /// Whether anything in a folder may be checked.
    pub(crate) fn enters(&self, folder: &Path) -> bool {
        self.exclude.is_empty() || !self.inside(folder).is_some_and(|inside| self.exclude.fit_folder(&inside))
    }

    /// The path from the folder of the settings on, with `/` between its parts.
    fn inside(&self, path: &Path) -> Option<String> {
        let inside = path.strip_prefix(&self.folder).ok()?.to_string_lossy();
        Some(if cfg!(windows) { inside.replace('\\', "/") } else { inside.into_owned() })
    }
}
