//! What a person may decide on a finding: to set it aside with a reason, to record it as an approved claim, or to do
//! without its rule in the whole folder.

use std::fs;
use std::path::{Path, PathBuf};

use ropey::Rope;
use scruple::Finding;
use scruple::finding::Scope;
use scruple::rule::review;
use scruple::suppress::suppression;
use scruple_config::approved::{self, NewEntry};
use scruple_config::words::Text;
use scruple_config::{FILE_NAME, with_ignored};
use serde::{Deserialize, Serialize};

use crate::engine::Applied;
use crate::features::Features;
use crate::lint::Linted;
use crate::lsp::{
    CreateFile, CreateFileOptions, DocumentChangeOperation, DocumentChanges, OneOf,
    OptionalVersionedTextDocumentIdentifier, ResourceOp, TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
};
use crate::workspace::path_of;

/// The reason of a comment until the writer gives one; as long as it stands there, the comment sets nothing aside and
/// says so.
const REASON: &str = "reason";

/// A decision on a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Decision {
    /// A comment sets it aside.
    Suppress,
    /// The register of approved claims gets an entry.
    Approve,
    /// The settings file turns the rule off.
    Ignore,
}

impl Decision {
    /// All of them, in the order in which they are offered.
    pub(crate) const ALL: [Self; 3] = [Self::Suppress, Self::Approve, Self::Ignore];

    /// What is offered.
    pub(crate) fn title(self, finding: &Finding) -> String {
        match self {
            Self::Suppress => format!("Set {} aside here, with a reason", finding.code),
            Self::Approve => format!("Record {} as an approved claim in {}", finding.code, approved::FILE),
            Self::Ignore => format!("Ignore {} in {FILE_NAME}, for all documents beside it", finding.code),
        }
    }

    /// Whether it can be offered, told without making anything of it.
    pub(crate) fn is_for(self, finding: &Finding, uri: &Uri, features: &Features) -> bool {
        let decided = finding.category == review::CATEGORY;
        match self {
            Self::Suppress => !decided,
            Self::Approve => {
                !decided && finding.scope == Scope::Span && features.versioned_edits && path_of(uri).is_some()
            }
            Self::Ignore => !decided && features.versioned_edits && path_of(uri).is_some(),
        }
    }
}

/// The comment that sets a finding of a document aside.
pub(crate) fn suppress(
    linted: &Linted,
    applied: &Applied,
    finding: &Finding,
    features: &Features,
) -> Option<TextEdit> {
    let made = suppression(&linted.text.to_string(), applied.format_of(linted)?, finding, REASON)?;
    let range = features.encoding.range(&linted.text, made.edit.start..made.edit.end);
    Some(TextEdit { range, new_text: made.edit.text })
}

/// The change that adds a finding to the register: who approves it, and what it rests on, is for the writer to fill in.
pub(crate) fn approve(
    uri: &Uri,
    linted: &Linted,
    applied: &Applied,
    finding: &Finding,
    features: &Features,
) -> Option<WorkspaceEdit> {
    let path = path_of(uri)?;
    let text = Text::read(&linted.text.to_string(), applied.format_of(linted)?);
    let passage = text.passage(&(finding.start.byte..finding.end.byte))?;
    let entry = NewEntry {
        text: passage.text,
        is_pattern: false,
        rules: vec![finding.code.to_string()],
        markets: linted.report()?.markets.clone(),
        product: None,
        approver: String::new(),
        approved: None,
        until: None,
        substantiation: None,
    };
    let register = register(&path, applied);
    let old = fs::read_to_string(&register).ok();
    let before =
        if old.as_deref().is_none_or(|old| old.is_empty() || old.ends_with('\n')) { "" } else { "\n" };
    let end = old.as_deref().map_or(0, str::len);
    let new_text = format!("{before}{}", approved::draft(&entry));
    in_file(&register, old.as_deref(), (end..end, new_text), features)
}

/// The change that turns a rule off in the settings file that holds, or in a new one at the root of the repository, or
/// else beside the document. A settings file that is broken is mended first.
pub(crate) fn ignore(
    uri: &Uri,
    applied: &Applied,
    finding: &Finding,
    features: &Features,
) -> Option<WorkspaceEdit> {
    let path = path_of(uri)?;
    let root = path.ancestors().skip(1).find(|folder| folder.join(".git").exists()).or(path.parent())?;
    let file = applied.settings_file().map_or_else(|| root.join(FILE_NAME), Path::to_owned);
    let old = fs::read_to_string(&file).ok();
    let before = old.as_deref().unwrap_or_default();
    let after = with_ignored(before, &finding.code).ok()?;
    in_file(&file, old.as_deref(), difference(before, &after), features)
}

/// The bytes of the old text that are others in the new one, and what stands there now.
fn difference(old: &str, new: &str) -> (std::ops::Range<usize>, String) {
    let head: usize =
        old.chars().zip(new.chars()).take_while(|(one, other)| one == other).map(|(c, _)| c.len_utf8()).sum();
    let (old, new) = (&old[head..], &new[head..]);
    let alike = old.chars().rev().zip(new.chars().rev()).take_while(|(one, other)| one == other);
    let tail: usize = alike.map(|(c, _)| c.len_utf8()).sum();
    (head..head + old.len() - tail, new[..new.len() - tail].to_owned())
}

/// A replacement in another file, whose text is this as it stands on disk; the file is made where there is none.
fn in_file(
    file: &Path,
    old: Option<&str>,
    (bytes, new_text): (std::ops::Range<usize>, String),
    features: &Features,
) -> Option<WorkspaceEdit> {
    let rope = Rope::from_str(old.unwrap_or_default());
    let range = features.encoding.range(&rope, bytes);
    let target = Uri::from_file_path(file)?;
    let edit = TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier { uri: target.clone(), version: None },
        edits: vec![OneOf::Left(TextEdit { range, new_text })],
    };
    let changes = match (old.is_some(), features.creates_files) {
        (true, _) => DocumentChanges::Edits(vec![edit]),
        (false, true) => {
            let options = CreateFileOptions { overwrite: Some(false), ignore_if_exists: Some(true) };
            let create = CreateFile { uri: target, options: Some(options), annotation_id: None };
            DocumentChanges::Operations(vec![
                DocumentChangeOperation::Op(ResourceOp::Create(create)),
                DocumentChangeOperation::Edit(edit),
            ])
        }
        (false, false) => return None,
    };
    Some(WorkspaceEdit { document_changes: Some(changes), ..WorkspaceEdit::default() })
}

/// The register that an entry goes to: one that the settings name, the nearest one, or a new one beside the settings or
/// the document.
fn register(path: &Path, applied: &Applied) -> PathBuf {
    let beside = |file: &Path| file.parent().map(|folder| folder.join(approved::FILE));
    applied
        .registers()
        .first()
        .cloned()
        .or_else(|| approved::path_of_nearest(path))
        .or_else(|| applied.settings_file().and_then(beside))
        .or_else(|| beside(path))
        .unwrap_or_else(|| PathBuf::from(approved::FILE))
}
