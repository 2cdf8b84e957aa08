//! Tests of the comparison of figures.

use super::*;

fn stated(text: &str) -> Vec<(String, String)> {
    read(text).into_iter().map(|stated| (stated.of, stated.amount)).collect()
}

fn differ(one: &str, other: &str) -> bool {
    let (one, other) = (stated(one), stated(other));
    one.iter().any(|(of, amount)| other.iter().any(|(also, second)| of == also && amount != second))
}

#[test]
fn figures_that_cannot_both_hold() {
    for (one, other) in [
        ("2 capsules = 400 mg.", "Each serving of two capsules provides 500 mg."),
        ("Serving size: 2 capsules (400mg)", "Two capsules contain 0.5 g"),
        ("Take 1 capsule daily with food.", "Take three capsules a day."),
        ("Adults take one tablet twice daily.", "Take 1 tablet daily."),
        ("The recommended dose of zinc is 15 mg.", "The recommended daily dose is 25 mg zinc a day."),
        ("It holds no caffeine.", "You get 100 mg of natural caffeine per serving."),
        ("Caffeine-free and vegan.", "Each scoop gives 80 mg caffeine."),
    ] {
        assert!(differ(one, other), "{:?} {:?}", stated(one), stated(other));
    }
}

#[test]
fn figures_that_can() {
    for (one, other) in [
        ("2 capsules = 400 mg.", "1 capsule = 200 mg."),
        ("2 capsules = 400 mg.", "Two capsules contain 0.4 g"),
        ("2 capsules provide 400 mg of magnesium.", "2 capsules provide 10 mg of zinc."),
        ("Take 1 capsule daily.", "Children take 2 capsules daily."),
        ("Take 1 capsule daily.", "For the first week take 2 capsules daily."),
        ("Take 1 capsule daily.", "I take 3 capsules daily."),
        ("Take 1 capsule daily.", "Take 1 or 2 capsules daily."),
        ("Take one tablet twice daily.", "Take two tablets daily."),
        ("No caffeine crash.", "100 mg caffeine per serving."),
        ("No caffeine.", "A cup of coffee has 95 mg caffeine per serving."),
        ("No added sugar.", "4 g sugar per serving."),
    ] {
        assert!(!differ(one, other), "{:?} {:?}", stated(one), stated(other));
    }
}
