//! Reading values: words, lists of words, paths, names of things that are known.

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use scruple::DocumentClass;
use scruple::house::Level;
use scruple::rule::Market;
use scruple::source::Format;
use scruple_documents::{Field, Kind};
use toml::de::{DeTable, DeValue};

use super::{Reader, Spanned};
use crate::error::nearest;
use crate::format::{FORMATS, HOLDERS, format_named, kind_named};
use crate::glob::Globs;
use crate::packs::Pack;
use crate::settings::FailOn;
use crate::source::{Sourced, clean};

/// A word that names one of several known things.
pub(super) trait Named: FromStr {
    /// What it is, for messages.
    const WHAT: &'static str;
    /// The words.
    fn words() -> Vec<&'static str>;
}

impl Named for Market {
    const WHAT: &'static str = "market";
    fn words() -> Vec<&'static str> {
        Self::ALL.map(Self::as_str).to_vec()
    }
}

impl Named for DocumentClass {
    const WHAT: &'static str = "class";
    fn words() -> Vec<&'static str> {
        Self::NAMED.map(Self::as_str).to_vec()
    }
}

impl Named for Level {
    const WHAT: &'static str = "severity";
    fn words() -> Vec<&'static str> {
        Self::ALL.map(Self::as_str).to_vec()
    }
}

impl Named for FailOn {
    const WHAT: &'static str = "threshold";
    fn words() -> Vec<&'static str> {
        Self::ALL.map(Self::as_str).to_vec()
    }
}

/// What is said of a word that names nothing known.
pub(super) fn unknown(what: &str, given: &str, words: &[&str]) -> String {
    match nearest(given, words.iter().copied()) {
        Some(word) => format!("unknown {what} \"{given}\"; did you mean \"{word}\"?"),
        None => format!("unknown {what} \"{given}\"; write one of {}", words.join(", ")),
    }
}

impl<'t> Reader<'t> {
    /// "`markets` takes words, such as ...; this is an integer"
    pub(super) fn mistyped(&mut self, key: &str, wanted: impl Display, value: &Spanned<DeValue<'t>>) {
        let kind = match value.get_ref() {
            DeValue::String(_) => "a string",
            DeValue::Integer(_) => "a number",
            DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        self.wrong(value.span(), format!("\"{key}\" takes {wanted}; this is {kind}"));
    }

    /// A word that is not empty.
    pub(super) fn word(
        &mut self,
        key: &str,
        like: &str,
        value: &Spanned<DeValue<'t>>,
    ) -> Option<Sourced<String>> {
        let Some(word) = value.get_ref().as_str() else {
            self.mistyped(key, format!("a string, such as {like}"), value);
            return None;
        };
        let word = word.trim();
        if word.is_empty() {
            self.wrong(
                value.span(),
                format!("\"{key}\" is empty; write something such as {like}, or take it out"),
            );
            return None;
        }
        Some(Sourced::new(word.to_owned(), self.origin(value.span())))
    }

    /// Words in a list, or one.
    pub(super) fn words(
        &mut self,
        key: &str,
        like: &str,
        value: &Spanned<DeValue<'t>>,
    ) -> Vec<Sourced<String>> {
        match value.get_ref() {
            DeValue::Array(list) => list.iter().filter_map(|entry| self.word(key, like, entry)).collect(),
            DeValue::String(_) => self.word(key, like, value).into_iter().collect(),
            _ => {
                self.mistyped(key, format!("a list of strings, such as [{like}]"), value);
                Vec::new()
            }
        }
    }

    /// A word that names one of several known things.
    pub(super) fn named<T: Named>(&mut self, key: &str, value: &Spanned<DeValue<'t>>) -> Option<Sourced<T>> {
        let words = T::words();
        let like = format!("\"{}\"", words.first().copied().unwrap_or_default());
        let word = self.word(key, &like, value)?;
        self.parsed(word, value)
    }

    /// Several of them.
    pub(super) fn all_named<T: Named>(&mut self, key: &str, value: &Spanned<DeValue<'t>>) -> Vec<Sourced<T>> {
        let words = T::words();
        let like: Vec<String> = words.iter().take(2).map(|word| format!("\"{word}\"")).collect();
        let entries: Vec<&Spanned<DeValue<'t>>> = match value.get_ref() {
            DeValue::Array(list) => list.iter().collect(),
            DeValue::String(_) => vec![value],
            _ => {
                self.mistyped(key, format!("a list of strings, such as [{}]", like.join(", ")), value);
                return Vec::new();
            }
        };
        let like = like.first().cloned().unwrap_or_default();
        let read = entries.into_iter().filter_map(|entry| {
            let word = self.word(key, &like, entry)?;
            self.parsed(word, entry)
        });
        read.collect()
    }

    fn parsed<T: Named>(
        &mut self,
        word: Sourced<String>,
        value: &Spanned<DeValue<'t>>,
    ) -> Option<Sourced<T>> {
        match word.value.parse() {
            Ok(known) => Some(Sourced::new(known, word.origin)),
            Err(_) => {
                self.wrong(value.span(), unknown(T::WHAT, &word.value, &T::words()));
                None
            }
        }
    }

    /// The name of a format.
    pub(super) fn format(&mut self, key: &str, value: &Spanned<DeValue<'t>>) -> Option<Sourced<Format>> {
        let word = self.word(key, "\"markdown\"", value)?;
        let format = format_named(&word);
        if format.is_none() {
            let words: Vec<&str> = FORMATS.iter().map(|(name, _)| *name).collect();
            self.wrong(value.span(), unknown("format", &word, &words));
        }
        format.map(|format| Sourced::new(format, word.origin))
    }

    /// The name of a format, or of what holds text in another way.
    pub(super) fn kind(&mut self, key: &str, value: &Spanned<DeValue<'t>>) -> Option<Sourced<Kind>> {
        let word = self.word(key, "\"markdown\"", value)?;
        let kind = kind_named(&word);
        if kind.is_none() {
            let formats = FORMATS.iter().map(|(name, _)| *name);
            let words: Vec<&str> = formats.chain(HOLDERS.iter().map(|(name, _)| *name)).collect();
            self.wrong(value.span(), unknown("format", &word, &words));
        }
        kind.map(|kind| Sourced::new(kind, word.origin))
    }

    /// Fields of exports; those that are none are told of.
    pub(super) fn fields(&mut self, key: &str, value: &Spanned<DeValue<'t>>) -> Vec<Sourced<Field>> {
        let words = self.words(key, "\"items[].body\"", value);
        let read = words.into_iter().filter_map(|word| match word.value.parse() {
            Ok(field) => Some(Sourced::new(field, word.origin)),
            Err(error) => {
                if let crate::source::Origin::Config(place) = &word.origin {
                    self.wrong(place.range.clone(), scruple_documents::FieldError::to_string(&error));
                }
                None
            }
        });
        read.collect()
    }

    /// A table; what is no table is told of.
    pub(super) fn table<'d>(
        &mut self,
        key: &str,
        like: &str,
        value: &'d Spanned<DeValue<'t>>,
    ) -> Option<&'d DeTable<'t>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.mistyped(key, format!("a table, such as {like}"), value);
        }
        table
    }

    /// Tables in a list, each with the place of the table.
    pub(super) fn tables<'d>(
        &mut self,
        key: &str,
        value: &'d Spanned<DeValue<'t>>,
    ) -> Vec<&'d Spanned<DeValue<'t>>> {
        match value.get_ref() {
            DeValue::Array(list) => {
                let (tables, others): (Vec<_>, Vec<_>) =
                    list.iter().partition(|entry| entry.get_ref().is_table());
                for other in others {
                    self.mistyped(key, format!("tables, written under [[{key}]]"), other);
                }
                tables
            }
            DeValue::Table(_) => {
                self.wrong(
                    value.span(),
                    format!("\"{key}\" is a list of tables; write [[{key}]] instead of [{key}]"),
                );
                Vec::new()
            }
            _ => {
                self.mistyped(key, format!("tables, written under [[{key}]]"), value);
                Vec::new()
            }
        }
    }

    /// A path, from the folder of the file on.
    pub(super) fn path(&self, word: Sourced<String>) -> Sourced<PathBuf> {
        let folder = self.path.parent().unwrap_or(&self.path);
        word.map(|word| clean(folder, Path::new(&word)))
    }

    /// Patterns for paths; those that cannot be read are told of.
    pub(super) fn globs(&mut self, key: &str, value: &Spanned<DeValue<'t>>) -> Vec<Sourced<String>> {
        let mut words = self.words(key, "\"blog/**\"", value);
        words.retain(|word| match Globs::new([word.as_str()]) {
            Ok(_) => true,
            Err((_, why)) => {
                let message = format!("\"{}\" is no pattern for paths: {why}", word.value);
                if let crate::source::Origin::Config(place) = &word.origin {
                    self.wrong(place.range.clone(), message);
                }
                false
            }
        });
        words
    }

    /// Names of packs within and folders of packs.
    pub(super) fn packs(&mut self, value: &Spanned<DeValue<'t>>) -> Vec<Sourced<Pack>> {
        let words = self.words("packs", "\"eu\", \"./house\"", value);
        words.into_iter().filter_map(|word| self.pack(word)).collect()
    }

    fn pack(&mut self, word: Sourced<String>) -> Option<Sourced<Pack>> {
        if let Some(within) = Pack::within(&word) {
            return Some(Sourced::new(within, word.origin));
        }
        let name = word.value.clone();
        let path = self.path(word);
        if path.is_dir() {
            return Some(path.map(Pack::Folder));
        }
        self.lost_pack = true;
        let known = scruple_rules::NAMES;
        let message = if name.contains(['/', '\\']) || name.starts_with('.') {
            format!("there is no folder \"{name}\"; a folder of rules is written as a path from this file on")
        } else {
            let near = match nearest(&name, known.iter().copied()) {
                Some(near) => format!("; did you mean \"{near}\"?"),
                None => format!("; there are {}", known.join(", ")),
            };
            format!("no pack is called \"{name}\", nor any folder beside this file{near}")
        };
        if let crate::source::Origin::Config(place) = &path.origin {
            self.wrong(place.range.clone(), message);
        }
        None
    }
}
