//! Letters without which a text need not be read for some contradiction or reference: looked for all at once.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::conflict::{LASTING, PASSING};
use super::figures::HELD;

/// What of this stands in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Telling {
    /// A figure's thing, or an order to take it; see `figures`.
    pub counted: bool,
    /// A verb by which one thing strengthens or stops another; see `conflict`.
    pub acts: bool,
    /// That something lasts or passes; see `conflict`.
    pub lasts: bool,
    /// The address of a paper; see `citation`.
    pub address: bool,
}

/// Letters, and what it says where they stand in a text.
type Sort = (&'static [&'static str], fn(&mut Telling));

const LETTERS: [Sort; 6] = [
    (&HELD, |telling| telling.counted = true),
    (&["take", "two "], |telling| telling.counted = true),
    (
        // The stems of the verbs.
        &["promot", "boost", "stimulat", "activat", "enhanc", "block", "inhibit", "suppress", "halt"],
        |telling| telling.acts = true,
    ),
    (&LASTING, |telling| telling.lasts = true),
    (&PASSING, |telling| telling.lasts = true),
    (&["doi", "pmid", "http"], |telling| telling.address = true),
];

/// Finds all of them, in any case.
static SEARCH: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let letters = LETTERS.iter().flat_map(|(letters, _)| *letters);
    let mut builder = AhoCorasick::builder();
    builder.match_kind(MatchKind::Standard).ascii_case_insensitive(true).build(letters).ok()
});

impl Telling {
    pub(super) fn of(text: &str) -> Self {
        let mut telling = Self::default();
        let Some(search) = &*SEARCH else {
            // Without the search every text is read.
            LETTERS.iter().for_each(|(_, note)| note(&mut telling));
            return telling;
        };
        // Sorts by the number of the letters.
        let sorts = || LETTERS.iter().flat_map(|(letters, note)| letters.iter().map(move |_| note));
        for found in search.find_overlapping_iter(text) {
            if let Some(note) = sorts().nth(found.pattern().as_usize()) {
                note(&mut telling);
            }
        }
        telling
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_found_in_any_case_and_inside_words() {
        let of = Telling::of;
        assert_eq!(of("A plain sentence."), Telling::default());
        assert!(of("TAKE one.").counted && of("it stimulates").acts);
        assert!(of("long-LASTING").lasts && of("see DOI: 10").address);
        let all = of("Take what boosts lasting ease, https");
        assert!(all.counted && all.acts && all.lasts && all.address);
    }
}
