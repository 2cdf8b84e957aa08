//! The names of a house, added to the lexicons of the packs.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::HouseError;
use crate::rule::Packs;
use crate::rule::compiled::LexiconId;
use crate::rule::terms::Member;
use crate::scan::token::term_words;

/// What a name of a house stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TermKind {
    /// A product or brand that is sold: a sentence about it is the seller's own claim.
    Product,
    /// A substance or blend that is sold: a sentence about it speaks for something that can be bought.
    Ingredient,
    /// Words that are not meant the way the rules would take them, such as a band called "The Cure": no rule sees in
    /// them what it looks for.
    Ignored,
}

/// Adds names to the lexicons.
pub(super) fn add(packs: &mut Packs, names: &[(TermKind, String)]) -> Result<(), HouseError> {
    if names.is_empty() {
        return Ok(());
    }
    let mut known: HashMap<String, u32> =
        packs.words.iter().zip(0..).map(|(word, number)| (word.to_owned(), number)).collect();
    let products = sharing(packs, "product-subject");
    let ingredients = sharing(packs, "ingredient");
    for (kind, name) in names {
        let folded = term_words(name);
        if folded.is_empty() {
            return Err(HouseError::EmptyTerm(name.clone()));
        }
        let words: Vec<u32> = folded.into_iter().map(|word| number(packs, &mut known, &word)).collect();
        let members: Vec<Member> = match kind {
            TermKind::Product => products.iter().map(|&lexicon| Member { lexicon, except: false }).collect(),
            TermKind::Ingredient => {
                ingredients.iter().map(|&lexicon| Member { lexicon, except: false }).collect()
            }
            TermKind::Ignored => packs
                .terms
                .lexicons_with_any(&words)
                .into_iter()
                // A name that is both a product and no claim stays a product.
                .filter(|lexicon| !products.contains(lexicon))
                .map(|lexicon| Member { lexicon, except: true })
                .collect(),
        };
        if members.is_empty() {
            continue;
        }
        // A name that is also an ordinary word ("Calm", "Cure") is meant only where it is written as the name.
        if packs.terms.knows(&words) {
            for spelling in [name.clone(), format!("{name}'s"), format!("{name}\u{2019}s")] {
                Arc::make_mut(&mut packs.terms).add(&words, Some(&spelling), &members);
            }
        } else {
            Arc::make_mut(&mut packs.terms).add(&words, None, &members);
        }
    }
    Ok(())
}

/// The number of a folded word.
fn number(packs: &mut Packs, known: &mut HashMap<String, u32>, word: &str) -> u32 {
    // Text is looked up with and without the possessive ending.
    let word = word.strip_suffix("'s").unwrap_or(word);
    let next = packs.words.len() as u32;
    *known.entry(word.to_owned()).or_insert_with(|| {
        packs.words.push(word);
        next
    })
}

/// A lexicon and those that take it in: the ones that hold all its terms.
fn sharing(packs: &Packs, name: &str) -> Vec<LexiconId> {
    let Some(id) = packs.lexicon(name) else { return Vec::new() };
    let mut shared: Option<BTreeSet<LexiconId>> = None;
    for term in packs.terms.iter() {
        let held = || packs.terms.set(term.set).filter(|member| !member.except).map(|member| member.lexicon);
        if held().any(|lexicon| lexicon == id) {
            let own: BTreeSet<LexiconId> = held().collect();
            shared = Some(match shared {
                Some(before) => &before & &own,
                None => own,
            });
        }
    }
    shared.map_or_else(|| vec![id], |shared| shared.into_iter().collect())
}
