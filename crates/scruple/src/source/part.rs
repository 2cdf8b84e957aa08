//! Documents in parts: the texts of several fields, paragraphs whose kind is known, text taken from the pages of a PDF.

use super::{Format, Map, Segment, SegmentKind, Setting, outline, reflow};
use std::ops::Range;

/// A part of a source that is read in its own way. What stands between the parts is not read.
///
/// ```
/// use scruple::source::{Format, Part, Reading, SegmentKind, segments_of};
///
/// let source = "Sleep tea\n\n<p>Warm &amp; good.</p>";
/// let title = Part { range: 0..9, reading: Reading::Segment(SegmentKind::Title) };
/// let body = Part { range: 11..source.len(), reading: Reading::Format(Format::Html) };
/// let found = segments_of(source, &[title, body]);
/// assert_eq!((found[0].kind, &*found[1].text), (SegmentKind::Title, "Warm & good."));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its bytes in the source.
    pub range: Range<usize>,
    /// How it is read.
    pub reading: Reading,
}

/// How a part of a source is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// As text in a format.
    Format(Format),
    /// As one segment of a known kind, without mark-up.
    Segment(SegmentKind),
    /// As lines that were taken from the pages of a document, with sentences broken over lines and pages: a blank line
    /// stands after every line, two where a paragraph seems to end.
    Lines,
}

/// The segments of the parts of `source`, in their order. Parts must not overlap; one that is no range of the source
/// is left out.
#[must_use]
pub fn segments_of<'a>(source: &'a str, parts: &[Part]) -> Vec<Segment<'a>> {
    read(source, parts).0
}

/// The segments of the parts, and what they say of the document.
pub(super) fn read<'a>(source: &'a str, parts: &[Part]) -> (Vec<Segment<'a>>, Vec<Setting>) {
    let (mut segments, mut settings) = (Vec::new(), Vec::new());
    for part in parts {
        let Some(text) = source.get(part.range.clone()) else { continue };
        let (found, said) = match part.reading {
            Reading::Format(format) => super::unlinked(text, format),
            Reading::Lines => (reflow::segments(text), Vec::new()),
            Reading::Segment(kind) => {
                let trimmed = text.trim();
                let start = text.len() - text.trim_start().len();
                let whole = Segment::verbatim(kind, text, start..start + trimmed.len());
                (if trimmed.is_empty() { Vec::new() } else { vec![whole] }, Vec::new())
            }
        };
        let (base, before) = (part.range.start, u32::try_from(segments.len()).unwrap_or(u32::MAX));
        segments.extend(found.into_iter().map(|mut segment| {
            segment.map = moved(segment.map, base);
            segment.repeat_of = segment.repeat_of.map(|index| index.saturating_add(before));
            segment
        }));
        settings.extend(said.into_iter().map(|mut setting| {
            for range in setting.values.iter_mut().map(|(_, range)| range).chain([&mut setting.range]) {
                *range = range.start + base..range.end + base;
            }
            setting
        }));
    }
    outline::link(&mut segments);
    (segments, settings)
}

/// The map of a text that stands at `base` of another.
fn moved(map: Map, base: usize) -> Map {
    match map {
        Map::Verbatim(start) => Map::Verbatim(start + base),
        Map::Runs(mut runs) => {
            let base = u32::try_from(base).unwrap_or(u32::MAX);
            for run in &mut runs {
                run.start = run.start.saturating_add(base);
                run.end = run.end.saturating_add(base);
            }
            Map::Runs(runs)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_leads_back() {
        let source = "-- Tea &amp; more --\n\n# Warm **tea**\n\n- good\n\n<p>x <b>y</b></p>";
        let at = |text: &str| source.find(text).unwrap()..source.find(text).unwrap() + text.len();
        let parts = [
            Part { range: at(" Tea "), reading: Reading::Segment(SegmentKind::Title) },
            Part { range: at("# Warm **tea**\n\n- good"), reading: Reading::Format(Format::Markdown) },
            Part { range: at("<p>x <b>y</b></p>"), reading: Reading::Format(Format::Html) },
            Part { range: 0..0, reading: Reading::Segment(SegmentKind::Quote) },
            Part { range: 5..999, reading: Reading::Lines },
        ];
        let found = segments_of(source, &parts);
        let read: Vec<_> = found.iter().map(|s| (s.kind, &*s.text, &source[s.source()], s.heading)).collect();
        assert_eq!(
            read,
            [
                (SegmentKind::Title, "Tea", "Tea", None),
                (SegmentKind::Heading(1), "Warm tea", "Warm **tea", None),
                (SegmentKind::ListItem(1), "good", "good", Some(1)),
                (SegmentKind::Paragraph, "x y", "x <b>y", Some(1)),
            ]
        );
    }

    #[test]
    fn broken_lines_are_joined() {
        let source = "This tea was bought by many people who\n\nlike it warm.";
        let parts = [Part { range: 0..source.len(), reading: Reading::Lines }];
        assert_eq!(
            segments_of(source, &parts)[0].text,
            "This tea was bought by many people who like it warm."
        );
    }
}
