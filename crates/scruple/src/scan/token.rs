//! Cutting text into words and sentences, one look at every byte.

mod between;
mod word;

use super::fold::{in_word, invisible};
use super::vocabulary::{Vocabulary, WordId};
use between::Between;
use word::{CLASS, DIGIT, HIGH, LETTER, SPACE, Tail, number, plain, unicode_word, word};

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

    /// How a word is written that starts with this ASCII letter.
    fn capital(letter: u8) -> Self {
        // The bit that is set in small letters only, moved.
        Self(u32::from(!letter & 0x20) << 9)
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
const LONGEST_SENTENCE: usize = 240;

impl Tokens {
    /// Cuts a text into words and sentences; what was there before is dropped.
    pub(crate) fn cut(&mut self, text: &str, vocabulary: &Vocabulary) {
        self.tokens.clear();
        self.sentences.clear();
        self.trademark = false;
        let bytes = text.as_bytes();
        let tail = Tail::of(bytes);
        let mut at = 0;
        let mut between = Between::START;
        let mut first = 0;
        // Offsets take four bytes. A longer text, of which they tell nothing, must still come to its end.
        let short = u32::try_from(bytes.len()).is_ok();

        while let Some(&byte) = bytes.get(at) {
            let class = CLASS[byte as usize];
            match class {
                LETTER | DIGIT => {}
                SPACE => {
                    between.spaced = true;
                    at += 1;
                    continue;
                }
                HIGH => {
                    let c = text[at..].chars().next().unwrap_or(' ');
                    if !in_word(c) || invisible(c) {
                        at += c.len_utf8();
                        self.trademark |= matches!(c, '\u{2122}' | '\u{AE}' | '\u{2120}');
                        between.character(c, self.tokens.last_mut());
                        continue;
                    }
                }
                _ => {
                    let next = bytes.get(at + 1).copied();
                    match byte {
                        b'%' => {}
                        b'#' if next.is_some_and(|next| next.is_ascii_alphanumeric()) => {}
                        _ => {
                            at += 1;
                            if byte == b'*' {
                                between.star(self.tokens.last_mut());
                            } else {
                                between.byte(byte, next);
                            }
                            continue;
                        }
                    }
                }
            }
            // A word starts here.
            let mut flags = between.flags;
            let capital =
                byte.is_ascii_uppercase() || (class == HIGH && text[at..].starts_with(char::is_uppercase));
            if capital {
                flags.set(Flags::CAPITAL);
            }
            let mut mark = 0;
            if between.mark != 0 && between.spaced && between.ends(bytes, &self.tokens, capital, class) {
                flags.set(Flags::SENTENCE);
                mark = between.mark;
            }
            let index = self.tokens.len();
            if index > 0 && (flags.has(Flags::SENTENCE) || index - first >= LONGEST_SENTENCE) {
                flags.set(Flags::SENTENCE);
                self.end_sentence(first, mark);
                first = index;
            }
            between = Between::NOTHING;
            if class == LETTER && short {
                let most = first + LONGEST_SENTENCE;
                plain_words(&mut self.tokens, bytes, &tail, at as u32, vocabulary, most);
                if let Some(first) = self.tokens.get_mut(index) {
                    first.flags.set(flags);
                    at = self.tokens.last().map_or(at + 1, |last| last.end as usize);
                    continue;
                }
            }
            let (end, word) = match class {
                LETTER => word(text, at, vocabulary, &mut self.buffer),
                DIGIT => {
                    flags.set(Flags::NUMBER);
                    number(bytes, at, vocabulary)
                }
                HIGH => unicode_word(text, at, vocabulary, &mut self.buffer),
                _ => (at + 1, vocabulary.get_ascii(&[byte])),
            };
            self.tokens.push(Token { start: at as u32, end: end as u32, word, flags });
            at = end;
        }
        if self.tokens.len() > first {
            self.end_sentence(first, between.mark);
        }
    }

    /// Ends the sentence of the words from `first` on.
    fn end_sentence(&mut self, first: usize, mark: u8) {
        let (first, after) = (first as u32, self.tokens.len() as u32);
        self.sentences.push(Sentence { first, after, mark });
    }
}

/// Takes plain words with one space between them until there are `most`. Most words are such, and nothing else need be
/// asked of them.
#[inline(never)]
fn plain_words(
    tokens: &mut Vec<Token>,
    text: &[u8],
    tail: &Tail,
    mut at: u32,
    vocabulary: &Vocabulary,
    most: usize,
) {
    while let Some(window) = tail.window(text, at) {
        let Some((length, behind, word)) = plain(window, vocabulary) else { return };
        let (start, end) = (at, at + length);
        tokens.push(Token { start, end, word, flags: Flags::capital(window[0]) });
        if behind != b' ' || tokens.len() >= most {
            return;
        }
        at = end + 1;
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
    tokens.cut(term, &empty);
    for token in &tokens.tokens {
        let mut word = String::new();
        super::fold::fold_word(&term[token.start as usize..token.end as usize], &mut word);
        words.push(word);
    }
    words
}

#[cfg(test)]
mod reference;
#[cfg(test)]
mod tests;
