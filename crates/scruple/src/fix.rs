//! Applying the fixes of findings: text in, text out.
//!
//! [`apply`] makes one pass: it takes as many fixes as fit beside each other, each of them whole or not at all.
//! [`settle`] lints and applies until nothing is left to apply, so that fixing a fixed text changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::answer::BaselineState;
use crate::finding::{Edit, Finding, Fix, Safety};
use crate::linter::Report;

/// Passes after which fixes that bring forth ever new ones are given up.
const PASSES: usize = 24;

/// How often the rules to leave out are looked for.
const ROUNDS: usize = 4;

/// A text after one pass.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fixed {
    /// The new text.
    pub text: String,
    /// The edits that led to it, by place, none touching another. Their offsets are those of the old text.
    pub edits: Vec<Edit>,
    /// The fixes that were applied, by the place of their findings.
    pub applied: Vec<Applied>,
    /// Fixes that would have overlapped with one that was applied; another pass may take them.
    pub postponed: usize,
}

/// A fix that was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The code of the rule.
    pub code: String,
    /// What it did, as an imperative.
    pub title: String,
    /// Whether it kept the meaning.
    pub safety: Safety,
}

/// A text of which nothing is left to fix.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Settled {
    /// The text.
    pub text: String,
    /// The lint of that text.
    pub report: Report,
    /// Everything that was applied, pass by pass.
    pub applied: Vec<Applied>,
    /// Codes of rules whose fixes never come to an end, because each brings forth the next. They were not applied.
    pub endless: Vec<String>,
}

/// The fix of a finding that may be applied: a safe one where there is one, otherwise, if asked for, an unsafe one.
/// `None` for what is in the baseline: it was accepted as it stands.
#[must_use]
pub fn choose(finding: &Finding, safety: Safety) -> Option<&Fix> {
    if finding.baseline == Some(BaselineState::Unchanged) {
        return None;
    }
    let safe = finding.fixes.iter().find(|fix| fix.safety == Safety::Safe);
    safe.or_else(|| finding.fixes.first().filter(|_| safety == Safety::Unsafe))
}

/// How many of the findings have fixes, but no safe one.
#[must_use]
pub fn unsafe_only(findings: &[Finding]) -> usize {
    let only = |finding: &&Finding| {
        choose(finding, Safety::Safe).is_none() && choose(finding, Safety::Unsafe).is_some()
    };
    findings.iter().filter(only).count()
}

/// Applies the fixes of the findings to the text they were found in. Of two fixes that overlap the first is taken, by
/// the order of the findings; the same fix of two findings is made once. Edits that do not fit the text are left out.
///
/// ```
/// use scruple::{Linter, finding::Safety, fix, source::Format};
///
/// let linter = Linter::builder().packs(scruple_rules::core()?).build()?;
/// let text = "Our capsules support calm. Add to cart.\n";
/// let fixed = fix::apply(text, &linter.check(text, Format::Plain).findings, Safety::Safe);
/// assert!(fixed.text.contains("has not been evaluated by the Food and Drug Administration"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn apply(source: &str, findings: &[Finding], safety: Safety) -> Fixed {
    apply_all(source, findings.iter(), safety)
}

fn apply_all<'a>(source: &str, findings: impl Iterator<Item = &'a Finding>, safety: Safety) -> Fixed {
    let mut taken: BTreeMap<usize, &Edit> = BTreeMap::new();
    let (mut applied, mut postponed) = (Vec::new(), 0);
    for finding in findings {
        let Some(fix) = choose(finding, safety).filter(|fix| fits(source, &fix.edits)) else { continue };
        let again = fix.edits.iter().all(|edit| taken.get(&edit.start) == Some(&edit));
        if !again && fix.edits.iter().any(|edit| clashes(&taken, edit)) {
            postponed += 1;
            continue;
        }
        taken.extend(fix.edits.iter().map(|edit| (edit.start, edit)));
        applied.push(Applied {
            code: finding.code.to_string(),
            title: fix.title.clone(),
            safety: fix.safety,
        });
    }
    let (mut text, mut at) = (String::with_capacity(source.len() + 256), 0);
    for edit in taken.values() {
        text.push_str(source.get(at..edit.start).unwrap_or_default());
        text.push_str(&edit.text);
        at = edit.end;
    }
    text.push_str(source.get(at..).unwrap_or_default());
    Fixed { text, edits: taken.into_values().cloned().collect(), applied, postponed }
}

/// Lints and fixes in turn until nothing is left that may be fixed. Settling the new text again changes nothing.
///
/// Fixes that never come to an end are not applied at all: half of them would leave a text that the next run changes
/// again. Where they cannot be told from the others, nothing is applied.
pub fn settle(source: &str, safety: Safety, mut lint: impl FnMut(&str) -> Report) -> Settled {
    let mut barred = BTreeSet::new();
    for _ in 0..ROUNDS {
        match passes(source, safety, &barred, &mut lint) {
            Ok(settled) if barred.is_empty() => return settled,
            Ok(settled) => {
                // The next run has to come upon the same rules to leave the text alone.
                if passes(&settled.text, safety, &BTreeSet::new(), &mut lint).err().as_ref() != Some(&barred)
                {
                    break;
                }
                return Settled { endless: barred.into_iter().collect(), ..settled };
            }
            Err(codes) => barred.extend(codes),
        }
    }
    let (report, endless) = (lint(source), barred.into_iter().collect());
    Settled { text: source.to_owned(), report, applied: Vec::new(), endless }
}

/// Passes until nothing is left to apply, without the fixes of some rules; or the codes that the last pass applied.
fn passes(
    source: &str,
    safety: Safety,
    barred: &BTreeSet<String>,
    lint: &mut impl FnMut(&str) -> Report,
) -> Result<Settled, BTreeSet<String>> {
    let mut settled = Settled { text: source.to_owned(), report: lint(source), ..Settled::default() };
    let mut last = BTreeSet::new();
    for _ in 0..PASSES {
        let allowed = settled.report.findings.iter().filter(|finding| !barred.contains(&*finding.code));
        let mut fixed = apply_all(&settled.text, allowed, safety);
        if fixed.applied.is_empty() {
            return Ok(settled);
        }
        last = fixed.applied.iter().map(|applied| applied.code.clone()).collect();
        settled.applied.append(&mut fixed.applied);
        settled.report = lint(&fixed.text);
        settled.text = fixed.text;
    }
    Err(last)
}

/// Whether the edits can be made in the text, are in order and change something.
fn fits(source: &str, edits: &[Edit]) -> bool {
    let mut at = 0;
    for (number, edit) in edits.iter().enumerate() {
        let ordered = edit.start >= at && (number == 0 || edit.start > edits[number - 1].start);
        if !ordered || source.get(edit.start..edit.end).is_none() {
            return false;
        }
        at = edit.end;
    }
    edits.iter().any(|edit| source.get(edit.start..edit.end) != Some(edit.text.as_str()))
}

/// Whether an edit overlaps with one that is taken or starts at the same place, where the order would be a guess.
fn clashes(taken: &BTreeMap<usize, &Edit>, edit: &Edit) -> bool {
    let before = taken.range(..=edit.start).next_back();
    before.is_some_and(|(start, other)| *start == edit.start || other.end > edit.start)
        || taken.range(edit.start + 1..).next().is_some_and(|(start, _)| *start < edit.end)
}

#[cfg(test)]
mod tests;
