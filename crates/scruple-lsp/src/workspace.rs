//! The files of the workspace that are not open.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use ignore::WalkBuilder;
use ropey::Rope;
use scruple::finding::Severity;
use scruple::source::decode;
use scruple_config::{Origin, SettingsError};
use serde_json::{Value, json};
use tokio::sync::mpsc::{Receiver, channel};

use crate::diagnostics;
use crate::document::{Kind, Snapshot};
use crate::engine::Engine;
use crate::lint::{self, Bench, Linted, Outcome};
use crate::lsp::{Diagnostic, MessageType, NumberOrString, ProgressToken, Uri};
use crate::shared::{Shared, lock};

/// The command that lints the whole workspace.
pub(crate) const COMMAND: &str = "scruple.lintWorkspace";
/// The endings of files that are linted when met in a folder.
pub(crate) const ENDINGS: [&str; 8] = ["md", "markdown", "mdx", "html", "htm", "xhtml", "txt", "text"];
/// Greater files are no texts that a person wrote.
const LARGEST: u64 = 256 << 20;
/// So many files are linted at a time at most.
const HANDS: usize = 4;

/// Scans under way, and what they left.
#[derive(Debug, Default)]
pub(crate) struct Scans {
    /// By token: set to stop.
    running: Mutex<HashMap<String, Arc<AtomicBool>>>,
    /// Files whose diagnostics were sent.
    sent: Mutex<HashSet<String>>,
    /// Settings files whose mistakes were sent, though nobody has opened them.
    settings: Mutex<HashSet<PathBuf>>,
    /// What was said of settings files.
    told: Mutex<HashSet<String>>,
    tokens: AtomicU64,
}

impl Scans {
    /// Stops the scan with that token.
    pub(crate) fn cancel(&self, token: &ProgressToken) {
        if let Some(stop) = lock(&self.running).get(&key(token)) {
            stop.store(true, Ordering::Relaxed);
        }
    }
}

/// Numbers and strings may look alike.
fn key(token: &ProgressToken) -> String {
    match token {
        NumberOrString::Number(number) => format!("n{number}"),
        NumberOrString::String(text) => format!("s{text}"),
    }
}

/// Stops the work when it is dropped, as a handler is whose request was cancelled.
pub(crate) struct Stop(pub Arc<AtomicBool>);

impl Drop for Stop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// The path of a file, if it is one.
pub(crate) fn path_of(uri: &Uri) -> Option<PathBuf> {
    let file = uri.scheme().as_str().eq_ignore_ascii_case("file");
    if file { uri.to_file_path().map(std::borrow::Cow::into_owned) } else { None }
}

/// The files of the folders, sorted.
fn files(folders: &[PathBuf], engine: &Arc<Engine>) -> Vec<PathBuf> {
    let Some((first, others)) = folders.split_first() else { return Vec::new() };
    let mut builder = WalkBuilder::new(first);
    for folder in others {
        builder.add(folder);
    }
    builder.require_git(false).add_custom_ignore_filename(".scrupleignore");
    let mut found: Vec<PathBuf> = builder
        .build()
        .flatten()
        .filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()))
        .filter(|entry| {
            is_settings(entry.path()) || engine.takes(entry.path(), has_known_ending(entry.path()))
        })
        .map(ignore::DirEntry::into_path)
        .collect();
    found.sort();
    found.dedup();
    found
}

fn is_text(path: &Path) -> bool {
    is_settings(path) || has_known_ending(path)
}

fn is_settings(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == scruple_config::FILE_NAME)
}

fn has_known_ending(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

/// Lints a file; `None` for what cannot be read or is not text.
fn lint_file(path: &Path, uri: &Uri, engine: &Engine, bench: &mut Bench) -> Option<Linted> {
    if fs::metadata(path).ok()?.len() > LARGEST {
        return None;
    }
    let bytes = fs::read(path).ok()?;
    let decoded = decode::decode(&bytes).ok()?;
    let kind = Kind::of("", &path.to_string_lossy());
    let text = Rope::from_str(&decoded.text);
    let snapshot = Snapshot { uri: uri.clone(), kind, text, version: 0, serial: 0 };
    Some(lint::lint(snapshot, engine, bench))
}

/// A file after its lint.
pub(crate) struct Seen {
    pub uri: Uri,
    pub linted: Option<Linted>,
}

/// Lints files beside the messages, a few at a time, in any order. Stops where nobody takes what it gives.
pub(crate) fn each(
    files: Vec<(PathBuf, Uri)>,
    engine: &Arc<Engine>,
    stop: &Arc<AtomicBool>,
) -> Receiver<Seen> {
    let hands = std::thread::available_parallelism().map_or(1, usize::from).min(HANDS);
    let files = Arc::new(files);
    let next = Arc::new(AtomicUsize::new(0));
    let (sender, results) = channel(16);
    for _ in 0..hands {
        let (files, next, stop) = (files.clone(), next.clone(), stop.clone());
        let (engine, sender) = (engine.clone(), sender.clone());
        tokio::task::spawn_blocking(move || {
            let mut bench = Bench::default();
            while !stop.load(Ordering::Relaxed) {
                let Some((path, uri)) = files.get(next.fetch_add(1, Ordering::Relaxed)) else { return };
                let linted = lint_file(path, uri, &engine, &mut bench);
                if sender.blocking_send(Seen { uri: uri.clone(), linted }).is_err() {
                    return;
                }
            }
        });
    }
    results
}

/// The files of the workspace that are not open, with their names for the protocol.
pub(crate) async fn closed_files(shared: &Shared) -> Vec<(PathBuf, Uri)> {
    let folders = lock(&shared.folders).clone();
    let engine = shared.engine().await;
    let found = tokio::task::spawn_blocking(move || files(&folders, &engine)).await.unwrap_or_default();
    let open: HashSet<PathBuf> = shared.documents.all().iter().filter_map(|(uri, _)| path_of(uri)).collect();
    found
        .into_iter()
        .filter(|path| !open.contains(path))
        .filter_map(|path| Uri::from_file_path(&path).map(|uri| (path, uri)))
        .collect()
}

/// Runs the command: lints the workspace, sends what it finds to clients that do not ask, and counts.
pub(crate) async fn command(shared: &Arc<Shared>, token: Option<ProgressToken>) -> Value {
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
    let stop = Arc::new(AtomicBool::new(false));
    let _guard = Stop(stop.clone());
    let progress = match &token {
        Some(token) => {
            lock(&shared.scans.running).insert(key(token), stop.clone());
            let progress = shared.client.progress(token.clone(), "Scruple: workspace");
            Some(progress.with_percentage(0).with_cancel_button().begin().await)
        }
        None => None,
    };
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
    let mut clean: HashSet<String> = lock(&shared.scans.sent).clone();
    let pushes = shared.pushes();
    let mut results = each(files, &engine, &stop);
    let mut count = 0;
    while let Some(seen) = results.recv().await {
        count += 1;
        tally.add(seen.linted.as_ref());
        clean.remove(seen.uri.as_str());
        if pushes && let Some(linted) = &seen.linted {
            send(shared, &seen.uri, diagnostics::all(linted, &seen.uri, &engine, features)).await;
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
        for gone in clean {
            if let Ok(uri) = gone.parse::<Uri>()
                && shared.documents.get(&uri).is_none()
            {
                send(shared, &uri, Vec::new()).await;
            }
        }
    }
    if let Some(progress) = progress {
        let word = if cancelled { "stopped after" } else { "checked" };
        progress.finish_with_message(format!("{word} {} files", tally.files)).await;
    }
    if let Some(token) = &token {
        lock(&shared.scans.running).remove(&key(token));
    }
    if !pushes {
        shared.changed.notify_waiters();
        shared.ask_for_refresh().await;
    }
    tally.value(cancelled)
}

/// Sends diagnostics of a file that is not open, unless there were none and are none.
async fn send(shared: &Shared, uri: &Uri, diagnostics: Vec<Diagnostic>) {
    let known = {
        let mut sent = lock(&shared.scans.sent);
        if diagnostics.is_empty() { sent.remove(uri.as_str()) } else { !sent.insert(uri.as_str().to_owned()) }
    };
    if known || !diagnostics.is_empty() {
        shared.send_diagnostics(uri, diagnostics, None).await;
    }
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
            Some(Outcome::Pack(_) | Outcome::Config(_) | Outcome::Other) => {}
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

/// A document was closed: its diagnostics go, unless the workspace was scanned, which shows files as they are on disk.
pub(crate) async fn closed(shared: &Arc<Shared>, uri: &Uri) {
    shared.changed.notify_waiters();
    if !shared.pushes() {
        return;
    }
    let scanned = !lock(&shared.scans.sent).is_empty();
    match path_of(uri).filter(|path| scanned && is_text(path)) {
        Some(path) => {
            // The client shows those of the open document.
            lock(&shared.scans.sent).insert(uri.as_str().to_owned());
            rescan(shared, vec![(path, uri.clone())]).await;
        }
        None => shared.send_diagnostics(uri, Vec::new(), None).await,
    }
}

/// Tells of settings that cannot be heeded: in the file itself, and once in a message.
pub(crate) async fn broken(shared: &Arc<Shared>, error: &Arc<SettingsError>) {
    if !lock(&shared.scans.told).insert(error.to_string()) {
        return;
    }
    if let SettingsError::Mistakes(mistakes) = &**error {
        let mut paths: Vec<PathBuf> = Vec::new();
        for mistake in mistakes {
            if let Origin::Config(place) = &mistake.origin
                && !paths.iter().any(|known| **known == *place.path)
            {
                paths.push(place.path.to_path_buf());
            }
        }
        show_settings(shared, paths).await;
    }
    let first = error.to_string().lines().next().unwrap_or_default().to_owned();
    let text = format!("Scruple: the last good settings stay: {first}");
    shared.client.show_message(MessageType::WARNING, text).await;
}

/// Settings may have changed: what was said of them is said again where it still holds.
pub(crate) async fn settings_changed(shared: &Arc<Shared>) {
    lock(&shared.scans.told).clear();
    let known: Vec<PathBuf> = lock(&shared.scans.settings).drain().collect();
    show_settings(shared, known).await;
}

/// Sends what is wrong with settings files that are not open.
async fn show_settings(shared: &Arc<Shared>, paths: Vec<PathBuf>) {
    if !shared.pushes() {
        return;
    }
    let engine = shared.engine().await;
    for path in paths {
        let Some(uri) = Uri::from_file_path(&path).filter(|uri| shared.documents.get(uri).is_none()) else {
            continue;
        };
        let own = (path.clone(), uri.clone(), engine.clone());
        let work = move || lint_file(&own.0, &own.1, &own.2, &mut Bench::default());
        let Ok(linted) = tokio::task::spawn_blocking(work).await else { continue };
        let all = linted
            .map(|linted| diagnostics::all(&linted, &uri, &engine, shared.features()))
            .unwrap_or_default();
        if !all.is_empty() {
            lock(&shared.scans.settings).insert(path);
        }
        shared.send_diagnostics(&uri, all, None).await;
    }
}

/// Files changed on disk.
pub(crate) async fn changed(shared: &Arc<Shared>, uris: Vec<Uri>) {
    shared.changed.notify_waiters();
    if !shared.pushes() || lock(&shared.scans.sent).is_empty() {
        return;
    }
    let files = uris.into_iter().filter(|uri| shared.documents.get(uri).is_none());
    let files: Vec<(PathBuf, Uri)> =
        files.filter_map(|uri| path_of(&uri).filter(|path| is_text(path)).map(|path| (path, uri))).collect();
    rescan(shared, files).await;
}

async fn rescan(shared: &Arc<Shared>, files: Vec<(PathBuf, Uri)>) {
    let engine = shared.engine().await;
    let mut results = each(files, &engine, &Arc::default());
    while let Some(seen) = results.recv().await {
        let found = seen.linted.as_ref();
        let all = found.map(|linted| diagnostics::all(linted, &seen.uri, &engine, shared.features()));
        send(shared, &seen.uri, all.unwrap_or_default()).await;
    }
}
