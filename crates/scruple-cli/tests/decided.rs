//! Decisions on what stands in exports, Word and PDF: they rest on the words that a reader sees.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may end where it fails")]

mod support;

use std::fs;

use serde_json::Value;
use support::made::{docx, pdf};
use support::{Folder, Run};

const WORDS: &str = "Our drops cure type 2 diabetes in ninety days.";

fn cures(run: &Run) -> Vec<Value> {
    run.rows().into_iter().filter(|row| row["code"] == "MC101").collect()
}

fn fingerprint(folder: &Folder, args: &[&str]) -> String {
    let run = folder.run(&[&["check", "--format", "jsonl"], args].concat());
    cures(&run)[0]["fingerprint"].as_str().unwrap().to_owned()
}

fn approve(folder: &Folder, place: &str, more: &[&str]) -> Run {
    let given = ["approve", place, "--approver", "J. Doe", "--until", "never", "--substantiation", "Dossier"];
    folder.run(&[&given[..], more].concat())
}

/// However a claim is kept, it is the same claim.
#[test]
fn fingerprints_are_of_what_is_read() {
    let escaped = r#"{"b": "Tea.\n\nOur dr\u006fps <b>cu<\/b>re type 2\ndiabetes in ninety days."}"#;
    let folder = Folder::new()
        .file("a.md", format!("{WORDS}\n"))
        .file("a.json", format!("{{\"x\": 1, \"b\": \"{WORDS}\"}}"))
        .file("b.json", escaped)
        .file("a.csv", "id,b\n1,\"Our drops cure type 2\ndiabetes in ninety days.\"\n")
        .file("a.yaml", "b: >-\n  Our drops cure type 2\n  diabetes in ninety days.\n")
        .file("a.docx", docx(&["Welcome.", WORDS]))
        .file("a.pdf", pdf(&["Our drops cure type 2", "diabetes in ninety days."], ""));
    let known = fingerprint(&folder, &["a.md"]);
    for name in ["a.json", "b.json", "a.csv", "a.yaml"] {
        assert_eq!(fingerprint(&folder, &[name, "--field", "b"]), known, "{name}");
    }
    for name in ["a.docx", "a.pdf"] {
        assert_eq!(fingerprint(&folder, &[name]), known, "{name}");
    }
}

#[test]
fn a_baseline_holds_where_the_notation_changes() {
    let folder = Folder::new()
        .file("scruple.toml", "baseline = \"base.json\"\nselect = \"MC101\"\n[files]\nfields = \"b\"\n")
        .file("a.json", format!("[{{\"b\": \"{WORDS}\"}}]"));
    assert!(folder.run(&["baseline"]).out.starts_with("Recorded 1 red flag of 1 file"));
    fs::write(
        folder.path("a.json"),
        "[\n  {\"c\": 1,\n   \"b\": \"Our drops cure type\\u00a02\\ndiabetes in ninety days.\"}\n]\n",
    )
    .unwrap();
    let run = folder.run(&["check"]);
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{}", run.out);
    assert!(run.out.contains("1 red flag is known") && !run.out.contains("gone"), "{}", run.out);
}

#[test]
fn claims_in_exports_are_approved() {
    let items = format!(
        "[{{\"b\": \"<p>Our dr\\u006fps <b>cu</b>re type 2\\ndiabetes in ninety days.</p>\"}}, {{\"b\": \"{WORDS} Our tea cures gout.\"}}]"
    );
    let folder = Folder::new().file("scruple.toml", "[files]\nfields = \"b\"\n").file("shop.json", items);
    let run =
        |args: &[&str]| folder.run(&[&["check", "--format", "jsonl", "--select", "MC101"], args].concat());
    let place = |row: &Value| format!("shop.json:{}:{}", row["start"]["line"], row["start"]["column"]);
    let found = cures(&run(&[]));
    assert_eq!(found.len(), 3);
    // One line holds them all: it is said what to add.
    let many = approve(&folder, "shop.json:1", &["--rule", "MC101"]);
    assert_eq!(many.status, 2);
    assert!(many.err.contains("add a column") && many.err.contains("field [0].b"), "{}", many.err);
    let done = approve(&folder, &format!("{} (field [0].b)", place(&found[0])), &["--rule", "MC101"]);
    assert_eq!(done.status, 0, "{}", done.err);
    assert!(done.out.contains("Approved \"Our drops cure type 2 diabetes in ninety days.\""), "{}", done.out);
    let left = cures(&run(&[]));
    assert_eq!(left.len(), 1);
    assert_eq!(left[0]["text"], "cures gout");
    let json: Value = serde_json::from_str(&folder.run(&["check", "--format", "json"]).out).unwrap();
    assert_eq!(json["answered"].as_array().unwrap().iter().filter(|row| row["code"] == "MC101").count(), 2);
}

/// The product of one item is not that of the next.
#[test]
fn an_approval_for_a_product_holds_in_its_item() {
    let item = |name: &str| serde_json::json!({"title": name, "b": WORDS});
    let claim = "[[claim]]\nwording = \"Our drops cure type 2 diabetes in ninety days\"\nrules = [\"MC1\"]\nmarkets = [\"us\"]\n\
                 product = \"Calmora\"\napprover = \"J. Doe\"\nvalid-until = \"never\"\nsubstantiation = {document = \"D\"}\n";
    let folder = Folder::new()
        .file("approved-claims.toml", claim.replace("valid-until = \"never\"\n", ""))
        .file("shop.json", serde_json::json!([item("Zenroot"), item("Calmora")]).to_string());
    let run = folder.run(&["check", "shop.json", "--field", "title", "--field", "b", "--format", "jsonl"]);
    let fields: Vec<Value> = cures(&run).iter().map(|row| row["location"]["field"].clone()).collect();
    assert_eq!(fields, ["[0].b"], "{}{}", run.out, run.err);
}

#[test]
fn claims_in_word_and_pdf_are_approved() {
    let folder = Folder::new().file("a.docx", docx(&["Welcome.", WORDS])).file(
        "b.pdf",
        pdf(&["Our drops are made of leaves.", "Our drops cure type 2", "diabetes in ninety days."], ""),
    );
    let shown = folder.run(&["check", "--format", "concise", "--select", "MC101"]).out;
    for line in shown.lines().filter(|line| line.contains("MC101")) {
        let place = line.split(": error").next().unwrap();
        let done = approve(&folder, place, &["--rule", "MC101"]);
        assert_eq!(done.status, 0, "{place}: {}", done.err);
        assert!(done.out.contains("cure type 2 diabetes in ninety days"), "{}", done.out);
        // The words are approved wherever they stand.
        let after = folder.run(&["check", "--format", "concise", "--select", "MC101"]);
        assert_eq!((after.status, after.out.matches("MC101").count()), (0, 0), "{}", after.out);
        std::fs::remove_file(folder.path("approved-claims.toml")).unwrap();
    }
    assert_eq!(shown.matches("MC101").count(), 2);
}

/// What comes of an approval has the place of what it is about.
#[test]
fn what_is_over_tells_its_paragraph() {
    let claim = "[[claim]]\nwording = \"Our drops cure type 2 diabetes in ninety days\"\nrules = [\"MC1\"]\nmarkets = [\"us\"]\n\
                 approver = \"J. Doe\"\nvalid-until = 2020-01-01\nsubstantiation = {document = \"D\"}\n";
    let folder = Folder::new().file("approved-claims.toml", claim).file("a.docx", docx(&["Welcome.", WORDS]));
    let rows = folder.run(&["check", "--format", "jsonl"]).rows();
    let over = rows.iter().find(|row| row["code"] == "SC004").expect("it is over");
    assert_eq!((&over["location"]["paragraph"], &over["location"]["extracted"]), (&2.into(), &true.into()));
}

#[test]
fn what_cannot_be_approved_is_told() {
    let folder = Folder::new()
        .file("a.json", format!("{{\"b\": \"{WORDS}\"}}"))
        .file("bad.json", "{\"b\": \n}")
        .file("cut.docx", "x");
    for (place, words) in [
        (
            "a.json:1",
            "a.json: is an export, and nobody says which of its fields hold text; write --field body",
        ),
        ("cut.docx:1", "cut.docx: is no Word document"),
    ] {
        let run = approve(&folder, place, &[]);
        assert_eq!(run.status, 2);
        assert!(run.err.contains(words), "{}", run.err);
    }
    let run = approve(&folder, "bad.json:1", &["--field", "b"]);
    assert!(run.status == 2 && run.err.contains("bad.json:2:1: "), "{}", run.err);
    assert!(!folder.path("approved-claims.toml").exists());
}
