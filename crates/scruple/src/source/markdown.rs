//! Markdown: CommonMark with tables, footnotes, strikethrough, task lists, alerts and front matter.
//!
//! The parser gives events with byte ranges. Text that agrees with its range is verbatim; a character reference or
//! an escape does not and becomes a decoded run. Mathematics is not looked for, as two prices in a sentence would
//! read as a formula.

use super::builder::Builder;
use super::element::{Role, role};
use super::link_title::{self, Owner};
use super::{Segment, SegmentKind, Setting, declared, front_matter, html};
use pulldown_cmark::{Event, LinkType, MetadataBlockKind, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// The segments of Markdown, without their outline, and what its front matter sets.
pub(super) fn read(source: &str) -> (Vec<Segment<'_>>, Vec<Setting>) {
    let parser = Parser::new_ext(source, options()).into_offset_iter();
    let mut titles: Vec<Range<usize>> = parser
        .reference_definitions()
        .iter()
        .filter(|(_, definition)| definition.title.is_some())
        .map(|(_, definition)| definition.span.clone())
        .collect();
    titles.sort_by_key(|span| span.start);

    // Room for segments of a common length.
    let segments = Vec::with_capacity((source.len() / 128).min(256));
    let mut reader = Reader { source, segments, builder: Builder::with_room(), ..Reader::default() };
    for (event, range) in parser {
        reader.event(event, range);
    }
    reader.flush();
    for span in titles {
        link_title::read(source, span, Owner::Definition, &mut reader.segments);
    }
    (reader.segments, reader.settings)
}

/// What is read beside CommonMark.
pub(super) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS
}

/// A block that is open and decides what the text in it is.
#[derive(Debug, Clone, Copy)]
enum Block {
    Heading(u8),
    Item(u8),
    Quote,
    Cell,
    /// A block of code, front matter or HTML, which is read apart.
    Apart,
}

#[derive(Default)]
struct Reader<'a> {
    source: &'a str,
    segments: Vec<Segment<'a>>,
    settings: Vec<Setting>,
    /// Segments that stand inside the text that is being read, and follow it.
    beside: Vec<Segment<'a>>,
    builder: Builder,
    blocks: Vec<Block>,
    lists: u8,
    head: bool,
    /// The alternative texts of the images that are open.
    images: Vec<Builder>,
    /// Links that show their address.
    addresses: usize,
    /// The name of the inline HTML element that is left out, until its end tag.
    skip: Option<String>,
    /// The lines of the HTML block that is open.
    html: Vec<Range<usize>>,
    /// The style and the lines of front matter.
    matter: Option<(bool, Option<Range<usize>>)>,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => self.text(&text, range),
            Event::Code(_) | Event::InlineMath(_) | Event::DisplayMath(_) => self.gap(range, false),
            Event::SoftBreak => self.gap(range, false),
            Event::HardBreak => self.gap(range, true),
            Event::Html(_) => self.html.push(range),
            Event::InlineHtml(_) => self.inline_html(range),
            Event::Rule => self.flush(),
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Superscript | Tag::Subscript => return,
            Tag::Link { link_type, .. } => {
                if matches!(link_type, LinkType::Autolink | LinkType::Email) {
                    self.gap(range.clone(), false);
                    self.addresses += 1;
                } else if self.addresses > 0 {
                    self.addresses += 1;
                }
                return;
            }
            Tag::Image { .. } => {
                self.images.push(Builder::default());
                return;
            }
            _ => self.flush(),
        }
        match tag {
            Tag::Heading { level, .. } => self.blocks.push(Block::Heading(level as u8)),
            Tag::List(_) => self.lists = self.lists.saturating_add(1),
            Tag::Item => self.blocks.push(Block::Item(self.lists.max(1))),
            Tag::BlockQuote(_) => self.blocks.push(Block::Quote),
            Tag::TableHead => self.head = true,
            Tag::TableCell => self.blocks.push(Block::Cell),
            Tag::CodeBlock(_) => self.blocks.push(Block::Apart),
            Tag::HtmlBlock => {
                self.html.clear();
                self.blocks.push(Block::Apart);
            }
            Tag::MetadataBlock(kind) => {
                self.matter = Some((kind == MetadataBlockKind::PlusesStyle, None));
                self.blocks.push(Block::Apart);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript => {
                return;
            }
            TagEnd::Link => {
                self.addresses = self.addresses.saturating_sub(1);
                link_title::read(self.source, range, Owner::Link, &mut self.beside);
                return;
            }
            TagEnd::Image => {
                if let Some(mut alt) = self.images.pop()
                    && !alt.is_empty()
                {
                    self.beside.push(alt.segment(SegmentKind::Alt, self.source));
                }
                link_title::read(self.source, range, Owner::Link, &mut self.beside);
                return;
            }
            _ => self.flush(),
        }
        match tag {
            TagEnd::List(_) => self.lists = self.lists.saturating_sub(1),
            TagEnd::TableHead => self.head = false,
            TagEnd::HtmlBlock => {
                self.blocks.pop();
                self.html_block();
            }
            TagEnd::MetadataBlock(_) => {
                self.blocks.pop();
                if let Some((toml, Some(lines))) = self.matter.take() {
                    let text = self.source.get(lines.clone()).unwrap_or_default();
                    front_matter::read(self.source, text, lines.start, toml, &mut self.segments);
                    // Only what opens the document speaks for all of it.
                    if self
                        .source
                        .get(..range.start)
                        .is_some_and(|head| head.trim_start_matches('\u{feff}').trim().is_empty())
                    {
                        self.settings.extend(declared::front_matter(text, lines.start, toml));
                    }
                }
            }
            TagEnd::Heading(_)
            | TagEnd::Item
            | TagEnd::BlockQuote(_)
            | TagEnd::TableCell
            | TagEnd::CodeBlock => {
                self.blocks.pop();
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        if let Some((_, lines)) = &mut self.matter {
            match lines {
                Some(lines) => lines.end = range.end,
                None => *lines = Some(range),
            }
            return;
        }
        if self.addresses > 0 || self.skip.is_some() || matches!(self.blocks.last(), Some(Block::Apart)) {
            return;
        }
        let builder = self.images.last_mut().unwrap_or(&mut self.builder);
        if self.source.get(range.clone()) == Some(text) {
            builder.verbatim(text, range.start);
        } else {
            builder.decoded(text, range);
        }
    }

    /// A line break, or something that is left out and parts words.
    fn gap(&mut self, range: Range<usize>, hard: bool) {
        if self.skip.is_some() || self.addresses > 0 {
            return;
        }
        let builder = self.images.last_mut().unwrap_or(&mut self.builder);
        if hard {
            builder.line_break(range);
        } else if !builder.text().ends_with(' ') {
            builder.space(range);
        }
    }

    /// A tag or a comment in a line of text: elements of a line are joined, others part it.
    fn inline_html(&mut self, range: Range<usize>) {
        let raw = self.source.get(range.clone()).unwrap_or_default();
        let Some(tag) = raw.strip_prefix('<') else { return };
        let (end, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
        let len = tag.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
        let name = tag.get(..len).unwrap_or_default().to_ascii_lowercase();
        if let Some(skip) = &self.skip {
            if end && *skip == name {
                self.skip = None;
            }
            return;
        }
        match role(name.as_bytes()) {
            Role::Break => self.gap(range, true),
            Role::Skip(_) | Role::SkipInline(_) if !end && !raw.ends_with("/>") => {
                self.gap(range, false);
                self.skip = Some(name);
            }
            Role::Inline if !end && raw.contains('=') => {
                let found = html::fragment(self.source, raw, range.start, SegmentKind::Paragraph);
                self.beside.extend(found.into_iter().filter(|segment| segment.kind == SegmentKind::Alt));
            }
            Role::Skip(_) | Role::SkipInline(_) | Role::Inline => {}
            _ if self.images.is_empty() => self.flush(),
            _ => {}
        }
    }

    /// Reads the lines of a block of HTML. In a quotation or a list, what stands before the lines is masked with
    /// spaces, so that offsets stay as they are.
    fn html_block(&mut self) {
        let lines = std::mem::take(&mut self.html);
        let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return };
        let (start, end) = (first.start, last.end);
        let kind = self.kind();
        let whole = self.source.get(start..end).unwrap_or_default();
        if lines.windows(2).all(|pair| matches!(pair, [a, b] if a.end == b.start)) {
            self.segments.extend(html::fragment(self.source, whole, start, kind));
            return;
        }
        let mut masked = String::with_capacity(whole.len());
        for line in &lines {
            let gap = line.start.saturating_sub(start + masked.len());
            masked.extend(std::iter::repeat_n(' ', gap));
            masked.push_str(self.source.get(line.clone()).unwrap_or_default());
        }
        self.segments.extend(html::fragment(self.source, &masked, start, kind));
    }

    fn kind(&self) -> SegmentKind {
        match self.blocks.last() {
            Some(Block::Heading(level)) => SegmentKind::Heading(*level),
            Some(Block::Item(depth)) => SegmentKind::ListItem(*depth),
            Some(Block::Quote) => SegmentKind::Quote,
            Some(Block::Cell) => SegmentKind::TableCell { header: self.head },
            Some(Block::Apart) | None => SegmentKind::Paragraph,
        }
    }

    /// Ends the segment that is being read.
    fn flush(&mut self) {
        self.skip = None;
        if !self.builder.is_empty() {
            let kind = self.kind();
            let segment = self.builder.segment(kind, self.source);
            if !segment.text.chars().all(char::is_whitespace) {
                self.segments.push(segment);
            }
        }
        if !self.beside.is_empty() {
            self.segments.append(&mut self.beside);
        }
    }
}

#[cfg(test)]
mod tests;
