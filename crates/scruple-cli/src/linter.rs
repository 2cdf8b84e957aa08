//! Building the linter from the packs within and the packs on disk.

use std::fs;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use scruple::Linter;
use scruple::rule::Packs;
use scruple::rule::pack::PackFile;

use crate::args::CheckArgs;
use crate::error::{Error, reason};
use crate::walk::display;

/// The endings of the files that make up a pack: rules and lexicons, and reference tables.
const ENDINGS: [&str; 3] = ["yaml", "yml", "tsv"];

/// The linter that `scruple check` was asked for.
pub fn for_check(args: &CheckArgs) -> Result<Linter, Error> {
    let mut builder = Linter::builder().packs(packs(&args.pack)?);
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
}

/// The entries without the spaces of `--select "MC1, MC2"`.
fn trimmed(entries: &[String]) -> Vec<String> {
    entries.iter().map(|entry| entry.trim().to_owned()).collect()
}

/// A linter with every rule, to look rules up in.
pub fn with_all(folders: &[PathBuf]) -> Result<Linter, Error> {
    let mut builder = Linter::builder().packs(packs(folders)?);
    for market in scruple::rule::Market::ALL {
        builder = builder.market(market);
    }
    Ok(builder.build()?)
}

/// Fails where no rule is called that, with the nearest name.
pub fn select(rule: &str, folders: &[PathBuf]) -> Result<(), Error> {
    Linter::builder().packs(packs(folders)?).select([rule.to_owned()]).build()?;
    Ok(())
}

/// The packs within and those of the folders.
pub fn packs(folders: &[PathBuf]) -> Result<Packs, Error> {
    folders.iter().try_fold(scruple_rules::core()?, |packs, folder| Ok(packs.extend(&read(folder)?)?))
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
