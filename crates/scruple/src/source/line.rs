//! What a line of plain text looks like: blank, a list item, a heading, a label.

use std::ops::Range;

/// A line without its ending and without white space at both ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    /// The first byte of the line that is not white space.
    pub(super) start: usize,
    /// The byte after the last one that is not white space.
    pub(super) end: usize,
    /// Bytes of white space before `start`.
    pub(super) indent: usize,
}

impl Line {
    /// The text of the line.
    pub(super) fn text(self, source: &str) -> &str {
        source.get(self.start..self.end).unwrap_or_default()
    }

    /// Whether the line holds nothing to read: white space, or a rule such as `-----`.
    pub(super) fn is_blank(self, source: &str) -> bool {
        let text = self.text(source).as_bytes();
        match text {
            [] => true,
            [first @ (b'-' | b'=' | b'_' | b'*' | b'~' | b'#'), _, _, ..] => {
                text.iter().all(|byte| byte == first)
            }
            _ => false,
        }
    }
}

/// The lines of a source; LF, CRLF and a lone CR end a line.
pub(super) struct Lines<'a> {
    source: &'a str,
    position: usize,
    /// Where the next LF stands, or the end of the source.
    line_feed: Option<usize>,
}

impl<'a> Lines<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        Self { source, position: 0, line_feed: None }
    }
}

impl Iterator for Lines<'_> {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        let rest = self.source.get(self.position..).filter(|rest| !rest.is_empty())?;
        let line_feed = match self.line_feed {
            Some(known) if known >= self.position => known,
            _ => rest.find('\n').map_or(self.source.len(), |found| self.position + found),
        };
        self.line_feed = Some(line_feed);
        let mut end = line_feed;
        let mut next = line_feed + 1;
        if let Some(found) = self.source.get(self.position..line_feed).and_then(|line| line.find('\r')) {
            end = self.position + found;
            next = if end + 1 == line_feed { line_feed + 1 } else { end + 1 };
        }
        let raw = self.source.get(self.position..end).unwrap_or_default();
        let start_trimmed = raw.trim_start_matches(is_space);
        let indent = raw.len() - start_trimmed.len();
        let trimmed = start_trimmed.trim_end_matches(is_space);
        let start = self.position + indent;
        self.position = next.min(self.source.len());
        Some(Line { start, end: start + trimmed.len(), indent })
    }
}

/// White space, also the marks without width that editors leave at the ends of lines.
pub(super) fn is_space(char: char) -> bool {
    char.is_whitespace() || matches!(char, '\u{feff}' | '\u{200b}')
}

/// A mark that opens a list item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marker {
    /// Bytes of the mark and of the white space after it.
    pub(super) len: usize,
    /// Which mark it is.
    pub(super) kind: MarkerKind,
}

/// The kinds of marks that open a list item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MarkerKind {
    /// A bullet, such as `•`.
    Bullet(char),
    /// A number, such as `1.`, `1)` or `(1)`.
    Number(u32),
}

/// The mark that opens the list item `text`, if it is one.
pub(super) fn marker(text: &str) -> Option<Marker> {
    let first = text.chars().next()?;
    if first.is_ascii_alphabetic() {
        return None;
    }
    let (mark, kind, spaced) = match first {
        '-' | '*' | '–' | '—' | '‐' | '‑' | '‒' | '−' => {
            (first.len_utf8(), MarkerKind::Bullet(first), true)
        }
        '•'
        | '●'
        | '▪'
        | '▫'
        | '■'
        | '□'
        | '◦'
        | '○'
        | '‣'
        | '⁃'
        | '∙'
        | '·'
        | '◆'
        | '◇'
        | '♦'
        | '▸'
        | '▹'
        | '►'
        | '▶'
        | '➤'
        | '➢'
        | '✓'
        | '✔'
        | '✅'
        | '☑'
        | '✗'
        | '✘'
        | '❖'
        | '－'
        | '\u{e000}'..='\u{f8ff}' => (first.len_utf8(), MarkerKind::Bullet(first), false),
        '0'..='9' | '(' => {
            let open = usize::from(first == '(');
            let digits = text.bytes().skip(open).take_while(u8::is_ascii_digit).count();
            if digits == 0 || digits > 3 {
                return None;
            }
            let number = text.get(open..open + digits)?.parse().ok()?;
            match (open, text.as_bytes().get(open + digits)?) {
                (0, b'.' | b')') | (1, b')') => (open + digits + 1, MarkerKind::Number(number), true),
                _ => return None,
            }
        }
        _ => return None,
    };
    let rest = text.get(mark..)?;
    let content = rest.trim_start_matches(|char: char| is_space(char) || char == '\u{fe0f}');
    if content.is_empty() || (spaced && content.len() == rest.len()) {
        return None;
    }
    Some(Marker { len: text.len() - content.len(), kind })
}

/// The text without closing quotation marks and brackets, which hide how a sentence ends.
pub(super) fn unquoted_end(text: &str) -> &str {
    text.trim_end_matches(|char: char| {
        matches!(char, '"' | '\'' | '”' | '’' | '»' | ')' | ']' | '*' | '_') || is_space(char)
    })
}

/// Whether a sentence ends with the line.
pub(super) fn ends_sentence(text: &str) -> bool {
    unquoted_end(text).ends_with(['.', '!', '?', '…', '。', '！', '？'])
}

/// Whether the line opens with a capital, a digit or letters that know no case, after marks and emoji.
pub(super) fn opens_high(text: &str) -> bool {
    text.chars().take(8).find(|char| char.is_alphanumeric()).is_some_and(|char| !char.is_lowercase())
}

/// Whether the first character of the line is a lower-case letter.
pub(super) fn opens_low(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_lowercase)
}

/// The number of words, counted up to `limit`.
fn words(text: &str, limit: usize) -> usize {
    text.split_whitespace().take(limit).count()
}

/// Whether a line that stands alone looks like a heading: at most twelve words, a capital or digit at its start,
/// not ended like a sentence. A question of up to sixteen words does, too; a line that ends in a colon only with
/// at most two words, as more of them lead in to something.
pub(super) fn heading_like(text: &str) -> bool {
    if text.len() > 160 || !opens_high(text) {
        return false;
    }
    let end = unquoted_end(text);
    match end.chars().next_back() {
        Some('?' | '？') => !inner_stop(end) && words(text, 17) <= 16,
        Some('.' | ';' | ',' | '!' | '…' | '。' | '！' | '，' | '；') | None => false,
        Some(':' | '：') => words(text, 3) <= 2,
        Some(_) => !inner_stop(end) && words(text, 13) <= 12,
    }
}

/// Whether a sentence ends inside the line, so that more than one stands in it.
fn inner_stop(text: &str) -> bool {
    text.match_indices([' ']).any(|(at, _)| {
        text.get(..at).is_some_and(|before| {
            let word = before.rsplit(' ').next().unwrap_or_default();
            word.ends_with(['?', '!']) || (word.ends_with('.') && word.len() > 4)
        })
    })
}

/// Whether a line reads like a label or a cell: at most eight words, not ended like a sentence.
pub(super) fn label_like(text: &str) -> bool {
    text.len() <= 90
        && opens_high(text)
        && !unquoted_end(text).ends_with(['.', ';', ',', '!', '?', ':'])
        && words(text, 9) <= 8
}

/// The bytes of the first word.
pub(super) fn first_word(text: &str) -> usize {
    text.split_whitespace().next().map_or(0, str::len)
}

/// The range from the first line to the last.
pub(super) fn span(lines: &[Line]) -> Range<usize> {
    match (lines.first(), lines.last()) {
        (Some(first), Some(last)) => first.start..last.end,
        _ => 0..0,
    }
}
