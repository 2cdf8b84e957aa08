//! Reading the tables of a settings file.

use std::ops::Range;

use scruple::finding::Severity;
use scruple::house::{Disclaimer, Level};
use toml::de::{DeTable, DeValue};

use super::{KEYS, OVERRIDE_KEYS, Reader, Spanned};
use crate::config::{File, Override};
use crate::glob::Globs;
use crate::layer::{Layer, RuleLevel};
use crate::source::Sourced;

pub(crate) const FILES_KEYS: &[&str] = &["include", "exclude", "formats", "fields"];
pub(crate) const TERMS_KEYS: &[&str] = &["products", "ingredients", "ignore"];
pub(crate) const DISCLAIMER_KEYS: &[&str] =
    &["name", "text", "pattern", "when", "markets", "classes", "severity"];

impl<'t> Reader<'t> {
    /// The whole file.
    pub(super) fn top(&mut self, table: &DeTable<'t>) -> File {
        let mut file = File::default();
        self.entries(table, KEYS, "", |reader, key, value| match key {
            "extends" => {
                let words = reader.words(key, "\"../base.toml\"", value);
                file.extends = words.into_iter().map(|word| reader.path(word)).collect();
            }
            "baseline" => {
                let word = reader.word(key, "\"scruple-baseline.json\"", value);
                file.baseline = word.map(|word| reader.path(word));
            }
            "approved" => {
                let words = reader.words(key, "\"approved-claims.toml\"", value);
                file.approved = Some(words.into_iter().map(|word| reader.path(word)).collect());
            }
            "files" => reader.files(value, &mut file),
            "terms" => reader.terms(value, &mut file),
            "disclaimers" => {
                for entry in reader.tables(key, value) {
                    let disclaimer = reader.disclaimer(entry);
                    reader.keep(disclaimer, &mut file);
                }
            }
            "overrides" => {
                for entry in reader.tables(key, value) {
                    file.overrides.extend(reader.set(entry));
                }
            }
            _ => reader.layered(key, value, &mut file.layer),
        });
        file
    }

    /// What the top of a file and an override have in common.
    fn layered(&mut self, key: &str, value: &Spanned<DeValue<'t>>, layer: &mut Layer) {
        match key {
            "packs" => layer.packs = Some(self.packs(value)),
            "markets" => layer.markets = Some(self.all_named(key, value)),
            "class" => layer.class = self.named(key, value),
            "select" => layer.select = Some(self.words(key, "\"MC1\"", value)),
            "ignore" => layer.ignore = self.words(key, "\"MC112\"", value),
            "severity" => layer.severity = self.severity(value),
            "format" => layer.format = self.format(key, value),
            "fields" => layer.fields = Some(self.fields(key, value)),
            "fail-on" => layer.fail_on = self.named(key, value),
            _ => {}
        }
    }

    fn severity(&mut self, value: &Spanned<DeValue<'t>>) -> Vec<RuleLevel> {
        let Some(table) = self.table("severity", "[severity] with a line like MC114 = \"error\"", value)
        else {
            return Vec::new();
        };
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        let read = entries.into_iter().filter_map(|(key, value)| {
            let name: &str = key.get_ref();
            let level = self.named::<Level>(name, value)?;
            let rule = Sourced::new(name.trim().to_owned(), self.origin(key.span()));
            Some(RuleLevel { rule, level: level.value })
        });
        read.collect()
    }

    fn files(&mut self, value: &Spanned<DeValue<'t>>, file: &mut File) {
        let Some(table) = self.table("files", "[files] with a line like exclude = [\"drafts/\"]", value)
        else {
            return;
        };
        self.entries(table, FILES_KEYS, " in [files]", |reader, key, value| match key {
            "include" => file.include = Some(reader.globs(key, value)),
            "exclude" => file.exclude = reader.globs(key, value),
            "fields" => file.layer.fields = Some(reader.fields(key, value)),
            _ => {
                let Some(table) = reader.table(key, "formats = { njk = \"html\" }", value) else { return };
                for (ending, format) in table {
                    let name = ending
                        .get_ref()
                        .trim()
                        .trim_start_matches("*.")
                        .trim_start_matches('.')
                        .to_lowercase();
                    if name.is_empty() || name.contains(['/', '*']) {
                        let message = format!(
                            "\"{}\" is no ending of a file name; write it like njk or \"html.j2\"",
                            ending.get_ref()
                        );
                        reader.wrong(ending.span(), message);
                    } else if let Some(kind) = reader.kind(&name, format) {
                        file.formats.push((name, kind));
                    }
                }
            }
        });
    }

    fn terms(&mut self, value: &Spanned<DeValue<'t>>, file: &mut File) {
        let Some(table) = self.table("terms", "[terms] with a line like products = [\"Calmora\"]", value)
        else {
            return;
        };
        self.entries(table, TERMS_KEYS, " in [terms]", |reader, key, value| {
            let words = reader.words(key, "\"Calmora\"", value);
            let named = words.into_iter().filter(|word| reader.is_name(word)).collect();
            match key {
                "products" => file.products = named,
                "ingredients" => file.ingredients = named,
                _ => file.ignored_terms = named,
            }
        });
    }

    /// Whether a term holds a word.
    fn is_name(&mut self, word: &Sourced<String>) -> bool {
        let named = word.chars().any(char::is_alphanumeric);
        if let (false, crate::source::Origin::Config(place)) = (named, &word.origin) {
            self.wrong(place.range.clone(), format!("\"{}\" holds no word; write a name", word.value));
        }
        named
    }

    fn disclaimer(&mut self, entry: &Spanned<DeValue<'t>>) -> Option<Sourced<Disclaimer>> {
        let table = entry.get_ref().as_table()?;
        let mut disclaimer = Disclaimer {
            name: String::new(),
            text: None,
            patterns: Vec::new(),
            when: Vec::new(),
            markets: Vec::new(),
            classes: Vec::new(),
            severity: Severity::Error,
        };
        let values =
            |words: Vec<Sourced<String>>| words.into_iter().map(|word| word.value).collect::<Vec<_>>();
        self.entries(table, DISCLAIMER_KEYS, " in [[disclaimers]]", |reader, key, value| match key {
            "name" => disclaimer.name = reader.disclaimer_name(value).unwrap_or_default(),
            "text" => disclaimer.text = reader.word(key, "\"Results vary.\"", value).map(|word| word.value),
            "pattern" => disclaimer.patterns = values(reader.words(key, "\"results ... vary\"", value)),
            "when" => disclaimer.when = values(reader.words(key, "\"structure-function\"", value)),
            "markets" => {
                disclaimer.markets = reader.all_named(key, value).into_iter().map(|market| market.value).collect();
            }
            "classes" => {
                disclaimer.classes = reader.all_named(key, value).into_iter().map(|class| class.value).collect();
            }
            _ => {
                let level = reader.named::<Level>(key, value);
                match level.map(|level| level.severity()) {
                    Some(Some(severity)) => disclaimer.severity = severity,
                    Some(None) => reader.wrong(value.span(), "a disclaimer that is off is not asked for; take it out, or write info, warning or error"),
                    None => {}
                }
            }
        });
        let at = header(entry.span(), self.text);
        // What is there and wrong was told where it stands; an empty list says as little as none.
        let lacks = |key: &str| {
            let found = table.iter().find(|(known, _)| known.get_ref() == key);
            found.is_none_or(|(_, value)| value.get_ref().as_array().is_some_and(|list| list.is_empty()))
        };
        let name =
            if disclaimer.name.is_empty() { String::new() } else { format!(" \"{}\"", disclaimer.name) };
        if lacks("name") {
            self.wrong(at.clone(), "the disclaimer has no name; write one, such as name = \"results\"");
        }
        if lacks("text") && lacks("pattern") {
            let message = format!("the disclaimer{name} has no words; write text = \"...\", or a pattern");
            self.wrong(at.clone(), message);
        }
        if lacks("when") {
            let like = "when = [\"structure-function\"] or when = \"always\"";
            self.wrong(at.clone(), format!("nothing asks for the disclaimer{name}; write {like}"));
        }
        // One that is wrong is kept, too: rules are looked up in it, and others may go by its name.
        let origin = self.origin(at);
        (!disclaimer.name.is_empty()).then(|| Sourced::new(disclaimer, origin))
    }

    fn disclaimer_name(&mut self, value: &Spanned<DeValue<'t>>) -> Option<String> {
        let name = self.word("name", "\"results\"", value)?.value;
        if name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
            return Some(name);
        }
        self.wrong(value.span(), format!("\"{name}\" is no name for a disclaimer; write letters, digits and hyphens, such as \"kids-notice\""));
        None
    }

    /// Keeps a disclaimer whose name is not taken.
    fn keep(&mut self, disclaimer: Option<Sourced<Disclaimer>>, file: &mut File) {
        let Some(disclaimer) = disclaimer else { return };
        match file.disclaimers.iter().find(|known| known.name.eq_ignore_ascii_case(&disclaimer.name)) {
            None => file.disclaimers.push(disclaimer),
            Some(known) => {
                let message = format!(
                    "the disclaimer \"{}\" stands already at {}; choose another name",
                    disclaimer.name, known.origin
                );
                if let crate::source::Origin::Config(place) = &disclaimer.origin {
                    self.wrong(place.range.clone(), message);
                }
            }
        }
    }

    /// An entry of `[[overrides]]`.
    fn set(&mut self, entry: &Spanned<DeValue<'t>>) -> Option<Override> {
        let table = entry.get_ref().as_table()?;
        let mut set = Override::default();
        self.entries(table, OVERRIDE_KEYS, " in [[overrides]]", |reader, key, value| match key {
            "files" => set.files = reader.globs(key, value),
            _ => reader.layered(key, value, &mut set.layer),
        });
        let files = table.iter().find(|(key, _)| key.get_ref() == "files").map(|(_, value)| value);
        if files.is_none_or(|files| files.get_ref().as_array().is_some_and(|list| list.is_empty())) {
            let at = files.map_or_else(|| header(entry.span(), self.text), Spanned::span);
            self.wrong(at, "the override says for no files; write files = [\"blog/**\"]");
        }
        set.globs = Globs::new(set.files.iter().map(|pattern| pattern.as_str())).unwrap_or_default();
        Some(set)
    }
}

/// The header of a table, without what stands in it.
fn header(range: Range<usize>, text: &str) -> Range<usize> {
    let line =
        text.get(range.clone()).and_then(|own| own.find('\n')).map_or(range.end, |end| range.start + end);
    range.start..line
}
