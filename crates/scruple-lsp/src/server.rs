//! The handlers. Each is short: what it does is done in the module of its name.
//!
//! What stores or drops text is done before the first wait of its handler, so that it is done in the order in which the
//! messages came; nothing is asked of the client in there.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use ropey::Rope;
use serde_json::json;

use crate::decisions::Desk;
use crate::document::{Changed, Document, Kind, Snapshot};
use crate::features::Features;
use crate::heed::Applied;
use crate::lint::{self, Linted, Outcome};
use crate::lsp::{
    CodeAction, CodeActionParams, CodeActionResponse, CodeLens, CodeLensParams, CompletionList,
    CompletionParams, CompletionResponse, ConfigurationItem, DidChangeConfigurationParams,
    DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams,
    DocumentDiagnosticParams, DocumentDiagnosticReport, DocumentDiagnosticReportResult, DocumentLink,
    DocumentLinkParams, Error, ExecuteCommandParams, FullDocumentDiagnosticReport, Hover, HoverParams,
    InitializeParams, InitializeResult, InitializedParams, LSPAny, LanguageServer, MessageType, Registration,
    RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport, Result,
    UnchangedDocumentDiagnosticReport, Uri, WorkDoneProgressCancelParams, WorkspaceDiagnosticParams,
    WorkspaceDiagnosticReport, WorkspaceDiagnosticReportResult,
};
use crate::settings::speaks;
use crate::shared::{Shared, lock};
use crate::{
    actions, completion, config_file, diagnostics, hover, lens, links, pack_file, pull, scan, workspace,
};

/// The language server.
#[derive(Debug)]
pub(crate) struct Server {
    shared: Arc<Shared>,
}

impl Server {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    /// `window/workDoneProgress/cancel`
    pub(crate) async fn cancel_progress(&self, params: WorkDoneProgressCancelParams) {
        self.shared.scans.cancel(&params.token);
    }

    /// An open document and the lint of it as it stands.
    async fn linted(&self, uri: &Uri) -> Option<(Arc<Document>, Arc<Linted>)> {
        let document = self.shared.documents.get(uri)?;
        let linted = document.current().await?;
        Some((document, linted))
    }

    /// Counts that a notification was understood.
    fn heard(&self) {
        self.shared.heard.fetch_add(1, Ordering::Relaxed);
    }

    fn log(&self, text: String) {
        let shared = self.shared.clone();
        tokio::spawn(async move { shared.client.log_message(MessageType::WARNING, text).await });
    }

    /// Asks for the settings, where the client has them to give.
    fn fetch_settings(&self) {
        let shared = self.shared.clone();
        tokio::spawn(async move {
            let item = ConfigurationItem { scope_uri: None, section: Some("scruple".to_owned()) };
            if let Ok(values) = shared.client.configuration(vec![item]).await
                && let Some(value) = values.first()
            {
                shared.configure(value);
            }
        });
    }
}

fn registrations(features: &Features) -> Vec<Registration> {
    let mut out = Vec::new();
    if features.watch_configuration {
        out.push(Registration {
            id: "configuration".to_owned(),
            method: "workspace/didChangeConfiguration".to_owned(),
            register_options: Some(json!({"section": "scruple"})),
        });
    }
    if features.watch_files {
        let endings = workspace::ENDINGS.join(",");
        out.push(Registration {
            id: "files".to_owned(),
            method: "workspace/didChangeWatchedFiles".to_owned(),
            register_options: Some(
                json!({"watchers": [{"globPattern": format!("**/*.{{{endings},yaml,yml,tsv,toml}}")}]}),
            ),
        });
    }
    out
}

/// The folders the editor works in.
fn folders(params: &InitializeParams) -> Vec<PathBuf> {
    let named = params.workspace_folders.as_deref().unwrap_or_default();
    let mut found: Vec<PathBuf> = named.iter().filter_map(|folder| workspace::path_of(&folder.uri)).collect();
    if found.is_empty() {
        #[expect(deprecated, reason = "older clients send nothing else")]
        let root = params.root_uri.as_ref();
        found.extend(root.and_then(workspace::path_of));
    }
    found
}

impl LanguageServer for Server {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let features = Features::of(&params.capabilities);
        *lock(&self.shared.folders) = folders(&params);
        self.shared.process.send_replace(params.process_id);
        self.shared.configure(params.initialization_options.as_ref().unwrap_or(&LSPAny::Null));
        let answer = features.answer(self.shared.settings().workspace);
        self.shared.set_features(features);
        serde_json::from_value(answer).map_err(|_| Error::internal_error())
    }

    async fn initialized(&self, _: InitializedParams) {
        let features = self.shared.features();
        let registrations = registrations(features);
        if !registrations.is_empty() {
            let client = self.shared.client.clone();
            tokio::spawn(async move { client.register_capability(registrations).await });
        }
        if features.configuration {
            self.fetch_settings();
        }
    }

    async fn shutdown(&self) -> Result<()> {
        self.shared.shutdown.store(true, Ordering::Relaxed);
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        self.heard();
        let item = params.text_document;
        let snapshot = Snapshot {
            kind: Kind::of(&item.language_id, item.uri.path().as_str()),
            text: Rope::from_str(&item.text),
            version: item.version,
            serial: self.shared.documents.serial(),
            uri: item.uri.clone(),
        };
        let document = self.shared.documents.open(snapshot);
        lint::schedule(&self.shared, &item.uri, &document);
        self.shared.look_again(&item.uri);
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        self.heard();
        let uri = params.text_document.uri;
        let Some(document) = self.shared.documents.get(&uri) else {
            self.log(format!("a change of {} was passed over: it is not open", uri.as_str()));
            return;
        };
        let version = params.text_document.version;
        let serial = self.shared.documents.serial();
        let encoding = self.shared.features().encoding;
        match document.change(version, serial, encoding, &params.content_changes) {
            Changed::Done => lint::schedule(&self.shared, &uri, &document),
            Changed::Stale { known } => self.log(format!(
                "a change of {} to version {version} was passed over: version {known} is known",
                uri.as_str()
            )),
        }
    }

    async fn did_save(&self, params: DidSaveTextDocumentParams) {
        self.heard();
        // A client that watches no files tells so at least of those that are open.
        if !self.shared.rebuild_for(std::slice::from_ref(&params.text_document.uri)) {
            self.shared.look_again(&params.text_document.uri);
        }
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        self.heard();
        let uri = params.text_document.uri;
        let Some(document) = self.shared.documents.get(&uri) else {
            self.log(format!("{} was closed, but it is not open", uri.as_str()));
            return;
        };
        document.close(self.shared.documents.serial());
        lint::schedule(&self.shared, &uri, &document);
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        self.heard();
        if self.shared.features().configuration && !speaks(&params.settings) {
            self.fetch_settings();
        } else {
            self.shared.configure(&params.settings);
        }
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        self.heard();
        let mut folders = lock(&self.shared.folders);
        let first = folders.first().cloned();
        for gone in &params.event.removed {
            let gone = workspace::path_of(&gone.uri);
            folders.retain(|folder| Some(folder) != gone.as_ref());
        }
        folders.extend(params.event.added.iter().filter_map(|folder| workspace::path_of(&folder.uri)));
        let moved = first.as_ref() != folders.first();
        drop(folders);
        self.shared.changed.notify_waiters();
        if moved {
            // Packs are looked for in the first one.
            self.shared.rebuild();
        } else {
            let shared = self.shared.clone();
            tokio::spawn(async move { workspace::scan_again(&shared).await });
        }
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        self.heard();
        let uris: Vec<Uri> = params.changes.into_iter().map(|change| change.uri).collect();
        let rebuilding = self.shared.rebuild_for(&uris);
        let shared = self.shared.clone();
        tokio::spawn(async move { workspace::changed(&shared, uris, rebuilding).await });
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let at = params.text_document_position_params;
        let Some((document, linted)) = self.linted(&at.text_document.uri).await else { return Ok(None) };
        let Some(kind) = document.snapshot().map(|now| now.kind) else { return Ok(None) };
        let shared = self.shared.clone();
        let engine = shared.engine().await;
        let work = move || match kind {
            Kind::Settings => config_file::hover(&linted.text, at.position, &engine, shared.features()),
            Kind::Yaml if matches!(linted.outcome, Outcome::Pack(_)) => {
                pack_file::hover(&linted.text, at.position, shared.features())
            }
            _ => hover::at(&linted, kind, at.position, &engine, shared.features()),
        };
        tokio::task::spawn_blocking(work).await.map_err(|_| Error::internal_error())
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        let Some((_, linted)) = self.linted(&params.text_document.uri).await else { return Ok(None) };
        let shared = self.shared.clone();
        let engine = shared.engine().await;
        // Beside the messages: the edits of a whole document take their time.
        let work = move || {
            let uri = &params.text_document.uri;
            let desk = Desk::new(uri, &linted, shared.features(), &shared.documents);
            actions::list(&params, &desk, &engine)
        };
        tokio::task::spawn_blocking(work).await.map(Some).map_err(|_| Error::internal_error())
    }

    async fn code_action_resolve(&self, mut action: CodeAction) -> Result<CodeAction> {
        let Some(data) = action.data.take() else { return Ok(action) };
        let ticket: actions::Ticket =
            serde_json::from_value(data).map_err(|error| Error::invalid_params(error.to_string()))?;
        let linted = self.shared.documents.get(&ticket.uri).and_then(|document| document.last());
        // The text is another one: what the fix would change may be gone.
        let same = linted.filter(|linted| linted.serial == ticket.serial);
        let current = self.shared.documents.get(&ticket.uri).map(|document| document.serial());
        let Some(linted) = same.filter(|linted| Some(linted.serial) == current) else {
            return Err(Error::content_modified());
        };
        let shared = self.shared.clone();
        let work = move || {
            let desk = Desk::new(&ticket.uri, &linted, shared.features(), &shared.documents);
            actions::resolve(&ticket, &desk)
        };
        action.edit = tokio::task::spawn_blocking(work).await.map_err(|_| Error::internal_error())?;
        Ok(action)
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        let at = params.text_document_position;
        let Some(document) = self.shared.documents.get(&at.text_document.uri) else { return Ok(None) };
        let Some(now) = document.snapshot() else { return Ok(None) };
        let features = self.shared.features();
        let items = match now.kind {
            Kind::Prose(format) => {
                let linted = document.last();
                let markets = linted.as_ref().and_then(|linted| linted.applied()).map(Applied::markets);
                let format =
                    linted.as_ref().and_then(|linted| linted.applied()?.format_of(linted)).unwrap_or(format);
                completion::at(&now.text, at.position, (&markets.unwrap_or_default(), format), features)
            }
            Kind::Settings => {
                let engine = self.shared.engine().await;
                config_file::completion(&now.text, at.position, &engine, features)
            }
            Kind::Yaml => {
                let engine = self.shared.engine().await;
                let path = workspace::path_of(&at.text_document.uri);
                // A file that is begun says nothing of what it is, but where it lies.
                let ours = path.is_some_and(|path| engine.is_of_pack(&path))
                    || document.last().is_some_and(|linted| matches!(linted.outcome, Outcome::Pack(_)));
                if !ours {
                    return Ok(None);
                }
                pack_file::completion(&now.text, at.position, features)
            }
            _ => return Ok(None),
        };
        // The next letter may bring the list up, or take it down.
        Ok(Some(CompletionResponse::List(CompletionList { is_incomplete: true, items })))
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        if !self.shared.settings().code_lens {
            return Ok(None);
        }
        let Some((_, linted)) = self.linted(&params.text_document.uri).await else { return Ok(None) };
        Ok(Some(lens::of(&linted).into_iter().collect()))
    }

    async fn document_link(&self, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        let document = self.shared.documents.get(&params.text_document.uri);
        let Some(now) = document.and_then(|document| document.snapshot()) else { return Ok(None) };
        let (engine, encoding) = (self.shared.engine().await, self.shared.features().encoding);
        let work = move || links::of(&now.text, &engine, encoding);
        tokio::task::spawn_blocking(work).await.map(Some).map_err(|_| Error::internal_error())
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        let uri = params.text_document.uri;
        if self.shared.pushes() {
            return Err(Error::method_not_found());
        }
        let (items, result_id) = match self.linted(&uri).await {
            Some((_, linted)) => {
                let result_id = format!("d{}", linted.serial);
                if params.previous_result_id.as_ref() == Some(&result_id) {
                    let report = RelatedUnchangedDocumentDiagnosticReport {
                        related_documents: None,
                        unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
                    };
                    return Ok(DocumentDiagnosticReport::Unchanged(report).into());
                }
                let engine = self.shared.engine().await;
                (diagnostics::all(&linted, &uri, &engine, self.shared.features()), Some(result_id))
            }
            None => {
                self.log(format!("no diagnostics of {}: it is not open", uri.as_str()));
                (Vec::new(), None)
            }
        };
        let report = RelatedFullDocumentDiagnosticReport {
            related_documents: None,
            full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id, items },
        };
        Ok(DocumentDiagnosticReport::Full(report).into())
    }

    async fn workspace_diagnostic(
        &self,
        params: WorkspaceDiagnosticParams,
    ) -> Result<WorkspaceDiagnosticReportResult> {
        if self.shared.pushes() {
            return Err(Error::method_not_found());
        }
        let report = if self.shared.settings().workspace {
            pull::workspace(&self.shared, params).await
        } else {
            WorkspaceDiagnosticReport::default()
        };
        Ok(report.into())
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<LSPAny>> {
        if params.command != scan::COMMAND {
            return Err(Error::invalid_params(format!("unknown command \"{}\"", params.command)));
        }
        let token = params.work_done_progress_params.work_done_token;
        Ok(Some(scan::command(&self.shared, token).await))
    }
}
