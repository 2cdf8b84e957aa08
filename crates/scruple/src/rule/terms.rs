//! The words and terms of all lexicons, packed. Lexicons take in each other, so that one term belongs to ten of them
//! on average; it is kept once, with the set of lexicons it belongs to, and most sets are shared too. Large tables
//! are stored as plain bytes, which are read at the speed of memory.

use std::collections::HashMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::compiled::{LexiconId, Term};

/// Many short strings, one after the other.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Strings {
    text: String,
    #[serde(with = "bytes")]
    ends: Vec<u32>,
}

impl Strings {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn push(&mut self, string: &str) {
        self.text.push_str(string);
        self.ends.push(self.text.len() as u32);
    }

    /// A string by its place; the empty one where there is none.
    pub(crate) fn get(&self, at: usize) -> &str {
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(at).copied().unwrap_or(0);
        self.text.get(start as usize..end as usize).unwrap_or("")
    }

    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        ranges(&self.ends).map(|range| self.text.get(range).unwrap_or(""))
    }

    /// How long each of them is, in bytes.
    pub(crate) fn lengths(&self) -> impl ExactSizeIterator<Item = usize> {
        ranges(&self.ends).map(|range| range.len())
    }
}

/// From where to where each of the things goes that lie one after the other.
fn ranges(ends: &[u32]) -> impl ExactSizeIterator<Item = Range<usize>> {
    let mut start = 0;
    ends.iter().map(move |&end| std::mem::replace(&mut start, end as usize)..end as usize)
}

/// Lists of numbers, one after the other.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Lists {
    #[serde(with = "bytes")]
    items: Vec<u32>,
    #[serde(with = "bytes")]
    ends: Vec<u32>,
}

impl Lists {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    fn push(&mut self, list: impl IntoIterator<Item = u32>) {
        self.items.extend(list);
        self.ends.push(self.items.len() as u32);
    }

    /// Puts a list at a place, before the one that is there.
    fn insert(&mut self, at: usize, list: &[u32]) {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.items.splice(start as usize..start as usize, list.iter().copied());
        self.ends.insert(at, start);
        self.ends[at..].iter_mut().for_each(|end| *end += list.len() as u32);
    }

    /// A list by its place; the empty one where there is none.
    pub(crate) fn get(&self, at: usize) -> &[u32] {
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(at).copied().unwrap_or(0);
        self.items.get(start as usize..end as usize).unwrap_or(&[])
    }

    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = &[u32]> {
        ranges(&self.ends).map(|range| self.items.get(range).unwrap_or(&[]))
    }
}

/// A lexicon that a term belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Member {
    pub lexicon: LexiconId,
    /// The words are not meant: they take away matches they overlap.
    pub except: bool,
}

impl Member {
    fn pack(self) -> u32 {
        u32::from(self.lexicon) << 1 | u32::from(self.except)
    }

    fn unpack(packed: u32) -> Self {
        Self { lexicon: (packed >> 1) as LexiconId, except: packed & 1 != 0 }
    }
}

/// The distinct terms of all lexicons, in order: terms that start with the same words stand together.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Terms {
    /// By term: numbers of its words.
    words: Lists,
    /// By term: the number of its set of lexicons.
    #[serde(with = "bytes")]
    sets: Vec<u32>,
    /// The distinct sets, each by lexicon.
    members: Lists,
    /// Terms with a spelling to insist on, in order, with the spelling.
    exact: Vec<(u32, String)>,
}

impl Terms {
    /// Packs the terms of lexicons.
    pub(crate) fn pack(lexicons: &[Vec<Term>]) -> Self {
        let mut order: Vec<(&[u32], Option<&str>)> = Vec::new();
        let mut sets: HashMap<(&[u32], Option<&str>), Vec<u32>> = HashMap::new();
        for (lexicon, terms) in lexicons.iter().enumerate() {
            for term in terms {
                let key = (term.words.as_slice(), term.exact.as_deref());
                let member = Member { lexicon: lexicon as LexiconId, except: term.except };
                sets.entry(key)
                    .or_insert_with(|| {
                        order.push(key);
                        Vec::new()
                    })
                    .push(member.pack());
            }
        }
        for set in sets.values_mut() {
            set.sort_unstable();
            set.dedup();
        }
        // In order, so that terms that start with the same words stand together.
        order.sort_unstable();
        let mut packed = Self::default();
        let mut known: HashMap<&[u32], u32> = HashMap::new();
        for (number, key) in order.iter().enumerate() {
            let Some(set) = sets.get(key) else { continue };
            let set = *known.entry(set).or_insert_with(|| {
                packed.members.push(set.iter().copied());
                packed.members.len() as u32 - 1
            });
            packed.sets.push(set);
            packed.words.push(key.0.iter().copied());
            if let Some(exact) = key.1 {
                packed.exact.push((number as u32, exact.to_owned()));
            }
        }
        packed
    }

    /// The terms of `lexicons` lexicons again.
    #[cfg(feature = "packs")]
    pub(crate) fn unpack(&self, lexicons: usize) -> Vec<Vec<Term>> {
        let mut all = vec![Vec::new(); lexicons];
        for term in self.iter() {
            for member in self.set(term.set) {
                if let Some(terms) = all.get_mut(member.lexicon as usize) {
                    let exact = term.exact.map(str::to_owned);
                    terms.push(Term { words: term.words.to_vec(), exact, except: member.except });
                }
            }
        }
        all
    }

    /// Adds lexicons to those that a term belongs to; the term too where it is new.
    pub(crate) fn add(&mut self, words: &[u32], exact: Option<&str>, members: &[Member]) {
        let order = self.iter().map(|term| (term.words, term.exact).cmp(&(words, exact)));
        let place = order.enumerate().find(|(_, order)| order.is_ge());
        let (number, known) = place.map_or((self.len(), false), |(number, order)| (number, order.is_eq()));
        let mut set: Vec<u32> = match self.sets.get(number).filter(|_| known) {
            Some(set) => self.members.get(*set as usize).to_vec(),
            None => Vec::new(),
        };
        set.extend(members.iter().map(|member| member.pack()));
        set.sort_unstable();
        set.dedup();
        self.members.push(set);
        let set = self.members.len() as u32 - 1;
        if known {
            self.sets[number] = set;
            return;
        }
        self.words.insert(number, words);
        self.sets.insert(number, set);
        let behind = self.exact.partition_point(|(term, _)| (*term as usize) < number);
        self.exact[behind..].iter_mut().for_each(|(term, _)| *term += 1);
        if let Some(exact) = exact {
            self.exact.insert(behind, (number as u32, exact.to_owned()));
        }
    }

    /// Whether these words are a term, however it is spelt.
    pub(crate) fn knows(&self, words: &[u32]) -> bool {
        self.words.iter().any(|known| known == words)
    }

    /// The lexicons of which a term holds one of these words, in order.
    pub(crate) fn lexicons_with_any(&self, words: &[u32]) -> Vec<LexiconId> {
        let holding = self.iter().filter(|term| term.words.iter().any(|word| words.contains(word)));
        let mut sets: Vec<u32> = holding.map(|term| term.set).collect();
        sets.sort_unstable();
        sets.dedup();
        let members = sets.into_iter().flat_map(|set| self.set(set));
        let mut lexicons: Vec<LexiconId> =
            members.filter(|member| !member.except).map(|member| member.lexicon).collect();
        lexicons.sort_unstable();
        lexicons.dedup();
        lexicons
    }

    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }

    /// How many distinct sets of lexicons there are.
    pub(crate) fn sets(&self) -> usize {
        self.members.len()
    }

    /// The lexicons of a set.
    pub(crate) fn set(&self, set: u32) -> impl Iterator<Item = Member> {
        self.members.get(set as usize).iter().map(|&packed| Member::unpack(packed))
    }

    /// The lexicons of every set, set by set.
    pub(crate) fn all_sets(&self) -> impl ExactSizeIterator<Item = impl Iterator<Item = Member>> {
        self.members.iter().map(|set| set.iter().map(|&packed| Member::unpack(packed)))
    }

    /// What a lexicon is in a set: nothing, a member, an exception or both.
    #[inline]
    pub(crate) fn membership(&self, set: u32, lexicon: LexiconId) -> impl Iterator<Item = Member> {
        let members = self.members.get(set as usize);
        let wanted = u32::from(lexicon) << 1;
        let first = members.partition_point(|&packed| packed < wanted);
        members[first..]
            .iter()
            .take_while(move |&&packed| packed <= wanted | 1)
            .map(|&packed| Member::unpack(packed))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = PackedTerm<'_>> {
        let mut exact = self.exact.iter();
        let mut next = exact.next();
        self.words.iter().zip(&self.sets).zip(0u32..).map(move |((words, &set), number)| {
            let exact = match next {
                Some((term, spelling)) if *term == number => {
                    next = exact.next();
                    Some(spelling.as_str())
                }
                _ => None,
            };
            PackedTerm { words, set, exact }
        })
    }
}

/// A distinct term.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PackedTerm<'a> {
    /// Numbers of its words.
    pub words: &'a [u32],
    /// The set of lexicons it belongs to.
    pub set: u32,
    /// The spelling to insist on.
    pub exact: Option<&'a str>,
}

/// Numbers as bytes, the low ones first.
mod bytes {
    use serde::de::{Error, Visitor};
    use serde::{Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(numbers: &[u32], serializer: S) -> Result<S::Ok, S::Error> {
        let bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        serializer.serialize_bytes(&bytes)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u32>, D::Error> {
        struct Bytes;
        impl Visitor<'_> for Bytes {
            type Value = Vec<u32>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("numbers of four bytes each")
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<u32>, E> {
                Ok(bytes.as_chunks::<4>().0.iter().map(|four| u32::from_le_bytes(*four)).collect())
            }
        }
        deserializer.deserialize_bytes(Bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_come_back_from_their_packed_form() {
        let term = |words: &[u32], except| Term { words: words.to_vec(), exact: None, except };
        let lexicons = vec![
            vec![term(&[1, 2], false), term(&[3], true)],
            vec![],
            vec![
                term(&[1, 2], false),
                Term { words: vec![1, 2], exact: Some("A b".to_owned()), except: false },
            ],
        ];
        let packed = Terms::pack(&lexicons);
        let stored = postcard::to_stdvec(&packed).unwrap();
        let read: Terms = postcard::from_bytes(&stored).unwrap();
        assert_eq!((read.len(), read.sets()), (3, 3));
        assert_eq!(read.unpack(3), lexicons);
    }

    #[test]
    fn added_terms_take_their_place_in_the_order() {
        let term = |words: &[u32], exact: Option<&str>| Term {
            words: words.to_vec(),
            exact: exact.map(str::to_owned),
            except: false,
        };
        let mut lexicons = vec![vec![term(&[1], None), term(&[3], Some("C")), term(&[5], None)], vec![]];
        let mut packed = Terms::pack(&lexicons);
        let added = [(&[3][..], None), (&[1, 2], None), (&[3], Some("C")), (&[6], Some("F")), (&[0], None)];
        for (words, exact) in added {
            packed.add(words, exact, &[Member { lexicon: 1, except: false }]);
            lexicons[1].push(term(words, exact));
        }
        let known = |terms: &Terms| {
            let known = terms.iter().map(|it| {
                (it.words.to_vec(), it.exact.map(str::to_owned), terms.set(it.set).collect::<Vec<_>>())
            });
            known.collect::<Vec<_>>()
        };
        assert_eq!(known(&packed), known(&Terms::pack(&lexicons)));
    }
}
