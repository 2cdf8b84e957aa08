//! Links, pictures and code in a line of AsciiDoc.

use super::super::{address, near};
use super::Reader;

impl Reader<'_> {
    /// Code in backticks is left out; the backticks of curved quotes are marks.
    pub(super) fn code(&self, text: &str, at: usize) -> (usize, bool) {
        let rest = text.get(at + 1..).unwrap_or_default();
        let before = text.get(..at).unwrap_or_default();
        if before.ends_with(['"', '\'']) || rest.starts_with(['"', '\'']) {
            return (1, false);
        }
        near(rest, "`").filter(|end| *end > 0).map_or((0, false), |end| (end + 2, true))
    }

    /// A link, a picture or another macro: the bytes before what stands in brackets, of that, and of all, with a name.
    pub(super) fn linked(&self, rest: &str) -> Option<(usize, usize, usize, &'static str)> {
        const NAMES: [&str; 11] =
            ["link", "xref", "image", "icon", "footnote", "kbd", "btn", "menu", "pass", "stem", "anchor"];
        let (name, len) = match address(rest) {
            Some(len) => ("address", len),
            None => {
                let name = NAMES
                    .into_iter()
                    .find(|name| rest.strip_prefix(name).is_some_and(|rest| rest.starts_with(':')))?;
                let len = rest.find(|c: char| c.is_whitespace() || c == '[')?;
                (name, len)
            }
        };
        if rest.as_bytes().get(len) != Some(&b'[') {
            return (name == "address").then_some((len, 0, len, name));
        }
        let inside = rest.get(len + 1..)?;
        let end = near(inside, "]")?;
        // Attributes of a link stand behind its text.
        let shown = inside.get(..end)?;
        let attributes = if shown.contains('=') && !shown.starts_with('"') { shown.find(',') } else { None };
        let shown = shown.get(..attributes.unwrap_or(end))?.trim_end_matches('^');
        Some((len + 1, shown.len(), len + end + 2, name))
    }
}
