//! The words of one sentence, as the parser of amounts reads them.

use crate::scan::fold::fold_word;
use crate::scan::numeric::{self, Special};
use crate::scan::{Flags, Token};

/// The words of a sentence.
pub(super) struct Words<'a> {
    text: &'a str,
    tokens: &'a [Token],
}

impl<'a> Words<'a> {
    /// `tokens` of the sentence, cut from `text`.
    pub(super) fn new(text: &'a str, tokens: &'a [Token]) -> Self {
        Self { text, tokens }
    }

    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The word as it stands; empty past the end.
    pub(super) fn raw(&self, at: usize) -> &'a str {
        self.tokens
            .get(at)
            .and_then(|token| self.text.get(token.start as usize..token.end as usize))
            .unwrap_or("")
    }

    /// The word in its folded form; empty past the end.
    pub(super) fn folded(&self, at: usize) -> String {
        let mut out = String::new();
        fold_word(self.raw(at), &mut out);
        out
    }

    pub(super) fn is(&self, at: usize, any: &[&str]) -> bool {
        let word = self.folded(at);
        any.contains(&word.as_str())
    }

    /// What the word is for numbers and units.
    pub(super) fn special(&self, at: usize) -> Special {
        numeric::special_of(&self.folded(at))
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
