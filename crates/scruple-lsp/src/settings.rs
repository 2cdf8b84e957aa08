//! What the editor sets: `initializationOptions` and `workspace/didChangeConfiguration`.

use std::path::{Path, PathBuf};

use scruple::rule::Market;
use scruple::{DocumentClass, UnknownClass};
use serde_json::{Map, Value};

/// Documents are read up to this many bytes, unless the editor sets another limit.
const LIMIT: usize = 4 << 20;

/// The settings, each with the value that holds where the editor says nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Settings {
    /// The markets whose law is cited; none stands for the United States.
    pub markets: Vec<Market>,
    /// What the documents are taken for; none: their words tell. A document that says so itself goes before.
    pub class: Option<DocumentClass>,
    /// Only these rules.
    pub select: Vec<String>,
    /// Not these rules.
    pub ignore: Vec<String>,
    /// Rule packs: names of packs within, and folders.
    pub packs: Vec<String>,
    /// Longer documents are read up to this many bytes.
    pub limit: usize,
    /// Whether the first line shows the counts.
    pub code_lens: bool,
    /// Whether a client that asks for the diagnostics of the whole workspace gets them.
    pub workspace: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            markets: Vec::new(),
            class: None,
            select: Vec::new(),
            ignore: Vec::new(),
            packs: Vec::new(),
            limit: LIMIT,
            code_lens: true,
            workspace: true,
        }
    }
}

/// Parts of the settings that a linter may not be built of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Packs,
    Rules,
    Both,
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Packs => "packs",
            Self::Rules => "select and ignore",
            Self::Both => "packs, select and ignore",
        })
    }
}

impl Settings {
    /// The parts that may be to blame where no linter can be built, the likeliest first.
    pub(crate) const PARTS: [Part; 3] = [Part::Packs, Part::Rules, Part::Both];

    /// These settings with one part of others.
    pub(crate) fn with_part_of(&self, other: &Self, part: Part) -> Self {
        let mut new = self.clone();
        if part != Part::Rules {
            new.packs.clone_from(&other.packs);
        }
        if part != Part::Packs {
            new.select.clone_from(&other.select);
            new.ignore.clone_from(&other.ignore);
        }
        new
    }

    /// Looks for the folders of packs where the editor works, not where the server was started.
    pub(crate) fn place_packs(&mut self, root: Option<&PathBuf>) {
        let Some(root) = root else { return };
        for pack in &mut self.packs {
            let within = scruple_rules::NAMES.contains(&pack.to_ascii_lowercase().as_str());
            if !within && Path::new(pack).is_relative() {
                *pack = root.join(&*pack).to_string_lossy().into_owned();
            }
        }
    }

    /// Reads settings, with or without `scruple` around them. What they leave out is as in `base`; what is wrong keeps
    /// its old value and is told.
    pub(crate) fn update(&self, base: &Self, value: &Value) -> (Self, Vec<String>) {
        let mut new = base.clone();
        let mut wrong = Vec::new();
        let Some(map) = inner(value).as_object() else { return (new, wrong) };
        let given = |key: &str| map.get(key).is_some_and(|value| !value.is_null());
        for (key, old, new) in [
            ("select", &self.select, &mut new.select),
            ("ignore", &self.ignore, &mut new.ignore),
            ("packs", &self.packs, &mut new.packs),
        ] {
            if given(key) {
                new.clone_from(old);
            }
        }
        if given("markets") {
            new.markets.clone_from(&self.markets);
        }
        for (key, old, new) in [
            ("codeLens", self.code_lens, &mut new.code_lens),
            ("workspaceDiagnostics", self.workspace, &mut new.workspace),
        ] {
            if given(key) {
                *new = old;
            }
        }
        if given("class") {
            new.class = self.class;
        }
        if given("maxBytes") {
            new.limit = self.limit;
        }
        read(map, "markets", &mut wrong, |value| {
            let markets: Result<Vec<Market>, _> = words(value)?.iter().map(|word| word.parse()).collect();
            new.markets = markets.map_err(|error| error.to_string())?;
            new.markets.dedup();
            Ok(())
        });
        read(map, "class", &mut wrong, |value| {
            let word = value.as_str().ok_or("write the name of a class, or auto")?;
            new.class = match word {
                "" | "auto" => None,
                name => Some(name.parse().map_err(|error: UnknownClass| error.to_string())?),
            };
            Ok(())
        });
        for (key, list) in
            [("select", &mut new.select), ("ignore", &mut new.ignore), ("packs", &mut new.packs)]
        {
            read(map, key, &mut wrong, |value| {
                *list = words(value)?;
                Ok(())
            });
        }
        read(map, "maxBytes", &mut wrong, |value| {
            let bytes = value.as_u64().filter(|bytes| *bytes >= 1024);
            let bytes = bytes.ok_or("write a number of bytes, 1024 at least")?;
            new.limit = usize::try_from(bytes).unwrap_or(usize::MAX);
            Ok(())
        });
        for (key, flag) in [("codeLens", &mut new.code_lens), ("workspaceDiagnostics", &mut new.workspace)] {
            read(map, key, &mut wrong, |value| {
                *flag = value.as_bool().ok_or("write true or false")?;
                Ok(())
            });
        }
        (new, wrong)
    }
}

/// Settings without `scruple` around them.
fn inner(value: &Value) -> &Value {
    value.get("scruple").unwrap_or(value)
}

/// Whether an editor says anything of this server: some send an empty object for every server.
pub(crate) fn speaks(value: &Value) -> bool {
    value.get("scruple").is_some() || value.as_object().is_some_and(|map| !map.is_empty())
}

fn read(
    map: &Map<String, Value>,
    key: &str,
    wrong: &mut Vec<String>,
    mut set: impl FnMut(&Value) -> Result<(), String>,
) {
    // Editors send `null` for what the user has not set.
    if let Some(value) = map.get(key).filter(|value| !value.is_null())
        && let Err(why) = set(value)
    {
        wrong.push(format!("setting scruple.{key} is left as it was: {why}"));
    }
}

/// A list of words, or words in one string.
fn words(value: &Value) -> Result<Vec<String>, String> {
    let tidy = |text: &str| text.trim().to_owned();
    match value {
        Value::String(text) => Ok(text.split(',').map(tidy).filter(|word| !word.is_empty()).collect()),
        Value::Array(list) => list
            .iter()
            .map(|entry| entry.as_str().map(tidy).ok_or_else(|| format!("{entry} is no string")))
            .collect(),
        other => Err(format!("{other} is no list of strings")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read_over(old: &Settings, value: &Value) -> (Settings, Vec<String>) {
        old.update(&Settings::default(), value)
    }

    #[test]
    fn settings_are_read_with_and_without_their_name() {
        let plain = Settings::default();
        let (flat, wrong) = read_over(&plain, &json!({"markets": ["us", "EU"], "ignore": "MC1, MC2"}));
        assert_eq!(wrong, Vec::<String>::new());
        assert_eq!(flat.markets, [Market::Us, Market::Eu]);
        assert_eq!(flat.ignore, ["MC1", "MC2"]);
        let (nested, _) = read_over(&plain, &json!({"scruple": {"select": ["MC101"], "markets": null}}));
        assert_eq!(nested.select, ["MC101"]);
        assert_eq!(read_over(&plain, &Value::Null).0, plain);
        let (classed, _) = read_over(&flat, &json!({"class": "editorial"}));
        assert_eq!(classed.class, Some(DocumentClass::Editorial));
        assert_eq!(classed.markets, [], "what is left out is not as it was before");
        assert_eq!(read_over(&classed, &json!({"class": "auto"})).0.class, None);
        assert_eq!(classed.update(&flat, &json!({"class": null})).0, flat, "but as the base has it");
    }

    #[test]
    fn what_is_wrong_is_told_and_the_rest_holds() {
        let before = Settings { select: vec!["MC1".to_owned()], ..Settings::default() };
        let (read, wrong) = read_over(
            &before,
            &json!({"markets": ["mars"], "select": 3, "maxBytes": 10, "codeLens": false, "class": "poem", "trace": "off"}),
        );
        assert_eq!(wrong.len(), 4, "{wrong:?}");
        assert!(wrong[0].contains("mars") && wrong[0].contains("scruple.markets"), "{wrong:?}");
        assert!(!read.code_lens);
        assert_eq!((read.limit, read.select), (LIMIT, before.select));
    }
}
