//! Values with the place they were written at.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::{Deref, Range};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// A place in a settings file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file, absolute.
    pub path: Arc<Path>,
    /// Line, from 1; 0 where the whole file is meant.
    pub line: usize,
    /// Column in Unicode scalar values, from 1; 0 where the whole file is meant.
    pub column: usize,
    /// The bytes of the file that are meant.
    pub range: Range<usize>,
}

impl Place {
    /// The file as a whole.
    #[must_use]
    pub fn whole(path: &Path) -> Self {
        Self { path: path.into(), line: 0, column: 0, range: 0..0 }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&shown(&self.path))?;
        if self.line > 0 {
            write!(f, ":{}:{}", self.line, self.column)?;
        }
        Ok(())
    }
}

/// Who set a value.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Origin {
    /// Nobody.
    #[default]
    Default,
    /// A settings file.
    Config(Place),
    /// An option of the command line, such as `--market`.
    CommandLine(&'static str),
    /// The settings of an editor.
    Editor,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::Config(place) => place.fmt(f),
            Self::CommandLine(option) => f.write_str(option),
            Self::Editor => f.write_str("settings of the editor"),
        }
    }
}

/// A value and who set it. Two are equal where their values are, whoever set them.
#[derive(Debug, Clone, Default)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Who set it.
    pub origin: Origin,
}

impl<T> Sourced<T> {
    /// A value of an origin.
    pub fn new(value: T, origin: Origin) -> Self {
        Self { value, origin }
    }

    /// Another value of the same origin.
    pub fn map<U>(self, with: impl FnOnce(T) -> U) -> Sourced<U> {
        Sourced { value: with(self.value), origin: self.origin }
    }
}

impl<T> Deref for Sourced<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: PartialEq> PartialEq for Sourced<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Sourced<T> {}

impl<T: Hash> Hash for Sourced<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

/// A path as it is shown to people: from the current folder on where it lies in there, with `/` between its parts.
#[must_use]
pub fn shown(path: &Path) -> String {
    let current = std::env::current_dir().unwrap_or_default();
    let inside = path.strip_prefix(&current).or_else(|_| path.strip_prefix(".")).unwrap_or(path);
    let text = if inside.as_os_str().is_empty() { ".".into() } else { inside.to_string_lossy() };
    if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() }
}

/// An absolute path without `.` and `..`.
pub(crate) fn clean(folder: &Path, path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in folder.join(path).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out
}

/// The whole path, without `.` and `..`. The system is asked for the current folder only where that matters.
pub(crate) fn whole(path: &Path) -> PathBuf {
    let current =
        if path.is_absolute() { PathBuf::new() } else { std::env::current_dir().unwrap_or_default() };
    clean(&current, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_cleaned_by_their_words() {
        assert_eq!(clean(Path::new("/a/b"), Path::new("../c/./d.md")), Path::new("/a/c/d.md"));
        assert_eq!(clean(Path::new("/a"), Path::new("/x/y")), Path::new("/x/y"));
        assert_eq!(clean(Path::new("/a"), Path::new("../../..")), Path::new("/"));
    }

    #[test]
    fn who_set_a_value_makes_no_difference() {
        let typed = Sourced::new(1, Origin::CommandLine("--threads"));
        assert_eq!(typed, Sourced::new(1, Origin::Default));
    }
}
