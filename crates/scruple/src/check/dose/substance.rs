//! What an amount is an amount of, and for whom.

use std::cmp::Reverse;

use super::Pass;
use super::amount::Amount;
use super::limits::Group;
use super::marks::Marks;
use super::words::Words;
use crate::check::Claim;
use crate::context::Cue;
use crate::scan::{Flags, Hit};

/// A nutrient named near an amount.
#[derive(Debug, Clone, Copy)]
pub(super) struct Substance {
    pub nutrient: usize,
    /// The share of the nutrient in the compound that is named, where the amount is one of the compound.
    pub share: Option<f64>,
    /// A compound is named whose share is not known.
    pub unknown_share: bool,
}

impl Pass<'_> {
    /// For whom the sentence or the section is meant.
    pub(super) fn group(&self, claim: &Claim) -> Group {
        let own = self.said(claim);
        if own.has(Marks::PREGNANCY) {
            return Group::Pregnant;
        }
        if own.has(Marks::CHILD) {
            return child_ages(&self.own_words());
        }
        if own.has(Marks::OLDER) { Group::Older } else { Group::Adult }
    }

    /// The nutrient an amount is of: the nearest in the sentence, else what stands over it, else what the document
    /// is about.
    pub(super) fn substance(&self, claim: &Claim, amount: &Amount) -> Option<Substance> {
        if let Some(found) = self.substance_in_sentence(amount) {
            return Some(found);
        }
        // Something else is named that is taken: the amount is one of that.
        if self.has(self.ready.cues.id(Cue::Ingredient)) {
            return None;
        }
        let segment = self.segments.get(claim.segment as usize)?;
        let places = [Some(claim.segment), segment.lead, segment.heading];
        for place in places.into_iter().flatten() {
            if let Some(nutrient) = self.nutrient_of(place as usize) {
                return Some(Substance { nutrient, share: None, unknown_share: false });
            }
        }
        let nutrient = self.main_nutrient()?;
        Some(Substance { nutrient, share: None, unknown_share: false })
    }

    /// The only nutrient that a segment names.
    fn nutrient_of(&self, number: usize) -> Option<usize> {
        match *self.sections.nutrients(number) {
            [(only, _)] => Some(usize::from(only)),
            _ => None,
        }
    }

    /// The nutrient named right after an amount, or before it in the sentence.
    pub(super) fn substance_in_sentence(&self, amount: &Amount) -> Option<Substance> {
        const AFTER: usize = 7;
        let signs = self.ready.doses.signs(self.ready);
        let named = self.ready.doses.nutrients_of(signs, self.spoken.hits());
        let placed = named.filter_map(|(nutrient, hit)| {
            let (start, end) = (hit.start as usize, hit.end as usize);
            let distance = if start >= amount.words.end {
                let between =
                    |other: &Amount| other.words.start >= amount.words.end && other.words.end <= start;
                if start - amount.words.end > AFTER || self.amounts().iter().any(between) {
                    return None;
                }
                start - amount.words.end
            } else if end <= amount.words.start {
                // What comes after an amount is what it is an amount of; what comes before is only its theme.
                6 + (amount.words.start - end)
            } else {
                return None;
            };
            Some((distance, nutrient, hit))
        });
        // The nearest; of those the longest, then the first in the table.
        let nearest = placed.min_by_key(|(distance, nutrient, hit)| {
            (*distance, Reverse(hit.end - hit.start), *nutrient, hit.start)
        });
        let (_, nutrient, Hit { start, end, .. }) = nearest?;
        let nutrient = usize::from(nutrient);
        let known = self.ready.packs.tables.nutrients.get(nutrient)?;
        let words = self.own_words();
        let spelt: Vec<&str> = (start as usize..end as usize).map(|at| words.folded(at)).collect();
        let spelt = spelt.join(" ");
        let elemental = self.has(self.ready.doses.lexicons.element)
            || (start as usize > amount.words.end && words.is(start as usize - 1, &["as", "from"]))
            || words.flag(start as usize, Flags::OPEN);
        let form = known.forms.iter().find(|form| {
            form.name.eq_ignore_ascii_case(&spelt)
                || form.aka.iter().any(|aka| aka.eq_ignore_ascii_case(&spelt))
        });
        let share = form.and_then(|form| form.share).filter(|_| !elemental);
        // "zinc bisglycinate": a compound, since its name is longer than the element's.
        let compound = !known.forms.is_empty()
            && form.is_none()
            && spelt.contains(' ')
            && !spelt.starts_with("elemental")
            && !spelt.starts_with("vitamin");
        Some(Substance { nutrient, share, unknown_share: compound && !elemental })
    }
}

/// The ages of children that a sentence names; schoolchildren where it names none.
fn child_ages(words: &Words<'_>) -> Group {
    for at in 0..words.len() {
        if words.is(at, &["baby", "babies", "infant", "infants", "newborn", "newborns"]) {
            return Group::Child(0.0, 1.0);
        }
        if words.is(at, &["toddler", "toddlers"]) {
            return Group::Child(1.0, 3.0);
        }
        if words.is(at, &["teen", "teens", "teenager", "teenagers", "adolescent", "adolescents", "teenage"]) {
            return Group::Child(14.0, 18.0);
        }
        // "children 4–8", "aged 9 to 13", "ages 4-8 years"
        if words.is(at, &["children", "kids", "aged", "ages", "age", "child"])
            && let Some(from) = words.value(at + 1).filter(|from| *from < 18.0)
        {
            let next = if words.is(at + 2, &["to", "and"]) { at + 3 } else { at + 2 };
            let to = words.value(next).filter(|to| *to >= from && *to <= 18.0);
            return Group::Child(from, to.unwrap_or(from));
        }
    }
    Group::Child(9.0, 13.0)
}
