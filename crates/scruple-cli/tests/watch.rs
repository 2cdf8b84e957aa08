//! `--watch`, and Ctrl-C.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end where it fails")]

mod support;

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use support::{CLAIM, Folder, SOBER};

/// Longer than anything here takes; a test that waits for it has failed.
const LIMIT: Duration = Duration::from_secs(120);

/// The program at work.
struct Running {
    child: Child,
    out: Receiver<String>,
    err: Receiver<String>,
}

impl Running {
    fn start(folder: &Folder, args: &[&str]) -> Self {
        Self::start_in(folder, ".", args)
    }

    fn start_in(folder: &Folder, inside: &str, args: &[&str]) -> Self {
        let program = folder.command().get_program().to_owned();
        let mut child = Command::new(program)
            .args(args)
            .current_dir(folder.path(inside))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let (out, err) = (lines(child.stdout.take().unwrap()), lines(child.stderr.take().unwrap()));
        Self { child, out, err }
    }

    fn interrupt(&self) {
        assert!(
            Command::new("kill").args(["-INT", &self.child.id().to_string()]).status().unwrap().success()
        );
    }

    fn status(mut self) -> i32 {
        let out = &self.out;
        // Standard output closes when the process ends; nothing more is to come then.
        while out.recv_timeout(LIMIT).is_ok() {}
        self.child.wait().unwrap().code().expect("it ends by itself")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn lines(from: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        BufReader::new(from).lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
    });
    receiver
}

/// The lines until one that holds the words.
fn until(lines: &Receiver<String>, words: &str) -> Vec<String> {
    let mut seen = Vec::new();
    loop {
        match lines.recv_timeout(LIMIT) {
            Ok(line) => seen.push(line),
            Err(_) => panic!("no \"{words}\" in {seen:#?}"),
        }
        if seen.last().unwrap().contains(words) {
            return seen;
        }
    }
}

#[test]
fn a_saved_file_is_checked_again_and_ctrl_c_ends_it() {
    let folder = Folder::new().file("a.md", CLAIM).file("b.md", CLAIM).file(".ignore", "skipped.md\n");
    let running = Running::start(&folder, &["check", "--watch", "--format", "concise"]);
    until(&running.out, "b.md:1:14: error[MC101]");
    until(&running.err, "watching");
    // What nobody asked for wakes nobody.
    fs::write(folder.path("skipped.md"), CLAIM).unwrap();
    fs::write(folder.path("b.md"), format!("{SOBER}\n{CLAIM}")).unwrap();
    let second = until(&running.out, "b.md:3:14: error[MC101]");
    assert!(second.iter().all(|line| !line.starts_with("a.md")), "only what changed: {second:#?}");
    until(&running.err, "watching");
    // As editors do it: beside, then renamed.
    fs::write(folder.path("new.tmp"), CLAIM).unwrap();
    fs::rename(folder.path("new.tmp"), folder.path("new.md")).unwrap();
    let third = until(&running.out, "new.md:1:14: error[MC101]");
    assert!(third.iter().all(|line| !line.contains("\x1b[")), "no terminal, no screen to clear: {third:#?}");
    until(&running.err, "watching");
    // What is ignored counts for all files.
    fs::write(folder.path(".ignore"), "b.md\n").unwrap();
    let fourth = until(&running.out, "skipped.md:1:14: error[MC101]");
    assert!(fourth.iter().all(|line| !line.starts_with("b.md")), "{fourth:#?}");
    running.interrupt();
    assert_eq!(running.status(), 0);
}

#[test]
fn settings_that_are_extended_are_watched_whatever_they_are_called() {
    let folder = Folder::new()
        .file("site/scruple.toml", "extends = \"../house/base.toml\"\napproved = \"claims.list\"\n")
        .file("site/claims.list", "")
        .file("site/content/a.md", CLAIM)
        .file("site/content/b.md", SOBER)
        .file("house/base.toml", "ignore = [\"MC101\"]\npacks = \"./rules\"\n")
        .file("house/rules/r.yaml", include_str!("support/zappy.yaml"));
    let running = Running::start_in(&folder, "site", &["check", "--watch", "--format", "concise", "content"]);
    until(&running.err, "watching");
    fs::write(folder.path("house/base.toml"), "packs = \"./rules\"\n").unwrap();
    until(&running.out, "content/a.md:1:14: error[MC101]");
    until(&running.err, "watching");
    // The register that settings name, and the pack that a base names.
    let claim = "[[claim]]\nwording = \"Our capsules cure type 2 diabetes in ninety days\"\nrules = [\"MC1\"]\nmarkets = [\"us\"]\n\
                 approver = \"J. Doe\"\nvalid-until = 2020-01-01\nsubstantiation = {document = \"D\"}\n";
    fs::write(folder.path("site/claims.list"), claim).unwrap();
    until(&running.out, "warning[SC004]");
    until(&running.err, "watching");
    let rules = include_str!("support/zappy.yaml").replace("zappy", "fruits");
    fs::write(folder.path("house/rules/r.yaml"), rules).unwrap();
    until(&running.err, "watching");
    fs::write(folder.path("site/content/b.md"), "Some fruits word.\n").unwrap();
    until(&running.out, "warning[HOUSE1]");
    running.interrupt();
    assert_eq!(running.status(), 0);
}

#[test]
fn a_watch_that_makes_no_sense_is_2() {
    let folder = Folder::new().file("a.md", CLAIM);
    for (args, words) in [
        (&["--format", "json"][..], "--watch: goes with --format text, concise and jsonl"),
        (&["-"], "--watch: standard input cannot be watched"),
        (&["--select", "MC9999"], "MC9999"),
    ] {
        let run = folder.run(&[&["check", "--watch"], args].concat());
        assert_eq!((run.status, run.out.as_str()), (2, ""), "{args:?}");
        assert!(run.err.contains(words), "{}", run.err);
    }
}

#[test]
fn ctrl_c_ends_a_run_with_130_and_whole_output() {
    if !hears_ctrl_c() {
        eprintln!("\n*** SKIPPED: these tests were started deaf to Ctrl-C ***\n");
        return;
    }
    let folder = Folder::new().file("a.md", CLAIM).file("z.md", CLAIM);
    let pipe = folder.path("m.md");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let args = ["check", "--threads", "1", "--format", "json", "a.md", "m.md", "z.md"];
    let mut running = Running::start(&folder, &args);
    // Opens when the run has come to it.
    let text = fs::OpenOptions::new().write(true).open(&pipe).unwrap();
    running.interrupt();
    until(&running.err, "interrupted; files are missing from the output");
    drop(text);
    let mut out = String::new();
    while let Ok(line) = running.out.recv_timeout(LIMIT) {
        out.push_str(&line);
    }
    let document: serde_json::Value = serde_json::from_str(&out).unwrap();
    let findings = document["findings"].as_array().unwrap();
    assert!(!findings.is_empty() && findings.iter().all(|finding| finding["path"] == "a.md"), "{out}");
    assert_eq!(running.child.wait().unwrap().code(), Some(130));
}

/// Whether a process started here hears an interrupt: a shell without job control starts what is put into the background
/// with it ignored.
fn hears_ctrl_c() -> bool {
    let Ok(status) = fs::read_to_string("/proc/self/status") else { return true };
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_none_or(|mask| mask & 2 == 0)
}
