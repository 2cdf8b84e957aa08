//! The language server as a process.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end where it fails")]

mod support;

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use support::Folder;

fn server(args: &[&str]) -> Child {
    Command::new(assert_cmd::cargo::cargo_bin("scruple"))
        .arg("lsp")
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn frame(body: &str) -> String {
    format!("Content-Length: {}\r\n\r\n{body}", body.len())
}

fn initialize(process: &str) -> String {
    frame(&format!(
        r#"{{"jsonrpc":"2.0","id":1,"method":"initialize","params":{{"processId":{process},"capabilities":{{}}}}}}"#
    ))
}

const SHUTDOWN: &str = r#"{"jsonrpc":"2.0","id":2,"method":"shutdown"}"#;
const EXIT: &str = r#"{"jsonrpc":"2.0","method":"exit"}"#;

/// Reads one message.
fn read(from: &mut impl BufRead) -> String {
    let mut header = String::new();
    from.read_line(&mut header).unwrap();
    let length: usize = header.trim().strip_prefix("Content-Length: ").unwrap().parse().unwrap();
    from.read_line(&mut String::new()).unwrap();
    let mut body = vec![0; length];
    from.read_exact(&mut body).unwrap();
    String::from_utf8(body).unwrap()
}

/// The status, which must come soon.
fn status(child: &mut Child, patience: Duration) -> ExitStatus {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        if start.elapsed() > patience {
            child.kill().unwrap();
            panic!("it did not end in {patience:?}");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

const SOON: Duration = Duration::from_secs(5);

#[test]
fn exit_ends_it_while_standard_input_is_open() {
    let mut child = server(&["--stdio"]);
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    input.write_all(initialize("null").as_bytes()).unwrap();
    assert!(read(&mut output).contains("capabilities"));
    input.write_all(frame(SHUTDOWN).as_bytes()).unwrap();
    assert!(read(&mut output).contains(r#""id":2"#));
    input.write_all(frame(EXIT).as_bytes()).unwrap();
    assert_eq!(status(&mut child, SOON).code(), Some(0));
    drop(input);

    let mut child = server(&[]);
    let mut input = child.stdin.take().unwrap();
    input.write_all((initialize("null") + &frame(EXIT)).as_bytes()).unwrap();
    assert_eq!(status(&mut child, SOON).code(), Some(1), "without shutdown");
    drop(input);
}

#[test]
fn it_ends_with_its_client() {
    let mut child = server(&[]);
    drop(child.stdin.take());
    assert_eq!(status(&mut child, SOON).code(), Some(1), "the input ended");
}

#[cfg(target_os = "linux")]
#[test]
fn it_ends_when_the_process_of_its_client_is_gone() {
    let mut client = Command::new("sleep").arg("60").spawn().unwrap();
    let mut child = server(&[]);
    // Another process holds the input open.
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    input.write_all(initialize(&client.id().to_string()).as_bytes()).unwrap();
    read(&mut output);
    client.kill().unwrap();
    client.wait().unwrap();
    assert_eq!(status(&mut child, Duration::from_secs(20)).code(), Some(1));
}

#[test]
fn it_serves_a_socket() {
    let mut child = server(&["--socket", "0"]);
    let mut said = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_line(&mut said).unwrap();
    let address = said.trim().strip_prefix("scruple: listening on ").unwrap();
    let stream = TcpStream::connect(address).unwrap();
    (&stream).write_all((initialize("null") + &frame(SHUTDOWN)).as_bytes()).unwrap();
    let mut output = BufReader::new(&stream);
    assert!(read(&mut output).contains("capabilities"));
    read(&mut output);
    (&stream).write_all(frame(EXIT).as_bytes()).unwrap();
    assert_eq!(status(&mut child, SOON).code(), Some(0));
}

#[test]
fn a_port_that_is_taken_is_a_failed_run() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let run = Folder::new().run(&["lsp", "--socket", &port]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("cannot start"), "{}", run.err);
}
