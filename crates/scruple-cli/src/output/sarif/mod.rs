//! SARIF 2.1.0, for code scanning and viewers: one run, its rules first, then its results as files are done.

mod log;

use std::collections::{HashMap, HashSet};

use scruple::Linter;
use scruple::answer::{Answer, Answered, BaselineState};
use scruple::finding::{Confidence, Finding, Severity};
use scruple::rule::RuleInfo;
use scruple::source::lines::LineIndex;
use serde_json::json;

use super::escape::uri;
use super::{Checked, Ended, HOME, Printer, page};
use crate::exit::Status;
use log::{
    ArtifactChange, ArtifactLocation, Configuration, Content, Descriptor, Fix, Location, LogicalLocation,
    Message, MultiMessage, PhysicalLocation, Region, Replacement, ResultItem, Suppression,
};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";

/// The name of the folder that paths are relative to.
const ROOT: &str = "%SRCROOT%";

/// Longer words are not repeated.
const SNIPPET: usize = 1000;

/// The format for code scanning.
pub struct Sarif {
    /// The list of rules, as JSON.
    rules: String,
    /// The place of each rule in it.
    index: HashMap<String, usize>,
}

impl Sarif {
    /// With the rules that are on in any of these linters, each as the first of them has it.
    pub fn new(linters: Vec<&Linter>) -> Self {
        let mut known = HashSet::new();
        let all = linters.into_iter().flat_map(Linter::rules);
        let rules: Vec<Descriptor<'_>> =
            all.filter(|rule| known.insert(rule.code.as_str())).map(descriptor).collect();
        let index = rules.iter().enumerate().map(|(index, rule)| (rule.id.to_owned(), index)).collect();
        // Strings and numbers can be written.
        let rules: Vec<String> = rules.iter().filter_map(|rule| serde_json::to_string(rule).ok()).collect();
        Self { rules: rules.join(",\n"), index }
    }
}

impl Printer for Sarif {
    fn keeps_known(&self) -> bool {
        true
    }

    fn begin(&self) -> String {
        let driver = json!({
            "name": "scruple",
            "fullName": "Scruple, a content-compliance linter for health text",
            "version": env!("CARGO_PKG_VERSION"),
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "informationUri": HOME,
        })
        .to_string();
        let driver = driver.trim_end_matches('}');
        let bases =
            json!({ ROOT: { "description": { "text": "The folder in which scruple was started." } } });
        format!(
            "{{\"$schema\":\"{SCHEMA}\",\"version\":\"2.1.0\",\"runs\":[{{\n\
             \"tool\":{{\"driver\":{driver},\"rules\":[\n{}\n]}}}},\n\
             \"columnKind\":\"unicodeCodePoints\",\"newlineSequences\":[\"\\r\\n\",\"\\n\",\"\\r\"],\n\
             \"originalUriBaseIds\":{bases},\n\"results\":[\n",
            self.rules
        )
    }

    fn file(&self, file: Checked<'_>, out: &mut Vec<u8>) {
        let shown = Shown { lines: LineIndex::new(&file.decoded.text), file: &file };
        let open = file.findings.iter().map(|finding| self.result(&shown, finding, Vec::new()));
        let answered = file
            .answered
            .iter()
            .map(|answered| self.result(&shown, &answered.finding, vec![suppression(&shown, answered)]));
        for (number, result) in open.chain(answered).enumerate() {
            if number > 0 {
                out.extend_from_slice(b",\n");
            }
            // Writing strings and numbers to memory cannot fail.
            let _ = serde_json::to_writer(&mut *out, &result);
        }
    }

    fn between(&self) -> &'static str {
        ",\n"
    }

    fn end(&self, ended: &Ended<'_>) -> String {
        let notifications: Vec<_> = ended
            .problems
            .iter()
            .map(|(message, fatal)| {
                json!({ "level": if *fatal { "error" } else { "warning" }, "message": { "text": message } })
            })
            .collect();
        let invocation = json!({
            "executionSuccessful": ended.status != Status::Failed,
            "exitCode": ended.status as u8,
            "toolExecutionNotifications": notifications,
        });
        format!("{}],\n\"invocations\":[{invocation}]}}]}}\n", if ended.any { "\n" } else { "" })
    }
}

impl Sarif {
    fn result<'a>(
        &self,
        shown: &Shown<'a>,
        finding: &'a Finding,
        suppressions: Vec<Suppression>,
    ) -> ResultItem<'a> {
        let related = finding.related.iter().enumerate().map(|(id, related)| Location {
            id: Some(id),
            message: Some(Message { text: related.message.clone() }),
            physical_location: shown.place(related.start.byte, related.end.byte),
            logical_locations: Vec::new(),
        });
        ResultItem {
            rule_id: &finding.code,
            rule_index: self.index.get(&*finding.code).copied(),
            level: level(finding.severity),
            message: Message { text: message(finding) },
            locations: vec![Location {
                id: None,
                message: None,
                physical_location: shown.place(finding.start.byte, finding.end.byte),
                logical_locations: finding.location.iter().map(logical).collect(),
            }],
            related_locations: related.collect(),
            partial_fingerprints: finding
                .fingerprint
                .as_ref()
                .map(|fingerprint| json!({ "scruple/v1": fingerprint })),
            fixes: finding.fixes.iter().map(|fix| shown.fix(fix)).collect(),
            suppressions,
            baseline_state: finding.baseline.map(|state| match state {
                BaselineState::New => "new",
                BaselineState::Unchanged => "unchanged",
            }),
            properties: json!({
                "category": finding.category,
                "confidence": finding.confidence,
                "class": finding.class.name,
                "references": finding.references,
                "notes": finding.notes,
                "also": finding.also,
            }),
        }
    }
}

fn message(finding: &Finding) -> String {
    // Whole sentences, as viewers show them without the help of the rule.
    let end = if finding.message.ends_with(['.', '!', '?', '"']) { "" } else { "." };
    if finding.help.is_empty() {
        finding.message.clone()
    } else {
        format!("{}{end} Instead: {}", finding.message, finding.help)
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// What a rule says about itself.
fn descriptor(rule: &RuleInfo) -> Descriptor<'_> {
    let mut law = String::new();
    for (name, titles) in super::text::law(&rule.references) {
        law.push_str(&format!("\n- {name}: {titles}"));
    }
    let law = if law.is_empty() { law } else { format!("\n\nLaw:\n{law}") };
    let (why, instead) = (&rule.why, &rule.instead);
    Descriptor {
        id: &rule.code,
        name: &rule.name,
        short_description: Message { text: rule.summary.clone() },
        full_description: Message { text: rule.why.to_string() },
        help: MultiMessage {
            text: format!("{why}\n\nInstead: {instead}{law}"),
            markdown: format!("{why}\n\n**Instead:** {instead}{law}"),
        },
        help_uri: page(&rule.code, &rule.pack),
        deprecated_names: rule.aliases.iter().map(ToString::to_string).collect(),
        default_configuration: Configuration { level: level(rule.severity) },
        properties: json!({
            "category": rule.category,
            "pack": rule.pack,
            "tags": ["health-claims", rule.category],
            "precision": match rule.confidence {
                Confidence::High => "high",
                Confidence::Medium => "medium",
                Confidence::Low => "low",
            },
            "problem.severity": match rule.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "recommendation",
            },
        }),
    }
}

/// The page, paragraph or field a finding stands in, where lines do not tell.
fn logical(location: &scruple::finding::Location) -> LogicalLocation {
    LogicalLocation { fully_qualified_name: location.to_string() }
}

/// Who answered, and with what.
fn suppression(shown: &Shown<'_>, answered: &Answered) -> Suppression {
    match &answered.answer {
        Answer::Suppressed { reason, start, end } => Suppression {
            kind: "inSource",
            justification: reason.clone(),
            location: Some(Location {
                id: None,
                message: None,
                physical_location: shown.place(start.byte, end.byte),
                logical_locations: Vec::new(),
            }),
        },
        Answer::Approved(approval) => {
            let mut text = format!("Approved by {}: \"{}\"", approval.approver, approval.wording);
            if let Some(until) = &approval.until {
                text.push_str(&format!(", until {until}"));
            }
            if let Some(substantiation) = &approval.substantiation {
                text.push_str(&format!("; rests on {substantiation}"));
            }
            let location = approval.register.as_ref().map(|register| Location {
                id: None,
                message: None,
                physical_location: PhysicalLocation {
                    artifact_location: artifact(register),
                    region: approval.line.map(Region::line),
                },
                logical_locations: Vec::new(),
            });
            Suppression { kind: "external", justification: text, location }
        }
        _ => Suppression { kind: "external", justification: "answered for".to_owned(), location: None },
    }
}

fn artifact(path: &str) -> ArtifactLocation {
    let (uri, relative) = uri(path);
    ArtifactLocation { uri, uri_base_id: relative.then_some(ROOT) }
}

/// A file whose places are wanted.
struct Shown<'a> {
    file: &'a Checked<'a>,
    lines: LineIndex,
}

impl Shown<'_> {
    fn place(&self, start: usize, end: usize) -> PhysicalLocation {
        let mut region = self.region(start, end);
        let words = self.file.decoded.text.get(start..end);
        region.snippet = words
            .filter(|words| !words.is_empty() && words.len() <= SNIPPET)
            .map(|words| Content { text: words.to_owned() });
        PhysicalLocation { artifact_location: artifact(self.file.path), region: Some(region) }
    }

    /// Lines and columns of the text, bytes of the file.
    fn region(&self, start: usize, end: usize) -> Region {
        let decoded = self.file.decoded;
        let (from, to) = (self.lines.position(&decoded.text, start), self.lines.position(&decoded.text, end));
        let (byte, last) = (decoded.file_offset(start), decoded.file_offset(end));
        Region {
            start_line: from.line,
            start_column: Some(from.column),
            end_line: Some(to.line),
            end_column: Some(to.column),
            byte_offset: Some(byte),
            byte_length: Some(last.saturating_sub(byte)),
            snippet: None,
        }
    }

    fn fix(&self, fix: &scruple::finding::Fix) -> Fix {
        let replacements = fix.edits.iter().map(|edit| Replacement {
            deleted_region: self.region(edit.start, edit.end),
            inserted_content: Content { text: edit.text.clone() },
        });
        Fix {
            description: Message { text: fix.title.clone() },
            artifact_changes: vec![ArtifactChange {
                artifact_location: artifact(self.file.path),
                replacements: replacements.collect(),
            }],
            properties: json!({ "safety": fix.safety }),
        }
    }
}
