//! The promises of ARCHITECTURE.md, end to end: what is found can be placed, nothing fails on content, threads and
//! front ends make no difference, time is linear, a disclaimer silences nothing.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may end where it fails")]

mod markup;

use std::sync::OnceLock;

use markup::{claim, decoded, pieces, written};
use proptest::prelude::*;
use scruple::finding::{Finding, Position, Scope};
use scruple::source::{Format, decode};
use scruple::{Linter, Memo, Options};
use scruple_tests::documents::{self, linter};
use scruple_tests::program::run;

const FORMATS: [Format; 3] = [Format::Plain, Format::Markdown, Format::Html];

/// Line and column of an offset, counted the slow way.
fn place(source: &str, byte: usize) -> (usize, usize) {
    let (mut line, mut column) = (1, 1);
    for (offset, char) in source[..byte].char_indices() {
        let ends = char == '\n' || (char == '\r' && !source[offset + 1..].starts_with('\n'));
        (line, column) = if ends { (line + 1, 1) } else { (line, column + 1) };
    }
    (line, column)
}

/// Whether a finding lies in the text, on characters, and says the right lines.
fn sound(source: &str, finding: &Finding) -> Result<(), TestCaseError> {
    let (start, end) = (finding.start, finding.end);
    prop_assert!(start.byte <= end.byte && end.byte <= source.len(), "{finding:?}");
    prop_assert!(source.is_char_boundary(start.byte) && source.is_char_boundary(end.byte), "{finding:?}");
    for Position { byte, line, column } in [start, end] {
        prop_assert_eq!((line, column), place(source, byte), "at byte {} of {:?}", byte, source);
    }
    for edit in finding.fixes.iter().flat_map(|fix| &fix.edits) {
        prop_assert!(edit.start <= edit.end && source.get(edit.start..edit.end).is_some(), "{edit:?}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Invariant 1: decoding the source at the range of a finding gives the words of the finding.
    #[test]
    fn a_range_holds_the_words(format in 0..3_usize, before in pieces(), claim in claim(), after in pieces()) {
        let format = FORMATS[format];
        let mut source = String::new();
        if format == Format::Html {
            source.push_str("<!doctype html><title>A page</title>\n<body>\n");
        }
        written(&before, format, &mut source);
        let start = source.len();
        written(std::slice::from_ref(&claim), format, &mut source);
        let end = source.len();
        written(&after, format, &mut source);

        let found = linter().check(&source, format).findings;
        let mut placed = false;
        for finding in &found {
            sound(&source, finding)?;
            if finding.scope == Scope::Span {
                let words = decoded(&source[finding.start.byte..finding.end.byte], format);
                prop_assert_eq!(&words, &decoded(&finding.text, Format::Plain), "{} in {:?}", finding.code, source);
            }
            placed |= finding.code == "MC101" && start <= finding.start.byte && finding.end.byte <= end;
        }
        prop_assert!(placed, "the claim is not found at {start}..{end} in {source:?}: {found:#?}");
    }

    /// Invariant 2: any bytes are linted or are told not to be text.
    #[test]
    fn any_bytes_are_taken(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        if let Ok(decoded) = decode::decode(&bytes) {
            for format in FORMATS {
                for finding in linter().check(&decoded.text, format).findings {
                    sound(&decoded.text, &finding)?;
                }
            }
        }
    }

    /// Invariant 2, with bytes that mean something to the readers of the formats.
    #[test]
    fn any_mark_up_is_taken(parts in prop::collection::vec(prop::sample::select(SHARP), 0..60)) {
        let source = parts.concat();
        for format in FORMATS {
            for finding in linter().check(&source, format).findings {
                sound(&source, &finding)?;
            }
        }
    }
}

/// Bits that readers stumble over.
const SHARP: &[&str] = &[
    "cure diabetes",
    "our pills ",
    "600 mg zinc a day",
    "no risk",
    "<b>",
    "</b>",
    "<p",
    "<!--",
    "-->",
    "<script>",
    "</script",
    "&",
    "&#",
    "&#x",
    "&amp;",
    "&#0;",
    "&#xD800;",
    "&nbsp;",
    "\"",
    "'",
    ">",
    "<a title='",
    "**",
    "*",
    "_",
    "`",
    "```\n",
    "~~~",
    "[",
    "](",
    ")",
    "![",
    "|",
    "\n|-|-|\n",
    "\n",
    "\r",
    "\r\n",
    "\n\n",
    "\u{2028}",
    "\u{a0}",
    "\u{ad}",
    "\u{200b}",
    "\u{feff}",
    "\u{f06c} ",
    "---\n",
    "title: ",
    "# ",
    "> ",
    "- ",
    "1. ",
    "\t",
    "    ",
    "🚀",
    "é",
    "e\u{301}",
    "\u{202e}",
    "ﬁ",
    "ＣＵＲＥ",
    "\u{0}",
    "\u{c}",
    "...",
    "9999999999999999999999 mg",
    "1,0,0 IU",
    "–",
];

/// Invariant 3: threads, and the front end, make no difference.
#[test]
fn threads_and_front_ends_agree() {
    let root = documents::root();
    for format in ["text", "concise", "json", "jsonl"] {
        let args = ["check", "--isolated", "tests/documents", "--format", format, "--threads"];
        let one = run(&root, &[&args[..], &["1"]].concat());
        for threads in ["2", "7"] {
            let many = run(&root, &[&args[..], &[threads]].concat());
            assert_eq!((one.status, &one.out), (many.status, &many.out), "{format} with {threads} threads");
        }
    }
    let rows = run(&root, &["check", "--isolated", "tests/documents", "--format", "jsonl"]).out;
    let mut rows = rows.lines().map(|line| {
        let mut row = serde_json::from_str::<serde_json::Value>(line).unwrap();
        // What tells findings apart between runs is added by the front end.
        assert!(row.as_object_mut().unwrap().remove("fingerprint").is_some());
        row
    });
    for document in documents::ours() {
        for finding in document.lint().findings {
            let mut own = serde_json::to_value(&finding).unwrap();
            own["path"] = format!("tests/documents/{}", document.name).into();
            assert_eq!(rows.next(), Some(own));
        }
    }
    assert_eq!(rows.next(), None);
}

/// Invariant 3: a linter that has seen other texts says the same.
#[test]
fn a_linter_remembers_nothing() {
    let documents = documents::ours();
    let first: Vec<_> = documents.iter().map(documents::Document::lint).collect();
    let mut again: Vec<_> = documents.iter().rev().map(documents::Document::lint).collect();
    again.reverse();
    assert_eq!(first, again);
}

/// The paragraphs of our documents.
fn paragraphs() -> &'static [String] {
    static ALL: OnceLock<Vec<String>> = OnceLock::new();
    ALL.get_or_init(|| {
        let documents = documents::ours();
        let parts = documents.iter().flat_map(|document| document.text.split("\n\n"));
        parts.filter(|part| (1..2000).contains(&part.len())).map(str::to_owned).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    /// Invariant 3: what is remembered of a paragraph that stood in other texts is what is read of it in this one,
    /// whatever stands around it.
    #[test]
    fn repeated_paragraphs_are_read_as_new_ones(
        texts in prop::collection::vec(prop::collection::vec(any::<prop::sample::Index>(), 1..14), 1..5),
        few in 4_usize..40,
    ) {
        let some = &paragraphs()[..few.min(paragraphs().len())];
        let packs = || scruple_rules::core().unwrap();
        let shared = Linter::builder().packs(packs()).build().unwrap();
        for text in texts {
            let text = text.iter().map(|index| index.get(some).as_str()).collect::<Vec<_>>().join("\n\n");
            let fresh = Linter::builder().packs(packs()).build().unwrap().check(&text, Format::Markdown);
            for _ in 0..3 {
                prop_assert_eq!(&shared.check(&text, Format::Markdown), &fresh, "{}", text);
            }
        }
    }
}

/// Invariant 3: what is kept of repeated paragraphs is given up now and then, which nobody sees. They are asked for more
/// often here than it is kept.
#[test]
fn what_is_given_up_is_found_again() {
    let claims =
        ["It cures gout.", "Take 3 g of it a day.", "Calcium is needed for strong bones.", "Tea is tea."];
    let paragraphs = (0..400).map(|n| format!("{} Order {n} today.\n\n", claims[n % claims.len()]));
    let page: String = paragraphs.collect();
    let linter = Linter::builder().packs(scruple_rules::core().unwrap()).build().unwrap();
    let first = linter.check(&page, Format::Markdown);
    assert!(first.findings.len() > 100);
    assert!((0..100).all(|_| linter.check(&page, Format::Markdown) == first));
}

/// The sentences of our documents, roughly cut, and some that say different things in different places.
fn sentences() -> &'static [String] {
    static ALL: OnceLock<Vec<String>> = OnceLock::new();
    ALL.get_or_init(|| {
        let cut = paragraphs().iter().flat_map(|part| part.split_inclusive(". "));
        let own = [
            "It cures gout. ",
            "Cures gout and eczema! ",
            "Does it help? ",
            "Yes. ",
            "Never again. ",
            "Take 3 g of it a day. ",
            "Our Quiet Night capsules are here. ",
            "Coffee keeps you awake. ",
            "Lane P, Moss T. Tea cures gout. J Nutr 2019;12(3):45-51. ",
            "*Ask your doctor first. ",
            "Your gout is gone* ",
            "“It healed my asthma” ",
        ];
        cut.map(str::to_owned).chain(own.map(str::to_owned)).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, ..ProptestConfig::default() })]

    /// Invariant 3: what is remembered of a sentence that stood in other paragraphs is what is read of it in this one. A
    /// lint that goes on from none remembers no sentences.
    #[test]
    fn repeated_sentences_are_read_as_new_ones(
        texts in prop::collection::vec(
            prop::collection::vec((any::<prop::sample::Index>(), 0..9_usize), 1..40), 1..6),
        few in 4_usize..60,
    ) {
        static SHARED: OnceLock<Linter> = OnceLock::new();
        let shared = SHARED.get_or_init(|| {
            Linter::builder().packs(scruple_rules::core().unwrap()).build().unwrap()
        });
        let all = sentences();
        let some = &all[all.len().saturating_sub(few)..];
        for text in texts {
            let mut page = String::new();
            for (index, before) in text {
                page.push_str(["", "", "", "", "\n\n", "\n\n- ", "\n\n## ", "\n\n> ", "\n\n1. "][before]);
                page.push_str(index.get(some).as_str());
            }
            let read = shared.check_again(&page, Format::Markdown, &Options::default(), &mut Memo::default());
            for _ in 0..3 {
                prop_assert_eq!(&shared.check(&page, Format::Markdown), &read, "{}", page);
            }
        }
    }
}

/// Invariant 6: what a rule of the disease family finds, it finds with a disclaimer under it.
#[test]
fn a_disclaimer_silences_no_disease_claim() {
    const DISCLAIMER: &str = "*These statements have not been evaluated by the Food and Drug Administration. This \
        product is not intended to diagnose, treat, cure, or prevent any disease.";
    let mut silenced = Vec::new();
    for rule in linter().rules().filter(|rule| rule.category == "disease") {
        for example in &rule.examples_bad {
            let text = example.replace("[[", "").replace("]]", "");
            let format = if text.starts_with('#') { Format::Markdown } else { Format::Plain };
            for whole in [format!("{text}\n\n{DISCLAIMER}\n"), format!("{text} {DISCLAIMER}\n")] {
                // A disclaimer on the line of a heading is part of the heading.
                let heading = format == Format::Markdown && !whole.contains("\n\n");
                let severity = |text: &str| {
                    let found = linter().check(text, format).findings;
                    found.into_iter().filter(|f| f.code == rule.code).map(|f| f.severity).max()
                };
                if !heading && severity(&whole) < severity(&text) {
                    silenced.push(format!("{}: {text}", rule.code));
                }
            }
        }
    }
    assert!(silenced.is_empty(), "{silenced:#?}");
}

/// Invariant 6: a finding is a red flag for a human, not a verdict.
#[test]
fn no_message_is_a_verdict() {
    for rule in linter().rules() {
        let texts = [&*rule.summary, &*rule.message, &*rule.why, &*rule.instead, &*rule.false_positives];
        for text in texts {
            assert!(!text.to_lowercase().contains("illegal"), "{}: {text}", rule.code);
        }
    }
}
