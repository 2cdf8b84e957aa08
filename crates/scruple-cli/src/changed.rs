//! Which files to check: those of the paths, of a list, or those that changed.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use scruple_config::Resolver;

use crate::args::CheckArgs;
use crate::error::{Error, reason};
use crate::git::{self, Repository};
use crate::ignored::Ignored;
use crate::say::Problem;
use crate::walk::{self, Input, display};

/// Everything to check, sorted by name, and the paths that cannot be.
pub fn inputs(
    args: &CheckArgs,
    resolver: &Arc<Resolver>,
    threads: usize,
) -> Result<(Vec<Input>, Vec<Problem>), Error> {
    let (mut inputs, problems) = if args.staged {
        staged(args, resolver)?
    } else if let Some(revision) = &args.since {
        since(args, resolver, revision)?
    } else if let Some(list) = &args.files_from {
        listed(args, resolver, list, threads)?
    } else {
        walk::collect(&args.paths, args.stdin_filename.as_deref(), resolver, threads)
    };
    if args.force_exclude {
        let mut ignored = Ignored::new(Arc::clone(resolver));
        inputs
            .retain(|input| !input.named || input.path.as_ref().is_none_or(|path| !ignored.leaves_out(path)));
        for input in inputs.iter_mut().filter(|input| input.path.is_some()) {
            input.named = false;
        }
    }
    Ok((inputs, problems))
}

/// Whether everything below the paths is checked, not only what changed or what a list names.
pub fn is_whole(args: &CheckArgs) -> bool {
    !args.staged && args.since.is_none() && args.files_from.is_none() && !args.force_exclude
}

/// What to say where there is nothing to check.
pub fn nothing(args: &CheckArgs) -> &'static str {
    if args.staged {
        "no files to check: no Markdown, HTML, text or other document is staged"
    } else if args.since.is_some() {
        "no files to check: no Markdown, HTML, text or other document has changed"
    } else if args.files_from.is_some() {
        "no files to check: the list leaves none"
    } else {
        "no files to check; folders are searched for Markdown, HTML, text and other documents"
    }
}

fn staged(args: &CheckArgs, resolver: &Arc<Resolver>) -> Result<(Vec<Input>, Vec<Problem>), Error> {
    let repository = Repository::open("--staged")?;
    let paths = paths("--staged", &args.paths)?;
    let mut problems = Vec::new();
    let mut files = repository.staged(paths)?;
    absent(paths, &files, &mut problems);
    let mut ignored = Ignored::new(Arc::clone(resolver));
    files.retain(|file| !ignored.leaves_out(&file.path));
    let contents = repository.contents(&files)?;
    let mut inputs = Vec::new();
    for file in files {
        if file.unmerged {
            problems.push(Problem::fatal(format!(
                "{}: its merge is not resolved, so nothing is staged for it",
                git::named(&file)
            )));
        } else if let Some(bytes) = contents.get(&file.object) {
            let content = Some(Arc::from(bytes.as_slice()));
            inputs.push(Input { content, ..walk::input(&file.path, false) });
        } else {
            problems.push(Problem::fatal(format!("{}: git cannot give what is staged", git::named(&file))));
        }
    }
    Ok((walk::sorted(inputs), problems))
}

fn since(
    args: &CheckArgs,
    resolver: &Arc<Resolver>,
    revision: &str,
) -> Result<(Vec<Input>, Vec<Problem>), Error> {
    let repository = Repository::open(&format!("--since {revision}"))?;
    let paths = paths("--since", &args.paths)?;
    let files = repository.since(revision, paths)?;
    let mut problems = Vec::new();
    absent(paths, &files, &mut problems);
    let mut ignored = Ignored::new(Arc::clone(resolver));
    let inputs = files
        .iter()
        .filter(|file| !ignored.leaves_out(&file.path))
        // A link, or a file that is gone from the disk and not yet from the index, is no text to check.
        .filter(|file| fs::symlink_metadata(&file.path).is_ok_and(|metadata| metadata.is_file()))
        .map(|file| walk::input(&file.path, false))
        .collect();
    Ok((walk::sorted(inputs), problems))
}

/// Complains of paths that are neither on disk nor changed.
fn absent(paths: &[PathBuf], files: &[git::Changed], problems: &mut Vec<Problem>) {
    for path in paths {
        let bare = walk::bare(path);
        if fs::symlink_metadata(path).is_err() && !files.iter().any(|file| file.path.starts_with(bare)) {
            problems.push(Problem::fatal(format!("{}: no such file or folder", display(path))));
        }
    }
}

/// The paths, of which none may be standard input.
fn paths<'a>(option: &str, paths: &'a [PathBuf]) -> Result<&'a [PathBuf], Error> {
    if paths.iter().any(|path| path.as_os_str() == "-") {
        let reason = "standard input is no file that git knows; leave out the `-`".to_owned();
        return Err(Error::Changed { option: option.to_owned(), reason });
    }
    Ok(paths)
}

fn listed(
    args: &CheckArgs,
    resolver: &Arc<Resolver>,
    list: &Path,
    threads: usize,
) -> Result<(Vec<Input>, Vec<Problem>), Error> {
    let failed =
        |reason: String| Error::Changed { option: format!("--files-from {}", display(list)), reason };
    let mut text = Vec::new();
    if list.as_os_str() == "-" {
        if args.paths.iter().any(|path| path.as_os_str() == "-") {
            return Err(failed(
                "standard input is the list; it cannot be a text to check as well".to_owned(),
            ));
        }
        io::stdin().lock().read_to_end(&mut text).map_err(|error| failed(reason(&error)))?;
    } else {
        text = fs::read(list).map_err(|error| failed(reason(&error)))?;
    }
    let mut problems = Vec::new();
    let mut paths = args.paths.clone();
    for (line, entry) in entries(&text) {
        // `-` is a file here: standard input is the list, or nothing.
        let path = if entry == b"-" { PathBuf::from("./-") } else { git::path(entry) };
        match fs::metadata(&path) {
            Ok(_) => paths.push(path),
            Err(error) => problems.push(Problem::fatal(format!(
                "{}:{line}: {}: {}",
                if list.as_os_str() == "-" { "list on standard input".to_owned() } else { display(list) },
                display(&path),
                reason(&error)
            ))),
        }
    }
    if paths.is_empty() {
        return Ok((Vec::new(), problems));
    }
    let (inputs, more) = walk::collect(&paths, args.stdin_filename.as_deref(), resolver, threads);
    problems.extend(more);
    Ok((inputs, problems))
}

/// The entries of a list with their numbers, from 1: divided by NUL if there is one, else by line breaks.
fn entries(text: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let nul = text.contains(&0);
    let text = if nul { text } else { text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text) };
    text.split(move |byte| *byte == if nul { 0 } else { b'\n' })
        .map(move |entry| if nul { entry } else { entry.strip_suffix(b"\r").unwrap_or(entry) })
        .enumerate()
        .map(|(index, entry)| (index + 1, entry))
        .filter(|(_, entry)| !entry.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &[u8]) -> Vec<(usize, String)> {
        entries(text).map(|(line, entry)| (line, String::from_utf8_lossy(entry).into_owned())).collect()
    }

    #[test]
    fn lists_are_divided_by_lines_or_by_nul() {
        let row = |line: usize, name: &str| (line, name.to_owned());
        assert_eq!(list(b"\xef\xbb\xbfa b.md\r\n\r\nc.md"), [row(1, "a b.md"), row(3, "c.md")]);
        assert_eq!(list(b"a\nb.md\0c.md\0"), [row(1, "a\nb.md"), row(2, "c.md")]);
        assert_eq!(list(b""), []);
    }
}
