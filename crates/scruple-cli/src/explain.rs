//! `scruple explain`: all there is to know of a rule.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use scruple::rule::RuleInfo;
use scruple::rule::page::{Block, Example, Law, Page};
use serde_json::json;

use crate::args::{Color, ExplainArgs, PageFormat};
use crate::error::Error;
use crate::exit::Status;
use crate::linter;
use crate::output::wrap;
use crate::rules::table;
use crate::terminal::{colored, print};

/// Columns of running text.
const WRAP: usize = 90;

/// Explains the rule with that code or name, or lists the rules of that prefix or category.
pub fn run(args: &ExplainArgs, color: Color) -> Result<Status, Error> {
    let packs = linter::here(&args.pack)?;
    let mut rules: Vec<&RuleInfo> = packs.rules().collect();
    rules.sort_by(|a, b| a.code.cmp(&b.code));
    let colored = colored(color) && args.format == PageFormat::Text;
    let given = args.rule.trim();
    let exact = rules.iter().find(|rule| {
        let names = [&rule.code, &rule.name].into_iter().chain(&rule.aliases);
        names.into_iter().any(|name| name.eq_ignore_ascii_case(given))
    });
    if let Some(page) = exact.and_then(|rule| Page::of(&packs, &rule.code)) {
        let text = match args.format {
            PageFormat::Text => terminal(&page, colored),
            PageFormat::Markdown => page.markdown(),
            PageFormat::Json => format!("{}\n", json!(page)),
        };
        print(&text, colored)?;
        return Ok(Status::Clean);
    }
    let code = given.to_ascii_uppercase();
    let family: Vec<&RuleInfo> = rules
        .into_iter()
        .filter(|r| {
            let named = [&*r.category, &*r.pack].into_iter().any(|name| name.eq_ignore_ascii_case(given));
            !code.is_empty() && (r.code.starts_with(&code) || named)
        })
        .collect();
    if family.is_empty() {
        // The library knows which rule is the nearest.
        linter::select(given, packs)?;
        return Err(Error::UnknownRule(given.to_owned()));
    }
    print(&table(&family), colored)?;
    Ok(Status::Clean)
}

/// The page of a rule for a terminal.
fn terminal(page: &Page, colored: bool) -> String {
    let bold = if colored { Style::new().bold() } else { Style::new() };
    let mut out = format!("{bold}{} {}{bold:#}\n{}\n\n", page.code, page.name, page.summary);
    let facts: Vec<String> =
        page.facts.iter().map(|fact| format!("{}: {}", fact.label, fact.value)).collect();
    out.push_str(&facts.join("\n"));
    out.push('\n');
    // Writing to memory cannot fail.
    for section in &page.sections {
        let _ = writeln!(out, "\n{bold}{}{bold:#}", section.title);
        for line in section.blocks.iter().flat_map(|block| lines(block, colored)) {
            let _ = writeln!(out, "  {}", line.replace('\n', "\n  "));
        }
    }
    out
}

/// A block, item by item.
fn lines(block: &Block, colored: bool) -> Vec<String> {
    let item = |text: &str| format!("- {}", wrap(text, WRAP - 2).replace('\n', "\n  "));
    match block {
        Block::Text(text) => vec![wrap(text, WRAP)],
        Block::List(items) => items.iter().map(|text| item(text)).collect(),
        Block::Patterns(patterns) => patterns.iter().map(|pattern| format!("- {pattern}")).collect(),
        Block::Law(law) => law
            .iter()
            .map(|Law { market, titles }| {
                let market = market.map_or_else(|| "everywhere".to_owned(), |m| m.as_str().to_uppercase());
                wrap(&format!("{market}: {}", titles.join("; ")), WRAP)
            })
            .collect(),
        Block::Examples(examples) => examples.iter().map(|of| example(of, colored)).collect(),
        _ => Vec::new(),
    }
}

/// An example: coloured where it is flagged, else with brackets there. One with a shape of its own keeps it.
fn example(example: &Example, colored: bool) -> String {
    let style = AnsiColor::BrightRed.on_default().bold();
    let Example { before, marked, after, .. } = example;
    let text =
        if marked.is_empty() { format!("{before}{after}") } else { format!("{before}[[{marked}]]{after}") };
    let text = if text.trim().contains('\n') { text.trim_end().to_owned() } else { wrap(&text, WRAP - 2) };
    let text = text.replace('\n', "\n  ");
    let text = if colored && !marked.is_empty() {
        text.replacen("[[", &style.to_string(), 1).replacen("]]", &format!("{style:#}"), 1)
    } else {
        text
    };
    format!("- {text}")
}
