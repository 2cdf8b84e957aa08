//! The register made ready for looking up: words are numbers, phrases are found by their first word.

use std::collections::{HashMap, HashSet};

use crate::rule::pattern;
use crate::rule::register::Register;
use crate::scan::fold::fold_word;
use crate::scan::{Flags, Token};

/// Number of a word; 0 is every other word.
pub(super) type Id = u32;

/// One part of a phrase: any of these, after at most so many other words.
#[derive(Debug, Clone)]
struct Step {
    gap: usize,
    ways: Vec<Vec<Id>>,
}

/// Phrases with what they belong to, by their first word.
#[derive(Debug, Default)]
pub(super) struct Phrases {
    by_first: HashMap<Id, Vec<usize>>,
    all: Vec<(u16, Vec<Step>)>,
}

/// What ends a phrase.
const BREAKS: Flags = Flags::SEMICOLON.or(Flags::COLON).or(Flags::SENTENCE);

impl Phrases {
    fn add(&mut self, owner: u16, steps: Vec<Step>) {
        let Some(first) = steps.first() else { return };
        let mut firsts: Vec<Id> = first.ways.iter().filter_map(|way| way.first().copied()).collect();
        firsts.sort_unstable();
        firsts.dedup();
        for id in firsts {
            self.by_first.entry(id).or_default().push(self.all.len());
        }
        self.all.push((owner, steps));
    }

    /// Owners of the phrases that start at a word, with the word after the phrase. `skip` are the words over which a
    /// phrase goes on: "normal psychological and muscle function".
    pub(super) fn at<'a>(
        &'a self,
        ids: &'a [Id],
        tokens: &'a [Token],
        at: usize,
        skip: &'a HashSet<Id>,
    ) -> impl Iterator<Item = (u16, usize)> + 'a {
        let candidates = ids.get(at).and_then(|id| self.by_first.get(id)).map_or(&[][..], Vec::as_slice);
        candidates.iter().filter_map(move |&n| {
            let (owner, steps) = self.all.get(n)?;
            let end = end_of(steps, ids, at, skip)?;
            let broken = tokens.get(at + 1..end)?.iter().any(|token| token.flags.has(BREAKS));
            (!broken).then_some((*owner, end))
        })
    }
}

/// The furthest end of a phrase that starts at a word. All ways are followed at once, so that the time is that of the
/// words and not of the ways through them.
fn end_of(steps: &[Step], ids: &[Id], at: usize, skip: &HashSet<Id>) -> Option<usize> {
    let mut places = vec![at];
    for (n, step) in steps.iter().enumerate() {
        let mut next = Vec::new();
        for &place in &places {
            let mut starts: Vec<usize> = (place..=place + step.gap).collect();
            if n > 0 && step.gap == 0 {
                // One or two others in a list with this one.
                let mut over = place;
                while ids.get(over).is_some_and(|id| skip.contains(id)) && starts.len() < 3 {
                    over += 2;
                    starts.push(over);
                }
            }
            for start in starts {
                for way in &step.ways {
                    let end = start + way.len();
                    if ids.get(start..end).is_some_and(|words| words == way) && !next.contains(&end) {
                        next.push(end);
                    }
                }
            }
        }
        if next.is_empty() {
            return None;
        }
        places = next;
    }
    places.into_iter().max()
}

/// The register, ready.
#[derive(Debug)]
pub(super) struct Lookup {
    ids: HashMap<String, Id>,
    /// Words of claims.
    pub says: Phrases,
    /// The same without the "normal" they start with.
    pub goes_on: Phrases,
    /// Words on the same function.
    pub about: Phrases,
    /// Names of substances.
    pub names: Phrases,
    /// What claims ask for; the owner is the number of the set.
    pub sets: Phrases,
    /// By claim.
    pub claims: Vec<Known>,
    /// Stand between a verb and what it does.
    pub filler: HashSet<Id>,
    /// Verbs that an authorised claim may use.
    pub link: HashSet<Id>,
    /// Stand before such a verb.
    pub before_link: HashSet<Id>,
    /// Forms of such a verb that go with more than one.
    pub plural: HashSet<Id>,
    pub join: HashSet<Id>,
    pub nothing: HashSet<Id>,
    pub pronoun: HashSet<Id>,
    pub vitamins: Id,
    pub vitamin: Id,
    /// The set of what FDA takes for a structure or function.
    pub functions: Option<u16>,
}

/// Name of that set.
const FUNCTIONS: &str = "us-function";

/// The numbers of what a claim names.
#[derive(Debug)]
pub(super) struct Known {
    pub substances: Vec<u16>,
    pub beside: Vec<u16>,
    pub needs: Vec<u16>,
}

impl Lookup {
    pub(super) fn new(register: &Register) -> Self {
        let mut made = Self {
            ids: HashMap::new(),
            says: Phrases::default(),
            goes_on: Phrases::default(),
            about: Phrases::default(),
            names: Phrases::default(),
            sets: Phrases::default(),
            claims: Vec::new(),
            filler: HashSet::new(),
            link: HashSet::new(),
            before_link: HashSet::new(),
            plural: HashSet::new(),
            join: HashSet::new(),
            nothing: HashSet::new(),
            pronoun: HashSet::new(),
            vitamins: 0,
            vitamin: 0,
            functions: register.sets.keys().position(|name| name == FUNCTIONS).map(|at| at as u16),
        };
        made.filler = made.set(
            "the a an your our its their to in of for part role important key maintenance maintain maintaining \
             preserve keep keeping retain support supporting promotion proper process",
        );
        made.link = made.set(
            "contributes contribute contributing contribution helps help helping supports support supporting \
             maintains maintain maintaining needed necessary required important plays play has have aids aid",
        );
        made.before_link = made
            .set("can may also which that is are and thus therefore this it they will does do known shown");
        made.plural = made.set("contribute help support maintain aid have play");
        made.join = made.set("and or plus with as well both");
        made.pronoun = made.set("it this they these that such");
        made.vitamins = made.id("vitamins");
        made.vitamin = made.id("vitamin");
        let normal = made.id("normal");

        let number =
            |name: &String| register.substances.iter().position(|s| s.name == *name).map(|at| at as u16);
        for (n, substance) in register.substances.iter().enumerate() {
            for steps in substance.names.iter().flat_map(|name| made.steps(name)).collect::<Vec<_>>() {
                made.names.add(n as u16, steps);
            }
        }
        let sets: Vec<&String> = register.sets.keys().collect();
        for (n, set) in register.sets.values().enumerate() {
            for steps in set.iter().flat_map(|text| made.steps(text)).collect::<Vec<_>>() {
                made.sets.add(n as u16, steps);
            }
        }
        for (n, claim) in register.claims.iter().enumerate() {
            for text in &claim.says {
                for steps in made.steps(text) {
                    if steps.len() > 1 && steps.first().is_some_and(|step| step.ways == [[normal]]) {
                        made.goes_on.add(n as u16, steps.iter().skip(1).cloned().collect());
                    }
                    made.says.add(n as u16, steps);
                }
            }
            for text in &claim.about {
                for steps in made.steps(text) {
                    made.about.add(n as u16, steps);
                }
            }
            made.claims.push(Known {
                substances: claim.substances.iter().filter_map(number).collect(),
                beside: claim.beside.iter().filter_map(number).collect(),
                needs: claim
                    .needs
                    .iter()
                    .filter_map(|name| sets.iter().position(|known| *known == name).map(|at| at as u16))
                    .collect(),
            });
        }
        made
    }

    fn set(&mut self, words: &str) -> HashSet<Id> {
        words.split_whitespace().map(|word| self.id(word)).collect()
    }

    fn id(&mut self, word: &str) -> Id {
        let next = self.ids.len() as Id + 1;
        *self.ids.entry(word.to_owned()).or_insert(next)
    }

    /// The number of a word as a pack writes it; the parser of patterns has cut it.
    fn folded(&mut self, word: &str) -> Id {
        let mut out = String::with_capacity(word.len());
        fold_word(word, &mut out);
        self.id(&out)
    }

    /// A pattern of words, written out. What the pack's checks let through can be read.
    fn steps(&mut self, text: &str) -> Vec<Vec<Step>> {
        let sequences = pattern::parse(text).unwrap_or_default();
        let mut out = Vec::with_capacity(sequences.len());
        for sequence in sequences {
            let mut steps: Vec<Step> = Vec::new();
            for (n, element) in sequence.elements.iter().enumerate() {
                let gap = n.checked_sub(1).and_then(|before| sequence.gaps.get(before));
                let gap = gap.map_or(0, |gap| usize::from(gap.most));
                let mut ways: Vec<Vec<Id>> = Vec::with_capacity(element.phrases.len());
                for phrase in &element.phrases {
                    ways.push(phrase.split_whitespace().map(|word| self.folded(word)).collect());
                }
                if let [one] = ways.as_slice() {
                    // Word by word, so that a list can stand inside.
                    steps.extend(one.iter().enumerate().map(|(word, id)| Step {
                        gap: if word == 0 { gap } else { 0 },
                        ways: vec![vec![*id]],
                    }));
                } else {
                    steps.push(Step { gap, ways });
                }
            }
            out.push(steps);
        }
        out
    }

    /// The numbers of the words of a text.
    pub(super) fn read(&self, text: &str, tokens: &[Token], out: &mut Vec<Id>) {
        let mut word = String::new();
        for token in tokens {
            word.clear();
            fold_word(text.get(token.start as usize..token.end as usize).unwrap_or(""), &mut word);
            let known = self.ids.get(word.strip_suffix("'s").unwrap_or(&word));
            out.push(known.copied().unwrap_or_default());
        }
    }

    /// The longest name of a substance at a word, and the word after it.
    pub(super) fn name_at(&self, ids: &[Id], tokens: &[Token], at: usize) -> Option<(u16, usize)> {
        self.names.at(ids, tokens, at, &self.nothing).max_by_key(|(_, end)| *end)
    }
}
