//! MC404 and MC405: the notice that a text is no medical advice.

use super::insert;
use super::{Asking, Place, SHORT, View, ask};
use crate::context::{Cue, DocumentClass};
use crate::finding::{Finding, Fix, Safety, Severity};
use crate::source::SegmentKind;

const NOTICE: &str = "This page is general information, not medical advice. If you have symptoms or take medicines, speak with a clinician.";

/// As many names of diseases make a text health advice.
const DISEASES: usize = 3;
/// A shorter text cannot bury anything.
const LONG: usize = 200;
/// A notice this many words behind the first claim is not seen with it.
const FAR: usize = 400;

/// The first notice of the text.
fn first(view: &View<'_>) -> Option<Place> {
    let signals = &view.facts.document.signals;
    let notice =
        signals.iter().find(|signal| matches!(signal.cue, Cue::AdviceNotice | Cue::ConsultNotice))?;
    Some(Place { segment: notice.segment as usize, range: notice.start as usize..notice.end as usize })
}

/// Claims that tell a reader about an illness, a dose or a medicine.
fn asking<'v, 'a>(view: &'v View<'a>) -> Vec<&'v Asking<'a>> {
    let mut claims: Vec<&Asking<'a>> = view
        .claims
        .iter()
        .filter(|asking| {
            let benign = ["MC114", "MC115", "MC117", "MC118"].contains(&asking.code);
            (asking.of(&["MC1"]) && !benign && asking.severity > Severity::Info) || asking.of(&["MC3", "MC8"])
        })
        .collect();
    claims.dedup_by_key(|asking| (asking.claim.segment, asking.claim.sentence));
    claims
}

/// MC404: health advice and no notice.
pub(super) fn missing(view: &View<'_>) -> Option<Finding> {
    let rule = view.rule("MC404")?;
    if view.facts.class == DocumentClass::News || first(view).is_some() {
        return None;
    }
    let mut claims = asking(view);
    let doses = view.leads.iter().any(|lead| lead.code == "MC406");
    let offered = view.has(Cue::CallToAction) || view.is_clinic();
    if view.words() < SHORT && !offered && !(doses && claims.len() >= 2) {
        return None;
    }
    // A text that offers nothing must speak for what can be taken, not only name an illness.
    let sold = claims.iter().filter(|asking| asking.sold()).count();
    if !view.promotes() && sold < 2 {
        claims.clear();
    }
    let (severity, anchor, message) = if let Some(claim) = claims.first() {
        let message = format!(
            "{} for a notice that this is no medical advice, and the text nowhere sends readers to a clinician",
            ask(claims.len())
        );
        (rule.info.severity, anchor(view, claim), message)
    } else {
        // Names of diseases alone: only where a substance is spoken of as something to take.
        let lead = view
            .leads
            .iter()
            .find(|lead| matches!(lead.code, "MC406" | "MC407") && !lead.claim.subject.not_sold())?;
        let about = view.facts.document.ingredients * 120 >= view.words();
        if view.facts.document.diseases < DISEASES || !about {
            return None;
        }
        (
            Severity::Info,
            lead.place(),
            "Speaks of illnesses and of what to take, and nowhere sends readers to a clinician".to_owned(),
        )
    };
    let related = view.related_claims("this asks for the notice", claims.iter().copied());
    let fix = insert::at_top(view, anchor_limit(&claims, &anchor), NOTICE).map(add);
    Some(view.finding(rule, severity, &anchor, message).with_fix(fix).with_related(related))
}

/// The notice has to stand before the first claim.
fn anchor_limit(claims: &[&Asking<'_>], anchor: &Place) -> usize {
    claims.first().map_or(anchor.segment, |claim| (claim.claim.segment as usize).min(anchor.segment))
}

/// In the promotion of a clinic the reader decides at the call to action; elsewhere at the claim.
fn anchor(view: &View<'_>, first: &Asking<'_>) -> Place {
    let from = first.claim.segment as usize;
    let call = view
        .is_clinic()
        .then(|| {
            view.signals(Cue::CallToAction)
                .filter(|place| place.segment >= from && view.is_body(place.segment))
                .last()
        })
        .flatten();
    call.map_or_else(|| first.place(), |call| view.sentence(&call))
}

fn add(edit: crate::finding::Edit) -> Fix {
    Fix {
        title: "Add a notice that this is no medical advice".to_owned(),
        safety: Safety::Safe,
        edits: vec![edit],
    }
}

/// MC405: the notice comes long after what it qualifies.
pub(super) fn buried(view: &View<'_>) -> Option<Finding> {
    let rule = view.rule("MC405")?;
    let notice = first(view)?;
    if view.words() < LONG || view.facts.class == DocumentClass::News {
        return None;
    }
    let at = view.word_number(&notice);
    let mut claims = asking(view);
    let before = |place: Place| (place.segment, place.range.start) < (notice.segment, notice.range.start);
    claims.retain(|asking| before(asking.place()));
    if !(view.promotes() || view.is_guide()) {
        return None;
    }
    let claim = claims.first()?;
    let behind = at - view.word_number(&claim.place());
    if at * 10 <= view.words() * 6 && behind <= FAR {
        return None;
    }
    let message = format!(
        "The first notice comes {behind} words after the first claim it qualifies; {} for it before",
        ask(claims.len())
    );
    let anchor = heading_of(view, &notice).unwrap_or_else(|| view.sentence(&notice));
    // At the end it would be as far from the claim as the one that is there.
    let fix = insert::before(view, claim.claim.segment as usize, NOTICE).map(add);
    let related = view.related_claims("this claim stands before any notice", claims.iter().copied());
    Some(view.finding(rule, rule.info.severity, &anchor, message).with_fix(fix).with_related(related))
}

/// "Disclaimer": the heading a notice stands under, if that is what it heads.
fn heading_of(view: &View<'_>, notice: &Place) -> Option<Place> {
    let heading = view.facts.segments.get(notice.segment)?.heading? as usize;
    let segment = view.facts.segments.get(heading)?;
    let heads = matches!(segment.kind, SegmentKind::Heading(_))
        && view.signals(Cue::NoticeHeading).any(|place| place.segment == heading);
    heads.then(|| Place { segment: heading, range: 0..segment.text.len() })
}
