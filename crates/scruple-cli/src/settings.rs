//! What applies to the files of a run: the settings files and what the command line puts over them.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use scruple::Linter;
use scruple_config::{Discovery, Layer, Linters, Origin, Resolver, Settings, SettingsError, Sourced};

use crate::args::Choice;
use crate::error::Error;
use crate::linter;
use crate::walk::Input;

/// Finds settings and builds linters for one run.
pub struct Session {
    /// Finds the settings of a file.
    pub resolver: Arc<Resolver>,
    linters: Linters,
}

/// What says how files are checked, absolute.
#[derive(Debug, Default)]
pub struct Rests {
    /// Settings files, those they extend, baselines and registers that they name.
    pub files: Vec<PathBuf>,
    /// Folders of rule packs.
    pub folders: Vec<PathBuf>,
}

/// What applies to a file.
#[derive(Clone)]
pub struct Applied {
    /// Its settings.
    pub settings: Arc<Settings>,
    /// The linter they ask for, shared by all files that ask for the same.
    pub linter: Arc<Linter>,
    /// What the linter is made of; see [`Linters::digest`].
    pub digest: [u8; 32],
}

impl Session {
    /// Looks at the command line.
    pub fn new(choice: &Choice, quiet: bool) -> Result<Self, Error> {
        let discovery = match &choice.config {
            Some(file) => Discovery::File(file.clone()),
            None if choice.isolated => Discovery::Isolated,
            None => Discovery::Nearest,
        };
        let current = env::current_dir().unwrap_or_default();
        let resolver = Arc::new(Resolver::new(&current, discovery, layer(choice, quiet)?));
        Ok(Self { resolver, linters: Linters::default() })
    }

    /// What the answers so far rest on: files, and folders of packs.
    pub fn rests_on(&self) -> Rests {
        Rests { files: self.resolver.rests_on(), folders: self.linters.pack_folders() }
    }

    /// The inputs with what applies to each. Fails with everything that is wrong with the settings of any: a run that
    /// checked half of the files by settings that nobody wrote would say nothing.
    pub fn apply(&self, inputs: Vec<Input>) -> Result<Vec<(Input, Applied)>, Error> {
        let mut failed: Vec<String> = Vec::new();
        let mut wrong = |error: SettingsError| {
            let message = error.to_string();
            if !failed.contains(&message) {
                failed.push(message);
            }
        };
        if inputs.is_empty() {
            // Wrong options are told of all the same.
            let _ = self.of(Path::new("x")).map_err(&mut wrong);
        }
        let mut applied = Vec::with_capacity(inputs.len());
        for input in inputs {
            match self.of(input.path.as_deref().unwrap_or(Path::new(&input.name))) {
                Ok(of) => applied.push((input, of)),
                Err(error) => wrong(error),
            }
        }
        // A folder may have been searched for nothing because its settings cannot be read.
        for error in self.resolver.errors() {
            wrong(error.as_ref().clone());
        }
        if failed.is_empty() {
            return Ok(applied);
        }
        failed.sort();
        Err(Error::Refused(failed.join("\n")))
    }

    /// What applies to the run as a whole: what applies to its first file, or to any in the current folder.
    pub fn root(&self, first: Option<&(Input, Applied)>) -> Result<Applied, Error> {
        match first {
            Some((_, applied)) => Ok(applied.clone()),
            None => self.of(Path::new("x")).map_err(|error| Error::Refused(error.to_string())),
        }
    }

    /// What applies to a file, which need not be there.
    pub fn of(&self, path: &Path) -> Result<Applied, SettingsError> {
        let settings = self.resolver.settings(path).map_err(|error| error.as_ref().clone())?;
        let linter = self.linters.get(&settings)?;
        let digest = self.linters.digest(&settings)?;
        Ok(Applied { settings, linter, digest })
    }
}

/// What the command line says.
fn layer(choice: &Choice, quiet: bool) -> Result<Layer, Error> {
    fn all<T>(option: &'static str, values: impl IntoIterator<Item = T>) -> Vec<Sourced<T>> {
        values.into_iter().map(|value| Sourced::new(value, Origin::CommandLine(option))).collect()
    }
    fn some<T>(list: Vec<Sourced<T>>) -> Option<Vec<Sourced<T>>> {
        (!list.is_empty()).then_some(list)
    }
    // "MC1, MC2" holds a space.
    let trimmed = |rules: &[String]| rules.iter().map(|rule| rule.trim().to_owned()).collect::<Vec<_>>();
    Ok(Layer {
        packs: some(all("--pack", linter::asked_for(&choice.pack, quiet)?)),
        markets: some(all("--market", choice.market.iter().copied())),
        class: choice.class.map(|class| Sourced::new(class, Origin::CommandLine("--class"))),
        select: some(all("--select", trimmed(&choice.select))),
        ignore: all("--ignore", trimmed(&choice.ignore)),
        fields: some(all("--field", choice.field.iter().cloned())),
        fail_on: choice.fail_on.map(|on| Sourced::new(on.into(), Origin::CommandLine("--fail-on"))),
        ..Layer::default()
    })
}
