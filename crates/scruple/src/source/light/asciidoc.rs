//! AsciiDoc, as Asciidoctor reads it, block by block.

mod macros;

use super::super::{Segment, SegmentKind, Setting, declared};
use super::{Out, closes, near};
use std::ops::Range;

/// The segments of AsciiDoc, without their outline, and what its attributes set.
pub(in super::super) fn read(source: &str) -> (Vec<Segment<'_>>, Vec<Setting>) {
    let mut reader = Reader { out: Out::new(source), quotes: 0, table: false, head: false };
    let mut at = 0;
    while at < reader.out.lines.len() {
        at = reader.block(at);
    }
    (reader.out.segments, reader.out.settings)
}

struct Reader<'a> {
    out: Out<'a>,
    /// Whether a quotation is open.
    quotes: usize,
    table: bool,
    /// Whether the row of a table that comes next is its head.
    head: bool,
}

/// Whether the line is four or more of a sign.
fn is_fence(line: &str, signs: &str) -> bool {
    line.len() >= 4
        && line.chars().next().is_some_and(|first| signs.contains(first) && line.chars().all(|c| c == first))
}

/// The marks of a list item: its depth and the bytes of the mark.
fn item(line: &str) -> Option<(u8, usize)> {
    let mark = line.find(' ').and_then(|len| line.get(..len))?;
    let depth = u8::try_from(mark.len()).unwrap_or(u8::MAX);
    let known = match mark.chars().next()? {
        first @ ('*' | '.') => mark.chars().all(|c| c == first) && mark.len() <= 6,
        '-' => mark == "-",
        '<' => mark.ends_with('>') && mark.len() <= 5,
        c if c.is_ascii_digit() => {
            mark.strip_suffix('.').is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()))
        }
        _ => false,
    };
    let flat = !mark.starts_with(['*', '.']);
    known.then(|| {
        (if flat { 1 } else { depth }, line.len() - line.get(mark.len()..).map_or("", str::trim_start).len())
    })
}

impl Reader<'_> {
    /// Reads the block that starts at a line. Gives the line behind it.
    fn block(&mut self, at: usize) -> usize {
        let line = self.out.text(at);
        if line.is_empty() {
            return at + 1;
        }
        // Code, literal text, passthrough, comments.
        if is_fence(line, "-.+/") || line.starts_with("```") {
            let mark = if line.starts_with("```") { "```" } else { line };
            return (at + 1..self.out.lines.len())
                .find(|end| self.out.text(*end) == mark)
                .map_or(at + 1, |end| end + 1);
        }
        if line == "|===" || line == "!===" {
            self.table = !self.table;
            self.head = self.table;
            return at + 1;
        }
        if self.table {
            return self.row(at);
        }
        if is_fence(line, "_") {
            self.quotes = usize::from(self.quotes == 0);
            return at + 1;
        }
        if is_fence(line, "=*")
            || line == "--"
            || line == "+"
            || line == "'''"
            || line == "<<<"
            || line.starts_with("//")
        {
            return at + 1;
        }
        if let Some(len) = heading(line) {
            let level = u8::try_from(line.bytes().take_while(|byte| *byte == b'=').count()).unwrap_or(6);
            let range = self.out.range(at..at + 1, len);
            self.inline(range, 0);
            self.out.flush(SegmentKind::Heading(level.clamp(1, 6)));
            return at + 1;
        }
        if line.starts_with(':') && self.attribute(at) {
            return at + 1;
        }
        if line.starts_with('[') && line.ends_with(']') && !line.contains("]_") {
            return at + 1;
        }
        if let Some(title) =
            line.strip_prefix('.').filter(|title| title.starts_with(|c: char| c.is_alphanumeric()))
        {
            let range = self.out.range(at..at + 1, line.len() - title.len());
            self.inline(range, 0);
            self.out.flush(SegmentKind::Paragraph);
            return at + 1;
        }
        if let Some((name, rest)) = line.split_once("::")
            && name.bytes().all(|byte| byte.is_ascii_lowercase())
            && rest.ends_with(']')
        {
            if matches!(name, "image" | "video") {
                let open = line.find('[').unwrap_or(line.len());
                let base = self.out.range(at..at + 1, 0).start;
                self.alt(base + open + 1..base + line.len() - 1);
                self.out.flush(SegmentKind::Alt);
            }
            return at + 1;
        }
        self.text(at)
    }

    /// A paragraph, an item of a list, or a term and what is said of it.
    fn text(&mut self, at: usize) -> usize {
        let line = self.out.text(at);
        let (kind, skip) = match item(line) {
            Some((depth, len)) => (SegmentKind::ListItem(depth), len),
            None if self.quotes > 0 => (SegmentKind::Quote, 0),
            // Text that is set in is literal.
            None if self.out.indent(at) > 0 => return self.out.block_end(at, 1).min(self.blank(at)),
            None => (SegmentKind::Paragraph, 0),
        };
        if let Some(len) = line.find(":: ").or_else(|| line.ends_with("::").then(|| line.len() - 2))
            && kind == SegmentKind::Paragraph
        {
            let start = self.out.range(at..at + 1, 0).start;
            self.inline(start..start + len, 0);
            self.out.flush(SegmentKind::ListItem(1));
            let said = line.get(len + 2..).unwrap_or_default();
            if !said.trim().is_empty() {
                let end = self.end(at + 1);
                let range = self.out.range(at..end, len + 3);
                self.inline(range, 0);
                self.out.flush(SegmentKind::Paragraph);
                return end;
            }
            // What is said of the term stands below, often set in.
            let end = self.end(at + 1);
            let range = self.out.range(at + 1..end, 0);
            self.inline(range, 0);
            self.out.flush(SegmentKind::Paragraph);
            return end.max(at + 1);
        }
        let end = self.end(at + 1);
        let range = self.out.range(at..end, skip);
        self.inline(range, 0);
        self.out.flush(kind);
        end
    }

    fn blank(&self, at: usize) -> usize {
        (at..self.out.lines.len())
            .find(|line| self.out.text(*line).is_empty())
            .unwrap_or(self.out.lines.len())
    }

    /// The line at which a paragraph that goes on at `at` ends.
    fn end(&self, at: usize) -> usize {
        (at..self.out.lines.len())
            .find(|line| {
                let text = self.out.text(*line);
                text.is_empty()
                    || text == "+"
                    || text == "--"
                    || text == "|==="
                    || is_fence(text, "-.+/_=*")
                    || item(text).is_some()
                    || text.starts_with("//")
            })
            .unwrap_or(self.out.lines.len())
    }

    /// `:description: Warm tea`. Whether the line is an attribute.
    fn attribute(&mut self, at: usize) -> bool {
        let line = self.out.text(at);
        let Some((name, value)) = line.strip_prefix(':').and_then(|rest| rest.split_once(':')) else {
            return false;
        };
        if name.is_empty() || name.contains(char::is_whitespace) {
            return false;
        }
        let range = self.out.range(at..at + 1, line.len() - value.trim_start().len());
        if let Some(key) = name.strip_prefix("scruple-") {
            self.out.settings.push(declared::meta(key.to_owned(), value.trim(), range.start));
        } else if name == "description" || name == "title" {
            let kind = if name == "title" { SegmentKind::Title } else { SegmentKind::Description };
            self.out.aside(kind, range);
            self.out.flush(SegmentKind::Paragraph);
        }
        true
    }

    /// The cells of a row, or the line of one.
    fn row(&mut self, at: usize) -> usize {
        let line = self.out.text(at);
        let base = self.out.range(at..at + 1, 0).start;
        let mut from = 0;
        // What stands before the first bar belongs to the cell of the line before, or tells how the cell is set.
        let first = line.find('|');
        if first.is_none() {
            self.inline(base..base + line.len(), 0);
            self.out.flush(SegmentKind::TableCell { header: false });
            return at + 1;
        }
        let header = self.head && self.out.text(at + 1).is_empty();
        self.head = false;
        for (bar, _) in line.match_indices('|').chain([(line.len(), "")]) {
            if from > 0 {
                self.inline(base + from..base + bar, 0);
                self.out.flush(SegmentKind::TableCell { header });
            }
            from = bar + 1;
        }
        at + 1
    }

    /// The alternative text of a picture: what stands first in its brackets.
    fn alt(&mut self, range: Range<usize>) {
        let inside = self.out.source.get(range.clone()).unwrap_or_default();
        let (start, text) = match inside.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
            Some((text, _)) => (range.start + 1, text),
            None => (range.start, inside.split(',').next().unwrap_or_default()),
        };
        if !text.contains('=') {
            self.out.aside(SegmentKind::Alt, start..start + text.len());
        }
    }

    /// Reads running text without its marks.
    fn inline(&mut self, range: Range<usize>, nested: u8) {
        let base = range.start;
        let text = self.out.source.get(range).unwrap_or_default();
        let mut closing: Vec<(usize, usize)> = Vec::new();
        let (mut from, mut at) = (0, 0);
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let first = rest.chars().next().unwrap_or_default();
            if let Some(index) = closing.iter().position(|(place, _)| *place == at) {
                let (_, len) = closing.swap_remove(index);
                self.out.piece(base + from..base + at);
                at += len;
                from = at;
                continue;
            }
            let (skip, gap) = match first {
                '*' | '_' | '#' => {
                    let len = if rest.starts_with([first, first])
                        && rest.as_bytes().get(1) == Some(&(first as u8))
                    {
                        2
                    } else {
                        1
                    };
                    let open = if len == 2 {
                        rest.get(2..)
                            .and_then(|rest| near(rest, rest_mark(first)))
                            .map(|found| at + 2 + found)
                    } else {
                        closes(text, at, 1)
                    };
                    match open {
                        Some(end) => {
                            closing.push((end, len));
                            (len, false)
                        }
                        None => (0, false),
                    }
                }
                '`' => self.code(text, at),
                '{' => {
                    let end = near(rest, "}").unwrap_or(1);
                    let name = rest.get(1..end).unwrap_or_default();
                    let known = !name.is_empty()
                        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
                    (if known { name.len() + 2 } else { 0 }, true)
                }
                '<' if rest.starts_with("<<") => match near(rest, ">>") {
                    Some(end) => {
                        let comma = rest.get(..end).and_then(|inside| inside.find(','));
                        match comma {
                            Some(comma) => {
                                closing.push((at + end, 2));
                                (comma + 1, false)
                            }
                            None => (end + 2, true),
                        }
                    }
                    _ => (0, false),
                },
                '[' if rest.starts_with("[[") => (near(rest, "]]").map_or(0, |end| end + 2), false),
                '[' => {
                    let role = near(rest, "]#").filter(|end| *end < 60).map_or(0, |end| end + 1);
                    (role, false)
                }
                '\\' => (
                    usize::from(
                        rest.get(1..)
                            .is_some_and(|next| next.starts_with(['*', '_', '`', '#', '{', '<', '['])),
                    ),
                    false,
                ),
                '+' if text.get(..at).is_some_and(|before| before.ends_with(' '))
                    && rest.get(1..).is_some_and(|rest| {
                        rest.trim_start_matches([' ', '\t']).starts_with(['\n', '\r'])
                    }) =>
                {
                    self.out.piece(base + from..base + at);
                    self.out.builder.line_break(base + at..base + at + 1);
                    at += 1;
                    from = at;
                    continue;
                }
                c if c.is_ascii_alphabetic()
                    && !text.get(..at).is_some_and(|before| before.ends_with(char::is_alphanumeric)) =>
                {
                    match self.linked(rest) {
                        Some((before, inside, whole, name)) => {
                            self.out.piece(base + from..base + at);
                            let inner = base + at + before..base + at + before + inside;
                            match name {
                                "image" | "icon" => self.alt(inner),
                                "footnote" => self.out.aside(SegmentKind::Paragraph, inner),
                                "kbd" | "btn" | "menu" | "pass" | "stem" | "latexmath" | "anchor" => {}
                                _ if inside > 0 && nested < 3 => self.inline(inner, nested + 1),
                                _ => {}
                            }
                            if inside == 0 || !matches!(name, "footnote" | "link" | "xref" | "address") {
                                self.out.gap(base + at..base + at + whole);
                            }
                            at += whole;
                            from = at;
                            continue;
                        }
                        None => (0, false),
                    }
                }
                _ => (0, false),
            };
            if skip > 0 {
                self.out.piece(base + from..base + at);
                if gap {
                    self.out.gap(base + at..base + at + skip);
                }
                at += skip;
                from = at;
            } else {
                // A mark that is doubled and closes nothing is text as a whole.
                at += first.len_utf8();
            }
        }
        self.out.piece(base + from..base + text.len());
    }
}

fn rest_mark(mark: char) -> &'static str {
    match mark {
        '*' => "**",
        '_' => "__",
        _ => "##",
    }
}

/// The bytes of the mark of a heading.
fn heading(line: &str) -> Option<usize> {
    let level = line.bytes().take_while(|byte| *byte == b'=').count();
    (1..=6).contains(&level).then_some(level + 1).filter(|len| line.as_bytes().get(len - 1) == Some(&b' '))
}
