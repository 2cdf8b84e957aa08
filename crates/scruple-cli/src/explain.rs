//! `scruple explain`: all there is to know of a rule.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use scruple::rule::RuleInfo;

use crate::args::{Color, ExplainArgs};
use crate::error::Error;
use crate::exit::Status;
use crate::linter;
use crate::output::{law, wrap};
use crate::rules::{option, sorted, table, word};
use crate::terminal::{colored, print};

/// Columns of running text.
const WRAP: usize = 90;

/// Explains the rule with that code or name, or lists the rules of that prefix or category.
pub fn run(args: &ExplainArgs, color: Color) -> Result<Status, Error> {
    let linter = linter::with_all(&args.pack)?;
    let rules = sorted(&linter);
    let colored = colored(color);
    let given = args.rule.trim();
    let exact =
        rules.iter().find(|r| r.code.eq_ignore_ascii_case(given) || r.name.eq_ignore_ascii_case(given));
    if let Some(rule) = exact {
        print(&page(rule, colored), colored)?;
        return Ok(Status::Clean);
    }
    let code = given.to_ascii_uppercase();
    let family: Vec<&RuleInfo> = rules
        .into_iter()
        .filter(|r| {
            let named = [&r.category, &r.pack].into_iter().any(|name| name.eq_ignore_ascii_case(given));
            !code.is_empty() && (r.code.starts_with(&code) || named)
        })
        .collect();
    if family.is_empty() {
        // The library knows which rule is the nearest.
        linter::select(given, &args.pack)?;
        return Err(Error::UnknownRule(given.to_owned()));
    }
    print(&table(&family), colored)?;
    Ok(Status::Clean)
}

/// Everything about a rule.
fn page(rule: &RuleInfo, colored: bool) -> String {
    let bold = if colored { Style::new().bold() } else { Style::new() };
    let mut page = format!("{bold}{} {}{bold:#}\n{}\n\n", rule.code, rule.name, rule.summary);
    let (severity, confidence) = (word(&rule.severity), word(&rule.confidence));
    let status = word(&rule.status);
    // Writing to memory cannot fail.
    let _ = writeln!(page, "{}: {severity}, confidence {confidence}, {status}", rule.category);
    if let Some(option) = option(rule) {
        let _ = writeln!(page, "off unless its pack is asked for: scruple check {option}");
    }
    if !rule.aliases.is_empty() {
        let _ = writeln!(page, "formerly {}", rule.aliases.join(", "));
    }
    let mut section = |title: &str, lines: Vec<String>| {
        if lines.iter().any(|line| !line.trim().is_empty()) {
            let _ = writeln!(page, "\n{bold}{title}{bold:#}");
            for line in lines {
                let _ = writeln!(page, "  {}", line.replace('\n', "\n  "));
            }
        }
    };
    section("Why", vec![wrap(&rule.why, WRAP)]);
    section("What to write instead", vec![wrap(&rule.instead, WRAP)]);
    let law = law(&rule.references);
    section(
        "Law",
        law.into_iter().map(|(name, titles)| wrap(&format!("{}: {titles}", market(&name)), WRAP)).collect(),
    );
    let links = rule.references.iter().filter_map(|r| r.url.clone()).fold(Vec::new(), |mut links, link| {
        if !links.contains(&link) {
            links.push(link);
        }
        links
    });
    section("Read it at", links);
    section("Flagged", rule.examples_bad.iter().map(|text| example(text, colored)).collect());
    section("Not flagged", rule.examples_good.iter().map(|text| example(text, colored)).collect());
    section("False alarms", vec![wrap(&rule.false_positives, WRAP)]);
    page
}

/// The market of a `law (us)`, in capitals.
fn market(name: &str) -> String {
    name.strip_prefix("law (")
        .and_then(|m| m.strip_suffix(')'))
        .map_or_else(|| "everywhere".to_owned(), str::to_uppercase)
}

/// An example of a pack: coloured where it is flagged, else with its brackets.
fn example(text: &str, colored: bool) -> String {
    let text = wrap(text, WRAP - 2).replace('\n', "\n  ");
    let text = if colored {
        let style = AnsiColor::BrightRed.on_default().bold();
        text.replace("[[", &style.to_string()).replace("]]", &format!("{style:#}"))
    } else {
        text
    };
    format!("- {text}")
}
