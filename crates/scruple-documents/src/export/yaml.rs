//! YAML. The parser gives the value and the span of each scalar; white space apart, their characters are the same.

use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle};

use super::{Node, broken, slice};
use crate::error::OpenError;
use crate::field::Step;
use crate::value::{Style, Woven, is_space};

/// What is open around a node.
enum Open {
    /// A mapping, before a key.
    Mapping,
    /// A mapping, before the value of the key that stands last in the path.
    Member,
    /// A sequence, with the number of the item that comes next.
    Sequence(usize),
    /// A key that is no scalar, with what is open inside it.
    Key(usize),
}

/// Gives every value of the text to `take`.
pub(super) fn read(text: &str, take: &mut dyn FnMut(usize, &[Step], Node<'_>)) -> Result<(), OpenError> {
    let mut parser = Parser::new_from_str(text);
    let (mut open, mut path, mut root): (Vec<Open>, Vec<Step>, usize) = (Vec::new(), Vec::new(), 0);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| {
            let (line, column) = (error.marker().line(), error.marker().col() + 1);
            broken(line, column, "is no valid YAML", &error.kind().to_string())
        })?;
        // Inside a key that is no scalar nothing is read.
        if let Some(Open::Key(depth)) = open.last_mut() {
            match event {
                Event::SequenceStart(..) | Event::MappingStart(..) => *depth += 1,
                Event::SequenceEnd | Event::MappingEnd => *depth -= 1,
                _ => {}
            }
            if matches!(open.last(), Some(Open::Key(0))) {
                open.pop();
                path.push(Step::Key("?".to_owned()));
                open.push(Open::Member);
            }
            continue;
        }
        match event {
            Event::DocumentEnd => root += 1,
            Event::Scalar(value, style, ..) => {
                if let Some(last @ Open::Mapping) = open.last_mut() {
                    *last = Open::Member;
                    path.push(Step::Key(value.into_owned()));
                    continue;
                }
                enter(&open, &mut path);
                let node = node(&value, style);
                match (node, span.byte_range()) {
                    (None, Some(range)) => {
                        let read = || scalar(text, &value, style, range.clone());
                        take(root, &path, Node::Text(&read));
                    }
                    (node, _) => take(root, &path, node.unwrap_or(Node::Other)),
                }
                leave(&mut open, &mut path);
            }
            Event::Alias(_) => {
                // What it stands for is read where it stands.
                if let Some(last @ Open::Mapping) = open.last_mut() {
                    *last = Open::Member;
                    path.push(Step::Key("*".to_owned()));
                } else {
                    enter(&open, &mut path);
                    take(root, &path, Node::Other);
                    leave(&mut open, &mut path);
                }
            }
            Event::SequenceStart(..) | Event::MappingStart(..) => {
                let mapping = matches!(event, Event::MappingStart(..));
                if let Some(Open::Mapping) = open.last() {
                    open.pop();
                    open.push(Open::Key(1));
                    continue;
                }
                enter(&open, &mut path);
                take(root, &path, if mapping { Node::Object } else { Node::List });
                open.push(if mapping { Open::Mapping } else { Open::Sequence(0) });
            }
            Event::SequenceEnd | Event::MappingEnd => {
                open.pop();
                leave(&mut open, &mut path);
            }
            _ => {}
        }
    }
    Ok(())
}

/// A node begins: an item of a sequence adds its number to the path.
fn enter(open: &[Open], path: &mut Vec<Step>) {
    if let Some(Open::Sequence(number)) = open.last() {
        path.push(Step::Index(*number));
    }
}

/// A node is over.
fn leave(open: &mut [Open], path: &mut Vec<Step>) {
    match open.last_mut() {
        Some(Open::Sequence(number)) => {
            *number += 1;
            path.pop();
        }
        Some(last @ Open::Member) => {
            *last = Open::Mapping;
            path.pop();
        }
        _ => {}
    }
}

/// What a scalar is where it is no text.
fn node(value: &str, style: ScalarStyle) -> Option<Node<'static>> {
    if style != ScalarStyle::Plain {
        return None;
    }
    match value {
        "" | "~" | "null" | "Null" | "NULL" => Some(Node::Null),
        "true" | "false" | "True" | "False" => Some(Node::Other),
        value if value.parse::<f64>().is_ok() => Some(Node::Other),
        _ => None,
    }
}

/// The value of the scalar at `range`, and how it is written.
fn scalar(source: &str, value: &str, style: ScalarStyle, range: Range<usize>) -> (Woven, Style) {
    let raw = slice(source, range.clone());
    let (style, inside) = match style {
        ScalarStyle::DoubleQuoted => (Style::Escaped, quoted(raw, '"', range.start)),
        ScalarStyle::SingleQuoted => (Style::Single, quoted(raw, '\'', range.start)),
        ScalarStyle::Literal | ScalarStyle::Folded => {
            // The span may hold the head of the block: the sign, what it says of indents, and a comment.
            let head =
                if raw.starts_with(['|', '>']) { raw.find('\n').map_or(raw.len(), |at| at + 1) } else { 0 };
            (Style::Block, range.start + head..range.end)
        }
        ScalarStyle::Plain => (Style::Bare, range.clone()),
    };
    let raw = slice(source, inside.clone());
    let pieces = match style {
        Style::Escaped => escaped(raw, inside.start),
        Style::Single => doubled(raw, inside.start),
        _ => raw
            .char_indices()
            .map(|(at, c)| (c, inside.start + at..inside.start + at + c.len_utf8()))
            .collect(),
    };
    (Woven::aligned(value, source, inside, &pieces), style)
}

fn quoted(raw: &str, quote: char, start: usize) -> Range<usize> {
    let from = raw.len() - raw.strip_prefix(quote).unwrap_or(raw).len();
    let inside = raw.get(from..).unwrap_or_default();
    let end = inside.strip_suffix(quote).map_or(raw.len(), |inside| from + inside.len());
    start + from..start + end
}

/// The characters of a string in single quotes.
fn doubled(raw: &str, start: usize) -> Vec<(char, Range<usize>)> {
    let mut pieces = Vec::with_capacity(raw.len());
    let mut chars = raw.char_indices().peekable();
    while let Some((at, char)) = chars.next() {
        let mut end = at + char.len_utf8();
        if char == '\'' && chars.next_if(|(_, next)| *next == '\'').is_some() {
            end += 1;
        }
        pieces.push((char, start + at..start + end));
    }
    pieces
}

/// The characters of a string in double quotes.
fn escaped(raw: &str, start: usize) -> Vec<(char, Range<usize>)> {
    let mut pieces = Vec::with_capacity(raw.len());
    let mut at = 0;
    while let Some(char) = raw.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = raw.get(at + char.len_utf8()..).unwrap_or_default();
        let (char, len) = match rest.chars().next() {
            Some(sign) if char == '\\' => {
                let digits = match sign {
                    'x' => 2,
                    'u' => 4,
                    'U' => 8,
                    _ => 0,
                };
                let number = rest.get(1..1 + digits).and_then(|digits| u32::from_str_radix(digits, 16).ok());
                let pair = (sign == 'u').then(|| pair(number, rest.get(5..).unwrap_or_default())).flatten();
                let meant = match sign {
                    'x' | 'u' | 'U' => {
                        pair.or(number.and_then(char::from_u32)).unwrap_or(char::REPLACEMENT_CHARACTER)
                    }
                    'n' | '\n' | '\r' => '\n',
                    't' => '\t',
                    'r' => '\r',
                    '0' => '\0',
                    'a' => '\u{7}',
                    'b' => '\u{8}',
                    'v' => '\u{b}',
                    'f' => '\u{c}',
                    'e' => '\u{1b}',
                    'N' => '\u{85}',
                    '_' => '\u{a0}',
                    'L' => '\u{2028}',
                    'P' => '\u{2029}',
                    other => other,
                };
                (meant, 1 + sign.len_utf8() + digits + if pair.is_some() { 6 } else { 0 })
            }
            _ => (char, char.len_utf8()),
        };
        pieces.push((char, start + at..start + (at + len).min(raw.len())));
        at += len;
    }
    pieces.retain(|(char, _)| !is_space(*char));
    pieces
}

/// The character of a pair of halves, as JSON writes what is beyond four digits.
fn pair(first: Option<u32>, rest: &str) -> Option<char> {
    let second = u32::from_str_radix(rest.strip_prefix("\\u")?.get(..4)?, 16).ok()?;
    let units = [u16::try_from(first?).ok()?, u16::try_from(second).ok()?];
    char::decode_utf16(units).next()?.ok().filter(|char| char.len_utf16() == 2)
}
