//! JSON. It is checked by `serde_json`; what is sound is then walked through once more for the places of its strings.

use std::ops::Range;

use scruple::source::lines::LineIndex;
use serde_json::de::Deserializer;

use super::{Node, broken, slice, trouble};
use crate::error::{OpenError, Trouble};
use crate::field::Step;
use crate::value::{Style, Woven};

/// Values that are nested deeper are refused.
const DEPTH: usize = 200;

type Take<'t> = dyn FnMut(usize, &[Step], Node<'_>) + 't;

/// Gives every value of the text to `take`. Of `lines` of values those are read that are sound.
pub(super) fn read(text: &str, lines: bool, take: &mut Take<'_>) -> Result<Vec<Trouble>, OpenError> {
    if !lines {
        if text.trim().is_empty() {
            return Err(OpenError::Broken("is empty: it needs a value".to_owned()));
        }
        check(text)
            .map_err(|error| broken(error.line(), error.column(), "is no valid JSON", &reason(&error)))?;
        walk(text, 0, text.len(), 0, take).map_err(|at| {
            let place = LineIndex::new(text).position(text, at);
            broken(place.line, place.column, "is nested too deep", "write it with fewer than 200 levels")
        })?;
        return Ok(Vec::new());
    }
    let index = LineIndex::new(text);
    let (mut troubles, mut at) = (Vec::new(), 0);
    for (root, line) in text.split_inclusive('\n').enumerate() {
        if !line.trim().is_empty() {
            match check(line) {
                Ok(()) => {
                    if let Err(at) = walk(text, at, at + line.len(), root, take) {
                        troubles.push(trouble(&index, text, at, "is nested too deep".to_owned()));
                    }
                }
                Err(error) => troubles.push(Trouble {
                    place: Some((root + 1, error.column().max(1))),
                    message: format!("is no valid JSON: {}; this line is not checked", reason(&error)),
                }),
            }
        }
        at += line.len();
    }
    Ok(troubles)
}

fn check(text: &str) -> Result<(), serde_json::Error> {
    let mut reader = Deserializer::from_str(text);
    let _: serde::de::IgnoredAny = serde::Deserialize::deserialize(&mut reader)?;
    reader.end()
}

/// The message without the place, which stands before it.
fn reason(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message).to_owned()
}

/// Walks through the sound JSON at `at..end`. Gives the place where it is nested too deep.
fn walk(text: &str, at: usize, end: usize, root: usize, take: &mut Take<'_>) -> Result<(), usize> {
    let mut walker = Walker { text, at, end, root, path: Vec::new(), take };
    walker.value()
}

struct Walker<'t, 'k, 'f> {
    text: &'t str,
    at: usize,
    end: usize,
    root: usize,
    path: Vec<Step>,
    take: &'k mut Take<'f>,
}

impl Walker<'_, '_, '_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied().filter(|_| self.at < self.end)
    }

    /// The next byte that is no white space.
    fn next(&mut self) -> Option<u8> {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
        self.peek()
    }

    fn value(&mut self) -> Result<(), usize> {
        match self.next() {
            Some(b'"') => {
                let (text, range) = (self.text, self.string());
                let read = || (decoded(text, range.clone()), Style::Escaped);
                (self.take)(self.root, &self.path, Node::Text(&read));
            }
            Some(open @ (b'{' | b'[')) => {
                let object = open == b'{';
                (self.take)(self.root, &self.path, if object { Node::Object } else { Node::List });
                if self.path.len() >= DEPTH {
                    return Err(self.at);
                }
                self.at += 1;
                self.members(object)?;
            }
            first => {
                while self
                    .peek()
                    .is_some_and(|byte| !matches!(byte, b',' | b']' | b'}') && !byte.is_ascii_whitespace())
                {
                    self.at += 1;
                }
                (self.take)(
                    self.root,
                    &self.path,
                    if first == Some(b'n') { Node::Null } else { Node::Other },
                );
            }
        }
        Ok(())
    }

    fn members(&mut self, object: bool) -> Result<(), usize> {
        let mut index = 0;
        loop {
            match self.next() {
                None => return Ok(()),
                Some(b'}' | b']') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b',' | b':') => {
                    self.at += 1;
                    continue;
                }
                Some(_) => {}
            }
            let step = if object {
                let key = self.string();
                // The colon.
                self.next();
                self.at += 1;
                Step::Key(decoded(self.text, key).text)
            } else {
                Step::Index(index)
            };
            index += 1;
            self.path.push(step);
            self.value()?;
            self.path.pop();
        }
    }

    /// Steps over a string. Gives what stands between its quotes.
    fn string(&mut self) -> Range<usize> {
        self.at += 1;
        let start = self.at;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => break,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        let range = start..self.at;
        self.at += 1;
        range
    }
}

/// The text of a string between its quotes.
fn decoded(source: &str, range: Range<usize>) -> Woven {
    let raw = slice(source, range.clone());
    let mut woven = Woven::default();
    let mut from = 0;
    while let Some(found) = raw.get(from..).and_then(|rest| rest.find('\\')) {
        let start = from + found;
        woven.verbatim(slice(raw, from..start), range.start + from);
        let (char, len) = escape(raw.get(start..).unwrap_or_default());
        woven.decoded(char.encode_utf8(&mut [0; 4]), range.start + start..range.start + start + len);
        from = start + len;
    }
    woven.verbatim(raw.get(from..).unwrap_or_default(), range.start + from);
    woven
}

/// What the escape at the start of `text` stands for, and its length.
fn escape(text: &str) -> (char, usize) {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    let char = match text.chars().nth(1) {
        Some('n') => '\n',
        Some('t') => '\t',
        Some('r') => '\r',
        Some('b') => '\u{8}',
        Some('f') => '\u{c}',
        Some('u') => {
            let units: Vec<u16> = [unit(0), unit(6)].into_iter().map_while(|unit| unit).collect();
            let first = char::decode_utf16(units).next();
            return match first {
                Some(Ok(char)) => (char, 6 * char.len_utf16()),
                // Half of a pair.
                _ => (char::REPLACEMENT_CHARACTER, text.len().min(6)),
            };
        }
        Some(other) => return (other, 1 + other.len_utf8()),
        None => return ('\\', text.len().max(1)),
    };
    (char, 2)
}
