//! Bad input of the kinds that take a whole run to show: encodings, size, depth. What the command line says about
//! paths and arguments is tested beside it, in `crates/scruple-cli/tests`.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may end where it fails")]

use std::fs;
use std::time::{Duration, Instant};

use scruple_tests::program::{Run, run};
use tempfile::TempDir;

const CLAIM: &str = "Our capsules cure type 2 diabetes in ninety days.\n";

/// Runs the program over files in a folder, with a file beside them whose claim must be found whatever happens.
fn check(files: &[(&str, &[u8])], args: &[&str]) -> Run {
    let folder = TempDir::new().unwrap();
    for (name, bytes) in files.iter().chain(&[("zzz-last.md", CLAIM.as_bytes())]) {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    run(folder.path(), &[&["check", "--format", "concise"], args].concat())
}

#[track_caller]
fn the_last_file_is_linted(run: &Run) {
    assert!(run.out.contains("zzz-last.md:1:14: error[MC101]"), "{}\n{}", run.out, run.err);
}

#[test]
fn encodings_are_read_and_places_are_those_of_the_file() {
    let mut latin = "Caf\u{e9}: ".chars().map(|char| char as u8).collect::<Vec<_>>();
    latin.extend(CLAIM.as_bytes());
    let utf16 = |bytes: fn(u16) -> [u8; 2]| {
        format!("\u{feff}{CLAIM}").encode_utf16().flat_map(bytes).collect::<Vec<_>>()
    };
    let (le, be) = (utf16(u16::to_le_bytes), utf16(u16::to_be_bytes));
    let run = check(&[("latin.txt", &latin), ("le.txt", &le), ("be.txt", &be), ("empty.md", b"")], &[]);
    the_last_file_is_linted(&run);
    for place in ["latin.txt:1:20: error[MC101]", "le.txt:1:14: error[MC101]", "be.txt:1:14: error[MC101]"] {
        assert!(run.out.contains(place), "no {place} in\n{}{}", run.out, run.err);
    }
    assert_eq!((run.status, run.err.as_str()), (1, ""));
}

#[test]
fn a_binary_file_that_is_met_is_named_once_and_does_not_stop_the_run() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";
    let run = check(&[("picture.md", png)], &[]);
    the_last_file_is_linted(&run);
    assert_eq!(run.status, 1);
    assert_eq!(
        run.err
            .lines()
            .filter(|line| line.contains("picture.md") && line.contains("not a text file"))
            .count(),
        1
    );
}

#[test]
fn fifty_megabytes_on_one_line() {
    let mut line =
        "The leaves are picked by hand in spring and dried in the shade. ".repeat(50 * 1024 * 1024 / 64);
    line.push_str(CLAIM);
    let column = line.len() - CLAIM.len() + 14;
    let started = Instant::now();
    let run = check(&[("long.txt", line.as_bytes())], &[]);
    the_last_file_is_linted(&run);
    assert!(
        run.out.contains(&format!("long.txt:1:{column}: error[MC101]")),
        "{}\n{}",
        run.out.len(),
        run.err
    );
    assert!(run.out.len() < 100_000, "the output repeats the line: {} bytes", run.out.len());
    assert!(started.elapsed() < Duration::from_secs(120), "{:?}", started.elapsed());
}

#[test]
fn claims_by_the_ten_thousand_without_a_stop() {
    let endless = "Our tea cures psoriasis and ".repeat(50_000);
    let quoted = " \"Our tea cures psoriasis\" and 5 mg helps".repeat(25_000);
    let set_aside = "<!-- scruple-ignore MC101: quoted -->\nOur tea cures gout.\n\n".repeat(25_000);
    let started = Instant::now();
    let run = check(
        &[("a.txt", endless.as_bytes()), ("b.md", quoted.as_bytes()), ("c.md", set_aside.as_bytes())],
        &[],
    );
    the_last_file_is_linted(&run);
    let claims = |name: &str| {
        run.out.lines().filter(|line| line.starts_with(name) && line.contains("[MC101]")).count()
    };
    assert_eq!((claims("a.txt"), claims("b.md"), claims("c.md")), (50_000, 25_000, 0), "{}", run.err);
    // What compares every claim with every other takes an hour.
    assert!(started.elapsed() < Duration::from_secs(120), "{:?}", started.elapsed());
}

#[test]
fn nesting_as_deep_as_a_file_can_make_it() {
    let html = format!("{}{CLAIM}", "<div><b><ul><li><table><tr><td>".repeat(50_000));
    let closed = format!("{}{CLAIM}{}", "<div>".repeat(100_000), "</div>".repeat(100_000));
    let quotes = format!("{}{CLAIM}", "> ".repeat(20_000));
    let lists = (0..2_000).map(|depth| format!("{}- item\n", "  ".repeat(depth))).collect::<String>();
    let brackets = format!("{}\n\n{CLAIM}", "[".repeat(100_000));
    let stars = format!("{}\n\n{CLAIM}", "*a _b ".repeat(50_000));
    let run = check(
        &[
            ("a.html", html.as_bytes()),
            ("b.html", closed.as_bytes()),
            ("c.md", quotes.as_bytes()),
            ("d.md", lists.as_bytes()),
            ("e.md", brackets.as_bytes()),
            ("f.md", stars.as_bytes()),
        ],
        &[],
    );
    the_last_file_is_linted(&run);
    for name in ["a.html", "b.html", "e.md", "f.md"] {
        assert!(
            run.out.lines().any(|line| line.starts_with(name) && line.contains("MC101")),
            "{name}: {}",
            run.err
        );
    }
    assert_eq!((run.status, run.err.as_str()), (1, ""));
}

#[test]
fn broken_mark_up_is_read_as_a_browser_reads_it() {
    let html = format!(
        "<p class=\"x>{CLAIM}<p>{CLAIM}<b><i></b>{CLAIM}</nothing>&#xZZ; &bogus; <!-- never closed {CLAIM}"
    );
    let front = format!("---\ntitle: [never closed\n{CLAIM}");
    let fence = format!("{CLAIM}\n```\nnever closed\n");
    let run =
        check(&[("a.html", html.as_bytes()), ("b.md", front.as_bytes()), ("c.md", fence.as_bytes())], &[]);
    the_last_file_is_linted(&run);
    assert!(run.out.contains("c.md:1:14: error[MC101]"), "{}", run.out);
    assert_eq!((run.status, run.err.as_str()), (1, ""));
}

#[test]
fn a_broken_pack_names_file_line_and_cure_before_any_file_is_linted() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a.md"), CLAIM).unwrap();
    fs::create_dir(folder.path().join("house")).unwrap();
    fs::write(folder.path().join("house/rules.yaml"), "- code: XX101\n  nmae: house-rule\n").unwrap();
    let run = run(folder.path(), &["check", "--pack", "house", "a.md"]);
    assert_eq!((run.status, run.out.as_str()), (2, ""), "{}", run.err);
    assert!(run.err.contains("rules.yaml:") && run.err.contains("nmae"), "{}", run.err);
    assert!(!run.err.contains("panicked"), "{}", run.err);
}

#[test]
fn an_unknown_rule_is_answered_with_the_nearest_one() {
    let run = check(&[], &["--select", "cure-clam"]);
    assert_eq!((run.status, run.out.as_str()), (2, ""));
    assert!(run.err.contains("cure-clam") && run.err.contains("did you mean \"cure-claim\"?"), "{}", run.err);
}

#[test]
fn all_sorts_at_once_still_end_with_the_right_status() {
    let png = b"\x89PNG\0\0\0";
    let run = check(
        &[("bad.md", png), ("fine.md", b"Water is wet.\n")],
        &["gone.md", "fine.md", "bad.md", "zzz-last.md"],
    );
    the_last_file_is_linted(&run);
    assert_eq!(run.status, 2, "{}", run.err);
    for name in ["gone.md", "bad.md"] {
        assert!(run.err.lines().any(|line| line.contains(name)), "{}", run.err);
    }
}
