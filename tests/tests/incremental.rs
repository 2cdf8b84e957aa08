//! A lint that goes on from the one before it says what a fresh one says, after any edits, in any format.

#![allow(clippy::unwrap_used, reason = "a test may end where it fails")]

use proptest::prelude::*;
use proptest::sample::{Index, select};
use scruple::source::Format;
use scruple::{Memo, Options};
use scruple_tests::documents::{self, linter};

/// What a writer types or pastes: words of claims, of doses and of sober prose, marks that make and break sentences,
/// segments and references, and questions whose answer is the next paragraph.
const TYPED: [&str; 34] = [
    "x",
    " ",
    ".",
    "\n",
    "\n\n",
    "\r\n",
    "é",
    "🌿",
    "\u{2028}",
    " cures insomnia",
    " may support a healthy mood",
    " not",
    "Does it cure asthma? ",
    "Yes, it does.\n\n",
    "# Our capsules\n\n",
    "It helps with:\n\n- sleep\n- anxiety\n\n",
    "Take 40 mg of zinc daily. ",
    " 2 capsules contain 400 mg magnesium. ",
    "2 capsules provide 300 mg magnesium. ",
    " boosts glutamate activity. It blocks glutamate receptors. ",
    "The effect is temporary. ",
    "Relief is permanent. ",
    "(Poe et al., 2014) ",
    "[4]",
    "References\n\n1. Poe J. Zinc and sleep in adults. Night Notes. 2012;5(1):1-9.\n",
    "These statements have not been evaluated by the Food and Drug Administration. ",
    "Add to cart. ",
    "Symptoms, see your doctor. ",
    "---\nscruple:\n  class: editorial\n---\n",
    "Vitamin C boosts immunity. ",
    "<p>",
    "</p>",
    "<!-- ",
    "*",
];

/// One edit: where, how many bytes go, what comes.
#[derive(Debug, Clone)]
enum Edit {
    Type {
        at: Index,
        gone: usize,
        typed: &'static str,
    },
    /// A paragraph is taken from one place to another.
    Move {
        from: Index,
        to: Index,
    },
}

fn edit() -> impl Strategy<Value = Edit> {
    let gone = prop_oneof![6 => Just(0_usize), 3 => 1..4_usize, 2 => 5..400_usize];
    prop_oneof![
        8 => (any::<Index>(), gone, select(TYPED.as_slice()))
            .prop_map(|(at, gone, typed)| Edit::Type { at, gone, typed }),
        1 => (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Edit::Move { from, to }),
    ]
}

/// The nearest place at or before an offset that lies between two characters.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

fn apply(text: &mut String, edit: &Edit) {
    match edit {
        Edit::Type { at, gone, typed } => {
            let start = boundary(text, at.index(text.len() + 1));
            let end = boundary(text, start + gone).max(start);
            text.replace_range(start..end, typed);
        }
        Edit::Move { from, to } => {
            let mut parts: Vec<&str> = text.split("\n\n").collect();
            let part = parts.remove(from.index(parts.len()));
            parts.insert(to.index(parts.len() + 1), part);
            *text = parts.join("\n\n");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn edits_in_any_order(
        document in any::<Index>(),
        format in select([Format::Plain, Format::Markdown, Format::Html].as_slice()),
        own in any::<bool>(),
        edits in prop::collection::vec(edit(), 1..25),
    ) {
        let documents = documents::ours();
        let document = document.get(&documents);
        let format = if own { Format::from_path(&document.name) } else { format };
        let mut text = document.text.clone();
        let mut memo = Memo::default();
        let linter = linter();
        for edit in &edits {
            apply(&mut text, edit);
            let again = linter.check_again(&text, format, &Options::default(), &mut memo);
            prop_assert_eq!(again, linter.check(&text, format), "after {:?}", edit);
        }
    }
}

/// A memo that was used for something else is of no use, and does no harm.
#[test]
fn a_memo_of_another_text_or_linter() {
    let documents = documents::ours();
    let mut memo = Memo::default();
    let packs = scruple_rules::with_packs().unwrap();
    let other =
        scruple::Linter::builder().packs(packs).enable_pack("eu").enable_pack("meta-ads").build().unwrap();
    for document in &documents {
        let format = Format::from_path(&document.name);
        for linter in [linter(), &other] {
            let again = linter.check_again(&document.text, format, &Options::default(), &mut memo);
            assert_eq!(again, linter.check(&document.text, format), "{}", document.name);
        }
    }
}

/// The market that a text says it is for decides which wording is proposed.
#[test]
fn another_market_from_one_lint_to_the_next() {
    let linter = linter();
    let mut memo = Memo::default();
    for market in ["us", "eu", "us, eu", "uk"] {
        let text = format!("---\nscruple:\n  market: [{market}]\n---\n\nOur vitamin C boosts immunity.\n");
        let again = linter.check_again(&text, Format::Markdown, &Options::default(), &mut memo);
        assert_eq!(again, linter.check(&text, Format::Markdown), "{market}");
    }
}
