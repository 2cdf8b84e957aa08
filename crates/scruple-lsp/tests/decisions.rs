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
    // What is typed already is replaced, also the mark before it and the one the editor put behind.
    client.change(&page, 2, json!([{"text": "Tea. <!-- scruple-ignore-ne -->\n```\nscru\n```\n"}])).await;
    client.published(&page, 2).await;
    let at = json!({"textDocument": {"uri": page}, "position": {"line": 0, "character": 27}});
    let answer = client.request("textDocument/completion", at).await;
    let items = array(answer["items"].clone());
    assert_eq!(items.len(), 1, "{items:#?}");
    let edit = &items[0]["textEdit"];
    assert!(edit["newText"].as_str().unwrap().starts_with("<!-- scruple-ignore-next-line "), "{edit}");
    assert_eq!(
        (&edit["range"]["start"]["character"], &edit["range"]["end"]["character"]),
        (&json!(5), &json!(31))
    );
    assert_eq!(items[0]["filterText"], "<!-- scruple-ignore-ne");
    let at = json!({"textDocument": {"uri": page}, "position": {"line": 2, "character": 4}});
    let answer = client.request("textDocument/completion", at).await;
    assert!(array(answer["items"].clone()).is_empty(), "no comment is one in code");
    client.end().await;
}

async fn listed(client: &mut Client, page: &str, (from, to): (u32, u32)) -> Vec<Value> {
    let range = json!({"start": {"line": 0, "character": from}, "end": {"line": 0, "character": to}});
    let params = json!({"textDocument": {"uri": page}, "range": range, "context": {"diagnostics": []}});
    array(client.request("textDocument/codeAction", params).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_are_open_are_changed_as_they_stand_in_the_editor() {
    let (folder, mut client, page) = working(CLAIM, Some("# Ours.\r\n")).await;
    client.published(&page, 1).await;
    let file = |name: &str| format!("file://{}", folder.path().join(name).display());
    let (toml, register) = (file("scruple.toml"), file("approved-claims.toml"));
    client.open(&toml, "toml", 7, "# One.\r\n# Two.\r\nignore = []\r\n").await;
    client.open(&register, "toml", 3, "# Ours.\r\n# Theirs.\r\n").await;
    let ignored = action(&mut client, &page, "Ignore MC101").await.unwrap();
    let change = &ignored["edit"]["documentChanges"][0];
    assert_eq!(change["textDocument"], json!({"uri": toml, "version": 7}));
    assert_eq!(change["edits"][0]["range"]["start"]["line"], 2, "{change:#}");
    assert_eq!(change["edits"][0]["newText"], "\"MC101\"");
    let recorded = action(&mut client, &page, "Record MC101").await.unwrap();
    let change = &recorded["edit"]["documentChanges"][0];
    assert_eq!(change["textDocument"], json!({"uri": register, "version": 3}));
    assert_eq!(change["edits"][0]["range"]["start"], json!({"line": 2, "character": 0}), "{change:#}");
    let entry = change["edits"][0]["newText"].as_str().unwrap();
    assert_eq!(entry.matches('\n').count(), entry.matches("\r\n").count(), "{entry:?}");
    for uri in [&toml, &register] {
        client.find(|message| message["params"]["uri"] == **uri).await;
    }
    client.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_register_is_told_and_the_last_good_one_stays() {
    let entry = "[[claim]]\nwording = \"Our capsules cure type 2 diabetes\"\nrules = [\"MC101\"]\nmarkets = [\"us\"]\n\
                 approver = \"J. Doe\"\nsubstantiation = {document = \"NDA 1\"}\n";
    let (folder, mut client, page) = working(CLAIM, Some(entry)).await;
    assert!(!codes(&client.published(&page, 1).await).contains(&"MC101"));
    let register = folder.path().join("approved-claims.toml");
    let uri = format!("file://{}", register.display());
    let saved = json!({"changes": [{"uri": uri, "type": 2}]});
    std::fs::write(&register, format!("{entry}\n{}", entry.replace("J. Doe", ""))).unwrap();
    client.notify("workspace/didChangeWatchedFiles", saved.clone()).await;
    assert!(!codes(&client.published(&page, 1).await).contains(&"MC101"));
    let told = client.find(|message| message["params"]["uri"] == *uri).await;
    let found = array(told["params"]["diagnostics"].clone());
    assert_eq!(codes(&found), ["approved-claims"]);
    assert_eq!(found[0]["range"]["start"]["line"], 11, "{found:#?}");
    assert!(found[0]["message"].as_str().unwrap().contains("approver"), "{found:#?}");
    client.expect("window/showMessage").await;
    // Settings name one that is not there.
    std::fs::write(&register, entry).unwrap();
    let toml = folder.path().join("scruple.toml");
    std::fs::write(&toml, "approved = [\"no.toml\"]\n").unwrap();
    let toml = format!("file://{}", toml.display());
    let both = json!({"changes": [{"uri": uri, "type": 2}, {"uri": toml, "type": 1}]});
    client.notify("workspace/didChangeWatchedFiles", both).await;
    let told = client.find(|message| message["params"]["uri"] == *uri).await;
    assert_eq!(told["params"]["diagnostics"], json!([]));
    assert!(codes(&client.published(&page, 1).await).contains(&"MC101"));
    let told = client.find(|message| message["params"]["uri"] == *toml).await;
    assert!(told["params"]["diagnostics"][0]["message"].as_str().unwrap().contains("no.toml"), "{told:#}");
    client.expect("window/showMessage").await;
    client.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_range_may_be_turned_around_and_subtitles_have_no_comments() {
    let (folder, mut client, page) = working(CLAIM, None).await;
    client.published(&page, 1).await;
    let titles = |actions: &[Value]| -> Vec<String> {
        actions.iter().map(|action| action["title"].as_str().unwrap().to_owned()).collect()
    };
    let forth = titles(&listed(&mut client, &page, (0, 40)).await);
    assert!(forth.iter().any(|title| title.starts_with("Set MC101")), "{forth:?}");
    assert_eq!(titles(&listed(&mut client, &page, (40, 0)).await), forth);
    let film = format!("file://{}", folder.path().join("film.srt").display());
    client.open(&film, "subrip", 1, CLAIM).await;
    assert!(codes(&client.published(&film, 1).await).contains(&"MC101"));
    let offered = titles(&listed(&mut client, &film, (0, 40)).await);
    assert!(!offered.is_empty() && !offered.iter().any(|title| title.starts_with("Set ")), "{offered:?}");
    // A document of the Macintosh gets no other line ends.
    let old = format!("file://{}", folder.path().join("old.txt").display());
    client.open(&old, "plaintext", 1, "Our tea.\rOur capsules cure type 2 diabetes.\r").await;
    let found = client.published(&old, 1).await;
    assert!(codes(&found).contains(&"MC101"));
    let range = json!({"start": {"line": 1, "character": 0}, "end": {"line": 1, "character": 40}});
    let params = json!({"textDocument": {"uri": old}, "range": range, "context": {"diagnostics": []}});
    let offered = array(client.request("textDocument/codeAction", params).await);
    let set_aside =
        offered.into_iter().find(|action| action["title"].as_str().unwrap().starts_with("Set MC101"));
    let resolved = client.request("codeAction/resolve", set_aside.unwrap()).await;
    let edit = &resolved["edit"]["documentChanges"][0]["edits"][0];
    assert!(!edit["newText"].as_str().unwrap().contains('\n'), "{edit}");
    client.end().await;
}

/// A client that has its edits made at once.
#[tokio::test(flavor = "multi_thread")]
async fn many_findings_do_not_keep_the_server() {
    let mut able = able();
    able["textDocument"]["codeAction"] = json!({"isPreferredSupport": true});
    let mut client = Client::start(serve);
    client.initialize(able, json!({"select": ["MC101"]})).await;
    let page = "file:///site/many.md";
    client.open(page, "markdown", 1, &CLAIM.repeat(2000)).await;
    assert_eq!(client.published(page, 1).await.len(), 2000);
    let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 9999, "character": 0}});
    let params = json!({"textDocument": {"uri": page}, "range": range, "context": {"diagnostics": []}});
    let id = client.ask("textDocument/codeAction", params).await;
    // Others are answered meanwhile.
    let at = json!({"textDocument": {"uri": page}, "position": {"line": 0, "character": 20}});
    client.request("textDocument/completion", at).await;
    let listed = array(client.answer(id).await["result"].take());
    let set_aside = listed.iter().filter(|action| action["title"].as_str().unwrap().starts_with("Set "));
    assert_eq!(set_aside.count(), 20);
    assert!(listed.iter().all(|action| action["edit"].is_object()));
    client.end().await;
}
