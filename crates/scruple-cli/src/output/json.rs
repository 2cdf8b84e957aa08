//! One JSON object: version, findings, and the summary, which is known last.

use std::sync::{Mutex, PoisonError};

use serde_json::json;

use super::{Checked, Ended, Printer, jsonl, placed_answers};

/// The format for programs that read everything at once.
#[derive(Default)]
pub struct Json {
    /// What somebody answered for, by path: its place is behind the findings of all files.
    answered: Mutex<Vec<(String, Vec<u8>)>>,
}

impl Printer for Json {
    fn begin(&self) -> String {
        format!("{{\"version\":\"{}\",\"findings\":[\n", env!("CARGO_PKG_VERSION"))
    }

    fn file(&self, file: Checked<'_>, out: &mut Vec<u8>) {
        let answers = placed_answers(&file);
        if !answers.is_empty() {
            let mut rows = Vec::new();
            jsonl::objects(file.path, &answers, b",\n", &mut rows);
            let mut all = self.answered.lock().unwrap_or_else(PoisonError::into_inner);
            all.push((file.path.to_owned(), rows));
        }
        jsonl::rows(file, b",\n", out);
    }

    fn keeps_known(&self) -> bool {
        true
    }

    fn between(&self) -> &'static str {
        ",\n"
    }

    fn end(&self, ended: &Ended<'_>) -> String {
        let (tally, any) = (ended.tally, ended.any);
        let [info, warning, error] = tally.severities;
        let summary = json!({
            "files": tally.files,
            "files_with_findings": tally.flagged,
            "files_failed": tally.failed,
            "findings": { "error": error, "warning": warning, "info": info },
            "words": tally.words,
            "bytes": tally.bytes,
        });
        let mut more = String::new();
        let mut all = std::mem::take(&mut *self.answered.lock().unwrap_or_else(PoisonError::into_inner));
        // Files are printed in parallel.
        all.sort();
        if !all.is_empty() {
            let rows: Vec<_> = all.iter().map(|(_, rows)| String::from_utf8_lossy(rows)).collect();
            more.push_str(&format!("\"answered\":[\n{}\n],", rows.join(",\n")));
        }
        if let Some(baseline) = &tally.baseline {
            more.push_str(&format!("\"baseline\":{},", json!(baseline)));
        }
        format!("{}],{more}\"summary\":{summary}}}\n", if any { "\n" } else { "" })
    }
}
