//! Tests of the search for the statement.

use super::*;

fn kinds(text: &str) -> (u8, u8) {
    let kind = |local: &Local| match local {
        Local::Absent => 0,
        Local::Altered(_) => 1,
        Local::Exact(_) => 2,
    };
    let (first, second) = in_text(text);
    (kind(&first), kind(&second))
}

#[test]
fn exact_in_any_case_and_punctuation() {
    let text = format!("*{EVALUATED}. {INTENDED}.");
    assert_eq!(kinds(&text), (2, 2));
    assert_eq!(kinds(&text.to_uppercase()), (2, 2));
    assert_eq!(kinds(&format!("{EVALUATED_ONE}. {INTENDED}.").replace(',', "")), (2, 2));
    assert_eq!(kinds(&text.replace("and", "&")), (2, 2));
}

#[test]
fn altered_words_are_near_misses() {
    assert_eq!(
        kinds(
            "These statements have not been evaluated by the FDA. This product is not intended to treat or prevent disease."
        ),
        (1, 1)
    );
    assert_eq!(kinds("These statements may not have been reviewed by FDA."), (1, 0));
    assert_eq!(kinds("This product isn’t meant to cure anything."), (0, 1));
    assert_eq!(
        kinds(
            "The claims on this site haven't been evaluated by the US Food and Drug Administration and are not intended to diagnose, treat or cure any disease."
        ),
        (1, 1)
    );
    assert_eq!(kinds("Not intended to cure any disease."), (0, 1));
}

#[test]
fn other_notices_are_none() {
    for text in [
        "This article is for information only and is not a substitute for advice from your doctor.",
        "The content of this website is not intended to diagnose or treat any disease.",
        "The drug has not been approved by the FDA for children.",
        "Our price list has not been evaluated by anybody.",
        "Always read the label.",
        "",
    ] {
        assert_eq!(kinds(text), (0, 0), "{text}");
    }
}

#[test]
fn alignment_finds_the_part() {
    let mut found = Vec::new();
    sentences::each(
        "Note: this statement has not been evaluated by the Food and Drug Administration yet",
        |words| found.push(align(words, FIRST[0])),
    );
    assert_eq!(found, [(0, 1, 10)]);
}

#[test]
fn contractions_deny_in_any_case() {
    for text in
        ["THIS PRODUCT ISN'T MEANT TO CURE ANYTHING.", "This product wasN\u{2019}T meant to cure anything."]
    {
        assert_eq!(kinds(text), (0, 1), "{text}");
    }
}
