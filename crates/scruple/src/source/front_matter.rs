//! The title and the description in the front matter of a Markdown file, YAML or TOML.
//!
//! Read line by line: a key at the start of a line, a quoted or plain value, or a YAML block of lines set in below.

use super::builder::Builder;
use super::{Segment, SegmentKind};

/// Reads the lines of front matter between its fences, which stand at `base` in `source`.
pub(super) fn read<'a>(
    source: &'a str,
    text: &str,
    base: usize,
    toml: bool,
    segments: &mut Vec<Segment<'a>>,
) {
    let mut lines = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        lines.push((base + at, line.trim_end_matches(['\r', '\n'])));
        at += line.len();
    }
    for (index, (start, line)) in lines.iter().enumerate() {
        // In TOML, keys of other tables follow the first header.
        if toml && line.starts_with('[') {
            break;
        }
        let Some((key, value)) = line.split_once(if toml { '=' } else { ':' }) else { continue };
        let Some(kind) = kind(key.trim_end()) else { continue };
        let offset = start + key.len() + 1;
        let mut builder = Builder::default();
        let value_start = offset + (value.len() - value.trim_start().len());
        match value.trim() {
            "" => continue,
            "|" | "|-" | "|+" | ">" | ">-" | ">+" if !toml => {
                for (start, line) in lines.iter().skip(index + 1) {
                    if !line.trim().is_empty() && !line.starts_with([' ', '\t']) {
                        break;
                    }
                    builder.collapsed(line.trim(), start + (line.len() - line.trim_start().len()));
                    builder.space(start + line.trim_end().len()..start + line.len() + 1);
                }
            }
            value => scalar(&mut builder, value, value_start, toml),
        }
        if !builder.is_empty() {
            segments.push(builder.segment(kind, source));
        }
    }
}

/// What a key stands for; none for those that hold no text of the document.
fn kind(key: &str) -> Option<SegmentKind> {
    const TITLES: [&str; 4] = ["title", "seo_title", "meta_title", "metatitle"];
    const DESCRIPTIONS: [&str; 6] =
        ["description", "summary", "excerpt", "meta_description", "metadescription", "seo_description"];
    let key = key.trim_matches(['"', '\'']);
    let is = |names: &[&str]| names.iter().any(|name| name.eq_ignore_ascii_case(key));
    match () {
        () if is(&TITLES) => Some(SegmentKind::Title),
        () if is(&DESCRIPTIONS) => Some(SegmentKind::Description),
        () => None,
    }
}

/// Writes a quoted or plain value on one line.
fn scalar(builder: &mut Builder, value: &str, start: usize, toml: bool) {
    let Some(quote @ ('"' | '\'')) = value.chars().next() else {
        let end = value.find(" #").unwrap_or(value.len());
        builder.collapsed(value.get(..end).unwrap_or_default().trim_end(), start);
        return;
    };
    let mut from = 1;
    let mut chars = value.char_indices().skip(1).peekable();
    while let Some((at, char)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        let escape = match (quote, char) {
            ('"', '\\') => next.map(|next| if matches!(next, 'n' | 't') { ' ' } else { next }),
            ('\'', '\'') if next == Some('\'') && !toml => next,
            _ => None,
        };
        let Some(escaped) = escape else {
            if char == quote {
                builder.collapsed(value.get(from..at).unwrap_or_default(), start + from);
                return;
            }
            continue;
        };
        builder.collapsed(value.get(from..at).unwrap_or_default(), start + from);
        chars.next();
        let end = chars.peek().map_or(value.len(), |(end, _)| *end);
        if escaped == ' ' {
            builder.space(start + at..start + end);
        } else {
            builder.decoded(escaped.encode_utf8(&mut [0; 4]), start + at..start + end);
        }
        from = end;
    }
    builder.collapsed(value.get(from..).unwrap_or_default(), start + from);
}
