//! Lists of the kinds of files, wherever they stand, are those of the program.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may end where it fails")]

mod support;

use std::fs;
use std::path::Path;

use scruple_documents::Kind;
use support::{CLAIM, Folder};

fn root(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name)).unwrap()
}

/// Endings of exports, or of all else.
fn endings(exports: bool) -> Vec<&'static str> {
    let of = |ending: &&str| Kind::from_ending(ending).is_some_and(|kind| kind.is_export() == exports);
    Kind::endings().filter(of).collect()
}

#[test]
fn hooks_are_for_what_a_search_takes() {
    let hooks = root(".pre-commit-hooks.yaml");
    let lists: Vec<&str> = hooks.lines().filter(|line| line.trim_start().starts_with("files:")).collect();
    assert_eq!(lists.len(), hooks.matches("- id:").count());
    assert!(lists[1..].iter().all(|line| line.trim() == "files: *files"), "{lists:?}");
    assert_eq!(lists[0].trim(), format!("files: &files '(?i)\\.({})$'", endings(false).join("|")));
    // Tags of kinds would leave out what is no text, such as Word.
    assert!(!hooks.lines().any(|line| line.trim_start().starts_with("types")), "{hooks}");
}

#[test]
fn a_search_takes_them_and_the_help_and_the_readme_name_them() {
    let folder = endings(false).into_iter().fold(Folder::new(), |folder, ending| {
        folder.file(&format!("{ending}/a.{}", ending.to_uppercase()), CLAIM)
    });
    // Not all of these are what their names say; they are looked at all the same.
    let run = folder.run(&["check", "--format", "concise", "--select", "MC101"]);
    for ending in endings(false) {
        assert!(
            run.out.contains(&format!("{ending}/")) || run.err.contains(&format!("{ending}/")),
            "{ending}"
        );
    }
    let help = folder.run(&["check", "--help"]).out;
    let help: String = help
        .split("Folders are searched for")
        .nth(1)
        .unwrap()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let (first, rest) = help.split_once(" files, and for ").unwrap();
    let list = |endings: Vec<&str>| {
        let (last, others) = endings.split_last().unwrap();
        format!("{} and {last}", others.join(", "))
    };
    assert_eq!(first, list(endings(false)));
    assert!(rest.starts_with(&list(endings(true))), "{rest}");
    let readme = root("README.md");
    for ending in Kind::endings() {
        assert!(readme.contains(&format!("`{ending}`")), "the README does not name {ending}");
    }
}
