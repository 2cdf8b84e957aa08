//! Fixes. They come from the stored lint: nothing is linted again, and edits are written out only when asked for.

use std::collections::HashMap;

use scruple::finding::{Edit, Finding, Fix, Safety};
use scruple::fix;
use serde::{Deserialize, Serialize};

use crate::decisions::{self, Decision};
use crate::diagnostics;
use crate::engine::Engine;
use crate::features::Features;
use crate::lint::Linted;
use crate::lsp::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, DocumentChanges, OneOf,
    OptionalVersionedTextDocumentIdentifier, TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
};

/// The kind of the action that applies every safe fix.
const FIX_ALL: &str = "source.fixAll.scruple";

/// What an action needs to be resolved.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Ticket {
    pub uri: Uri,
    /// The lint the action is of.
    pub serial: u64,
    /// Finding and fix; none for all safe fixes.
    pub fix: Option<(usize, usize)>,
    /// Finding and what is decided on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<(usize, Decision)>,
}

/// The actions for a range.
pub(crate) fn list(
    params: &CodeActionParams,
    linted: &Linted,
    engine: &Engine,
    features: &Features,
) -> Vec<CodeActionOrCommand> {
    let uri = &params.text_document.uri;
    let only = params.context.only.as_deref();
    let wanted = |kind: &str| {
        only.is_none_or(|only| {
            only.iter().any(|asked| {
                let asked = asked.as_str();
                asked.is_empty()
                    || kind == asked
                    || kind.strip_prefix(asked).is_some_and(|rest| rest.starts_with('.'))
            })
        })
    };
    let mut out = Vec::new();
    if wanted("quickfix") {
        quick_fixes(params, linted, engine, features, &mut out);
        decisions(params, linted, engine, features, &mut out);
    }
    // Only on request: a bulb on every line of a document with one fix says nothing.
    if only.is_some() && wanted(FIX_ALL) && !safe_edits(linted).is_empty() {
        let kind = Some(CodeActionKind::new(FIX_ALL));
        let action = CodeAction { title: "Apply all safe fixes".to_owned(), kind, ..CodeAction::default() };
        out.push(finish(action, linted, ticket(linted, uri), features));
    }
    out
}

/// The findings that touch the range, with their numbers.
fn in_range<'l>(
    params: &CodeActionParams,
    linted: &'l Linted,
    features: &Features,
) -> impl Iterator<Item = (usize, &'l Finding)> + use<'l> {
    let byte = |position| features.encoding.byte(&linted.text, position);
    let (start, end) = (byte(params.range.start), byte(params.range.end));
    let findings = linted.report().map(|report| report.findings.as_slice()).unwrap_or_default();
    let here = move |finding: &Finding| finding.end.byte >= start && end >= finding.start.byte;
    findings.iter().enumerate().filter(move |(_, finding)| here(finding))
}

fn quick_fixes(
    params: &CodeActionParams,
    linted: &Linted,
    engine: &Engine,
    features: &Features,
    out: &mut Vec<CodeActionOrCommand>,
) {
    let uri = &params.text_document.uri;
    let mut offered: Vec<&Fix> = Vec::new();
    for (number, finding) in in_range(params, linted, features) {
        let preferred = finding.fixes.iter().position(|fix| fix.safety == Safety::Safe);
        for (which, fix) in finding.fixes.iter().enumerate() {
            // Two findings may ask for the same words.
            if offered.iter().any(|other| other.edits == fix.edits) {
                continue;
            }
            offered.push(fix);
            let action = CodeAction {
                title: fix.title.clone(),
                kind: Some(CodeActionKind::QUICKFIX),
                diagnostics: Some(vec![diagnostics::one(linted, number, finding, uri, engine, features)]),
                is_preferred: (features.preferred_actions && preferred == Some(which)).then_some(true),
                ..CodeAction::default()
            };
            out.push(finish(
                action,
                linted,
                Ticket { fix: Some((number, which)), ..ticket(linted, uri) },
                features,
            ));
        }
    }
}

/// What can be decided on the findings in the range.
fn decisions(
    params: &CodeActionParams,
    linted: &Linted,
    engine: &Engine,
    features: &Features,
    out: &mut Vec<CodeActionOrCommand>,
) {
    let uri = &params.text_document.uri;
    for (number, finding) in in_range(params, linted, features) {
        for decision in Decision::ALL.into_iter().filter(|decision| decision.is_for(finding, uri, features)) {
            let action = CodeAction {
                title: decision.title(finding),
                kind: Some(CodeActionKind::QUICKFIX),
                diagnostics: Some(vec![diagnostics::one(linted, number, finding, uri, engine, features)]),
                ..CodeAction::default()
            };
            let ticket = Ticket { decision: Some((number, decision)), ..ticket(linted, uri) };
            out.push(finish(action, linted, ticket, features));
        }
    }
}

/// What all actions of a lint share.
fn ticket(linted: &Linted, uri: &Uri) -> Ticket {
    Ticket { uri: uri.clone(), serial: linted.serial, fix: None, decision: None }
}

/// Adds the edit, or what it takes to add it later.
fn finish(
    mut action: CodeAction,
    linted: &Linted,
    ticket: Ticket,
    features: &Features,
) -> CodeActionOrCommand {
    if features.lazy_actions {
        action.data = serde_json::to_value(&ticket).ok();
    } else {
        action.edit = resolve(&ticket, linted, features);
    }
    CodeActionOrCommand::CodeAction(action)
}

/// The edit of an action; none where the lint does not hold the fix.
pub(crate) fn resolve(ticket: &Ticket, linted: &Linted, features: &Features) -> Option<WorkspaceEdit> {
    if let Some((number, decision)) = ticket.decision {
        let (finding, applied) = (linted.report()?.findings.get(number)?, linted.applied()?);
        return match decision {
            Decision::Suppress => {
                let edit = decisions::suppress(linted, applied, finding, features)?;
                Some(of_document(ticket, linted, vec![edit], features))
            }
            Decision::Approve => decisions::approve(&ticket.uri, linted, applied, finding, features),
            Decision::Ignore => decisions::ignore(&ticket.uri, applied, finding, features),
        };
    }
    let edits = match ticket.fix {
        Some((finding, fix)) => linted.report()?.findings.get(finding)?.fixes.get(fix)?.edits.clone(),
        None => safe_edits(linted),
    };
    let edits: Vec<TextEdit> = edits
        .into_iter()
        .map(|edit| TextEdit {
            range: features.encoding.range(&linted.text, edit.start..edit.end),
            new_text: edit.text,
        })
        .collect();
    Some(of_document(ticket, linted, edits, features))
}

/// Edits of the document that the ticket is of.
fn of_document(ticket: &Ticket, linted: &Linted, edits: Vec<TextEdit>, features: &Features) -> WorkspaceEdit {
    let uri = ticket.uri.clone();
    if features.versioned_edits {
        let version = Some(linted.version);
        let change = TextDocumentEdit {
            text_document: OptionalVersionedTextDocumentIdentifier { uri, version },
            edits: edits.into_iter().map(OneOf::Left).collect(),
        };
        WorkspaceEdit {
            document_changes: Some(DocumentChanges::Edits(vec![change])),
            ..WorkspaceEdit::default()
        }
    } else {
        WorkspaceEdit { changes: Some(HashMap::from([(uri, edits)])), ..WorkspaceEdit::default() }
    }
}

/// The edits of all safe fixes, by place. A fix that touches one before it is left for the next time; none is applied
/// in part.
fn safe_edits(linted: &Linted) -> Vec<Edit> {
    let findings = linted.report().map(|report| report.findings.as_slice()).unwrap_or_default();
    if findings.iter().all(|finding| fix::choose(finding, Safety::Safe).is_none()) {
        return Vec::new();
    }
    fix::apply(&linted.text.to_string(), findings, Safety::Safe).edits
}
