//! From lints to diagnostics.

use scruple::finding::{Finding, Position as Place, Severity};
use serde_json::json;

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

/// The diagnostics of a lint, in the order of its findings.
pub(crate) fn all(linted: &Linted, uri: &Uri, engine: &Engine, features: &Features) -> Vec<Diagnostic> {
    match &linted.outcome {
        Outcome::Prose { report, cut, .. } => {
            let mut out: Vec<Diagnostic> = (0..)
                .zip(&report.findings)
                .map(|(number, finding)| one(linted, number, finding, uri, engine, features))
                .collect();
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
    let range = |start: &Place, end: &Place| features.encoding.places(&linted.text, start, end);
    let href = engine.rule(&finding.code).and_then(|rule| rule.page.clone());
    let related = finding.related.iter().take(RELATED).map(|related| DiagnosticRelatedInformation {
        location: Location { uri: uri.clone(), range: range(&related.start, &related.end) },
        message: related.message.clone(),
    });
    let removes = features.unnecessary && removes_all(finding);
    let fixable = features.diagnostic_data && !finding.fixes.is_empty();
    Diagnostic {
        range: range(&finding.start, &finding.end),
        severity: Some(severity(finding.severity)),
        code: Some(NumberOrString::String(finding.code.to_string())),
        code_description: href.filter(|_| features.code_description).map(|href| CodeDescription { href }),
        source: Some(SOURCE.to_owned()),
        message: finding.message.clone(),
        related_information: (features.related && !finding.related.is_empty()).then(|| related.collect()),
        tags: removes.then(|| vec![DiagnosticTag::UNNECESSARY]),
        // Enough to find the fix in the lint that is stored.
        data: fixable.then(|| json!({"serial": linted.serial, "finding": number})),
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
