//! Runs the examples of rules: what every rule says of itself must hold.

use super::compiled::Rule;
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

/// Runs all examples of all rules with every rule on; those of a pack with a name with the rules of that pack alone.
///
/// A bad example must give a finding of its rule that overlaps the words in `[[ ]]`, if it has any; a good one must
/// give none of its rule. Examples that start with `#` are read as Markdown, with `<` as HTML.
///
/// # Errors
/// The packs cannot be made ready.
pub fn run(packs: &Packs) -> Result<Vec<ExampleFailure>, BuildError> {
    // Rules of one market are rules too.
    let builder =
        || Market::ALL.into_iter().fold(Linter::builder().packs(packs.clone()), LinterBuilder::market);
    let mut failures = Vec::new();
    of_pack(packs, None, &builder().build()?, &mut failures);
    for pack in &packs.named {
        // In one place the gravest rule speaks: here those of the pack.
        let linter = builder().enable_pack(&pack.name).select([pack.name.clone()]).build()?;
        of_pack(packs, Some(&pack.name), &linter, &mut failures);
    }
    Ok(failures)
}

/// Runs the examples of the rules of a pack with a name, or of all others.
fn of_pack(packs: &Packs, name: Option<&str>, linter: &Linter, failures: &mut Vec<ExampleFailure>) {
    let named = |rule: &Rule| packs.named.iter().find(|pack| pack.name == rule.info.pack);
    for rule in packs.rules.iter().filter(|rule| named(rule).map(|pack| pack.name.as_str()) == name) {
        let reports =
            |finding: &Finding| finding.code == rule.info.code || finding.also.contains(&rule.info.code);
        let mut fail = |example: &str, expected: String, found: &[Finding]| {
            let got: Vec<String> = found
                .iter()
                .map(|finding| format!("{} {} \"{}\"", finding.code, finding.severity, finding.text))
                .collect();
            failures.push(ExampleFailure {
                code: rule.info.code.to_string(),
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
                reports(finding)
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
            if found.iter().any(reports) {
                fail(example, format!("no finding of {}", rule.info.code), &found);
            }
        }
    }
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
