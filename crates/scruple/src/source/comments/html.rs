//! Comments in HTML: those that a browser takes for comments, and not what stands in scripts, styles and titles.

use std::borrow::Cow;
use std::convert::Infallible;
use std::ops::Range;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

use super::super::html::Switch;
use super::{Comment, Style, strays};

/// The comments of the HTML `text`, which stands at `base` in the source.
pub(super) fn comments(text: &str, base: usize, style: Style) -> Vec<Comment> {
    let masked = if text.contains('\r') { Cow::Owned(text.replace('\r', " ")) } else { Cow::Borrowed(text) };
    let mut found = Vec::new();
    let mut apart: Vec<Range<usize>> = Vec::new();
    let mut code: Vec<(Vec<u8>, usize)> = Vec::new();
    let mut inner = CallbackEmitter::new(|event: CallbackEvent<'_>, span: Span<usize>| {
        match event {
            CallbackEvent::Comment { .. } => {
                if let Some(comment) = whole(text, base, span.start, style) {
                    apart.push(comment.range.start - base..comment.range.end - base);
                    found.push(comment);
                }
            }
            CallbackEvent::OpenStartTag { name } if is_code(name) => code.push((name.to_vec(), span.start)),
            CallbackEvent::EndTag { name } if code.last().is_some_and(|(open, _)| open == name) => {
                if let Some((_, start)) = code.pop() {
                    apart.push(start..span.end);
                }
            }
            _ => {}
        }
        None::<Infallible>
    });
    inner.naively_switch_states(true);
    let Ok(()) = Tokenizer::new_with_emitter(&*masked, Switch::new(inner)).finish();
    apart.extend(code.into_iter().map(|(_, start)| start..text.len()));
    found.extend(strays(text, &apart).into_iter().map(|stray| {
        let range = base + stray.range.start..base + stray.range.end;
        Comment { range: range.clone(), body: range, ..stray }
    }));
    found
}

/// Elements in which nothing is said to a reader, or about code.
fn is_code(name: &[u8]) -> bool {
    matches!(name, b"script" | b"style" | b"pre" | b"code" | b"samp" | b"kbd" | b"textarea" | b"template")
}

/// The comment at or around a byte, with its marks. Broken ones (`<!x>`, `<?x>`) are none.
fn whole(text: &str, base: usize, near: usize, style: Style) -> Option<Comment> {
    const OPEN: &str = "<!--";
    // The span may start behind the mark.
    let mut from = near.saturating_sub(OPEN.len());
    while !text.is_char_boundary(from) {
        from -= 1;
    }
    let head = text.get(from..)?;
    let start = from + head.find(OPEN).filter(|at| *at <= OPEN.len())?;
    let body = start + OPEN.len();
    let rest = text.get(body..)?;
    let (len, mark) = [rest.find("-->").map(|at| (at, 3)), rest.find("--!>").map(|at| (at, 4))]
        .into_iter()
        .flatten()
        .min()
        .unwrap_or((rest.len(), 0));
    let body = base + body..base + body + len;
    Some(Comment { style, range: base + start..body.end + mark, body })
}
