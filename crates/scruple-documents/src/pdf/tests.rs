//! Tests of PDF documents, which are written here.

use std::io::Write;

use proptest::prelude::*;

use super::*;

/// Objects as a PDF, numbered from 1; the first is the catalogue.
fn pdf(objects: &[Vec<u8>], trailer: &str) -> Vec<u8> {
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let mut offsets = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        offsets.push(bytes.len());
        writeln!(bytes, "{} 0 obj", index + 1).unwrap();
        bytes.extend_from_slice(object);
        bytes.extend_from_slice(b"\nendobj\n");
    }
    let start = bytes.len();
    writeln!(bytes, "xref\n0 {}\n0000000000 65535 f ", objects.len() + 1).unwrap();
    for offset in offsets {
        writeln!(bytes, "{offset:010} 00000 n ").unwrap();
    }
    write!(
        bytes,
        "trailer\n<< /Size {} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n",
        objects.len() + 1
    )
    .unwrap();
    bytes
}

fn stream(dictionary: &str, content: &[u8]) -> Vec<u8> {
    let mut bytes = format!("<< {dictionary} /Length {} >>\nstream\n", content.len()).into_bytes();
    bytes.extend_from_slice(content);
    bytes.extend_from_slice(b"\nendstream");
    bytes
}

/// A PDF with a page for each list of lines.
fn pages(pages: &[&[&str]]) -> Vec<u8> {
    let kids: Vec<String> = (0..pages.len()).map(|page| format!("{} 0 R", 4 + 2 * page)).collect();
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), pages.len()).into_bytes(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_vec(),
    ];
    for (index, lines) in pages.iter().enumerate() {
        let page = format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R /Resources << /Font << /F 3 0 R >> >> >>",
            5 + 2 * index
        );
        let shown: Vec<String> = lines.iter().map(|line| format!("({line}) Tj T*")).collect();
        let content = format!("BT /F 11 Tf 14 TL 72 770 Td {} ET", shown.join("\n"));
        objects.push(page.into_bytes());
        objects.push(stream("", content.as_bytes()));
    }
    pdf(&objects, "")
}

const FIRST: &[&str] = &[
    "Our drops are made from the leaves of a plant that grows in the",
    "mountains, and many who take them every evening before they go",
    "to bed tell us that they sleep well, that they wake up rested, and",
    "that their pains are gone. The drops cure type 2",
];

const SECOND: &[&str] = &["diabetes within ninety days.", "", "Order them today."];

#[test]
fn sentences_go_on_over_lines_and_pages() {
    let taken = read(&pages(&[FIRST, SECOND])).unwrap();
    let segments = scruple::source::segments_of(&taken.text, &taken.parts);
    let texts: Vec<&str> = segments.iter().map(|segment| &*segment.text).collect();
    assert!(texts[0].contains("before they go to bed tell us"), "{texts:?}");
    assert!(texts[0].contains("The drops cure type 2 diabetes within ninety days."), "{texts:?}");
    let places: Vec<String> = taken.places.iter().map(|(_, place)| place.to_string()).collect();
    assert_eq!(places, ["page 1", "page 2"]);
    assert!(taken.troubles.is_empty());
}

#[test]
fn what_cannot_be_read_is_told_of() {
    let error = |bytes: &[u8]| read(bytes).unwrap_err();
    assert!(error(b"no pdf").to_string().contains("is no PDF"));
    let whole = pages(&[FIRST]);
    assert!(error(&whole[..whole.len() / 3]).to_string().contains("broken PDF"));
    // A scanned page: a picture and nothing else.
    let objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> >>".to_vec(),
        stream("", b"q 9 0 0 9 0 0 cm /I Do Q"),
        stream("/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8", b"("),
    ];
    assert_eq!(error(&pdf(&objects, "")), OpenError::NoText);
    let key = format!("<{}>", "00".repeat(32));
    let encrypted =
        format!("/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /O {key} /U {key} /P -4 >>");
    assert_eq!(error(&pdf(&objects, &encrypted)), OpenError::Encrypted);
}

#[test]
fn circles_end() {
    let form = |inner: usize| {
        stream(
            &format!(
                "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X {inner} 0 R >> >>"
            ),
            b"/X Do /X Do",
        )
    };
    let objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>".to_vec(),
        stream("", b"/X Do"),
        form(6),
        form(5),
    ];
    assert_eq!(read(&pdf(&objects, "")).unwrap_err(), OpenError::NoText);
    let parent = [
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Parent 2 0 R /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>".to_vec(),
        stream("", b"BT ET"),
    ];
    assert!(read(&pdf(&parent, "")).is_err());
}

#[test]
fn what_unpacks_without_end_is_refused() {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    let zeros = vec![b' '; 1 << 20];
    for _ in 0..260 {
        packed.write_all(&zeros).unwrap();
    }
    let packed = packed.finish().unwrap();
    let bytes = pdf(&[b"<< /Type /Catalog >>".to_vec(), stream("/Filter /FlateDecode", &packed)], "");
    assert!(matches!(read(&bytes), Err(OpenError::TooLarge { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_damage_is_taken(at in any::<prop::sample::Index>(), byte in any::<u8>(), junk in prop::collection::vec(any::<u8>(), 0..100)) {
        let mut whole = pages(&[&["Tea is warm."]]);
        let at = at.index(whole.len());
        whole[at] = byte;
        let _ = read(&whole);
        let _ = read(&[b"%PDF-1.7\n", junk.as_slice()].concat());
    }
}
