//! The files of a pack once more, as they were written: where every pattern and term stands.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Level, Notice};
use crate::rule::Packs;
use crate::rule::compiled::Role;
use crate::rule::pack::raw::{FullPattern, LexiconFile, RawLexicon, RawPattern, RawRule};
use crate::rule::pack::{PackFile, head, line_of};
use crate::rule::pattern;

pub(super) struct Source<'f> {
    /// By file and line.
    pub rules: Vec<RuleSource<'f>>,
    pub lexicons: BTreeMap<String, LexiconSource<'f>>,
}

pub(super) struct RuleSource<'f> {
    pub raw: RawRule,
    pub file: &'f PackFile,
    /// Line of its code.
    pub line: u32,
    /// Its index in the packs.
    pub number: u16,
    /// What it matches, and then what excuses.
    pub entries: Vec<Entry>,
}

/// A pattern as written.
pub(super) struct Entry {
    pub text: String,
    pub line: u32,
    /// Its sequences in the packs.
    pub patterns: Range<usize>,
    /// Sequences of the questions it answers.
    pub questions: Range<usize>,
    /// Whether it is one of `unless-match`.
    pub excuse: bool,
}

pub(super) struct LexiconSource<'f> {
    pub raw: RawLexicon,
    pub file: &'f PackFile,
    /// Where its name stands.
    start: usize,
}

impl<'f> Source<'f> {
    /// Reads files that have been loaded into these packs; what cannot be read is passed over.
    pub(super) fn read(packs: &Packs, files: &'f [PackFile]) -> Self {
        let mut source = Self { rules: Vec::new(), lexicons: BTreeMap::new() };
        for file in files {
            let lower = file.path.to_ascii_lowercase();
            if !(lower.ends_with(".yaml") || lower.ends_with(".yml")) {
                continue;
            }
            match head(&file.text) {
                "lexicons" => {
                    let parsed = serde_saphyr::from_str::<LexiconFile>(&file.text);
                    for (name, raw) in parsed.into_iter().flat_map(|file| file.lexicons) {
                        let start = offset(&file.text, 0, &format!("\n  {name}:")).map_or(0, |at| at + 1);
                        source.lexicons.insert(name, LexiconSource { raw, file, start });
                    }
                }
                "nutrients" | "pack" => {}
                _ => {
                    let parsed = serde_saphyr::from_str::<Vec<RawRule>>(&file.text);
                    source.rules.extend(
                        parsed.into_iter().flatten().filter_map(|raw| RuleSource::new(packs, raw, file)),
                    );
                }
            }
        }
        source
    }
}

impl<'f> RuleSource<'f> {
    fn new(packs: &Packs, raw: RawRule, file: &'f PackFile) -> Option<Self> {
        let number = packs.rules.iter().position(|rule| rule.info.code == raw.code)?;
        let line = packs.rules.get(number)?.line;
        let number = u16::try_from(number).ok()?;
        let mut next = packs.patterns.iter().position(|pattern| pattern.rule == number).unwrap_or(0);
        let mut take = |text: &str| {
            let first = next;
            next += pattern::parse(text).map_or(0, |sequences| sequences.len());
            first..next
        };
        let start = offset(&file.text, 0, &format!("code: {}", raw.code)).unwrap_or(0);
        // Entries come in order, so that a pattern that is part of another one is not mistaken for it.
        let place = |at: &mut usize, text: &str| match offset(&file.text, *at, text) {
            Some(found) => {
                *at = found + text.len();
                line_of(&file.text, found, text)
            }
            None => line_of(&file.text, *at, ""),
        };
        let mut entries = Vec::new();
        let mut at = offset(&file.text, start, "\n  match:").unwrap_or(start);
        for written in &raw.matches {
            let (text, questions) = match written {
                RawPattern::Plain(text) => (text, &Vec::new()),
                RawPattern::Full(FullPattern { pattern, answer_to, .. }) => (pattern, answer_to),
            };
            let questions = questions.iter().map(|question| take(question)).reduce(|a, b| a.start..b.end);
            entries.push(Entry {
                text: text.clone(),
                line: place(&mut at, text),
                questions: questions.unwrap_or_default(),
                patterns: take(text),
                excuse: false,
            });
        }
        let mut at = offset(&file.text, start, "\n  unless-match:").unwrap_or(start);
        for text in &raw.unless_match {
            entries.push(Entry {
                text: text.clone(),
                line: place(&mut at, text),
                patterns: take(text),
                questions: 0..0,
                excuse: true,
            });
        }
        debug_assert!(entries.iter().all(|entry| {
            packs.patterns[entry.patterns.clone()]
                .iter()
                .all(|pattern| pattern.rule == number && (pattern.role == Role::Excuse) == entry.excuse)
        }));
        Some(Self { raw, file, line, number, entries })
    }

    /// Something to say about it.
    pub(super) fn notice(&self, line: u32, level: Level, kind: &'static str, message: String) -> Notice {
        Notice { path: self.file.path.clone(), line, level, kind, about: self.raw.code.clone(), message }
    }
}

impl LexiconSource<'_> {
    /// The line of its name, or of the first place after it that holds these words.
    pub(super) fn line(&self, near: &str) -> u32 {
        line_of(&self.file.text, self.start, near)
    }
}

fn offset(text: &str, start: usize, near: &str) -> Option<usize> {
    text.get(start..)?.find(near).map(|at| start + at)
}
