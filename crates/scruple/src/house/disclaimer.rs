//! The disclaimers that a house asks for, made into rules.

use std::sync::Arc;

use super::HouseError;
use crate::BuildError;
use crate::context::DocumentClass;
use crate::finding::{Confidence, Severity, Text};
use crate::rule::compiled::{Check, Place, Rule, Weigh};
use crate::rule::{Market, Packs, RuleInfo, Status, fits, unknown_rule};
use crate::scan::token::term_words;

/// What the codes of the rules of disclaimers start with.
const PREFIX: &str = "HOUSE-";

/// Words that a text must hold once something asks for them.
///
/// It becomes a rule: the code of a disclaimer called `kids-notice` is `HOUSE-KIDS-NOTICE`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Disclaimer {
    /// Its name: letters, digits and hyphens.
    pub name: String,
    /// The wording, which a fix adds where it is missing. Case, line breaks and punctuation do not matter when it is
    /// looked for.
    pub text: Option<String>,
    /// Other wordings that do as well; `...` stands for any words.
    pub patterns: Vec<String>,
    /// What asks for it: rules, as [`crate::LinterBuilder::select`] takes them, or `always`.
    pub when: Vec<String>,
    /// The markets it is asked for in; empty for all.
    pub markets: Vec<Market>,
    /// The kinds of documents it is asked for in; empty for all.
    pub classes: Vec<DocumentClass>,
    /// How grave it is where it is missing.
    pub severity: Severity,
}

/// A disclaimer, made ready.
#[derive(Debug)]
pub(crate) struct Required {
    /// Its rule.
    pub rule: u16,
    pub always: bool,
    /// By rule: whether its findings ask for it.
    asks: Vec<bool>,
    /// The wordings that do, each as the pieces between its `...`, folded.
    wordings: Vec<Vec<String>>,
    /// What a fix adds.
    pub text: Option<String>,
    pub classes: Vec<DocumentClass>,
}

impl Required {
    /// Whether findings of a rule ask for it.
    pub(crate) fn is_asked_by(&self, rule: u16) -> bool {
        self.asks.get(rule as usize).copied().unwrap_or(false)
    }

    /// Whether a text holds it; its folded words, with a space before and behind each.
    pub(crate) fn is_held_by(&self, words: &str) -> bool {
        self.wordings.iter().any(|pieces| {
            let mut rest = Some(words);
            for piece in pieces {
                // The space behind a piece is the one before the next.
                rest = rest.and_then(|text| text.find(piece).and_then(|at| text.get(at + piece.len() - 1..)));
            }
            rest.is_some()
        })
    }
}

/// Adds the rules of disclaimers.
pub(super) fn add(packs: &mut Packs, disclaimers: &[Disclaimer]) -> Result<Vec<Required>, BuildError> {
    let mut required = Vec::new();
    let before = packs.rules.len();
    for disclaimer in disclaimers {
        let name = &disclaimer.name;
        let code = format!("{PREFIX}{}", name.to_ascii_uppercase());
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
            return Err(HouseError::Name(name.clone()).into());
        }
        if packs.rules().any(|rule| rule.code == code || rule.name == *name) {
            return Err(HouseError::Taken(name.clone()).into());
        }
        let wordings: Vec<Vec<String>> = disclaimer
            .text
            .iter()
            .map(|text| vec![folded(text)])
            .chain(disclaimer.patterns.iter().map(|pattern| pieces(pattern)))
            .filter(|pieces| pieces.iter().any(|piece| piece.trim() != ""))
            .collect();
        if wordings.is_empty() {
            return Err(HouseError::NoWording(name.clone()).into());
        }
        if disclaimer.when.is_empty() {
            return Err(HouseError::NothingAsks(name.clone()).into());
        }
        let rules = || packs.rules.iter().take(before).map(|rule| &rule.info);
        let (always, when): (Vec<&String>, Vec<&String>) =
            disclaimer.when.iter().partition(|when| when.eq_ignore_ascii_case("always"));
        for given in &when {
            if !rules().any(|rule| fits(rule, given)) {
                return Err(unknown_rule(given, rules()).into());
            }
        }
        let asks = rules().map(|rule| when.iter().any(|given| fits(rule, given))).collect();
        required.push(Required {
            rule: packs.rules.len() as u16,
            always: !always.is_empty(),
            asks,
            wordings,
            text: disclaimer.text.clone().filter(|text| !text.trim().is_empty()),
            classes: disclaimer.classes.clone(),
        });
        packs.rules.push(rule(disclaimer, code));
    }
    Ok(required)
}

/// The words of a text, folded, with a space before and behind each.
fn folded(text: &str) -> String {
    format!(" {} ", term_words(text).join(" "))
}

/// The pieces of a pattern between its `...`.
fn pieces(pattern: &str) -> Vec<String> {
    pattern.replace('…', "...").split("...").map(folded).filter(|piece| !piece.trim().is_empty()).collect()
}

fn rule(disclaimer: &Disclaimer, code: String) -> Rule {
    let Disclaimer { name, text, severity, .. } = disclaimer;
    let instead = match text {
        Some(text) => format!("Add: \"{}\"", text.trim()),
        None => format!("Add the disclaimer \"{name}\" in one of the wordings that your settings name."),
    };
    Rule {
        info: RuleInfo {
            code: code.into(),
            pack: "house".to_owned(),
            name: name.into(),
            aliases: Vec::new(),
            category: Text::new_static("house"),
            severity: *severity,
            confidence: Confidence::High,
            status: Status::Stable,
            summary: format!("Lacks the disclaimer \"{name}\", which your settings ask for"),
            message: format!("The disclaimer \"{name}\" of your house is missing"),
            why: Text::new_static("Your organisation asks for these words wherever such claims are made."),
            instead: instead.into(),
            references: Arc::default(),
            false_positives: String::new(),
            examples_bad: Vec::new(),
            examples_good: Vec::new(),
        },
        check: Some(Check::Document),
        unless: Vec::new(),
        unless_match: Vec::new(),
        place: Place::Anywhere,
        product_subject: false,
        sold: false,
        promotion: false,
        weigh: Weigh::None,
        only_markets: disclaimer.markets.clone(),
        yields_to: Vec::new(),
        follows: Vec::new(),
        about: false,
        documents: disclaimer.classes.clone(),
        needs: Vec::new(),
        add: text.clone(),
        own_match: false,
        file: String::new(),
        line: 0,
    }
}
