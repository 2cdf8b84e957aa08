//! An open document: its text, its version, and the last lint of it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ropey::Rope;
use scruple::source::Format;
use tokio::sync::watch;

use crate::lint::{Bench, Linted};
use crate::lsp::{TextDocumentContentChangeEvent, Uri};
use crate::position::Encoding;

/// A request waits so long for a lint at most.
const PATIENCE: Duration = Duration::from_secs(20);

/// How a document is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Text for people.
    Prose(Format),
    /// YAML, which may belong to a rule pack.
    Yaml,
    /// A settings file of Scruple.
    Settings,
    /// A register of approved claims.
    Register,
    /// Something else, which is not read.
    Other,
}

impl Kind {
    /// The kind that the editor's name for the language stands for, or else the path.
    pub(crate) fn of(language: &str, path: &str) -> Self {
        match path.rsplit(['/', '\\']).next() {
            Some(scruple_config::FILE_NAME) => return Self::Settings,
            Some(scruple_config::approved::FILE) => return Self::Register,
            _ => {}
        }
        match language.to_ascii_lowercase().as_str() {
            "markdown" | "quarto" | "rmd" => Self::Prose(Format::Markdown),
            "mdx" | "markdown.mdx" => Self::Prose(Format::Mdx),
            "asciidoc" | "asciidoctor" => Self::Prose(Format::AsciiDoc),
            "restructuredtext" | "rst" => Self::Prose(Format::Rst),
            "subrip" | "srt" | "vtt" | "webvtt" => Self::Prose(Format::Subtitles),
            "html" | "xhtml" => Self::Prose(Format::Html),
            "yaml" => Self::Yaml,
            "json" | "jsonc" | "toml" => Self::Other,
            "" if path.ends_with(".toml") => Self::Other,
            _ if path.ends_with(".yaml") || path.ends_with(".yml") => Self::Yaml,
            _ => Self::Prose(Format::from_path(path)),
        }
    }
}

/// A document as it was at some moment.
#[derive(Debug, Clone)]
pub(crate) struct Snapshot {
    pub uri: Uri,
    pub kind: Kind,
    pub text: Rope,
    pub version: i32,
    /// Grows with every change of anything a lint depends on.
    pub serial: u64,
}

/// A document, open or just closed.
#[derive(Debug)]
pub(crate) struct Document {
    state: Mutex<State>,
    linted: watch::Sender<Slot>,
}

/// Where requests wait for the lint they need.
#[derive(Debug, Clone, Default)]
struct Slot {
    last: Option<Arc<Linted>>,
    closed: bool,
}

#[derive(Debug)]
struct State {
    now: Snapshot,
    open: bool,
    /// A lint is under way, and will see what is changed meanwhile.
    busy: bool,
    /// What one lint leaves for the next.
    bench: Bench,
}

/// What came of a change.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Changed {
    Done,
    /// It was older than the text and was dropped.
    Stale {
        known: i32,
    },
}

impl Document {
    pub(crate) fn new(now: Snapshot) -> Self {
        let state = State { now, open: true, busy: false, bench: Bench::default() };
        Self { state: Mutex::new(state), linted: watch::Sender::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens it again, or anew.
    pub(crate) fn open(&self, now: Snapshot) {
        let mut state = self.state();
        state.now = now;
        state.open = true;
        self.linted.send_replace(Slot::default());
    }

    /// Applies the changes of one notification.
    pub(crate) fn change(
        &self,
        version: i32,
        serial: u64,
        encoding: Encoding,
        changes: &[TextDocumentContentChangeEvent],
    ) -> Changed {
        let mut state = self.state();
        if version < state.now.version {
            return Changed::Stale { known: state.now.version };
        }
        for change in changes {
            apply(&mut state.now.text, encoding, change);
        }
        state.now.version = version;
        state.now.serial = serial;
        Changed::Done
    }

    /// Something else changed that a lint depends on.
    pub(crate) fn touch(&self, serial: u64) {
        self.state().now.serial = serial;
    }

    pub(crate) fn close(&self, serial: u64) {
        let mut state = self.state();
        state.open = false;
        state.now.serial = serial;
        // A closed document costs nothing.
        state.now.text = Rope::new();
        state.bench = Bench::default();
        self.linted.send_replace(Slot { last: None, closed: true });
    }

    pub(crate) fn is_open(&self) -> bool {
        self.state().open
    }

    /// The document as it is now; `None` where it is closed.
    pub(crate) fn snapshot(&self) -> Option<Snapshot> {
        let state = self.state();
        state.open.then(|| state.now.clone())
    }

    /// Whether a lint is to be begun; where one is under way, that one sees to it.
    pub(crate) fn begin(&self) -> bool {
        !std::mem::replace(&mut self.state().busy, true)
    }

    /// Takes what the last lint left.
    pub(crate) fn take_bench(&self) -> Bench {
        std::mem::take(&mut self.state().bench)
    }

    /// Stores a lint. Returns whether the document has changed since, and the lint before.
    pub(crate) fn store(&self, linted: Arc<Linted>, bench: Bench) -> (bool, Option<Arc<Linted>>) {
        let mut state = self.state();
        let stale = state.now.serial != linted.serial;
        let mut before = None;
        if state.open {
            state.bench = bench;
            before = self.linted.send_replace(Slot { last: Some(linted), closed: false }).last;
        }
        (stale, before)
    }

    /// Ends the work at a document that stands at `serial`; not if it has changed.
    pub(crate) fn finish(&self, serial: u64) -> bool {
        let mut state = self.state();
        let done = state.now.serial == serial;
        if done {
            state.busy = false;
        }
        done
    }

    /// The serial number of the document as it stands.
    pub(crate) fn serial(&self) -> u64 {
        self.state().now.serial
    }

    /// The last lint, whatever has changed since.
    pub(crate) fn last(&self) -> Option<Arc<Linted>> {
        self.linted.borrow().last.clone()
    }

    /// The lint of the document as it is now, or of a later state; waits for it. `None` where the document is closed
    /// meanwhile, or the lint takes too long.
    pub(crate) async fn current(&self) -> Option<Arc<Linted>> {
        let wanted = self.serial();
        let mut linted = self.linted.subscribe();
        let fresh = |last: &Option<Arc<Linted>>| last.as_ref().is_some_and(|linted| linted.serial >= wanted);
        // The closure must not lock the state: `store` sends while it holds that lock.
        let wait = linted.wait_for(|slot| fresh(&slot.last) || slot.closed);
        tokio::time::timeout(PATIENCE, wait).await.ok()?.ok()?.last.clone()
    }
}

/// Applies one change. A range that is turned around is turned back, one outside the text is moved to its end.
fn apply(text: &mut Rope, encoding: Encoding, change: &TextDocumentContentChangeEvent) {
    let Some(range) = change.range else {
        *text = Rope::from_str(&change.text);
        return;
    };
    let (a, b) = (encoding.char(text, range.start), encoding.char(text, range.end));
    let (start, end) = (a.min(b), a.max(b));
    text.remove(start..end);
    text.insert(start, &change.text);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lsp::{Position, Range};

    fn edit(from: (u32, u32), to: (u32, u32), text: &str) -> TextDocumentContentChangeEvent {
        let at = |(line, character)| Position { line, character };
        let range = Some(Range { start: at(from), end: at(to) });
        TextDocumentContentChangeEvent { range, range_length: None, text: text.to_owned() }
    }

    #[test]
    fn edits_in_a_row() {
        let mut text = Rope::from_str("one\r\n😀 two\rthree");
        apply(&mut text, Encoding::Utf16, &edit((1, 3), (1, 6), "2"));
        assert_eq!(text.to_string(), "one\r\n😀 2\rthree");
        apply(&mut text, Encoding::Utf16, &edit((2, 5), (9, 9), "!"));
        assert_eq!(text.to_string(), "one\r\n😀 2\rthree!");
        apply(&mut text, Encoding::Utf16, &edit((1, 0), (0, 3), " "));
        assert_eq!(text.to_string(), "one 😀 2\rthree!", "turned around");
        apply(
            &mut text,
            Encoding::Utf16,
            &TextDocumentContentChangeEvent { range: None, range_length: None, text: "new".to_owned() },
        );
        assert_eq!(text.to_string(), "new");
    }

    #[test]
    fn languages_go_before_endings() {
        assert_eq!(Kind::of("markdown", "Untitled-1"), Kind::Prose(Format::Markdown));
        assert_eq!(Kind::of("plaintext", "/a/b.html"), Kind::Prose(Format::Html));
        assert_eq!(Kind::of("plaintext", "Untitled-1"), Kind::Prose(Format::Plain));
        assert_eq!(Kind::of("", "/a/rules.yml"), Kind::Yaml);
        assert_eq!(Kind::of("toml", "/a/scruple.toml"), Kind::Settings);
        assert_eq!(Kind::of("toml", "/a/Cargo.toml"), Kind::Other);
    }
}
