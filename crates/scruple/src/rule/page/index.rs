//! The index of all rules, by family and by market, as Markdown.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::markdown::{MADE, escape, sentence};
use super::words::market;
use crate::rule::compiled::Rule;
use crate::rule::{Market, Packs};

/// The index of the rules that are chosen. Writing to memory cannot fail.
#[must_use]
pub fn index(packs: &Packs, chosen: &dyn Fn(&str) -> bool) -> String {
    let mut rules: Vec<&Rule> = packs.rules.iter().filter(|rule| chosen(&rule.info.code)).collect();
    // What is always on comes first.
    let named = |rule: &Rule| packs.named.iter().any(|pack| pack.name == rule.info.pack);
    rules.sort_by(|a, b| (named(a), &a.info.pack, &a.info.code).cmp(&(named(b), &b.info.pack, &b.info.code)));
    let mut out = format!(
        "{MADE}\n\n# Rules\n\n{} rules. `scruple explain CODE` shows a page on a terminal.\n\n\
         [By family](#by-family) · [By market](#by-market)\n\n## By family\n",
        rules.len()
    );
    families(packs, &rules, &mut out);
    out.push_str("\n## By market\n\nThe rules that cite the law of a market.\n");
    for of in Market::ALL {
        let citing: Vec<&Rule> = rules
            .iter()
            .copied()
            .filter(|rule| rule.info.references.iter().any(|reference| reference.market == Some(of)))
            .collect();
        if citing.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\n### {}\n", market(of));
        out.push_str("| code | name | law |\n|---|---|---|\n");
        for rule in &citing {
            let info = &rule.info;
            let law: Vec<String> = info
                .references
                .iter()
                .filter(|reference| reference.market == Some(of))
                .map(|reference| escape(&reference.title))
                .collect();
            let code = &info.code;
            let _ = writeln!(out, "| [{code}]({code}.md) | {} | {} |", escape(&info.name), law.join("; "));
        }
        let only: Vec<&Rule> = rules.iter().copied().filter(|rule| rule.only_markets.contains(&of)).collect();
        if !only.is_empty() {
            let _ = writeln!(out, "\nOff unless a market that knows them is asked for: {}.", links(&only));
        }
    }
    let anywhere: Vec<&Rule> = rules.iter().copied().filter(|rule| rule.info.references.is_empty()).collect();
    if !anywhere.is_empty() {
        let _ = writeln!(out, "\n### Good practice, without a citation\n\n{}", links(&anywhere));
    }
    out
}

/// Tables of rules, family by family in the order of their first codes, and then pack by pack.
fn families(packs: &Packs, rules: &[&Rule], out: &mut String) {
    let mut order: Vec<(&str, &str)> = Vec::new();
    let mut members: BTreeMap<(&str, &str), Vec<&Rule>> = BTreeMap::new();
    for rule in rules {
        let info = &rule.info;
        let named = packs.named.iter().any(|pack| pack.name == info.pack);
        // The families of a pack with a name would be one rule each.
        let key = (info.pack.as_str(), if named { "" } else { info.category.as_str() });
        if !order.contains(&key) {
            order.push(key);
        }
        members.entry(key).or_default().push(rule);
    }
    for key @ (pack, family) in order {
        match packs.named.iter().find(|known| known.name == pack) {
            Some(known) => {
                let _ = writeln!(out, "\n### {}\n", escape(&known.title));
                let as_of =
                    known.as_of.as_deref().map(|date| format!(" Read in {date}.")).unwrap_or_default();
                let summary = sentence(&known.summary);
                let _ = writeln!(out, "{summary} Off until `--pack {pack}` asks for it.{as_of}\n");
            }
            None => {
                let _ = writeln!(out, "\n### {}\n", title(family));
            }
        }
        out.push_str("| code | name | severity | what it finds |\n|---|---|---|---|\n");
        for rule in members.get(&key).into_iter().flatten() {
            let info = &rule.info;
            let code = &info.code;
            let _ = writeln!(
                out,
                "| [{code}]({code}.md) | {} | {} | {} |",
                escape(&info.name),
                info.severity,
                escape(info.summary.trim())
            );
        }
    }
}

/// `social-proof` as a heading.
fn title(family: &str) -> String {
    let words = family.replace('-', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn links(rules: &[&Rule]) -> String {
    let links: Vec<String> =
        rules.iter().map(|rule| format!("[{code}]({code}.md)", code = rule.info.code)).collect();
    links.join(", ")
}
