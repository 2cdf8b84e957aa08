//! From candidates to findings: guards, document class and severity are applied once the whole document is known.

mod texts;
mod thin;

use std::collections::{HashMap, HashSet};
use std::fmt::Display;
use std::ops::Range;
use std::sync::Arc;

use super::authorised::Suggest;
use super::memo::Known;
use super::{Claim, Document, Ready, Scanner, authorised, ease, follow, requirement};
use crate::context::class::Evidence;
use crate::context::{DocumentClass, Judgement, Subject};
use crate::finding::{Class, Finding, Position, Reading, Reference, Related, Scope, SetBy, Severity};
use crate::linter::Report;
use crate::rule::compiled::{Check, Guard, Rule, Weigh};
use crate::rule::{Market, RuleInfo};
use crate::source::lines::LineIndex;
use crate::source::{Format, Segment};
use texts::filled;
pub(super) use texts::{one_line, shorten};
use thin::thin_out;

/// Most words that are given as reasons for a class.
const MOST_CUES: usize = 4;

/// A claim that stays, with its severity in context and why it is that.
pub(crate) struct Kept {
    pub claim: Claim,
    pub severity: Severity,
    pub notes: Vec<String>,
    /// Another rule says more about the same words, though it was not selected.
    pub outdone: bool,
    /// Rules that see the same red flag in the same words.
    pub also: Vec<u16>,
}

impl Kept {
    pub(super) fn new(claim: Claim, (severity, notes): (Severity, Vec<String>)) -> Self {
        Self { claim, severity, notes, outdone: false, also: Vec::new() }
    }
}

pub(crate) fn report(
    ready: &Ready,
    source: &str,
    format: Format,
    segments: &[Segment<'_>],
    mut document: Document,
    set: Option<(DocumentClass, SetBy)>,
    known: Option<&mut Known>,
) -> Report {
    let judgement =
        document.evidence.judge_as(set.map(|(class, _)| class), document.words, document.ingredients);
    let class = judgement.class;
    let lines = LineIndex::new(source);
    let cues =
        if set.is_some() { Vec::new() } else { cues(&document.evidence, class, segments, &lines, source) };
    let class_of = Class {
        name: class,
        set: set.map_or(SetBy::Inferred, |(_, by)| by),
        because: cues.iter().map(|cue| cue.message.clone()).collect(),
    };
    let reading = Reading(&class_of);
    let mut kept: Vec<Kept> = Vec::new();
    // What the patterns of a document rule match is only where it looks.
    let mut leads: Vec<Kept> = Vec::new();
    for claim in std::mem::take(&mut document.claims) {
        let rule = &ready.packs.rules[claim.rule as usize];
        if let Some(verdict) = judge(&claim, rule, judgement, &reading) {
            let leads_only = rule.check == Some(Check::Document) || !rule.needs.is_empty();
            let list = if leads_only { &mut leads } else { &mut kept };
            list.push(Kept::new(claim, verdict));
        }
    }
    let sells_nothing = set.is_none() && document.evidence.sells_nothing(document.words);
    ease::all(&mut kept, &ready.packs.rules, segments, class, sells_nothing, &reading);
    thin_out(ready, &mut kept);
    // What a document lacks does not depend on the packs that were asked for.
    let of_packs: Vec<Kept> = kept.extract_if(.., |kept| ready.following.is_named(kept.claim.rule)).collect();
    let inferred = set.is_none();
    let facts = requirement::Facts {
        ready,
        source,
        format,
        segments,
        document: &document,
        class,
        inferred,
        lines: &lines,
    };
    let of_document = requirement::findings(&facts, &kept, &leads);
    if judgement.promotes && !kept.iter().any(|kept| says_plainly(ready, kept)) {
        let mentions = mentions(ready, segments, judgement, &reading, &kept, &document, known);
        kept.extend(mentions);
    }
    kept.extend(of_packs);
    let weighing = follow::Weighing { judgement, reading: &reading, sells_nothing };
    follow::follow(&facts, &weighing, &leads, &mut kept);
    let of_house = requirement::house::missing(&facts, &kept, &of_document);
    // Rules that are off were read all the same: what a document is, and what it lacks, must not depend on the choice
    // of rules.
    kept.retain(|kept| ready.on[kept.claim.rule as usize]);
    follow::fold(ready, &mut kept);
    let mut suggest = Suggest::new(ready, source, segments, &document.lore);
    let mut findings: Vec<Finding> = gather_repeats(segments, kept)
        .into_iter()
        .map(|(kept, again)| {
            let mut finding = finding(ready, &lines, source, segments, &kept);
            // The fix of a rule that another one speaks for is as good.
            finding.fixes = std::iter::once(&kept.claim.rule)
                .chain(&kept.also)
                .map(|&rule| suggest.fixes(rule, &kept.claim))
                .find(|fixes| !fixes.is_empty())
                .unwrap_or_default();
            finding.related = again
                .into_iter()
                .map(|(segment, range)| {
                    let range = segments[segment as usize].map.source(range);
                    Related {
                        message: "stands here again".to_owned(),
                        start: position(&lines, source, range.start),
                        end: position(&lines, source, range.end),
                    }
                })
                .collect();
            finding
        })
        .chain(of_document)
        .chain(of_house)
        .collect();
    findings.sort_by(|a, b| (a.start.byte, &a.code, a.end.byte).cmp(&(b.start.byte, &b.code, b.end.byte)));
    ready.house.settle(&mut findings);
    for finding in &mut findings {
        finding.class.clone_from(&class_of);
    }
    Report {
        findings,
        answered: Vec::new(),
        class: class_of,
        cues,
        markets: ready.markets.clone(),
        warnings: Vec::new(),
        words: document.words,
    }
}

/// The severity of a claim in its context, or nothing where the context excuses it.
pub(super) fn judge(
    claim: &Claim,
    rule: &Rule,
    judgement: Judgement,
    reading: &dyn Display,
) -> Option<(Severity, Vec<String>)> {
    let class = judgement.class;
    if !rule.documents.is_empty() && !rule.documents.contains(&class) {
        return None;
    }
    // What a clinic promotes is its medicines and therapies.
    let promoted = class == DocumentClass::Clinic && claim.subject == Subject::Medicine;
    // Beside a product the medicine of a story ("she was on chemo") does not make the illness a lesson.
    let storied = rule.promotion && claim.subject == Subject::Medicine;
    let not_sold = claim.subject.not_sold() && !promoted && !storied && !claim.own_voice;
    for guard in &rule.unless {
        let excused = match guard {
            Guard::Education | Guard::NonProduct => not_sold,
            other => claim.guards.has(*other),
        };
        if excused {
            return None;
        }
    }
    let sold = claim.subject.sold() || claim.own_voice || promoted;
    if rule.product_subject && (not_sold || (class.is_sober() && !sold)) {
        return None;
    }
    if rule.sold && !sold && !matches!(class, DocumentClass::Product | DocumentClass::Clinic) {
        return None;
    }
    if rule.promotion && !judgement.promotes {
        return None;
    }
    let mut notes = Vec::new();
    let mut severity = claim.severity.unwrap_or(rule.info.severity);
    if rule.weigh == Weigh::Consult && claim.consult && severity > Severity::Info {
        severity = severity.lower();
        notes.push("lowered one step: the sentence sends the reader to a clinician".to_owned());
    }
    if rule.weigh == Weigh::Disease {
        // A bare mention stays a warning, whatever it names.
        if claim.serious && severity != Severity::Error && !rule.promotion {
            severity = Severity::Error;
            notes.push("raised: the disease is a serious one".to_owned());
        }
        if claim.softened {
            severity = Severity::Info;
            notes.push("lowered: the words keep to the normal range".to_owned());
        }
        // "May help with asthma" is a claim all the same: a hedge takes it from error to warning. It takes it further
        // only in a text that informs, where hedging is how one speaks of evidence.
        let floor = if class.is_sober() { Severity::Info } else { Severity::Warning };
        if claim.guards.has(Guard::Hedged) && severity > floor {
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
            // A seller's own words are a claim in any surroundings; in news they may be quoted.
            let own = claim.own_voice && class == DocumentClass::General;
            if severity > Severity::Info && !own {
                let before = severity;
                severity = if claim.own_voice { severity.lower() } else { Severity::Info };
                notes.push(lowered(reading, before, severity));
            }
        }
        DocumentClass::Editorial => {
            if !sold
                && (rule.weigh == Weigh::Disease && claim.subject != Subject::Pronoun || judgement.strong)
            {
                return None;
            }
            if severity > Severity::Info && (rule.weigh == Weigh::Disease || judgement.strong) {
                let before = severity;
                severity =
                    if judgement.strong && !claim.own_voice { Severity::Info } else { severity.lower() };
                notes.push(lowered(reading, before, severity));
            }
        }
        _ => {}
    }
    Some((severity, notes))
}

/// The note on a severity that the kind of document lowered.
fn lowered(reading: &dyn Display, from: Severity, to: Severity) -> String {
    if from.lower() == to {
        format!("{reading}: lowered one step")
    } else {
        format!("{reading}: lowered to {to}")
    }
}

/// The words that speak for a class, and where they stand.
fn cues(
    evidence: &Evidence,
    class: DocumentClass,
    segments: &[Segment<'_>],
    lines: &LineIndex,
    source: &str,
) -> Vec<Related> {
    let mut cues: Vec<Related> = Vec::new();
    // Their words in lower case.
    let mut folded: Vec<String> = Vec::new();
    for seen in evidence.because(class) {
        let Some(segment) = segments.get(seen.segment as usize) else { continue };
        let range = seen.start as usize..seen.end as usize;
        let words = segment.text.get(range.clone()).unwrap_or("");
        let line = one_line(words);
        let message = shorten(&line);
        // Of cues that lie in one another the longer one tells more.
        let own = message.to_lowercase();
        if message.is_empty() || folded.iter().any(|known| known.contains(&own)) {
            continue;
        }
        let outer = folded.iter().position(|known| own.contains(known));
        if cues.len() == MOST_CUES && outer.is_none() {
            break;
        }
        let range = segment.map.source(range);
        let (start, end) = (position(lines, source, range.start), position(lines, source, range.end));
        let cue = Related { message: message.into_owned(), start, end };
        match outer {
            Some(at) => (cues[at], folded[at]) = (cue, own),
            None => {
                cues.push(cue);
                folded.push(own);
            }
        }
    }
    cues
}

/// Whether this is a red flag of a disease claim that is made in words.
fn says_plainly(ready: &Ready, kept: &Kept) -> bool {
    kept.severity > Severity::Info && ready.packs.rules[kept.claim.rule as usize].weigh == Weigh::Disease
}

/// Bare mentions of illness in a text that promotes something. Once for each illness, and only where the text makes no
/// plain claim: beside one they would tell the reader nothing new.
fn mentions(
    ready: &Ready,
    segments: &[Segment<'_>],
    judgement: Judgement,
    reading: &dyn Display,
    others: &[Kept],
    document: &Document,
    known: Option<&mut Known>,
) -> Vec<Kept> {
    if ready.late.is_empty() {
        return Vec::new();
    }
    let rules = &ready.packs.rules;
    let mut claims = Scanner::for_claims(ready, known).mentions(segments, document);
    let spoken: HashSet<(u32, u32)> = others
        .iter()
        .filter(|other| other.severity > Severity::Info)
        .map(|other| (other.claim.segment, other.claim.sentence))
        .collect();
    claims.retain(|claim| !spoken.contains(&(claim.segment, claim.sentence)));
    authorised::refine(ready, segments, &mut claims, &document.lore);
    let mut kept: Vec<Kept> = claims
        .into_iter()
        .filter_map(|claim| {
            let verdict = judge(&claim, &rules[claim.rule as usize], judgement, reading)?;
            Some(Kept::new(claim, verdict))
        })
        .collect();
    thin_out(ready, &mut kept);
    let mut said: HashSet<(u16, String)> = HashSet::new();
    kept.retain(|Kept { claim, .. }| {
        let words = segments[claim.segment as usize].text.get(claim.range.clone()).unwrap_or("");
        said.insert((claim.rule, words.to_lowercase()))
    });
    kept
}

/// Other places of a claim: segments and bytes of their texts.
type Repeats = Vec<(u32, Range<usize>)>;

/// What stands again in a running header is one finding, with the other places beside it.
fn gather_repeats(segments: &[Segment<'_>], kept: Vec<Kept>) -> Vec<(Kept, Repeats)> {
    if !kept.iter().any(|kept| segments[kept.claim.segment as usize].repeat_of.is_some()) {
        return kept.into_iter().map(|kept| (kept, Vec::new())).collect();
    }
    let mut out: Vec<(Kept, Repeats)> = Vec::with_capacity(kept.len());
    let mut places: HashMap<(u16, u32, usize), usize> = HashMap::new();
    for next in kept {
        let claim = &next.claim;
        let first = segments[claim.segment as usize].repeat_of;
        let key = (claim.rule, first.unwrap_or(claim.segment), claim.range.start);
        match (first, places.get(&key)) {
            (Some(_), Some(&at)) => out[at].1.push((claim.segment, claim.range.clone())),
            _ => {
                places.insert(key, out.len());
                out.push((next, Vec::new()));
            }
        }
    }
    out
}

fn finding(ready: &Ready, lines: &LineIndex, source: &str, segments: &[Segment<'_>], kept: &Kept) -> Finding {
    let claim = &kept.claim;
    let rule = &ready.packs.rules[claim.rule as usize];
    let segment = &segments[claim.segment as usize];
    let words = segment.text.get(claim.range.clone()).unwrap_or("");
    let text = one_line(words).into_owned();
    let range = segment.map.source(claim.range.clone());
    let mut law = Arc::clone(&ready.law[claim.rule as usize]);
    let (mut notes, mut codes) = (kept.notes.clone(), Vec::new());
    for &also in &kept.also {
        let other = &ready.packs.rules[also as usize];
        let RuleInfo { code, name, summary, .. } = &other.info;
        notes.push(format!("also {code} {name}: {summary}"));
        codes.push(code.clone());
        let more = ready.law[also as usize].iter().filter(|reference| !law.contains(reference));
        law = law.iter().chain(more).cloned().collect();
    }
    let message = claim.message.as_deref().unwrap_or(&rule.info.message);
    Finding {
        code: rule.info.code.clone(),
        rule: rule.info.name.clone(),
        category: rule.info.category.clone(),
        severity: kept.severity,
        confidence: rule.info.confidence,
        scope: Scope::Span,
        // A rule that asks for something may also take up the words of others: then nothing is missing.
        message: filled(message, &shorten(&text)),
        why: rule.info.why.clone(),
        help: rule.info.instead.clone(),
        text,
        start: position(lines, source, range.start),
        end: position(lines, source, range.end),
        references: law,
        fixes: Vec::new(),
        related: Vec::new(),
        class: Class::default(),
        notes,
        also: codes,
        fingerprint: None,
        location: None,
        baseline: None,
    }
}

/// The law of these markets.
pub(super) fn references(info: &RuleInfo, markets: &[Market]) -> Arc<[Reference]> {
    let holds = |reference: &&Reference| reference.market.is_none_or(|market| markets.contains(&market));
    if info.references.iter().all(|reference| holds(&reference)) {
        return Arc::clone(&info.references);
    }
    info.references.iter().filter(holds).cloned().collect()
}

pub(crate) fn position(lines: &LineIndex, source: &str, byte: usize) -> Position {
    let place = lines.position(source, byte);
    Position { byte, line: place.line, column: place.column }
}
