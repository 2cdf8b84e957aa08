//! The words that packs know, looked up while the text is cut into words.
//!
//! A word of up to eight bytes, as most are, is its own key, and one of up to 16 bytes is two numbers, so no string is
//! compared.

use super::fold::fold_word;
use crate::rule::terms::Strings;

/// Number of a word in the vocabulary; 0 is every unknown word.
pub(crate) type WordId = u32;

/// What a word is told by. Letters are in lower case.
struct Key {
    /// The word itself, up to eight bytes; what becomes of all of its bytes where there are more. The highest bit of the
    /// first byte is set in no ASCII word of up to eight bytes, and in every longer one.
    mix: u64,
    /// The bytes behind the first eight and the length, or hashes of them past 16 bytes; 0 up to eight bytes.
    more: u64,
}

/// A set of folded words with numbers from 1.
#[derive(Debug, Clone)]
pub(crate) struct Vocabulary {
    /// By hash: what else the hash of a word there says, or 0 where there is none. As many as a power of two. Unknown
    /// words touch hardly more of the table than this, which stays near the processor.
    marks: Vec<u16>,
    /// Words by their hash: what they are told by and their numbers.
    slots: Vec<[u64; 2]>,
    /// What else keys say, by the numbers of words.
    more: Vec<u64>,
    words: Strings,
}

/// Eight bytes as a number, letters in lower case.
#[inline(always)]
pub(crate) fn lower(bytes: [u8; 8]) -> u64 {
    u64::from_le_bytes(bytes) | 0x2020_2020_2020_2020
}

/// Up to eight bytes as a number, letters in lower case, with nothing behind them.
fn short(bytes: &[u8]) -> u64 {
    let mut buffer = [0u8; 8];
    for (to, from) in buffer.iter_mut().zip(bytes) {
        *to = from | 0x20;
    }
    u64::from_le_bytes(buffer)
}

impl Key {
    /// The key of an ASCII word.
    fn new(word: &[u8]) -> Self {
        let (head, rest) = match word.split_first_chunk::<8>() {
            Some((head, rest)) if !rest.is_empty() => (lower(*head), rest),
            _ => return Self { mix: short(word), more: 0 },
        };
        if rest.len() <= 8 {
            return Self::long(head, short(rest), word.len());
        }
        let (mut a, mut b) = (head, 0xcbf2_9ce4_8422_2325_u64);
        for chunk in rest.chunks(8) {
            let piece = short(chunk);
            a = (a.rotate_left(5) ^ piece).wrapping_mul(0x517c_c1b7_2722_0a95);
            b = (b ^ piece).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(23);
        }
        Self::long(a, b | 1, word.len())
    }

    /// The key of a word of more than eight bytes by its first eight and the others, in lower case, or by hashes of them.
    #[inline(always)]
    fn long(low: u64, high: u64, length: usize) -> Self {
        let more = high ^ (length as u64) << 56;
        // Turned, so that the same letters in both halves do not take each other away.
        Self { mix: (low ^ more.rotate_left(29)) | 0x80, more }
    }
}

impl Vocabulary {
    /// A vocabulary of these words, which must be folded and distinct; word `i` gets the number `i + 1`. There is room
    /// for `more`.
    pub(crate) fn new(words: &Strings, more: usize) -> Self {
        let size = ((words.len() + more) * 2 + 1).next_power_of_two().max(16);
        let mut vocabulary = Self {
            marks: vec![0; size],
            slots: vec![[0; 2]; size],
            more: Vec::with_capacity(words.len() + more + 1),
            words: words.clone(),
        };
        vocabulary.more.push(0);
        for word in words.iter() {
            vocabulary.insert(word);
        }
        vocabulary
    }

    /// Adds a word, which must be folded and not yet known.
    pub(crate) fn add(&mut self, word: &str) {
        self.words.push(word);
        self.insert(word);
    }

    /// The number of a word, which is added in its folded form where it is not known.
    pub(crate) fn number(&mut self, word: &str) -> WordId {
        let mut folded = String::new();
        fold_word(word, &mut folded);
        match self.exactly(&folded) {
            0 => {
                self.add(&folded);
                self.words.len() as WordId
            }
            known => known,
        }
    }

    /// Gives the word that was pushed last but is not known yet the next number.
    fn insert(&mut self, word: &str) {
        let key = Key::new(word.as_bytes());
        let (mut slot, mark) = self.place(key.mix);
        while self.marks[slot] != 0 {
            slot = self.after(slot);
        }
        self.marks[slot] = mark;
        self.slots[slot] = [key.mix, self.more.len() as u64];
        self.more.push(key.more);
    }

    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }

    /// The number of a word as it is spelt in the vocabulary.
    pub(crate) fn exactly(&self, word: &str) -> WordId {
        // A folded word that is still not ASCII is hashed by the same bytes; `| 0x20` may join a few code points, so it is
        // compared as a whole.
        self.find(Key::new(word.as_bytes()).mix, |id| self.spelt(id) == word)
    }

    /// The number of an ASCII word in any case.
    pub(crate) fn get_ascii(&self, word: &[u8]) -> WordId {
        let key = Key::new(word);
        match word.len() {
            0..=8 => self.short(key.mix),
            9..=16 => self.find(key.mix, |id| self.more.get(id as usize) == Some(&key.more)),
            _ => self.find(key.mix, |id| self.spelt(id).as_bytes().eq_ignore_ascii_case(word)),
        }
    }

    /// The number of an ASCII word of at most eight bytes that starts `text`.
    #[inline]
    pub(crate) fn get_short(&self, text: &[u8; 8], length: usize) -> WordId {
        let mask = if length >= 8 { u64::MAX } else { (1u64 << (length * 8)) - 1 };
        self.short(lower(*text) & mask)
    }

    /// The number of an ASCII word of at most eight bytes in lower case, with nothing behind them.
    #[inline(always)]
    pub(crate) fn short(&self, word: u64) -> WordId {
        self.find(word, |_| true)
    }

    /// The number of an ASCII word of nine to 16 bytes in lower case, with nothing behind them.
    #[inline(always)]
    pub(crate) fn long(&self, low: u64, high: u64, length: usize) -> WordId {
        let key = Key::long(low, high, length);
        self.find(key.mix, |id| self.more.get(id as usize) == Some(&key.more))
    }

    /// A word by its number; the empty one where there is none.
    fn spelt(&self, id: WordId) -> &str {
        (id as usize).checked_sub(1).map_or("", |at| self.words.get(at))
    }

    /// The first slot in which a word may stand, and its mark.
    #[inline(always)]
    fn place(&self, mix: u64) -> (usize, u16) {
        // The upper bits of a product depend on all of its factor, the lower ones only on the first letters of a word.
        let hash = mix.wrapping_mul(0x9e37_79b9_7f4a_7c15).swap_bytes();
        (hash as usize & (self.slots.len() - 1), (hash >> 24) as u16 | 1)
    }

    #[inline(always)]
    fn after(&self, slot: usize) -> usize {
        (slot + 1) & (self.slots.len() - 1)
    }

    #[inline(always)]
    fn find(&self, mix: u64, same: impl Fn(WordId) -> bool) -> WordId {
        let (mut slot, mark) = self.place(mix);
        while let Some(&there) = self.marks.get(slot) {
            if there == mark
                && let Some(&[known, id]) = self.slots.get(slot)
                && known == mix
                && same(id as WordId)
            {
                return id as WordId;
            }
            if there == 0 {
                return 0;
            }
            slot = self.after(slot);
        }
        0
    }

    /// The number of any word; `buffer` is scratch space.
    pub(crate) fn get(&self, word: &str, buffer: &mut String) -> WordId {
        if word.is_ascii() {
            return self.get_ascii(word.as_bytes());
        }
        buffer.clear();
        fold_word(word, buffer);
        self.exactly(buffer)
    }

    #[cfg(test)]
    pub(crate) fn of(words: &[&str]) -> Self {
        let mut vocabulary = Self::new(&Strings::default(), words.len());
        words.iter().for_each(|word| vocabulary.add(word));
        vocabulary
    }

    /// The word of a number.
    #[cfg(test)]
    pub(crate) fn word(&self, id: WordId) -> &str {
        self.spelt(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_case_and_length() {
        let words =
            ["a", "cure", "diabetes", "hypertension", "hypercholesterolaemia", "µg", "don't", "b12", "%"];
        let vocabulary = Vocabulary::of(&words);
        let mut buffer = String::new();
        for (i, word) in words.iter().enumerate() {
            assert_eq!(vocabulary.get(word, &mut buffer), i as u32 + 1, "{word}");
            assert_eq!(vocabulary.get(&word.to_uppercase(), &mut buffer), i as u32 + 1, "{word}");
            assert_eq!(vocabulary.word(i as u32 + 1), *word);
        }
        for word in ["", "cur", "cures", "hypertensive", "hypercholesterolaemic", "diabetesx", "b13"] {
            assert_eq!(vocabulary.get(word, &mut buffer), 0, "{word}");
        }
        assert_eq!(vocabulary.get_short(b"cure for", 4), 2);
        assert_eq!(vocabulary.get_short(b"Diabetes", 8), 3);
    }

    #[test]
    fn words_that_share_their_start_are_told_apart() {
        let letters = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnop";
        let known: Vec<&str> = (1..letters.len()).step_by(2).map(|length| &letters[..length]).collect();
        let vocabulary = Vocabulary::of(&known);
        let mut buffer = String::new();
        for length in 1..letters.len() {
            let word = &letters[..length];
            let number = known.iter().position(|known| *known == word).map_or(0, |at| at as WordId + 1);
            for word in [word.to_owned(), word.to_uppercase()] {
                assert_eq!(vocabulary.get(&word, &mut buffer), number, "{word}");
                let first = word.as_bytes().first_chunk::<8>();
                if let (Some(first), true) = (first, length == 8) {
                    assert_eq!(vocabulary.get_short(first, 8), number, "{word}");
                }
            }
            assert_eq!(vocabulary.exactly(word), number, "{word}");
            // Another last letter, and one that is not ASCII.
            for last in ["\u{e9}", "-"] {
                let other = format!("{}{last}", &word[1..]);
                assert_eq!(vocabulary.get(&other, &mut buffer), 0, "{other}");
            }
        }
    }
}
