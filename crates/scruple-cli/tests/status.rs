//! The exit statuses, as the contract of the command line has them.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may end where it fails")]

mod support;

use support::{CLAIM, Folder, SOBER};

#[test]
fn nothing_found_is_0() {
    let run = Folder::new().file("a.md", SOBER).run(&["check", "--isolated", "a.md"]);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    assert_eq!(run.out, "No red flags in 1 file.\n");
}

#[test]
fn an_error_is_1_unless_nothing_is_to_fail() {
    let folder = Folder::new().file("a.md", CLAIM);
    assert_eq!(folder.run(&["check"]).status, 1);
    for threshold in ["info", "warning", "error"] {
        assert_eq!(folder.run(&["check", "--fail-on", threshold]).status, 1);
    }
    let run = folder.run(&["check", "--fail-on", "never"]);
    assert_eq!(run.status, 0);
    assert!(run.out.contains("MC101"));
}

#[test]
fn a_path_that_is_not_there_is_2_and_the_others_are_checked() {
    let run = Folder::new().file("a.md", CLAIM).run(&["check", "--format", "concise", "nowhere", "a.md"]);
    assert_eq!(run.status, 2);
    assert_eq!(run.err, "scruple: error: nowhere: no such file or folder\n");
    assert!(run.out.contains("a.md:1:14: error[MC101] "), "{}", run.out);
}

#[test]
fn bad_arguments_are_2() {
    let folder = Folder::new().file("a.md", CLAIM);
    for args in [
        &["check", "--market", "mars"][..],
        &["check", "--format", "xml"],
        &["check", "--threads", "many"],
        &["check", "--fail-on", "fatal"],
        &["rules", "test", "nowhere"],
        &["check", "--pack", "nowhere"],
        &["explain", "MC9999"],
        &["chekc"],
        &[],
    ] {
        let run = folder.run(args);
        assert_eq!(run.status, 2, "{args:?}");
        assert_eq!(run.out, "", "{args:?}");
        assert!(!run.err.is_empty(), "{args:?}");
    }
}

#[test]
fn an_unknown_rule_is_2_before_any_file() {
    let folder = Folder::new().file("a.md", CLAIM);
    for option in ["--select", "--ignore"] {
        let run = folder.run(&["check", option, "cure-clam", "a.md"]);
        assert_eq!((run.status, run.out.as_str()), (2, ""));
        assert!(run.err.contains("cure-clam"), "{}", run.err);
        assert_eq!(run.err.lines().count(), 1);
    }
}

#[test]
fn select_and_ignore_take_codes_prefixes_names_and_categories() {
    let folder = Folder::new().file("a.md", CLAIM);
    for rule in ["MC101", "MC1", "cure-claim", "disease"] {
        let selected = folder.run(&["check", "--format", "jsonl", "--select", rule]);
        assert!(selected.status == 1 && selected.rows().iter().any(|row| row["code"] == "MC101"), "{rule}");
        let ignored = folder.run(&["check", "--format", "jsonl", "--ignore", rule]);
        assert!(ignored.rows().iter().all(|row| row["code"] != "MC101"), "{rule}");
    }
}

#[test]
fn help_and_version_are_0() {
    let folder = Folder::new();
    for args in [&["--help"][..], &["check", "--help"], &["rules", "list", "--help"], &["--version"]] {
        let run = folder.run(args);
        assert_eq!((run.status, run.err.as_str()), (0, ""), "{args:?}");
    }
    assert!(folder.run(&["--help"]).out.contains("Exit status:"));
}

#[test]
fn explaining_and_listing_are_0() {
    let folder = Folder::new();
    let by_code = folder.run(&["explain", "mc101"]);
    assert_eq!(by_code.status, 0);
    assert!(by_code.out.starts_with("MC101 cure-claim\n"), "{}", by_code.out);
    assert_eq!(by_code.out, folder.run(&["explain", "cure-claim"]).out);
    assert!(folder.run(&["explain", "MC1"]).out.contains("MC101"));

    assert!(folder.run(&["rules", "list"]).out.contains("cure-claim"));
    let list = folder.run(&["rules", "list", "--format", "json"]);
    let list: serde_json::Value = serde_json::from_str(&list.out).unwrap();
    assert!(list.as_array().unwrap().iter().any(|rule| rule["code"] == "MC101"));
}

#[test]
fn a_pack_without_files_or_with_a_broken_one_is_2() {
    let folder = Folder::new().file("empty/notes.md", "").file("broken/x.yaml", "- broken: [\n");
    assert_eq!(folder.run(&["rules", "test", "empty"]).status, 2);
    let run = folder.run(&["rules", "test", "broken"]);
    assert_eq!((run.status, run.out.as_str()), (2, ""));
    assert!(run.err.contains("broken/x.yaml:"), "{}", run.err);
}

#[test]
fn a_pack_on_disk_is_tested_and_used() {
    let rule = "\
- code: XX101
  name: own-rule
  category: own
  severity: error
  confidence: high
  status: stable
  summary: Says that a product cures diabetes
  message: says that a product cures diabetes
  why: The house style forbids it.
  instead: Leave it out.
  match: [\"cure type 2 diabetes\"]
  examples:
    bad: [\"Our capsules [[cure type 2 diabetes]] in ninety days.\"]
    good: [\"Our capsules hold vitamin C.\"]
";
    let folder = Folder::new().file("a.md", CLAIM).file("own/rules.yaml", rule);
    let run = folder.run(&["rules", "test", "own"]);
    assert_eq!((run.status, run.out.as_str()), (0, "2 examples of 1 rule hold.\n"), "{}", run.err);
    assert!(folder.run(&["rules", "list", "--pack", "own"]).out.contains("own-rule"));
    assert!(folder.run(&["explain", "own-rule", "--pack", "own"]).out.starts_with("XX101 own-rule\n"));
    assert_eq!(folder.run(&["explain", "own-rule"]).status, 2);
    let run = folder.run(&["check", "--pack", "own", "--select", "XX101", "a.md"]);
    assert!(run.status == 1 && run.out.contains("error[XX101] own-rule: "), "{}{}", run.out, run.err);
}
