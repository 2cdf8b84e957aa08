//! Building the linter from the packs within and the packs on disk.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use scruple::rule::Packs;
use scruple::rule::pack::PackFile;
use scruple::{Linter, LinterBuilder};
use scruple_config::{Discovery, Layer, Pack, Resolver, read_pack};

use crate::error::Error;
use crate::say;
use crate::walk::display;

/// The packs that are asked for, and those that the settings of the current folder name: what somebody who stands there
/// wants to know of, with those within. Settings or packs that cannot be read are told of and left out, for most rules
/// stand elsewhere.
pub fn here(given: &[PathBuf]) -> Result<Packs, Error> {
    let mut packs = asked_for(given, true)?;
    let current = env::current_dir().unwrap_or_default();
    let resolver = Resolver::new(&current, Discovery::Nearest, Layer::default());
    let config = match resolver.config(Path::new("any.md")) {
        Ok(Some(config)) => config,
        Ok(None) => return self::packs(&packs),
        Err(error) => {
            say::warning(&format!("the packs of scruple.toml are left out: {error}"));
            return self::packs(&packs);
        }
    };
    let mut named = config.packs();
    named.retain(|pack| {
        let Pack::Folder(folder) = &pack.value else { return false };
        let same = |known: &Pack| {
            matches!(known, Pack::Folder(path) if fs::canonicalize(path).ok() == fs::canonicalize(folder).ok())
        };
        !packs.iter().any(same)
    });
    let all: Vec<Pack> = packs.iter().cloned().chain(named.iter().map(|pack| pack.value.clone())).collect();
    let loaded = self::packs(&all);
    if named.is_empty() || loaded.is_ok() {
        return loaded;
    }
    for pack in named {
        packs.push(pack.value);
        if let Err(error) = self::packs(&packs) {
            packs.pop();
            say::warning(&format!("{}: a pack is left out: {error}", pack.origin));
        }
    }
    self::packs(&packs)
}

/// A linter with every rule of every pack, to look rules up in.
pub fn with_all(packs: Packs) -> Result<Linter, Error> {
    Ok(turned_on(packs).build()?)
}

/// Fails where no rule is called that, with the nearest name.
pub fn select(rule: &str, packs: Packs) -> Result<(), Error> {
    turned_on(packs).select([rule.to_owned()]).build()?;
    Ok(())
}

/// A linter in the making with every rule of these packs.
fn turned_on(packs: Packs) -> LinterBuilder {
    let names: Vec<String> = packs.named().map(|pack| pack.name.clone()).collect();
    let builder = names.into_iter().fold(Linter::builder().packs(packs), LinterBuilder::enable_pack);
    scruple::rule::Market::ALL.into_iter().fold(builder, LinterBuilder::market)
}

/// A linter in the making with every rule of every pack.
pub fn all(packs: &[Pack]) -> Result<LinterBuilder, Error> {
    Ok(turned_on(self::packs(packs)?))
}

/// Tells names of packs within from folders. A name wins: a folder that is called the same is written `./eu`.
pub fn asked_for(given: &[PathBuf], quiet: bool) -> Result<Vec<Pack>, Error> {
    let mut asked = Vec::new();
    for path in given {
        if let Some(pack) = Pack::within(&path.to_string_lossy()) {
            if path.is_dir() && !quiet {
                say::warning(&format!("--pack {pack} is the pack within; write ./{pack} for the folder"));
            }
            asked.push(pack);
        } else if path.exists() || path.components().count() != 1 {
            asked.push(Pack::Folder(path.clone()));
        } else {
            // The library knows which pack is the nearest.
            Linter::builder()
                .packs(scruple_rules::with_packs()?)
                .enable_pack(path.to_string_lossy())
                .build()
                .map_err(|error| Error::UnknownPack { path: display(path), reason: error.to_string() })?;
        }
    }
    Ok(asked)
}

/// The packs within and those on disk, to tell of their rules.
pub fn packs(packs: &[Pack]) -> Result<Packs, Error> {
    let mut loaded = scruple_rules::with_packs()?;
    for pack in packs {
        if let Pack::Folder(folder) = pack {
            loaded = loaded.extend(&read_pack(folder)?)?;
        }
    }
    Ok(loaded)
}

/// A pack to be tested.
pub struct Loaded {
    /// The pack, with the packs within if it can stand on them.
    pub packs: Packs,
    /// Its files.
    pub files: Vec<PackFile>,
    /// Whether it stands on the packs within.
    pub on_core: bool,
}

/// Loads the pack in a folder on top of the packs within, whose lexicons it may use, or by itself if it is a new
/// version of them.
pub fn load(folder: &Path) -> Result<Loaded, Error> {
    let files = read_pack(folder)?;
    let on_core = match scruple_rules::core()?.extend(&files) {
        Ok(packs) => return Ok(Loaded { packs, files, on_core: true }),
        Err(errors) => errors,
    };
    match Packs::default().extend(&files) {
        Ok(packs) => Ok(Loaded { packs, files, on_core: false }),
        // The way in which it was not meant brings a crowd of errors.
        Err(alone) if alone.0.len() < on_core.0.len() => Err(alone.into()),
        Err(_) => Err(on_core.into()),
    }
}
