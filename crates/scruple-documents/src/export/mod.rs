//! Exports: the values of the fields that were asked for, put together to documents.

mod csv;
mod json;
mod yaml;

use std::collections::BTreeSet;
use std::ops::Range;

use scruple::source::lines::LineIndex;
use scruple::source::{Format, Part, Reading};

use crate::error::{Missing, OpenError, Trouble};
use crate::field::{self, Field, Step};
use crate::files::Kind;
use crate::value::{Style, Woven};

/// The values of one item of an export, read as one document.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    /// The texts of its values, with blank lines between them.
    pub woven: Woven,
    /// How its values are read, in the order of the text.
    pub values: Vec<Placed>,
    /// The format of the last value: what is added at the end is written in it.
    pub format: Format,
}

impl Record {
    /// The parts of its text.
    pub(crate) fn parts(&self) -> Vec<Part> {
        self.values.iter().map(|value| value.part.clone()).collect()
    }
}

/// A value in the text of its record.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    pub part: Part,
    pub format: Format,
    pub style: Style,
    /// The field as it is shown, such as `items[3].body`.
    pub field: String,
    /// The row of a table.
    pub row: Option<usize>,
}

/// What an export holds of what was asked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Export {
    pub records: Vec<Record>,
    pub troubles: Vec<Trouble>,
    pub missing: Vec<Missing>,
}

/// What stands at the end of a path.
pub(crate) enum Node<'n> {
    /// A text, with how it is written, which is only read where it is asked for.
    Text(&'n dyn Fn() -> (Woven, Style)),
    /// A number, `true`, `false`; nothing to read.
    Other,
    /// `null`, which stands for a text that is not there.
    Null,
    /// Members with names.
    Object,
    /// A list.
    List,
}

/// A value that was asked for.
struct Value {
    woven: Woven,
    style: Style,
    path: Vec<Step>,
    field: usize,
    /// The document of a stream of several.
    root: usize,
    row: Option<usize>,
}

/// Takes note of what stands in an export.
struct Gatherer<'f> {
    fields: &'f [Field],
    values: Vec<Value>,
    /// By field: whether it is there.
    met: Vec<bool>,
    /// By field: what stands there instead of a text.
    instead: Vec<Option<&'static str>>,
    /// Selectors of texts that are there.
    known: BTreeSet<String>,
}

/// As many names of fields are kept in mind to name the nearest.
const KNOWN: usize = 400;

impl<'f> Gatherer<'f> {
    fn new(fields: &'f [Field]) -> Self {
        let (values, known) = (Vec::new(), BTreeSet::new());
        Self { fields, values, met: vec![false; fields.len()], instead: vec![None; fields.len()], known }
    }

    fn node(&mut self, root: usize, path: &[Step], node: &Node<'_>) {
        if let Node::Text(_) = node
            && self.known.len() < KNOWN
        {
            self.known.insert(field::selector(path));
        }
        for (index, field) in self.fields.iter().enumerate() {
            if !field.matches(path) {
                continue;
            }
            match node {
                Node::Text(read) => {
                    self.met[index] = true;
                    let (woven, style) = read();
                    let path = path.to_vec();
                    self.values.push(Value { woven, style, path, field: index, root, row: None });
                }
                Node::Null | Node::Other => self.met[index] = true,
                Node::Object => self.instead[index] = Some("an object"),
                Node::List => self.instead[index] = Some("a list"),
            }
            break;
        }
    }

    fn missing(&self) -> Vec<Missing> {
        let missing = self.fields.iter().enumerate().filter(|(index, _)| !self.met[*index]);
        missing
            .map(|(index, field)| {
                let name = &field.selector;
                let known = || self.known.iter().map(String::as_str);
                let message = if let Some(instead) = self.instead[index] {
                    let inner =
                        known().find(|known| known.starts_with(name.as_str()) && known.len() > name.len());
                    let inner = inner.map(|inner| format!("; write {inner}")).unwrap_or_default();
                    format!("field \"{name}\" holds {instead}, not a text{inner}")
                } else if let Some(near) = field::nearest(name, known()) {
                    format!("there is no field \"{name}\"; did you mean \"{near}\"?")
                } else if self.known.is_empty() {
                    format!("there is no field \"{name}\", nor any other that holds text")
                } else {
                    let some: Vec<_> = known().take(8).collect();
                    let more = if self.known.len() > some.len() { ", …" } else { "" };
                    format!(
                        "there is no field \"{name}\"; the fields with text are {}{more}",
                        some.join(", ")
                    )
                };
                Missing { index, message }
            })
            .collect()
    }

    /// Puts the values of each item together.
    fn records(self) -> Vec<Record> {
        let fields = self.fields;
        // Lists inside an item belong to it: the item is the outermost list that any field names.
        let indices = |value: &Value| -> Vec<usize> {
            value
                .path
                .iter()
                .filter_map(|step| if let Step::Index(at) = step { Some(*at) } else { None })
                .collect()
        };
        let depth =
            self.values.iter().map(|value| indices(value).len()).filter(|len| *len > 0).min().unwrap_or(0);
        let mut items: Vec<Vec<Value>> = Vec::new();
        let mut places = std::collections::HashMap::new();
        for value in self.values {
            let mut item = indices(&value);
            item.truncate(depth);
            let key = (value.root, item, value.row);
            let index = *places.entry(key).or_insert(items.len());
            match items.get_mut(index) {
                Some(item) => item.push(value),
                None => items.push(vec![value]),
            }
        }
        items.into_iter().filter_map(|values| record(values, fields)).collect()
    }
}

/// The values of one item as one document, in the order in which the fields were named.
fn record(mut values: Vec<Value>, fields: &[Field]) -> Option<Record> {
    values.retain(|value| !value.woven.text.trim().is_empty());
    values.sort_by_key(|value| value.field);
    let mut record = Record { woven: Woven::default(), values: Vec::new(), format: Format::Plain };
    let mut end = 0;
    for value in values {
        let text = &value.woven.text;
        let name = value.path.iter().rev().find_map(|step| match step {
            Step::Key(key) => Some(key.as_str()),
            Step::Index(_) => None,
        });
        let given = fields.get(value.field).and_then(|field| field.format);
        let format = given.unwrap_or_else(|| guess(text));
        let kind =
            name.and_then(Field::kind).filter(|_| format == Format::Plain && !text.trim().contains('\n'));
        let reading = kind.map_or(Reading::Format(format), Reading::Segment);
        let range = record.woven.append(&value.woven, end);
        end = value.woven.runs.last().map_or(end, |run| run.end as usize);
        let part = Part { range, reading };
        let field = field::shown(&value.path);
        record.values.push(Placed { part, format, style: value.style, field, row: value.row });
        record.format = format;
    }
    (!record.values.is_empty()).then_some(record)
}

/// The format of a value by its looks.
fn guess(text: &str) -> Format {
    let tag = text.match_indices('<').any(|(at, _)| {
        let rest = text.get(at + 1..).unwrap_or_default();
        let name = rest.trim_start_matches('/');
        let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        let known = matches!(
            name.get(..end).unwrap_or_default().to_ascii_lowercase().as_str(),
            "p" | "br"
                | "div"
                | "span"
                | "b"
                | "i"
                | "strong"
                | "em"
                | "a"
                | "ul"
                | "ol"
                | "li"
                | "h1"
                | "h2"
                | "h3"
                | "h4"
                | "h5"
                | "h6"
                | "table"
                | "tr"
                | "td"
                | "img"
                | "section"
                | "html"
                | "body"
                | "blockquote"
        );
        known && name.get(end..).is_some_and(|rest| rest.starts_with(['>', ' ', '/', '\n', '\t', '\r']))
    });
    if tag {
        return Format::Html;
    }
    let line = |mark: &str| text.starts_with(mark) || text.contains(&format!("\n{mark}"));
    let headings = ["# ", "## ", "### ", "#### "];
    if text.contains("**") || text.contains("](") || text.contains("__") || headings.into_iter().any(line) {
        return Format::Markdown;
    }
    Format::Plain
}

/// Reads the fields of an export.
pub(crate) fn read(text: &str, kind: Kind, fields: &[Field]) -> Result<Export, OpenError> {
    if fields.is_empty() {
        return Err(OpenError::NoField);
    }
    let mut gatherer = Gatherer::new(fields);
    let troubles = match kind {
        Kind::Csv => csv::read(text, &mut gatherer)?,
        Kind::Yaml => {
            yaml::read(text, &mut |root, path, node| gatherer.node(root, path, &node))?;
            Vec::new()
        }
        _ => json::read(text, kind == Kind::JsonLines, &mut |root, path, node| {
            gatherer.node(root, path, &node);
        })?,
    };
    let missing = gatherer.missing();
    Ok(Export { records: gatherer.records(), troubles, missing })
}

/// What is wrong with an export as a whole, from a place on.
fn broken(line: usize, column: usize, what: &str, message: &str) -> OpenError {
    OpenError::Notation { line, column, message: format!("{what}: {message}") }
}

/// A trouble at a byte of a text.
fn trouble(lines: &LineIndex, text: &str, at: usize, message: String) -> Trouble {
    let place = lines.position(text, at);
    Trouble { place: Some((place.line, place.column)), message }
}

/// A range of the source, or nothing of it.
fn slice(text: &str, range: Range<usize>) -> &str {
    text.get(range).unwrap_or_default()
}

#[cfg(test)]
mod tests;
