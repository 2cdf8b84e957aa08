//! The conditions of a rule in plain words. What `check::verdict` does with them is what must stand here.

use crate::finding::Confidence;
use crate::rule::compiled::{Check, Guard, Place, Rule, Weigh};
use crate::rule::{Market, Status};

pub(super) fn market(market: Market) -> &'static str {
    match market {
        Market::Us => "United States",
        Market::Eu => "European Union",
        Market::Uk => "United Kingdom",
        Market::Ca => "Canada",
        Market::Au => "Australia",
    }
}

pub(super) fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::High => "high: nearly always right",
        Confidence::Medium => "medium: usually right",
        Confidence::Low => "low: often right; read the sentence",
    }
}

pub(super) fn status(status: Status) -> &'static str {
    match status {
        Status::Experimental => "experimental: may change without notice",
        Status::Stable => "stable",
        Status::Deprecated => "deprecated: on its way out",
    }
}

/// Where the rule looks.
pub(super) fn place(rule: &Rule) -> Vec<String> {
    let mut items = Vec::new();
    let place = match rule.place {
        Place::Anywhere => "",
        Place::Heading => "Only in headings, titles and running headers.",
        Place::Body => "Only in running text, not in headings.",
        Place::List => "Only in lists.",
    };
    let check = match rule.check {
        None => "",
        Some(Check::Dose) => {
            "At amounts: each is read with its unit, its period and whom it is for, and weighed against what \
             qualifies it nearby and, where the rule asks, against the table of upper levels."
        }
        Some(Check::Document) => {
            "At the document as a whole: what it promises in one place is held against what it says, or leaves out, \
             in all others."
        }
        Some(Check::Review) => {
            "At what people decided on findings: comments in the text that set some aside, and the register of approved \
             claims."
        }
    };
    items.extend([place, check].into_iter().filter(|item| !item.is_empty()).map(str::to_owned));
    if !rule.follows.is_empty() {
        let about = if rule.about { ", as far as they speak of what this rule is about" } else { "" };
        items.push(format!("At what other rules find: {}{about}.", rule.follows.join(", ")));
    }
    if !rule.needs.is_empty() {
        items.push(format!("At what the whole text must hold: {}.", rule.needs.join("; ")));
    }
    if !rule.documents.is_empty() {
        let classes: Vec<&str> = rule.documents.iter().map(|class| class.as_str()).collect();
        items.push(format!("Only in documents of these classes: {}.", classes.join(", ")));
    }
    if rule.sold {
        items.push(
            "Only where the sentence speaks for something that is sold, or the document as a whole sells."
                .to_owned(),
        );
    }
    if rule.product_subject {
        items.push(
            "Only where a product, an ingredient or a service can be what the sentence is about: what is said of \
             medicines, people, diseases, ways of life and research is left alone."
                .to_owned(),
        );
    }
    if rule.promotion {
        items.push(
            "Only in a text that promotes something, or of which nothing says that it informs, and only where no other \
             rule says plainly what the text promises."
                .to_owned(),
        );
    }
    items
}

/// What excuses a match.
pub(super) fn excuses(rule: &Rule) -> Vec<String> {
    let mut items: Vec<&str> = Vec::new();
    for guard in &rule.unless {
        let item = match guard {
            Guard::Negated => {
                "The words are denied or left open: \"does not cure\", \"it is not known whether\"."
            }
            Guard::Question => "The sentence is a question.",
            Guard::Attributed => "The sentence reports what somebody else says: \"the agency warned that\".",
            Guard::ReferenceEntry => "The paragraph is an entry of a bibliography.",
            Guard::Disclaimer => "A disclaimer stands before the words: \"is not intended to\".",
            Guard::Caution => "The words belong to a caution: \"do not use if you have\".",
            Guard::Education | Guard::NonProduct => {
                "The sentence is about a medicine, a person, a disease, a way of life or research, and not about \
                 something that is sold."
            }
            Guard::Hedged => "The claim is hedged: \"may\", \"might\".",
            Guard::Authorised => {
                "The sentence is an authorised claim in the words of the register, as far as its conditions can be seen."
            }
        };
        if !items.contains(&item) {
            items.push(item);
        }
    }
    let mut items: Vec<String> = items.into_iter().map(str::to_owned).collect();
    if !rule.yields_to.is_empty() {
        items.push(format!(
            "Another rule says more about the same words: {}. Its finding takes the place of this one.",
            rule.yields_to.join(", ")
        ));
    }
    items
}

/// How context and the kind of document move the severity.
pub(super) fn severity(rule: &Rule) -> Vec<String> {
    let mut items = Vec::new();
    let mut add = |item: &str| items.push(item.to_owned());
    match rule.weigh {
        Weigh::None => {}
        Weigh::Consult => add("A word to ask a clinician in the same sentence lowers it one step."),
        Weigh::Disease => {
            if !rule.promotion {
                add("A serious disease, such as cancer, raises it to error.");
            }
            add(
                "Words that keep to the normal range, such as \"occasional sleeplessness\", lower it to info.",
            );
            add(
                "A hedge, such as \"may\", lowers it from error to warning, further only in a text that informs, and \
                 never removes it.",
            );
        }
    }
    if rule.check == Some(Check::Review) {
        return items;
    }
    if rule.check == Some(Check::Document) {
        add(
            "Research literature, leaflets of medicines and regulators' texts are asked for little or nothing.",
        );
        return items;
    }
    add(
        "Pages that sell a product or promote a clinic, and texts that say nothing of what they are, count in full.",
    );
    if rule.weigh == Weigh::Disease {
        add(
            "In health information that sells nothing it is silent, unless the words are about something that is sold; \
             then it is lowered.",
        );
    } else {
        add(
            "In text that is plainly health information and sells nothing it is silent, unless the words are about \
             something that is sold; then it is lowered.",
        );
    }
    add(
        "In news, and in text that hardly speaks of health, it is silent unless the words are about something that is \
         sold; then it is lowered, but for a seller's own words.",
    );
    add("In research literature, leaflets of medicines and regulators' texts it is silent.");
    items
}
