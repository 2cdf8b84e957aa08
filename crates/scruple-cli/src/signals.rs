//! Ctrl-C, and the other ways in which a system asks a program to end: SIGINT, SIGTERM and SIGHUP, or what Windows has
//! in their place.

use std::sync::atomic::{AtomicBool, Ordering};

/// Whether somebody hears them.
static HEARD: AtomicBool = AtomicBool::new(false);

/// Calls `handler`, on a thread of its own, whenever the program is asked to end. Only the first call of this function
/// has an effect. A signal that the program was started not to hear, as `nohup` and a shell's `&` do, stays unheard;
/// `insist` lets Ctrl-C be heard all the same.
///
/// Where the system refuses, such a signal ends the process where it stands, as it does anywhere.
pub fn hear(insist: bool, handler: impl FnMut() + Send + 'static) {
    if !HEARD.swap(true, Ordering::SeqCst) {
        system::hear(insist, handler);
    }
}

#[cfg(unix)]
mod system {
    use std::sync::mpsc::channel;
    use std::thread;

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;

    pub fn hear(insist: bool, mut handler: impl FnMut() + Send + 'static) {
        let ignored = ignored();
        let asks = [(SIGINT, insist), (SIGTERM, false), (SIGHUP, false)].into_iter().filter_map(
            |(signal, insist)| {
                // Where the system does not tell, `nohup` is what must not be undone.
                let unheard = ignored.map_or(signal == SIGHUP, |ignored| ignored >> (signal - 1) & 1 == 1);
                (insist || !unheard).then_some(signal)
            },
        );
        let asks: Vec<i32> = asks.collect();
        // Taken from the thread that hears them, so that none is taken where there can be no such thread.
        let (taken, wait) = channel();
        let listen = move || {
            let Ok(mut signals) = Signals::new(asks) else { return };
            let _ = taken.send(());
            signals.forever().for_each(|_| handler());
        };
        if thread::Builder::new().name("signals".to_owned()).spawn(listen).is_ok() {
            let _ = wait.recv();
        }
    }

    /// The signals that the process was started to ignore, one bit each, the first for signal 1. Only Linux tells
    /// without unsafe code.
    fn ignored() -> Option<u64> {
        let status = std::fs::read_to_string("/proc/self/status").ok()?;
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"))?;
        u64::from_str_radix(mask.trim(), 16).ok()
    }
}

#[cfg(not(unix))]
mod system {
    pub fn hear(insist: bool, handler: impl FnMut() + Send + 'static) {
        let _ = if insist { ctrlc::set_handler(handler) } else { ctrlc::try_set_handler(handler) };
    }
}
