//! Diagnostics, sent and asked for, of every kind of document.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end where it fails")]

mod support;

use serde_json::{Value, json};
use support::{CLAIM, Client, PAGE, able, array, codes, pulling};
use tokio::io::DuplexStream;

async fn serve(input: DuplexStream, output: DuplexStream) -> u8 {
    scruple_lsp::serve(input, output).await.status()
}

async fn started(capabilities: Value) -> Client {
    let mut client = Client::start(serve);
    client.initialize(capabilities, json!({"select": ["MC101"]})).await;
    client
}

const A: &str = "file:///site/a.md";

#[tokio::test(flavor = "multi_thread")]
async fn diagnostics_are_sent_with_all_that_belongs_to_them() {
    let mut client = Client::start(serve);
    client.initialize(able(), Value::Null).await;
    client.open(A, "markdown", 7, PAGE).await;
    let found = client.published(A, 7).await;
    let missing =
        found.iter().find(|found| found["code"] == "MC401").expect("the FDA statement is asked for");
    assert_eq!(missing["source"], "scruple");
    assert!(missing["message"].as_str().unwrap().contains("statement"));
    let page = missing["codeDescription"]["href"].as_str().unwrap();
    assert!(page.ends_with("rules/docs/MC401.md"), "{page}");
    assert!(missing["data"].is_object(), "it has a fix: {missing}");
    assert_eq!(missing["range"]["start"]["line"], 2);
    client.close(A).await;
    let gone = client.expect("textDocument/publishDiagnostics").await;
    assert_eq!((&gone["uri"], &gone["diagnostics"]), (&json!(A), &json!([])));
    client.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_can_do_little_is_sent_little() {
    let mut client = Client::start(serve);
    client.initialize(json!({}), Value::Null).await;
    client.open(A, "markdown", 1, PAGE).await;
    for found in client.published(A, 1).await {
        for key in ["data", "codeDescription", "relatedInformation", "tags"] {
            assert!(found.get(key).is_none(), "{key}: {found}");
        }
    }
    client.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn edits_move_and_mend_diagnostics() {
    let mut client = started(able()).await;
    client.open(A, "markdown", 1, CLAIM).await;
    let found = client.published(A, 1).await;
    assert_eq!(found[0]["range"]["start"], json!({"line": 0, "character": 13}));
    let at = |line, from, to| json!({"start": {"line": line, "character": from}, "end": {"line": line, "character": to}});
    client.change(A, 2, json!([{"range": at(0, 0, 0), "text": "# A\n\n"}])).await;
    let found = client.published(A, 2).await;
    assert_eq!(found[0]["range"]["start"], json!({"line": 2, "character": 13}));
    client.change(A, 3, json!([{"range": at(2, 13, 33), "text": "hold magnesium"}])).await;
    assert_eq!(codes(&client.published(A, 3).await), Vec::<&str>::new());
    client.change(A, 4, json!([{"text": CLAIM}])).await;
    assert_eq!(codes(&client.published(A, 4).await), ["MC101"]);
    client.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_encoding_says_the_same_place() {
    let text = "\u{1F600}\u{1F600} \u{e9} Our capsules cure type 2 diabetes.\r\nMore.\rCured: our pills cure eczema.";
    for (encoding, start) in [("utf-8", 25), ("utf-16", 20), ("utf-32", 18)] {
        let mut capabilities = able();
        capabilities["general"]["positionEncodings"] = json!([encoding, "utf-16"]);
        let mut client = Client::start(serve);
        let answer = client.initialize(capabilities, Value::Null).await;
        assert_eq!(answer["positionEncoding"], encoding);
        client.open(A, "markdown", 1, text).await;
        let found = client.published(A, 1).await;
        let first = found.iter().find(|found| found["code"] == "MC101").unwrap();
        assert_eq!(first["range"]["start"], json!({"line": 0, "character": start}), "{encoding}");
        // An edit behind the emoji, in the same units.
        let range =
            json!({"start": {"line": 0, "character": start}, "end": {"line": 0, "character": start + 4}});
        client.change(A, 2, json!([{"range": range, "text": "heal"}])).await;
        let found = client.published(A, 2).await;
        assert!(found.iter().any(|found| found["range"]["start"] == first["range"]["start"]), "{found:#?}");
        assert!(found.iter().any(|found| found["range"]["start"]["line"] == 2), "a lone CR ends a line");
        client.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_that_cannot_be_are_passed_over_and_told() {
    let mut client = started(able()).await;
    client.change("file:///nowhere.md", 1, json!([{"text": "x"}])).await;
    client.close("file:///nowhere.md").await;
    client.open(A, "markdown", 5, CLAIM).await;
    client.change(A, 4, json!([{"text": "Too old."}])).await;
    let mut told = Vec::new();
    for _ in 0..3 {
        told.push(client.expect("window/logMessage").await["message"].as_str().unwrap().to_owned());
    }
    assert_eq!(told.iter().filter(|text| text.contains("not open")).count(), 2, "{told:?}");
    assert_eq!(told.iter().filter(|text| text.contains("version 5 is known")).count(), 1, "{told:?}");
    assert_eq!(codes(&client.published(A, 5).await), ["MC101"]);
    // Outside the text, inside a character, turned around: clamped.
    let range =
        json!({"start": {"line": 99, "character": 99}, "end": {"line": 4_000_000_000_u32, "character": 1}});
    client.change(A, 6, json!([{"range": range, "text": CLAIM}])).await;
    let found = client.published(A, 6).await;
    assert_eq!(codes(&found), ["MC101", "MC101"]);
    assert_eq!(found[1]["range"]["start"]["line"], 1);
    let nowhere =
        json!({"textDocument": {"uri": "file:///nowhere.md"}, "position": {"line": 0, "character": 0}});
    assert_eq!(client.request("textDocument/hover", nowhere).await, Value::Null);
    let outside = json!({"textDocument": {"uri": A}, "position": {"line": 77, "character": 7}});
    client.request("textDocument/hover", outside).await;
    client.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_asks_is_sent_nothing() {
    let mut client = started(pulling()).await;
    client.open(A, "markdown", 1, CLAIM).await;
    let params = |known: &Value| json!({"textDocument": {"uri": A}, "previousResultId": known});
    let report = client.request("textDocument/diagnostic", params(&Value::Null)).await;
    assert_eq!(report["kind"], "full");
    assert_eq!(codes(&array(report["items"].clone())), ["MC101"]);
    let again = client.request("textDocument/diagnostic", params(&report["resultId"])).await;
    assert_eq!((&again["kind"], &again["resultId"]), (&json!("unchanged"), &report["resultId"]));
    client.change(A, 2, json!([{"text": "Sober."}])).await;
    let report = client.request("textDocument/diagnostic", params(&report["resultId"])).await;
    assert_eq!((&report["kind"], &report["items"]), (&json!("full"), &json!([])));
    client.close(A).await;
    let report = client.request("textDocument/diagnostic", params(&Value::Null)).await;
    assert_eq!(report["items"], json!([]));
    client.expect("window/logMessage").await;
    // The drop asserts that nothing was published.
    client.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_is_sent_diagnostics_cannot_ask() {
    let mut client = started(able()).await;
    assert_eq!(client.refused("textDocument/diagnostic", json!({"textDocument": {"uri": A}})).await, -32601);
    client.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn untitled_documents_have_the_format_of_their_language() {
    let mut client = started(able()).await;
    let html = "<p>Our tea <b>cu</b>res type 2 diabetes.</p>";
    client.open("untitled:Untitled-1", "html", 1, html).await;
    assert_eq!(codes(&client.published("untitled:Untitled-1", 1).await), ["MC101"]);
    client.open("untitled:Untitled-2", "plaintext", 1, html).await;
    assert_eq!(client.published("untitled:Untitled-2", 1).await.len(), 0, "tags are words in plain text");
    client.open("file:///c%3A/Users/x/a%20b.html", "", 1, html).await;
    assert_eq!(codes(&client.published("file:///c%3A/Users/x/a%20b.html", 1).await), ["MC101"]);
    client.open("untitled:Untitled-3", "json", 1, CLAIM).await;
    assert_eq!(client.published("untitled:Untitled-3", 1).await.len(), 0, "no text for people");
    client.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_text_is_said_to_be_so() {
    let mut client = started(able()).await;
    client.open(A, "plaintext", 1, &format!("{CLAIM}\0\0\u{1}PNG")).await;
    let found = client.published(A, 1).await;
    assert_eq!(codes(&found), ["not-text"]);
    assert_eq!(found[0]["severity"], 3);
    client.open("untitled:empty", "markdown", 1, "").await;
    assert_eq!(client.published("untitled:empty", 1).await.len(), 0);
    client.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_of_20_megabytes_is_read_up_to_the_limit() {
    let mut client = Client::start(serve);
    client.initialize(able(), json!({"maxBytes": 100_000, "select": ["MC101"]})).await;
    let sober = "Vitamin C is found in many fruits, and cooks know it well.\n\n".repeat(350_000);
    assert!(sober.len() > 20 << 20);
    client.open(A, "markdown", 1, &format!("{CLAIM}\n{sober}{CLAIM}")).await;
    let found = client.published(A, 1).await;
    assert_eq!(codes(&found), ["MC101", "too-long"]);
    assert!(found[1]["message"].as_str().unwrap().contains("100,000 bytes"), "{}", found[1]);
    let line = found[1]["range"]["start"]["line"].as_u64().unwrap();
    assert!((3000..4000).contains(&line), "{line}");
    client.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn authors_of_rule_packs_see_their_mistakes() {
    let folder = tempfile::tempdir().unwrap();
    let lexicons = "lexicons:\n  house-word:\n    description: Ours\n    terms: [wonder]\n";
    std::fs::create_dir(folder.path().join("lexicons")).unwrap();
    std::fs::write(folder.path().join("lexicons/words.yaml"), lexicons).unwrap();
    let path = folder.path().join("rules.yaml");
    let uri = format!("file://{}", path.display());
    let rule = "- code: HOUSE1\n  name: wonder\n  category: house\n  severity: warning\n  confidence: high\n  summary: A wonder\n  message: '\"{text}\" is no word of ours'\n  why: It promises.\n  instead: Say what it holds.\n  markets: {us: [\"FTC Act\"]}\n  match: [\"{house-word} cream\"]\n  examples:\n    bad: [\"A [[wonder cream]].\"]\n    good: [\"A cream.\"]\n";
    let mut client = started(able()).await;
    client.open(&uri, "yaml", 1, rule).await;
    let found = client.published(&uri, 1).await;
    assert_eq!(found, Vec::<Value>::new(), "the lexicon beside it is known");
    client.change(&uri, 2, json!([{"text": rule.replace("{house-word}", "{house-wrod}")}])).await;
    let found = client.published(&uri, 2).await;
    assert_eq!(codes(&found), ["rule-pack"]);
    assert!(
        found[0]["message"].as_str().unwrap().contains("house-word"),
        "it names the nearest: {}",
        found[0]
    );
    // A mistake in another file of the pack is named, since it may be the cause of others.
    std::fs::write(folder.path().join("lexicons/words.yaml"), "lexicons: [wonder]\n").unwrap();
    client.change(&uri, 3, json!([{"text": rule}])).await;
    let found = client.published(&uri, 3).await;
    assert!(
        found.iter().any(|found| found["message"].as_str().unwrap().contains("words.yaml")),
        "{found:#?}"
    );
    client.open("file:///site/ci.yaml", "yaml", 1, "on: push\njobs: {}\n").await;
    assert_eq!(client.published("file:///site/ci.yaml", 1).await.len(), 0);
    client.end().await;
}
