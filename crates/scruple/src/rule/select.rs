//! Which rules are on: codes, prefixes of codes, names, categories and packs.

use super::{PackInfo, Packs, RuleInfo};
use crate::linter::BuildError;

/// Nothing goes by this code, name or category.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no rule, prefix or category is called \"{given}\"{}", nearest.as_ref().map(|n| format!("; did you mean \"{n}\"?")).unwrap_or_default())]
pub struct UnknownRule {
    /// What was asked for.
    pub given: String,
    /// The known name most like it.
    pub nearest: Option<String>,
}

/// A rule was asked for whose pack was not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{given}\" belongs to the pack {pack}, which is off; ask for the pack as well")]
pub struct PackIsOff {
    /// The rule, as it was asked for.
    pub given: String,
    /// Its pack.
    pub pack: String,
}

/// A pack was asked for that is not there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no pack is called \"{given}\"{}; there {}", nearest.as_ref().map(|n| format!("; did you mean \"{n}\"?")).unwrap_or_default(), there(known))]
pub struct UnknownPack {
    /// What was asked for.
    pub given: String,
    /// The known name most like it.
    pub nearest: Option<String>,
    /// The names of all packs that can be asked for.
    pub known: Vec<String>,
}

fn there(known: &[String]) -> String {
    if known.is_empty() { "are none".to_owned() } else { format!("are {}", known.join(", ")) }
}

/// The name of a pack that is most like the one given.
pub(crate) fn nearest_pack<'a>(given: &str, packs: impl Iterator<Item = &'a PackInfo>) -> Option<String> {
    packs
        .map(|pack| (distance(&given.to_ascii_lowercase(), &pack.name), &pack.name))
        // The names are short: two of four letters may be wrong.
        .filter(|(distance, name)| *distance <= name.len().max(given.len()).div_ceil(2))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name.to_string())
}

/// Rules asked for and rules left out; an empty `select` is all of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Selection {
    pub select: Vec<String>,
    pub ignore: Vec<String>,
}

impl Selection {
    /// For every rule whether it is on; each comes with whether its pack is.
    pub(crate) fn resolve<'a>(
        &self,
        rules: impl Iterator<Item = (&'a RuleInfo, bool)> + Clone,
    ) -> Result<Vec<bool>, BuildError> {
        for given in self.select.iter().chain(&self.ignore) {
            if !rules.clone().any(|(rule, _)| fits(rule, given)) {
                return Err(unknown_rule(given, rules.map(|(rule, _)| rule)).into());
            }
        }
        // Nothing is lost where a rule is left out that is off anyway.
        for given in &self.select {
            let mut fitting = rules.clone().filter(|(rule, _)| fits(rule, given)).peekable();
            let first = fitting.peek().map(|(rule, _)| rule.pack.clone());
            if let Some(pack) = first.filter(|_| !fitting.any(|(_, on)| on)) {
                return Err(PackIsOff { given: given.clone(), pack }.into());
            }
        }
        Ok(rules
            .map(|(rule, pack_is_on)| {
                let on = self.select.is_empty() || self.select.iter().any(|given| fits(rule, given));
                pack_is_on && on && !self.ignore.iter().any(|given| fits(rule, given))
            })
            .collect())
    }
}

impl Packs {
    /// The rules that go by this code, prefix of a code, name, category or pack, also those of packs that are off.
    ///
    /// # Errors
    /// There are none; the nearest name is told.
    pub fn find(&self, given: &str) -> Result<Vec<&RuleInfo>, UnknownRule> {
        let found: Vec<&RuleInfo> = self.rules().filter(|rule| fits(rule, given)).collect();
        if found.is_empty() { Err(unknown_rule(given, self.rules())) } else { Ok(found) }
    }
}

/// Whether a rule goes by this code, prefix of a code, name, category or pack.
pub(crate) fn fits(rule: &RuleInfo, given: &str) -> bool {
    let prefix =
        given.len() >= 2 && rule.code.get(..given.len()).is_some_and(|head| head.eq_ignore_ascii_case(given));
    given.eq_ignore_ascii_case("all")
        || prefix
        || rule.name.eq_ignore_ascii_case(given)
        || rule.category.eq_ignore_ascii_case(given)
        || rule.pack.eq_ignore_ascii_case(given)
        || rule.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(given))
}

/// What is said where nothing among the rules goes by this name.
pub(crate) fn unknown_rule<'a>(given: &str, rules: impl Iterator<Item = &'a RuleInfo>) -> UnknownRule {
    UnknownRule { given: given.to_owned(), nearest: nearest(given, rules) }
}

/// The code, name or category among the rules that is most like the one given.
pub(crate) fn nearest<'a>(given: &str, rules: impl Iterator<Item = &'a RuleInfo>) -> Option<String> {
    let given = given.to_ascii_lowercase();
    rules
        .flat_map(|rule| [&rule.code, &rule.name, &rule.category])
        .map(|name| (distance(&given, &name.to_ascii_lowercase()), name))
        .filter(|(distance, name)| *distance <= 1 + name.len() / 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name.to_string())
}

/// Edit distance (Levenshtein) in characters.
pub(crate) fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let substitute = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = substitute.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn distance_counts_edits() {
        assert_eq!(distance("mc101", "mc101"), 0);
        assert_eq!(distance("cure-clam", "cure-claim"), 1);
        assert_eq!(distance("", "abc"), 3);
    }
}
