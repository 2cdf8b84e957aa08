//! The table of exit statuses in the README, row by row, and the names that renamed rules keep.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may end where it fails")]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use support::{CLAIM, Folder, SOBER};

const RULE: &str = "\
- code: ZZ101
  name: own-rule
  aliases: [old-rule, ZZ001]
  category: own
  severity: warning
  confidence: high
  summary: Says wonder
  message: says wonder
  why: The house style forbids it.
  instead: Leave it out.
  match: [\"a wonder\"]
  examples:
    bad: [\"Tea is [[a wonder]].\"]
    good: [\"Tea is a drink.\"]
";

fn folder() -> Folder {
    Folder::new()
        .file("claim.md", CLAIM)
        .file("sober.md", SOBER)
        .file("wonder.md", "Tea is a wonder.\n")
        .file("binary.md", [0, 1, 2, 0])
        .file("pack/rules.yaml", RULE)
        .file("wrong/rules.yaml", RULE.replace("[[a wonder]]", "[[Tea is]] a wonder"))
        .file("broken/rules.yaml", "- code: [\n")
}

/// Every row of the table but the last, which `output_file.rs` shows.
#[test]
fn every_row_of_the_table() {
    let folder = folder();
    let rows: [(&str, u8, &[&str]); 21] = [
        ("nothing found", 0, &["check", "sober.md"]),
        ("below the threshold", 0, &["check", "--pack", "pack", "--select", "ZZ", "wonder.md"]),
        ("never", 0, &["check", "--fail-on", "never", "claim.md"]),
        ("a binary file met in a folder", 0, &["check", "--select", "MC2", "."]),
        ("help", 0, &["check", "--help"]),
        ("at the threshold", 1, &["check", "claim.md"]),
        (
            "at a lower one",
            1,
            &["check", "--pack", "pack", "--select", "ZZ", "--fail-on", "warning", "wonder.md"],
        ),
        ("left after fixing", 1, &["check", "--fix", "claim.md"]),
        ("shown, not fixed", 1, &["check", "--diff", "claim.md"]),
        ("an example does not hold", 1, &["rules", "test", "wrong"]),
        ("an example holds", 0, &["rules", "test", "pack"]),
        ("pages out of date", 1, &["rules", "docs", "pages", "--check"]),
        ("a path that is not there", 2, &["check", "gone.md", "sober.md"]),
        ("a path that is not there, and a finding", 2, &["check", "gone.md", "claim.md"]),
        ("a named file that is no text", 2, &["check", "binary.md"]),
        ("an unknown rule", 2, &["check", "--select", "ZZ999", "sober.md"]),
        ("an unknown option", 2, &["check", "--fixx"]),
        ("options that do not go together", 2, &["check", "--diff", "--format", "json"]),
        ("a pack that does not load", 2, &["check", "--pack", "broken", "sober.md"]),
        ("a report that cannot be written", 2, &["check", "--output", "gone/report", "sober.md"]),
        ("an unknown rule to explain", 2, &["explain", "ZZ999"]),
    ];
    let mut shown = BTreeSet::from([130]);
    for (name, status, args) in rows {
        let run = folder.run(args);
        assert_eq!(run.status, i32::from(status), "{name}: {}{}", run.out, run.err);
        assert_eq!(status == 2, run.err.contains("error:"), "{name}: {}", run.err);
        shown.insert(status);
    }
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md")).unwrap();
    let table = readme.split("| exit status |").nth(1).unwrap();
    let told: BTreeSet<u8> = table
        .lines()
        .skip(2)
        .map_while(|line| line.strip_prefix("| ")?.split(' ').next()?.parse().ok())
        .collect();
    assert_eq!(told, shown, "the README tells of other statuses");
}

#[test]
fn a_renamed_rule_is_found_by_its_old_names() {
    let folder = folder();
    for name in ["ZZ101", "own-rule", "old-rule", "ZZ001", "Old-Rule"] {
        let base = ["check", "--pack", "pack", "--fail-on", "warning", "--format", "jsonl", "wonder.md"];
        let selected = folder.run(&[&base[..], &["--select", name]].concat());
        assert_eq!((selected.status, selected.rows().len()), (1, 1), "{name}: {}", selected.err);
        assert_eq!(selected.rows()[0]["code"], "ZZ101");
        let ignored = folder.run(&[&base[..], &["--ignore", name]].concat());
        assert!(ignored.rows().iter().all(|row| row["code"] != "ZZ101"), "{name}");
        let page = folder.run(&["explain", name, "--pack", "pack"]);
        assert!(
            page.out.starts_with("ZZ101 own-rule\n") && page.out.contains("old-rule"),
            "{name}: {}",
            page.out
        );
    }
}
