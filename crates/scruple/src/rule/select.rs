//! Which rules are on: codes, prefixes of codes, names and categories.

use super::RuleInfo;

/// Nothing goes by this code, name or category.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no rule, prefix or category is called \"{given}\"{}", nearest.as_ref().map(|n| format!("; did you mean \"{n}\"?")).unwrap_or_default())]
pub struct UnknownRule {
    /// What was asked for.
    pub given: String,
    /// The known name most like it.
    pub nearest: Option<String>,
}

/// Rules asked for and rules left out; an empty `select` is all of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Selection {
    pub select: Vec<String>,
    pub ignore: Vec<String>,
}

impl Selection {
    /// For every rule whether it is on.
    pub(crate) fn resolve<'a>(
        &self,
        rules: impl Iterator<Item = &'a RuleInfo> + Clone,
    ) -> Result<Vec<bool>, UnknownRule> {
        for given in self.select.iter().chain(&self.ignore) {
            if !rules.clone().any(|rule| fits(rule, given)) {
                return Err(UnknownRule { given: given.clone(), nearest: nearest(given, rules) });
            }
        }
        Ok(rules
            .map(|rule| {
                let on = self.select.is_empty() || self.select.iter().any(|given| fits(rule, given));
                on && !self.ignore.iter().any(|given| fits(rule, given))
            })
            .collect())
    }
}

fn fits(rule: &RuleInfo, given: &str) -> bool {
    let prefix =
        given.len() >= 2 && rule.code.get(..given.len()).is_some_and(|head| head.eq_ignore_ascii_case(given));
    given.eq_ignore_ascii_case("all")
        || prefix
        || rule.name.eq_ignore_ascii_case(given)
        || rule.category.eq_ignore_ascii_case(given)
        || rule.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(given))
}

fn nearest<'a>(given: &str, rules: impl Iterator<Item = &'a RuleInfo>) -> Option<String> {
    let given = given.to_ascii_lowercase();
    rules
        .flat_map(|rule| [&rule.code, &rule.name, &rule.category])
        .map(|name| (distance(&given, &name.to_ascii_lowercase()), name))
        .filter(|(distance, name)| *distance <= 1 + name.len() / 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name.clone())
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
