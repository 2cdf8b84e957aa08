//! Adding an entry to the register, so that what people wrote around the others stays.

use scruple::Finding;
use scruple::rule::{Market, RuleInfo};
use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value, value};

use super::wording::Wording;
use super::{Entry, Register, RegisterError, RegisterErrors, Substantiation};
use crate::date::Date;
use crate::words::{Passage, folded, joined};

/// What stands above the first entry of a new register.
const HEAD: &str = "\
# Claims that somebody approved: who, for which rules and markets, on what evidence, and until when.
# A claim that matches an entry is reported as approved. `scruple approve FILE:LINE` adds entries.

";

/// An entry to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEntry {
    /// The approved words, or a pattern.
    pub text: String,
    /// Whether it is a pattern.
    pub is_pattern: bool,
    /// Rules it answers for.
    pub rules: Vec<String>,
    /// Markets it was approved for.
    pub markets: Vec<Market>,
    /// The product that the document has to name.
    pub product: Option<String>,
    /// Who approved it.
    pub approver: String,
    /// The day it was approved.
    pub approved: Option<Date>,
    /// The last day it holds; none for no end.
    pub until: Option<Date>,
    /// On what it rests.
    pub substantiation: Option<Substantiation>,
}

/// The text of the register with one entry more, and the line of that entry.
///
/// # Errors
/// The register is broken, or the entry is: what [`Register::read`] would say of it.
pub fn append(
    path: &str,
    text: &str,
    entry: &NewEntry,
    rules: &[RuleInfo],
) -> Result<(String, usize), RegisterErrors> {
    // A register that does not load must not be written to.
    Register::read(path, text, rules)?;
    let broken = |message: String| {
        RegisterErrors::Wrong(vec![RegisterError { path: path.to_owned(), line: 1, message }])
    };
    let mut document: DocumentMut = text.parse().map_err(|error| broken(format!("{error}")))?;
    let claims = document.entry("claim").or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    if claims.as_array().is_some_and(Array::is_empty) {
        *claims = Item::ArrayOfTables(ArrayOfTables::new());
    }
    let Some(claims) = claims.as_array_of_tables_mut() else {
        return Err(broken("write each claim as a table headed [[claim]]".to_owned()));
    };
    let mut table = table(entry);
    if !claims.is_empty() || !text.trim().is_empty() {
        table.decor_mut().set_prefix("\n");
    }
    claims.push(table);
    let mut new = document.to_string();
    if text.trim().is_empty() {
        new.insert_str(0, HEAD);
    }
    if text.contains("\r\n") {
        new = new.replace("\r\n", "\n").replace('\n', "\r\n");
    }
    let line = Register::read(path, &new, rules)?.entries.last().map_or(1, |entry| entry.line);
    Ok((new, line))
}

/// An entry as it stands in the register, for a person to fill in what is missing: as long as nobody is named in it, the
/// register does not load.
#[must_use]
pub fn draft(entry: &NewEntry) -> String {
    let mut claims = ArrayOfTables::new();
    let mut table = table(entry);
    table.decor_mut().set_prefix("\n");
    claims.push(table);
    let mut document = DocumentMut::new();
    document.insert("claim", Item::ArrayOfTables(claims));
    document.to_string()
}

/// The entry of a register that says already what a new one would: the same words and product, and its rules and markets
/// among those of the entry, unless its last day is over.
#[must_use]
pub fn standing<'r>(
    register: &'r Register,
    entry: &NewEntry,
    rules: &[RuleInfo],
    today: Date,
) -> Option<&'r Entry> {
    let wording = wording(entry);
    let product = |name: &Option<String>| name.as_deref().map(|name| joined(&folded(name)));
    let codes =
        |known: &Entry, code: &String| rules.iter().any(|rule| rule.code == *code && known.is_for(rule));
    register.entries.iter().find(|known| {
        known.wording == wording
            && product(&known.product) == product(&entry.product)
            && entry.rules.iter().all(|code| codes(known, code))
            && entry.markets.iter().all(|market| known.markets.contains(market))
            && !known.is_over(today)
    })
}

fn wording(entry: &NewEntry) -> Wording {
    if entry.is_pattern { Wording::pattern(&entry.text) } else { Wording::exact(&entry.text) }
}

/// Whether the words of an entry take in these findings of a passage.
#[must_use]
pub fn covers(entry: &NewEntry, passage: &Passage, findings: &[Finding]) -> bool {
    let wording = wording(entry);
    findings.iter().all(|finding| {
        let touched = passage.touched(&(finding.start.byte..finding.end.byte));
        wording.covers(&passage.words, &touched)
    })
}

fn table(entry: &NewEntry) -> Table {
    let mut table = Table::new();
    let mut set = |key: &str, item: Item| {
        table.insert(key, item);
    };
    set(if entry.is_pattern { "pattern" } else { "wording" }, value(entry.text.as_str()));
    set("rules", value(entry.rules.iter().map(String::as_str).collect::<Array>()));
    set("markets", value(entry.markets.iter().map(|market| market.as_str()).collect::<Array>()));
    if let Some(product) = &entry.product {
        set("product", value(product.as_str()));
    }
    set("approver", value(entry.approver.as_str()));
    if let Some(date) = entry.approved {
        set("approved", value(day(date)));
    }
    if let Some(date) = entry.until {
        set("valid-until", value(day(date)));
    }
    if let Some(on) = &entry.substantiation {
        let mut inline = InlineTable::new();
        for (key, text) in [("document", &on.document), ("link", &on.link)] {
            if let Some(text) = text {
                inline.insert(key, text.as_str().into());
            }
        }
        if let Some(date) = on.date {
            inline.insert("date", day(date));
        }
        set("substantiation", value(inline));
    }
    table
}

/// A day as TOML has it.
fn day(date: Date) -> Value {
    match date.to_string().parse::<toml_edit::Datetime>() {
        Ok(day) => day.into(),
        Err(_) => date.to_string().into(),
    }
}
