//! The words of the register and their numbers.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::rule::terms::Strings;
use crate::scan::Token;
use crate::scan::fold::fold_word;
use crate::scan::vocabulary::{Vocabulary, WordId};

/// Number of a word; 0 is every other word.
pub(super) type Id = u32;

/// A set of words.
#[derive(Debug, Default)]
pub(super) struct Ids(Vec<bool>);

impl Ids {
    pub(super) fn contains(&self, id: &Id) -> bool {
        self.0.get(*id as usize).is_some_and(|known| *known)
    }

    fn insert(&mut self, id: Id) {
        let place = id as usize;
        if place >= self.0.len() {
            self.0.resize(place + 1, false);
        }
        self.0[place] = true;
    }
}

/// The words of the register. Most words of a text are known to the scanner, which has looked them up already.
#[derive(Debug)]
pub(super) struct Words {
    /// By the number in the scanner's vocabulary.
    known: Vec<Id>,
    /// All of them, for words that the scanner does not know.
    all: Vocabulary,
}

impl Words {
    /// The numbers of the words of a text.
    pub(super) fn read(&self, text: &str, tokens: &[Token], out: &mut Vec<Id>) {
        out.extend(tokens.iter().map(|token| match token.word {
            0 => self.spelt(text.get(token.start as usize..token.end as usize).unwrap_or("")),
            word => self.known.get(word as usize).copied().unwrap_or(0),
        }));
    }

    fn spelt(&self, word: &str) -> Id {
        self.all.get(without_genitive(word), &mut String::new())
    }
}

/// "Magnesium's" is magnesium.
fn without_genitive(word: &str) -> &str {
    let stem = word.strip_suffix(['s', 'S']);
    stem.and_then(|stem| stem.strip_suffix(['\'', '\u{2018}', '\u{2019}', '\u{2BC}', '\u{FF07}']))
        .unwrap_or(word)
}

/// Gives words their numbers while the register is made ready.
pub(super) struct Numbers<'a> {
    scanner: &'a Vocabulary,
    known: Vec<Id>,
    /// Words that the scanner does not know.
    others: HashMap<String, Id, FixedState>,
    words: Strings,
    buffer: String,
}

impl<'a> Numbers<'a> {
    pub(super) fn new(scanner: &'a Vocabulary) -> Self {
        Self {
            scanner,
            known: vec![0; scanner.len() + 1],
            others: HashMap::default(),
            words: Strings::default(),
            buffer: String::new(),
        }
    }

    pub(super) fn set(&mut self, words: &str) -> Ids {
        let mut set = Ids::default();
        words.split_whitespace().for_each(|word| set.insert(self.id(word)));
        set
    }

    /// The number of a folded word.
    pub(super) fn id(&mut self, word: &str) -> Id {
        let next = self.words.len() as Id + 1;
        // A genitive of a text is looked up without its ending.
        let place = if word.ends_with("'s") { 0 } else { self.scanner.exactly(word) };
        if place == 0 {
            if let Some(id) = self.others.get(word) {
                return *id;
            }
            self.others.insert(word.to_owned(), next);
        } else {
            match self.known.get_mut(place as usize) {
                Some(0) | None => self.know(place, next),
                Some(id) => return *id,
            }
        }
        let mut genitive = String::with_capacity(word.len() + 2);
        genitive.push_str(word);
        genitive.push_str("'s");
        let genitive = self.scanner.exactly(&genitive);
        if genitive != 0 {
            self.know(genitive, next);
        }
        self.words.push(word);
        next
    }

    fn know(&mut self, place: WordId, id: Id) {
        if let Some(known) = self.known.get_mut(place as usize) {
            *known = id;
        }
    }

    /// The number of a word as a pack writes it; the parser of patterns has cut it.
    pub(super) fn folded(&mut self, word: &str) -> Id {
        if word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return self.id(word);
        }
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        fold_word(word, &mut buffer);
        let id = self.id(&buffer);
        self.buffer = buffer;
        id
    }

    /// The words with their numbers.
    pub(super) fn finish(self) -> Words {
        Words { known: self.known, all: Vocabulary::new(&self.words, 0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::Tokens;

    #[test]
    fn words_have_one_number_whether_the_scanner_knows_them_or_not() {
        let scanner = Vocabulary::of(&["zinc", "zinc's", "helps", "copper"]);
        let mut numbers = Numbers::new(&scanner);
        let (zinc, iron, copper) = (numbers.id("zinc"), numbers.folded("Iron"), numbers.id("copper"));
        assert_eq!((numbers.id("zinc"), numbers.id("iron")), (zinc, iron));
        let words = numbers.finish();
        let text = "Zinc zinc's zinc’s iron IRON's iron’S copper's helps others";
        let mut tokens = Tokens::default();
        tokens.cut(text, &scanner);
        let mut ids = Vec::new();
        words.read(text, &tokens.tokens, &mut ids);
        assert_eq!(ids, [zinc, zinc, zinc, iron, iron, iron, copper, 0, 0]);
    }
}
