//! Tests of Word documents, which are written here.

use std::io::Write;

use proptest::prelude::*;
use scruple::source::{Reading, SegmentKind};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

/// A package with these parts.
pub(crate) fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn document(body: &str) -> String {
    format!("<?xml version=\"1.0\"?><w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>")
}

fn kinds(taken: &Taken) -> Vec<(SegmentKind, &str)> {
    taken
        .parts
        .iter()
        .map(|part| match part.reading {
            Reading::Segment(kind) => (kind, &taken.text[part.range.clone()]),
            _ => panic!("{part:?}"),
        })
        .collect()
}

/// Where a word stands.
fn place(taken: &Taken, word: &str) -> String {
    let at = taken.text.find(word).unwrap();
    taken.places.iter().rfind(|(start, _)| *start <= at).unwrap().1.to_string()
}

#[test]
fn paragraphs_have_kinds_and_places() {
    let styles = "<w:styles><w:style w:styleId=\"berschrift1\"><w:name w:val=\"heading 1\"/></w:style>\
                  <w:style w:styleId=\"X\"><w:name w:val=\"x\"/><w:pPr><w:outlineLvl w:val=\"2\"/></w:pPr></w:style></w:styles>";
    let body = document(
        "<w:p><w:pPr><w:pStyle w:val=\"berschrift1\"/></w:pPr><w:r><w:t>Sleep</w:t></w:r></w:p><w:p/>\
         <w:p><w:r><w:t xml:space=\"preserve\">It cu</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>res</w:t></w:r>\
         <w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:ins><w:r><w:t> a &amp; b&#x21;</w:t></w:r></w:ins>\
         <w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r><w:r><w:br/><w:tab/><w:t>end</w:t></w:r></w:p>\
         <w:p><w:pPr><w:numPr><w:ilvl w:val=\"1\"/><w:numId w:val=\"3\"/></w:numPr></w:pPr><w:r><w:t>item</w:t></w:r></w:p>\
         <w:p><w:pPr><w:pStyle w:val=\"X\"/></w:pPr><w:r><w:t>deep</w:t></w:r></w:p>\
         <w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr><w:tc><w:p><w:r><w:t>Age</w:t></w:r></w:p></w:tc></w:tr>\
         <w:tr><w:tc><w:p><w:r><w:t>3</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
         <w:p><w:r><w:drawing><wp:docPr id=\"1\" descr=\"A cup &lt;\"/></w:drawing><mc:AlternateContent><mc:Choice>\
         <w:txbxContent><w:p><w:r><w:t>boxed</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:p><w:r><w:t>twice</w:t>\
         </w:r></w:p></mc:Fallback></mc:AlternateContent></w:r><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>",
    );
    let note = "<w:footnotes><w:footnote><w:p><w:r><w:t>A note</w:t></w:r></w:p></w:footnote></w:footnotes>";
    let bytes = package(&[
        ("word/document.xml", &body),
        ("word/styles.xml", styles),
        ("word/footnotes.xml", note),
        ("word/header2.xml", "<w:hdr><w:p><w:r><w:t>Top</w:t></w:r></w:p></w:hdr>"),
        ("word/comments.xml", "<w:comments><w:p><w:r><w:t>No</w:t></w:r></w:p></w:comments>"),
    ]);
    let taken = read(&bytes).unwrap();
    let cell = |header| SegmentKind::TableCell { header };
    assert_eq!(
        kinds(&taken),
        [
            (SegmentKind::Heading(1), "Sleep"),
            (SegmentKind::Paragraph, "It cures a & b!\u{2028} end"),
            (SegmentKind::ListItem(2), "item"),
            (SegmentKind::Heading(3), "deep"),
            (cell(true), "Age"),
            (cell(false), "3"),
            (SegmentKind::Paragraph, "boxed"),
            (SegmentKind::Alt, "A cup <"),
            (SegmentKind::Paragraph, "Top"),
            (SegmentKind::Paragraph, "A note"),
        ]
    );
    assert_eq!(place(&taken, "Sleep"), "paragraph 1, run 1");
    assert_eq!(place(&taken, "res a"), "paragraph 3, run 2");
    assert_eq!(place(&taken, "A note"), "footnotes, paragraph 1, run 1");
    assert_eq!(place(&taken, "Top"), "header 2, paragraph 1, run 1");
    assert!(taken.text.starts_with("Sleep\n\nIt cures"), "each paragraph has its line: {:?}", taken.text);
}

#[test]
fn broken_documents_are_told_of() {
    let whole = package(&[("word/document.xml", &document("<w:p><w:r><w:t>Tea</w:t></w:r></w:p>"))]);
    let error = |bytes: &[u8]| read(bytes).unwrap_err().to_string();
    assert!(error(&whole[..whole.len() / 2]).contains("cut off"));
    assert!(error(b"no zip at all").contains("cannot be unpacked"));
    assert!(error(&package(&[("a.xml", "x")])).contains("holds no word/document.xml"));
    assert!(error(&package(&[("word/document.xml", "<w:p><w:r></w:p>")])).contains("no sound XML at byte"));
    assert!(error(&package(&[("word/document.xml", "<w:p><w:r><w:t>cut")])).contains("no sound XML"));
    assert!(error(b"\xd0\xcf\x11\xe0\xa1\xb1").contains("password"));
}

#[test]
fn what_unpacks_without_end_is_refused() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("word/document.xml", SimpleFileOptions::default()).unwrap();
    let zeros = vec![b' '; 1 << 20];
    for _ in 0..=LIMIT {
        writer.write_all(&zeros).unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    assert!(bytes.len() < 1 << 20);
    assert_eq!(read(&bytes).unwrap_err(), OpenError::TooLarge { limit: LIMIT });
}

proptest! {
    #[test]
    fn any_bytes_and_any_damage_are_taken(
        junk in prop::collection::vec(any::<u8>(), 0..200),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>()
    ) {
        let _ = read(&junk);
        let mut whole = package(&[("word/document.xml", &document("<w:p><w:r><w:t>Tea</w:t></w:r></w:p>"))]);
        let at = at.index(whole.len());
        whole[at] = byte;
        let _ = read(&whole);
        let _ = body::read(&String::from_utf8_lossy(&junk), None, &styles::Styles::default(), &mut Taken::default());
    }
}
