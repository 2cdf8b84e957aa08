//! Packs made ready to scan: the vocabulary, the tree of multi-word terms, and which patterns a word can start.

use std::collections::HashMap;

use super::numeric::{Special, specials};
use super::vocabulary::{Vocabulary, WordId};
use crate::rule::compiled::{LexiconId, NUMERICS, Packs, Pattern, Role};

/// What a node of the term tree stands for: a range of `outputs` and whether terms go on.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Node {
    pub outputs: (u32, u32),
    pub continues: bool,
}

/// A term that ends at a node.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    pub lexicon: LexiconId,
    pub except: bool,
    /// 0, or 1 + the number of an exact spelling.
    pub exact: u32,
}

/// Packs made ready to scan.
#[derive(Debug)]
pub(crate) struct Index {
    pub vocabulary: Vocabulary,
    /// Node of the one-word term, by word; 0 for none.
    roots: Vec<u32>,
    children: HashMap<(u32, WordId), u32, Hasher>,
    pub nodes: Vec<Node>,
    pub outputs: Vec<Output>,
    pub exact: Vec<String>,
    /// By word: what it is for numbers and units.
    pub specials: Vec<Special>,
    /// By word: whether a pattern cannot do without it.
    anchors: Vec<bool>,
    /// By lexicon: patterns that wait for it.
    pub waiting: Vec<Vec<u32>>,
    pub lexicons: usize,
}

type Hasher = std::hash::BuildHasherDefault<Fx>;

/// Multiply and rotate: the keys are small integers that nobody can choose to collide.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Fx(u64);

impl std::hash::Hasher for Fx {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u32(&mut self, value: u32) {
        self.write_u64(u64::from(value));
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = (self.0.rotate_left(5) ^ value).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

impl Index {
    /// Makes packs ready; `on` says which rules take part, `signals` names lexicons whose hits are wanted even
    /// where no pattern waits for them.
    pub(crate) fn new(packs: &Packs, on: &[bool], signals: &[&str]) -> Self {
        let (extra, specials) = specials(&packs.words);
        let words: Vec<&str> = packs.words.iter().map(String::as_str).chain(extra.iter().copied()).collect();
        let vocabulary = Vocabulary::new(words.iter().copied());
        let mut index = Self {
            vocabulary,
            roots: vec![0; words.len() + 1],
            children: HashMap::default(),
            nodes: vec![Node::default()],
            outputs: Vec::new(),
            exact: Vec::new(),
            specials,
            anchors: vec![false; words.len() + 1],
            waiting: vec![Vec::new(); packs.lexicons.len()],
            lexicons: packs.lexicons.len(),
        };
        index.terms(packs);
        let weights: Vec<u32> = packs.lexicons.iter().enumerate().map(|(i, _)| weight(packs, i)).collect();
        for (id, pattern) in packs.patterns.iter().enumerate() {
            if on.get(pattern.rule as usize).copied().unwrap_or(false) {
                index.wait(id as u32, pattern, &weights);
            }
        }
        let wanted: Vec<usize> = (0..packs.lexicons.len())
            .filter(|&i| !index.waiting[i].is_empty() || signals.contains(&packs.lexicons[i].name.as_str()))
            .collect();
        for lexicon in wanted {
            for term in packs.lexicons[lexicon].terms.iter().filter(|term| !term.except) {
                if let Some(&rarest) = term.words.iter().min_by_key(|&&word| word_weight(&packs.words[word as usize])) {
                    index.anchors[rarest as usize + 1] = true;
                }
            }
        }
        for numeric in 0..NUMERICS as usize {
            if index.waiting.get(numeric).is_some_and(|waiting| !waiting.is_empty()) {
                index.anchor_specials(numeric);
            }
        }
        index
    }

    /// Sentences with a unit are looked at wherever amounts matter.
    pub(crate) fn anchor_units(&mut self) {
        self.anchor_specials(2);
    }

    fn anchor_specials(&mut self, numeric: usize) {
        for (anchor, special) in self.anchors.iter_mut().zip(&self.specials) {
            *anchor |= match numeric {
                0 => matches!(special, Special::Number(_)),
                1 => matches!(special, Special::Percent),
                2 => matches!(special, Special::Unit(unit) if unit.anchors()),
                3 => matches!(special, Special::Time(_)),
                _ => false,
            };
        }
    }

    fn terms(&mut self, packs: &Packs) {
        // Outputs are gathered by node first, then laid out flat.
        let mut by_node: Vec<Vec<Output>> = vec![Vec::new()];
        for (lexicon, terms) in packs.lexicons.iter().enumerate() {
            for term in &terms.terms {
                let mut node = 0u32;
                for (depth, &word) in term.words.iter().enumerate() {
                    let word = word + 1;
                    let next = self.nodes.len() as u32;
                    let child = if depth == 0 {
                        let root = &mut self.roots[word as usize];
                        if *root == 0 {
                            *root = next;
                        }
                        *root
                    } else {
                        self.nodes[node as usize].continues = true;
                        *self.children.entry((node, word)).or_insert(next)
                    };
                    if child == next {
                        self.nodes.push(Node::default());
                        by_node.push(Vec::new());
                    }
                    node = child;
                }
                let exact = match &term.exact {
                    Some(exact) => {
                        self.exact.push(exact.clone());
                        self.exact.len() as u32
                    }
                    None => 0,
                };
                if let Some(outputs) = by_node.get_mut(node as usize).filter(|_| node != 0) {
                    outputs.push(Output { lexicon: lexicon as LexiconId, except: term.except, exact });
                }
            }
        }
        for (node, outputs) in self.nodes.iter_mut().zip(by_node) {
            let start = self.outputs.len() as u32;
            self.outputs.extend(outputs);
            node.outputs = (start, self.outputs.len() as u32);
        }
    }

    fn wait(&mut self, id: u32, pattern: &Pattern, weights: &[u32]) {
        if matches!(pattern.role, Role::Excuse) {
            // Excuses are only tried beside a finding of their rule.
            return;
        }
        let rarest = pattern
            .elements
            .iter()
            .min_by_key(|element| element.iter().map(|&l| u64::from(weights[l as usize])).sum::<u64>());
        for &lexicon in rarest.into_iter().flatten() {
            self.waiting[lexicon as usize].push(id);
        }
    }

    #[inline]
    pub(crate) fn is_anchor(&self, word: WordId) -> bool {
        self.anchors[word as usize]
    }

    #[inline]
    pub(crate) fn root(&self, word: WordId) -> u32 {
        self.roots[word as usize]
    }

    #[inline]
    pub(crate) fn child(&self, node: u32, word: WordId) -> Option<u32> {
        self.children.get(&(node, word)).copied()
    }
}

/// How often a lexicon is to be expected in any text, roughly: patterns wait for the rarest.
fn weight(packs: &Packs, lexicon: usize) -> u32 {
    let entry = &packs.lexicons[lexicon];
    if lexicon < NUMERICS as usize {
        return [900, 120, 200, 250, 150][lexicon];
    }
    let sum: u32 = entry
        .terms
        .iter()
        .filter(|term| !term.except)
        .map(|term| term.words.iter().map(|&word| word_weight(&packs.words[word as usize])).min().unwrap_or(0))
        .sum();
    if entry.common { sum + 5_000 } else { sum }
}

/// Weights of words that stand in any English text; any other word weighs one.
fn word_weight(word: &str) -> u32 {
    const EVERYWHERE: &[&str] = &[
        "the", "of", "and", "to", "a", "in", "is", "it", "that", "for", "was", "on", "are", "as", "with", "at", "be",
        "this", "have", "from", "or", "by", "not", "but", "an", "i", "you", "we", "they", "he", "she", "his", "her",
        "their", "our", "your", "my", "its", "has", "had", "were", "been", "will", "would", "can", "could", "may",
    ];
    const OFTEN: &[&str] = &[
        "no", "all", "any", "any", "more", "most", "if", "so", "do", "does", "did", "than", "then", "there", "what",
        "when", "who", "which", "how", "up", "out", "about", "into", "over", "after", "before", "also", "other",
        "some", "such", "only", "just", "one", "two", "time", "day", "days", "week", "year", "years", "people",
        "use", "used", "help", "helps", "make", "made", "good", "well", "new", "first", "take", "get", "support",
        "work", "works", "high", "low", "need", "free", "every", "never", "always", "without", "best", "even",
    ];
    if word.len() <= 6 && EVERYWHERE.contains(&word) {
        400
    } else if OFTEN.contains(&word) {
        60
    } else {
        1
    }
}
