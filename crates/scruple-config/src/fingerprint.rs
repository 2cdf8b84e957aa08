//! What tells a finding apart from the others of its file, also when lines move, paragraphs are wrapped anew or the
//! ends of lines change.
//!
//! # Layout, version 1
//!
//! The first 16 bytes, as 32 lower-case hexadecimal digits, of SHA-256 over these UTF-8 bytes:
//!
//! ```text
//! "scruple-fingerprint-1" LF
//! code of the rule, such as "MC101" LF
//! "span" or "document" LF
//! words of the sentence, joined by single spaces; nothing for a finding on the whole document LF
//! occurrence, in decimal digits: 0 for the first finding with all of the above in the file, 1 for the next …
//! ```
//!
//! The sentence is the one in which the finding starts, cut and folded as [`crate::words`] says. Where no text stands, as in
//! a comment, the words of the finding take its place. Findings are counted in the order of their places, open and
//! answered ones together, so that answering for one does not move the others.

use std::collections::HashMap;

use scruple::Report;
use scruple::finding::{Finding, Scope};
use scruple::source::Format;
use sha2::{Digest, Sha256};

use crate::words::{Text, folded, joined};

/// The version of the layout.
pub const VERSION: u32 = 1;

/// Sets the fingerprint of every finding of a report, open or answered. `source` and `format` are those of the lint.
pub fn fill(report: &mut Report, source: &str, format: Format) {
    if !report.findings.is_empty() || !report.answered.is_empty() {
        fill_from(report, &Text::read(source, format));
    }
}

/// A finding as a baseline knows it: the code of its rule, and its fingerprint.
pub type Key = (String, String);

/// By finding of a report that has its fingerprints: what it was known by while its rule went by other codes. `aliases`
/// names those of a rule.
#[must_use]
pub fn formerly(
    report: &Report,
    text: &Text,
    aliases: impl Fn(&str) -> Vec<String>,
) -> HashMap<Key, Vec<Key>> {
    let answered = report.answered.iter().map(|answered| &answered.finding);
    let mut all: Vec<(&Finding, Vec<String>)> =
        report.findings.iter().chain(answered).map(|finding| (finding, aliases(&finding.code))).collect();
    all.retain(|(_, aliases)| !aliases.is_empty());
    all.sort_by_key(|(finding, _)| (finding.start.byte, finding.end.byte));
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut former: HashMap<Key, Vec<Key>> = HashMap::new();
    for (finding, aliases) in all {
        let now = (finding.code.to_string(), finding.fingerprint.clone().unwrap_or_default());
        for alias in aliases {
            let content = content(&alias, finding, text);
            let count = seen.entry(content.clone()).or_default();
            former.entry(now.clone()).or_default().push((alias, hash(&format!("{content}{count}"))));
            *count += 1;
        }
    }
    former
}

/// The same for a document that was read already.
pub fn fill_from(report: &mut Report, text: &Text) {
    let answered = report.answered.iter_mut().map(|answered| &mut answered.finding);
    let mut all: Vec<&mut Finding> = report.findings.iter_mut().chain(answered).collect();
    all.sort_by_key(|finding| (finding.start.byte, finding.end.byte));
    let mut seen: HashMap<String, usize> = HashMap::new();
    for finding in all {
        let content = content(&finding.code, finding, text);
        let count = seen.entry(content.clone()).or_default();
        finding.fingerprint = Some(hash(&format!("{content}{count}")));
        *count += 1;
    }
}

/// Everything that is hashed before the occurrence.
fn content(code: &str, finding: &Finding, text: &Text) -> String {
    let (scope, sentence) = match finding.scope {
        Scope::Document => ("document", String::new()),
        Scope::Span => {
            let sentence = text.sentence(&(finding.start.byte..finding.end.byte));
            ("span", sentence.unwrap_or_else(|| joined(&folded(&finding.text))))
        }
    };
    format!("scruple-fingerprint-{VERSION}\n{code}\n{scope}\n{sentence}\n")
}

fn hash(content: &str) -> String {
    let digest = Sha256::digest(content.as_bytes());
    let digits = digest.iter().take(16).flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(u32::from(digit), 16)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use scruple::Linter;

    use super::*;

    fn fingerprints(source: &str, format: Format) -> Vec<(String, String)> {
        use std::sync::LazyLock;
        static LINTER: LazyLock<Linter> =
            LazyLock::new(|| Linter::builder().packs(scruple_rules::core().unwrap()).build().unwrap());
        let mut report = LINTER.check(source, format);
        fill(&mut report, source, format);
        let mut found: Vec<_> = report
            .findings
            .into_iter()
            // What the whole text lacks is no sentence.
            .filter(|finding| finding.scope == Scope::Span)
            .map(|finding| (finding.code.to_string(), finding.fingerprint.unwrap()))
            .collect();
        found.sort();
        found
    }

    /// The layout is a promise: this value must never change.
    #[test]
    fn the_layout_is_as_documented() {
        let found = fingerprints("Our capsules cure type 2 diabetes.", Format::Plain);
        let expected = hash("scruple-fingerprint-1\nMC101\nspan\nour capsules cure type 2 diabetes\n0");
        assert!(found.contains(&("MC101".to_owned(), expected)), "{found:?}");
        assert_eq!(hash("scruple"), "681c32e2978d9d87e3a48ff03b91a514");
    }

    const SENTENCES: [&str; 5] = [
        "Our capsules cure type 2 diabetes in ninety days.",
        "This syrup has no side effects whatsoever for anyone.",
        "Our drops heal chronic eczema and psoriasis overnight.",
        "The tea reverses high blood pressure without any medicine.",
        "Walking in the park is a pleasant way to spend an hour.",
    ];

    /// A paragraph broken at the spaces that are chosen.
    fn wrapped(sentences: &[usize], breaks: &[bool], end: &str) -> String {
        let text = sentences.iter().map(|index| SENTENCES[*index]).collect::<Vec<_>>().join(" ");
        let words = text.split(' ').enumerate();
        words.fold(String::new(), |mut out, (number, word)| {
            if number > 0 {
                let split = breaks.get(number % breaks.len().max(1)).copied().unwrap_or(false);
                // A number at the start of a line would open a list.
                let split =
                    split && word.starts_with(char::is_alphabetic) && !out.ends_with(char::is_numeric);
                out.push_str(if split { end } else { " " });
            }
            out.push_str(word);
            out
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn they_survive_moves_wrapping_and_ends_of_lines(
            sentences in proptest::collection::vec(0usize..5, 1..5),
            breaks in proptest::collection::vec(any::<bool>(), 1..9),
            moved in 0usize..4,
            crlf in any::<bool>(),
            html in any::<bool>(),
        ) {
            let end = if crlf { "\r\n" } else { "\n" };
            let (format, open, close) = if html { (Format::Html, "<p>", "</p>") } else { (Format::Markdown, "", "") };
            let plain = format!("{open}{}{close}\n", wrapped(&sentences, &[false], "\n"));
            let other = format!(
                "{}{open}{}{close}{end}",
                format!("{open}A sober line on pears.{close}{end}{end}").repeat(moved),
                wrapped(&sentences, &breaks, end),
            );
            prop_assert_eq!(fingerprints(&plain, format), fingerprints(&other, format), "{}", other);
        }

        #[test]
        fn distinct_sentences_differ_and_equal_ones_are_counted(a in 0usize..4, b in 0usize..4) {
            let one = fingerprints(&format!("{}\n", SENTENCES[a]), Format::Markdown);
            let two = fingerprints(&format!("{}\n\n{}\n", SENTENCES[a], SENTENCES[b]), Format::Markdown);
            let mut distinct = two.clone();
            distinct.dedup();
            prop_assert_eq!(&distinct, &two, "two findings share a fingerprint");
            for known in &one {
                prop_assert!(two.contains(known), "{:?} is not in {:?}", known, two);
            }
        }
    }
}
