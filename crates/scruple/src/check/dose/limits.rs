//! Upper levels of intake: rows of the reference table, read once, and asked by nutrient, authority and population.

use crate::rule::Market;
use crate::rule::tables::{Limit, Nutrient, Tables};

/// Who sets levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Body {
    /// Institute of Medicine, now the National Academies: United States and Canada.
    Iom,
    /// European Food Safety Authority and its forerunner, the Scientific Committee on Food.
    Efsa,
    /// Expert Group on Vitamins and Minerals, United Kingdom.
    Evm,
    /// National Health and Medical Research Council, Australia.
    Nhmrc,
    /// National institutes and papers: shown, never measured against.
    Other,
}

impl Body {
    fn of(authority: &str) -> Self {
        match authority.split([' ', '/']).next().unwrap_or("") {
            "IOM" => Self::Iom,
            "EFSA" | "SCF" | "EU" => Self::Efsa,
            "UK" => Self::Evm,
            "NHMRC" => Self::Nhmrc,
            _ => Self::Other,
        }
    }

    /// Whether an authority of the table is this body.
    pub(super) fn is(self, authority: &str) -> bool {
        Self::of(authority) == self
    }

    /// The body that a market goes by.
    pub(super) fn of_market(market: Market) -> Self {
        match market {
            Market::Us | Market::Ca => Self::Iom,
            Market::Eu => Self::Efsa,
            Market::Uk => Self::Evm,
            Market::Au => Self::Nhmrc,
        }
    }

    /// The body that a word names, as texts name it.
    pub(super) fn named(word: &str) -> Option<Self> {
        Some(match word {
            "EFSA" | "Efsa" | "SCF" | "European" | "Europe" | "EU" => Self::Efsa,
            "IOM" | "NASEM" | "NIH" | "Academies" | "US" | "U.S" | "American" => Self::Iom,
            "EVM" | "UK" | "British" => Self::Evm,
            "NHMRC" | "Australian" => Self::Nhmrc,
            _ => return None,
        })
    }
}

/// For whom an amount is meant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Group {
    /// Adults, also where the text names nobody.
    Adult,
    /// Children from the first age to the second, in years.
    Child(f64, f64),
    Pregnant,
    Older,
}

/// How much weight a figure has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// A tolerable upper intake level.
    Upper,
    /// A level found safe, without a known level of harm above it; or a guidance level on weak evidence.
    Safe,
}

/// A row of the table, read.
#[derive(Debug, Clone)]
pub(super) struct Level {
    nutrient: usize,
    pub body: Body,
    /// From this age on, in years, to below that one.
    ages: (f64, f64),
    pregnancy: bool,
    /// Milligrams a day.
    pub milligrams: f64,
    pub standing: Standing,
    /// The row.
    pub limit: usize,
}

/// The levels of all nutrients.
#[derive(Debug, Clone, Default)]
pub(super) struct Levels {
    rows: Vec<Level>,
}

impl Levels {
    pub(super) fn new(tables: &Tables) -> Self {
        let rows =
            tables.limits.iter().enumerate().filter_map(|(i, limit)| level(tables, i, limit)).collect();
        Self { rows }
    }

    /// The level of a body for a group: the highest where several rows fit, so that a doubt never makes a finding.
    pub(super) fn of(&self, tables: &Tables, nutrient: usize, body: Body, group: Group) -> Option<&Level> {
        let found = self
            .rows
            .iter()
            .filter(|row| row.nutrient == nutrient && row.body == body && row.holds_for(group))
            .max_by(|a, b| a.milligrams.total_cmp(&b.milligrams));
        if found.is_some() {
            return found;
        }
        let other = tables.nutrients.get(nutrient)?.falls_back_to.as_ref()?;
        let other = tables.nutrients.iter().position(|known| known.name == *other)?;
        self.rows
            .iter()
            .filter(|row| row.nutrient == other && row.body == body && row.holds_for(group))
            .max_by(|a, b| a.milligrams.total_cmp(&b.milligrams))
    }

    /// All levels of a nutrient, of every body and population.
    pub(super) fn all(&self, nutrient: usize) -> impl Iterator<Item = &Level> {
        self.rows.iter().filter(move |row| row.nutrient == nutrient)
    }
}

impl Level {
    fn holds_for(&self, group: Group) -> bool {
        let holds = |age: f64| self.ages.0 <= age && age < self.ages.1;
        match group {
            Group::Adult => !self.pregnancy && holds(30.0),
            Group::Older => !self.pregnancy && holds(68.0),
            Group::Pregnant => holds(30.0),
            Group::Child(from, to) => !self.pregnancy && self.ages.0 <= to && from < self.ages.1,
        }
    }
}

fn level(tables: &Tables, i: usize, limit: &Limit) -> Option<Level> {
    let nutrient = tables.nutrients.iter().position(|nutrient| nutrient.name == limit.nutrient)?;
    let unit = limit.unit.as_str();
    let factor = match unit.split(' ').next()? {
        _ if unit.contains('/') => return None,
        "mg" => 1.0,
        "ug" => 0.001,
        "g" => 1000.0,
        _ => return None,
    };
    let note = limit.note.to_lowercase();
    // An acceptable daily intake of a colour, and a paper's observations, are no levels for supplements.
    if note.starts_with("adi") || note.contains("observed safe") {
        return None;
    }
    let safe = ["not a ul", "guidance level", "no safety concern"].iter().any(|words| note.contains(words));
    let population = limit.population.as_str();
    Some(Level {
        nutrient,
        body: Body::of(&limit.authority),
        ages: ages(population),
        pregnancy: population.starts_with("pregnancy") || population.starts_with("lactation"),
        milligrams: limit.amount? * factor,
        standing: if safe { Standing::Safe } else { Standing::Upper },
        limit: i,
    })
}

/// The ages of a population such as `4-8 y`, `>=19 y`, `7-12 mo`, `adults (60 kg)`, `all`.
fn ages(population: &str) -> (f64, f64) {
    let plain = population.split('(').next().unwrap_or("");
    let scale = if plain.contains("mo") && !plain.contains('y') { 12.0 } else { 1.0 };
    let mut numbers = plain
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|digits| digits.parse::<f64>().ok())
        .map(|number| number / scale);
    let first = numbers.next();
    match (first, numbers.next()) {
        (Some(from), _) if plain.contains('>') => (from, f64::INFINITY),
        (Some(to), _) if plain.contains('<') => (0.0, to),
        (Some(from), Some(to)) => (from, to + 1.0 / scale),
        (Some(from), None) => (from, f64::INFINITY),
        (None, _) if plain.contains("adult") => (18.0, f64::INFINITY),
        (None, _) if plain.contains("pregnancy") || plain.contains("lactation") => (14.0, 51.0),
        (None, _) if plain.contains("child") => (1.0, 18.0),
        _ => (0.0, f64::INFINITY),
    }
}

/// Milligrams of a nutrient in an amount of international units; `None` where it has no such unit.
pub(super) fn from_international(nutrient: &Nutrient, units: f64) -> Option<f64> {
    // The first conversion is that of the natural form, of which a unit weighs most.
    let conversion = nutrient.conversions.iter().find(|conversion| conversion.from == "IU")?;
    let factor = if conversion.unit == "ug" { 0.001 } else { 1.0 };
    (conversion.per_unit > 0.0).then(|| units / conversion.per_unit * factor)
}

/// An amount in words: "350 mg", "100 µg", "2,000 mg".
pub(super) fn spoken(milligrams: f64) -> String {
    let (value, unit) = if milligrams < 2.0 { (milligrams * 1000.0, "µg") } else { (milligrams, "mg") };
    let rounded = (value * 10.0).round() / 10.0;
    let whole = format!("{:.0}", rounded.trunc());
    let mut grouped = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let rest = rounded.fract();
    if rest.abs() < 0.05 {
        format!("{grouped} {unit}")
    } else {
        format!("{grouped}{} {unit}", &format!("{rest:.1}")[1..])
    }
}
