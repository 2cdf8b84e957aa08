//! One page for people who do not use a terminal: to read, to mail, to print. It loads nothing and works without its
//! script; everything from a document or a rule is escaped.

mod card;
mod chart;
mod lines;
mod page;
mod text;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use scruple::answer::Answered;
use scruple::finding::{Scope, Severity};
use scruple::rule::Market;
use scruple::source::Format;
use scruple_config::Settings;

use super::escape::Html as Escaped;
use super::{Checked, Ended, Printer, page as rule_page};
use crate::settings::Applied;
use crate::walk::Input;
use card::Card;
use text::Mark;

/// Bytes of documents and findings that one page holds; a browser takes long for more.
const ROOM: usize = 48 << 20;

/// Findings of one document that are listed.
const LISTED: usize = 400;

/// The page for people.
#[derive(Default)]
pub struct Html {
    /// How the run was asked for: the day, and what holds for all documents.
    pub(super) run: Rows,
    /// Where documents have different settings: those, and for how many documents each is.
    pub(super) sets: Vec<(Rows, usize)>,
    /// The pages of built-in rules, by code.
    pub(super) pages: BTreeMap<String, String>,
}

/// Names and values.
type Rows = Vec<(&'static str, String)>;

impl Html {
    /// For a run over these inputs; `root` is what applies where there are none.
    pub fn new(root: &Applied, inputs: &[(Input, Applied)]) -> Self {
        let mut page = Self { run: vec![("Date", page::today())], ..Self::default() };
        // Files with the same settings share them; different ones may look the same here.
        let mut seen: Vec<(&Applied, usize)> = Vec::new();
        for (_, applied) in inputs {
            match seen.iter_mut().find(|(known, _)| Arc::ptr_eq(&known.settings, &applied.settings)) {
                Some((_, number)) => *number += 1,
                None => seen.push((applied, 1)),
            }
        }
        if seen.is_empty() {
            seen.push((root, 0));
        }
        for (applied, number) in seen {
            let rows = rows(&applied.settings);
            match page.sets.iter_mut().find(|(known, _)| *known == rows) {
                Some((_, known)) => *known += number,
                None => page.sets.push((rows, number)),
            }
            for rule in applied.linter.rules() {
                if let Some(address) = rule_page(&rule.code, &rule.pack) {
                    page.pages.entry(rule.code.to_string()).or_insert(address);
                }
            }
        }
        if page.sets.len() == 1
            && let Some((rows, _)) = page.sets.pop()
        {
            page.run.extend(rows);
        }
        page
    }
}

/// What settings say, as far as it matters to a reader.
fn rows(settings: &Settings) -> Rows {
    let Settings { markets, packs, class, select, ignore, .. } = settings;
    let mut law: Vec<Market> = markets.iter().map(|market| market.value).collect();
    if law.is_empty() {
        law.push(Market::Us);
    }
    // The pack of a market brings its law.
    law.extend(packs.iter().filter_map(|pack| pack.value.to_string().parse::<Market>().ok()));
    let mut law: Vec<&str> = law.into_iter().map(Market::as_str).collect();
    law.dedup();
    let lists = [
        ("Law cited", law.into_iter().map(str::to_owned).collect::<Vec<_>>()),
        ("Packs", packs.iter().map(|pack| pack.value.to_string()).collect()),
        ("Only rules", select.iter().map(|rule| rule.value.clone()).collect()),
        ("Left out", ignore.iter().map(|rule| rule.value.clone()).collect()),
        ("Documents read as", class.iter().map(|class| class.value.to_string()).collect()),
    ];
    let said = lists.into_iter().filter(|(_, list)| !list.is_empty());
    said.map(|(name, list)| (name, list.join(", "))).collect()
}

impl Printer for Html {
    fn keeps_known(&self) -> bool {
        true
    }

    fn file(&self, file: Checked<'_>, out: &mut Vec<u8>) {
        out.extend_from_slice(self.article(&file).as_bytes());
    }

    fn aside(&self, file: &Checked<'_>, out: &mut Vec<u8>) {
        for answered in &file.answered {
            out.extend_from_slice(page::audit_row(file.path, answered).as_bytes());
        }
    }

    fn held(&self) -> Option<usize> {
        Some(ROOM)
    }

    fn head(&self, ended: &Ended<'_>) -> String {
        page::head(ended, &self.run, &self.sets)
    }

    fn end(&self, ended: &Ended<'_>) -> String {
        page::end(ended)
    }
}

impl Html {
    /// A document with its findings.
    fn article(&self, file: &Checked<'_>) -> String {
        let id = identity(file.path);
        let mut out = String::with_capacity(8192);
        // Writing to memory cannot fail.
        let _ = write!(
            out,
            "<article class=\"doc\" id=\"{id}\" aria-labelledby=\"{id}-h\">\n<header><h3 id=\"{id}-h\">{}</h3>\n\
             <p class=\"tags\">{}</p>\n<p class=\"reading\">{}</p></header>\n<div class=\"columns\">\n",
            Escaped(file.path),
            tags(file),
            Escaped(&sentence(&file.class.reading())),
        );
        let _ = write!(
            out,
            "<section class=\"text\" tabindex=\"0\" aria-label=\"Text of {}\">\n{}</section>\n<div>\n",
            Escaped(file.path),
            text::render(&file.decoded.text, Format::from_path(file.path), &marks(file, &id)),
        );
        if !file.findings.is_empty() {
            out.push_str("<ol class=\"cards\">\n");
            for (number, finding) in file.findings.iter().enumerate().take(LISTED) {
                let page = self.pages.get(&*finding.code).map(String::as_str);
                Card { id: &id, number: number + 1, page, finding, answer: None }.render(&mut out);
            }
            out.push_str("</ol>\n");
        }
        if file.findings.len() > LISTED {
            let _ = writeln!(
                out,
                "<p class=\"note\">{} more of this document are not listed here; the formats for machines have all.</p>",
                file.findings.len() - LISTED
            );
        }
        if !file.answered.is_empty() {
            out.push_str("<h4 class=\"answered\">Answered for</h4>\n<ol class=\"cards\">\n");
            for (number, Answered { finding, answer }) in file.answered.iter().enumerate().take(LISTED) {
                let page = self.pages.get(&*finding.code).map(String::as_str);
                let number = file.findings.len() + number + 1;
                Card { id: &id, number, page, finding, answer: Some(answer) }.render(&mut out);
            }
            out.push_str("</ol>\n");
        }
        out.push_str("</div>\n</div>\n</article>\n");
        out
    }
}

/// What is marked in the text: open findings, then answered ones, numbered in that order.
fn marks(file: &Checked<'_>, id: &str) -> Vec<Mark> {
    let open = file.findings.iter().map(|finding| (finding, Some(finding.severity)));
    let answered = file.answered.iter().map(|answered| (&answered.finding, None));
    let all = open.take(LISTED).chain(answered.take(LISTED)).enumerate();
    let numbered = all.map(|(number, (finding, severity))| {
        // Where not all findings are listed, the answered ones count on behind those that are not.
        let number =
            if severity.is_none() { number + file.findings.len().saturating_sub(LISTED) } else { number };
        (number + 1, finding, severity)
    });
    numbered
        .filter(|(_, finding, _)| finding.scope == Scope::Span)
        .map(|(number, finding, severity)| Mark {
            range: finding.start.byte..finding.end.byte,
            severity,
            number,
            card: format!("{id}-{number}"),
            title: format!("{} {}", finding.code, finding.rule),
        })
        .collect()
}

fn tags(file: &Checked<'_>) -> String {
    let mut out = String::new();
    for severity in [Severity::Error, Severity::Warning, Severity::Info] {
        let number = file.findings.iter().filter(|finding| finding.severity == severity).count();
        if number > 0 {
            let plural = if number == 1 || severity == Severity::Info { "" } else { "s" };
            let _ = write!(out, "<span class=\"tag {severity}\">{number} {severity}{plural}</span> ");
        }
    }
    if !file.answered.is_empty() {
        let _ = write!(out, "<span class=\"tag answered\">{} answered for</span>", file.answered.len());
    }
    out
}

/// The text with a capital and a full stop.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", chars.as_str())
}

/// A name for the document in addresses within the page, made of its path.
fn identity(path: &str) -> String {
    // FNV-1a: the same on every machine and in every release.
    let hash = path.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("d{hash:016x}")
}
