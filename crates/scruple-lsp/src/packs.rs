//! Rule packs: those that are linted with, and those that are being written.

use std::fs;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use scruple::rule::Packs;
use scruple::rule::pack::{PackErrors, PackFile};

use crate::document::Snapshot;
use crate::lint::Outcome;

/// The endings of the files that make up a pack.
const ENDINGS: [&str; 3] = ["yaml", "yml", "tsv"];
/// A folder with more files or greater ones is no pack.
const FILES: usize = 500;
const SIZE: u64 = 8 << 20;

/// A mistake in the file that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mistake {
    /// Line, from 0.
    pub line: u32,
    pub message: String,
}

/// Reads the files of a pack.
pub(crate) fn read_folder(folder: &Path) -> Result<Vec<PackFile>, String> {
    let named = |path: &Path, why: &dyn std::fmt::Display| format!("rule pack {}: {why}", path.display());
    if !folder.is_dir() {
        return Err(named(folder, &"no such folder"));
    }
    let mut files = Vec::new();
    for entry in WalkBuilder::new(folder).standard_filters(false).hidden(true).max_depth(Some(4)).build() {
        let entry = entry.map_err(|error| named(folder, &error))?;
        let path = entry.path();
        if !path.is_file() || !is_pack_file(path) {
            continue;
        }
        let size = entry.metadata().map_or(0, |metadata| metadata.len());
        if files.len() >= FILES || size > SIZE {
            return Err(named(path, &"too many files, or one that is too large"));
        }
        let text = fs::read_to_string(path).map_err(|error| named(path, &error))?;
        files.push(PackFile { path: path.to_string_lossy().into_owned(), text });
    }
    if files.is_empty() {
        return Err(named(folder, &"holds no .yaml file"));
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// Whether a file may belong to a pack.
pub(crate) fn is_pack_file(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

/// The mistakes in a YAML file, if it is one of a rule pack.
pub(crate) fn mistakes(snapshot: &Snapshot) -> Outcome {
    let text = snapshot.text.to_string();
    if !looks_like_rules(&text) {
        return Outcome::Other;
    }
    let path = crate::workspace::path_of(&snapshot.uri);
    let name = path.as_deref().map_or_else(|| "untitled.yaml".into(), Path::to_string_lossy).into_owned();
    let mut files = path.as_deref().map(neighbours).unwrap_or_default();
    files.retain(|file| file.path != name);
    files.push(PackFile { path: name.clone(), text });
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let errors = match load(&files) {
        Ok(()) => return Outcome::Pack(Vec::new()),
        Err(errors) => errors,
    };
    let (own, others): (Vec<_>, Vec<_>) = errors.0.into_iter().partition(|error| error.path == name);
    // What this file lacks may be missing because another one does not load.
    let first = others.first().map(|error| Mistake {
        line: 0,
        message: format!("another file of this pack has mistakes, which may lead to others here: {error}"),
    });
    let own = own
        .into_iter()
        .map(|error| Mistake { line: error.line.saturating_sub(1), message: error.problem.to_string() });
    Outcome::Pack(first.into_iter().chain(own).collect())
}

/// Loads a pack on top of the packs within, whose lexicons it may use, or by itself if it is a new version of them.
fn load(files: &[PackFile]) -> Result<(), PackErrors> {
    let core = scruple_rules::core().unwrap_or_default();
    let on_core = match core.extend(files) {
        Ok(_) => return Ok(()),
        Err(errors) => errors,
    };
    match Packs::default().extend(files) {
        Ok(_) => Ok(()),
        // The way in which it was not meant brings a crowd of errors.
        Err(alone) if alone.0.len() < on_core.0.len() => Err(alone),
        Err(_) => Err(on_core),
    }
}

/// The other files of the pack that a file lies in.
fn neighbours(path: &Path) -> Vec<PackFile> {
    let mut folder = path.parent().unwrap_or(path).to_path_buf();
    if folder.file_name().is_some_and(|name| name == "lexicons" || name == "tables") {
        folder.pop();
    }
    let looks_alike = |file: &PackFile| file.path.ends_with(".tsv") || looks_like_rules(&file.text);
    let mut files = read_folder(&PathBuf::from(&folder)).unwrap_or_default();
    files.retain(looks_alike);
    files
}

/// Whether a YAML text is a list of rules, or a map of lexicons or nutrients.
fn looks_like_rules(text: &str) -> bool {
    text.lines().any(|line| {
        let line = line.trim_end();
        line.starts_with("- code:") || line.starts_with("lexicons:") || line.starts_with("nutrients:")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_yaml_is_left_alone() {
        assert!(looks_like_rules("# ours\n- code: HOUSE1\n  name: x\n"));
        assert!(looks_like_rules("lexicons:\n  a: [b]\n"));
        assert!(!looks_like_rules("on:\n  push:\n    - code: 3\n"));
        assert!(!looks_like_rules(""));
    }
}
