//! What stands between two words, and what it says.

use super::word::{DIGIT, LETTER};
use super::{Flags, Token};

/// Abbreviations whose full stop does not end a sentence even before a capital.
fn abbreviation(word: &[u8]) -> bool {
    let mut lower = [0; 6];
    for (to, from) in lower.iter_mut().zip(word) {
        *to = from.to_ascii_lowercase();
    }
    // "No." ends a sentence as an answer; only "no. 5" is an abbreviation, which the caller sees by the digit.
    matches!(
        lower.get(..word.len()),
        Some(
            b"dr"
                | b"mr"
                | b"mrs"
                | b"ms"
                | b"prof"
                | b"st"
                | b"vs"
                | b"eg"
                | b"ie"
                | b"etc"
                | b"approx"
                | b"no"
                | b"fig"
                | b"al"
                | b"inc"
                | b"ltd"
                | b"co"
                | b"corp"
                | b"jr"
                | b"sr"
                | b"art"
                | b"sec"
                | b"vol"
                | b"pp"
                | b"ca"
                | b"cf"
                | b"dept"
                | b"est"
                | b"max"
                | b"min"
                | b"nos"
                | b"ref"
                | b"resp"
                | b"tab"
                | b"cap"
                | b"viz"
        )
    )
}

/// Whether a full stop belongs to the word it follows, as to "Dr." and "e.g.", before a word of class `own`.
fn shortened(bytes: &[u8], before: &[Token], token: Token, own: u8) -> bool {
    let word = bytes.get(token.start as usize..token.end as usize).unwrap_or_default();
    // The initial of a name follows a capital or starts a sentence, "vitamin C" ends one; the "g" of "e.g." follows a
    // full stop.
    let initial = word.len() == 1
        && (token.flags.has(Flags::STOP)
            || (token.flags.has(Flags::CAPITAL)
                && (token.flags.has(Flags::SENTENCE.or(Flags::COMMA))
                    || before.last().is_some_and(|token| token.flags.has(Flags::CAPITAL)))));
    initial || abbreviation(word) && !(word.eq_ignore_ascii_case(b"no") && own != DIGIT)
}

/// State between two words.
pub(super) struct Between {
    pub flags: Flags,
    /// The mark that may end the sentence, 0 for none.
    pub mark: u8,
    /// White space has been seen since the mark.
    pub spaced: bool,
}

impl Between {
    /// What stands before the first word of a text.
    pub(super) const START: Self = Self { flags: Flags::SENTENCE, mark: 0, spaced: true };
    /// What stands before a word where nothing stands before it.
    pub(super) const NOTHING: Self = Self { flags: Flags(0), mark: 0, spaced: false };

    /// Whether a sentence ends with the mark before the word of class `own` that comes next, by the words before it.
    pub(super) fn ends(&self, bytes: &[u8], before: &[Token], capital: bool, own: u8) -> bool {
        match self.mark {
            b'.' => {
                let opens =
                    capital || own != LETTER || self.flags.has(Flags::QUOTE.or(Flags::MARK).or(Flags::LINE));
                opens
                    && !before
                        .split_last()
                        .is_some_and(|(token, before)| shortened(bytes, before, *token, own))
            }
            _ => true,
        }
    }

    /// A star, which marks what follows it, or the word right before it.
    pub(super) fn star(&mut self, previous: Option<&mut Token>) {
        if let (false, Some(token)) = (self.spaced, previous) {
            token.flags.set(Flags::NOTE);
        }
        self.flags.set(Flags::MARK);
    }

    /// Any other byte of ASCII that is in no word.
    #[inline(always)]
    pub(super) fn byte(&mut self, byte: u8, next: Option<u8>) {
        let flag = match byte {
            b'\n' | b'\r' => {
                self.spaced = true;
                Flags::LINE
            }
            b'\t' => {
                self.spaced = true;
                return;
            }
            b',' => Flags::COMMA,
            b';' => Flags::SEMICOLON,
            b':' => Flags::COLON,
            b'-' => {
                let alone = self.spaced || next.is_none_or(|byte| byte.is_ascii_whitespace() || byte == b'-');
                if alone { Flags::DASH } else { Flags::HYPHEN }
            }
            b'/' => Flags::SLASH,
            b'(' => Flags::OPEN,
            b')' => Flags::CLOSE,
            b'[' => Flags::BRACKET,
            b'"' => Flags::QUOTE,
            b'#' => Flags::HASH,
            b'$' => Flags::MONEY,
            b'+' => Flags::PLUS,
            b'<' => Flags::LESS,
            b'>' => Flags::GREATER,
            b'.' | b'?' | b'!' => {
                if byte == b'.' && self.mark == b'.' {
                    self.flags.set(Flags::ELLIPSIS);
                }
                // A question mark is kept over what follows it.
                if self.mark != b'?' {
                    self.mark = byte;
                }
                self.spaced = false;
                Flags::STOP
            }
            _ => return,
        };
        self.flags.set(flag);
    }

    pub(super) fn character(&mut self, c: char, previous: Option<&mut Token>) {
        let flag = match c {
            '\u{2013}' => {
                if self.spaced {
                    Flags::DASH
                } else {
                    Flags::HYPHEN
                }
            }
            '\u{2014}' | '\u{2015}' | '\u{2212}' | '\u{FF0D}' => Flags::DASH,
            '\u{2010}' | '\u{2011}' => Flags::HYPHEN,
            '\u{201C}' | '\u{201D}' | '\u{AB}' | '\u{BB}' | '\u{201E}' | '\u{2018}' | '\u{2019}' => {
                Flags::QUOTE
            }
            '\u{2026}' => Flags::ELLIPSIS,
            '\u{2122}' | '\u{AE}' | '\u{2120}' => {
                if let Some(token) = previous {
                    token.flags.set(Flags::TRADEMARK);
                }
                return;
            }
            '\u{2020}' | '\u{2021}' => {
                if let (false, Some(token)) = (self.spaced, previous) {
                    token.flags.set(Flags::NOTE);
                }
                Flags::MARK
            }
            '\u{D7}' | '\u{2192}' | '\u{21D2}' => Flags::TIMES,
            '\u{A3}' | '\u{20AC}' | '\u{A5}' => Flags::MONEY,
            '\u{2264}' => Flags::LESS,
            '\u{2265}' => Flags::GREATER,
            '\u{FF0C}' | '\u{3001}' => Flags::COMMA,
            '\u{FF1B}' => Flags::SEMICOLON,
            '\u{FF1A}' => Flags::COLON,
            '\u{FF1F}' => {
                self.mark = b'?';
                Flags::STOP
            }
            '\u{FF01}' => {
                self.mark = b'!';
                Flags::STOP
            }
            '\u{3002}' => {
                self.mark = b'.';
                self.spaced = true;
                Flags::STOP
            }
            '\u{2028}' | '\u{2029}' | '\u{85}' => {
                self.spaced = true;
                Flags::LINE
            }
            c if c.is_whitespace() => {
                self.spaced = true;
                return;
            }
            '\u{2022}'
            | '\u{25CF}'
            | '\u{25AA}'
            | '\u{2713}'
            | '\u{2714}'
            | '\u{2605}'
            | '\u{E000}'..='\u{F8FF}' => Flags::MARK,
            _ => return,
        };
        self.flags.set(flag);
    }
}
