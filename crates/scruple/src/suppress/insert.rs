//! The comment that would set a finding aside, and where it has to stand.

use std::ops::Range;

use super::directive::{Reach, Read, read};
use super::target::Target;
use crate::finding::{Edit, Finding};
use crate::source::Format;
use crate::source::comments::{Style, comments};
use crate::source::lines::LineIndex;

/// A comment to be inserted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// The insertion.
    pub edit: Edit,
    /// The bytes of the reason in the inserted text, for an editor that lets it be written over.
    pub reason: Range<usize>,
}

/// The comment that sets `finding` aside in `source`, with this reason; none where no comment can stand, as
/// in subtitles, which show all of their text.
///
/// ```
/// use scruple::{Linter, source::Format, suppress::suppression};
///
/// let linter = Linter::builder().packs(scruple_rules::core()?).build()?;
/// let page = "<p>Our tea cures gout.</p>\n";
/// let report = linter.check(page, Format::Html);
/// let comment = suppression(page, Format::Html, &report.findings[0], "a quotation").unwrap();
/// assert_eq!(comment.edit.text, " <!-- scruple-ignore MC101: a quotation -->");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn suppression(source: &str, format: Format, finding: &Finding, reason: &str) -> Option<Suppression> {
    let lines = LineIndex::new(source);
    let start = lines.line_start(finding.start.line)?;
    let end = lines.line_start(finding.end.line + 1).unwrap_or(source.len());
    let line = source.get(start..end)?.trim_end_matches(['\n', '\r']);
    let ending = if source.contains("\r\n") { "\r\n" } else { "\n" };
    let marks = match format {
        Format::Plain | Format::AsciiDoc | Format::Rst => ("[", "]"),
        Format::Mdx => ("{/* ", " */}"),
        Format::Subtitles => return None,
        Format::Markdown | Format::Html => ("<!-- ", " -->"),
    };
    let markdown = matches!(format, Format::Markdown | Format::Mdx);
    let code = &finding.code;
    let make = |at: usize, before: &str, keyword: &str, (open, close): (&str, &str), after: &str| {
        let head = format!("{before}{open}{keyword} {code}: ");
        let text = format!("{head}{reason}{close}{after}");
        Suppression { edit: Edit { start: at, end: at, text }, reason: head.len()..head.len() + reason.len() }
    };
    // Behind the line, inside the last cell of a table, before what makes a line break.
    let tail = line.trim_end_matches(|c: char| c == ' ' || c == '\t' || (markdown && c == '\\'));
    let tail = if markdown && tail.trim_start().starts_with('|') {
        tail.strip_suffix('|').map_or(tail, str::trim_end)
    } else {
        tail
    };
    let indent = line.len() - line.trim_start().len();
    let own_line = line.get(..indent).unwrap_or_default();
    let candidates = [
        make(start + tail.len(), " ", "scruple-ignore", marks, ""),
        make(start + tail.len(), " ", "scruple-ignore", ("# ", ""), ""),
        make(start, own_line, "scruple-ignore-next-line", marks, ending),
        make(0, "", "scruple-ignore-file", marks, ending),
        make(
            source.len(),
            if source.ends_with('\n') { "" } else { ending },
            "scruple-ignore-file",
            marks,
            ending,
        ),
    ];
    candidates.into_iter().find(|candidate| holds(source, format, candidate, finding))
}

/// Whether the text with the comment has one there, and it holds for the finding.
fn holds(source: &str, format: Format, candidate: &Suppression, finding: &Finding) -> bool {
    let Edit { start, text, .. } = &candidate.edit;
    let (Some(before), Some(after)) = (source.get(..*start), source.get(*start..)) else { return false };
    let new = format!("{before}{text}{after}");
    let lines = LineIndex::new(&new);
    let moved = |byte: usize| if byte >= *start { byte + text.len() } else { byte };
    let mut finding = finding.clone();
    for place in [&mut finding.start, &mut finding.end] {
        place.byte = moved(place.byte);
        place.line = lines.position(&new, place.byte).line;
    }
    let found = comments(&new, format, &[]);
    let own: Vec<Range<usize>> = found.iter().map(|comment| comment.range.clone()).collect();
    found.iter().any(|comment| {
        let inserted = comment.style != Style::Stray
            && *start <= comment.range.start
            && comment.range.end <= start + text.len();
        let body = new.get(comment.body.clone()).unwrap_or_default();
        match read(body) {
            Read::Directive(directive) if inserted && directive.reach != Reach::Start => {
                Target::of(directive.reach, comment, &own, &new, &lines, format).holds(&finding)
            }
            _ => false,
        }
    })
}
