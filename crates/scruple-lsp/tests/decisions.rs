//! Deciding on findings in the editor: comments that set them aside, and the register of approved claims.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end where it fails")]

mod support;

use serde_json::{Value, json};
use support::{CLAIM, Client, able, array, codes};
use tempfile::TempDir;
use tokio::io::DuplexStream;

async fn serve(input: DuplexStream, output: DuplexStream) -> u8 {
    scruple_lsp::serve_by(input, output, || "2026-11-21".parse().unwrap()).await.status()
}

/// A folder of its own with one document, and a client that works in it.
async fn working(text: &str, register: Option<&str>) -> (TempDir, Client, String) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join(".git")).unwrap();
    if let Some(register) = register {
        std::fs::write(folder.path().join("approved-claims.toml"), register).unwrap();
    }
    let mut client = Client::start(serve);
    let folders = json!([{"uri": format!("file://{}", folder.path().display()), "name": "site"}]);
    let mut able = able();
    able["workspace"]["workspaceEdit"]["resourceOperations"] = json!(["create"]);
    let params = json!({"processId": std::process::id(), "capabilities": able, "workspaceFolders": folders});
    client.request("initialize", params).await;
    client.notify("initialized", json!({})).await;
    let page = format!("file://{}", folder.path().join("page.md").display());
    client.open(&page, "markdown", 1, text).await;
    (folder, client, page)
}

async fn action(client: &mut Client, page: &str, title: &str) -> Option<Value> {
    let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 200}});
    let params = json!({"textDocument": {"uri": page}, "range": range, "context": {"diagnostics": []}});
    let listed = array(client.request("textDocument/codeAction", params).await);
    let found = listed.into_iter().find(|action| action["title"].as_str().unwrap().starts_with(title))?;
    assert!(found.get("edit").is_none(), "not yet");
    Some(client.request("codeAction/resolve", found).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finding_is_set_aside_by_a_comment_that_asks_for_a_reason() {
    let (_folder, mut client, page) = working(CLAIM, None).await;
    assert!(codes(&client.published(&page, 1).await).contains(&"MC101"));
    let action = action(&mut client, &page, "Set MC101 aside").await.expect("offered");
    assert_eq!(action["kind"], "quickfix");
    let edits = &action["edit"]["documentChanges"][0]["edits"];
    let comment = edits[0]["newText"].as_str().unwrap();
    assert_eq!(comment, " <!-- scruple-ignore MC101: reason -->");
    assert_eq!(edits[0]["range"]["start"]["line"], 0);
    // As long as the reason is none, it sets nothing aside.
    let line = CLAIM.trim_end();
    client.change(&page, 2, json!([{"text": format!("{line}{comment}\n")}])).await;
    let found = client.published(&page, 2).await;
    assert!(codes(&found).contains(&"MC101") && codes(&found).contains(&"SC003"), "{found:#?}");
    let comment = comment.replace("reason", "quoted from a letter");
    client.change(&page, 3, json!([{"text": format!("{line}{comment}\n")}])).await;
    let found = client.published(&page, 3).await;
    assert!(!codes(&found).iter().any(|code| *code == "MC101" || code.starts_with("SC")), "{found:#?}");
    client.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_is_recorded_and_no_red_flag_once_somebody_approved_it() {
    let (folder, mut client, page) = working(CLAIM, None).await;
    assert!(codes(&client.published(&page, 1).await).contains(&"MC101"));
    let recorded = action(&mut client, &page, "Record MC101 as an approved claim").await.expect("offered");
    let changes = &recorded["edit"]["documentChanges"];
    assert_eq!(changes[0]["kind"], "create", "{recorded:#}");
    let entry = changes[1]["edits"][0]["newText"].as_str().unwrap();
    for part in [
        "[[claim]]",
        "wording = \"Our capsules cure type 2 diabetes",
        "\"MC101\"",
        "[\"us\"]",
        "approver = \"\"",
    ] {
        assert!(entry.contains(part), "{part} is missing:\n{entry}");
    }
    let signed = entry.replace(
        "approver = \"\"",
        "approver = \"J. Doe\"\nsubstantiation = {document = \"NDA 1\"}\nvalid-until = 2026-11-21",
    );
    let register = folder.path().join("approved-claims.toml");
    let saved = json!({"changes": [{"uri": format!("file://{}", register.display()), "type": 1}]});
    std::fs::write(&register, &signed).unwrap();
    client.notify("workspace/didChangeWatchedFiles", saved.clone()).await;
    let found = client.published(&page, 1).await;
    assert!(!codes(&found).contains(&"MC101"), "{found:#?}");
    // On the day after, the red flag is back.
    std::fs::write(&register, signed.replace("2026-11-21", "2026-11-20")).unwrap();
    client.notify("workspace/didChangeWatchedFiles", saved).await;
    let found = client.published(&page, 1).await;
    assert!(codes(&found).contains(&"MC101") && codes(&found).contains(&"SC004"), "{found:#?}");
    // A register that is there gets the entry behind its last line.
    let again = action(&mut client, &page, "Record MC101 as an approved claim").await.expect("offered");
    let edit = &again["edit"]["documentChanges"][0]["edits"][0];
    let lines = std::fs::read_to_string(&register).unwrap().lines().count();
    assert_eq!(edit["range"]["start"], json!({"line": lines, "character": 0}), "{again:#}");
    client.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_is_ignored_in_the_settings_file() {
    let (folder, mut client, page) = working(CLAIM, None).await;
    assert!(codes(&client.published(&page, 1).await).contains(&"MC101"));
    let offered = action(&mut client, &page, "Ignore MC101").await.expect("offered");
    let changes = &offered["edit"]["documentChanges"];
    let settings = folder.path().join("scruple.toml");
    let uri = format!("file://{}", settings.display());
    assert_eq!(
        changes[0],
        json!({"kind": "create", "uri": uri, "options": {"overwrite": false, "ignoreIfExists": true}})
    );
    assert_eq!(changes[1]["edits"][0]["newText"], "ignore = [\"MC101\"]\n");
    // A file that is there keeps everything else.
    std::fs::write(&settings, "# Our shop.\nignore = [\"MC2\"] # a lawyer said so\n").unwrap();
    let saved = json!({"changes": [{"uri": uri, "type": 1}]});
    client.notify("workspace/didChangeWatchedFiles", saved.clone()).await;
    assert!(codes(&client.published(&page, 1).await).contains(&"MC101"));
    let offered = action(&mut client, &page, "Ignore MC101").await.expect("offered");
    let edit = &offered["edit"]["documentChanges"][0]["edits"][0];
    assert_eq!(edit["newText"], ", \"MC101\"", "{offered:#}");
    assert_eq!(edit["range"]["start"], json!({"line": 1, "character": 15}), "{offered:#}");
    std::fs::write(&settings, "# Our shop.\nignore = [\"MC2\", \"MC101\"] # a lawyer said so\n").unwrap();
    client.notify("workspace/didChangeWatchedFiles", saved).await;
    assert!(!codes(&client.published(&page, 1).await).contains(&"MC101"));
    client.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn comments_are_completed() {
    let (_folder, mut client, page) = working("Tea is warm.\n\nscru\n", None).await;
    client.published(&page, 1).await;
    let at = json!({"textDocument": {"uri": page}, "position": {"line": 2, "character": 4}});
    let answer = client.request("textDocument/completion", at).await;
    let items = array(answer["items"].clone());
    let texts: Vec<&str> = items.iter().map(|item| item["textEdit"]["newText"].as_str().unwrap()).collect();
    assert!(texts.iter().any(|text| text.starts_with("<!-- scruple-ignore-next-line ")), "{texts:#?}");
    assert!(
        texts
            .iter()
            .any(|text| text.contains("scruple-ignore-start ") && text.contains("scruple-ignore-end"))
    );
    client.end().await;
}
