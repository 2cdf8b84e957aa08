//! Statements about reference values: a figure that is not the authority's, "well below the UL" where it is near.

use std::ops::Range;

use super::amount::{Amount, Per};
use super::limits::{self, Body, Group};
use super::marks::{self, Marks};
use super::words::Words;
use super::{Kind, Pass};
use crate::check::Claim;
use crate::finding::Severity;
use crate::scan::numeric::Unit;

/// From this share of a level on nothing is "well below" it.
const WELL_BELOW: f64 = 0.8;
/// Figures that differ by less are the same one, rounded.
const ROUNDING: f64 = 0.02;

const RELATIONS: &[&str] = &[
    "below",
    "under",
    "within",
    "inside",
    "beneath",
    "exceed",
    "exceeds",
    "exceeding",
    "reach",
    "approach",
    "than",
    "above",
    "over",
];
const BEFORE_NOW: &[&str] = &[
    "formerly",
    "previously",
    "previous",
    "former",
    "old",
    "older",
    "earlier",
    "replaced",
    "replaces",
    "superseded",
    "until",
    "used",
];

impl Pass<'_> {
    /// Whether a statement about a reference value does not agree with the table.
    pub(super) fn misstated(&self, claim: &mut Claim, words: &Range<usize>) -> bool {
        let text = self.own_words();
        let within = |any: &[&str]| (words.start..words.end).any(|at| text.is(at, any));
        if text.is(words.start, &["recommended"]) {
            // The American expansion is "Dietary"; elsewhere the old name is history.
            claim.message = Some("\"{text}\": the American term is Recommended Dietary Allowance".to_owned());
            return self.ready.doses.bodies.contains(&Body::Iom);
        }
        let related = within(RELATIONS);
        if claim.severity.is_some() {
            return !related || self.well_below(claim, words, &named(&text));
        }
        if related || (0..text.len()).any(|at| text.is(at, BEFORE_NOW)) {
            return false;
        }
        if !self.spoken.of(self.ready.doses.lexicons.limit).iter().any(|hit| (hit.start as usize) < words.end)
        {
            return self.advised_above_level(claim, words);
        }
        let years: Vec<String> = (0..text.len())
            .filter(|&at| text.digits(at) && text.raw(at).len() == 4)
            .map(|at| text.raw(at).to_owned())
            .collect();
        let bodies = named(&text);
        let Some(amount) = self.amount(words).filter(|amount| amount.per == Per::Nothing) else {
            return false;
        };
        let own = self.own;
        let bytes = own.get(amount.words.start).zip(own.get(amount.words.end - 1));
        let bytes = bytes.map(|(first, last)| first.start as usize..last.end as usize);
        let Some(found) = self.figure(claim, &amount, &bodies, &years) else { return false };
        claim.range = bytes.unwrap_or(claim.range.clone());
        claim.message = Some(found);
        true
    }

    /// The figure of a reference value in a table that was taken apart: its words stand in short lines before it.
    /// Returns whether it is one; a figure that is wrong is kept as a claim of that rule.
    pub(super) fn reference_row(&self, claim: &Claim, kept: &mut Vec<Claim>, amount: &Amount) -> bool {
        /// Lines of a cell that stand before its figure.
        const LINES: usize = 2;
        /// A longer line is no cell.
        const LONGEST: usize = 8;
        let number = claim.segment as usize;
        if amount.words.start > 0 || self.sections.words(number) > LONGEST {
            return false;
        }
        let reference = Marks::REFERENCE.or(Marks::LIMIT);
        let lines = number.saturating_sub(LINES)..number;
        let lines = lines.filter(|&at| self.sections.words(at) <= LONGEST);
        let marks = marks::all(lines.clone().map(|at| self.sections.whole(at, reference)));
        if !marks.has(reference) {
            return false;
        }
        let line = |at: usize| {
            let (text, cut) = self.sections.cut(at)?;
            Some(named(&Words::new(text, &cut.tokens)))
        };
        let bodies: Vec<(usize, Body)> = lines.filter_map(line).flatten().collect();
        if let (true, Some(rule)) =
            (marks.has(Marks::LIMIT) && !bodies.is_empty(), self.rule(Kind::Misstated))
            && let Some(message) = self.figure(claim, amount, &bodies, &[])
        {
            kept.push(Claim { rule, severity: None, message: Some(message), ..claim.clone() });
        }
        true
    }

    /// What is wrong with a figure that is given as an upper level, if anything is.
    fn figure(
        &self,
        claim: &Claim,
        amount: &Amount,
        named: &[(usize, Body)],
        years: &[String],
    ) -> Option<String> {
        let substance = self.substance(claim, amount)?;
        let tables = &self.ready.packs.tables;
        let nutrient = tables.nutrients.get(substance.nutrient)?;
        let milligrams = match amount.unit {
            Unit::International => limits::from_international(nutrient, amount.high)?,
            _ => amount.unit.milligrams()? * amount.high,
        };
        let levels = &self.ready.doses.levels;
        let same =
            |level: &limits::Level| (level.milligrams - milligrams).abs() <= level.milligrams * ROUNDING;
        if named.is_empty() {
            if levels.all(substance.nutrient).any(same) || levels.all(substance.nutrient).next().is_none() {
                return None;
            }
            let level = self
                .ready
                .doses
                .bodies
                .iter()
                .find_map(|body| levels.of(tables, substance.nutrient, *body, Group::Adult))?;
            let limit = tables.limits.get(level.limit)?;
            if years.iter().any(|year| *year != limit.year) {
                return None;
            }
            return Some(format!(
                "\"{{text}}\" is no authority's upper level for {}: it is {} for adults ({}, {})",
                nutrient.name,
                limits::spoken(level.milligrams),
                short(&limit.authority),
                limit.year
            ));
        }
        // "EFSA and NIH: 350 mg" gives one figure to both; "IOM sets 350 mg, EFSA 250 mg" gives each its own.
        let together = named.windows(2).any(|pair| pair[1].0 - pair[0].0 <= 2);
        let several = self.amounts().len() > 1 && !together;
        let mut wrong = None;
        for (_, body) in named {
            if levels.all(substance.nutrient).any(|level| level.body == *body && same(level)) {
                if several {
                    return None;
                }
            } else {
                wrong = wrong.or(Some(*body));
            }
        }
        let body = wrong?;
        match levels.of(tables, substance.nutrient, body, Group::Adult) {
            Some(level) => {
                let limit = tables.limits.get(level.limit)?;
                if years.iter().any(|year| *year != limit.year) {
                    return None;
                }
                Some(format!(
                    "\"{{text}}\" is not the upper level of {} for {}: that is {} ({})",
                    short(&limit.authority),
                    nutrient.name,
                    limits::spoken(level.milligrams),
                    limit.year
                ))
            }
            None => {
                let limit = tables.limits.iter().find(|limit| {
                    limit.nutrient == nutrient.name && limit.amount.is_none() && body.is(&limit.authority)
                })?;
                Some(format!(
                    "\"{{text}}\" is given as an upper level for {}, but {} has set none",
                    nutrient.name,
                    short(&limit.authority)
                ))
            }
        }
    }

    /// Whether what is given as the advised intake is above every body's upper level, which no advised intake is. Levels
    /// that count supplements only say nothing about it.
    fn advised_above_level(&self, claim: &mut Claim, words: &Range<usize>) -> bool {
        let Some(amount) = self.amount(words).filter(|amount| amount.per == Per::Nothing) else {
            return false;
        };
        let Some(substance) = self.substance(claim, &amount) else { return false };
        let tables = &self.ready.packs.tables;
        let Some(nutrient) = tables.nutrients.get(substance.nutrient).filter(|n| !n.supplemental_only) else {
            return false;
        };
        let milligrams = match amount.unit {
            Unit::International => limits::from_international(nutrient, amount.low),
            _ => amount.unit.milligrams().map(|unit| unit * amount.low),
        };
        let levels = self.ready.doses.levels.all(substance.nutrient);
        let highest = levels.max_by(|a, b| a.milligrams.total_cmp(&b.milligrams));
        let (Some(milligrams), Some(level)) = (milligrams, highest) else { return false };
        let Some(limit) = tables.limits.get(level.limit).filter(|_| milligrams > level.milligrams) else {
            return false;
        };
        claim.message = Some(format!(
            "\"{{text}}\" is given as the advised intake of {}, above even the upper level of {} ({}, {})",
            nutrient.name,
            limits::spoken(level.milligrams),
            short(&limit.authority),
            limit.year
        ));
        true
    }

    /// Whether "well below the UL" is said of an amount that is near a level.
    fn well_below(&self, claim: &mut Claim, words: &Range<usize>, named: &[(usize, Body)]) -> bool {
        let before = self.amounts().iter().rev().find(|amount| amount.words.end <= words.start).cloned();
        let Some(amount) = before.or_else(|| self.amounts().first().cloned()) else { return false };
        let Some(substance) = self.substance(claim, &amount) else {
            claim.severity = Some(Severity::Info);
            claim.note = Some(
                "no nutrient is named: compare the amount with the level of every authority you sell under"
                    .to_owned(),
            );
            return true;
        };
        let tables = &self.ready.packs.tables;
        let Some(nutrient) = tables.nutrients.get(substance.nutrient) else { return false };
        let milligrams = match amount.unit {
            Unit::International => limits::from_international(nutrient, amount.high),
            _ => amount.milligrams(),
        };
        let Some(milligrams) = milligrams.map(|once| once * amount.times_a_day().unwrap_or(1.0)) else {
            return false;
        };
        let all = [Body::Iom, Body::Efsa, Body::Evm, Body::Nhmrc];
        let bodies: Vec<Body> =
            if named.is_empty() { all.to_vec() } else { named.iter().map(|(_, body)| *body).collect() };
        let strictest = bodies
            .iter()
            .filter_map(|body| self.ready.doses.levels.of(tables, substance.nutrient, *body, Group::Adult))
            .min_by(|a, b| a.milligrams.total_cmp(&b.milligrams));
        let Some(level) = strictest.filter(|level| milligrams >= level.milligrams * WELL_BELOW) else {
            return false;
        };
        let Some(limit) = tables.limits.get(level.limit) else { return false };
        claim.message = Some(format!(
            "\"{{text}}\" is said of {}, which is {:.0} % of the level for {} that {} set ({}: {})",
            limits::spoken(milligrams),
            milligrams / level.milligrams * 100.0,
            nutrient.name,
            short(&limit.authority),
            limit.year,
            limits::spoken(level.milligrams),
        ));
        true
    }
}

/// The bodies that a sentence names, with their places.
fn named(words: &Words<'_>) -> Vec<(usize, Body)> {
    let mut out: Vec<(usize, Body)> = Vec::new();
    for at in 0..words.len() {
        let raw = words.raw(at);
        let raw = raw.strip_suffix("'s").or_else(|| raw.strip_suffix("\u{2019}s")).unwrap_or(raw);
        let body = Body::named(raw).or_else(|| {
            (words.is(at, &["institute"]) && words.is(at + 2, &["medicine"])).then_some(Body::Iom)
        });
        if let Some(body) = body
            && out.last().is_none_or(|(_, last)| *last != body)
        {
            out.push((at, body));
        }
    }
    out
}

/// The name of an authority without its explanation.
fn short(authority: &str) -> &str {
    // The committee whose work EFSA took over is known by its successor.
    if authority.starts_with("SCF (EFSA") {
        return "EFSA/SCF";
    }
    authority.split(" (").next().unwrap_or(authority)
}
