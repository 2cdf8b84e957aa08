//! `scruple.toml` in the editor: what is wrong with it, what its keys mean, and what can be written.
//!
//! What keys there are, what they mean and which words they take comes from the published JSON Schema.

use std::ops::Range;
use std::path::Path;
use std::sync::OnceLock;

use ropey::Rope;
use scruple_config::{CONFIG_SCHEMA, Origin};
use serde_json::Value;

use crate::document::Snapshot;
use crate::engine::Engine;
use crate::features::Features;
use crate::lint::Outcome;
use crate::lsp::{
    CompletionItem, CompletionItemKind, CompletionTextEdit, Documentation, Hover, HoverContents,
    MarkupContent, MarkupKind, Position, TextEdit,
};
use crate::schema::{Schema, description};

/// A mistake in the file that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mistake {
    /// Bytes of the file.
    pub range: Range<usize>,
    pub message: String,
}

/// The mistakes in a settings file, and registers it names that are not there.
pub(crate) fn mistakes(snapshot: &Snapshot, engine: &Engine) -> Outcome {
    let path = crate::workspace::path_of(&snapshot.uri);
    let path = path.unwrap_or_else(|| Path::new("/scruple.toml").to_owned());
    let text = snapshot.text.to_string();
    let all = scruple_config::review(&path, &text);
    let told = all.into_iter().map(|mistake| match &mistake.origin {
        Origin::Config(place) if *place.path == *path => {
            Mistake { range: place.range.clone(), message: mistake.message }
        }
        // In a file that is extended.
        _ => Mistake { range: 0..0, message: mistake.to_string() },
    });
    let missing = engine.missing_registers(&path).into_iter().filter_map(|(range, register)| {
        // The places are those of the file on disk.
        let name = register.file_name()?.to_string_lossy().into_owned();
        let message = format!(
            "there is no register of approved claims at {}; no claim is approved",
            scruple_config::shown(&register)
        );
        text.get(range.clone()).filter(|here| here.contains(&name)).map(|_| Mistake { range, message })
    });
    Outcome::Config(told.chain(missing).collect())
}

fn schema() -> Schema {
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    Schema::of(SCHEMA.get_or_init(|| serde_json::from_str(CONFIG_SCHEMA).unwrap_or_default()))
}

/// The keys of a table: `""` for the top, else its name.
fn keys(table: &str) -> Vec<(&'static str, &'static Value)> {
    let path: Vec<&str> = table.split('.').filter(|part| !part.is_empty()).collect();
    schema().keys(&path)
}

/// Where a place in a settings file is.
#[derive(Debug, PartialEq, Eq)]
struct Site {
    /// The table, such as `files`; empty at the top.
    table: String,
    /// The key of the line, or of the list that goes on over lines.
    key: Option<String>,
    /// The word around the place, in bytes of the line.
    word: Range<usize>,
    /// Whether the place is behind the `=` of its key.
    value: bool,
}

/// Finds out where a byte of a line is.
fn site(text: &Rope, line: usize, byte: usize) -> Site {
    let mut table = String::new();
    let mut open: Option<String> = None;
    for number in 0..line.min(text.len_lines()) {
        let line = text.line(number).to_string();
        let line = line.trim();
        if open.is_some() {
            if line.ends_with(']') || line.ends_with('}') {
                open = None;
            }
        } else if let Some(name) = header(line) {
            table = name;
        } else if let Some((key, value)) = line.split_once('=') {
            let value = value.trim();
            let closed = |open: char, close: char| value.starts_with(open) && !value.contains(close);
            if closed('[', ']') || closed('{', '}') {
                open = Some(key.trim().to_owned());
            }
        }
    }
    let own = text.get_line(line).map(|line| line.to_string()).unwrap_or_default();
    let byte = byte.min(own.len());
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let head = own.get(..byte).unwrap_or(&own);
    let tail = own.get(byte..).unwrap_or_default();
    let start =
        head.rfind(|c| !is_word(c)).map_or(0, |at| at + head[at..].chars().next().map_or(1, char::len_utf8));
    let end = byte + tail.find(|c| !is_word(c)).unwrap_or(tail.len());
    let equals = own.find('=').filter(|_| open.is_none() && header(own.trim()).is_none());
    let key = match (&open, equals) {
        (Some(key), _) => Some(key.clone()),
        (None, Some(at)) => own.get(..at).map(|key| key.trim().trim_matches('"').to_owned()),
        (None, None) => None,
    };
    let value = open.is_some() || equals.is_some_and(|at| byte > at);
    Site { table, key, word: start..end, value }
}

/// The name in `[name]` or `[[name]]`.
fn header(line: &str) -> Option<String> {
    let inner = line.strip_prefix('[')?.split(']').next()?;
    let name = inner.trim_start_matches('[').trim();
    (!name.is_empty() && !name.contains(['"', ',', '='])).then(|| name.to_owned())
}

/// The schema of the key at a site.
fn of_key(site: &Site) -> Option<&'static Value> {
    let key = site.key.as_deref()?;
    keys(&site.table).into_iter().find(|(known, _)| *known == key).map(|(_, of)| of)
}

/// Whether the words at a site are rules.
fn names_rules(site: &Site) -> bool {
    match site.key.as_deref() {
        _ if site.table == "severity" => !site.value,
        Some("select" | "ignore") => site.value && site.table != "terms",
        Some("when" | "severity") => site.value && (site.table == "disclaimers" || site.table == "overrides"),
        _ => false,
    }
}

fn place(text: &Rope, position: Position, features: &Features) -> (usize, usize, Site) {
    let byte = features.encoding.byte(text, position);
    let line = text.byte_to_line(byte.min(text.len_bytes()));
    let start = text.line_to_byte(line);
    (line, start, site(text, line, byte - start))
}

/// What is said of a key or word.
pub(crate) fn hover(text: &Rope, position: Position, engine: &Engine, features: &Features) -> Option<Hover> {
    let (line, start, site) = place(text, position, features);
    let own = text.line(line).to_string();
    let word = own.get(site.word.clone()).filter(|word| !word.is_empty())?;
    let table = header(own.trim());
    let told = if let Some(table) = &table {
        let name = table.rsplit('.').next().unwrap_or(table);
        keys("")
            .into_iter()
            .find(|(key, _)| *key == name)
            .map(|(key, of)| (key.to_owned(), description(of).to_owned()))
    } else if let Some(rule) = engine.rule(word).filter(|_| names_rules(&site)) {
        Some((format!("{word} {}", rule.name), rule.summary.clone()))
    } else if site.value {
        let of = if site.table == "severity" {
            keys("").into_iter().find(|(key, _)| *key == "severity").map(|(_, of)| of)
        } else {
            of_key(&site)
        };
        let named = of.map(|of| schema().words(of)).unwrap_or_default();
        let severity = || ["off", "info", "warning", "error"].contains(&word).then_some(("", ""));
        let meaning = named.into_iter().find(|(known, _)| *known == word);
        match (meaning, severity().filter(|_| site.table == "severity")) {
            (Some((known, meaning)), _) if !meaning.is_empty() => {
                Some((known.to_owned(), meaning.to_owned()))
            }
            _ => of_key(&site).map(|of| (site.key.clone().unwrap_or_default(), description(of).to_owned())),
        }
    } else {
        of_key(&site).map(|of| (word.to_owned(), description(of).to_owned()))
    };
    let (name, meaning) = told.filter(|(_, meaning)| !meaning.is_empty())?;
    let (kind, name) = if features.markdown_hover {
        (MarkupKind::Markdown, format!("**{name}**"))
    } else {
        (MarkupKind::PlainText, name)
    };
    let value = format!("{name}\n\n{meaning}");
    Some(Hover {
        contents: HoverContents::Markup(MarkupContent { kind, value }),
        range: Some(features.encoding.range(text, start + site.word.start..start + site.word.end)),
    })
}

/// What can be written at a place.
pub(crate) fn completion(
    text: &Rope,
    position: Position,
    engine: &Engine,
    features: &Features,
) -> Vec<CompletionItem> {
    let (line, start, site) = place(text, position, features);
    let own = text.line(line).to_string();
    let quoted = own.get(..site.word.start).is_some_and(|head| head.ends_with('"'));
    let range = features.encoding.range(text, start + site.word.start..start + site.word.end);
    let item =
        |label: &str, new_text: String, kind: CompletionItemKind, detail: Option<&str>, meaning: &str| {
            CompletionItem {
                label: label.to_owned(),
                kind: Some(kind),
                detail: detail.map(str::to_owned),
                documentation: (!meaning.is_empty()).then(|| Documentation::String(meaning.to_owned())),
                text_edit: Some(CompletionTextEdit::Edit(TextEdit { range, new_text })),
                ..CompletionItem::default()
            }
        };
    let in_quotes = |word: &str| if quoted { word.to_owned() } else { format!("\"{word}\"") };
    let mut out = Vec::new();
    if header(own.trim()).is_some() || own.trim_start().starts_with('[') && !site.value {
        for (key, of) in keys("") {
            let all = schema().choices(of);
            if all.iter().any(|of| of["properties"].is_object() || of["additionalProperties"].is_object()) {
                out.push(item(key, key.to_owned(), CompletionItemKind::MODULE, None, description(of)));
            }
        }
        return out;
    }
    if names_rules(&site) {
        for (code, card) in engine.rules() {
            let new_text = if site.value { in_quotes(code) } else { code.to_owned() };
            out.push(item(code, new_text, CompletionItemKind::REFERENCE, Some(&card.name), &card.summary));
        }
        if site.key.as_deref() == Some("when") {
            out.push(item("always", in_quotes("always"), CompletionItemKind::KEYWORD, None, ""));
        }
        if site.key.as_deref() != Some("severity") {
            return out;
        }
    }
    if site.value {
        let of = if site.table == "severity" {
            keys("")
                .into_iter()
                .find(|(key, _)| *key == "severity")
                .map(|(_, of)| &of["additionalProperties"])
        } else {
            of_key(&site)
        };
        let mut levels = of.map(|of| schema().words(of)).unwrap_or_default();
        if levels.is_empty() && site.table == "severity" {
            levels = ["off", "info", "warning", "error"].map(|level| (level, "")).to_vec();
        }
        for (word, meaning) in levels {
            out.push(item(word, in_quotes(word), CompletionItemKind::ENUM_MEMBER, None, meaning));
        }
        return out;
    }
    for (key, of) in keys(&site.table) {
        let all = schema().choices(of);
        // Tables have a header of their own.
        let is_table = site.table.is_empty() && all.iter().any(|of| of["properties"].is_object());
        if !is_table {
            out.push(item(key, format!("{key} = "), CompletionItemKind::PROPERTY, None, description(of)));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Site {
        let byte = text.find('|').unwrap();
        let text = text.replacen('|', "", 1);
        let rope = Rope::from_str(&text);
        let line = rope.byte_to_line(byte);
        site(&rope, line, byte - rope.line_to_byte(line))
    }

    #[test]
    fn places_in_a_file() {
        assert_eq!(at("mark|"), Site { table: String::new(), key: None, word: 0..4, value: false });
        let value = at("[files]\nexclude = [\"a\"]\n[[overrides]]\nclass = \"edi|t\"");
        assert_eq!(
            (value.table.as_str(), value.key.as_deref(), value.value),
            ("overrides", Some("class"), true)
        );
        let list = at("select = [\n  \"MC1\",\n  \"M|\"\n]\n");
        assert_eq!((list.key.as_deref(), list.value, names_rules(&list)), (Some("select"), true, true));
        let after = at("select = [\n  \"MC1\"\n]\n[severity]\nMC|1 = \"off\"");
        assert_eq!((after.table.as_str(), after.value, names_rules(&after)), ("severity", false, true));
    }

    #[test]
    fn the_schema_tells_keys_and_words() {
        let names = |table: &str| keys(table).into_iter().map(|(key, _)| key).collect::<Vec<_>>();
        assert!(
            names("").contains(&"markets") && names("files").contains(&"exclude"),
            "{:?}",
            names("files")
        );
        assert!(names("disclaimers").contains(&"when") && names("overrides").contains(&"files"));
        let of = |table: &str, key: &str| {
            let of = keys(table).into_iter().find(|(known, _)| *known == key).unwrap().1;
            schema().words(of).into_iter().map(|(word, _)| word).collect::<Vec<_>>()
        };
        assert!(of("", "markets").contains(&"eu") && of("", "packs").contains(&"google-ads"));
        assert!(of("overrides", "class").contains(&"editorial") && of("", "fail-on").contains(&"never"));
    }
}
