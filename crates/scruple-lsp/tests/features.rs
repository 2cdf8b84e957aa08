//! Hover, fixes, completion, links and the lens.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end where it fails")]

mod support;

use serde_json::{Value, json};
use support::{CLAIM, Client, PAGE, able, array};
use tokio::io::DuplexStream;

const A: &str = "file:///site/a.md";

async fn serve(input: DuplexStream, output: DuplexStream) -> u8 {
    scruple_lsp::serve(input, output).await.status()
}

/// A client with one document.
async fn with(capabilities: Value, options: Value, text: &str) -> Client {
    let mut client = Client::start(serve);
    client.initialize(capabilities, options).await;
    client.open(A, "markdown", 1, text).await;
    client.published(A, 1).await;
    client
}

fn at(line: u32, character: u32) -> Value {
    json!({"textDocument": {"uri": A}, "position": {"line": line, "character": character}})
}

fn actions(line: u32, only: &Value) -> Value {
    let range = json!({"start": {"line": line, "character": 0}, "end": {"line": line, "character": 200}});
    let context =
        if only.is_null() { json!({"diagnostics": []}) } else { json!({"diagnostics": [], "only": only}) };
    json!({"textDocument": {"uri": A}, "range": range, "context": context})
}

/// The text after the edits of one document, which are given in UTF-16 but are of ASCII texts here.
fn edited(text: &str, edits: &Value) -> String {
    let starts: Vec<usize> =
        std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let byte = |place: &Value| {
        starts[place["line"].as_u64().unwrap() as usize] + place["character"].as_u64().unwrap() as usize
    };
    let mut edits = array(edits.clone());
    edits.sort_by_key(|edit| std::cmp::Reverse(byte(&edit["range"]["start"])));
    edits.iter().fold(text.to_owned(), |mut text, edit| {
        let range = byte(&edit["range"]["start"])..byte(&edit["range"]["end"]);
        text.replace_range(range, edit["newText"].as_str().unwrap());
        text
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn hover_says_what_why_law_and_what_to_write() {
    let mut client = with(able(), json!({"markets": ["us", "eu"]}), CLAIM).await;
    let hover = client.request("textDocument/hover", at(0, 15)).await;
    assert_eq!(hover["contents"]["kind"], "markdown");
    let text = hover["contents"]["value"].as_str().unwrap();
    for part in [
        "MC101",
        "cure-claim",
        "**Why:**",
        "**Write instead:**",
        "**Law (US):**",
        "**Law (EU):**",
        "This document",
    ] {
        assert!(text.contains(part), "{part} is missing:\n{text}");
    }
    assert!(text.contains("](https://"), "the code is a link:\n{text}");
    assert_eq!(hover["range"]["start"]["character"], 13);
    assert_eq!(client.request("textDocument/hover", at(0, 2)).await, Value::Null);
    client.end().await;

    let mut client = with(json!({}), Value::Null, CLAIM).await;
    let hover = client.request("textDocument/hover", at(0, 15)).await;
    assert_eq!(hover["contents"]["kind"], "plaintext");
    assert!(!hover["contents"]["value"].as_str().unwrap().contains("**"));
    client.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hover_on_a_dose_shows_the_limit_and_its_source() {
    let text = "Adults may take 2 x 300 mg of magnesium a day.\n\nWe walked 10 km.\n";
    let mut client = with(able(), json!({"markets": ["us", "eu"]}), text).await;
    let hover = client.request("textDocument/hover", at(0, 20)).await;
    let value = hover["contents"]["value"].as_str().unwrap();
    for part in ["magnesium", "600 mg a day", "350 mg", "171 %", "IOM/NASEM", "250 mg", "EFSA"] {
        assert!(value.contains(part), "{part} is missing:\n{value}");
    }
    assert_eq!(client.request("textDocument/hover", at(2, 11)).await, Value::Null);
    client.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fixes_are_resolved_when_they_are_chosen() {
    let mut client = with(able(), Value::Null, PAGE).await;
    let listed = array(client.request("textDocument/codeAction", actions(2, &Value::Null)).await);
    let fix =
        listed.iter().find(|action| action["diagnostics"][0]["code"] == "MC401").expect("a fix of MC401");
    assert_eq!((&fix["kind"], &fix["isPreferred"]), (&json!("quickfix"), &json!(true)));
    assert!(fix.get("edit").is_none(), "not yet");
    let done = client.request("codeAction/resolve", fix.clone()).await;
    let change = &done["edit"]["documentChanges"][0];
    assert_eq!(change["textDocument"], json!({"uri": A, "version": 1}));
    let mended = edited(PAGE, &change["edits"]);
    assert!(
        mended.contains("have not been evaluated by the Food and Drug Administration")
            || mended.contains("has not been evaluated by the Food and Drug Administration"),
        "{mended}"
    );
    // Once the text is another one, the fix is not to be had any more.
    client.change(A, 2, json!([{"text": mended}])).await;
    let found = client.published(A, 2).await;
    assert!(!support::codes(&found).contains(&"MC401"), "{found:#?}");
    assert_eq!(client.refused("codeAction/resolve", fix.clone()).await, -32801);
    client.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_safe_fixes_at_once() {
    let mut client = with(able(), Value::Null, PAGE).await;
    for only in [json!(["source.fixAll.scruple"]), json!(["source.fixAll"]), json!(["source"])] {
        let listed = array(client.request("textDocument/codeAction", actions(0, &only)).await);
        assert_eq!(listed.len(), 1, "{listed:#?}");
        assert_eq!(listed[0]["kind"], "source.fixAll.scruple");
        let done = client.request("codeAction/resolve", listed[0].clone()).await;
        assert!(
            edited(PAGE, &done["edit"]["documentChanges"][0]["edits"])
                .contains("Food and Drug Administration")
        );
    }
    for only in [json!(["refactor"]), json!(["source.organizeImports"]), json!(["source.fixAllOther"])] {
        assert_eq!(client.request("textDocument/codeAction", actions(2, &only)).await, json!([]), "{only}");
    }
    client.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_cannot_resolve_gets_the_edit_with_the_action() {
    let mut client = with(json!({}), Value::Null, PAGE).await;
    let listed = array(client.request("textDocument/codeAction", actions(2, &Value::Null)).await);
    let fix =
        listed.iter().find(|action| action["diagnostics"][0]["code"] == "MC401").expect("a fix of MC401");
    assert!(edited(PAGE, &fix["edit"]["changes"][A]).contains("Food and Drug Administration"));
    client.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn disclaimers_are_offered_when_they_are_begun() {
    let mut client = with(able(), Value::Null, "Calm.\n\ndiscl\n\nsleep\n\n").await;
    let offered = client.request("textDocument/completion", at(2, 5)).await;
    let items = array(offered["items"].clone());
    let first = &items[0];
    assert!(first["label"].as_str().unwrap().contains("FDA statement"), "{first}");
    assert_eq!(first["textEdit"]["range"]["start"], json!({"line": 2, "character": 0}));
    assert!(
        items.iter().all(|item| !item["detail"].as_str().unwrap().contains("2002/46/EC")),
        "not in the US"
    );
    assert!(items.iter().any(|item| item["textEdit"]["newText"].as_str().unwrap().contains("${1:")));
    let other = client.request("textDocument/completion", at(4, 5)).await;
    assert_eq!(other["items"], json!([]), "not while other words are written");
    let asked = client.request("textDocument/completion", at(5, 0)).await;
    assert_eq!(array(asked["items"].clone()).len(), items.len(), "on request, anywhere");
    client.end().await;

    let mut client = with(json!({}), json!({"markets": ["eu"]}), "caution").await;
    let offered = client.request("textDocument/completion", at(0, 7)).await;
    let items = array(offered["items"].clone());
    assert!(items.iter().any(|item| item["detail"].as_str().unwrap().contains("2002/46/EC")));
    assert!(
        items.iter().all(|item| !item["textEdit"]["newText"].as_str().unwrap().contains("${")),
        "no snippets"
    );
    client.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_of_rules_are_links() {
    let mut client =
        with(able(), Value::Null, "# House style\n\n\u{e9} MC101, (MC201) and MC999, xMC101.\n").await;
    let links = array(client.request("textDocument/documentLink", json!({"textDocument": {"uri": A}})).await);
    assert_eq!(links.len(), 2, "{links:#?}");
    assert_eq!(links[0]["range"]["start"], json!({"line": 2, "character": 2}));
    assert!(links[1]["target"].as_str().unwrap().ends_with("/MC201.md"));
    assert!(links[0]["tooltip"].as_str().unwrap().starts_with("cure-claim"));
    client.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lens_counts() {
    let mut client = with(able(), Value::Null, CLAIM).await;
    let params = json!({"textDocument": {"uri": A}});
    let lenses = array(client.request("textDocument/codeLens", params.clone()).await);
    let title = lenses[0]["command"]["title"].as_str().unwrap();
    assert!(title.starts_with("Scruple: ") && title.contains(" error"), "{title}");
    assert_eq!(lenses[0]["range"]["start"]["line"], 0);
    client.change(A, 2, json!([{"text": "Sober."}])).await;
    let lenses = array(client.request("textDocument/codeLens", params.clone()).await);
    assert!(lenses[0]["command"]["title"].as_str().unwrap().contains("no red flags"), "of the text as it is");
    client.published(A, 2).await;
    client
        .notify("workspace/didChangeConfiguration", json!({"settings": {"scruple": {"codeLens": false}}}))
        .await;
    assert_eq!(client.request("textDocument/codeLens", params).await, Value::Null);
    client.published(A, 2).await;
    client.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_rule_packs_are_explained_and_completed() {
    let uri = "file:///site/house.yaml";
    let text = "- code: HOUSE1\n  name: wonder\n  severity: warning\n  unless: [ne]\n  \n";
    let mut client = Client::start(serve);
    client.initialize(able(), Value::Null).await;
    client.open(uri, "yaml", 1, text).await;
    client.published(uri, 1).await;
    let at = |line: u32, character: u32| json!({"textDocument": {"uri": uri}, "position": {"line": line, "character": character}});
    for (line, character, word) in [(2, 4, "**severity**"), (2, 14, "**warning**"), (3, 4, "**unless**")] {
        let hover = client.request("textDocument/hover", at(line, character)).await;
        let told = hover["contents"]["value"].as_str().unwrap_or_else(|| panic!("{word}: {hover}"));
        assert!(told.starts_with(word), "{told}");
    }
    for (line, character, label, start) in
        [(4, 2, "confidence", 2), (2, 14, "error", 12), (3, 13, "negated", 11), (0, 4, "examples", 2)]
    {
        let answer = client.request("textDocument/completion", at(line, character)).await;
        let items = array(answer["items"].clone());
        let found = items.iter().find(|item| item["label"] == label);
        let found = found.unwrap_or_else(|| panic!("no {label} in {items:#?}"));
        assert_eq!(found["textEdit"]["range"]["start"]["character"], start, "{found}");
    }
    client.end().await;
}
