//! A client that talks to the server over memory.
#![allow(dead_code, unreachable_pub, reason = "not every test needs everything")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end where it fails")]

use std::collections::VecDeque;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, DuplexStream, duplex};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::JoinHandle;

/// Nothing takes longer, on the slowest machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A claim, an error of MC101.
pub const CLAIM: &str = "Our capsules cure type 2 diabetes in ninety days.\n";

/// A product page that asks for the FDA statement, which is a safe fix.
pub const PAGE: &str =
    "# Calm capsules\n\nOur magnesium capsules support restful sleep. Buy a bottle today.\n";

/// A client. Its drop asserts that the session was ended and that no message was left unread.
pub struct Client {
    to: Option<DuplexStream>,
    inbox: UnboundedReceiver<Value>,
    unread: VecDeque<Value>,
    next: i64,
    server: Option<JoinHandle<u8>>,
}

impl Client {
    /// Starts a server; `serve` runs it until its end and gives its exit status.
    pub fn start<F>(serve: impl FnOnce(DuplexStream, DuplexStream) -> F) -> Self
    where
        F: Future<Output = u8> + Send + 'static,
    {
        let (to, input) = duplex(1 << 20);
        let (output, from) = duplex(1 << 20);
        let server = tokio::spawn(serve(input, output));
        let (sender, inbox) = unbounded_channel();
        tokio::spawn(async move {
            let mut from = BufReader::new(from);
            while let Some(message) = read(&mut from).await {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        Self { to: Some(to), inbox, unread: VecDeque::new(), next: 0, server: Some(server) }
    }

    /// Sends bytes as they are.
    pub async fn raw(&mut self, bytes: &[u8]) {
        self.to.as_mut().unwrap().write_all(bytes).await.unwrap();
    }

    pub async fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes()).await;
    }

    pub async fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params})).await;
    }

    /// Sends a request and does not wait; gives its id.
    pub async fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.next += 1;
        let id = self.next;
        let mut message = json!({"jsonrpc": "2.0", "id": id, "method": method});
        if !params.is_null() {
            message["params"] = params;
        }
        self.send(&message).await;
        id
    }

    /// The whole answer to a request.
    pub async fn answer(&mut self, id: i64) -> Value {
        self.find(|message| message["id"] == id && message.get("method").is_none()).await
    }

    /// Sends a request and gives its result.
    pub async fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params).await;
        let mut answer = self.answer(id).await;
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].take()
    }

    /// Sends a request and gives the code of its error.
    pub async fn refused(&mut self, method: &str, params: Value) -> i64 {
        let id = self.ask(method, params).await;
        let answer = self.answer(id).await;
        answer["error"]["code"].as_i64().unwrap_or_else(|| panic!("{method} was not refused: {answer}"))
    }

    /// The parameters of the next message with that method.
    pub async fn expect(&mut self, method: &str) -> Value {
        self.find(|message| message["method"] == method).await["params"].take()
    }

    /// Answers the next request of the server with that method; gives its parameters.
    pub async fn reply(&mut self, method: &str, result: Value) -> Value {
        let mut request =
            self.find(|message| message["method"] == method && message.get("id").is_some()).await;
        self.send(&json!({"jsonrpc": "2.0", "id": request["id"], "result": result})).await;
        request["params"].take()
    }

    /// Reads until a message fits; the others stay unread.
    pub async fn find(&mut self, fits: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.unread.iter().position(&fits) {
            return self.unread.remove(at).unwrap();
        }
        loop {
            let message = tokio::time::timeout(PATIENCE, self.inbox.recv()).await;
            let Some(message) = message.unwrap_or_else(|_| panic!("no answer; unread: {:#?}", self.unread))
            else {
                panic!("the server has left; unread: {:#?}", self.unread)
            };
            if fits(&message) {
                return message;
            }
            self.unread.push_back(message);
        }
    }

    /// `initialize` and `initialized`; gives the capabilities of the server.
    pub async fn initialize(&mut self, capabilities: Value, options: Value) -> Value {
        let params =
            json!({"processId": null, "capabilities": capabilities, "initializationOptions": options});
        let mut result = self.request("initialize", params).await;
        self.notify("initialized", json!({})).await;
        result["capabilities"].take()
    }

    pub async fn open(&mut self, uri: &str, language: &str, version: i32, text: &str) {
        let document = json!({"uri": uri, "languageId": language, "version": version, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document})).await;
    }

    /// Changes a document; each change is as in the protocol.
    pub async fn change(&mut self, uri: &str, version: i32, changes: Value) {
        let params = json!({"textDocument": {"uri": uri, "version": version}, "contentChanges": changes});
        self.notify("textDocument/didChange", params).await;
    }

    pub async fn close(&mut self, uri: &str) {
        self.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}})).await;
    }

    /// Diagnostics that were sent for a version of a document; those of older versions are read, too.
    pub async fn published(&mut self, uri: &str, version: i32) -> Vec<Value> {
        loop {
            let published = |message: &Value| {
                message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri
            };
            let mut message = self.find(published).await;
            let found = message["params"]["version"].as_i64().expect("diagnostics carry a version");
            assert!(found <= i64::from(version), "diagnostics of version {found}, sent was {version}");
            if found == i64::from(version) {
                return array(message["params"]["diagnostics"].take());
            }
        }
    }

    /// Ends the session in order; gives the exit status.
    pub async fn end(&mut self) -> u8 {
        self.request("shutdown", Value::Null).await;
        self.exit().await
    }

    /// `exit`; gives the exit status. The input stays open.
    pub async fn exit(&mut self) -> u8 {
        self.send(&json!({"jsonrpc": "2.0", "method": "exit"})).await;
        self.ended().await
    }

    /// The input ends; gives the exit status.
    pub async fn hang_up(&mut self) -> u8 {
        self.to = None;
        self.ended().await
    }

    async fn ended(&mut self) -> u8 {
        let server = self.server.take().unwrap();
        let status =
            tokio::time::timeout(Duration::from_secs(5), server).await.expect("it ends at once").unwrap();
        while let Some(message) = self.inbox.recv().await {
            self.unread.push_back(message);
        }
        status
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert!(self.server.is_none(), "the session was not ended");
            assert!(self.unread.is_empty(), "messages were left unread: {:#?}", self.unread);
        }
    }
}

async fn read(from: &mut BufReader<DuplexStream>) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if from.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        if line == "\r\n" {
            break;
        }
        let value = line.strip_prefix("Content-Length: ").expect("a header that is known");
        length = value.trim().parse().unwrap();
    }
    let mut body = vec![0; length];
    from.read_exact(&mut body).await.ok()?;
    let message: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(message["jsonrpc"], "2.0");
    Some(message)
}

/// The members of an array.
pub fn array(value: Value) -> Vec<Value> {
    match value {
        Value::Array(list) => list,
        other => panic!("no array: {other}"),
    }
}

/// The codes of diagnostics.
pub fn codes(diagnostics: &[Value]) -> Vec<&str> {
    diagnostics.iter().map(|diagnostic| diagnostic["code"].as_str().unwrap()).collect()
}

/// A client that can do everything.
pub fn able() -> Value {
    json!({
        "general": {"positionEncodings": ["utf-16"]},
        "textDocument": {
            "publishDiagnostics": {
                "relatedInformation": true, "tagSupport": {"valueSet": [1, 2]}, "versionSupport": true,
                "codeDescriptionSupport": true, "dataSupport": true
            },
            "codeAction": {
                "dataSupport": true, "isPreferredSupport": true, "resolveSupport": {"properties": ["edit"]}
            },
            "hover": {"contentFormat": ["markdown", "plaintext"]},
            "completion": {"completionItem": {"snippetSupport": true}}
        },
        "workspace": {"workspaceEdit": {"documentChanges": true}}
    })
}

/// The same, and it asks for diagnostics.
pub fn pulling() -> Value {
    let mut all = able();
    all["textDocument"]["diagnostic"] = json!({"relatedInformation": true});
    all
}
