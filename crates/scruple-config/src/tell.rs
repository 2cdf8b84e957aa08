//! What applies to a file, told to a person or a program: every setting with its values and who set each.

use std::path::Path;
use std::sync::Arc;

use scruple::Declared;
use scruple::rule::Market;
use scruple::source::Format;
use scruple_documents::Kind;

use crate::error::SettingsError;
use crate::format::kind_name;
use crate::packs::Pack;
use crate::resolver::Resolver;
use crate::settings::Settings;
use crate::source::{Origin, Sourced, shown};

/// A setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its key, as in `scruple.toml`.
    pub key: &'static str,
    /// Its values; never empty.
    pub values: Vec<Value>,
}

/// A value of a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// The value, as it is written; what stands for no value is `None`.
    pub text: Option<String>,
    /// Who set it, for people.
    pub from: String,
    /// The file, line and column where it stands.
    pub place: Option<(String, usize, usize)>,
}

impl Value {
    fn new(text: impl Into<String>, origin: &Origin) -> Self {
        let place = match origin {
            Origin::Config(place) => Some((shown(&place.path), place.line, place.column)),
            _ => None,
        };
        Self { text: Some(text.into()), from: origin.to_string(), place }
    }

    fn said(text: impl Into<String>, from: impl Into<String>) -> Self {
        Self { text: Some(text.into()), from: from.into(), place: None }
    }

    fn none() -> Self {
        Self { text: None, from: Origin::Default.to_string(), place: None }
    }
}

impl Resolver {
    /// What applies to a file, which need not be there, in the order of the documentation. `declared` is what the
    /// document says of itself.
    ///
    /// # Errors
    /// The settings file that holds for it cannot be heeded.
    pub fn tell(&self, path: &Path, declared: Option<&Declared>) -> Result<Vec<Told>, Arc<SettingsError>> {
        let settings = self.settings(path)?;
        let config = self.config(path)?;
        let mut told = Vec::new();
        let mut tell = |key: &'static str, values: Vec<Value>| {
            told.push(Told { key, values: if values.is_empty() { vec![Value::none()] } else { values } });
        };
        if let Some(config) = &config {
            let own = Value::said(shown(config.path()), "nearest above the file");
            let base = |path: &Path| Value::said(shown(path), "extended");
            tell(
                "scruple.toml",
                [own].into_iter().chain(config.sources().iter().skip(1).map(|p| base(p))).collect(),
            );
            let fitting = config.overrides(path).into_iter().flatten();
            let overrides: Vec<Value> =
                fitting.map(|pattern| Value::new(pattern.as_str(), &pattern.origin)).collect();
            if !overrides.is_empty() {
                tell("overrides", overrides);
            }
        }
        let named = path.to_string_lossy();
        tell("format", vec![format(&settings, &named)]);
        tell("files.fields", list(&settings.fields, ToString::to_string));
        tell("packs", list(&settings.packs, ToString::to_string));
        tell("markets", markets(&settings, path, declared));
        tell("class", class(&settings, path, declared));
        tell("select", list(&settings.select, Clone::clone));
        tell("ignore", list(&settings.ignore, Clone::clone));
        let severity = settings.severity.iter();
        tell(
            "severity",
            severity
                .map(|set| Value::new(format!("{} = {}", set.rule.value, set.level), &set.rule.origin))
                .collect(),
        );
        tell("terms.products", list(&settings.products, Clone::clone));
        tell("terms.ingredients", list(&settings.ingredients, Clone::clone));
        tell("terms.ignore", list(&settings.ignored_terms, Clone::clone));
        tell("disclaimers", list(&settings.disclaimers, |disclaimer| disclaimer.name.clone()));
        tell("fail-on", vec![Value::new(settings.fail_on.as_str(), &settings.fail_on.origin)]);
        tell(
            "baseline",
            settings.baseline.iter().map(|path| Value::new(shown(path), &path.origin)).collect(),
        );
        tell("approved", list(&settings.approved, |path| shown(path)));
        Ok(told)
    }
}

fn list<T>(values: &[Sourced<T>], text: impl Fn(&T) -> String) -> Vec<Value> {
    values.iter().map(|value| Value::new(text(&value.value), &value.origin)).collect()
}

fn format(settings: &Settings, name: &str) -> Value {
    let kind = settings.kind_of(name).unwrap_or_else(|| Kind::Text(Format::from_path(name)));
    let set = match (&settings.format, &settings.kind) {
        (Some(format), _) if matches!(kind, Kind::Text(_)) => Some(&format.origin),
        (_, Some(kind)) => Some(&kind.origin),
        _ => None,
    };
    match set {
        Some(origin) => Value::new(kind_name(kind), origin),
        None => Value::said(kind_name(kind), "ending of the name"),
    }
}

/// Where a document speaks of itself.
fn in_document(path: &Path, at: scruple::finding::Position) -> (String, Option<(String, usize, usize)>) {
    let name = shown(path);
    (format!("the document, {name}:{}:{}", at.line, at.column), Some((name, at.line, at.column)))
}

fn class(settings: &Settings, path: &Path, declared: Option<&Declared>) -> Vec<Value> {
    if let Some((class, at)) = declared.and_then(|declared| declared.class) {
        let (from, place) = in_document(path, at);
        return vec![Value { text: Some(class.to_string()), from, place }];
    }
    match &settings.class {
        Some(class) => vec![Value::new(class.value.to_string(), &class.origin)],
        None => vec![Value { text: None, from: "told by the words of the document".to_owned(), place: None }],
    }
}

/// The markets whose law is cited: those of the packs join those that were asked for.
fn markets(settings: &Settings, path: &Path, declared: Option<&Declared>) -> Vec<Value> {
    let said = declared.map_or(&[][..], |declared| &declared.markets);
    if !said.is_empty() {
        let value = |(market, at): &(Market, scruple::finding::Position)| {
            let (from, place) = in_document(path, *at);
            Value { text: Some(market.to_string()), from, place }
        };
        return said.iter().map(value).collect();
    }
    let mut values = list(&settings.markets, ToString::to_string);
    if values.is_empty() {
        values.push(Value::new(Market::default().as_str(), &Origin::Default));
    }
    let packs = scruple_rules::with_packs().unwrap_or_default();
    for pack in &settings.packs {
        let Pack::Within(name) = &pack.value else { continue };
        let own = packs.named().filter(|known| known.name == *name).flat_map(|known| known.markets.clone());
        for market in own {
            if !values.iter().any(|value| value.text.as_deref() == Some(market.as_str())) {
                let mut value = Value::new(market.as_str(), &pack.origin);
                value.from = format!("pack {name}, {}", value.from);
                values.push(value);
            }
        }
    }
    values
}
