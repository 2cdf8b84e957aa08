//! Ctrl-C: the run ends after the files in work, and what was found so far is written out whole.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crate::{save, signals};

static ASKED: AtomicBool = AtomicBool::new(false);

/// How long the files in work and the rest of the output may take. Who sends one signal and waits for the end, as
/// `timeout` does, must not wait for one huge file.
const GRACE: Duration = Duration::from_secs(5);

/// Whether the run is to end.
pub fn asked() -> bool {
    ASKED.load(Ordering::SeqCst)
}

/// From now on the first Ctrl-C lets [`asked`] answer yes and then calls `tell`; the second one ends the process, and so
/// do five seconds in which it did not end by itself. Where the process was started so that it does not hear Ctrl-C,
/// this stays so, except with `insist`.
pub fn listen(insist: bool, tell: impl Fn() + Send + 'static) {
    let handler = move || {
        if ASKED.swap(true, Ordering::SeqCst) {
            save::abandon();
        }
        tell();
        // Without a thread the second signal has to do.
        let _ = thread::Builder::new().spawn(|| {
            thread::sleep(GRACE);
            save::abandon();
        });
    };
    signals::hear(insist, handler);
}
