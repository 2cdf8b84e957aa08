//! The words that packs know, looked up while the text is cut into words.
//!
//! Most words of a text are unknown: a bitmap that fits the first-level cache turns them away after one hash. A
//! word of up to 16 bytes is its own key, so no string is compared.

use super::fold::fold_word;
use crate::rule::terms::Strings;

/// Number of a word in the vocabulary; 0 is every unknown word.
pub(crate) type WordId = u32;

const BITMAP_BITS: u32 = 17;
const LOWER: u64 = 0x2020_2020_2020_2020;

/// What a word is told by: its letters in lower case and its length, or hashes of them past 16 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key {
    low: u64,
    high: u64,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    key: Key,
    id: WordId,
}

/// A set of folded words with numbers from 1.
#[derive(Debug, Clone)]
pub(crate) struct Vocabulary {
    bitmap: Vec<u64>,
    slots: Vec<Entry>,
    mask: usize,
    words: Strings,
}

/// Up to eight bytes as a number, letters in lower case.
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
        let Some((head, rest)) = word.split_first_chunk::<8>() else {
            return Self::of(short(word), 0, word.len());
        };
        let low = Self::lower(*head);
        if rest.len() <= 8 {
            return Self::of(low, short(rest), word.len());
        }
        let (mut a, mut b) = (low, 0xcbf2_9ce4_8422_2325_u64);
        for chunk in rest.chunks(8) {
            let piece = short(chunk);
            a = (a.rotate_left(5) ^ piece).wrapping_mul(0x517c_c1b7_2722_0a95);
            b = (b ^ piece).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(23);
        }
        Self::of(a, b | 1, word.len())
    }

    /// Eight bytes of an ASCII word, letters in lower case.
    #[inline]
    pub(crate) fn lower(bytes: [u8; 8]) -> u64 {
        u64::from_le_bytes(bytes) | LOWER
    }

    /// The key of a word of at most 16 bytes by its first eight and the others, in lower case; where there is no byte
    /// there is nothing.
    #[inline]
    pub(crate) fn of(low: u64, high: u64, length: usize) -> Self {
        Self { low, high: high ^ (length as u64) << 56 }
    }

    /// The upper bits of a product depend on all of its factor, the lower ones only on the first letters of a word.
    #[inline]
    fn hash(self) -> u64 {
        let product = (self.low ^ self.high.rotate_left(29)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        product ^ (product >> 32)
    }
}

impl Vocabulary {
    /// A vocabulary of these words, which must be folded and distinct; word `i` gets the number `i + 1`. There is room
    /// for `more`.
    pub(crate) fn new(words: &Strings, more: usize) -> Self {
        let size = ((words.len() + more) * 2 + 1).next_power_of_two().max(16);
        let mut vocabulary = Self {
            bitmap: vec![0; 1 << (BITMAP_BITS - 6)],
            slots: vec![Entry { key: Key { low: 0, high: 0 }, id: 0 }; size],
            mask: size - 1,
            words: words.clone(),
        };
        for (word, id) in words.iter().zip(1..) {
            vocabulary.insert(word, id);
        }
        vocabulary
    }

    /// Adds a word, which must be folded and not yet known.
    pub(crate) fn add(&mut self, word: &str) {
        self.words.push(word);
        self.insert(word, self.words.len() as WordId);
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

    fn insert(&mut self, word: &str, id: WordId) {
        let key = Key::new(word.as_bytes());
        let hash = key.hash();
        let bit = (hash >> (64 - BITMAP_BITS)) as usize;
        self.bitmap[bit >> 6] |= 1 << (bit & 63);
        let mut slot = hash as usize & self.mask;
        while self.slots[slot].id != 0 {
            slot = (slot + 1) & self.mask;
        }
        self.slots[slot] = Entry { key, id };
    }

    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }

    /// The number of a word as it is spelt in the vocabulary.
    pub(crate) fn exactly(&self, word: &str) -> WordId {
        let key = Key::new(word.as_bytes());
        let id = self.find(key, |known| known == word.as_bytes(), word.len());
        if id != 0 && self.words.get(id as usize - 1) == word { id } else { 0 }
    }

    /// The number of an ASCII word in any case.
    pub(crate) fn get_ascii(&self, word: &[u8]) -> WordId {
        self.find(Key::new(word), |known| known.eq_ignore_ascii_case(word), word.len())
    }

    /// The number of an ASCII word of at most eight bytes that starts `text`.
    #[inline]
    pub(crate) fn get_short(&self, text: &[u8; 8], length: usize) -> WordId {
        let mask = if length >= 8 { u64::MAX } else { (1u64 << (length * 8)) - 1 };
        self.get_key(Key::of(Key::lower(*text) & mask, 0, length))
    }

    /// The number of a word of at most 16 bytes by its key.
    #[inline]
    pub(crate) fn get_key(&self, key: Key) -> WordId {
        self.find(key, |_| true, 0)
    }

    #[inline]
    fn find(&self, key: Key, same: impl Fn(&[u8]) -> bool, length: usize) -> WordId {
        let hash = key.hash();
        let bit = (hash >> (64 - BITMAP_BITS)) as usize;
        if self.bitmap[bit >> 6] & (1 << (bit & 63)) == 0 {
            return 0;
        }
        let mut slot = hash as usize & self.mask;
        loop {
            let entry = &self.slots[slot];
            if entry.id == 0 {
                return 0;
            }
            if entry.key == key && (length <= 16 || same(self.words.get(entry.id as usize - 1).as_bytes())) {
                return entry.id;
            }
            slot = (slot + 1) & self.mask;
        }
    }

    /// The number of any word; `buffer` is scratch space.
    pub(crate) fn get(&self, word: &str, buffer: &mut String) -> WordId {
        if word.is_ascii() {
            return self.get_ascii(word.as_bytes());
        }
        buffer.clear();
        fold_word(word, buffer);
        // A folded word that is still not ASCII is hashed by the same bytes; `| 0x20` may join a few code points,
        // so it is compared as a whole.
        let id = self.find(Key::new(buffer.as_bytes()), |_| true, buffer.len());
        if id != 0 && self.words.get(id as usize - 1) == buffer.as_str() { id } else { 0 }
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
        (id as usize).checked_sub(1).map_or("", |i| self.words.get(i))
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
}
