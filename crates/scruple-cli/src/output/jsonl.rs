//! One JSON object per finding and line.

use scruple::finding::Finding;
use serde::Serialize;

use super::{Checked, Printer, placed};

/// A finding and the file it is in.
#[derive(Serialize)]
pub struct Row<'a> {
    path: &'a str,
    #[serde(flatten)]
    finding: &'a Finding,
}

/// Appends every finding of the file as a JSON object, with `between` between two of them.
pub fn rows(file: Checked<'_>, between: &[u8], out: &mut Vec<u8>) {
    let path = file.path;
    for (index, finding) in placed(file).iter().enumerate() {
        if index > 0 {
            out.extend_from_slice(between);
        }
        // Writing strings and numbers to memory cannot fail.
        let _ = serde_json::to_writer(&mut *out, &Row { path, finding });
    }
}

/// The format for programs that read a stream.
pub struct Jsonl;

impl Printer for Jsonl {
    fn file(&self, file: Checked<'_>, out: &mut Vec<u8>) {
        if !file.findings.is_empty() {
            rows(file, b"\n", out);
            out.push(b'\n');
        }
    }
}
