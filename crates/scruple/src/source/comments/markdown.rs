//! Comments in Markdown: those of its HTML, of MDX, and of its front matter. What stands in code is none.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use super::super::markdown;
use super::{Comment, Style, html, strays};

/// The comments of a Markdown file; `jsx` is the style of those of MDX.
pub(super) fn comments(source: &str, jsx: Style) -> Vec<Comment> {
    let mut found: Vec<Comment> = Vec::new();
    // Code, in which nothing is said to the linter, and blocks of HTML, which are read apart.
    let mut apart: Vec<Range<usize>> = Vec::new();
    let mut lines: Vec<Range<usize>> = Vec::new();
    let mut matter: Option<Range<usize>> = None;
    for (event, range) in Parser::new_ext(source, markdown::options()).into_offset_iter() {
        match event {
            // In MDX, what stands in a component is set in and no code.
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) if jsx == Style::Mdx => {}
            Event::Code(_) | Event::Start(Tag::CodeBlock(_)) => apart.push(range),
            Event::Start(Tag::MetadataBlock(_)) if head(source, range.start) => matter = Some(range),
            Event::Html(_) => lines.push(range),
            Event::End(TagEnd::HtmlBlock) => block(source, &std::mem::take(&mut lines), &mut found),
            Event::InlineHtml(_) => {
                let raw = source.get(range.clone()).unwrap_or_default();
                if raw.starts_with("<!--") {
                    found.extend(html::comments(raw, range.start, Style::Html));
                }
            }
            _ => {}
        }
    }
    apart.sort_by_key(|range| range.start);
    braces(source, &apart, jsx, &mut found);
    if let Some(range) = matter {
        front_matter(source, range.clone(), &mut found);
        apart.push(range);
    }
    apart.extend(found.iter().map(|comment| comment.range.clone()));
    found.extend(strays(source, &apart));
    found
}

/// Whether nothing stands before.
fn head(source: &str, start: usize) -> bool {
    source.get(..start).is_some_and(|before| before.trim_start_matches('\u{feff}').trim().is_empty())
}

/// The comments of a block of HTML. In a quotation or a list, what stands before its lines is masked with spaces.
fn block(source: &str, lines: &[Range<usize>], found: &mut Vec<Comment>) {
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return };
    let (start, end) = (first.start, last.end);
    let mut masked = String::with_capacity(end - start);
    for line in lines {
        let gap = line.start.saturating_sub(start + masked.len());
        masked.extend(std::iter::repeat_n(' ', gap));
        masked.push_str(source.get(line.clone()).unwrap_or_default());
    }
    let comments = html::comments(&masked, start, Style::Html);
    found.extend(
        comments.into_iter().filter(|comment| comment.style == Style::Html && comment.range.end <= end),
    );
}

/// `{/* … */}` outside of code.
fn braces(source: &str, code: &[Range<usize>], style: Style, found: &mut Vec<Comment>) {
    let mut from = 0;
    while let Some(at) = source.get(from..).and_then(|rest| rest.find("{/*")) {
        let start = from + at;
        from = start + 3;
        let inside = |range: &Range<usize>| range.start <= start && start < range.end;
        if code.iter().any(inside) || found.iter().any(|comment| inside(&comment.range)) {
            continue;
        }
        let Some(len) = source.get(from..).and_then(|rest| rest.find("*/}")) else { return };
        let body = from..from + len;
        from = body.end + 3;
        found.push(Comment { style, range: start..from, body });
    }
}

/// `# …` in front matter, at the start of a line or behind a value.
fn front_matter(source: &str, range: Range<usize>, found: &mut Vec<Comment>) {
    let mut at = range.start;
    for line in source.get(range).unwrap_or_default().split_inclusive('\n') {
        let text = line.trim_end();
        let mark = if text.trim_start().starts_with('#') {
            text.find('#')
        } else {
            text.find(" #").map(|at| at + 1)
        };
        if let Some(mark) = mark {
            let range = at + mark..at + text.len();
            found.push(Comment { style: Style::FrontMatter, body: range.start + 1..range.end, range });
        }
        at += line.len();
    }
}
