//! The program itself, built once for all tests of a file.

use std::env::consts::EXE_SUFFIX;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use crate::documents::root;

/// The binary. Cargo hands a test the binaries of its own package only, so it is built here; after `cargo test` for
/// the whole workspace there is nothing left to build.
///
/// It goes where the tests went: `current_exe` is `<target>/<profile>/deps/<test>`.
#[must_use]
pub fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        let exe = std::env::current_exe().expect("the test knows where it is");
        let profile = exe.ancestors().nth(2).expect("tests lie in <target>/<profile>/deps");
        let target = profile.parent().expect("a profile lies in the target folder");
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(["build", "--quiet", "--locked", "-p", "scruple-cli", "--bin", "scruple"]);
        cargo.arg("--target-dir").arg(target).current_dir(root());
        if profile.ends_with("release") {
            cargo.arg("--release");
        }
        let output = cargo.output().expect("cargo runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        profile.join(format!("scruple{EXE_SUFFIX}"))
    })
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
