//! One finding, as a card beside the text.

use std::fmt::Write as _;

use scruple::answer::{Answer, BaselineState};
use scruple::finding::{Confidence, Finding, Safety, Scope};

use super::Escaped;
use crate::output::text::law;

/// Related places that are listed.
const RELATED: usize = 5;

/// Characters of the words that are repeated.
const WORDS: usize = 240;

/// A finding to show.
pub struct Card<'a> {
    /// The name of its document.
    pub id: &'a str,
    /// Its number in the document.
    pub number: usize,
    /// The page of its rule.
    pub page: Option<&'a str>,
    /// The finding.
    pub finding: &'a Finding,
    /// What somebody answered.
    pub answer: Option<&'a Answer>,
}

impl Card<'_> {
    /// Appends it.
    pub fn render(&self, out: &mut String) {
        let Self { id, number, finding, answer, .. } = self;
        let kind = if answer.is_some() { "answered" } else { finding.severity.as_str() };
        // Writing to memory cannot fail.
        let _ = write!(
            out,
            "<li class=\"card {kind}\" id=\"{id}-{number}\" data-severity=\"{kind}\" data-family=\"{}\" data-rule=\"{}\">\n\
             <h4><span class=\"number\">{number}</span> <span class=\"severity\">{}</span> {}</h4>\n<p class=\"where\">{}",
            Escaped(&finding.category),
            Escaped(&finding.code),
            if answer.is_some() { "answered" } else { finding.severity.as_str() },
            Escaped(&finding.message),
            self.rule(),
        );
        let place = match finding.scope {
            Scope::Span => format!("line {}, column {}", finding.start.line, finding.start.column),
            Scope::Document => "the whole document".to_owned(),
        };
        let confidence = match finding.confidence {
            Confidence::High => "high",
            Confidence::Medium => "medium",
            Confidence::Low => "low",
        };
        let _ = write!(out, " · {} · {place} · {confidence} confidence", Escaped(&finding.category));
        if let Some(location) =
            finding.location.as_ref().map(ToString::to_string).filter(|place| !place.is_empty())
        {
            let _ = write!(out, " · {}", Escaped(&location));
        }
        match finding.baseline {
            Some(BaselineState::New) => out.push_str(" · <strong>new</strong>"),
            Some(BaselineState::Unchanged) => out.push_str(" · in the baseline"),
            None => {}
        }
        out.push_str("</p>\n");
        if finding.scope == Scope::Span && !finding.text.is_empty() {
            let _ = writeln!(out, "<p class=\"words\"><q>{}</q></p>", Escaped(&cut(&finding.text)));
        }
        out.push_str("<dl>\n");
        if let Some(answer) = answer {
            for (name, text) in told(answer) {
                item(out, name, &text);
            }
        }
        item(out, "Why", &finding.why);
        item(out, "Write instead", &finding.help);
        for (name, titles) in law(&finding.references) {
            let name = name
                .strip_prefix("law (")
                .and_then(|rest| rest.strip_suffix(')'))
                .map_or(name.clone(), |market| format!("Law ({})", market.to_uppercase()));
            item(out, &name, &titles);
        }
        for fix in &finding.fixes {
            let name = if fix.safety == Safety::Safe { "Fix" } else { "Fix that changes the meaning" };
            item(out, name, &fix.title);
        }
        for note in &finding.notes {
            item(out, "Note", note);
        }
        for related in finding.related.iter().take(RELATED) {
            item(out, "See", &format!("line {}: {}", related.start.line, related.message));
        }
        if finding.related.len() > RELATED {
            item(out, "See", &format!("and {} more places", finding.related.len() - RELATED));
        }
        out.push_str("</dl>\n</li>\n");
    }

    fn rule(&self) -> String {
        let name = format!("{} {}", Escaped(&self.finding.code), Escaped(&self.finding.rule));
        match self.page {
            Some(page) => format!("<a href=\"{}\" rel=\"noreferrer\">{name}</a>", Escaped(page)),
            None => name,
        }
    }
}

/// What somebody answered, item by item.
pub fn told(answer: &Answer) -> Vec<(&'static str, String)> {
    match answer {
        Answer::Suppressed { reason, start, .. } => {
            vec![("Set aside", format!("by the comment in line {}", start.line)), ("Reason", reason.clone())]
        }
        Answer::Approved(approval) => {
            let mut told = vec![("Approved by", approval.approver.clone())];
            told.push(("Approved wording", approval.wording.clone()));
            told.push(("Valid until", approval.until.clone().unwrap_or_else(|| "no end given".to_owned())));
            told.extend(approval.substantiation.clone().map(|text| ("Rests on", text)));
            told.extend(approval.register.as_ref().map(|register| {
                let line = approval.line.map(|line| format!(", line {line}")).unwrap_or_default();
                ("Register", format!("{register}{line}"))
            }));
            told
        }
        _ => Vec::new(),
    }
}

fn item(out: &mut String, name: &str, text: &str) {
    if !text.trim().is_empty() {
        let _ = writeln!(out, "<div><dt>{}</dt><dd>{}</dd></div>", Escaped(name), Escaped(text));
    }
}

/// The words, cut to a bearable length.
pub fn cut(text: &str) -> String {
    match text.char_indices().nth(WORDS) {
        Some((at, _)) => format!("{} …", text.get(..at).unwrap_or_default().trim_end()),
        None => text.to_owned(),
    }
}
