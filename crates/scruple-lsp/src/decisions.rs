//! What a person may decide on a finding: to set it aside with a reason, to record it as an approved claim, or to do
//! without its rule in the whole folder.

use std::cell::OnceCell;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use ropey::Rope;
use scruple::finding::Scope;
use scruple::rule::review;
use scruple::source::Format;
use scruple::suppress::suppression;
use scruple::{Finding, Memo};
use scruple_config::approved::{self, NewEntry};
use scruple_config::words::Text;
use scruple_config::{FILE_NAME, with_ignored};
use serde::{Deserialize, Serialize};

use crate::features::Features;
use crate::heed::Applied;
use crate::lint::Linted;
use crate::lsp::{
    CreateFile, CreateFileOptions, DocumentChangeOperation, DocumentChanges, OneOf,
    OptionalVersionedTextDocumentIdentifier, ResourceOp, TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
};
use crate::shared::Documents;
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
    pub(crate) fn is_for(self, finding: &Finding, desk: &Desk<'_>) -> bool {
        let Desk { uri, features, .. } = desk;
        let decided = finding.category == review::CATEGORY;
        match self {
            // Subtitles show all of their text.
            Self::Suppress => {
                let format = desk.linted.applied().and_then(|applied| applied.format_of(desk.linted));
                !decided && format.is_some_and(|format| format != Format::Subtitles)
            }
            Self::Approve => {
                !decided && finding.scope == Scope::Span && features.versioned_edits && path_of(uri).is_some()
            }
            Self::Ignore => !decided && features.versioned_edits && path_of(uri).is_some(),
        }
    }
}

/// What the actions of one request are made of: read once, however many findings there are.
pub(crate) struct Desk<'a> {
    pub uri: &'a Uri,
    pub linted: &'a Linted,
    pub features: &'a Features,
    documents: &'a Documents,
    text: OnceCell<String>,
    /// The words of the document.
    words: OnceCell<Option<Text>>,
    register: OnceCell<Option<Target>>,
    settings: OnceCell<Option<Target>>,
}

impl<'a> Desk<'a> {
    pub(crate) fn new(
        uri: &'a Uri,
        linted: &'a Linted,
        features: &'a Features,
        documents: &'a Documents,
    ) -> Self {
        Self {
            uri,
            linted,
            features,
            documents,
            text: OnceCell::new(),
            words: OnceCell::new(),
            register: OnceCell::new(),
            settings: OnceCell::new(),
        }
    }

    /// The text of the lint.
    pub(crate) fn text(&self) -> &str {
        self.text.get_or_init(|| self.linted.text.to_string())
    }

    /// An edit of the document, whose lines end as those of the document do.
    pub(crate) fn edit(&self, bytes: Range<usize>, new_text: String) -> TextEdit {
        let new_text = if new_text.contains('\n') && ends_in_cr(self.text()) {
            new_text.replace("\r\n", "\n").replace('\n', "\r")
        } else {
            new_text
        };
        TextEdit { range: self.features.encoding.range(&self.linted.text, bytes), new_text }
    }

    /// The comment that sets a finding aside.
    pub(crate) fn suppress(&self, applied: &Applied, finding: &Finding) -> Option<TextEdit> {
        let made = suppression(self.text(), applied.format_of(self.linted)?, finding, REASON)?;
        let (start, end) = (made.edit.start, made.edit.end);
        let own = self.edit(start..end, made.edit.text.clone());
        if own.new_text == made.edit.text || self.holds(applied, start, &own.new_text) {
            return Some(own);
        }
        // Where a lone CR ends no line for the mark-up, the comment needs another end.
        Some(TextEdit { new_text: made.edit.text, ..own })
    }

    /// Whether the text with a comment in it finds nothing wrong with the comment.
    fn holds(&self, applied: &Applied, at: usize, comment: &str) -> bool {
        let Some((format, (before, after))) = self.linted.format().zip(self.text().split_at_checked(at))
        else {
            return false;
        };
        // Without a reason it would set nothing aside anyway.
        let comment = comment.replace(REASON, "quoted");
        let report = applied.check(&format!("{before}{comment}{after}"), format, &mut Memo::default());
        let inside = |finding: &Finding| (at..at + comment.len()).contains(&finding.start.byte);
        !report.findings.iter().any(|finding| finding.code == review::UNUSED && inside(finding))
    }

    /// The change that adds a finding to the register: who approves it, and what it rests on, is for the writer to fill
    /// in.
    pub(crate) fn approve(&self, applied: &Applied, finding: &Finding) -> Option<WorkspaceEdit> {
        let path = path_of(self.uri)?;
        let words = self
            .words
            .get_or_init(|| applied.format_of(self.linted).map(|format| Text::read(self.text(), format)));
        let passage = words.as_ref()?.passage(&(finding.start.byte..finding.end.byte))?;
        let entry = NewEntry {
            text: passage.text,
            is_pattern: false,
            rules: vec![finding.code.to_string()],
            markets: self.linted.report()?.markets.clone(),
            product: None,
            approver: String::new(),
            approved: None,
            until: None,
            substantiation: None,
        };
        let target = self.register.get_or_init(|| Target::of(&register(&path, applied), self.documents));
        let target = target.as_ref()?;
        let old = target.text.as_deref().unwrap_or_default();
        let before = if old.is_empty() || old.ends_with('\n') { "" } else { "\n" };
        let new_text = with_ends_of(old, format!("{before}{}", approved::draft(&entry)));
        target.edit((old.len()..old.len(), new_text), self.features)
    }

    /// The change that turns a rule off in the settings file that holds, or in a new one at the root of the repository,
    /// or else beside the document. A settings file that is broken is mended first.
    pub(crate) fn ignore(&self, applied: &Applied, finding: &Finding) -> Option<WorkspaceEdit> {
        let path = path_of(self.uri)?;
        let target = self.settings.get_or_init(|| {
            let root = path.ancestors().skip(1).find(|folder| folder.join(".git").exists());
            let root = root.or(path.parent())?;
            let file = applied.settings_file().map_or_else(|| root.join(FILE_NAME), Path::to_owned);
            Target::of(&file, self.documents)
        });
        let target = target.as_ref()?;
        let before = target.text.as_deref().unwrap_or_default();
        // An entry that is added ends its line in its own way.
        let after = with_ignored(&before.replace("\r\n", "\n"), &finding.code).ok()?;
        target.edit(difference(before, &with_ends_of(before, after)), self.features)
    }
}

/// Whether the lines of a text end as they did on the Macintosh.
fn ends_in_cr(text: &str) -> bool {
    text.contains('\r') && !text.contains('\n')
}

/// A text with `\n` at its ends of lines, with the ends of another one.
fn with_ends_of(other: &str, text: String) -> String {
    if other.contains("\r\n") { text.replace('\n', "\r\n") } else { text }
}

/// A file beside the document that is to be changed.
struct Target {
    uri: Uri,
    /// Where it is open: then its text is the one of the editor.
    version: Option<i32>,
    /// None where there is no file.
    text: Option<String>,
}

impl Target {
    fn of(path: &Path, documents: &Documents) -> Option<Self> {
        if let Some(open) = documents.at_path(path) {
            let text = Some(open.text.to_string());
            return Some(Self { uri: open.uri, version: Some(open.version), text });
        }
        // Editors do not count a mark at the start as text.
        let text = fs::read_to_string(path).ok();
        let text = text.map(|text| text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text));
        Some(Self { uri: Uri::from_file_path(path)?, version: None, text })
    }

    /// A replacement in the file; it is made where there is none.
    fn edit(&self, (bytes, new_text): (Range<usize>, String), features: &Features) -> Option<WorkspaceEdit> {
        let rope = Rope::from_str(self.text.as_deref().unwrap_or_default());
        let range = features.encoding.range(&rope, bytes);
        let uri = self.uri.clone();
        let edit = TextDocumentEdit {
            text_document: OptionalVersionedTextDocumentIdentifier {
                uri: uri.clone(),
                version: self.version,
            },
            edits: vec![OneOf::Left(TextEdit { range, new_text })],
        };
        let changes = match (self.text.is_some(), features.creates_files) {
            (true, _) => DocumentChanges::Edits(vec![edit]),
            (false, true) => {
                let options = CreateFileOptions { overwrite: Some(false), ignore_if_exists: Some(true) };
                let create = CreateFile { uri, options: Some(options), annotation_id: None };
                DocumentChanges::Operations(vec![
                    DocumentChangeOperation::Op(ResourceOp::Create(create)),
                    DocumentChangeOperation::Edit(edit),
                ])
            }
            (false, false) => return None,
        };
        Some(WorkspaceEdit { document_changes: Some(changes), ..WorkspaceEdit::default() })
    }
}

/// The bytes of the old text that are others in the new one, and what stands there now.
fn difference(old: &str, new: &str) -> (Range<usize>, String) {
    let head: usize =
        old.chars().zip(new.chars()).take_while(|(one, other)| one == other).map(|(c, _)| c.len_utf8()).sum();
    let (old, new) = (&old[head..], &new[head..]);
    let alike = old.chars().rev().zip(new.chars().rev()).take_while(|(one, other)| one == other);
    let tail: usize = alike.map(|(c, _)| c.len_utf8()).sum();
    (head..head + old.len() - tail, new[..new.len() - tail].to_owned())
}

/// The register that an entry goes to: one that the settings name, the nearest one, or a new one beside the settings or
/// the document.
fn register(path: &Path, applied: &Applied) -> PathBuf {
    let beside = |file: &Path| file.parent().map(|folder| folder.join(approved::FILE));
    applied
        .registers()
        .first()
        .map(|named| named.value.clone())
        .or_else(|| approved::path_of_nearest(path))
        .or_else(|| applied.settings_file().and_then(beside))
        .or_else(|| beside(path))
        .unwrap_or_else(|| PathBuf::from(approved::FILE))
}
