//! Documents of every kind, from end to end: what is found stands where it says, and bad ones cost only themselves.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may end where it fails")]

mod support;

use std::io::Cursor;

use serde_json::Value;
use support::made::{docx, pdf};
use support::{CLAIM, Folder, SOBER};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn cure(rows: &[Value]) -> &Value {
    rows.iter().find(|row| row["code"] == "MC101").expect("a finding of MC101")
}

/// The bytes of a finding.
fn words<'s>(source: &'s str, row: &Value) -> &'s str {
    let at = |end: &str| usize::try_from(row[end]["byte"].as_u64().unwrap()).unwrap();
    &source[at("start")..at("end")]
}

#[test]
fn text_formats_lead_back_to_the_file() {
    let texts = [
        (
            "a.mdx",
            "import A from 'a'\n\n<A title=\"x\">\n    Our capsules <B>cu</B>re type 2 diabetes in ninety days.\n</A>\n",
        ),
        ("a.adoc", "= Capsules\n\nOur capsules cu**re** type 2 diabetes in ninety days.\n"),
        ("a.rst", "Capsules\n========\n\nOur capsules *cure* type 2 diabetes in ninety days.\n"),
        (
            "a.srt",
            "1\n00:00:01,000 --> 00:00:03,000\nOur capsules cure\n\n2\n00:00:03,000 --> 00:00:05,000\n<i>type 2</i> diabetes.\n",
        ),
        ("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nOur capsules cure type 2\ndiabetes in ninety days.\n"),
    ];
    let mut folder = Folder::new();
    for (name, text) in texts {
        folder = folder.file(name, text);
    }
    let rows = folder.run(&["check", "--format", "jsonl"]).rows();
    for (name, text) in texts {
        let of: Vec<Value> = rows.iter().filter(|row| row["path"] == name).cloned().collect();
        let found = words(text, cure(&of));
        assert!(found.contains("cu") && found.ends_with("diabetes"), "{name}: {found:?}");
        assert!(cure(&of)["text"].as_str().unwrap().contains("cure type 2 diabetes"), "{name}");
    }
    let piped = folder.pipe(&["check", "--stdin-filename", "x.srt", "--format", "jsonl"], texts[3].1);
    assert!(words(texts[3].1, cure(&piped.rows())).contains("-->"));
}

#[test]
fn exports_lead_back_to_the_file() {
    let json = r#"{"items": [{"title": "Tea", "body": "<p>Caf\u00e9: our capsules <b>cu<\/b>re type 2\ndiabetes in ninety days.</p>"}]}"#;
    let csv = "id,body\n1,\"Our \"\"capsules\"\" cure type 2\ndiabetes in ninety days.\"\n";
    let yaml = "items:\n  - body: >-\n      Our capsules cure type 2\n      diabetes in ninety days.\n";
    let folder = Folder::new()
        .file("a.json", json)
        .file("b.csv", csv)
        .file("c.yaml", yaml)
        .file("package.json", "{\"name\": \"x\"}");
    let run = folder.run(&["check", "--field", "items[].body", "--field", "body", "--format", "jsonl"]);
    assert_eq!((run.status, run.err.as_str()), (1, ""));
    let rows = run.rows();
    for (name, source, found, field) in [
        ("a.json", json, "cu<\\/b>re type 2\\ndiabetes", "items[0].body"),
        ("b.csv", csv, "cure type 2\ndiabetes", "body"),
        ("c.yaml", yaml, "cure type 2\n      diabetes", "items[0].body"),
    ] {
        let of: Vec<Value> = rows.iter().filter(|row| row["path"] == name).cloned().collect();
        assert_eq!((words(source, cure(&of)), cure(&of)["location"]["field"].as_str()), (found, Some(field)));
        assert_eq!(cure(&of)["location"]["extracted"], false);
    }
    let text = folder.run(&["check", "a.json", "--field", "items[].body:html"]).out;
    assert!(text.contains("a.json:1:") && text.contains("(field items[0].body)"), "{text}");
    // Without a field, exports are none of the files that are searched for.
    assert!(folder.run(&["check"]).err.contains("no files"));
    assert!(folder.run(&["check", "a.json"]).err.contains("--field body"));
}

#[test]
fn every_item_is_a_document_of_its_own() {
    let product = "Our capsules support calm. Add to cart.";
    let note = "These statements have not been evaluated by the Food and Drug Administration. This product is not \
                intended to diagnose, treat, cure, or prevent any disease.";
    let rows = |second: &str| {
        let json =
            serde_json::json!([{ "body": format!("{product}\n\n{note}") }, { "body": second }]).to_string();
        let run = Folder::new()
            .file("a.json", &json)
            .run(&["check", "a.json", "--field", "body", "--format", "jsonl"]);
        (json, run.rows())
    };
    let (json, found) = rows(product);
    let missing: Vec<&Value> = found.iter().filter(|row| row["code"] == "MC401").collect();
    assert_eq!(missing.len(), 1, "the disclaimer of one product is not that of another");
    assert_eq!(missing[0]["location"]["field"], "[1].body");
    // The fix is written as JSON is: applied, the file is sound and says what it should.
    let edits = missing[0]["fixes"][0]["edits"].as_array().unwrap();
    let mut fixed = json;
    for edit in edits.iter().rev() {
        let at = |key: &str| usize::try_from(edit[key].as_u64().unwrap()).unwrap();
        fixed.replace_range(at("start")..at("end"), edit["text"].as_str().unwrap());
    }
    let value: Value = serde_json::from_str(&fixed).unwrap();
    assert!(value[1]["body"].as_str().unwrap().contains("\n\n"), "{fixed}");
    let (_, found) = rows(value[1]["body"].as_str().unwrap());
    assert!(found.iter().all(|row| row["code"] != "MC401"), "{found:?}");
}

#[test]
fn word_and_pdf_tell_paragraph_and_page() {
    let lines = [
        "Our drops are made of the leaves of a plant that grows in the hills, and",
        "our drops cure type 2",
        "diabetes in ninety days.",
    ];
    let folder = Folder::new()
        .file("a.docx", docx(&["Welcome to our shop.", "", CLAIM.trim()]))
        .file("b.pdf", pdf(&lines, ""))
        .file("~$a.docx", "lock");
    let run = folder.run(&["check", "--format", "jsonl"]);
    assert_eq!((run.status, run.err.as_str()), (1, ""));
    let rows = run.rows();
    let (word, page): (Vec<Value>, Vec<Value>) = rows.into_iter().partition(|row| row["path"] == "a.docx");
    let found = &cure(&word)["location"];
    assert_eq!(
        (&found["paragraph"], &found["run"], &found["extracted"]),
        (&3.into(), &1.into(), &true.into())
    );
    assert_eq!(cure(&word)["start"]["line"], 3);
    assert_eq!(cure(&page)["location"]["page"], 1);
    assert!(cure(&page)["text"].as_str().unwrap().starts_with("cure type 2 diabetes"));
    assert!(word.iter().chain(&page).all(|row| row["fixes"].as_array().unwrap().is_empty()));
    let concise = folder.run(&["check", "--format", "concise"]).out;
    assert!(
        concise.contains("a.docx:3:14: error[MC101]") && concise.contains("(paragraph 3, run 1)"),
        "{concise}"
    );
    assert!(concise.contains("(page 1)"), "{concise}");
    let text = folder.run(&["check"]).out;
    assert!(text.contains("--> a.docx:3:14 (paragraph 3, run 1)"), "{text}");
}

#[test]
fn bad_documents_cost_only_themselves() {
    let whole = docx(&[SOBER.trim()]);
    let mut empty = ZipWriter::new(Cursor::new(Vec::new()));
    empty.start_file("x.xml", SimpleFileOptions::default()).unwrap();
    let key = format!("<{}>", "00".repeat(32));
    let encrypted =
        format!("/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /O {key} /U {key} /P -4 >>");
    let folder = Folder::new()
        .file("cut.docx", &whole[..whole.len() / 2])
        .file("empty.docx", empty.finish().unwrap().into_inner())
        .file("cut.pdf", &pdf(&[CLAIM.trim()], "")[..150])
        .file("scan.pdf", pdf(&[], ""))
        .file("locked.pdf", pdf(&[CLAIM.trim()], &encrypted))
        .file("ragged.csv", "id,body\n1,a,b\n2,\"Our capsules cure type 2 diabetes.\"\n")
        .file("bad.json", "{\"body\": \"x\",\n}")
        .file("none.json", " \n")
        .file("bad.yaml", "body: [\n")
        .file("twins.csv", "body,body\nTea.,Our capsules cure type 2 diabetes.\n")
        .file("good.md", CLAIM);
    let run = folder.run(&["check", "--field", "body", "--format", "jsonl"]);
    assert_eq!(run.status, 2);
    for said in [
        "cut.docx: is no Word document, or cut off",
        "empty.docx: is no Word document, or a broken one: it holds no word/document.xml",
        "cut.pdf: is a broken PDF",
        "scan.pdf: holds no text: its pages are pictures",
        "locked.pdf: is encrypted",
        "ragged.csv:2:1: row 2 has 3 cells, the first row 2",
        "bad.json:2:1: is no valid JSON",
        "none.json: is empty: it needs a value",
        "bad.yaml:1:7: is no valid YAML",
    ] {
        assert!(run.err.contains(said), "{said}\n{}", run.err);
    }
    assert!(!run.err.contains("panicked"), "{}", run.err);
    let mut paths = run.paths();
    paths.dedup();
    // Of two columns with one name both are read.
    assert_eq!(paths, ["good.md", "ragged.csv", "twins.csv"]);
}

#[test]
fn a_field_that_is_not_there_is_told_of_with_the_nearest() {
    let folder = Folder::new().file("a.json", "{\"body\": \"x\"}").file("b.json", "{\"text\": \"x\"}");
    let run = folder.run(&["check", "a.json", "--field", "bdy"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("a.json: there is no field \"bdy\"; did you mean \"body\"?"), "{}", run.err);
    // In a folder it is enough that one file has it.
    assert_eq!(folder.run(&["check", "--field", "body"]).status, 0);
    let run = folder.run(&["check", "--field", "body", "--field", "bdy"]);
    assert!(
        run.status == 2 && run.err.contains("no file has the field: a.json: there is no field \"bdy\""),
        "{}",
        run.err
    );
    let run = folder.run(&["check", "--field", "a..b"]);
    assert!(run.status == 2 && run.err.contains("write it like a.b"), "{}", run.err);
}

#[test]
fn random_bytes_with_any_ending_end_well() {
    let mut state = 7_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as u8
    };
    let mut folder = Folder::new();
    for ending in scruple_endings() {
        for (number, printable) in [(1, false), (2, true)] {
            let bytes: Vec<u8> = (0..600)
                .map(|_| next())
                .map(|b| if printable { b" <>{}[]\"':,;|=*_`#-\nabc123"[usize::from(b) % 26] } else { b })
                .collect();
            folder = folder.file(&format!("{number}.{ending}"), bytes);
        }
    }
    let run = folder.run(&["check", "--field", "a", "--format", "jsonl"]);
    assert!(!run.err.contains("panicked") && !run.err.contains("please report"), "{}", run.err);
}

fn scruple_endings() -> [&'static str; 26] {
    [
        "md", "markdown", "mdx", "html", "htm", "xhtml", "txt", "text", "adoc", "asciidoc", "asc", "rst",
        "rest", "srt", "vtt", "docx", "docm", "dotx", "pdf", "json", "jsonl", "ndjson", "yaml", "yml", "csv",
        "tsv",
    ]
}
