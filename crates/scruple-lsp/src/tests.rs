//! What only a fault of the linter can show.

#[path = "../tests/support/mod.rs"]
mod support;

use serde_json::json;
use support::{CLAIM, Client, able, codes};
use tokio::io::DuplexStream;

use crate::engine::FAULT;

async fn serve(input: DuplexStream, output: DuplexStream) -> u8 {
    crate::serve(input, output).await.status()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_is_told_once_and_the_server_goes_on() {
    let (a, b) = ("file:///a.md", "file:///b.md");
    let mut client = Client::start(serve);
    client.initialize(able(), json!({"select": ["MC101"]})).await;
    client.open(a, "markdown", 1, FAULT).await;
    let shown = client.expect("window/showMessage").await;
    assert!(shown["message"].as_str().unwrap().contains(a), "{shown}");
    assert_eq!(codes(&client.published(a, 1).await), ["failed"]);
    client.open(b, "markdown", 1, FAULT).await;
    client.expect("window/logMessage").await;
    assert_eq!(codes(&client.published(b, 1).await), ["failed"]);
    client.change(a, 2, json!([{"text": CLAIM}])).await;
    assert_eq!(codes(&client.published(a, 2).await), ["MC101"]);
    // The drop asserts that no second message was shown.
    client.end().await;
}
