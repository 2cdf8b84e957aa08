//! What the styles of a Word document stand for.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::Event;
use scruple::source::SegmentKind;

use super::body::attribute;

/// The kinds of the styles that are no running text, by their identifier.
#[derive(Debug, Default)]
pub(super) struct Styles(HashMap<String, SegmentKind>);

impl Styles {
    /// What a paragraph of the style is.
    pub(super) fn kind(&self, id: &str) -> Option<SegmentKind> {
        self.0.get(id).copied().or_else(|| kind(id))
    }
}

/// Reads `styles.xml`; what is broken in it costs the styles behind it.
pub(super) fn read(text: &str) -> Styles {
    let mut styles = Styles::default();
    let mut reader = Reader::from_str(text);
    let mut id = None;
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "style" => id = attribute(&tag, "styleId"),
                // The names are the same in every language; the identifiers are not.
                "name" => {
                    if let Some(id) = &id
                        && let Some(kind) = attribute(&tag, "val").as_deref().and_then(kind)
                    {
                        styles.0.insert(id.clone(), kind);
                    }
                }
                "outlineLvl" => {
                    if let Some(id) = &id
                        && let Some(level) = attribute(&tag, "val").and_then(|level| level.parse::<u8>().ok())
                        && level < 6
                    {
                        styles.0.entry(id.clone()).or_insert(SegmentKind::Heading(level + 1));
                    }
                }
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    styles
}

/// What a style of this name is.
fn kind(name: &str) -> Option<SegmentKind> {
    let name = name.to_ascii_lowercase().replace(' ', "");
    if let Some(level) = name.strip_prefix("heading") {
        return level.parse().ok().map(|level: u8| SegmentKind::Heading(level.clamp(1, 6)));
    }
    match name.as_str() {
        "title" => Some(SegmentKind::Title),
        "subtitle" => Some(SegmentKind::Heading(2)),
        "quote" | "intensequote" => Some(SegmentKind::Quote),
        _ => None,
    }
}
