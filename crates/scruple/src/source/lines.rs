//! From byte offsets to lines and columns.

use std::sync::OnceLock;

/// Bytes between two places whose column is known.
const STEP: usize = 4096;

/// A place in a text as people count: lines and columns from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line. LF, CRLF and a lone CR end one; U+2028 does not.
    pub line: usize,
    /// The column, in Unicode scalar values.
    pub column: usize,
}

/// Where the lines of a text start.
///
/// Building it reads the text once. In a long line, the characters before a place are counted from the nearest of
/// the checkpoints that are set on first use, so that many findings in one line do not read it many times.
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<usize>,
    /// All characters are bytes, so that none need be counted.
    ascii: bool,
    /// Characters before every multiple of [`STEP`] bytes.
    counts: OnceLock<Vec<usize>>,
}

impl LineIndex {
    /// The index of `source`.
    #[must_use]
    pub fn new(source: &str) -> Self {
        let bytes = source.as_bytes();
        // Room for lines of a common length.
        let mut starts = Vec::with_capacity(bytes.len() / 64 + 1);
        starts.push(0);
        // These searches look at many bytes at once; few texts hold any CR.
        if memchr::memchr(b'\r', bytes).is_some() {
            for (at, byte) in bytes.iter().enumerate() {
                if *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')) {
                    starts.push(at + 1);
                }
            }
        } else {
            starts.extend(memchr::memchr_iter(b'\n', bytes).map(|at| at + 1));
        }
        Self { starts, ascii: source.is_ascii(), counts: OnceLock::new() }
    }

    /// The number of lines; an empty text has one.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.starts.len()
    }

    /// The byte at which `line`, counted from 1, starts.
    #[must_use]
    pub fn line_start(&self, line: usize) -> Option<usize> {
        self.starts.get(line.checked_sub(1)?).copied()
    }

    /// The place of the byte `offset` in `source`, the text the index was built from. An offset behind the end
    /// counts as the end, one inside a character as its start.
    #[must_use]
    pub fn position(&self, source: &str, offset: usize) -> Position {
        let mut offset = offset.min(source.len());
        while !source.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.line_start(line).unwrap_or_default();
        let before = if self.ascii {
            offset - start
        } else if offset - start <= 2 * STEP {
            chars(source.as_bytes().get(start..offset).unwrap_or_default())
        } else {
            self.chars_before(source, offset) - self.chars_before(source, start)
        };
        Position { line, column: before + 1 }
    }

    /// The number of characters that start before `offset`.
    fn chars_before(&self, source: &str, offset: usize) -> usize {
        let bytes = source.as_bytes();
        let counts = self.counts.get_or_init(|| {
            let mut counts = Vec::with_capacity(bytes.len() / STEP + 1);
            let mut sum = 0;
            for chunk in bytes.chunks(STEP) {
                counts.push(sum);
                sum += chars(chunk);
            }
            counts.push(sum);
            counts
        });
        let step = offset / STEP;
        counts.get(step).copied().unwrap_or_default()
            + chars(bytes.get(step * STEP..offset).unwrap_or_default())
    }
}

/// The number of characters that start in the bytes.
fn chars(bytes: &[u8]) -> usize {
    // So few that their count fits a byte, and many of those are added up at once.
    let counts = bytes
        .chunks(u8::MAX as usize)
        .map(|chunk| chunk.iter().fold(0u8, |count, byte| count + u8::from(byte & 0xc0 != 0x80)));
    counts.map(usize::from).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(source: &str, offset: usize) -> (usize, usize) {
        let position = LineIndex::new(source).position(source, offset);
        (position.line, position.column)
    }

    #[test]
    fn counts_lines_and_characters() {
        let source = "a\r\nbé😀c\rd\n\u{2028}e";
        assert_eq!(at(source, 0), (1, 1));
        assert_eq!(at(source, 2), (1, 3));
        assert_eq!(at(source, 3), (2, 1));
        assert_eq!(at(source, source.find('c').unwrap()), (2, 4));
        assert_eq!(at(source, source.find('d').unwrap()), (3, 1));
        assert_eq!(at(source, source.find('e').unwrap()), (4, 2));
        assert_eq!(at(source, 1000), (4, 3));
        assert_eq!(at("é", 1), (1, 1));
        assert_eq!(at("", 0), (1, 1));
        assert_eq!(at("a\n", 2), (2, 1));
        assert_eq!(LineIndex::new(source).lines(), 4);
        assert_eq!(LineIndex::new(source).line_start(2), Some(3));
        assert_eq!(LineIndex::new(source).line_start(0), None);
    }

    #[test]
    fn long_lines_agree_with_counting() {
        let source = format!("first\n{}", "aé😀 ".repeat(10_000));
        let index = LineIndex::new(&source);
        for (at, _) in source.char_indices().step_by(997) {
            let start = source[..at].rfind('\n').map_or(0, |found| found + 1);
            assert_eq!(index.position(&source, at).column, source[start..at].chars().count() + 1);
        }
    }
}
