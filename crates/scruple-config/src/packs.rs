//! Rule packs: those within, and those on disk.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use scruple::rule::pack::PackFile;

use crate::source::shown;

/// The endings of the files that make up a pack: rules and lexicons, and reference tables.
const ENDINGS: [&str; 3] = ["yaml", "yml", "tsv"];

/// A rule pack that can be asked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pack {
    /// One of those within, by name.
    Within(String),
    /// The files in a folder; absolute in settings that were read from a file.
    Folder(PathBuf),
}

impl Pack {
    /// The pack within of that name, in any case.
    #[must_use]
    pub fn within(name: &str) -> Option<Self> {
        let name = name.trim().to_ascii_lowercase();
        scruple_rules::NAMES.contains(&name.as_str()).then_some(Self::Within(name))
    }
}

impl std::fmt::Display for Pack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Within(name) => f.write_str(name),
            Self::Folder(path) => f.write_str(&shown(path)),
        }
    }
}

/// A folder that cannot be read as a rule pack.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("rule pack {path}: {reason}")]
pub struct PackFolderError {
    /// The folder or the file in it.
    pub path: String,
    /// Why not.
    pub reason: String,
}

/// Reads the files of the pack in a folder, sorted by path.
///
/// # Errors
/// The folder is not there or holds no pack, or one of its files cannot be read.
pub fn read_pack(folder: &Path) -> Result<Vec<PackFile>, PackFolderError> {
    let failed = |path: &Path, reason: String| PackFolderError { path: shown(path), reason };
    if !fs::metadata(folder).map_err(|error| failed(folder, reason(&error)))?.is_dir() {
        return Err(failed(folder, "is not a folder".to_owned()));
    }
    let mut files = Vec::new();
    for entry in WalkBuilder::new(folder).standard_filters(false).hidden(true).build() {
        let entry = entry.map_err(|error| failed(folder, error.to_string()))?;
        let path = entry.path();
        let known =
            path.extension().is_some_and(|e| ENDINGS.iter().any(|known| e.eq_ignore_ascii_case(known)));
        if known && path.is_file() {
            let text = fs::read_to_string(path).map_err(|error| failed(path, reason(&error)))?;
            files.push(PackFile { path: shown(path.strip_prefix(".").unwrap_or(path)), text });
        }
    }
    if files.is_empty() {
        return Err(failed(folder, "holds no .yaml file".to_owned()));
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// The reason of an input or output failure in plain words, without the number of the operating system.
pub(crate) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "is a folder".to_owned(),
        io::ErrorKind::InvalidData => "is not UTF-8 text".to_owned(),
        _ => {
            let told = error.to_string();
            told.split(" (os error ").next().unwrap_or(&told).to_owned()
        }
    }
}
