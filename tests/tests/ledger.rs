//! The ledger of false alarms: sober pages that tempt the rules, and what still fires on them.
//!
//! Nothing should fire here. What does is written down twice: word for word in a snapshot, and as numbers in
//! `ledger.tsv`, which no tool rewrites. A growth has to be put there by hand, with its reason in the commit.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may end where it fails")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use scruple::Report;
use scruple::finding::{Scope, Severity};
use scruple_tests::documents;

/// Words that make a page long enough to tempt.
const LONG_ENOUGH: usize = 600;

/// Errors, warnings, infos.
type Counts = [usize; 3];

#[test]
fn what_still_fires_is_known() {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_snapshot_path("snapshots");
    let _guard = settings.bind_to_scope();
    insta::assert_snapshot!("ledger", render(&reports()));
}

#[test]
fn the_ledger_does_not_grow_unseen() {
    let written = written();
    let mut wrong = String::new();
    let reports = reports();
    for (name, report) in &reports {
        let (now, then) = (counts(report), written.get(name).copied().unwrap_or_default());
        if now != then {
            let what = if now.iter().zip(then).any(|(now, then)| *now > then) { "grew" } else { "shrank" };
            writeln!(wrong, "{name} {what}: errors, warnings and infos were {then:?} and are {now:?}")
                .unwrap();
        }
    }
    for name in written.keys().filter(|name| !reports.contains_key(*name)) {
        writeln!(wrong, "{name} is not in tests/ledger any more").unwrap();
    }
    assert!(
        wrong.is_empty(),
        "{wrong}\nWhat shrank is written into tests/tests/ledger.tsv with thanks. What grew is a false alarm: mend the \
         rule, or write the number there and its reason into the commit (CONTRIBUTING.md, \"The ledger\")."
    );
}

/// Sober pages of many genres, each long enough to tempt.
#[test]
fn the_pages_are_long_enough() {
    let reports = reports();
    assert!(reports.len() >= 20, "{} pages", reports.len());
    let short: Vec<&String> =
        reports.iter().filter(|(_, report)| report.words < LONG_ENOUGH).map(|(name, _)| name).collect();
    assert!(short.is_empty(), "shorter than {LONG_ENOUGH} words: {short:?}");
}

fn reports() -> BTreeMap<String, Report> {
    documents::ledger().iter().map(|document| (document.name.clone(), document.lint())).collect()
}

fn counts(report: &Report) -> Counts {
    [Severity::Error, Severity::Warning, Severity::Info]
        .map(|severity| report.findings.iter().filter(|finding| finding.severity == severity).count())
}

fn written() -> BTreeMap<String, Counts> {
    let path = documents::root().join("tests/tests/ledger.tsv");
    let text = fs::read_to_string(&path).unwrap();
    text.lines()
        .skip(1)
        .map(|line| {
            let mut fields = line.split('\t');
            let name = fields.next().unwrap().to_owned();
            let mut number = || fields.next().and_then(|field| field.parse().ok()).expect("three numbers");
            (name, [number(), number(), number()])
        })
        .collect()
}

fn render(reports: &BTreeMap<String, Report>) -> String {
    let total = reports.values().map(counts).fold([0; 3], |sum, next| [0, 1, 2].map(|i| sum[i] + next[i]));
    let words: usize = reports.values().map(|report| report.words).sum();
    let rate = |count: usize| count as f64 * 1000.0 / words.max(1) as f64;
    let mut out = format!(
        "{} pages, {words} words\nper 1,000 words: {:.2} errors, {:.2} warnings, {:.2} infos\n",
        reports.len(),
        rate(total[0]),
        rate(total[1]),
        rate(total[2])
    );
    for (name, report) in reports {
        let [errors, warnings, infos] = counts(report);
        writeln!(out, "\n{name}: {}; {errors} errors, {warnings} warnings, {infos} infos", report.class)
            .unwrap();
        for finding in &report.findings {
            let words = match finding.scope {
                Scope::Span => format!("\"{}\"", finding.text),
                Scope::Document => "[document]".to_owned(),
            };
            writeln!(
                out,
                "  {}:{} {} {} {words}",
                finding.start.line, finding.start.column, finding.severity, finding.code
            )
            .unwrap();
        }
    }
    out
}
