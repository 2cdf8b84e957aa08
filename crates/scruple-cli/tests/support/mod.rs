//! What the tests of the command line share.
#![allow(dead_code, unreachable_pub, reason = "not every test file needs everything")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on is to fail")]

pub mod made;

use std::fs;
use std::path::PathBuf;
use std::process::Output;

use assert_cmd::Command;
use tempfile::TempDir;

/// A sentence with one red flag: MC101, an error.
pub const CLAIM: &str = "Our capsules cure type 2 diabetes in ninety days.\n";

/// A sentence with none.
pub const SOBER: &str = "Vitamin C is found in many fruits.\n";

/// A folder to run `scruple` in.
pub struct Folder(TempDir);

/// What a run gave.
pub struct Run {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Folder {
    /// An empty folder.
    pub fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    /// Adds a file.
    pub fn file(self, path: &str, bytes: impl AsRef<[u8]>) -> Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    /// A path in it.
    pub fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    /// The program, ready to run in it.
    pub fn command(&self) -> Command {
        let mut command = Command::cargo_bin("scruple").unwrap();
        command.current_dir(self.0.path()).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
        command
    }

    /// Runs the program in it.
    pub fn run(&self, args: &[&str]) -> Run {
        Run::of(&self.command().args(args).output().unwrap())
    }

    /// Runs the program in it with text on standard input.
    pub fn pipe(&self, args: &[&str], input: impl Into<Vec<u8>>) -> Run {
        Run::of(&self.command().args(args).write_stdin(input).output().unwrap())
    }
}

impl Run {
    /// What the process gave.
    pub fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Self { status: output.status.code().unwrap(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    /// The paths of the findings, from `--format jsonl`.
    pub fn paths(&self) -> Vec<String> {
        self.rows().iter().map(|row| row["path"].as_str().unwrap().to_owned()).collect()
    }

    /// The findings, from `--format jsonl`.
    pub fn rows(&self) -> Vec<serde_json::Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}
