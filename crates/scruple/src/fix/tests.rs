use std::sync::OnceLock;

use proptest::prelude::*;

use super::*;
use crate::Linter;
use crate::finding::{Class, Confidence, Position, Scope, Severity};
use crate::rule::{Market, Packs};
use crate::source::Format;
use crate::source::decode::{Encoding, decode};

fn finding(edits: &[(usize, usize, &str)], safety: Safety) -> Finding {
    let place = Position { byte: 0, line: 1, column: 1 };
    let edits = edits.iter().map(|&(start, end, text)| Edit { start, end, text: text.to_owned() }).collect();
    Finding {
        code: "MC101".into(),
        rule: "cure-claim".into(),
        category: "disease".into(),
        severity: Severity::Error,
        confidence: Confidence::High,
        scope: Scope::Span,
        message: String::new(),
        why: "".into(),
        help: "".into(),
        text: String::new(),
        start: place,
        end: place,
        references: [].into(),
        fixes: vec![Fix { title: "Do it".to_owned(), safety, edits }],
        related: Vec::new(),
        class: Class::default(),
        notes: Vec::new(),
        also: Vec::new(),
        fingerprint: None,
        location: None,
        baseline: None,
    }
}

fn safe(edits: &[(usize, usize, &str)]) -> Finding {
    finding(edits, Safety::Safe)
}

#[test]
fn edits_are_made_side_by_side() {
    let fixed = apply(
        "one two three",
        &[safe(&[(4, 7, "2")]), safe(&[(13, 13, "!")]), safe(&[(0, 3, "1")])],
        Safety::Safe,
    );
    assert_eq!((fixed.text.as_str(), fixed.applied.len(), fixed.postponed), ("1 2 three!", 3, 0));
    assert_eq!(fixed.edits.iter().map(|edit| edit.start).collect::<Vec<_>>(), [0, 4, 13]);
}

#[test]
fn of_two_that_overlap_the_first_is_made_whole() {
    let first = safe(&[(0, 3, "1"), (8, 13, "3")]);
    for (second, made) in [
        (safe(&[(4, 9, "x")]), false),
        (safe(&[(9, 9, "x")]), false),
        (safe(&[(8, 8, "x")]), false),
        (safe(&[(0, 0, "x")]), false),
        (safe(&[(2, 13, "x")]), false),
        (safe(&[(4, 7, "2"), (8, 9, "x")]), false),
        (safe(&[(4, 7, "2")]), true),
        (safe(&[(3, 8, " ")]), true),
        (safe(&[(13, 13, ".")]), true),
    ] {
        let fixed = apply("one two three", &[first.clone(), second.clone()], Safety::Safe);
        assert_eq!((fixed.applied.len() == 2, fixed.postponed == 1), (made, !made), "{:?}", second.fixes);
        assert!(fixed.text.starts_with('1'), "{}", fixed.text);
    }
}

#[test]
fn the_same_fix_of_two_findings_is_made_once() {
    let note = safe(&[(3, 3, " (note)")]);
    let fixed = apply("one", &[note.clone(), note], Safety::Safe);
    assert_eq!((fixed.text.as_str(), fixed.applied.len(), fixed.postponed), ("one (note)", 2, 0));
}

#[test]
fn what_does_not_fit_or_changes_nothing_is_left_out() {
    for edits in
        [&[(0, 9, "x")][..], &[(2, 1, "x")], &[(2, 3, "x")], &[(0, 1, "a")], &[], &[(3, 4, "x"), (0, 1, "y")]]
    {
        let fixed = apply("aéb", &[safe(edits)], Safety::Safe);
        assert_eq!((fixed.text.as_str(), fixed.applied.len()), ("aéb", 0), "{edits:?}");
    }
}

#[test]
fn unsafe_fixes_and_the_baseline_wait_to_be_asked_for() {
    let bold = finding(&[(0, 3, "1")], Safety::Unsafe);
    assert_eq!(apply("one", std::slice::from_ref(&bold), Safety::Safe).text, "one");
    assert_eq!(apply("one", std::slice::from_ref(&bold), Safety::Unsafe).text, "1");
    assert_eq!((unsafe_only(&[bold.clone(), safe(&[(0, 1, "x")])])), 1);
    // A safe way goes before an unsafe one, also where both may be taken.
    let mut both = bold.clone();
    both.fixes.extend(safe(&[(0, 3, "uno")]).fixes);
    assert_eq!(apply("one", &[both], Safety::Unsafe).text, "uno");
    let accepted = Finding { baseline: Some(BaselineState::Unchanged), ..bold.clone() };
    assert_eq!(apply("one", &[accepted], Safety::Unsafe).text, "one");
    let fresh = Finding { baseline: Some(BaselineState::New), ..bold };
    assert_eq!(apply("one", &[fresh], Safety::Unsafe).text, "1");
}

fn report(findings: Vec<Finding>) -> Report {
    Report { findings, ..Report::default() }
}

#[test]
fn passes_go_on_until_nothing_is_left() {
    let lint = |text: &str| {
        let more = safe(&[(text.len(), text.len(), "x")]);
        report(if text.len() < 9 { vec![more] } else { Vec::new() })
    };
    let settled = settle("one", Safety::Safe, lint);
    assert_eq!((settled.text.as_str(), settled.applied.len(), settled.endless.len()), ("onexxxxxx", 6, 0));
}

#[test]
fn fixes_without_an_end_are_left_out_and_the_others_made() {
    let endless = |text: &str| Finding { code: "XX1".into(), ..safe(&[(text.len(), text.len(), "x")]) };
    let lint = |text: &str| {
        let once = text.starts_with("one").then(|| safe(&[(0, 3, "1")]));
        report(once.into_iter().chain([endless(text)]).collect())
    };
    let settled = settle("one", Safety::Safe, lint);
    assert_eq!((settled.text.as_str(), settled.applied.len()), ("1", 1));
    assert_eq!(settled.endless, ["XX1"]);
    assert_eq!(settle("1", Safety::Safe, lint).text, "1");
    // Two that undo each other.
    let swing = |text: &str| {
        let (code, new) = if text == "tea" { ("XX1", "TEA") } else { ("XX2", "tea") };
        report(vec![Finding { code: code.into(), ..safe(&[(0, 3, new)]) }])
    };
    let settled = settle("tea", Safety::Safe, swing);
    assert_eq!(settle(&settled.text, Safety::Safe, swing).text, settled.text);
}

#[test]
fn a_text_goes_back_into_its_encoding() {
    let utf16: Vec<u8> =
        std::iter::once(0xfeff).chain("é😀".encode_utf16()).flat_map(u16::to_be_bytes).collect();
    for bytes in [
        &b"plain"[..],
        b"\xef\xbb\xbfmarked",
        b"caf\xe9 \x80 and \x81 with many more letters around it",
        &utf16,
    ] {
        let decoded = decode(bytes).unwrap();
        assert_eq!(decoded.encode(&decoded.text).as_deref(), Some(bytes), "{:?}", decoded.encoding);
    }
    let latin = decode(b"caf\xe9").unwrap();
    assert_eq!(latin.encoding, Encoding::Windows1252);
    assert_eq!(latin.encode("café † 5 €").as_deref(), Some(&b"caf\xe9 \x86 5 \x80"[..]));
    assert_eq!(latin.encode("漢"), None);
}

/// The core pack, for two markets, as both bring fixes.
fn linter() -> &'static Linter {
    static LINTER: OnceLock<Linter> = OnceLock::new();
    LINTER.get_or_init(|| {
        let packs = Packs::from_bytes(&scruple_rules::core().unwrap().to_bytes().unwrap()).unwrap();
        Linter::builder().packs(packs).market(Market::Us).market(Market::Eu).build().unwrap()
    })
}

const SENTENCES: [&str; 14] = [
    "Our capsules support calm.",
    "They promote relaxation and a good mood.",
    "Vitamin C boosts immunity.",
    "Add to cart.",
    "Take two capsules every night.",
    "Our capsules cure type 2 diabetes in ninety days.",
    "*These statements have not been evaluated by the FDA. This product is not intended to diagnose, treat or prevent disease.",
    "Magnesium reduces fatigue fast.",
    "Zinc sharpens your mind 🙂.",
    "The river was calm and the weather mild.",
    "Our tea reduces joint swelling and eases stiff knees every morning.",
    "Free shipping on all orders.",
    "We earn a commission from links on this page.",
    "Ashwagandha supports memory.*",
];

fn document() -> impl Strategy<Value = (String, Format)> {
    let sentences = prop::collection::vec(prop::sample::select(&SENTENCES[..]), 1..9);
    (sentences, 0..3u8, any::<bool>(), any::<bool>()).prop_map(|(sentences, format, crlf, ended)| {
        let (text, format) = match format {
            0 => (sentences.join("\n\n"), Format::Plain),
            1 => (format!("# Leaf\n\n{}", sentences.join("\n\n")), Format::Markdown),
            _ => {
                let body: String = sentences.iter().map(|text| format!("<p>{text}</p>\n")).collect();
                (format!("<html><body>\n{body}</body></html>"), Format::Html)
            }
        };
        let text = if ended { text + "\n" } else { text };
        (if crlf { text.replace('\n', "\r\n") } else { text }, format)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    /// Fixing twice is fixing once, line ends stay, and everything outside the edits stays byte for byte.
    #[test]
    fn twice_is_once((source, format) in document(), bold in any::<bool>()) {
        let safety = if bold { Safety::Unsafe } else { Safety::Safe };
        let lint = |text: &str| linter().check(text, format);
        let one = apply(&source, &lint(&source).findings, safety);
        let (mut rest, mut old) = (one.text.as_str(), 0);
        for edit in &one.edits {
            prop_assert!(edit.start >= old, "edits overlap");
            let kept = &source[old..edit.start];
            prop_assert!(rest.starts_with(kept));
            rest = &rest[kept.len()..];
            prop_assert!(rest.starts_with(edit.text.as_str()));
            rest = &rest[edit.text.len()..];
            old = edit.end;
        }
        prop_assert_eq!(rest, &source[old..]);

        let once = settle(&source, safety, lint);
        prop_assert!(once.endless.is_empty(), "{:?}: {:?}", once.endless, source);
        prop_assert_eq!(&lint(&once.text).findings, &once.report.findings);
        let twice = settle(&once.text, safety, lint);
        prop_assert_eq!(&twice.text, &once.text);
        prop_assert!(twice.applied.is_empty());
        if source.contains("\r\n") {
            prop_assert_eq!(once.text.matches('\n').count(), once.text.matches("\r\n").count());
        } else {
            prop_assert!(!once.text.contains('\r'));
        }
    }
}
