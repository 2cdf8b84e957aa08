//! Codes of rules in a text, as links to their pages.

use crate::engine::Engine;
use crate::lsp::{DocumentLink, Uri};
use crate::position::Encoding;
use ropey::Rope;

/// Longer texts are no style guides.
const LONGEST: usize = 4 << 20;

/// The links of a text.
pub(crate) fn of(text: &Rope, engine: &Engine, encoding: Encoding) -> Vec<DocumentLink> {
    if text.len_bytes() > LONGEST {
        return Vec::new();
    }
    let whole = text.to_string();
    let mut out = Vec::new();
    let mut at = 0;
    for word in whole.split(|char: char| !char.is_ascii_alphanumeric()) {
        let start = at;
        // Separators are single characters, of any length.
        at = start + word.len();
        at += whole.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        let coded = (3..=12).contains(&word.len())
            && word.starts_with(|char: char| char.is_ascii_uppercase())
            && word.ends_with(|char: char| char.is_ascii_digit());
        let Some(rule) = (if coded { engine.rule(word) } else { None }) else { continue };
        let Some(page) = &rule.page else { continue };
        out.push(DocumentLink {
            range: encoding.range(text, start..start + word.len()),
            target: Some(Uri::clone(page)),
            tooltip: Some(format!("{}: {}", rule.name, rule.summary)),
            data: None,
        });
    }
    out
}
