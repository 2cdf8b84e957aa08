//! MC401 to MC403: the statement that US law asks of supplements.

use super::insert;
use super::statement::{EVALUATED, EVALUATED_ONE, INTENDED, Part, Statement};
use super::{Asking, Place, View, ask};
use crate::context::{Cue, DocumentClass};
use crate::finding::{Edit, Finding, Fix, Safety, Severity};
use crate::rule::Market;

/// A statement this many words behind the last claim before it does not stand beside it.
const ADJACENT: usize = 100;

/// Claims that ask for the statement: what the product does for a structure, a function or a disease.
fn asking<'v, 'a>(view: &'v View<'a>) -> Vec<&'v Asking<'a>> {
    let mut claims: Vec<&Asking<'a>> =
        view.claims.iter().filter(|asking| asking.of(&["MC1"]) && asking.code != "MC104").collect();
    // One sentence may break several rules: it is one claim.
    claims.dedup_by_key(|asking| (asking.claim.segment, asking.claim.sentence));
    claims
}

fn us(view: &View<'_>) -> bool {
    view.facts.ready.markets.contains(&Market::Us)
}

/// Foods, cosmetics, medicines, devices and services need no such statement.
fn is_conventional(view: &View<'_>) -> bool {
    view.signals(Cue::Conventional).count() > view.signals(Cue::ProductSign).count() || view.is_service()
}

/// MC401: claims for a supplement and no statement.
pub(super) fn missing(view: &View<'_>, statement: &Statement) -> Option<Finding> {
    let rule = view.rule("MC401")?;
    let claims = asking(view);
    let first = claims.first()?;
    let fragment = view.is_fragment() && !view.names_goods();
    if !us(view) || !statement.is_absent() || fragment {
        return None;
    }
    let (severity, note) = if view.sells_product() {
        (rule.info.severity, None)
    } else if is_guide(view) {
        (
            Severity::Info,
            Some("lowered: no product is offered here, the statement is only for those who sell one"),
        )
    } else {
        return None;
    };
    // Asked last: for this the words of the text are counted.
    if is_conventional(view) {
        return None;
    }
    let message =
        format!("{} for the statement that US law requires, and the text nowhere has it", ask(claims.len()));
    let places: Vec<Place> = claims.iter().map(|asking| asking.place()).collect();
    let finding = view.finding(rule, severity, &first.place(), message);
    let related = view.related_claims("this claim asks for the statement", claims.iter().skip(1).copied());
    Some(finding.with_fix(add(view, &places)).with_related(related).with_note(note))
}

/// How much of an ingredient to take, with nothing to sell.
fn is_guide(view: &View<'_>) -> bool {
    let other = view.is_clinic() || view.facts.class == DocumentClass::News;
    let doses = view.leads.iter().any(|lead| lead.code == "MC406")
        || view.claims.iter().any(|asking| asking.of(&["MC3"]));
    !other && doses && view.is_guide()
}

/// Adds the statement at the end and a mark after each claim.
fn add(view: &View<'_>, claims: &[Place]) -> Option<Fix> {
    let facts = view.facts;
    let mark = linked(view, claims.iter().map(|place| place.segment)).unwrap_or('*');
    let mut edits: Vec<Edit> =
        claims.iter().filter_map(|place| insert::mark_after(view, place, mark)).collect();
    let evaluated = if claims.len() == 1 { EVALUATED_ONE } else { EVALUATED };
    edits.push(insert::at_end(facts.source, facts.format, &format!("{mark}{evaluated}. {INTENDED}."))?);
    Some(Fix {
        title: "Add the statement and link each claim to it".to_owned(),
        safety: Safety::Safe,
        edits: in_order(edits),
    })
}

/// Sorted, without a second edit at a place.
fn in_order(mut edits: Vec<Edit>) -> Vec<Edit> {
    edits.sort_by_key(|edit| (edit.start, edit.end));
    edits.dedup_by(|next, before| next.start == before.start && next.text == before.text);
    edits
}

/// The first such mark in these segments; each is read once, as one may hold a thousand claims.
fn linked(view: &View<'_>, segments: impl Iterator<Item = usize>) -> Option<char> {
    let mut last = None;
    segments
        .filter(|&segment| last.replace(segment) != Some(segment))
        .find_map(|segment| *view.lore(segment).more().symbol.get_or_init(|| symbol(view.text(segment))))
}

/// A mark that links a word of the text to a note.
fn symbol(text: &str) -> Option<char> {
    let mut before = ' ';
    text.chars().find(|&c| {
        let linked = matches!(c, '*' | '†' | '‡') && !before.is_whitespace() && before != '*';
        before = c;
        linked
    })
}

/// MC402: the statement with other words.
pub(super) fn altered(view: &View<'_>, statement: &Statement) -> Option<Finding> {
    let rule = view.rule("MC402")?;
    let informs = matches!(view.facts.class, DocumentClass::News | DocumentClass::Editorial);
    if !us(view)
        || statement.is_exact()
        || statement.is_absent()
        || (informs && view.facts.document.evidence.own_voice == 0)
    {
        return None;
    }
    let claims = asking(view);
    let anchor = match (&statement.evaluated, &statement.intended) {
        (Part::Altered(place), _) | (_, Part::Altered(place)) => place,
        (part, other) => part.place().or(other.place())?,
    };
    let missing = match (&statement.evaluated, &statement.intended) {
        (Part::Absent, _) => "its first sentence is missing",
        (_, Part::Absent) => "its second sentence is missing",
        _ => "its words were changed",
    };
    let message = format!(
        "The statement on evaluation and intended use is not in the words of the regulation: {missing}"
    );
    let finding = view.finding(rule, rule.info.severity, anchor, message);
    let related = view.related_claims("this claim asks for the exact statement", claims.iter().copied());
    Some(finding.with_fix(mend(view, statement, claims.len())).with_related(related))
}

/// Puts the exact words in the place of the altered ones.
fn mend(view: &View<'_>, statement: &Statement, claims: usize) -> Option<Fix> {
    let plural = match claims {
        0 => statement.evaluated.place().is_some_and(|place| {
            let words = view.text(place.segment).get(place.range.clone()).unwrap_or("").to_lowercase();
            words.contains("statements") || words.contains("claims")
        }),
        count => count > 1,
    };
    let evaluated = if plural { EVALUATED } else { EVALUATED_ONE };
    let whole = format!("{evaluated}. {INTENDED}");
    let range = |place: &Place| view.source_range(place);
    let edits = match (&statement.evaluated, &statement.intended) {
        (Part::Altered(place), Part::Absent) | (Part::Absent, Part::Altered(place)) => {
            vec![insert::replacement(view, range(place), &whole)?]
        }
        (Part::Exact(place), Part::Absent) => {
            let sentence = view.sentence(place);
            vec![insert::sentence_after(view, &sentence, &format!("{INTENDED}."))?]
        }
        (Part::Absent, Part::Exact(place)) => {
            vec![Edit { start: range(place).start, end: range(place).start, text: format!("{evaluated}. ") }]
        }
        (Part::Altered(first), Part::Altered(second)) => {
            let (first, second) = (range(first), range(second));
            if first.start < second.end && second.start < first.end {
                vec![insert::replacement(
                    view,
                    first.start.min(second.start)..first.end.max(second.end),
                    &whole,
                )?]
            } else {
                vec![
                    insert::replacement(view, first, evaluated)?,
                    insert::replacement(view, second, INTENDED)?,
                ]
            }
        }
        (Part::Altered(place), Part::Exact(kept)) => {
            let (old, kept) = (range(place), range(kept));
            // A sentence that holds both is replaced as a whole.
            if old.start < kept.end && kept.start < old.end {
                vec![insert::replacement(view, old, &whole)?]
            } else {
                vec![insert::replacement(view, old, evaluated)?]
            }
        }
        (Part::Exact(kept), Part::Altered(place)) => {
            let (old, kept) = (range(place), range(kept));
            if old.start < kept.end && kept.start < old.end {
                vec![insert::replacement(view, old, &whole)?]
            } else {
                vec![insert::replacement(view, old, INTENDED)?]
            }
        }
        _ => return None,
    };
    Some(Fix {
        title: "Use the exact words of the regulation".to_owned(),
        safety: Safety::Safe,
        edits: in_order(edits),
    })
}

/// MC403: the statement is far from the claims and no mark leads to it.
pub(super) fn unlinked(view: &View<'_>, statement: &Statement) -> Option<Finding> {
    let rule = view.rule("MC403")?;
    let place = statement.evaluated.place().filter(|_| statement.is_exact())?;
    if !us(view) || !view.sells_product() {
        return None;
    }
    let claims: Vec<&Asking<'_>> =
        asking(view).into_iter().filter(|asking| view.is_body(asking.claim.segment as usize)).collect();
    let first = claims.first()?;
    // One mark that leads there is an honest try; whether every claim has one is for a reader to see.
    let marks = marked_at(view, place);
    let linked = marks && linked(view, claims.iter().map(|asking| asking.claim.segment as usize)).is_some();
    let beside = claims.iter().any(|asking| view.are_near(&asking.place(), place, ADJACENT));
    if linked || beside {
        return None;
    }
    let message = format!(
        "{} for the statement, which stands apart from them, and no symbol joins them",
        ask(claims.len())
    );
    let mut edits: Vec<Edit> =
        claims.iter().filter_map(|asking| insert::mark_after(view, &asking.place(), '*')).collect();
    if !marks {
        let text = if insert::takes_backslash(view.facts.format) { "\\*" } else { "*" };
        let start = view.source_range(place).start;
        edits.push(Edit { start, end: start, text: text.to_owned() });
    }
    let fix = Fix {
        title: "Link each claim to the statement by an asterisk".to_owned(),
        safety: Safety::Unsafe,
        edits: in_order(edits),
    };
    let finding = view.finding(rule, rule.info.severity, &first.place(), message).with_fix(Some(fix));
    Some(finding.with_related(vec![view.related("the statement stands here", place)]))
}

/// Whether a mark stands right before the statement.
fn marked_at(view: &View<'_>, place: &Place) -> bool {
    let before = view
        .facts
        .source
        .get(..view.source_range(place).start)
        .unwrap_or("")
        .trim_end_matches([' ', '\t', '(']);
    before.ends_with(['*', '†', '‡'])
}
