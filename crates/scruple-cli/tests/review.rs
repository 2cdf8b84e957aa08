//! Suppressions, approved claims and the baseline, through the program.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end where it fails")]

mod support;

use serde_json::Value;
use support::{Folder, Run};

const CLAIM: &str = "Our tea cures gout.\n";
const SUPPORTS: &str = "Our magnesium supports deep and restful sleep.\n";

fn json(run: &Run) -> Value {
    serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {}{}", run.out, run.err))
}

fn codes(run: &Run) -> Vec<String> {
    run.rows().iter().map(|row| row["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_suppression_is_kept_as_an_audit_trail() {
    let folder = Folder::new()
        .file("a.md", "Our tea cures gout. <!-- scruple-ignore MC101: quoted from a letter -->\r\n")
        .file("b.html", "<p>Our tea cures gout. <!-- scruple-ignore MC101: quoted --></p>")
        .file("c.txt", "[scruple-ignore MC101: quoted]\nOur tea cures gout.\n")
        .file("d.mdx", "{/* scruple-ignore MC101: quoted */}\n\nOur tea cures gout.\n");
    let run = folder.run(&["check", "--select", "MC101,SC", "--format", "json"]);
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{}", run.out);
    let json = json(&run);
    assert_eq!(json["findings"], Value::Array(Vec::new()));
    let answered = json["answered"].as_array().unwrap();
    let paths: Vec<&str> = answered.iter().map(|row| row["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["a.md", "b.html", "c.txt", "d.mdx"]);
    assert_eq!(answered[0]["answer"]["kind"], "suppressed");
    assert_eq!(answered[0]["answer"]["reason"], "quoted from a letter");
    assert_eq!(answered[0]["code"], "MC101");
    assert!(answered[0]["fingerprint"].as_str().unwrap().len() == 32);
    // Nothing to answer for, nothing there.
    let bare = Folder::new().file("a.md", CLAIM).run(&["check", "--format", "json"]);
    assert!(!bare.out.contains("\"answered\"") && !bare.out.contains("\"baseline\""));
    assert!(bare.out.contains("\"fingerprint\""));
}

#[test]
fn a_comment_with_an_unknown_rule_silences_nothing() {
    let of = |comment: &str| {
        let folder = Folder::new().file("a.md", format!("{comment}\n\n{CLAIM}"));
        let run = folder.run(&["check", "--select", "MC101,SC", "--format", "jsonl"]);
        (codes(&run), run.out)
    };
    assert_eq!(of("<!-- scruple-ignore MC101, MC999: quoted -->").0, ["SC002", "MC101"]);
    let open =
        format!("<!-- scruple-ignore-start MC101, MC999: so -->\n\n{CLAIM}\n<!-- scruple-ignore-end -->");
    assert_eq!(of(&open).0, ["SC002", "MC101", "MC101"]);
    let (found, out) = of("<!-- scruple-ignore MC: quoted -->");
    assert_eq!(found, ["SC006", "MC101"]);
    assert!(out.contains("MC would set every rule aside"), "{out}");
}

#[test]
fn the_keyword_may_be_in_any_case() {
    let folder = Folder::new()
        .file("a.md", format!("<!-- SCRUPLE-IGNORE MC101: quoted -->\n\n{CLAIM}"))
        .file("b.txt", format!("[SCRUPLE-IGNORE-NEXT-LINE cure-claim: quoted]\n{CLAIM}"))
        .file("c.html", "<p>Our tea cures gout. <!-- ScRuple-iGnore MC101: quoted --></p>")
        .file("d.mdx", format!("{{/* SCRUPLE-IGNORE MC101: quoted */}}\n\n{CLAIM}"));
    let run = folder.run(&["check", "--select", "MC101,SC", "--format", "json"]);
    assert_eq!(run.status, 0, "{}", run.out);
    assert_eq!(json(&run)["answered"].as_array().unwrap().len(), 4, "{}", run.out);
}

#[test]
fn the_same_with_any_number_of_threads() {
    let folder = (0..60).fold(Folder::new(), |folder, number| {
        folder.file(&format!("{number:02}.md"), "Our tea cures gout. <!-- scruple-ignore MC101: quoted -->\n")
    });
    let run = |threads: &str| folder.run(&["check", "--format", "json", "--threads", threads]).out;
    assert_eq!(run("1"), run("7"));
}

#[test]
fn bad_suppressions_are_reported_and_explained() {
    let folder = Folder::new()
        .file("a.md", "Pears. <!-- scruple-ignore MC101: quoted -->\n")
        .file("b.md", "Our tea cures gout. <!-- scruple-ignore MC101 -->\n");
    let run = folder.run(&["check", "--select", "MC101,SC", "--format", "concise"]);
    assert_eq!(run.status, 1);
    assert!(run.out.contains("a.md:1:8: warning[SC001] "), "{}", run.out);
    assert!(
        run.out.contains("b.md:1:9: error[MC101] ") && run.out.contains("warning[SC003] "),
        "{}",
        run.out
    );
    for code in ["SC001", "SC002", "SC003", "SC004", "SC005", "SC006"] {
        let page = folder.run(&["explain", code]);
        assert!(page.status == 0 && page.out.starts_with(code), "{}", page.out);
        assert!(folder.run(&["rules", "list"]).out.contains(code));
    }
    assert_eq!(
        codes(&folder.run(&["check", "--ignore", "review", "--format", "jsonl", "a.md"])),
        Vec::<String>::new()
    );
}

const REGISTER: &str = "\
# What legal agreed to.
[[claim]]
wording = \"Our magnesium supports deep and restful sleep\"
rules = [\"MC114\"]
markets = [\"us\"]
approver = \"J. Doe\"
valid-until = 2027-03-01
substantiation = {document = \"Dossier 14\", link = \"https://example.com/14\"}
";

#[test]
fn approved_claims_are_answered_for_until_their_day() {
    let folder = Folder::new().file("site/a.md", SUPPORTS).file("approved-claims.toml", REGISTER);
    let check = |today: &str, more: &[&str]| {
        let args =
            ["check", "--select", "MC114,SC", "--fail-on", "info", "--format", "json", "--today", today];
        folder.run(&[&args[..], more].concat())
    };
    let run = check("2027-03-01", &[]);
    assert_eq!(run.status, 0, "{}{}", run.out, run.err);
    let answer = &json(&run)["answered"][0]["answer"];
    assert_eq!(answer["kind"], "approved");
    assert_eq!(answer["approver"], "J. Doe");
    assert_eq!(answer["until"], "2027-03-01");
    assert_eq!((&answer["register"], &answer["line"]), (&"approved-claims.toml".into(), &2.into()));
    let over = check("2027-03-02", &[]);
    assert_eq!(over.status, 1);
    let found: Vec<String> =
        json(&over)["findings"].as_array().unwrap().iter().map(|row| row["code"].to_string()).collect();
    assert_eq!(found, ["\"SC004\"", "\"MC114\""]);
    assert!(over.out.contains("2027-03-01") && over.out.contains("approved-claims.toml:2"));
    // Another market, no register, another register.
    assert_eq!(check("2026-01-01", &["--market", "us,eu"]).status, 1);
    assert_eq!(check("2026-01-01", &["--isolated"]).status, 1);
    let missing = check("2026-01-01", &["--approved", "nowhere.toml"]);
    assert_eq!(missing.status, 2);
    assert!(missing.err.contains("nowhere.toml: no such register"), "{}", missing.err);
    assert_eq!(check("soon", &[]).status, 2);
}

#[test]
fn a_broken_register_is_told_once_and_nothing_is_approved() {
    let folder = Folder::new().file("a.md", SUPPORTS).file("b.md", SUPPORTS).file(
        "approved-claims.toml",
        REGISTER.replace("valid-until = 2027-03-01", "valid-until = \"someday\""),
    );
    let run = folder.run(&["check", "--select", "MC114", "--format", "jsonl"]);
    assert_eq!((run.status, run.rows().len()), (2, 2), "{}", run.err);
    assert_eq!(
        run.err.matches("approved-claims.toml:7: `valid-until`: \"someday\" is no date").count(),
        1,
        "{}",
        run.err
    );
}

#[test]
fn approving_adds_an_entry_and_asks_for_what_is_missing() {
    let folder = Folder::new().file("a.md", format!("# Night\n\n{SUPPORTS}")).file("gout.md", CLAIM);
    let today = ["--today", "2026-11-21"];
    let approve = |place: &str, more: &[&str]| folder.run(&[&["approve", place][..], &today, more].concat());
    let run = approve("a.md:3", &["--rule", "MC114"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("write --approver, --until"), "{}", run.err);
    assert!(!folder.path("approved-claims.toml").exists());
    let full = [
        "--rule",
        "MC114",
        "--approver",
        "J. Doe",
        "--until",
        "2027-11-21",
        "--substantiation",
        "Dossier 14",
    ];
    let run = approve("a.md:3", &full);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    assert!(run.out.contains("in approved-claims.toml:"), "{}", run.out);
    let check =
        |day: &str| folder.run(&["check", "--select", "MC114", "--fail-on", "info", "--today", day, "a.md"]);
    assert_eq!((check("2027-11-21").status, check("2027-11-22").status), (0, 1));
    // Twice is once, until the day is over.
    let again = approve("a.md:3", &full);
    assert_eq!(again.status, 2);
    assert!(
        again.err.contains("is already approved until 2027-11-21 at approved-claims.toml:4"),
        "{}",
        again.err
    );
    let later =
        [&full[..4], &["--until", "2029-01-01", "--substantiation", "Dossier 15", "--today", "2028-01-01"]];
    let renewed = folder.run(&[&["approve", "a.md:3"][..], &later.concat()].concat());
    assert_eq!(renewed.status, 0, "{}", renewed.err);
    // Comments stay.
    let path = folder.path("approved-claims.toml");
    let old = std::fs::read_to_string(&path).unwrap().replace("approver =", "# by letter\napprover =");
    std::fs::write(&path, &old).unwrap();
    let run = approve("gout.md:1", &["--approver", "M. Roe", "--until", "never"]);
    assert!(run.status == 2 && run.err.contains("a disease claim needs a substantiation"), "{}", run.err);
    let run =
        approve("gout.md:1", &["--approver", "M. Roe", "--until", "never", "--substantiation", "NDA 1"]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(std::fs::read_to_string(&path).unwrap().starts_with(&old));
    assert_eq!(folder.run(&["check", "--select", "MC101", "gout.md"]).status, 0);
    for (place, more, says) in [
        ("a.md", &[][..], "names no place"),
        ("nowhere.md:1", &[], "nowhere.md: no such file"),
        ("a.md:1", &[], "no open red flag stands here"),
        ("a.md:3", &["--until", "2026-02-31"], "is no date"),
        ("a.md:3", &["--until", "2020-01-01"], "is over"),
        ("a.md:3", &["--wording", "some other words"], "do not take in"),
        ("a.md:3", &["--pattern", "*"], "approves too much"),
    ] {
        let run = approve(
            place,
            &[
                &["--approver", "a", "--substantiation", "b"][..],
                if more.contains(&"--until") { &[] } else { &["--until", "never"] },
                more,
            ]
            .concat(),
        );
        assert!(run.status == 2 && run.err.contains(says), "{place} {more:?}: {}", run.err);
    }
}

#[test]
fn a_register_that_is_no_file_is_told() {
    let folder = Folder::new().file("a.md", SUPPORTS).file("approved-claims.toml/x", "");
    let run = folder.run(&["check", "--select", "MC114", "--fail-on", "info"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("approved-claims.toml: is a folder and no file"), "{}", run.err);
    assert!(run.out.contains("MC114"), "{}", run.out);
}

#[test]
fn a_baseline_lets_old_findings_be_and_reports_new_ones() {
    let folder = Folder::new()
        .file("a.md", format!("{CLAIM}\n{SUPPORTS}"))
        .file("b/c.html", "<p>Our tea cures gout.</p>");
    let first = folder.run(&["baseline", "--select", "MC101,MC114"]);
    assert_eq!((first.status, first.err.as_str()), (0, ""));
    assert_eq!(first.out, "Recorded 3 red flags of 2 files in scruple-baseline.json.\n");
    let check = |more: &[&str]| {
        folder.run(
            &[&["check", "--select", "MC101,MC114", "--baseline", "scruple-baseline.json"][..], more]
                .concat(),
        )
    };
    let run = check(&[]);
    assert_eq!(run.status, 0);
    assert_eq!(run.out, "No new red flags in 2 files.\n3 red flags are known from the baseline.\n");
    // Lines move, paragraphs are wrapped anew, line ends change.
    let moved = format!("# Tea\r\n\r\nPears.\r\n\r\nOur tea\r\ncures\r\ngout.\r\n\r\n{SUPPORTS}");
    let folder = folder.file("a.md", moved);
    assert_eq!(folder.run(&["check", "--select", "MC101", "--baseline", "scruple-baseline.json"]).status, 0);
    // One that is new, one that is gone, a file that is lost.
    let folder = folder.file("a.md", format!("{CLAIM}\nOur tea cures eczema.\n"));
    std::fs::remove_file(folder.path("b/c.html")).unwrap();
    let check = |more: &[&str]| {
        folder.run(
            &[&["check", "--select", "MC101,MC114", "--baseline", "scruple-baseline.json"][..], more]
                .concat(),
        )
    };
    let run = check(&["--format", "concise"]);
    assert_eq!((run.status, run.out.lines().count()), (1, 1), "{}", run.out);
    assert!(run.out.starts_with("a.md:3:9: error[MC101]"), "{}", run.out);
    assert_eq!(check(&["--format", "concise", "--show-known"]).out.lines().count(), 2);
    let run = check(&[]);
    assert!(
        run.out.ends_with(
            "1 red flag is known from the baseline, and 2 of it are gone; record it anew to keep it so.\n"
        ),
        "{}",
        run.out
    );
    let json = json(&check(&["--format", "json"]));
    let states: Vec<&str> =
        json["findings"].as_array().unwrap().iter().map(|row| row["baseline"].as_str().unwrap()).collect();
    assert_eq!(states, ["unchanged", "new"]);
    assert_eq!((&json["baseline"]["known"], &json["baseline"]["new"]), (&1.into(), &1.into()));
    let gone: Vec<&str> = json["baseline"]["gone"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["path"].as_str().unwrap())
        .collect();
    assert_eq!(gone, ["a.md", "b/c.html"]);
    let again = folder.run(&["baseline", "--select", "MC101,MC114"]);
    assert_eq!(again.out, "Recorded 2 red flags of 1 file in scruple-baseline.json: 1 new, 2 gone.\n");
    assert_eq!(folder.run(&["check", "--select", "MC101", "--baseline", "scruple-baseline.json"]).status, 0);
}

#[test]
fn a_baseline_that_cannot_be_used_is_2_and_stays() {
    let folder = Folder::new().file("a.md", CLAIM);
    let newer = "{\"scruple-baseline\": 7, \"fingerprints\": 1, \"files\": []}";
    let none = "is no baseline of Scruple (an empty file)";
    for (text, says) in [(newer, "newer version"), ("{\"scruple-b", "is no baseline"), ("", none)] {
        std::fs::write(folder.path("base.json"), text).unwrap();
        for args in [["check", "--baseline", "base.json"], ["baseline", "--output", "base.json"]] {
            let run = folder.run(&args);
            assert_eq!((run.status, run.out.as_str()), (2, ""), "{args:?}");
            assert!(run.err.contains("base.json") && run.err.contains(says), "{}", run.err);
            assert_eq!(std::fs::read_to_string(folder.path("base.json")).unwrap(), text);
        }
    }
    let run = folder.run(&["check", "--baseline", "nowhere.json"]);
    assert!(run.status == 2 && run.err.contains("nowhere.json: no such baseline"), "{}", run.err);
    // A run that fails records nothing.
    let run = folder.run(&["baseline", "a.md", "nowhere.md"]);
    assert_eq!(run.status, 2);
    assert!(!folder.path("scruple-baseline.json").exists());
}

#[test]
fn a_part_of_a_site_is_recorded_anew_and_the_rest_stays() {
    let folder = Folder::new().file("x/a.md", CLAIM).file("y/b.md", CLAIM);
    assert_eq!(folder.run(&["baseline", "--select", "MC101"]).status, 0);
    let folder = folder.file("x/a.md", "Pears.\n");
    let run = folder.run(&["baseline", "--select", "MC101", "x"]);
    assert!(run.out.starts_with("Recorded 1 red flag of 1 file"), "{}", run.out);
    assert_eq!(folder.run(&["check", "--select", "MC101", "--baseline", "scruple-baseline.json"]).status, 0);
}
