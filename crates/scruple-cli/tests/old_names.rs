//! A rule that was renamed answers to its old code and its old name, wherever people wrote them.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may end where it fails")]

mod support;

use std::fs;

use serde_json::Value;
use support::{Folder, Run};

const TEXT: &str = "A zappy word here.\n";

/// The rule as it was, or as it is called now.
fn rules(renamed: bool) -> String {
    let rule = include_str!("support/zappy.yaml");
    if !renamed {
        return rule.to_owned();
    }
    rule.replace("HOUSE1\n  name: zappy\n", "HOUSE9\n  name: zippy\n  aliases: [HOUSE1, zappy]\n")
}

fn house(toml: &str) -> Folder {
    Folder::new()
        .file("rules/r.yaml", rules(true))
        .file("scruple.toml", format!("packs = \"./rules\"\n{toml}"))
}

fn codes(run: &Run) -> Vec<String> {
    assert_eq!(run.err, "");
    run.rows().iter().map(|row| row["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn in_comments() {
    let mut folder = house("");
    for (number, name) in ["HOUSE1", "house1", "zappy", "HOUSE9", "zippy"].iter().enumerate() {
        folder = folder
            .file(
                &format!("{number}.md"),
                format!("{} <!-- scruple-ignore {name}: quoted -->\n", TEXT.trim()),
            )
            .file(&format!("{number}.txt"), format!("[scruple-ignore {name}: quoted]\n{TEXT}"));
    }
    assert_eq!(codes(&folder.run(&["check", "--format", "jsonl"])), Vec::<String>::new());
}

#[test]
fn in_settings_and_options() {
    let of = |toml: &str, args: &[&str]| {
        let folder = house(toml).file("a.md", format!("{TEXT}\nOur tea cures gout.\n"));
        codes(&folder.run(&[&["check", "--format", "jsonl"], args].concat()))
    };
    // Each run loads the pack: the code and the name take turns where one way leads to the other.
    assert_eq!(of("select = \"HOUSE1\"\n", &[]), ["HOUSE9"]);
    assert_eq!(of("", &["--select", "zappy"]), ["HOUSE9"]);
    let off = ["ignore = \"zappy\"\n", "[severity]\nHOUSE1 = \"off\"\n", "[severity]\nzappy = \"off\"\n"];
    assert!(off.iter().all(|toml| !of(toml, &[]).contains(&"HOUSE9".to_owned())));
    assert!(!of("", &["--ignore", "HOUSE1"]).contains(&"HOUSE9".to_owned()));
    let page = house("").run(&["explain", "HOUSE1"]);
    assert!(page.out.starts_with("HOUSE9 zippy"), "{}{}", page.out, page.err);
}

#[test]
fn in_approvals() {
    for name in ["HOUSE1", "zappy"] {
        let claim = format!(
            "[[claim]]\nwording = \"A zappy word here\"\nrules = [\"{name}\"]\nmarkets = [\"us\"]\napprover = \"J. Doe\"\n"
        );
        let folder = house("select = \"zippy\"\n").file("a.md", TEXT).file("approved-claims.toml", claim);
        assert_eq!(codes(&folder.run(&["check", "--format", "jsonl"])), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn in_baselines() {
    let folder = house("select = \"HOUSE1\"\nbaseline = \"base.json\"\n")
        .file("rules/r.yaml", rules(false))
        .file("a.md", TEXT.repeat(2))
        .file("b.md", TEXT)
        .file("c.md", TEXT);
    assert!(folder.run(&["baseline"]).out.contains("Recorded 4"));
    fs::write(folder.path("rules/r.yaml"), rules(true)).unwrap();
    let counts = |status: i32, known: u64, new: u64, gone: usize| {
        let run = folder.run(&["check", "--format", "json", "--fail-on", "warning"]);
        let json: Value = serde_json::from_str(&run.out).unwrap();
        let baseline = &json["baseline"];
        let found = (
            run.status,
            baseline["known"].as_u64(),
            baseline["new"].as_u64(),
            baseline["gone"].as_array().unwrap().len(),
        );
        assert_eq!(found, (status, Some(known), Some(new), gone), "{}", run.out);
    };
    counts(0, 4, 0, 0);
    // One more is new, one that was mended is gone, and a file may have been renamed, too.
    fs::write(folder.path("a.md"), TEXT.repeat(3)).unwrap();
    fs::write(folder.path("b.md"), "Pears.\n").unwrap();
    fs::rename(folder.path("c.md"), folder.path("d.md")).unwrap();
    counts(1, 3, 1, 1);
    // Recorded anew, it holds the new code alone.
    assert_eq!(folder.run(&["baseline"]).status, 0);
    assert!(!fs::read_to_string(folder.path("base.json")).unwrap().contains("HOUSE1"));
    counts(0, 4, 0, 0);
}
