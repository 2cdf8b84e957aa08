//! From the paths on the command line to the files to check.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ignore::{DirEntry, WalkBuilder, WalkState};
use scruple_config::Resolver;
use scruple_documents::Kind;

use crate::error::reason;
use crate::say::Problem;

/// The name of standard input in the output where none was given.
const STDIN: &str = "<stdin>";

/// Something to check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The path as it is printed.
    pub name: String,
    /// Where to read it; `None` is standard input.
    pub path: Option<PathBuf>,
    /// What to check in place of what stands at the path: the text as it is staged.
    pub content: Option<Arc<[u8]>>,
    /// Whether it was named itself, not met in a folder.
    pub named: bool,
}

/// Everything to check, sorted by name, without repetitions, and the paths that cannot be.
pub fn collect(
    paths: &[PathBuf],
    stdin: Option<&str>,
    resolver: &Arc<Resolver>,
    threads: usize,
) -> (Vec<Input>, Vec<Problem>) {
    let (mut inputs, mut problems, mut folders) = (Vec::new(), Vec::new(), Vec::new());
    let current = [PathBuf::from(if stdin.is_some() { "-" } else { "." })];
    for path in if paths.is_empty() { &current } else { paths } {
        if path.as_os_str() == "-" {
            let name = stdin.unwrap_or(STDIN).to_owned();
            inputs.push(Input { name, path: None, content: None, named: true });
            continue;
        }
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => folders.push(path),
            Ok(_) => inputs.push(input(path, true)),
            Err(error) => problems.push(Problem::fatal(format!("{}: {}", display(path), reason(&error)))),
        }
    }
    walk(&folders, resolver, threads, &mut inputs, &mut problems);
    problems.sort_by(|a, b| a.message.cmp(&b.message));
    (sorted(inputs), problems)
}

/// The inputs by name, each once.
pub fn sorted(mut inputs: Vec<Input>) -> Vec<Input> {
    // A file that was named comes before the same file met in a folder, and is the one that is kept.
    inputs.sort_by(|a, b| order(a, b).then(b.named.cmp(&a.named)));
    inputs.dedup_by(|a, b| order(a, b) == Ordering::Equal);
    once_each_way(&mut inputs);
    inputs
}

/// Takes away files by their whole paths that are also told as seen from here.
fn once_each_way(inputs: &mut Vec<Input>) {
    let whole = |input: &Input| input.path.clone().filter(|path| path.is_absolute());
    let named: HashMap<PathBuf, bool> =
        inputs.iter().filter_map(|input| Some((whole(input)?, input.named))).collect();
    if named.is_empty() {
        return;
    }
    let mut twice = HashSet::new();
    for input in inputs.iter_mut().filter(|input| whole(input).is_none()) {
        let Some(path) = input.path.as_deref().and_then(|path| std::path::absolute(path).ok()) else {
            continue;
        };
        if let Some(named) = named.get(&path) {
            input.named |= named;
            twice.insert(path);
        }
    }
    inputs.retain(|input| whole(input).is_none_or(|path| !twice.contains(&path)));
}

fn order(a: &Input, b: &Input) -> Ordering {
    a.name.cmp(&b.name).then_with(|| a.path.cmp(&b.path))
}

fn walk(
    folders: &[&PathBuf],
    resolver: &Arc<Resolver>,
    threads: usize,
    inputs: &mut Vec<Input>,
    problems: &mut Vec<Problem>,
) {
    let Some((first, others)) = folders.split_first() else { return };
    let mut builder = WalkBuilder::new(first);
    for folder in others {
        builder.add(folder);
    }
    // Ignore files count also where there is no repository, as in an export of one.
    builder.require_git(false).add_custom_ignore_filename(".scrupleignore").threads(threads.min(8));
    let enters = Arc::clone(resolver);
    builder.filter_entry(move |entry| {
        entry.file_type().is_none_or(|kind| !kind.is_dir()) || enters.enters(entry.path())
    });
    let met = Mutex::new((inputs, problems));
    let take = |entry: Result<DirEntry, ignore::Error>| {
        let found = match entry {
            Ok(entry) if is_file(&entry) && wanted(resolver, entry.path()) => Ok(input(entry.path(), false)),
            Ok(_) => return,
            Err(error) => Err(Problem::fatal(complaint(&error))),
        };
        let mut met = met.lock().unwrap_or_else(PoisonError::into_inner);
        match found {
            Ok(input) => met.0.push(input),
            Err(problem) => met.1.push(problem),
        }
    };
    if threads == 1 {
        builder.build().for_each(take);
    } else {
        builder.build_parallel().run(|| {
            Box::new(|entry| {
                take(entry);
                WalkState::Continue
            })
        });
    }
}

fn is_file(entry: &DirEntry) -> bool {
    entry.file_type().is_some_and(|kind| kind.is_file())
}

/// Whether a file is checked when it is met in a folder: exports are where settings name fields of theirs.
pub fn wanted(resolver: &Resolver, path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let known = match Kind::from_path(&name) {
        // What a word processor keeps beside a document that is open is none.
        _ if name.starts_with("~$") => false,
        Some(kind) if !kind.is_export() => true,
        _ => resolver.settings(path).is_ok_and(|settings| {
            let kind = settings.kind_of(&name);
            kind.is_some_and(|kind| !kind.is_export() || !settings.fields.is_empty())
        }),
    };
    resolver.takes(path, known)
}

/// A file to check.
pub fn input(path: &Path, named: bool) -> Input {
    let path = bare(path);
    Input { name: display(path), path: Some(path.to_owned()), content: None, named }
}

/// The path without a leading `./`.
pub fn bare(path: &Path) -> &Path {
    match path.strip_prefix(".") {
        Ok(rest) if !rest.as_os_str().is_empty() => rest,
        _ => path,
    }
}

/// The path as it is printed: as it was given, without a leading `./`, with `/` between its parts.
pub fn display(path: &Path) -> String {
    let text = bare(path).to_string_lossy();
    if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() }
}

/// What went wrong in a walk, as `path: reason`.
fn complaint(error: &ignore::Error) -> String {
    let mut path = None;
    let mut inner = error;
    loop {
        match inner {
            ignore::Error::WithPath { path: at, err } => {
                path = Some(at);
                inner = err;
            }
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => inner = err,
            _ => break,
        }
    }
    let why = inner.io_error().map_or_else(|| inner.to_string(), reason);
    path.map_or_else(|| why.clone(), |path| format!("{}: {why}", display(path)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leading_dot_is_left_out_and_the_rest_stays_as_given() {
        assert_eq!(display(Path::new("./a/b.md")), "a/b.md");
        assert_eq!(display(Path::new("../a.md")), "../a.md");
        assert_eq!(display(Path::new("/x/a.md")), "/x/a.md");
        assert_eq!(display(Path::new(".")), ".");
    }
}
