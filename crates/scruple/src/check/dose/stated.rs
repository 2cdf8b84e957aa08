//! The dose that stands at a place, for whoever points at it.

use std::ops::Range;
use std::sync::Arc;

use super::limits::{self, Standing};
use super::{Claim, Lore, Pass, Ready, Segment};
use crate::rule::tables::Limit;

/// An amount of a nutrient in a text, and the levels of intake it is measured by.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Dose {
    /// The bytes of the source at which the amount stands.
    pub range: Range<usize>,
    /// The nutrient, as in the table of limits.
    pub nutrient: String,
    /// What the amount comes to in a day, in words, where that can be told: `125 µg`.
    pub daily: Option<String>,
    /// The levels, one for each authority of the markets that are on.
    pub levels: Vec<DoseLevel>,
}

/// The level of intake of one authority for the people that the text speaks of.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct DoseLevel {
    /// The level a day, in words: `100 µg`.
    pub amount: String,
    /// Whether it is a tolerable upper level, and not one that is merely held to be safe.
    pub upper: bool,
    /// What the amount of the text is of it, in percent, where that can be told.
    pub percent: Option<u32>,
    /// The row of the table, with authority, year and doubts.
    pub limit: Limit,
}

/// The dose at a byte of the source.
pub(crate) fn at(ready: &Ready, segments: &[Segment<'_>], byte: usize) -> Option<Dose> {
    let here = |range: &Range<usize>| range.start <= byte && byte <= range.end;
    let (number, segment) = segments.iter().enumerate().find(|(_, segment)| here(&segment.source()))?;
    let lore: Vec<Arc<Lore>> = segments.iter().map(|_| Arc::default()).collect();
    let mut pass = Pass::new(ready, segments, &lore, &[]);
    let (_, cut) = pass.sections.cut(number)?;
    for (count, sentence) in (0u32..).zip(&cut.sentences) {
        let words = cut.tokens.get(sentence.range())?;
        let (first, last) = (words.first()?, words.last()?);
        if !here(&segment.map.source(first.start as usize..last.end as usize)) {
            continue;
        }
        let claim = Claim { segment: u32::try_from(number).ok()?, sentence: count, ..Claim::default() };
        pass.read(&claim)?;
        for amount in pass.amounts() {
            let (Some(first), Some(last)) = (words.get(amount.words.start), words.get(amount.words.end - 1))
            else {
                continue;
            };
            let range = segment.map.source(first.start as usize..last.end as usize);
            if here(&range) {
                return pass.dose(&claim, amount, range);
            }
        }
    }
    None
}

impl Pass<'_> {
    fn dose(&self, claim: &Claim, amount: &super::amount::Amount, range: Range<usize>) -> Option<Dose> {
        // Only what weighs something or acts is an amount of a nutrient.
        if amount.unit.milligrams().is_none() && amount.unit != crate::scan::numeric::Unit::International {
            return None;
        }
        let substance = self.substance(claim, amount)?;
        let group = self.group(claim);
        let (tables, doses) = (&self.ready.packs.tables, &self.ready.doses);
        let nutrient = tables.nutrients.get(substance.nutrient)?;
        let milligrams = self.daily(amount, substance).map(|(milligrams, _)| milligrams);
        let levels = doses
            .bodies
            .iter()
            .filter_map(|body| doses.levels.of(tables, substance.nutrient, *body, group))
            .filter_map(|level| {
                let percent = milligrams.map(|own| (own / level.milligrams * 100.0).round());
                Some(DoseLevel {
                    amount: limits::spoken(level.milligrams),
                    upper: level.standing == Standing::Upper,
                    percent: percent.map(|percent| percent.clamp(0.0, 1e9) as u32),
                    limit: tables.limits.get(level.limit)?.clone(),
                })
            })
            .collect();
        Some(Dose { range, nutrient: nutrient.name.clone(), daily: milligrams.map(limits::spoken), levels })
    }
}
