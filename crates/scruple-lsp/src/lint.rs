//! Linting a document, beside the messages and never more than once at a time.
//!
//! A change schedules a lint. Where one is under way it is not disturbed: when it is done it sees that the document
//! has changed and lints again. So there is one lint in flight for a document, and the last one is of the last text.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use ropey::Rope;
use scruple::source::{Format, decode};
use scruple::{Memo, Report};
use scruple_config::{SettingsError, approved};

use crate::config_file;
use crate::document::{Document, Kind, Snapshot};
use crate::engine::{Approved, Engine, Wrong};
use crate::heed::Applied;
use crate::lsp::{MessageType, Uri};
use crate::packs;
use crate::shared::Shared;

/// While edits come faster than lints, diagnostics of a text that is already gone are sent this seldom.
const STALE: Duration = Duration::from_millis(150);

/// A lint of a document.
#[derive(Debug)]
pub(crate) struct Linted {
    /// The state of the document it is of, see [`Snapshot::serial`].
    pub serial: u64,
    pub version: i32,
    /// The text it is of.
    pub text: Rope,
    pub outcome: Outcome,
}

/// What a lint gave.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// Red flags.
    Prose {
        report: Report,
        /// The mark-up of its name or language.
        format: Format,
        /// The byte up to which a long document was read.
        cut: Option<usize>,
        /// What applied to it.
        applied: Applied,
        /// What is wrong with its settings, where the last good ones stayed.
        broken: Option<Arc<SettingsError>>,
        /// What is wrong with the register of approved claims.
        unapproved: Option<Arc<Wrong>>,
    },
    /// Mistakes in a file of a rule pack.
    Pack(Vec<packs::Mistake>),
    /// Mistakes in a register of approved claims.
    Register(Vec<packs::Mistake>),
    /// Mistakes in a settings file.
    Config(Vec<config_file::Mistake>),
    /// It cannot be linted, and why not.
    Not(String),
    /// Nothing to lint.
    Other,
    /// The linter failed.
    Failed,
}

impl Linted {
    /// What applied, for documents that were read.
    pub(crate) fn applied(&self) -> Option<&Applied> {
        match &self.outcome {
            Outcome::Prose { applied, .. } => Some(applied),
            _ => None,
        }
    }

    /// The mark-up of its name or language, for documents that were read.
    pub(crate) fn format(&self) -> Option<Format> {
        match &self.outcome {
            Outcome::Prose { format, .. } => Some(*format),
            _ => None,
        }
    }

    /// The report, for documents that were read.
    pub(crate) fn report(&self) -> Option<&Report> {
        match &self.outcome {
            Outcome::Prose { report, .. } => Some(report),
            _ => None,
        }
    }
}

/// What is kept of one lint of a document for the next: nothing that could change an outcome.
#[derive(Debug, Default)]
pub(crate) struct Bench {
    text: String,
    memo: Memo,
    heeded: Option<Heeded>,
}

/// What applied to a document at its last lint. An edit changes nothing about it: what it depends on makes a new engine.
#[derive(Debug, Clone)]
struct Heeded {
    /// The engine that told so, see [`Engine::number`].
    engine: u64,
    path: Option<PathBuf>,
    applied: Option<Applied>,
    broken: Option<Arc<SettingsError>>,
    approved: Approved,
}

impl Heeded {
    fn of(path: Option<PathBuf>, engine: &Engine, last: &mut Option<Self>) -> Self {
        if let Some(known) = last.as_ref().filter(|known| known.engine == engine.number && known.path == path)
        {
            return known.clone();
        }
        let (applied, broken) = engine.applied(path.as_deref());
        let approved =
            applied.as_ref().map(|applied| engine.approvals(applied, path.as_deref())).unwrap_or_default();
        let told = Self { engine: engine.number, path, applied, broken, approved };
        *last = Some(told.clone());
        told
    }
}

/// Sees to it that the document is linted as it is now.
pub(crate) fn schedule(shared: &Arc<Shared>, uri: &Uri, document: &Arc<Document>) {
    if document.begin() {
        tokio::spawn(work(shared.clone(), uri.clone(), document.clone()));
    }
}

async fn work(shared: Arc<Shared>, uri: Uri, document: Arc<Document>) {
    let mut sent: Option<Instant> = None;
    loop {
        let Some(snapshot) = document.snapshot() else {
            let serial = document.serial();
            crate::workspace::closed(&shared, &uri).await;
            if document.finish(serial) {
                shared.documents.forget_closed(&uri);
                return;
            }
            continue;
        };
        let serial = snapshot.serial;
        let engine = shared.engine().await;
        let mut bench = document.take_bench();
        let work = tokio::task::spawn_blocking(move || {
            let linted = lint(snapshot, &engine, &mut bench);
            (linted, bench)
        });
        // Only an ending server takes the work away.
        let Ok((linted, bench)) = work.await else { return };
        let linted = Arc::new(linted);
        if matches!(linted.outcome, Outcome::Failed) {
            report_failure(&shared, &uri).await;
        }
        if let Outcome::Prose { broken, unapproved, applied, .. } = &linted.outcome {
            if let Some(error) = broken {
                crate::troubles::broken(&shared, error, &uri).await;
            }
            if let Some(wrong) = unapproved {
                crate::troubles::unapproved(&shared, wrong, applied.settings_file()).await;
            }
        }
        // The lint before holds a thousand texts to let go of; nobody need wait for that.
        let (stale, before) = document.store(linted.clone(), bench);
        let due = sent.is_none_or(|sent| sent.elapsed() > STALE);
        if shared.pushes() && document.is_open() && (!stale || due) {
            shared.publish(&uri, &linted).await;
            sent = Some(Instant::now());
        }
        drop(before);
        if document.finish(serial) {
            return;
        }
    }
}

/// Tells of a failed lint, to the writer once and to the log each time.
async fn report_failure(shared: &Shared, uri: &Uri) {
    let text = format!(
        "The linter failed on {}. Other documents are not affected; please report this with the text.",
        uri.as_str()
    );
    if shared.failed.swap(true, Ordering::Relaxed) {
        shared.client.log_message(MessageType::ERROR, text).await;
    } else {
        shared.client.show_message(MessageType::ERROR, format!("Scruple: {text}")).await;
    }
}

/// Lints a document as it stands.
pub(crate) fn lint(snapshot: Snapshot, engine: &Engine, bench: &mut Bench) -> Linted {
    let outcome = catch_unwind(AssertUnwindSafe(|| outcome(&snapshot, engine, bench)));
    Linted {
        serial: snapshot.serial,
        version: snapshot.version,
        text: snapshot.text,
        outcome: outcome.unwrap_or(Outcome::Failed),
    }
}

fn outcome(snapshot: &Snapshot, engine: &Engine, bench: &mut Bench) -> Outcome {
    let rope = &snapshot.text;
    let format = match snapshot.kind {
        Kind::Prose(format) => format,
        Kind::Yaml => return packs::mistakes(snapshot),
        Kind::Settings => return config_file::mistakes(snapshot, engine),
        Kind::Register => return register(snapshot, engine),
        Kind::Other => {
            // Settings that others extend may have any name.
            let path = crate::workspace::path_of(&snapshot.uri);
            return match path.filter(|path| engine.looked_for(path)) {
                Some(path) if engine.is_register(&path) => register(snapshot, engine),
                Some(_) => config_file::mistakes(snapshot, engine),
                None => Outcome::Other,
            };
        }
    };
    let cut = cut(rope, engine.limit);
    bench.text.clear();
    for chunk in rope.byte_slice(..cut.unwrap_or(rope.len_bytes())).chunks() {
        bench.text.push_str(chunk);
    }
    // Hardly any text holds a control character; one that does is looked at closely.
    let controls =
        bench.text.bytes().filter(|byte| byte.is_ascii_control() && !byte.is_ascii_whitespace()).count();
    if controls > 0
        && let Err(not_text) = decode::decode(bench.text.as_bytes())
    {
        return Outcome::Not(not_text.to_string());
    }
    let path = crate::workspace::path_of(&snapshot.uri);
    let Heeded { applied, broken, approved, .. } = Heeded::of(path, engine, &mut bench.heeded);
    let Some(applied) = applied else {
        return Outcome::Not(broken.map(|error| error.to_string()).unwrap_or_default());
    };
    let mut report = applied.check(&bench.text, format, &mut bench.memo);
    engine.approve(&applied, &approved, (&bench.text, format), &mut report);
    if cut.is_some() {
        // What a text lacks cannot be told from a part of it.
        report.findings.retain(|finding| finding.scope == scruple::finding::Scope::Span);
    }
    Outcome::Prose { report, format, cut, applied, broken, unapproved: approved.wrong }
}

/// The mistakes in a register of approved claims.
fn register(snapshot: &Snapshot, engine: &Engine) -> Outcome {
    let path = crate::workspace::path_of(&snapshot.uri).unwrap_or_else(|| approved::FILE.into());
    Outcome::Register(engine.review_register(&path, &snapshot.text.to_string()))
}

/// Where a document that is longer than the limit is cut: at the end of a line, where one is near.
fn cut(text: &Rope, limit: usize) -> Option<usize> {
    if text.len_bytes() <= limit {
        return None;
    }
    let char = text.byte_to_char(limit);
    let line = text.line_to_byte(text.char_to_line(char));
    // In one endless line, between two characters.
    Some(if limit - line < 64 << 10 && line > 0 { line } else { text.char_to_byte(char) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_documents_are_cut_at_a_line() {
        let text = Rope::from_str("one\ntwo\nthree\n");
        assert_eq!(cut(&text, 14), None);
        assert_eq!(cut(&text, 10), Some(8));
        assert_eq!(cut(&Rope::from_str("ééé"), 3), Some(2));
    }
}
