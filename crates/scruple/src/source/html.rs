//! HTML: inline elements are joined, block elements split, scripts, styles and code left out.
//!
//! The tokenizer gives byte spans, but decoded text, so the text is decoded again from its span and compared. Open
//! elements stand on a stack that holds only those that matter, with a count of each sort: an end tag without its
//! start costs nothing, and every element is popped once, so that no nesting takes more than linear time.

mod switch;

use super::builder::Builder;
use super::element::{Role, role};
use super::entity::{self, Place};
use super::{Segment, SegmentKind, Setting, declared};
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};
use std::borrow::Cow;
use std::convert::Infallible;
use std::ops::Range;
pub(super) use switch::Switch;

/// The segments of HTML, without their outline, and what its `<meta>` elements set.
pub(super) fn read(source: &str) -> (Vec<Segment<'_>>, Vec<Setting>) {
    parse(source, source, 0, SegmentKind::Paragraph)
}

/// The segments of the HTML `text`, which stands at `base` in `source`, byte for byte or with bytes that are not
/// HTML replaced by spaces. `kind` is what text outside of any element is.
pub(super) fn fragment<'a>(source: &'a str, text: &str, base: usize, kind: SegmentKind) -> Vec<Segment<'a>> {
    parse(source, text, base, kind).0
}

fn parse<'a>(
    source: &'a str,
    text: &str,
    base: usize,
    kind: SegmentKind,
) -> (Vec<Segment<'a>>, Vec<Setting>) {
    let mut reader = Reader {
        source,
        text,
        base,
        kind,
        segments: Vec::new(),
        settings: Vec::new(),
        beside: Vec::new(),
        builder: Builder::default(),
        open: Vec::new(),
        counts: [0; SORTS],
        tag: Tag::default(),
    };
    // The tokenizer reads a CRLF as one byte; with spaces for CRs every byte counts.
    let masked = if text.contains('\r') { Cow::Owned(text.replace('\r', " ")) } else { Cow::Borrowed(text) };
    let mut inner = CallbackEmitter::new(|event: CallbackEvent<'_>, span: Span<usize>| {
        reader.event(&event, span.start..span.end);
        None::<Infallible>
    });
    inner.naively_switch_states(true);
    let Ok(()) = Tokenizer::new_with_emitter(&*masked, Switch::new(inner)).finish();
    reader.flush();
    (reader.segments, reader.settings)
}

/// An element that is open and matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Heading(u8),
    List,
    Item,
    Quote,
    Table,
    Cell { header: bool },
    Title,
    Skip { sort: u8, inline: bool },
}

/// The number of sorts of open elements.
const SORTS: usize = 18;

impl Open {
    fn sort(self) -> usize {
        match self {
            Self::Heading(_) => 0,
            Self::List => 1,
            Self::Item => 2,
            Self::Quote => 3,
            Self::Table => 4,
            Self::Cell { .. } => 5,
            Self::Title => 6,
            Self::Skip { sort, .. } => 7 + usize::from(sort),
        }
    }
}

/// The start tag that is being read.
#[derive(Debug, Default)]
struct Tag {
    /// What the element is; none between tags.
    role: Option<Role>,
    /// The name of the attribute read last.
    attribute: Attribute,
    /// For `meta`: what it describes.
    describes: Option<SegmentKind>,
    /// For `meta`: what it sets.
    sets: Option<String>,
    /// For `meta`: its content.
    content: Option<Range<usize>>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Attribute {
    #[default]
    Other,
    Readable,
    Name,
    Content,
}

struct Reader<'a, 't> {
    source: &'a str,
    text: &'t str,
    base: usize,
    kind: SegmentKind,
    segments: Vec<Segment<'a>>,
    settings: Vec<Setting>,
    /// Segments that stand inside the text that is being read, and follow it.
    beside: Vec<Segment<'a>>,
    builder: Builder,
    open: Vec<Open>,
    counts: [usize; SORTS],
    tag: Tag,
}

impl Reader<'_, '_> {
    fn event(&mut self, event: &CallbackEvent<'_>, span: Range<usize>) {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag = Tag { role: Some(role(name)), ..Tag::default() }
            }
            CallbackEvent::AttributeName { name } => {
                self.tag.attribute = match *name {
                    b"alt" | b"title" => Attribute::Readable,
                    b"name" | b"property" => Attribute::Name,
                    b"content" => Attribute::Content,
                    _ => Attribute::Other,
                }
            }
            CallbackEvent::AttributeValue { value } => self.attribute(value, span),
            CallbackEvent::CloseStartTag { .. } => {
                let (kind, sets) = (self.tag.describes.take(), self.tag.sets.take());
                if let Some(content) = self.tag.content.take() {
                    if let Some(kind) = kind {
                        self.value(kind, content.clone());
                    }
                    if let Some(key) = sets {
                        let value = self.text.get(content.clone()).unwrap_or_default();
                        self.settings.push(declared::meta(key, value, self.base + content.start));
                    }
                }
                if let Some(role) = self.tag.role.take() {
                    self.start(role, span);
                }
            }
            CallbackEvent::EndTag { name } => {
                self.tag = Tag::default();
                self.end(role(name), span);
            }
            CallbackEvent::String { value } => {
                if self.skips() == 0 {
                    self.string(value, span);
                }
            }
            CallbackEvent::Comment { .. } | CallbackEvent::Doctype { .. } | CallbackEvent::Error(_) => {}
        }
    }

    /// How many elements whose text is left out are open.
    fn skips(&self) -> usize {
        self.counts.iter().skip(7).sum()
    }

    fn string(&mut self, value: &[u8], span: Range<usize>) {
        let Some(raw) = self.text.get(span.clone()) else { return };
        let place = if raw.as_bytes() == value { Place::Raw } else { Place::Text };
        entity::write(&mut self.builder, raw, self.base + span.start, place);
    }

    fn attribute(&mut self, value: &[u8], span: Range<usize>) {
        if self.tag.role.is_none() || self.skips() > 0 {
            return;
        }
        match self.tag.attribute {
            Attribute::Readable => self.value(SegmentKind::Alt, span),
            Attribute::Name if self.tag.role == Some(Role::Meta) => {
                self.tag.describes = match value.to_ascii_lowercase().as_slice() {
                    b"description" | b"og:description" | b"twitter:description" => {
                        Some(SegmentKind::Description)
                    }
                    b"title" | b"og:title" | b"twitter:title" => Some(SegmentKind::Title),
                    name => {
                        if let Some(key) = name.strip_prefix(b"scruple:") {
                            self.tag.sets = Some(String::from_utf8_lossy(key).into_owned());
                        }
                        self.tag.describes
                    }
                }
            }
            Attribute::Content if self.tag.role == Some(Role::Meta) => self.tag.content = Some(span),
            _ => {}
        }
    }

    /// Reads the value of an attribute, which stands at `span`.
    fn value(&mut self, kind: SegmentKind, span: Range<usize>) {
        let mut builder = Builder::default();
        let raw = self.text.get(span.clone()).unwrap_or_default();
        entity::write(&mut builder, raw, self.base + span.start, Place::Attribute);
        if !builder.is_empty() {
            self.beside.push(builder.segment(kind, self.source));
        }
    }

    fn start(&mut self, role: Role, span: Range<usize>) {
        let span = self.base + span.start..self.base + span.end;
        match role {
            Role::Inline | Role::Meta => return,
            Role::Break => {
                self.line_break(span);
                return;
            }
            // The title of a drawing is no title of the document.
            Role::Title if self.skips() > 0 => {
                self.push(Open::Title);
                return;
            }
            Role::SkipInline(sort) => {
                if self.skips() == 0 {
                    self.builder.space(span);
                }
                self.push(Open::Skip { sort, inline: true });
                return;
            }
            _ => self.block(),
        }
        match role {
            Role::Heading(level) => {
                if matches!(self.open.last(), Some(Open::Heading(_))) {
                    self.pop();
                }
                self.push(Open::Heading(level));
            }
            Role::List => {
                self.close_heading();
                self.push(Open::List);
            }
            Role::Item => {
                if self.open.last() == Some(&Open::Item) {
                    self.pop();
                }
                self.push(Open::Item);
            }
            Role::Quote => {
                self.close_heading();
                self.push(Open::Quote);
            }
            Role::Table => {
                self.close_heading();
                self.push(Open::Table);
            }
            Role::Row => self.close_in_table(),
            Role::Cell { header } => {
                self.close_in_table();
                self.push(Open::Cell { header });
            }
            Role::Title => self.push(Open::Title),
            Role::Skip(sort) => self.push(Open::Skip { sort, inline: false }),
            _ => {}
        }
    }

    fn end(&mut self, role: Role, span: Range<usize>) {
        let span = self.base + span.start..self.base + span.end;
        let open = match role {
            Role::Inline | Role::Meta => return,
            // A browser reads `</br>` as `<br>`.
            Role::Break => {
                self.line_break(span);
                return;
            }
            Role::SkipInline(sort) => {
                self.close(Open::Skip { sort, inline: true });
                return;
            }
            Role::Title if self.skips() > 0 => {
                self.close(Open::Title);
                return;
            }
            Role::Block | Role::Row => None,
            Role::Heading(level) => Some(Open::Heading(level)),
            Role::List => Some(Open::List),
            Role::Item => Some(Open::Item),
            Role::Quote => Some(Open::Quote),
            Role::Table => Some(Open::Table),
            Role::Cell { header } => Some(Open::Cell { header }),
            Role::Title => Some(Open::Title),
            Role::Skip(sort) => Some(Open::Skip { sort, inline: false }),
        };
        self.block();
        if let Some(open) = open {
            self.close(open);
        }
    }

    fn push(&mut self, open: Open) {
        self.counts[open.sort()] += 1;
        self.open.push(open);
    }

    fn pop(&mut self) -> Option<Open> {
        let open = self.open.pop()?;
        self.counts[open.sort()] -= 1;
        Some(open)
    }

    /// Closes the innermost element of the sort, and all inside it; nothing if there is none.
    fn close(&mut self, open: Open) {
        if self.counts[open.sort()] == 0 {
            return;
        }
        while let Some(popped) = self.pop() {
            if popped.sort() == open.sort() {
                break;
            }
        }
    }

    /// A heading whose end tag is missing ends where a list, a table or a quotation starts.
    fn close_heading(&mut self) {
        if matches!(self.open.last(), Some(Open::Heading(_))) {
            self.pop();
        }
    }

    /// Closes what is open inside the table, as a row or a cell starts.
    fn close_in_table(&mut self) {
        if self.counts[Open::Table.sort()] == 0 {
            if matches!(self.open.last(), Some(Open::Cell { .. })) {
                self.pop();
            }
            return;
        }
        while self.open.last().is_some_and(|open| *open != Open::Table) {
            self.pop();
        }
    }

    /// A block starts or ends here: the text so far is a segment, and code in a line of text ends.
    fn block(&mut self) {
        self.flush();
        while matches!(self.open.last(), Some(Open::Skip { inline: true, .. })) {
            self.pop();
        }
    }

    /// A line break; two of them part the text.
    fn line_break(&mut self, span: Range<usize>) {
        if self.skips() > 0 {
            return;
        }
        if self.builder.at_line_break() {
            self.flush();
        }
        self.builder.line_break(span);
    }

    fn flush(&mut self) {
        if !self.builder.is_empty() {
            let kind = self.segment_kind();
            let segment = self.builder.segment(kind, self.source);
            self.segments.push(segment);
        }
        self.segments.append(&mut self.beside);
    }

    /// What text is that stands here.
    fn segment_kind(&self) -> SegmentKind {
        match self
            .open
            .iter()
            .rev()
            .find(|open| !matches!(open, Open::List | Open::Table | Open::Skip { .. }))
        {
            Some(Open::Heading(level)) => SegmentKind::Heading(*level),
            Some(Open::Item) => {
                let depth = self.counts[Open::List.sort()].max(1);
                SegmentKind::ListItem(u8::try_from(depth).unwrap_or(u8::MAX))
            }
            Some(Open::Quote) => SegmentKind::Quote,
            Some(Open::Cell { header }) => SegmentKind::TableCell { header: *header },
            Some(Open::Title) => SegmentKind::Title,
            _ => self.kind,
        }
    }
}

#[cfg(test)]
mod tests;
