//! The pattern language of rule packs, parsed. `rules/README.md` explains it on one page.
//!
//! A pattern becomes one or more [`Sequence`]s: alternatives that are more than words and lexicons, and parts that
//! may be missing, are written out. A sequence is matched without backtracking, see `scan::matcher`.

mod pieces;

use std::rc::Rc;

pub(crate) use pieces::{Piece, What, pieces};

/// Most sequences a single pattern may be written out into.
const MOST_SEQUENCES: usize = 96;
/// Words a bare `...` may skip.
const DEFAULT_GAP: u8 = 8;

/// Something numeric that a pattern can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Numeric {
    /// A number in digits or words.
    Number,
    /// A number with `%` or "percent".
    Percent,
    /// An amount with a unit of mass, volume, activity or count: "240 mg", "two capsules".
    Dose,
    /// A span of time: "two weeks".
    Duration,
    /// An amount of money.
    Money,
}

/// What one element of a sequence matches: any one of its parts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Element {
    /// Names of lexicons.
    pub lexicons: Vec<String>,
    /// Phrases written in the pattern itself, in the term syntax.
    pub phrases: Vec<String>,
    /// Numeric things.
    pub numerics: Vec<Numeric>,
}

/// What lies between two elements.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Gap {
    /// Fewest words.
    pub least: u8,
    /// Most words.
    pub most: u8,
    /// What may not stand inside.
    pub without: Element,
}

/// A pattern written out: elements with gaps between them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Sequence {
    /// The elements, at least one. Sequences of one pattern share them.
    pub elements: Vec<Rc<Element>>,
    /// `gaps[i]` lies between elements `i` and `i + 1`.
    pub gaps: Vec<Gap>,
    /// Must start its sentence.
    pub at_start: bool,
    /// Must end its sentence.
    pub at_end: bool,
    /// May not stand right before the match.
    pub not_before: Element,
    /// May not stand right after the match.
    pub not_after: Element,
    /// First element that is reported.
    pub span_first: usize,
    /// Last element that is reported.
    pub span_last: usize,
    /// A gap at the end: this many words after the last element belong to the match, where there are so many.
    pub tail: u8,
}

/// What is wrong with a pattern, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// Nothing to match.
    #[error("the pattern matches nothing; write at least one word or {{lexicon}}")]
    Empty,
    /// A bracket without its partner.
    #[error("`{0}` has no partner; every ( {{ < [ needs its ) }} > ]")]
    Unbalanced(char),
    /// An unknown numeric class.
    #[error("`<{0}>` is not known; write one of <number> <percent> <dose> <duration> <money>")]
    UnknownNumeric(String),
    /// A gap before anything to skip from.
    #[error("a gap (`...` or `_`) cannot come first; use ^ for the start of a sentence")]
    LooseGap,
    /// `!` before something that is not a set.
    #[error("`!` must be followed by {{lexicon}} or (words|more words)")]
    BadNegative,
    /// A sequence of optional parts that would be written out too often.
    #[error(
        "the pattern has too many optional parts and alternatives ({0} ways, {MOST_SEQUENCES} at most); use a lexicon"
    )]
    TooMany(usize),
    /// A character the language has no use for.
    #[error("`{0}` has no meaning in a pattern; a hyphen or comma can be left out, words are enough")]
    BadCharacter(char),
    /// A bracket pair that holds no element.
    #[error("[ ] must hold the words to report")]
    EmptySpan,
}

#[derive(Debug, Clone)]
enum Node<'a> {
    Element(Rc<Element>),
    Word(&'a str),
    Gap(u8, u8),
    Not(Rc<Element>),
    Alternatives(Vec<Vec<Node<'a>>>),
    Optional(Box<Node<'a>>),
    Start,
    End,
    SpanOpen,
    SpanClose,
}

/// Parses a pattern into the sequences it stands for.
///
/// # Errors
/// Says what is wrong and what to write instead.
pub(crate) fn parse(pattern: &str) -> Result<Vec<Sequence>, PatternError> {
    let mut parser = Parser { text: pattern, at: 0 };
    let nodes = parser.sequence(None)?;
    let mut ways: Vec<Vec<&Node<'_>>> = vec![Vec::new()];
    write_out(&nodes, &mut ways)?;
    ways.into_iter().map(|way| assemble(&way)).collect()
}

struct Parser<'a> {
    text: &'a str,
    /// In bytes.
    at: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    /// Goes on while characters are of a kind; what was passed.
    fn take_while(&mut self, kind: impl Fn(char) -> bool) -> &'a str {
        let rest = self.text.get(self.at..).unwrap_or("");
        let taken = rest.find(|c| !kind(c)).and_then(|end| rest.get(..end)).unwrap_or(rest);
        self.at += taken.len();
        taken
    }

    /// Nodes up to the closing character (which is consumed) or a `|` (which is not).
    fn sequence(&mut self, close: Option<char>) -> Result<Vec<Node<'a>>, PatternError> {
        let mut nodes = Vec::new();
        while let Some(c) = self.peek() {
            match c {
                ')' | '|' if close.is_some() => return Ok(nodes),
                ')' | '}' | '>' | '|' => return Err(PatternError::Unbalanced(c)),
                '(' => {
                    self.at += 1;
                    nodes.push(self.group()?);
                }
                '{' => nodes.push(Node::Element(self.lexicon()?)),
                '<' => {
                    let name = self.until('>')?;
                    let numeric = match name {
                        "number" => Numeric::Number,
                        "percent" => Numeric::Percent,
                        "dose" => Numeric::Dose,
                        "duration" => Numeric::Duration,
                        "money" => Numeric::Money,
                        _ => return Err(PatternError::UnknownNumeric(name.to_owned())),
                    };
                    let element = Element { numerics: vec![numeric], ..Element::default() };
                    nodes.push(Node::Element(Rc::new(element)));
                }
                '.' | '…' => nodes.push(self.gap()),
                '!' => {
                    self.at += 1;
                    let node = match self.peek() {
                        Some('{') => Node::Element(self.lexicon()?),
                        Some('(') => {
                            self.at += 1;
                            self.group()?
                        }
                        _ => return Err(PatternError::BadNegative),
                    };
                    match node {
                        Node::Element(element) => nodes.push(Node::Not(element)),
                        _ => return Err(PatternError::BadNegative),
                    }
                }
                '?' => {
                    self.at += 1;
                    let node = nodes.pop().ok_or(PatternError::Empty)?;
                    nodes.push(Node::Optional(Box::new(node)));
                }
                '^' => {
                    self.at += 1;
                    nodes.push(Node::Start);
                }
                '$' => {
                    self.at += 1;
                    nodes.push(Node::End);
                }
                '[' => {
                    self.at += 1;
                    nodes.push(Node::SpanOpen);
                }
                ']' => {
                    self.at += 1;
                    nodes.push(Node::SpanClose);
                }
                '_' => {
                    self.at += 1;
                    nodes.push(Node::Gap(1, 1));
                }
                c if c.is_whitespace() || matches!(c, '-' | ',' | ';' | ':') => self.at += c.len_utf8(),
                c if is_word_character(c) || c == '=' => nodes.push(Node::Word(self.word())),
                c => return Err(PatternError::BadCharacter(c)),
            }
        }
        if close.is_some() { Err(PatternError::Unbalanced('(')) } else { Ok(nodes) }
    }

    /// After `(`: alternatives, up to and with `)`. One element where each is only words or a lexicon.
    fn group(&mut self) -> Result<Node<'a>, PatternError> {
        let mut alternatives = Vec::new();
        loop {
            alternatives.push(self.sequence(Some(')'))?);
            match self.peek() {
                Some('|') => self.at += 1,
                _ => {
                    self.at += 1;
                    break;
                }
            }
        }
        let mut element = Element::default();
        for nodes in &alternatives {
            match nodes.as_slice() {
                [Node::Element(one)] => {
                    element.lexicons.extend(one.lexicons.iter().cloned());
                    element.phrases.extend(one.phrases.iter().cloned());
                    element.numerics.extend(one.numerics.iter().copied());
                }
                words if !words.is_empty() && words.iter().all(|node| matches!(node, Node::Word(_))) => {
                    let words: Vec<&str> = words
                        .iter()
                        .map(|node| if let Node::Word(word) = node { *word } else { "" })
                        .collect();
                    element.phrases.push(words.join(" "));
                }
                [] => return Err(PatternError::Empty),
                _ => return Ok(Node::Alternatives(alternatives)),
            }
        }
        Ok(Node::Element(Rc::new(element)))
    }

    fn lexicon(&mut self) -> Result<Rc<Element>, PatternError> {
        Ok(Rc::new(Element { lexicons: vec![self.until('}')?.to_owned()], ..Element::default() }))
    }

    /// What stands between an opening character and the closing one.
    fn until(&mut self, close: char) -> Result<&'a str, PatternError> {
        let mut rest = self.text.get(self.at..).unwrap_or("").chars();
        let open = rest.next().unwrap_or(close);
        let (inside, after) = rest.as_str().split_once(close).ok_or(PatternError::Unbalanced(open))?;
        self.at = self.text.len() - after.len();
        Ok(inside)
    }

    fn gap(&mut self) -> Node<'a> {
        self.take_while(|c| matches!(c, '.' | '…'));
        let digits = self.take_while(|c| c.is_ascii_digit());
        Node::Gap(0, digits.parse().unwrap_or(DEFAULT_GAP))
    }

    /// A word that starts here, whatever it starts with.
    fn word(&mut self) -> &'a str {
        let start = self.at;
        self.at += self.peek().map_or(0, char::len_utf8);
        self.take_while(|c| is_word_character(c) || c == '+');
        self.text.get(start..self.at).unwrap_or("")
    }
}

fn is_word_character(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\'' | '’' | '%' | '&' | '#')
}

fn write_out<'n>(nodes: &'n [Node<'_>], ways: &mut Vec<Vec<&'n Node<'n>>>) -> Result<(), PatternError> {
    for node in nodes {
        match node {
            Node::Optional(inner) => {
                let mut with = ways.clone();
                write_out(std::slice::from_ref(inner), &mut with)?;
                ways.extend(with);
            }
            Node::Alternatives(alternatives) => {
                let before = std::mem::take(ways);
                for alternative in alternatives {
                    let mut with = before.clone();
                    write_out(alternative, &mut with)?;
                    ways.extend(with);
                }
            }
            plain => ways.iter_mut().for_each(|way| way.push(plain)),
        }
        if ways.len() > MOST_SEQUENCES {
            return Err(PatternError::TooMany(ways.len()));
        }
    }
    Ok(())
}

fn assemble(nodes: &[&Node<'_>]) -> Result<Sequence, PatternError> {
    let mut sequence = Sequence::default();
    let mut gap = Gap::default();
    let mut not = Element::default();
    let mut words: Vec<&str> = Vec::new();
    let mut span: (Option<usize>, Option<usize>) = (None, None);
    let mut open_gap = false;

    // Words in a row are one phrase; anything else ends it.
    for node in nodes.iter().copied().map(Some).chain([None]) {
        if let Some(Node::Word(word)) = node {
            words.push(word);
            continue;
        }
        if !words.is_empty() {
            let element = Element { phrases: vec![words.join(" ")], ..Element::default() };
            words.clear();
            push(&mut sequence, Rc::new(element), &mut gap, &mut not, &mut open_gap)?;
        }
        match node {
            Some(Node::Element(element)) => {
                push(&mut sequence, Rc::clone(element), &mut gap, &mut not, &mut open_gap)?;
            }
            Some(Node::Gap(least, most)) => {
                gap.least = gap.least.saturating_add(*least);
                gap.most = gap.most.saturating_add(*most);
                open_gap = true;
            }
            Some(Node::Not(element)) => not = merge(not, element),
            Some(Node::Start) => sequence.at_start = true,
            Some(Node::End) => sequence.at_end = true,
            Some(Node::SpanOpen) => span.0 = Some(sequence.elements.len()),
            Some(Node::SpanClose) => span.1 = Some(sequence.elements.len()),
            _ => {}
        }
    }
    if sequence.elements.is_empty() {
        return Err(PatternError::Empty);
    }
    sequence.tail = gap.most;
    sequence.not_after = not;
    let count = sequence.elements.len();
    (sequence.span_first, sequence.span_last) = match span {
        (None, None) => (0, count - 1),
        (Some(first), Some(after)) if first < after && after <= count => (first, after - 1),
        (Some(_), None) => return Err(PatternError::Unbalanced('[')),
        (None, Some(_)) => return Err(PatternError::Unbalanced(']')),
        _ => return Err(PatternError::EmptySpan),
    };
    Ok(sequence)
}

fn push(
    sequence: &mut Sequence,
    element: Rc<Element>,
    gap: &mut Gap,
    not: &mut Element,
    open_gap: &mut bool,
) -> Result<(), PatternError> {
    if sequence.elements.is_empty() {
        if *open_gap {
            return Err(PatternError::LooseGap);
        }
        sequence.not_before = std::mem::take(not);
    } else {
        let mut gap = std::mem::take(gap);
        gap.without = std::mem::take(not);
        sequence.gaps.push(gap);
    }
    *open_gap = false;
    sequence.elements.push(element);
    Ok(())
}

fn merge(mut into: Element, from: &Element) -> Element {
    into.lexicons.extend(from.lexicons.iter().cloned());
    into.phrases.extend(from.phrases.iter().cloned());
    into.numerics.extend(from.numerics.iter().copied());
    into
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(pattern: &str) -> Sequence {
        let mut all = parse(pattern).unwrap();
        assert_eq!(all.len(), 1, "{pattern}");
        all.remove(0)
    }

    #[test]
    fn words_in_a_row_are_one_phrase() {
        let sequence = one("no risk of {harm}");
        assert_eq!(sequence.elements[0].phrases, ["no risk of"]);
        assert_eq!(sequence.elements[1].lexicons, ["harm"]);
        assert_eq!((sequence.gaps[0].least, sequence.gaps[0].most), (0, 0));
    }

    #[test]
    fn simple_alternatives_stay_one_element() {
        let sequence = one("(no|zero|without any|{negation}) ...3 {harm}");
        assert_eq!(sequence.elements[0].phrases, ["no", "zero", "without any"]);
        assert_eq!(sequence.elements[0].lexicons, ["negation"]);
        assert_eq!(sequence.gaps[0].most, 3);
    }

    #[test]
    fn optional_parts_and_deep_alternatives_are_written_out() {
        assert_eq!(parse("very? safe").unwrap().len(), 2);
        assert_eq!(parse("({cure} ... {disease}|gone for good)").unwrap().len(), 2);
        assert!(matches!(parse("a? b? c? d? e? f? g? h?"), Err(PatternError::TooMany(_))));
    }

    #[test]
    fn negative_context_belongs_to_the_gap_or_to_an_end() {
        let sequence = one("!(not) {treat} !{negation} ...6 {disease} !(food)");
        assert_eq!(sequence.not_before.phrases, ["not"]);
        assert_eq!(sequence.gaps[0].without.lexicons, ["negation"]);
        assert_eq!(sequence.not_after.phrases, ["food"]);
    }

    #[test]
    fn brackets_choose_what_is_reported() {
        let sequence = one("{patient} ... [{treat} {disease}]");
        assert_eq!((sequence.span_first, sequence.span_last), (1, 2));
    }

    #[test]
    fn a_gap_at_the_end_belongs_to_the_match() {
        assert_eq!(one("do not exceed ...6").tail, 6);
    }

    #[test]
    fn errors_say_what_is_wrong() {
        assert_eq!(parse(""), Err(PatternError::Empty));
        assert_eq!(parse("... x"), Err(PatternError::LooseGap));
        assert_eq!(parse("{x"), Err(PatternError::Unbalanced('{')));
        assert_eq!(parse("(x"), Err(PatternError::Unbalanced('(')));
        assert_eq!(parse("x)"), Err(PatternError::Unbalanced(')')));
        assert_eq!(parse("[x"), Err(PatternError::Unbalanced('[')));
        assert_eq!(parse("<dosis>"), Err(PatternError::UnknownNumeric("dosis".into())));
        assert_eq!(parse("!x"), Err(PatternError::BadNegative));
        assert_eq!(parse("x*"), Err(PatternError::BadCharacter('*')));
    }
}
