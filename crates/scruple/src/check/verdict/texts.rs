//! The words of a finding as a reader sees them.

use std::borrow::Cow;

/// Most characters of the matched words that a message repeats.
const LONGEST_TEXT: usize = 90;

/// A message with the words it speaks of: `{text}`, and `{missing}` in quotation marks.
pub(super) fn filled(message: &str, words: &str) -> String {
    let mut out = String::with_capacity(message.len() + words.len());
    let mut rest = message;
    while let Some(at) = memchr::memchr(b'{', rest.as_bytes()) {
        let (head, tail) = (&rest[..at], &rest[at + 1..]);
        out.push_str(head);
        if let Some(behind) = tail.strip_prefix("text}") {
            out.push_str(words);
            rest = behind;
        } else if let Some(behind) = tail.strip_prefix("missing}") {
            out.extend(["\"", words, "\""]);
            rest = behind;
        } else {
            out.push('{');
            rest = tail;
        }
    }
    out.push_str(rest);
    out
}

/// Words with one space between them; none where a line ends behind the hyphen of a word.
pub(in crate::check) fn one_line(words: &str) -> Cow<'_, str> {
    if is_one_line(words.as_bytes()) {
        return Cow::Borrowed(words);
    }
    let mut out = String::with_capacity(words.len());
    let mut end = 0;
    for word in words.split_whitespace() {
        let start = word.as_ptr().addr() - words.as_ptr().addr();
        let space = words.get(end..start).unwrap_or("");
        let bound = space.contains('\n') && hyphenated(&out) && word.starts_with(char::is_alphanumeric);
        if !out.is_empty() && !bound {
            out.push(' ');
        }
        out.push_str(word);
        end = start + word.len();
    }
    Cow::Owned(out)
}

/// Whether words already have one space between them and none around them, as far as their bytes tell.
fn is_one_line(words: &[u8]) -> bool {
    let mut spaced = true;
    for &byte in words {
        if !(b' '..0x80).contains(&byte) || spaced && byte == b' ' {
            return false;
        }
        spaced = byte == b' ';
    }
    !spaced
}

/// Whether a text ends with the hyphen of a word.
fn hyphenated(text: &str) -> bool {
    text.strip_suffix(['-', '\u{2010}']).is_some_and(|word| word.ends_with(char::is_alphanumeric))
}

pub(in crate::check) fn shorten(text: &str) -> Cow<'_, str> {
    if text.len() <= LONGEST_TEXT || text.chars().count() <= LONGEST_TEXT {
        return Cow::Borrowed(text);
    }
    let head: String = text.chars().take(LONGEST_TEXT - 1).collect();
    Cow::Owned(format!("{}…", head.trim_end()))
}
