//! Packs made ready to scan: the vocabulary, the tree of multi-word terms, and which patterns a word can start.

use std::collections::HashMap;

use super::anchors::Anchors;
use super::filter::{Filter, Late, Marked};
use super::numeric::{MOST_SPECIALS, Special, specials};
use super::vocabulary::{Vocabulary, WordId};
use crate::rule::compiled::{LexiconId, NUMERICS, Packs, Pattern, Place, Role};
use crate::rule::terms::{Member, Terms};

/// A node of the term tree.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Node {
    /// 0, or 1 + the set of lexicons of the term that ends here.
    pub set: u32,
    /// Range of [`Index::exact`]: terms that end here and insist on their spelling.
    pub exact: (u32, u32),
    /// Range of `edges`.
    edges: (u32, u32),
    /// The words that go on, one bit each by the end of their number: most words that follow are turned away here.
    next: u64,
    /// Whether a term of a signal ends here or further on.
    pub leads_to_signal: bool,
}

/// A set of lexicons that terms belong to.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Set {
    /// Range of [`Index::outputs`]; those of signals come first, up to `signals`.
    pub outputs: (u32, u32),
    pub signals: u32,
    /// Range of [`Index::touches`].
    pub touches: (u32, u32),
    /// 0, or 1 + the number of the row that says the same.
    row: u32,
}

/// A set that touches more places than one in so many is looked up by its row.
const DENSE: usize = 3;

/// A pattern that waits for a lexicon.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wait {
    pub pattern: u32,
    /// Lexicons that it needs besides, as far as there is no choice; `LexiconId::MAX` for none. Most patterns are
    /// turned away by these.
    pub needs: [LexiconId; 2],
}

impl Wait {
    fn new(id: usize, pattern: &Pattern, waits: usize) -> Self {
        let mut needs = [LexiconId::MAX; 2];
        let single =
            pattern.elements.iter().enumerate().filter_map(|(i, element)| match element.as_slice() {
                [only] if i != waits => Some(*only),
                _ => None,
            });
        for (need, lexicon) in needs.iter_mut().zip(single) {
            *need = lexicon;
        }
        Self { pattern: id as u32, needs }
    }
}

/// Lexicons that are wanted for themselves, not because a pattern asks.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked {
    /// Their hits are wanted even where no pattern can match.
    pub signals: Vec<LexiconId>,
    /// They are counted with the signals where a sentence is read.
    pub beside: Vec<LexiconId>,
    /// The code looks them up in the sentences that are read.
    pub code: Vec<LexiconId>,
    /// Those of them that name nutrients: what segments hold one is noted.
    pub names: Vec<LexiconId>,
    /// Words by themselves, and what each tells the code of the segment it stands in, as bits that only the code knows.
    pub telling: Vec<(&'static str, u16)>,
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
    pub sets: Vec<Set>,
    /// By set: its lexicons that the code asks for.
    pub outputs: Vec<Member>,
    /// By set: its lexicons that patterns speak of, as words of 64 bits and their places.
    pub touches: Vec<(u32, u64)>,
    /// The same for sets that touch many places: all places, one row after the other.
    rows: Vec<u64>,
    /// By set: four words with a bit for each of its lexicons, which may share one.
    pub blooms: Vec<[u64; 4]>,
    /// All lexicons of every set.
    pub terms: Terms,
    /// Spellings to insist on, and the sets of their terms.
    pub exact: Vec<(String, u32)>,
    /// By word: what it is for numbers and units.
    pub specials: Vec<Special>,
    /// Which words make a sentence worth a look.
    pub filter: Filter,
    /// By lexicon: patterns that wait for it.
    pub waiting: Vec<Vec<Wait>>,
    /// The same as bits: whether any does.
    pub waited: Vec<u64>,
    pub lexicons: usize,
}

impl Index {
    /// Makes packs ready. Every rule takes part: which ones are reported is decided once a document has been read.
    pub(crate) fn new(packs: &Packs, asked: &Asked) -> Self {
        let mut vocabulary = Vocabulary::new(&packs.words, MOST_SPECIALS + asked.telling.len());
        let telling: Vec<_> =
            asked.telling.iter().map(|(word, told)| (vocabulary.number(word), *told)).collect();
        let specials = specials(&mut vocabulary);
        let lexicons = packs.lexicons.len().max(NUMERICS as usize);
        let mut index = Self {
            filter: Filter::default(),
            roots: vec![0; specials.len()],
            edges: Vec::new(),
            nodes: vec![Node::default()],
            sets: Vec::new(),
            outputs: Vec::new(),
            touches: Vec::new(),
            rows: Vec::new(),
            blooms: Vec::new(),
            terms: packs.terms.clone(),
            exact: Vec::new(),
            specials,
            waiting: vec![Vec::new(); lexicons],
            waited: vec![0; lexicons.div_ceil(64)],
            lexicons,
            vocabulary,
        };
        let mark = |all: &mut [bool], some: &[LexiconId]| {
            for &lexicon in some {
                if let Some(known) = all.get_mut(lexicon as usize) {
                    *known = true;
                }
            }
        };
        let mut is_signal = vec![false; lexicons];
        mark(&mut is_signal, &asked.signals);
        let mut counted = is_signal.clone();
        mark(&mut counted, &asked.beside);
        let mut wanted = counted.clone();
        mark(&mut wanted, &asked.code);
        let mut needed = vec![false; lexicons];
        for pattern in &packs.patterns {
            for lexicons in pattern.elements.iter().chain(pattern.gaps.iter().map(|gap| &gap.without)) {
                mark(&mut needed, lexicons);
            }
            mark(&mut needed, &pattern.not_before);
            mark(&mut needed, &pattern.not_after);
        }
        index.lay_out_sets(&counted, &wanted, &needed);
        index.lay_out_terms();
        let anchors = Anchors::new(packs, &index.vocabulary, &index.specials);
        let mut waits = Vec::new();
        // Late patterns are tried in a pass of their own.
        let late = packs.patterns.iter().filter(|it| packs.is_late(it) && it.role == Role::Finding);
        let late = Late::new(late, lexicons);
        let mut marked = Marked { signals: is_signal, late, names: vec![false; lexicons] };
        mark(&mut marked.names, &asked.names);
        for (id, pattern) in packs.patterns.iter().enumerate() {
            // Some are only tried beside a finding.
            if !packs.is_late(pattern) && !matches!(pattern.role, Role::Excuse | Role::About) {
                let Some(rarest) = anchors.rarest(pattern) else { continue };
                for &lexicon in &pattern.elements[rarest] {
                    index.waiting[lexicon as usize].push(Wait::new(id, pattern, rarest));
                    index.waited[lexicon as usize / 64] |= 1 << (lexicon % 64);
                }
                // Headings are read in any case, so that no other sentence need be read for their patterns.
                let rule = packs.rules.get(pattern.rule as usize);
                if rule.is_none_or(|rule| rule.place != Place::Heading) {
                    waits.push((pattern, rarest));
                }
            }
        }
        index.filter = Filter::new(&anchors, &waits, &index.waiting, marked, &index.specials, &index.terms);
        for (word, told) in telling {
            index.filter.tells(word, told);
        }
        for (word, &root) in index.roots.iter().enumerate() {
            if root != 0 && index.nodes[root as usize].leads_to_signal {
                index.filter.starts_signal(word as WordId);
            }
        }
        index
    }

    fn lay_out_sets(&mut self, counted: &[bool], wanted: &[bool], needed: &[bool]) {
        let terms = &self.terms;
        for number in 0..terms.sets() as u32 {
            let of = |those: &[bool], member: &Member| those[member.lexicon as usize];
            let start = self.outputs.len() as u32;
            self.outputs.extend(terms.set(number).filter(|member| of(counted, member)));
            let signals = self.outputs.len() as u32;
            let others = |member: &Member| of(wanted, member) && !of(counted, member);
            self.outputs.extend(terms.set(number).filter(others));
            let touches = self.touches.len() as u32;
            let mut bloom = [0u64; 4];
            for member in terms.set(number) {
                let (place, bit) = (u32::from(member.lexicon) / 64, 1 << (member.lexicon % 64));
                bloom[place as usize % 4] |= bit;
                if member.except || !of(needed, &member) {
                    continue;
                }
                match self.touches[touches as usize..].last_mut() {
                    Some((last, bits)) if *last == place => *bits |= bit,
                    _ => self.touches.push((place, bit)),
                }
            }
            self.blooms.push(bloom);
            let own = self.touches.get(touches as usize..).unwrap_or(&[]);
            let mut row = 0;
            if own.len() * DENSE > self.waited.len() {
                let start = self.rows.len();
                self.rows.resize(start + self.waited.len(), 0);
                own.iter().for_each(|&(place, bits)| self.rows[start + place as usize] = bits);
                row = (start / self.waited.len()) as u32 + 1;
            }
            self.sets.push(Set {
                row,
                outputs: (start, self.outputs.len() as u32),
                signals,
                touches: (touches, self.touches.len() as u32),
            });
        }
    }

    fn lay_out_terms(&mut self) {
        let count = self.terms.len();
        // Those of nodes that are not on the way to the term before; terms come in order, so that there are few.
        let mut children: HashMap<(u32, WordId), u32, Hasher> = HashMap::default();
        // The words of the term before, and the nodes they lead to.
        let mut before: Vec<(WordId, u32)> = Vec::new();
        let sorted = self.terms.is_sorted();
        let mut edges: Vec<(u32, WordId, u32)> = Vec::with_capacity(count);
        let mut exact: Vec<(u32, &str, u32)> = Vec::new();
        self.nodes.reserve(count);
        for term in self.terms.iter() {
            let set = self.sets[term.set as usize];
            let signal = set.outputs.0 < set.signals;
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
                } else if sorted {
                    before.get(depth).filter(|(known, _)| *known == word).map_or(next, |(_, node)| *node)
                } else {
                    *children.entry((node, word)).or_insert(next)
                };
                if before.get(depth) != Some(&(word, child)) {
                    before.truncate(depth);
                    before.push((word, child));
                }
                if child == next {
                    self.nodes.push(Node::default());
                    if depth > 0 {
                        edges.push((node, word, child));
                    }
                }
                self.nodes[child as usize].leads_to_signal |= signal;
                node = child;
            }
            match term.exact {
                _ if node == 0 => {}
                Some(spelling) => exact.push((node, spelling, term.set)),
                None => self.nodes[node as usize].set = term.set + 1,
            }
        }
        exact.sort_unstable();
        for (node, spelling, set) in exact {
            let range = &mut self.nodes[node as usize].exact;
            let end = self.exact.len() as u32;
            if range.1 == 0 {
                range.0 = end;
            }
            range.1 = end + 1;
            self.exact.push((spelling.to_owned(), set));
        }
        self.lay_out_edges(&edges);
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

    /// What a set touches, by place, where it touches many.
    #[inline]
    pub(crate) fn row(&self, set: &Set) -> Option<&[u64]> {
        let number = (set.row as usize).checked_sub(1)?;
        let places = self.waited.len();
        self.rows.get(number * places..(number + 1) * places)
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
