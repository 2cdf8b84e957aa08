//! What rules of packs ask of a whole text, in their own words: a claim asks, and the text must hold something.

use super::caution::list;
use super::{Asking, View, ask, insert};
use crate::context::{Cue, DocumentClass};
use crate::finding::{Finding, Fix, Safety};
use crate::rule::compiled::Rule;

/// For every rule that is on and asks for something, what the text does not hold.
pub(super) fn missing(view: &View<'_>) -> Vec<Finding> {
    let ready = view.facts.ready;
    if view.is_fragment() {
        return Vec::new();
    }
    let rules = ready.packs.rules.iter().zip(0u16..).zip(&ready.on);
    rules
        .filter(|((rule, _), on)| **on && !rule.needs.is_empty())
        .filter_map(|((rule, number), _)| of_rule(view, rule, number))
        .collect()
}

fn of_rule(view: &View<'_>, rule: &Rule, number: u16) -> Option<Finding> {
    let facts = view.facts;
    // Many a practice sells beside its services; it is a clinic all the same.
    let class = if view.is_clinic() { DocumentClass::Clinic } else { facts.class };
    if !rule.documents.is_empty() && !rule.documents.contains(&class) {
        return None;
    }
    // Advertisements are asked. A text of which nothing says what it is, and which invites to nothing, is none.
    if class == DocumentClass::Unclassified && !view.has(Cue::CallToAction) {
        return None;
    }
    let needs = (0..).zip(&rule.needs).filter(|(need, _)| !facts.document.met.contains(&(number, *need)));
    let missing: Vec<&str> = needs.map(|(_, what)| what.as_str()).collect();
    if missing.is_empty() {
        return None;
    }
    // Its own patterns say where it looks; without any it is asked for by the findings it follows.
    let asking: Vec<&Asking<'_>> = if rule.own_match {
        view.leads.iter().filter(|lead| lead.claim.rule == number).collect()
    } else {
        let followed = facts.ready.following.leaders(number);
        view.claims.iter().filter(|asking| followed.contains(&asking.claim.rule)).collect()
    };
    let first = asking.first()?;
    let message =
        format!("{}; {} for it", rule.info.message.replace("{missing}", &list(&missing)), ask(asking.len()));
    let related = view.related_claims("this asks for it as well", asking.iter().skip(1).copied());
    let fix = rule.add.as_deref().and_then(|text| {
        let edit = insert::at_end(facts.source, facts.format, text)?;
        Some(Fix { title: format!("Add \"{text}\""), safety: Safety::Unsafe, edits: vec![edit] })
    });
    Some(view.finding(rule, rule.info.severity, &first.place(), message).with_related(related).with_fix(fix))
}
