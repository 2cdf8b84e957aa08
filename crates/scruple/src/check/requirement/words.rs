//! Cutting a text into words where a rule asks for letters and a few signs, and lists of words: one look at every byte.

/// What a word is made of: letters, digits and some signs.
pub(super) struct Cutter {
    /// Of each byte whether it belongs to a word, or [`HIGH`].
    bytes: [u8; 256],
    other: fn(char) -> bool,
}

const OUTSIDE: u8 = 0;
const INSIDE: u8 = 1;
/// A character of more bytes starts, of which `other` must be asked.
const HIGH: u8 = 2;

impl Cutter {
    /// Words of ASCII letters, digits and these signs, which are ASCII too; `other` says what else belongs to a word.
    pub(super) const fn new(signs: &str, other: fn(char) -> bool) -> Self {
        let mut bytes = [OUTSIDE; 256];
        let mut byte = 0;
        while byte < 256 {
            if byte >= 128 {
                bytes[byte] = HIGH;
            } else if (byte as u8).is_ascii_alphanumeric() {
                bytes[byte] = INSIDE;
            }
            byte += 1;
        }
        let signs = signs.as_bytes();
        let mut at = 0;
        while at < signs.len() {
            bytes[signs[at] as usize] = INSIDE;
            at += 1;
        }
        Self { bytes, other }
    }

    /// Words of everything but white space.
    const fn all_but_spaces() -> Self {
        let mut cutter = Self::new("", |c| !c.is_whitespace());
        let mut byte = 0u8;
        while byte < 128 {
            // Tab, line feed, vertical tab, form feed and carriage return follow each other.
            let space = byte == b' ' || b'\t' <= byte && byte <= b'\r';
            cutter.bytes[byte as usize] = if space { OUTSIDE } else { INSIDE };
            byte += 1;
        }
        cutter
    }

    /// The words of a text, each with the byte at which it starts.
    #[inline]
    pub(super) fn words<'t>(&self, text: &'t str) -> impl Iterator<Item = (usize, &'t str)> {
        let mut at = 0;
        std::iter::from_fn(move || {
            let start = self.skip::<OUTSIDE>(text, at);
            at = self.skip::<INSIDE>(text, start);
            (start < at).then(|| (start, &text[start..at]))
        })
    }

    /// The end of the word that starts at a byte.
    pub(super) fn end(&self, text: &str, start: usize) -> usize {
        self.skip::<INSIDE>(text, start)
    }

    /// The end of what starts at `at` and is all inside words, or all between them.
    #[inline]
    fn skip<const SIDE: u8>(&self, text: &str, mut at: usize) -> usize {
        let bytes = text.as_bytes();
        while let Some(&byte) = bytes.get(at) {
            let own = self.bytes[usize::from(byte)];
            if own == SIDE {
                at += 1;
            } else if own != HIGH {
                break;
            } else {
                match self.character(text, at) {
                    (inside, length) if inside == (SIDE == INSIDE) => at += length,
                    _ => break,
                }
            }
        }
        at
    }

    /// Whether the character at a byte belongs to a word, and its length.
    #[cold]
    #[inline(never)]
    fn character(&self, text: &str, at: usize) -> (bool, usize) {
        let c = text[at..].chars().next().unwrap_or(' ');
        ((self.other)(c), c.len_utf8())
    }
}

/// What stands between white space.
pub(super) static SPACED: Cutter = Cutter::all_but_spaces();

/// The words of some lists, which are in lower case, by their first letters. Most words of a text are turned away by
/// their first letter and length.
pub(super) struct Lookup<const N: usize> {
    /// In the order of their first letters, each with its place in the lists.
    words: [(&'static str, u8); N],
    /// Where the words of a letter start.
    starts: [u8; 129],
    /// How long they are, as bits.
    lengths: [u32; 128],
}

impl<const N: usize> Lookup<N> {
    /// A table of these lists, which hold `N` words together.
    pub(super) const fn new(lists: &[&[&'static str]]) -> Self {
        let mut table = Self { words: [("", 0); N], starts: [0; 129], lengths: [0; 128] };
        let (mut letter, mut filled) = (0, 0);
        while letter < 128 {
            table.starts[letter] = filled as u8;
            let (mut list, mut place) = (0, 0);
            while list < lists.len() {
                let mut at = 0;
                while at < lists[list].len() {
                    let word = lists[list][at];
                    if word.as_bytes()[0] as usize == letter {
                        table.words[filled] = (word, place);
                        table.lengths[letter] |= Self::bit(word.len());
                        filled += 1;
                    }
                    at += 1;
                    place += 1;
                }
                list += 1;
            }
            letter += 1;
        }
        table.starts[128] = filled as u8;
        assert!(filled == N, "the lists hold as many words as the table");
        table
    }

    /// The place in the lists of a word in any case.
    #[inline]
    pub(super) fn find(&self, word: &str) -> Option<usize> {
        let letter = usize::from(word.as_bytes().first()?.to_ascii_lowercase());
        if self.lengths.get(letter)? & Self::bit(word.len()) == 0 {
            return None;
        }
        let all = usize::from(self.starts[letter])..usize::from(self.starts[letter + 1]);
        let found = self.words[all].iter().find(|(known, _)| known.eq_ignore_ascii_case(word));
        found.map(|(_, place)| usize::from(*place))
    }

    pub(super) fn has(&self, word: &str) -> bool {
        self.find(word).is_some()
    }

    /// Words of more bytes than there are bits are alike.
    const fn bit(length: usize) -> u32 {
        1 << if length < 31 { length } else { 31 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static LETTERS: Cutter = Cutter::new("-", char::is_alphanumeric);

    fn cut<'t>(cutter: &Cutter, text: &'t str) -> Vec<(usize, &'t str)> {
        cutter.words(text).collect()
    }

    #[test]
    fn words_and_where_they_start() {
        assert_eq!(cut(&LETTERS, "So-so, café\u{2019}s"), [(0, "So-so"), (7, "café"), (15, "s")]);
        assert_eq!(cut(&LETTERS, " . "), []);
        assert_eq!(cut(&LETTERS, ""), []);
    }

    #[test]
    fn words_are_found_by_their_places() {
        let table: Lookup<4> = Lookup::new(&[&["take", "two"], &["a word of more letters than bits", "tea"]]);
        for (word, place) in [("Take", 0), ("two", 1), ("A word of more letters than bits", 2), ("TEA", 3)] {
            assert_eq!(table.find(word), Some(place), "{word}");
        }
        for word in ["", "t", "takes", "make", "tor", "é", "a word of more letters than the bits"] {
            assert!(!table.has(word), "{word}");
        }
    }

    #[test]
    fn white_space_of_any_kind_parts() {
        let text = "a,b\u{a0}\u{b}=c\u{2028}é ";
        let words: Vec<&str> = cut(&SPACED, text).into_iter().map(|(_, word)| word).collect();
        assert_eq!(words, text.split_whitespace().collect::<Vec<_>>());
    }
}
