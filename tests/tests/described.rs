//! Documents that the taxonomy describes in a few words ("claims on page 1, statement on page 9, no symbol"), each written
//! out in `tests/described` and named in its `table.tsv`: which rule it is about, and whether that rule speaks.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end where it fails")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use scruple::source::Format;
use scruple_tests::documents::{linter, root};

struct Row<'a> {
    rule: &'a str,
    fires: bool,
    row: &'a str,
    file: &'a str,
}

fn rows(table: &str) -> Vec<Row<'_>> {
    table
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let [rule, expect, row, file] = cells[..] else { panic!("four cells wanted: {line}") };
            assert!(["flag", "ok"].contains(&expect), "flag or ok wanted: {line}");
            Row { rule, fires: expect == "flag", row, file }
        })
        .collect()
}

#[test]
fn documents_that_are_described_are_judged_as_described() {
    let folder = root().join("tests/described");
    let table = fs::read_to_string(folder.join("table.tsv")).unwrap();
    let rows = rows(&table);
    let known: BTreeSet<String> = linter().rules().map(|rule| rule.code.to_string()).collect();
    let mut unmet = String::new();
    for row in &rows {
        assert!(known.contains(row.rule), "{} is no rule", row.rule);
        let text = fs::read_to_string(folder.join(row.file)).unwrap_or_else(|e| panic!("{}: {e}", row.file));
        let findings = linter().check(&text, Format::from_path(row.file)).findings;
        let fires = findings.iter().any(|finding| finding.code == row.rule);
        if fires != row.fires {
            let got: BTreeSet<&str> = findings.iter().map(|finding| &*finding.code).collect();
            let should = if row.fires { "speak" } else { "be silent" };
            writeln!(unmet, "{}: {} should {should} ({}), got {got:?}", row.file, row.rule, row.row).unwrap();
        }
    }
    assert!(unmet.is_empty(), "of {} documents these are judged otherwise:\n{unmet}", rows.len());
}

/// A document without a row is never looked at.
#[test]
fn every_document_has_its_row() {
    let folder = root().join("tests/described");
    let table = fs::read_to_string(folder.join("table.tsv")).unwrap();
    let named: BTreeSet<String> = rows(&table).iter().map(|row| row.file.to_owned()).collect();
    let there: BTreeSet<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name != "table.tsv")
        .collect();
    assert_eq!(named, there);
}
