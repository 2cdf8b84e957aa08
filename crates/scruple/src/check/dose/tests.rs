//! Tables of amounts and rates, and what may never panic.

use proptest::prelude::*;

use super::amount::{Per, parse};
use super::limits::{Body, Group, Levels, spoken};
use super::words::Words;
use crate::rule::tables::{Limit, Nutrient, Tables};
use crate::scan::Tokens;
use crate::scan::numeric::Unit;
use crate::scan::vocabulary::Vocabulary;

fn read(text: &str) -> Vec<(f64, f64, Unit, f64, Option<f64>)> {
    let vocabulary = Vocabulary::of(&[]);
    let mut tokens = Tokens::default();
    tokens.cut(text, &vocabulary);
    parse(&Words::new(text, &tokens.tokens))
        .into_iter()
        .map(|amount| (amount.low, amount.high, amount.unit, amount.count, amount.rate.times_a_day))
        .collect()
}

#[test]
fn amounts_are_read_as_they_are_written() {
    use Unit::{Colony, Gram, International, Measure, Microgram, Milligram, Piece};
    for (text, low, high, unit, count, times) in [
        ("1–3 grams per day", 1.0, 3.0, Gram, 1.0, Some(1.0)),
        ("1 to 3 g", 1.0, 3.0, Gram, 1.0, None),
        ("200-300 mg elemental magnesium", 200.0, 300.0, Milligram, 1.0, None),
        ("240 mg/day", 240.0, 240.0, Milligram, 1.0, Some(1.0)),
        ("2 x 500 mg twice daily", 500.0, 500.0, Milligram, 2.0, Some(2.0)),
        ("2 × 500 mg", 500.0, 500.0, Milligram, 2.0, None),
        ("two 500 mg capsules a day", 500.0, 500.0, Milligram, 2.0, Some(1.0)),
        ("take 1 500 mg capsule", 500.0, 500.0, Milligram, 1.0, None),
        ("1 500 mg of vitamin C", 1500.0, 1500.0, Milligram, 1.0, None),
        ("1\u{202F}500 mg", 1500.0, 1500.0, Milligram, 1.0, None),
        ("5,000 IU", 5000.0, 5000.0, International, 1.0, None),
        ("1,000,000 IU", 1_000_000.0, 1_000_000.0, International, 1.0, None),
        ("400 international units daily", 400.0, 400.0, International, 1.0, Some(1.0)),
        ("0.5–1.5 g", 0.5, 1.5, Gram, 1.0, None),
        ("500mg", 500.0, 500.0, Milligram, 1.0, None),
        ("1,5 g", 1.5, 1.5, Gram, 1.0, None),
        ("200 mg to 300 mg a day", 200.0, 300.0, Milligram, 1.0, Some(1.0)),
        ("½ teaspoon nightly", 0.5, 0.5, Measure, 1.0, Some(1.0)),
        ("1½ teaspoons", 1.5, 1.5, Measure, 1.0, None),
        ("10 billion CFU", 1e10, 1e10, Colony, 1.0, None),
        ("250 μg every 8 hours", 250.0, 250.0, Microgram, 1.0, Some(3.0)),
        ("500 mg every 6 to 8 hours", 500.0, 500.0, Milligram, 1.0, Some(4.0)),
        ("500 mg three times a day", 500.0, 500.0, Milligram, 1.0, Some(3.0)),
        ("500 mg BID", 500.0, 500.0, Milligram, 1.0, Some(2.0)),
        ("50,000 IU once a week", 50_000.0, 50_000.0, International, 1.0, Some(1.0 / 7.0)),
        ("500 mg every other day", 500.0, 500.0, Milligram, 1.0, Some(0.5)),
        ("daily dose: 300 mg", 300.0, 300.0, Milligram, 1.0, Some(1.0)),
        ("5 g with each meal", 5.0, 5.0, Gram, 1.0, Some(3.0)),
        ("four capsules every morning", 4.0, 4.0, Piece, 1.0, Some(1.0)),
        ("two small capsules daily", 2.0, 2.0, Piece, 1.0, Some(1.0)),
    ] {
        let found = read(text);
        let [(l, h, u, c, t)] = found.as_slice() else { panic!("{text}: {found:?}") };
        assert!((l - low).abs() < 1e-6 && (h - high).abs() < 1e-6, "{text}: {l}–{h}");
        assert_eq!((*u, *c), (unit, count), "{text}");
        match (t, times) {
            (Some(t), Some(times)) => assert!((t - times).abs() < 1e-6, "{text}: {t} times a day"),
            (t, times) => assert_eq!(*t, times, "{text}"),
        }
    }
}

#[test]
fn several_amounts_keep_their_own_rates() {
    let found = read("100 mg of zinc twice a day and 200 mg of iron weekly");
    assert_eq!(found.iter().map(|amount| amount.1).collect::<Vec<_>>(), [100.0, 200.0]);
    assert_eq!(found[0].4, Some(2.0));
    assert!(found[1].4.is_some_and(|times| times < 1.0));
}

#[test]
fn what_is_no_amount_is_passed_over() {
    for text in ["ages 45-55", "in 2019, 64 people", "chapter 3", "10 minutes", "", "mg", "3 – g", "5-3 mg"]
    {
        let found = read(text);
        assert!(found.is_empty() || text == "5-3 mg", "{text}: {found:?}");
    }
    let per = |text: &str| {
        let vocabulary = Vocabulary::of(&[]);
        let mut tokens = Tokens::default();
        tokens.cut(text, &vocabulary);
        parse(&Words::new(text, &tokens.tokens)).first().map(|amount| amount.per)
    };
    assert_eq!(per("5 mg/kg"), Some(Per::Kilogram));
    assert_eq!(per("200 mg/dL"), Some(Per::Other));
    assert_eq!(per("3 g per 100 g"), Some(Per::Other));
    assert_eq!(per("3 g per day"), Some(Per::Nothing));
}

#[test]
fn levels_are_those_of_the_group_and_the_body() {
    let row = |population: &str, amount: f64, authority: &str| Limit {
        nutrient: "zinc".to_owned(),
        population: population.to_owned(),
        amount: Some(amount),
        unit: "mg".to_owned(),
        authority: authority.to_owned(),
        year: "2001".to_owned(),
        note: String::new(),
    };
    let tables = Tables {
        limits: vec![
            row("4-8 y", 12.0, "IOM/NASEM (NIH ODS)"),
            row(">=19 y", 40.0, "IOM/NASEM (NIH ODS)"),
            row("7-12 mo", 5.0, "IOM/NASEM (NIH ODS)"),
            row("adults (60 kg)", 25.0, "UK EVM"),
        ],
        nutrients: vec![Nutrient {
            name: "zinc".to_owned(),
            names: vec!["zinc".to_owned()],
            unit: "mg".to_owned(),
            conversions: Vec::new(),
            supplemental_only: false,
            forms: Vec::new(),
            falls_back_to: None,
            note: None,
        }],
        ..Tables::default()
    };
    let levels = Levels::new(&tables);
    let of = |body, group| levels.of(&tables, 0, body, group).map(|level| level.milligrams);
    assert_eq!(of(Body::Iom, Group::Adult), Some(40.0));
    assert_eq!(of(Body::Iom, Group::Child(5.0, 6.0)), Some(12.0));
    assert_eq!(of(Body::Iom, Group::Child(0.6, 0.9)), Some(5.0));
    assert_eq!(of(Body::Evm, Group::Adult), Some(25.0));
    assert_eq!(of(Body::Efsa, Group::Adult), None);
}

#[test]
fn amounts_are_spoken_with_a_unit_that_fits() {
    assert_eq!(spoken(350.0), "350 mg");
    assert_eq!(spoken(2500.0), "2,500 mg");
    assert_eq!(spoken(0.1), "100 µg");
    assert_eq!(spoken(3.3), "3.3 mg");
}

proptest! {
    #[test]
    fn reading_never_panics(text in "\\PC{0,80}") {
        read(&text);
    }

    #[test]
    fn reading_what_looks_like_a_dose_never_panics(
        text in "([0-9]{1,9}([.,–-][0-9]{0,4})? ?(mg|g|IU|µg|x|×|½|to|or|per|a|day|every|hours|capsules|twice|daily|kg|/|\u{202F}|billion|CFU)? ?){0,12}"
    ) {
        for (low, high, ..) in read(&text) {
            prop_assert!(low <= high && high.is_finite());
        }
    }
}
