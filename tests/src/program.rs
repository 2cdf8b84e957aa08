//! The program itself, built once for all tests of a file.

use std::env::consts::EXE_SUFFIX;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use std::time::SystemTime;

use crate::documents::root;

/// The binary. Cargo hands a test the binaries of its own package only; after `cargo test` for the whole workspace it
/// lies where it belongs, and where it does not, or is older than its sources, it is built here.
///
/// It goes where the tests went: `current_exe` is `<target>/<profile>/deps/<test>`.
#[must_use]
pub fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        let exe = std::env::current_exe().expect("the test knows where it is");
        let profile = exe.ancestors().nth(2).expect("tests lie in <target>/<profile>/deps");
        let binary = profile.join(format!("scruple{EXE_SUFFIX}"));
        let built = fs::metadata(&binary).and_then(|metadata| metadata.modified()).ok();
        if built.is_none_or(|built| built < youngest_source()) {
            build(profile);
        }
        binary
    })
}

fn build(profile: &Path) {
    let target = profile.parent().expect("a profile lies in the target folder");
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--quiet", "--locked", "-p", "scruple-cli", "--bin", "scruple"]);
    cargo.arg("--target-dir").arg(target).current_dir(root());
    if profile.ends_with("release") {
        cargo.arg("--release");
    }
    let output = cargo.output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// When the youngest file changed that the binary is made of.
fn youngest_source() -> SystemTime {
    ["Cargo.toml", "Cargo.lock", "crates", "rules"]
        .iter()
        .map(|name| youngest(&root().join(name)))
        .max()
        .unwrap_or(SystemTime::UNIX_EPOCH)
}

fn youngest(path: &Path) -> SystemTime {
    if path.is_dir() {
        let own = !["tests", "benches", "examples", "docs"].iter().any(|name| path.ends_with(name));
        let entries = fs::read_dir(path).into_iter().flatten().flatten().filter(|_| own);
        return entries.map(|entry| youngest(&entry.path())).max().unwrap_or(SystemTime::UNIX_EPOCH);
    }
    fs::metadata(path).and_then(|metadata| metadata.modified()).unwrap_or(SystemTime::UNIX_EPOCH)
}

/// What a run gave.
#[derive(Debug)]
pub struct Run {
    /// The exit status.
    pub status: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// Runs the program in a folder.
#[must_use]
pub fn run(folder: &Path, args: &[&str]) -> Run {
    let mut command = Command::new(binary());
    command.args(args).current_dir(folder).env_remove("CLICOLOR_FORCE").env_remove("NO_COLOR");
    of(&command.output().expect("the program runs"))
}

fn of(output: &Output) -> Run {
    Run {
        status: output.status.code().expect("the program ends by itself"),
        out: String::from_utf8(output.stdout.clone()).expect("output is UTF-8"),
        err: String::from_utf8(output.stderr.clone()).expect("messages are UTF-8"),
    }
}
