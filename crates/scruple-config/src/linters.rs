//! The linter that settings ask for.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use scruple::house::{Disclaimer, Level, TermKind};
use scruple::rule::pack::PackFile;
use scruple::rule::{Market, Packs};
use scruple::{BuildError, Linter};
use sha2::{Digest, Sha256};

use crate::error::{Mistake, SettingsError};
use crate::packs::{Pack, read_pack};
use crate::settings::Settings;
use crate::source::{Origin, Sourced};

/// All that makes a difference for a linter. The class of a document is told with each text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    packs: Vec<Pack>,
    markets: Vec<Market>,
    select: Vec<String>,
    ignore: Vec<String>,
    severity: Vec<(String, Level)>,
    terms: Vec<(TermKind, String)>,
    disclaimers: Vec<Disclaimer>,
}

impl Key {
    fn of(settings: &Settings) -> Self {
        fn values<T: Clone>(list: &[Sourced<T>]) -> Vec<T> {
            list.iter().map(|entry| entry.value.clone()).collect()
        }
        let names = |kind: TermKind, list: &[Sourced<String>]| -> Vec<(TermKind, String)> {
            list.iter().map(|name| (kind, name.value.clone())).collect()
        };
        Self {
            packs: values(&settings.packs),
            markets: values(&settings.markets),
            select: values(&settings.select),
            ignore: values(&settings.ignore),
            severity: settings.severity.iter().map(|set| (set.rule.value.clone(), set.level)).collect(),
            terms: [
                names(TermKind::Product, &settings.products),
                names(TermKind::Ingredient, &settings.ingredients),
                names(TermKind::Ignored, &settings.ignored_terms),
            ]
            .concat(),
            disclaimers: values(&settings.disclaimers),
        }
    }
}

/// Linters by settings: files with the same settings share one, whichever file the settings came from. Packs on disk are
/// read once.
#[derive(Debug, Default)]
pub struct Linters {
    built: Mutex<HashMap<Key, Result<Arc<Linter>, SettingsError>>>,
    folders: Mutex<HashMap<PathBuf, Arc<Vec<PackFile>>>>,
    digests: Mutex<HashMap<Key, [u8; 32]>>,
}

/// Feeds what is hashed to SHA-256: the short hashes of maps are no proof of being equal.
struct Fed(Sha256);

impl Hasher for Fed {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        0
    }
}

impl Linters {
    /// The linter for settings, built if none was.
    ///
    /// # Errors
    /// Settings name a rule or pack that is not there, or a pack that does not load.
    pub fn get(&self, settings: &Settings) -> Result<Arc<Linter>, SettingsError> {
        let key = Key::of(settings);
        // Held while a linter is built: of ten threads that ask for the same one, nine wait.
        let mut built = self.built.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = built.get(&key) {
            return known.clone();
        }
        let linter = self.build(&key, settings).map(Arc::new);
        built.insert(key, linter.clone());
        linter
    }

    /// The folders of packs that were read so far.
    #[must_use]
    pub fn pack_folders(&self) -> Vec<PathBuf> {
        self.folders.lock().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect()
    }

    /// Names of rules in settings that no rule goes by, each where it was written. Builds no linter.
    ///
    /// # Errors
    /// A pack cannot be read.
    pub fn unknown(&self, settings: &Settings) -> Result<Vec<Mistake>, SettingsError> {
        let packs = self.extend(scruple_rules::with_packs()?, settings)?;
        Ok(unknown(settings, &packs))
    }

    /// What a linter for settings is made of, in 32 bytes: equal bytes, equal linters, as far as the same build of this
    /// library made them. Packs on disk count with what they hold.
    ///
    /// # Errors
    /// Settings name a folder of a pack that cannot be read.
    pub fn digest(&self, settings: &Settings) -> Result<[u8; 32], SettingsError> {
        let key = Key::of(settings);
        let mut digests = self.digests.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = digests.get(&key) {
            return Ok(*known);
        }
        let mut digest = Fed(Sha256::new());
        key.hash(&mut digest);
        for pack in &settings.packs {
            if let Pack::Folder(folder) = &pack.value {
                for file in self.files(folder, &pack.origin)?.iter() {
                    (&file.path, &file.text).hash(&mut digest);
                }
            }
        }
        let digest: [u8; 32] = digest.0.finalize().into();
        digests.insert(key, digest);
        Ok(digest)
    }

    fn build(&self, key: &Key, settings: &Settings) -> Result<Linter, SettingsError> {
        // Most need the core pack alone, which is ready sooner.
        let bare = !key.packs.iter().any(|pack| matches!(pack, Pack::Within(_)));
        let first = if bare { scruple_rules::core()? } else { scruple_rules::with_packs()? };
        let outcome = match self.try_build(key, settings, first)? {
            // The rule may belong to a pack that was not asked for.
            Err(BuildError::UnknownRule(_)) if bare => {
                self.try_build(key, settings, scruple_rules::with_packs()?)?
            }
            other => other,
        };
        match outcome {
            Ok(linter) => Ok(linter),
            Err(error) => Err(SettingsError::Mistakes(self.mistakes(settings, &error)?)),
        }
    }

    fn try_build(
        &self,
        key: &Key,
        settings: &Settings,
        packs: Packs,
    ) -> Result<Result<Linter, BuildError>, SettingsError> {
        let within = packs.named().count();
        let packs = self.extend(packs, settings)?;
        let on_disk: Vec<String> = packs.named().skip(within).map(|pack| pack.name.clone()).collect();
        let mut builder = Linter::builder().packs(packs);
        for pack in &key.packs {
            if let Pack::Within(name) = pack {
                builder = builder.enable_pack(name);
            }
        }
        for name in on_disk {
            builder = builder.enable_pack(name);
        }
        for market in &key.markets {
            builder = builder.market(*market);
        }
        for (rule, level) in &key.severity {
            builder = builder.severity(rule, *level);
        }
        for (kind, name) in &key.terms {
            builder = builder.terms(*kind, [name]);
        }
        for disclaimer in &key.disclaimers {
            builder = builder.disclaimer(disclaimer.clone());
        }
        Ok(builder.select(key.select.iter().cloned()).ignore(key.ignore.iter().cloned()).build())
    }

    /// Packs and those on disk that are asked for.
    fn extend(&self, packs: Packs, settings: &Settings) -> Result<Packs, SettingsError> {
        let mut packs = packs;
        for pack in &settings.packs {
            if let Pack::Folder(folder) = &pack.value {
                let files = self.files(folder, &pack.origin)?;
                packs = packs.extend(&files)?;
            }
        }
        Ok(packs)
    }

    fn files(&self, folder: &Path, origin: &Origin) -> Result<Arc<Vec<PackFile>>, SettingsError> {
        let mut folders = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(files) = folders.get(folder) {
            return Ok(Arc::clone(files));
        }
        let files = Arc::new(read_pack(folder).map_err(|error| match origin {
            Origin::Config(_) => SettingsError::one(origin, error.to_string()),
            _ => error.into(),
        })?);
        folders.insert(folder.to_owned(), Arc::clone(&files));
        Ok(files)
    }

    /// Everything that keeps a linter from being built, each where it was written.
    fn mistakes(&self, settings: &Settings, error: &BuildError) -> Result<Vec<Mistake>, SettingsError> {
        let mut mistakes = self.unknown(settings)?;
        if mistakes.is_empty() {
            let told = match error {
                BuildError::PackIsOff(off) => settings.select.iter().find(|given| given.value == off.given),
                _ => None,
            };
            let origin = told.map_or(Origin::Default, |given| given.origin.clone());
            mistakes.push(Mistake::new(&self.blamed(settings, error).unwrap_or(origin), error.to_string()));
        }
        Ok(mistakes)
    }

    /// Who wrote what a message about the house quotes.
    fn blamed(&self, settings: &Settings, error: &BuildError) -> Option<Origin> {
        let message = error.to_string();
        let quoted = |name: &str| message.contains(&format!("\"{name}\""));
        let terms = settings.products.iter().chain(&settings.ingredients).chain(&settings.ignored_terms);
        let BuildError::House(_) = error else { return None };
        let term = terms.into_iter().find(|name| quoted(name)).map(|name| name.origin.clone());
        let disclaimers = settings.disclaimers.iter().rev();
        term.or_else(|| {
            disclaimers.into_iter().find(|known| quoted(&known.name)).map(|known| known.origin.clone())
        })
    }
}

/// Names of rules in settings that no rule of these packs goes by.
fn unknown(settings: &Settings, packs: &Packs) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    let rules = settings.select.iter().chain(&settings.ignore);
    for given in rules.chain(settings.severity.iter().map(|set| &set.rule)) {
        // Disclaimers of the house are rules that no pack knows.
        let house = settings.disclaimers.iter().any(|known| known.name.eq_ignore_ascii_case(given));
        let own = given.get(..5).is_some_and(|head| head.eq_ignore_ascii_case("house"));
        if let Err(unknown) = packs.find(given)
            && !own
            && !house
        {
            mistakes.push(Mistake::new(&given.origin, unknown.to_string()));
        }
    }
    for disclaimer in &settings.disclaimers {
        for when in disclaimer.when.iter().filter(|when| !when.eq_ignore_ascii_case("always")) {
            if let Err(unknown) = packs.find(when) {
                let message = format!("in the disclaimer \"{}\": {unknown}", disclaimer.name);
                mistakes.push(Mistake::new(&disclaimer.origin, message));
            }
        }
    }
    mistakes
}
