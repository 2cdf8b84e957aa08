//! Notes to the linter in plain text, in square brackets.

use std::ops::Range;

use super::{Comment, Style, strays};

/// The most bytes a note takes.
const LONGEST: usize = 2000;

/// The notes of a plain text.
pub(super) fn comments(source: &str) -> Vec<Comment> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = source.get(from..).and_then(|rest| rest.find('[')) {
        let start = from + at;
        from = start + 1;
        let inside = source.get(from..).unwrap_or_default();
        let head = inside.trim_start().as_bytes();
        if head.get(..7).is_some_and(|head| head.eq_ignore_ascii_case(b"scruple"))
            && let Some(len) = closed(inside)
        {
            let body = from..from + len;
            from = body.end + 1;
            found.push(Comment { style: Style::Brackets, range: start..from, body });
        }
    }
    let apart: Vec<Range<usize>> = found.iter().map(|comment| comment.range.clone()).collect();
    found.extend(strays(source, &apart));
    found
}

/// Where the bracket that is open is closed, if that is before the end of the paragraph.
fn closed(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    let mut blank = false;
    for (at, char) in text.char_indices().take_while(|(at, _)| *at < LONGEST) {
        match char {
            '[' => depth += 1,
            ']' if depth == 0 => return Some(at),
            ']' => depth -= 1,
            '\n' if blank => return None,
            _ => {}
        }
        blank = char == '\n' || (blank && char.is_whitespace());
    }
    None
}
