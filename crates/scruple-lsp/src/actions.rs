//! Fixes. They come from the stored lint: nothing is linted again, and edits are written out only when asked for.

use std::collections::HashMap;

use scruple::finding::{Edit, Finding, Fix, Safety};
use scruple::fix;
use serde::{Deserialize, Serialize};

use crate::decisions::{Decision, Desk};
use crate::diagnostics;
use crate::engine::Engine;
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

/// A client that has its edits made at once gets decisions on so many findings at most: each comment is tried out on the
/// whole text.
const EAGER: usize = 20;

/// The actions for a range.
pub(crate) fn list(params: &CodeActionParams, desk: &Desk<'_>, engine: &Engine) -> Vec<CodeActionOrCommand> {
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
        quick_fixes(params, desk, engine, &mut out);
        decisions(params, desk, engine, &mut out);
    }
    // Only on request: a bulb on every line of a document with one fix says nothing.
    if only.is_some() && wanted(FIX_ALL) && !safe_edits(desk).is_empty() {
        let kind = Some(CodeActionKind::new(FIX_ALL));
        let action = CodeAction { title: "Apply all safe fixes".to_owned(), kind, ..CodeAction::default() };
        out.extend(finish(action, desk, ticket(desk)));
    }
    out
}

/// The findings that touch the range, with their numbers.
fn in_range<'l>(
    params: &CodeActionParams,
    desk: &Desk<'l>,
) -> impl Iterator<Item = (usize, &'l Finding)> + use<'l> {
    let byte = |position| desk.features.encoding.byte(&desk.linted.text, position);
    let (a, b) = (byte(params.range.start), byte(params.range.end));
    let (start, end) = (a.min(b), a.max(b));
    let findings = desk.linted.report().map(|report| report.findings.as_slice()).unwrap_or_default();
    let here = move |finding: &Finding| finding.end.byte >= start && end >= finding.start.byte;
    findings.iter().enumerate().filter(move |(_, finding)| here(finding))
}

fn quick_fixes(
    params: &CodeActionParams,
    desk: &Desk<'_>,
    engine: &Engine,
    out: &mut Vec<CodeActionOrCommand>,
) {
    let Desk { uri, linted, features, .. } = *desk;
    let mut offered: HashMap<usize, Vec<&Fix>> = HashMap::new();
    for (number, finding) in in_range(params, desk) {
        let preferred = finding.fixes.iter().position(|fix| fix.safety == Safety::Safe);
        for (which, fix) in finding.fixes.iter().enumerate() {
            // Two findings may ask for the same words.
            let alike = offered.entry(fix.edits.first().map_or(0, |edit| edit.start)).or_default();
            if alike.iter().any(|other| other.edits == fix.edits) {
                continue;
            }
            alike.push(fix);
            let action = CodeAction {
                title: fix.title.clone(),
                kind: Some(CodeActionKind::QUICKFIX),
                diagnostics: Some(vec![diagnostics::one(linted, number, finding, uri, engine, features)]),
                is_preferred: (features.preferred_actions && preferred == Some(which)).then_some(true),
                ..CodeAction::default()
            };
            out.extend(finish(action, desk, Ticket { fix: Some((number, which)), ..ticket(desk) }));
        }
    }
}

/// What can be decided on the findings in the range.
fn decisions(
    params: &CodeActionParams,
    desk: &Desk<'_>,
    engine: &Engine,
    out: &mut Vec<CodeActionOrCommand>,
) {
    let Desk { uri, linted, features, .. } = *desk;
    let most = if features.lazy_actions { usize::MAX } else { EAGER };
    for (number, finding) in in_range(params, desk).take(most) {
        for decision in Decision::ALL.into_iter().filter(|decision| decision.is_for(finding, desk)) {
            let action = CodeAction {
                title: decision.title(finding),
                kind: Some(CodeActionKind::QUICKFIX),
                diagnostics: Some(vec![diagnostics::one(linted, number, finding, uri, engine, features)]),
                ..CodeAction::default()
            };
            out.extend(finish(action, desk, Ticket { decision: Some((number, decision)), ..ticket(desk) }));
        }
    }
}

/// What all actions of a lint share.
fn ticket(desk: &Desk<'_>) -> Ticket {
    Ticket { uri: desk.uri.clone(), serial: desk.linted.serial, fix: None, decision: None }
}

/// Adds the edit, or what it takes to add it later. An action without an edit is none.
fn finish(mut action: CodeAction, desk: &Desk<'_>, ticket: Ticket) -> Option<CodeActionOrCommand> {
    if desk.features.lazy_actions {
        action.data = serde_json::to_value(&ticket).ok();
    } else {
        action.edit = Some(resolve(&ticket, desk)?);
    }
    Some(CodeActionOrCommand::CodeAction(action))
}

/// The edit of an action; none where the lint does not hold the fix.
pub(crate) fn resolve(ticket: &Ticket, desk: &Desk<'_>) -> Option<WorkspaceEdit> {
    let linted = desk.linted;
    if let Some((number, decision)) = ticket.decision {
        let (finding, applied) = (linted.report()?.findings.get(number)?, linted.applied()?);
        return match decision {
            Decision::Suppress => {
                let edit = desk.suppress(applied, finding)?;
                Some(of_document(desk, vec![edit]))
            }
            Decision::Approve => desk.approve(applied, finding),
            Decision::Ignore => desk.ignore(applied, finding),
        };
    }
    let edits = match ticket.fix {
        Some((finding, fix)) => linted.report()?.findings.get(finding)?.fixes.get(fix)?.edits.clone(),
        None => safe_edits(desk),
    };
    let edits = edits.into_iter().map(|edit| desk.edit(edit.start..edit.end, edit.text)).collect();
    Some(of_document(desk, edits))
}

/// Edits of the document.
fn of_document(desk: &Desk<'_>, edits: Vec<TextEdit>) -> WorkspaceEdit {
    let uri = desk.uri.clone();
    if desk.features.versioned_edits {
        let version = Some(desk.linted.version);
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
fn safe_edits(desk: &Desk<'_>) -> Vec<Edit> {
    let findings = desk.linted.report().map(|report| report.findings.as_slice()).unwrap_or_default();
    if findings.iter().all(|finding| fix::choose(finding, Safety::Safe).is_none()) {
        return Vec::new();
    }
    fix::apply(desk.text(), findings, Safety::Safe).edits
}
