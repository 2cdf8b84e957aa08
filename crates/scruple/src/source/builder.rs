//! Pieces a segment's text together and keeps the way back to the source.

use super::{Map, Run, Segment, SegmentKind};
use std::borrow::Cow;
use std::ops::Range;

/// The text of a segment while it is read.
#[derive(Debug, Default)]
pub(super) struct Builder {
    text: String,
    runs: Vec<Run>,
    /// White space that is written once a word follows.
    space: Option<Space>,
}

#[derive(Debug, Clone)]
struct Space {
    text: &'static str,
    source: Range<usize>,
}

/// An offset as runs hold it; sources end at four gigabytes.
fn small(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

impl Builder {
    /// One with room for a segment of a common length.
    pub(super) fn with_room() -> Self {
        Self { text: String::with_capacity(1024), runs: Vec::with_capacity(16), space: None }
    }

    /// Whether nothing was written yet.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// What was written so far.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Writes text that stands in the source byte for byte, from `start` on.
    pub(super) fn verbatim(&mut self, text: &str, start: usize) {
        if text.is_empty() {
            return;
        }
        self.write_space();
        let (start, end) = (small(start), small(start + text.len()));
        match self.runs.last_mut() {
            Some(last) if last.verbatim && last.end == start => last.end = end,
            _ => self.runs.push(Run { text: small(self.text.len()), start, end, verbatim: true }),
        }
        self.text.push_str(text);
    }

    /// Takes back the character that was written last as part of a verbatim run.
    pub(super) fn pop_char(&mut self) {
        if let Some(last) = self.runs.last_mut().filter(|run| run.verbatim)
            && let Some(char) = self.text.pop()
        {
            last.end = last.end.saturating_sub(small(char.len_utf8()));
            if last.end <= last.start {
                self.runs.pop();
            }
        }
    }

    /// Writes text for which the source has other bytes.
    pub(super) fn decoded(&mut self, text: &str, source: Range<usize>) {
        if text.is_empty() {
            return;
        }
        self.write_space();
        self.push_decoded(text, source);
    }

    fn push_decoded(&mut self, text: &str, source: Range<usize>) {
        let (start, end) = (small(source.start), small(source.end));
        self.runs.push(Run { text: small(self.text.len()), start, end, verbatim: false });
        self.text.push_str(text);
    }

    /// Writes one space for the white space or the skipped bytes `source`, unless it stands at the start or the end.
    pub(super) fn space(&mut self, source: Range<usize>) {
        self.gap(" ", source);
    }

    /// Writes a line break for the bytes `source`, unless it stands at the start or the end.
    pub(super) fn line_break(&mut self, source: Range<usize>) {
        self.gap("\n", source);
    }

    /// Whether the text written last is a line break.
    pub(super) fn at_line_break(&self) -> bool {
        self.space.as_ref().is_some_and(|space| space.text == "\n")
    }

    fn gap(&mut self, text: &'static str, source: Range<usize>) {
        if self.text.is_empty() {
            return;
        }
        match &mut self.space {
            Some(space) => {
                space.source.start = space.source.start.min(source.start);
                space.source.end = space.source.end.max(source.end);
                if text == "\n" {
                    space.text = text;
                }
            }
            None => self.space = Some(Space { text, source }),
        }
    }

    fn write_space(&mut self) {
        if let Some(space) = self.space.take() {
            self.push_decoded(space.text, space.source);
        }
    }

    /// Writes a slice of the source with its white space collapsed the way a browser does.
    pub(super) fn collapsed(&mut self, text: &str, start: usize) {
        let bytes = text.as_bytes();
        let mut from = 0;
        let mut at = 0;
        while let Some(found) =
            bytes.get(at..).and_then(|rest| rest.iter().position(|byte| is_html_space(*byte)))
        {
            let space = at + found;
            let len = bytes.iter().skip(space).take_while(|byte| is_html_space(**byte)).count();
            at = space + len;
            let single = len == 1 && bytes.get(space) == Some(&b' ') && space > from && at < bytes.len();
            if single {
                // One space between two words stays part of the verbatim text.
                continue;
            }
            self.verbatim(text.get(from..space).unwrap_or_default(), start + from);
            self.space(start + space..start + at);
            from = at;
        }
        self.verbatim(text.get(from..).unwrap_or_default(), start + from);
    }

    /// The text and its map, borrowed from the source where it stands there as it is. Leaves the builder empty.
    pub(super) fn finish<'a>(&mut self, source: &'a str) -> (Cow<'a, str>, Map) {
        self.space = None;
        if let [run] = self.runs.as_slice()
            && run.verbatim
            && let Some(borrowed) = source.get(run.start as usize..run.end as usize)
        {
            let map = Map::Verbatim(run.start as usize);
            // What was not given away is written over.
            self.text.clear();
            self.runs.clear();
            return (Cow::Borrowed(borrowed), map);
        }
        // As large as need be: the room stays for the next segment.
        let (text, runs) = (self.text.clone(), self.runs.clone());
        self.text.clear();
        self.runs.clear();
        (Cow::Owned(text), Map::Runs(runs))
    }

    /// What was written as a segment. Leaves the builder empty.
    pub(super) fn segment<'a>(&mut self, kind: SegmentKind, source: &'a str) -> Segment<'a> {
        let (text, map) = self.finish(source);
        Segment { kind, text, map, heading: None, lead: None, repeat_of: None }
    }
}

/// White space in HTML; the no-break space is not.
pub(super) fn is_html_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\x0c' | b'\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn collapses_white_space_and_leads_back() {
        let source = "  a b \n\t c ";
        let mut builder = Builder::default();
        builder.collapsed(source, 0);
        let (text, map) = builder.finish(source);
        assert_eq!(text, "a b c");
        assert_eq!(map.source(0..3), 2..5);
        assert_eq!(map.source(4..5), 9..10);
        assert_eq!(map.source(3..4), 5..9);
    }

    #[test]
    fn joined_pieces_borrow_when_they_touch() {
        let source = "xcures";
        let mut builder = Builder::default();
        builder.verbatim("cu", 1);
        builder.verbatim("res", 3);
        let (text, map) = builder.finish(source);
        assert!(matches!(text, Cow::Borrowed("cures")));
        assert_eq!(map, Map::Verbatim(1));
    }
}
