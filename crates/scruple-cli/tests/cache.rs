//! `--cache`: the same output as without, whatever happens to files, settings and the cache itself.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may end where it fails")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use support::{CLAIM, Folder, SOBER};

/// Checks with the cache and without, which must agree, and tells how many entries the cache has.
fn agree(folder: &Folder, args: &[&str]) -> usize {
    let plain = folder.run(&[&["check", "--format", "json"], args].concat());
    for round in ["first", "second"] {
        let cached = folder.run(&[&["check", "--format", "json", "--cache"], args].concat());
        assert_eq!(
            (cached.status, &cached.out, &cached.err),
            (plain.status, &plain.out, &plain.err),
            "{round} {args:?}"
        );
    }
    entries(folder).len()
}

fn entries(folder: &Folder) -> Vec<PathBuf> {
    let list =
        |path: &Path| fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
    let folders = list(&folder.path(".scruple-cache")).into_iter().filter(|path| path.is_dir());
    folders.flat_map(|path| list(&path)).collect()
}

#[test]
fn every_setting_and_every_text_has_an_entry_of_its_own() {
    let folder = Folder::new()
        .file("a.md", CLAIM)
        .file("b.html", "<p>Our tea cures gout &amp; more.</p>")
        .file("c.txt", SOBER);
    assert_eq!(agree(&folder, &[]), 3);
    // The same text in another place is the same text; in another format it is not.
    let folder = folder.file("sub/copy.md", CLAIM);
    assert_eq!(agree(&folder, &[]), 3);
    let folder = folder.file("copy.txt", CLAIM);
    assert_eq!(agree(&folder, &[]), 4);
    let mut known = 4;
    for args in [
        &["--market", "eu"][..],
        &["--class", "editorial"],
        &["--ignore", "MC101"],
        &["--select", "MC1"],
        &["--pack", "eu"],
    ] {
        let now = agree(&folder, args);
        assert!(now > known, "{args:?}");
        known = now;
    }
    // What is only printed or counted differently is the same lint.
    assert_eq!(agree(&folder, &["--fail-on", "never", "--threads", "1"]), known);
}

#[test]
fn a_pack_counts_with_what_it_holds() {
    let rule = |word: &str| {
        format!(
            "- code: HOUSE1\n  name: house-word\n  category: house\n  severity: warning\n  confidence: high\n  summary: A word\n  \
             message: '\"{{text}}\" is a word'\n  why: Because.\n  instead: Nothing.\n  markets: {{us: [\"House\"]}}\n  match: [\"{word}\"]\n  \
             examples:\n    bad: [\"The [[{word}]] is here.\"]\n    good: [\"Nothing is here.\"]\n"
        )
    };
    let folder =
        Folder::new().file("a.md", "Apples and pears are fruits.\n").file("house/rules.yaml", rule("apples"));
    agree(&folder, &["--pack", "./house", "a.md"]);
    let folder = folder.file("house/rules.yaml", rule("pears"));
    agree(&folder, &["--pack", "./house", "a.md"]);
}

#[test]
fn settings_files_count() {
    let folder = Folder::new().file("a.md", CLAIM).file("scruple.toml", "ignore = [\"MC101\"]\n");
    agree(&folder, &[]);
    let folder = folder.file("scruple.toml", "[severity]\nMC101 = \"info\"\n");
    agree(&folder, &[]);
}

#[test]
fn a_damaged_entry_is_none() {
    let folder = Folder::new().file("a.md", CLAIM);
    agree(&folder, &[]);
    let entry = entries(&folder).remove(0);
    let whole = fs::read(&entry).unwrap();
    let mut flipped = whole.clone();
    *flipped.last_mut().unwrap() ^= 1;
    for damage in [&b""[..], &whole[..whole.len() / 2], &flipped] {
        fs::write(&entry, damage).unwrap();
        agree(&folder, &[]);
        assert_eq!(fs::read(&entry).unwrap(), whole, "written anew");
    }
}

#[test]
fn the_cache_can_lie_elsewhere_and_is_neither_searched_nor_committed() {
    let folder = Folder::new().file("a.md", CLAIM);
    let run = folder.run(&["check", "--format", "jsonl", "--cache=kept/here"]);
    assert_eq!((run.status, run.err.as_str()), (1, ""));
    assert_eq!(fs::read_to_string(folder.path("kept/here/.gitignore")).unwrap(), "*\n");
    assert!(!folder.path(".scruple-cache").exists());
}

#[test]
fn a_cache_that_cannot_be_made_is_2() {
    let folder = Folder::new().file("a.md", CLAIM).file("file", "");
    let run = folder.run(&["check", "--cache=file", "a.md"]);
    assert_eq!((run.status, run.out.as_str()), (2, ""));
    assert!(run.err.starts_with("scruple: error: --cache=file: "), "{}", run.err);
}

#[test]
fn a_cache_that_is_a_file_is_2() {
    let folder = Folder::new().file("a.md", CLAIM);
    let run = folder.run(&["check", "--cache=a.md"]);
    assert_eq!((run.status, run.out.as_str()), (2, ""));
    assert!(run.err.contains("--cache=a.md: is no folder"), "{}", run.err);
    assert_eq!(fs::read_to_string(folder.path("a.md")).unwrap(), CLAIM);
}
