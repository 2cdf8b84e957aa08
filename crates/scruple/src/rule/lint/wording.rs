//! What a rule says to a writer, and the other rules it speaks of.

use super::source::RuleSource;
use super::{Bench, Level, Notice};

/// Fewer examples of a kind than this hardly show where a rule ends.
const FEW_EXAMPLES: usize = 3;

/// Words that make a red flag a verdict.
const VERDICTS: [&str; 6] =
    ["illegal", "unlawful", "against the law", "breaks the law", "violates the law", "criminal"];

/// Advice that starts with one of these takes words away.
const TAKES_AWAY: [&str; 11] = [
    "remove",
    "drop",
    "delete",
    "omit",
    "avoid",
    "cut",
    "strike",
    "leave out",
    "leave it out",
    "take out",
    "do not",
];

pub(super) fn look(bench: &Bench<'_>, notices: &mut Vec<Notice>) {
    for rule in &bench.source.rules {
        texts(rule, notices);
        names(bench, rule, notices);
        let examples = &rule.raw.examples;
        for (count, kind) in [(examples.bad.len(), "bad"), (examples.good.len(), "good")] {
            if count < FEW_EXAMPLES {
                notices.push(rule.notice(
                    rule.line,
                    Level::Note,
                    "few-examples",
                    format!(
                        "{count} {kind} example{}; with {FEW_EXAMPLES} or more a reader sees where the rule ends",
                        if count == 1 { "" } else { "s" }
                    ),
                ));
            }
        }
    }
}

fn texts(rule: &RuleSource<'_>, notices: &mut Vec<Notice>) {
    let raw = &rule.raw;
    let said = [
        ("summary", &raw.summary),
        ("message", &raw.message),
        ("why", &raw.why),
        ("instead", &raw.instead),
        ("false-positives", &raw.false_positives),
    ];
    for (key, text) in said {
        let lower = text.to_lowercase();
        if let Some(verdict) = VERDICTS.iter().find(|verdict| lower.contains(**verdict)) {
            let message =
                format!("`{key}` says \"{verdict}\"; a finding is a red flag for a person, not a verdict");
            notices.push(rule.notice(rule.line, Level::Error, "verdict", message));
        }
        if text.trim().is_empty() {
            let (level, what) = match key {
                "instead" => (Level::Warning, "a writer is told what is wrong and not what to write"),
                "false-positives" => (Level::Note, "say which sober words it may still report"),
                _ => (Level::Warning, "a finding would be without it"),
            };
            let kind = if key == "instead" { "no-fix" } else { "empty-text" };
            notices.push(rule.notice(rule.line, level, kind, format!("`{key}` is empty: {what}")));
        }
    }
    if only_takes_away(&raw.instead) {
        let message = format!(
            "`instead` only takes words away (\"{}\"); say what can be written in their place",
            raw.instead.trim()
        );
        notices.push(rule.notice(rule.line, Level::Warning, "no-fix", message));
    }
}

/// Whether every part of the advice takes words away: "Delete it", but not "Delete it; name the study".
fn only_takes_away(advice: &str) -> bool {
    let lower = advice.to_lowercase().replace(" and ", ", ").replace(" or ", ", ");
    let mut parts = lower
        .split(['.', ',', ';', ':', '!', '\n'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .peekable();
    let quotes = lower.contains(['"', '“', '”']);
    parts.peek().is_some()
        && !quotes
        && parts.all(|part| TAKES_AWAY.iter().any(|verb| part.starts_with(verb)))
}

fn names(bench: &Bench<'_>, rule: &RuleSource<'_>, notices: &mut Vec<Notice>) {
    let raw = &rule.raw;
    let known = |code: &String| bench.packs.rules.iter().any(|other| other.info.code == *code);
    for code in raw.yields_to.iter().filter(|code| !known(code)) {
        let message = format!("`yields-to` names {code}, which no rule has");
        notices.push(rule.notice(rule.line, Level::Warning, "unknown-code", message));
    }
    for other in bench.packs.rules.iter().filter(|other| other.info.code != raw.code) {
        for alias in &raw.aliases {
            if *alias == other.info.code
                || *alias == other.info.name
                || other.info.aliases.iter().any(|known| known == alias)
            {
                let message = format!("the alias \"{alias}\" belongs to {}", other.info.code);
                notices.push(rule.notice(rule.line, Level::Warning, "taken-alias", message));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::only_takes_away;

    #[test]
    fn advice_gives_something_to_write() {
        for advice in ["Remove it.", "Leave it out.", "Drop the claim", "Do not make such promises."] {
            assert!(only_takes_away(advice), "{advice}");
        }
        for advice in [
            "Say what the product contains.",
            "Drop the claim, or describe support of a normal function.",
            "Remove \"cures\": write \"supports\".",
            "Avoid the word; name the study.",
        ] {
            assert!(!only_takes_away(advice), "{advice}");
        }
    }
}
