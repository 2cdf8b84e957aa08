//! What a comment says to the linter: `scruple-ignore MC101, no-risk: quoted from a letter`.

use std::ops::Range;

use crate::rule::distance;

/// How far a suppression reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// The line it stands on, or the next one where it stands alone.
    Here,
    /// The line it stands on.
    Line,
    /// The next line with words.
    NextLine,
    /// From here on.
    Start,
    /// Up to here.
    End,
    /// The whole text.
    File,
}

impl Reach {
    /// All of them, by the end of their keyword.
    const ALL: [(&'static str, Self); 6] = [
        ("", Self::Here),
        ("-line", Self::Line),
        ("-next-line", Self::NextLine),
        ("-start", Self::Start),
        ("-end", Self::End),
        ("-file", Self::File),
    ];
}

/// A comment, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Directive {
    pub reach: Reach,
    /// What it names, with its bytes in the body.
    pub rules: Vec<(String, Range<usize>)>,
    /// Empty where none is given.
    pub reason: String,
}

/// What a comment is to the linter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Read {
    /// Nothing: it speaks to others.
    Nothing,
    /// A suppression.
    Directive(Directive),
    /// It looks meant for the linter; what is wrong, and what to write.
    Malformed(String),
}

const KEYWORD: &str = "scruple-ignore";

/// Words that others use for the same.
const LIKE: [&str; 8] = ["ignore", "ignored", "disable", "suppress", "allow", "off", "skip", "noqa"];

/// Reasons that give none: what a template leaves, and what says nothing.
const NO_REASON: [&str; 11] =
    ["reason", "todo", "tbd", "fixme", "xxx", "none", "n/a", "na", "why", "because", "reason here"];

/// Reads the words of a comment.
pub(super) fn read(body: &str) -> Read {
    let start = body.len() - body.trim_start().len();
    let text = body.trim();
    let head = text.split(|c: char| c.is_whitespace() || c == ':' || c == ',').next().unwrap_or_default();
    let lower = head.to_ascii_lowercase();
    let Some(end) = lower.strip_prefix(KEYWORD) else { return near_miss(text, &lower) };
    let Some((_, reach)) = Reach::ALL.into_iter().find(|(known, _)| *known == end) else {
        return match near_reach(end) {
            Some(near) => {
                Read::Malformed(format!("\"{head}\" is not known; did you mean \"{KEYWORD}{near}\"?"))
            }
            None => Read::Malformed(format!(
                "\"{head}\" is not known; write {KEYWORD}, or with -line, -next-line, -start, -end or -file behind it"
            )),
        };
    };
    let rest = text.get(head.len()..).unwrap_or_default();
    let (named, reason) = parted(rest);
    let mut rules = Vec::new();
    let mut at = start + head.len();
    for part in named.split_inclusive([',', ' ', '\t', '\r', '\n']) {
        let name = part.trim_matches(|c: char| c == ',' || c.is_whitespace());
        if !name.is_empty() {
            let from = at + part.find(name).unwrap_or_default();
            rules.push((name.to_owned(), from..from + name.len()));
        }
        at += part.len();
    }
    let reason = reason.map(tidy).unwrap_or_default();
    if reach == Reach::End {
        return Read::Directive(Directive { reach, rules, reason });
    }
    if rules.is_empty() {
        return Read::Malformed(format!(
            "it names no rule; write which ones it sets aside, as in \"{KEYWORD}{end} MC101: reason\""
        ));
    }
    if rules.iter().any(|(name, _)| name.eq_ignore_ascii_case("all") || name == "*") {
        return Read::Malformed(
            "it would set every rule aside; name the rules, or their families".to_owned(),
        );
    }
    if reason.is_empty() {
        // Without a colon the words of the reason are taken for rules; the first one is one.
        let spaced = named.contains(',') || rules.len() < 2;
        rules.truncate(if spaced { rules.len() } else { 1 });
    }
    Read::Directive(Directive { reach, rules, reason })
}

/// The rules, and the reason behind a colon or a dash that stands by itself.
fn parted(text: &str) -> (&str, Option<&str>) {
    let marks = [":", " — ", " – ", " -- "];
    let first = marks.iter().filter_map(|mark| Some((text.find(mark)?, mark.len()))).min();
    match first {
        Some((at, len)) => (text.get(..at).unwrap_or_default(), text.get(at + len..)),
        None => (text, None),
    }
}

/// A reason on one line; empty where it is none.
fn tidy(reason: &str) -> String {
    let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    let bare = reason.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    if bare.is_empty() || NO_REASON.contains(&bare.as_str()) { String::new() } else { reason }
}

/// A keyword that was meant to be [`KEYWORD`].
fn near_miss(text: &str, head: &str) -> Read {
    let wrong = || Read::Malformed(format!("\"{}\" is not known; did you mean \"{KEYWORD}\"?", shown(text)));
    let Some(rest) = head.strip_prefix("scruple") else {
        // A slip in the name itself, as in "scrupel-ignore".
        let near = head.split_once('-').is_some_and(|(_, end)| end.starts_with("ignore"));
        return if near && distance(head.get(..7).unwrap_or_default(), "scruple") <= 2 {
            wrong()
        } else {
            Read::Nothing
        };
    };
    // "scruple-ingore", "scruple_ignore", "scruple:ignore", "scruple ignore"
    let word = match rest.strip_prefix(['-', '_']) {
        Some(word) => word,
        None if rest.is_empty() => {
            let behind = text.get("scruple".len()..).unwrap_or_default();
            behind.trim_start_matches([':', ' ']).split([' ', ':', ',', '-', '_']).next().unwrap_or_default()
        }
        None => rest,
    };
    let word = word.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    let like =
        LIKE.iter().any(|known| word.len() > 2 && distance(&word, known) <= usize::from(known.len() > 4) * 2);
    if like || rest.starts_with('-') { wrong() } else { Read::Nothing }
}

/// The end of a keyword that is most like the one given.
fn near_reach(end: &str) -> Option<&'static str> {
    let near = Reach::ALL.iter().skip(1).map(|(known, _)| (distance(end, known), *known)).min();
    near.filter(|(distance, _)| *distance <= 3).map(|(_, known)| known)
}

/// The start of a text, for a message.
fn shown(text: &str) -> String {
    text.split_whitespace().next().unwrap_or_default().chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directive(body: &str) -> (Reach, Vec<String>, String) {
        let Read::Directive(Directive { reach, rules, reason }) = read(body) else {
            panic!("{body}: {:?}", read(body))
        };
        for (name, range) in &rules {
            assert_eq!(&body[range.clone()], name);
        }
        (reach, rules.into_iter().map(|(name, _)| name).collect(), reason)
    }

    #[test]
    fn all_forms() {
        for (body, reach, rules, reason) in [
            (" scruple-ignore MC101: a reason ", Reach::Here, &["MC101"][..], "a reason"),
            (
                "scruple-ignore-line MC101,no-risk — so: it is",
                Reach::Line,
                &["MC101", "no-risk"],
                "so: it is",
            ),
            ("Scruple-Ignore-Next-Line MC1 , disease:x1", Reach::NextLine, &["MC1", "disease"], "x1"),
            ("scruple-ignore-start\r\n MC101\r\n : over\r\n lines", Reach::Start, &["MC101"], "over lines"),
            ("scruple-ignore-end", Reach::End, &[], ""),
            ("scruple-ignore-file MC1 -- quoted", Reach::File, &["MC1"], "quoted"),
            ("scruple-ignore MC101", Reach::Here, &["MC101"], ""),
            ("scruple-ignore MC101 quoted from a letter", Reach::Here, &["MC101"], ""),
            ("scruple-ignore MC101, MC102", Reach::Here, &["MC101", "MC102"], ""),
            ("scruple-ignore MC101: TODO", Reach::Here, &["MC101"], ""),
            ("scruple-ignore MC101: <reason>", Reach::Here, &["MC101"], ""),
        ] {
            let rules: Vec<String> = rules.iter().map(|&rule| rule.to_owned()).collect();
            assert_eq!(directive(body), (reach, rules, reason.to_owned()), "{body}");
        }
    }

    #[test]
    fn near_misses_do_not_pass_in_silence() {
        for body in [
            "scruple-ingore MC101: x",
            "scruple-ignor MC101: x",
            "scruple-ignore-nextline MC101: x",
            "scruple-ignore-begin MC101: x",
            "scruple-disable MC101: x",
            "scruple_ignore MC101: x",
            "scruple: ignore MC101 x",
            "scruple ignore MC101",
            "scruple:disable",
            "scrupel-ignore MC101",
            "scruple-ignore: a reason",
            "scruple-ignore",
            "scruple-ignore all: everything",
            "scruple-whatever",
        ] {
            assert!(matches!(read(body), Read::Malformed(_)), "{body}: {:?}", read(body));
        }
        for body in
            ["scruple is a linter", "Scruple finds claims", "a scruple", "unscrupulous", "scruples", ""]
        {
            assert_eq!(read(body), Read::Nothing, "{body}");
        }
    }
}
