//! Files of rule packs in the editor: what their keys and words mean, and what can be written.
//!
//! What there is comes from the published JSON Schema. Where a place is, is told by how far its lines are set in, as a
//! file that is being written is seldom YAML yet.

use std::ops::Range;
use std::sync::OnceLock;

use ropey::Rope;
use scruple_config::PACK_SCHEMA;
use serde_json::Value;

use crate::features::Features;
use crate::lsp::{
    CompletionItem, CompletionItemKind, CompletionTextEdit, Documentation, Hover, HoverContents,
    MarkupContent, MarkupKind, Position, TextEdit,
};
use crate::schema::{Schema, description};

/// Longer files are not looked through for where a place is.
const LONGEST: usize = 4 << 20;

fn schema() -> Schema {
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    Schema::of(SCHEMA.get_or_init(|| serde_json::from_str(PACK_SCHEMA).unwrap_or_default()))
}

/// Where a place is.
#[derive(Debug, PartialEq, Eq)]
struct Site {
    /// The keys that lead to the map in which it is.
    path: Vec<String>,
    /// The key whose value the place is in.
    key: Option<String>,
    /// The word around it, in bytes of the line.
    word: Range<usize>,
}

/// A line: how far its key or value is set in, behind the dashes of entries of lists, and where its key ends.
struct Line<'t> {
    text: &'t str,
    indent: usize,
    key: Option<&'t str>,
}

impl<'t> Line<'t> {
    fn of(text: &'t str) -> Self {
        let text = text.trim_end();
        let mut indent = text.len() - text.trim_start().len();
        while let Some(rest) = text.get(indent..).and_then(|rest| rest.strip_prefix("- ")) {
            indent += 2 + rest.len() - rest.trim_start().len();
        }
        let inner = text.get(indent..).unwrap_or_default();
        let key = inner.split_once(':').filter(|(key, after)| {
            let plain = key.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ' | '"' | '\''));
            plain && !key.is_empty() && (after.is_empty() || after.starts_with(' '))
        });
        Self { text, indent, key: key.map(|(key, _)| key.trim_matches(['"', '\'', ' '])) }
    }

    /// A line that holds a value only, or nothing at all, tells nothing of where the lines below are.
    fn is_blank(&self) -> bool {
        self.text.trim().is_empty() || self.text.trim_start().starts_with('#')
    }
}

fn site(text: &Rope, line: usize, byte: usize) -> Site {
    let whole = text.line(line).to_string();
    let own = Line::of(&whole);
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let byte = byte.min(whole.trim_end_matches(['\n', '\r']).len());
    let (head, tail) = (whole.get(..byte).unwrap_or(&whole), whole.get(byte..).unwrap_or_default());
    let start = head.trim_end_matches(is_word).len().max(own.indent.min(byte));
    let end = byte + tail.find(|c| !is_word(c)).unwrap_or(tail.len());
    // What leads here stands above, less far set in.
    let mut path = Vec::new();
    // Behind nothing but white space the place itself tells how deep it is.
    let mut depth = if own.text.len() < byte { byte } else { own.indent };
    for number in (0..line).rev() {
        let above = text.line(number).to_string();
        let above = Line::of(&above);
        if above.is_blank() || above.indent >= depth {
            continue;
        }
        if let Some(key) = above.key {
            path.insert(0, key.to_owned());
        }
        depth = above.indent;
        if depth == 0 {
            break;
        }
    }
    // An entry of a list at the top belongs to no key.
    let first = own.key.map_or(0, |key| whole.find(key).unwrap_or(0) + key.len());
    let mut key = own.key.filter(|_| byte > first).map(str::to_owned);
    let behind = whole.get(end..).unwrap_or_default();
    let inner = head.rfind(['{', ',']).is_some_and(|open| {
        head.get(first..).is_some_and(|value| value.contains('{'))
            && head.get(open + 1..).is_some_and(|begun| begun.trim().len() <= byte - start)
    });
    if let Some(outer) = key.clone().filter(|_| inner && !behind.trim_start().starts_with([']', ','])) {
        // A map in one line.
        path.push(outer);
        key = None;
    } else if key.is_none() && own.key.is_none() {
        // A value in a line of its own, such as an entry of a list.
        let entry = own.text.trim_start().starts_with('-') && path.last().is_some();
        key = if entry { path.pop() } else { None };
    }
    Site { path, key, word: start..end }
}

fn place(text: &Rope, position: Position, features: &Features) -> Option<(usize, usize, Site)> {
    if text.len_bytes() > LONGEST {
        return None;
    }
    let byte = features.encoding.byte(text, position);
    let line = text.byte_to_line(byte.min(text.len_bytes()));
    let start = text.line_to_byte(line);
    Some((line, start, site(text, line, byte - start)))
}

fn keys(path: &[String]) -> Vec<(&'static str, &'static Value)> {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    schema().keys(&path)
}

/// The schema of the key at a site.
fn of_key(site: &Site, name: &str) -> Option<&'static Value> {
    keys(&site.path).into_iter().find(|(known, _)| *known == name).map(|(_, of)| of)
}

/// What a value is, for which its key may say nothing itself.
fn meaning(of: &'static Value) -> &'static str {
    schema().choices(of).into_iter().map(description).find(|told| !told.is_empty()).unwrap_or_default()
}

/// What is said of a key or word.
pub(crate) fn hover(text: &Rope, position: Position, features: &Features) -> Option<Hover> {
    let (line, start, site) = place(text, position, features)?;
    let own = text.line(line).to_string();
    let word = own.get(site.word.clone()).filter(|word| !word.is_empty())?;
    let (name, told) = match &site.key {
        Some(key) => {
            let words = schema().words(of_key(&site, key)?);
            words.into_iter().find(|(known, _)| *known == word)?
        }
        None => (word, meaning(of_key(&site, word)?)),
    };
    if told.is_empty() {
        return None;
    }
    let (kind, name) = if features.markdown_hover {
        (MarkupKind::Markdown, format!("**{name}**"))
    } else {
        (MarkupKind::PlainText, name.to_owned())
    };
    Some(Hover {
        contents: HoverContents::Markup(MarkupContent { kind, value: format!("{name}\n\n{told}") }),
        range: Some(features.encoding.range(text, start + site.word.start..start + site.word.end)),
    })
}

/// What can be written at a place.
pub(crate) fn completion(text: &Rope, position: Position, features: &Features) -> Vec<CompletionItem> {
    let Some((_, start, site)) = place(text, position, features) else { return Vec::new() };
    let range = features.encoding.range(text, start + site.word.start..start + site.word.end);
    let item = |label: &str, new_text: String, kind: CompletionItemKind, told: &str| CompletionItem {
        label: label.to_owned(),
        kind: Some(kind),
        documentation: (!told.is_empty()).then(|| Documentation::String(told.to_owned())),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit { range, new_text })),
        ..CompletionItem::default()
    };
    match &site.key {
        Some(key) => {
            let words = of_key(&site, key).map(|of| schema().words(of)).unwrap_or_default();
            let words = words.into_iter();
            words
                .map(|(word, told)| item(word, word.to_owned(), CompletionItemKind::ENUM_MEMBER, told))
                .collect()
        }
        None => {
            let keys = keys(&site.path).into_iter();
            keys.map(|(key, of)| item(key, format!("{key}: "), CompletionItemKind::PROPERTY, meaning(of)))
                .collect()
        }
    }
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
        let told = |text: &str| {
            let site = at(text);
            (site.path.join("."), site.key.unwrap_or_default())
        };
        let own = |path: &str, key: &str| (path.to_owned(), key.to_owned());
        assert_eq!(told("- co|"), own("", ""));
        assert_eq!(told("- code: A1\n  seve|rity: error\n"), own("", ""));
        assert_eq!(told("- code: A1\n  |"), own("", ""));
        assert_eq!(told("- code: A1\n  severity: er|ror\n"), own("", "severity"));
        assert_eq!(told("- code: A1\n  unless: [negated, ques|tion]\n"), own("", "unless"));
        assert_eq!(told("- code: A1\n  unless:\n    - nega|ted\n"), own("", "unless"));
        assert_eq!(told("- code: A1\n  examples:\n    # so\n    ba|d: [\"x\"]\n"), own("examples", ""));
        assert_eq!(told("- code: A1\n  examples: {ba|d: [\"x\"]}\n"), own("examples", ""));
        assert_eq!(told("lexicons:\n  cure:\n    ter|ms: [a]\n"), own("lexicons.cure", ""));
    }

    #[test]
    fn the_schema_tells_keys_and_words() {
        let names = |path: &[&str]| schema().keys(path).into_iter().map(|(key, _)| key).collect::<Vec<_>>();
        assert!(names(&[]).contains(&"unless") && names(&[]).contains(&"lexicons"));
        assert!(names(&["examples"]).contains(&"good"));
        assert!(names(&["lexicons", "cure"]).contains(&"terms"), "{:?}", names(&["lexicons", "cure"]));
        let severity = schema().keys(&[]).into_iter().find(|(key, _)| *key == "severity").unwrap().1;
        assert!(schema().words(severity).iter().any(|(word, _)| *word == "warning"));
        assert!(!meaning(severity).is_empty());
    }
}
