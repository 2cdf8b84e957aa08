//! Completions and manual pages.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may end where it fails")]

mod support;

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use support::Folder;

/// Feeds a program of the machine, or says that it is not there.
fn feed(program: &str, args: &[&str], input: &str) -> Option<String> {
    let child = Command::new(program)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        eprintln!("\n*** SKIPPED: {program} is not installed ***\n");
        return None;
    };
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    let _ = writer.join().unwrap();
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{program}: {err}");
    assert_eq!(err, "", "{program}");
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn every_shell_takes_its_completions() {
    let folder = Folder::new();
    for (shell, program, args) in [
        ("bash", Some("bash"), &["-n"][..]),
        ("zsh", Some("zsh"), &["-n"]),
        ("fish", Some("fish"), &["--no-execute"]),
        ("powershell", None, &[]),
        ("elvish", None, &[]),
    ] {
        let run = folder.run(&["completions", shell]);
        assert_eq!((run.status, run.err.as_str()), (0, ""), "{shell}");
        for word in ["check", "explain", "files-from", "fail-on"] {
            assert!(run.out.contains(word), "{shell}: {word}");
        }
        if let Some(program) = program {
            feed(program, args, &run.out);
        }
    }
}

#[test]
fn bash_completes_commands_options_and_values() {
    let script = Folder::new().run(&["completions", "bash"]).out;
    for (words, expected) in [
        ("scruple che", "check"),
        ("scruple check --files", "--files-from"),
        ("scruple check --fail-on w", "warning"),
        ("scruple completions z", "zsh"),
    ] {
        let try_it = format!(
            "{script}\nCOMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))\n\
             _scruple scruple \"${{COMP_WORDS[COMP_CWORD]}}\" \"${{COMP_WORDS[COMP_CWORD-1]}}\"\n\
             printf '%s\\n' \"${{COMPREPLY[@]}}\"\n"
        );
        let Some(out) = feed("bash", &["--norc", "-s"], &try_it) else { return };
        assert!(out.lines().any(|line| line == expected), "{words}: {out}");
    }
}

#[test]
fn an_unknown_shell_or_command_is_2() {
    let folder = Folder::new();
    let run = folder.run(&["completions", "tcsh"]);
    assert_eq!((run.status, run.out.as_str()), (2, ""));
    assert!(run.err.contains("bash"), "{}", run.err);
    let run = folder.run(&["man", "rules", "chekc"]);
    assert_eq!((run.status, run.out.as_str()), (2, ""));
    assert!(
        run.err.contains("no command \"rules chekc\"; `rules` has list, test, check, docs"),
        "{}",
        run.err
    );
}

#[test]
fn manual_pages_are_read_without_a_complaint() {
    let folder = Folder::new();
    for (args, words) in [
        (&["man"][..], "completions"),
        (&["man", "check"], "  130  Ctrl-C"),
        (&["man", "check"], "--files-from"),
        (&["man", "rules", "docs"], "FOLDER"),
    ] {
        let run = folder.run(args);
        assert_eq!((run.status, run.err.as_str()), (0, ""), "{args:?}");
        let Some(page) = feed("groff", &["-man", "-Tutf8", "-ww", "-P-cbou"], &run.out) else { continue };
        assert!(page.contains("NAME") && page.replace('‐', "-").contains(words), "{args:?}: {page}");
        if let Some(read) = feed("man", &["-l", "-"], &run.out) {
            assert!(read.contains("SYNOPSIS"), "{read}");
        }
    }
}

#[test]
fn all_pages_go_into_a_folder() {
    let folder = Folder::new();
    let run = folder.run(&["man", "--folder", "man1"]);
    assert_eq!((run.status, run.out.as_str(), run.err.as_str()), (0, "", ""));
    let mut pages: Vec<String> = fs::read_dir(folder.path("man1"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    pages.sort();
    for page in ["scruple.1", "scruple-check.1", "scruple-rules-docs.1"] {
        assert!(pages.iter().any(|name| name == page), "{pages:?}");
    }
    let folder = folder.file("file", "");
    let run = folder.run(&["man", "--folder", "file"]);
    assert_eq!(run.status, 2);
    assert!(run.err.starts_with("scruple: error: file: "), "{}", run.err);
}
