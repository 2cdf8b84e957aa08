//! What a suppression holds for.

use std::ops::{Range, RangeInclusive};

use super::directive::Reach;
use crate::finding::Finding;
use crate::source::Format;
use crate::source::comments::Comment;
use crate::source::lines::LineIndex;

/// What a suppression holds for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// Findings that touch these lines.
    Lines(RangeInclusive<usize>),
    /// Findings that start in these bytes.
    Bytes(Range<usize>),
    /// All findings.
    File,
}

impl Target {
    /// The target of a comment; `own` are the bytes of all suppressions of the text.
    pub(super) fn of(
        reach: Reach,
        comment: &Comment,
        own: &[Range<usize>],
        source: &str,
        lines: &LineIndex,
        format: Format,
    ) -> Self {
        let line = |byte| lines.position(source, byte).line;
        let first = line(comment.range.start);
        let last = line(comment.range.end.saturating_sub(1).max(comment.range.start));
        let view = View { own, source, lines, format };
        match reach {
            Reach::File => Self::File,
            Reach::Start | Reach::End => Self::Bytes(0..0),
            Reach::NextLine => Self::Lines(view.next(last)),
            Reach::Here if (first..=last).all(|line| view.is_empty(line)) => Self::Lines(view.next(last)),
            Reach::Here | Reach::Line => Self::Lines(first..=last),
        }
    }

    /// Whether it holds for a finding.
    pub(super) fn holds(&self, finding: &Finding) -> bool {
        match self {
            Self::Lines(lines) => finding.start.line <= *lines.end() && *lines.start() <= finding.end.line,
            Self::Bytes(range) => range.contains(&finding.start.byte),
            Self::File => true,
        }
    }
}

struct View<'a> {
    own: &'a [Range<usize>],
    source: &'a str,
    lines: &'a LineIndex,
    format: Format,
}

impl View<'_> {
    /// The lines from the next one that holds anything to the next one that holds words: tags may stand before them.
    fn next(&self, after: usize) -> RangeInclusive<usize> {
        let count = self.lines.lines();
        let Some(first) = (after + 1..=count).find(|line| !self.is_empty(*line)) else {
            return after + 1..=after;
        };
        let last = (first..=count).find(|line| self.has_words(*line)).unwrap_or(first);
        first..=last
    }

    /// Whether nothing stands on the line but suppressions, marks of blocks, and those of comments where the note that
    /// suppresses may stand in one.
    fn is_empty(&self, line: usize) -> bool {
        let comment = match self.format {
            Format::AsciiDoc => '/',
            Format::Rst => '.',
            _ => '#',
        };
        let mark = |c| c == comment || matches!(c, '>' | '|' | '-' | '*' | '+' | '#');
        self.rest(line).chars().all(|c| c.is_whitespace() || mark(c))
    }

    fn has_words(&self, line: usize) -> bool {
        let rest = self.rest(line);
        if matches!(self.format, Format::Plain | Format::Subtitles | Format::AsciiDoc | Format::Rst) {
            return rest.chars().any(char::is_alphanumeric);
        }
        let mut tag = false;
        rest.chars().any(|c| {
            match c {
                '<' => tag = true,
                '>' => tag = false,
                _ => {}
            }
            !tag && c.is_alphanumeric()
        })
    }

    /// The line without suppressions.
    fn rest(&self, line: usize) -> String {
        let start = self.lines.line_start(line).unwrap_or(self.source.len());
        let end = self.lines.line_start(line + 1).unwrap_or(self.source.len());
        let text = self.source.get(start..end).unwrap_or_default();
        text.char_indices()
            .filter(|(at, _)| !self.own.iter().any(|range| range.contains(&(start + at))))
            .map(|(_, c)| c)
            .collect()
    }
}
