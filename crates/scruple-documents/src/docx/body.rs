//! The paragraphs of a part of a Word document.

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use scruple::finding::Location;
use scruple::source::{Part, Reading, SegmentKind};

use super::styles::Styles;
use crate::taken::Taken;

/// The value of an attribute, whatever the prefix of its name.
pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found =
        tag.attributes().flatten().find(|found| AsRef::<str>::as_ref(&found.key.local_name()) == name)?;
    found.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

/// A paragraph that is open.
#[derive(Default)]
struct Paragraph {
    number: usize,
    runs: usize,
    /// Its text, by run.
    texts: Vec<(usize, String)>,
    kind: Option<SegmentKind>,
    /// The depth of the list it is an item of.
    item: Option<u8>,
    /// The alternative texts of its pictures.
    pictures: Vec<(usize, String)>,
    /// Whether the run that is open is hidden.
    hidden: bool,
}

struct Body<'t, 's> {
    part: Option<&'t str>,
    styles: &'s Styles,
    taken: &'t mut Taken,
    paragraphs: usize,
    /// Paragraphs that are open: those of text boxes stand inside others.
    open: Vec<Paragraph>,
    /// Tables that are open, with whether the row is one of the head.
    tables: Vec<bool>,
    /// Elements that are left out, from the outermost on.
    skipped: usize,
    /// Whether text is being read.
    text: bool,
}

/// Adds the paragraphs of a part. Gives the byte at which it is no sound XML.
pub(super) fn read(text: &str, part: Option<&str>, styles: &Styles, taken: &mut Taken) -> Result<(), u64> {
    let mut body = Body {
        part,
        styles,
        taken,
        paragraphs: 0,
        open: Vec::new(),
        tables: Vec::new(),
        skipped: 0,
        text: false,
    };
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().map_err(|_| reader.error_position())? {
            Event::Start(tag) => body.start(&tag),
            Event::Empty(tag) => {
                body.start(&tag);
                body.end(tag.local_name().as_ref());
            }
            Event::End(tag) => body.end(tag.local_name().as_ref()),
            Event::Text(text) if body.text => {
                body.write(&text.xml_content(XmlVersion::Implicit1_0));
            }
            Event::CData(text) if body.text => body.write(&text.xml_content(XmlVersion::Implicit1_0)),
            Event::GeneralRef(name) if body.text => {
                let decoded = reference(&name);
                body.write(&decoded);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    // A file that ends in the midst of an element is cut off.
    if body.open.is_empty() { Ok(()) } else { Err(text.len() as u64) }
}

fn reference(name: &BytesRef<'_>) -> String {
    if let Ok(Some(char)) = name.resolve_char_ref() {
        return char.to_string();
    }
    match &**name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
    .to_owned()
}

/// Elements whose content is not read: what was taken out of the text, and what stands twice.
fn is_skipped(name: &str) -> bool {
    matches!(name, "del" | "moveFrom" | "Fallback" | "instrText" | "delText" | "rubyBase")
}

impl Body<'_, '_> {
    fn start(&mut self, tag: &BytesStart<'_>) {
        let name = tag.local_name();
        if self.skipped > 0 || is_skipped(name.as_ref()) {
            self.skipped += 1;
            return;
        }
        let value = || attribute(tag, "val");
        match name.as_ref() {
            "p" => {
                self.paragraphs += 1;
                self.open.push(Paragraph { number: self.paragraphs, ..Paragraph::default() });
            }
            "tbl" => self.tables.push(false),
            "tblHeader" => {
                if let Some(header) = self.tables.last_mut() {
                    *header = on(value());
                }
            }
            "t" => self.text = true,
            _ => {}
        }
        let styles = self.styles;
        let Some(paragraph) = self.open.last_mut() else { return };
        match name.as_ref() {
            "r" => {
                paragraph.runs += 1;
                paragraph.hidden = false;
            }
            "vanish" => paragraph.hidden = on(value()),
            "pStyle" => paragraph.kind = value().and_then(|id| styles.kind(&id)),
            "outlineLvl" => {
                let level = value().and_then(|level| level.parse::<u8>().ok()).filter(|level| *level < 6);
                paragraph.kind = level.map(|level| SegmentKind::Heading(level + 1)).or(paragraph.kind);
            }
            "ilvl" => {
                let depth = value().and_then(|depth| depth.parse::<u8>().ok()).unwrap_or_default();
                paragraph.item = Some(depth.saturating_add(1));
            }
            // The number 0 takes a paragraph out of the list of its style.
            "numId" if value().as_deref() == Some("0") => paragraph.item = None,
            "numId" => paragraph.item = paragraph.item.or(Some(1)),
            "tab" | "ptab" if paragraph.runs > 0 => self.write(" "),
            "br" | "cr" => self.write("\u{2028}"),
            "noBreakHyphen" => self.write("\u{2011}"),
            "softHyphen" => self.write("\u{ad}"),
            "docPr" => {
                if let Some(text) = attribute(tag, "descr").filter(|text| !text.trim().is_empty()) {
                    paragraph.pictures.push((paragraph.runs, text));
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        match name {
            "p" => {
                if let Some(paragraph) = self.open.pop() {
                    self.put(paragraph);
                }
            }
            "t" => self.text = false,
            "tr" => {
                if let Some(header) = self.tables.last_mut() {
                    *header = false;
                }
            }
            "tbl" => {
                self.tables.pop();
            }
            _ => {}
        }
    }

    fn write(&mut self, text: &str) {
        let Some(paragraph) = self.open.last_mut().filter(|paragraph| !paragraph.hidden) else { return };
        let text: String =
            text.chars().map(|c| if c.is_control() { ' ' } else { c }).filter(|c| *c != '\u{feff}').collect();
        match paragraph.texts.last_mut() {
            Some((run, known)) if *run == paragraph.runs => known.push_str(&text),
            _ => paragraph.texts.push((paragraph.runs, text)),
        }
    }

    /// Adds a paragraph that is over as a line of the text, and a line for each of its pictures.
    fn put(&mut self, paragraph: Paragraph) {
        let kind = match (paragraph.kind, paragraph.item, self.tables.last()) {
            (_, _, Some(header)) => SegmentKind::TableCell { header: *header },
            (Some(kind), ..) => kind,
            (None, Some(depth), _) => SegmentKind::ListItem(depth),
            (None, None, _) => SegmentKind::Paragraph,
        };
        self.line(&paragraph, &paragraph.texts, kind);
        for picture in &paragraph.pictures {
            self.line(&paragraph, std::slice::from_ref(picture), SegmentKind::Alt);
        }
    }

    fn line(&mut self, paragraph: &Paragraph, texts: &[(usize, String)], kind: SegmentKind) {
        let start = self.taken.text.len();
        for (run, text) in texts {
            self.taken.place(Location {
                extracted: true,
                part: self.part.map(str::to_owned),
                paragraph: Some(paragraph.number),
                run: Some((*run).max(1)),
                ..Location::default()
            });
            self.taken.text.push_str(&text.replace(['\n', '\r'], " "));
        }
        let range = start..self.taken.text.len();
        if !range.is_empty() {
            self.taken.parts.push(Part { range, reading: Reading::Segment(kind) });
        }
        self.taken.text.push('\n');
    }
}

/// Whether a switch is on: it is where it stands without a value.
fn on(value: Option<String>) -> bool {
    !matches!(value.as_deref(), Some("0" | "false" | "off"))
}
