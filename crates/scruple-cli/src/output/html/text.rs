//! The text of a document with its findings marked in place.

use std::fmt::Write as _;
use std::ops::Range;

use scruple::finding::Severity;
use scruple::source::Format;

use super::Escaped;
use super::lines::{boundary, shown};

/// A place to mark.
pub struct Mark {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// How grave it is; `None` where somebody has answered for it.
    pub severity: Option<Severity>,
    /// Its number in the document.
    pub number: usize,
    /// The name of its card.
    pub card: String,
    /// The rule, in words.
    pub title: String,
}

/// The text as lines with numbers. Places that overlap are cut into pieces; each piece looks like the gravest of them.
pub fn render(source: &str, format: Format, marks: &[Mark]) -> String {
    let ranges: Vec<Range<usize>> = marks
        .iter()
        .map(|mark| {
            let start = boundary(source, mark.range.start);
            start..boundary(source, mark.range.end).max(start)
        })
        .collect();
    let dim = if format == Format::Html { markup(source) } else { Vec::new() };
    let (lines, count) = shown(source, &ranges);
    let (mut out, mut last) = (String::with_capacity(source.len().min(1 << 16) * 2), 0);
    for line in lines {
        skipped(&mut out, line.number - last - 1);
        last = line.number;
        // Writing to memory cannot fail.
        let _ = write!(out, "<div class=\"line\"><span class=\"at\">{}</span><span>", line.number);
        for (number, part) in line.parts.iter().enumerate() {
            if number > 0 || !line.whole.0 {
                out.push_str("<span class=\"cut\"> … </span>");
            }
            pieces(&mut out, source, part, marks, &ranges, &dim);
        }
        if !line.whole.1 {
            out.push_str("<span class=\"cut\"> … </span>");
        }
        out.push_str("</span></div>\n");
    }
    skipped(&mut out, count - last);
    out
}

fn skipped(out: &mut String, lines: usize) {
    if lines > 0 {
        let _ = writeln!(
            out,
            "<p class=\"skipped\">{lines} {} not shown</p>",
            if lines == 1 { "line" } else { "lines" }
        );
    }
}

/// A part of a line, cut where a mark or a tag begins or ends.
fn pieces(
    out: &mut String,
    source: &str,
    part: &Range<usize>,
    marks: &[Mark],
    ranges: &[Range<usize>],
    dim: &[Range<usize>],
) {
    let here: Vec<(&Mark, &Range<usize>)> = marks
        .iter()
        .zip(ranges)
        .filter(|(_, range)| range.start <= part.end && range.end >= part.start)
        .collect();
    let first = dim.partition_point(|range| range.end <= part.start);
    let tags: Vec<&Range<usize>> =
        dim.iter().skip(first).take_while(|range| range.start < part.end).collect();
    let inside = |at: &usize| part.start < *at && *at < part.end;
    let mut cuts: Vec<usize> = here
        .iter()
        .flat_map(|(_, range)| [range.start, range.end])
        .chain(tags.iter().flat_map(|range| [range.start, range.end]))
        .filter(inside)
        .chain([part.start, part.end])
        .collect();
    cuts.sort_unstable();
    cuts.dedup();
    if cuts.len() == 1 {
        cuts.push(part.end);
    }
    let mut tags = tags.into_iter().peekable();
    for pair in cuts.windows(2) {
        let &[start, end] = pair else { continue };
        points(out, &here, start);
        while tags.next_if(|range| range.end <= start).is_some() {}
        let faint = tags.peek().is_some_and(|range| range.start <= start && end <= range.end);
        let over: Vec<&Mark> = here
            .iter()
            .filter(|(_, range)| range.start <= start && end <= range.end && start < end)
            .map(|(mark, _)| *mark)
            .collect();
        piece(out, source.get(start..end).unwrap_or_default(), &over, faint);
        for (mark, _) in here.iter().filter(|(_, range)| range.end == end && range.start < end) {
            reference(out, mark);
        }
    }
    if part.start < part.end {
        points(out, &here, part.end);
    }
}

/// Marks of a place between two characters.
fn points(out: &mut String, here: &[(&Mark, &Range<usize>)], at: usize) {
    for (mark, _) in here.iter().filter(|(_, range)| range.start == at && range.end == at) {
        reference(out, mark);
    }
}

fn piece(out: &mut String, text: &str, over: &[&Mark], faint: bool) {
    if text.is_empty() {
        return;
    }
    let text = if faint {
        format!("<span class=\"tagged\">{}</span>", Escaped(text))
    } else {
        Escaped(text).to_string()
    };
    if over.is_empty() {
        out.push_str(&text);
        return;
    }
    let gravest = over.iter().filter_map(|mark| mark.severity).max();
    let kind = gravest.map_or("answered", Severity::as_str);
    let cards: Vec<&str> = over.iter().map(|mark| mark.card.as_str()).collect();
    let _ = write!(out, "<mark class=\"{kind}\" data-cards=\"{}\">{text}</mark>", cards.join(" "));
}

/// The number that leads to the card.
fn reference(out: &mut String, mark: &Mark) {
    let kind = mark.severity.map_or("answered", Severity::as_str);
    let Mark { number, card, title, .. } = mark;
    let _ = write!(
        out,
        "<a class=\"ref {kind}\" href=\"#{card}\" data-cards=\"{card}\" aria-label=\"{kind} {number}: {}\">{number}</a>",
        Escaped(title)
    );
}

/// Tags, comments, scripts and styles of HTML: what a reader of the page does not see.
fn markup(source: &str) -> Vec<Range<usize>> {
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(start) = source.get(at..).and_then(|rest| rest.find('<')).map(|open| at + open) {
        let rest = source.get(start..).unwrap_or_default();
        let opens = rest
            .as_bytes()
            .get(1)
            .is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'/' | b'!' | b'?'));
        if !opens {
            at = start + 1;
            continue;
        }
        let close = if rest.starts_with("<!--") { "-->" } else { ">" };
        let mut end = rest.find(close).map_or(source.len(), |close_at| start + close_at + close.len());
        for (open, close) in [("<script", "</script"), ("<style", "</style")] {
            let begins = rest.get(..open.len()).is_some_and(|head| head.eq_ignore_ascii_case(open));
            if begins {
                let body = source.get(end..).unwrap_or_default();
                end += find_ignoring_case(body, close).unwrap_or(body.len());
            }
        }
        found.push(start..end);
        at = end.max(start + 1);
    }
    found
}

fn find_ignoring_case(text: &str, what: &str) -> Option<usize> {
    text.match_indices('<')
        .map(|(at, _)| at)
        .find(|at| text.get(*at..at + what.len()).is_some_and(|head| head.eq_ignore_ascii_case(what)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(range: Range<usize>, severity: Severity, number: usize) -> Mark {
        Mark {
            range,
            severity: Some(severity),
            number,
            card: format!("c{number}"),
            title: "MC101".to_owned(),
        }
    }

    #[test]
    fn overlapping_places_are_cut_into_pieces() {
        let marks = [
            mark(0..7, Severity::Warning, 1),
            mark(4..13, Severity::Error, 2),
            mark(4..4, Severity::Info, 3),
        ];
        let html = render("one two three", Format::Plain, &marks);
        assert!(
            html.contains("<mark class=\"warning\" data-cards=\"c1\">one </mark><a class=\"ref info\""),
            "{html}"
        );
        assert!(
            html.contains("<mark class=\"error\" data-cards=\"c1 c2\">two</mark><a class=\"ref warning\""),
            "{html}"
        );
        assert!(
            html.contains("<mark class=\"error\" data-cards=\"c2\"> three</mark><a class=\"ref error\""),
            "{html}"
        );
        assert_eq!(html.matches("class=\"ref").count(), 3);
    }

    #[test]
    fn text_cannot_become_markup() {
        let source = "<p title='\"'>a</script><b>cure</b>";
        for format in [Format::Plain, Format::Html] {
            let html = render(source, format, &[mark(26..30, Severity::Error, 1)]);
            assert!(!html.contains("</script>") && !html.contains("<b>"), "{html}");
            assert!(html.contains(">cure</mark>"), "{html}");
        }
    }

    #[test]
    fn any_range_of_any_text_can_be_marked() {
        let long =
            format!("{}\r\n{}\r\r<script>{}", "é😀 ".repeat(600), "word\n".repeat(300), "<".repeat(50));
        for source in ["", "\n", "a", "<", "<!--", &long] {
            for start in (0..=source.len() + 2).step_by(1 + source.len() / 90) {
                for length in [0, 1, 5, 900, 100_000] {
                    let html =
                        render(source, Format::Html, &[mark(start..start + length, Severity::Info, 1)]);
                    assert_eq!(html.matches("<mark").count(), html.matches("</mark>").count());
                }
            }
        }
    }
}
