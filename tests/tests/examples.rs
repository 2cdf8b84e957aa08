//! What every rule says of itself, and that the sample documents show all of it.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may end where it fails")]

use std::collections::BTreeSet;
use std::fmt::Write as _;

use scruple::finding::Severity;
use scruple::rule::test::run;
use scruple_tests::documents;

#[test]
fn every_example_of_the_core_pack_holds() {
    let packs = scruple_rules::core().unwrap();
    let failures = run(&packs).unwrap();
    let mut list = String::new();
    for failure in &failures {
        let example: String = failure.example.chars().take(200).collect();
        writeln!(
            list,
            "{}:{}: {}\n    {example}\n    expected {}\n    got      {}",
            failure.file, failure.line, failure.code, failure.expected, failure.got
        )
        .unwrap();
    }
    assert!(failures.is_empty(), "{} examples do not hold:\n\n{list}", failures.len());
}

/// A rule has several examples of both kinds, and says why it exists and what to write instead.
#[test]
fn every_rule_teaches() {
    for rule in documents::linter().rules().filter(|rule| rule.category != "review") {
        assert!(rule.examples_bad.len() >= 2, "{}: bad examples", rule.code);
        assert!(rule.examples_good.len() >= 2, "{}: good examples", rule.code);
        let texts = [&*rule.summary, &*rule.message, &*rule.why, &*rule.instead, &*rule.false_positives];
        for text in texts {
            assert!(!text.trim().is_empty(), "{}: an empty text", rule.code);
        }
    }
}

/// The sample documents are the shop window: every rule stands in it.
#[test]
fn every_rule_fires_in_the_sample_documents() {
    let linter = documents::linter();
    // What is said of decisions on findings needs a decision first; tests/suppressions.rs has those.
    let rules = linter.rules().filter(|rule| rule.category != "review");
    let mut missing: BTreeSet<String> = rules.map(|rule| rule.code.to_string()).collect();
    for document in documents::ours() {
        for finding in document.lint().findings {
            missing.remove(&*finding.code);
        }
    }
    assert!(missing.is_empty(), "no sample document shows {missing:?}");
}

/// The two sober documents are there to show what is left alone.
#[test]
fn the_sober_documents_are_left_alone() {
    for document in documents::ours()
        .iter()
        .filter(|document| ["encyclopedia.html", "label.txt"].contains(&&*document.name))
    {
        let grave: Vec<String> = document
            .lint()
            .findings
            .into_iter()
            .filter(|finding| finding.severity > Severity::Info)
            .map(|finding| {
                format!("{}:{} {} {}", finding.start.line, finding.start.column, finding.code, finding.text)
            })
            .collect();
        assert!(grave.is_empty(), "{}: {grave:#?}", document.name);
    }
}
