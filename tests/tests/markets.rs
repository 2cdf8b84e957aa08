//! The packs of markets and channels: off until they are asked for, and one red flag for one place.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may end where it fails")]

use std::fmt::Write as _;

use scruple::finding::Scope;
use scruple::rule::test::run;
use scruple::rule::{Market, RuleInfo};
use scruple::source::Format;
use scruple::{BuildError, Finding, Linter};
use scruple_tests::documents;

fn linter(packs: &[&str]) -> Linter {
    let builder = Linter::builder().packs(scruple_rules::with_packs().unwrap());
    packs.iter().fold(builder, |builder, pack| builder.enable_pack(*pack)).build().unwrap()
}

fn check(linter: &Linter, text: &str) -> Vec<Finding> {
    linter.check(text, Format::Plain).findings
}

fn of_packs() -> Vec<RuleInfo> {
    let packs = scruple_rules::with_packs().unwrap();
    packs.rules().filter(|rule| rule.pack != "core").cloned().collect()
}

#[test]
fn every_example_of_the_packs_holds() {
    let failures = run(&scruple_rules::with_packs().unwrap()).unwrap();
    let mut list = String::new();
    for failure in &failures {
        writeln!(
            list,
            "{}:{}: {}\n    {}\n    expected {}\n    got      {}",
            failure.file, failure.line, failure.code, failure.example, failure.expected, failure.got
        )
        .unwrap();
    }
    assert!(failures.is_empty(), "{} examples do not hold:\n\n{list}", failures.len());
}

#[test]
fn every_pack_is_there_and_every_rule_of_it_teaches() {
    let rules = of_packs();
    for name in ["us", "eu", "uk", "ca", "au", "google-ads", "meta-ads", "amazon"] {
        assert!(scruple_rules::NAMES.contains(&name), "{name}");
        assert!(rules.iter().any(|rule| rule.pack == name), "{name}");
    }
    for rule in &rules {
        assert!(rule.examples_bad.len() >= 2 && rule.examples_good.len() >= 2, "{}: examples", rule.code);
        let texts = [&*rule.summary, &*rule.message, &*rule.why, &*rule.instead, &*rule.false_positives];
        for text in texts {
            assert!(!text.trim().is_empty(), "{}: an empty text", rule.code);
            assert!(!text.to_lowercase().contains("illegal"), "{}: {text}", rule.code);
        }
        assert!(!rule.references.is_empty(), "{}: no law and no policy", rule.code);
    }
}

/// Policies change: whoever cites one says when it was read.
#[test]
fn policies_are_dated() {
    let packs = scruple_rules::with_packs().unwrap();
    for pack in packs.named() {
        assert!(pack.as_of.is_some(), "{}: no date", pack.name);
    }
    for rule in of_packs() {
        for reference in rule.references.iter().filter(|reference| reference.market.is_none()) {
            assert!(reference.title.contains("(as of 20"), "{}: {}", rule.code, reference.title);
        }
    }
}

#[test]
fn packs_that_are_off_are_as_if_they_were_not_there() {
    let off = linter(&[]);
    assert!(off.rules().all(|rule| rule.pack == "core"));
    for document in documents::ours() {
        let report = off.check(&document.text, Format::from_path(&document.name));
        assert_eq!(report, document.lint(), "{}", document.name);
    }
}

/// What a document is taken for and what core rules say of it does not depend on the packs: they only add, and where
/// they speak of the same words they take the place of the core finding and name it.
#[test]
fn no_core_finding_is_lost() {
    let all = linter(scruple_rules::NAMES);
    let core = Market::ALL
        .into_iter()
        .fold(Linter::builder().packs(scruple_rules::core().unwrap()), scruple::LinterBuilder::market)
        .build()
        .unwrap();
    for document in documents::ours() {
        let format = Format::from_path(&document.name);
        let (with, without) = (all.check(&document.text, format), core.check(&document.text, format));
        assert_eq!(with.class, without.class, "{}", document.name);
        for lost in &without.findings {
            let kept = with.findings.iter().any(|finding| {
                (finding.code == lost.code || finding.also.contains(&lost.code))
                    && finding.severity >= lost.severity
                    && finding.start.byte <= lost.end.byte
                    && lost.start.byte <= finding.end.byte
            });
            assert!(kept, "{}:{} {} is lost", document.name, lost.start.line, lost.code);
        }
    }
}

#[test]
fn one_place_is_one_red_flag() {
    let claim = "Our capsules cure type 2 diabetes in ninety days.";
    let on = |finding: &&Finding| finding.text.contains("diabetes");
    let found = check(&linter(&["eu", "au", "amazon"]), claim);
    let here: Vec<&Finding> = found.iter().filter(on).collect();
    assert_eq!(here.len(), 1, "{here:#?}");
    let all: Vec<&str> = here
        .iter()
        .flat_map(|finding| finding.also.iter().chain([&finding.code]))
        .map(|code| &**code)
        .collect();
    for code in ["MC101", "EU07", "AU01", "AM01"] {
        assert!(all.contains(&code), "{code} in {all:?}");
        assert!(here[0].code == code || here[0].notes.iter().any(|note| note.contains(code)), "{code}");
    }
    // The law of every rule that sees it.
    assert!(here[0].references.iter().any(|reference| reference.title.contains("101.93")));
    assert!(here[0].references.iter().any(|reference| reference.market == Some(Market::Au)));
    assert!(here[0].references.iter().any(|reference| reference.market.is_none()));
}

/// A rule of a pack that needs more words than the core rule it follows says the same claim, once.
#[test]
fn more_words_of_one_claim_are_one_red_flag() {
    let linter = linter(&["eu"]);
    let text = "Our ashwagandha capsules calm stress. Order today.";
    let found = check(&linter, text);
    let of_words = |finding: &&Finding| finding.scope == Scope::Span && finding.text.contains("stress");
    let [one] = &*found.iter().filter(of_words).collect::<Vec<_>>() else { panic!("{found:#?}") };
    assert_eq!((&*one.code, &*one.text), ("EU01", "ashwagandha capsules calm stress"));
    assert!(one.also.iter().any(|code| code == "MC114"), "{:?}", one.also);
    // Another claim of the sentence is another red flag.
    let found =
        check(&linter, "Our ashwagandha capsules calm stress and have zero side effects. Order today.");
    assert!(found.iter().any(|finding| finding.code == "MC201"), "{found:#?}");
}

/// A rule that asks for something and follows others too says of their words that they are there, not missing.
#[test]
fn what_is_there_is_not_called_missing() {
    let text = "# Allergy season\n\nOur cetirizine tablets help with hay fever. Read the package leaflet carefully \
                before use. They are guaranteed to work for everybody. Order today and our pharmacy sends them to \
                your door by tomorrow noon.\n";
    let found = linter(&["eu"]).check(text, Format::Markdown).findings;
    let own = found.iter().find(|finding| finding.code == "EU08").expect("EU08 speaks");
    assert!(own.message.contains(": \"guaranteed to work"), "{}", own.message);
    assert!(found.iter().all(|finding| !finding.message.contains('{')), "{found:#?}");
}

#[test]
fn the_core_finding_stands_where_the_rule_of_the_pack_is_left_out() {
    let builder = || Linter::builder().packs(scruple_rules::with_packs().unwrap()).enable_pack("eu");
    let claim = "Our capsules cure type 2 diabetes in ninety days.";
    let codes = |linter: &Linter| -> Vec<String> {
        check(linter, claim)
            .into_iter()
            .filter(|finding| finding.text.contains("diabetes"))
            .map(|f| f.code.to_string())
            .collect()
    };
    assert_eq!(codes(&builder().build().unwrap()), ["EU07"]);
    let without = codes(&builder().ignore(["EU07".to_owned()]).build().unwrap());
    assert!(without.contains(&"MC101".to_owned()) && !without.contains(&"EU07".to_owned()), "{without:?}");
    assert_eq!(codes(&builder().select(["eu".to_owned()]).build().unwrap()), ["EU07"]);
    assert_eq!(codes(&builder().select(["core".to_owned()]).build().unwrap()), without);
}

#[test]
fn a_pack_brings_its_market() {
    let law = |packs: &[&str]| {
        let found = check(&linter(packs), "Our capsules cure eczema. They have zero side effects.");
        found
            .into_iter()
            .flat_map(|finding| finding.references.to_vec())
            .filter_map(|law| law.market)
            .collect::<Vec<_>>()
    };
    assert!(law(&["meta-ads"]).contains(&Market::Us) && !law(&["meta-ads"]).contains(&Market::Eu));
    assert!(law(&["eu"]).contains(&Market::Us) && law(&["eu"]).contains(&Market::Eu));
    // What holds only outside the United States is on as well.
    assert!(linter(&["uk"]).rules().any(|rule| rule.code == "MC803"));
}

/// A document that says where it is published is left alone by the packs of other markets.
#[test]
fn a_document_says_where_it_is_published() {
    let linter = linter(&["eu", "uk", "meta-ads"]);
    let text = "---\nscruple: {market: uk}\n---\n\nOur ashwagandha capsules calm stress. Is your anxiety ruining work?\n";
    let found = linter.check(text, Format::Markdown).findings;
    let codes: Vec<&str> = found
        .iter()
        .flat_map(|finding| finding.also.iter().chain([&finding.code]))
        .map(|code| &**code)
        .collect();
    assert!(codes.contains(&"UK01") && codes.contains(&"MT01") && !codes.contains(&"EU01"), "{codes:?}");
}

#[test]
fn mistakes_are_named() {
    let packs = || Linter::builder().packs(scruple_rules::with_packs().unwrap());
    let Err(BuildError::UnknownPack(error)) = packs().enable_pack("ue").build() else { panic!("builds") };
    assert!(error.to_string().contains("\"ue\"") && error.to_string().contains("meta-ads"), "{error}");
    let Err(BuildError::UnknownPack(error)) = packs().enable_pack("google").build() else { panic!("builds") };
    assert_eq!(error.nearest.as_deref(), Some("google-ads"));
    let Err(BuildError::PackIsOff(error)) = packs().select(["EU01".to_owned()]).build() else {
        panic!("builds")
    };
    assert_eq!(error.pack, "eu");
    // Left out anyway.
    assert!(packs().ignore(["EU01".to_owned()]).build().is_ok());
    let core = Linter::builder().packs(scruple_rules::core().unwrap()).enable_pack("eu").build();
    assert!(core.unwrap_err().to_string().contains("there are none"));
}
