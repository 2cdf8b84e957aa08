//! Packs made ready to scan: the vocabulary, the tree of multi-word terms, and which patterns a word can start.

use std::collections::HashMap;

use super::filter::{Anchors, Filter};
use super::numeric::{Special, specials};
use super::vocabulary::{Vocabulary, WordId};
use crate::rule::compiled::{LexiconId, NUMERICS, Packs, Role};

/// What a node of the term tree stands for.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Node {
    /// Range of [`Index::outputs`]; those of signals come first, up to `signals`.
    pub outputs: (u32, u32),
    pub signals: u32,
    /// Range of `edges`.
    edges: (u32, u32),
    /// The words that go on, one bit each by the end of their number: most words that follow are turned away here.
    next: u64,
    /// Whether a term of a signal ends here or further on.
    pub leads_to_signal: bool,
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
    /// The word and the node it leads to, by node, then by word.
    edges: Vec<(WordId, u32)>,
    pub nodes: Vec<Node>,
    pub outputs: Vec<Output>,
    pub exact: Vec<String>,
    /// By word: what it is for numbers and units.
    pub specials: Vec<Special>,
    /// Which words make a sentence worth a look.
    pub filter: Filter,
    /// By lexicon: patterns that wait for it.
    pub waiting: Vec<Vec<u32>>,
    pub lexicons: usize,
}

impl Index {
    /// Makes packs ready; `on` says which rules take part, `signals` are lexicons whose hits are wanted even where
    /// no pattern waits for them, `beside` those that are counted with them where a sentence is read.
    pub(crate) fn new(packs: &Packs, on: &[bool], signals: &[LexiconId], beside: &[LexiconId]) -> Self {
        let (extra, specials) = specials(&packs.words);
        let words: Vec<&str> = packs.words.iter().map(String::as_str).chain(extra.iter().copied()).collect();
        let vocabulary = Vocabulary::new(words.iter().copied());
        let lexicons = packs.lexicons.len().max(NUMERICS as usize);
        let mut index = Self {
            filter: Filter::default(),
            roots: vec![0; words.len() + 1],
            edges: Vec::new(),
            nodes: vec![Node::default()],
            outputs: Vec::new(),
            exact: Vec::new(),
            specials,
            waiting: vec![Vec::new(); lexicons],
            lexicons,
            vocabulary,
        };
        let marked = |mut all: Vec<bool>, some: &[LexiconId]| {
            for &lexicon in some {
                if let Some(known) = all.get_mut(lexicon as usize) {
                    *known = true;
                }
            }
            all
        };
        let is_signal = marked(vec![false; lexicons], signals);
        index.terms(packs, &marked(is_signal.clone(), beside));
        let anchors = Anchors::new(packs, &index.vocabulary, &index.specials);
        let mut waits = Vec::new();
        for (id, pattern) in packs.patterns.iter().enumerate() {
            // Excuses are only tried beside a finding of their rule.
            if on.get(pattern.rule as usize).copied().unwrap_or(false)
                && !matches!(pattern.role, Role::Excuse)
            {
                let Some(rarest) = anchors.rarest(pattern) else { continue };
                for &lexicon in &pattern.elements[rarest] {
                    index.waiting[lexicon as usize].push(id as u32);
                }
                waits.push((pattern, rarest));
            }
        }
        index.filter = Filter::new(&anchors, &waits, &index.waiting, &is_signal, &index.specials);
        for (word, &root) in index.roots.iter().enumerate() {
            if root != 0 && index.nodes[root as usize].leads_to_signal {
                index.filter.starts_signal(word as WordId);
            }
        }
        index
    }

    fn terms(&mut self, packs: &Packs, is_signal: &[bool]) {
        // Nodes and outputs are gathered first, then laid out flat.
        let count: usize = packs.lexicons.iter().map(|lexicon| lexicon.terms.len()).sum();
        let mut children: HashMap<(u32, WordId), u32, Hasher> =
            HashMap::with_capacity_and_hasher(count, Hasher::default());
        let mut edges: Vec<(u32, WordId, u32)> = Vec::with_capacity(count);
        let mut outputs: Vec<(u32, bool, Output)> = Vec::with_capacity(count);
        self.nodes.reserve(count);
        for (lexicon, terms) in packs.lexicons.iter().enumerate() {
            let signal = is_signal[lexicon];
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
                        *children.entry((node, word)).or_insert(next)
                    };
                    if child == next {
                        self.nodes.push(Node::default());
                        if depth > 0 {
                            edges.push((node, word, child));
                        }
                    }
                    self.nodes[child as usize].leads_to_signal |= signal;
                    node = child;
                }
                let exact = match &term.exact {
                    Some(exact) => {
                        self.exact.push(exact.clone());
                        self.exact.len() as u32
                    }
                    None => 0,
                };
                if node != 0 {
                    let output = Output { lexicon: lexicon as LexiconId, except: term.except, exact };
                    outputs.push((node, !signal, output));
                }
            }
        }
        self.lay_out_outputs(&outputs);
        self.lay_out_edges(&edges);
    }

    /// Counting gives every node its range without sorting; signals come before the others of a node.
    fn lay_out_outputs(&mut self, outputs: &[(u32, bool, Output)]) {
        for (node, plain, _) in outputs {
            let entry = &mut self.nodes[*node as usize];
            entry.outputs.1 += 1;
            entry.signals += u32::from(!plain);
        }
        let mut start = 0;
        for node in &mut self.nodes {
            let (count, signals) = (node.outputs.1, node.signals);
            // While they are laid out: where the next signal and the next other one go.
            (node.signals, node.outputs) = (start, (start, start + signals));
            start += count;
        }
        self.outputs = vec![Output { lexicon: 0, except: false, exact: 0 }; outputs.len()];
        for (node, plain, output) in outputs {
            let entry = &mut self.nodes[*node as usize];
            let next = if *plain { &mut entry.outputs.1 } else { &mut entry.signals };
            self.outputs[*next as usize] = *output;
            *next += 1;
        }
    }

    fn lay_out_edges(&mut self, edges: &[(u32, WordId, u32)]) {
        for (node, word, _) in edges {
            let entry = &mut self.nodes[*node as usize];
            entry.edges.1 += 1;
            entry.next |= 1 << (word & 63);
        }
        let mut start = 0;
        for node in &mut self.nodes {
            let count = node.edges.1;
            node.edges = (start, start);
            start += count;
        }
        self.edges = vec![(0, 0); edges.len()];
        for (node, word, child) in edges {
            let entry = &mut self.nodes[*node as usize];
            self.edges[entry.edges.1 as usize] = (*word, *child);
            entry.edges.1 += 1;
        }
        for node in self.nodes.iter().filter(|node| node.edges.1 - node.edges.0 > 1) {
            self.edges[node.edges.0 as usize..node.edges.1 as usize].sort_unstable();
        }
    }

    #[inline]
    pub(crate) fn root(&self, word: WordId) -> u32 {
        self.roots[word as usize]
    }

    #[inline]
    pub(crate) fn child(&self, node: &Node, word: WordId) -> Option<u32> {
        if node.next & (1 << (word & 63)) == 0 {
            return None;
        }
        let edges = &self.edges[node.edges.0 as usize..node.edges.1 as usize];
        edges.binary_search_by_key(&word, |(word, _)| *word).ok().map(|at| edges[at].1)
    }
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
