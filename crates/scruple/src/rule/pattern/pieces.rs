//! The pieces of patterns that are nothing but words: most of what a sequence holds is not asked of them.

use std::rc::Rc;

use super::{Element, Node, Parser, write_out};

/// A word or an element of a pattern, and most words that may be skipped before it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Piece<'a> {
    pub gap: u8,
    pub what: What<'a>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum What<'a> {
    Word(&'a str),
    Element(&'a Rc<Element>),
}

/// Gives the pieces of each sequence of a pattern that is nothing but words, gaps and alternatives, without making the
/// sequences; nothing where something is wrong with it.
pub(crate) fn pieces(pattern: &str, mut give: impl FnMut(&[Piece<'_>])) {
    let mut ways: Vec<Vec<&Node<'_>>> = vec![Vec::new()];
    let Ok(nodes) = (Parser { text: pattern, at: 0 }).sequence(None) else { return };
    if write_out(&nodes, &mut ways).is_err() {
        return;
    }
    let is_piece = |node: &&Node<'_>| matches!(node, Node::Word(_) | Node::Element(_));
    let is_whole = |way: &Vec<&Node<'_>>| {
        let first = way.iter().find(|node| is_piece(node) || matches!(node, Node::Gap(..)));
        first.is_some_and(is_piece)
    };
    if !ways.iter().all(is_whole) {
        return;
    }
    let mut pieces = Vec::new();
    for way in &ways {
        pieces.clear();
        let mut gap = 0u8;
        for node in way {
            let what = match node {
                Node::Word(word) => What::Word(word),
                Node::Element(element) => What::Element(element),
                Node::Gap(_, most) => {
                    gap = gap.saturating_add(*most);
                    continue;
                }
                _ => continue,
            };
            pieces.push(Piece { gap: std::mem::take(&mut gap), what });
        }
        give(&pieces);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::pattern::parse;

    /// The phrases of each sequence with the gaps before them.
    fn told(pattern: &str) -> Vec<Vec<(u8, Vec<String>)>> {
        let mut all = Vec::new();
        pieces(pattern, |sequence| {
            let words = |piece: &Piece<'_>| match piece.what {
                What::Word(word) => (piece.gap, vec![word.to_owned()]),
                What::Element(element) => (piece.gap, element.phrases.clone()),
            };
            all.push(sequence.iter().map(words).collect());
        });
        all
    }

    /// The same of the sequences themselves, phrases that stand alone word by word.
    fn parsed(pattern: &str) -> Vec<Vec<(u8, Vec<String>)>> {
        let sequences = parse(pattern).unwrap_or_default();
        let of = |sequence: &crate::rule::pattern::Sequence| {
            let mut all = Vec::new();
            for (n, element) in sequence.elements.iter().enumerate() {
                let gap =
                    n.checked_sub(1).and_then(|before| sequence.gaps.get(before)).map_or(0, |gap| gap.most);
                match element.phrases.as_slice() {
                    [one] => {
                        let words = one.split(' ').enumerate();
                        all.extend(
                            words.map(|(n, word)| (if n == 0 { gap } else { 0 }, vec![word.to_owned()])),
                        );
                    }
                    several => all.push((gap, several.to_vec())),
                }
            }
            all
        };
        sequences.iter().map(of).collect()
    }

    #[test]
    fn pieces_are_those_of_the_sequences() {
        for pattern in [
            "zinc and copper",
            "(may|might)? (help)? reduce (the|your) risk of ...6 _ (tooth decay|caries)",
            "(low fat diet|diets rich in fibre) ... fibre ...2",
            "beta-glucans, 100 %",
            "... loose",
            "(x",
            "(a)? ...3 b",
            "",
        ] {
            assert_eq!(told(pattern), parsed(pattern), "{pattern}");
        }
    }
}
