//! Severities that a house sets for rules.

use std::fmt;
use std::str::FromStr;

use crate::finding::{Severity, Text};
use crate::rule::{Packs, RuleInfo, UnknownRule, fits, unknown_rule};

/// The severity of a rule as a house sets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The rule reports nothing.
    Off,
    /// Every finding of the rule is an info, whatever its context.
    Info,
    /// Every finding of the rule is a warning, whatever its context.
    Warning,
    /// Every finding of the rule is an error, whatever its context.
    Error,
}

impl Level {
    /// All of them, in the order of every listing.
    pub const ALL: [Self; 4] = [Self::Off, Self::Info, Self::Warning, Self::Error];

    /// The word used in settings: `off`, `info`, `warning`, `error`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.severity().map_or("off", Severity::as_str)
    }

    /// The severity; none for a rule that is off.
    #[must_use]
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::Info => Some(Severity::Info),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The text names no severity.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown severity \"{0}\"; write one of off, info, warning, error")]
pub struct UnknownLevel(pub String);

impl FromStr for Level {
    type Err = UnknownLevel;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|level| level.as_str().eq_ignore_ascii_case(text.trim()))
            .ok_or_else(|| UnknownLevel(text.to_owned()))
    }
}

/// For every rule the level that was set for it: of several that fit the most exact one, of equal ones the last.
pub(super) fn resolve(set: &[(String, Level)], packs: &Packs) -> Result<Vec<Option<Level>>, UnknownRule> {
    for (given, _) in set {
        if !packs.rules().any(|rule| fits(rule, given)) {
            return Err(unknown_rule(given, packs.rules()));
        }
    }
    let of = |rule: &RuleInfo| {
        let fitting = set.iter().filter(|(given, _)| fits(rule, given));
        fitting.max_by_key(|(given, _)| exactness(rule, given)).map(|(_, level)| *level)
    };
    Ok(packs.rules().map(of).collect())
}

/// How exactly a name tells a rule that it fits: `all`, then its category or pack, then a prefix of its code, the longer
/// the better, then its code or name.
fn exactness(rule: &RuleInfo, given: &str) -> usize {
    let same = |name: &Text| name.eq_ignore_ascii_case(given);
    if [&rule.code, &rule.name].into_iter().chain(&rule.aliases).any(same) {
        usize::MAX
    } else if rule.category.eq_ignore_ascii_case(given) || rule.pack.eq_ignore_ascii_case(given) {
        1
    } else if given.eq_ignore_ascii_case("all") {
        0
    } else {
        given.len()
    }
}
