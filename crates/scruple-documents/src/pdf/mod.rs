//! The text of PDF documents, page by page and line by line.
//!
//! The library that reads PDF panics on some files that are broken and may be led round in circles by files that were
//! made for it. It therefore works on a thread of its own, whose panics cost a page and whose time is bounded, on a
//! document in which pictures and circles are emptied before.

mod lines;
mod tame;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use pdf_extract::{Document, Error, output_doc_page};
use scruple::finding::Location;
use scruple::source::{Part, Reading};

use crate::error::{OpenError, Trouble};
use crate::taken::Taken;
use lines::Lines;

/// The name of the thread on which PDF is read; its panics are told of by the outcome.
pub const THREAD: &str = "scruple-pdf";

/// How long reading may take, in seconds.
const PATIENCE: u64 = 60;

/// The stack of the thread: objects are nested, and so are calls.
const STACK: usize = 64 << 20;

/// Takes the text out of a PDF.
pub(crate) fn read(bytes: &[u8]) -> Result<Taken, OpenError> {
    if !bytes.iter().take(1024).copied().collect::<Vec<_>>().windows(5).any(|five| five == b"%PDF-") {
        return Err(OpenError::Broken("is no PDF: its first bytes say something else".to_owned()));
    }
    tame::bounded(bytes)?;
    let (sender, receiver) = mpsc::channel();
    let locked = bytes.windows(8).any(|eight| eight == b"/Encrypt");
    let bytes = bytes.to_vec();
    let work = move || {
        // A caller who is gone does not wait for it.
        let _ = sender
            .send(catch_unwind(AssertUnwindSafe(|| text(&bytes))).unwrap_or_else(|_| Err(unreadable())));
    };
    let started = thread::Builder::new().name(THREAD.to_owned()).stack_size(STACK).spawn(work);
    if started.is_err() {
        return Err(OpenError::Broken("cannot be read: no thread could be started for it".to_owned()));
    }
    match receiver.recv_timeout(Duration::from_secs(PATIENCE)) {
        // Of some that are encrypted the library only says that it cannot read them.
        Ok(Err(error)) if locked && error == unreadable() => Err(OpenError::Encrypted),
        Ok(outcome) => outcome,
        Err(mpsc::RecvTimeoutError::Timeout) => Err(OpenError::TooSlow { seconds: PATIENCE }),
        Err(mpsc::RecvTimeoutError::Disconnected) => Err(unreadable()),
    }
}

fn unreadable() -> OpenError {
    OpenError::Broken("is a broken PDF, or cut off; print it to a new PDF, or copy it anew".to_owned())
}

fn text(bytes: &[u8]) -> Result<Taken, OpenError> {
    let mut document = Document::load_mem(bytes).map_err(|error| match error {
        Error::Decryption(_) => OpenError::Encrypted,
        _ => unreadable(),
    })?;
    // Some are only protected against changes and open with an empty password.
    if document.is_encrypted() && document.decrypt("").is_err() {
        return Err(OpenError::Encrypted);
    }
    let pages = document.get_pages();
    if pages.is_empty() || !tame::tame(&mut document, pages.values().copied()) {
        return Err(unreadable());
    }
    let deadline = Instant::now() + Duration::from_secs(PATIENCE);
    let mut taken = Taken::default();
    let mut unread = 0;
    for page in pages.keys().copied() {
        let mut lines = Lines::new(deadline);
        let outcome = catch_unwind(AssertUnwindSafe(|| output_doc_page(&document, &mut lines, page)));
        if lines.is_late() {
            return Err(OpenError::TooSlow { seconds: PATIENCE });
        }
        if !matches!(outcome, Ok(Ok(()))) {
            unread += 1;
            let message = format!("page {page} cannot be read to its end; look at it by hand");
            taken.troubles.push(Trouble { place: None, message });
        }
        let text = lines.text();
        if text.is_empty() {
            continue;
        }
        if !taken.text.is_empty() {
            taken.text.push_str("\n\n");
        }
        let number = usize::try_from(page).ok();
        taken.place(Location { extracted: true, page: number, ..Location::default() });
        taken.text.push_str(text);
    }
    match (taken.text.is_empty(), unread) {
        (true, 0) => Err(OpenError::NoText),
        (true, _) => Err(unreadable()),
        _ if is_gibberish(&taken.text) => Err(OpenError::Broken(
            "holds text that cannot be read: its fonts do not tell which letters they show; export the text instead"
                .to_owned(),
        )),
        _ => {
            taken.parts.push(Part { range: 0..taken.text.len(), reading: Reading::Lines });
            Ok(taken)
        }
    }
}

/// Whether the letters are unknown: replacements and signs for private use.
fn is_gibberish(text: &str) -> bool {
    let odd = |c: &char| matches!(c, '\u{fffd}' | '\u{e000}'..='\u{f8ff}');
    let all = text.chars().filter(|c| !c.is_whitespace()).count();
    text.chars().filter(odd).count() * 3 > all
}

#[cfg(test)]
mod tests;
