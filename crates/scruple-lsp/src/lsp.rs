//! All that this crate takes from the protocol's crates. Nothing else names them, so that a change of theirs is met
//! here and nowhere else.

pub(crate) use tower_lsp::jsonrpc::{Error, ErrorCode, Id, Request, Response, Result};
pub(crate) use tower_lsp::ls_types::{
    ClientCapabilities, CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams,
    CodeActionResponse, CodeDescription, CodeLens, CodeLensParams, Command, CompletionItem,
    CompletionItemKind, CompletionList, CompletionParams, CompletionResponse, CompletionTextEdit,
    ConfigurationItem, CreateFile, CreateFileOptions, Diagnostic, DiagnosticRelatedInformation,
    DiagnosticSeverity, DiagnosticTag, DidChangeConfigurationParams, DidChangeTextDocumentParams,
    DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, DidSaveTextDocumentParams, DocumentChangeOperation, DocumentChanges,
    DocumentDiagnosticParams, DocumentDiagnosticReport, DocumentDiagnosticReportResult, DocumentLink,
    DocumentLinkParams, Documentation, ExecuteCommandParams, FullDocumentDiagnosticReport, Hover,
    HoverContents, HoverParams, InitializeParams, InitializeResult, InitializedParams, InsertTextFormat,
    LSPAny, Location, MarkupContent, MarkupKind, MessageType, NumberOrString, OneOf,
    OptionalVersionedTextDocumentIdentifier, Position, PositionEncodingKind, ProgressToken,
    PublishDiagnosticsParams, Range, Registration, RelatedFullDocumentDiagnosticReport,
    RelatedUnchangedDocumentDiagnosticReport, ResourceOp, ResourceOperationKind,
    TextDocumentContentChangeEvent, TextDocumentEdit, TextEdit, UnchangedDocumentDiagnosticReport, Uri,
    WorkDoneProgressCancelParams, WorkspaceDiagnosticParams, WorkspaceDiagnosticReport,
    WorkspaceDiagnosticReportResult, WorkspaceDocumentDiagnosticReport, WorkspaceEdit,
    WorkspaceFullDocumentDiagnosticReport, WorkspaceUnchangedDocumentDiagnosticReport,
};
pub(crate) use tower_lsp::{Client, ClientSocket, LanguageServer, LspService};
