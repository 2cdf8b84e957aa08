//! Holding findings against the register.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use scruple::answer::{Answer, Answered};
use scruple::finding::{Finding, Location, Position, Scope};
use scruple::rule::{Market, RuleInfo, review};
use scruple::source::lines::LineIndex;
use scruple::{Linter, Report};

use super::{Entry, Register};
use crate::date::Date;
use crate::words::{Passage, Text, folded, joined};

/// Moves findings that the register approves to what is answered, and reports approvals that are over and wording that
/// drifted. `linter`, `source` and `text` are those of the lint; `today` is the day it is.
pub fn apply(
    registers: &[Arc<Register>],
    report: &mut Report,
    linter: &Linter,
    (source, text): (&str, &Text),
    today: Date,
) {
    if registers.iter().all(|register| register.entries.is_empty()) || report.findings.is_empty() {
        return;
    }
    let all = registers
        .iter()
        .flat_map(|register| register.entries.iter().map(move |entry| Filed { register, entry }));
    let all: Vec<Filed<'_>> = all.collect();
    let mut pass = Pass { entries: Vec::new(), today, told: HashSet::new(), own: Vec::new() };
    let mut document = None;
    let lines = LineIndex::new(source);
    let mut open = Vec::new();
    for mut finding in std::mem::take(&mut report.findings) {
        let Some(passage) = passage(&finding, text) else {
            open.push(finding);
            continue;
        };
        // The product of one item of an export is not that of the next.
        let within = text.document_at(&(finding.start.byte..finding.end.byte));
        if document != within {
            document = within;
            pass.entries = naming(&all, &text.joined(within.unwrap_or_default()));
        }
        let rule = linter.rules().find(|rule| rule.code == finding.code);
        let verdict =
            rule.map_or(Verdict::Open, |rule| pass.weigh(&mut finding, rule, &passage, &report.markets));
        match verdict {
            Verdict::Approved(Filed { register, entry }) => {
                let answer = Answer::Approved(entry.approval(&register.path));
                report.answered.push(Answered { finding, answer });
            }
            Verdict::Open => open.push(finding),
        }
    }
    report.findings = open;
    for Own { code, message, range, text, location } in pass.own {
        let Some(info) = linter.rules().find(|rule| rule.code == code) else { continue };
        let place = |byte: usize| {
            let at = lines.position(source, byte);
            Position { byte, line: at.line, column: at.column }
        };
        let class = report.class.clone();
        let own = info.finding(message, text, (place(range.start), place(range.end)), class);
        report.findings.push(Finding { location, ..own });
    }
    report
        .findings
        .sort_by(|a, b| (a.start.byte, &a.code, a.end.byte).cmp(&(b.start.byte, &b.code, b.end.byte)));
    report.answered.sort_by(|a, b| {
        let key = |of: &Answered| (of.finding.start.byte, of.finding.code.clone(), of.finding.end.byte);
        key(a).cmp(&key(b))
    });
}

/// The entries that are for any document, and those whose product is named in these words of one.
fn naming<'r>(all: &[Filed<'r>], words: &str) -> Vec<Filed<'r>> {
    let named = |filed: &&Filed<'r>| {
        let product = filed.entry.product.as_deref().map(|product| format!(" {} ", joined(&folded(product))));
        product.is_none_or(|product| words.contains(&product))
    };
    all.iter().filter(named).copied().collect()
}

/// The words that a finding on words stands in.
fn passage(finding: &Finding, text: &Text) -> Option<Passage> {
    if finding.scope == Scope::Document || finding.category == review::CATEGORY {
        return None;
    }
    text.passage(&(finding.start.byte..finding.end.byte))
}

enum Verdict<'r> {
    Approved(Filed<'r>),
    Open,
}

/// An entry and the register it stands in.
#[derive(Debug, Clone, Copy)]
struct Filed<'r> {
    register: &'r Register,
    entry: &'r Entry,
}

impl Filed<'_> {
    /// Where it stands.
    fn place(&self) -> String {
        format!("{}:{}", self.register.path, self.entry.line)
    }
}

/// A finding about an approval.
struct Own {
    code: &'static str,
    message: String,
    range: Range<usize>,
    text: String,
    location: Option<Location>,
}

struct Pass<'r> {
    /// The entries for the document at hand.
    entries: Vec<Filed<'r>>,
    today: Date,
    /// What was told of which entry, by the start of the sentence.
    told: HashSet<(&'static str, usize, String)>,
    own: Vec<Own>,
}

impl<'r> Pass<'r> {
    fn weigh(
        &mut self,
        finding: &mut Finding,
        rule: &RuleInfo,
        passage: &Passage,
        markets: &[Market],
    ) -> Verdict<'r> {
        let touched = passage.touched(&(finding.start.byte..finding.end.byte));
        let needed = needed(finding, markets);
        let covering: Vec<Filed<'r>> = self
            .entries
            .iter()
            .copied()
            .filter(|filed| filed.entry.wording.covers(&passage.words, &touched))
            .collect();
        let meant = covering.iter().copied().filter(|filed| filed.entry.is_for(rule));
        let lacking = |entry: &Entry| -> Vec<Market> {
            needed.iter().copied().filter(|market| !entry.markets.contains(market)).collect()
        };
        let mut over = None;
        for filed in meant {
            let entry = filed.entry;
            let lacking = lacking(entry);
            if !lacking.is_empty() {
                finding.notes.push(format!(
                    "approved by {} for {} only, not for {} ({})",
                    entry.approver,
                    list(&entry.markets),
                    list(&lacking),
                    filed.place()
                ));
            } else if entry.is_over(self.today) {
                over.get_or_insert(filed);
            } else {
                finding.notes.retain(|note| !note.starts_with("approved by "));
                return Verdict::Approved(filed);
            }
        }
        if let Some(filed) = over {
            self.expired(filed, passage, finding);
        } else if covering.is_empty() {
            self.drifted(passage, finding);
        }
        Verdict::Open
    }

    fn expired(&mut self, filed: Filed<'r>, passage: &Passage, finding: &Finding) {
        let Entry { text, approver, until: Some(until), .. } = filed.entry else { return };
        let message =
            format!("the approval of \"{text}\" by {approver} was valid until {until} ({})", filed.place());
        self.tell(review::EXPIRED, filed, (passage, finding), message);
    }

    fn drifted(&mut self, passage: &Passage, finding: &Finding) {
        let near = |filed: &Filed<'r>| Some((filed.entry.wording.nearness(passage.sentence())?, *filed));
        let best = self.entries.iter().filter_map(near).max_by(|(a, _), (b, _)| a.total_cmp(b));
        let Some((_, filed)) = best else { return };
        let Entry { text, approver, .. } = filed.entry;
        let message = format!(
            "this is nearly what {approver} approved, and not the same: approved is \"{text}\", here stands \"{}\" ({})",
            passage.text,
            filed.place()
        );
        self.tell(review::DRIFTED, filed, (passage, finding), message);
    }

    /// Once for each sentence and entry.
    fn tell(
        &mut self,
        code: &'static str,
        filed: Filed<'r>,
        (passage, finding): (&Passage, &Finding),
        message: String,
    ) {
        if self.told.insert((code, passage.source.start, filed.place())) {
            let (range, text) = (passage.source.clone(), passage.text.clone());
            self.own.push(Own { code, message, range, text, location: finding.location.clone() });
        }
    }
}

/// The markets on whose law a finding rests; where it cites none, all that the text was held against.
fn needed(finding: &Finding, markets: &[Market]) -> Vec<Market> {
    let mut cited: Vec<Market> = finding.references.iter().filter_map(|reference| reference.market).collect();
    cited.sort_unstable();
    cited.dedup();
    if cited.is_empty() { markets.to_vec() } else { cited }
}

fn list(markets: &[Market]) -> String {
    markets.iter().map(|market| market.as_str()).collect::<Vec<_>>().join(", ")
}
