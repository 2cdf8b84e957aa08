//! Files that were renamed since the baseline was recorded.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may end where it fails")]

mod support;

use std::fs;

use serde_json::Value;
use support::Folder;

const GOUT: &str = "Our tea cures gout.\n";
const COLDS: &str = "Our syrup cures eczema.\n";

/// A folder whose findings are recorded.
fn recorded(files: &[(&str, &str)]) -> Folder {
    let folder = files.iter().fold(
        Folder::new().file("scruple.toml", "select = \"MC101\"\nbaseline = \"base.json\"\n"),
        |folder, (path, text)| folder.file(path, text),
    );
    assert_eq!(folder.run(&["baseline"]).status, 0);
    folder
}

/// Status, and what is known, new and gone.
fn counts(folder: &Folder, args: &[&str]) -> (i32, u64, u64, usize) {
    let run = folder.run(&[&["check", "--format", "json"], args].concat());
    let json: Value = serde_json::from_str(&run.out).unwrap();
    let of = |key: &str| json["baseline"][key].as_u64().unwrap();
    (run.status, of("known"), of("new"), json["baseline"]["gone"].as_array().unwrap().len())
}

fn rename(folder: &Folder, from: &str, to: &str) {
    fs::create_dir_all(folder.path(to).parent().unwrap()).unwrap();
    fs::rename(folder.path(from), folder.path(to)).unwrap();
}

#[test]
fn a_renamed_file_is_known() {
    let folder = recorded(&[("a.md", &GOUT.repeat(2)), ("b.md", COLDS)]);
    rename(&folder, "a.md", "deep/z.md");
    assert_eq!(counts(&folder, &[]), (0, 3, 0, 0));
    assert_eq!(counts(&folder, &["deep"]), (0, 2, 0, 0));
    assert_eq!(counts(&folder, &["deep/z.md"]), (0, 2, 0, 0));
    // What was added or mended meanwhile is new or gone.
    fs::write(folder.path("deep/z.md"), format!("{GOUT}\n{COLDS}")).unwrap();
    assert_eq!(counts(&folder, &[]), (1, 2, 1, 1));
    // Recorded anew, the baseline knows the new name alone.
    assert_eq!(folder.run(&["baseline"]).status, 0);
    let json = fs::read_to_string(folder.path("base.json")).unwrap();
    assert!(json.contains("deep/z.md") && !json.contains("a.md"), "{json}");
}

#[test]
fn one_record_answers_for_one_finding_with_any_number_of_threads() {
    let folder = recorded(&[("a.md", GOUT), ("b.md", GOUT)]);
    rename(&folder, "a.md", "x.md");
    // A copy of what is still there is new, as is a second copy of what was renamed.
    for number in 0..40 {
        fs::write(folder.path(&format!("y{number:02}.md")), GOUT).unwrap();
    }
    let run =
        |threads: &str| folder.run(&["check", "--format", "json", "--show-known", "--threads", threads]).out;
    let first = run("1");
    for threads in ["2", "8", "8", "8"] {
        assert_eq!(run(threads), first);
    }
    assert_eq!(counts(&folder, &[]), (1, 2, 40, 0));
    let json: Value = serde_json::from_str(&first).unwrap();
    let known = json["findings"].as_array().unwrap().iter().filter(|row| row["baseline"] == "unchanged");
    assert_eq!(known.map(|row| row["path"].as_str().unwrap()).collect::<Vec<_>>(), ["b.md", "x.md"]);
}

#[test]
fn files_that_are_still_there_lend_nothing() {
    let folder = recorded(&[("a.md", GOUT), ("c.md", COLDS)]);
    fs::write(folder.path("b.md"), GOUT).unwrap();
    fs::write(folder.path("a.md"), "Pears.\n").unwrap();
    assert_eq!(counts(&folder, &[]), (1, 1, 1, 1));
    // A file that the baseline holds takes nothing of others, either.
    fs::remove_file(folder.path("b.md")).unwrap();
    fs::remove_file(folder.path("a.md")).unwrap();
    fs::write(folder.path("c.md"), format!("{COLDS}\n{GOUT}")).unwrap();
    assert_eq!(counts(&folder, &[]), (1, 1, 1, 1));
}

#[test]
fn fixes_and_files_that_cannot_be_read_do_not_hold_others_up() {
    let folder = recorded(&[("m.md", GOUT)]).file("a.md", [0_u8; 64]).file("b.docx", "broken");
    rename(&folder, "m.md", "n.md");
    let run = folder.run(&["check", "--threads", "4", "--format", "json"]);
    assert!(run.out.contains("\"known\":1"), "{}{}", run.out, run.err);
    let fixed = folder.run(&["check", "--fix", "--threads", "4", "n.md"]);
    assert_eq!(fixed.status, 0, "{}{}", fixed.out, fixed.err);
}
