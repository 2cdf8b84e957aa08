//! `scruple.toml` beside the documents: heeded for each file, read anew when it changes, and helped with while written.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end where it fails")]

mod support;

use serde_json::{Value, json};
use support::{CLAIM, Client, able, array, codes, pulling};
use tempfile::TempDir;
use tokio::io::DuplexStream;

async fn serve(input: DuplexStream, output: DuplexStream) -> u8 {
    scruple_lsp::serve(input, output).await.status()
}

/// A folder of its own with some files.
fn site(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join(".git")).unwrap();
    for (name, text) in files {
        write(&folder, name, text);
    }
    folder
}

fn write(folder: &TempDir, name: &str, text: &str) {
    let path = folder.path().join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

fn uri(folder: &TempDir, name: &str) -> String {
    format!("file://{}", folder.path().join(name).display())
}

async fn working(capabilities: Value, folder: &TempDir) -> Client {
    let mut client = Client::start(serve);
    let folders = json!([{"uri": format!("file://{}", folder.path().display()), "name": "site"}]);
    let params =
        json!({"processId": std::process::id(), "capabilities": capabilities, "workspaceFolders": folders});
    client.request("initialize", params).await;
    client.notify("initialized", json!({})).await;
    client
}

async fn saved(client: &mut Client, folder: &TempDir, name: &str, text: &str) {
    write(folder, name, text);
    let changes = json!({"changes": [{"uri": uri(folder, name), "type": 2}]});
    client.notify("workspace/didChangeWatchedFiles", changes).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_document_is_linted_by_the_nearest_file_and_again_when_it_changes() {
    let folder = site(&[("blog/scruple.toml", "ignore = [\"MC101\"]\n")]);
    let mut client = working(able(), &folder).await;
    let (page, post) = (uri(&folder, "page.md"), uri(&folder, "blog/post.md"));
    client.open(&page, "markdown", 1, CLAIM).await;
    assert!(codes(&client.published(&page, 1).await).contains(&"MC101"));
    client.open(&post, "markdown", 1, CLAIM).await;
    assert!(!codes(&client.published(&post, 1).await).contains(&"MC101"));
    client.close(&page).await;
    client.find(|message| message["params"]["uri"] == page.as_str()).await;
    saved(&mut client, &folder, "blog/scruple.toml", "[severity]\nMC101 = \"info\"\n").await;
    let again = client.published(&post, 1).await;
    let claim = again.iter().find(|found| found["code"] == "MC101").expect("linted again, unasked");
    assert_eq!(claim["severity"], 3, "{claim}");
    client.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_good_settings_stay_while_the_file_is_broken() {
    let folder = site(&[("scruple.toml", "ignore = [\"MC101\"]\n")]);
    let mut client = working(able(), &folder).await;
    let page = uri(&folder, "page.md");
    client.open(&page, "markdown", 1, CLAIM).await;
    assert!(!codes(&client.published(&page, 1).await).contains(&"MC101"));
    saved(&mut client, &folder, "scruple.toml", "ignore = [\"MC101\"\n").await;
    // In the file itself, which nobody has opened, and in a message.
    let file = uri(&folder, "scruple.toml");
    let shown = client.find(|message| message["params"]["uri"] == file.as_str()).await;
    let mistakes = array(shown["params"]["diagnostics"].clone());
    assert_eq!(mistakes.len(), 1, "{mistakes:?}");
    assert!(mistakes[0]["message"].as_str().unwrap().contains("not valid TOML"), "{mistakes:?}");
    let told = client.expect("window/showMessage").await;
    assert!(told["message"].as_str().unwrap().contains("the last good settings stay"), "{told}");
    assert!(!codes(&client.published(&page, 1).await).contains(&"MC101"));
    saved(&mut client, &folder, "scruple.toml", "\n").await;
    let shown = client.find(|message| message["params"]["uri"] == file.as_str()).await;
    assert_eq!(array(shown["params"]["diagnostics"].clone()).len(), 0);
    assert!(codes(&client.published(&page, 1).await).contains(&"MC101"));
    client.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_file_itself_has_diagnostics_hover_and_completion() {
    let folder = site(&[]);
    let mut client = working(pulling(), &folder).await;
    let file = uri(&folder, "scruple.toml");
    let text = "marktes = [\"us\"]\nignore = [\"MC114\", \"cure-clam\"]\nclass = \"\"\n[severity]\nMC101 = \"error\"\n\n";
    client.open(&file, "toml", 1, text).await;
    let document = json!({"textDocument": {"uri": file}});
    let report = client.request("textDocument/diagnostic", document).await;
    let told: Vec<String> = array(report["items"].clone())
        .iter()
        .map(|item| item["message"].as_str().unwrap().to_owned())
        .collect();
    assert!(told[0].contains("did you mean \"markets\"?"), "{told:?}");
    let at = |line: u32, character: u32| json!({"textDocument": {"uri": file}, "position": {"line": line, "character": character}});
    for (line, character, word) in
        [(1, 2, "prefix"), (1, 13, "structure"), (4, 2, "cure"), (3, 3, "whatever its context")]
    {
        let hover = client.request("textDocument/hover", at(line, character)).await;
        let value = hover["contents"]["value"].as_str().unwrap_or_default().to_lowercase();
        assert!(!value.is_empty(), "{line}:{character} ({word}): {hover}");
    }
    let labels = |answer: Value| -> Vec<String> {
        array(answer["items"].clone()).iter().map(|item| item["label"].as_str().unwrap().to_owned()).collect()
    };
    let classes = labels(client.request("textDocument/completion", at(2, 9)).await);
    assert!(classes.contains(&"editorial".to_owned()), "{classes:?}");
    let rules = labels(client.request("textDocument/completion", at(1, 12)).await);
    assert!(rules.contains(&"MC101".to_owned()) && rules.contains(&"EU01".to_owned()), "{rules:?}");
    let levels = labels(client.request("textDocument/completion", at(4, 10)).await);
    assert!(levels.contains(&"off".to_owned()), "{levels:?}");
    // Corrected but for a name that no rule goes by.
    client.change(&file, 2, json!([{"text": "ignore = [\"cure-clam\"]\n"}])).await;
    let report = client.request("textDocument/diagnostic", json!({"textDocument": {"uri": file}})).await;
    let items = array(report["items"].clone());
    assert_eq!(items.len(), 1, "{items:?}");
    assert!(items[0]["message"].as_str().unwrap().contains("did you mean \"cure-claim\"?"));
    assert_eq!(items[0]["range"]["start"], json!({"line": 0, "character": 10}));
    client.end().await;
}

/// The next diagnostics of a file that is not open.
async fn shown(client: &mut Client, uri: &str) -> Vec<Value> {
    let fits = |message: &Value| {
        message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri
    };
    array(client.find(fits).await["params"]["diagnostics"].take())
}

const RULE: &str = "- code: HOUSE1\n  name: wonder\n  category: house\n  severity: warning\n  confidence: high\n  summary: A wonder\n  message: '\"{text}\" is no word of ours'\n  why: It promises.\n  instead: Say what it holds.\n  markets: {us: [\"FTC Act\"]}\n  match: [\"wonder cream\"]\n  examples:\n    bad: [\"A [[wonder cream]].\"]\n    good: [\"A cream.\"]\n";
const BOTH: &str = "Our capsules cure type 2 diabetes. A wonder cream.\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_pack_that_does_not_load_is_told_and_costs_nothing_else() {
    let settings = "packs = [\"house\"]\nselect = [\"MC101\", \"HOUSE1\"]\n";
    let folder = site(&[("scruple.toml", settings), ("house/rules.yaml", "- code: [\n")]);
    let mut client = working(able(), &folder).await;
    let (page, toml) = (uri(&folder, "page.md"), uri(&folder, "scruple.toml"));
    client.open(&page, "markdown", 1, BOTH).await;
    assert!(codes(&client.published(&page, 1).await).contains(&"MC101"), "the packs within are there");
    let told = shown(&mut client, &toml).await;
    assert!(told[0]["message"].as_str().unwrap().contains("rules.yaml"), "{told:#?}");
    client.expect("window/showMessage").await;
    // Mended, it is linted with.
    saved(&mut client, &folder, "house/rules.yaml", RULE).await;
    assert!(shown(&mut client, &toml).await.is_empty());
    assert_eq!(codes(&client.published(&page, 1).await), ["MC101", "HOUSE1"]);
    // Broken again, the last good one stays, for documents that were not open then, too.
    saved(&mut client, &folder, "house/rules.yaml", "- code: [\n").await;
    assert_eq!(codes(&client.published(&page, 1).await), ["MC101", "HOUSE1"]);
    assert_eq!(shown(&mut client, &toml).await.len(), 1);
    client.expect("window/showMessage").await;
    let other = uri(&folder, "blog/other.md");
    client.open(&other, "markdown", 1, BOTH).await;
    assert_eq!(codes(&client.published(&other, 1).await), ["MC101", "HOUSE1"]);
    client.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pack_that_comes_later_is_taken() {
    let folder = site(&[("scruple.toml", "packs = [\"house\"]\nselect = [\"HOUSE1\"]\n")]);
    let mut client = working(able(), &folder).await;
    let page = uri(&folder, "page.md");
    client.open(&page, "markdown", 1, BOTH).await;
    assert!(codes(&client.published(&page, 1).await).contains(&"MC101"));
    assert_eq!(shown(&mut client, &uri(&folder, "scruple.toml")).await.len(), 1);
    client.expect("window/showMessage").await;
    saved(&mut client, &folder, "house/rules.yaml", RULE).await;
    assert_eq!(codes(&client.published(&page, 1).await), ["HOUSE1"]);
    assert!(shown(&mut client, &uri(&folder, "scruple.toml")).await.is_empty());
    client.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_setting_of_the_editor_that_is_wrong_keeps_no_file_from_being_read_anew() {
    let folder = site(&[("scruple.toml", "select = [\"MC101\"]\n")]);
    let mut client = working(able(), &folder).await;
    let page = uri(&folder, "page.md");
    client.open(&page, "markdown", 1, CLAIM).await;
    assert_eq!(codes(&client.published(&page, 1).await), ["MC101"]);
    let wrong = json!({"settings": {"scruple": {"packs": ["/no/such/folder"]}}});
    client.notify("workspace/didChangeConfiguration", wrong).await;
    let told = client.expect("window/showMessage").await;
    assert!(told["message"].as_str().unwrap().contains("/no/such/folder"), "{told}");
    client.published(&page, 1).await;
    saved(&mut client, &folder, "scruple.toml", "ignore = [\"all\"]\n").await;
    assert!(client.published(&page, 1).await.is_empty());
    client.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_file_is_marked_also_after_it_was_closed_and_where_it_is_extended() {
    let folder =
        site(&[("scruple.toml", "extends = \"base.toml\"\n"), ("base.toml", "markets = [\"mars\"]\n")]);
    let mut client = working(able(), &folder).await;
    let (page, base, toml) =
        (uri(&folder, "page.md"), uri(&folder, "base.toml"), uri(&folder, "scruple.toml"));
    client.open(&page, "markdown", 1, CLAIM).await;
    assert!(codes(&client.published(&page, 1).await).contains(&"MC101"));
    let told = shown(&mut client, &base).await;
    assert_eq!(codes(&told), ["settings"], "and no prose: {told:#?}");
    client.expect("window/showMessage").await;
    // Open it is a settings file, too, whatever its name.
    client.open(&base, "toml", 1, "markets = [\"moon\"]\n").await;
    assert!(client.published(&base, 1).await[0]["message"].as_str().unwrap().contains("moon"));
    client.close(&base).await;
    assert!(shown(&mut client, &base).await[0]["message"].as_str().unwrap().contains("mars"));
    saved(&mut client, &folder, "base.toml", "markets = [\"eu\"]\n").await;
    assert!(shown(&mut client, &base).await.is_empty());
    client.published(&page, 1).await;
    saved(&mut client, &folder, "scruple.toml", "market = 3\n").await;
    assert_eq!(codes(&shown(&mut client, &toml).await), ["settings"]);
    client.published(&page, 1).await;
    client.expect("window/showMessage").await;
    client.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_does_not_watch_files_is_in_step_after_it_saves_or_opens_one() {
    let folder = site(&[("a.md", CLAIM)]);
    let mut client = working(able(), &folder).await;
    let (a, b) = (uri(&folder, "a.md"), uri(&folder, "b.md"));
    client.open(&a, "markdown", 1, CLAIM).await;
    assert!(codes(&client.published(&a, 1).await).contains(&"MC101"));
    write(&folder, "scruple.toml", "ignore = [\"all\"]\n");
    client.notify("textDocument/didSave", json!({"textDocument": {"uri": a}})).await;
    assert!(client.published(&a, 1).await.is_empty());
    std::fs::remove_file(folder.path().join("scruple.toml")).unwrap();
    client.open(&b, "markdown", 1, "Sober.\n").await;
    assert!(codes(&client.published(&a, 1).await).contains(&"MC101"));
    // How often it was told until then is a matter of chance.
    client.change(&b, 2, json!([{"text": CLAIM}])).await;
    assert!(codes(&client.published(&b, 2).await).contains(&"MC101"));
    client.end().await;
}
