//! The words of one sentence, as the parser of amounts reads them.

use std::borrow::Cow;
use std::cell::OnceCell;

use crate::scan::fold::fold_word;
use crate::scan::numeric::{self, Special};
use crate::scan::{Flags, Token};

/// The words of a sentence.
pub(super) struct Words<'a> {
    text: &'a str,
    tokens: &'a [Token],
    /// Those in their folded forms, once somebody asked: they are looked at again and again.
    folded: OnceCell<Vec<Folded<'a>>>,
}

/// A word in its folded form.
struct Folded<'a> {
    word: Cow<'a, str>,
    /// What it is for numbers and units.
    special: Special,
}

impl<'a> Folded<'a> {
    fn new(raw: &'a str) -> Self {
        let plain = raw.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
        let word = if plain {
            Cow::Borrowed(raw)
        } else {
            let mut out = String::with_capacity(raw.len());
            fold_word(raw, &mut out);
            Cow::Owned(out)
        };
        let special = numeric::special_of(&word);
        Self { word, special }
    }
}

impl<'a> Words<'a> {
    /// `tokens` of the sentence, cut from `text`.
    pub(super) fn new(text: &'a str, tokens: &'a [Token]) -> Self {
        Self { text, tokens, folded: OnceCell::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The word as it stands; empty past the end.
    pub(super) fn raw(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |token| self.spelt(token))
    }

    fn spelt(&self, token: &Token) -> &'a str {
        self.text.get(token.start as usize..token.end as usize).unwrap_or("")
    }

    fn known(&self, at: usize) -> Option<&Folded<'a>> {
        let fold = || self.tokens.iter().map(|token| Folded::new(self.spelt(token))).collect();
        self.folded.get_or_init(fold).get(at)
    }

    /// The word in its folded form; empty past the end.
    pub(super) fn folded(&self, at: usize) -> &str {
        self.known(at).map_or("", |folded| &folded.word)
    }

    pub(super) fn is(&self, at: usize, any: &[&str]) -> bool {
        any.contains(&self.folded(at))
    }

    /// What the word is for numbers and units.
    pub(super) fn special(&self, at: usize) -> Special {
        self.known(at).map_or(Special::None, |folded| folded.special)
    }

    /// Whether a flag is set: what stands before the word.
    pub(super) fn flag(&self, at: usize, flags: Flags) -> bool {
        self.tokens.get(at).is_some_and(|token| token.flags.has(flags))
    }

    /// Whether the word is written in digits.
    pub(super) fn digits(&self, at: usize) -> bool {
        self.flag(at, Flags::NUMBER)
    }

    /// The value of a number in digits, a number word or a fraction sign.
    pub(super) fn value(&self, at: usize) -> Option<f64> {
        let token = self.tokens.get(at)?;
        numeric::value(self.text, *token, self.special(at))
    }

    /// The value of a fraction sign.
    pub(super) fn fraction(&self, at: usize) -> Option<f64> {
        let word = self.raw(at);
        match self.special(at) {
            Special::Number(value) if word.chars().count() == 1 && !word.is_ascii() => Some(value),
            _ => None,
        }
    }

    /// Whether nothing but space stands between the word and the one before.
    pub(super) fn joined(&self, at: usize) -> bool {
        let marks = Flags::COMMA
            .or(Flags::SEMICOLON)
            .or(Flags::COLON)
            .or(Flags::OPEN)
            .or(Flags::CLOSE)
            .or(Flags::SENTENCE)
            .or(Flags::SLASH)
            .or(Flags::DASH)
            .or(Flags::STOP);
        at < self.tokens.len() && !self.flag(at, marks)
    }

    /// Whether the word is three digits that one space parts from the digits before.
    pub(super) fn group(&self, at: usize) -> bool {
        self.digits(at)
            && self.raw(at).len() == 3
            && self.between(at).is_some_and(|gap| gap.chars().count() == 1 && gap.trim().is_empty())
    }

    /// Whether a space that does not break stands before the word.
    pub(super) fn narrow_space(&self, at: usize) -> bool {
        self.between(at).is_some_and(|gap| {
            !gap.is_empty() && gap.chars().all(|c| matches!(c, '\u{A0}' | '\u{2009}' | '\u{202F}'))
        })
    }

    /// The text between the word and the one before.
    fn between(&self, at: usize) -> Option<&'a str> {
        let before = self.tokens.get(at.checked_sub(1)?)?;
        self.text.get(before.end as usize..self.tokens.get(at)?.start as usize)
    }
}
