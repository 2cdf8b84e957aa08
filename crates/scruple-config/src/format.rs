//! Names of formats, for `[files]` and overrides.

use scruple::source::Format;

/// The formats by name, in the order of every listing.
pub const FORMATS: &[(&str, Format)] =
    &[("plain", Format::Plain), ("markdown", Format::Markdown), ("html", Format::Html)];

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
