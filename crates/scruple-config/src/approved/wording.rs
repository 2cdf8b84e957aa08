//! Approved words, and where a text holds them.

use std::ops::Range;

use crate::words::{Word, folded};

/// How many words a `*` stands for at most.
const GAP: usize = 5;

/// Least words that are approved: a single word says too little to be approved by itself.
pub(super) const LEAST: usize = 2;

/// How much of two wordings must agree for one to have drifted from the other.
const NEAR: f64 = 0.7;

/// Approved words, made ready.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Wording {
    elements: Vec<Element>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Element {
    /// This very word.
    Word(String),
    /// A word with these parts in this order, any letters between them.
    Parts(Vec<String>),
    /// Up to [`GAP`] words.
    Gap,
}

impl Wording {
    /// Words as they are.
    pub(super) fn exact(text: &str) -> Self {
        Self { elements: folded(text).into_iter().map(|word| Element::Word(word.text)).collect() }
    }

    /// Words with `*` among them.
    pub(super) fn pattern(text: &str) -> Self {
        // Stars around a word are left out where words are compared.
        const STAR: char = '\u{e000}';
        let marked = text.replace('*', &STAR.to_string());
        let element = |word: Word| {
            if word.text.chars().all(|char| char == STAR) {
                Element::Gap
            } else if word.text.contains(STAR) {
                Element::Parts(word.text.split(STAR).map(str::to_owned).collect())
            } else {
                Element::Word(word.text)
            }
        };
        Self { elements: folded(&marked).into_iter().map(element).collect() }
    }

    /// How many of its elements are words.
    pub(super) fn len(&self) -> usize {
        self.elements.iter().filter(|element| **element != Element::Gap).count()
    }

    /// Whether `words` hold it so that it takes in those of `inside`.
    pub(super) fn covers(&self, words: &[Word], inside: &Range<usize>) -> bool {
        !self.elements.is_empty()
            && (0..=inside.start.min(words.len()))
                .any(|start| self.ends(words, start).into_iter().any(|end| end >= inside.end))
    }

    /// Where it may end, begun at a word.
    fn ends(&self, words: &[Word], start: usize) -> Vec<usize> {
        let mut ends = vec![start];
        for element in &self.elements {
            let mut next = Vec::new();
            for at in ends {
                match element {
                    Element::Gap => next.extend((at..=at + GAP).filter(|end| *end <= words.len())),
                    _ if words.get(at).is_some_and(|word| element.fits(&word.text)) => next.push(at + 1),
                    _ => {}
                }
            }
            next.sort_unstable();
            next.dedup();
            ends = next;
        }
        ends
    }

    /// How near a sentence comes to it, from 0 to 1, if that is near enough to have been it once.
    pub(super) fn nearness(&self, sentence: &[Word]) -> Option<f64> {
        let mut own = Vec::with_capacity(self.elements.len());
        for element in &self.elements {
            match element {
                Element::Word(word) => own.push(word.as_str()),
                // A pattern says itself how far its words may go.
                Element::Parts(_) | Element::Gap => return None,
            }
        }
        let common = common(&own, sentence);
        #[expect(clippy::cast_precision_loss, reason = "sentences have few words")]
        let nearness = 2.0 * common as f64 / (own.len() + sentence.len()).max(1) as f64;
        (common > LEAST && nearness >= NEAR).then_some(nearness)
    }
}

impl Element {
    fn fits(&self, word: &str) -> bool {
        match self {
            Self::Word(own) => own == word,
            Self::Gap => true,
            Self::Parts(parts) => {
                let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return false };
                let Some(mut rest) = word.strip_prefix(first.as_str()) else { return false };
                for part in parts.iter().skip(1).take(parts.len().saturating_sub(2)) {
                    let Some(at) = rest.find(part.as_str()) else { return false };
                    rest = rest.get(at + part.len()..).unwrap_or_default();
                }
                rest.ends_with(last.as_str())
            }
        }
    }
}

/// Length of the longest common subsequence.
fn common(a: &[&str], b: &[Word]) -> usize {
    let mut row = vec![0usize; b.len() + 1];
    for word in a {
        let mut diagonal = 0;
        for (j, other) in b.iter().enumerate() {
            let above = row.get(j + 1).copied().unwrap_or_default();
            let left = row.get(j).copied().unwrap_or_default();
            let best = if other.text == *word { diagonal + 1 } else { above.max(left) };
            diagonal = above;
            if let Some(cell) = row.get_mut(j + 1) {
                *cell = best;
            }
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covers(wording: &Wording, text: &str, inside: &str) -> bool {
        let words = folded(text);
        let start = text.find(inside).unwrap();
        let end = start + inside.len();
        let first = words.iter().position(|word| word.range.end > start).unwrap();
        let last = words.iter().rposition(|word| word.range.start < end).unwrap();
        wording.covers(&words, &(first..last + 1))
    }

    #[test]
    fn words_are_covered_where_all_of_them_stand() {
        let wording = Wording::exact("Zinc supports “normal” vision");
        assert!(covers(&wording, "Our ZINC supports\n'normal' vision!", "supports"));
        assert!(!covers(&wording, "Zinc supports normal vision and cures gout", "cures gout"));
        assert!(!covers(&wording, "Zinc supports vision", "supports"));
    }

    #[test]
    fn patterns_have_gaps_and_parts() {
        let wording = Wording::pattern("zinc * immun* system");
        assert!(covers(&wording, "Zinc helps the immune system", "helps"));
        assert!(covers(&wording, "Zinc immunological system", "system"));
        assert!(!covers(&wording, "Zinc a b c d e f immune system", "system"));
        assert!(!covers(&wording, "Zinc helps the nervous system", "helps"));
        assert_eq!((wording.len(), Wording::pattern("* * *").len()), (3, 0));
    }

    #[test]
    fn nearness_tells_drift_from_other_claims() {
        let wording = Wording::exact("Vitamin C contributes to the normal function of the immune system");
        let near = |text: &str| wording.nearness(&folded(text)).is_some();
        assert!(near("Vitamin C contributes greatly to the function of the immune system."));
        assert!(near("Vitamin C contributes to the best function of your immune system"));
        assert!(!near("Magnesium calms the nerves of tired people"));
        assert!(!near("Buy vitamin C"));
    }
}
