//! Reading a settings file. All that is wrong is told at once, each with its place and what to write.

mod tables;
mod values;

use std::path::Path;
use std::sync::Arc;

use scruple::source::lines::LineIndex;
use toml::de::{DeTable, DeValue};

use crate::config::{Config, File};
use crate::error::{Mistake, did_you_mean};
use crate::source::{Origin, Place};

#[cfg(test)]
pub(crate) use tables::{DISCLAIMER_KEYS, FILES_KEYS, TERMS_KEYS};

/// The type of a key in a table that was read.
type Spanned<T> = toml::Spanned<T>;

/// The keys at the top of a settings file.
pub const KEYS: &[&str] = &[
    "extends",
    "packs",
    "markets",
    "class",
    "select",
    "ignore",
    "fail-on",
    "baseline",
    "approved",
    "severity",
    "files",
    "terms",
    "disclaimers",
    "overrides",
];

/// The keys of an entry of `[[overrides]]`.
pub const OVERRIDE_KEYS: &[&str] =
    &["files", "packs", "markets", "class", "select", "ignore", "severity", "format", "fields", "fail-on"];

/// More mistakes than this in the syntax of one file tell nothing new.
const MOST: usize = 20;

/// Reads the text of a settings file that stands at an absolute path.
pub(crate) fn file(path: &Path, text: &str) -> (File, Vec<Mistake>) {
    let mut reader = Reader::new(path, text);
    // A mark at the start is no part of the text.
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        for error in errors.iter().take(MOST) {
            let range = error.span().unwrap_or(0..0);
            let message = error.message().trim_end().replace('\n', ", ");
            reader.wrong(range, format!("this is not valid TOML: {message}"));
        }
        return (File { doubtful: true, ..File::default() }, reader.finish());
    }
    let mut file = reader.top(table.get_ref());
    file.doubtful = reader.lost_pack;
    (file, reader.finish())
}

/// What is wrong with the text of a settings file that stands at an absolute path, by itself: what it extends is not
/// read, and names of rules are not looked up.
#[must_use]
pub fn mistakes(path: &Path, text: &str) -> Vec<Mistake> {
    file(path, text).1
}

/// Everything that is wrong with a settings file that an editor has open: also in the files that it extends, and names
/// that no rule goes by.
#[must_use]
pub fn review(path: &Path, text: &str) -> Vec<Mistake> {
    Config::review(path, text)
}

/// The reading of one file.
struct Reader<'t> {
    path: Arc<Path>,
    text: &'t str,
    lines: LineIndex,
    mistakes: Vec<(usize, Mistake)>,
    /// Whether a pack is named that is not there: its rules are not known.
    lost_pack: bool,
}

impl<'t> Reader<'t> {
    fn new(path: &Path, text: &'t str) -> Self {
        let lines = LineIndex::new(text);
        Self { path: path.into(), text, lines, mistakes: Vec::new(), lost_pack: false }
    }

    /// The mistakes in the order of the text.
    fn finish(mut self) -> Vec<Mistake> {
        self.mistakes.sort_by_key(|(start, _)| *start);
        self.mistakes.into_iter().map(|(_, mistake)| mistake).collect()
    }

    fn origin(&self, range: std::ops::Range<usize>) -> Origin {
        let place = self.lines.position(self.text, range.start);
        Origin::Config(Place { path: Arc::clone(&self.path), line: place.line, column: place.column, range })
    }

    fn wrong(&mut self, range: std::ops::Range<usize>, message: impl Into<String>) {
        let start = range.start;
        let mistake = Mistake::new(&self.origin(range), message);
        self.mistakes.push((start, mistake));
    }

    /// Reads the entries of a table in the order of the text; those with an unknown key are told of.
    fn entries<'d>(
        &mut self,
        table: &'d DeTable<'t>,
        known: &[&str],
        within: &str,
        mut read: impl FnMut(&mut Self, &str, &'d Spanned<DeValue<'t>>),
    ) {
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        for (key, value) in entries {
            let name: &str = key.get_ref();
            if known.contains(&name) {
                read(self, name, value);
                continue;
            }
            let nearest = did_you_mean(name, known.iter().copied());
            let else_known =
                if nearest.is_empty() { format!("; known here are {}", known.join(", ")) } else { nearest };
            self.wrong(key.span(), format!("unknown key \"{name}\"{within}{else_known}"));
        }
    }
}

#[cfg(test)]
mod tests;
