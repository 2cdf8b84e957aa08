//! The register made ready for looking up: words are numbers, phrases are laid out by their first word.

use std::collections::HashMap;

use super::phrases::{Line, Opens, Phrases, Writer};
use super::words::{Id, Ids, Numbers, Words};
use crate::rule::register::Register;
use crate::scan::vocabulary::Vocabulary;

/// The register, ready.
#[derive(Debug)]
pub(super) struct Lookup {
    pub words: Words,
    /// Words of claims on a risk: those that name a disease.
    pub risks: Phrases,
    /// Words of the other claims.
    pub says: Phrases,
    /// The same without the "normal" they start with.
    pub goes_on: Phrases,
    /// Words on the same function.
    pub about: Phrases,
    /// Names of substances.
    pub names: Phrases,
    /// What claims ask for; the owner is the number of the set.
    pub sets: Phrases,
    /// By the number of a word: which phrases start with it.
    opens: Vec<Opens>,
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

/// Where names stand; of those that stand twice the first place.
fn places<'r>(names: impl Iterator<Item = &'r String>) -> HashMap<&'r str, u16> {
    let mut places = HashMap::new();
    for (name, at) in names.zip(0..) {
        places.entry(name.as_str()).or_insert(at);
    }
    places
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
    /// `scanner` are the words that texts are cut into.
    pub(super) fn new(register: &Register, scanner: &Vocabulary) -> Self {
        let mut numbers = Numbers::new(scanner);
        let filler = numbers.set(
            "the a an your our its their to in of for part role important key maintenance maintain maintaining \
             preserve keep keeping retain support supporting promotion proper process",
        );
        let link = numbers.set(
            "contributes contribute contributing contribution helps help helping supports support supporting \
             maintains maintain maintaining needed necessary required important plays play has have aids aid",
        );
        let before_link = numbers
            .set("can may also which that is are and thus therefore this it they will does do known shown");
        let plural = numbers.set("contribute help support maintain aid have play");
        let join = numbers.set("and or plus with as well both");
        let pronoun = numbers.set("it this they these that such");
        let (vitamins, vitamin) = (numbers.id("vitamins"), numbers.id("vitamin"));
        let normal = numbers.id("normal");

        let [mut risks, mut says, mut goes_on, mut about, mut names, mut sets] =
            std::array::from_fn(|_| Writer::default());
        for (substance, n) in register.substances.iter().zip(0u16..) {
            substance.names.iter().for_each(|name| names.add(n, name, &mut numbers));
        }
        for (set, n) in register.sets.values().zip(0u16..) {
            set.iter().for_each(|text| sets.add(n, text, &mut numbers));
        }
        for (claim, n) in register.claims.iter().zip(0u16..) {
            for text in &claim.says {
                if claim.kind.names_disease() {
                    risks.add(n, text, &mut numbers);
                } else {
                    says.add_with_rest(n, text, &mut numbers, (normal, &mut goes_on));
                }
            }
            claim.about.iter().for_each(|text| about.add(n, text, &mut numbers));
        }

        let substances = places(register.substances.iter().map(|substance| &substance.name));
        let set_places = places(register.sets.keys());
        let substance = |name: &String| substances.get(name.as_str()).copied();
        let set = |name: &String| set_places.get(name.as_str()).copied();
        let claims = register.claims.iter().map(|claim| Known {
            substances: claim.substances.iter().filter_map(substance).collect(),
            beside: claim.beside.iter().filter_map(substance).collect(),
            needs: claim.needs.iter().filter_map(set).collect(),
        });
        let claims = claims.collect();
        let (risks, says, goes_on) = (risks.finish(1), says.finish(1 << 1), goes_on.finish(1 << 2));
        let (about, names, sets) = (about.finish(1 << 3), names.finish(1 << 4), sets.finish(1 << 5));
        let mut opens = Vec::new();
        for phrases in [&risks, &says, &goes_on, &about, &names, &sets] {
            phrases.opening(&mut opens);
        }
        Self {
            opens,
            claims,
            functions: set_places.get(FUNCTIONS).copied(),
            words: numbers.finish(),
            risks,
            says,
            goes_on,
            about,
            names,
            sets,
            filler,
            link,
            before_link,
            plural,
            join,
            nothing: Ids::default(),
            pronoun,
            vitamins,
            vitamin,
        }
    }

    /// Which phrases start with a word.
    pub(super) fn opens(&self, id: Id) -> Opens {
        self.opens.get(id as usize).copied().unwrap_or_default()
    }

    /// The longest name of a substance at a word, and the word after it.
    pub(super) fn name_at(&self, line: Line<'_>, at: usize) -> Option<(u16, usize)> {
        self.names.at(line, at, &self.nothing, |_| true).max_by_key(|(_, end)| *end)
    }
}
