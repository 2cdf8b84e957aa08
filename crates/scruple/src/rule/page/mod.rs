//! The page of a rule: everything there is to know of it, for a person, as data. One model, so that a page on the web,
//! a page on a terminal and a page in an editor say the same.

mod index;
mod markdown;
mod words;

use serde::Serialize;

use super::compiled::{Check, Role, Rule};
use super::test::{format_of, unmark};
use super::{Market, Packs};
use crate::source::Format;

pub use index::index;

/// The page of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Page {
    /// Permanent code, such as `MC101`.
    pub code: String,
    /// Name, such as `cure-claim`.
    pub name: String,
    /// What it finds, in one line.
    pub summary: String,
    /// What can be said in a word or two: a label and its value.
    pub facts: Vec<Fact>,
    /// The rest, in the order of reading.
    pub sections: Vec<Section>,
}

/// A label and its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// Such as "severity".
    pub label: &'static str,
    /// Such as "error".
    pub value: String,
}

/// A part of a page; never empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Section {
    /// Its heading.
    pub title: &'static str,
    /// What stands under it.
    pub blocks: Vec<Block>,
}

/// A piece of a section. Texts are plain words: whoever renders them escapes them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Block {
    /// A paragraph.
    Text(String),
    /// A list of sentences.
    List(Vec<String>),
    /// The law, by market.
    Law(Vec<Law>),
    /// Patterns of the rule language.
    Patterns(Vec<String>),
    /// Examples.
    Examples(Vec<Example>),
}

/// The law of a market.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Law {
    /// The market; `None` for what holds anywhere.
    pub market: Option<Market>,
    /// Its citations.
    pub titles: Vec<String>,
}

/// An example.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Example {
    /// What stands before the words that are reported; all of it where none are marked.
    pub before: String,
    /// The words that are reported.
    pub marked: String,
    /// What stands after them.
    pub after: String,
    /// How it is read: `plain`, `markdown` or `html`.
    pub format: &'static str,
}

impl Page {
    /// The page of the rule with this code, if there is one.
    #[must_use]
    pub fn of(packs: &Packs, code: &str) -> Option<Self> {
        let number = packs.rules.iter().position(|rule| rule.info.code.eq_ignore_ascii_case(code))?;
        Some(Self::new(packs, number))
    }

    /// The pages of all rules, by code.
    #[must_use]
    pub fn all(packs: &Packs) -> Vec<Self> {
        let mut pages: Vec<Self> = (0..packs.rules.len()).map(|number| Self::new(packs, number)).collect();
        pages.sort_by(|a, b| a.code.cmp(&b.code));
        pages
    }

    /// The page as Markdown: the whole of its file.
    #[must_use]
    pub fn markdown(&self) -> String {
        markdown::page(self)
    }

    fn new(packs: &Packs, number: usize) -> Self {
        let rule = &packs.rules[number];
        let info = &rule.info;
        let message = info.message.replace("{text}", "…");
        let mut sections = vec![
            section("What a finding says", vec![Block::Text(message)]),
            section("Why", vec![Block::Text(info.why.to_string())]),
            section("What to write instead", vec![Block::Text(info.instead.to_string())]),
            section("Law", law(rule)),
            section("Flagged", examples(&info.examples_bad)),
            section("Not flagged", examples(&info.examples_good)),
            section("Where it looks", vec![Block::List(words::place(rule))]),
            section("What excuses it", excuses(packs, number)),
            section("What changes its severity", severity(packs, number)),
            section("False alarms", vec![Block::Text(info.false_positives.clone())]),
        ];
        for section in &mut sections {
            section.blocks.retain(|block| !block.is_empty());
        }
        sections.retain(|section| !section.blocks.is_empty());
        Self {
            code: info.code.to_string(),
            name: info.name.to_string(),
            summary: info.summary.clone(),
            facts: facts(packs, rule),
            sections,
        }
    }
}

impl Block {
    fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.trim().is_empty(),
            Self::List(items) | Self::Patterns(items) => items.is_empty(),
            Self::Law(law) => law.is_empty(),
            Self::Examples(examples) => examples.is_empty(),
        }
    }
}

fn section(title: &'static str, blocks: Vec<Block>) -> Section {
    Section { title, blocks }
}

fn facts(packs: &Packs, rule: &Rule) -> Vec<Fact> {
    let info = &rule.info;
    let mut facts = Vec::new();
    let mut add = |label, value: String| {
        if !value.is_empty() {
            facts.push(Fact { label, value });
        }
    };
    add("family", info.category.to_string());
    add("pack", info.pack.clone());
    if packs.named().any(|pack| pack.name == info.pack) {
        add("turned on by", format!("--pack {}", info.pack));
    }
    add("severity", info.severity.to_string());
    add("confidence", words::confidence(info.confidence).to_owned());
    add("status", words::status(info.status).to_owned());
    add("formerly", info.aliases.join(", "));
    let markets: Vec<&str> = rule.only_markets.iter().map(|market| words::market(*market)).collect();
    add("on only for", markets.join(", "));
    facts
}

fn law(rule: &Rule) -> Vec<Block> {
    let mut law: Vec<Law> = Vec::new();
    for reference in &*rule.info.references {
        match law.iter_mut().find(|law| law.market == reference.market) {
            Some(law) => law.titles.push(reference.title.to_string()),
            None => law.push(Law { market: reference.market, titles: vec![reference.title.to_string()] }),
        }
    }
    law.sort_by_key(|law| law.market);
    vec![Block::Law(law)]
}

fn examples(written: &[String]) -> Vec<Block> {
    let examples = written.iter().map(|written| {
        let (text, marked) = unmark(written);
        let format = match format_of(&text) {
            Format::Markdown => "markdown",
            Format::Html => "html",
            _ => "plain",
        };
        let cut = marked.unwrap_or(text.len()..text.len());
        let part = |range: std::ops::Range<usize>| text.get(range).unwrap_or("").to_owned();
        Example {
            before: part(0..cut.start),
            marked: part(cut.clone()),
            after: part(cut.end..text.len()),
            format,
        }
    });
    vec![Block::Examples(examples.collect())]
}

fn excuses(packs: &Packs, number: usize) -> Vec<Block> {
    let rule = &packs.rules[number];
    let mut blocks = vec![Block::List(words::excuses(rule))];
    if !rule.unless_match.is_empty() {
        blocks.push(Block::Text("And words of its own, in the pattern language of packs:".to_owned()));
        blocks.push(Block::Patterns(rule.unless_match.clone()));
    }
    blocks
}

fn severity(packs: &Packs, number: usize) -> Vec<Block> {
    let rule = &packs.rules[number];
    let mut own: Vec<_> = packs
        .patterns
        .iter()
        .filter(|pattern| pattern.rule as usize == number && pattern.role != Role::Excuse)
        .filter_map(|pattern| pattern.severity)
        .filter(|severity| *severity != rule.info.severity)
        .collect();
    own.sort_unstable();
    own.dedup();
    let mut items = Vec::new();
    if !own.is_empty() && rule.check != Some(Check::Document) {
        let own: Vec<&str> = own.iter().map(|severity| severity.as_str()).collect();
        items.push(format!("Some of its wordings weigh differently: {}.", own.join(", ")));
    }
    items.extend(words::severity(rule));
    vec![Block::List(items)]
}
