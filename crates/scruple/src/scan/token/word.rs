//! Where a word ends, and which one it is.

use super::super::fold::in_word;
use super::super::vocabulary::{Vocabulary, WordId, lower};

pub(super) const LETTER: u8 = 0;
pub(super) const DIGIT: u8 = 1;
pub(super) const SPACE: u8 = 2;
pub(super) const HIGH: u8 = 3;
pub(super) const OTHER: u8 = 4;

pub(super) static CLASS: [u8; 256] = classes();

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

/// Whether a word of letters may go on with this byte behind them.
static GOES_ON: [bool; 256] = going_on();

const fn going_on() -> [bool; 256] {
    let mut going_on = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        going_on[byte] = matches!(byte as u8, b'0'..=b'9' | b'\'' | 128..);
        byte += 1;
    }
    going_on
}

/// The bytes that may hold a plain word and the one behind it.
const WINDOW: usize = 16;

/// The length of the word that starts here, the byte behind it and its number, where it is plain: at most fifteen ASCII
/// letters, and nothing behind them with which a word could go on. Most words are.
#[inline(always)]
pub(super) fn plain(window: &[u8; WINDOW], vocabulary: &Vocabulary) -> Option<(u32, u8, WordId)> {
    let (halves, _) = window.as_chunks::<8>();
    let [low, high] = halves else { return None };
    let low = lower(*low);
    let others = not_letters(low);
    let (length, word) = if others != 0 {
        (first(others), vocabulary.short(low & before(others)))
    } else {
        let high = lower(*high);
        let others = not_letters(high);
        match first(others) {
            0 => (8, vocabulary.short(low)),
            length => (8 + length, vocabulary.long(low, high & before(others), 8 + length)),
        }
    };
    let behind = *window.get(length)?;
    let whole = length > 0 && (behind == b' ' || !GOES_ON[behind as usize]);
    whole.then_some((length as u32, behind, word))
}

/// The highest bit of the first of eight bytes in lower case that is no letter; those of the bytes behind it are of no use.
#[inline(always)]
fn not_letters(lower: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    // Letters are counted from 0, so whatever else there is has the highest bit or gets it. Nothing is carried into the
    // byte behind a letter.
    let number = lower.wrapping_sub(ONES * b'a' as u64);
    (number.wrapping_add(ONES * (0x80 - 26)) | number) & (ONES << 7)
}

/// The number of the byte whose highest bit is the lowest that is set.
#[inline(always)]
fn first(highest: u64) -> usize {
    highest.trailing_zeros() as usize / 8
}

/// All bits of the bytes before that one.
#[inline(always)]
fn before(highest: u64) -> u64 {
    (highest ^ highest.wrapping_sub(1)) >> 8
}

/// The last bytes of a text, with nothing behind them, where a whole window cannot be had any more.
pub(super) struct Tail {
    bytes: [u8; 2 * WINDOW],
    /// Where they start in the text.
    start: usize,
}

impl Tail {
    pub(super) fn of(text: &[u8]) -> Self {
        let start = text.len().saturating_sub(WINDOW);
        let mut bytes = [0; 2 * WINDOW];
        for (to, from) in bytes.iter_mut().zip(text.iter().skip(start)) {
            *to = *from;
        }
        Self { bytes, start }
    }

    /// The bytes that may be a word and the one behind it.
    #[inline(always)]
    pub(super) fn window<'a>(&'a self, text: &'a [u8], at: u32) -> Option<&'a [u8; WINDOW]> {
        let at = at as usize;
        match text.get(at..at + WINDOW) {
            Some(window) => window.first_chunk(),
            None => self.bytes.get(at.checked_sub(self.start)?..)?.first_chunk(),
        }
    }
}

/// The end and the number of a word that starts with an ASCII letter.
pub(super) fn word(
    text: &str,
    start: usize,
    vocabulary: &Vocabulary,
    buffer: &mut String,
) -> (usize, WordId) {
    match word_end(text, start) {
        Some(end) => (end, lookup(vocabulary, text.as_bytes(), start, end)),
        None => unicode_word(text, start, vocabulary, buffer),
    }
}

/// The end and the number of a word with letters beyond ASCII.
pub(super) fn unicode_word(
    text: &str,
    start: usize,
    vocabulary: &Vocabulary,
    buffer: &mut String,
) -> (usize, WordId) {
    let end = unicode_word_end(text, start);
    (end, lookup_unicode(vocabulary, &text[start..end], buffer))
}

/// The end of a word that starts with an ASCII letter, if it is all ASCII.
fn word_end(text: &str, start: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = start + 1;
    loop {
        match bytes.get(at) {
            Some(&byte) => match CLASS[byte as usize] {
                LETTER | DIGIT => at += 1,
                HIGH => return (!continues(text, at)).then_some(at),
                OTHER if byte == b'\'' && bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic) => at += 2,
                _ => return Some(at),
            },
            None => return Some(at),
        }
    }
}

/// Whether the non-ASCII character at `at` goes on with the word before it.
fn continues(text: &str, at: usize) -> bool {
    let mut characters = text.get(at..).unwrap_or_default().chars();
    match characters.next() {
        Some('\u{2019}' | '\u{2BC}') => characters.next().is_some_and(char::is_alphabetic),
        Some(c) => in_word(c),
        None => false,
    }
}

pub(super) fn unicode_word_end(text: &str, start: usize) -> usize {
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

/// The end and the number in the vocabulary of a number.
pub(super) fn number(bytes: &[u8], start: usize, vocabulary: &Vocabulary) -> (usize, WordId) {
    let end = number_end(bytes, start);
    (end, lookup(vocabulary, bytes, start, end))
}

/// The end of a number: digits with inner separators.
pub(super) fn number_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    loop {
        match bytes.get(at) {
            Some(b'0'..=b'9') => at += 1,
            Some(b'.' | b',') if bytes.get(at + 1).is_some_and(u8::is_ascii_digit) => at += 2,
            _ => return at,
        }
    }
}

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
