//! `--pack`: the packs within, by name, and packs on disk.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may end where it fails")]

mod support;

use support::{CLAIM, Folder, Run};

/// A structure or function claim: a hint in the United States, an error in the European Union.
const BENEFIT: &str = "Our ashwagandha capsules calm stress.\n";

/// Second person and an illness.
const PERSONAL: &str = "Is your anxiety ruining work?\n";

fn codes(run: &Run) -> Vec<String> {
    run.rows().iter().map(|row| row["code"].as_str().unwrap().to_owned()).collect()
}

fn jsonl<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["check", "--format", "jsonl"], more].concat()
}

#[test]
fn a_pack_is_off_until_it_is_asked_for() {
    let folder = Folder::new().file("a.md", BENEFIT);
    let off = folder.run(&jsonl(&[]));
    assert_eq!((off.status, off.err.as_str()), (0, ""));
    assert!(!off.out.contains("EU01"), "{}", off.out);
    let on = folder.run(&jsonl(&["--pack", "eu"]));
    assert_eq!((on.status, on.err.as_str()), (1, ""));
    let rows = on.rows();
    let row = rows.iter().find(|row| row["code"] == "EU01").unwrap();
    assert_eq!(row["severity"], "error");
    assert!(row["also"].as_array().unwrap().iter().any(|code| code == "MC114"), "{row}");
    // The law of the market comes with the pack.
    assert!(
        row["references"].as_array().unwrap().iter().any(|reference| reference["market"] == "eu"),
        "{row}"
    );
    assert_eq!(codes(&on).iter().filter(|code| *code == "MC114").count(), 0, "one red flag in one place");
}

#[test]
fn two_packs_at_once() {
    let folder = Folder::new().file("a.md", BENEFIT).file("b.md", PERSONAL);
    let both = folder.run(&jsonl(&["--pack", "eu,meta-ads"]));
    assert_eq!(both.out, folder.run(&jsonl(&["--pack", "EU", "--pack", "meta-ads"])).out);
    let codes = codes(&both);
    assert!(codes.contains(&"EU01".to_owned()) && codes.contains(&"MT01".to_owned()), "{codes:?}");
}

#[test]
fn a_pack_and_a_choice_of_rules() {
    let folder = Folder::new().file("a.md", CLAIM);
    let selected = codes(&folder.run(&jsonl(&["--pack", "eu", "--select", "eu"])));
    assert_eq!(selected, ["EU07"]);
    let left_out = codes(&folder.run(&jsonl(&["--pack", "eu", "--ignore", "EU07"])));
    assert!(left_out.contains(&"MC101".to_owned()) && !left_out.contains(&"EU07".to_owned()), "{left_out:?}");
    let off = folder.run(&jsonl(&["--select", "EU07"]));
    assert_eq!((off.status, off.out.as_str()), (2, ""));
    assert!(off.err.contains("pack eu"), "{}", off.err);
    // A rule that is off can be left out all the same.
    assert_eq!(folder.run(&jsonl(&["--ignore", "EU07"])).status, 1);
}

#[test]
fn an_unknown_pack_is_2_and_the_nearest_is_named() {
    let run = Folder::new().file("a.md", CLAIM).run(&["check", "--pack", "meta", "a.md"]);
    assert_eq!((run.status, run.out.as_str()), (2, ""));
    for part in ["\"meta\"", "did you mean \"meta-ads\"?", "google-ads", "no such folder"] {
        assert!(run.err.contains(part), "{part}: {}", run.err);
    }
    assert_eq!(run.err.lines().count(), 1);
}

#[test]
fn a_folder_that_is_called_like_a_pack_is_written_with_a_dot() {
    let rule = "\
- code: XX101
  name: own-rule
  category: own
  severity: error
  summary: Says that a product cures diabetes
  message: says that a product cures diabetes
  why: The house style forbids it.
  instead: Leave it out.
  follows: [MC101]
  examples:
    bad: [\"Our capsules [[cure type 2 diabetes]] in ninety days.\"]
    good: [\"Our capsules hold vitamin C.\"]
";
    let folder = Folder::new().file("a.md", CLAIM).file("eu/rules.yaml", rule);
    let within = folder.run(&jsonl(&["--pack", "eu"]));
    assert!(within.out.contains("EU07") && !within.out.contains("XX101"), "{}", within.out);
    assert!(within.err.contains("./eu"), "{}", within.err);
    let own = folder.run(&jsonl(&["--pack", "./eu"]));
    assert!(own.out.contains("XX101") && !own.out.contains("EU07"), "{}", own.out);
    assert_eq!(own.err, "");
    // A pack with a name is on once its folder is given.
    let named = "pack:\n  name: house\n  title: House\n  summary: What the house does not say\n";
    let folder = folder.file("own/pack.yaml", named).file("own/rules.yaml", rule);
    assert!(folder.run(&jsonl(&["--pack", "own"])).out.contains("XX101"));
    let tested = folder.run(&["rules", "test", "own"]);
    assert_eq!((tested.status, tested.out.as_str()), (0, "2 examples of 1 rule hold.\n"), "{}", tested.err);
}

#[test]
fn lists_and_explanations_know_the_packs() {
    let folder = Folder::new();
    let list = folder.run(&["rules", "list"]).out;
    let line = list.lines().find(|line| line.starts_with("EU01")).unwrap();
    assert!(line.ends_with("(--pack eu)"), "{line}");
    let page = folder.run(&["explain", "MT01"]).out;
    assert!(page.contains("--pack meta-ads") && page.contains("as of 20"), "{page}");
    assert!(folder.run(&["explain", "google-ads"]).out.contains("GA04"));
    assert!(folder.run(&["check", "--help"]).out.contains("google-ads"));
    let json = folder.run(&["rules", "list", "--format", "json"]).out;
    let rules: serde_json::Value = serde_json::from_str(&json).unwrap();
    let rules = rules.as_array().unwrap();
    assert!(rules.iter().any(|rule| rule["code"] == "UK03" && rule["pack"] == "uk"));
    assert!(rules.iter().any(|rule| rule["code"] == "MC101" && rule["pack"] == "core"));
}
