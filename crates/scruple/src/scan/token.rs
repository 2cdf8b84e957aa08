//! Cutting text into words and sentences, one look at every byte.

mod between;
mod word;

use super::fold::{in_word, invisible};
use super::vocabulary::{Vocabulary, WordId};
use between::Between;
use word::{CLASS, DIGIT, HIGH, LETTER, SPACE, Tail, WINDOW, lookup, number_end, plain, unicode_word, word};

/// What stands before a word, and how the word is written. A plain set of bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Flags(pub u32);

impl Flags {
    pub(crate) const COMMA: Self = Self(1);
    pub(crate) const SEMICOLON: Self = Self(1 << 1);
    pub(crate) const COLON: Self = Self(1 << 2);
    /// A dash that separates, as opposed to a hyphen inside a compound.
    pub(crate) const DASH: Self = Self(1 << 3);
    pub(crate) const HYPHEN: Self = Self(1 << 4);
    pub(crate) const SLASH: Self = Self(1 << 5);
    pub(crate) const OPEN: Self = Self(1 << 6);
    pub(crate) const CLOSE: Self = Self(1 << 7);
    pub(crate) const QUOTE: Self = Self(1 << 8);
    pub(crate) const ELLIPSIS: Self = Self(1 << 9);
    /// The word starts a sentence.
    pub(crate) const SENTENCE: Self = Self(1 << 10);
    pub(crate) const LINE: Self = Self(1 << 11);
    /// A bullet, star, dagger or arrow.
    pub(crate) const MARK: Self = Self(1 << 12);
    /// The word itself is followed by ™ or ®.
    pub(crate) const TRADEMARK: Self = Self(1 << 13);
    /// The word itself starts with a capital.
    pub(crate) const CAPITAL: Self = Self(1 << 14);
    /// The word itself is a number in digits.
    pub(crate) const NUMBER: Self = Self(1 << 15);
    /// A currency sign.
    pub(crate) const MONEY: Self = Self(1 << 16);
    /// `#` right before the word.
    pub(crate) const HASH: Self = Self(1 << 17);
    pub(crate) const PLUS: Self = Self(1 << 18);
    /// `×` or an arrow used as a connector.
    pub(crate) const TIMES: Self = Self(1 << 19);
    /// `*`, `†` or `‡` right after the word: a link to a note.
    pub(crate) const NOTE: Self = Self(1 << 20);
    /// `[` right before the word.
    pub(crate) const BRACKET: Self = Self(1 << 21);
    /// `<` or `≤` before, `>` or `≥` before.
    pub(crate) const LESS: Self = Self(1 << 22);
    pub(crate) const GREATER: Self = Self(1 << 23);
    /// Any full stop, question or exclamation mark before, also inside a sentence.
    pub(crate) const STOP: Self = Self(1 << 24);

    pub(crate) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) fn set(&mut self, other: Self) {
        self.0 |= other.0;
    }

    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// A word, number or `%`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    /// Byte offsets in the text of the segment.
    pub start: u32,
    pub end: u32,
    pub word: WordId,
    pub flags: Flags,
}

/// A sentence: a range of tokens and the mark that ends it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sentence {
    pub first: u32,
    /// The token after the last one.
    pub after: u32,
    /// `.`, `?`, `!`, or a space where none ends it.
    pub mark: u8,
    /// Whether it holds a word that some pattern cannot do without.
    pub candidate: bool,
}

impl Sentence {
    pub(crate) fn range(self) -> std::ops::Range<usize> {
        self.first as usize..self.after as usize
    }
}

/// The words and sentences of one segment. Reused from segment to segment.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    pub tokens: Vec<Token>,
    pub sentences: Vec<Sentence>,
    /// Whether a ™ or ® stands anywhere.
    pub trademark: bool,
    buffer: String,
}

/// A sentence longer than this many words is cut: text without an end must not cost more than its length.
const LONGEST_SENTENCE: u32 = 240;

impl Tokens {
    /// Cuts a text; what was there before is dropped. `anchor` says of each word whether some pattern needs it.
    pub(crate) fn cut(
        &mut self,
        text: &str,
        vocabulary: &Vocabulary,
        mut anchor: impl FnMut(WordId) -> bool,
    ) {
        self.tokens.clear();
        self.sentences.clear();
        self.trademark = false;
        let bytes = text.as_bytes();
        let tail = Tail::of(bytes);
        let mut at = 0;
        let mut between = Between::START;
        let mut first = 0u32;

        while let Some(&byte) = bytes.get(at) {
            let start = at;
            let class = CLASS[byte as usize];
            let (end, word, own) = match class {
                SPACE => {
                    between.spaced = true;
                    at += 1;
                    continue;
                }
                LETTER => match tail.window(bytes, at).and_then(plain) {
                    Some((length, key)) => (at + length, vocabulary.get_key(key), class),
                    None => {
                        let (end, word) = word(text, at, vocabulary, &mut self.buffer);
                        (end, word, class)
                    }
                },
                DIGIT => {
                    let end = number_end(bytes, at);
                    (end, lookup(vocabulary, bytes, at, end), class)
                }
                HIGH => {
                    let c = text[at..].chars().next().unwrap_or(' ');
                    if in_word(c) && !invisible(c) {
                        let (end, word) = unicode_word(text, at, vocabulary, &mut self.buffer);
                        (end, word, class)
                    } else {
                        at += c.len_utf8();
                        self.trademark |= matches!(c, '\u{2122}' | '\u{AE}' | '\u{2120}');
                        between.character(c, self.tokens.last_mut());
                        continue;
                    }
                }
                _ => {
                    at += 1;
                    let next = bytes.get(at).copied();
                    if byte == b'%' {
                        (at, vocabulary.get_ascii(b"%"), class)
                    } else if byte == b'#' && next.is_some_and(|next| next.is_ascii_alphanumeric()) {
                        (at, vocabulary.get_ascii(b"#"), class)
                    } else {
                        between.byte(byte, next, self.tokens.last_mut());
                        continue;
                    }
                }
            };
            at = end;
            let mut flags = between.flags;
            let capital =
                byte.is_ascii_uppercase() || (own == HIGH && text[start..].starts_with(char::is_uppercase));
            if capital {
                flags.set(Flags::CAPITAL);
            }
            if own == DIGIT {
                flags.set(Flags::NUMBER);
            }
            let mut mark = 0;
            if between.ends(bytes, &self.tokens, capital, own) {
                flags.set(Flags::SENTENCE);
                mark = between.mark;
            }
            let index = self.tokens.len() as u32;
            if index > 0 && (flags.has(Flags::SENTENCE) || index - first >= LONGEST_SENTENCE) {
                flags.set(Flags::SENTENCE);
                self.end_sentence(first, index, mark, &mut anchor);
                first = index;
            }
            self.tokens.push(Token { start: start as u32, end: end as u32, word, flags });
            between = Between::NOTHING;

            // Most words are plain and stand behind one space: nothing else need be asked of those.
            let index = self.tokens.len() as u32;
            for _ in index..first + LONGEST_SENTENCE {
                let Some([b' ', window @ ..]) =
                    bytes.get(at..).and_then(|rest| rest.first_chunk::<{ WINDOW + 1 }>())
                else {
                    break;
                };
                let Some((length, key)) = plain(window) else { break };
                let start = at + 1;
                at = start + length;
                let flags = if window[0].is_ascii_uppercase() { Flags::CAPITAL } else { Flags::default() };
                let word = vocabulary.get_key(key);
                self.tokens.push(Token { start: start as u32, end: at as u32, word, flags });
            }
        }
        let after = self.tokens.len() as u32;
        if after > first {
            self.end_sentence(first, after, between.mark, &mut anchor);
        }
    }

    fn end_sentence(&mut self, first: u32, after: u32, mark: u8, anchor: &mut impl FnMut(WordId) -> bool) {
        let mut candidate = false;
        for token in self.tokens.get(first as usize..after as usize).unwrap_or_default() {
            candidate |= anchor(token.word);
        }
        self.sentences.push(Sentence { first, after, mark, candidate });
    }
}

/// The folded words of a term in a pack, cut as text is.
pub(crate) fn term_words(term: &str) -> Vec<String> {
    // In text a `#` counts where a word follows it; in a pack it may stand alone.
    if term == "#" {
        return vec![term.to_owned()];
    }
    let mut words = Vec::new();
    let empty = Vocabulary::new(&crate::rule::terms::Strings::default(), 0);
    let mut tokens = Tokens::default();
    tokens.cut(term, &empty, |_| false);
    for token in &tokens.tokens {
        let mut word = String::new();
        super::fold::fold_word(&term[token.start as usize..token.end as usize], &mut word);
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests;
