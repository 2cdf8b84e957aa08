//! The register made ready for looking up: words are numbers, phrases are found by their first word.

use std::collections::HashMap;

use crate::rule::pattern;
use crate::rule::register::Register;
use crate::rule::terms::Strings;
use crate::scan::fold::fold_word;
use crate::scan::vocabulary::Vocabulary;
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
    /// By the number of the word: indices of `all`.
    by_first: Vec<Vec<u32>>,
    all: Vec<(u16, Vec<Step>)>,
}

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

/// What ends a phrase.
const BREAKS: Flags = Flags::SEMICOLON.or(Flags::COLON).or(Flags::SENTENCE);

impl Phrases {
    fn add(&mut self, owner: u16, steps: Vec<Step>) {
        let Some(first) = steps.first() else { return };
        let mut firsts: Vec<Id> = first.ways.iter().filter_map(|way| way.first().copied()).collect();
        firsts.sort_unstable();
        firsts.dedup();
        for id in firsts {
            let place = id as usize;
            if place >= self.by_first.len() {
                self.by_first.resize_with(place + 1, Vec::new);
            }
            self.by_first[place].push(self.all.len() as u32);
        }
        self.all.push((owner, steps));
    }

    /// Owners of the phrases that start at a word, with the word after the phrase; only of those that are wanted.
    /// `skip` are the words over which a phrase goes on: "normal psychological and muscle function".
    pub(super) fn at<'a>(
        &'a self,
        ids: &'a [Id],
        tokens: &'a [Token],
        at: usize,
        skip: &'a Ids,
        wanted: impl Fn(u16) -> bool + 'a,
    ) -> impl Iterator<Item = (u16, usize)> + 'a {
        let first = ids.get(at).and_then(|id| self.by_first.get(*id as usize));
        first.map_or(&[][..], Vec::as_slice).iter().filter_map(move |&n| {
            let (owner, steps) = self.all.get(n as usize).filter(|(owner, _)| wanted(*owner))?;
            let end = end_of(steps, ids, at, skip)?;
            let broken = tokens.get(at + 1..end)?.iter().any(|token| token.flags.has(BREAKS));
            (!broken).then_some((*owner, end))
        })
    }
}

/// Words that a phrase can reach over, counted from its start: one bit each.
type Reach = u128;

/// The furthest end of a phrase that starts at a word. All ways are followed at once, so that the time is that of the
/// words and not of the ways through them. A phrase longer than [`Reach`] has bits is none.
fn end_of(steps: &[Step], ids: &[Id], at: usize, skip: &Ids) -> Option<usize> {
    let here = ids.get(at..)?;
    let mut places: Reach = 1;
    for (n, step) in steps.iter().enumerate() {
        let mut starts: Reach = 0;
        let mut rest = places;
        while rest != 0 {
            let place = rest.trailing_zeros() as usize;
            rest &= rest - 1;
            starts |= (0..=step.gap).fold(0, |starts, gap| starts | bit(place + gap));
            if n > 0 && step.gap == 0 {
                // One or two others in a list with this one.
                let mut over = place;
                for _ in 0..2 {
                    if !here.get(over).is_some_and(|id| skip.contains(id)) {
                        break;
                    }
                    over += 2;
                    starts |= bit(over);
                }
            }
        }
        let mut next: Reach = 0;
        while starts != 0 {
            let start = starts.trailing_zeros() as usize;
            starts &= starts - 1;
            let Some((first, rest)) = here.get(start..).and_then(<[Id]>::split_first) else { break };
            for way in &step.ways {
                // Most ways are one word, and most are not the one.
                match way.split_first() {
                    Some((word, [])) if word == first => next |= bit(start + 1),
                    Some((word, more)) if word == first && rest.starts_with(more) => {
                        next |= bit(start + way.len());
                    }
                    _ => {}
                }
            }
        }
        if next == 0 {
            return None;
        }
        places = next;
    }
    Some(at + places.checked_ilog2()? as usize)
}

fn bit(place: usize) -> Reach {
    1u128.checked_shl(place as u32).unwrap_or(0)
}

/// The register, ready.
#[derive(Debug)]
pub(super) struct Lookup {
    words: Vocabulary,
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
    pub filler: Ids,
    /// Verbs that an authorised claim may use.
    pub link: Ids,
    /// Stand before such a verb.
    pub before_link: Ids,
    /// Forms of such a verb that go with more than one.
    pub plural: Ids,
    pub join: Ids,
    pub nothing: Ids,
    pub pronoun: Ids,
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
        let mut numbers = Numbers::default();
        let mut made = Self {
            words: Vocabulary::new(&Strings::default(), 0),
            says: Phrases::default(),
            goes_on: Phrases::default(),
            about: Phrases::default(),
            names: Phrases::default(),
            sets: Phrases::default(),
            claims: Vec::new(),
            filler: Ids::default(),
            link: Ids::default(),
            before_link: Ids::default(),
            plural: Ids::default(),
            join: Ids::default(),
            nothing: Ids::default(),
            pronoun: Ids::default(),
            vitamins: 0,
            vitamin: 0,
            functions: register.sets.keys().position(|name| name == FUNCTIONS).map(|at| at as u16),
        };
        made.filler = numbers.set(
            "the a an your our its their to in of for part role important key maintenance maintain maintaining \
             preserve keep keeping retain support supporting promotion proper process",
        );
        made.link = numbers.set(
            "contributes contribute contributing contribution helps help helping supports support supporting \
             maintains maintain maintaining needed necessary required important plays play has have aids aid",
        );
        made.before_link = numbers
            .set("can may also which that is are and thus therefore this it they will does do known shown");
        made.plural = numbers.set("contribute help support maintain aid have play");
        made.join = numbers.set("and or plus with as well both");
        made.pronoun = numbers.set("it this they these that such");
        made.vitamins = numbers.id("vitamins");
        made.vitamin = numbers.id("vitamin");
        let normal = numbers.id("normal");

        let number =
            |name: &String| register.substances.iter().position(|s| s.name == *name).map(|at| at as u16);
        for (n, substance) in register.substances.iter().enumerate() {
            for steps in substance.names.iter().flat_map(|name| numbers.steps(name)).collect::<Vec<_>>() {
                made.names.add(n as u16, steps);
            }
        }
        let sets: Vec<&String> = register.sets.keys().collect();
        for (n, set) in register.sets.values().enumerate() {
            for steps in set.iter().flat_map(|text| numbers.steps(text)).collect::<Vec<_>>() {
                made.sets.add(n as u16, steps);
            }
        }
        for (n, claim) in register.claims.iter().enumerate() {
            for text in &claim.says {
                for steps in numbers.steps(text) {
                    if steps.len() > 1 && steps.first().is_some_and(|step| step.ways == [[normal]]) {
                        made.goes_on.add(n as u16, steps.iter().skip(1).cloned().collect());
                    }
                    made.says.add(n as u16, steps);
                }
            }
            for text in &claim.about {
                for steps in numbers.steps(text) {
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
        made.words = numbers.vocabulary();
        made
    }

    /// The numbers of the words of a text.
    pub(super) fn read(&self, text: &str, tokens: &[Token], out: &mut Vec<Id>) {
        let mut buffer = String::new();
        for token in tokens {
            let word = text.get(token.start as usize..token.end as usize).unwrap_or("");
            out.push(self.words.get(without_genitive(word), &mut buffer));
        }
    }

    /// The longest name of a substance at a word, and the word after it.
    pub(super) fn name_at(&self, ids: &[Id], tokens: &[Token], at: usize) -> Option<(u16, usize)> {
        self.names.at(ids, tokens, at, &self.nothing, |_| true).max_by_key(|(_, end)| *end)
    }
}

/// "Magnesium's" is magnesium.
fn without_genitive(word: &str) -> &str {
    let stem = word.strip_suffix(['s', 'S']);
    stem.and_then(|stem| stem.strip_suffix(['\'', '\u{2018}', '\u{2019}', '\u{2BC}', '\u{FF07}']))
        .unwrap_or(word)
}

/// Gives words their numbers while the register is made ready.
#[derive(Default)]
struct Numbers(HashMap<String, Id>);

impl Numbers {
    fn set(&mut self, words: &str) -> Ids {
        let mut set = Ids::default();
        words.split_whitespace().for_each(|word| set.insert(self.id(word)));
        set
    }

    fn id(&mut self, word: &str) -> Id {
        let next = self.0.len() as Id + 1;
        *self.0.entry(word.to_owned()).or_insert(next)
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

    /// The words by their numbers.
    fn vocabulary(self) -> Vocabulary {
        let mut words: Vec<(Id, String)> = self.0.into_iter().map(|(word, id)| (id, word)).collect();
        words.sort_unstable();
        let mut vocabulary = Vocabulary::new(&Strings::default(), words.len());
        words.iter().for_each(|(_, word)| vocabulary.add(word));
        vocabulary
    }
}
