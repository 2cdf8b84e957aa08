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
