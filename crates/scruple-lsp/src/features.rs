//! What the client can do, and what the server tells it in return.

use serde_json::{Value, json};

use crate::lsp::{ClientCapabilities, DiagnosticTag, MarkupKind, ResourceOperationKind};
use crate::position::Encoding;
use crate::scan::COMMAND;

/// What the client can do.
#[derive(Debug, Clone, Default)]
pub(crate) struct Features {
    pub encoding: Encoding,
    /// It asks for diagnostics, so none are sent unasked.
    pub pulls: bool,
    pub related: bool,
    pub code_description: bool,
    pub unnecessary: bool,
    pub diagnostic_data: bool,
    pub lazy_actions: bool,
    pub preferred_actions: bool,
    pub versioned_edits: bool,
    /// It can make new files.
    pub creates_files: bool,
    pub markdown_hover: bool,
    pub snippets: bool,
    pub progress: bool,
    pub refresh_diagnostics: bool,
    pub refresh_lenses: bool,
    pub configuration: bool,
    pub watch_configuration: bool,
    pub watch_files: bool,
}

impl Features {
    pub(crate) fn of(client: &ClientCapabilities) -> Self {
        let text = client.text_document.as_ref();
        let workspace = client.workspace.as_ref();
        let pull = text.and_then(|text| text.diagnostic.as_ref());
        let push = text.and_then(|text| text.publish_diagnostics.as_ref());
        let action = text.and_then(|text| text.code_action.as_ref());
        let has = |flag: Option<bool>| flag.unwrap_or(false);
        let tags = push.and_then(|push| push.tag_support.as_ref());
        let encodings = client.general.as_ref().and_then(|general| general.position_encodings.as_deref());
        // What a client tells of one way of getting diagnostics holds for the other: few repeat themselves.
        let either = |pull: Option<Option<bool>>, push: Option<Option<bool>>| {
            has(pull.flatten()) || has(push.flatten())
        };
        Self {
            encoding: Encoding::negotiate(encodings),
            pulls: pull.is_some(),
            related: either(
                pull.map(|pull| pull.related_information),
                push.map(|push| push.related_information),
            ),
            code_description: either(
                pull.map(|pull| pull.code_description_support),
                push.map(|push| push.code_description_support),
            ),
            unnecessary: tags.is_some_and(|tags| tags.value_set.contains(&DiagnosticTag::UNNECESSARY)),
            diagnostic_data: either(pull.map(|pull| pull.data_support), push.map(|push| push.data_support)),
            lazy_actions: action.is_some_and(|action| {
                has(action.data_support)
                    && action
                        .resolve_support
                        .as_ref()
                        .is_some_and(|support| support.properties.iter().any(|property| property == "edit"))
            }),
            preferred_actions: action.is_some_and(|action| has(action.is_preferred_support)),
            versioned_edits: workspace
                .and_then(|workspace| workspace.workspace_edit.as_ref())
                .is_some_and(|edit| has(edit.document_changes)),
            creates_files: workspace
                .and_then(|workspace| workspace.workspace_edit.as_ref())
                .and_then(|edit| edit.resource_operations.as_ref())
                .is_some_and(|known| known.contains(&ResourceOperationKind::Create)),
            markdown_hover: text
                .and_then(|text| text.hover.as_ref())
                .and_then(|hover| hover.content_format.as_ref())
                .is_some_and(|formats| formats.contains(&MarkupKind::Markdown)),
            snippets: text
                .and_then(|text| text.completion.as_ref())
                .and_then(|completion| completion.completion_item.as_ref())
                .is_some_and(|item| has(item.snippet_support)),
            progress: client.window.as_ref().is_some_and(|window| has(window.work_done_progress)),
            refresh_diagnostics: workspace
                .and_then(|workspace| workspace.diagnostics.as_ref())
                .is_some_and(|diagnostics| has(diagnostics.refresh_support)),
            refresh_lenses: workspace
                .and_then(|workspace| workspace.code_lens.as_ref())
                .is_some_and(|lens| has(lens.refresh_support)),
            configuration: workspace.is_some_and(|workspace| has(workspace.configuration)),
            watch_configuration: workspace
                .and_then(|workspace| workspace.did_change_configuration.as_ref())
                .is_some_and(|change| has(change.dynamic_registration)),
            watch_files: workspace
                .and_then(|workspace| workspace.did_change_watched_files.as_ref())
                .is_some_and(|watch| has(watch.dynamic_registration)),
        }
    }

    /// The server's answer to `initialize`.
    pub(crate) fn answer(&self, workspace_diagnostics: bool) -> Value {
        let mut capabilities = json!({
            "positionEncoding": self.encoding.as_str(),
            // Nothing is asked for before saving, so that saving is never delayed.
            "textDocumentSync": {"openClose": true, "change": 2, "save": {"includeText": false}},
            "hoverProvider": true,
            "codeActionProvider": {
                "codeActionKinds": ["quickfix", "source.fixAll.scruple"],
                "resolveProvider": true
            },
            "completionProvider": {"resolveProvider": false},
            "documentLinkProvider": {"resolveProvider": false},
            "codeLensProvider": {"resolveProvider": false},
            "executeCommandProvider": {"commands": [COMMAND], "workDoneProgress": true},
            "workspace": {"workspaceFolders": {"supported": true, "changeNotifications": true}}
        });
        if self.pulls
            && let Some(map) = capabilities.as_object_mut()
        {
            map.insert(
                "diagnosticProvider".to_owned(),
                json!({
                    "identifier": "scruple",
                    "interFileDependencies": false,
                    "workspaceDiagnostics": workspace_diagnostics
                }),
            );
        }
        json!({
            "capabilities": capabilities,
            "serverInfo": {"name": "scruple", "version": env!("CARGO_PKG_VERSION")}
        })
    }
}
