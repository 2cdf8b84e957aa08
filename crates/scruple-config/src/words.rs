//! The words of a document as people compare them: without case, kinds of quotes and dashes, white space and mark-up.
//!
//! Fingerprints and approved claims rest on this, so it must not change from release to release: a change here is a
//! new [`crate::fingerprint::VERSION`].

use std::ops::Range;
use std::sync::OnceLock;

use scruple::source::{Format, Map, Segment, segments, segments_of};
use scruple::suppress::masked;
use scruple_documents::{Document, Held};

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
    each_word(text, |word, range| words.push(Word { text: word.to_owned(), range }));
    words
}

/// Adds the words of a text, folded, each with a space before it unless it is the first of all.
fn join_folded(text: &str, joined: &mut String) {
    each_word(text, |word, _| {
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(word);
    });
}

/// Gives every word of a text, folded, with its bytes.
fn each_word(text: &str, mut give: impl FnMut(&str, Range<usize>)) {
    let mut folded = String::new();
    for part in text.split_whitespace() {
        let from = part.as_ptr().addr() - text.as_ptr().addr();
        folded.clear();
        if part.is_ascii() {
            folded.push_str(part);
            folded.make_ascii_lowercase();
            // The one ASCII character that is folded to another.
            if folded.contains('`') {
                folded = folded.replace('`', "'");
            }
        } else {
            folded.extend(part.chars().flat_map(fold));
        }
        let word = folded.trim_matches(is_dress);
        if !word.is_empty() {
            give(word, from..from + part.len());
        }
    }
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

/// A file in which sentences are looked up by the place of a finding, whatever keeps them: what its readers see of it.
#[derive(Debug)]
pub struct Text {
    segments: Vec<Piece>,
    /// By document in the file: from its text to the source, and its segments.
    documents: Vec<(Map, Range<usize>)>,
    /// The segments in the order in which they start in the source.
    by_start: Vec<Start>,
}

/// Where a segment starts in the source.
#[derive(Debug)]
struct Start {
    byte: usize,
    segment: usize,
    /// Where the last one ends of all that start up to here.
    reach: usize,
}

/// A segment, and its bytes in the source.
#[derive(Debug)]
struct Piece {
    source: Range<usize>,
    text: String,
    map: Map,
    /// The document it is of.
    within: usize,
    /// Its sentences, once somebody asked.
    sentences: OnceLock<Vec<Sentence>>,
}

/// A sentence of a segment.
#[derive(Debug)]
struct Sentence {
    /// Its bytes in the segment.
    range: Range<usize>,
    /// Where in the source the last one ends of all up to here.
    reach: usize,
}

impl Text {
    /// Reads a document. Notes to the linter are none of its words.
    #[must_use]
    pub fn read(source: &str, format: Format) -> Self {
        Self::of([Held { text: source, format, parts: Vec::new(), map: Map::Verbatim(0) }])
    }

    /// Reads a file that was opened: each item of an export is a document of its own.
    #[must_use]
    pub fn of_document(document: &Document<'_>) -> Self {
        Self::of(document.held())
    }

    fn of<'h>(documents: impl IntoIterator<Item = Held<'h>>) -> Self {
        let mut read = Self { segments: Vec::new(), documents: Vec::new(), by_start: Vec::new() };
        for (within, Held { text, format, parts, map: way }) in documents.into_iter().enumerate() {
            let text = masked(text, format, &parts);
            let found = if parts.is_empty() { segments(&text, format) } else { segments_of(&text, &parts) };
            let from = read.segments.len();
            read.segments.extend(found.into_iter().map(|segment: Segment<'_>| Piece {
                source: way.source(segment.source()),
                text: segment.text.into_owned(),
                map: segment.map,
                within,
                sentences: OnceLock::new(),
            }));
            read.documents.push((way, from..read.segments.len()));
        }
        let start = |(segment, piece): (usize, &Piece)| Start { byte: piece.source.start, segment, reach: 0 };
        read.by_start = read.segments.iter().enumerate().map(start).collect();
        read.by_start.sort_by_key(|start| (start.byte, start.segment));
        let mut reach = 0;
        for start in &mut read.by_start {
            reach = reach.max(read.segments.get(start.segment).map_or(0, |piece| piece.source.end));
            start.reach = reach;
        }
        read
    }

    /// The bytes of the source of a range of a segment.
    fn source(&self, piece: &Piece, range: Range<usize>) -> Range<usize> {
        let range = piece.map.source(range);
        self.documents.get(piece.within).map_or(range.clone(), |(way, _)| way.source(range))
    }

    /// The sentence that holds the first of these bytes of the source, in its segment; none where no text stands
    /// there, as in a comment.
    ///
    /// A sentence ends at `.`, `!`, `?` or `…`, with closing quotes and brackets after it, before white space. That is
    /// less than a reader knows ("Dr. Who"), and stays as it is for ever.
    #[must_use]
    pub fn passage(&self, range: &Range<usize>) -> Option<Passage> {
        let segment = self.segment(range)?;
        let cut = self.sentences(segment);
        let asked = first_behind(cut, range.start);
        let mut words = Vec::new();
        let mut found = None;
        for (number, Sentence { range, .. }) in cut.iter().enumerate() {
            let from = words.len();
            let inside = segment.text.get(range.clone()).unwrap_or_default();
            words.extend(folded(inside).into_iter().map(|word| {
                let range = range.start + word.range.start..range.start + word.range.end;
                Word { range: self.source(segment, range), ..word }
            }));
            if number == asked {
                let text = inside.split_whitespace().collect::<Vec<_>>().join(" ");
                found = Some((from..words.len(), text, self.source(segment, range.clone())));
            }
        }
        let (sentence, text, source) = found?;
        Some(Passage { words, sentence, text, source })
    }

    /// The words of the sentence that [`Text::passage`] finds, joined by single spaces.
    #[must_use]
    pub fn sentence(&self, range: &Range<usize>) -> Option<String> {
        let segment = self.segment(range)?;
        let cut = self.sentences(segment);
        let asked = cut.get(first_behind(cut, range.start))?;
        let inside = segment.text.get(asked.range.clone())?;
        let mut joined = String::with_capacity(inside.len());
        join_folded(inside, &mut joined);
        Some(joined)
    }

    /// The sentences of a segment.
    fn sentences<'p>(&self, piece: &'p Piece) -> &'p [Sentence] {
        piece.sentences.get_or_init(|| {
            let mut reach = 0;
            let cut = sentences(&piece.text).into_iter();
            cut.map(|range| {
                reach = self.source(piece, range.clone()).end.max(reach);
                Sentence { range, reach }
            })
            .collect()
        })
    }

    /// The segment that holds the first of these bytes.
    fn segment(&self, range: &Range<usize>) -> Option<&Piece> {
        let at = range.start;
        let before = self.by_start.partition_point(|start| start.byte <= at);
        let around = self.by_start.get(..before)?.iter().rev().take_while(|start| start.reach > at);
        let holding = around.filter_map(|start| Some((start.segment, self.segments.get(start.segment)?)));
        // An alternative text stands inside the paragraph around it.
        let holding = holding.filter(|(_, piece)| at < piece.source.end);
        holding
            .min_by_key(|(number, piece)| (piece.source.end - piece.source.start, *number))
            .map(|(_, piece)| piece)
    }

    /// Which of the documents in the file holds the first of these bytes of the source.
    #[must_use]
    pub fn document_at(&self, range: &Range<usize>) -> Option<usize> {
        self.segment(range).map(|segment| segment.within)
    }

    /// All words of one of the documents in the file, folded, with one space between two of them and around them.
    #[must_use]
    pub fn joined(&self, document: usize) -> String {
        let mut all = String::from(" ");
        let own = self.documents.get(document).and_then(|(_, own)| self.segments.get(own.clone()));
        for segment in own.into_iter().flatten() {
            each_word(&segment.text, |word, _| {
                all.push_str(word);
                all.push(' ');
            });
        }
        all
    }
}

/// Which of the sentences is the first that ends behind a byte of the source.
fn first_behind(cut: &[Sentence], byte: usize) -> usize {
    cut.partition_point(|sentence| sentence.reach <= byte)
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

    #[test]
    fn exports_are_read_as_their_readers_see_them() {
        let source = "{\"a\": \"Tea is\\u0020w\\u00e4rm. It <b>cu</b>res\\ncolds.\", \"b\": \"No. 2\"}";
        let fields = vec!["a:html".parse().unwrap(), "b".parse().unwrap()];
        let files = scruple_documents::Files { fields, ..Default::default() };
        let kind = scruple_documents::Kind::Json;
        let document = scruple_documents::open(source.as_bytes(), kind, &files).unwrap();
        let text = Text::of_document(&document);
        let at = |words: &str| {
            let start = source.find(words).unwrap();
            let passage = text.passage(&(start..start + words.len()))?;
            Some((joined(passage.sentence()), source[passage.source].to_owned()))
        };
        let whole = |sentence: &str, source: &str| Some((sentence.to_owned(), source.to_owned()));
        assert_eq!(at("cu</b>"), whole("it cures colds", "It <b>cu</b>res\\ncolds."));
        assert_eq!(at("Tea"), whole("tea is wärm", "Tea is\\u0020w\\u00e4rm."));
        assert_eq!(at("{"), None);
        assert_eq!(text.joined(0), " tea is wärm it cures colds no 2 ");
    }
}
