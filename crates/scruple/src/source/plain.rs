//! Plain text: blocks between blank lines, lists, headings, quotations.
//!
//! Segments borrow from the source; a line break inside a paragraph stays in its text. This is the hot path: no
//! character is copied and every byte is looked at a few times at most.

use super::line::{self, Line, Lines, MarkerKind};
use super::{Segment, SegmentKind};

/// More headings in a row than this are a list of labels, of which only the last one heads what follows.
const HEADINGS_IN_A_ROW: usize = 3;

/// The segments of plain text, without their outline.
pub(super) fn segments(source: &str) -> Vec<Segment<'_>> {
    let mut reader = Reader::new(source);
    let mut block: Vec<Line> = Vec::new();
    for line in Lines::new(source) {
        if line.is_blank(source) {
            reader.block(&block);
            block.clear();
        } else {
            block.push(line);
        }
    }
    reader.block(&block);
    reader.segments
}

struct Reader<'a> {
    source: &'a str,
    segments: Vec<Segment<'a>>,
    /// Lines that are headings if text comes after them.
    pending: Vec<usize>,
    /// The indents of the lists that are open.
    indents: Vec<usize>,
}

impl<'a> Reader<'a> {
    fn new(source: &'a str) -> Self {
        // Prose has a segment every few hundred bytes; growing the list from nothing costs more than this.
        let segments = Vec::with_capacity(source.len() / 512 + 4);
        Self { source, segments, pending: Vec::new(), indents: Vec::new() }
    }

    fn push(&mut self, kind: SegmentKind, lines: &[Line], skip: usize) {
        let mut range = line::span(lines);
        range.start += skip;
        let from = self.pending.len().saturating_sub(HEADINGS_IN_A_ROW);
        let from = if from > 0 { self.pending.len() - 1 } else { 0 };
        for index in self.pending.drain(..).skip(from) {
            if let Some(segment) = self.segments.get_mut(index) {
                segment.kind = SegmentKind::Heading(2);
            }
        }
        if !matches!(kind, SegmentKind::ListItem(_)) {
            self.indents.clear();
        }
        self.segments.push(Segment::verbatim(kind, self.source, range));
    }

    /// A line that is a heading if anything but headings comes after it.
    fn push_pending(&mut self, line: Line) {
        self.indents.clear();
        self.pending.push(self.segments.len());
        self.segments.push(Segment::verbatim(SegmentKind::Paragraph, self.source, line.start..line.end));
    }

    /// Reads the lines between two blank lines.
    fn block(&mut self, block: &[Line]) {
        let source = self.source;
        match block {
            [] => return,
            [line] if self.is_bare(*line) && line::heading_like(line.text(source)) => {
                self.push_pending(*line);
                return;
            }
            _ if block.iter().all(|line| self.is_bare(*line) && line::label_like(line.text(source))) => {
                for line in block {
                    self.push(SegmentKind::Paragraph, std::slice::from_ref(line), 0);
                }
                return;
            }
            _ => {}
        }
        let width = block.iter().map(|line| line.end - line.start).max().unwrap_or_default();
        let mut rest = block;
        while let Some((first, after)) = rest.split_first() {
            let text = first.text(source);
            let len = if text.starts_with('>') {
                let len = 1 + after.iter().take_while(|line| line.text(source).starts_with('>')).count();
                self.quote(rest.get(..len).unwrap_or_default());
                len
            } else if let Some(marker) = line::marker(text) {
                let len = self.item_len(rest);
                let depth = self.depth(first.indent);
                self.push(SegmentKind::ListItem(depth), rest.get(..len).unwrap_or_default(), marker.len);
                len
            } else if self.heads(*first, after, width) {
                self.push_pending(*first);
                1
            } else {
                let len = self.paragraph_len(rest, width);
                self.push(SegmentKind::Paragraph, rest.get(..len).unwrap_or_default(), 0);
                len
            };
            rest = rest.get(len..).unwrap_or_default();
        }
    }

    /// Whether no mark stands before the text of the line.
    fn is_bare(&self, line: Line) -> bool {
        let text = line.text(self.source);
        line::marker(text).is_none() && !text.starts_with('>')
    }

    /// Whether the line is a heading with its text directly below: it looks like one, and the line was broken
    /// although the next word would have found room.
    fn heads(&self, line: Line, after: &[Line], width: usize) -> bool {
        let Some(next) = after.first() else { return line::heading_like(line.text(self.source)) };
        let (text, next) = (line.text(self.source), next.text(self.source));
        line::heading_like(text)
            && (line::marker(next).is_some()
                || (line::opens_high(next) && text.len() + 1 + line::first_word(next) <= width))
    }

    /// How many lines the list item takes: those that are set in deeper, or in which its sentence runs on.
    fn item_len(&self, lines: &[Line]) -> usize {
        let Some((first, after)) = lines.split_first() else { return 0 };
        let mut before = first;
        let mut len = 1;
        for line in after {
            let text = line.text(self.source);
            let runs_on = line::opens_low(text) && !line::ends_sentence(before.text(self.source));
            if line::marker(text).is_some()
                || text.starts_with('>')
                || !(runs_on || line.indent > first.indent)
            {
                break;
            }
            before = line;
            len += 1;
        }
        len
    }

    /// How many lines the paragraph takes: up to a list item, a quotation or a heading.
    fn paragraph_len(&self, lines: &[Line], width: usize) -> usize {
        let mut len = 1;
        while let Some((line, after)) = lines.get(len..).and_then(<[Line]>::split_first) {
            let text = line.text(self.source);
            let before = lines.get(len - 1).map_or("", |line| line.text(self.source));
            let item = match line::marker(text).map(|marker| marker.kind) {
                // A number or a dash may stand at the start of a line by chance.
                Some(MarkerKind::Number(number)) => number == 1 || line::ends_sentence(before),
                Some(MarkerKind::Bullet('–' | '—')) => {
                    text.len() < width || before.ends_with(['.', ':', ';'])
                }
                Some(MarkerKind::Bullet(_)) => true,
                None => false,
            };
            let heading = line::ends_sentence(before) && !after.is_empty() && self.heads(*line, after, width);
            if item || heading || text.starts_with('>') {
                break;
            }
            len += 1;
        }
        len
    }

    /// The depth of a list item that is set in by `indent` bytes.
    fn depth(&mut self, indent: usize) -> u8 {
        while self.indents.last().is_some_and(|open| *open > indent) {
            self.indents.pop();
        }
        if self.indents.last().is_none_or(|open| *open < indent) {
            self.indents.push(indent);
        }
        u8::try_from(self.indents.len()).unwrap_or(u8::MAX)
    }

    /// A quotation, whose lines start with `>`.
    fn quote(&mut self, lines: &[Line]) {
        for line in lines {
            let text = line.text(self.source);
            let skip = text.len() - text.trim_start_matches(|char| char == '>' || line::is_space(char)).len();
            if skip < text.len() {
                self.push(SegmentKind::Quote, std::slice::from_ref(line), skip);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Format, Map, SegmentKind, segments};
    use super::*;

    fn kinds(source: &str) -> Vec<(SegmentKind, String)> {
        segments(source, Format::Plain)
            .into_iter()
            .map(|segment| (segment.kind, segment.text.into_owned()))
            .collect()
    }

    fn own(expected: &[(SegmentKind, &str)]) -> Vec<(SegmentKind, String)> {
        expected.iter().map(|(kind, text)| (*kind, (*text).to_owned())).collect()
    }

    #[test]
    fn splits_blocks_and_keeps_soft_breaks() {
        assert_eq!(
            kinds("  One line of a text\r\nthat goes on here.\r\n \t\r\nAnother one.\rIt goes on."),
            own(&[
                (SegmentKind::Paragraph, "One line of a text\r\nthat goes on here."),
                (SegmentKind::Paragraph, "Another one.\rIt goes on."),
            ])
        );
    }

    #[test]
    fn borrows_from_the_source() {
        let source = "\u{feff}Tea is warm.\n\n- It is wet.";
        for segment in segments(source, Format::Plain) {
            assert!(matches!(segment.text, std::borrow::Cow::Borrowed(_)));
            assert!(matches!(segment.map, Map::Verbatim(_)));
            assert_eq!(&source[segment.source()], &*segment.text);
        }
    }

    #[test]
    fn finds_list_items_with_their_lead_and_depth() {
        let source = "Good Tea\n\nTea helps with:\n\n  • warmth\n    and more warmth\n  • thirst\n    ◦ of the day\n\n1. Boil water\n2) Wait\n(3) Pour\nEnjoy it.";
        let found = segments(source, Format::Plain);
        let read: Vec<_> = found
            .iter()
            .map(|segment| (segment.kind, &*segment.text, segment.heading, segment.lead))
            .collect();
        assert_eq!(
            read,
            [
                (SegmentKind::Heading(2), "Good Tea", None, None),
                (SegmentKind::Paragraph, "Tea helps with:", Some(0), None),
                (SegmentKind::ListItem(1), "warmth\n    and more warmth", Some(0), Some(1)),
                (SegmentKind::ListItem(1), "thirst", Some(0), Some(1)),
                (SegmentKind::ListItem(2), "of the day", Some(0), Some(3)),
                (SegmentKind::ListItem(1), "Boil water", Some(0), Some(1)),
                (SegmentKind::ListItem(1), "Wait", Some(0), Some(1)),
                (SegmentKind::ListItem(1), "Pour", Some(0), Some(1)),
                (SegmentKind::Paragraph, "Enjoy it.", Some(0), None),
            ]
        );
    }

    #[test]
    fn finds_headings_and_questions() {
        assert_eq!(
            kinds(
                "How does tea affect sleep?\n\nIt may keep you awake.\n\nWhen to drink\nMornings are best for most people.\n\nThe last words"
            ),
            own(&[
                (SegmentKind::Heading(2), "How does tea affect sleep?"),
                (SegmentKind::Paragraph, "It may keep you awake."),
                (SegmentKind::Heading(2), "When to drink"),
                (SegmentKind::Paragraph, "Mornings are best for most people."),
                (SegmentKind::Paragraph, "The last words"),
            ])
        );
    }

    #[test]
    fn keeps_wrapped_prose_together() {
        let source =
            "The tea that we drank in the garden of Aunt\nMary was as good as any that was sold in\nLondon.";
        assert_eq!(kinds(source), own(&[(SegmentKind::Paragraph, source)]));
    }

    #[test]
    fn labels_and_quotations_stand_alone() {
        assert_eq!(
            kinds("Green Tea\nBlack Tea\nMint\n\n> It is said\n> to be good.\n\n-----\nEnd of it."),
            own(&[
                (SegmentKind::Paragraph, "Green Tea"),
                (SegmentKind::Paragraph, "Black Tea"),
                (SegmentKind::Paragraph, "Mint"),
                (SegmentKind::Quote, "It is said"),
                (SegmentKind::Quote, "to be good."),
                (SegmentKind::Paragraph, "End of it."),
            ])
        );
    }

    #[test]
    fn numbers_in_prose_are_not_items() {
        let source = "The pot holds a total of\n3.5 litres, or about\n14. Nothing more.";
        assert_eq!(kinds(source).len(), 1);
        assert_eq!(line::marker("3.5 litres"), None);
        assert_eq!(line::marker("-5 degrees"), None);
        assert!(line::marker("\u{f0b7}Warm").is_some());
    }
}
