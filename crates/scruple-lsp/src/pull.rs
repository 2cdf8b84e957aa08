//! The diagnostics of the whole workspace, for clients that ask for them.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, UNIX_EPOCH};

use crate::diagnostics;
use crate::lsp::{
    Diagnostic, FullDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport, Uri,
    WorkspaceDiagnosticParams, WorkspaceDiagnosticReport, WorkspaceDocumentDiagnosticReport,
    WorkspaceFullDocumentDiagnosticReport, WorkspaceUnchangedDocumentDiagnosticReport,
};
use crate::shared::Shared;
use crate::workspace::{Stop, closed_files, each};

/// A client that asks again and again is answered this seldom where nothing has changed.
const CALM: Duration = Duration::from_secs(30);

/// The diagnostics of the workspace, for a client that asks. One that knows all there is waits for a change.
pub(crate) async fn workspace(
    shared: &Arc<Shared>,
    params: WorkspaceDiagnosticParams,
) -> WorkspaceDiagnosticReport {
    let known: HashMap<String, String> = params
        .previous_result_ids
        .into_iter()
        .map(|known| (known.uri.as_str().to_owned(), known.value))
        .collect();
    let end = tokio::time::Instant::now() + CALM;
    loop {
        // Listens before it looks, so that no change is lost between.
        let changed = shared.changed.notified();
        let (items, news) = look(shared, &known).await;
        if news || tokio::time::timeout_at(end, changed).await.is_err() {
            return WorkspaceDiagnosticReport { items };
        }
    }
}

/// The reports of all files, and whether any is not known.
async fn look(
    shared: &Arc<Shared>,
    known: &HashMap<String, String>,
) -> (Vec<WorkspaceDocumentDiagnosticReport>, bool) {
    let generation = shared.generation();
    let engine = shared.engine().await;
    let mut items = Vec::new();
    let mut fresh = Vec::new();
    let mut stamps = HashMap::new();
    let mut gone: HashSet<&str> = known.keys().map(String::as_str).collect();
    for (path, uri) in closed_files(shared).await {
        gone.remove(uri.as_str());
        let Some(stamp) = stamp(&path, generation) else { continue };
        if known.get(uri.as_str()) == Some(&stamp) {
            items.push(unchanged(uri, stamp));
        } else {
            stamps.insert(uri.as_str().to_owned(), stamp);
            fresh.push((path, uri));
        }
    }
    let mut news = !fresh.is_empty();
    let stop = Arc::new(AtomicBool::new(false));
    let _guard = Stop(stop.clone());
    let mut results = each(fresh, &engine, &stop);
    while let Some(seen) = results.recv().await {
        let all = seen.linted.as_ref();
        let all = all.map(|linted| diagnostics::all(linted, &seen.uri, &engine, shared.features()));
        let stamp = stamps.remove(seen.uri.as_str());
        items.push(full(seen.uri, stamp, all.unwrap_or_default()));
    }
    // What is open is asked for by itself, and what is gone has nothing left.
    let open: HashSet<String> =
        shared.documents.all().into_iter().map(|(uri, _)| uri.as_str().to_owned()).collect();
    for gone in gone.into_iter().filter(|gone| !open.contains(*gone)) {
        if let Ok(uri) = gone.parse() {
            items.push(full(uri, None, Vec::new()));
            news = true;
        }
    }
    (items, news)
}

fn full(uri: Uri, result_id: Option<String>, items: Vec<Diagnostic>) -> WorkspaceDocumentDiagnosticReport {
    let full_document_diagnostic_report = FullDocumentDiagnosticReport { result_id, items };
    let report =
        WorkspaceFullDocumentDiagnosticReport { uri, version: None, full_document_diagnostic_report };
    WorkspaceDocumentDiagnosticReport::Full(report)
}

fn unchanged(uri: Uri, result_id: String) -> WorkspaceDocumentDiagnosticReport {
    let unchanged_document_diagnostic_report = UnchangedDocumentDiagnosticReport { result_id };
    let report = WorkspaceUnchangedDocumentDiagnosticReport {
        uri,
        version: None,
        unchanged_document_diagnostic_report,
    };
    WorkspaceDocumentDiagnosticReport::Unchanged(report)
}

/// What changes when a file does.
fn stamp(path: &Path, generation: u64) -> Option<String> {
    let metadata = fs::metadata(path).ok()?;
    let time = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(format!("f{generation}-{}-{}", metadata.len(), time.as_nanos()))
}
