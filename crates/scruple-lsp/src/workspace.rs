//! The files of the workspace that are not open.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use ignore::WalkBuilder;
use ropey::Rope;
use scruple::source::{Format, decode};
use serde_json::json;
use tokio::sync::mpsc::{Receiver, channel};

use crate::diagnostics;
use crate::document::{Kind, Snapshot};
use crate::engine::Engine;
use crate::lint::{self, Bench, Linted};
use crate::lsp::{Diagnostic, Registration, Uri};
use crate::shared::{Shared, lock};
use crate::troubles;

/// The endings of files that are linted when met in a folder: those of `scruple check`, but for documents that are no
/// text as they stand.
pub(crate) const ENDINGS: [&str; 15] = [
    "md", "markdown", "mdx", "html", "htm", "xhtml", "txt", "text", "adoc", "asciidoc", "asc", "rst", "rest",
    "srt", "vtt",
];
/// Greater files are no texts that a person wrote.
const LARGEST: u64 = 256 << 20;
/// Where more than so many files change at once, all are looked at.
const MANY: usize = 200;
/// So many files are linted at a time at most.
const HANDS: usize = 4;

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

/// The files of the folders, sorted; of these paths only, and of what lies in them, where there are any.
fn files(folders: &[PathBuf], engine: &Arc<Engine>, only: Option<Vec<PathBuf>>) -> Vec<PathBuf> {
    let Some((first, others)) = folders.split_first() else { return Vec::new() };
    let mut builder = WalkBuilder::new(first);
    for folder in others {
        builder.add(folder);
    }
    builder.require_git(false).add_custom_ignore_filename(".scrupleignore");
    let enters = engine.clone();
    builder.filter_entry(move |entry| {
        let (path, folder) = (entry.path(), entry.file_type().is_some_and(|kind| kind.is_dir()));
        let near = |wanted: &PathBuf| wanted.starts_with(path) || path.starts_with(wanted);
        only.as_ref().is_none_or(|only| only.iter().any(near)) && (!folder || enters.enters(path))
    });
    let mut found: Vec<PathBuf> = builder
        .build()
        .flatten()
        .filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()))
        .filter(|entry| is_own(entry.path()) || engine.takes(entry.path(), has_known_ending(entry.path())))
        .map(ignore::DirEntry::into_path)
        .collect();
    found.sort();
    found.dedup();
    found
}

/// Whether the server reads the file itself.
fn is_own(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| name == scruple_config::FILE_NAME || name == scruple_config::approved::FILE)
}

fn has_known_ending(path: &Path) -> bool {
    // What a word processor keeps beside a document that is open is none.
    let kept = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("~$"));
    !kept
        && path
            .extension()
            .is_some_and(|ending| ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

/// Lints a file, as that kind or as what its name says; `None` for what cannot be read or is not text.
pub(crate) fn lint_file(
    path: &Path,
    uri: &Uri,
    kind: Option<Kind>,
    engine: &Engine,
    bench: &mut Bench,
) -> Option<Linted> {
    if fs::metadata(path).ok()?.len() > LARGEST {
        return None;
    }
    let bytes = fs::read(path).ok()?;
    let decoded = decode::decode(&bytes).ok()?;
    let name = path.to_string_lossy();
    let kind = kind.unwrap_or_else(|| match Kind::of("", &name) {
        own @ (Kind::Settings | Kind::Register) => own,
        // Settings say that it is a text, whatever its ending.
        _ => Kind::Prose(Format::from_path(&name)),
    });
    let text = Rope::from_str(&decoded.text);
    let snapshot = Snapshot { uri: uri.clone(), kind, text, version: 0, serial: 0 };
    Some(lint::lint(snapshot, engine, bench))
}

/// A file after its lint.
pub(crate) struct Seen {
    pub path: PathBuf,
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
                let linted = lint_file(path, uri, None, &engine, &mut bench);
                if sender.blocking_send(Seen { path: path.clone(), uri: uri.clone(), linted }).is_err() {
                    return;
                }
            }
        });
    }
    results
}

/// The files of the workspace that are not open, with their names for the protocol.
pub(crate) async fn closed_files(shared: &Shared) -> Vec<(PathBuf, Uri)> {
    closed_among(shared, None).await
}

/// The same, of these paths only, and of what lies in them.
async fn closed_among(shared: &Shared, only: Option<Vec<PathBuf>>) -> Vec<(PathBuf, Uri)> {
    let folders = lock(&shared.folders).clone();
    let engine = shared.engine().await;
    let found = tokio::task::spawn_blocking(move || files(&folders, &engine, only)).await.unwrap_or_default();
    watch(shared, &found);
    let open: HashSet<PathBuf> = shared.documents.all().iter().filter_map(|(uri, _)| path_of(uri)).collect();
    let sent = lock(&shared.scans.sent).clone();
    let named = |path: PathBuf| {
        let uri = sent.get(&path).cloned().or_else(|| Uri::from_file_path(&path))?;
        Some((path, uri))
    };
    found.into_iter().filter(|path| !open.contains(path)).filter_map(named).collect()
}

/// Asks to be told of changes of files whose endings only settings know.
fn watch(shared: &Shared, found: &[PathBuf]) {
    if !shared.features().watch_files {
        return;
    }
    let others = found.iter().filter(|path| !has_known_ending(path) && !is_own(path));
    let endings = others.filter_map(|path| path.extension()?.to_str());
    // A glob takes these for what they are.
    let plain = endings.filter(|ending| ending.chars().all(char::is_alphanumeric));
    let mut known = lock(&shared.scans.endings);
    let new: Vec<&str> = plain.filter(|ending| known.insert((*ending).to_owned())).collect();
    let registrations: Vec<Registration> = new
        .into_iter()
        .map(|ending| Registration {
            id: format!("files-{ending}"),
            method: "workspace/didChangeWatchedFiles".to_owned(),
            register_options: Some(json!({"watchers": [{"globPattern": format!("**/*.{ending}")}]})),
        })
        .collect();
    if !registrations.is_empty() {
        let client = shared.client.clone();
        tokio::spawn(async move { client.register_capability(registrations).await });
    }
}

/// Sends diagnostics of a file that is not open, unless there were none and are none.
pub(crate) async fn send(shared: &Shared, seen: &Seen, diagnostics: Vec<Diagnostic>) {
    if shared.documents.at_path(&seen.path).is_some() {
        return;
    }
    let known = {
        let mut sent = lock(&shared.scans.sent);
        if diagnostics.is_empty() {
            sent.remove(&seen.path).is_some()
        } else {
            sent.insert(seen.path.clone(), seen.uri.clone()).is_some()
        }
    };
    if known || !diagnostics.is_empty() {
        shared.send_diagnostics(&seen.uri, diagnostics, None).await;
    }
}

/// Takes the diagnostics of files back that are not to be shown any more.
pub(crate) async fn clear(shared: &Shared, gone: HashMap<PathBuf, Uri>) {
    for (path, uri) in gone {
        send(shared, &Seen { path, uri, linted: None }, Vec::new()).await;
    }
}

/// A document was closed: its diagnostics go, unless the workspace was scanned, which shows files as they are on disk.
pub(crate) async fn closed(shared: &Arc<Shared>, uri: &Uri) {
    shared.changed.notify_waiters();
    if !shared.pushes() {
        return;
    }
    let path = path_of(uri);
    if let Some(path) = &path
        && troubles::closed(shared, path).await
    {
        return;
    }
    match path.filter(|_| shared.scans.any()) {
        Some(path) => {
            // The client shows those of the open document.
            lock(&shared.scans.sent).insert(path.clone(), uri.clone());
            // By itself: a look at all files may be under way, and the document may be opened again meanwhile.
            let shared = shared.clone();
            tokio::spawn(async move { look_at(&shared, vec![path]).await });
        }
        None => shared.send_diagnostics(uri, Vec::new(), None).await,
    }
}

/// Files and folders changed on disk; `rebuilding` says that settings are among them, after which all is looked at.
pub(crate) async fn changed(shared: &Arc<Shared>, uris: Vec<Uri>, rebuilding: bool) {
    shared.changed.notify_waiters();
    if shared.pushes() && !rebuilding && shared.scans.any() {
        look_at(shared, uris.iter().filter_map(path_of).collect()).await;
    }
}

/// Looks at files and folders again, as the scan would: what it would not take is not shown.
async fn look_at(shared: &Arc<Shared>, paths: Vec<PathBuf>) {
    if paths.len() > MANY {
        return scan_again(shared).await;
    }
    let _turn = shared.scans.turn.lock().await;
    let files = closed_among(shared, Some(paths.clone())).await;
    let mut gone = lock(&shared.scans.sent).clone();
    gone.retain(|known, _| paths.iter().any(|path| known.starts_with(path)));
    look(shared, files, gone).await;
}

/// Looks at all files again, where the workspace was scanned before.
pub(crate) async fn scan_again(shared: &Arc<Shared>) {
    if !shared.pushes() || !shared.scans.any() {
        return;
    }
    let _turn = shared.scans.turn.lock().await;
    let files = closed_files(shared).await;
    let gone = lock(&shared.scans.sent).clone();
    look(shared, files, gone).await;
}

/// Lints files and sends what is found; of what is `gone` unless it is among them, nothing is left.
async fn look(shared: &Arc<Shared>, files: Vec<(PathBuf, Uri)>, mut gone: HashMap<PathBuf, Uri>) {
    let generation = shared.generation();
    for (path, _) in &files {
        gone.remove(path);
    }
    clear(shared, gone).await;
    let engine = shared.engine().await;
    let stop = Arc::new(AtomicBool::new(false));
    let _guard = Stop(stop.clone());
    let mut results = each(files, &engine, &stop);
    while let Some(seen) = results.recv().await {
        if shared.generation() != generation {
            // All is looked at again once the new linter is there.
            return;
        }
        let found = seen.linted.as_ref();
        let all = found.map(|linted| diagnostics::all(linted, &seen.uri, &engine, shared.features()));
        send(shared, &seen, all.unwrap_or_default()).await;
    }
}
