//! What files are, and which of them are read.

use scruple::source::Format;

use crate::Field;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Text in a format.
    Text(Format),
    /// JSON, of which fields are read.
    Json,
    /// A JSON value on each line, of which fields are read.
    JsonLines,
    /// YAML, of which fields are read.
    Yaml,
    /// A table with a head, of which columns are read: commas, semicolons, bars or tabs between the cells.
    Csv,
    /// A Word document.
    Docx,
    /// A PDF.
    Pdf,
}

/// Endings, in lower case, and what they stand for.
const ENDINGS: [(&str, Kind); 26] = [
    ("md", Kind::Text(Format::Markdown)),
    ("markdown", Kind::Text(Format::Markdown)),
    ("mdx", Kind::Text(Format::Mdx)),
    ("html", Kind::Text(Format::Html)),
    ("htm", Kind::Text(Format::Html)),
    ("xhtml", Kind::Text(Format::Html)),
    ("txt", Kind::Text(Format::Plain)),
    ("text", Kind::Text(Format::Plain)),
    ("adoc", Kind::Text(Format::AsciiDoc)),
    ("asciidoc", Kind::Text(Format::AsciiDoc)),
    ("asc", Kind::Text(Format::AsciiDoc)),
    ("rst", Kind::Text(Format::Rst)),
    ("rest", Kind::Text(Format::Rst)),
    ("srt", Kind::Text(Format::Subtitles)),
    ("vtt", Kind::Text(Format::Subtitles)),
    ("docx", Kind::Docx),
    ("docm", Kind::Docx),
    ("dotx", Kind::Docx),
    ("pdf", Kind::Pdf),
    ("json", Kind::Json),
    ("jsonl", Kind::JsonLines),
    ("ndjson", Kind::JsonLines),
    ("yaml", Kind::Yaml),
    ("yml", Kind::Yaml),
    ("csv", Kind::Csv),
    ("tsv", Kind::Csv),
];

impl Kind {
    /// What the ending of a file name or path stands for; none where it says nothing.
    #[must_use]
    pub fn from_path(path: &str) -> Option<Self> {
        Self::from_ending(ending(path)?)
    }

    /// What an ending, without its dot, stands for: `md`, `docx`, `csv`.
    #[must_use]
    pub fn from_ending(ending: &str) -> Option<Self> {
        ENDINGS.iter().find(|(known, _)| known.eq_ignore_ascii_case(ending)).map(|(_, kind)| *kind)
    }

    /// Every ending that is known, in lower case, without its dot.
    pub fn endings() -> impl Iterator<Item = &'static str> {
        ENDINGS.iter().map(|(ending, _)| *ending)
    }

    /// Whether only the fields that were asked for are read.
    #[must_use]
    pub fn is_export(self) -> bool {
        matches!(self, Self::Json | Self::JsonLines | Self::Yaml | Self::Csv)
    }

    /// Whether text has to be taken out of it, so that its bytes are none of the text.
    #[must_use]
    pub fn is_binary(self) -> bool {
        matches!(self, Self::Docx | Self::Pdf)
    }
}

fn ending(path: &str) -> Option<&str> {
    path.rsplit(['/', '\\']).next()?.rsplit_once('.').map(|(_, ending)| ending)
}

/// Which files are read, and what of them.
///
/// ```
/// use scruple_documents::{Files, Kind};
///
/// let files = Files { endings: vec![("page".to_owned(), Kind::Json)], ..Files::default() };
/// assert_eq!(files.kind("a/b.PAGE"), Some(Kind::Json));
/// // Exports are searched for only where fields are named.
/// assert!(!files.wanted("a/b.page") && files.wanted("a/b.docx"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files {
    /// The fields of exports that hold text.
    pub fields: Vec<Field>,
    /// Further endings, without their dot, and what they stand for; they go before the known ones.
    pub endings: Vec<(String, Kind)>,
}

impl Files {
    /// What a file is by its name; none where that says nothing, which is read as plain text.
    #[must_use]
    pub fn kind(&self, path: &str) -> Option<Kind> {
        let ending = ending(path)?;
        let own =
            self.endings.iter().find(|(own, _)| own.trim_start_matches('.').eq_ignore_ascii_case(ending));
        own.map(|(_, kind)| *kind).or_else(|| Kind::from_ending(ending))
    }

    /// Whether a file is to be read where it is met in a folder.
    #[must_use]
    pub fn wanted(&self, path: &str) -> bool {
        self.kind(path).is_some_and(|kind| !kind.is_export() || !self.fields.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_agree_with_the_library() {
        for (ending, kind) in ENDINGS {
            if let Kind::Text(format) = kind {
                assert_eq!(Format::from_path(&format!("a.{ending}")), format, "{ending}");
            }
        }
        assert_eq!(Kind::from_path("a/b.c/readme"), None);
        assert_eq!(Kind::from_path("A.DOCX"), Some(Kind::Docx));
    }
}
