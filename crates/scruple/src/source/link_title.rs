//! The titles of Markdown links and images, `[text](address "title")`, which the parser gives without their place.

use super::builder::Builder;
use super::entity::{self, Place};
use super::{Segment, SegmentKind};
use std::ops::Range;

/// A longer title is none; the bound keeps the search for its start from costing more than the text.
const LONGEST: usize = 2000;

/// Where a title stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    /// `[text](address "title")`
    Link,
    /// `[label]: address "title"`
    Definition,
}

/// Reads the title at the end of the link, image or reference definition that stands at `range`, if it has one.
pub(super) fn read<'a>(source: &'a str, range: Range<usize>, owner: Owner, segments: &mut Vec<Segment<'a>>) {
    let Some(raw) = source.get(range.clone()) else { return };
    let inner = match owner {
        Owner::Link => match raw.strip_suffix(')') {
            Some(inner) => inner,
            None => return,
        },
        Owner::Definition => raw,
    };
    let inner = inner.trim_end();
    let open = match inner.bytes().next_back() {
        Some(quote @ (b'"' | b'\'')) => quote,
        Some(b')') => b'(',
        _ => return,
    };
    let end = inner.len() - 1;
    let Some(start) = opening(inner.as_bytes(), end, open) else { return };
    let mut builder = Builder::default();
    write(&mut builder, inner.get(start..end).unwrap_or_default(), range.start + start);
    if !builder.is_empty() {
        segments.push(builder.segment(SegmentKind::Alt, source));
    }
}

/// The offset after the mark that opens the title: the nearest one before `end` that follows white space.
fn opening(bytes: &[u8], end: usize, open: u8) -> Option<usize> {
    let first = end.saturating_sub(LONGEST).max(1);
    (first..end)
        .rev()
        .find(|at| bytes.get(*at) == Some(&open) && bytes.get(at - 1).is_some_and(u8::is_ascii_whitespace))
        .map(|at| at + 1)
}

/// Writes a title without its escapes.
fn write(builder: &mut Builder, text: &str, start: usize) {
    let mut from = 0;
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find('\\')) {
        let escape = at + found;
        at = escape + 1;
        if bytes.get(at).is_some_and(u8::is_ascii_punctuation) {
            entity::write(
                builder,
                text.get(from..escape).unwrap_or_default(),
                start + from,
                Place::Attribute,
            );
            builder.decoded(text.get(at..=at).unwrap_or_default(), start + escape..start + at + 1);
            at += 1;
            from = at;
        }
    }
    entity::write(builder, text.get(from..).unwrap_or_default(), start + from, Place::Attribute);
}
