//! Reading the table of authorised claims: whatever is wrong with it, with its line.

use serde::Deserialize;

use super::Problem;
use crate::rule::pattern;
use crate::rule::register::Register;

#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct RegisterFile {
    pub authorised: Register,
}

/// What is wrong, each with words that stand near it in the file.
pub(super) fn problems(register: &Register) -> Vec<(String, Problem)> {
    let mut out = Vec::new();
    let mut pattern = |text: &str, of: &str| {
        if text.contains(['{', '<', '!', '^', '$', '[', '+']) {
            let why = format!("\"{text}\": only words, gaps and ( | )? can stand here");
            out.push((text.to_owned(), Problem::Table(why)));
        } else if let Err(error) = pattern::parse(text) {
            out.push((
                text.to_owned(),
                Problem::Pattern { code: of.to_owned(), pattern: text.to_owned(), error },
            ));
        }
    };
    for (name, set) in &register.sets {
        set.iter().for_each(|text| pattern(text, name));
    }
    for claim in &register.claims {
        claim.says.iter().chain(&claim.about).for_each(|text| pattern(text, &claim.wording));
    }
    for substance in &register.substances {
        substance.names.iter().for_each(|text| pattern(text, &substance.name));
    }
    for claim in &register.claims {
        for name in claim.substances.iter().chain(&claim.beside) {
            if !register.substances.iter().any(|substance| substance.name == *name) {
                let why = format!("no substance is called \"{name}\"; add it to `substances`");
                out.push((claim.wording.clone(), Problem::Table(why)));
            }
        }
        for name in claim.needs.iter().filter(|name| !register.sets.contains_key(*name)) {
            let why = format!("no set is called \"{name}\"; add it to `sets`");
            out.push((claim.wording.clone(), Problem::Table(why)));
        }
        if claim.says.is_empty() {
            let why = "a claim without `says` is never recognised; write its words".to_owned();
            out.push((claim.wording.clone(), Problem::Table(why)));
        }
        if claim.least.is_some() && claim.least_milligrams().is_none() {
            let why = "`least` is an amount in g or mg, such as \"250 mg\"".to_owned();
            out.push((claim.wording.clone(), Problem::Table(why)));
        }
        if claim.kind == crate::rule::register::ClaimKind::UsQualified && claim.qualifier.is_none() {
            let why = "a qualified claim needs its `qualifier`".to_owned();
            out.push((claim.wording.clone(), Problem::Table(why)));
        }
    }
    out
}
