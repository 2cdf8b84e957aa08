//! Ctrl-C: the run ends after the files in work, and what was found so far is written out whole.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::save;

static ASKED: AtomicBool = AtomicBool::new(false);

/// Whether the run is to end.
pub fn asked() -> bool {
    ASKED.load(Ordering::SeqCst)
}

/// From now on the first Ctrl-C lets [`asked`] answer yes and then calls `tell`; the second one ends the process. Where
/// the process was started so that it does not hear Ctrl-C, this stays so, except with `insist`.
pub fn listen(insist: bool, tell: impl Fn() + Send + 'static) {
    let handler = move || {
        if ASKED.swap(true, Ordering::SeqCst) {
            save::abandon();
        }
        tell();
    };
    // Without a handler Ctrl-C ends the process where it stands, as it does anywhere.
    let _ = if insist { ctrlc::set_handler(handler) } else { ctrlc::try_set_handler(handler) };
}
