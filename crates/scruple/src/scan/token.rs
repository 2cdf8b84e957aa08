//! Cutting text into words and sentences, one look at every byte.

use super::fold::{in_word, invisible};
use super::vocabulary::{Vocabulary, WordId};

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

const LETTER: u8 = 0;
const DIGIT: u8 = 1;
const SPACE: u8 = 2;
const HIGH: u8 = 3;
const OTHER: u8 = 4;

static CLASS: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut classes = [OTHER; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => LETTER,
            b'0'..=b'9' => DIGIT,
            b' ' => SPACE,
            128.. => HIGH,
            _ => OTHER,
        };
        byte += 1;
    }
    classes
}

/// Abbreviations whose full stop does not end a sentence even before a capital.
fn abbreviation(word: &[u8]) -> bool {
    const KNOWN: [&[u8]; 36] = [
        b"dr", b"mr", b"mrs", b"ms", b"prof", b"st", b"vs", b"eg", b"ie", b"etc", b"approx", b"no", b"fig",
        b"al", b"inc", b"ltd", b"co", b"corp", b"jr", b"sr", b"art", b"sec", b"vol", b"pp", b"ca", b"cf",
        b"dept", b"est", b"max", b"min", b"nos", b"ref", b"resp", b"tab", b"cap", b"viz",
    ];
    // "No." ends a sentence as an answer; only "no. 5" is an abbreviation, which the caller sees by the digit.
    word.len() <= 6 && KNOWN.iter().any(|known| word.eq_ignore_ascii_case(known))
}

/// State between two words.
struct Between {
    flags: Flags,
    /// The mark that may end the sentence, 0 for none.
    mark: u8,
    /// White space has been seen since the mark.
    spaced: bool,
}

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
        let mut at = 0;
        let mut between = Between { flags: Flags::SENTENCE, mark: 0, spaced: true };
        let mut first = 0u32;
        let mut candidate = false;
        let mut last_mark = 0u8;

        while at < bytes.len() {
            let class = CLASS[bytes[at] as usize];
            if class == SPACE {
                between.spaced = true;
                at += 1;
                continue;
            }
            let start = at;
            let short = if class == LETTER { short_word(bytes, at) } else { None };
            let (end, word, own) = match (class, short) {
                (_, Some((chunk, length))) => (at + length, vocabulary.get_short(chunk, length), LETTER),
                (LETTER | DIGIT, _) => {
                    let (end, ascii) =
                        if class == LETTER { word_end(bytes, at) } else { (number_end(bytes, at), true) };
                    if ascii {
                        (end, lookup(vocabulary, bytes, start, end), class)
                    } else {
                        let end = unicode_word_end(text, at);
                        (end, lookup_unicode(vocabulary, &text[start..end], &mut self.buffer), class)
                    }
                }
                (HIGH, _) => {
                    let c = text[at..].chars().next().unwrap_or(' ');
                    if in_word(c) && !invisible(c) {
                        let end = unicode_word_end(text, at);
                        (end, lookup_unicode(vocabulary, &text[start..end], &mut self.buffer), HIGH)
                    } else {
                        at += c.len_utf8();
                        self.trademark |= matches!(c, '\u{2122}' | '\u{AE}' | '\u{2120}');
                        between.character(c, self.tokens.last_mut());
                        continue;
                    }
                }
                _ => {
                    let byte = bytes[at];
                    at += 1;
                    if byte == b'%' {
                        (at, vocabulary.get_ascii(b"%"), OTHER)
                    } else if byte == b'#' && bytes.get(at).is_some_and(u8::is_ascii_alphanumeric) {
                        (at, vocabulary.get_ascii(b"#"), OTHER)
                    } else {
                        between.byte(byte, bytes.get(at).copied(), self.tokens.last_mut());
                        continue;
                    }
                }
            };
            at = end;
            let mut flags = between.flags;
            let capital = bytes[start].is_ascii_uppercase()
                || (own == HIGH && text[start..].starts_with(char::is_uppercase));
            if capital {
                flags.set(Flags::CAPITAL);
            }
            if own == DIGIT {
                flags.set(Flags::NUMBER);
            }
            let index = self.tokens.len() as u32;
            if between.mark != 0 && between.spaced {
                let ends = match between.mark {
                    b'.' => {
                        let opens = capital
                            || own != LETTER
                            || flags.has(Flags::QUOTE.or(Flags::MARK).or(Flags::LINE));
                        let previous = self.tokens.last();
                        let short = previous.is_some_and(|token| {
                            let word = &bytes[token.start as usize..token.end as usize];
                            // The initial of a name follows a capital or starts a sentence, "vitamin C" ends one;
                            // the "g" of "e.g." follows a full stop.
                            let before = self.tokens.len().checked_sub(2).and_then(|at| self.tokens.get(at));
                            let initial = word.len() == 1
                                && (token.flags.has(Flags::STOP)
                                    || (token.flags.has(Flags::CAPITAL)
                                        && (token.flags.has(Flags::SENTENCE.or(Flags::COMMA))
                                            || before.is_some_and(|token| token.flags.has(Flags::CAPITAL)))));
                            initial
                                || abbreviation(word) && !(word.eq_ignore_ascii_case(b"no") && own != DIGIT)
                        });
                        opens && !short
                    }
                    _ => true,
                };
                if ends {
                    flags.set(Flags::SENTENCE);
                    last_mark = between.mark;
                }
            }
            if index > 0 && (flags.has(Flags::SENTENCE) || index - first >= LONGEST_SENTENCE) {
                flags.set(Flags::SENTENCE);
                self.sentences.push(Sentence { first, after: index, mark: last_mark, candidate });
                first = index;
                candidate = false;
            }
            last_mark = 0;
            candidate |= anchor(word);
            self.tokens.push(Token { start: start as u32, end: end as u32, word, flags });
            between = Between { flags: Flags::default(), mark: 0, spaced: false };
        }
        let after = self.tokens.len() as u32;
        if after > first {
            self.sentences.push(Sentence { first, after, mark: between.mark, candidate });
        }
    }
}

impl Between {
    #[inline]
    fn byte(&mut self, byte: u8, next: Option<u8>, previous: Option<&mut Token>) {
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
            b'*' => {
                if let (false, Some(token)) = (self.spaced, previous) {
                    token.flags.set(Flags::NOTE);
                }
                Flags::MARK
            }
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

    fn character(&mut self, c: char, previous: Option<&mut Token>) {
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

/// The eight bytes that start with a word, and its length, where it is shorter than they and nothing but ASCII letters
/// and digits without an apostrophe behind them: most words are.
#[inline]
fn short_word(bytes: &[u8], start: usize) -> Option<(&[u8; 8], usize)> {
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    const ONES: u64 = 0x0101_0101_0101_0101;
    let chunk = bytes.get(start..)?.first_chunk::<8>()?;
    let all = u64::from_le_bytes(*chunk);
    // In each byte the highest bit says whether its other seven are at least so much.
    let (seven, lower) = (all & !HIGHS, (all | (0x20 * ONES)) & !HIGHS);
    let at_least = |bytes: u64, least: u8| bytes + u64::from(0x80 - least) * ONES;
    let letter = at_least(lower, b'a') & !at_least(lower, b'z' + 1);
    let digit = at_least(seven, b'0') & !at_least(seven, b'9' + 1);
    let others = (!(letter | digit) | all) & HIGHS;
    let length = others.trailing_zeros() as usize / 8;
    let behind = *chunk.get(length)?;
    (behind < 0x80 && behind != b'\'').then_some((chunk, length))
}

/// The end of a word that starts with an ASCII letter, and whether it is all ASCII.
#[inline]
fn word_end(bytes: &[u8], start: usize) -> (usize, bool) {
    let mut at = start + 1;
    loop {
        match bytes.get(at) {
            Some(&byte) => match CLASS[byte as usize] {
                LETTER | DIGIT => at += 1,
                HIGH => return (at, !continues(bytes, at)),
                OTHER if byte == b'\'' && bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic) => at += 2,
                _ => return (at, true),
            },
            None => return (at, true),
        }
    }
}

/// Whether the non-ASCII character at `at` goes on with the word before it.
fn continues(bytes: &[u8], at: usize) -> bool {
    let window = &bytes[at..bytes.len().min(at + 7)];
    // Cut back to whole characters: up to 7 bytes may end inside one.
    let valid = match std::str::from_utf8(window) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&window[..error.valid_up_to()]).unwrap_or(""),
    };
    let mut characters = valid.chars();
    match characters.next() {
        Some('\u{2019}' | '\u{2BC}') => characters.next().is_some_and(char::is_alphabetic),
        Some(c) => in_word(c),
        None => false,
    }
}

fn unicode_word_end(text: &str, start: usize) -> usize {
    let mut characters = text[start..].char_indices().peekable();
    while let Some((offset, c)) = characters.next() {
        let apostrophe = matches!(c, '\'' | '\u{2019}' | '\u{2BC}');
        let inside = in_word(c)
            || (apostrophe && offset > 0 && characters.peek().is_some_and(|(_, next)| next.is_alphabetic()));
        if !inside {
            return start + offset;
        }
    }
    text.len()
}

/// The end of a number: digits with inner separators.
fn number_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    loop {
        match bytes.get(at) {
            Some(b'0'..=b'9') => at += 1,
            Some(b'.' | b',') if bytes.get(at + 1).is_some_and(u8::is_ascii_digit) => at += 2,
            _ => return at,
        }
    }
}

#[inline]
fn lookup(vocabulary: &Vocabulary, bytes: &[u8], start: usize, end: usize) -> WordId {
    let length = end - start;
    let id = match bytes[start..].first_chunk::<8>() {
        Some(chunk) if length <= 8 => vocabulary.get_short(chunk, length),
        _ => vocabulary.get_ascii(&bytes[start..end]),
    };
    if id == 0 && length > 2 && matches!(&bytes[end - 2..end], b"'s" | b"'S") {
        return vocabulary.get_ascii(&bytes[start..end - 2]);
    }
    id
}

fn lookup_unicode(vocabulary: &Vocabulary, word: &str, buffer: &mut String) -> WordId {
    let id = vocabulary.get(word, buffer);
    if id != 0 {
        return id;
    }
    let stem = ["\u{2019}s", "'s", "\u{2019}S"].iter().find_map(|ending| word.strip_suffix(ending));
    stem.map_or(0, |stem| vocabulary.get(stem, buffer))
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
mod tests {
    use super::*;

    fn cut(text: &str) -> (Vec<&str>, Vec<String>) {
        let vocabulary = Vocabulary::of(&["cure"]);
        let mut tokens = Tokens::default();
        tokens.cut(text, &vocabulary, |_| true);
        let words = tokens.tokens.iter().map(|t| &text[t.start as usize..t.end as usize]).collect();
        let sentences = tokens
            .sentences
            .iter()
            .map(|s| {
                let (first, last) = (tokens.tokens[s.first as usize], tokens.tokens[s.after as usize - 1]);
                format!(
                    "{}{}",
                    &text[first.start as usize..last.end as usize],
                    (s.mark as char).to_string().replace('\0', "")
                )
            })
            .collect();
        (words, sentences)
    }

    #[test]
    fn words_numbers_and_signs() {
        let (words, _) = cut("5-HTP 500mg B12 1,000 IU 80% don’t cu\u{AD}res #1 Ménière's");
        assert_eq!(
            words,
            [
                "5",
                "HTP",
                "500",
                "mg",
                "B12",
                "1,000",
                "IU",
                "80",
                "%",
                "don’t",
                "cu\u{AD}res",
                "#",
                "1",
                "Ménière's"
            ]
        );
    }

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        for (text, sentences) in [
            (
                "It works. Dr. Lane says so. See e.g. Table 2.",
                vec!["It works.", "Dr. Lane says so.", "See e.g. Table 2."],
            ),
            ("Is it safe? yes! It is.", vec!["Is it safe?", "yes!", "It is."]),
            ("Take 1.5 g daily. 2 g is the limit.", vec!["Take 1.5 g daily.", "2 g is the limit."]),
            ("No. It does not. No. 5 is best", vec!["No.", "It does not.", "No. 5 is best"]),
            ("one\u{a0}two. three", vec!["one\u{a0}two. three"]),
        ] {
            assert_eq!(cut(text).1, sentences, "{text}");
        }
    }

    #[test]
    fn flags_say_what_stands_before() {
        let vocabulary = Vocabulary::of(&[]);
        let mut tokens = Tokens::default();
        tokens.cut("MoodMax™ calms* (a, b) — well-known: $5 +c", &vocabulary, |_| false);
        let has = |i: usize, flag| tokens.tokens[i].flags.has(flag);
        assert!(has(0, Flags::TRADEMARK) && has(0, Flags::CAPITAL) && has(0, Flags::SENTENCE));
        assert!(has(1, Flags::NOTE));
        assert!(has(2, Flags::OPEN) && has(3, Flags::COMMA));
        assert!(has(4, Flags::CLOSE) && has(4, Flags::DASH));
        assert!(has(5, Flags::HYPHEN));
        assert!(has(6, Flags::MONEY) && has(6, Flags::COLON) && has(6, Flags::NUMBER));
        assert!(has(7, Flags::PLUS));
    }

    #[test]
    fn words_are_known_through_case_possessive_and_soft_hyphen() {
        let vocabulary = Vocabulary::of(&["cures", "alzheimer"]);
        let mut tokens = Tokens::default();
        tokens.cut("Cu\u{AD}res ALZHEIMER'S Alzheimer’s cu\u{200B}res curesé", &vocabulary, |_| false);
        let ids: Vec<u32> = tokens.tokens.iter().map(|token| token.word).collect();
        assert_eq!(ids, [1, 2, 2, 1, 0]);
    }

    #[test]
    fn a_text_without_end_is_cut() {
        let text = "word ".repeat(1000);
        let vocabulary = Vocabulary::of(&[]);
        let mut tokens = Tokens::default();
        tokens.cut(&text, &vocabulary, |_| false);
        assert!(tokens.sentences.iter().all(|s| s.range().len() <= LONGEST_SENTENCE as usize));
        assert_eq!(tokens.sentences.iter().map(|s| s.range().len()).sum::<usize>(), 1000);
    }
}
