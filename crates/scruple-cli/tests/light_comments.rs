//! Notes to the linter in AsciiDoc and reStructuredText: in brackets, in the text or in a comment of the format.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may end where it fails")]

mod support;

use support::{Folder, Run};

const CLAIM: &str = "Our tea cures gout.";

/// Codes that are open, and how many were answered for.
fn outcome(run: &Run) -> (Vec<String>, usize) {
    let json: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let codes =
        json["findings"].as_array().unwrap().iter().map(|row| row["code"].as_str().unwrap().to_owned());
    (codes.collect(), json["answered"].as_array().map_or(0, Vec::len))
}

fn check(name: &str, text: &str) -> (Vec<String>, usize) {
    let folder = Folder::new().file(name, text);
    outcome(&folder.run(&["check", "--select", "MC101,SC", "--format", "json"]))
}

#[test]
fn a_note_sets_the_line_or_the_next_one_aside() {
    let none = (Vec::<String>::new(), 1);
    for (name, comment) in [("a.adoc", "//"), ("a.rst", "..")] {
        let notes = [
            format!("{CLAIM} [scruple-ignore MC101: quoted]\n"),
            format!("[scruple-ignore MC101: quoted]\n\n{CLAIM}\n"),
            format!("[scruple-ignore-next-line cure-claim: quoted]\n\n{CLAIM}\n"),
            // Where no reader sees it.
            format!("{comment} [scruple-ignore-next-line MC101: quoted]\n\n{CLAIM}\n"),
            format!("{comment} [scruple-ignore MC101: quoted]\n\n{CLAIM}\n"),
            format!("{comment} [scruple-ignore-file MC101: a page of quotations]\n\nTea\n\n{CLAIM}\n"),
            format!("[scruple-ignore-start MC101: quoted]\n\nTea.\n\n{CLAIM}\n\n[scruple-ignore-end]\n"),
        ];
        for text in notes {
            assert_eq!(check(name, &text), none, "{name}: {text}");
        }
        // It reaches no further than it says, and is no text itself.
        let next = format!("[scruple-ignore MC101: it cures gout]\n\nTea.\n\n{CLAIM}\n");
        assert_eq!(check(name, &next), (vec!["SC001".to_owned(), "MC101".to_owned()], 0), "{name}");
    }
}

#[test]
fn slips_are_told_of() {
    for name in ["a.adoc", "a.rst"] {
        let of = |note: &str| check(name, &format!("{CLAIM} {note}\n")).0;
        assert_eq!(of("[scruple-ignore MC101]"), ["MC101", "SC003"], "{name}");
        assert_eq!(of("[scruple-ignore MC9999: quoted]"), ["MC101", "SC002"], "{name}");
        assert_eq!(of("[scruple-ignor MC101: quoted]"), ["MC101", "SC006"], "{name}");
    }
}

/// What the formats mark in other ways stays as it is: a heading, a block with attributes, a table, a list.
#[test]
fn notes_stand_beside_the_mark_up_of_the_format() {
    let adoc = format!(
        "= Tea\n\n[quote, A customer]\n____\n{CLAIM} [scruple-ignore MC101: quoted]\n____\n\n* {CLAIM} [scruple-ignore MC101: quoted]\n"
    );
    assert_eq!(check("a.adoc", &adoc), (Vec::new(), 2));
    let rst = format!(
        "Tea\n===\n\n.. note::\n\n   {CLAIM} [scruple-ignore MC101: quoted]\n\n* {CLAIM} [scruple-ignore MC101: quoted]\n"
    );
    assert_eq!(check("a.rst", &rst), (Vec::new(), 2));
}
