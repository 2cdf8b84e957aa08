//! What the handlers share.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use serde::Serialize;
use tokio::sync::{Notify, watch};

use crate::Clock;
use crate::diagnostics::Sent;
use crate::document::{Document, Snapshot};
use crate::engine::{Engine, Kept};
use crate::features::Features;
use crate::lint::{self, Linted};
use crate::lsp::{Client, Diagnostic, MessageType, PublishDiagnosticsParams, Uri};
use crate::packs;
use crate::scan::Scans;
use crate::settings::{Settings, speaks};
use crate::transport::Outbox;
use crate::troubles;
use crate::workspace;

/// What the handlers share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub client: Client,
    outbox: Outbox,
    pub documents: Documents,
    pub folders: Mutex<Vec<PathBuf>>,
    pub scans: Scans,
    /// A lint has failed before.
    pub failed: AtomicBool,
    /// Counts notifications whose handlers were reached.
    pub heard: Arc<AtomicU64>,
    /// `shutdown` was asked for.
    pub shutdown: AtomicBool,
    /// The process of the client, once it is known.
    pub process: watch::Sender<Option<u32>>,
    /// Something changed that the diagnostics of the workspace depend on.
    pub changed: Notify,
    /// Tells what day it is.
    clock: Clock,
    features: OnceLock<Features>,
    /// What the client said when the session began; none before.
    initial: OnceLock<Settings>,
    settings: Mutex<Settings>,
    /// Those of the settings of which linters could be built.
    in_force: Mutex<Settings>,
    /// Why the others are not used.
    unused: Mutex<Option<String>>,
    engine: watch::Sender<Option<Arc<Engine>>>,
    /// What outlives the engine.
    kept: Kept,
    /// Counts settings that were asked for, so that an old linter never replaces a new one.
    asked: AtomicU64,
}

/// Locks, whatever happened to the last one who did.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    pub(crate) fn new(client: Client, outbox: Outbox, clock: Clock) -> Self {
        Self {
            client,
            outbox,
            clock,
            documents: Documents::default(),
            folders: Mutex::default(),
            scans: Scans::default(),
            failed: AtomicBool::new(false),
            heard: Arc::default(),
            shutdown: AtomicBool::new(false),
            process: watch::Sender::new(None),
            changed: Notify::new(),
            features: OnceLock::new(),
            initial: OnceLock::new(),
            settings: Mutex::default(),
            in_force: Mutex::default(),
            unused: Mutex::default(),
            engine: watch::Sender::new(None),
            kept: Kept::default(),
            asked: AtomicU64::new(0),
        }
    }

    /// What the client can do; nothing before it has said so.
    pub(crate) fn features(&self) -> &Features {
        static NOTHING: OnceLock<Features> = OnceLock::new();
        self.features.get().unwrap_or_else(|| NOTHING.get_or_init(Features::default))
    }

    pub(crate) fn set_features(&self, features: Features) {
        let _ = self.features.set(features);
    }

    /// Whether diagnostics are sent without being asked for.
    pub(crate) fn pushes(&self) -> bool {
        !self.features().pulls
    }

    pub(crate) fn settings(&self) -> Settings {
        lock(&self.settings).clone()
    }

    /// The linter; waits for the first one.
    pub(crate) async fn engine(&self) -> Arc<Engine> {
        let mut engine = self.engine.subscribe();
        let found = engine.wait_for(Option::is_some).await.ok().and_then(|engine| engine.clone());
        match found {
            Some(engine) => engine,
            // The sender lives as long as this.
            None => std::future::pending().await,
        }
    }

    /// Counts the linters there have been.
    pub(crate) fn generation(&self) -> u64 {
        self.asked.load(Ordering::Relaxed)
    }

    /// Takes new settings in place of the former ones: builds the linter beside the messages, then lints what is open
    /// again. What is wrong is told, and what was in force in its place stays so. Where nothing is said of this server,
    /// what was said when the session began holds.
    pub(crate) fn configure(self: &Arc<Self>, value: &serde_json::Value) {
        let (settings, wrong) = {
            let mut own = lock(&self.settings);
            let plain = Settings::default();
            let base = if speaks(value) { &plain } else { self.initial.get().unwrap_or(&plain) };
            let (new, wrong) = own.update(base, value);
            let _ = self.initial.set(new.clone());
            if *own == new && wrong.is_empty() && self.engine.borrow().is_some() {
                return;
            }
            own.clone_from(&new);
            (new, wrong)
        };
        self.build(settings, wrong);
    }

    /// Builds the linters again, if one of these files is one of settings, or belongs to a pack they are made of. Tells
    /// whether it does.
    pub(crate) fn rebuild_for(self: &Arc<Self>, uris: &[Uri]) -> bool {
        let mut settings = self.settings();
        settings.place_packs(lock(&self.folders).first());
        let folders = settings.packs.iter().map(Path::new);
        let ours =
            |path: &Path| packs::is_pack_file(path) && folders.clone().any(|folder| path.starts_with(folder));
        let engine = self.engine.borrow().clone();
        let found = |path: &Path| engine.as_ref().is_some_and(|engine| engine.depends_on(path));
        let needed = uris.iter().filter_map(workspace::path_of).any(|path| ours(&path) || found(&path));
        if needed {
            self.rebuild();
        }
        needed
    }

    /// Builds the linters of the settings that hold, as the disk is now.
    pub(crate) fn rebuild(self: &Arc<Self>) {
        self.build(self.settings(), Vec::new());
    }

    /// Builds the linters again where the settings of a document changed on disk and the client, which does not watch
    /// files, could not tell.
    pub(crate) fn look_again(self: &Arc<Self>, uri: &Uri) {
        if self.features().watch_files {
            return;
        }
        let (Some(engine), Some(path)) = (self.engine.borrow().clone(), workspace::path_of(uri)) else {
            return;
        };
        let shared = self.clone();
        tokio::task::spawn_blocking(move || {
            if engine.is_outdated(&path) {
                shared.rebuild();
            }
        });
    }

    fn build(self: &Arc<Self>, mut settings: Settings, mut wrong: Vec<String>) {
        let root = lock(&self.folders).first().cloned();
        settings.place_packs(root.as_ref());
        let asked = self.asked.fetch_add(1, Ordering::Relaxed) + 1;
        let shared = self.clone();
        let before = lock(&self.in_force).clone();
        let (kept, clock) = (self.kept.clone(), self.clock);
        tokio::spawn(async move {
            let work = tokio::task::spawn_blocking(move || {
                Engine::build(asked, (&settings, &before), root.as_deref(), &kept, clock)
            });
            let Ok((engine, in_force, unused)) = work.await else { return };
            let known = std::mem::replace(&mut *lock(&shared.unused), unused.clone());
            // As long as it stays so, one message is enough.
            wrong.extend(unused.filter(|unused| known.as_ref() != Some(unused)));
            if shared.generation() == asked {
                *lock(&shared.in_force) = in_force;
                let before = shared.engine.send_replace(Some(Arc::new(engine)));
                // What was opened before the first linter was ready waits for it.
                if before.is_some() {
                    troubles::settings_changed(&shared).await;
                    shared.relint().await;
                    workspace::scan_again(&shared).await;
                }
            }
            for text in wrong {
                shared.client.show_message(MessageType::WARNING, format!("Scruple: {text}")).await;
            }
        });
    }

    /// Lints everything that is open again.
    async fn relint(self: &Arc<Self>) {
        for (uri, document) in self.documents.all() {
            document.touch(self.documents.serial());
            lint::schedule(self, &uri, &document);
        }
        self.changed.notify_waiters();
        self.ask_for_refresh().await;
    }

    /// Tells the client to ask again for what it has asked for.
    pub(crate) async fn ask_for_refresh(&self) {
        if self.features().pulls && self.features().refresh_diagnostics {
            let _ = self.client.workspace_diagnostic_refresh().await;
        }
        if self.features().refresh_lenses {
            let _ = self.client.code_lens_refresh().await;
        }
    }

    /// Sends the diagnostics of a lint.
    pub(crate) async fn publish(&self, uri: &Uri, linted: &Linted) {
        #[derive(Serialize)]
        struct Published<'l> {
            uri: &'l Uri,
            diagnostics: Sent<'l>,
            version: i32,
        }
        let engine = self.engine().await;
        let diagnostics = Sent { linted, uri, engine: &engine, features: self.features() };
        let params = Published { uri, diagnostics, version: linted.version };
        self.outbox.notify("textDocument/publishDiagnostics", &params).await;
    }

    /// Sends diagnostics, of a version or of a file that is not open.
    pub(crate) async fn send_diagnostics(
        &self,
        uri: &Uri,
        diagnostics: Vec<Diagnostic>,
        version: Option<i32>,
    ) {
        let params = PublishDiagnosticsParams::new(uri.clone(), diagnostics, version);
        self.outbox.notify("textDocument/publishDiagnostics", &params).await;
    }
}

/// The documents that are open.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    map: Mutex<HashMap<String, (Uri, Arc<Document>)>>,
    serial: AtomicU64,
}

impl Documents {
    /// A number that no state of a document had before.
    pub(crate) fn serial(&self) -> u64 {
        self.serial.fetch_add(1, Ordering::Relaxed) + 1
    }

    pub(crate) fn open(&self, snapshot: Snapshot) -> Arc<Document> {
        let mut map = lock(&self.map);
        let uri = snapshot.uri.clone();
        if let Some((_, known)) = map.get(uri.as_str()) {
            known.open(snapshot);
            return known.clone();
        }
        let document = Arc::new(Document::new(snapshot));
        map.insert(uri.as_str().to_owned(), (uri, document.clone()));
        document
    }

    /// An open document.
    pub(crate) fn get(&self, uri: &Uri) -> Option<Arc<Document>> {
        let map = lock(&self.map);
        map.get(uri.as_str()).map(|(_, document)| document.clone()).filter(|document| document.is_open())
    }

    /// The open document at a path, however the client spells it.
    pub(crate) fn at_path(&self, path: &Path) -> Option<Snapshot> {
        let map = lock(&self.map);
        let mut all = map.values();
        all.find_map(|(uri, document)| {
            let here = workspace::path_of(uri).is_some_and(|own| own == path);
            if here { document.snapshot() } else { None }
        })
    }

    /// All open documents.
    pub(crate) fn all(&self) -> Vec<(Uri, Arc<Document>)> {
        lock(&self.map).values().filter(|(_, document)| document.is_open()).cloned().collect()
    }

    /// Forgets a document, unless it was opened again.
    pub(crate) fn forget_closed(&self, uri: &Uri) {
        let mut map = lock(&self.map);
        if map.get(uri.as_str()).is_some_and(|(_, document)| !document.is_open()) {
            map.remove(uri.as_str());
        }
    }
}
