//! Every rule fires where it should be seen, and holds its tongue where it might be tempted.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may end where it fails")]

use std::collections::BTreeSet;
use std::fmt::Write as _;

use scruple::rule::{Market, RuleInfo};
use scruple::source::Format;
use scruple::{Linter, LinterBuilder};
use scruple_tests::documents::{self, Document};

/// Documents that tempt a rule and in which it is silent, at least.
const SILENT: usize = 2;

/// So many words of its examples in one line of a document tempt a rule.
const TEMPTING: usize = 2;

#[test]
fn every_rule_is_heard_and_is_silent() {
    let documents: Vec<Document> =
        [documents::ours(), documents::ledger(), documents::coverage()].into_iter().flatten().collect();
    let mut missing = String::new();
    let core: BTreeSet<String> = linter(None).rules().map(|rule| rule.code.to_string()).collect();
    for pack in std::iter::once(None).chain(scruple_rules::NAMES.iter().copied().map(Some)) {
        // Each pack by itself: where several speak of the same words, one of them has the word.
        let linter = linter(pack);
        let found: Vec<BTreeSet<String>> = documents
            .iter()
            .map(|document| {
                let report = linter.check(&document.text, Format::from_path(&document.name));
                // A rule that another one speaks for is not silent.
                report
                    .findings
                    .into_iter()
                    .flat_map(|finding| finding.also.into_iter().chain([finding.code]))
                    .map(|code| code.to_string())
                    .collect()
            })
            .collect();
        for rule in linter.rules().filter(|rule| {
            // Rules about decisions on findings need a decision first.
            rule.category != "review" && (pack.is_none() || !core.contains(&*rule.code))
        }) {
            for lack in lacks(&linter, rule, &documents, &found) {
                writeln!(missing, "{} {} {}: {lack}", pack.unwrap_or("core"), rule.code, rule.name).unwrap();
            }
        }
    }
    assert!(
        missing.is_empty(),
        "{missing}\nDocuments are in tests/documents, tests/ledger and tests/coverage. A rule that fires in none that \
         is written naturally is at fault itself."
    );
}

/// What a rule lacks; `found` holds the codes found in each document.
fn lacks(
    linter: &Linter,
    rule: &RuleInfo,
    documents: &[Document],
    found: &[BTreeSet<String>],
) -> Vec<String> {
    let mut lacks = Vec::new();
    if !fires_in_an_example(linter, rule) {
        lacks.push("fires in none of its bad examples".to_owned());
    }
    if !found.iter().any(|codes| codes.contains(&*rule.code)) {
        lacks.push("fires in no document".to_owned());
    }
    let words = words_of(rule);
    let silent = documents
        .iter()
        .zip(found)
        .filter(|(document, codes)| !codes.contains(&*rule.code) && tempts(&words, &document.text))
        .count();
    if silent < SILENT {
        lacks.push(format!("is silent in {silent} documents that tempt it, wanted {SILENT}"));
    }
    lacks
}

/// The core pack and at most one other, for all markets: rules of one market are rules too.
fn linter(pack: Option<&str>) -> Linter {
    let builder = Linter::builder().packs(scruple_rules::with_packs().expect("the packs are compiled in"));
    let builder = pack.into_iter().fold(builder, LinterBuilder::enable_pack);
    Market::ALL.into_iter().fold(builder, LinterBuilder::market).build().unwrap()
}

fn fires_in_an_example(linter: &Linter, rule: &RuleInfo) -> bool {
    rule.examples_bad.iter().any(|example| {
        let text = example.replacen("[[", "", 1).replacen("]]", "", 1);
        let format = match text.trim_start().as_bytes().first() {
            Some(b'#') => Format::Markdown,
            Some(b'<') => Format::Html,
            _ => Format::Plain,
        };
        linter.check(&text, format).findings.iter().any(|finding| finding.code == rule.code)
    })
}

/// The words that the bad examples of a rule are about: those that are marked, or all where the marked ones say little.
fn words_of(rule: &RuleInfo) -> BTreeSet<String> {
    rule.examples_bad
        .iter()
        .flat_map(|example| {
            let marked = example.split_once("[[").and_then(|(_, rest)| rest.split_once("]]"));
            let marked = marked.map_or("", |(words, _)| words);
            let telling = content_words(marked).count() >= TEMPTING;
            content_words(if telling { marked } else { example }).collect::<Vec<_>>()
        })
        .collect()
}

/// Whether one line of a text holds enough of these words to look like what a rule looks for.
fn tempts(words: &BTreeSet<String>, text: &str) -> bool {
    text.lines().any(|line| {
        let seen: BTreeSet<String> = content_words(line).filter(|word| words.contains(word)).collect();
        seen.len() >= TEMPTING
    })
}

fn content_words(text: &str) -> impl Iterator<Item = String> + '_ {
    const EMPTY: [&str; 16] = [
        "with", "your", "that", "this", "from", "have", "than", "more", "into", "they", "their", "when",
        "what", "will", "been", "them",
    ];
    text.split(|c: char| !c.is_alphabetic())
        .filter(|word| word.chars().count() >= 4)
        .map(str::to_lowercase)
        .filter(|word| !EMPTY.contains(&word.as_str()))
}
