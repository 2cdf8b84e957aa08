//! The Diagnostic Format of reviewdog. Its columns count bytes of UTF-8 from 1.

use scruple::finding::{Fix, Severity};
use serde::Serialize;
use serde_json::json;

use scruple::source::decode::{Decoded, Encoding};
use scruple::source::lines::LineIndex;

use super::{Checked, Ended, HOME, PAGES, Printer};

#[derive(Serialize)]
struct Diagnostic<'a> {
    message: String,
    location: Location<'a>,
    severity: &'static str,
    code: Code<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    range: Range,
}

#[derive(Serialize)]
struct Range {
    start: Place,
    end: Place,
}

#[derive(Serialize)]
struct Place {
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Code<'a> {
    value: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Serialize)]
struct Suggestion<'a> {
    range: Range,
    text: &'a str,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    location: Location<'a>,
}

/// The format for reviewdog, which comments on pull requests of many hosts.
pub struct Rdjson;

impl Printer for Rdjson {
    fn begin(&self) -> String {
        format!("{{\"source\":{},\"diagnostics\":[\n", json!({ "name": "scruple", "url": HOME }))
    }

    fn file(&self, file: Checked<'_>, out: &mut Vec<u8>) {
        let places = Places { decoded: file.decoded, lines: LineIndex::new(&file.decoded.text) };
        for (index, finding) in file.findings.iter().enumerate() {
            if index > 0 {
                out.extend_from_slice(b",\n");
            }
            let location = |start, end| Location { path: file.path, range: places.range(start, end) };
            let help =
                if finding.help.is_empty() { String::new() } else { format!("\nInstead: {}", finding.help) };
            let related = finding.related.iter().map(|related| Related {
                message: &related.message,
                location: location(related.start.byte, related.end.byte),
            });
            let diagnostic = Diagnostic {
                message: format!("{}{help}", finding.message),
                location: location(finding.start.byte, finding.end.byte),
                severity: match finding.severity {
                    Severity::Error => "ERROR",
                    Severity::Warning => "WARNING",
                    Severity::Info => "INFO",
                },
                code: Code { value: &finding.code, url: url(&finding.code) },
                suggestions: finding.fixes.iter().filter_map(|fix| places.suggestion(fix)).collect(),
                related_locations: related.collect(),
            };
            // Writing strings and numbers to memory cannot fail.
            let _ = serde_json::to_writer(&mut *out, &diagnostic);
        }
    }

    fn between(&self) -> &'static str {
        ",\n"
    }

    fn end(&self, ended: &Ended<'_>) -> String {
        if ended.any { "\n]}\n".to_owned() } else { "]}\n".to_owned() }
    }
}

/// The page of a built-in rule: those of packs on disk bear other letters.
fn url(code: &str) -> Option<String> {
    let letters = code.trim_end_matches(|c: char| c.is_ascii_digit());
    ["MC", "US", "EU", "UK", "CA", "AU", "GA", "MT", "AM"]
        .contains(&letters)
        .then(|| format!("{PAGES}/{code}.md"))
}

/// Places as reviewdog counts them.
struct Places<'a> {
    decoded: &'a Decoded<'a>,
    lines: LineIndex,
}

impl Places<'_> {
    fn range(&self, start: usize, end: usize) -> Range {
        Range { start: self.place(start), end: self.place(end) }
    }

    fn place(&self, byte: usize) -> Place {
        let line = self.lines.position(&self.decoded.text, byte).line;
        let start = self.lines.line_start(line).unwrap_or_default();
        // A byte order mark belongs to the first line.
        let mark = if line == 1 && self.decoded.encoding == Encoding::Utf8 { self.decoded.base } else { 0 };
        Place { line, column: byte.saturating_sub(start) + mark + 1 }
    }

    /// A fix of one edit; reviewdog takes several suggestions for alternatives.
    fn suggestion<'f>(&self, fix: &'f Fix) -> Option<Suggestion<'f>> {
        match fix.edits.as_slice() {
            [edit] => Some(Suggestion { range: self.range(edit.start, edit.end), text: &edit.text }),
            _ => None,
        }
    }
}
