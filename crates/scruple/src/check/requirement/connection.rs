//! MC408 and MC409: praise by somebody who earns from it.

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
    if view.facts.class.is_sober() {
        return None;
    }
    let praise: Vec<Place> = view.signals(Cue::Endorsement).collect();
    let first = praise.first()?;
    let coded = view
        .signals(Cue::Affiliate)
        .find(|place| praise.iter().any(|praise| praise.segment.abs_diff(place.segment) <= NEAR));
    let link = PAID_LINKS.iter().filter_map(|sign| view.facts.source.find(sign)).min();
    let about_health = view.facts.document.ingredients > 0 || !view.claims.is_empty();
    let shop = coded.as_ref().is_some_and(|place| is_voucher(view.text(place.segment)));
    let paid = (coded.is_some() || link.is_some()) && about_health || shop;
    if !paid || view.has(Cue::MaterialConnection) {
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

/// Whether a text names a discount code, such as "LEAF15": code for a computer looks different.
fn is_voucher(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| {
        let letters = word.chars().take_while(char::is_ascii_uppercase).count();
        let digits = word.len() - letters;
        letters >= 3 && digits >= 1 && word[letters..].bytes().all(|byte| byte.is_ascii_digit())
    }) && text.contains('%')
}

/// MC409: a disclosure that few readers understand or see.
pub(super) fn vague(view: &View<'_>) -> Option<Finding> {
    let rule = view.rule("MC409")?;
    if view.facts.class.is_sober() {
        return None;
    }
    let lead = view.leads.iter().filter(|lead| lead.code == "MC409").rfind(|lead| {
        let text = view.text(lead.claim.segment as usize);
        let words = text.get(lead.claim.range.clone()).unwrap_or("");
        // A single word is a disclosure only as a tag: "partner" alone is a word like any other.
        words.contains(char::is_whitespace)
            || words.starts_with('#')
            || text.get(..lead.claim.range.start).is_some_and(|head| head.ends_with('#'))
    })?;
    let place = lead.place();
    let words = view.text(place.segment).get(place.range.clone()).unwrap_or("");
    Some(view.finding(rule, lead.severity, &place, rule.info.message.replace("{text}", words)))
}
