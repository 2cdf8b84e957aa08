//! Asking git which files changed.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;

use crate::error::{Error, reason};
use crate::read::LIMIT;
use crate::walk::display;

/// The mode of an entry that is a link and not text.
const LINK: &str = "120000";

/// The mode of an entry that is another repository.
const MODULE: &str = "160000";

/// The repository that holds the current folder.
pub struct Repository {
    /// The option that asked for it, for what is said when something fails.
    option: String,
    /// The way from the root of the repository to the current folder, with `/` at its end; empty at the root.
    prefix: Vec<u8>,
}

/// A changed file.
#[derive(Debug, PartialEq, Eq)]
pub struct Changed {
    /// Its path, seen from the current folder.
    pub path: PathBuf,
    /// The object that is staged for it; empty for a file on disk.
    pub object: String,
    /// Whether its merge is not resolved, so that nothing is staged.
    pub unmerged: bool,
}

impl Repository {
    /// The repository around the current folder.
    pub fn open(option: &str) -> Result<Self, Error> {
        let mut repository = Self { option: option.to_owned(), prefix: Vec::new() };
        let inside = repository.line(&["rev-parse", "--is-inside-work-tree"])?;
        if inside != b"true" {
            return Err(repository.fails("this folder is not in the files of a git repository"));
        }
        repository.prefix = repository.line(&["rev-parse", "--show-prefix"])?;
        Ok(repository)
    }

    /// What is staged for the next commit, below the paths, or all of it.
    pub fn staged(&self, paths: &[PathBuf]) -> Result<Vec<Changed>, Error> {
        self.diff(&["--cached"], paths)
    }

    /// The files on disk that differ from where the current branch left `revision`, new ones included.
    pub fn since(&self, revision: &str, paths: &[PathBuf]) -> Result<Vec<Changed>, Error> {
        let commit = format!("{revision}^{{commit}}");
        let asked = self.run(&["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])?;
        if !asked.success {
            if !self.run(&["rev-parse", "--verify", "--quiet", "HEAD"])?.success {
                return Err(self.fails("this branch has no commit yet; check what is staged with --staged"));
            }
            return Err(self.fails(format!(
                "git knows no revision \"{revision}\"; a clone of one branch has to fetch it first"
            )));
        }
        let base = self.run(&["merge-base", "--end-of-options", &one_line(&asked.out), "HEAD"])?;
        if !base.success {
            return Err(self.fails(format!(
                "\"{revision}\" and HEAD have no common ancestor here; a shallow clone has to fetch more history \
                 (`git fetch --unshallow`, or `fetch-depth: 0` in CI)"
            )));
        }
        let mut files = self.diff(&[&one_line(&base.out)], paths)?;
        let mut arguments = vec!["ls-files", "-z", "--others", "--exclude-standard", "--full-name"];
        let below = limited(&mut arguments, paths);
        let new = self.must(&below, &arguments)?;
        files.extend(new.split(|byte| *byte == 0).filter(|name| !name.is_empty()).map(|name| Changed {
            path: self.seen_from_here(name),
            object: String::new(),
            unmerged: false,
        }));
        Ok(files)
    }

    /// The staged contents, by object. What is larger than a text can be is left out.
    pub fn contents(&self, files: &[Changed]) -> Result<BTreeMap<String, Vec<u8>>, Error> {
        let objects: Vec<String> =
            files.iter().filter(|file| !file.unmerged).map(|f| f.object.clone()).collect();
        if objects.is_empty() {
            return Ok(BTreeMap::new());
        }
        let mut git = self
            .command(&["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| self.cannot(&error))?;
        let (Some(mut input), Some(output)) = (git.stdin.take(), git.stdout.take()) else {
            return Err(self.fails("git cannot be talked to"));
        };
        // Beside the reading: git stops reading while nobody takes what it says.
        let asking = thread::spawn(move || input.write_all((objects.join("\n") + "\n").as_bytes()));
        let contents = batch(BufReader::new(output)).map_err(|error| self.cannot(&error));
        // Whether git took all of it shows in what it answered.
        let _ = asking.join();
        let _ = git.wait();
        contents
    }

    fn diff(&self, what: &[&str], paths: &[PathBuf]) -> Result<Vec<Changed>, Error> {
        // A rename is the new name added and the old one deleted, and what was deleted cannot be checked.
        let mut arguments = vec![
            "diff",
            "--raw",
            "-z",
            "--no-abbrev",
            "--no-renames",
            "--diff-filter=d",
            "--ignore-submodules",
        ];
        arguments.extend(what);
        let below = limited(&mut arguments, paths);
        let out = self.must(&below, &arguments)?;
        Ok(raw(&out)
            .into_iter()
            .map(|(name, object, unmerged)| Changed { path: self.seen_from_here(name), object, unmerged })
            .collect())
    }

    /// The output of a git that has to succeed, with paths that limit it.
    fn must(&self, below: &[&OsStr], arguments: &[&str]) -> Result<Vec<u8>, Error> {
        let answer = self.finish(self.command(arguments).args(below))?;
        if answer.success { Ok(answer.out) } else { Err(self.fails(complaint(&answer.err))) }
    }

    /// The one line that git answers with.
    fn line(&self, arguments: &[&str]) -> Result<Vec<u8>, Error> {
        let answer = self.run(arguments)?;
        if answer.success {
            let mut line = answer.out;
            while line.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
                line.pop();
            }
            return Ok(line);
        }
        let complaint = complaint(&answer.err);
        Err(self.fails(if complaint.contains("not a git repository") {
            "this folder is not in a git repository".to_owned()
        } else {
            complaint
        }))
    }

    fn run(&self, arguments: &[&str]) -> Result<Answer, Error> {
        self.finish(&mut self.command(arguments))
    }

    fn finish(&self, command: &mut Command) -> Result<Answer, Error> {
        let output = command.output().map_err(|error| self.cannot(&error))?;
        Ok(Answer { success: output.status.success(), out: output.stdout, err: output.stderr })
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        // Whatever the person's settings and language are, the answers are the same.
        command.args(["-c", "diff.relative=false", "-c", "core.quotePath=false"]).args(arguments);
        command.env("LC_ALL", "C").env("GIT_OPTIONAL_LOCKS", "0").stdin(Stdio::null());
        command.stdout(Stdio::piped());
        command
    }

    /// A path below the root as it is seen from the current folder.
    fn seen_from_here(&self, name: &[u8]) -> PathBuf {
        let (here, there) = beside(&self.prefix, name);
        let mut seen = PathBuf::new();
        for _ in 0..here {
            seen.push("..");
        }
        seen.join(path(there))
    }

    fn cannot(&self, error: &io::Error) -> Error {
        self.fails(match error.kind() {
            io::ErrorKind::NotFound => "needs git, which is not installed or not on the PATH".to_owned(),
            _ => format!("git cannot be run: {}", reason(error)),
        })
    }

    fn fails(&self, reason: impl Into<String>) -> Error {
        Error::Changed { option: self.option.clone(), reason: reason.into() }
    }
}

struct Answer {
    success: bool,
    out: Vec<u8>,
    err: Vec<u8>,
}

/// Adds what keeps git to the paths, taken as they are, or lets it see the whole repository.
fn limited<'a>(arguments: &mut Vec<&str>, paths: &'a [PathBuf]) -> Vec<&'a OsStr> {
    if !paths.is_empty() {
        arguments.insert(0, "--literal-pathspecs");
    }
    arguments.push("--");
    if paths.is_empty() {
        arguments.push(":/");
    }
    paths.iter().map(|path| path.as_os_str()).collect()
}

/// The entries of `git diff --raw -z --no-renames`: path, object, and whether the merge is not resolved. Links and
/// other repositories are left out.
fn raw(out: &[u8]) -> Vec<(&[u8], String, bool)> {
    let mut fields = out.split(|byte| *byte == 0);
    let mut entries = Vec::new();
    while let (Some(about), Some(name)) = (fields.next(), fields.next()) {
        let about = String::from_utf8_lossy(about);
        let parts: Vec<&str> = about.split(' ').collect();
        let [_, mode, _, object, status] = parts[..] else { continue };
        let unmerged = status.starts_with('U');
        // The work tree is compared entry by entry: a path in conflict comes twice.
        if mode != LINK && mode != MODULE && (unmerged || mode != "000000") {
            entries.push((name, object.to_owned(), unmerged));
        }
    }
    entries
}

/// The answers of `git cat-file --batch`.
fn batch(mut from: impl BufRead) -> io::Result<BTreeMap<String, Vec<u8>>> {
    let mut contents = BTreeMap::new();
    let mut head = String::new();
    while from.read_line(&mut head)? > 0 {
        let mut parts = head.split_whitespace();
        let object = parts.next().unwrap_or_default().to_owned();
        let size = parts.nth(1).and_then(|size| size.parse::<u64>().ok());
        head.clear();
        let Some(size) = size else { continue };
        let mut bytes = Vec::new();
        if size > LIMIT {
            io::copy(&mut from.by_ref().take(size), &mut io::sink())?;
        } else {
            from.by_ref().take(size).read_to_end(&mut bytes)?;
            contents.insert(object, bytes);
        }
        // The line break after it.
        from.by_ref().take(1).read_to_end(&mut Vec::new())?;
    }
    Ok(contents)
}

/// How many folders up from `prefix`, which ends with `/`, and then which way down lies `name`.
fn beside<'a>(prefix: &[u8], name: &'a [u8]) -> (usize, &'a [u8]) {
    let mut common = 0;
    for (at, (a, b)) in prefix.iter().zip(name).enumerate() {
        if a != b {
            break;
        }
        if *a == b'/' {
            common = at + 1;
        }
    }
    (prefix[common..].iter().filter(|byte| **byte == b'/').count(), &name[common..])
}

/// What git complained of, without the word in front.
fn complaint(err: &[u8]) -> String {
    let text = String::from_utf8_lossy(err);
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("git failed and did not say why");
    line.trim_start_matches("fatal: ").trim_start_matches("error: ").to_owned()
}

fn one_line(out: &[u8]) -> String {
    String::from_utf8_lossy(out).trim().to_owned()
}

/// Bytes as git and lists write them, as a path.
#[cfg(unix)]
pub fn path(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(OsStr::from_bytes(bytes))
}

/// Bytes as git and lists write them, as a path.
#[cfg(not(unix))]
pub fn path(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

/// A path as a message names it.
pub fn named(file: &Changed) -> String {
    display(&file.path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_seen_from_the_current_folder() {
        assert_eq!(beside(b"", b"a/b.md"), (0, &b"a/b.md"[..]));
        assert_eq!(beside(b"a/", b"a/b.md"), (0, &b"b.md"[..]));
        assert_eq!(beside(b"a/c/", b"a/b.md"), (1, &b"b.md"[..]));
        assert_eq!(beside(b"ab/", b"a/b.md"), (1, &b"a/b.md"[..]));
    }

    #[test]
    fn links_and_other_repositories_are_left_out() {
        let out =
            b":100644 100644 1 2 M\0a b\n.md\0:000000 120000 0 3 A\0link.md\0:000000 160000 0 4 A\0module\0\
                    :000000 000000 0 0 U\0torn.md\0";
        let entries = raw(out);
        assert_eq!(
            entries,
            [(&b"a b\n.md"[..], "2".to_owned(), false), (&b"torn.md"[..], "0".to_owned(), true)]
        );
    }

    #[test]
    fn contents_may_hold_anything() {
        let out = b"aa blob 5\nx\ny\0z\nbb missing\ncc blob 0\n\n";
        let contents = batch(&out[..]).unwrap();
        assert_eq!(contents["aa"], b"x\ny\0z");
        assert_eq!(contents["cc"], b"");
        assert_eq!(contents.len(), 2);
    }
}
