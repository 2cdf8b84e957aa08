//! Holding findings against the register.

use std::collections::HashSet;
use std::ops::Range;

use scruple::answer::{Answer, Answered};
use scruple::finding::{Finding, Position, Scope};
use scruple::rule::{Market, RuleInfo, review};
use scruple::source::lines::LineIndex;
use scruple::{Linter, Report};

use super::{Entry, Register};
use crate::date::Date;
use crate::words::{Passage, Text, folded, joined};

/// Moves findings that the register approves to what is answered, and reports approvals that are over and wording that
/// drifted. `linter`, `source` and `text` are those of the lint; `today` is the day it is.
pub fn apply(
    register: &Register,
    report: &mut Report,
    linter: &Linter,
    (source, text): (&str, &Text<'_>),
    today: Date,
) {
    if register.entries.is_empty() || report.findings.is_empty() {
        return;
    }
    let words = text.joined();
    let named = |entry: &Entry| {
        let product = entry.product.as_deref().map(|product| format!(" {} ", joined(&folded(product))));
        product.is_none_or(|product| words.contains(&product))
    };
    let entries: Vec<&Entry> = register.entries.iter().filter(|entry| named(entry)).collect();
    let mut pass = Pass { register, entries, today, told: HashSet::new(), own: Vec::new() };
    let lines = LineIndex::new(source);
    let mut open = Vec::new();
    for mut finding in std::mem::take(&mut report.findings) {
        let Some(passage) = passage(&finding, text) else {
            open.push(finding);
            continue;
        };
        let rule = linter.rules().find(|rule| rule.code == finding.code);
        let verdict = rule.map_or(Verdict::Open, |rule| pass.weigh(&mut finding, rule, &passage, &report.markets));
        match verdict {
            Verdict::Approved(entry) => {
                let answer = Answer::Approved(entry.approval(&register.path));
                report.answered.push(Answered { finding, answer });
            }
            Verdict::Open => open.push(finding),
        }
    }
    report.findings = open;
    for Own { code, message, range, text } in pass.own {
        let Some(info) = linter.rules().find(|rule| rule.code == code) else { continue };
        let place = |byte: usize| {
            let at = lines.position(source, byte);
            Position { byte, line: at.line, column: at.column }
        };
        let class = report.class.clone();
        report.findings.push(info.finding(message, text, (place(range.start), place(range.end)), class));
    }
    report.findings.sort_by(|a, b| (a.start.byte, &a.code, a.end.byte).cmp(&(b.start.byte, &b.code, b.end.byte)));
    report.answered.sort_by(|a, b| {
        let key = |of: &Answered| (of.finding.start.byte, of.finding.code.clone(), of.finding.end.byte);
        key(a).cmp(&key(b))
    });
}

/// The words that a finding on words stands in.
fn passage(finding: &Finding, text: &Text<'_>) -> Option<Passage> {
    if finding.scope == Scope::Document || finding.category == review::CATEGORY {
        return None;
    }
    text.passage(&(finding.start.byte..finding.end.byte))
}

enum Verdict<'r> {
    Approved(&'r Entry),
    Open,
}

/// A finding about an approval.
struct Own {
    code: &'static str,
    message: String,
    range: Range<usize>,
    text: String,
}

struct Pass<'r> {
    register: &'r Register,
    entries: Vec<&'r Entry>,
    today: Date,
    /// What was told of which entry, by the start of the sentence.
    told: HashSet<(&'static str, usize, usize)>,
    own: Vec<Own>,
}

impl<'r> Pass<'r> {
    fn weigh(&mut self, finding: &mut Finding, rule: &RuleInfo, passage: &Passage, markets: &[Market]) -> Verdict<'r> {
        let touched = passage.touched(&(finding.start.byte..finding.end.byte));
        let needed = needed(finding, markets);
        let covering: Vec<&Entry> =
            self.entries.iter().copied().filter(|entry| entry.wording.covers(&passage.words, &touched)).collect();
        let meant = covering.iter().copied().filter(|entry| entry.is_for(rule));
        let lacking = |entry: &Entry| -> Vec<Market> {
            needed.iter().copied().filter(|market| !entry.markets.contains(market)).collect()
        };
        let mut over = None;
        for entry in meant {
            let lacking = lacking(entry);
            if !lacking.is_empty() {
                finding.notes.push(format!(
                    "approved by {} for {} only, not for {} ({}:{})",
                    entry.approver,
                    list(&entry.markets),
                    list(&lacking),
                    self.register.path,
                    entry.line
                ));
            } else if entry.is_over(self.today) {
                over.get_or_insert(entry);
            } else {
                finding.notes.retain(|note| !note.starts_with("approved by "));
                return Verdict::Approved(entry);
            }
        }
        if let Some(entry) = over {
            self.expired(entry, passage);
        } else if covering.is_empty() {
            self.drifted(passage);
        }
        Verdict::Open
    }

    fn expired(&mut self, entry: &Entry, passage: &Passage) {
        let Some(until) = entry.until else { return };
        let message = format!(
            "the approval of \"{}\" by {} was valid until {until} ({}:{})",
            entry.text, entry.approver, self.register.path, entry.line
        );
        self.tell(review::EXPIRED, entry, passage, message);
    }

    fn drifted(&mut self, passage: &Passage) {
        let near = |entry: &&'r Entry| Some((entry.wording.nearness(passage.sentence())?, *entry));
        let best = self.entries.iter().filter_map(near).max_by(|(a, _), (b, _)| a.total_cmp(b));
        let Some((_, entry)) = best else { return };
        let message = format!(
            "this is nearly what {} approved, and not the same: approved is \"{}\", here stands \"{}\" ({}:{})",
            entry.approver, entry.text, passage.text, self.register.path, entry.line
        );
        self.tell(review::DRIFTED, entry, passage, message);
    }

    /// Once for each sentence and entry.
    fn tell(&mut self, code: &'static str, entry: &Entry, passage: &Passage, message: String) {
        if self.told.insert((code, passage.source.start, entry.line)) {
            self.own.push(Own { code, message, range: passage.source.clone(), text: passage.text.clone() });
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
