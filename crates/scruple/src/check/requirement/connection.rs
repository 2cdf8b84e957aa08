//! MC408: praise by somebody who earns from it.

use super::{Place, View};
use crate::context::Cue;
use crate::finding::Finding;

/// Paragraphs between praise and the link that it leads to.
const NEAR: usize = 4;
/// Parameters of links that pay somebody.
const PAID_LINKS: [&str; 7] =
    ["?ref=", "&ref=", "?tag=", "&tag=", "aff_id=", "?aff=", "utm_source=affiliate"];

/// MC408: signs of a reward beside praise, and no disclosure before them.
pub(super) fn missing(view: &View<'_>) -> Option<Finding> {
    let rule = view.rule("MC408")?;
    let about_health = view.facts.document.ingredients > 0 || !view.claims.is_empty();
    if view.facts.class.is_sober() || !about_health {
        return None;
    }
    let praise: Vec<Place> = view.signals(Cue::Endorsement).collect();
    let first = praise.first()?;
    let coded = view
        .signals(Cue::Affiliate)
        .find(|place| praise.iter().any(|praise| praise.segment.abs_diff(place.segment) <= NEAR));
    let link = PAID_LINKS.iter().filter_map(|sign| view.facts.source.find(sign)).min();
    if coded.is_none() && link.is_none() {
        return None;
    }
    if view.has(Cue::MaterialConnection) {
        return None;
    }
    let message = match &coded {
        Some(_) => {
            "Praise beside a code or link that pays the speaker, and no disclosure of the tie".to_owned()
        }
        None => "Praise on a page whose links pay somebody, and no disclosure of the tie".to_owned(),
    };
    let related = coded.iter().map(|place| view.related("sign of a reward", place)).collect();
    Some(view.finding(rule, rule.info.severity, &view.sentence(first), message).with_related(related))
}
