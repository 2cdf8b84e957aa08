//! One JSON object: version, findings, and the summary, which is known last.

use serde_json::json;

use super::{Checked, Ended, Printer, jsonl};

/// The format for programs that read everything at once.
pub struct Json;

impl Printer for Json {
    fn begin(&self) -> String {
        format!("{{\"version\":\"{}\",\"findings\":[\n", env!("CARGO_PKG_VERSION"))
    }

    fn file(&self, file: Checked<'_>, out: &mut Vec<u8>) {
        jsonl::rows(file, b",\n", out);
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
        format!("{}],\"summary\":{summary}}}\n", if any { "\n" } else { "" })
    }
}
