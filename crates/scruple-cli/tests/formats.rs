//! The shapes of the output.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may end where it fails")]

mod support;

use support::{CLAIM, Folder, SOBER};

fn folder() -> Folder {
    Folder::new().file("docs/a.md", CLAIM).file("docs/b.md", SOBER).file("c.txt", format!("{SOBER}{CLAIM}"))
}

#[test]
fn text_shows_the_words_and_why() {
    let run = folder().run(&["check"]);
    for part in [
        "error[MC101] cure-claim: ",
        " --> c.txt:2:14\n",
        "2 | Our capsules cure type 2 diabetes in ninety days.\n",
        "  |              ^^^^^^^^^^^^^^^^^^^^\n",
        "  = why: ",
        "  = law (us): ",
        "  = instead: ",
    ] {
        assert!(run.out.contains(part), "no {part:?} in\n{}", run.out);
    }
    assert!(run.out.trim_end().ends_with("in 2 of 3 files."), "{}", run.out);
    assert!(!run.out.contains('\u{1b}'));
}

#[test]
fn quiet_leaves_out_the_closing_line() {
    assert_eq!(Folder::new().file("a.md", SOBER).run(&["check", "-q"]).out, "");
}

#[test]
fn colours_come_when_asked_for() {
    let folder = folder();
    assert!(folder.run(&["check", "--color", "always"]).out.contains("\u{1b}["));
    assert!(folder.run(&["check", "--color", "always", "--format", "concise"]).out.contains("\u{1b}["));
    assert!(!folder.run(&["check", "--color", "always", "--format", "jsonl"]).out.contains("\u{1b}"));
    let no_color =
        folder.command().env("NO_COLOR", "1").env("CLICOLOR_FORCE", "1").arg("check").output().unwrap();
    assert!(!no_color.stdout.contains(&0x1b));
}

#[test]
fn concise_is_one_line_each() {
    let run = folder().run(&["check", "--format", "concise"]);
    let lines: Vec<&str> = run.out.lines().filter(|line| line.contains("MC101")).collect();
    assert!(lines[0].starts_with("c.txt:2:14: error[MC101] "), "{}", run.out);
    assert!(lines[1].starts_with("docs/a.md:1:14: error[MC101] "), "{}", run.out);
}

#[test]
fn jsonl_is_the_contract() {
    let run = folder().run(&["check", "--format", "jsonl", "docs/a.md"]);
    assert!(run.out.starts_with("{\"path\":\"docs/a.md\",\"code\":"), "{}", run.out);
    let rows = run.rows();
    let row = rows.iter().find(|row| row["code"] == "MC101").unwrap();
    assert_eq!(row["rule"], "cure-claim");
    assert_eq!(row["severity"], "error");
    assert_eq!(row["scope"], "span");
    assert_eq!(row["text"], "cure type 2 diabetes");
    assert_eq!(row["start"], serde_json::json!({ "byte": 13, "line": 1, "column": 14 }));
    assert_eq!(row["end"], serde_json::json!({ "byte": 33, "line": 1, "column": 34 }));
    assert_eq!(row["references"][0]["market"], "us");
    for key in ["category", "confidence", "message", "why", "help", "fixes", "related"] {
        assert!(!row[key].is_null(), "{key}");
    }
}

#[test]
fn json_is_one_object_with_or_without_findings() {
    let folder = folder();
    let run = folder.run(&["check", "--format", "json"]);
    let whole: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(whole["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(whole["summary"]["files"], 3);
    assert_eq!(whole["summary"]["files_with_findings"], 2);
    let errors = whole["findings"].as_array().unwrap().iter().filter(|f| f["severity"] == "error").count();
    assert_eq!(whole["summary"]["findings"]["error"], errors);
    assert!(errors >= 2);

    let run = folder.run(&["check", "--format", "json", "docs/b.md"]);
    let whole: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((run.status, &whole["findings"]), (0, &serde_json::json!([])));
}

#[test]
fn statistics_do_not_spoil_machine_formats() {
    let folder = folder();
    let text = folder.run(&["check", "--statistics"]);
    assert!(text.out.contains("MB/s") && text.err.is_empty());
    for format in ["json", "jsonl"] {
        let run = folder.run(&["check", "--statistics", "--format", format]);
        assert!(run.err.contains("MB/s") && run.err.contains("MC101"), "{}", run.err);
        assert!(!run.out.contains("MB/s"));
    }
}

#[test]
fn threads_never_change_the_output() {
    let mut folder = Folder::new();
    for number in 0..300 {
        folder = folder.file(&format!("{}/{number}.md", number % 7), CLAIM.repeat(number % 4));
    }
    let outputs: Vec<String> = ["1", "2", "16", "0"]
        .map(|threads| folder.run(&["check", "--format", "jsonl", "--threads", threads]).out)
        .to_vec();
    assert!(outputs[0].lines().count() >= 225);
    assert!(outputs.iter().all(|output| *output == outputs[0]));
}
