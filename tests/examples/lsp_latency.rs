//! How long a writer waits: from one typed character to the diagnostics, at a client on the other end of the pipes.
//!
//! ```console
//! $ cargo run --release -p scruple-tests --example lsp_latency
//! $ cargo run --release -p scruple-tests --example lsp_latency -- --edits 50 -- typos-lsp
//! ```
//!
//! What follows `--` is the command of another server, which is driven by the same client. The 90 kB are those of a real
//! document where it is at hand (`../shared/seeds` or `$SCRUPLE_SEEDS`), and are made from our own documents where it is
//! not; the megabyte is always made of ours.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a measurement may end where it fails"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use scruple_tests::{documents, program};
use serde_json::{Value, json};

const URI: &str = "file:///site/document.md";

struct Session {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    initialize: Duration,
    /// When the last message was there, before it was read as JSON: that is the client's own time.
    arrived: Instant,
}

impl Session {
    fn start(command: &[String]) -> Self {
        let started = Instant::now();
        let mut child = Command::new(&command[0])
            .args(&command[1..])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", command[0]));
        let (to, from) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        let mut session = Self { child, to, from, initialize: Duration::ZERO, arrived: started };
        let capabilities = json!({
            "general": {"positionEncodings": ["utf-16"]},
            "textDocument": {"publishDiagnostics": {"versionSupport": true, "relatedInformation": true,
                "codeDescriptionSupport": true, "dataSupport": true}}
        });
        let params = json!({"processId": null, "rootUri": null, "capabilities": capabilities});
        session.send(&json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}));
        while session.read()["id"] != 1 {}
        session.initialize = started.elapsed();
        session.send(&json!({"jsonrpc": "2.0", "method": "initialized", "params": {}}));
        session
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        write!(self.to, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        self.to.flush().unwrap();
    }

    fn read(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert!(self.from.read_line(&mut line).unwrap() > 0, "the server has left");
            if line.trim().is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("Content-Length:") {
                length = value.trim().parse().unwrap();
            }
        }
        let mut body = vec![0; length];
        self.from.read_exact(&mut body).unwrap();
        self.arrived = Instant::now();
        let message: Value = serde_json::from_slice(&body).unwrap();
        // Other servers ask for their settings and register things.
        if message.get("method").is_some() && message.get("id").is_some() {
            let count = message["params"]["items"].as_array().map_or(0, Vec::len);
            let result = if count > 0 { json!(vec![json!({}); count]) } else { Value::Null };
            self.send(&json!({"jsonrpc": "2.0", "id": message["id"], "result": result}));
        }
        message
    }

    /// Waits for the diagnostics of a version; gives their number.
    fn diagnostics(&mut self, version: i32) -> usize {
        loop {
            let message = self.read();
            if message["method"] == "textDocument/publishDiagnostics"
                && (message["params"]["version"].is_null() || message["params"]["version"] == version)
            {
                return message["params"]["diagnostics"].as_array().map_or(0, Vec::len);
            }
        }
    }

    /// Resident memory in megabytes, where the system tells it.
    fn memory(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let kilobytes = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .map(|rest| rest.trim().trim_end_matches(" kB").trim().parse::<f64>().unwrap_or(0.0));
        kilobytes.unwrap_or(0.0) / 1024.0
    }

    /// Processor time the server has used, in milliseconds, where the system tells it: what is left when others work on
    /// the same machine. In steps of 10.
    fn processor(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap_or_default();
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
        let ticks = |at: usize| fields.get(at).and_then(|ticks| ticks.parse::<f64>().ok()).unwrap_or(0.0);
        (ticks(11) + ticks(12)) * 10.0
    }

    fn end(mut self) {
        self.send(&json!({"jsonrpc": "2.0", "id": 2, "method": "shutdown"}));
        while self.read()["id"] != 2 {}
        self.send(&json!({"jsonrpc": "2.0", "method": "exit"}));
        let _ = self.child.wait();
    }
}

/// A text of about so many bytes: sober prose of ours, and after every few pages of it one of our sample documents,
/// which are full of red flags.
fn made(bytes: usize) -> String {
    let prose = std::fs::read_to_string(documents::root().join("crates/scruple/benches/prose.txt")).unwrap();
    let ours = documents::ours();
    let samples: Vec<_> = ours.iter().filter(|document| document.name.ends_with(".md")).collect();
    let mut text = String::new();
    for part in 0..usize::MAX {
        if text.len() >= bytes {
            break;
        }
        text += &format!("# Part {part}\n\n{prose}\n\n");
        if part % 3 == 2 {
            text += &format!("{}\n\n", samples[part / 3 % samples.len()].text);
        }
    }
    text
}

fn percentile(sorted: &[Duration], percent: usize) -> f64 {
    sorted[(sorted.len() * percent).div_ceil(100).clamp(1, sorted.len()) - 1].as_secs_f64() * 1e3
}

fn measure(name: &str, text: &str, edits: usize, command: &[String]) {
    let mut session = Session::start(command);
    let opened = Instant::now();
    let document = json!({"uri": URI, "languageId": "markdown", "version": 0, "text": text});
    session.send(
        &json!({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": document}}),
    );
    let mut found = session.diagnostics(0);
    let opened = opened.elapsed();
    let idle = session.memory();
    let before = session.processor();
    let lines: Vec<&str> = text.split('\n').collect();
    let mut times = Vec::with_capacity(edits);
    for edit in 0..edits {
        // Spread over the document, typed behind the end of a line and taken away again the next time.
        let line = (edit / 2 * 2 + 1) * lines.len() / (edits + 2);
        let column = lines[line].trim_end_matches('\r').encode_utf16().count();
        let (start, end, typed) =
            if edit % 2 == 0 { (column, column, "x") } else { (column, column + 1, "") };
        let place = |character: usize| json!({"line": line, "character": character});
        let change = json!({"range": {"start": place(start), "end": place(end)}, "text": typed});
        let version = i32::try_from(edit).unwrap() + 1;
        let params = json!({"textDocument": {"uri": URI, "version": version}, "contentChanges": [change]});
        let message = json!({"jsonrpc": "2.0", "method": "textDocument/didChange", "params": params});
        let start = Instant::now();
        session.send(&message);
        found = session.diagnostics(version);
        times.push(session.arrived.duration_since(start));
        // A writer is not that fast; what is left to do is done.
        std::thread::sleep(Duration::from_millis(2));
    }
    let processor = (session.processor() - before) / edits.max(1) as f64;
    times.sort_unstable();
    println!(
        "{name:28} {:>8} {:>6} {:>10.1} {:>9.1} {:>9.2} {:>9.2} {:>9.2} {:>9.2} {:>8.1} {:>8.1}",
        text.len(),
        found,
        session.initialize.as_secs_f64() * 1e3,
        opened.as_secs_f64() * 1e3,
        percentile(&times, 50),
        percentile(&times, 99),
        percentile(&times, 100),
        processor,
        idle,
        session.memory(),
    );
    session.end();
}

fn main() {
    let mut args = std::env::args().skip(1);
    let (mut edits, mut command) = (200, Vec::new());
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--edits" => edits = args.next().and_then(|value| value.parse().ok()).expect("--edits NUMBER"),
            "--" => command = args.by_ref().collect(),
            other => panic!("unknown argument {other}"),
        }
    }
    if command.is_empty() {
        command = vec![program::binary().display().to_string(), "lsp".to_owned()];
    }
    println!(
        "{:28} {:>8} {:>6} {:>10} {:>9} {:>9} {:>9} {:>9} {:>9} {:>8} {:>8}",
        "document",
        "bytes",
        "found",
        "initialize",
        "open",
        "median",
        "p99",
        "worst",
        "cpu/edit",
        "open MB",
        "MB"
    );
    println!(
        "{:28} {:>8} {:>6} {:>10} {:>9} {:>9} {:>9} {:>9} {:>9}",
        "", "", "", "ms", "ms", "ms", "ms", "ms", "ms"
    );
    let real =
        documents::real().and_then(|all| all.into_iter().find(|document| document.name.starts_with("002")));
    if let Some(document) = real {
        measure("real document, 90 kB", &document.text, edits, &command);
    }
    measure("our documents, 90 kB", &made(90_000), edits, &command);
    measure("our documents, 1 MB", &made(1 << 20), edits, &command);
}
