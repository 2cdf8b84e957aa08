//! Word documents and PDFs made for tests.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A Word document with these paragraphs.
pub fn docx(paragraphs: &[&str]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("word/document.xml", SimpleFileOptions::default()).unwrap();
    writer.write_all(b"<w:document xmlns:w=\"w\"><w:body>").unwrap();
    for paragraph in paragraphs {
        write!(writer, "<w:p><w:r><w:t>{paragraph}</w:t></w:r></w:p>").unwrap();
    }
    writer.write_all(b"</w:body></w:document>").unwrap();
    writer.finish().unwrap().into_inner()
}

/// A PDF of one page with these lines; `more` stands in its trailer.
pub fn pdf(lines: &[&str], more: &str) -> Vec<u8> {
    let shown: Vec<String> = lines.iter().map(|line| format!("({line}) Tj T*")).collect();
    let content = format!("BT /F 11 Tf 14 TL 72 770 Td {} ET", shown.join("\n"));
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [4 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F 3 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
    ];
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let mut table = String::from("0000000000 65535 f \n");
    for (index, object) in objects.iter().enumerate() {
        table += &format!("{:010} 00000 n \n", bytes.len());
        write!(bytes, "{} 0 obj\n{object}\nendobj\n", index + 1).unwrap();
    }
    let start = bytes.len();
    write!(bytes, "xref\n0 6\n{table}trailer\n<< /Size 6 /Root 1 0 R {more} >>\nstartxref\n{start}\n%%EOF\n")
        .unwrap();
    bytes
}
