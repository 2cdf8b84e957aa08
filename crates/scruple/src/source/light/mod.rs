//! AsciiDoc and reStructuredText: what they have in common.
//!
//! Both are read block by block with what writers use; what belongs to a tool chain (includes, conditions, roles and
//! directives of extensions) is left out. A mark that closes nothing is text, as in the tools themselves.

pub(super) mod asciidoc;
pub(super) mod rst;

use super::builder::Builder;
use super::entity::{self, Place};
use super::line::Line;
use super::{Segment, SegmentKind, Setting};
use std::ops::Range;

/// Nobody emphasises more than this, in bytes; a mark that closes further away closes nothing.
const REACH: usize = 2000;

/// What was read so far.
struct Out<'a> {
    source: &'a str,
    lines: Vec<Line>,
    segments: Vec<Segment<'a>>,
    settings: Vec<Setting>,
    /// Segments that stand inside the text that is being read, and follow it.
    beside: Vec<Segment<'a>>,
    builder: Builder,
}

impl<'a> Out<'a> {
    fn new(source: &'a str) -> Self {
        let lines = super::line::Lines::new(source).collect();
        let (segments, settings, beside) = (Vec::new(), Vec::new(), Vec::new());
        Self { source, lines, segments, settings, beside, builder: Builder::default() }
    }

    /// The text of a line; empty behind the last.
    fn text(&self, index: usize) -> &'a str {
        self.lines.get(index).and_then(|line| self.source.get(line.start..line.end)).unwrap_or_default()
    }

    fn indent(&self, index: usize) -> usize {
        self.lines.get(index).map_or(0, |line| line.indent)
    }

    /// The first line from `index` on that is blank or set in less than `indent`, or the end.
    fn block_end(&self, index: usize, indent: usize) -> usize {
        (index..self.lines.len())
            .find(|at| !self.text(*at).is_empty() && self.indent(*at) < indent)
            .unwrap_or(self.lines.len())
    }

    /// The source bytes of lines, without `skip` bytes at the start.
    fn range(&self, lines: Range<usize>, skip: usize) -> Range<usize> {
        let first = self.lines.get(lines.start).map_or(0, |line| line.start + skip);
        let last =
            lines.end.checked_sub(1).and_then(|last| self.lines.get(last)).map_or(first, |line| line.end);
        first..last.max(first)
    }

    /// Writes a piece of the source that holds no more marks.
    fn piece(&mut self, range: Range<usize>) {
        let text = self.source.get(range.clone()).unwrap_or_default();
        entity::write(&mut self.builder, text, range.start, Place::Text);
    }

    /// Parts words where something is left out.
    fn gap(&mut self, range: Range<usize>) {
        if !self.builder.text().ends_with(' ') {
            self.builder.space(range);
        }
    }

    /// Ends the segment that is being read.
    fn flush(&mut self, kind: SegmentKind) {
        if !self.builder.is_empty() {
            let segment = self.builder.segment(kind, self.source);
            if !segment.text.trim().is_empty() {
                self.segments.push(segment);
            }
        }
        self.segments.append(&mut self.beside);
    }

    /// A piece of the source as a segment that follows the one that is being read.
    fn aside(&mut self, kind: SegmentKind, range: Range<usize>) {
        let mut builder = Builder::default();
        let text = self.source.get(range.clone()).unwrap_or_default();
        entity::write(&mut builder, text, range.start, Place::Text);
        if !builder.is_empty() {
            self.beside.push(builder.segment(kind, self.source));
        }
    }
}

/// Where the mark at `at` of `text`, made of `len` equal bytes, is closed: it opens before a word and behind none, and
/// is closed behind a word and before none.
fn closes(text: &str, at: usize, len: usize) -> Option<usize> {
    let mark = text.get(at..at + len)?;
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let space = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let before = text.get(..at)?.chars().next_back();
    let after = text.get(at + len..)?.chars().next();
    if word(before) || space(after) {
        return None;
    }
    let mut from = at + len;
    while let Some(found) = text.get(from..).and_then(|rest| near(rest, mark)) {
        let end = from + found;
        if end - at > REACH {
            return None;
        }
        let inner = text.get(..end)?.chars().next_back();
        let outer = text.get(end + len..)?.chars().next();
        if end > at + len && !space(inner) && !word(outer) && outer != mark.chars().next() {
            return Some(end);
        }
        from = end + len;
    }
    None
}

/// Where `what` stands first in what may be emphasised at most, so that a mark without an end costs no more.
fn near(text: &str, what: &str) -> Option<usize> {
    let end = (0..=text.len().min(REACH)).rev().find(|end| text.is_char_boundary(*end))?;
    text.get(..end)?.find(what)
}

/// The bytes of an address that starts `text`; none where none does.
fn address(text: &str) -> Option<usize> {
    let scheme =
        ["https://", "http://", "ftp://", "mailto:"].into_iter().find(|scheme| text.starts_with(scheme))?;
    let len =
        text.find(|c: char| c.is_whitespace() || matches!(c, '[' | '<' | '>' | '"')).unwrap_or(text.len());
    (len > scheme.len()).then_some(len)
}

#[cfg(test)]
mod tests;
