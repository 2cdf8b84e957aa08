//! How a session begins and ends, and what does not end it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end where it fails")]

mod support;

use serde_json::{Value, json};
use support::{CLAIM, Client, able, codes};
use tokio::io::DuplexStream;

async fn serve(input: DuplexStream, output: DuplexStream) -> u8 {
    scruple_lsp::serve(input, output).await.status()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_statuses_are_those_of_the_protocol() {
    let mut client = Client::start(serve);
    client.initialize(json!({}), Value::Null).await;
    assert_eq!(client.end().await, 0);

    let mut client = Client::start(serve);
    client.initialize(json!({}), Value::Null).await;
    assert_eq!(client.exit().await, 1, "without shutdown");

    let mut client = Client::start(serve);
    assert_eq!(client.exit().await, 1, "before initialize");

    let mut client = Client::start(serve);
    client.initialize(json!({}), Value::Null).await;
    assert_eq!(client.hang_up().await, 1, "the client died");

    let mut client = Client::start(serve);
    client.initialize(json!({}), Value::Null).await;
    client.request("shutdown", Value::Null).await;
    assert_eq!(client.hang_up().await, 0, "it only forgot to say so");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_says_what_it_can_do() {
    let mut client = Client::start(serve);
    let able = client.initialize(able(), Value::Null).await;
    assert_eq!(able["positionEncoding"], "utf-16");
    assert_eq!(able["textDocumentSync"]["change"], 2, "incremental");
    for save in ["willSave", "willSaveWaitUntil"] {
        assert!(able["textDocumentSync"].get(save).is_none(), "saving is never delayed");
    }
    assert!(able.get("diagnosticProvider").is_none(), "a client that does not ask is sent diagnostics");
    client.end().await;

    let mut client = Client::start(serve);
    let able = client.initialize(support::pulling(), Value::Null).await;
    assert_eq!(able["diagnosticProvider"]["workspaceDiagnostics"], true);
    client.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_in_the_wrong_order_are_refused_and_the_server_goes_on() {
    let mut client = Client::start(serve);
    let at = json!({"textDocument": {"uri": "file:///a.md"}, "position": {"line": 0, "character": 0}});
    assert_eq!(client.refused("textDocument/hover", at.clone()).await, -32002);
    assert_eq!(client.refused("shutdown", Value::Null).await, -32002);
    client.open("file:///early.md", "markdown", 1, CLAIM).await;
    assert_eq!(client.refused("initialize", json!({"capabilities": 3})).await, -32602);
    client.initialize(able(), json!({"select": ["MC101"]})).await;
    assert_eq!(client.refused("initialize", json!({"capabilities": {}})).await, -32600, "twice");
    assert_eq!(client.refused("textDocument/unheardOf", json!({})).await, -32601);
    assert_eq!(client.refused("textDocument/hover", json!({"position": "here"})).await, -32602);
    client.notify("$/unheardOf", json!({})).await;
    client.notify("textDocument/didChange", json!({"contentChanges": 3})).await;
    client.notify("textDocument/unheardOf", json!({})).await;
    client.send(&json!({"jsonrpc": "2.0", "id": 4711, "result": null})).await;
    client.open("file:///a.md", "markdown", 1, CLAIM).await;
    assert_eq!(codes(&client.published("file:///a.md", 1).await), ["MC101"]);
    for lost in ["didOpen", "didChange"] {
        let told = client.expect("window/logMessage").await;
        assert!(told["message"].as_str().unwrap().contains(lost), "{told}");
    }
    client.request("shutdown", Value::Null).await;
    assert_eq!(client.refused("textDocument/hover", at).await, -32600, "after shutdown");
    assert_eq!(client.exit().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn malformed_messages_are_answered_and_the_server_goes_on() {
    let mut client = Client::start(serve);
    client.initialize(able(), json!({"select": ["MC101"]})).await;
    let malformed: [(&[u8], i64); 8] = [
        (b"Content-Length: 8\r\n\r\n{\"json\": ", -32700),
        (b"Content-Length: 2\r\n\r\n[]", -32600),
        (b"Content-Length: 2\r\n\r\n{}", -32600),
        (b"Content-Length: 4\r\n\r\nnull", -32600),
        (b"Content-Length: 3\r\n\r\n\xff\xfe\xfd", -32700),
        (b"Content-Length: many\r\n\r\n", -32700),
        (b"Content-Type: text/plain\r\n\r\n", -32700),
        (b"no header at all\n\n", -32700),
    ];
    for (bytes, code) in malformed {
        client.raw(bytes).await;
        let answer = client.find(|message| message["id"].is_null() && message.get("error").is_some()).await;
        let text = String::from_utf8_lossy(bytes);
        assert_eq!(answer["error"]["code"], code, "{text:?}: {answer}");
        assert!(!answer["error"]["message"].as_str().unwrap().is_empty());
    }
    // A length that is too small leaves the rest of the message before the next header.
    client.raw(b"Content-Length: 5\r\n\r\n{\"a\":1, \"b\": 2}").await;
    client.open("file:///a.md", "markdown", 1, CLAIM).await;
    assert_eq!(codes(&client.published("file:///a.md", 1).await), ["MC101"]);
    client.find(|message| message["id"].is_null() && message.get("error").is_some()).await;
    // Headers in other words, and one more that nobody knows.
    let body = r#"{"jsonrpc":"2.0","id":"mine","method":"shutdown"}"#;
    let header = format!("content-length:{}\r\nX-Own: 1\r\n\r\n{body}", body.len());
    client.raw(header.as_bytes()).await;
    client.find(|message| message["id"] == "mine").await;
    assert_eq!(client.exit().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_does_not_read_cannot_keep_the_server() {
    let (mut to, input) = tokio::io::duplex(1 << 20);
    // Nobody reads this, and there is no room in it.
    let (output, _from) = tokio::io::duplex(16);
    let server = tokio::spawn(scruple_lsp::serve(input, output));
    let mut all = String::new();
    for id in 0..500 {
        let body = json!({"jsonrpc": "2.0", "id": id, "method": "unheard/of"}).to_string();
        all += &format!("Content-Length: {}\r\n\r\n{body}", body.len());
    }
    let body = r#"{"jsonrpc":"2.0","method":"exit"}"#;
    all += &format!("Content-Length: {}\r\n\r\n{body}", body.len());
    tokio::io::AsyncWriteExt::write_all(&mut to, all.as_bytes()).await.unwrap();
    let ended = tokio::time::timeout(std::time::Duration::from_secs(5), server).await;
    assert_eq!(ended.expect("it ends at once").unwrap().status(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_length_that_nobody_can_wait_for_is_refused_at_once() {
    for length in ["99999999999", "999999999999999999999999"] {
        let mut client = Client::start(serve);
        client.initialize(able(), json!({"select": ["MC101"]})).await;
        client.raw(format!("Content-Length: {length}\r\n\r\n{{\"jsonrpc\"\n\n").as_bytes()).await;
        // The next header stands behind what is left of the message, in pieces of any length.
        client.raw(&[b'x'; 9000]).await;
        let answer = client.find(|message| message["id"].is_null() && message.get("error").is_some()).await;
        assert!(answer["error"]["message"].as_str().unwrap().contains(length), "{answer}");
        client.open("file:///a.md", "markdown", 1, CLAIM).await;
        assert_eq!(codes(&client.published("file:///a.md", 1).await), ["MC101"]);
        assert_eq!(client.end().await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_are_optional_are_answered() {
    let mut client = Client::start(serve);
    client.initialize(able(), Value::Null).await;
    assert_eq!(client.refused("$/foo", json!({})).await, -32601);
    client.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_reads_no_more_may_still_end_in_order() {
    let (mut to, input) = tokio::io::duplex(1 << 20);
    let (output, from) = tokio::io::duplex(1 << 10);
    let server = tokio::spawn(scruple_lsp::serve(input, output));
    drop(from);
    let mut all = String::new();
    for body in [
        json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}}),
        json!({"jsonrpc": "2.0", "id": 2, "method": "shutdown"}),
        json!({"jsonrpc": "2.0", "method": "exit"}),
    ] {
        let body = body.to_string();
        all += &format!("Content-Length: {}\r\n\r\n{body}", body.len());
    }
    tokio::io::AsyncWriteExt::write_all(&mut to, all.as_bytes()).await.unwrap();
    let ended = tokio::time::timeout(std::time::Duration::from_secs(5), server).await;
    assert_eq!(ended.expect("it ends at once").unwrap().status(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn halves_of_characters_leave_the_text_in_step() {
    let mut client = Client::start(serve);
    client.initialize(able(), json!({"select": ["MC101"]})).await;
    client.open("file:///a.md", "markdown", 1, CLAIM).await;
    let before =
        client.published("file:///a.md", 1).await[0]["range"]["start"]["character"].as_u64().unwrap();
    let change = |version: i32, at: u32, text: &str| {
        format!(
            r#"{{"jsonrpc":"2.0","method":"textDocument/didChange","params":{{"textDocument":{{"uri":"file:///a.md","version":{version}}},"contentChanges":[{{"range":{{"start":{{"line":0,"character":{at}}},"end":{{"line":0,"character":{at}}}}},"text":"{text}"}}]}}}}"#
        )
    };
    for body in [change(2, 0, r"\ud83d"), change(3, 1, "So ")] {
        client.raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes()).await;
    }
    let found = client.published("file:///a.md", 3).await;
    assert_eq!(found[0]["range"]["start"], json!({"line": 0, "character": before + 4}), "{found:#?}");
    client.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn uris_are_understood_and_written_as_the_client_spells_them() {
    let mut client = Client::start(serve);
    let folders = json!([{"uri": "no uri", "name": "a"}, {"uri": "file:///no such", "name": "b"}]);
    let params = json!({"processId": null, "capabilities": able(), "rootUri": "", "workspaceFolders": folders,
        "initializationOptions": {"select": ["MC101"]}});
    client.request("initialize", params).await;
    for _ in 0..2 {
        client.expect("window/logMessage").await;
    }
    for uri in ["file:///tmp/a b.md", "file:///tmp/a[1].md", "file:///tmp/ünï.md"] {
        client.open(uri, "markdown", 1, CLAIM).await;
        assert_eq!(codes(&client.published(uri, 1).await), ["MC101"]);
    }
    client.end().await;
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_died_before_it_was_known_is_gone() {
    let mut dead = std::process::Command::new("true").spawn().unwrap();
    let (mut to, input) = tokio::io::duplex(1 << 20);
    let (output, _from) = tokio::io::duplex(1 << 20);
    let server = tokio::spawn(scruple_lsp::serve(input, output));
    let params = json!({"processId": dead.id(), "capabilities": {}});
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}).to_string();
    let message = format!("Content-Length: {}\r\n\r\n{body}", body.len());
    tokio::io::AsyncWriteExt::write_all(&mut to, message.as_bytes()).await.unwrap();
    // Nobody has asked yet how it ended, so that its id stays taken.
    let ended = tokio::time::timeout(std::time::Duration::from_secs(10), server).await;
    assert_eq!(ended.expect("it ends by itself").unwrap().status(), 1);
    dead.wait().unwrap();
}
