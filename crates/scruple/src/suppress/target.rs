//! What a suppression holds for.

use std::collections::HashMap;
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

/// What is about fewer lines than this is looked up by them.
const FEW_LINES: usize = 16;

/// The targets of a text, by line: a generated page may hold as many suppressions as findings.
pub(super) struct Targets {
    by_line: HashMap<usize, Vec<usize>>,
    /// Those that are about many lines, or about bytes.
    others: Vec<usize>,
}

impl Targets {
    pub(super) fn new<'t>(targets: impl Iterator<Item = &'t Target>) -> Self {
        let mut made = Self { by_line: HashMap::new(), others: Vec::new() };
        for (number, target) in targets.enumerate() {
            match target.few_lines() {
                Some(lines) => {
                    lines.for_each(|line| made.by_line.entry(line).or_default().push(number));
                }
                None => made.others.push(number),
            }
        }
        made
    }

    /// The numbers of those that may hold for a finding, in order.
    pub(super) fn near(&self, finding: &Finding) -> Vec<usize> {
        let mut near = self.others.clone();
        let lines = finding.start.line..=finding.end.line;
        if finding.end.line.saturating_sub(finding.start.line) < self.by_line.len() {
            near.extend(lines.filter_map(|line| self.by_line.get(&line)).flatten());
        } else {
            near.extend(
                self.by_line.iter().filter(|(line, _)| lines.contains(line)).flat_map(|(_, numbers)| numbers),
            );
        }
        near.sort_unstable();
        near.dedup();
        near
    }
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

    /// The lines it is about, where they are few.
    pub(super) fn few_lines(&self) -> Option<RangeInclusive<usize>> {
        match self {
            Self::Lines(lines) if lines.end().saturating_sub(*lines.start()) < FEW_LINES => {
                Some(lines.clone())
            }
            _ => None,
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
        // Suppressions stand in order; only those of the line matter.
        let first = self.own.partition_point(|range| range.end <= start);
        let mut rest = String::new();
        let mut from = start;
        for range in self.own.iter().skip(first).take_while(|range| range.start < end) {
            rest.push_str(self.source.get(from..range.start.max(from)).unwrap_or_default());
            from = range.end.max(from);
        }
        rest.push_str(self.source.get(from..end.max(from)).unwrap_or_default());
        rest
    }
}
