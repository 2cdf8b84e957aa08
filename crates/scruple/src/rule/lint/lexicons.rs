//! Lexicons that nothing asks for, terms that stand twice, and exceptions that can except nothing.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::source::LexiconSource;
use super::{Bench, Level, Notice};
use crate::rule::inflect;

pub(super) fn look(bench: &Bench<'_>, notices: &mut Vec<Notice>) {
    let used = used(bench);
    for (name, lexicon) in &bench.source.lexicons {
        let mut say = |near: &str, level, kind, message| {
            notices.push(Notice {
                path: lexicon.file.path.clone(),
                line: lexicon.line(near),
                level,
                kind,
                about: format!("{{{name}}}"),
                message,
            });
        };
        if !used.contains(name.as_str()) {
            let message = "no pattern and no check asks for this lexicon; use it or take it out".to_owned();
            say("", Level::Warning, "unused-lexicon", message);
        }
        for (term, by) in repeated(&lexicon.raw.terms) {
            if term == by {
                say(term, Level::Warning, "double-term", format!("\"{term}\" stands here twice"));
            } else {
                say(term, Level::Note, "covered-term", format!("\"{term}\" is one of the forms of \"{by}\""));
            }
        }
        let idle = idle(bench, name, lexicon);
        if let Some(first) = idle.first() {
            let list: Vec<String> = idle.iter().take(3).map(|except| format!("\"{except}\"")).collect();
            let more = if idle.len() > list.len() { ", …" } else { "" };
            let message = format!(
                "{} of {} exceptions share no word with a term and except nothing: {}{more}",
                idle.len(),
                lexicon.raw.except.len(),
                list.join(", ")
            );
            say(first, Level::Note, "idle-exception", message);
        }
    }
}

/// The names of the lexicons that patterns or the code ask for, and of those that these take in.
fn used<'a>(bench: &'a Bench<'_>) -> HashSet<&'a str> {
    let ready = bench.linter.ready();
    let code = ready.cues.all().iter().copied().chain(ready.doses.asked());
    let patterns = bench.packs.patterns.iter().flat_map(|pattern| {
        let gaps = pattern.gaps.iter().flat_map(|gap| &gap.without);
        let sides = pattern.not_before.iter().chain(&pattern.not_after);
        pattern.elements.iter().flatten().chain(gaps).chain(sides).copied()
    });
    let mut open: Vec<&str> = code
        .chain(patterns)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .filter_map(|id| bench.packs.lexicons.get(id as usize))
        .map(|lexicon| lexicon.name.as_str())
        .filter(|name| !name.is_empty())
        .collect();
    let mut used = HashSet::new();
    while let Some(name) = open.pop() {
        if used.insert(name)
            && let Some(lexicon) = bench.source.lexicons.get(name)
        {
            open.extend(lexicon.raw.terms.iter().filter_map(|term| taken_in(term)));
        }
    }
    used
}

fn taken_in(term: &str) -> Option<&str> {
    term.strip_prefix('{')?.strip_suffix('}')
}

/// Terms whose every form another term of the list has, with that term.
fn repeated(terms: &[String]) -> Vec<(&str, &str)> {
    let forms: Vec<HashSet<Vec<String>>> = terms
        .iter()
        .map(|term| {
            if taken_in(term).is_some() || term.starts_with('=') {
                HashSet::from([vec![term.clone()]])
            } else {
                inflect::spellings(term).into_iter().collect()
            }
        })
        .collect();
    let mut of: HashMap<&Vec<String>, Vec<usize>> = HashMap::new();
    for (i, forms) in forms.iter().enumerate() {
        for form in forms {
            of.entry(form).or_default().push(i);
        }
    }
    let mut found = Vec::new();
    for (i, own) in forms.iter().enumerate() {
        let Some(form) = own.iter().next() else { continue };
        let other = of.get(form).into_iter().flatten().copied().find(|&j| {
            // Of two that are alike the later one goes.
            j != i && own.is_subset(&forms[j]) && (j < i || forms[j].len() > own.len())
        });
        if let Some(j) = other {
            found.push((terms[i].as_str(), terms[j].as_str()));
        }
    }
    found
}

/// Exceptions without a word of any term.
fn idle<'l>(bench: &Bench<'_>, name: &str, lexicon: &'l LexiconSource<'_>) -> Vec<&'l str> {
    let Some(id) = bench.packs.lexicon(name) else { return Vec::new() };
    let terms = bench.terms.get(id as usize).map_or(&[][..], Vec::as_slice);
    let words: HashSet<&str> = terms
        .iter()
        .filter(|term| !term.except)
        .flat_map(|term| &term.words)
        .map(|&word| bench.words.get(word as usize))
        .collect();
    let shares = |except: &str| {
        let spelt = inflect::spellings(except.trim_start_matches('='));
        spelt.iter().flatten().any(|word| words.contains(word.strip_suffix("'s").unwrap_or(word)))
    };
    lexicon.raw.except.iter().map(String::as_str).filter(|except| !shares(except)).collect()
}

#[cfg(test)]
mod tests {
    use super::repeated;

    #[test]
    fn of_two_alike_the_later_one_goes() {
        let terms = ["stop+", "halt", "stopped", "halt", "{x}", "=MS", "ms"].map(str::to_owned);
        assert_eq!(repeated(&terms), [("stopped", "stop+"), ("halt", "halt")]);
    }
}
