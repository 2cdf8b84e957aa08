//! Words without which a segment need not be read for some contradiction, reference or offer. They are known to the
//! vocabulary and noted while a text is cut, so that nothing is searched for here.

use super::{conflict, figures, goods};

/// Which words of this a segment holds. A plain set of bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Telling(u16);

impl Telling {
    /// What a product may hold none or some of, see `figures`.
    pub(super) const HELD: Self = Self(1);
    /// An order to take something, see `figures`.
    pub(super) const TAKE: Self = Self(1 << 1);
    /// A unit of weight, see `figures`.
    pub(super) const UNIT: Self = Self(1 << 2);
    /// A verb by which one thing strengthens or stops another, see `conflict`.
    pub(super) const ACTS: Self = Self(1 << 3);
    /// That something lasts or passes, see `conflict`.
    pub(super) const LASTS: Self = Self(1 << 4);
    /// The address of a paper, see `citation`.
    pub(super) const ADDRESS: Self = Self(1 << 5);
    /// What is taken by people, see `goods`.
    pub(super) const GOODS: Self = Self(1 << 6);
    /// What is counted on a pack, see `goods`.
    pub(super) const PACKED: Self = Self(1 << 7);
    /// What is done to people, see `goods`.
    pub(super) const SERVICE: Self = Self(1 << 8);
    /// What is counted in a serving, see `figures`.
    pub(super) const FORM: Self = Self(1 << 9);
    /// A dose by its name, see `figures`.
    pub(super) const DOSED: Self = Self(1 << 10);

    pub(super) fn has(self, any: Self) -> bool {
        self.0 & any.0 != 0
    }

    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What the scan was told of the words.
    pub(crate) fn told(bits: u16) -> Self {
        Self(bits)
    }

    /// The words, each with what it tells; some stand there more than once. Of what is written with a hyphen it is the
    /// part that tells most.
    pub(crate) fn words() -> impl Iterator<Item = (&'static str, u16)> {
        let lists: [(&'static [&'static str], Self); 13] = [
            (&figures::HELD, Self::HELD),
            (&["take"], Self::TAKE),
            (&figures::UNITS, Self::UNIT),
            (&conflict::MORE, Self::ACTS),
            (&conflict::LESS, Self::ACTS),
            (&["permanent", "lasting", "lifelong"], Self::LASTS),
            (&["temporary", "lived", "transient", "term"], Self::LASTS),
            (&["doi", "pmid", "pmcid", "http", "https"], Self::ADDRESS),
            (figures::COUNTED, Self::FORM),
            (&figures::DOSES, Self::DOSED),
            (&goods::SERVICES, Self::SERVICE),
            (&goods::FORMS, Self::GOODS),
            (&goods::COUNTED, Self::PACKED),
        ];
        lists.into_iter().flat_map(|(words, telling)| words.iter().map(move |word| (*word, telling.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::conflict::{LASTING, PASSING};
    use super::*;
    use crate::scan::token::term_words;

    #[test]
    fn what_lasts_or_passes_is_told_by_one_of_its_words() {
        let told: Vec<&str> = Telling::words()
            .filter(|(_, bits)| Telling(*bits).has(Telling::LASTS))
            .map(|(word, _)| word)
            .collect();
        for written in LASTING.iter().chain(&PASSING) {
            assert!(term_words(written).iter().any(|word| told.contains(&word.as_str())), "{written}");
        }
    }

    #[test]
    fn words_are_folded() {
        for (word, _) in Telling::words() {
            assert_eq!(term_words(word).len(), 1, "{word}");
        }
    }
}
