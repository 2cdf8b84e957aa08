//! `--staged`, `--since`, `--files-from` and `--force-exclude`: which files are checked, and what is said where they
//! cannot be told.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may end where it fails")]

mod support;

use std::fs;
use std::process::Command;

use support::{CLAIM, Folder, Run, SOBER};

/// The files with findings, each once.
trait Flagged {
    fn flagged(&self) -> Vec<String>;
}

impl Flagged for Run {
    fn flagged(&self) -> Vec<String> {
        let mut paths = self.paths();
        paths.dedup();
        paths
    }
}

/// A repository with one commit on `main`.
struct Repository(Folder);

impl Repository {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = files.iter().fold(Folder::new(), |folder, (path, text)| folder.file(path, text));
        let repository = Self(folder);
        repository.git(&["init", "-q", "-b", "main"]);
        repository.commit("first");
        repository
    }

    fn git(&self, args: &[&str]) {
        let status = Command::new("git")
            .args(["-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"])
            .args(args)
            .current_dir(self.0.path("."))
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .output()
            .expect("these tests need git");
        assert!(status.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&status.stderr));
    }

    fn commit(&self, message: &str) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Checks from a folder of it.
    fn check(&self, folder: &str, args: &[&str]) -> Run {
        let mut command = self.0.command();
        command.current_dir(self.0.path(folder)).args(["check", "--format", "jsonl"]).args(args);
        Run::of(&command.output().unwrap())
    }
}

#[test]
fn what_is_staged_is_checked_as_it_is_staged() {
    let repository = Repository::new(&[("old.md", CLAIM), ("a.md", SOBER)]);
    repository.write("a.md", CLAIM);
    repository.git(&["add", "a.md"]);
    // Mended on disk, but not in what would be committed.
    repository.write("a.md", SOBER);
    let run = repository.check(".", &["--staged"]);
    assert_eq!((run.status, run.flagged()), (1, vec!["a.md".to_owned()]), "{}", run.err);
    // And the other way round.
    repository.git(&["add", "a.md"]);
    repository.write("a.md", CLAIM);
    let run = repository.check(".", &["--staged"]);
    assert_eq!((run.status, run.out.as_str()), (0, ""));
}

#[test]
fn staged_files_are_those_a_search_would_find() {
    let repository =
        Repository::new(&[("gone.md", CLAIM), ("old name.md", CLAIM), (".scrupleignore", "legacy/\n")]);
    fs::remove_file(repository.0.path("gone.md")).unwrap();
    fs::rename(repository.0.path("old name.md"), repository.0.path("new name.md")).unwrap();
    for path in ["legacy/a.md", ".hidden/a.md", "logo.svg", "sub/ünï \"q\".md"] {
        repository.write(path, CLAIM);
    }
    repository.git(&["add", "-A"]);
    let run = repository.check(".", &["--staged"]);
    assert_eq!(run.flagged(), ["new name.md", "sub/ünï \"q\".md"], "{}", run.err);
}

#[test]
fn from_a_folder_below_paths_are_seen_from_there() {
    let repository = Repository::new(&[]);
    for path in ["top.md", "a/b/here.md", "a/c/there.md"] {
        repository.write(path, CLAIM);
    }
    repository.git(&["config", "diff.relative", "true"]);
    let expected = ["../../top.md", "../c/there.md", "here.md"];
    // Not yet added, they have changed since, and are not staged.
    assert_eq!(repository.check("a/b", &["--since", "main"]).flagged(), expected);
    assert_eq!(repository.check("a/b", &["--staged"]).flagged(), Vec::<String>::new());
    repository.git(&["add", "-A"]);
    for how in [&["--staged"][..], &["--since", "HEAD"]] {
        assert_eq!(repository.check("a/b", how).flagged(), expected, "{how:?}");
        assert_eq!(repository.check("a/b", &[how, &["."]].concat()).flagged(), ["here.md"], "{how:?}");
        assert_eq!(
            repository.check("a/b", &[how, &["../c"]].concat()).flagged(),
            ["../c/there.md"],
            "{how:?}"
        );
        let run = repository.check("a/b", &[how, &["nowhere"]].concat());
        assert_eq!((run.status, run.err.as_str()), (2, "scruple: error: nowhere: no such file or folder\n"));
    }
}

#[test]
fn since_counts_from_where_the_branch_left() {
    let repository = Repository::new(&[("a.md", SOBER), ("b.md", SOBER), ("gone.md", SOBER)]);
    repository.git(&["switch", "-q", "-c", "draft"]);
    repository.write("a.md", CLAIM);
    repository.git(&["rm", "-q", "gone.md"]);
    repository.commit("on the branch");
    repository.git(&["switch", "-q", "main"]);
    repository.write("b.md", CLAIM);
    repository.commit("on main meanwhile");
    repository.git(&["switch", "-q", "draft"]);
    repository.write("new.md", CLAIM);
    repository.write("ignored.md", CLAIM);
    repository.write(".gitignore", "ignored.md\n");
    let run = repository.check(".", &["--since", "main"]);
    assert_eq!((run.status, run.flagged()), (1, vec!["a.md".to_owned(), "new.md".to_owned()]), "{}", run.err);
}

#[test]
fn the_first_commit_can_be_checked_before_it_is_made() {
    let repository = Repository(Folder::new().file("a.md", CLAIM));
    repository.git(&["init", "-q"]);
    repository.git(&["add", "a.md"]);
    assert_eq!(repository.check(".", &["--staged"]).flagged(), ["a.md"]);
}

#[test]
fn nothing_changed_is_0_and_said() {
    let repository = Repository::new(&[("a.md", CLAIM)]);
    for how in [&["--staged"][..], &["--since", "main"]] {
        let run = repository.check(".", how);
        assert_eq!((run.status, run.out.as_str()), (0, ""), "{how:?}");
        assert!(run.err.contains("no files to check"), "{}", run.err);
    }
}

#[test]
fn an_open_merge_is_2() {
    let repository = Repository::new(&[("a.md", SOBER)]);
    repository.git(&["switch", "-q", "-c", "draft"]);
    repository.write("a.md", "One.\n");
    repository.commit("one");
    repository.git(&["switch", "-q", "main"]);
    repository.write("a.md", "Two.\n");
    repository.commit("two");
    let merge =
        Command::new("git").args(["merge", "draft"]).current_dir(repository.0.path(".")).output().unwrap();
    assert!(!merge.status.success());
    let run = repository.check(".", &["--staged"]);
    assert_eq!(run.status, 2);
    assert_eq!(run.err, "scruple: error: a.md: its merge is not resolved, so nothing is staged for it\n");
}

#[test]
fn what_git_cannot_tell_is_2() {
    let repository = Repository::new(&[("a.md", SOBER)]);
    for revision in ["mian", "--output=x", "HEAD:a.md", ""] {
        let run = repository.check(".", &[&format!("--since={revision}")]);
        assert_eq!((run.status, run.out.as_str()), (2, ""), "{revision}");
        assert!(run.err.contains(&format!("git knows no revision \"{revision}\"")), "{}", run.err);
    }
    repository.git(&["switch", "-q", "--orphan", "apart"]);
    repository.commit("apart");
    let run = repository.check(".", &["--since", "main"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("have no common ancestor"), "{}", run.err);
}

#[test]
fn outside_of_a_repository_and_without_git_is_2() {
    let folder = Folder::new().file("a.md", CLAIM);
    for how in [&["--staged"][..], &["--since", "main"]] {
        let mut command = folder.command();
        command.env("GIT_CEILING_DIRECTORIES", folder.path("..")).arg("check").args(how);
        let run = Run::of(&command.output().unwrap());
        assert_eq!((run.status, run.out.as_str()), (2, ""));
        assert_eq!(
            run.err,
            format!("scruple: error: {}: this folder is not in a git repository\n", how.join(" "))
        );
        let run = Run::of(&folder.command().env("PATH", "").arg("check").args(how).output().unwrap());
        assert_eq!(run.status, 2);
        assert!(run.err.contains("needs git, which is not installed or not on the PATH"), "{}", run.err);
    }
}

#[test]
fn a_list_names_files_and_folders() {
    let folder = Folder::new().file("a.md", CLAIM).file("with space/b.md", CLAIM).file("c.md", CLAIM);
    let lines = folder.pipe(&["check", "--format", "jsonl", "--files-from", "-"], "a.md\r\n\nwith space\n");
    assert_eq!(lines.flagged(), ["a.md", "with space/b.md"], "{}", lines.err);
    let folder = folder.file("list", "c.md\0with space/b.md\0");
    let nul = folder.run(&["check", "--format", "jsonl", "--files-from", "list", "a.md"]);
    assert_eq!(nul.flagged(), ["a.md", "c.md", "with space/b.md"]);
    // A file that is named in two ways is one file.
    let whole = folder.path("c.md");
    let twice = folder.run(&["check", "--format", "jsonl", "c.md", whole.to_str().unwrap()]);
    assert_eq!(twice.flagged(), ["c.md"]);
}

#[test]
fn an_empty_list_is_not_the_current_folder() {
    let run = Folder::new().file("a.md", CLAIM).pipe(&["check", "--files-from", "-"], "");
    assert_eq!(
        (run.status, run.err.as_str()),
        (0, "scruple: warning: no files to check: the list leaves none\n")
    );
}

#[test]
fn a_bad_list_is_2_and_its_line_is_named() {
    let folder = Folder::new().file("a.md", CLAIM).file("list.txt", "a.md\nnowhere.md\n");
    let run = folder.run(&["check", "--format", "jsonl", "--files-from", "list.txt"]);
    assert_eq!((run.status, run.flagged()), (2, vec!["a.md".to_owned()]));
    assert_eq!(run.err, "scruple: error: list.txt:2: nowhere.md: no such file or folder\n");
    let run = folder.run(&["check", "--files-from", "no-list"]);
    assert_eq!(
        (run.status, run.err.as_str()),
        (2, "scruple: error: --files-from no-list: no such file or folder\n")
    );
    let run = folder.pipe(&["check", "--files-from", "-", "-"], "a.md\n");
    assert_eq!(run.status, 2);
    assert!(run.err.contains("standard input is the list"), "{}", run.err);
}

#[test]
fn forced_exclusion_treats_named_files_as_met() {
    let folder = Folder::new()
        .file("a.md", CLAIM)
        .file("legacy/b.md", CLAIM)
        .file("legacy/kept.md", CLAIM)
        .file("logo.png", [0_u8; 9])
        .file("notes.log", CLAIM)
        .file(".scrupleignore", "legacy/*\n!kept.md\n");
    let names = ["a.md", "legacy/b.md", "legacy/kept.md", "logo.png", "notes.log"];
    let forced = folder.run(&[&["check", "--format", "jsonl", "--force-exclude"], &names[..]].concat());
    assert_eq!((forced.status, forced.flagged()), (1, vec!["a.md".to_owned(), "legacy/kept.md".to_owned()]));
    assert_eq!(forced.err, "");
    let named = folder.run(&[&["check", "--format", "jsonl"], &names[..]].concat());
    assert_eq!((named.status, named.flagged().len()), (2, 4), "a file that is named is always checked");
}

#[test]
fn ways_to_choose_files_do_not_mix() {
    let folder = Folder::new();
    for args in [
        &["--staged", "--since", "main"][..],
        &["--staged", "--files-from", "x"],
        &["--since", "main", "--watch"],
        &["--staged", "--stdin-filename", "x"],
        &["--watch", "--files-from", "x"],
    ] {
        let run = folder.run(&[&["check"], args].concat());
        assert_eq!((run.status, run.out.as_str()), (2, ""), "{args:?}");
        assert!(run.err.contains("cannot be used with"), "{}", run.err);
    }
}

#[test]
fn a_branch_without_a_commit_has_nothing_to_differ_from() {
    let repository = Repository(Folder::new().file("a.md", CLAIM));
    repository.git(&["init", "-q", "-b", "main"]);
    let run = repository.check(".", &["--since", "HEAD"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("this branch has no commit yet"), "{}", run.err);
    repository.git(&["add", "a.md"]);
    assert_eq!(repository.check(".", &["--staged"]).flagged(), ["a.md"]);
}

#[test]
fn fixes_of_what_is_staged_are_told_to_be_on_disk() {
    let text = "Our capsules support calm.\n\nAdd to cart.\n";
    let repository = Repository::new(&[("old.md", SOBER)]);
    repository.write("a.txt", text);
    repository.git(&["add", "a.txt"]);
    // The next commit would still bring what is staged.
    let run = repository.check(".", &["--staged", "--fix"]);
    assert_eq!(run.status, 1, "{}", run.out);
    assert!(run.err.contains("a.txt: fixed on disk, and what is staged is as it was"), "{}", run.err);
    assert!(fs::read_to_string(repository.0.path("a.txt")).unwrap().contains("Food and Drug Administration"));
    repository.git(&["add", "a.txt"]);
    assert_eq!(repository.check(".", &["--staged", "--fix"]).status, 0);
    // More on disk than is staged is not written over.
    repository.write("b.txt", text);
    repository.git(&["add", "b.txt"]);
    repository.write("b.txt", "Something else.\n");
    let run = repository.check(".", &["--staged", "--fix", "b.txt"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("b.txt: not fixed: what is on disk is not what is staged"), "{}", run.err);
}
