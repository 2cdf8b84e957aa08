//! `scruple approve`: adds the claim at a place to the register of approved claims.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use scruple::Finding;
use scruple::finding::Scope;
use scruple::rule::{RuleInfo, review};
use scruple::source::Format;
use scruple_config::approved::{self, NewEntry, Register, RegisterErrors, Substantiation};
use scruple_config::date::Date;
use scruple_config::replace::replace;
use scruple_config::words::{Passage, Text};
use scruple_documents::{Kind, OpenError};

use crate::args::Choice;
use crate::error::{Error, reason};
use crate::exit::Status;
use crate::review::{rules, today};
use crate::settings::{Applied, Session};
use crate::terminal::print;
use crate::walk::display;

const AFTER: &str = "\
Examples:
  scruple approve content/zinc.md:12
  scruple approve content/zinc.md:12 --approver 'J. Doe' --until 2027-06-30 --substantiation 'Dossier 14'
  scruple approve leaflet.docx:3
  scruple approve products.csv:14 --field Description
  scruple approve content/zinc.md:12:40 --market us,eu --pattern 'zinc * normal immune function' --until never

On a terminal, what is missing is asked for. The entry goes to the nearest approved-claims.toml at or above
the file, or to a new one in the current folder. A disease claim needs a substantiation.

The place is what the output of `scruple check` shows, also for exports, Word and PDF: shop.json:1:240,
leaflet.docx:3:14. What was approved there are the words that a reader sees.

Exit status:
  0  the entry was added
  2  nothing was added: no finding at that place, something is missing, a broken register";

/// `scruple approve`
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct ApproveArgs {
    /// The place of the finding
    #[arg(value_name = "FILE:LINE[:COLUMN]")]
    pub place: String,
    /// Only for these rules; without it, for all that report the sentence
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub rule: Vec<String>,
    /// The words that are approved, where it is not the whole sentence
    #[arg(long, value_name = "WORDS")]
    pub wording: Option<String>,
    /// A pattern instead, in which `*` stands for up to five words
    #[arg(long, value_name = "PATTERN", conflicts_with = "wording")]
    pub pattern: Option<String>,
    /// Only in documents that name this product
    #[arg(long, value_name = "NAME")]
    pub product: Option<String>,
    /// Who approves it
    #[arg(long, value_name = "NAME")]
    pub approver: Option<String>,
    /// The last day it holds, such as 2027-06-30, or `never`
    #[arg(long, value_name = "DATE")]
    pub until: Option<String>,
    /// The document it rests on
    #[arg(long, value_name = "DOCUMENT")]
    pub substantiation: Option<String>,
    /// Where the document can be read
    #[arg(long, value_name = "URL")]
    pub link: Option<String>,
    /// The day of the document
    #[arg(long, value_name = "DATE")]
    pub dated: Option<Date>,
    /// The register to write to
    #[arg(long, value_name = "FILE")]
    pub register: Option<PathBuf>,
    /// The day it is approved, instead of today
    #[arg(long, value_name = "DATE")]
    pub today: Option<Date>,
    /// How the file is checked; it is approved for these markets.
    #[command(flatten)]
    pub choice: Choice,
}

/// Adds the entry.
pub fn run(args: &ApproveArgs) -> Result<Status, Error> {
    let (path, line, column) = place(&args.place)?;
    let shown = display(&path);
    let failed = |why: String| Error::Approve(format!("{shown}: {why}"));
    let bytes = fs::read(&path).map_err(|error| failed(reason(&error)))?;
    let session = Session::new(&args.choice, true)?;
    let Applied { settings, linter, .. } =
        session.of(&path).map_err(|error| Error::Refused(error.to_string()))?;
    // What readers see is approved, whatever keeps it: an approval of `\u00e9` would be one of nothing.
    let kind = settings.kind_of(&shown).unwrap_or_else(|| Kind::Text(Format::from_path(&shown)));
    let document = scruple_documents::open(&bytes, kind, &settings.files()).map_err(|error| match error {
        OpenError::NoField => failed(
            "is an export, and nobody says which of its fields hold text; write --field body, or fields = [\"body\"] \
             under [files] of scruple.toml"
                .to_owned(),
        ),
        OpenError::Notation { .. } => Error::Approve(format!("{shown}:{error}")),
        error => failed(error.to_string()),
    })?;
    let report = document.check(&linter, &settings.options());
    let text = Text::of_document(&document);
    let (passage, findings) = chosen(&report.findings, &text, line, column, &args.rule)
        .map_err(|why| Error::Approve(format!("{shown}:{line}: {why}")))?;

    let all = rules(&linter);
    let codes: Vec<String> = unique(findings.iter().map(|finding| finding.code.to_string()));
    let disease = all
        .iter()
        .any(|rule: &RuleInfo| rule.category == "disease" && codes.iter().any(|code| *code == rule.code));
    let today = args.today.unwrap_or_else(today);
    let mut answers = Answers::new();
    if answers.asks {
        let _ = writeln!(io::stderr(), "Approving \"{}\" ({}).", passage.text, codes.join(", "));
    }
    let approver = answers.ask(args.approver.as_deref(), "--approver", "Who approves it", false);
    let until = answers.ask(args.until.as_deref(), "--until", "Valid until (YYYY-MM-DD, or never)", false);
    let named = args.substantiation.is_some() || args.link.is_some();
    let optional = !disease || args.link.is_some();
    let document = if named {
        args.substantiation.clone()
    } else {
        let what = if disease {
            "It rests on (document; a disease claim needs one)"
        } else {
            "It rests on (document; may be left out)"
        };
        answers.ask(None, "--substantiation", what, optional)
    };
    answers.finish(disease)?;
    let until = match until.as_deref().map(str::trim) {
        None | Some("never") => None,
        Some(text) => Some(
            text.parse::<Date>().map_err(|error| Error::Approve(format!("--until: {error}, or never")))?,
        ),
    };
    if let Some(until) = until.filter(|until| *until < today) {
        return Err(Error::Approve(format!("--until: {until} is over; write a day to come, or never")));
    }
    let link = args.link.clone();
    let substantiation =
        (document.is_some() || link.is_some()).then_some(Substantiation { document, link, date: args.dated });
    let entry = NewEntry {
        text: args.pattern.clone().or(args.wording.clone()).unwrap_or_else(|| passage.text.clone()),
        is_pattern: args.pattern.is_some(),
        rules: codes,
        markets: report.markets.clone(),
        product: args.product.clone(),
        approver: approver.unwrap_or_default(),
        approved: Some(today),
        until,
        substantiation,
    };
    let set = settings.approved.first().map(|path| path.value.clone());
    let register = args.register.clone().or(set).or_else(|| approved::path_of_nearest(&path));
    let register = register.unwrap_or_else(|| PathBuf::from(approved::FILE));
    let (new, at) = add(&register, &entry, &all, today)?;
    if !approved::covers(&entry, &passage, &findings) {
        let why = "the words given do not take in the words that were found; nothing was added".to_owned();
        return Err(Error::Approve(format!("{shown}:{line}: {why}")));
    }
    replace(&register, new.as_bytes())
        .map_err(|error| Error::Approve(format!("{}: {}", toml(&register), reason(&error))))?;
    print(
        &format!("Approved \"{}\" for {} in {}:{at}.\n", entry.text, entry.rules.join(", "), toml(&register)),
        false,
    )?;
    Ok(Status::Clean)
}

/// A path from the current folder on, where it lies in there.
fn toml(path: &Path) -> String {
    scruple_config::shown(path)
}

/// The register with the entry, and its line.
fn add(register: &Path, entry: &NewEntry, rules: &[RuleInfo], today: Date) -> Result<(String, usize), Error> {
    let shown = toml(register);
    let old = match fs::read_to_string(register) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(Error::Approve(format!("{shown}: {}", reason(&error)))),
    };
    let failed = |error: RegisterErrors| Error::Approve(error.to_string());
    let known = Register::read(&shown, &old, rules).map_err(failed)?;
    if let Some(known) = approved::standing(&known, entry, rules, today) {
        let until = known.until.map_or_else(|| "without an end".to_owned(), |until| format!("until {until}"));
        let (text, line) = (&entry.text, known.line);
        return Err(Error::Approve(format!("\"{text}\" is already approved {until} at {shown}:{line}")));
    }
    approved::append(&shown, &old, entry, rules).map_err(failed)
}

/// `FILE:LINE` or `FILE:LINE:COLUMN`.
fn place(given: &str) -> Result<(PathBuf, usize, Option<usize>), Error> {
    // As it stands in the output: `leaflet.docx:3:14 (paragraph 3, run 1)`.
    let copied = given.strip_suffix(')').and_then(|head| head.rsplit_once(" ("));
    let given = copied.map_or(given, |(head, _)| head);
    let number = |text: &str| text.parse::<usize>().ok().filter(|number| *number > 0);
    let parts = given.rsplit_once(':').and_then(|(head, last)| Some((head, number(last)?)));
    let read = parts.map(|(head, last)| {
        match head.rsplit_once(':').and_then(|(path, line)| Some((path, number(line)?))) {
            Some((path, line)) => (PathBuf::from(path), line, Some(last)),
            None => (PathBuf::from(head), last, None),
        }
    });
    read.filter(|(path, ..)| !path.as_os_str().is_empty()).ok_or_else(|| {
        Error::Approve(format!(
            "\"{given}\" names no place; write the file and the line, such as content/zinc.md:12"
        ))
    })
}

/// The sentence at a place and the findings in it.
fn chosen(
    findings: &[Finding],
    text: &Text,
    line: usize,
    column: Option<usize>,
    rules: &[String],
) -> Result<(Passage, Vec<Finding>), String> {
    let wanted = |finding: &&Finding| {
        let names = [&finding.code, &finding.rule, &finding.category];
        rules.is_empty()
            || rules.iter().any(|rule| names.iter().any(|name| name.eq_ignore_ascii_case(rule.trim())))
    };
    let open: Vec<&Finding> = findings
        .iter()
        .filter(|finding| finding.scope == Scope::Span && finding.category != review::CATEGORY)
        .filter(wanted)
        .collect();
    let here = open.iter().copied().filter(|finding| finding.start.line <= line && line <= finding.end.line);
    let mut found: Vec<(Passage, Vec<Finding>)> = Vec::new();
    for finding in here {
        let Some(passage) = text.passage(&(finding.start.byte..finding.end.byte)) else { continue };
        match found.iter_mut().find(|(known, _)| known.source == passage.source) {
            Some((_, members)) => members.push(finding.clone()),
            None => found.push((passage, vec![finding.clone()])),
        }
    }
    if let Some(column) = column {
        found.retain(|(_, members)| {
            members.iter().any(|finding| {
                let from = if finding.start.line < line { 0 } else { finding.start.column };
                let to = if finding.end.line > line { usize::MAX } else { finding.end.column };
                (from..to).contains(&column)
            })
        });
    }
    match found.len() {
        1 => found.pop().ok_or_else(String::new),
        0 => {
            let lines = unique(open.iter().map(|finding| finding.start.line.to_string()));
            let near = if lines.is_empty() {
                "nor anywhere else in the file".to_owned()
            } else {
                format!(
                    "there are some on line {}",
                    lines.iter().take(8).cloned().collect::<Vec<_>>().join(", ")
                )
            };
            Err(format!("no open red flag stands here; {near}"))
        }
        number => {
            let places: Vec<String> = found
                .iter()
                .filter_map(|(_, members)| members.first())
                .map(|finding| {
                    let field = finding.location.as_ref().and_then(|location| location.field.as_deref());
                    let field = field.map(|field| format!(", field {field}")).unwrap_or_default();
                    format!(":{line}:{} ({} \"{}\"{field})", finding.start.column, finding.code, finding.text)
                })
                .collect();
            Err(format!("red flags stand here in {number} sentences; add a column: {}", places.join(", ")))
        }
    }
}

fn unique(values: impl Iterator<Item = String>) -> Vec<String> {
    let mut out = Vec::new();
    for value in values {
        if !out.contains(&value) {
            out.push(value);
        }
    }
    out
}

/// Asks a person at a terminal for what is missing.
struct Answers {
    asks: bool,
    missing: Vec<&'static str>,
}

impl Answers {
    fn new() -> Self {
        Self { asks: io::stdin().is_terminal() && io::stderr().is_terminal(), missing: Vec::new() }
    }

    fn ask(
        &mut self,
        given: Option<&str>,
        option: &'static str,
        what: &str,
        optional: bool,
    ) -> Option<String> {
        if let Some(given) = given.map(str::trim).filter(|given| !given.is_empty()) {
            return Some(given.to_owned());
        }
        if self.asks {
            for _ in 0..3 {
                let _ = write!(io::stderr(), "{what}: ");
                let mut line = String::new();
                if io::stdin().read_line(&mut line).is_err() || line.is_empty() {
                    break;
                }
                let answer = line.trim();
                if !answer.is_empty() {
                    return Some(answer.to_owned());
                }
                if optional {
                    return None;
                }
            }
        }
        if !optional {
            self.missing.push(option);
        }
        None
    }

    fn finish(&self, disease: bool) -> Result<(), Error> {
        if self.missing.is_empty() {
            return Ok(());
        }
        let why = if disease && self.missing.contains(&"--substantiation") {
            " (a disease claim needs a substantiation)"
        } else {
            ""
        };
        let how = if self.asks { "" } else { ", as there is no terminal to ask on" };
        Err(Error::Approve(format!("nothing was added: write {}{how}{why}", self.missing.join(", "))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_from_the_end() {
        assert_eq!(place("a.md:3").unwrap(), (PathBuf::from("a.md"), 3, None));
        assert_eq!(place("c:/a b.md:3:14").unwrap(), (PathBuf::from("c:/a b.md"), 3, Some(14)));
        let copied = place("a (1).docx:3:14 (paragraph 3, run 1)").unwrap();
        assert_eq!(copied, (PathBuf::from("a (1).docx"), 3, Some(14)));
        for wrong in ["a.md", "a.md:", "a.md:0", "a.md:x", ":3", ""] {
            assert!(place(wrong).is_err(), "{wrong}");
        }
    }
}
