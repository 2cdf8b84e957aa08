//! Names of formats, for `[files]` and overrides.

use scruple::source::Format;
use scruple_documents::Kind;

/// The formats by name, in the order of every listing.
pub const FORMATS: &[(&str, Format)] = &[
    ("plain", Format::Plain),
    ("markdown", Format::Markdown),
    ("mdx", Format::Mdx),
    ("html", Format::Html),
    ("subtitles", Format::Subtitles),
    ("asciidoc", Format::AsciiDoc),
    ("rst", Format::Rst),
];

/// The format of a name, in any case.
#[must_use]
pub fn format_named(name: &str) -> Option<Format> {
    FORMATS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name.trim())).map(|(_, format)| *format)
}

/// What holds text in other ways than as text, by name, in the order of every listing.
pub(crate) const HOLDERS: &[(&str, Kind)] = &[
    ("json", Kind::Json),
    ("jsonl", Kind::JsonLines),
    ("yaml", Kind::Yaml),
    ("csv", Kind::Csv),
    ("docx", Kind::Docx),
    ("pdf", Kind::Pdf),
];

/// What `[files]` may say of an ending: a format, or what holds text in another way.
pub(crate) fn kind_named(name: &str) -> Option<Kind> {
    let holder = HOLDERS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name.trim()));
    format_named(name).map(Kind::Text).or(holder.map(|(_, kind)| *kind))
}

/// The name of what a file is.
#[must_use]
pub fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Text(format) => format_name(format),
        _ => HOLDERS.iter().find(|(_, known)| *known == kind).map_or("plain", |(name, _)| name),
    }
}

/// The name of a format.
#[must_use]
pub fn format_name(format: Format) -> &'static str {
    FORMATS.iter().find(|(_, known)| *known == format).map_or("plain", |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A format that files have by their endings has a name, too.
    #[test]
    fn every_format_has_a_name() {
        for ending in ["txt", "md", "mdx", "html", "srt", "vtt", "adoc", "rst", "asciidoc"] {
            let format = Format::from_path(&format!("a.{ending}"));
            assert!(FORMATS.iter().any(|(_, known)| *known == format), "{ending}: {format:?}");
        }
        for kind in Kind::endings().filter_map(Kind::from_ending) {
            assert_eq!(kind_named(kind_name(kind)), Some(kind));
        }
    }
}
