//! The rules about what people decided on findings: suppressions and approvals that do not hold (any more). They match
//! no words, so they stand here and not in a pack file; like all others they can be selected, ignored and explained.

use std::sync::Arc;

use super::compiled::{Check, Place, Rule, Weigh};
use super::{Packs, RuleInfo, Status};
use crate::finding::{Class, Confidence, Finding, Position, Scope, Severity, Text};

/// A suppression that sets nothing aside.
pub const UNUSED: &str = "SC001";
/// A suppression of a rule that does not exist.
pub const UNKNOWN: &str = "SC002";
/// A suppression without a reason.
pub const REASONLESS: &str = "SC003";
/// An approval whose time is over.
pub const EXPIRED: &str = "SC004";
/// Wording that is nearly what was approved.
pub const DRIFTED: &str = "SC005";
/// A comment that looks meant for the linter and is not understood.
pub const MALFORMED: &str = "SC006";

/// The family of all of them.
pub const CATEGORY: &str = "review";

struct Entry {
    code: &'static str,
    name: &'static str,
    summary: &'static str,
    message: &'static str,
    why: &'static str,
    instead: &'static str,
    false_positives: &'static str,
    bad: &'static [&'static str],
    good: &'static [&'static str],
}

const ENTRIES: [Entry; 6] = [
    Entry {
        code: UNUSED,
        name: "unused-suppression",
        summary: "A suppression that sets nothing aside",
        message: "this suppression sets nothing aside",
        why: "A suppression that is left behind hides the next claim that somebody writes there.",
        instead: "Remove the comment, or move it to the line it is meant for.",
        false_positives: "A suppression of a rule that is off in this run is not judged.",
        bad: &["Vitamin C is found in many fruits. [[[scruple-ignore MC101: quoted from a letter]]]"],
        good: &[
            "\"It cures diabetes,\" says the letter that we condemn: our tea cures diabetes. [scruple-ignore disease: quoted from a warning letter]",
        ],
    },
    Entry {
        code: UNKNOWN,
        name: "unknown-rule-in-suppression",
        summary: "A suppression of a rule that does not exist",
        message: "\"{text}\" is no rule",
        why: "A suppression holds for the rules that it names. What is no rule sets nothing aside, and the reader of \
              an audit would think that it does.",
        instead: "Write the code (MC101), the name (cure-claim), the start of a code (MC1) or the family (disease) of \
                  the rule; `scruple rules list` shows all of them.",
        false_positives: "A rule of a pack of your own that is not loaded in this run.",
        bad: &["Our tea cures diabetes. [scruple-ignore [[cure-clam]]: quoted from a letter]"],
        good: &["Our tea cures diabetes. [scruple-ignore cure-claim: quoted from a letter]"],
    },
    Entry {
        code: REASONLESS,
        name: "suppression-without-reason",
        summary: "A suppression that does not say why, and therefore sets nothing aside",
        message: "this suppression gives no reason, and sets nothing aside",
        why: "Whoever reads the file in a year has to know why a red flag was set aside, and whether that still holds.",
        instead: "Write the reason behind a colon: `scruple-ignore MC101: quoted from the regulator's letter`.",
        false_positives: "",
        bad: &["Our tea cures diabetes. [[[scruple-ignore MC101]]]"],
        good: &["Our tea cures diabetes. [scruple-ignore MC101: quoted from the regulator's letter]"],
    },
    Entry {
        code: EXPIRED,
        name: "approval-expired",
        summary: "A claim whose approval is no longer valid",
        message: "the approval of this claim is no longer valid",
        why: "An approval holds until the day that was agreed on: evidence, law and product may have changed since.",
        instead: "Have the claim approved again (`scruple approve`), or change it.",
        false_positives: "",
        bad: &[],
        good: &[],
    },
    Entry {
        code: DRIFTED,
        name: "approved-wording-drifted",
        summary: "Wording that is nearly an approved claim, and not the approved one",
        message: "this is nearly what was approved, and not the same",
        why: "An approval holds for its words. A small change can turn a claim that is backed into one that is not.",
        instead: "Go back to the approved words, or have the new ones approved.",
        false_positives: "Two claims on one subject that happen to share most of their words.",
        bad: &[],
        good: &[],
    },
    Entry {
        code: MALFORMED,
        name: "malformed-suppression",
        summary: "A comment that looks like a suppression and is not understood",
        message: "this looks like a suppression and is not understood: it sets nothing aside",
        why: "A suppression with a slip in it would silently do nothing, or hide more than was meant.",
        instead: "Write `scruple-ignore RULE: reason`, or `scruple-ignore-next-line`, `-start`, `-end`, `-file`, as a \
                  comment of the format: `<!-- … -->` in HTML and Markdown, `{/* … */}` in MDX, `# …` in front matter, \
                  `[…]` in plain text.",
        false_positives: "Text about Scruple itself; put what is code into code.",
        bad: &["Our tea cures diabetes. [[[scruple-ingore MC101: quoted from a letter]]]"],
        good: &["Our tea cures diabetes. [scruple-ignore MC101: quoted from a letter]"],
    },
];

impl Packs {
    /// The same with the rules about suppressions and approvals (`SC001` …), unless they are there.
    #[must_use]
    pub fn with_review(mut self) -> Self {
        if !self.rules.iter().any(|rule| rule.info.category == CATEGORY) {
            self.rules.extend(ENTRIES.iter().map(rule));
        }
        self
    }

    /// The same, knowing the names of rules that only `others` hold: a suppression that names one of them is not
    /// unknown, though the rule cannot fire.
    #[must_use]
    pub fn aware_of(mut self, others: &Self) -> Self {
        for rule in &others.rules {
            let info = &rule.info;
            if self.rules.iter().any(|own| own.info.code == info.code) {
                continue;
            }
            for name in [&info.code, &info.name, &info.category].into_iter().chain(&info.aliases) {
                if !self.elsewhere.contains(name) {
                    self.elsewhere.push(name.clone());
                }
            }
        }
        self
    }
}

fn rule(entry: &Entry) -> Rule {
    let owned = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
    Rule {
        info: RuleInfo {
            code: Text::new_static(entry.code),
            pack: "core".to_owned(),
            name: Text::new_static(entry.name),
            aliases: Vec::new(),
            category: Text::new_static(CATEGORY),
            severity: Severity::Warning,
            confidence: Confidence::High,
            status: Status::Stable,
            summary: entry.summary.to_owned(),
            message: entry.message.to_owned(),
            why: Text::new_static(entry.why),
            instead: Text::new_static(entry.instead),
            references: Arc::default(),
            false_positives: entry.false_positives.to_owned(),
            examples_bad: owned(entry.bad),
            examples_good: owned(entry.good),
        },
        check: Some(Check::Review),
        unless: Vec::new(),
        unless_match: Vec::new(),
        place: Place::Anywhere,
        product_subject: false,
        sold: false,
        promotion: false,
        weigh: Weigh::None,
        only_markets: Vec::new(),
        yields_to: Vec::new(),
        follows: Vec::new(),
        about: false,
        documents: Vec::new(),
        needs: Vec::new(),
        add: None,
        own_match: false,
        file: String::new(),
        line: 0,
    }
}

impl RuleInfo {
    /// A finding of this rule on some words, as its page has it, with a message of its own.
    #[must_use]
    pub fn finding(
        &self,
        message: String,
        text: String,
        place: (Position, Position),
        class: Class,
    ) -> Finding {
        Finding {
            code: self.code.clone(),
            rule: self.name.clone(),
            category: self.category.clone(),
            severity: self.severity,
            confidence: self.confidence,
            scope: Scope::Span,
            message,
            why: self.why.clone(),
            help: self.instead.clone(),
            text,
            start: place.0,
            end: place.1,
            references: self.references.clone(),
            fixes: Vec::new(),
            related: Vec::new(),
            class,
            notes: Vec::new(),
            also: Vec::new(),
            fingerprint: None,
            location: None,
            baseline: None,
        }
    }

    /// Whether a suppression or an approval means this rule by `given`: its code or the start of it with a digit
    /// (`MC1`), its name, a name it had before, or its family.
    #[must_use]
    pub fn is_meant_by(&self, given: &str) -> bool {
        let prefix = given.bytes().any(|byte| byte.is_ascii_digit())
            && self.code.get(..given.len()).is_some_and(|head| head.eq_ignore_ascii_case(given));
        let names = [&self.name, &self.category];
        prefix || names.into_iter().chain(&self.aliases).any(|name| name.eq_ignore_ascii_case(given))
    }
}
