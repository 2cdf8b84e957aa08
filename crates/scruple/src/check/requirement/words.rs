//! Cutting a text into words where a rule asks for letters and a few signs, one look at every byte.

/// What a word is made of: letters, digits and some signs.
pub(super) struct Cutter {
    ascii: [bool; 128],
    other: fn(char) -> bool,
}

impl Cutter {
    /// Words of letters, digits and these signs, which are all ASCII; `other` says what else belongs to a word.
    pub(super) const fn new(signs: &str, other: fn(char) -> bool) -> Self {
        let mut ascii = [false; 128];
        let mut byte = 0;
        while byte < 128 {
            ascii[byte] = (byte as u8).is_ascii_alphanumeric();
            byte += 1;
        }
        let signs = signs.as_bytes();
        let mut at = 0;
        while at < signs.len() {
            ascii[signs[at] as usize] = true;
            at += 1;
        }
        Self { ascii, other }
    }

    /// Words of everything but white space.
    pub(super) const fn all_but_spaces() -> Self {
        let mut ascii = [true; 128];
        ascii[b' ' as usize] = false;
        // Tab, line feed, vertical tab, form feed and carriage return follow each other.
        let mut byte = b'\t';
        while byte <= b'\r' {
            ascii[byte as usize] = false;
            byte += 1;
        }
        Self { ascii, other: |c| !c.is_whitespace() }
    }

    /// The words of a text, each with the byte at which it starts.
    pub(super) fn words<'t>(&self, text: &'t str) -> impl Iterator<Item = (usize, &'t str)> {
        let mut at = 0;
        std::iter::from_fn(move || {
            let start = self.skip(text, at, false);
            at = self.skip(text, start, true);
            (start < at).then(|| (start, &text[start..at]))
        })
    }

    /// The end of the word that starts at a byte.
    pub(super) fn end(&self, text: &str, start: usize) -> usize {
        self.skip(text, start, true)
    }

    /// The end of what starts at `at` and is of one sort: inside words or between them.
    #[inline]
    fn skip(&self, text: &str, mut at: usize, inside: bool) -> usize {
        let bytes = text.as_bytes();
        while let Some(&byte) = bytes.get(at) {
            let (own, length) = match self.ascii.get(usize::from(byte)) {
                Some(&own) => (own, 1),
                None => {
                    let c = text[at..].chars().next().unwrap_or(' ');
                    ((self.other)(c), c.len_utf8())
                }
            };
            if own != inside {
                break;
            }
            at += length;
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static LETTERS: Cutter = Cutter::new("-", char::is_alphanumeric);
    static SPACED: Cutter = Cutter::all_but_spaces();

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
    fn white_space_of_any_kind_parts() {
        let text = "a,b\u{a0}\u{b}=c\u{2028}é ";
        let words: Vec<&str> = cut(&SPACED, text).into_iter().map(|(_, word)| word).collect();
        assert_eq!(words, text.split_whitespace().collect::<Vec<_>>());
    }
}
