//! Packs made ready to scan: the vocabulary, the tree of multi-word terms, and which patterns a word can start.

use std::sync::Arc;

use super::anchors::{Anchors, Waits};
use super::filter::{Filter, Late, Wanted};
use super::groups::Groups;
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
    /// Some lexicon of the term that ends here is counted for the document.
    pub is_counted: bool,
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
    /// A pattern that waits for its element `waits`; for none where it has fewer.
    pub(crate) fn new(id: usize, pattern: &Pattern, waits: usize) -> Self {
        let mut needs = [LexiconId::MAX; 2];
        let single = pattern.elements.iter().enumerate().filter_map(|(i, element)| match &**element {
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
    /// The word and the node it leads to, by node, then by word.
    edges: Vec<(WordId, u32)>,
    /// Those of single words first, by word.
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
    pub terms: Arc<Terms>,
    /// Spellings to insist on, and the sets of their terms.
    pub exact: Vec<(String, u32)>,
    /// By word: what it is for numbers and units.
    pub specials: Vec<Special>,
    /// Which words make a sentence worth a look.
    pub filter: Filter,
    /// By lexicon: patterns that wait for it.
    pub waiting: Vec<Box<[Wait]>>,
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
            edges: Vec::new(),
            nodes: vec![Node::default(); specials.len()],
            sets: Vec::new(),
            outputs: Vec::new(),
            touches: Vec::new(),
            rows: Vec::new(),
            blooms: Vec::new(),
            terms: Arc::clone(&packs.terms),
            exact: Vec::new(),
            specials,
            waiting: Vec::new(),
            waited: vec![0; lexicons.div_ceil(64)],
            lexicons,
            vocabulary,
        };
        let mut wanted = Wanted::new(lexicons);
        wanted.mark(&asked.signals, Wanted::SIGNAL | Wanted::COUNTED);
        wanted.mark(&asked.beside, Wanted::COUNTED);
        wanted.mark(&asked.code, Wanted::CODE);
        wanted.mark(&asked.names, Wanted::NAME);
        for pattern in &packs.patterns {
            pattern.elements.iter().for_each(|element| wanted.mark(element, Wanted::PATTERN));
            pattern.gaps.iter().for_each(|gap| wanted.mark(&gap.without, Wanted::PATTERN));
            wanted.mark(&pattern.not_before, Wanted::PATTERN);
            wanted.mark(&pattern.not_after, Wanted::PATTERN);
        }
        index.lay_out_sets(&wanted);
        index.lay_out_terms();
        let anchors = Anchors::new(packs, &index.vocabulary, &index.specials);
        let mut waits = Vec::new();
        // Late patterns are tried in a pass of their own.
        let late = packs.patterns.iter().filter(|it| packs.is_late(it) && it.role == Role::Finding);
        let late = Late::new(late, lexicons);
        let mut waiting = Vec::new();
        for (id, pattern) in packs.patterns.iter().enumerate() {
            // Some are only tried beside a finding.
            if !packs.is_late(pattern) && !matches!(pattern.role, Role::Excuse | Role::About) {
                let Some(rarest) = anchors.rarest(pattern) else { continue };
                let wait = Wait::new(id, pattern, rarest);
                for &lexicon in &pattern.elements[rarest] {
                    waiting.push((u32::from(lexicon), wait));
                    index.waited[lexicon as usize / 64] |= 1 << (lexicon % 64);
                }
                // Headings are read in any case, so that no other sentence need be read for their patterns.
                let rule = packs.rules.get(pattern.rule as usize);
                if rule.is_none_or(|rule| rule.place != Place::Heading) {
                    waits.push(Waits { pattern, id: id as u32, element: rarest });
                }
            }
        }
        let waiting = Groups::new(lexicons, &waiting);
        index.waiting = (0..lexicons).map(|lexicon| waiting.get(lexicon).into()).collect();
        index.filter =
            Filter::new(&anchors, &waits, &index.waiting, &wanted, late, &index.specials, &index.terms);
        for (word, told) in telling {
            index.filter.tells(word, told);
        }
        for (word, node) in (0..).zip(&index.nodes[..index.specials.len()]) {
            if node.leads_to_signal {
                index.filter.starts_signal(word);
            }
        }
        index
    }

    fn lay_out_sets(&mut self, wanted: &Wanted) {
        let places = self.waited.len();
        let Self { terms, outputs, touches, blooms, sets, rows, .. } = self;
        sets.reserve(terms.sets());
        blooms.reserve(terms.sets());
        let mut others: Vec<Member> = Vec::new();
        for set in terms.all_sets() {
            let start = outputs.len() as u32;
            let first_touch = touches.len();
            let mut bloom = [0u64; 4];
            // What is touched at the place of the member before.
            let mut touched = (0u32, 0u64);
            for member in set {
                let (place, bit) = (u32::from(member.lexicon) / 64, 1 << (member.lexicon % 64));
                bloom[place as usize % 4] |= bit;
                let wanted = wanted.of(member.lexicon);
                if wanted & (Wanted::COUNTED | Wanted::CODE) != 0 {
                    if wanted & Wanted::COUNTED != 0 { &mut *outputs } else { &mut others }.push(member);
                }
                if member.except || wanted & Wanted::PATTERN == 0 {
                    continue;
                }
                if touched.0 != place {
                    if touched.1 != 0 {
                        touches.push(touched);
                    }
                    touched = (place, 0);
                }
                touched.1 |= bit;
            }
            if touched.1 != 0 {
                touches.push(touched);
            }
            let signals = outputs.len() as u32;
            outputs.append(&mut others);
            blooms.push(bloom);
            let own = &touches[first_touch..];
            let mut row = 0;
            if own.len() * DENSE > places {
                let start = rows.len();
                rows.resize(start + places, 0);
                own.iter().for_each(|&(place, bits)| rows[start + place as usize] = bits);
                row = (start / places) as u32 + 1;
            }
            sets.push(Set {
                row,
                outputs: (start, outputs.len() as u32),
                signals,
                touches: (first_touch as u32, touches.len() as u32),
            });
        }
    }

    fn lay_out_terms(&mut self) {
        let Self { terms, sets, nodes, .. } = self;
        let mut edges: Vec<(u32, (WordId, u32))> = Vec::with_capacity(terms.len());
        let mut exact: Vec<(u32, &str, u32)> = Vec::new();
        nodes.reserve(terms.len());
        // The words of the term before, and the nodes they lead to. Terms come in order, so that all that starts with
        // the same words stands together.
        let mut path: Vec<(WordId, u32)> = Vec::new();
        for term in terms.iter() {
            let shared =
                path.iter().zip(term.words).take_while(|((known, _), word)| known - 1 == **word).count();
            path.truncate(shared);
            let mut node = path.last().map_or(0, |(_, node)| *node);
            for word in term.words[shared..].iter().map(|word| word + 1) {
                let next = if path.is_empty() {
                    word
                } else {
                    let next = nodes.len() as u32;
                    edges.push((node, (word, next)));
                    nodes[node as usize].next |= 1 << (word & 63);
                    nodes.push(Node::default());
                    next
                };
                path.push((word, next));
                node = next;
            }
            let set = sets[term.set as usize];
            let is_counted = set.outputs.0 < set.signals;
            if is_counted {
                path.iter().for_each(|&(_, node)| nodes[node as usize].leads_to_signal = true);
            }
            match term.exact {
                _ if node == 0 => {}
                Some(spelling) => exact.push((node, spelling, term.set)),
                None => {
                    nodes[node as usize].set = term.set + 1;
                    nodes[node as usize].is_counted = is_counted;
                }
            }
        }
        exact.sort_unstable();
        for (node, spelling, set) in exact {
            let range = &mut nodes[node as usize].exact;
            let end = self.exact.len() as u32;
            if range.1 == 0 {
                range.0 = end;
            }
            range.1 = end + 1;
            self.exact.push((spelling.to_owned(), set));
        }
        // Those of a node come in order, too.
        let (edges, of_nodes) = Groups::new(nodes.len(), &edges).into_parts();
        self.edges = edges;
        for (node, range) in nodes.iter_mut().zip(of_nodes) {
            node.edges = range;
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
    pub(crate) fn child(&self, node: &Node, word: WordId) -> Option<u32> {
        if node.next & (1 << (word & 63)) == 0 {
            return None;
        }
        let edges = &self.edges[node.edges.0 as usize..node.edges.1 as usize];
        edges.binary_search_by_key(&word, |(word, _)| *word).ok().map(|at| edges[at].1)
    }
}
