//! MC407: a striking result without what users generally get.

use super::View;
use crate::context::Cue;
use crate::finding::Finding;

/// MC407: results of one person and no typical result beside them.
pub(super) fn missing(view: &View<'_>) -> Option<Finding> {
    let rule = view.rule("MC407")?;
    let told = |code: &str| code == "MC407" || ["MC701", "MC702", "MC710"].contains(&code);
    let mut results: Vec<_> =
        view.leads.iter().chain(&view.claims).filter(|asking| told(asking.code)).collect();
    results.sort_by_key(|asking| (asking.claim.segment, asking.claim.range.start));
    results.dedup_by_key(|asking| (asking.claim.segment, asking.claim.sentence));
    let first = results.first()?;
    // "On average" says what to expect only with a number.
    let expected = view.signals(Cue::Typicality).any(|place| {
        let sentence = view.sentence(&place);
        view.text(place.segment)
            .get(sentence.range)
            .is_some_and(|words| words.contains(|c: char| c.is_ascii_digit()))
    });
    if expected {
        return None;
    }
    let weak = view.signals(Cue::WeakTypicality).next();
    let count =
        if results.len() == 1 { "1 result is".to_owned() } else { format!("{} results are", results.len()) };
    let message = match weak {
        Some(_) => format!("{count} shown; \"results may vary\" does not say what users generally get"),
        None => format!("{count} shown, and nowhere what users generally get"),
    };
    let mut related = view.related_claims("another result", results.iter().skip(1).copied());
    related.extend(weak.map(|place| view.related("this does not tell what to expect", &place)));
    Some(view.finding(rule, rule.info.severity, &first.place(), message).with_related(related))
}
