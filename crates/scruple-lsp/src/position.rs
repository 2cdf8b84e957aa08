//! Between the positions of the protocol and bytes of the text. Nothing else converts.
//!
//! A position is a line and a count of code units in it, of UTF-8, UTF-16 or UTF-32 as was agreed on. Lines end at LF,
//! CR LF and a lone CR. What lies outside a line or the text is moved to its end, what lies inside a character to its
//! start.

use ropey::Rope;

use crate::lsp::{Position, PositionEncodingKind, Range};

/// What a column counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Encoding {
    /// Bytes.
    Utf8,
    /// Units of UTF-16, which every client can do.
    #[default]
    Utf16,
    /// Unicode scalar values.
    Utf32,
}

impl Encoding {
    /// The first encoding that the client offers, in its order of preference.
    pub(crate) fn negotiate(offered: Option<&[PositionEncodingKind]>) -> Self {
        let known = |kind: &PositionEncodingKind| match kind.as_str() {
            "utf-8" => Some(Self::Utf8),
            "utf-16" => Some(Self::Utf16),
            "utf-32" => Some(Self::Utf32),
            _ => None,
        };
        offered.unwrap_or_default().iter().find_map(known).unwrap_or_default()
    }

    /// The name the protocol has for it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16 => "utf-16",
            Self::Utf32 => "utf-32",
        }
    }

    /// The character at a position.
    pub(crate) fn char(self, text: &Rope, position: Position) -> usize {
        let line = position.line as usize;
        if line >= text.len_lines() {
            return text.len_chars();
        }
        let (start, end) = line_chars(text, line);
        let column = position.character as usize;
        match self {
            Self::Utf32 => start.saturating_add(column).min(end),
            Self::Utf16 => {
                let wanted = text.char_to_utf16_cu(start).saturating_add(column);
                text.utf16_cu_to_char(wanted.min(text.char_to_utf16_cu(end)))
            }
            Self::Utf8 => {
                let wanted = text.char_to_byte(start).saturating_add(column);
                text.byte_to_char(wanted.min(text.char_to_byte(end)))
            }
        }
    }

    /// The byte at a position.
    pub(crate) fn byte(self, text: &Rope, position: Position) -> usize {
        text.char_to_byte(self.char(text, position))
    }

    /// The position of a byte.
    pub(crate) fn position(self, text: &Rope, byte: usize) -> Position {
        let char = text.byte_to_char(byte.min(text.len_bytes()));
        let line = text.char_to_line(char);
        let (start, end) = line_chars(text, line);
        // Behind the line's text only its line break is left.
        let char = char.min(end);
        let column = match self {
            Self::Utf32 => char - start,
            Self::Utf16 => text.char_to_utf16_cu(char) - text.char_to_utf16_cu(start),
            Self::Utf8 => text.char_to_byte(char) - text.char_to_byte(start),
        };
        Position { line: number(line), character: number(column) }
    }

    /// The position of a place that a lint told, whose line and column are known already: what is left is to count
    /// the units of the line before it.
    pub(crate) fn place(self, text: &Rope, at: &scruple::finding::Position) -> Position {
        let (line, before) = (at.line.saturating_sub(1), at.column.saturating_sub(1));
        let position = |column: usize| Position { line: number(line), character: number(column) };
        if self == Self::Utf32 || before == 0 {
            return position(before);
        }
        let (chunk, start, ..) = text.chunk_at_byte(at.byte.min(text.len_bytes()));
        let head = at.byte.checked_sub(start).and_then(|end| chunk.get(..end)).unwrap_or("");
        let mut units = 0;
        let mut left = before;
        for char in head.chars().rev().take(before) {
            units += if self == Self::Utf8 { char.len_utf8() } else { char.len_utf16() };
            left -= 1;
        }
        // The line starts in a chunk before this one.
        if left > 0 { self.position(text, at.byte) } else { position(units) }
    }

    /// The range between two places that a lint told.
    pub(crate) fn places(
        self,
        text: &Rope,
        start: &scruple::finding::Position,
        end: &scruple::finding::Position,
    ) -> Range {
        Range { start: self.place(text, start), end: self.place(text, end) }
    }

    /// The range of bytes.
    pub(crate) fn range(self, text: &Rope, bytes: std::ops::Range<usize>) -> Range {
        Range { start: self.position(text, bytes.start), end: self.position(text, bytes.end) }
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The characters of a line, without its line break.
fn line_chars(text: &Rope, line: usize) -> (usize, usize) {
    let start = text.line_to_char(line);
    let mut end = text.line_to_char(line + 1);
    if end > start && text.char(end - 1) == '\n' {
        end -= 1;
        if end > start && text.char(end - 1) == '\r' {
            end -= 1;
        }
    } else if end > start && text.char(end - 1) == '\r' {
        end -= 1;
    }
    (start, end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALL: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    #[test]
    fn columns_count_what_was_agreed_on() {
        let text = Rope::from_str("a\r\né😀c\rd\n\u{2028}e");
        let c = 2 + 1 + 2 + 4;
        assert_eq!(Encoding::Utf8.position(&text, c), at(1, 6));
        assert_eq!(Encoding::Utf16.position(&text, c), at(1, 3));
        assert_eq!(Encoding::Utf32.position(&text, c), at(1, 2));
        for encoding in ALL {
            assert_eq!(encoding.byte(&text, encoding.position(&text, c)), c);
            // A lone CR ends a line, U+2028 does not.
            assert_eq!(encoding.position(&text, c + 2), at(2, 0));
            assert_eq!(encoding.position(&text, text.len_bytes()).line, 3);
        }
    }

    #[test]
    fn what_lies_outside_is_moved_to_the_end() {
        let text = Rope::from_str("ab\r\ncd");
        for encoding in ALL {
            assert_eq!(encoding.byte(&text, at(0, 99)), 2, "before the line break");
            assert_eq!(encoding.byte(&text, at(1, u32::MAX)), 6);
            assert_eq!(encoding.byte(&text, at(u32::MAX, u32::MAX)), 6);
            assert_eq!(encoding.position(&text, 3), at(0, 2), "between CR and LF");
            assert_eq!(encoding.position(&text, 1000), at(1, 2));
            assert_eq!(encoding.byte(&Rope::new(), at(0, 5)), 0);
        }
    }

    #[test]
    fn what_lies_inside_a_character_is_moved_to_its_start() {
        let text = Rope::from_str("😀b");
        assert_eq!(Encoding::Utf16.byte(&text, at(0, 1)), 0);
        assert_eq!(Encoding::Utf8.byte(&text, at(0, 3)), 0);
        assert_eq!(Encoding::Utf8.byte(&text, at(0, 4)), 4);
    }

    #[test]
    fn the_first_known_encoding_wins() {
        let offer = |names: &[&'static str]| {
            let kinds: Vec<_> = names.iter().map(|name| PositionEncodingKind::from(*name)).collect();
            Encoding::negotiate(Some(&kinds))
        };
        assert_eq!(offer(&["utf-7", "utf-32", "utf-8"]), Encoding::Utf32);
        assert_eq!(offer(&["utf-8", "utf-16"]), Encoding::Utf8);
        assert_eq!(offer(&[]), Encoding::Utf16);
        assert_eq!(Encoding::negotiate(None), Encoding::Utf16);
    }

    proptest! {
        /// Lines and columns that a lint told give what counting from the byte gives.
        #[test]
        fn places_of_a_lint(text in "[aé😀\r\n\u{2028}\u{85}]{0,60}", copies in 1..60_usize) {
            let text = text.repeat(copies);
            let rope = Rope::from_str(&text);
            let (mut line, mut column) = (1, 1);
            for (byte, char) in text.char_indices() {
                // No finding starts or ends within a line break.
                if !(char == '\n' && text[..byte].ends_with('\r')) {
                    for encoding in ALL {
                        let at = scruple::finding::Position { byte, line, column };
                        prop_assert_eq!(encoding.place(&rope, &at), encoding.position(&rope, byte));
                    }
                }
                let ends = char == '\n' || (char == '\r' && !text[byte + 1..].starts_with('\n'));
                (line, column) = if ends { (line + 1, 1) } else { (line, column + 1) };
            }
        }

        /// There and back again, at every character that no line break is made of.
        #[test]
        fn positions_lead_back(text in "[aé😀\r\n\u{2028}\u{85}]{0,40}") {
            let rope = Rope::from_str(&text);
            for (byte, char) in text.char_indices() {
                for encoding in ALL {
                    let back = encoding.byte(&rope, encoding.position(&rope, byte));
                    let inside = char == '\n' && text[..byte].ends_with('\r');
                    prop_assert_eq!(back, if inside { byte - 1 } else { byte });
                }
            }
        }
    }
}
