//! The few words around a finding, cut from lines of any length.

use std::ops::Range;

/// Columns of a line that are shown at most.
const WIDTH: usize = 100;

/// Columns of the found words on one line that are shown at most.
const SPAN: usize = 76;

/// Lines that are shown at most.
const LINES: usize = 6;

/// Columns in which a cut looks for the end of a word.
const WORD: usize = 14;

/// Stands for what was cut off.
const CUT: char = '…';

/// Lines of the source, cut to a bearable width, and what to underline in them.
#[derive(Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The lines, joined by LF.
    pub text: String,
    /// Byte ranges of `text`, at most one on each line.
    pub marks: Vec<Range<usize>>,
}

/// The excerpt around the bytes `start..end` of `source`. It looks at no more of the source than it shows, so
/// that a line of any length costs the same.
pub fn excerpt(source: &str, start: usize, end: usize) -> Excerpt {
    let start = boundary(source, start);
    let end = boundary(source, end).max(start);
    let mut excerpt = Excerpt { text: String::new(), marks: Vec::new() };
    let (mut at, mut first) = (start, None);
    for number in 0..LINES {
        let stop = line_part(source, at, end);
        if number > 0 {
            excerpt.text.push('\n');
        }
        let from = excerpt.line(source, at, stop);
        first.get_or_insert(from);
        let rest = source.as_bytes().get(stop..end).unwrap_or_default();
        at = match rest {
            [b'\r', b'\n', ..] => stop + 2,
            [b'\r' | b'\n', ..] => stop + 1,
            _ => break,
        };
        if at >= end {
            break;
        }
    }
    if let (true, Some(first)) = (excerpt.marks.is_empty(), first) {
        // A place between words: one caret.
        excerpt.marks.push(first..first);
    }
    excerpt
}

impl Excerpt {
    /// Adds the line around `start..stop`, which holds no line break. Returns where that starts in the text.
    fn line(&mut self, source: &str, start: usize, stop: usize) -> usize {
        let found = source.get(start..stop).unwrap_or_default();
        let before = source.get(..start).unwrap_or_default();
        let after = source.get(stop..).unwrap_or_default();
        let (shown, whole) = head(found, SPAN);
        let budget = WIDTH.saturating_sub(columns(shown));
        let (mut left, mut left_whole) = tail(before, budget);
        let (mut right, mut right_whole) = if whole { head(after, budget) } else { ("", false) };
        if columns(left) + columns(right) > budget {
            let half = budget / 2;
            let spare_left = half.saturating_sub(columns(left));
            let spare_right = half.saturating_sub(columns(right));
            if columns(left) > half {
                (left, left_whole) = tail(before, half + spare_right);
            }
            if columns(right) > half {
                (right, right_whole) = head(after, half + spare_left);
            }
        }
        if !left_whole {
            self.text.push(CUT);
            let word = left.char_indices().take(WORD).find(|(_, c)| c.is_whitespace());
            left = word.and_then(|(at, c)| left.get(at + c.len_utf8()..)).unwrap_or(left);
        }
        if whole && !right_whole {
            let word = right.char_indices().rev().take(WORD).find(|(_, c)| c.is_whitespace());
            right = word.and_then(|(at, _)| right.get(..at)).unwrap_or(right);
        }
        self.push(left);
        let blank = shown.len() - shown.trim_start().len();
        let from = self.text.len() + blank;
        self.push(shown);
        let to = from.max(self.text.len() - (shown.len() - shown.trim_end().len()));
        if to > from {
            self.marks.push(from..to);
        }
        self.push(right);
        if !right_whole {
            self.text.push(CUT);
        }
        from
    }

    /// Adds text, with what could steer a terminal made harmless. Lengths stay the same.
    fn push(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '\u{80}'..='\u{9f}' => self.text.push('\u{a0}'),
                c if c.is_control() && c != '\t' => self.text.push(' '),
                c => self.text.push(c),
            }
        }
    }
}

/// The greatest character boundary that is not beyond `offset`.
fn boundary(source: &str, offset: usize) -> usize {
    let mut offset = offset.min(source.len());
    while !source.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Where the line that holds `at` ends, or `end` if that comes first, or where nothing is shown any more.
fn line_part(source: &str, at: usize, end: usize) -> usize {
    let far = boundary(source, end.min(at + 4 * WIDTH));
    let part = source.as_bytes().get(at..far).unwrap_or_default();
    part.iter().position(|byte| matches!(byte, b'\r' | b'\n')).map_or(far, |length| at + length)
}

/// As much of the start of `text` as fits on one line of `room` columns, and whether the line ends there.
fn head(text: &str, room: usize) -> (&str, bool) {
    let mut used = 0;
    for (at, c) in text.char_indices() {
        used += width(c);
        let line_ends = matches!(c, '\r' | '\n');
        if line_ends || used > room {
            return (text.get(..at).unwrap_or_default(), line_ends);
        }
    }
    (text, true)
}

/// As much of the end of `text` as fits on one line of `room` columns, and whether the line starts there.
fn tail(text: &str, room: usize) -> (&str, bool) {
    let mut used = 0;
    for (at, c) in text.char_indices().rev() {
        used += width(c);
        let line_starts = matches!(c, '\r' | '\n');
        if line_starts || used > room {
            return (text.get(at + c.len_utf8()..).unwrap_or_default(), line_starts);
        }
    }
    (text, true)
}

fn columns(text: &str) -> usize {
    text.chars().map(width).sum()
}

/// A bound on the columns that a character takes. Marks that take none count as one, so that a pile of them ends.
fn width(c: char) -> usize {
    match c {
        '\t' => 4,
        '\u{1100}'.. => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(source: &str, words: &str) -> (String, Vec<String>) {
        let start = source.find(words).unwrap();
        let excerpt = excerpt(source, start, start + words.len());
        let marks = excerpt.marks.iter().map(|mark| excerpt.text[mark.clone()].to_owned()).collect();
        (excerpt.text, marks)
    }

    #[test]
    fn a_short_line_is_shown_whole() {
        let (text, marks) = marked("one\r\nOur pills cure cancer today.\r\nthree", "cure cancer");
        assert_eq!(text, "Our pills cure cancer today.");
        assert_eq!(marks, ["cure cancer"]);
    }

    #[test]
    fn a_long_line_is_cut_at_words_on_both_sides() {
        let line = format!("{}cure cancer {}", "many words ".repeat(500_000), "and more ".repeat(500_000));
        let (text, marks) = marked(&line, "cure cancer");
        assert!(text.starts_with("…") && text.ends_with('…'), "{text}");
        assert!(text.chars().count() <= WIDTH + 2, "{text}");
        assert_eq!(marks, ["cure cancer"]);
    }

    #[test]
    fn words_over_several_lines_are_marked_on_each() {
        let (text, marks) =
            marked("it will cure\n\n  type 2 \r\ndiabetes soon", "cure\n\n  type 2 \r\ndiabetes");
        assert_eq!(text, "it will cure\n\n  type 2 \ndiabetes soon");
        assert_eq!(marks, ["cure", "type 2", "diabetes"]);
    }

    #[test]
    fn control_characters_do_no_harm() {
        let (text, marks) = marked("a\u{1b}[31m cure \u{9b}1m", "cure");
        assert_eq!(text, "a [31m cure \u{a0}1m");
        assert_eq!(marks, ["cure"]);
    }

    #[test]
    fn any_range_of_any_text_has_an_excerpt() {
        let long = "e\u{301}".repeat(300) + &"漢".repeat(300) + "\t\t👩‍👩‍👧\r\r\n\n\u{2028}x";
        for source in ["", "\n", "\r\n", "a", "\t", &long] {
            for start in 0..=source.len() + 1 {
                for end in [start, start + 1, start + 7, start + 500, usize::MAX / 2] {
                    let excerpt = excerpt(source, start, end);
                    assert!(!excerpt.marks.is_empty());
                    assert!(excerpt.marks.iter().all(|mark| excerpt.text.get(mark.clone()).is_some()));
                }
            }
        }
    }
}
