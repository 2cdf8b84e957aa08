//! Cutting text the slow way, one character after the other, for the tests: what is faster must cut it alike.

use super::word::{DIGIT, LETTER, OTHER, number_end, unicode_word_end};
use super::*;
use proptest::prelude::*;

/// The end of the word that starts at a byte, and its class.
fn word_end(text: &str, start: usize) -> Option<(usize, u8)> {
    let mut rest = text[start..].chars();
    let first = rest.next()?;
    let next = rest.next();
    match first {
        '%' => Some((start + 1, OTHER)),
        '#' if next.is_some_and(|next| next.is_ascii_alphanumeric()) => Some((start + 1, OTHER)),
        '0'..='9' => Some((number_end(text.as_bytes(), start), DIGIT)),
        'a'..='z' | 'A'..='Z' => {
            let mut characters = text[start..].char_indices().peekable();
            while let Some((at, c)) = characters.next() {
                let next = characters.peek().map(|(_, next)| *next);
                let alphabetic = next.is_some_and(char::is_alphabetic);
                match c {
                    c if c.is_ascii_alphanumeric() => {}
                    '\'' if alphabetic && next.is_some_and(|next| next.is_ascii()) => {}
                    '\u{2019}' | '\u{2BC}' if alphabetic => {
                        return Some((unicode_word_end(text, start), LETTER));
                    }
                    c if !c.is_ascii() && in_word(c) => {
                        return Some((unicode_word_end(text, start), LETTER));
                    }
                    _ => return Some((start + at, LETTER)),
                }
            }
            Some((text.len(), LETTER))
        }
        c if !c.is_ascii() && in_word(c) && !invisible(c) => Some((unicode_word_end(text, start), HIGH)),
        _ => None,
    }
}

fn number_of(word: &str, vocabulary: &Vocabulary) -> WordId {
    let mut buffer = String::new();
    let endings: &[&str] = if word.is_ascii() { &["'s", "'S"] } else { &["\u{2019}s", "'s", "\u{2019}S"] };
    match vocabulary.get(word, &mut buffer) {
        0 => {
            let stem = endings.iter().find_map(|ending| word.strip_suffix(ending));
            stem.map_or(0, |stem| vocabulary.get(stem, &mut buffer))
        }
        known => known,
    }
}

fn cut_slowly(text: &str, vocabulary: &Vocabulary) -> Tokens {
    let mut out = Tokens::default();
    let mut between = Between::START;
    let (mut at, mut first) = (0, 0);
    while let Some(c) = text[at..].chars().next() {
        let Some((end, own)) = word_end(text, at) else {
            at += c.len_utf8();
            match c {
                ' ' => between.spaced = true,
                '*' => between.star(out.tokens.last_mut()),
                c if c.is_ascii() => between.byte(c as u8, text.as_bytes().get(at).copied()),
                c => {
                    out.trademark |= matches!(c, '\u{2122}' | '\u{AE}' | '\u{2120}');
                    between.character(c, out.tokens.last_mut());
                }
            }
            continue;
        };
        let capital = c.is_uppercase();
        let mut flags = between.flags;
        if capital {
            flags.set(Flags::CAPITAL);
        }
        if own == DIGIT {
            flags.set(Flags::NUMBER);
        }
        let ends =
            between.mark != 0 && between.spaced && between.ends(text.as_bytes(), &out.tokens, capital, own);
        let index = out.tokens.len();
        if ends || index - first >= LONGEST_SENTENCE {
            flags.set(Flags::SENTENCE);
        }
        if flags.has(Flags::SENTENCE) && index > 0 {
            out.end_sentence(first, if ends { between.mark } else { 0 });
            first = index;
        }
        let word = number_of(&text[at..end], vocabulary);
        out.tokens.push(Token { start: at as u32, end: end as u32, word, flags });
        between = Between::NOTHING;
        at = end;
    }
    if out.tokens.len() > first {
        out.end_sentence(first, between.mark);
    }
    out
}

const LETTERS: &str = "abcdefghijklmnopqrstuvwxyz";

/// Words of every length that matters, some of them possessive, and those that differ from them in their last letter.
fn vocabulary() -> Vocabulary {
    let mut words: Vec<String> = (1..=20).map(|length| LETTERS[..length].to_owned()).collect();
    words.extend((7..=17).map(|length| format!("{}z", &LETTERS[..length])));
    words.extend((5..=16).map(|length| format!("{}'s", &LETTERS[1..length])));
    words.extend(["cafe", "m\u{3b3}", "%", "#", "b12", "1.5", "don't"].map(str::to_owned));
    Vocabulary::of(&words.iter().map(String::as_str).collect::<Vec<_>>())
}

fn assert_alike(text: &str, vocabulary: &Vocabulary) {
    let mut fast = Tokens::default();
    fast.cut(text, vocabulary);
    let slow = cut_slowly(text, vocabulary);
    assert_eq!(format!("{:?}", fast.tokens), format!("{:?}", slow.tokens), "{text:?}");
    assert_eq!(format!("{:?}", fast.sentences), format!("{:?}", slow.sentences), "{text:?}");
    assert_eq!(fast.trademark, slow.trademark, "{text:?}");
}

#[test]
fn words_of_every_length_are_cut_alike_wherever_they_end() {
    let vocabulary = vocabulary();
    let endings = [
        "",
        " ",
        ".",
        ",",
        "'",
        "'s",
        "'S",
        "\u{2019}s",
        "\u{2019}",
        "\u{e9}",
        "\u{ad}b",
        "5",
        "-",
        "\0",
        "\u{2122}",
        "%",
        "'\u{e9}",
        "_",
        "\u{2014}",
        "  ",
    ];
    for length in 0..=20 {
        for word in [&LETTERS[..length], &LETTERS[1..=length], &LETTERS[..length].to_uppercase()] {
            for ending in endings {
                for (before, after) in
                    [("", ""), ("a ", "a"), ("", " abc"), ("Abc ", " abcdefghijklmnop"), (". ", "\n")]
                {
                    assert_alike(&format!("{before}{word}{ending}{after}"), &vocabulary);
                    assert_alike(&format!("{before}{word}z{ending}{after}"), &vocabulary);
                }
            }
        }
    }
}

#[test]
fn every_byte_of_ascii_ends_a_word_alike() {
    let vocabulary = vocabulary();
    for byte in 0..128u8 {
        for length in [1, 3, 7, 8, 9, 15, 16] {
            let word = &LETTERS[..length];
            assert_alike(&format!("a {word}{}{word} {word}", byte as char), &vocabulary);
        }
    }
}

proptest! {
    #[test]
    fn texts_are_cut_alike(
        pieces in prop::collection::vec(
            prop_oneof![
                6 => (0usize..=17).prop_map(|length| LETTERS[..length].to_owned()),
                2 => (0usize..=17).prop_map(|length| LETTERS[..length].to_uppercase()),
                9 => Just(" ".to_owned()),
                4 => prop::sample::select(vec![
                    ". ", ", ", "? ", "! ", " – ", "-", " - ", "'", "'s", "’s", "’", "é", "É", "\n", "\u{a0}", "™",
                    "*", "(", ")", "1", "1.5", "%", "#", "\0", "\u{ad}", "Dr", "no", " C. ", "...", "  ", "μ", "…",
                    "。", "\t", "/", "\"",
                ]).prop_map(str::to_owned),
                1 => any::<char>().prop_map(String::from),
            ],
            0..40,
        ),
        repeated in 1usize..30,
    ) {
        let text = pieces.concat();
        let vocabulary = vocabulary();
        assert_alike(&text, &vocabulary);
        assert_alike(&text.repeat(repeated), &vocabulary);
    }
}
