//! From candidates to findings: guards, document class and severity are applied once the whole document is known.

use super::{Claim, Document, Ready};
use crate::context::{DocumentClass, Judgement, Subject};
use crate::finding::{Finding, Position, Scope, Severity};
use crate::linter::Report;
use crate::rule::compiled::{Guard, Rule, Weigh};
use crate::source::Segment;
use crate::source::lines::LineIndex;

/// Most characters of the matched words that a message repeats.
const LONGEST_TEXT: usize = 90;

pub(crate) fn report(ready: &Ready, source: &str, segments: &[Segment<'_>], document: Document) -> Report {
    let judgement = document.evidence.judge(document.words);
    let class = judgement.class;
    let mut kept: Vec<(Claim, Severity, Vec<String>)> = Vec::new();
    for claim in document.claims {
        let rule = &ready.packs.rules[claim.rule as usize];
        if let Some((severity, notes)) = judge(&claim, rule, judgement) {
            kept.push((claim, severity, notes));
        }
    }
    thin_out(ready, &mut kept);
    let lines = LineIndex::new(source);
    let mut findings: Vec<Finding> = kept
        .into_iter()
        .map(|(claim, severity, notes)| finding(ready, &lines, source, segments, &claim, severity, notes))
        .collect();
    findings.sort_by(|a, b| (a.start.byte, &a.code, a.end.byte).cmp(&(b.start.byte, &b.code, b.end.byte)));
    Report { findings, class, words: document.words }
}

/// The severity of a claim in its context, or nothing where the context excuses it.
fn judge(claim: &Claim, rule: &Rule, judgement: Judgement) -> Option<(Severity, Vec<String>)> {
    let class = judgement.class;
    for guard in &rule.unless {
        let excused = match guard {
            Guard::Education | Guard::NonProduct => {
                claim.subject.not_sold() && !claim.own_voice && class != DocumentClass::Clinic
            }
            other => claim.guards.has(*other),
        };
        if excused {
            return None;
        }
    }
    let sold = claim.subject.sold() || claim.own_voice;
    if rule.product_subject && (claim.subject.not_sold() || (class.is_sober() && !sold)) && !claim.own_voice {
        return None;
    }
    let mut notes = Vec::new();
    let mut severity = claim.severity.unwrap_or(rule.info.severity);
    if rule.weigh == Weigh::Disease {
        if claim.serious && severity != Severity::Error {
            severity = Severity::Error;
            notes.push("raised: the disease is a serious one".to_owned());
        }
        if claim.softened {
            severity = Severity::Info;
            notes.push("lowered: the words keep to the normal range".to_owned());
        }
        if claim.guards.has(Guard::Hedged) && severity > Severity::Info {
            severity = severity.lower();
            notes.push("lowered one step: the claim is hedged, which does not remove it".to_owned());
        }
    }
    match class {
        DocumentClass::Regulator | DocumentClass::Literature | DocumentClass::Leaflet => return None,
        DocumentClass::News | DocumentClass::General => {
            if !sold {
                return None;
            }
            if severity > Severity::Info {
                severity = if claim.own_voice { severity.lower() } else { Severity::Info };
                notes.push("lowered: the text does not read as a seller's".to_owned());
            }
        }
        DocumentClass::Editorial => {
            if !sold && (rule.weigh == Weigh::Disease && claim.subject != Subject::Pronoun || judgement.strong) {
                return None;
            }
            if severity > Severity::Info && (rule.weigh == Weigh::Disease || judgement.strong) {
                severity = if judgement.strong && !claim.own_voice { Severity::Info } else { severity.lower() };
                notes.push("lowered: the text reads as health information that sells nothing".to_owned());
            }
        }
        _ => {}
    }
    Some((severity, notes))
}

/// One finding for each rule and place: of overlapping ones of a rule the gravest, then the longest stays.
fn thin_out(_ready: &Ready, kept: &mut Vec<(Claim, Severity, Vec<String>)>) {
    kept.sort_by_key(|(claim, severity, _)| {
        (claim.rule, claim.segment, std::cmp::Reverse(*severity), std::cmp::Reverse(claim.range.len()), claim.range.start)
    });
    let mut out: Vec<(Claim, Severity, Vec<String>)> = Vec::with_capacity(kept.len());
    for next in kept.drain(..) {
        let repeated = out.iter().rev().take_while(|(claim, ..)| claim.rule == next.0.rule && claim.segment == next.0.segment).any(
            |(claim, ..)| claim.range.start < next.0.range.end && next.0.range.start < claim.range.end,
        );
        if !repeated {
            out.push(next);
        }
    }
    *kept = out;
}

fn finding(
    ready: &Ready,
    lines: &LineIndex,
    source: &str,
    segments: &[Segment<'_>],
    claim: &Claim,
    severity: Severity,
    notes: Vec<String>,
) -> Finding {
    let rule = &ready.packs.rules[claim.rule as usize];
    let segment = &segments[claim.segment as usize];
    let words = segment.text.get(claim.range.clone()).unwrap_or("");
    let text: String = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let range = segment.map.source(claim.range.clone());
    Finding {
        code: rule.info.code.clone(),
        rule: rule.info.name.clone(),
        category: rule.info.category.clone(),
        severity,
        confidence: rule.info.confidence,
        scope: Scope::Span,
        message: claim.message.as_deref().unwrap_or(&rule.info.message).replace("{text}", &shorten(&text)),
        why: rule.info.why.clone(),
        help: rule.info.instead.clone(),
        text,
        start: position(lines, source, range.start),
        end: position(lines, source, range.end),
        references: rule.info.references.clone(),
        fixes: Vec::new(),
        related: Vec::new(),
        notes,
    }
}

fn shorten(text: &str) -> String {
    if text.chars().count() <= LONGEST_TEXT {
        return text.to_owned();
    }
    let head: String = text.chars().take(LONGEST_TEXT - 1).collect();
    format!("{}…", head.trim_end())
}

fn position(lines: &LineIndex, source: &str, byte: usize) -> Position {
    let place = lines.position(source, byte);
    Position { byte, line: place.line, column: place.column }
}
