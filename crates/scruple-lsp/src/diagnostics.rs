//! From lints to diagnostics.

use scruple::finding::{Finding, Position as Place, Severity};
use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};

use crate::engine::Engine;
use crate::features::Features;
use crate::lint::{Linted, Outcome};
use crate::lsp::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, Location,
    NumberOrString, Position, Range, Uri,
};
use crate::packs;

/// The name the editor shows beside a diagnostic.
const SOURCE: &str = "scruple";

/// An editor lists them all, and a missing disclaimer may be asked for by every claim of a long text.
const RELATED: usize = 20;

/// A diagnostic of a finding, borrowed from the lint: a text of many findings is told anew with each edit, and none of its
/// words need be copied for it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Flag<'l> {
    range: Range,
    severity: DiagnosticSeverity,
    code: &'l str,
    #[serde(skip_serializing_if = "Option::is_none")]
    code_description: Option<Page<'l>>,
    source: &'static str,
    message: &'l str,
    #[serde(skip_serializing_if = "Option::is_none")]
    related_information: Option<Vec<Related<'l>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<[DiagnosticTag; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Data>,
}

#[derive(Debug, Serialize)]
struct Page<'l> {
    href: &'l Uri,
}

#[derive(Debug, Serialize)]
struct Related<'l> {
    location: Site<'l>,
    message: &'l str,
}

#[derive(Debug, Serialize)]
struct Site<'l> {
    uri: &'l Uri,
    range: Range,
}

/// Enough to find the fix in the lint that is stored.
#[derive(Debug, Serialize)]
struct Data {
    serial: u64,
    finding: usize,
}

impl From<Flag<'_>> for Diagnostic {
    fn from(flag: Flag<'_>) -> Self {
        let related = |related: Related<'_>| DiagnosticRelatedInformation {
            location: Location { uri: related.location.uri.clone(), range: related.location.range },
            message: related.message.to_owned(),
        };
        Self {
            range: flag.range,
            severity: Some(flag.severity),
            code: Some(NumberOrString::String(flag.code.to_owned())),
            code_description: flag.code_description.map(|page| CodeDescription { href: page.href.clone() }),
            source: Some(flag.source.to_owned()),
            message: flag.message.to_owned(),
            related_information: flag.related_information.map(|all| all.into_iter().map(related).collect()),
            tags: flag.tags.map(Vec::from),
            data: flag.data.and_then(|data| serde_json::to_value(data).ok()),
        }
    }
}

/// The diagnostics of a lint, as they are sent.
#[derive(Debug)]
pub(crate) struct Sent<'l> {
    pub linted: &'l Linted,
    pub uri: &'l Uri,
    pub engine: &'l Engine,
    pub features: &'l Features,
}

impl Serialize for Sent<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { linted, uri, engine, features } = *self;
        let others = others(linted, engine, features);
        let findings = linted.report().map(|report| report.findings.as_slice()).unwrap_or_default();
        let mut list = serializer.serialize_seq(Some(findings.len() + others.len()))?;
        for (number, finding) in findings.iter().enumerate() {
            list.serialize_element(&flag(linted, number, finding, uri, engine, features))?;
        }
        for other in &others {
            list.serialize_element(other)?;
        }
        list.end()
    }
}

/// The diagnostics of a lint, in the order of its findings.
pub(crate) fn all(linted: &Linted, uri: &Uri, engine: &Engine, features: &Features) -> Vec<Diagnostic> {
    let findings = linted.report().map(|report| report.findings.as_slice()).unwrap_or_default();
    let mut all: Vec<Diagnostic> = (0..)
        .zip(findings)
        .map(|(number, finding)| one(linted, number, finding, uri, engine, features))
        .collect();
    all.extend(others(linted, engine, features));
    all
}

/// Those that are of no finding.
fn others(linted: &Linted, engine: &Engine, features: &Features) -> Vec<Diagnostic> {
    match &linted.outcome {
        Outcome::Prose { report, cut, .. } => {
            let mut out = Vec::new();
            for warning in &report.warnings {
                let range = features.encoding.places(&linted.text, &warning.start, &warning.end);
                let mut diagnostic = own(range, "document-setting", warning.message.clone());
                diagnostic.severity = Some(DiagnosticSeverity::WARNING);
                out.push(diagnostic);
            }
            if let Some(cut) = cut {
                let at = features.encoding.position(&linted.text, *cut);
                let text = format!(
                    "This document is longer than the limit of {} bytes (setting scruple.maxBytes). It was read up \
                     to here; what a whole text lacks was not looked for.",
                    grouped(engine.limit)
                );
                out.push(own(Range { start: at, end: at }, "too-long", text));
            }
            out
        }
        Outcome::Pack(mistakes) => of_lines(linted, mistakes, "rule-pack", features),
        Outcome::Register(mistakes) => of_lines(linted, mistakes, "approved-claims", features),
        Outcome::Config(mistakes) => mistakes
            .iter()
            .map(|mistake| {
                let range = features.encoding.range(&linted.text, mistake.range.clone());
                mistake_at(range, "settings", mistake.message.clone())
            })
            .collect(),
        Outcome::Not(why) => vec![own(Range::default(), "not-text", format!("Not linted: {why}"))],
        Outcome::Failed => {
            let text = "Not linted: the linter failed on this document.".to_owned();
            vec![own(Range::default(), "failed", text)]
        }
        Outcome::Other => Vec::new(),
    }
}

/// Mistakes that are told by their lines.
fn of_lines(
    linted: &Linted,
    mistakes: &[packs::Mistake],
    code: &str,
    features: &Features,
) -> Vec<Diagnostic> {
    let told = mistakes.iter().map(|mistake| {
        let line = linted.text.len_lines().saturating_sub(1).min(mistake.line as usize);
        let start = Position { line: u32::try_from(line).unwrap_or(u32::MAX), character: 0 };
        let end = Position { line: start.line, character: u32::MAX };
        let end = features.encoding.byte(&linted.text, end);
        let range = Range { start, end: features.encoding.position(&linted.text, end) };
        mistake_at(range, code, mistake.message.clone())
    });
    told.collect()
}

/// A mistake in what the linter itself reads.
fn mistake_at(range: Range, code: &str, message: String) -> Diagnostic {
    Diagnostic { severity: Some(DiagnosticSeverity::ERROR), ..own(range, code, message) }
}

/// The diagnostic of a finding.
pub(crate) fn one(
    linted: &Linted,
    number: usize,
    finding: &Finding,
    uri: &Uri,
    engine: &Engine,
    features: &Features,
) -> Diagnostic {
    flag(linted, number, finding, uri, engine, features).into()
}

fn flag<'l>(
    linted: &'l Linted,
    number: usize,
    finding: &'l Finding,
    uri: &'l Uri,
    engine: &'l Engine,
    features: &Features,
) -> Flag<'l> {
    let range = |start: &Place, end: &Place| features.encoding.places(&linted.text, start, end);
    let page = engine.rule(&finding.code).and_then(|rule| rule.page.as_ref());
    let related = finding.related.iter().take(RELATED).map(|related| Related {
        location: Site { uri, range: range(&related.start, &related.end) },
        message: &related.message,
    });
    let removes = features.unnecessary && removes_all(finding);
    let fixable = features.diagnostic_data && !finding.fixes.is_empty();
    Flag {
        range: range(&finding.start, &finding.end),
        severity: severity(finding.severity),
        code: &finding.code,
        code_description: page.filter(|_| features.code_description).map(|href| Page { href }),
        source: SOURCE,
        message: &finding.message,
        related_information: (features.related && !finding.related.is_empty()).then(|| related.collect()),
        tags: removes.then_some([DiagnosticTag::UNNECESSARY]),
        data: fixable.then_some(Data { serial: linted.serial, finding: number }),
    }
}

/// Whether what would settle the finding is to take its words away.
fn removes_all(finding: &Finding) -> bool {
    let whole = |edit: &scruple::finding::Edit| {
        edit.text.trim().is_empty() && edit.start <= finding.start.byte && finding.end.byte <= edit.end
    };
    finding.end.byte > finding.start.byte
        && !finding.fixes.is_empty()
        && finding.fixes.iter().all(|fix| fix.edits.len() == 1 && fix.edits.iter().all(whole))
}

pub(crate) fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Info => DiagnosticSeverity::INFORMATION,
    }
}

/// What the server has to say of a document itself.
fn own(range: Range, code: &str, message: String) -> Diagnostic {
    Diagnostic {
        range,
        severity: Some(DiagnosticSeverity::INFORMATION),
        code: Some(NumberOrString::String(code.to_owned())),
        source: Some(SOURCE.to_owned()),
        message,
        ..Diagnostic::default()
    }
}

/// A number with its thousands apart.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Kind, Snapshot};
    use crate::engine::Kept;
    use crate::lint::{Bench, lint};
    use crate::settings::Settings;
    use scruple::source::Format;
    use scruple_config::date::Date;

    /// What is borrowed says what the types of the protocol say.
    #[test]
    fn what_is_sent_is_what_is_answered() {
        let plain = Settings { limit: 200, ..Settings::default() };
        let clock = || Date::from_unix_days(0);
        let (engine, ..) = Engine::build(1, (&plain, &plain), None, &Kept::default(), clock);
        let text =
            "Our magnesium capsules support restful sleep. Buy a bottle today. 100% safe cure for gout.\n\n"
                .repeat(9);
        let uri: Uri = "file:///site/a.md".parse().unwrap();
        let kind = Kind::Prose(Format::Markdown);
        let snapshot = Snapshot { uri: uri.clone(), kind, text: text.as_str().into(), version: 1, serial: 7 };
        let linted = lint(snapshot, &engine, &mut Bench::default());
        let mut features = Features::default();
        for able in [false, true] {
            (features.related, features.code_description, features.diagnostic_data) = (able, able, able);
            features.unnecessary = able;
            let sent = Sent { linted: &linted, uri: &uri, engine: &engine, features: &features };
            let all = all(&linted, &uri, &engine, &features);
            assert!(all.len() > 3, "{all:#?}");
            assert_eq!(serde_json::to_value(sent).unwrap(), serde_json::to_value(all).unwrap());
        }
    }
}
