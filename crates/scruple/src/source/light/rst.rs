//! reStructuredText, as docutils reads it, block by block.

mod tables;

use super::super::{Segment, SegmentKind, Setting, declared, line};
use super::{Out, address, closes, near};
use std::ops::Range;

/// The segments of reStructuredText, without their outline, and what its first fields set.
pub(in super::super) fn read(source: &str) -> (Vec<Segment<'_>>, Vec<Setting>) {
    let mut reader = Reader { out: Out::new(source), levels: Vec::new(), indents: Vec::new() };
    let mut at = 0;
    while at < reader.out.lines.len() {
        at = reader.block(at);
    }
    (reader.out.segments, reader.out.settings)
}

struct Reader<'a> {
    out: Out<'a>,
    /// How headings are underlined, from the highest on; with whether a line stands above, too.
    levels: Vec<(char, bool)>,
    /// The indents of the lists that are open.
    indents: Vec<usize>,
}

/// Directives whose content is text of the document.
const READ: [&str; 24] = [
    "note",
    "warning",
    "tip",
    "important",
    "caution",
    "attention",
    "danger",
    "error",
    "hint",
    "admonition",
    "seealso",
    "topic",
    "sidebar",
    "epigraph",
    "highlights",
    "pull-quote",
    "container",
    "class",
    "compound",
    "rubric",
    "figure",
    "list-table",
    "table",
    "parsed-literal",
];

/// The sign a line is made of, if it is only that.
fn adornment(line: &str) -> Option<char> {
    let first = line.chars().next().filter(char::is_ascii_punctuation)?;
    (line.len() >= 2 && line.chars().all(|c| c == first)).then_some(first)
}

impl Reader<'_> {
    /// Reads the block that starts at a line. Gives the line behind it.
    fn block(&mut self, at: usize) -> usize {
        let text = self.out.text(at);
        if text.is_empty() {
            return at + 1;
        }
        if let Some(end) = self.heading(at) {
            return end;
        }
        if text.starts_with(".. ") || text == ".." {
            return self.explicit(at);
        }
        if text.starts_with("+-") && text.ends_with('+') {
            return self.grid(at);
        }
        if text.starts_with("==") && text.contains(' ') && text.chars().all(|c| matches!(c, '=' | ' ')) {
            return self.simple_table(at);
        }
        // A line across, and code for a prompt.
        if adornment(text).is_some() && text.len() >= 4 || text.starts_with(">>> ") {
            return if text.starts_with('>') { self.blank(at) } else { at + 1 };
        }
        if let Some(end) = self.field(at) {
            return end;
        }
        self.text(at)
    }

    fn blank(&self, at: usize) -> usize {
        (at..self.out.lines.len())
            .find(|line| self.out.text(*line).is_empty())
            .unwrap_or(self.out.lines.len())
    }

    fn heading(&mut self, at: usize) -> Option<usize> {
        let (first, second, third) = (self.out.text(at), self.out.text(at + 1), self.out.text(at + 2));
        let over = adornment(first).filter(|_| first.len() >= 3 && adornment(third) == adornment(first));
        let (title, sign, end) = match over {
            Some(sign) if !second.is_empty() && adornment(second).is_none() => (at + 1, sign, at + 3),
            _ => {
                let sign = adornment(second).filter(|_| adornment(first).is_none())?;
                // As long as the title, or nearly: writers miscount.
                if second.len() < 3
                    || second.chars().count() + 2 < first.chars().count()
                    || self.out.indent(at) > 0
                {
                    return None;
                }
                (at, sign, at + 2)
            }
        };
        let style = (sign, title > at);
        let level = self.levels.iter().position(|known| *known == style).unwrap_or_else(|| {
            self.levels.push(style);
            self.levels.len() - 1
        });
        let range = self.out.range(title..title + 1, 0);
        self.inline(range);
        self.out.flush(SegmentKind::Heading(u8::try_from(level + 1).unwrap_or(6).min(6)));
        Some(end)
    }

    /// A directive, a comment, a target, a footnote.
    fn explicit(&mut self, at: usize) -> usize {
        let (text, indent) = (self.out.text(at), self.out.indent(at));
        let end = self.out.block_end(at + 1, indent + 1);
        let rest = text.get(3..).unwrap_or_default();
        if let Some(note) = rest.strip_prefix('[') {
            // A footnote is read.
            if let Some(len) = note.find("] ") {
                let range = self.out.range(at..end.min(self.blank(at)), 3 + 1 + len + 2);
                self.inline(range);
                self.out.flush(SegmentKind::Paragraph);
            }
            return end.min(self.blank(at));
        }
        let (name, argument) = rest.split_once("::").unwrap_or_default();
        // A picture may be given a name for the text: `.. |tea| image:: tea.png`.
        let name = name.rsplit(' ').next().unwrap_or_default();
        if matches!(name, "image" | "figure" | "meta") {
            for line in at + 1..end {
                let option = self.out.text(line);
                let kind = if name == "meta" { SegmentKind::Description } else { SegmentKind::Alt };
                let key = if name == "meta" { ":description:" } else { ":alt:" };
                if let Some(value) = option.strip_prefix(key) {
                    let range = self.out.range(line..line + 1, option.len() - value.trim_start().len());
                    self.out.aside(kind, range);
                    self.out.flush(kind);
                }
            }
        }
        if !READ.contains(&name) {
            return end;
        }
        let mut inside = at + 1;
        if !argument.trim().is_empty() && !matches!(name, "figure" | "container" | "class") {
            let range = self.out.range(at..at + 1, text.len() - argument.trim_start().len());
            self.inline(range);
            self.out.flush(SegmentKind::Paragraph);
        }
        while inside < end && self.out.text(inside).starts_with(':') {
            inside += 1;
        }
        // What stands inside is read like what stands outside.
        while inside < end {
            inside = self.block(inside);
        }
        inside.max(end)
    }

    /// `:name: value`: only its value is read, and nothing of those that are made for tools.
    fn field(&mut self, at: usize) -> Option<usize> {
        let text = self.out.text(at);
        let (name, value) = text.strip_prefix(':')?.split_once(':')?;
        if name.is_empty()
            || name.starts_with(' ')
            || value.starts_with('`')
            || !(value.is_empty() || value.starts_with(' '))
        {
            return None;
        }
        let end = self.out.block_end(at + 1, self.out.indent(at) + 1).min(self.blank(at));
        let range = self.out.range(at..end, text.len() - value.trim_start().len());
        if let Some(key) = name.strip_prefix("scruple-") {
            self.out.settings.push(declared::meta(key.to_owned(), value.trim(), range.start));
            return Some(end);
        }
        self.inline(range);
        self.out.flush(match name.to_ascii_lowercase().as_str() {
            "title" => SegmentKind::Title,
            "description" | "abstract" => SegmentKind::Description,
            _ => SegmentKind::Paragraph,
        });
        Some(end)
    }

    /// A paragraph, an item of a list, a line of a line block.
    fn text(&mut self, at: usize) -> usize {
        let (text, indent) = (self.out.text(at), self.out.indent(at));
        let marker = line::marker(text).filter(|marker| text.len() > marker.len);
        let hash = if text.starts_with("#. ") { Some(3) } else { marker.map(|marker| marker.len) };
        let (kind, skip) = match hash {
            Some(len) => (SegmentKind::ListItem(self.depth(indent)), len),
            None if text.starts_with("| ") => {
                let range = self.out.range(at..at + 1, 2);
                self.inline(range);
                self.out.flush(SegmentKind::Paragraph);
                return at + 1;
            }
            None => (SegmentKind::Paragraph, 0),
        };
        if kind == SegmentKind::Paragraph && indent == 0 {
            self.indents.clear();
        }
        let end = (at + 1..self.out.lines.len())
            .find(|line| {
                let next = self.out.text(*line);
                // The text of an item is set in; a term ends where what is said of it is.
                next.is_empty()
                    || self.out.indent(*line) < indent
                    || (skip > 0 && self.out.indent(*line) <= indent)
                    || (skip == 0 && self.out.indent(*line) > indent)
            })
            .unwrap_or(self.out.lines.len());
        let mut range = self.out.range(at..end, skip);
        let literal = self.out.source.get(range.clone()).is_some_and(|text| text.ends_with("::"));
        if literal {
            // One of the two colons is shown where words stand before them.
            range.end -= 1;
            if self
                .out
                .source
                .get(range.clone())
                .is_some_and(|text| text.trim_end_matches(':').ends_with([' ', '\n']) || text == ":")
            {
                range.end -= 1;
            }
        }
        self.inline(range);
        self.out.flush(kind);
        if literal {
            // The code that follows is set in.
            let first =
                (end..self.out.lines.len()).find(|line| !self.out.text(*line).is_empty()).unwrap_or(end);
            if self.out.indent(first) > indent {
                return self.out.block_end(first, indent + 1).max(end);
            }
        }
        end
    }

    fn depth(&mut self, indent: usize) -> u8 {
        while self.indents.last().is_some_and(|open| *open > indent) {
            self.indents.pop();
        }
        if self.indents.last().is_none_or(|open| *open < indent) {
            self.indents.push(indent);
        }
        u8::try_from(self.indents.len()).unwrap_or(u8::MAX)
    }

    /// Reads running text without its marks.
    fn inline(&mut self, range: Range<usize>) {
        let base = range.start;
        let text = self.out.source.get(range).unwrap_or_default();
        let mut closing: Vec<(usize, usize)> = Vec::new();
        let (mut from, mut at) = (0, 0);
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let first = rest.chars().next().unwrap_or_default();
            let closed =
                closing.iter().position(|(place, _)| *place == at).map(|index| closing.swap_remove(index));
            let before = text.get(..at).and_then(|before| before.chars().next_back());
            let (skip, gap) = match first {
                _ if closed.is_some() => (closed.map_or(0, |(_, len)| len), false),
                '*' => {
                    let len = if rest.starts_with("**") { 2 } else { 1 };
                    let end = closes(text, at, len);
                    closing.extend(end.map(|end| (end, len)));
                    (if end.is_some() { len } else { 0 }, false)
                }
                '`' if rest.starts_with("``") => {
                    (rest.get(2..).and_then(|rest| near(rest, "``")).map_or(0, |end| end + 4), true)
                }
                '`' => {
                    let (skip, marks) = interpreted(rest);
                    closing.extend(marks.map(|(start, len)| (at + start, len)));
                    (skip, false)
                }
                ':' => role(rest),
                '|' => {
                    let end = rest
                        .get(1..)
                        .and_then(|rest| near(rest, "|").filter(|end| !rest[..*end].contains('\n')));
                    let edge = rest.get(1..).is_some_and(|rest| rest.starts_with(' '));
                    (end.filter(|end| *end > 0 && !edge).map_or(0, |end| end + 2), true)
                }
                '[' => (
                    near(rest, "]_")
                        .filter(|end| *end < 40 && !rest[..*end].contains(' '))
                        .map_or(0, |end| end + 2),
                    false,
                ),
                '_' => {
                    let len = if rest.starts_with("__") { 2 } else { 1 };
                    let next = rest.get(len..).and_then(|rest| rest.chars().next());
                    let ends = before.is_some_and(char::is_alphanumeric)
                        && !next.is_some_and(|c| c.is_alphanumeric() || c == '_');
                    (if ends { len } else { 0 }, false)
                }
                '\\' => {
                    // An escaped space joins what stands around it; an escaped mark is text.
                    let next = rest.chars().nth(1);
                    self.out.piece(base + from..base + at);
                    let joined = next.filter(|c| c.is_whitespace()).map_or(0, char::len_utf8);
                    from = at + 1 + joined;
                    at = at + 1 + next.map_or(0, char::len_utf8);
                    continue;
                }
                _ if !before.is_some_and(char::is_alphanumeric) => (address(rest).unwrap_or(0), true),
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
                at += first.len_utf8();
            }
        }
        self.out.piece(base + from..base + text.len());
    }
}

/// `` `text <target>`_ ``: the bytes of the first mark, and where the others stand and how long they are.
fn interpreted(rest: &str) -> (usize, Option<(usize, usize)>) {
    let Some(end) = rest.get(1..).and_then(|rest| near(rest, "`")).map(|end| end + 1).filter(|end| *end > 1)
    else {
        return (0, None);
    };
    let inside = rest.get(1..end).unwrap_or_default();
    let target = inside.rfind('<').filter(|_| inside.ends_with('>'));
    let start = target.map_or(end, |target| 1 + inside.get(..target).map_or(0, |text| text.trim_end().len()));
    let tail = rest.get(end + 1..).unwrap_or_default();
    let tail = if tail.starts_with("__") { 2 } else { usize::from(tail.starts_with('_')) };
    (1, Some((start, end + 1 + tail - start)))
}

/// `` :role:`text` ``: the bytes of the role, or of all where it stands for code.
fn role(rest: &str) -> (usize, bool) {
    const CODE: [&str; 10] =
        ["code", "math", "raw", "kbd", "file", "command", "option", "samp", "literal", "envvar"];
    let name_end = rest.get(1..).and_then(|rest| near(rest, ":`")).map(|end| end + 1).filter(|end| *end < 40);
    let Some(end) = name_end else { return (0, false) };
    let name = rest.get(1..end).unwrap_or_default();
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b":_-+.".contains(&byte)) {
        return (0, false);
    }
    if CODE.contains(&name) || name.contains(':') {
        let text = rest.get(end + 2..).unwrap_or_default();
        return near(text, "`").map_or((0, false), |close| (end + 2 + close + 1, true));
    }
    (end + 1, false)
}
