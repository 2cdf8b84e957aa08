//! What is read: folders, standard input, and bad input of every kind.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may end where it fails")]

mod support;

use std::io::Read;
use std::process::Stdio;

use support::{CLAIM, Folder, SOBER};

#[test]
fn no_path_is_the_current_folder_and_ignore_files_are_honoured() {
    let folder = Folder::new()
        .file("b.md", CLAIM)
        .file("a/z.HTML", format!("<p>{CLAIM}</p>"))
        .file("a/code.rs", CLAIM)
        .file(".hidden/x.md", CLAIM)
        .file("git.md", CLAIM)
        .file(".gitignore", "git.md\n")
        .file("plain.md", CLAIM)
        .file(".ignore", "plain.md\n")
        .file("own.md", CLAIM)
        .file(".scrupleignore", "own.md\n");
    let mut paths = folder.run(&["check", "--format", "jsonl"]).paths();
    paths.dedup();
    assert_eq!(paths, ["a/z.HTML", "b.md"]);
    // A file that is named is checked whatever it is called, and once.
    let mut paths =
        folder.run(&["check", "--format", "jsonl", "own.md", "a/code.rs", "a", "./a/code.rs"]).paths();
    let all = paths.len();
    paths.dedup();
    assert_eq!(paths, ["a/code.rs", "a/z.HTML", "own.md"]);
    let single = folder.run(&["check", "--format", "jsonl", "a/code.rs"]).paths().len()
        + folder.run(&["check", "--format", "jsonl", "a"]).paths().len()
        + folder.run(&["check", "--format", "jsonl", "own.md"]).paths().len();
    assert_eq!(all, single);
}

#[test]
fn an_empty_folder_is_told_of() {
    let run = Folder::new().run(&["check"]);
    assert_eq!(run.status, 0);
    assert!(run.err.contains("no files"), "{}", run.err);
}

#[test]
fn standard_input_has_a_name_and_a_format() {
    let folder = Folder::new();
    let run = folder.pipe(&["check", "-", "--format", "jsonl"], CLAIM);
    assert_eq!((run.status, run.paths()[0].as_str()), (1, "<stdin>"));
    let html = "<p>Our capsules <b>cu</b>re type 2 diabetes in ninety days.</p><code>cure</code>";
    let run = folder.pipe(&["check", "-", "--format", "concise", "--stdin-filename", "site/page.html"], html);
    assert!(run.out.starts_with("site/page.html:1:"), "{}", run.out);
    // A name alone says that there is standard input.
    let run = folder.pipe(&["check", "--stdin-filename", "x.md", "--format", "jsonl"], CLAIM);
    assert_eq!(run.paths()[0], "x.md");
    assert_eq!(folder.pipe(&["check", "-"], "").status, 0);
}

#[test]
fn empty_and_blank_files_are_clean() {
    for text in ["", "\n", "\r\n\r\n", "\u{feff}", "   "] {
        let run = Folder::new().file("a.md", text).run(&["check", "a.md"]);
        assert_eq!((run.status, run.err.as_str()), (0, ""), "{text:?}");
    }
}

#[test]
fn a_binary_file_is_an_error_if_named_and_a_warning_if_met() {
    let folder = Folder::new().file("a.md", SOBER).file("b.txt", [0x89, 0x50, 0, 0, 1, 0xff, 0, 0xfe]);
    let named = folder.run(&["check", "b.txt", "a.md"]);
    assert_eq!(named.status, 2);
    assert!(named.err.starts_with("scruple: error: b.txt: "), "{}", named.err);
    assert_eq!(named.err.lines().count(), 1);
    assert!(named.out.contains("1 file"));
    let met = folder.run(&["check"]);
    assert_eq!(met.status, 0);
    assert!(met.err.starts_with("scruple: warning: b.txt: "), "{}", met.err);
}

#[test]
fn other_encodings_are_decoded_or_told_of() {
    let latin = "Caf\u{e9}: our capsules cure type 2 diabetes in ninety days.\n";
    let latin_1: Vec<u8> = latin.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let utf_16: Vec<u8> =
        std::iter::once(0xfeff).chain(CLAIM.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for (name, bytes, start) in [("latin.txt", latin_1, 19), ("utf16.txt", utf_16, 28)] {
        let run = Folder::new().file(name, &bytes).run(&["check", "--format", "jsonl", name]);
        if run.status == 2 {
            assert!(run.err.contains(name), "{}", run.err);
            continue;
        }
        let rows = run.rows();
        let row = rows.iter().find(|row| row["code"] == "MC101").unwrap();
        assert_eq!(row["text"], "cure type 2 diabetes");
        // Offsets are those of the file, not of the decoded text.
        assert_eq!(row["start"]["byte"], start);
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_read_is_2_and_the_others_are_checked() {
    use std::os::unix::fs::PermissionsExt;

    let folder = Folder::new().file("a.md", SOBER).file("z.md", CLAIM);
    let path = folder.path("a.md");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::read(&path).is_ok() {
        return; // The superuser reads everything.
    }
    let run = folder.run(&["check", "--format", "concise"]);
    assert_eq!(run.status, 2);
    assert_eq!(run.err, "scruple: error: a.md: permission denied\n");
    assert!(run.out.contains("z.md:1:14"));
}

#[test]
fn a_closed_pipe_ends_quietly_with_the_right_status() {
    let mut folder = Folder::new();
    for number in 0..200 {
        folder = folder.file(&format!("{number}.md"), CLAIM.repeat(50));
    }
    for (threshold, status) in [("error", 1), ("never", 0)] {
        let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin!("scruple"))
            .args(["check", "--fail-on", threshold, "--format", "jsonl"])
            .current_dir(folder.path(""))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut few = [0; 10];
        child.stdout.take().unwrap().read_exact(&mut few).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(status));
        assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn one_endless_line_is_cut_in_the_output() {
    let line = format!("{}{} {}", "word ".repeat(400_000), CLAIM.trim_end(), "word ".repeat(400_000));
    let run = Folder::new().file("a.txt", line).run(&["check", "--select", "MC101"]);
    assert_eq!(run.status, 1);
    assert!(run.out.contains(" --> a.txt:1:2000014\n"), "{}", run.out.len());
    assert!(run.out.lines().all(|line| line.chars().count() < 200));
}

#[test]
fn a_file_too_large_to_be_text_is_told_of_without_reading_it() {
    let folder = Folder::new().file("a.txt", "");
    std::fs::OpenOptions::new()
        .write(true)
        .open(folder.path("a.txt"))
        .unwrap()
        .set_len((1 << 30) + 1)
        .unwrap();
    let run = folder.run(&["check", "a.txt"]);
    assert_eq!(run.status, 2);
    assert_eq!(run.err, "scruple: error: a.txt: is larger than 1 GiB; split it\n");
}

#[test]
fn a_folder_that_is_named_is_searched_even_where_it_is_hidden_or_ignored() {
    let folder = Folder::new()
        .file(".gitignore", "build/\n")
        .file("build/a.md", CLAIM)
        .file(".site/b.md", CLAIM)
        .file("c.md", CLAIM);
    let mut paths = folder.run(&["check", "--format", "jsonl", "build", ".site/"]).paths();
    paths.dedup();
    assert_eq!(paths, [".site/b.md", "build/a.md"]);
}
