//! The sentences of a text in which the statement may stand, word by word.

use std::ops::Range;

use super::{AGENCY, LONGEST, SPELT_OUT, known, number, same};
use crate::check::requirement::words::Cutter;

/// Words of a sentence that are looked at.
const MOST_WORDS: usize = 200;

#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    /// The number of the word, see [`KNOWN`].
    pub number: u8,
    /// It is more than a letter.
    long: bool,
    pub start: usize,
    pub end: usize,
}

/// Gives the words of every sentence that may deny something; contractions are written out and the name of the agency is
/// one word.
pub(super) fn each(text: &str, mut give: impl FnMut(&[Word])) {
    let mut start = 0;
    while start < text.len() {
        let (end, denies) = part(text, start);
        if denies {
            each_of(text, start..end, &mut give);
        }
        start = end;
    }
}

/// Nothing to look at.
const PLAIN: u8 = 0;
/// May end a sentence.
const STOP: u8 = 1;
/// May start or end what denies.
const DENIAL: u8 = 2;
/// Part of a character of more bytes.
const HIGH: u8 = 3;
static BYTES: [u8; 256] = {
    let mut bytes = [PLAIN; 256];
    let mut byte = 128;
    while byte < 256 {
        bytes[byte] = HIGH;
        byte += 1;
    }
    [bytes[b'.' as usize], bytes[b'!' as usize], bytes[b'?' as usize], bytes[b';' as usize]] = [STOP; 4];
    [bytes[b'n' as usize], bytes[b'N' as usize]] = [DENIAL; 2];
    bytes
};

/// The end of the sentences that start at a byte, up to where one surely ends, and whether they may hold "not" or "never"
/// in any spelling.
fn part(text: &str, start: usize) -> (usize, bool) {
    let bytes = text.as_bytes();
    let mut denies = false;
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match BYTES[usize::from(byte)] {
            PLAIN => {}
            STOP => {
                // Behind a word of two letters a stop ends the sentence where another word follows the space.
                let before =
                    at.checked_sub(3).filter(|from| *from >= start).and_then(|from| bytes.get(from..at - 1));
                let ends = before.is_some_and(|word| word.iter().all(u8::is_ascii_alphanumeric))
                    && bytes.get(at) == Some(&b' ')
                    && bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric);
                if ends {
                    return (at + 1, denies);
                }
            }
            DENIAL => {
                let rest = bytes.get(at..).unwrap_or_default();
                let word_at = |word: &[u8]| {
                    let next = rest.get(..word.len()).is_some_and(|next| next.eq_ignore_ascii_case(word));
                    next && !rest.get(word.len()).is_some_and(u8::is_ascii_alphanumeric)
                };
                denies |= word_at(b"ot") || word_at(b"ever") || word_at(b"'t");
            }
            _ => denies = true,
        }
    }
    (at, denies)
}

/// Gives the words of every sentence of a part of a text.
fn each_of(text: &str, part: Range<usize>, give: &mut impl FnMut(&[Word])) {
    let mut own: Vec<Word> = Vec::with_capacity(LONGEST);
    let mut stop = false;
    let mut word = String::new();
    let mut at = part.start;
    while let Some(c) = text[at..part.end].chars().next() {
        let start = at;
        at += c.len_utf8();
        if c.is_alphanumeric() || c == '&' {
            if c != '&' {
                at = word_end(text, start);
            }
            if std::mem::take(&mut stop) && own.last().is_some_and(|word| word.long) {
                give(&own);
                own.clear();
            }
            let raw = &text[start..at];
            push(&mut own, if raw.is_ascii() { raw } else { folded(raw, &mut word) }, start, at);
            if own.len() >= MOST_WORDS {
                give(&own);
                own.clear();
            }
        } else if matches!(c, '.' | '!' | '?' | ';') {
            stop = text[at..].chars().next().is_none_or(|next| !next.is_alphanumeric());
        }
    }
    give(&own);
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}')
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}')
}

/// The end of the word that starts there.
fn word_end(text: &str, start: usize) -> usize {
    static INSIDE: Cutter = Cutter::new("'", |c| c.is_alphanumeric() || is_apostrophe(c) || is_invisible(c));
    INSIDE.end(text, start)
}

/// A word in lower case, with plain apostrophes and what does not show left out.
fn folded<'o>(word: &str, out: &'o mut String) -> &'o str {
    out.clear();
    for c in word.chars().filter(|&c| !is_invisible(c)) {
        if is_apostrophe(c) {
            out.push('\'');
        } else {
            out.extend(c.to_lowercase());
        }
    }
    out
}

/// Adds a word, which is in any case but holds no apostrophes other than the plain one.
fn push(own: &mut Vec<Word>, word: &str, start: usize, end: usize) {
    let word = word.trim_end_matches('\'');
    let mut add = |word: &str| own.push(Word { number: known(word), long: word.len() > 1, start, end });
    let stem = word.len().checked_sub("n't".len()).and_then(|at| word.split_at_checked(at));
    match stem {
        Some((stem, end)) if end.eq_ignore_ascii_case("n't") => {
            add(stem);
            add("not");
        }
        _ if word == "&" => add("and"),
        _ => add(word),
    }
    if own.last().is_none_or(|last| Some(&last.number) != SPELT_OUT.last()) {
        return;
    }
    let Some(from) = own.len().checked_sub(SPELT_OUT.len()).filter(|&from| same(&own[from..], SPELT_OUT))
    else {
        return;
    };
    let start = own[from].start;
    own.truncate(from);
    own.push(Word { number: number(AGENCY), long: true, start, end });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<(&str, bool)> {
        let (mut all, mut start) = (Vec::new(), 0);
        while start < text.len() {
            let (end, denies) = part(text, start);
            all.push((&text[start..end], denies));
            start = end;
        }
        all
    }

    #[test]
    fn parts_end_where_a_sentence_surely_does() {
        assert_eq!(
            parts("It is so. Plan B. is Not it; we (e.g. us) go.) Yes. \u{201c}No\u{201d} more. Never again"),
            [
                ("It is so. ", false),
                ("Plan B. is Not it; ", true),
                ("we (e.g. us) go.) Yes. \u{201c}No\u{201d} more. ", true),
                ("Never again", true),
            ]
        );
        assert_eq!(parts("It isN'T on. Now"), [("It isN'T on. ", true), ("Now", false)]);
    }

    #[test]
    fn parts_hold_the_sentences_of_the_whole() {
        let text = "A. not one, two! 3; not & not? Not. not; ab not. c not; Do not. Isn't it";
        let (mut whole, mut in_parts) = (Vec::new(), Vec::new());
        let words =
            |own: &[Word]| own.iter().map(|word| (word.number, word.start, word.end)).collect::<Vec<_>>();
        each_of(text, 0..text.len(), &mut |own| whole.push(words(own)));
        each(text, |own| in_parts.push(words(own)));
        assert_eq!(in_parts, whole);
    }
}
