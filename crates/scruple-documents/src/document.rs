//! A file, opened.

use scruple::source::decode::{Decoded, decode};
use scruple::source::lines::LineIndex;
use scruple::source::{Format, Map, Part};
use scruple::{Linter, Options, Report};

use crate::error::{Missing, OpenError, Trouble};
use crate::export::{self, Export};
use crate::files::{Files, Kind};
use crate::led_back::Leader;
use crate::taken::Taken;

/// A file, opened and ready to be checked.
#[derive(Debug, Clone)]
pub struct Document<'a> {
    decoded: Decoded<'a>,
    body: Body,
}

#[derive(Debug, Clone)]
enum Body {
    Text(Format),
    Export(Export),
    #[cfg_attr(
        not(any(feature = "docx", feature = "pdf")),
        allow(dead_code, reason = "nothing is taken out of files then")
    )]
    Taken(Taken),
}

/// A document in a file, as it is read: the file itself, or an item of an export.
#[derive(Debug, Clone)]
pub struct Held<'d> {
    /// Its text.
    pub text: &'d str,
    /// How the text is read where it has no parts.
    pub format: Format,
    /// The parts of the text; empty for what is read whole.
    pub parts: Vec<Part>,
    /// From the text to the bytes in which findings are told of.
    pub map: Map,
}

/// Opens the bytes of a file that is of a kind.
///
/// # Errors
/// It is not what it should be, is encrypted, or holds more than is read; or it is an export and `files` names no
/// fields.
pub fn open<'a>(bytes: &'a [u8], kind: Kind, files: &Files) -> Result<Document<'a>, OpenError> {
    match kind {
        Kind::Text(format) => Ok(Document { decoded: decode(bytes)?, body: Body::Text(format) }),
        Kind::Json | Kind::JsonLines | Kind::Yaml | Kind::Csv => {
            let decoded = decode(bytes)?;
            let export = export::read(&decoded.text, kind, &files.fields)?;
            Ok(Document { decoded, body: Body::Export(export) })
        }
        #[cfg(feature = "docx")]
        Kind::Docx => Ok(Document::taken(crate::docx::read(bytes)?)),
        #[cfg(not(feature = "docx"))]
        Kind::Docx => Err(OpenError::Unsupported("Word documents")),
        #[cfg(feature = "pdf")]
        Kind::Pdf => Ok(Document::taken(crate::pdf::read(bytes)?)),
        #[cfg(not(feature = "pdf"))]
        Kind::Pdf => Err(OpenError::Unsupported("PDF")),
    }
}

impl<'a> Document<'a> {
    /// A text in a format.
    #[must_use]
    pub fn of_text(text: String, format: Format) -> Self {
        Self { decoded: Decoded::from(text), body: Body::Text(format) }
    }

    /// The documents in the file, in their order.
    #[must_use]
    pub fn held(&self) -> Vec<Held<'_>> {
        let whole = |parts: &[Part]| {
            let text = &*self.decoded.text;
            vec![Held { text, format: self.format(), parts: parts.to_vec(), map: Map::Verbatim(0) }]
        };
        match &self.body {
            Body::Text(_) => whole(&[]),
            Body::Taken(taken) => whole(&taken.parts),
            Body::Export(export) => {
                let held = export.records.iter().map(|record| Held {
                    text: &record.woven.text,
                    format: record.format,
                    parts: record.parts(),
                    map: Map::Runs(record.woven.runs.clone()),
                });
                held.collect()
            }
        }
    }

    /// How the text is read, where a format tells: plain for what was taken out of a file, and for an export, which is
    /// not read as a whole.
    #[must_use]
    pub fn format(&self) -> Format {
        if let Body::Text(format) = self.body { format } else { Format::Plain }
    }

    #[cfg(any(feature = "docx", feature = "pdf"))]
    fn taken(mut taken: Taken) -> Self {
        let decoded = Decoded::from(std::mem::take(&mut taken.text));
        Self { decoded, body: Body::Taken(taken) }
    }

    /// The text in which findings have their bytes, lines and columns: that of the file, or what was taken out of it.
    #[must_use]
    pub fn decoded(&self) -> &Decoded<'a> {
        &self.decoded
    }

    /// Whether the text was taken out of a file that does not hold it byte by byte.
    #[must_use]
    pub fn is_extracted(&self) -> bool {
        matches!(self.body, Body::Taken(_))
    }

    /// What is wrong with parts of the file, which are not checked.
    #[must_use]
    pub fn troubles(&self) -> &[Trouble] {
        match &self.body {
            Body::Text(_) => &[],
            Body::Export(export) => &export.troubles,
            Body::Taken(taken) => &taken.troubles,
        }
    }

    /// The fields that were asked for and are not there.
    #[must_use]
    pub fn missing(&self) -> &[Missing] {
        if let Body::Export(export) = &self.body { &export.missing } else { &[] }
    }

    /// Lints it. Each item of an export, or row of a table, is a document of its own; their findings stand in one
    /// report, by place, with the class of the first that has any.
    #[must_use]
    pub fn check(&self, linter: &Linter, options: &Options) -> Report {
        let text = &*self.decoded.text;
        match &self.body {
            Body::Text(format) => linter.check_with(text, *format, options),
            Body::Taken(taken) => {
                let mut report =
                    linter.check_with(text, Format::Plain, &options.clone().parts(taken.parts.clone()));
                let answered = report.answered.iter_mut().map(|answered| &mut answered.finding);
                for finding in report.findings.iter_mut().chain(answered) {
                    taken.locate(finding);
                }
                report
            }
            Body::Export(export) => {
                let leader = Leader { source: text, lines: LineIndex::new(text) };
                let mut whole: Option<Report> = None;
                for record in &export.records {
                    let options = options.clone().parts(record.parts());
                    let report = linter.check_with(&record.woven.text, record.format, &options);
                    let report = leader.report(record, report);
                    match &mut whole {
                        None => whole = Some(report),
                        Some(whole) => join(whole, report),
                    }
                }
                let mut report = whole.unwrap_or_default();
                report.findings.sort_by(|a, b| (a.start, &a.code).cmp(&(b.start, &b.code)));
                report.answered.sort_by_key(|answered| answered.finding.start);
                report
            }
        }
    }
}

/// Adds what was found in another record.
fn join(whole: &mut Report, report: Report) {
    if whole.findings.is_empty() && !report.findings.is_empty() {
        (whole.class, whole.cues) = (report.class, report.cues);
    }
    whole.findings.extend(report.findings);
    whole.answered.extend(report.answered);
    whole.warnings.extend(report.warnings);
    whole.words += report.words;
}
