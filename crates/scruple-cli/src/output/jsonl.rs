//! One JSON object per finding and line.

use serde::Serialize;

use super::{Checked, Printer, placed};

/// A finding, or one that was answered for, and the file it is in.
#[derive(Serialize)]
pub struct Row<'a, T> {
    path: &'a str,
    #[serde(flatten)]
    finding: &'a T,
}

/// Appends every finding of the file as a JSON object, with `between` between two of them.
pub fn rows(file: Checked<'_>, between: &[u8], out: &mut Vec<u8>) {
    let path = file.path;
    objects(path, &placed(file), between, out);
}

/// Appends every one of these as a JSON object with its path, with `between` between two of them.
pub fn objects<T: Serialize>(path: &str, findings: &[T], between: &[u8], out: &mut Vec<u8>) {
    for (index, finding) in findings.iter().enumerate() {
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
    fn keeps_known(&self) -> bool {
        true
    }

    fn file(&self, file: Checked<'_>, out: &mut Vec<u8>) {
        if !file.findings.is_empty() {
            rows(file, b"\n", out);
            out.push(b'\n');
        }
    }
}
