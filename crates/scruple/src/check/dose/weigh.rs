//! What each rule of the family makes of a dose.

use std::ops::Range;

use super::amount::{Amount, Per};
use super::limits::{self, Body, Group, Standing};
use super::marks::Marks;
use super::substance::Substance;
use super::words::Words;
use super::{Kind, Pass, rate};
use crate::check::Claim;
use crate::context::Subject;
use crate::finding::Severity;
use crate::rule::compiled::LexiconId;
use crate::scan::numeric::{Special, Unit};

/// From this share of a level on an amount is near it.
const NEAR: f64 = 0.9;

impl Pass<'_> {
    /// Weighs a claim and keeps what is left of it.
    pub(super) fn weigh(&mut self, mut claim: Claim, kind: Kind, kept: &mut Vec<Claim>) {
        if self.read(&claim).is_none() {
            return;
        }
        let words = self.words_of(&claim);
        let keep = match kind {
            Kind::Unqualified => {
                let row = self
                    .amount(&words)
                    .is_some_and(|amount| self.reference_row(&claim, &mut Vec::new(), &amount));
                let keep = !row && self.is_dose(&claim, &words);
                if keep {
                    self.vulnerable_section(&claim, kept);
                    self.table_row(&claim, kept);
                }
                keep && self.unqualified(&mut claim)
            }
            Kind::AboveLevel => {
                let row = self.amount(&words).is_some_and(|amount| self.reference_row(&claim, kept, &amount));
                !row && self.above_level(&mut claim, &words)
            }
            Kind::Misstated => self.misstated(&mut claim, &words),
            Kind::Basis => self.basis(&mut claim, &words),
            Kind::Condition => self.is_instruction(&claim, &words),
            Kind::Vulnerable => self.is_instruction(&claim, &words) && !self.supervised(&claim),
            Kind::Excess => !self.said(&claim).has(Marks::DRUG.or(Marks::RECIPE)),
            Kind::Therapeutic => true,
        };
        if keep {
            kept.push(claim);
        }
    }

    /// The words of the sentence that a claim covers.
    fn words_of(&self, claim: &Claim) -> Range<usize> {
        let start = self.own.partition_point(|token| (token.end as usize) <= claim.range.start);
        let end = self.own.partition_point(|token| (token.start as usize) < claim.range.end);
        start..end.max(start)
    }

    /// What the sentence of a claim says.
    pub(super) fn said(&self, claim: &Claim) -> Marks {
        self.near(claim, 0, Marks::ALL)
    }

    /// Which of these marks the sentence of a claim has, or one of so many to either side.
    pub(super) fn near(&self, claim: &Claim, reach: usize, of: Marks) -> Marks {
        self.sections.near(claim.segment as usize, claim.sentence as usize, reach, of)
    }

    /// The amounts of the sentence at work.
    pub(super) fn amounts(&self) -> &[Amount] {
        self.spoken.amounts(self.text, self.own)
    }

    /// The amount that a range of words holds or touches.
    pub(super) fn amount(&self, words: &Range<usize>) -> Option<Amount> {
        self.amounts()
            .iter()
            .find(|amount| amount.words.start < words.end && words.start < amount.words.end)
            .cloned()
    }

    pub(super) fn has(&self, lexicon: LexiconId) -> bool {
        !self.spoken.of(lexicon).is_empty()
    }

    /// Whether the words stand after a ceiling: "no more than 2,300 mg", "above 10 g".
    fn under_ceiling(&self, start: usize) -> bool {
        self.spoken.of(self.ready.doses.lexicons.ceiling).iter().any(|hit| {
            let end = hit.end as usize;
            end <= start + 1 && start.saturating_sub(end) <= 3
        })
    }

    /// Whether the amount is one of food: a food stands in these words or next to them.
    fn food(&self, words: &Range<usize>) -> bool {
        self.spoken
            .of(self.ready.doses.lexicons.food)
            .iter()
            .any(|hit| (hit.start as usize) < words.end + 5 && hit.end as usize + 8 > words.start)
    }

    /// Whether the claim is about something that is taken as a product, and not about a medicine that a doctor
    /// sets, a trial, a food or a measurement.
    fn is_dose(&self, claim: &Claim, words: &Range<usize>) -> bool {
        let own = self.said(claim);
        let lexicons = &self.ready.doses.lexicons;
        let (intake, form, word) =
            (self.has(lexicons.intake), self.has(lexicons.form), self.has(lexicons.word));
        if own.has(Marks::RECIPE)
            || self.food(words)
            || (own.has(Marks::TRIAL) && !intake)
            || self.medicine(claim)
        {
            return false;
        }
        if self.under_ceiling(words.start) {
            return false;
        }
        let found = self.amount(words);
        // What is about people, conditions and ways of life speaks of rates of many things; a weight is a dose.
        let weight = found
            .as_ref()
            .is_some_and(|amount| amount.unit.milligrams().is_some() || amount.unit == Unit::International);
        let other = matches!(claim.subject, Subject::Medicine | Subject::Research)
            || (claim.subject.not_sold() && !weight);
        if other && !claim.own_voice && !intake {
            return false;
        }
        let Some(amount) = found else {
            // A rate alone, or words about doses: something must be there to take.
            let sold = claim.subject.sold() || claim.own_voice;
            if claim.severity == Some(Severity::Info) {
                return true;
            }
            return if self.bare_piece(words) { sold } else { intake || form || word || sold };
        };
        // An amount for a body weight is the language of prescribers.
        if amount.per != Per::Nothing {
            return false;
        }
        if matches!(amount.unit, Unit::Piece | Unit::Measure | Unit::Millilitre)
            && amount.rate.times_a_day.is_none()
        {
            return intake || word || claim.subject.sold() || claim.own_voice;
        }
        true
    }

    /// Whether a dose that is given belongs to an instruction: the like of [`Self::is_dose`] for rules whose
    /// wording names a condition or a group as well.
    fn is_instruction(&self, claim: &Claim, words: &Range<usize>) -> bool {
        let own = self.said(claim);
        if own.has(Marks::RECIPE.or(Marks::TRIAL)) || self.food(words) || self.medicine(claim) {
            return false;
        }
        if self.amount(words).is_some_and(|amount| amount.per != Per::Nothing) {
            return false;
        }
        let piece =
            self.amount(words).is_none_or(|amount| matches!(amount.unit, Unit::Piece | Unit::Measure));
        // "a spray can protect", "a flu shot is essential": an article and a noun are no dose without a verb of taking.
        !(piece && self.bare_piece(words))
            || self.has(self.ready.doses.lexicons.intake)
            || self.has(self.ready.doses.lexicons.word)
    }

    /// Whether the words name a piece with an article only, without a number or a rate: "taking a pill".
    fn bare_piece(&self, range: &Range<usize>) -> bool {
        let words = self.own_words();
        let article = range.clone().any(|at| {
            words.is(at, &["a", "an"])
                && !matches!(words.special(at + 1), Special::Time(_))
                && !words.is(at + 1, &["morning", "evening"])
        });
        let number = range.clone().any(|at| words.value(at).is_some());
        let rate = rate::around(&words, range.start, range.end);
        // The rate may stand inside the words, too.
        let inside = rate::around(&words, range.start, range.start);
        let rated = |rate: rate::Rate| rate.times_a_day.is_some() || rate.timing;
        article && !number && !rated(rate) && !rated(inside)
    }

    /// The words of the sentence at work.
    pub(super) fn own_words(&self) -> Words<'_> {
        Words::new(self.text, self.own)
    }

    /// Whether the dose is that of a medicine: one is named in its sentence or in its heading.
    fn medicine(&self, claim: &Claim) -> bool {
        if claim.own_voice {
            return false;
        }
        if self.near(claim, 1, Marks::DRUG).has(Marks::DRUG) {
            return true;
        }
        let heading = self.segments.get(claim.segment as usize).and_then(|segment| segment.heading);
        heading.is_some_and(|heading| self.sections.whole(heading as usize, Marks::DRUG).has(Marks::DRUG))
    }

    /// Fewer than two kinds of qualifiers, and no pointer to the label.
    fn unqualified(&self, claim: &mut Claim) -> bool {
        let marks = self.sections.qualifiers(claim.segment as usize, claim.sentence as usize);
        if marks.has(Marks::LABEL) || marks.qualifiers() >= 2 {
            return false;
        }
        let own = self.said(claim);
        if own.has(Marks::PRESCRIBER) && own.has(Marks::CARE) {
            return false;
        }
        let missing: Vec<&str> = [
            (Marks::POPULATION, "for whom"),
            (Marks::MAXIMUM, "how much at most"),
            (Marks::DURATION, "for how long"),
            (Marks::CARE, "who should not take it or should ask first"),
        ]
        .into_iter()
        .filter(|(mark, _)| !marks.has(*mark))
        .map(|(_, words)| words)
        .collect();
        if let Some((last, head)) = missing.split_last() {
            let list =
                if head.is_empty() { (*last).to_owned() } else { format!("{} or {last}", head.join(", ")) };
            claim.message = Some(format!("\"{{text}}\" gives a dose without saying {list}"));
        }
        true
    }

    /// Advice to ask somebody, or a prescriber, in the sentence or next to it.
    fn supervised(&self, claim: &Claim) -> bool {
        let care = Marks::CARE.or(Marks::LABEL).or(Marks::PRESCRIBER);
        self.near(claim, 2, care).has(care) || self.said(claim).has(Marks::REFERENCE)
    }

    /// A dose under a heading that names children, pregnancy, older people or students is a claim of that rule too.
    fn vulnerable_section(&self, claim: &Claim, kept: &mut Vec<Claim>) {
        let Some(rule) = self.rule(Kind::Vulnerable) else { return };
        if claim.severity == Some(Severity::Info)
            || self.supervised(claim)
            || self.said(claim).has(Marks::VULNERABLE)
        {
            return;
        }
        let number = claim.segment as usize;
        let mut over = self.sections.headings(number);
        over.truncate(3);
        over.extend(self.segments.get(number).and_then(|segment| segment.lead).map(|lead| lead as usize));
        let mut groups = Marks::default();
        for heading in over {
            groups.add(self.sections.whole(heading, Marks::VULNERABLE));
        }
        let Some(name) = group_name(groups) else { return };
        let care = Marks::CARE.or(Marks::LABEL);
        if self.sections.around(number, care).has(care) {
            return;
        }
        // Students may be adults.
        let severity =
            (!groups.has(Marks::CHILD.or(Marks::PREGNANCY).or(Marks::OLDER))).then_some(Severity::Warning);
        let message = Some(format!("\"{{text}}\" gives a dose in a section for {name}"));
        kept.push(Claim { rule, severity, message, ..claim.clone() });
    }

    /// The rule of a kind, if it is on.
    pub(super) fn rule(&self, kind: Kind) -> Option<u16> {
        let found = self
            .ready
            .doses
            .kinds
            .iter()
            .zip(&self.ready.on)
            .position(|(known, on)| *known == Some(kind) && *on);
        found.and_then(|rule| u16::try_from(rule).ok())
    }

    /// An amount of a compound, or without a strength.
    fn basis(&self, claim: &mut Claim, words: &Range<usize>) -> bool {
        if self.medicine(claim) || self.said(claim).has(Marks::RECIPE) {
            return false;
        }
        let Some(amount) = self.amount(words) else { return true };
        if amount.per != Per::Nothing {
            return false;
        }
        let Some(milligrams) = amount.milligrams() else {
            // "one dropper": its strength may stand next to it.
            let strength = self.amounts().iter().any(|other| other.unit.milligrams().is_some());
            return !strength;
        };
        let Some(substance) = self.substance_in_sentence(&amount) else { return true };
        let Some(nutrient) = self.ready.packs.tables.nutrients.get(substance.nutrient) else { return true };
        if nutrient.unit == "ug" && substance.share.is_none() {
            // Milligrams where micrograms are usual.
            return amount.unit == Unit::Milligram && milligrams >= unusual(&nutrient.name);
        }
        if self.near(claim, 1, Marks::ELEMENT).has(Marks::ELEMENT) {
            return false;
        }
        if let Some(share) = substance.share {
            claim.note = Some(format!(
                "{} of this compound holds about {} of {}",
                limits::spoken(milligrams),
                limits::spoken(milligrams * share / 100.0),
                nutrient.name
            ));
        }
        true
    }

    /// A daily amount against the levels of the markets.
    fn above_level(&self, claim: &mut Claim, words: &Range<usize>) -> bool {
        let own = self.said(claim);
        if own.has(Marks::TRIAL.or(Marks::REFERENCE).or(Marks::RECIPE).or(Marks::FOOD).or(Marks::PRESCRIBER))
        {
            return false;
        }
        let Some(amount) = self.amount(words).filter(|amount| amount.per == Per::Nothing) else {
            return false;
        };
        let lexicons = &self.ready.doses.lexicons;
        if self.has(lexicons.limit) || self.under_ceiling(amount.words.start) {
            return false;
        }
        let daily = amount.times_a_day().is_some()
            || amount.rate.timing
            || self.has(lexicons.intake)
            || self.has(lexicons.word)
            || own.has(Marks::POPULATION);
        if !daily || self.medicine(claim) {
            return false;
        }
        let Some(substance) = self.substance(claim, &amount) else { return false };
        let Some((milligrams, counted)) = self.daily(&amount, substance) else { return false };
        let group = self.group(claim);
        let tables = &self.ready.packs.tables;
        let doses = &self.ready.doses;
        let worst = doses
            .bodies
            .iter()
            .filter_map(|body| doses.levels.of(tables, substance.nutrient, *body, group))
            .max_by(|a, b| (milligrams / a.milligrams).total_cmp(&(milligrams / b.milligrams)));
        let Some(level) = worst else { return false };
        let share = milligrams / level.milligrams;
        if share < NEAR {
            return false;
        }
        let (Some(nutrient), Some(limit)) =
            (tables.nutrients.get(substance.nutrient), tables.limits.get(level.limit))
        else {
            return false;
        };
        let figure = limits::spoken(level.milligrams);
        let what = match level.standing {
            Standing::Upper => "upper level",
            Standing::Safe => "level held to be safe",
        };
        let relation = if share > 1.0 + f64::EPSILON { "is above" } else { "is near" };
        let authority = limit.authority.split(" (").next().unwrap_or(&limit.authority);
        let markets: Vec<&str> = self
            .ready
            .markets
            .iter()
            .filter(|m| Body::of_market(**m) == level.body)
            .map(|m| m.as_str())
            .collect();
        let whom = match group {
            Group::Adult => "",
            Group::Child(..) => " for children",
            Group::Pregnant => " in pregnancy",
            Group::Older => " for older adults",
        };
        claim.message = Some(format!(
            "\"{{text}}\" {relation} the {what} of {figure} a day for {}{whom} ({authority}, {}; {})",
            nutrient.name,
            limit.year,
            markets.join(", ")
        ));
        if share <= 1.0 + f64::EPSILON {
            claim.severity = Some(Severity::Info);
        } else if level.standing == Standing::Safe {
            claim.severity = Some(Severity::Warning);
        }
        let mut notes = Vec::new();
        notes.extend(counted);
        if level.standing == Standing::Safe {
            notes.push("the figure is a safe or guidance level, not a tolerable upper level".to_owned());
        }
        if nutrient.supplemental_only {
            notes.push("the level counts supplements, not food".to_owned());
        }
        if limit.note.contains("recalled") {
            notes.push("check the figure against its source before you rely on it".to_owned());
        }
        claim.note = (!notes.is_empty()).then(|| notes.join("; "));
        true
    }

    /// Milligrams of the nutrient a day at the upper end, and how they were counted where that is not plain.
    pub(super) fn daily(&self, amount: &Amount, substance: Substance) -> Option<(f64, Option<String>)> {
        let nutrient = self.ready.packs.tables.nutrients.get(substance.nutrient)?;
        if substance.unknown_share {
            return None;
        }
        let times = amount.times_a_day().unwrap_or(1.0);
        let once = match amount.unit {
            Unit::International => limits::from_international(nutrient, amount.high * amount.count)?,
            _ => amount.milligrams()?,
        };
        let share = substance.share.unwrap_or(100.0) / 100.0;
        let total = once * times * share;
        let counted = if substance.share.is_some() {
            Some(format!(
                "counted as {} of {}: {:.1} % of the compound",
                limits::spoken(total),
                nutrient.name,
                share * 100.0
            ))
        } else if (times - 1.0).abs() > 0.01 || amount.count > 1.0 || amount.unit == Unit::International {
            Some(format!("counted as {} a day", limits::spoken(total)))
        } else {
            None
        };
        (total.is_finite() && total > 0.0).then_some((total, counted))
    }
}

fn group_name(groups: Marks) -> Option<&'static str> {
    [
        (Marks::CHILD, "children"),
        (Marks::PREGNANCY, "pregnancy or breast-feeding"),
        (Marks::OLDER, "older people"),
        (Marks::STUDENT, "students, who may be minors"),
    ]
    .into_iter()
    .find(|(mark, _)| groups.has(*mark))
    .map(|(_, name)| name)
}

/// Milligrams of a nutrient usual in micrograms, from which on a slip of the unit is likely.
fn unusual(name: &str) -> f64 {
    match name {
        "vitamin B12" => 10.0,
        "folic acid (synthetic folate)" => 5.0,
        "biotin" => 20.0,
        _ => 1.0,
    }
}
