//! Numbers, units and times among the words of a sentence.

use std::collections::HashMap;
use std::sync::LazyLock;

use foldhash::fast::FixedState;

use super::hits::Hit;
use super::token::{Flags, Token};
use super::vocabulary::Vocabulary;
use crate::rule::compiled::LexiconId;

/// What a word is for numbers and units.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) enum Special {
    #[default]
    None,
    /// A number word.
    Number(f64),
    Unit(Unit),
    /// A unit of time, in days.
    Time(f64),
    Percent,
    Currency,
    /// "to", "or", "and" between the ends of a range.
    Range,
    /// What a concentration is counted in, such as a litre of blood.
    Basis,
}

/// A unit of an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Microgram,
    Milligram,
    Gram,
    International,
    Millilitre,
    /// Colony-forming units.
    Colony,
    /// Capsules, scoops, drops: things that are counted.
    Piece,
    /// Something that is counted but also written of food and goods: "2 tablespoons", "1 cup".
    Measure,
}

impl Unit {
    /// Whether the unit alone makes a sentence worth a look for doses.
    pub(crate) fn anchors(self) -> bool {
        !matches!(self, Self::Gram | Self::Measure)
    }

    /// The unit in milligrams, for units of mass.
    pub(crate) fn milligrams(self) -> Option<f64> {
        match self {
            Self::Microgram => Some(0.001),
            Self::Milligram => Some(1.0),
            Self::Gram => Some(1000.0),
            _ => None,
        }
    }
}

const TABLE: &[(&str, Special)] = &[
    ("half", Special::Number(0.5)),
    ("one", Special::Number(1.0)),
    ("two", Special::Number(2.0)),
    ("three", Special::Number(3.0)),
    ("four", Special::Number(4.0)),
    ("five", Special::Number(5.0)),
    ("six", Special::Number(6.0)),
    ("seven", Special::Number(7.0)),
    ("eight", Special::Number(8.0)),
    ("nine", Special::Number(9.0)),
    ("ten", Special::Number(10.0)),
    ("twelve", Special::Number(12.0)),
    ("fifteen", Special::Number(15.0)),
    ("twenty", Special::Number(20.0)),
    ("thirty", Special::Number(30.0)),
    ("fifty", Special::Number(50.0)),
    ("ninety", Special::Number(90.0)),
    ("hundred", Special::Number(100.0)),
    ("thousand", Special::Number(1000.0)),
    ("dozen", Special::Number(12.0)),
    ("½", Special::Number(0.5)),
    ("¼", Special::Number(0.25)),
    ("¾", Special::Number(0.75)),
    ("⅓", Special::Number(1.0 / 3.0)),
    ("⅔", Special::Number(2.0 / 3.0)),
    ("mcg", Special::Unit(Unit::Microgram)),
    ("µg", Special::Unit(Unit::Microgram)),
    ("ug", Special::Unit(Unit::Microgram)),
    ("microgram", Special::Unit(Unit::Microgram)),
    ("micrograms", Special::Unit(Unit::Microgram)),
    ("mg", Special::Unit(Unit::Milligram)),
    ("mgs", Special::Unit(Unit::Milligram)),
    ("milligram", Special::Unit(Unit::Milligram)),
    ("milligrams", Special::Unit(Unit::Milligram)),
    ("g", Special::Unit(Unit::Gram)),
    ("gm", Special::Unit(Unit::Gram)),
    ("gms", Special::Unit(Unit::Gram)),
    ("gram", Special::Unit(Unit::Gram)),
    ("grams", Special::Unit(Unit::Gram)),
    ("iu", Special::Unit(Unit::International)),
    ("ius", Special::Unit(Unit::International)),
    ("ml", Special::Unit(Unit::Millilitre)),
    ("millilitre", Special::Unit(Unit::Millilitre)),
    ("millilitres", Special::Unit(Unit::Millilitre)),
    ("milliliter", Special::Unit(Unit::Millilitre)),
    ("milliliters", Special::Unit(Unit::Millilitre)),
    ("cfu", Special::Unit(Unit::Colony)),
    ("cfus", Special::Unit(Unit::Colony)),
    ("cap", Special::Unit(Unit::Piece)),
    ("caps", Special::Unit(Unit::Piece)),
    ("capsule", Special::Unit(Unit::Piece)),
    ("capsules", Special::Unit(Unit::Piece)),
    ("tablet", Special::Unit(Unit::Piece)),
    ("tablets", Special::Unit(Unit::Piece)),
    ("softgel", Special::Unit(Unit::Piece)),
    ("softgels", Special::Unit(Unit::Piece)),
    ("pill", Special::Unit(Unit::Piece)),
    ("pills", Special::Unit(Unit::Piece)),
    ("gummy", Special::Unit(Unit::Piece)),
    ("gummies", Special::Unit(Unit::Piece)),
    ("lozenge", Special::Unit(Unit::Piece)),
    ("lozenges", Special::Unit(Unit::Piece)),
    ("scoop", Special::Unit(Unit::Piece)),
    ("scoops", Special::Unit(Unit::Piece)),
    ("drop", Special::Unit(Unit::Piece)),
    ("drops", Special::Unit(Unit::Piece)),
    ("dropper", Special::Unit(Unit::Piece)),
    ("droppers", Special::Unit(Unit::Piece)),
    ("dropperful", Special::Unit(Unit::Piece)),
    ("dropperfuls", Special::Unit(Unit::Piece)),
    ("sachet", Special::Unit(Unit::Piece)),
    ("sachets", Special::Unit(Unit::Piece)),
    ("spray", Special::Unit(Unit::Piece)),
    ("sprays", Special::Unit(Unit::Piece)),
    ("puff", Special::Unit(Unit::Piece)),
    ("puffs", Special::Unit(Unit::Piece)),
    ("patch", Special::Unit(Unit::Piece)),
    ("patches", Special::Unit(Unit::Piece)),
    ("teaspoon", Special::Unit(Unit::Measure)),
    ("teaspoons", Special::Unit(Unit::Measure)),
    ("tsp", Special::Unit(Unit::Measure)),
    ("tablespoon", Special::Unit(Unit::Measure)),
    ("tablespoons", Special::Unit(Unit::Measure)),
    ("tbsp", Special::Unit(Unit::Measure)),
    ("serving", Special::Unit(Unit::Measure)),
    ("servings", Special::Unit(Unit::Measure)),
    ("dose", Special::Unit(Unit::Measure)),
    ("doses", Special::Unit(Unit::Measure)),
    ("minute", Special::Time(1.0 / 1440.0)),
    ("minutes", Special::Time(1.0 / 1440.0)),
    ("hour", Special::Time(1.0 / 24.0)),
    ("hours", Special::Time(1.0 / 24.0)),
    ("day", Special::Time(1.0)),
    ("days", Special::Time(1.0)),
    ("night", Special::Time(1.0)),
    ("nights", Special::Time(1.0)),
    ("week", Special::Time(7.0)),
    ("weeks", Special::Time(7.0)),
    ("fortnight", Special::Time(14.0)),
    ("month", Special::Time(30.0)),
    ("months", Special::Time(30.0)),
    ("year", Special::Time(365.0)),
    ("years", Special::Time(365.0)),
    ("%", Special::Percent),
    ("percent", Special::Percent),
    ("dollars", Special::Currency),
    ("euros", Special::Currency),
    ("dl", Special::Basis),
    ("l", Special::Basis),
    ("litre", Special::Basis),
    ("liter", Special::Basis),
    ("to", Special::Range),
    ("or", Special::Range),
    ("and", Special::Range),
];

/// Adds the words of the table that a vocabulary lacks; the special of every word number (0 is the unknown word).
pub(crate) fn specials(vocabulary: &mut Vocabulary) -> Vec<Special> {
    let mut specials = vec![Special::None; vocabulary.len() + 1];
    for (word, special) in TABLE {
        match vocabulary.exactly(word) {
            0 => {
                vocabulary.add(word);
                specials.push(*special);
            }
            id => specials[id as usize] = *special,
        }
    }
    specials
}

/// How many words [`specials`] may add.
pub(crate) const MOST_SPECIALS: usize = TABLE.len();

/// What a folded word is, looked up by its letters: for the few words around an amount.
pub(crate) fn special_of(word: &str) -> Special {
    static BY_WORD: LazyLock<HashMap<&str, Special, FixedState>> =
        LazyLock::new(|| TABLE.iter().copied().collect());
    BY_WORD.get(word).copied().unwrap_or_default()
}

/// The value of a number token or number word.
pub(crate) fn value(text: &str, token: Token, special: Special) -> Option<f64> {
    if token.flags.has(Flags::NUMBER) {
        let digits = text.get(token.start as usize..token.end as usize)?;
        // "1,000" groups, "1,5" is a decimal comma.
        if !digits.contains(',') {
            return digits.parse().ok();
        }
        let grouped = digits.split(',').skip(1).all(|group| group.len() == 3);
        return digits.replace(',', if grouped { "" } else { "." }).parse().ok();
    }
    match special {
        Special::Number(value) => Some(value),
        _ => None,
    }
}

/// Whether a unit is followed by what makes it a concentration: "/dL", "/mL".
fn concentration(tokens: &[Token], special: &impl Fn(usize) -> Special, at: usize) -> bool {
    tokens.get(at).is_some_and(|token| token.flags.has(Flags::SLASH))
        && matches!(
            special(at),
            Special::Basis | Special::Unit(Unit::Millilitre | Unit::Gram | Unit::Milligram)
        )
}

/// Adds the numeric hits of a sentence, as lexicons 0 to 4.
pub(crate) fn hits(tokens: &[Token], special: impl Fn(usize) -> Special, mut add: impl FnMut(Hit)) {
    let number = |i: usize| tokens[i].flags.has(Flags::NUMBER) || matches!(special(i), Special::Number(_));
    let hit =
        |lexicon: LexiconId, start: usize, end: usize| Hit { lexicon, start: start as u16, end: end as u16 };
    let mut i = 0;
    while i < tokens.len() {
        if !number(i) {
            i += 1;
            continue;
        }
        let start = i;
        let mut end = i + 1;
        add(hit(0, start, end));
        // "1–3", "1 to 3", "2 x 500": the unit after the last number belongs to all of them.
        loop {
            let next = tokens.get(end);
            if next.is_some_and(|token| token.flags.has(Flags::HYPHEN.or(Flags::DASH)))
                && end < tokens.len()
                && number(end)
            {
                add(hit(0, end, end + 1));
                end += 1;
            } else if end + 1 < tokens.len() && special(end) == Special::Range && number(end + 1) {
                add(hit(0, end + 1, end + 2));
                end += 2;
            } else {
                break;
            }
        }
        if start > 0 && tokens[start].flags.has(Flags::MONEY) {
            add(hit(4, start, end));
        }
        // A unit may follow "elemental", or an adjective such as "small": one word is let through for pieces.
        if end < tokens.len() && !tokens[end].flags.has(Flags::SENTENCE) {
            match special(end) {
                Special::Percent => add(hit(1, start, end + 1)),
                // "200 mg/dL" is a laboratory value, not an amount to take.
                Special::Unit(_) if concentration(tokens, &special, end + 1) => {}
                Special::Unit(_) => add(hit(2, start, end + 1)),
                Special::Time(_) => add(hit(3, start, end + 1)),
                Special::Currency => add(hit(4, start, end + 1)),
                Special::Number(_) if end + 1 < tokens.len() => {
                    // "2 hundred mg" is rare; "5 million" is not a unit: fall through to the next number.
                }
                _ => {}
            }
        }
        if start == 0 && tokens[start].flags.has(Flags::MONEY) {
            add(hit(4, start, end));
        }
        i = end;
    }
}
