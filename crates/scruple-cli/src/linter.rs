//! Building the linter from the packs within and the packs on disk.

use std::fs;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use scruple::rule::Packs;
use scruple::rule::pack::PackFile;
use scruple::{BuildError, Linter, LinterBuilder};

use crate::args::CheckArgs;
use crate::error::{Error, reason};
use crate::say;
use crate::walk::display;

/// The endings of the files that make up a pack: rules and lexicons, and reference tables.
const ENDINGS: [&str; 3] = ["yaml", "yml", "tsv"];

/// The linter that `scruple check` was asked for.
pub fn for_check(args: &CheckArgs) -> Result<Linter, Error> {
    let asked = Asked::read(&args.pack, args.quiet)?;
    let build = |packs: Packs| {
        let mut builder = asked.builder(packs)?;
        for market in &args.market {
            builder = builder.market(*market);
        }
        if let Some(class) = args.class {
            builder = builder.class(class);
        }
        if !args.select.is_empty() {
            builder = builder.select(trimmed(&args.select));
        }
        if !args.ignore.is_empty() {
            builder = builder.ignore(trimmed(&args.ignore));
        }
        Ok(builder.build()?)
    };
    // Most runs need the core pack alone, which is ready sooner.
    let packs = if asked.built_in.is_empty() { scruple_rules::core()? } else { scruple_rules::with_packs()? };
    match build(packs) {
        // The rule may belong to a pack that was not asked for.
        Err(Error::Build(BuildError::UnknownRule(_))) => build(scruple_rules::with_packs()?),
        other => other,
    }
}

/// The entries without the spaces of `--select "MC1, MC2"`.
fn trimmed(entries: &[String]) -> Vec<String> {
    entries.iter().map(|entry| entry.trim().to_owned()).collect()
}

/// A linter with every rule of every pack, to look rules up in.
pub fn with_all(packs: &[PathBuf]) -> Result<Linter, Error> {
    Ok(all(packs)?.build()?)
}

/// Fails where no rule is called that, with the nearest name.
pub fn select(rule: &str, packs: &[PathBuf]) -> Result<(), Error> {
    all(packs)?.select([rule.to_owned()]).build()?;
    Ok(())
}

/// A linter in the making with every rule of every pack.
pub fn all(packs: &[PathBuf]) -> Result<LinterBuilder, Error> {
    let builder = Asked::read(packs, true)?.builder(scruple_rules::with_packs()?)?;
    let builder = scruple_rules::NAMES.iter().fold(builder, |builder, name| builder.enable_pack(*name));
    Ok(scruple::rule::Market::ALL.into_iter().fold(builder, LinterBuilder::market))
}

/// What `--pack` asked for.
struct Asked {
    /// Packs within, by name.
    built_in: Vec<String>,
    /// The files of packs on disk, by folder.
    on_disk: Vec<Vec<PackFile>>,
}

impl Asked {
    /// Tells names of packs within from folders. A name wins: a folder that is called the same is written `./eu`.
    fn read(given: &[PathBuf], quiet: bool) -> Result<Self, Error> {
        let mut asked = Self { built_in: Vec::new(), on_disk: Vec::new() };
        for path in given {
            let name = path.to_string_lossy().to_ascii_lowercase();
            if scruple_rules::NAMES.contains(&name.as_str()) {
                if path.is_dir() && !quiet {
                    say::warning(&format!("--pack {name} is the pack within; write ./{name} for the folder"));
                }
                asked.built_in.push(name);
            } else if path.exists() || path.components().count() != 1 {
                asked.on_disk.push(read(path)?);
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

    /// These packs and those on disk.
    fn extend(&self, packs: Packs) -> Result<Packs, Error> {
        Ok(self.on_disk.iter().try_fold(packs, |packs, files| packs.extend(files))?)
    }

    /// All packs that were asked for, turned on.
    fn builder(&self, packs: Packs) -> Result<LinterBuilder, Error> {
        let within = packs.named().count();
        let packs = self.extend(packs)?;
        let on_disk: Vec<String> = packs.named().skip(within).map(|pack| pack.name.clone()).collect();
        let names = self.built_in.iter().cloned().chain(on_disk);
        Ok(names.fold(Linter::builder().packs(packs), LinterBuilder::enable_pack))
    }
}

/// The packs within and those on disk, to tell of their rules.
pub fn packs(given: &[PathBuf]) -> Result<Packs, Error> {
    Asked::read(given, true)?.extend(scruple_rules::with_packs()?)
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
    let files = read(folder)?;
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

/// Reads the files of the pack in a folder, by path.
fn read(folder: &Path) -> Result<Vec<PackFile>, Error> {
    let failed = |path: &Path, reason: String| Error::PackFolder { path: display(path), reason };
    if !fs::metadata(folder).map_err(|e| failed(folder, reason(&e)))?.is_dir() {
        return Err(failed(folder, "is not a folder".to_owned()));
    }
    let mut files = Vec::new();
    for entry in WalkBuilder::new(folder).standard_filters(false).hidden(true).build() {
        let entry = entry.map_err(|e| failed(folder, e.to_string()))?;
        let path = entry.path();
        let known =
            path.extension().is_some_and(|e| ENDINGS.iter().any(|known| e.eq_ignore_ascii_case(known)));
        if known && path.is_file() {
            let text = fs::read_to_string(path).map_err(|e| failed(path, reason(&e)))?;
            files.push(PackFile { path: display(path), text });
        }
    }
    if files.is_empty() {
        return Err(failed(folder, "holds no .yaml file".to_owned()));
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}
