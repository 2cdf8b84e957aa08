//! `scruple rules docs` and `scruple explain`: the pages of rules.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may end where it fails")]

mod support;

use std::fs;

use support::Folder;

const DOCS: [&str; 5] = ["rules", "docs", "site/docs", "--select", "MC101,MC803"];

fn check(folder: &Folder) -> support::Run {
    folder.run(&[&DOCS[..], &["--check"]].concat())
}

#[test]
fn pages_are_written_and_then_current() {
    let folder = Folder::new();
    let run = folder.run(&DOCS);
    assert_eq!((run.status, run.out.as_str()), (0, "3 pages in site/docs, 3 changed.\n"), "{}", run.err);
    assert_eq!(folder.run(&DOCS).out, "3 pages in site/docs, 0 changed.\n");
    let run = check(&folder);
    assert_eq!((run.status, run.out.as_str()), (0, "3 pages in site/docs are current.\n"), "{}", run.err);
    let index = fs::read_to_string(folder.path("site/docs/README.md")).unwrap();
    assert!(index.contains("[MC101](MC101.md)") && index.contains("### European Union"), "{index}");
}

#[test]
fn pages_out_of_date_are_named_with_the_command() {
    let folder = Folder::new();
    folder.run(&DOCS);
    fs::write(folder.path("site/docs/MC101.md"), "changed").unwrap();
    fs::remove_file(folder.path("site/docs/MC803.md")).unwrap();
    fs::write(folder.path("site/docs/MC000.md"), "<!-- Made by `scruple rules docs` long ago -->").unwrap();
    fs::write(folder.path("site/docs/notes.md"), "Our own notes.").unwrap();
    let run = check(&folder);
    assert_eq!(
        (run.status, run.out.as_str()),
        (
            1,
            "site/docs/MC000.md: belongs to no rule\nsite/docs/MC101.md: is out of date\n\
             site/docs/MC803.md: is missing\n\
             Renew them with `scruple rules docs site/docs --select MC101 --select MC803`.\n"
        )
    );
    assert_eq!(folder.run(&DOCS).out, "3 pages in site/docs, 3 changed.\n");
    assert_eq!(check(&folder).status, 0);
    assert!(!folder.path("site/docs/MC000.md").exists() && folder.path("site/docs/notes.md").exists());
}

#[test]
fn a_folder_that_is_a_file_is_2() {
    let run = Folder::new().file("site", "").run(&["rules", "docs", "site"]);
    assert_eq!((run.status, run.out.as_str()), (2, ""));
    assert!(run.err.contains("site"), "{}", run.err);
}

#[test]
fn explain_prints_the_very_page() {
    let folder = Folder::new();
    folder.run(&DOCS);
    let page = fs::read_to_string(folder.path("site/docs/MC101.md")).unwrap();
    assert_eq!(folder.run(&["explain", "MC101", "--format", "markdown"]).out, page);
}

#[test]
fn every_shape_says_the_same() {
    let folder = Folder::new();
    let text = folder.run(&["explain", "MC101"]).out;
    let json = folder.run(&["explain", "MC101", "--format", "json"]).out;
    let page: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(page["code"], "MC101");
    let titles: Vec<&str> =
        page["sections"].as_array().unwrap().iter().map(|part| part["title"].as_str().unwrap()).collect();
    for title in
        ["Why", "What to write instead", "Law", "Flagged", "Not flagged", "What excuses it", "False alarms"]
    {
        assert!(titles.contains(&title) && text.contains(&format!("\n{title}\n")), "{title}: {titles:?}");
    }
    assert!(text.contains("[[cure type 2 diabetes]]"), "{text}");
}
