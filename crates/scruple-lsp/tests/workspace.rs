//! Settings, and the files that are not open.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end where it fails")]

mod support;

use std::collections::HashMap;

use serde_json::{Value, json};
use support::{CLAIM, Client, able, array, codes, pulling};
use tempfile::TempDir;
use tokio::io::DuplexStream;

const A: &str = "file:///site/a.md";

async fn serve(input: DuplexStream, output: DuplexStream) -> u8 {
    scruple_lsp::serve(input, output).await.status()
}

/// A folder with some texts.
fn site(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

fn uri(folder: &TempDir, name: &str) -> String {
    format!("file://{}", folder.path().join(name).display())
}

/// A client that works in a folder.
async fn working(capabilities: Value, folder: &TempDir) -> Client {
    let mut client = Client::start(serve);
    let folders = json!([{"uri": format!("file://{}", folder.path().display()), "name": "site"}]);
    let params = json!({"processId": std::process::id(), "capabilities": capabilities, "workspaceFolders": folders,
        "initializationOptions": {"select": ["MC101"]}});
    client.request("initialize", params).await;
    client.notify("initialized", json!({})).await;
    client
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_change_what_is_found() {
    let mut client = Client::start(serve);
    client.initialize(able(), json!({"ignore": ["MC101"]})).await;
    client.open(A, "markdown", 1, CLAIM).await;
    assert!(!codes(&client.published(A, 1).await).contains(&"MC101"));
    client.notify("workspace/didChangeConfiguration", json!({"settings": {"scruple": {"ignore": []}}})).await;
    assert!(codes(&client.published(A, 1).await).contains(&"MC101"), "linted again, unasked");
    // What is wrong is told, and what was in force stays so.
    let wrong = json!({"settings": {"scruple": {"select": ["MC101", "no-such-rule"]}}});
    client.notify("workspace/didChangeConfiguration", wrong).await;
    let shown = client.expect("window/showMessage").await;
    assert!(shown["message"].as_str().unwrap().contains("no-such-rule"), "{shown}");
    client.change(A, 2, json!([{"text": format!("{CLAIM}\n")}])).await;
    assert!(codes(&client.published(A, 2).await).contains(&"MC101"));
    client.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_that_are_wrong_from_the_start_are_told_and_not_used() {
    let mut client = Client::start(serve);
    client.initialize(able(), json!({"markets": ["mars"], "packs": ["/no/such/folder"]})).await;
    for word in ["mars", "/no/such/folder"] {
        let shown = client.expect("window/showMessage").await;
        assert!(shown["message"].as_str().unwrap().contains(word), "{shown}");
    }
    client.open(A, "markdown", 1, CLAIM).await;
    assert!(codes(&client.published(A, 1).await).contains(&"MC101"));
    client.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_are_fetched_from_a_client_that_has_them() {
    let mut capabilities = able();
    capabilities["workspace"]["configuration"] = json!(true);
    capabilities["workspace"]["didChangeConfiguration"] = json!({"dynamicRegistration": true});
    let mut client = Client::start(serve);
    client.initialize(capabilities, Value::Null).await;
    let asked = client.reply("workspace/configuration", json!([{"ignore": "all"}])).await;
    assert_eq!(asked["items"][0]["section"], "scruple");
    let registered = client.reply("client/registerCapability", Value::Null).await;
    assert_eq!(registered["registrations"][0]["method"], "workspace/didChangeConfiguration");
    client.notify("workspace/didChangeConfiguration", json!({"settings": null})).await;
    client.reply("workspace/configuration", json!([{"ignore": "all"}])).await;
    client.open(A, "markdown", 1, CLAIM).await;
    while !client.published(A, 1).await.is_empty() {}
    client.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn packs_of_the_house_are_linted_with() {
    let rule = "- code: HOUSE1\n  name: wonder\n  category: house\n  severity: warning\n  confidence: high\n  summary: A wonder\n  message: '\"{text}\" is no word of ours'\n  why: It promises.\n  instead: Say what it holds.\n  markets: {us: [\"FTC Act\"]}\n  match: [\"wonder cream\"]\n  examples:\n    bad: [\"A [[wonder cream]].\"]\n    good: [\"A cream.\"]\n";
    let folder = site(&[("house/rules.yaml", rule)]);
    let mut client = Client::start(serve);
    client.initialize(able(), json!({"packs": [folder.path().join("house")]})).await;
    client.open(A, "markdown", 1, "A wonder cream.\n").await;
    let found = client.published(A, 1).await;
    let house = found.iter().find(|found| found["code"] == "HOUSE1").expect("the rule of the house");
    assert!(house.get("codeDescription").is_none(), "it has no page of ours");
    client.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_workspace_is_linted_on_command_with_progress() {
    let binary = "MZ\0\0\0";
    let folder = site(&[
        ("a.md", CLAIM),
        ("b/c.html", "<p>Our tea cures eczema.</p>"),
        ("d.txt", "Sober.\n"),
        ("e.md", binary),
        (".hidden/f.md", CLAIM),
        ("g.rs", CLAIM),
    ]);
    let mut capabilities = able();
    capabilities["window"] = json!({"workDoneProgress": true});
    let mut client = working(capabilities, &folder).await;
    let id = client.ask("workspace/executeCommand", json!({"command": "scruple.lintWorkspace"})).await;
    let token = client.reply("window/workDoneProgress/create", Value::Null).await["token"].take();
    let begin = client.expect("$/progress").await;
    assert_eq!((&begin["token"], &begin["value"]["kind"]), (&token, &json!("begin")));
    assert_eq!(begin["value"]["cancellable"], true);
    let answer = client.answer(id).await;
    assert_eq!(answer["result"]["files"], 4);
    assert_eq!(answer["result"]["unreadable"], 1);
    assert_eq!(answer["result"]["cancelled"], false);
    assert!(answer["result"]["errors"].as_u64().unwrap() >= 2, "{answer}");
    while client.expect("$/progress").await["value"]["kind"] != "end" {}
    let mut found = HashMap::new();
    for _ in 0..2 {
        let sent = client.expect("textDocument/publishDiagnostics").await;
        found.insert(sent["uri"].as_str().unwrap().to_owned(), array(sent["diagnostics"].clone()));
    }
    assert_eq!(codes(&found[&uri(&folder, "a.md")]), ["MC101"]);
    assert_eq!(codes(&found[&uri(&folder, "b/c.html")]), ["MC101"]);
    // A file that was open is shown as it is on disk again.
    client.open(&uri(&folder, "a.md"), "markdown", 1, "Sober.").await;
    assert!(client.published(&uri(&folder, "a.md"), 1).await.is_empty());
    client.close(&uri(&folder, "a.md")).await;
    let sent = client.expect("textDocument/publishDiagnostics").await;
    assert_eq!(codes(&array(sent["diagnostics"].clone())), ["MC101"]);
    // One that changed on disk is linted again.
    std::fs::write(folder.path().join("a.md"), "Sober.").unwrap();
    let change = json!({"changes": [{"uri": uri(&folder, "a.md"), "type": 2}]});
    client.notify("workspace/didChangeWatchedFiles", change).await;
    assert_eq!(client.expect("textDocument/publishDiagnostics").await["diagnostics"], json!([]));
    assert_eq!(client.refused("workspace/executeCommand", json!({"command": "other"})).await, -32602);
    client.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_can_be_stopped() {
    let names: Vec<String> = (0..400).map(|number| format!("{number}.md")).collect();
    let text = "Vitamin C is found in many fruits.\n\n".repeat(4000);
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), text.as_str())).collect();
    let folder = site(&files);
    let mut client = working(able(), &folder).await;
    let params = json!({"command": "scruple.lintWorkspace", "workDoneToken": "mine"});
    let id = client.ask("workspace/executeCommand", params).await;
    assert_eq!(client.expect("$/progress").await["value"]["kind"], "begin");
    client.notify("window/workDoneProgress/cancel", json!({"token": "mine"})).await;
    let answer = client.answer(id).await;
    assert_eq!(answer["result"]["cancelled"], true);
    assert!(answer["result"]["files"].as_u64().unwrap() < 400, "{answer}");
    while client.expect("$/progress").await["value"]["kind"] != "end" {}
    // The request itself, too, which ends its progress.
    let params = json!({"command": "scruple.lintWorkspace", "workDoneToken": "again"});
    let id = client.ask("workspace/executeCommand", params).await;
    assert_eq!(client.expect("$/progress").await["value"]["kind"], "begin");
    client.notify("$/cancelRequest", json!({"id": id})).await;
    assert_eq!(client.answer(id).await["error"]["code"], -32800);
    while client.expect("$/progress").await["value"]["kind"] != "end" {}
    client.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_may_ask_for_the_whole_workspace() {
    let folder = site(&[("a.md", CLAIM), ("b.md", "Sober.\n")]);
    let mut client = working(pulling(), &folder).await;
    let report = client.request("workspace/diagnostic", json!({"previousResultIds": []})).await;
    let items = array(report["items"].clone());
    let mut names: Vec<&str> = items.iter().map(|item| item["uri"].as_str().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(names, [uri(&folder, "a.md"), uri(&folder, "b.md")]);
    let known: Vec<Value> =
        items.iter().map(|item| json!({"uri": item["uri"], "value": item["resultId"]})).collect();
    // It is answered once there is something to tell.
    let id = client.ask("workspace/diagnostic", json!({"previousResultIds": known})).await;
    std::fs::write(folder.path().join("b.md"), format!("{CLAIM}{CLAIM}")).unwrap();
    std::fs::remove_file(folder.path().join("a.md")).unwrap();
    let change = json!({"changes": [{"uri": uri(&folder, "b.md"), "type": 2}]});
    client.notify("workspace/didChangeWatchedFiles", change).await;
    let answer = client.answer(id).await;
    for item in array(answer["result"]["items"].clone()) {
        assert_eq!(item["kind"], "full");
        let expected = if item["uri"] == uri(&folder, "b.md") { 2 } else { 0 };
        assert_eq!(array(item["items"].clone()).len(), expected, "{item}");
    }
    client.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_that_are_taken_away_hold_no_more() {
    let mut client = Client::start(serve);
    client.initialize(able(), json!({"ignore": ["MC101"]})).await;
    client.open(A, "markdown", 1, CLAIM).await;
    assert!(!codes(&client.published(A, 1).await).contains(&"MC101"));
    let set = |settings: Value| json!({"settings": settings});
    // Nothing about this server: what was said at the start holds.
    client.notify("workspace/didChangeConfiguration", set(json!({}))).await;
    client.notify("workspace/didChangeConfiguration", set(json!({"scruple": {"markets": ["eu"]}}))).await;
    assert!(codes(&client.published(A, 1).await).contains(&"MC101"));
    client.notify("workspace/didChangeConfiguration", set(json!({"scruple": {"ignore": ["MC101"]}}))).await;
    assert!(!codes(&client.published(A, 1).await).contains(&"MC101"));
    client.notify("workspace/didChangeConfiguration", set(json!({"scruple": {"ignore": null}}))).await;
    assert!(codes(&client.published(A, 1).await).contains(&"MC101"));
    client.end().await;
}

/// The next diagnostics of a file that is not open.
async fn shown(client: &mut Client, uri: &str) -> Vec<Value> {
    let fits = |message: &Value| {
        message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri
    };
    array(client.find(fits).await["params"]["diagnostics"].take())
}

async fn scanned(client: &mut Client) {
    client.request("workspace/executeCommand", json!({"command": "scruple.lintWorkspace"})).await;
}

async fn told(client: &mut Client, folder: &TempDir, names: &[&str]) {
    let changes: Vec<Value> = names.iter().map(|name| json!({"uri": uri(folder, name), "type": 2})).collect();
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": changes})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_are_not_open_keep_in_step_with_settings_and_folders() {
    let folder = site(&[("a.md", CLAIM), ("b/c.adoc", CLAIM), ("out/d.md", "Sober."), ("e.page", CLAIM)]);
    let mut capabilities = able();
    capabilities["workspace"]["didChangeWatchedFiles"] = json!({"dynamicRegistration": true});
    let mut client = working(capabilities, &folder).await;
    let watched = client.reply("client/registerCapability", Value::Null).await;
    let glob = watched["registrations"][0]["registerOptions"]["watchers"][0]["globPattern"].as_str().unwrap();
    assert!(glob.contains("adoc") && glob.contains("vtt"), "{glob}");
    let (a, c) = (uri(&folder, "a.md"), uri(&folder, "b/c.adoc"));
    scanned(&mut client).await;
    for file in [&a, &c] {
        assert_eq!(codes(&shown(&mut client, file).await), ["MC101"]);
    }
    // Settings of the editor.
    client.notify("workspace/didChangeConfiguration", json!({"settings": {"ignore": "all"}})).await;
    for file in [&a, &c] {
        assert!(shown(&mut client, file).await.is_empty());
    }
    client.notify("workspace/didChangeConfiguration", json!({"settings": {"select": ["MC101"]}})).await;
    for file in [&a, &c] {
        assert_eq!(codes(&shown(&mut client, file).await), ["MC101"]);
    }
    // A file together with its settings.
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("scruple.toml", "files.exclude = [\"out\"]\nfiles.formats = {page = \"plain\"}\n");
    write("a.md", "Sober.\n");
    told(&mut client, &folder, &["a.md", "scruple.toml"]).await;
    assert!(shown(&mut client, &a).await.is_empty());
    assert_eq!(codes(&shown(&mut client, &uri(&folder, "e.page")).await), ["MC101"]);
    let watched = client.reply("client/registerCapability", Value::Null).await;
    assert_eq!(watched["registrations"][0]["registerOptions"]["watchers"][0]["globPattern"], "**/*.page");
    // What the scan does not take is not shown once it is closed, nor when it changes.
    let d = uri(&folder, "out/d.md");
    client.open(&d, "markdown", 1, CLAIM).await;
    assert_eq!(codes(&client.published(&d, 1).await), ["MC101"]);
    write("out/d.md", CLAIM);
    client.close(&d).await;
    assert!(shown(&mut client, &d).await.is_empty());
    told(&mut client, &folder, &["out/d.md"]).await;
    // A folder goes, of which nothing else is told.
    std::fs::remove_dir_all(folder.path().join("b")).unwrap();
    told(&mut client, &folder, &["b"]).await;
    while !shown(&mut client, &c).await.is_empty() {}
    let gone = json!({"removed": [{"uri": format!("file://{}", folder.path().display()), "name": "site"}], "added": []});
    client.notify("workspace/didChangeWorkspaceFolders", json!({"event": gone})).await;
    while !shown(&mut client, &uri(&folder, "e.page")).await.is_empty() {}
    client.end().await;
}
