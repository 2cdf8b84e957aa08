//! `scruple check --watch`: checks files again as they are saved.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{RecursiveMode, Watcher};

use crate::args::{CheckArgs, Color, Format};
use crate::check::{self, Only};
use crate::error::Error;
use crate::exit::Status;
use crate::walk::display;
use crate::{interrupt, say};

/// An editor writes a file in several steps; the file is read when it was left alone for that long.
const CALM: Duration = Duration::from_millis(60);

/// How many times in a row the calm is waited for, so that a file that never rests is read all the same.
const PATIENCE: usize = 20;

/// Files whose change can change what is found in others.
const SETTINGS: [&str; 6] = [
    "scruple.toml",
    "approved-claims.toml",
    ".scrupleignore",
    ".ignore",
    ".gitignore",
    "scruple-baseline.json",
];

/// What wakes the watch.
enum Event {
    /// These paths were touched.
    Touched(Vec<PathBuf>),
    /// So much has happened that nobody knows what.
    Lost,
    /// The files can no longer be watched.
    Failed(String),
    /// A person ends it.
    End,
}

/// Checks everything, then what changes, until Ctrl-C.
pub fn run(args: &CheckArgs, color: Color) -> Result<Status, Error> {
    if !matches!(args.format, Format::Text | Format::Concise | Format::Jsonl) {
        let reason = "goes with --format text, concise and jsonl; in other formats the output has an end";
        return Err(Error::Watch(reason.to_owned()));
    }
    if args.paths.iter().any(|path| path.as_os_str() == "-") {
        return Err(Error::Watch("standard input cannot be watched; name files or folders".to_owned()));
    }
    let (sender, events) = channel();
    let _watcher = watcher(args, sender.clone())?;
    interrupt::listen(true, move || {
        // The watch may have failed at the same moment, and then it ends anyway.
        let _ = sender.send(Event::End);
    });
    let mut first = true;
    let mut only = None;
    loop {
        clear();
        match check::once(args, color, only.as_ref()) {
            Ok(_) => {}
            // A half-written configuration or pack is no reason to stop watching; a wrong argument is.
            Err(error) if first => return Err(error),
            Err(error) => say::error(&error),
        }
        first = false;
        if interrupt::asked() {
            return Ok(Status::Clean);
        }
        if !args.quiet {
            say::plain("scruple: watching for changes; Ctrl-C ends it\n");
        }
        only = match next(&events, args) {
            Next::Check(only) => only,
            Next::End => return Ok(Status::Clean),
            Next::Failed(reason) => return Err(Error::Watch(reason)),
        };
    }
}

/// Clears the screen where it is one.
fn clear() {
    if io::stdout().is_terminal() && io::stderr().is_terminal() {
        // The whole screen and what was scrolled off it; then to the upper left.
        say::plain("\x1b[2J\x1b[3J\x1b[H");
    }
}

/// Watches the folders, and the folders of the files: an editor may replace a file by a new one.
fn watcher(args: &CheckArgs, sender: Sender<Event>) -> Result<notify::RecommendedWatcher, Error> {
    let failed = |error: &notify::Error| Error::Watch(complaint(error));
    let handler = move |event: notify::Result<notify::Event>| {
        let event = match event {
            Ok(event) if event.need_rescan() => Event::Lost,
            // Reading a file, as the check itself does, is no change.
            Ok(event) => match event.kind {
                EventKind::Access(AccessKind::Close(AccessMode::Write)) => Event::Touched(event.paths),
                EventKind::Access(_) => return,
                _ => Event::Touched(event.paths),
            },
            Err(error) => Event::Failed(complaint(&error)),
        };
        // Nobody listens any more when the watch ends.
        let _ = sender.send(event);
    };
    let mut watcher = notify::recommended_watcher(handler).map_err(|error| failed(&error))?;
    let here = [PathBuf::from(".")];
    for path in if args.paths.is_empty() { &here[..] } else { &args.paths } {
        let (folder, mode) = match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => (path.as_path(), RecursiveMode::Recursive),
            Ok(_) => (folder_of(path), RecursiveMode::NonRecursive),
            // The check tells of it.
            Err(_) => continue,
        };
        watcher.watch(folder, mode).map_err(|error| failed(&error))?;
    }
    let current = fs::canonicalize(".").ok();
    if !args.paths.is_empty() && !args.paths.iter().any(|path| fs::canonicalize(path).ok() == current) {
        // The settings of a project lie at its root, and most runs start there; it may be watched already.
        let _ = watcher.watch(Path::new("."), RecursiveMode::NonRecursive);
    }
    for pack in args.choice.pack.iter().filter(|pack| pack.is_dir()) {
        watcher.watch(pack, RecursiveMode::Recursive).map_err(|error| failed(&error))?;
    }
    Ok(watcher)
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn complaint(error: &notify::Error) -> String {
    let paths: Vec<String> = error.paths.iter().map(|path| display(path)).collect();
    let reason = match &error.kind {
        notify::ErrorKind::MaxFilesWatch => {
            "the system watches no more folders; name fewer, or raise fs.inotify.max_user_watches".to_owned()
        }
        notify::ErrorKind::Io(error) => crate::error::reason(error),
        notify::ErrorKind::Generic(reason) => reason.clone(),
        _ => error.to_string(),
    };
    if paths.is_empty() { reason } else { format!("{}: {reason}", paths.join(", ")) }
}

/// What to do next.
enum Next {
    /// Check these files, or all of them.
    Check(Option<Only>),
    End,
    Failed(String),
}

/// Waits for a change, and until the files are left alone.
fn next(events: &Receiver<Event>, args: &CheckArgs) -> Next {
    let mut touched = BTreeSet::new();
    let mut lost = false;
    let mut waited = 0;
    loop {
        let calm = !touched.is_empty() || lost;
        let event = if calm { events.recv_timeout(CALM) } else { events.recv().map_err(Into::into) };
        match event {
            Ok(Event::Touched(paths)) => {
                touched.extend(paths.into_iter().filter_map(|path| fs::canonicalize(path).ok()));
            }
            Ok(Event::Lost) => lost = true,
            Ok(Event::Failed(reason)) => return Next::Failed(reason),
            Ok(Event::End) => return Next::End,
            Err(RecvTimeoutError::Timeout) => waited = PATIENCE,
            Err(RecvTimeoutError::Disconnected) => return Next::Failed("nobody watches any more".to_owned()),
        }
        waited += 1;
        if waited <= PATIENCE {
            continue;
        }
        if lost || touched.iter().any(|path| settings(path, args)) {
            return Next::Check(None);
        }
        let only = Only::new(std::mem::take(&mut touched));
        if check::concerns(args, &only) {
            return Next::Check(Some(only));
        }
        waited = 0;
    }
}

/// Whether the file says how others are checked.
fn settings(path: &Path, args: &CheckArgs) -> bool {
    path.file_name().is_some_and(|name| SETTINGS.iter().any(|known| name == *known))
        || args
            .choice
            .pack
            .iter()
            .filter_map(|pack| fs::canonicalize(pack).ok())
            .any(|pack| path.starts_with(pack))
}
