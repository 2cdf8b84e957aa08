//! Where and how a fix adds a paragraph or a mark, in the syntax of the format.

use std::ops::Range;

use super::words::SPACED;
use super::{Place, View};
use crate::finding::Edit;
use crate::source::{Format, SegmentKind};

/// A paragraph with fewer words is a date, a name or a caption.
const RUNNING_TEXT: usize = 12;

/// The line ending of a text.
pub(super) fn line_end(source: &str) -> &'static str {
    if source.contains("\r\n") {
        "\r\n"
    } else if source.contains('\r') && !source.contains('\n') {
        "\r"
    } else {
        "\n"
    }
}

/// Adds a paragraph at the end of the document; nothing where the text ends inside code.
pub(super) fn at_end(source: &str, format: Format, paragraph: &str) -> Option<Edit> {
    // What is read is not what is said: a cue of its own would need times.
    if format == Format::Subtitles {
        return None;
    }
    let end = line_end(source);
    if format == Format::Html {
        let at = last_tag(source, "</body").or_else(|| last_tag(source, "</html")).unwrap_or(source.len());
        let head = &source[..at];
        let before = if head.is_empty() || head.ends_with(['\n', '\r']) { "" } else { end };
        let after = if at < source.len() || head.ends_with(['\n', '\r']) { end } else { "" };
        return Some(insertion(at, format!("{before}<p>{}</p>{after}", escape_html(paragraph))));
    }
    if !matches!(format, Format::Plain) && ends_in_fence(source, format) {
        return None;
    }
    let trimmed = source.trim_end_matches([' ', '\t']);
    let broken = trimmed.ends_with(['\n', '\r']);
    let blank = trimmed
        .strip_suffix(end)
        .is_some_and(|rest| rest.trim_end_matches([' ', '\t']).ends_with(['\n', '\r']));
    let before = match (source.trim().is_empty(), broken, blank) {
        (true, ..) | (_, _, true) => String::new(),
        (_, true, _) => end.to_owned(),
        _ => end.repeat(2),
    };
    let after = if broken { end } else { "" };
    Some(insertion(source.len(), format!("{before}{}{after}", escape(format, paragraph))))
}

/// Adds a paragraph before the first running text, not behind `segment`; where none is, at the end.
pub(super) fn at_top(view: &View<'_>, segment: usize, paragraph: &str) -> Option<Edit> {
    before(view, segment, paragraph).or_else(|| at_end(view.facts.source, view.facts.format, paragraph))
}

/// Adds a paragraph before the first running text, not behind `segment`.
pub(super) fn before(view: &View<'_>, segment: usize, paragraph: &str) -> Option<Edit> {
    let facts = view.facts;
    let (source, format) = (facts.source, facts.format);
    if format == Format::Subtitles {
        return None;
    }
    let end = line_end(source);
    let candidates = facts.segments.iter().enumerate().take(segment + 1).filter(|(i, found)| {
        found.kind == SegmentKind::Paragraph
            && (*i == segment || SPACED.words(&found.text).nth(RUNNING_TEXT - 1).is_some())
    });
    for (_, found) in candidates {
        let start = found.source().start;
        if let Some(at) = block_start(source, format, start) {
            let text = match format {
                Format::Html => format!("<p>{}</p>{end}", escape_html(paragraph)),
                _ => format!("{}{end}{end}", escape(format, paragraph)),
            };
            return Some(insertion(at, text));
        }
    }
    None
}

/// Where a block may be put before the paragraph whose text starts at `start`.
fn block_start(source: &str, format: Format, start: usize) -> Option<usize> {
    let head = source.get(..start)?;
    if format == Format::Html {
        let open = head.trim_end();
        let tag = open.rfind('<')?;
        let inside = &open[tag..];
        let name = inside.get(1..inside.len() - 1)?;
        let paragraph = name == "p" || name.starts_with("p ") || name == "P";
        return (inside.ends_with('>') && paragraph && !inside.contains("-->")).then_some(tag);
    }
    let line = head.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    // Emphasis may open the paragraph; anything else is a list, a quotation or front matter.
    head[line..].trim_matches(['*', '_', ' ']).is_empty().then_some(line).filter(|_| start - line <= 3)
}

/// Adds a sentence right after a place in running text.
pub(super) fn sentence_after(view: &View<'_>, place: &Place, sentence: &str) -> Option<Edit> {
    let segment = view.facts.segments.get(place.segment)?;
    if !view.is_body(place.segment) {
        return None;
    }
    let at = segment.map.source(place.range.clone()).end;
    let text = match view.facts.format {
        Format::Html => escape_html(sentence),
        format => escape(format, sentence),
    };
    Some(insertion(at, format!(" {text}")))
}

/// Adds `mark` right after a claim, unless one stands there or none can.
pub(super) fn mark_after(view: &View<'_>, place: &Place, mark: char) -> Option<Edit> {
    let source = view.facts.source;
    let at = view.source_range(place).end;
    let rest = source.get(at..)?;
    if !view.is_body(place.segment) || rest.starts_with(['*', '†', '‡', '\\']) {
        return None;
    }
    let text =
        if takes_backslash(view.facts.format) && mark == '*' { "\\*".to_owned() } else { mark.to_string() };
    Some(insertion(at, text))
}

/// A replacement of words; nothing where mark-up stands between them.
pub(super) fn replacement(view: &View<'_>, range: Range<usize>, text: &str) -> Option<Edit> {
    let source = view.facts.source;
    let old = source.get(range.clone())?;
    let marked = match view.facts.format {
        Format::Plain => false,
        // A tag or the times of the next cue.
        Format::Subtitles => old.contains(['<', '{', '>', '\n', '\r']),
        Format::Markdown => old.contains(['<', '*', '_', '[', '`', '\\']),
        Format::AsciiDoc | Format::Rst => old.contains(['*', '_', '`', '#', '[', '<', '\\', '|', '{']),
        Format::Mdx => old.contains(['<', '*', '_', '[', '`', '\\', '{']),
        Format::Html => old.contains('<'),
    };
    let stop =
        if source.get(range.end..).is_some_and(|rest| rest.starts_with(['.', '!'])) { "" } else { "." };
    (!marked).then(|| Edit { start: range.start, end: range.end, text: format!("{text}{stop}") })
}

fn insertion(at: usize, text: String) -> Edit {
    Edit { start: at, end: at, text }
}

fn escape(format: Format, text: &str) -> String {
    if takes_backslash(format) { text.replace('*', "\\*") } else { text.to_owned() }
}

fn escape_html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// Whether an asterisk that is text is written with a backslash.
pub(super) fn takes_backslash(format: Format) -> bool {
    matches!(format, Format::Markdown | Format::Mdx | Format::Rst)
}

/// Where a tag stands last, in any case.
fn last_tag(source: &str, tag: &str) -> Option<usize> {
    let bytes = source.as_bytes();
    (0..=bytes.len().checked_sub(tag.len())?)
        .rev()
        .find(|&at| bytes[at] == b'<' && bytes[at..at + tag.len()].eq_ignore_ascii_case(tag.as_bytes()))
}

/// Whether a block of code, or another that is fenced, is left open, so that what is added would belong to it.
fn ends_in_fence(source: &str, format: Format) -> bool {
    if format == Format::Rst {
        // What is set in would go on; what is added is not.
        return false;
    }
    let fences: &[&str] = if format == Format::AsciiDoc {
        &["----", "....", "++++", "////", "|===", "```"]
    } else {
        &["```", "~~~"]
    };
    let mut open: Option<&str> = None;
    for line in source.lines().map(str::trim_start) {
        let fence = fences.iter().copied().find(|fence| line.starts_with(fence));
        match (open, fence) {
            (None, Some(fence)) => open = Some(fence),
            (Some(was), Some(fence)) if was == fence => open = None,
            _ => {}
        }
    }
    open.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(source: &str, format: Format) -> String {
        let edit = at_end(source, format, "*Note").unwrap();
        format!("{}{}{}", &source[..edit.start], edit.text, &source[edit.end..])
    }

    #[test]
    fn paragraphs_at_the_end() {
        assert_eq!(applied("a", Format::Plain), "a\n\n*Note");
        assert_eq!(applied("a\n", Format::Plain), "a\n\n*Note\n");
        assert_eq!(applied("a\n\n", Format::Plain), "a\n\n*Note\n");
        assert_eq!(applied("a\r\nb\r\n", Format::Plain), "a\r\nb\r\n\r\n*Note\r\n");
        assert_eq!(applied("a\n", Format::Markdown), "a\n\n\\*Note\n");
        assert_eq!(applied("", Format::Plain), "*Note");
    }

    #[test]
    fn paragraphs_in_html() {
        assert_eq!(applied("<p>a</p>", Format::Html), "<p>a</p>\n<p>*Note</p>");
        assert_eq!(
            applied("<body><p>a</p>\n</BODY></html>\n", Format::Html),
            "<body><p>a</p>\n<p>*Note</p>\n</BODY></html>\n"
        );
    }

    #[test]
    fn none_inside_code() {
        assert!(at_end("a\n\n```\nb\n", Format::Markdown, "x").is_none());
        assert!(at_end("a\n\n```\nb\n```\n", Format::Markdown, "x").is_some());
    }
}
