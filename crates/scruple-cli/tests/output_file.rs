//! `--output`, the step summary of GitHub, and runs that are interrupted.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may end where it fails")]

mod support;

use std::fs;

use support::{CLAIM, Folder, SOBER};

#[test]
fn a_report_appears_whole_in_its_file() {
    let folder = Folder::new().file("a.md", CLAIM).file("report.json", "old");
    let run = folder.run(&["check", "--format", "json", "--output", "report.json"]);
    assert_eq!((run.status, run.out.as_str(), run.err.as_str()), (1, "", ""));
    let written = fs::read_to_string(folder.path("report.json")).unwrap();
    assert_eq!(written, folder.run(&["check", "--format", "json", "-o", "-"]).out);
    assert_eq!(fs::read_dir(folder.path("")).unwrap().count(), 2);
    // A page of the last run, met in the folder, is none of its texts.
    for _ in 0..2 {
        let run = folder.run(&["check", "--format", "html", "--output", "report.html"]);
        assert_eq!(run.status, 1);
        let page = fs::read_to_string(folder.path("report.html")).unwrap();
        assert!(page.contains("in 1 of 1 document"), "{}", page.len());
    }
}

#[test]
fn a_report_that_cannot_be_written_is_2_before_any_file() {
    let folder = Folder::new().file("a.md", CLAIM).file("there/x", "");
    for (path, why) in [("gone/r.json", "no such file or folder"), ("there", "is a folder")] {
        let run = folder.run(&["check", "--format", "json", "--output", path]);
        assert_eq!((run.status, run.out.as_str()), (2, ""));
        assert_eq!(run.err, format!("scruple: error: --output {path}: {why}\n"));
    }
}

#[test]
fn a_report_never_takes_the_place_of_what_it_tells_of() {
    let folder = Folder::new().file("a.md", CLAIM);
    let run = folder.run(&["check", "a.md", "--format", "json", "--output", "./a.md"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("is one of the files to check"), "{}", run.err);
    assert_eq!(fs::read_to_string(folder.path("a.md")).unwrap(), CLAIM);
}

#[cfg(unix)]
#[test]
fn a_read_only_report_stays() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new().file("a.md", CLAIM).file("r.json", "old");
    fs::set_permissions(folder.path("r.json"), PermissionsExt::from_mode(0o444)).unwrap();
    let run = folder.run(&["check", "--output", "r.json"]);
    assert_eq!((run.status, run.err.as_str()), (2, "scruple: error: --output r.json: is read-only\n"));
    assert_eq!(fs::read_to_string(folder.path("r.json")).unwrap(), "old");
    // A device is written to.
    assert_eq!(folder.run(&["check", "--output", "/dev/null"]).status, 1);
}

#[test]
fn the_step_summary_lists_what_annotations_leave_out() {
    let folder = Folder::new().file("a.md", CLAIM.repeat(12)).file("b.md", SOBER);
    let run = |summary: Option<&str>| {
        let mut command = folder.command();
        command.args(["check", "--format", "github", "--select", "MC101"]).env_remove("GITHUB_STEP_SUMMARY");
        if let Some(summary) = summary {
            command.env("GITHUB_STEP_SUMMARY", folder.path(summary));
        }
        command.output().unwrap()
    };
    let alone = run(None);
    let out = String::from_utf8(alone.stdout.clone()).unwrap();
    assert_eq!(out.lines().filter(|line| line.starts_with("::error file=a.md,line=")).count(), 12, "{out}");
    let err = String::from_utf8(alone.stderr).unwrap();
    assert!(err.contains("12 errors") && err.contains("the first 10"), "{err}");
    fs::write(folder.path("summary.txt"), "before\n").unwrap();
    let with = run(Some("summary.txt"));
    assert_eq!(with.stdout, alone.stdout);
    let summary = fs::read_to_string(folder.path("summary.txt")).unwrap();
    assert!(summary.starts_with("before\n## Scruple: 12 errors"), "{summary}");
    assert_eq!(summary.matches("| error | a.md:").count(), 12);
}

/// A run that waits for a pipe is interrupted: its report does not appear, not even in part. Signals that `nohup` and
/// shells let a program ignore change nothing for the others, and stay ignored.
#[cfg(unix)]
#[test]
fn an_interrupted_run_is_130_and_leaves_nothing_behind() {
    interrupted(&["--default-signal=INT,HUP,TERM"], "-INT", None);
    interrupted(&["--default-signal=INT,TERM", "--ignore-signal=HUP"], "-INT", Some("-HUP"));
    interrupted(&["--default-signal=INT,TERM", "--ignore-signal=HUP"], "-TERM", Some("-HUP"));
    interrupted(&["--default-signal=HUP,TERM", "--ignore-signal=INT"], "-HUP", Some("-INT"));
}

/// Starts a run by `env` with these settings of signals and sends it `signal`, and before it the one that is to be
/// ignored, if any.
#[cfg(unix)]
fn interrupted(env: &[&str], signal: &str, ignored: Option<&str>) {
    use std::os::unix::process::ExitStatusExt;
    use std::process::{Command, Stdio};
    let folder = Folder::new().file("z.md", CLAIM).file("report.json", "old");
    let pipe = folder.path("a.md");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut child = Command::new("env")
        .args(env)
        .arg(assert_cmd::cargo::cargo_bin!("scruple"))
        .args(["check", "--threads", "1", "--format", "json", "--output", "report.json", "a.md", "z.md"])
        .current_dir(folder.path(""))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let id = child.id().to_string();
    let send = |signal: &str| Command::new("kill").args([signal, &id]).status().unwrap();
    // The file beside the report tells that the run has begun.
    let files = || fs::read_dir(folder.path("")).unwrap().count();
    while files() < 4 {
        assert!(child.try_wait().unwrap().is_none(), "the run ended by itself");
        std::thread::yield_now();
    }
    if let Some(ignored) = ignored {
        for _ in 0..20 {
            assert!(send(ignored).success());
            assert!(child.try_wait().unwrap().is_none(), "{ignored} was heard with {env:?}");
        }
    }
    // Who is asked to end while the report is written ends at once.
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        let _ = send(signal);
    };
    assert_eq!((status.code(), status.signal()), (Some(130), None), "{signal} with {env:?}");
    assert_eq!(files(), 3);
    assert_eq!(fs::read_to_string(folder.path("report.json")).unwrap(), "old");
}
