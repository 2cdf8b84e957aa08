//! `scruple check --watch`: checks files again as they are saved.

use std::collections::{BTreeMap, BTreeSet};
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
use crate::settings::Rests;
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
    let mut watched = Watched::new(args, sender.clone())?;
    interrupt::listen(true, move || {
        // The watch may have failed at the same moment, and then it ends anyway.
        let _ = sender.send(Event::End);
    });
    let mut first = true;
    let mut only = None;
    loop {
        clear();
        let mut rests = Rests::default();
        match check::once(args, color, only.as_ref(), &mut rests) {
            Ok(_) => {}
            // A half-written configuration or pack is no reason to stop watching; a wrong argument is.
            Err(error) if first => return Err(error),
            Err(error) => say::error(&error),
        }
        first = false;
        watched.learn(rests);
        if interrupt::asked() {
            return Ok(Status::Clean);
        }
        if !args.quiet {
            say::plain("scruple: watching for changes; Ctrl-C ends it\n");
        }
        only = match next(&events, args, &watched) {
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

/// What is watched, and which of it says how files are checked.
struct Watched {
    watcher: notify::RecommendedWatcher,
    /// Folders, canonical, and whether all below them is watched, too.
    folders: BTreeMap<PathBuf, bool>,
    /// Files that say how others are checked, canonical, whatever they are called.
    settings: BTreeSet<PathBuf>,
    /// Folders of packs, canonical.
    packs: BTreeSet<PathBuf>,
}

impl Watched {
    /// Watches the folders, and the folders of the files: an editor may replace a file by a new one.
    fn new(args: &CheckArgs, sender: Sender<Event>) -> Result<Self, Error> {
        let watcher = watcher(sender)?;
        let (folders, settings, packs) = (BTreeMap::new(), BTreeSet::new(), BTreeSet::new());
        let mut watched = Self { watcher, folders, settings, packs };
        let failed = |error: &notify::Error| Error::Watch(complaint(error));
        let here = [PathBuf::from(".")];
        for path in if args.paths.is_empty() { &here[..] } else { &args.paths } {
            let outcome = match fs::metadata(path) {
                Ok(metadata) if metadata.is_dir() => watched.watch(path, true),
                Ok(_) => watched.watch(folder_of(path), false),
                // The check tells of it.
                Err(_) => continue,
            };
            outcome.map_err(|error| failed(&error))?;
        }
        // The settings of a project lie at its root, and most runs start there.
        let _ = watched.watch(Path::new("."), false);
        for pack in args.choice.pack.iter().filter(|pack| pack.is_dir()) {
            watched.watch(pack, true).map_err(|error| failed(&error))?;
            watched.packs.extend(fs::canonicalize(pack));
        }
        Ok(watched)
    }

    /// Watches a folder, if nothing does.
    fn watch(&mut self, folder: &Path, deep: bool) -> notify::Result<()> {
        let Ok(whole) = fs::canonicalize(folder) else { return Ok(()) };
        let covered = whole.ancestors().any(|above| self.folders.get(above) == Some(&true));
        if covered || (!deep && self.folders.contains_key(&whole)) {
            return Ok(());
        }
        let mode = if deep { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
        self.watcher.watch(folder, mode)?;
        self.folders.insert(whole, deep);
        Ok(())
    }

    /// Watches what a run rested on, too. What an earlier one rested on stays: a file that is broken for a moment does not
    /// say what it extends.
    fn learn(&mut self, rests: Rests) {
        for file in rests.files {
            // What cannot be watched is checked all the same.
            let _ = self.watch(folder_of(&file), false);
            self.settings.insert(fs::canonicalize(&file).unwrap_or(file));
        }
        for folder in rests.folders {
            let _ = self.watch(&folder, true);
            self.packs.insert(fs::canonicalize(&folder).unwrap_or(folder));
        }
    }

    /// Whether the file, by its canonical path, says how others are checked.
    fn is_setting(&self, path: &Path) -> bool {
        path.file_name().is_some_and(|name| SETTINGS.iter().any(|known| name == *known))
            || self.settings.contains(path)
            || self.packs.iter().any(|pack| path.starts_with(pack))
    }
}

fn watcher(sender: Sender<Event>) -> Result<notify::RecommendedWatcher, Error> {
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
    notify::recommended_watcher(handler).map_err(|error| failed(&error))
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
fn next(events: &Receiver<Event>, args: &CheckArgs, watched: &Watched) -> Next {
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
        if lost || touched.iter().any(|path| watched.is_setting(path)) {
            return Next::Check(None);
        }
        let only = Only::new(std::mem::take(&mut touched));
        if check::concerns(args, &only) {
            return Next::Check(Some(only));
        }
        waited = 0;
    }
}
