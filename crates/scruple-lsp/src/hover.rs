//! What is shown of the words under the cursor: the red flags, and the limit of a dose.

use std::fmt::Write;

use scruple::finding::{Finding, Reference};
use scruple::rule::Market;
use scruple::{Dose, Report};

use crate::document::Kind;
use crate::engine::{Card, Engine};
use crate::features::Features;
use crate::lint::{Linted, Outcome};
use crate::lsp::{Hover, HoverContents, MarkupContent, MarkupKind, Position};

/// What to show at a position.
pub(crate) fn at(
    linted: &Linted,
    kind: Kind,
    position: Position,
    engine: &Engine,
    features: &Features,
) -> Option<Hover> {
    let report = linted.report()?;
    let byte = features.encoding.byte(&linted.text, position);
    let page = Page { markdown: features.markdown_hover };
    let mut parts = Vec::new();
    let mut range: Option<(usize, usize)> = None;
    let here = |finding: &&Finding| finding.start.byte <= byte && byte <= finding.end.byte;
    for finding in report.findings.iter().filter(here) {
        parts.push(page.finding(finding, engine.rule(&finding.code)));
        let own = (finding.start.byte, finding.end.byte);
        range = Some(range.map_or(own, |(start, end)| (start.max(own.0), end.min(own.1))));
    }
    if let (Kind::Prose(format), Outcome::Prose { cut, applied, .. }) = (kind, &linted.outcome) {
        let text = linted.text.byte_slice(..cut.unwrap_or(linted.text.len_bytes())).to_string();
        if let Some(dose) = applied.dose_at(&text, format, byte) {
            range = range.or(Some((dose.range.start, dose.range.end)));
            parts.push(page.dose(&dose));
        }
    }
    let (start, end) = range?;
    if !report.findings.is_empty() {
        parts.push(page.class(report));
    }
    let kind = if page.markdown { MarkupKind::Markdown } else { MarkupKind::PlainText };
    let value = parts.join(if page.markdown { "\n\n---\n\n" } else { "\n\n" });
    Some(Hover {
        contents: HoverContents::Markup(MarkupContent { kind, value }),
        range: Some(features.encoding.range(&linted.text, start..end.max(start))),
    })
}

/// The law, one market after the other.
pub(crate) fn law(references: &[Reference]) -> Vec<(String, Vec<&Reference>)> {
    let mut out: Vec<(Option<Market>, Vec<&Reference>)> = Vec::new();
    for reference in references {
        match out.iter_mut().find(|(market, _)| *market == reference.market) {
            Some((_, list)) => list.push(reference),
            None => out.push((reference.market, vec![reference])),
        }
    }
    let name = |market: Option<Market>| {
        market.map_or_else(|| "anywhere".to_owned(), |market| market.as_str().to_ascii_uppercase())
    };
    out.into_iter().map(|(market, list)| (name(market), list)).collect()
}

/// Text for people, in Markdown or plain.
struct Page {
    markdown: bool,
}

impl Page {
    fn finding(&self, finding: &Finding, rule: Option<&Card>) -> String {
        let mut out = String::new();
        let code = match rule.and_then(|rule| rule.page.as_ref()) {
            Some(page) if self.markdown => format!("[{}]({})", finding.code, page.as_str()),
            _ => finding.code.to_string(),
        };
        let message = self.text(&finding.message);
        // Writing to memory cannot fail.
        let _ = write!(out, "{} {code} {}: {message}", self.strong(finding.severity.as_str()), finding.rule);
        let mut add = |label: &str, text: &str| {
            if !text.trim().is_empty() {
                let _ = write!(out, "\n\n{} {text}", self.strong(label));
            }
        };
        add("Why:", &self.text(&finding.why));
        add("Write instead:", &self.text(&finding.help));
        for (market, references) in law(&finding.references) {
            let titles: Vec<String> =
                references.into_iter().map(|reference| self.reference(reference)).collect();
            add(&format!("Law ({market}):"), &titles.join("; "));
        }
        for note in &finding.notes {
            add("Note:", &self.text(note));
        }
        out
    }

    fn reference(&self, reference: &Reference) -> String {
        let title = self.text(&reference.title);
        match &reference.url {
            Some(url) if self.markdown => format!("[{title}]({url})"),
            Some(url) => format!("{title} <{url}>"),
            None => title,
        }
    }

    fn dose(&self, dose: &Dose) -> String {
        let mut out = self.strong(&self.text(&dose.nutrient));
        if let Some(daily) = &dose.daily {
            let _ = write!(out, ": counted as {daily} a day");
        }
        if dose.levels.is_empty() {
            out.push_str("\n\nNo authority of the active markets has set an upper level.");
        }
        for level in &dose.levels {
            let what = if level.upper { "Upper level" } else { "Held to be safe up to" };
            let limit = &level.limit;
            let source = [limit.authority.as_str(), limit.year.as_str()].join(", ");
            let _ = write!(
                out,
                "\n\n{} {} a day for {} ({})",
                self.strong(&format!("{what}:")),
                level.amount,
                self.text(&limit.population),
                self.text(&source)
            );
            if let Some(percent) = level.percent {
                let _ = write!(out, "; the text states {percent} % of it");
            }
            if !limit.note.is_empty() {
                let _ = write!(out, ". {}", self.text(&limit.note));
            }
        }
        out
    }

    fn class(&self, report: &Report) -> String {
        self.text(&reading(report))
    }

    fn strong(&self, text: &str) -> String {
        if self.markdown { format!("**{text}**") } else { text.to_owned() }
    }

    fn text(&self, text: &str) -> String {
        if !self.markdown {
            return text.to_owned();
        }
        let mut out = String::with_capacity(text.len() + 8);
        for char in text.chars() {
            if matches!(char, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|') {
                out.push('\\');
            }
            out.push(char);
        }
        out
    }
}

/// What the document was read as.
pub(crate) fn reading(report: &Report) -> String {
    format!("This document: {}.", report.class.reading())
}
