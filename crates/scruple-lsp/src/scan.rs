//! The command that lints the workspace, and what it leaves.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use scruple::finding::Severity;
use serde_json::{Value, json};

use crate::diagnostics;
use crate::document::Kind;
use crate::lint::{Linted, Outcome};
use crate::lsp::{NumberOrString, ProgressToken, Uri};
use crate::shared::{Shared, lock};
use crate::workspace::{Stop, clear, closed_files, each, scan_again, send};

/// The command that lints the whole workspace.
pub(crate) const COMMAND: &str = "scruple.lintWorkspace";

/// Scans under way, and what they left.
#[derive(Debug, Default)]
pub(crate) struct Scans {
    /// By token: set to stop.
    running: Mutex<HashMap<String, Arc<AtomicBool>>>,
    /// A scan has come to its end.
    done: AtomicBool,
    /// Files whose diagnostics were sent, under these names.
    pub sent: Mutex<HashMap<PathBuf, Uri>>,
    /// Endings that settings made those of texts, and that are watched since.
    pub endings: Mutex<HashSet<String>>,
    /// One looks at files again at a time, so that an older look never overtakes a newer one.
    pub turn: tokio::sync::Mutex<()>,
    /// Settings files and registers whose mistakes were sent, though nobody has opened them.
    pub settings: Mutex<HashMap<PathBuf, Kind>>,
    /// What was said of them.
    pub told: Mutex<HashSet<String>>,
    tokens: AtomicU64,
}

impl Scans {
    /// Stops the scan with that token.
    pub(crate) fn cancel(&self, token: &ProgressToken) {
        if let Some(stop) = lock(&self.running).get(&key(token)) {
            stop.store(true, Ordering::Relaxed);
        }
    }

    /// Whether files that are not open are shown.
    pub(crate) fn any(&self) -> bool {
        self.done.load(Ordering::Relaxed) || !lock(&self.sent).is_empty()
    }
}

/// Numbers and strings may look alike.
fn key(token: &ProgressToken) -> String {
    match token {
        NumberOrString::Number(number) => format!("n{number}"),
        NumberOrString::String(text) => format!("s{text}"),
    }
}

/// Runs the command: lints the workspace, sends what it finds to clients that do not ask, and counts.
pub(crate) async fn command(shared: &Arc<Shared>, token: Option<ProgressToken>) -> Value {
    let stop = Arc::new(AtomicBool::new(false));
    let _guard = Stop(stop.clone());
    // In a task of its own: where the request is cancelled, the progress still has to be ended.
    let work = tokio::spawn(run(shared.clone(), token, stop.clone()));
    work.await.unwrap_or_default()
}

async fn run(shared: Arc<Shared>, token: Option<ProgressToken>, stop: Arc<AtomicBool>) -> Value {
    let shared = &shared;
    let features = shared.features();
    let token = match token {
        Some(token) => Some(token),
        None if features.progress => {
            let number = shared.scans.tokens.fetch_add(1, Ordering::Relaxed);
            let own = NumberOrString::String(format!("scruple-{number}"));
            shared.client.create_work_done_progress(own.clone()).await.ok().map(|()| own)
        }
        None => None,
    };
    let progress = match &token {
        Some(token) => {
            lock(&shared.scans.running).insert(key(token), stop.clone());
            let progress = shared.client.progress(token.clone(), "Scruple: workspace");
            Some(progress.with_percentage(0).with_cancel_button().begin().await)
        }
        None => None,
    };
    let generation = shared.generation();
    let engine = shared.engine().await;
    let files = closed_files(shared).await;
    let total = files.len();
    let mut tally = Tally::default();
    for (_, document) in shared.documents.all() {
        if let Some(linted) = document.current().await {
            tally.add(Some(&linted));
        }
    }
    let mut percent = 0;
    let mut clean = lock(&shared.scans.sent).clone();
    let pushes = shared.pushes();
    let mut results = each(files, &engine, &stop);
    let mut count = 0;
    while let Some(seen) = results.recv().await {
        count += 1;
        tally.add(seen.linted.as_ref());
        clean.remove(&seen.path);
        if pushes && let Some(linted) = &seen.linted {
            send(shared, &seen, diagnostics::all(linted, &seen.uri, &engine, features)).await;
        }
        let now = u32::try_from(count * 100 / total.max(1)).unwrap_or(100);
        if let Some(progress) = progress.as_ref().filter(|_| now > percent) {
            progress.report_with_message(format!("{count} of {total} files"), now, Some(true)).await;
        }
        percent = now.max(percent);
    }
    let cancelled = stop.load(Ordering::Relaxed);
    if pushes && !cancelled {
        // Files that were there before and are gone.
        clear(shared, clean).await;
        shared.scans.done.store(true, Ordering::Relaxed);
    }
    if let Some(token) = &token {
        lock(&shared.scans.running).remove(&key(token));
    }
    if let Some(progress) = progress {
        let word = if cancelled { "stopped after" } else { "checked" };
        progress.finish_with_message(format!("{word} {} files", tally.files)).await;
    }
    if !pushes {
        shared.changed.notify_waiters();
        shared.ask_for_refresh().await;
    } else if shared.generation() != generation {
        // Settings changed meanwhile.
        scan_again(shared).await;
    }
    tally.value(cancelled)
}

#[derive(Debug, Default)]
struct Tally {
    files: usize,
    unreadable: usize,
    counts: [usize; 3],
}

impl Tally {
    fn add(&mut self, linted: Option<&Linted>) {
        self.files += 1;
        match linted.map(|linted| &linted.outcome) {
            Some(Outcome::Prose { report, .. }) => {
                for finding in &report.findings {
                    self.counts[match finding.severity {
                        Severity::Error => 0,
                        Severity::Warning => 1,
                        Severity::Info => 2,
                    }] += 1;
                }
            }
            Some(Outcome::Pack(_) | Outcome::Config(_) | Outcome::Register(_) | Outcome::Other) => {}
            Some(Outcome::Not(_) | Outcome::Failed) | None => self.unreadable += 1,
        }
    }

    fn value(&self, cancelled: bool) -> Value {
        let [errors, warnings, infos] = self.counts;
        json!({
            "files": self.files, "unreadable": self.unreadable, "errors": errors, "warnings": warnings,
            "infos": infos, "cancelled": cancelled
        })
    }
}
