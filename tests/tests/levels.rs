//! A dose is held against the levels of the markets that are asked for, and the finding names market and level.

#![allow(clippy::unwrap_used, reason = "a test may end where it fails")]

use scruple::rule::Market;
use scruple::source::Format;
use scruple::{Linter, Options};

#[test]
fn each_market_has_its_own_levels() {
    let linter = Linter::builder().packs(scruple_rules::core().unwrap()).build().unwrap();
    let said = |text: &str, market: Market| {
        let report = linter.check_with(text, Format::Plain, &Options::default().market(market));
        report.findings.into_iter().find(|finding| finding.code == "MC302").map(|finding| finding.message)
    };
    for (text, market, expected) in [
        ("Take 300 mg of magnesium every night.", Market::Us, None),
        (
            "Take 300 mg of magnesium every night.",
            Market::Eu,
            Some("250 mg a day for magnesium (SCF, 2001; eu)"),
        ),
        ("Take 20 mg of vitamin B6 a day.", Market::Us, None),
        (
            "Take 20 mg of vitamin B6 a day.",
            Market::Eu,
            Some("12 mg a day for vitamin B6 (EFSA NDA, 2023; eu)"),
        ),
        (
            "Take 20 mg of vitamin B6 a day.",
            Market::Uk,
            Some("10 mg a day for vitamin B6 (UK EVM, 2003; uk)"),
        ),
        ("Take 60 mg of zinc every day.", Market::Ca, Some("40 mg a day for zinc (IOM/NASEM, 2001; ca)")),
        ("Take 60 mg of zinc every day.", Market::Au, Some("40 mg a day for zinc (NHMRC NRV, 2006; au)")),
        ("Take 30 mg of zinc every day.", Market::Au, None),
    ] {
        match (said(text, market), expected) {
            (Some(message), Some(part)) => assert!(message.contains(part), "{message}"),
            (None, None) => {}
            (got, expected) => panic!("{text} in {market}: {got:?}, not {expected:?}"),
        }
    }
}
