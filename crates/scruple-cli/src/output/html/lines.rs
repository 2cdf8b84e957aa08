//! Which parts of a document are shown: short ones whole, of long ones the lines around findings.

use std::ops::Range;

/// A document of more lines or bytes is not shown whole.
const WHOLE: (usize, usize) = (80, 16 << 10);

/// Lines that are shown before and after one with a finding.
const AROUND: usize = 2;

/// Lines of one finding that are shown.
const SPAN: usize = 12;

/// Bytes of a line from which on it is cut.
const LONG: usize = 1200;

/// Bytes that are shown before and after a finding in a cut line.
const NEAR: usize = 240;

/// A line, or parts of it.
#[derive(Debug, PartialEq, Eq)]
pub struct Shown {
    /// Its number, from 1.
    pub number: usize,
    /// The parts that are shown, in order, not touching; one that is the whole line, where it is not cut.
    pub parts: Vec<Range<usize>>,
    /// Whether the line starts with the first part, and ends with the last one.
    pub whole: (bool, bool),
}

/// The lines to show, in order. Between two whose numbers do not follow each other something is left out.
pub fn shown(source: &str, marks: &[Range<usize>]) -> (Vec<Shown>, usize) {
    let lines = split(source);
    let all = lines.len() <= WHOLE.0 && source.len() <= WHOLE.1;
    let mut wanted = vec![all; lines.len()];
    if !all {
        for mark in marks {
            let first =
                lines.partition_point(|line| line.end < mark.start).min(lines.len().saturating_sub(1));
            let last = lines.partition_point(|line| line.start < mark.end).max(first + 1).min(first + SPAN);
            let range = first.saturating_sub(AROUND)..(last + AROUND).min(lines.len());
            wanted.get_mut(range).into_iter().flatten().for_each(|wanted| *wanted = true);
        }
        // A document of which nothing in particular is meant: its start.
        if marks.is_empty() {
            wanted.iter_mut().take(SPAN).for_each(|wanted| *wanted = true);
        }
    }
    let count = lines.len();
    let shown = lines.into_iter().zip(wanted).enumerate().filter(|(_, (_, wanted))| *wanted);
    (shown.map(|(index, (line, _))| cut(source, index + 1, line, marks)).collect(), count)
}

/// The lines without their ends: LF, CR LF or CR.
fn split(source: &str) -> Vec<Range<usize>> {
    let (bytes, mut lines, mut start) = (source.as_bytes(), Vec::new(), 0);
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'\n' if at > 0 && bytes.get(at - 1) == Some(&b'\r') => start = at + 1,
            b'\n' | b'\r' => {
                lines.push(start..at);
                start = at + 1;
            }
            _ => {}
        }
    }
    // What ends with a line break has no further line.
    if start < bytes.len() || lines.is_empty() {
        lines.push(start..bytes.len());
    }
    lines
}

fn cut(source: &str, number: usize, line: Range<usize>, marks: &[Range<usize>]) -> Shown {
    if line.len() <= LONG {
        return Shown { number, parts: vec![line], whole: (true, true) };
    }
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut near: Vec<Range<usize>> = marks
        .iter()
        .filter(|mark| mark.start <= line.end && mark.end >= line.start)
        .map(|mark| {
            let end = mark.end.min(mark.start.saturating_add(LONG));
            mark.start.saturating_sub(NEAR).max(line.start)..end.saturating_add(NEAR).min(line.end)
        })
        .collect();
    if near.is_empty() {
        near.push(line.start..line.start + NEAR);
    }
    near.sort_by_key(|range| range.start);
    for range in near {
        let range = boundary(source, range.start)..boundary(source, range.end);
        match parts.last_mut() {
            Some(last) if last.end + NEAR / 4 >= range.start => last.end = last.end.max(range.end),
            _ => parts.push(range),
        }
    }
    let whole = (
        parts.first().is_some_and(|part| part.start == line.start),
        parts.last().is_some_and(|part| part.end == line.end),
    );
    Shown { number, parts, whole }
}

/// The greatest character boundary that is not beyond `at`.
pub fn boundary(source: &str, at: usize) -> usize {
    let mut at = at.min(source.len());
    while !source.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    #![allow(clippy::single_range_in_vec_init, reason = "lists of lines, not of numbers")]

    use super::*;

    #[test]
    fn lines_end_as_everywhere() {
        assert_eq!(split("a\r\nb\rc\n\nd"), [0..1, 3..4, 5..6, 7..7, 8..9]);
        assert_eq!(split("a\n"), [0..1]);
        assert_eq!(split(""), [0..0]);
    }

    #[test]
    fn of_a_long_document_only_the_surroundings_are_shown() {
        let source = "word\n".repeat(1000);
        let (lines, count) = shown(&source, &[(500..504), (2500..2504)]);
        let numbers: Vec<usize> = lines.iter().map(|line| line.number).collect();
        assert_eq!((numbers, count), (vec![99, 100, 101, 102, 103, 499, 500, 501, 502, 503], 1000));
    }

    #[test]
    fn a_finding_as_long_as_the_document_is_cut() {
        let source = "word\n".repeat(100_000);
        assert!(shown(&source, &[0..source.len()]).0.len() < 20);
        let line = "é ".repeat(500_000);
        let (lines, _) = shown(&line, &[(700_001..700_010), (0..line.len())]);
        let bytes: usize = lines[0].parts.iter().map(Range::len).sum();
        assert!(bytes < 4000 && lines[0].parts.iter().all(|part| line.get(part.clone()).is_some()));
    }
}
