//! The built-in packs hold what is asked of any pack, and their pages are current.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may end where it fails")]

use std::collections::BTreeSet;
use std::fs;

use scruple_tests::documents::root;
use scruple_tests::program::run;

/// Every folder of packs.
fn packs() -> Vec<String> {
    let mut packs: Vec<String> = fs::read_dir(root().join("rules"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir() && !path.ends_with("src") && !path.ends_with("docs"))
        .map(|path| format!("rules/{}", path.file_name().unwrap().to_string_lossy()))
        .collect();
    packs.sort();
    packs
}

#[test]
fn every_pack_passes_its_lint() {
    for pack in packs() {
        let run = run(&root(), &["rules", "check", &pack, "--quiet"]);
        assert_eq!((run.status, run.err.as_str()), (0, ""), "`scruple rules check {pack}`:\n{}", run.out);
    }
}

#[test]
fn the_pages_of_rules_are_current() {
    let run = run(&root(), &["rules", "docs", "rules/docs", "--check"]);
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{}", run.out);
}

/// Every page stands in the index, and every link of the index leads to a page.
#[test]
fn the_index_and_the_pages_belong_together() {
    let folder = root().join("rules/docs");
    let index = fs::read_to_string(folder.join("README.md")).unwrap();
    let linked: BTreeSet<String> = index
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
        .filter(|target| !target.starts_with('#'))
        .map(str::to_owned)
        .collect();
    let pages: BTreeSet<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name != "README.md")
        .collect();
    assert_eq!(linked, pages);
}
