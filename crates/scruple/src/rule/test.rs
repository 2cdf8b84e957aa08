//! Runs the examples of rules: what every rule says of itself must hold.

use super::{Market, Packs};
use crate::finding::Finding;
use crate::linter::{BuildError, Linter, LinterBuilder};
use crate::source::Format;

/// An example that does not do what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleFailure {
    /// Code of the rule.
    pub code: String,
    /// The example as written.
    pub example: String,
    /// What should have been found.
    pub expected: String,
    /// What was found.
    pub got: String,
    /// Pack file of the rule.
    pub file: String,
    /// Line of its code in the file, from 1.
    pub line: u32,
}

/// Runs all examples of all rules with every rule on.
///
/// A bad example must give a finding of its rule that overlaps the words in `[[ ]]`, if it has any; a good one must
/// give none of its rule. Examples that start with `#` are read as Markdown, with `<` as HTML.
///
/// # Errors
/// The packs cannot be made ready.
pub fn run(packs: &Packs) -> Result<Vec<ExampleFailure>, BuildError> {
    // Rules of one market are rules too.
    let builder = Linter::builder().packs(packs.clone());
    let linter = Market::ALL.into_iter().fold(builder, LinterBuilder::market).build()?;
    let mut failures = Vec::new();
    for rule in &packs.rules {
        let mut fail = |example: &str, expected: String, found: &[Finding]| {
            let got: Vec<String> = found
                .iter()
                .map(|finding| format!("{} {} \"{}\"", finding.code, finding.severity, finding.text))
                .collect();
            failures.push(ExampleFailure {
                code: rule.info.code.clone(),
                example: example.to_owned(),
                expected,
                got: if got.is_empty() { "nothing".to_owned() } else { got.join(", ") },
                file: rule.file.clone(),
                line: rule.line,
            });
        };
        for example in &rule.info.examples_bad {
            let (text, marked) = unmark(example);
            let found = linter.check(&text, format_of(&text)).findings;
            let hit = found.iter().any(|finding| {
                finding.code == rule.info.code
                    && marked
                        .as_ref()
                        .is_none_or(|range| finding.start.byte < range.end && range.start < finding.end.byte)
            });
            if !hit {
                let what = marked.and_then(|range| text.get(range)).unwrap_or("the text");
                fail(example, format!("a finding of {} on \"{what}\"", rule.info.code), &found);
            }
        }
        for example in &rule.info.examples_good {
            let found = linter.check(example, format_of(example)).findings;
            if found.iter().any(|finding| finding.code == rule.info.code) {
                fail(example, format!("no finding of {}", rule.info.code), &found);
            }
        }
    }
    Ok(failures)
}

/// The text without its first `[[ ]]`, and the bytes that stood inside.
pub(super) fn unmark(example: &str) -> (String, Option<std::ops::Range<usize>>) {
    let marked = example.split_once("[[").and_then(|(head, rest)| {
        let (inner, tail) = rest.split_once("]]")?;
        Some((format!("{head}{inner}{tail}"), head.len()..head.len() + inner.len()))
    });
    match marked {
        Some((text, range)) => (text, Some(range)),
        None => (example.to_owned(), None),
    }
}

pub(super) fn format_of(text: &str) -> Format {
    match text.trim_start().as_bytes().first() {
        Some(b'#') => Format::Markdown,
        Some(b'<') => Format::Html,
        _ => Format::Plain,
    }
}
