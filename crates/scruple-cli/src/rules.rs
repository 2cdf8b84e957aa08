//! `scruple rules`: the list, and the examples of a pack as tests.

use std::collections::HashSet;
use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use scruple::Linter;
use scruple::rule::lint::{self, Level, Notice};
use scruple::rule::{Packs, RuleInfo};
use serde::Serialize;
use serde_json::{Value, json};

use crate::args::{Color, FailOnLevel, LintArgs, ListArgs, ListFormat, TestArgs};
use crate::error::Error;
use crate::exit::Status;
use crate::linter;
use crate::statistics::count;
use crate::terminal::{colored, print};

/// Lists every rule, by code.
pub fn list(args: &ListArgs) -> Result<Status, Error> {
    let linter = linter::with_all(linter::here(&args.pack)?)?;
    let rules = sorted(&linter);
    let text = match args.format {
        ListFormat::Text => table(&rules),
        ListFormat::Json => {
            let rows: Vec<String> = rules.iter().map(|rule| object(rule).to_string()).collect();
            format!("[\n{}\n]\n", rows.join(",\n"))
        }
    };
    print(&text, false)?;
    Ok(Status::Clean)
}

/// Runs the examples of a pack.
pub fn test(args: &TestArgs) -> Result<Status, Error> {
    let loaded = linter::load(&args.pack)?;
    let mut failures = scruple::rule::test::run(&loaded.packs)?;
    failures.retain(|failure| loaded.files.iter().any(|file| file.path == failure.file));
    let mut text = String::new();
    // Writing to memory cannot fail.
    for failure in &failures {
        let _ = writeln!(text, "{}:{}: {}: {}", failure.file, failure.line, failure.code, failure.example);
        let _ = writeln!(text, "    expected {}\n    got      {}", failure.expected, failure.got);
    }
    let core = if loaded.on_core { Some(scruple_rules::core()?) } else { None };
    let within: HashSet<&str> = core.iter().flat_map(Packs::rules).map(|rule| rule.code.as_str()).collect();
    let (mut rules, mut examples) = (0, 0);
    for rule in loaded.packs.rules().filter(|rule| !within.contains(rule.code.as_str())) {
        rules += 1;
        examples += rule.examples_bad.len() + rule.examples_good.len();
    }
    let (rules, all) = (count(rules, "rule"), count(examples, "example"));
    if failures.is_empty() {
        let _ = writeln!(text, "{all} of {rules} hold.");
    } else {
        let _ = writeln!(text, "{} of {all} of {rules} failed.", failures.len());
    }
    print(&text, false)?;
    Ok(if failures.is_empty() { Status::Clean } else { Status::Found })
}

/// Looks over a pack.
pub fn check(args: &LintArgs, color: Color) -> Result<Status, Error> {
    let loaded = linter::load(&args.pack)?;
    let mut notices = lint::check(&loaded.packs, &loaded.files)?;
    if args.quiet {
        notices.retain(|notice| notice.level > Level::Note);
    }
    let text = match args.format {
        ListFormat::Json => {
            let rows: Vec<String> = notices.iter().map(|notice| json!(notice).to_string()).collect();
            if rows.is_empty() { "[]\n".to_owned() } else { format!("[\n{}\n]\n", rows.join(",\n")) }
        }
        ListFormat::Text => {
            let mut text = String::new();
            let colored = colored(color);
            for notice in &notices {
                text.push_str(&line(notice, colored));
            }
            if !args.quiet {
                text.push_str(&total(&notices));
            }
            text
        }
    };
    print(&text, matches!(args.format, ListFormat::Text) && colored(color))?;
    let from = match args.fail_on {
        FailOnLevel::Error => Level::Error,
        FailOnLevel::Warning => Level::Warning,
        FailOnLevel::Note => Level::Note,
    };
    Ok(if notices.iter().any(|notice| notice.level >= from) { Status::Found } else { Status::Clean })
}

/// A notice, with its level coloured.
fn line(notice: &Notice, colored: bool) -> String {
    let style = match notice.level {
        _ if !colored => Style::new(),
        Level::Error => AnsiColor::BrightRed.on_default().bold(),
        Level::Warning => AnsiColor::Yellow.on_default().bold(),
        Level::Note => AnsiColor::Cyan.on_default(),
    };
    let Notice { path, line, level, kind, about, message } = notice;
    format!("{path}:{line}: {style}{level}{style:#}: {about}: {message} [{kind}]\n")
}

fn total(notices: &[Notice]) -> String {
    let of = |level| notices.iter().filter(|notice| notice.level == level).count();
    let parts: Vec<String> = [(Level::Error, "error"), (Level::Warning, "warning"), (Level::Note, "note")]
        .into_iter()
        .filter(|(level, _)| of(*level) > 0)
        .map(|(level, name)| count(of(level), name))
        .collect();
    if parts.is_empty() {
        "Nothing to say of this pack.\n".to_owned()
    } else {
        format!("{}.\n", parts.join(", "))
    }
}

/// The rules by code.
pub fn sorted(linter: &Linter) -> Vec<&RuleInfo> {
    let mut rules: Vec<&RuleInfo> = linter.rules().collect();
    rules.sort_by(|a, b| a.code.cmp(&b.code));
    rules
}

/// The rules as a table.
pub fn table(rules: &[&RuleInfo]) -> String {
    let width = |part: fn(&RuleInfo) -> &str| rules.iter().map(|rule| part(rule).len()).max().unwrap_or(0);
    let (code, name, category) = (width(|r| &r.code), width(|r| &r.name), width(|r| &r.category));
    rules.iter().fold(String::new(), |mut table, rule| {
        let severity = word(&rule.severity);
        let pack = option(rule).map(|option| format!(" ({option})")).unwrap_or_default();
        let _ = writeln!(
            table,
            "{:code$}  {:name$}  {:category$}  {severity:7}  {}{pack}",
            rule.code, rule.name, rule.category, rule.summary
        );
        table
    })
}

/// What turns the rule on, where it is off without it.
fn option(rule: &RuleInfo) -> Option<String> {
    scruple_rules::NAMES.contains(&rule.pack.as_str()).then(|| format!("--pack {}", rule.pack))
}

/// A value that serialises to a word, as that word.
pub fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        Ok(value) => value.to_string(),
        Err(_) => String::new(),
    }
}

fn object(rule: &RuleInfo) -> Value {
    json!({
        "code": rule.code,
        "pack": rule.pack,
        "rule": rule.name,
        "aliases": rule.aliases,
        "category": rule.category,
        "severity": rule.severity,
        "confidence": rule.confidence,
        "status": rule.status,
        "summary": rule.summary,
        "why": rule.why,
        "help": rule.instead,
        "references": rule.references,
        "false_positives": rule.false_positives,
        "examples": { "bad": rule.examples_bad, "good": rule.examples_good },
    })
}
