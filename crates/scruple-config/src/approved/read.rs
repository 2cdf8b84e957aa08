//! Reading the register, with a line and a remedy for whatever is wrong.

use std::ops::Range;

use scruple::rule::{Market, RuleInfo, review};
use toml_edit::{Document, Item, TableLike, Value};

use super::wording::{LEAST, Wording};
use super::{Entry, RegisterError, Substantiation, needs_substantiation};
use crate::date::Date;
use crate::error::did_you_mean;

const KEYS: [&str; 10] = [
    "wording",
    "pattern",
    "rules",
    "markets",
    "product",
    "approver",
    "approved",
    "valid-until",
    "substantiation",
    "note",
];
const SUBSTANTIATION_KEYS: [&str; 3] = ["document", "link", "date"];

/// The entries of a register.
pub(super) fn entries(path: &str, text: &str, rules: &[RuleInfo]) -> Result<Vec<Entry>, Vec<RegisterError>> {
    let mut reader = Reader { path, text, rules, errors: Vec::new() };
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => {
            let message = error.message().trim().replace('\n', "; ");
            reader.wrong(error.span(), message);
            return Err(reader.errors);
        }
    };
    let mut entries = Vec::new();
    for (key, item) in document.as_table().iter() {
        let span = document.as_table().key(key).and_then(toml_edit::Key::span).or(item.span());
        match item {
            Item::ArrayOfTables(tables) if key == "claim" => {
                for table in tables {
                    entries.extend(reader.entry(table, table.span()));
                }
            }
            Item::Value(Value::Array(array)) if key == "claim" && array.is_empty() => {}
            _ if key == "claim" => {
                reader.wrong(span, "write each claim as a table headed [[claim]]".to_owned());
            }
            _ => reader.wrong(span, unknown(key, &["claim"], "the register holds tables headed [[claim]]")),
        }
    }
    if reader.errors.is_empty() { Ok(entries) } else { Err(reader.errors) }
}

struct Reader<'a> {
    path: &'a str,
    text: &'a str,
    rules: &'a [RuleInfo],
    errors: Vec<RegisterError>,
}

/// A table and where it stands.
struct Fields<'t> {
    table: &'t dyn TableLike,
    span: Option<Range<usize>>,
}

impl Reader<'_> {
    fn line(&self, span: Option<Range<usize>>) -> usize {
        let start = span.map_or(0, |span| span.start).min(self.text.len());
        self.text.as_bytes().iter().take(start).filter(|byte| **byte == b'\n').count() + 1
    }

    fn wrong(&mut self, span: Option<Range<usize>>, message: String) {
        let line = self.line(span);
        self.errors.push(RegisterError { path: self.path.to_owned(), line, message });
    }

    fn entry(&mut self, table: &dyn TableLike, span: Option<Range<usize>>) -> Option<Entry> {
        let before = self.errors.len();
        let fields = Fields { table, span: span.clone() };
        self.keys(&fields, &KEYS, "a claim has");
        let exact = self.string(&fields, "wording");
        let pattern = self.string(&fields, "pattern");
        let (text, wording) = match (exact, pattern) {
            (Some(text), None) => (text.clone(), Wording::exact(&text)),
            (None, Some(text)) => (text.clone(), Wording::pattern(&text)),
            (Some(_), Some(_)) => {
                self.wrong(span.clone(), "a claim has a `wording` or a `pattern`, not both".to_owned());
                (String::new(), Wording::exact(""))
            }
            (None, None) => {
                if table.get("wording").is_none() && table.get("pattern").is_none() {
                    self.wrong(span.clone(), "the claim has no words; write `wording = \"…\"`".to_owned());
                }
                (String::new(), Wording::exact(""))
            }
        };
        if !text.is_empty() && wording.len() < LEAST {
            let at = table.get("wording").or(table.get("pattern")).and_then(Item::span);
            self.wrong(at, format!("\"{text}\" approves too much; write {LEAST} words at least"));
        }
        let rules = self.rules(&fields);
        let markets = self.markets(&fields);
        let approver = self.required(&fields, "approver", "who approved it, as in `approver = \"J. Doe\"`");
        let product = self.string(&fields, "product");
        let approved = self.date(&fields, "approved");
        let until = self.date(&fields, "valid-until");
        if let (Some(approved), Some(until)) = (approved, until)
            && until < approved
        {
            let at = table.get("valid-until").and_then(Item::span);
            self.wrong(at, format!("valid-until {until} is before the day it was approved, {approved}"));
        }
        self.string(&fields, "note");
        let substantiation = self.substantiation(&fields);
        let grave = self
            .rules
            .iter()
            .find(|rule| needs_substantiation(rule) && rules.iter().any(|given| rule.is_meant_by(given)));
        if let (Some(rule), None) = (grave, &substantiation) {
            let message = format!(
                "{} ({}) is a disease claim, which nobody can approve without evidence; write `substantiation = \
                 {{document = \"…\"}}`",
                rule.code, rule.name
            );
            self.wrong(span.clone(), message);
        }
        (self.errors.len() == before).then(|| Entry {
            text,
            wording,
            rules,
            markets,
            product,
            substantiation,
            approver,
            approved,
            until,
            line: self.line(span),
        })
    }

    fn keys(&mut self, fields: &Fields<'_>, known: &[&str], what: &str) {
        for (key, item) in fields.table.iter() {
            if !known.contains(&key) {
                let span = fields.table.key(key).and_then(toml_edit::Key::span).or(item.span());
                self.wrong(span, unknown(key, known, what));
            }
        }
    }

    fn rules(&mut self, fields: &Fields<'_>) -> Vec<String> {
        let given = self.list(fields, "rules", "the rules it answers for, as in `rules = [\"MC114\"]`");
        for (name, span) in &given {
            let mut meant = self.rules.iter().filter(|rule| rule.is_meant_by(name)).peekable();
            if meant.peek().is_none() {
                let names = self.rules.iter().flat_map(|rule| [&rule.code, &rule.name, &rule.category]);
                let near = did_you_mean(name, names.map(std::ops::Deref::deref));
                self.wrong(span.clone(), format!("no rule, prefix or family is called \"{name}\"{near}"));
            } else if meant.all(|rule| rule.category == review::CATEGORY) {
                self.wrong(
                    span.clone(),
                    format!("{name} is about approvals themselves, and cannot be approved"),
                );
            }
        }
        given.into_iter().map(|(name, _)| name).collect()
    }

    fn markets(&mut self, fields: &Fields<'_>) -> Vec<Market> {
        let given =
            self.list(fields, "markets", "the markets it was approved for, as in `markets = [\"us\"]`");
        let mut markets = Vec::new();
        for (name, span) in given {
            match name.parse() {
                Ok(market) => markets.push(market),
                Err(error) => self.wrong(span, format!("{error}")),
            }
        }
        markets
    }

    fn substantiation(&mut self, fields: &Fields<'_>) -> Option<Substantiation> {
        let item = fields.table.get("substantiation")?;
        let Some(table) = item.as_table_like() else {
            let message =
                "write `substantiation = {document = \"…\", link = \"…\", date = 2026-01-31}`".to_owned();
            self.wrong(item.span(), message);
            return None;
        };
        let inner = Fields { table, span: item.span().or(fields.span.clone()) };
        self.keys(&inner, &SUBSTANTIATION_KEYS, "substantiation has");
        let found = Substantiation {
            document: self.string(&inner, "document"),
            link: self.string(&inner, "link"),
            date: self.date(&inner, "date"),
        };
        if found.document.is_none() && found.link.is_none() {
            self.wrong(inner.span, "it names neither a `document` nor a `link`".to_owned());
            return None;
        }
        Some(found)
    }

    /// A text that is not empty.
    fn string(&mut self, fields: &Fields<'_>, key: &str) -> Option<String> {
        let item = fields.table.get(key)?;
        match item.as_str() {
            Some(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
            Some(_) => {
                self.wrong(item.span(), format!("`{key}` is empty; write it, or leave the key out"));
                None
            }
            None => {
                self.wrong(item.span(), format!("`{key}` is text in quotes"));
                None
            }
        }
    }

    fn required(&mut self, fields: &Fields<'_>, key: &str, what: &str) -> String {
        if fields.table.get(key).is_none() {
            self.wrong(fields.span.clone(), format!("the claim has no `{key}`; write {what}"));
        }
        self.string(fields, key).unwrap_or_default()
    }

    /// Texts, each with its place; one at least.
    fn list(&mut self, fields: &Fields<'_>, key: &str, what: &str) -> Vec<(String, Option<Range<usize>>)> {
        let Some(item) = fields.table.get(key) else {
            self.wrong(fields.span.clone(), format!("the claim has no `{key}`; write {what}"));
            return Vec::new();
        };
        let Some(array) = item.as_array().filter(|array| !array.is_empty()) else {
            self.wrong(item.span(), format!("`{key}` is a list; write {what}"));
            return Vec::new();
        };
        let mut found = Vec::new();
        for value in array {
            match value.as_str() {
                Some(text) => found.push((text.trim().to_owned(), value.span())),
                None => {
                    self.wrong(value.span(), format!("`{key}` is a list of texts in quotes; write {what}"));
                }
            }
        }
        found
    }

    /// A day, as TOML has it or in quotes.
    fn date(&mut self, fields: &Fields<'_>, key: &str) -> Option<Date> {
        let item = fields.table.get(key)?;
        let written = match (item.as_datetime(), item.as_str()) {
            (Some(time), _) if time.time.is_none() => time.to_string(),
            (_, Some(text)) => text.to_owned(),
            _ => item.to_string().trim().to_owned(),
        };
        match written.parse() {
            Ok(date) => Some(date),
            Err(error) => {
                self.wrong(item.span(), format!("`{key}`: {error}"));
                None
            }
        }
    }
}

fn unknown(key: &str, known: &[&str], what: &str) -> String {
    let near = did_you_mean(key, known.iter().copied());
    if near.is_empty() {
        format!("unknown key \"{key}\"; {what} {}", known.join(", "))
    } else {
        format!("unknown key \"{key}\"{near}")
    }
}
