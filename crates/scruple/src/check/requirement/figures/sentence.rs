//! The sentences of a text, and whether one of them may state a figure: most are turned away by their letters.

use super::{HELD, SMALL, is_unit};

/// What a sentence holds of that which a figure cannot do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Tells {
    /// What may be held.
    pub held: bool,
    /// "Take", and a number behind it.
    pub orders: bool,
    /// One of the words that stand beside a number as a word.
    counted: bool,
    /// A number in figures.
    digits: bool,
    /// A unit of weight.
    unit: bool,
}

impl Tells {
    /// "Take two", "no sugar", "400 mg".
    pub(super) fn may_state(self) -> bool {
        self.held || self.orders || self.weighs()
    }

    /// A weight may stand there.
    pub(super) fn weighs(self) -> bool {
        self.unit && (self.digits || self.counted)
    }

    /// Notes a word of letters and digits, and what stands behind it.
    fn note(&mut self, word: &str, rest: &str) {
        let figures = word.bytes().take_while(u8::is_ascii_digit).count();
        self.digits |= figures > 0;
        match word.len() - figures {
            0 => {}
            1..=3 if is_unit(&word[figures..]) => self.unit = true,
            3 => self.counted |= word.eq_ignore_ascii_case("two"),
            4 if word.eq_ignore_ascii_case("take") => {
                self.counted = true;
                self.orders |= starts_with_number(rest);
            }
            5.. => self.held |= HELD.iter().any(|held| held.eq_ignore_ascii_case(word)),
            _ => {}
        }
        self.counted |= self.held;
    }
}

/// Whether the first letters or digits of a text are a number.
fn starts_with_number(text: &str) -> bool {
    let Some(start) = text.bytes().position(|byte| byte.is_ascii_alphanumeric()) else { return false };
    let word = &text[start..];
    let length = word.bytes().take_while(u8::is_ascii_alphanumeric).count();
    word.starts_with(|first: char| first.is_ascii_digit())
        || SMALL.iter().any(|small| small.eq_ignore_ascii_case(&word[..length]))
}

/// Neither of a word nor the end of a sentence.
const OUTSIDE: u8 = 0;
/// What may end a sentence.
const STOP: u8 = 1;
/// Letters of words.
const LETTER: u8 = 2;
/// Letters and digits that a word of [`Tells`] may start with.
const TELLING: u8 = 3;
static BYTES: [u8; 256] = {
    let mut bytes = [OUTSIDE; 256];
    let mut byte = 0u8;
    while byte < 128 {
        let telling =
            matches!(byte.to_ascii_lowercase(), b'c' | b'g' | b'i' | b'm' | b's' | b't' | b'0'..=b'9');
        bytes[byte as usize] = match byte {
            b'\n' | b';' | b'.' | b'!' | b'?' => STOP,
            _ if telling => TELLING,
            _ if byte.is_ascii_alphanumeric() => LETTER,
            _ => OUTSIDE,
        };
        byte += 1;
    }
    bytes
};

/// The end of the sentence that starts at a byte, and what it holds: one look at every byte.
pub(super) fn sentence(text: &str, start: usize) -> (usize, Tells) {
    let bytes = text.as_bytes();
    let class = |at: usize| bytes.get(at).map(|&byte| BYTES[usize::from(byte)]);
    let mut tells = Tells::default();
    let mut at = start;
    while let Some(own) = class(at) {
        let from = at;
        at += 1;
        match own {
            OUTSIDE => {}
            STOP => {
                let parts = matches!(bytes[from], b'\n' | b';');
                if parts || text[at..].chars().next().is_none_or(char::is_whitespace) {
                    return (at, tells);
                }
            }
            first => {
                // The letters of a microgram part its word here.
                while class(at).is_some_and(|next| next >= LETTER) {
                    at += 1;
                }
                if first == TELLING {
                    tells.note(&text[from..at], &text[at..]);
                }
            }
        }
    }
    (at, tells)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<(&str, bool)> {
        let (mut all, mut start) = (Vec::new(), 0);
        while start < text.len() {
            let (end, tells) = sentence(text, start);
            all.push((&text[start..end], tells.may_state()));
            start = end;
        }
        all
    }

    #[test]
    fn sentences_end_at_stops_and_tell_what_they_hold() {
        let told =
            told("Take it. No\u{a0}Sugar; 400\u{b5}g 1.5 é? 4 of 5 mugs!\nTWO e.g. mistakes of\u{b5}g 4");
        let sentences = ["Take it.", " No\u{a0}Sugar;", " 400\u{b5}g 1.5 é?", " 4 of 5 mugs!", "\n"];
        let rest = ["TWO e.g.", " mistakes of\u{b5}g 4"];
        assert_eq!(told.iter().map(|(text, _)| *text).collect::<Vec<_>>(), [&sentences[..], &rest].concat());
        assert_eq!(
            told.iter().map(|(_, states)| *states).collect::<Vec<_>>(),
            [false, true, true, false, false, true, true]
        );
    }

    #[test]
    fn an_order_takes_a_number() {
        for (text, orders) in [
            ("Take 2 capsules", true),
            ("take (\u{201c}Two\u{201d}) capsules", true),
            ("TAKE, six", true),
            ("Take sixty capsules", false),
            ("take", false),
            ("Do not take \u{e9}", false),
            ("Mistake 2", false),
        ] {
            assert_eq!(sentence(text, 0).1.orders, orders, "{text}");
        }
    }

    #[test]
    fn a_weight_has_figures_or_stands_beside_what_is_counted() {
        for (text, weighs) in [
            ("400mg", true),
            ("one g", false),
            ("Two g", true),
            ("take one g", true),
            ("sugar: one g", true),
            ("400 mugs", false),
            ("4 \u{3bc}g", true),
        ] {
            assert_eq!(sentence(text, 0).1.weighs(), weighs, "{text}");
        }
    }
}
