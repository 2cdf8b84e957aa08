//! MDX: Markdown in which imports, expressions and the tags of components stand.
//!
//! These are taken out first, with what sets the content of a component in, and the rest is read as Markdown. The map
//! of each segment, which then leads to the text without them, is joined with the map from there to the source.

mod syntax;

use super::builder::Builder;
use super::{Map, Run, Segment, SegmentKind, Setting, html, markdown};
use std::ops::Range;

/// The segments of MDX, without their outline, and what its front matter sets.
pub(super) fn read(source: &str) -> (Vec<Segment<'_>>, Vec<Setting>) {
    let taken = Taker::take(source);
    let (found, mut settings) = markdown::read(&taken.text);
    for setting in &mut settings {
        for range in setting.values.iter_mut().map(|(_, range)| range).chain([&mut setting.range]) {
            *range = taken.source(range.clone());
        }
    }
    let mut segments: Vec<Segment<'_>> =
        found.iter().map(|segment| taken.led_back(segment, source)).collect();
    segments.retain(|segment| !segment.text.trim().is_empty());
    // The texts in the tags of components follow what stood before them.
    let mut tags: Vec<Segment<'_>> = Vec::new();
    for tag in &taken.tags {
        let text = source.get(tag.clone()).unwrap_or_default();
        let found = html::fragment(source, text, tag.start, SegmentKind::Paragraph);
        tags.extend(found.into_iter().filter(|segment| segment.kind == SegmentKind::Alt));
    }
    if !tags.is_empty() {
        segments.extend(tags);
        // A stable sort: what the Markdown reader put beside a text stays behind it.
        segments.sort_by_key(|segment| segment.source().start);
    }
    (segments, settings)
}

/// The text without what is not Markdown, and where its pieces stand in the source.
#[derive(Default)]
struct Taker<'a> {
    source: &'a str,
    text: String,
    runs: Vec<Run>,
    /// Tags of components that were taken out.
    tags: Vec<Range<usize>>,
    /// Bytes that may still be looked through for ends that are not there, so that reading stays linear.
    patience: usize,
    /// For each component that is open: by how much its content is set in, once that is known.
    open: Vec<Option<usize>>,
}

fn small(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

impl<'a> Taker<'a> {
    fn take(source: &'a str) -> Self {
        let mut taker = Self { source, patience: 4 * source.len() + 100_000, ..Self::default() };
        let mut at = syntax::front_matter(source);
        taker.keep(0..at);
        // Whether a block may start here: at the start, behind a blank line, behind another statement.
        let mut fresh = true;
        while at < source.len() {
            let rest = source.get(at..).unwrap_or_default();
            let end = at + syntax::line_len(rest);
            let line = source.get(at..end).unwrap_or_default();
            if line.trim().is_empty() {
                taker.keep(at..end);
                (at, fresh) = (end, true);
            } else if fresh && let Some(len) = syntax::statement(rest) {
                at += len;
            } else if let Some(len) = syntax::fenced(rest) {
                taker.keep(at..at + len);
                (at, fresh) = (at + len, true);
            } else {
                at = taker.line(at, end);
                fresh = false;
            }
        }
        taker
    }

    /// Reads from `at` to the end of the line, or further where an expression or a tag ends on a later one.
    fn line(&mut self, at: usize, end: usize) -> usize {
        let source = self.source;
        let indent = syntax::indent(source.get(at..end).unwrap_or_default());
        // The tag that ends a component is set in like the tag that starts it.
        let set_in = match self.open.last_mut() {
            Some(known) => indent.min(*known.get_or_insert(indent)),
            None => 0,
        };
        let (mut from, mut at, mut end) = (at + set_in, at + set_in, end);
        let alone_from = at;
        while at < end {
            let rest = source.get(at..).unwrap_or_default();
            match rest.as_bytes().first() {
                Some(b'\\') => {
                    at += 1 + rest.get(1..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
                }
                Some(b'`') => {
                    let len = if self.patience > 0 { syntax::code(rest) } else { 1 };
                    self.looked(
                        rest,
                        len < 2 || rest.get(1..len).is_some_and(|text| text.bytes().all(|b| b == b'`')),
                    );
                    at += len;
                }
                Some(b'{') => match Some(rest).filter(|_| self.patience > 0).and_then(syntax::braces) {
                    Some(len) => {
                        self.keep(from..at);
                        self.gap(at..at + len);
                        at += len;
                        from = at;
                        end = end.max(at);
                    }
                    None => {
                        self.looked(rest, true);
                        at += 1;
                    }
                },
                Some(b'<') => match Some(rest).filter(|_| self.patience > 0).and_then(syntax::tag) {
                    Some(tag) => {
                        let alone = source.get(alone_from..at).unwrap_or_default().trim().is_empty()
                            && syntax::ends_line(source.get(at + tag.len..).unwrap_or_default());
                        if tag.component || (alone && tag.block) {
                            self.keep(from..at);
                            self.tag(at..at + tag.len, &tag);
                            from = at + tag.len;
                        }
                        at += tag.len;
                        end = end.max(at);
                    }
                    None => {
                        self.looked(rest, true);
                        at += 1;
                    }
                },
                Some(_) => at += rest.chars().next().map_or(1, char::len_utf8),
                None => break,
            }
        }
        // A tag of several lines ends the line where it ends; what follows is read as a line of its own.
        end = end.max(at);
        self.keep(from..end);
        end
    }

    /// Counts what was looked through in vain.
    fn looked(&mut self, rest: &str, in_vain: bool) {
        if in_vain {
            self.patience = self.patience.saturating_sub(rest.len().min(syntax::LONGEST));
        }
    }

    fn tag(&mut self, range: Range<usize>, tag: &syntax::Tag) {
        let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let before = word(self.source.get(..range.start).and_then(|text| text.chars().next_back()));
        let after = word(self.source.get(range.end..).and_then(|text| text.chars().next()));
        // In the midst of a word a tag is joined, as in HTML.
        if !(before && after) {
            self.gap(range.clone());
        }
        if tag.end {
            self.open.pop();
        } else if !tag.empty {
            self.open.push(None);
        }
        if !tag.end {
            self.tags.push(range);
        }
    }

    /// Takes over a piece of the source.
    fn keep(&mut self, range: Range<usize>) {
        let Some(text) = self.source.get(range.clone()).filter(|text| !text.is_empty()) else { return };
        let (start, end) = (small(range.start), small(range.end));
        self.runs.push(Run { text: small(self.text.len()), start, end, verbatim: true });
        self.text.push_str(text);
    }

    /// Writes a space for what is taken out, where words stand before it.
    fn gap(&mut self, range: Range<usize>) {
        if self.text.ends_with([' ', '\n', '\r', '\t']) || self.text.is_empty() {
            return;
        }
        let (start, end) = (small(range.start), small(range.end));
        self.runs.push(Run { text: small(self.text.len()), start, end, verbatim: false });
        self.text.push(' ');
    }

    fn source(&self, range: Range<usize>) -> Range<usize> {
        source(&self.runs, range)
    }

    /// A segment of the text as a segment of the source.
    fn led_back(&self, segment: &Segment<'_>, source: &'a str) -> Segment<'a> {
        let mut builder = Builder::default();
        let whole = [Run {
            text: 0,
            start: small(segment.source().start),
            end: small(segment.source().end),
            verbatim: true,
        }];
        let runs = match &segment.map {
            Map::Verbatim(_) => &whole[..],
            Map::Runs(runs) => runs,
        };
        for (index, run) in runs.iter().enumerate() {
            let until = runs.get(index + 1).map_or(segment.text.len(), |next| next.text as usize);
            let text = segment.text.get(run.text as usize..until).unwrap_or_default();
            if run.verbatim {
                self.pieces(&mut builder, text, run.start as usize);
            } else {
                builder.decoded(text, self.source(run.start as usize..run.end as usize));
            }
        }
        builder.segment(segment.kind, source)
    }

    /// Writes `text`, which stands at `at` of the text without tags, piece by piece.
    fn pieces(&self, builder: &mut Builder, mut text: &str, mut at: usize) {
        let mut index = self.runs.partition_point(|run| run.text as usize <= at).saturating_sub(1);
        while let Some(run) = self.runs.get(index).filter(|_| !text.is_empty()) {
            let until = self.runs.get(index + 1).map_or(self.text.len(), |next| next.text as usize);
            let (piece, rest) = text.split_at_checked(until.saturating_sub(at)).unwrap_or((text, ""));
            if run.verbatim {
                // A space that stood before what was taken out is there already.
                let piece_start = run.start as usize + (at - run.text as usize);
                let doubled = piece.starts_with(' ') && builder.text().ends_with(' ');
                builder.verbatim(&piece[usize::from(doubled)..], piece_start + usize::from(doubled));
            } else if !piece.is_empty() && !builder.text().ends_with(' ') {
                builder.decoded(piece, run.start as usize..run.end as usize);
            }
            at += piece.len();
            text = rest;
            index += 1;
        }
    }
}

/// The source bytes of `range` of a text made of `runs`.
fn source(runs: &[Run], range: Range<usize>) -> Range<usize> {
    let point = |offset: usize, end: bool| {
        let probe = if end { offset.saturating_sub(1) } else { offset };
        let index = runs.partition_point(|run| run.text as usize <= probe).saturating_sub(1);
        runs.get(index).map_or(0, |run| match (run.verbatim, end) {
            (true, _) => (run.start as usize + (offset - run.text as usize)).min(run.end as usize),
            (false, true) => run.end as usize,
            (false, false) => run.start as usize,
        })
    };
    let start = point(range.start, false);
    start..if range.end > range.start { point(range.end, true).max(start) } else { start }
}

#[cfg(test)]
mod tests;
