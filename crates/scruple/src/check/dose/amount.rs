//! Amounts among the words of a sentence: "1–3 grams", "2 x 500 mg", "two 500 mg capsules", "5,000 IU", "½ teaspoon".

use std::ops::Range;

use super::rate::{self, Rate};
use super::words::Words;
use crate::scan::Flags;
use crate::scan::numeric::{Special, Unit};

/// An amount as it is stated, with the rate that belongs to it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Amount {
    /// Words of the sentence, from the first number to the unit.
    pub words: Range<usize>,
    /// Lower end of a range, in `unit`; the same as `high` where there is no range.
    pub low: f64,
    /// Upper end, in `unit`.
    pub high: f64,
    /// The unit both ends are in.
    pub unit: Unit,
    /// How many of it at a time: 2 in "2 x 500 mg" and "two 500 mg capsules", else 1.
    pub count: f64,
    /// What one unit of the amount is counted for, beside time.
    pub per: Per,
    /// How often.
    pub rate: Rate,
}

/// What an amount is counted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Per {
    /// For itself.
    Nothing,
    /// For every kilogram of body weight: "5 mg/kg".
    Kilogram,
    /// In a volume or a weight of something: "200 mg/dL", "3 g per 100 g".
    Other,
}

impl Amount {
    /// The upper end of what is taken at one time, in milligrams, for units of mass.
    pub(super) fn milligrams(&self) -> Option<f64> {
        Some(self.unit.milligrams()? * self.high * self.count)
    }

    /// How many times a day, where the text says it or says that it is all of a day.
    pub(super) fn times_a_day(&self) -> Option<f64> {
        self.rate.times_a_day
    }
}

/// All amounts of a sentence, from left to right. Never fails; what cannot be an amount is passed over.
pub(super) fn parse(words: &Words<'_>) -> Vec<Amount> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match number(words, at) {
            Some(_) => match amount(words, at) {
                Some(found) => {
                    at = found.words.end.max(at + 1);
                    out.push(found);
                }
                None => at += 1,
            },
            None => at += 1,
        }
    }
    out
}

fn amount(words: &Words<'_>, start: usize) -> Option<Amount> {
    let (first, mut at) = number(words, start)?;
    let (mut low, mut high, mut count) = (first, first, 1.0);
    if let Some((times, after)) = multiplied(words, at) {
        // "2 x 500 mg"
        count = first;
        (low, high) = (times, times);
        at = after;
    }
    if let Some((end, after)) = range_end(words, at) {
        // "200–300 mg"; "3 to 1" is a ratio, not a range.
        if end < low {
            return None;
        }
        high = end;
        at = after;
    }
    if !words.joined(at) {
        return None;
    }
    // "10 billion CFU"
    if let Some(power) = power(words.folded(at)) {
        low *= power;
        high *= power;
        at += 1;
    }
    let mut unit = match words.special(at) {
        Special::Unit(unit) => unit,
        // "two 500 mg capsules", "two small capsules"
        _ if words.value(at).is_some() && count == 1.0 && low == high && low <= 12.0 => {
            return counted(words, start, at, first);
        }
        _ if international(words, at) => Unit::International,
        _ => piece_after_adjective(words, at)?,
    };
    if unit == Unit::Milligram && words.folded(at) == "mcg" {
        unit = Unit::Microgram;
    }
    at += match unit {
        Unit::International if !matches!(words.special(at), Special::Unit(_)) => 2,
        Unit::Piece | Unit::Measure if !matches!(words.special(at), Special::Unit(_)) => 2,
        _ => 1,
    };
    let mut per = per(words, at);
    if per == Per::Kilogram && words.folded(at) == "per" && words.folded(at + 1) == "100" {
        per = Per::Other;
    }
    let rate = rate::around(words, start, at);
    Some(Amount { words: start..at, low, high, unit, count, per, rate })
}

/// "two 500 mg capsules", "two 30 mg zinc capsules": a count, then a strength, then the piece.
fn counted(words: &Words<'_>, start: usize, at: usize, count: f64) -> Option<Amount> {
    let inner = amount(words, at)?;
    // The substance may stand between the strength and the piece.
    let piece = (inner.words.end..inner.words.end + 4)
        .take_while(|&at| words.joined(at))
        .find(|&at| matches!(words.special(at), Special::Unit(Unit::Piece)))?;
    inner.unit.milligrams()?;
    let rate = rate::around(words, start, piece + 1);
    Some(Amount { words: start..inner.words.end, count, rate, ..inner })
}

/// A number and the word after it: digits, digits in groups with spaces, number words, fractions.
fn number(words: &Words<'_>, at: usize) -> Option<(f64, usize)> {
    let value = words.value(at)?;
    if value.is_nan() || value.is_infinite() {
        return None;
    }
    let next = at + 1;
    // "1½", "1 ½"
    if let (true, Some(fraction)) = (words.digits(at), words.fraction(next)) {
        return Some((value + fraction, next + 1));
    }
    // "1 500 mg", but not "1 500 mg capsule".
    if words.digits(at) && value.fract() == 0.0 && (1.0..1000.0).contains(&value) && words.group(next) {
        let mut total = value;
        let mut end = next;
        while words.group(end) {
            total = total * 1000.0 + words.value(end)?;
            end += 1;
        }
        let strength =
            matches!(words.special(end + 1), Special::Unit(Unit::Piece)) && !words.narrow_space(next);
        let unit = matches!(words.special(end), Special::Unit(_));
        if unit && !strength {
            return Some((total, end));
        }
    }
    Some((value, next))
}

/// The number after "x" or "×".
fn multiplied(words: &Words<'_>, at: usize) -> Option<(f64, usize)> {
    if words.flag(at, Flags::TIMES) {
        return number(words, at);
    }
    if words.folded(at) == "x" {
        return number(words, at + 1);
    }
    None
}

/// The upper end of a range.
fn range_end(words: &Words<'_>, at: usize) -> Option<(f64, usize)> {
    if words.flag(at, Flags::HYPHEN.or(Flags::DASH)) && words.digits(at) {
        return number(words, at);
    }
    if matches!(words.folded(at), "to" | "or" | "and") {
        let (end, after) = number(words, at + 1)?;
        let unit = words.special(after);
        return matches!(unit, Special::Unit(_)).then_some((end, after));
    }
    // "200 mg to 300 mg", "200mg-300mg": the first unit is said twice.
    let unit = words.special(at);
    if matches!(unit, Special::Unit(_)) {
        let next = at + 1;
        let joined = if matches!(words.folded(next), "to") {
            Some(next + 1)
        } else {
            words.flag(next, Flags::HYPHEN.or(Flags::DASH)).then_some(next)
        };
        if let Some((end, after)) = joined.filter(|&at| words.digits(at)).and_then(|at| number(words, at)) {
            return (words.special(after) == unit).then_some((end, after));
        }
    }
    None
}

fn power(word: &str) -> Option<f64> {
    match word {
        "thousand" => Some(1e3),
        "million" => Some(1e6),
        "billion" => Some(1e9),
        _ => None,
    }
}

fn international(words: &Words<'_>, at: usize) -> bool {
    words.folded(at) == "international" && matches!(words.folded(at + 1), "unit" | "units")
}

/// "two small capsules": one word may stand between the count and the piece.
fn piece_after_adjective(words: &Words<'_>, at: usize) -> Option<Unit> {
    let lean = matches!(
        words.folded(at),
        "small"
            | "large"
            | "soft"
            | "heaped"
            | "heaping"
            | "level"
            | "rounded"
            | "full"
            | "vegan"
            | "vegetarian"
            | "a"
            | "of"
            | "more"
            | "extra"
            | "daily"
    );
    match words.special(at + 1) {
        Special::Unit(unit @ (Unit::Piece | Unit::Measure)) if lean && words.joined(at + 1) => Some(unit),
        _ => None,
    }
}

/// What follows the unit: "/kg", "per kilogram", "/dL", "per 100 g".
fn per(words: &Words<'_>, at: usize) -> Per {
    let slash = words.flag(at, Flags::SLASH);
    let next = if slash {
        at
    } else if words.folded(at) == "per" || words.folded(at) == "for" && words.folded(at + 1) == "every" {
        if words.folded(at) == "per" { at + 1 } else { at + 2 }
    } else {
        return Per::Nothing;
    };
    match (words.folded(next), words.special(next)) {
        ("kg" | "kilogram" | "kilo" | "lb" | "pound", _) => Per::Kilogram,
        (_, Special::Basis) => Per::Other,
        (_, Special::Unit(Unit::Millilitre | Unit::Gram | Unit::Milligram)) => Per::Other,
        (_, Special::Number(_)) if !slash => Per::Other,
        ("100", _) => Per::Other,
        _ => Per::Nothing,
    }
}
