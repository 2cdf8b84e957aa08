//! JUnit XML: a suite for every file, a case for every finding. A file without findings is a case that passes.

use quick_xml::Writer;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};
use scruple::answer::{Answer, Answered, BaselineState};
use scruple::finding::Finding;

use super::escape::xml;
use super::{Checked, Ended, Printer};
use scruple_config::FailOn;

/// The format for the test reports of build servers. A finding at or above the threshold is a failure, any other one
/// a case that was skipped, so that the report fails where the exit status does.
pub struct Junit;

impl Printer for Junit {
    fn begin(&self) -> String {
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"scruple\">\n".to_owned()
    }

    fn file(&self, file: Checked<'_>, out: &mut Vec<u8>) {
        let failures = file.findings.iter().filter(|finding| fails(file.fail_on, finding)).count();
        let (found, answered) = (file.findings.len(), file.answered.len());
        let tests = (found + answered).max(1);
        let mut suite = Suite::begin(out, file.path, [tests, failures, 0, found - failures + answered]);
        for finding in &file.findings {
            let name = if fails(file.fail_on, finding) { "failure" } else { "skipped" };
            let message = match finding.baseline {
                Some(BaselineState::Unchanged) => format!("in the baseline: {}", finding.message),
                _ => finding.message.clone(),
            };
            suite.case(&title(file.path, finding), Some((name, &message, &details(finding))));
        }
        for answered in &file.answered {
            let reason = reason(answered);
            suite.case(&title(file.path, &answered.finding), Some(("skipped", &reason, "")));
        }
        if found + answered == 0 {
            suite.case("no red flags", None);
        }
        suite.end();
    }

    fn every_file(&self) -> bool {
        true
    }

    fn end(&self, ended: &Ended<'_>) -> String {
        let mut out = Vec::new();
        let fatal: Vec<&String> =
            ended.problems.iter().filter(|(_, fatal)| *fatal).map(|(message, _)| message).collect();
        if !fatal.is_empty() {
            let mut suite = Suite::begin(&mut out, "scruple", [fatal.len(), 0, fatal.len(), 0]);
            for (number, message) in fatal.into_iter().enumerate() {
                suite.case(&format!("problem {}", number + 1), Some(("error", message, "")));
            }
            suite.end();
        }
        format!("{}</testsuites>\n", String::from_utf8_lossy(&out))
    }
}

fn fails(fail_on: FailOn, finding: &Finding) -> bool {
    fail_on.reached(finding.severity) && finding.baseline != Some(BaselineState::Unchanged)
}

fn title(path: &str, finding: &Finding) -> String {
    format!("{} {} at {path}:{}:{}", finding.code, finding.rule, finding.start.line, finding.start.column)
}

fn details(finding: &Finding) -> String {
    let mut lines = vec![format!("{}: {}", finding.severity, finding.message)];
    for (name, text) in [("words", &*finding.text), ("why", &*finding.why), ("instead", &*finding.help)] {
        if !text.is_empty() {
            lines.push(format!("{name}: {text}"));
        }
    }
    for (name, titles) in super::text::law(&finding.references) {
        lines.push(format!("{name}: {titles}"));
    }
    lines.join("\n")
}

fn reason(answered: &Answered) -> String {
    match &answered.answer {
        Answer::Suppressed { reason, .. } => format!("suppressed: {reason}"),
        Answer::Approved(approval) => format!("approved by {}: {}", approval.approver, approval.wording),
        _ => "answered for".to_owned(),
    }
}

/// A suite in the making. Writing to memory cannot fail.
struct Suite<'a>(Writer<&'a mut Vec<u8>>);

impl<'a> Suite<'a> {
    /// Begins with the numbers of cases: all, failures, errors, skipped.
    fn begin(out: &'a mut Vec<u8>, name: &str, [tests, failures, errors, skipped]: [usize; 4]) -> Self {
        let name = xml(name);
        let mut suite = BytesStart::new("testsuite");
        suite.push_attribute(("name", name.as_str()));
        for (key, number) in
            [("tests", tests), ("failures", failures), ("errors", errors), ("skipped", skipped)]
        {
            suite.push_attribute((key, number.to_string().as_str()));
        }
        suite.push_attribute(("file", name.as_str()));
        let mut writer = Writer::new(out);
        let _ = writer.write_event(Event::Start(suite));
        let _ = writer.write_event(Event::Text(BytesText::new("\n")));
        Self(writer)
    }

    /// Adds a case with what came of it: the element, its message and its text.
    fn case(&mut self, name: &str, outcome: Option<(&str, &str, &str)>) {
        let name = xml(name);
        let case = self.0.create_element("testcase").with_attributes([
            ("name", name.as_str()),
            ("classname", "scruple"),
            ("time", "0"),
        ]);
        let _ = match outcome {
            None => case.write_empty(),
            Some((element, message, text)) => case.write_inner_content(|writer| {
                let message = xml(message);
                let inner = writer.create_element(element).with_attribute(("message", message.as_str()));
                if text.is_empty() {
                    inner.write_empty()?;
                } else {
                    inner.write_text_content(BytesText::new(&xml(text)))?;
                }
                Ok(())
            }),
        };
        let _ = self.0.write_event(Event::Text(BytesText::new("\n")));
    }

    fn end(mut self) {
        let _ = self.0.write_event(Event::End(BytesEnd::new("testsuite")));
        let _ = self.0.write_event(Event::Text(BytesText::new("\n")));
    }
}
