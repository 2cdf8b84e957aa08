//! Every pair of the table of interactions is a red flag in a sentence that recommends it without a caution.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may end where it fails")]

use std::collections::BTreeMap;
use std::fs;

use scruple::Linter;
use scruple::source::Format;
use scruple_tests::documents::root;

/// The lexicons of the pack file, by name. Their terms stand on one line each.
fn lexicons() -> BTreeMap<String, Vec<String>> {
    let text = fs::read_to_string(root().join("rules/core/lexicons/interactions.yaml")).unwrap();
    let mut found = BTreeMap::new();
    let mut name = String::new();
    for line in text.lines() {
        if let Some(key) = line.strip_prefix("  ").and_then(|line| line.strip_suffix(':')) {
            key.trim().clone_into(&mut name);
        } else if let Some(list) = line.trim().strip_prefix("terms: [").and_then(|l| l.strip_suffix(']')) {
            let plain = |term: &str| term.trim_matches(['"', '=', '+', ' ']).to_owned();
            found.insert(name.clone(), list.split(", ").map(plain).collect());
        }
    }
    found
}

#[test]
fn every_pair_fires_and_a_caution_silences_it() {
    let linter = Linter::builder().packs(scruple_rules::core().unwrap()).build().unwrap();
    let codes = |text: &str| -> Vec<String> {
        linter
            .check(text, Format::Plain)
            .findings
            .into_iter()
            .map(|finding| finding.code.to_string())
            .collect()
    };
    let lexicons = lexicons();
    let (mut pairs, mut silent, mut loud) = (0, Vec::new(), Vec::new());
    for (list, terms) in &lexicons {
        let people = list.contains("-people-");
        let Some((substance, _)) = list.split_once("-drug-").or_else(|| list.split_once("-people-")) else {
            continue;
        };
        let name = &lexicons[substance][0];
        for term in terms {
            // A lexicon within the list stands for its first words.
            let term = if term.starts_with('{') { "pregnancy" } else { term.as_str() };
            let text = match (people, term) {
                (true, "pregnancy") => format!("Our {name} is ideal during pregnancy."),
                (true, _) => format!("Our {name} is ideal for people with {term}."),
                (false, _) => format!("Combine {name} with {term} for better results."),
            };
            pairs += 1;
            // Pregnancy has a rule of its own.
            let fires = codes(&text).iter().any(|code| ["MC901", "MC906", "MC907"].contains(&code.as_str()));
            if !fires {
                silent.push(text);
            }
            let caution = format!("Do not combine {name} with {term}; ask your doctor about interactions.");
            if codes(&caution).iter().any(|code| code == "MC906") {
                loud.push(caution);
            }
        }
    }
    assert!(pairs > 800, "only {pairs} pairs were read");
    assert!(silent.is_empty(), "{} of {pairs} pairs are silent: {silent:#?}", silent.len());
    assert!(loud.is_empty(), "cautions are flagged: {loud:#?}");
}
