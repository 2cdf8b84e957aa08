//! Comments of a text, as far as they may speak to the linter: where they stand and what they say.
//!
//! Which comments there are depends on the format: `<!-- … -->` in HTML and Markdown, `{/* … */}` in MDX, `# …` in front
//! matter. Plain text has none; there a note in square brackets takes their place: `[scruple-ignore … ]`.

mod brackets;
mod html;
mod markdown;

use std::borrow::Cow;
use std::ops::Range;

use memchr::memmem;

use super::{Format, Part, Reading};

/// How a comment is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// `<!-- … -->`
    Html,
    /// `{/* … */}` in Markdown that is MDX by another name
    Jsx,
    /// `{/* … */}` in MDX, whose reader leaves it out
    Mdx,
    /// `# …`, to the end of the line
    FrontMatter,
    /// `[scruple-… ]`
    Brackets,
    /// Words that look meant for the linter where no comment is: they do nothing there.
    Stray,
}

/// A comment and what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Comment {
    /// How it is written.
    pub style: Style,
    /// All of it.
    pub range: Range<usize>,
    /// What stands between its marks.
    pub body: Range<usize>,
}

/// Every word to the linter holds this, whatever the case of its first letter.
const SIGN: &[u8] = b"cruple";

/// The comments that may be meant for the linter, by place; of the parts, where there are any. A text without the name of
/// the linter is looked through once, and nothing is made of it.
pub(crate) fn comments(source: &str, format: Format, parts: &[Part]) -> Vec<Comment> {
    if memmem::find(source.as_bytes(), SIGN).is_none() {
        return Vec::new();
    }
    let mut found = if parts.is_empty() { of(source, format) } else { Vec::new() };
    for part in parts {
        let Some(text) = source.get(part.range.clone()) else { continue };
        let format = match part.reading {
            Reading::Format(format) => format,
            Reading::Segment(_) | Reading::Lines => Format::Plain,
        };
        let base = part.range.start;
        found.extend(of(text, format).into_iter().map(|comment| {
            let moved = |range: Range<usize>| range.start + base..range.end + base;
            Comment { range: moved(comment.range), body: moved(comment.body), ..comment }
        }));
    }
    let named = |range: &Range<usize>| {
        source.get(range.clone()).is_some_and(|body| memmem::find(body.as_bytes(), SIGN).is_some())
    };
    found.retain(|comment| named(&comment.body));
    found.sort_by_key(|comment| comment.range.start);
    found
}

fn of(source: &str, format: Format) -> Vec<Comment> {
    match format {
        Format::Html => html::comments(source, 0, Style::Html),
        Format::Markdown => markdown::comments(source, Style::Jsx),
        Format::Mdx => markdown::comments(source, Style::Mdx),
        Format::Plain | Format::Subtitles | Format::AsciiDoc | Format::Rst => brackets::comments(source),
    }
}

/// The text without the comments that a reader of its format would take for text. Every other byte stays where it is.
pub(crate) fn masked<'a>(source: &'a str, comments: &[Comment]) -> Cow<'a, str> {
    let mut text = String::new();
    let mut from = 0;
    for comment in comments {
        let Some(mask) = mask(source, comment) else { continue };
        text.push_str(source.get(from..comment.range.start).unwrap_or_default());
        text.push_str(&mask);
        from = comment.range.end;
    }
    if from == 0 {
        return Cow::Borrowed(source);
    }
    text.push_str(source.get(from..).unwrap_or_default());
    Cow::Owned(text)
}

/// What stands for a comment: as many bytes that say nothing, and do not change how the rest is read.
fn mask(source: &str, comment: &Comment) -> Option<String> {
    let Range { start, end } = comment.range;
    let blank = |marks: usize| " ".repeat((end - start).saturating_sub(marks));
    match comment.style {
        Style::Html | Style::Mdx | Style::FrontMatter | Style::Stray => None,
        Style::Brackets => Some(blank(0)),
        Style::Jsx => {
            let after = source.get(end..).unwrap_or_default();
            let rest = after.split(['\n', '\r']).next().unwrap_or_default();
            // Spaces at the start of a line would make code of what follows; a tag on a line of its own would open a
            // block.
            Some(if rest.trim().is_empty() {
                format!("<!--{}-->", blank(7))
            } else {
                format!("<i{}>", blank(3))
            })
        }
    }
}

/// Where words stand that look like a word to the linter, and not in one of `apart`: at the start of a line, or behind
/// marks that open comments elsewhere.
fn strays(source: &str, apart: &[Range<usize>]) -> Vec<Comment> {
    let mut found: Vec<Comment> = Vec::new();
    for at in memmem::find_iter(source.as_bytes(), "cruple-".as_bytes()) {
        let Some(start) = at.checked_sub(1) else { continue };
        let inside = |range: &Range<usize>| range.start <= start && start < range.end;
        if apart.iter().any(inside) || found.iter().any(|comment| inside(&comment.range)) {
            continue;
        }
        let before = source.get(..start).unwrap_or_default();
        let line = before.rsplit(['\n', '\r']).next().unwrap_or_default().trim_end();
        let opens = line.trim().is_empty()
            || line.ends_with(['[', '(', '{', '#', '/', '*', '%', ';', '!'])
            || line.ends_with("--");
        let Some(rest) = source.get(start..) else { continue };
        let rest = rest.split(['\n', '\r']).next().unwrap_or_default().trim_end();
        if opens && rest.starts_with(['s', 'S']) {
            let range = start..start + rest.len();
            found.push(Comment { style: Style::Stray, range: range.clone(), body: range });
        }
    }
    found
}

#[cfg(test)]
mod tests;
