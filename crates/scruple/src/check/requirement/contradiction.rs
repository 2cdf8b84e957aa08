//! MC410: a disclaimer that takes back what the text promises.

use super::statement::Statement;
use super::{Place, View};
use crate::context::Cue;
use crate::finding::{Finding, Severity};

/// Rules whose claims no disclaimer can take back.
const PROMISES: [&str; 5] = ["MC101", "MC102", "MC103", "MC306", "MC801"];

/// MC410: a disclaimer and a promise that it denies.
pub(super) fn contradicted(view: &View<'_>, statement: &Statement) -> Option<Finding> {
    let rule = view.rule("MC410")?;
    let promises: Vec<_> = view
        .claims
        .iter()
        .filter(|asking| asking.severity == Severity::Error && PROMISES.contains(&asking.code))
        .collect();
    let disclaimer = disclaimer(view, statement);
    // A sentence can do both at once.
    let Some((first, disclaimer)) = promises.first().zip(disclaimer) else {
        let lead = view.leads.iter().find(|lead| lead.code == "MC410")?;
        return Some(view.finding(rule, rule.info.severity, &lead.place(), rule.info.message.clone()));
    };
    let message = if promises.len() == 1 {
        "A disclaimer says the opposite of a claim in the same text".to_owned()
    } else {
        format!("A disclaimer says the opposite of {} claims in the same text", promises.len())
    };
    let related = vec![view.related("the disclaimer", &disclaimer)];
    Some(view.finding(rule, rule.info.severity, &first.place(), message).with_related(related))
}

/// Words that deny what the text promises. Sending readers to a doctor denies nothing.
fn disclaimer(view: &View<'_>, statement: &Statement) -> Option<Place> {
    let intended = statement.intended.place().or(statement.evaluated.place()).cloned();
    intended.or_else(|| view.signals(Cue::AdviceNotice).next())
}
