//! What a house adds to the packs: severities, names, disclaimers.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may end where it fails")]

use scruple::finding::{Finding, Severity};
use scruple::house::{Disclaimer, HouseError, Level, TermKind};
use scruple::rule::Market;
use scruple::source::Format;
use scruple::{BuildError, DocumentClass, Linter, LinterBuilder};

fn builder() -> LinterBuilder {
    Linter::builder().packs(scruple_rules::core().unwrap())
}

fn findings(builder: LinterBuilder, text: &str) -> Vec<Finding> {
    builder.build().unwrap().check(text, Format::Markdown).findings
}

fn codes(builder: LinterBuilder, text: &str) -> Vec<String> {
    findings(builder, text).into_iter().map(|finding| finding.code.to_string()).collect()
}

fn notice(when: &[&str]) -> Disclaimer {
    Disclaimer {
        name: "results".to_owned(),
        text: Some("*Results vary; see our method page.".to_owned()),
        patterns: vec!["no two people ... same result".to_owned()],
        when: when.iter().map(|&when| when.to_owned()).collect(),
        markets: Vec::new(),
        classes: Vec::new(),
        severity: Severity::Error,
    }
}

const CLAIM: &str = "# Calmora\n\nOur capsules support restful sleep.\n";

#[test]
fn the_most_exact_severity_counts_whatever_the_context() {
    let text = "Our drops may help to cure eczema.";
    let plain = findings(builder(), text);
    let first = plain.first().unwrap();
    let set = builder().severity(first.code.as_str(), Level::Info).severity("all", Level::Off);
    let set = findings(set.severity(first.category.as_str(), Level::Warning), text);
    assert_eq!(set.len(), 1, "{set:?}");
    assert_eq!((set[0].severity, &set[0].code), (Severity::Info, &first.code));
    assert!(set[0].notes.iter().any(|note| note.starts_with("set to info by the settings")), "{set:?}");
    let wrong = builder().severity("cure-clam", Level::Off).build().unwrap_err();
    assert!(wrong.to_string().contains("did you mean \"cure-claim\"?"), "{wrong}");
}

/// A sober text, and a sentence on something of which nobody can know that it is sold.
const SOBER: &str = "Sleep apnea has many causes, and symptoms include snoring; talk to your doctor. Causes and risk \
                     factors differ. Velorin supports restful sleep.";

#[test]
fn a_product_makes_the_sentence_a_claim_of_the_seller() {
    assert_eq!(codes(builder(), SOBER), Vec::<String>::new());
    for name in ["Velorin", "velorin"] {
        assert_eq!(codes(builder().terms(TermKind::Product, [name]), SOBER), ["MC114"]);
    }
    assert_eq!(codes(builder().terms(TermKind::Ingredient, ["Velorin"]), SOBER), ["MC114"]);
}

#[test]
fn a_brand_that_is_an_ordinary_word_is_told_by_its_spelling() {
    let claims = |builder: LinterBuilder, text: &str| codes(builder, text).contains(&"MC101".to_owned());
    let ignored = || builder().terms(TermKind::Ignored, ["Cure"]);
    for (text, with) in
        [("Cure eczema today.", false), ("CURE eczema today.", true), ("Our balm will cure eczema.", true)]
    {
        assert!(claims(builder(), text), "{text}");
        assert_eq!(claims(ignored(), text), with, "{text}");
    }
    let wrong = builder().terms(TermKind::Ignored, ["®"]).build().unwrap_err();
    assert_eq!(wrong, BuildError::House(HouseError::EmptyTerm("®".to_owned())));
}

#[test]
fn a_missing_disclaimer_is_found_and_its_fix_settles_it() {
    for when in ["structure-function", "MC1", "always"] {
        let asked = || builder().disclaimer(notice(&[when]));
        let found = findings(asked(), CLAIM);
        let missing = found.iter().find(|finding| finding.code == "HOUSE-RESULTS").expect(when);
        assert_eq!(missing.severity, Severity::Error);
        let edit = &missing.fixes[0].edits[0];
        let fixed = format!("{}{}{}", &CLAIM[..edit.start], edit.text, &CLAIM[edit.end..]);
        assert!(!codes(asked(), &fixed).contains(&"HOUSE-RESULTS".to_owned()), "{fixed}");
    }
    let other = "Our capsules support restful sleep.\n\nNo two people\nget **the same** result.\n";
    assert!(!codes(builder().disclaimer(notice(&["MC1"])), other).contains(&"HOUSE-RESULTS".to_owned()));
    let silent = "Opening hours: nine to five.\n";
    assert_eq!(codes(builder().disclaimer(notice(&["MC1"])), silent), Vec::<String>::new());
    assert_eq!(codes(builder().disclaimer(notice(&["always"])), silent), ["HOUSE-RESULTS"]);
    // The rule that asks may be off: the house asks for the words in its place.
    let off = builder().disclaimer(notice(&["MC1"])).severity("MC", Level::Off);
    assert_eq!(codes(off, CLAIM), ["HOUSE-RESULTS"]);
}

#[test]
fn markets_and_classes_narrow_a_disclaimer() {
    let eu = Disclaimer { markets: vec![Market::Eu], ..notice(&["always"]) };
    assert!(!codes(builder().disclaimer(eu.clone()), CLAIM).contains(&"HOUSE-RESULTS".to_owned()));
    assert!(codes(builder().market(Market::Eu).disclaimer(eu), CLAIM).contains(&"HOUSE-RESULTS".to_owned()));
    let news = Disclaimer { classes: vec![DocumentClass::News], ..notice(&["always"]) };
    assert!(
        !codes(builder().disclaimer(news.clone()).class(DocumentClass::Product), CLAIM)
            .contains(&"HOUSE-RESULTS".to_owned())
    );
    assert!(
        codes(builder().disclaimer(news).class(DocumentClass::News), CLAIM)
            .contains(&"HOUSE-RESULTS".to_owned())
    );
}

#[test]
fn disclaimers_that_make_no_sense() {
    let wrong = |disclaimer: Disclaimer| builder().disclaimer(disclaimer).build().unwrap_err().to_string();
    assert!(wrong(Disclaimer { name: "a b".to_owned(), ..notice(&["MC1"]) }).contains("no name"));
    assert!(
        wrong(Disclaimer { text: None, patterns: vec!["...".to_owned()], ..notice(&["MC1"]) })
            .contains("no words")
    );
    assert!(wrong(notice(&[])).contains("nothing asks"));
    assert!(wrong(notice(&["structure-funktion"])).contains("did you mean \"structure-function\"?"));
    let twice = builder().disclaimer(notice(&["MC1"])).disclaimer(notice(&["MC1"])).build().unwrap_err();
    assert!(twice.to_string().contains("two disclaimers"), "{twice}");
}
