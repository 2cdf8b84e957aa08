//! Names of formats, for `[files]` and overrides.

use scruple::source::Format;

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
    }
}
