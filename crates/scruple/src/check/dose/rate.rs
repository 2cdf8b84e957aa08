//! How often and when: "240 mg/day", "twice daily", "every 8 hours", "BID", "before bed", "per serving".

use super::words::Words;
use crate::scan::Flags;
use crate::scan::numeric::Special;

/// How often an amount is taken.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Rate {
    /// Times a day; 1 where the amount is said to be that of a whole day; below 1 for "a week".
    pub times_a_day: Option<f64>,
    /// A time of day or a meal is named: "before bed".
    pub timing: bool,
    /// It is counted for a portion: "per serving", "per capsule".
    pub portion: bool,
}

/// How many words after an amount its rate may stand.
const REACH: usize = 12;

/// The rate that belongs to the amount in the words `start..end`: right after it, or before it in the same clause.
pub(super) fn around(words: &Words<'_>, start: usize, end: usize) -> Rate {
    let mut rate = Rate::default();
    let stop = words.len().min(end + REACH);
    let mut at = end;
    while at < stop {
        if at > end && words.flag(at, Flags::SEMICOLON.or(Flags::SENTENCE)) {
            break;
        }
        // Another amount has a rate of its own, unless what came before it was this one's.
        if words.digits(at) && matches!(words.special(at + 1), Special::Unit(_)) {
            break;
        }
        at += step(words, at, &mut rate);
    }
    if rate.times_a_day.is_none() {
        // "Twice daily, take 500 mg", "daily dose: 240 mg", "a daily intake of 240 mg"
        let mut at = start.saturating_sub(6);
        let mut before = Rate::default();
        while at < start {
            if words.flag(at + 1, Flags::SEMICOLON) {
                before = Rate::default();
            }
            at += step(words, at, &mut before);
        }
        rate.times_a_day = before.times_a_day;
        rate.timing |= before.timing;
    }
    rate
}

/// Reads what stands at a word into the rate; returns how many words that took, at least one.
fn step(words: &Words<'_>, at: usize, rate: &mut Rate) -> usize {
    let word = words.folded(at);
    let mut set = |times: f64| {
        // "500 mg twice daily": the factor comes first and stays.
        if rate.times_a_day.is_none() {
            rate.times_a_day = Some(times);
        }
    };
    match word {
        "daily" | "nightly" => set(1.0),
        "weekly" => set(1.0 / 7.0),
        "monthly" => set(1.0 / 30.0),
        "bid" => set(2.0),
        "tid" => set(3.0),
        "qid" => set(4.0),
        "qd" => set(1.0),
        "once" | "twice" | "thrice" => {
            let times = match word {
                "once" => 1.0,
                "twice" => 2.0,
                _ => 3.0,
            };
            if let Some((days, taken)) = period(words, at + 1) {
                set(times / days);
                return 1 + taken;
            }
        }
        "every" => {
            let other = usize::from(words.is(at + 1, &["other", "second"]));
            if let Some(days) = time(words, at + 1 + other) {
                set(1.0 / (days * (1 + other) as f64));
                return 2 + other;
            }
            // "every 8 hours", "every 6 to 8 hours": the shorter pause makes the larger dose.
            if let Some(number) = words.value(at + 1).filter(|number| *number > 0.0) {
                let skip = if words.is(at + 2, &["to", "or"]) {
                    2
                } else {
                    usize::from(words.flag(at + 2, Flags::HYPHEN) && words.digits(at + 2))
                };
                if let Some(days) = time(words, at + 2 + skip) {
                    set(1.0 / (number * days));
                    return 3 + skip;
                }
            }
        }
        "per" | "a" | "each" | "d" | "day" | "night" | "week" | "month" => {
            if let Some((days, taken)) = period(words, at) {
                set(1.0 / days);
                return taken;
            }
            if matches!(word, "per" | "each") && words.is(at + 1, PORTIONS) {
                rate.portion = true;
                return 2;
            }
        }
        "before" | "at" | "after" | "with" | "upon" | "on" | "in" => {
            let the = usize::from(words.is(at + 1, &["each", "every", "your", "the", "an"]));
            if words.is(at + 1 + the, TIMINGS) {
                rate.timing = true;
                if the == 1 && words.is(at + 1, &["each", "every"]) && words.is(at + 2, &["meal"]) {
                    set(3.0);
                }
                return 2 + the;
            }
        }
        _ => {
            // "three times a day", "2–3 times daily": the upper end is what comes right before.
            if let Some(times) = words.value(at).filter(|times| (1.0..=24.0).contains(times))
                && words.is(at + 1, &["times", "time", "x"])
                && let Some((days, taken)) = period(words, at + 2)
            {
                set(times / days);
                return 2 + taken;
            }
        }
    }
    1
}

const PORTIONS: &[&str] = &[
    "serving", "capsule", "tablet", "scoop", "softgel", "gummy", "sachet", "dose", "drop", "pill", "packet",
    "stick", "spray", "lozenge",
];

const TIMINGS: &[&str] = &[
    "bed",
    "bedtime",
    "sleep",
    "breakfast",
    "lunch",
    "dinner",
    "meal",
    "meals",
    "food",
    "night",
    "morning",
    "evening",
    "afternoon",
    "waking",
    "empty",
    "exercise",
    "training",
    "workout",
    "noon",
];

/// "a day", "per day", "/day", "daily", "each night": its length in days and how many words it takes.
fn period(words: &Words<'_>, at: usize) -> Option<(f64, usize)> {
    let word = words.folded(at);
    match word {
        "daily" | "nightly" => return Some((1.0, 1)),
        "weekly" => return Some((7.0, 1)),
        "d" if words.flag(at, Flags::SLASH) => return Some((1.0, 1)),
        "per" | "a" | "each" | "every" | "in" => {
            let the = usize::from(words.is(at + 1, &["a", "the"]));
            return time(words, at + 1 + the).map(|days| (days, 2 + the));
        }
        _ => {}
    }
    if words.flag(at, Flags::SLASH) { time(words, at).map(|days| (days, 1)) } else { None }
}

/// The length of a time of day or a longer time, in days.
fn time(words: &Words<'_>, at: usize) -> Option<f64> {
    if words.is(at, &["morning", "evening", "afternoon"]) {
        return Some(1.0);
    }
    match words.special(at) {
        Special::Time(days) if days > 0.0 => Some(days),
        _ => None,
    }
}
