//! `--fix`, `--unsafe-fixes` and `--diff`: what is written, what is not, and what is said.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may end where it fails")]

mod support;

use std::fs;
use std::process::Command;

use support::{CLAIM, Folder, SOBER};

/// A text whose one fix is safe: the disclaimer of structure and function claims.
const FIXABLE: &str = "Our capsules support calm.\n\nAdd to cart.\n";

/// What the fix adds.
const ADDED: &str = "This statement has not been evaluated by the Food and Drug Administration.";

fn read(folder: &Folder, path: &str) -> String {
    fs::read_to_string(folder.path(path)).unwrap()
}

#[test]
fn safe_fixes_are_applied_once_and_the_status_is_by_what_is_left() {
    let folder = Folder::new().file("a.txt", FIXABLE).file("b.txt", SOBER).file("c.txt", CLAIM);
    let run = folder.run(&["check", "--fix", "--fail-on", "warning", "a.txt", "b.txt"]);
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{}", run.out);
    assert!(run.out.ends_with("Applied 1 fix in 1 file.\n"), "{}", run.out);
    assert!(!run.out.contains("MC401"), "{}", run.out);
    let fixed = read(&folder, "a.txt");
    assert!(fixed.contains(ADDED), "{fixed}");
    assert_eq!(read(&folder, "b.txt"), SOBER);

    let again = folder.run(&["check", "--fix", "--fail-on", "warning", "a.txt", "b.txt"]);
    assert_eq!(again.status, 0);
    assert!(again.out.ends_with("Nothing to fix.\n"), "{}", again.out);
    assert_eq!(read(&folder, "a.txt"), fixed);

    // What has no safe fix stays, and counts.
    let run = folder.run(&["check", "--fix"]);
    assert_eq!(run.status, 1);
    assert_eq!(read(&folder, "c.txt"), CLAIM);
}

#[test]
fn unsafe_fixes_wait_to_be_asked_for() {
    let text = "Vitamin C boosts immunity.\n";
    let folder = Folder::new().file("a.txt", text);
    let run = folder.run(&["check", "--market", "eu", "--fix"]);
    assert!(run.out.contains(" more can be fixed with --unsafe-fixes"), "{}", run.out);
    assert_eq!(read(&folder, "a.txt"), text);
    let run = folder.run(&["check", "--market", "eu", "--unsafe-fixes"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("--fix"), "{}", run.err);
    assert_eq!(read(&folder, "a.txt"), text);
    folder.run(&["check", "--market", "eu", "--fix", "--unsafe-fixes"]);
    assert!(read(&folder, "a.txt").contains("contributes to the normal function of the immune system"));
}

#[test]
fn a_diff_writes_nothing_and_applies() {
    let folder =
        Folder::new().file("site/a.txt", FIXABLE.trim_end()).file("site/b.md", FIXABLE.replace('\n', "\r\n"));
    let shown = folder.run(&["check", "--diff", "--fail-on", "warning"]);
    // The files still hold what they held.
    assert_eq!(shown.status, 1, "{}", shown.err);
    assert!(shown.err.starts_with("Would apply 2 fixes in 2 files."), "{}", shown.err);
    assert!(shown.out.starts_with("--- a/site/a.txt\n+++ b/site/a.txt\n@@ "), "{}", shown.out);
    assert!(shown.out.contains("\n\\ No newline at end of file\n"), "{}", shown.out);
    assert_eq!(read(&folder, "site/a.txt"), FIXABLE.trim_end());

    // Git takes it, and comes to what --fix writes.
    fs::write(folder.path("changes.diff"), &shown.out).unwrap();
    let git = |args: &[&str]| Command::new("git").args(args).current_dir(folder.path("")).output().unwrap();
    git(&["init", "-q"]);
    let applied = git(&["-c", "core.autocrlf=false", "apply", "--whitespace=nowarn", "changes.diff"]);
    assert!(applied.status.success(), "{}\n{}", String::from_utf8_lossy(&applied.stderr), shown.out);
    let patched = [read(&folder, "site/a.txt"), read(&folder, "site/b.md")];
    let other =
        Folder::new().file("site/a.txt", FIXABLE.trim_end()).file("site/b.md", FIXABLE.replace('\n', "\r\n"));
    other.run(&["check", "--fix"]);
    assert_eq!(patched, [read(&other, "site/a.txt"), read(&other, "site/b.md")]);
}

#[test]
fn a_diff_keeps_the_encoding_of_the_file_or_says_that_it_cannot() {
    let latin: Vec<u8> = [b"Caf\xe9 and 5 \x80. ", FIXABLE.as_bytes()].concat();
    let wide: Vec<u8> =
        std::iter::once(0xfeff).chain(FIXABLE.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let folder = Folder::new().file("a.txt", &latin).file("b.txt", &wide);
    let shown = folder.command().args(["check", "--diff"]).output().unwrap();
    let err = String::from_utf8(shown.stderr).unwrap();
    assert!(
        err.contains("scruple: warning: b.txt: its fixes are left out") && err.contains("UTF-16"),
        "{err}"
    );
    assert!(err.contains("Would apply 1 fix in 1 file."), "{err}");
    fs::write(folder.path("changes.diff"), &shown.stdout).unwrap();
    let git = |args: &[&str]| Command::new("git").args(args).current_dir(folder.path("")).output().unwrap();
    git(&["init", "-q"]);
    let applied = git(&["apply", "--whitespace=nowarn", "changes.diff"]);
    assert!(applied.status.success(), "{}", String::from_utf8_lossy(&applied.stderr));
    let patched = fs::read(folder.path("a.txt")).unwrap();
    let other = Folder::new().file("a.txt", &latin);
    other.run(&["check", "--fix"]);
    assert_eq!(patched, fs::read(other.path("a.txt")).unwrap());
    assert!(patched.starts_with(b"Caf\xe9 and 5 \x80. Our") && patched.len() > latin.len());
}

#[test]
fn what_makes_no_sense_together_is_refused() {
    let folder = Folder::new().file("a.txt", FIXABLE);
    for args in [["check", "--fix", "--watch"], ["check", "--fix", "--diff"]] {
        let run = folder.run(&args);
        assert!(run.status == 2 && run.err.contains("cannot be used with"), "{args:?}: {}", run.err);
    }
    for option in
        ["--fix", "--diff", "--watch", "--show-known", "--baseline=a.json", "--format=json", "--statistics"]
    {
        let run = folder.run(&["baseline", option]);
        assert!(run.status == 2 && run.err.contains("go with `scruple check`"), "{option}: {}", run.err);
        assert!(!folder.path("scruple-baseline.json").exists());
    }
    let help = folder.run(&["baseline", "--help"]).out;
    for option in ["--fix", "--unsafe-fixes", "--diff", "--watch", "--show-known", "--format"] {
        assert!(
            !help.contains(&format!("{option} ")) && !help.contains(&format!("{option}\n")),
            "{option}: {help}"
        );
    }
    assert!(help.contains("--output <FILE>"), "{help}");
    assert_eq!(read(&folder, "a.txt"), FIXABLE);
}

#[test]
fn standard_input_goes_fixed_to_standard_output() {
    let folder = Folder::new();
    let run = folder.pipe(&["check", "--fix", "--fail-on", "warning", "--stdin-filename", "x.txt"], FIXABLE);
    assert_eq!(run.status, 0);
    assert!(run.out.starts_with("Our capsules support calm") && run.out.contains(ADDED), "{}", run.out);
    assert!(run.err.contains("Applied 1 fix") && !run.out.contains("Applied"), "{}", run.err);
    // Without anything to fix it goes through as it is.
    let run = folder.pipe(&["check", "--fix", "-"], CLAIM);
    assert_eq!((run.status, run.out.as_str()), (1, CLAIM));
    assert!(run.err.contains("MC101"), "{}", run.err);
    let run = folder.pipe(&["check", "--diff", "--stdin-filename", "x.txt"], FIXABLE);
    assert!(run.out.starts_with("--- a/x.txt\n"), "{}", run.out);
}

#[test]
fn line_ends_marks_and_encodings_are_kept() {
    let crlf = FIXABLE.replace('\n', "\r\n");
    let marked = [b"\xef\xbb\xbf", crlf.as_bytes()].concat();
    let utf_16: Vec<u8> =
        std::iter::once(0xfeff).chain(crlf.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let latin: Vec<u8> = [b"Caf\xe9. ", FIXABLE.as_bytes()].concat();
    let folder = Folder::new().file("a.txt", &marked).file("b.txt", &utf_16).file("c.txt", &latin);
    let run = folder.run(&["check", "--fix"]);
    assert_eq!(run.err, "");
    let bytes = |name: &str| fs::read(folder.path(name)).unwrap();
    let fixed = String::from_utf8(bytes("a.txt")).unwrap();
    assert!(fixed.starts_with("\u{feff}Our") && fixed.contains(ADDED), "{fixed:?}");
    assert_eq!(fixed.matches('\n').count(), fixed.matches("\r\n").count());
    let wide = bytes("b.txt");
    let units: Vec<u16> = wide.chunks(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    assert_eq!(String::from_utf16(&units).unwrap(), fixed);
    assert!(bytes("c.txt").starts_with(b"Caf\xe9. Our") && bytes("c.txt").len() > latin.len());
}

#[test]
fn a_file_that_would_lose_something_stays_as_it_is() {
    // Half a unit at the end: the file does not come back byte for byte.
    let mut odd: Vec<u8> =
        std::iter::once(0xfeff).chain(FIXABLE.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    odd.push(b'x');
    let folder = Folder::new().file("a.txt", &odd);
    let run = folder.run(&["check", "--fix", "--format", "concise"]);
    assert_eq!(run.status, 2);
    assert!(run.err.starts_with("scruple: error: a.txt: not fixed: its encoding"), "{}", run.err);
    assert!(run.out.contains("MC401"), "{}", run.out);
    assert_eq!(fs::read(folder.path("a.txt")).unwrap(), odd);
}

#[cfg(unix)]
#[test]
fn read_only_files_permissions_and_links_are_respected() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = Folder::new().file("a.txt", FIXABLE).file("b.txt", FIXABLE).file("c.txt", FIXABLE);
    let mode =
        |name: &str, mode| fs::set_permissions(folder.path(name), PermissionsExt::from_mode(mode)).unwrap();
    mode("a.txt", 0o444);
    mode("b.txt", 0o640);
    symlink("c.txt", folder.path("link.txt")).unwrap();
    let run = folder.run(&["check", "--fix", "--format", "concise", "a.txt", "b.txt", "link.txt"]);
    assert_eq!(run.status, 2);
    assert_eq!(run.err, "scruple: error: a.txt: not fixed: it is read-only\n");
    // What was found there is told all the same.
    assert!(run.out.contains("a.txt:") && run.out.contains("MC401"), "{}", run.out);
    assert_eq!(read(&folder, "a.txt"), FIXABLE);
    assert!(read(&folder, "b.txt").contains(ADDED) && read(&folder, "c.txt").contains(ADDED));
    assert_eq!(fs::metadata(folder.path("b.txt")).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(fs::symlink_metadata(folder.path("link.txt")).unwrap().is_symlink());
    // Nothing stands beside.
    assert_eq!(fs::read_dir(folder.path("")).unwrap().count(), 4);
}

/// The sample documents hold every family of findings: none of them may be fixed for ever.
#[test]
fn the_sample_documents_settle() {
    let documents = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/documents");
    for options in [&["--fix"][..], &["--fix", "--unsafe-fixes"]] {
        let mut folder = Folder::new();
        for entry in fs::read_dir(&documents).unwrap() {
            let path = entry.unwrap().path();
            folder = folder.file(path.file_name().unwrap().to_str().unwrap(), fs::read(&path).unwrap());
        }
        let args =
            [&["check", "--fail-on", "never", "--market", "us,eu", "--format", "concise"], options].concat();
        let first = folder.run(&args);
        assert_eq!((first.status, first.err.as_str()), (0, ""));
        assert!(first.out.contains("Applied "), "{}", first.out);
        let second = folder.run(&args);
        assert!(second.out.contains("Nothing to fix."), "{}", second.out);
    }
}
