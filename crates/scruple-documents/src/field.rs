//! Selectors of fields: `body`, `items[].body`, `body:html`.

use std::fmt;
use std::str::FromStr;

use scruple::source::{Format, SegmentKind};

/// A step from the root of a document to a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    Key(String),
    Index(usize),
}

/// A step of a selector.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Want {
    Key(String),
    Each,
}

/// A field whose values are read, as it is written: keys with dots between them, `[]` for each item of a list, and the
/// format of the value behind a colon (`text`, `markdown`, `html`) where it is not to be guessed from the value.
///
/// A list at the root needs no `[]`, and a key with a dot in it stands in quotes: `items[]."seo.title"`. In CSV the
/// whole selector is the name of a column.
///
/// ```
/// use scruple_documents::Field;
///
/// let field: Field = "items[].body:html".parse()?;
/// assert_eq!(field.to_string(), "items[].body:html");
/// assert_eq!(
///     "items[.body".parse::<Field>().unwrap_err().to_string(),
///     "\"items[.body\" is no field: \"[\" without \"]\"; write it like items[].body"
/// );
/// # Ok::<(), scruple_documents::FieldError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    written: String,
    /// The selector without the format.
    pub(crate) selector: String,
    wants: Vec<Want>,
    pub(crate) format: Option<Format>,
}

/// A selector that is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{written}\" is no field: {reason}; write it like {like}")]
pub struct FieldError {
    written: String,
    reason: &'static str,
    /// The nearest that is one.
    like: String,
}

impl FromStr for Field {
    type Err = FieldError;

    fn from_str(written: &str) -> Result<Self, FieldError> {
        Self::read(written).map_err(|reason| {
            let near = repairs(written).into_iter().find(|text| Self::read(text).is_ok());
            let like = near.unwrap_or_else(|| "items[].body".to_owned());
            FieldError { written: written.to_owned(), reason, like }
        })
    }
}

impl Field {
    fn read(written: &str) -> Result<Self, &'static str> {
        let trimmed = written.trim();
        let (selector, format) = match trimmed.rsplit_once(':').map(|(head, name)| (head, format(name))) {
            Some((head, Some(format))) => (head, Some(format)),
            // Names of columns may hold colons.
            _ => (trimmed, None),
        };
        if selector.is_empty() {
            return Err("there is no name");
        }
        let mut wants = Vec::new();
        let mut rest = selector;
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix('[') {
                let (inside, after) = after.split_once(']').ok_or("\"[\" without \"]\"")?;
                if !inside.is_empty() && inside != "*" {
                    return Err("only \"[]\", each item of a list, can be asked for");
                }
                wants.push(Want::Each);
                rest = after.strip_prefix('.').unwrap_or(after);
            } else if let Some(after) = rest.strip_prefix('"') {
                let (key, after) = after.split_once('"').ok_or("a quote is not closed")?;
                wants.push(Want::Key(key.to_owned()));
                rest = after.strip_prefix('.').unwrap_or(after);
            } else {
                let end = rest.find(['.', '[']).unwrap_or(rest.len());
                let (key, after) = rest.split_at(end);
                if key.is_empty() {
                    return Err("a name is missing beside a dot");
                }
                wants.push(Want::Key(key.to_owned()));
                rest = match after.strip_prefix('.') {
                    Some("") => return Err("a name is missing beside a dot"),
                    Some(after) => after,
                    None => after,
                };
            }
        }
        Ok(Self { written: trimmed.to_owned(), selector: selector.to_owned(), wants, format })
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

/// What somebody may have meant who wrote what is no field.
fn repairs(written: &str) -> [String; 2] {
    let written = written.trim();
    let mut dots: String = written.split('.').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(".");
    if dots.matches('"').count() % 2 == 1 {
        dots.push('"');
    }
    // `[3]` and `[` alike become `[]`.
    let mut lists = String::new();
    let mut rest = dots.as_str();
    while let Some((before, after)) = rest.split_once('[') {
        lists.push_str(before);
        lists.push_str("[]");
        let number = after.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | ' '));
        rest = number.strip_prefix(']').unwrap_or(number);
    }
    lists.push_str(rest);
    [dots, lists]
}

fn format(name: &str) -> Option<Format> {
    match name.trim().to_ascii_lowercase().as_str() {
        "text" | "txt" | "plain" => Some(Format::Plain),
        "md" | "markdown" => Some(Format::Markdown),
        "mdx" => Some(Format::Mdx),
        "html" | "htm" => Some(Format::Html),
        "adoc" | "asciidoc" => Some(Format::AsciiDoc),
        "rst" => Some(Format::Rst),
        _ => None,
    }
}

impl Field {
    /// Whether the value at the end of `path` is asked for.
    pub(crate) fn matches(&self, path: &[Step]) -> bool {
        let exact = |path: &[Step]| {
            path.len() == self.wants.len()
                && path.iter().zip(&self.wants).all(|(step, want)| match (step, want) {
                    (Step::Key(key), Want::Key(wanted)) => key == wanted,
                    (Step::Index(_), Want::Each) => true,
                    _ => false,
                })
        };
        match path {
            [Step::Index(_), rest @ ..] => exact(path) || exact(rest),
            _ => exact(path),
        }
    }

    /// What a value of a field of this name is in its document, where the name tells.
    pub(crate) fn kind(name: &str) -> Option<SegmentKind> {
        match name.to_ascii_lowercase().as_str() {
            "title" | "headline" | "name" | "seo_title" | "meta_title" | "metatitle" | "seo title" => {
                Some(SegmentKind::Title)
            }
            "meta_description" | "metadescription" | "seo_description" | "seo description" => {
                Some(SegmentKind::Description)
            }
            _ => None,
        }
    }
}

/// A path as it is shown: `items[3].body`.
pub(crate) fn shown(path: &[Step]) -> String {
    written(path, true)
}

/// The selector of a path: `items[].body`.
pub(crate) fn selector(path: &[Step]) -> String {
    written(path, false)
}

fn written(path: &[Step], numbers: bool) -> String {
    let mut text = String::new();
    for step in path {
        match step {
            Step::Index(index) if numbers => text.push_str(&format!("[{index}]")),
            Step::Index(_) => text.push_str("[]"),
            Step::Key(key) => {
                if !text.is_empty() {
                    text.push('.');
                }
                if key.contains(['.', '[', '"']) {
                    text.push_str(&format!("\"{key}\""));
                } else {
                    text.push_str(key);
                }
            }
        }
    }
    text
}

/// Of the names the one that is most like `given`; none that is like it.
pub(crate) fn nearest<'a>(given: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let given = given.to_lowercase();
    let last = |name: &str| name.rsplit(['.', ']']).next().unwrap_or_default().to_owned();
    names
        .map(|name| {
            let lower = name.to_lowercase();
            // `body` is meant by who writes it where the field is `items[].body`.
            let whole = strsim::damerau_levenshtein(&given, &lower);
            let end = strsim::damerau_levenshtein(&last(&given), &last(&lower)) + usize::from(given != lower);
            (whole.min(end), name)
        })
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, _)| *distance <= 1 + given.chars().count() / 3)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(key: &str) -> Step {
        Step::Key(key.to_owned())
    }

    #[test]
    fn selectors_match_paths() {
        let at = |text: &str| text.parse::<Field>().unwrap();
        let path = [key("items"), Step::Index(3), key("seo.title")];
        assert!(at("items[].\"seo.title\"").matches(&path));
        assert!(!at("items[].title").matches(&path) && !at("items").matches(&path));
        assert!(at("body").matches(&[Step::Index(0), key("body")]));
        assert!(at("[].body:md").matches(&[Step::Index(0), key("body")]));
        assert!(at("tags[]").matches(&[key("tags"), Step::Index(1)]));
        assert_eq!(shown(&path), "items[3].\"seo.title\"");
        assert_eq!(selector(&path), "items[].\"seo.title\"");
        assert_eq!(at("Body (HTML)").selector, "Body (HTML)");
        assert_eq!(at("a:b").selector, "a:b");
        for bad in ["", ":html", "a..b", "a.", ".a", "a[", "a[3]", "\"a"] {
            assert!(bad.parse::<Field>().is_err(), "{bad}");
        }
        for (bad, near) in [
            ("items[.body", "items[].body"),
            ("items[0].body:html", "items[].body:html"),
            (".a..b.", "a.b"),
            ("items[].\"seo.title", "items[].\"seo.title\""),
            (":html", "items[].body"),
        ] {
            let error = bad.parse::<Field>().unwrap_err().to_string();
            assert!(error.ends_with(&format!("write it like {near}")), "{error}");
        }
    }

    #[test]
    fn the_nearest_is_named() {
        let names = ["items[].body", "items[].title", "site"];
        assert_eq!(nearest("items[].bdy", names.into_iter()), Some("items[].body"));
        assert_eq!(nearest("body", names.into_iter()), Some("items[].body"));
        assert_eq!(nearest("Site", names.into_iter()), Some("site"));
        assert_eq!(nearest("quite another", names.into_iter()), None);
    }
}
