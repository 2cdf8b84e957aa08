//! MC406: a recommendation to take something without who should not.

use super::insert;
use super::{Asking, Place, View, ask};
use crate::context::{Cue, DocumentClass};
use crate::finding::{Finding, Fix, Safety};

/// What a reader must know before taking something.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Topic {
    Pregnancy,
    Children,
    Medicines,
    Disease,
    Allergy,
    Stop,
}

/// The topics that a reviewer asks for by name, and how many of them are enough.
const CORE: [Topic; 4] = [Topic::Pregnancy, Topic::Children, Topic::Medicines, Topic::Disease];
const ENOUGH: usize = 3;

impl Topic {
    fn of(cue: Cue) -> Option<Self> {
        Some(match cue {
            Cue::CautionPregnancy => Self::Pregnancy,
            Cue::CautionChild | Cue::CautionReach => Self::Children,
            Cue::CautionMedicine => Self::Medicines,
            Cue::CautionDisease => Self::Disease,
            Cue::CautionAllergy => Self::Allergy,
            Cue::CautionStop => Self::Stop,
            _ => return None,
        })
    }

    fn name(self) -> &'static str {
        match self {
            Self::Pregnancy => "pregnancy and breast-feeding",
            Self::Children => "children",
            Self::Medicines => "other medicines",
            Self::Disease => "illnesses",
            Self::Allergy => "allergy",
            Self::Stop => "when to stop",
        }
    }
}

/// MC406: use is recommended and the cautions are missing or too few.
pub(super) fn missing(view: &View<'_>) -> Option<Finding> {
    let rule = view.rule("MC406")?;
    let uses = recommendations(view);
    let first = uses.first()?;
    let (said, caution) = cautions(view);
    let missing: Vec<Topic> = CORE.into_iter().filter(|topic| !said.contains(topic)).collect();
    if CORE.len() - missing.len() >= ENOUGH {
        return None;
    }
    let names: Vec<&str> = missing.iter().map(|topic| topic.name()).collect();
    let (anchor, message) = match &caution {
        Some(place) => (
            place.clone(),
            format!(
                "The caution says nothing on {}; {} for it",
                list(&names),
                ask(uses.len()).replace("claim", "recommendation")
            ),
        ),
        None => (
            first.place(),
            format!(
                "{} for cautions, and the text says nothing on {}",
                ask(uses.len()).replace("claim", "recommendation"),
                list(&names)
            ),
        ),
    };
    let related = if caution.is_some() { &uses[..] } else { &uses[1..] };
    let related = view.related_claims("use is recommended here", related.iter().copied());
    let fix = add(view, &missing, caution.as_ref(), first);
    Some(view.finding(rule, rule.info.severity, &anchor, message).with_fix(fix).with_related(related))
}

/// Where the text tells readers to take something that is sold.
fn recommendations<'v, 'a>(view: &'v View<'a>) -> Vec<&'v Asking<'a>> {
    if view.facts.class == DocumentClass::News || view.is_fragment() && view.claims.len() < 2 {
        return Vec::new();
    }
    // Health information gives doses of medicines: only what is sold or praised as an ingredient counts.
    let asked = view.sells_product() || view.is_guide();
    let leads = view.leads.iter().filter(|lead| asked && lead.code == "MC406");
    let doses = view
        .claims
        .iter()
        .filter(|claim| asked && claim.of(&["MC301", "MC302", "MC305", "MC306", "MC307", "MC308"]));
    let mut uses: Vec<&Asking<'a>> =
        leads.chain(doses).filter(|lead| !lead.claim.subject.not_sold()).collect();
    uses.sort_by_key(|asking| (asking.claim.segment, asking.claim.range.start));
    uses.dedup_by_key(|asking| (asking.claim.segment, asking.claim.sentence));
    uses
}

/// The topics the text warns of, and the first sentence that warns.
fn cautions(view: &View<'_>) -> (Vec<Topic>, Option<Place>) {
    let signals = &view.facts.document.signals;
    let headed = |segment: usize| {
        let heading = view.facts.segments.get(segment).and_then(|segment| segment.heading);
        signals.iter().any(|signal| {
            signal.cue == Cue::NoticeHeading
                && (Some(signal.segment) == heading || signal.segment as usize == segment)
        })
    };
    let mut cautious: Vec<u32> = signals
        .iter()
        .filter(|signal| signal.cautious || signal.cue == Cue::ConsultNotice)
        .map(|signal| signal.segment)
        .collect();
    cautious.dedup();
    let mut said = Vec::new();
    let mut first: Option<Place> = None;
    for signal in signals {
        let topic = Topic::of(signal.cue);
        let warns = cautious.binary_search(&signal.segment).is_ok();
        let plain = matches!(signal.cue, Cue::CautionReach | Cue::CautionChild);
        if let Some(topic) = topic.filter(|_| warns || plain || headed(signal.segment as usize))
            && !said.contains(&topic)
        {
            said.push(topic);
        }
        let opens = signal.cue == Cue::ConsultNotice || topic.is_some() && (signal.cautious || plain);
        if first.is_none() && opens && view.is_body(signal.segment as usize) {
            first = Some(view.sentence(&Place {
                segment: signal.segment as usize,
                range: signal.start as usize..signal.end as usize,
            }));
        }
    }
    (said, first)
}

/// Adds the missing cautions beside the one there is, or beside the recommendation.
fn add(view: &View<'_>, missing: &[Topic], caution: Option<&Place>, first: &Asking<'_>) -> Option<Fix> {
    let conditions: Vec<&str> = missing
        .iter()
        .filter_map(|topic| match topic {
            Topic::Pregnancy => Some("are pregnant or breast-feeding"),
            Topic::Children => Some("are under 18"),
            Topic::Medicines => Some("take medicines"),
            Topic::Disease => Some("have a medical condition such as kidney disease"),
            Topic::Allergy | Topic::Stop => None,
        })
        .collect();
    let sentence = format!("Ask a clinician before use if you {}.", or_list(&conditions));
    let place = caution.cloned().unwrap_or_else(|| view.sentence(&first.place()));
    let edit = insert::sentence_after(view, &place, &sentence)
        .or_else(|| insert::at_end(view.facts.source, view.facts.format, &sentence))?;
    Some(Fix {
        title: format!(
            "Add cautions on {}",
            list(&missing.iter().map(|topic| topic.name()).collect::<Vec<_>>())
        ),
        safety: Safety::Unsafe,
        edits: vec![edit],
    })
}

pub(super) fn list(names: &[&str]) -> String {
    joined(names, "and")
}

fn or_list(names: &[&str]) -> String {
    joined(names, "or")
}

fn joined(names: &[&str], word: &str) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [head @ .., last] => format!("{} {word} {last}", head.join(", ")),
    }
}
