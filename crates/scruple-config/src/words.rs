//! The words of a document as people compare them: without case, kinds of quotes and dashes, white space and mark-up.
//!
//! Fingerprints and approved claims rest on this, so it must not change from release to release: a change here is a
//! new [`crate::fingerprint::VERSION`].

use std::ops::Range;

use scruple::source::{Format, Map, Part, Segment, segments, segments_of};
use scruple::suppress::masked;

/// A word and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Folded: lower case, straight quotes, plain hyphens, no punctuation around it.
    pub text: String,
    /// Its bytes; in the text that was cut, or in the source of a [`Passage`].
    pub range: Range<usize>,
}

/// The words of a text, folded. What is punctuation alone is no word.
///
/// ```
/// use scruple_config::words::{folded, joined};
///
/// assert_eq!(joined(&folded("“Cures”\n  Type\u{a0}2 diabetes – 100\u{ad}%!")), "cures type 2 diabetes 100%");
/// ```
#[must_use]
pub fn folded(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, char) in text.char_indices().chain([(text.len(), ' ')]) {
        if !char.is_whitespace() {
            start.get_or_insert(at);
            continue;
        }
        let Some(from) = start.take() else { continue };
        let folded: String = text.get(from..at).unwrap_or_default().chars().flat_map(fold).collect();
        let word = folded.trim_matches(is_dress);
        if !word.is_empty() {
            words.push(Word { text: word.to_owned(), range: from..at });
        }
    }
    words
}

/// The words with one space between two of them.
#[must_use]
pub fn joined(words: &[Word]) -> String {
    words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// One character as it is compared.
fn fold(char: char) -> impl Iterator<Item = char> {
    let plain = match char {
        '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '®' | '™' | '©' => None,
        '‘' | '’' | '‚' | '‛' | '′' | '`' => Some('\''),
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' => Some('"'),
        '‐'..='―' | '−' => Some('-'),
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(char) - 0xfee0),
        _ => Some(char),
    };
    plain.into_iter().flat_map(char::to_lowercase)
}

/// What may stand around a word without being part of it.
fn is_dress(char: char) -> bool {
    matches!(
        char,
        '.' | ','
            | ';'
            | ':'
            | '!'
            | '?'
            | '…'
            | '\''
            | '"'
            | '('
            | ')'
            | '['
            | ']'
            | '{'
            | '}'
            | '*'
            | '_'
            | '-'
            | '|'
            | '/'
            | '\\'
            | '†'
            | '‡'
            | '•'
    )
}

/// A run of text that is read at once, cut into words that know their bytes in the source.
#[derive(Debug, Clone)]
pub struct Passage {
    /// The words of the whole segment; ranges are of the source.
    pub words: Vec<Word>,
    /// Which of them are the sentence that was asked for.
    pub sentence: Range<usize>,
    /// The sentence as a reader sees it, with single spaces.
    pub text: String,
    /// The bytes of the sentence in the source.
    pub source: Range<usize>,
}

impl Passage {
    /// The words of the sentence.
    #[must_use]
    pub fn sentence(&self) -> &[Word] {
        self.words.get(self.sentence.clone()).unwrap_or_default()
    }

    /// Which words the bytes `range` of the source touch.
    #[must_use]
    pub fn touched(&self, range: &Range<usize>) -> Range<usize> {
        let first = self.words.iter().position(|word| word.range.end > range.start);
        let after = self.words.iter().rposition(|word| word.range.start < range.end).map(|last| last + 1);
        match (first, after) {
            (Some(first), Some(after)) if first < after => first..after,
            _ => 0..0,
        }
    }
}

/// A document in which sentences are looked up by the place of a finding.
#[derive(Debug)]
pub struct Text {
    segments: Vec<Piece>,
}

/// A segment, and its bytes in the source.
#[derive(Debug)]
struct Piece {
    source: Range<usize>,
    text: String,
    map: Map,
}

impl Text {
    /// Reads a document. Notes to the linter are none of its words.
    #[must_use]
    pub fn read(source: &str, format: Format) -> Self {
        Self::of(segments(&masked(source, format, &[]), format))
    }

    /// Reads a document in parts, as [`scruple::Options::parts`] has them; without parts, all of it.
    #[must_use]
    pub fn read_parts(source: &str, format: Format, parts: &[Part]) -> Self {
        if parts.is_empty() {
            return Self::read(source, format);
        }
        Self::of(segments_of(&masked(source, format, parts), parts))
    }

    fn of(segments: Vec<Segment<'_>>) -> Self {
        let piece = |segment: Segment<'_>| Piece {
            source: segment.source(),
            text: segment.text.into_owned(),
            map: segment.map,
        };
        Self { segments: segments.into_iter().map(piece).collect() }
    }

    /// The sentence that holds the first of these bytes of the source, in its segment; none where no text stands
    /// there, as in a comment.
    ///
    /// A sentence ends at `.`, `!`, `?` or `…`, with closing quotes and brackets after it, before white space. That is
    /// less than a reader knows ("Dr. Who"), and stays as it is for ever.
    #[must_use]
    pub fn passage(&self, range: &Range<usize>) -> Option<Passage> {
        let holds = |source: &Range<usize>| source.start <= range.start && range.start < source.end;
        // An alternative text stands inside the paragraph around it.
        let segment = self
            .segments
            .iter()
            .filter(|segment| holds(&segment.source))
            .min_by_key(|segment| segment.source.end - segment.source.start)?;
        let text = &*segment.text;
        let mut words = Vec::new();
        let mut found = None;
        for part in sentences(text) {
            let from = words.len();
            let inside = text.get(part.clone()).unwrap_or_default();
            words.extend(folded(inside).into_iter().map(|word| {
                let range = part.start + word.range.start..part.start + word.range.end;
                Word { range: segment.map.source(range), ..word }
            }));
            let source = segment.map.source(part.clone());
            if found.is_none() && range.start < source.end {
                let text = inside.split_whitespace().collect::<Vec<_>>().join(" ");
                found = Some((from..words.len(), text, source));
            }
        }
        let (sentence, text, source) = found?;
        Some(Passage { words, sentence, text, source })
    }

    /// All words of the document, folded, with one space between two of them and around them.
    #[must_use]
    pub fn joined(&self) -> String {
        let mut all = String::from(" ");
        for segment in &self.segments {
            for word in folded(&segment.text) {
                all.push_str(&word.text);
                all.push(' ');
            }
        }
        all
    }
}

/// The sentences of a text, without the white space between them.
fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut ended = false;
    let mut push = |range: Range<usize>| {
        let part = text.get(range.clone()).unwrap_or_default();
        let from = range.start + (part.len() - part.trim_start().len());
        let to = range.start + part.trim_end().len();
        if from < to {
            found.push(from..to);
        }
    };
    for (at, char) in text.char_indices() {
        match char {
            '.' | '!' | '?' | '…' => ended = true,
            '"' | '\'' | '”' | '’' | '»' | ')' | ']' | '*' => {}
            _ if char.is_whitespace() => {
                if std::mem::take(&mut ended) {
                    push(start..at);
                    start = at;
                }
            }
            _ => ended = false,
        }
    }
    push(start..text.len());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence_of(source: &str, format: Format, words: &str) -> Option<String> {
        let start = source.find(words).unwrap();
        Text::read(source, format)
            .passage(&(start..start + words.len()))
            .map(|found| joined(found.sentence()))
    }

    #[test]
    fn words_are_compared_without_their_dress() {
        let same = ["It’s “safe” — 100%.", "it's \"SAFE\" - 100%", " It's\r\n safe,   100%!"];
        for text in same {
            assert_eq!(joined(&folded(text)), "it's safe 100%", "{text}");
        }
        assert_eq!(joined(&folded("Ｖitamin Ｃ® <5 mg/kg")), "vitamin c <5 mg/kg");
        assert!(folded(" – … ").is_empty());
    }

    #[test]
    fn the_sentence_around_a_place() {
        let source = "Tea is warm. It cures\ncolds (at once!). Drink it.";
        assert_eq!(sentence_of(source, Format::Plain, "colds").as_deref(), Some("it cures colds at once"));
        assert_eq!(sentence_of(source, Format::Plain, "Tea").as_deref(), Some("tea is warm"));
        assert_eq!(sentence_of(source, Format::Plain, "Drink").as_deref(), Some("drink it"));
    }

    #[test]
    fn mark_up_does_not_part_words_and_alternative_texts_are_their_own() {
        let source = "Our tea <b>cu</b>res <img alt=\"It heals gout. Truly.\" src=x> colds. No.";
        assert_eq!(sentence_of(source, Format::Html, "cu</b>").as_deref(), Some("our tea cures colds"));
        assert_eq!(sentence_of(source, Format::Html, "heals").as_deref(), Some("it heals gout"));
        assert_eq!(sentence_of("<!-- gone --><p>a</p>", Format::Html, "gone"), None);
    }

    #[test]
    fn words_know_their_bytes() {
        let source = "A <i>ca</i>lm&nbsp;mind.";
        let passage = Text::read(source, Format::Html).passage(&(5..6)).unwrap();
        let read: Vec<_> = passage.words.iter().map(|word| &source[word.range.clone()]).collect();
        assert_eq!(read, ["A", "ca</i>lm", "mind."]);
        assert_eq!(passage.touched(&(6..7)), 1..2);
        assert_eq!(passage.touched(&(0..source.len())), 0..3);
    }
}
