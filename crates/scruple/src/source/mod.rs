//! Text with a shape: a format (plain, Markdown, HTML) becomes [`Segment`]s, and every character of a segment
//! knows the bytes of the source it came from.
//!
//! A segment is a run of text a reader takes in at once: a paragraph, a heading, a list item, a table cell, an
//! image's alternative text. Inline mark-up is joined (`<b>cu</b>res` reads "cures"), blocks are split, code is
//! left out. Nothing is ever searched for again to place it: the [`Map`] of a segment leads back to the source.

mod builder;
pub(crate) mod comments;
mod declared;
pub mod decode;
mod element;
mod entity;
mod front_matter;
mod html;
mod light;
mod line;
pub mod lines;
mod link_title;
mod markdown;
mod mdx;
mod outline;
mod part;
mod plain;
#[cfg(test)]
mod proptests;
mod reflow;
mod subtitles;

pub(crate) use declared::Setting;
pub use part::{Part, Reading, segments_of};

use std::borrow::Cow;
use std::ops::Range;

/// The mark-up a source is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Format {
    /// Plain text, also text extracted from a PDF, whose broken lines are joined again.
    #[default]
    Plain,
    /// CommonMark with tables, front matter and inline HTML.
    Markdown,
    /// HTML, whole pages or fragments.
    Html,
    /// Markdown with JSX: imports, expressions and the tags of components are not read, what stands in them is.
    Mdx,
    /// SubRip or WebVTT: cues are joined to sentences.
    Subtitles,
    /// AsciiDoc, with the marks that writers use.
    AsciiDoc,
    /// reStructuredText, with the marks that writers use.
    Rst,
}

impl Format {
    /// The format that the ending of a file name or path stands for; plain text where it says nothing.
    #[must_use]
    pub fn from_path(path: &str) -> Self {
        let ending = path.rsplit(['/', '\\']).next().unwrap_or(path).rsplit_once('.').map_or("", |(_, e)| e);
        match ending.to_ascii_lowercase().as_str() {
            "md" | "markdown" | "mdown" | "mkd" | "qmd" | "rmd" => Self::Markdown,
            "mdx" => Self::Mdx,
            "srt" | "vtt" => Self::Subtitles,
            "adoc" | "asciidoc" | "asc" => Self::AsciiDoc,
            "rst" | "rest" => Self::Rst,
            "html" | "htm" | "xhtml" => Self::Html,
            _ => Self::Plain,
        }
    }
}

/// What a segment is in its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SegmentKind {
    /// Running text.
    Paragraph,
    /// A heading, of level 1 to 6.
    Heading(u8),
    /// An item of a list, with its depth from 1.
    ListItem(u8),
    /// A cell of a table; `header` for the cells of its head.
    TableCell {
        /// Whether the cell stands in the head of its table.
        header: bool,
    },
    /// A block quotation.
    Quote,
    /// The alternative text or the title of an image or link.
    Alt,
    /// The title of the whole document: `<title>`, `og:title`, `title:` in front matter.
    Title,
    /// The description of the whole document: `meta name=description`, `og:description`, front matter.
    Description,
}

/// A run of text that is read at once, with the way back to the source.
#[derive(Debug, Clone)]
pub struct Segment<'a> {
    /// What it is in its document.
    pub kind: SegmentKind,
    /// The text as a reader sees it: entities decoded, inline mark-up gone, broken lines joined.
    pub text: Cow<'a, str>,
    /// From byte offsets in `text` to byte ranges of the source.
    pub map: Map,
    /// Index of the heading the segment stands under.
    pub heading: Option<u32>,
    /// For items of a list and cells of a table: index of the segment that leads in, such as "It helps with:".
    pub lead: Option<u32>,
    /// For a running header or footer of an extracted page that stood in the text before: index of the segment in
    /// which it stood first.
    pub repeat_of: Option<u32>,
}

impl<'a> Segment<'a> {
    /// A segment whose text stands in the source as it is.
    fn verbatim(kind: SegmentKind, source: &'a str, range: Range<usize>) -> Self {
        let map = Map::Verbatim(range.start);
        let text = Cow::Borrowed(source.get(range).unwrap_or_default());
        Self { kind, text, map, heading: None, lead: None, repeat_of: None }
    }

    /// The source bytes of the whole segment.
    #[must_use]
    pub fn source(&self) -> Range<usize> {
        self.map.source(0..self.text.len())
    }
}

/// The segments of `source`, read as `format`, in the order in which they are read.
///
/// Never fails: mark-up that is broken is read the way a browser would read it.
///
/// ```
/// use scruple::source::{Format, SegmentKind, segments};
///
/// let found = segments("It helps with:\n- sleep\n- calm\n", Format::Plain);
/// assert_eq!(found[1].kind, SegmentKind::ListItem(1));
/// assert_eq!((&*found[1].text, found[1].lead), ("sleep", Some(0)));
/// assert_eq!(found[1].source(), 17..22);
/// ```
#[must_use]
pub fn segments(source: &str, format: Format) -> Vec<Segment<'_>> {
    read(source, format, &[]).0
}

/// The segments of `source` and what it says of itself; of its parts, where there are any.
pub(crate) fn read<'a>(source: &'a str, format: Format, parts: &[Part]) -> (Vec<Segment<'a>>, Vec<Setting>) {
    if !parts.is_empty() {
        return part::read(source, parts);
    }
    let (mut segments, settings) = unlinked(source, format);
    outline::link(&mut segments);
    (segments, settings)
}

/// The segments of `source` without their outline, and what it says of itself.
fn unlinked(source: &str, format: Format) -> (Vec<Segment<'_>>, Vec<Setting>) {
    match format {
        Format::Plain if reflow::is_extracted(source) => (reflow::segments(source), Vec::new()),
        Format::Plain => (plain::segments(source), Vec::new()),
        Format::Markdown => markdown::read(source),
        Format::Html => html::read(source),
        Format::Mdx => mdx::read(source),
        Format::Subtitles => (subtitles::segments(source), Vec::new()),
        Format::AsciiDoc => light::asciidoc::read(source),
        Format::Rst => light::rst::read(source),
    }
}

/// The way from the text of a segment back to the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Map {
    /// The text stands in the source byte for byte, from this offset on.
    Verbatim(usize),
    /// The text is pieced together from runs, in the order of the text. They cover it without gaps.
    Runs(Vec<Run>),
}

/// A piece of a segment's text and the source bytes it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// Byte offset in the text at which the run starts.
    pub text: u32,
    /// First source byte.
    pub start: u32,
    /// The source byte after the last one. For a verbatim run the lengths agree; for a decoded one (`&amp;` for
    /// `&`, a joined line break for a space) they need not.
    pub end: u32,
    /// Whether the run stands in the source byte for byte.
    pub verbatim: bool,
}

impl Map {
    /// The source bytes of the text bytes `range`.
    ///
    /// A decoded run is never split: a range that touches it takes all its source bytes.
    #[must_use]
    pub fn source(&self, range: Range<usize>) -> Range<usize> {
        match self {
            Self::Verbatim(base) => base + range.start..base + range.end,
            Self::Runs(runs) => {
                let start = self.point(runs, range.start, false);
                let end = if range.end > range.start { self.point(runs, range.end, true) } else { start };
                start..end.max(start)
            }
        }
    }

    /// The source offset of a text offset; with `end` the offset is taken as the end of a range.
    fn point(&self, runs: &[Run], offset: usize, end: bool) -> usize {
        // The end of a range belongs to the run that holds the byte before it.
        let probe = if end { offset.saturating_sub(1) } else { offset };
        let index = runs.partition_point(|run| run.text as usize <= probe).saturating_sub(1);
        let Some(run) = runs.get(index) else { return 0 };
        if run.verbatim {
            (run.start as usize + (offset - run.text as usize)).min(run.end as usize)
        } else if end {
            run.end as usize
        } else {
            run.start as usize
        }
    }
}
