//! MC802 and MC804: what the promotion of a prescription drug or procedure must say beside its benefits.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::{Asking, View, ask};
use crate::context::{Cue, DocumentClass};
use crate::finding::Finding;

/// Rules whose claims promote a drug or procedure.
const PROMOTIONS: [&str; 4] = ["MC801", "MC805", "MC806", "MC807"];

/// Rules whose claims are of uses and products that no label covers.
const UNAPPROVED: [&str; 4] = ["MC801", "MC804", "MC806", "MC807"];

/// Words that tell what a drug or procedure may do to somebody, or who must not have it.
const RISKS: [&str; 23] = [
    "side effect",
    "side-effect",
    "adverse",
    "contraindicat",
    "risks include",
    "risks of",
    "risks and",
    "and risks",
    "potential risks",
    "the risks",
    "not for people",
    "not suitable for",
    "should not be",
    "should not take",
    "should not use",
    "may occur",
    "dissociati",
    "misuse",
    "boxed warning",
    "may cause",
    "can cause",
    "safety information",
    "complications",
];
/// Words before such a word that turn it into praise.
const NONE_OF_THEM: [&str; 9] =
    ["no ", "without ", "fewer ", "zero ", "minimal ", "free of ", "free from ", "lack of ", "little "];

/// Letters before a word in which they stand.
const REACH: usize = 24;

/// Words that tell the status of a use or product.
const STATUS: [&str; 24] = [
    "off-label",
    "off label",
    "not fda",
    "not approved",
    "not been approved",
    "not been fda",
    "nor approved",
    "unapproved",
    "investigational",
    "experimental",
    "unlicensed",
    "not licensed",
    "not cleared",
    "not been evaluated",
    "approved only",
    "only approved",
    "not been cleared",
    "isn't approved",
    "isn't fda",
    "aren't fda",
    "aren't approved",
    "not currently approved",
    "not currently fda",
    "clinical trial only",
];

/// MC802: benefits of a drug or procedure and no risk.
pub(super) fn without_risk(view: &View<'_>) -> Option<Finding> {
    let rule = view.rule("MC802")?;
    let praise = promotions(view, "MC802");
    let first = praise.first()?;
    if view.said().risk || has_caution(view) {
        return None;
    }
    let message = format!("{} for the risks of the treatment, and the text names none", ask(praise.len()));
    let related = view.related_claims("this benefit stands without a risk", praise.iter().skip(1).copied());
    Some(view.finding(rule, rule.info.severity, &first.place(), message).with_related(related))
}

/// MC804: an unapproved use or product and no word on its status.
pub(super) fn without_status(view: &View<'_>) -> Option<Finding> {
    let rule = view.rule("MC804")?;
    let praise = promotions(view, "MC804");
    // What is on the label needs no word: only other uses, and what no label covers.
    let first = praise.iter().find(|asking| UNAPPROVED.contains(&asking.code))?;
    if view.said().status {
        return None;
    }
    let message = rule.info.message.clone();
    Some(view.finding(rule, rule.info.severity, &first.place(), message))
}

/// Where somebody who offers a drug or procedure praises it.
fn promotions<'v, 'a>(view: &'v View<'a>, code: &str) -> Vec<&'v Asking<'a>> {
    let offered = view.is_clinic()
        || (matches!(view.facts.class, DocumentClass::Product | DocumentClass::Unclassified)
            && (view.has(Cue::CallToAction) || view.has(Cue::ClassClinic)));
    if !offered {
        return Vec::new();
    }
    let praise = view.claims.iter().filter(|asking| PROMOTIONS.contains(&asking.code));
    let leads = view.leads.iter().filter(|lead| lead.code == code);
    let mut list: Vec<&Asking<'a>> = praise.chain(leads).collect();
    list.sort_by_key(|asking| (asking.claim.segment, asking.claim.range.start));
    list.dedup_by_key(|asking| (asking.claim.segment, asking.claim.sentence));
    list
}

impl View<'_> {
    fn said(&self) -> Said {
        *self.said.get_or_init(|| Said::of(self))
    }
}

/// The text names who should not have something.
fn has_caution(view: &View<'_>) -> bool {
    [Cue::CautionPregnancy, Cue::CautionStop, Cue::CautionDisease, Cue::CautionMedicine]
        .into_iter()
        .any(|cue| view.facts.document.signals.iter().any(|signal| signal.cue == cue && signal.cautious))
}

/// What a text says beside the praise of a drug or procedure.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Said {
    risk: bool,
    status: bool,
}

impl Said {
    /// One look at the text for the words of both.
    fn of(view: &View<'_>) -> Self {
        static FINDER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
            let words = RISKS.iter().chain(&STATUS);
            AhoCorasick::builder()
                .ascii_case_insensitive(true)
                .kind(Some(AhoCorasickKind::DFA))
                .prefilter(false)
                .build(words)
                .ok()
        });
        let mut said = Self::default();
        let Some(finder) = &*FINDER else { return said };
        for segment in view.facts.segments {
            for found in finder.find_overlapping_iter(&*segment.text) {
                let own =
                    if found.pattern().as_usize() < RISKS.len() { &mut said.risk } else { &mut said.status };
                *own = *own || !is_denied(&segment.text[..found.start()]);
            }
            if said.risk && said.status {
                break;
            }
        }
        said
    }
}

/// Whether what stands before a word takes it back.
fn is_denied(head: &str) -> bool {
    let from = head.char_indices().rev().nth(REACH).map_or(0, |(from, _)| from);
    let near = &head[from..];
    let near = near.rfind([',', '.', ';', ':']).map_or(near, |stop| &near[stop..]).to_lowercase();
    NONE_OF_THEM.iter().any(|none| near.contains(none))
}
