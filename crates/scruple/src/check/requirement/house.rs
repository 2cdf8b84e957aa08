//! The disclaimers that a house asks for: a missing one is a finding, with a fix that adds it.

use std::fmt::Write;

use super::{Asking, Facts, Place, View, ask, asking, insert};
use crate::check::verdict::Kept;
use crate::finding::{Finding, Fix, Safety};
use crate::house::Required;
use crate::rule::terms::Strings;
use crate::scan::Tokens;
use crate::scan::fold::fold_word;
use crate::scan::vocabulary::Vocabulary;

/// What the text lacks of the disclaimers of the house. `kept` are all findings about words, also those of rules that
/// are off: a house may ask for a disclaimer in place of a rule. `found` are those about the document.
pub(in crate::check) fn missing(facts: &Facts<'_>, kept: &[Kept], found: &[Finding]) -> Vec<Finding> {
    let ready = facts.ready;
    if ready.house.required.is_empty() || facts.document.words == 0 {
        return Vec::new();
    }
    let view = View::new(facts, asking(facts, kept), Vec::new());
    let mut words: Option<String> = None;
    let mut missing = Vec::new();
    for required in &ready.house.required {
        let on = ready.on.get(required.rule as usize).copied().unwrap_or(false);
        let classed = required.classes.is_empty() || required.classes.contains(&facts.class);
        let asked = Asked::new(&view, required, found);
        if !on || !classed || asked.is_empty() {
            continue;
        }
        if required.is_held_by(words.get_or_insert_with(|| words_of(facts))) {
            continue;
        }
        missing.extend(finding(&view, required, &asked));
    }
    missing
}

/// What asks for a disclaimer.
struct Asked<'v, 'a> {
    always: bool,
    claims: Vec<&'v Asking<'a>>,
    found: Vec<&'v Finding>,
}

impl<'v, 'a> Asked<'v, 'a> {
    fn new(view: &'v View<'a>, required: &Required, found: &'v [Finding]) -> Self {
        let rules = &view.facts.ready.packs.rules;
        let number = |code: &str| (0u16..).zip(rules).find(|(_, rule)| rule.info.code == code);
        let asks = |code: &str| number(code).is_some_and(|(number, _)| required.is_asked_by(number));
        Self {
            always: required.always,
            claims: view.claims.iter().filter(|asking| required.is_asked_by(asking.claim.rule)).collect(),
            found: found.iter().filter(|finding| asks(&finding.code)).collect(),
        }
    }

    fn is_empty(&self) -> bool {
        !self.always && self.claims.is_empty() && self.found.is_empty()
    }
}

fn finding(view: &View<'_>, required: &Required, asked: &Asked<'_, '_>) -> Option<Finding> {
    let facts = view.facts;
    let rule = facts.ready.packs.rules.get(required.rule as usize)?;
    let mut message = rule.info.message.clone();
    if !asked.claims.is_empty() {
        // Writing to memory cannot fail.
        let _ = write!(message, "; {} for it", ask(asked.claims.len()));
    }
    let first = asked.claims.first().map(|asking| asking.place());
    let anchor = match first {
        Some(place) => place,
        // The text as a whole is meant: it is shown at its first words.
        None => {
            let (segment, first) =
                facts.segments.iter().enumerate().find(|(_, segment)| !segment.text.trim().is_empty())?;
            let line = first.text.trim_end();
            let start = line.len() - line.trim_start().len();
            view.sentence(&Place { segment, range: start..start + 1 + following(line, start) })
        }
    };
    let related = view.related_claims("this asks for it as well", asked.claims.iter().skip(1).copied());
    let fix = required.text.as_deref().and_then(|text| {
        let edit = insert::at_end(facts.source, facts.format, text.trim())?;
        Some(Fix {
            title: format!("Add the disclaimer \"{}\"", rule.info.name),
            safety: Safety::Safe,
            edits: vec![edit],
        })
    });
    let mut finding = view.finding(rule, rule.info.severity, &anchor, message);
    if let (None, Some(other)) = (asked.claims.first(), asked.found.first()) {
        (finding.start, finding.end, finding.text) = (other.start, other.end, other.text.clone());
    }
    Some(finding.with_related(related).with_fix(fix))
}

/// The bytes of a character after its first one.
fn following(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, |first| first.len_utf8() - 1)
}

/// The words of a text, folded, with a space before and behind each.
fn words_of(facts: &Facts<'_>) -> String {
    let vocabulary = Vocabulary::new(&Strings::default(), 0);
    let mut tokens = Tokens::default();
    let mut words = String::from(" ");
    let mut word = String::new();
    for segment in facts.segments {
        tokens.cut(&segment.text, &vocabulary);
        for token in &tokens.tokens {
            word.clear();
            let text = segment.text.get(token.start as usize..token.end as usize).unwrap_or_default();
            fold_word(text, &mut word);
            words.push_str(&word);
            words.push(' ');
        }
    }
    words
}
