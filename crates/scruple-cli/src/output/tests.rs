//! Every format over one shared fixture, held still by the files in `tests/outputs/expected`, which the validators of
//! others look at, too (`tests/outputs/run`). After a wanted change run with `INSTA_UPDATE=always` and read the diff.

use std::fs;
use std::path::{Path, PathBuf};

use scruple::answer::{Answer, Answered, Approval, BaselineState};
use scruple::finding::{Edit, Fix, Position, Related, Safety};
use scruple::rule::pack::PackFile;
use scruple::rule::{Market, Packs};
use scruple::source::{Format as Markup, decode};
use scruple::{Linter, Report};

use super::*;
use scruple_config::FailOn;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/outputs")
}

fn linter() -> Linter {
    let text = fs::read_to_string(folder().join("pack/rules.yaml")).unwrap();
    let packs = Packs::default().extend(&[PackFile { path: "pack/rules.yaml".to_owned(), text }]).unwrap();
    Linter::builder().packs(packs).market(Market::Us).market(Market::Eu).build().unwrap()
}

/// The documents of the fixture with what no rule of the pack brings: fixes, related places, answers, a baseline.
fn documents(linter: &Linter) -> Vec<(String, Vec<u8>, Report)> {
    let mut names: Vec<String> = fs::read_dir(folder().join("site"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let read = |name: String| {
        let bytes = fs::read(folder().join("site").join(&name)).unwrap();
        let text = decode::decode(&bytes).unwrap().text.into_owned();
        let mut report = linter.check(&text, Markup::from_path(&name));
        if name.starts_with("offer") {
            offer(&mut report, &text);
        }
        (format!("site/{name}"), bytes, report)
    };
    names.into_iter().map(read).collect()
}

fn offer(report: &mut Report, text: &str) {
    let comment = Position { byte: 0, line: 1, column: 1 };
    let suppressed = report.findings.remove(1);
    let approved = report.findings.pop().unwrap();
    let wording = approved.text.clone();
    report.answered = vec![
        Answered {
            finding: suppressed,
            answer: Answer::Suppressed {
                reason: "Quoted from an old label; </script><b>kept</b> on purpose".to_owned(),
                start: comment,
                end: Position { byte: 12, line: 1, column: 13 },
            },
        },
        Answered {
            finding: approved,
            answer: Answer::Approved(Approval {
                wording,
                approver: "Dr. Ada Quill & Sons".to_owned(),
                until: Some("2027-06-30".to_owned()),
                substantiation: Some("Dossier 12, https://example.org/?a=1&b=2".to_owned()),
                register: Some("approved-claims.toml".to_owned()),
                line: Some(7),
            }),
        },
    ];
    let first = &mut report.findings[0];
    let end = text.len();
    first.related.push(Related {
        message: "said again, \"here\"".to_owned(),
        start: first.start,
        end: first.end,
    });
    let edit = |start, end, text: &str| Edit { start, end, text: text.to_owned() };
    first.fixes = vec![
        Fix {
            title: "Add a note".to_owned(),
            safety: Safety::Safe,
            edits: vec![edit(end, end, "\n<b>No</b> cure & no promise.\n")],
        },
        Fix {
            title: "Say less".to_owned(),
            safety: Safety::Unsafe,
            edits: vec![edit(first.start.byte, first.end.byte, "tea")],
        },
    ];
    first.fingerprint = Some("1f2e3d4c5b6a79880011223344556677".to_owned());
    first.baseline = Some(BaselineState::New);
    for other in report.findings.iter_mut().skip(1) {
        other.baseline = Some(BaselineState::Unchanged);
    }
}

/// What a run prints: a smaller copy of what `check` does with a printer.
fn print(printer: &dyn Printer, documents: &[(String, Vec<u8>, Report)]) -> String {
    let (mut tally, mut files, mut parts, mut aside) = (Tally::default(), Vec::new(), Vec::new(), Vec::new());
    for (name, bytes, report) in documents {
        let decoded = decode::decode(bytes).unwrap();
        let mut one = Tally::of(bytes.len(), report.words, &report.findings);
        one.answered = report.answered.len();
        let severities = one.severities;
        tally.add(one);
        if report.findings.is_empty() && report.answered.is_empty() && !printer.every_file() {
            continue;
        }
        files.push(FileCount {
            path: name.clone(),
            severities,
            answered: report.answered.len(),
            left_out: false,
        });
        let file = Checked {
            path: name,
            decoded: &decoded,
            verbatim: decoded.base == 0,
            class: report.class.clone(),
            fail_on: FailOn::Error,
            findings: report.findings.clone(),
            answered: report.answered.clone(),
        };
        let mut text = Vec::new();
        printer.aside(&file, &mut aside);
        printer.file(file, &mut text);
        parts.push(String::from_utf8(text).unwrap());
    }
    let ended = Ended {
        tally: &tally,
        any: !parts.is_empty(),
        status: Status::Found,
        problems: &[
            ("gone.md: no such file or folder".to_owned(), true),
            ("a.md:1:2: <odd>".to_owned(), false),
        ],
        files: &files,
        aside: std::str::from_utf8(&aside).unwrap(),
        left_out: 0,
    };
    let (head, end) = (printer.head(&ended), printer.end(&ended));
    printer.begin() + &head + &parts.join(printer.between()) + &end
}

#[test]
fn every_format_is_as_expected() {
    let linter = linter();
    let documents = documents(&linter);
    let settings = vec![("Date", "2026-11-21".to_owned()), ("Law cited", "us, eu".to_owned())];
    let pages = [("ZZ101".to_owned(), format!("{PAGES}/ZZ101.md"))].into();
    let printers: [(&str, Box<dyn Printer>); 9] = [
        ("text.txt", Box::new(text::Text::new(false, false))),
        ("concise.txt", Box::new(concise::Concise { colored: false })),
        ("report.json", Box::new(json::Json::default())),
        ("report.sarif", Box::new(sarif::Sarif::new(vec![&linter]))),
        ("github.txt", Box::new(github::Github)),
        ("gitlab.json", Box::new(gitlab::Gitlab)),
        ("junit.xml", Box::new(junit::Junit)),
        ("report.rdjson", Box::new(rdjson::Rdjson)),
        ("report.html", Box::new(html::Html { run: settings, pages, ..Default::default() })),
    ];
    let update = std::env::var_os("INSTA_UPDATE").is_some_and(|value| value == "always");
    let mut differing = Vec::new();
    for (name, printer) in printers {
        let printed = print(printer.as_ref(), &documents).replace(env!("CARGO_PKG_VERSION"), "0.0.0");
        assert_eq!(printed, print(printer.as_ref(), &documents).replace(env!("CARGO_PKG_VERSION"), "0.0.0"));
        let path = folder().join("expected").join(name);
        if update {
            fs::write(&path, &printed).unwrap();
        } else if fs::read_to_string(&path).ok().as_deref() != Some(&printed) {
            differing.push(name);
        }
    }
    assert!(differing.is_empty(), "not as in tests/outputs/expected: {differing:?}");
}

#[test]
fn nothing_found_is_a_whole_report_too() {
    let linter = linter();
    let printers: [(&str, Box<dyn Printer>); 6] = [
        ("\n]}\n", Box::new(rdjson::Rdjson)),
        ("]\n", Box::new(gitlab::Gitlab)),
        ("</testsuites>\n", Box::new(junit::Junit)),
        ("]}\n", Box::new(sarif::Sarif::new(vec![&linter]))),
        ("</html>\n", Box::new(html::Html::default())),
        ("", Box::new(github::Github)),
    ];
    for (end, printer) in printers {
        let printed = print(printer.as_ref(), &[]);
        assert!(printed.ends_with(end), "{printed}");
    }
    for json in [
        print(&rdjson::Rdjson, &[]),
        print(&gitlab::Gitlab, &[]),
        print(&sarif::Sarif::new(vec![&linter]), &[]),
    ] {
        serde_json::from_str::<serde_json::Value>(&json).unwrap();
    }
}

/// A page may hold what a document or a pack says, never as mark-up.
#[test]
fn nothing_gets_out_of_the_page() {
    let linter = linter();
    let page = html::Html::default();
    let html = print(&page, &documents(&linter));
    assert_eq!(html.matches("<script").count(), 1);
    assert_eq!(html.matches("</script").count(), 1);
    for raw in ["<img", "<svg onload", "alert(\"", "<odd>", "<b>kept", "onerror=alert(1)>"] {
        assert!(!html.contains(raw), "{raw}");
    }
}

/// Of a file with a byte order mark, bytes count from its start, and columns of reviewdog count its mark.
#[test]
fn places_are_those_of_the_file() {
    let linter = linter();
    let bytes = "\u{feff}É: a wonder against gout.\n".as_bytes().to_vec();
    let text = decode::decode(&bytes).unwrap().text.into_owned();
    let report = linter.check(&text, Markup::Plain);
    let documents = [("a.txt".to_owned(), bytes, report)];
    let sarif: serde_json::Value =
        serde_json::from_str(&print(&sarif::Sarif::new(vec![&linter]), &documents)).unwrap();
    let region = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
    assert_eq!((&region["startColumn"], &region["byteOffset"]), (&6.into(), &9.into()), "{region}");
    let rdjson: serde_json::Value = serde_json::from_str(&print(&rdjson::Rdjson, &documents)).unwrap();
    assert_eq!(rdjson["diagnostics"][0]["location"]["range"]["start"]["column"], 10);
}
