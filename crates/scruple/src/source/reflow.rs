//! Text extracted from a PDF: a blank line after every line, sentences broken over lines and pages.
//!
//! Lines are joined to paragraphs again. Two signs tell a broken sentence from a new paragraph: how the line before
//! ends and the next one starts, and whether the break was forced, because the next word found no room. Headers and
//! footers that repeat on every page become segments of their own and do not part the sentence around them.

mod repeats;
mod words;

use super::builder::Builder;
use super::line::{self, Line, Lines, MarkerKind};
use super::{Segment, SegmentKind};
use repeats::Repeats;
use std::collections::HashMap;
use words::Words;

/// Lines looked at to tell whether a text was extracted.
const SAMPLE: usize = 400;

/// A line that is longer was not set on a page.
const LONGEST: usize = 240;

/// A line that is shorter was not broken because it was full.
const SHORTEST: usize = 30;

/// Whether most lines of the text are followed by a blank one and sentences go on behind them.
pub(super) fn is_extracted(source: &str) -> bool {
    let (mut lines, mut followed, mut broken) = (0_usize, 0_usize, 0_usize);
    let mut before: Option<(Line, bool)> = None;
    for line in Lines::new(source).take(2 * SAMPLE) {
        if line.start == line.end {
            if let Some((_, blank)) = &mut before {
                *blank = true;
            }
            continue;
        }
        if line.end - line.start > LONGEST {
            return false;
        }
        if let Some((last, blank)) = before {
            lines += 1;
            if blank {
                followed += 1;
                // Short lines are words below one another; nothing breaks them.
                let open = last.end - last.start >= SHORTEST
                    && !last.text(source).ends_with(['.', '!', '?', ':', ';', '"', '”']);
                broken += usize::from(open && line::opens_low(line.text(source)));
            }
        }
        before = Some((line, false));
    }
    lines >= 6 && followed * 10 >= lines * 6 && broken >= 3 && broken * 100 >= lines * 15
}

/// A line that is not blank, with the number of blank lines before it.
#[derive(Debug, Clone, Copy)]
struct Set {
    line: Line,
    gap: usize,
}

/// The segments of extracted text, without their outline.
pub(super) fn segments(source: &str) -> Vec<Segment<'_>> {
    let mut lines: Vec<Set> = Vec::new();
    let mut gap = 0;
    for line in Lines::new(source) {
        if line.is_blank(source) {
            gap += 1;
        } else {
            lines.push(Set { line, gap });
            gap = 0;
        }
    }
    let repeats = Repeats::find(source, &lines);
    let width = width(&lines);
    let mut joiner = Joiner {
        source,
        width,
        words: Words::new(source),
        segments: Vec::new(),
        beside: Vec::new(),
        first_of: HashMap::new(),
        builder: Builder::default(),
        start: Start::Text,
        lines: 0,
        last: None,
        pending: Vec::new(),
        bullet: None,
    };
    let mut header = Builder::default();
    for (index, set) in lines.iter().enumerate() {
        if repeats.contains(index) {
            let goes_on = index > 0 && repeats.contains(index - 1) && set.gap < 2;
            if !goes_on {
                joiner.header(&mut header);
            }
            if let Some(before) = index.checked_sub(1).and_then(|before| lines.get(before)) {
                header.space(before.line.end..set.line.start);
            }
            header.verbatim(set.line.text(source), set.line.start);
        } else {
            let across = !header.is_empty();
            joiner.header(&mut header);
            let next = lines.get(index + 1).filter(|_| !repeats.contains(index + 1));
            joiner.line(*set, next, across);
        }
    }
    joiner.header(&mut header);
    joiner.flush();
    joiner.segments
}

/// The length of a full line: nine lines of ten are not longer.
fn width(lines: &[Set]) -> usize {
    let mut lengths: Vec<usize> = lines.iter().map(|set| set.line.end - set.line.start).collect();
    let index = lengths.len() * 9 / 10;
    if index >= lengths.len() {
        return 0;
    }
    *lengths.select_nth_unstable(index).1
}

/// How a segment starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Start {
    /// Like running text.
    Text,
    /// With a bullet.
    Bullet(char),
    /// With a number in parentheses, which only lists have.
    Item,
    /// With `1)`, `A.` or `IV`, which headings and lists have.
    Numbered,
    /// With a dash or an arrow below an entry of a bibliography.
    Annotation,
}

struct Joiner<'a> {
    source: &'a str,
    width: usize,
    words: Words<'a>,
    segments: Vec<Segment<'a>>,
    /// Headers of pages inside the segment that is being joined; they follow it.
    beside: Vec<Segment<'a>>,
    /// The segment in which the text of a header stood first.
    first_of: HashMap<String, u32>,
    builder: Builder,
    start: Start,
    /// Lines joined so far.
    lines: usize,
    last: Option<Line>,
    /// Segments that are headings if text comes after them.
    pending: Vec<usize>,
    /// The bullet of the outer list.
    bullet: Option<char>,
}

impl<'a> Joiner<'a> {
    /// Puts the header that was read beside the segment that is being joined.
    fn header(&mut self, header: &mut Builder) {
        if !header.is_empty() {
            self.beside.push(header.segment(SegmentKind::Paragraph, self.source));
        }
    }

    /// Joins the line to the segment or starts a new one with it.
    fn line(&mut self, set: Set, next: Option<&Set>, across: bool) {
        let text = set.line.text(self.source);
        let (start, skip) = self.opening(text);
        if let Some(last) = self.last
            && self.goes_on(last, set, start, next, across)
        {
            self.join(last, set.line);
        } else {
            self.flush();
            self.start = start;
            self.builder.verbatim(text.get(skip..).unwrap_or_default(), set.line.start + skip);
        }
        self.lines += 1;
        self.last = Some(set.line);
    }

    /// How a segment would start with the line, and the bytes of the mark that are not part of its text.
    fn opening(&self, text: &str) -> (Start, usize) {
        if let Some(marker) = line::marker(text) {
            return match marker.kind {
                MarkerKind::Bullet('–' | '—' | '-' | '−') if self.below_entry() => {
                    (Start::Annotation, 0)
                }
                MarkerKind::Bullet(bullet) => (Start::Bullet(bullet), marker.len),
                MarkerKind::Number(_) if text.starts_with('(') => (Start::Item, marker.len),
                MarkerKind::Number(_) => (Start::Numbered, 0),
            };
        }
        if text.starts_with('→') {
            return (Start::Annotation, 0);
        }
        if words::is_numbered(text) { (Start::Numbered, 0) } else { (Start::Text, 0) }
    }

    /// Whether the segment that is being joined is an entry of a bibliography or a note on one.
    fn below_entry(&self) -> bool {
        // The journal stands at the end; looking no further back keeps long paragraphs cheap.
        let text = self.builder.text();
        let from = (text.len().saturating_sub(600)..text.len()).find(|at| text.is_char_boundary(*at));
        let tail = from.and_then(|from| text.get(from..)).unwrap_or_default();
        self.start == Start::Annotation || words::is_entry(tail)
    }

    /// Whether the line belongs to the segment of the line before it.
    fn goes_on(&self, last: Line, set: Set, start: Start, next: Option<&Set>, across: bool) -> bool {
        let before = last.text(self.source);
        let text = set.line.text(self.source);
        let ended = words::ends(before);
        let heading = self.start == Start::Numbered && self.lines == 1;
        let full = last.end - last.start + 1 + line::first_word(text)
            >= if heading { self.width * 95 / 100 } else { self.width * 88 / 100 };
        match start {
            Start::Bullet('-' | '–' | '—' | '−') | Start::Annotation => {
                let low =
                    text.trim_start_matches(['-', '–', '—', '−', '→', ' ']).starts_with(char::is_lowercase);
                return !ended && ((low && (full || across)) || (heading && start != Start::Annotation));
            }
            Start::Bullet(_) => return false,
            Start::Item | Start::Numbered if words::opens_year(text) || before.ends_with(['–', '-', '(']) =>
            {
                return true;
            }
            Start::Item => return !ended && !before.ends_with([':', ';', ',']) && full,
            Start::Numbered if ended || !full || before.ends_with(':') => return false,
            _ => {}
        }
        if line::opens_low(text) && !ended {
            return true;
        }
        if set.gap > 1 && !across {
            return false;
        }
        if words::opens_year(text) || words::hangs(before) {
            return true;
        }
        if ended {
            let heads = line::heading_like(text)
                && next.is_none_or(|next| {
                    let word = line::first_word(next.line.text(self.source));
                    next.gap > 1 || text.len() + 1 + word < self.width * 88 / 100
                });
            return line::opens_low(text) || (full && !heads && !words::is_labelled(text));
        }
        full && !before.ends_with(':')
    }

    /// Joins a line: with a space, without one behind a hyphen, without the hyphen of a divided word.
    fn join(&mut self, last: Line, line: Line) {
        let text = line.text(self.source);
        let before = last.text(self.source);
        if before.ends_with('\u{ad}') || self.words.divides(before, text) {
            self.builder.pop_char();
        } else if !words::binds(before, text) {
            self.builder.space(last.end..line.start);
        }
        self.builder.verbatim(text, line.start);
    }

    /// Ends the segment that is being joined.
    fn flush(&mut self) {
        if !self.builder.is_empty() {
            let text = self.builder.text();
            // A heading that is numbered is known by its number and may be longer.
            let numbered = self.start == Start::Numbered
                && text.len() <= 160
                && line::opens_high(text)
                && !line::unquoted_end(text).ends_with(['.', ';', ',', ':', '!']);
            let short = self.start == Start::Text && self.lines <= 2 && line::heading_like(text);
            let heading = numbered || short;
            let kind = match self.start {
                Start::Bullet(bullet) => SegmentKind::ListItem(self.depth(bullet)),
                Start::Item => SegmentKind::ListItem(1),
                Start::Numbered if heading => SegmentKind::Heading(2),
                Start::Numbered => SegmentKind::ListItem(1),
                Start::Text | Start::Annotation => SegmentKind::Paragraph,
            };
            if !matches!(kind, SegmentKind::ListItem(_)) {
                self.bullet = None;
            }
            if heading && kind == SegmentKind::Paragraph {
                self.pending.push(self.segments.len());
            } else {
                // Many short lines in a row are the cells of a table; only the last may head what follows.
                let skip = if self.pending.len() > 2 { self.pending.len() - 1 } else { 0 };
                for index in self.pending.drain(..).skip(skip) {
                    if let Some(segment) = self.segments.get_mut(index) {
                        segment.kind = SegmentKind::Heading(2);
                    }
                }
            }
            let segment = self.builder.segment(kind, self.source);
            self.segments.push(segment);
        }
        for mut header in std::mem::take(&mut self.beside) {
            let index = u32::try_from(self.segments.len()).unwrap_or(u32::MAX);
            header.repeat_of = self.first_of.get(header.text.as_ref()).copied();
            if header.repeat_of.is_none() {
                self.first_of.insert(header.text.to_string(), index);
            }
            self.segments.push(header);
        }
        self.lines = 0;
        self.last = None;
    }

    /// The depth of an item: a second sort of bullet inside a list is one deeper.
    fn depth(&mut self, bullet: char) -> u8 {
        let outer = *self.bullet.get_or_insert(bullet);
        if outer == bullet {
            return 1;
        }
        if matches!(bullet, '－' | '-' | '–' | '—' | '○' | '◦') {
            return 2;
        }
        self.bullet = Some(bullet);
        1
    }
}

#[cfg(test)]
mod tests;
