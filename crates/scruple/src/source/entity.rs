//! Character references: `&amp;`, `&#39;`, `&rsquo;`.

use super::builder::Builder;
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};
use std::convert::Infallible;
use std::ops::Range;

/// A longer name is none.
const LONGEST: usize = 40;

/// Where a stretch of text stands, which decides how it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Between tags.
    Text,
    /// In the value of an attribute, where a reference has to end in a semicolon.
    Attribute,
    /// In a script or a style sheet, which know no references.
    Raw,
}

/// Writes `text`, which stands at `base` in the source, with references decoded and white space collapsed.
pub(super) fn write(builder: &mut Builder, text: &str, base: usize, place: Place) {
    let mut from = 0;
    if place != Place::Raw {
        let mut at = 0;
        while let Some(found) = text.get(at..).and_then(|rest| rest.find(['&', '<'])) {
            let start = at + found;
            let rest = text.get(start..).unwrap_or_default();
            at = start + 1;
            if rest.starts_with('<') {
                // An end tag without a name is no text.
                if place == Place::Text && rest.starts_with("</>") {
                    builder.collapsed(text.get(from..start).unwrap_or_default(), base + from);
                    from = start + 3;
                    at = from;
                }
                continue;
            }
            let Some((len, decoded)) = reference(rest, place) else { continue };
            builder.collapsed(text.get(from..start).unwrap_or_default(), base + from);
            write_decoded(builder, &decoded, base + start..base + start + len);
            from = start + len;
            at = from;
        }
    }
    builder.collapsed(text.get(from..).unwrap_or_default(), base + from);
}

/// Writes decoded text; white space that a reference stands for collapses like any other.
fn write_decoded(builder: &mut Builder, decoded: &str, source: Range<usize>) {
    if decoded.bytes().all(super::builder::is_html_space) {
        builder.space(source);
    } else {
        builder.decoded(decoded, source);
    }
}

/// The reference at the start of `text`: its length and what it stands for.
fn reference(text: &str, place: Place) -> Option<(usize, String)> {
    let bytes = text.as_bytes();
    let name = bytes
        .iter()
        .skip(1)
        .take(LONGEST)
        .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'#')
        .count();
    let closed = bytes.get(1 + name) == Some(&b';');
    let len = 1 + name + usize::from(closed);
    if name == 0 || (place == Place::Attribute && !closed) {
        return None;
    }
    let known = match text.get(1..1 + name)? {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" if closed => "'",
        "nbsp" => "\u{a0}",
        "rsquo" if closed => "’",
        "lsquo" if closed => "‘",
        "rdquo" if closed => "”",
        "ldquo" if closed => "“",
        "ndash" if closed => "–",
        "mdash" if closed => "—",
        "hellip" if closed => "…",
        "shy" => "\u{ad}",
        number if number.starts_with('#') && closed => {
            return numeric(number).or_else(|| rare(text.get(..len)?)).map(|decoded| (len, decoded));
        }
        _ => return rare(text.get(..len)?).map(|decoded| (len, decoded)),
    };
    Some((len, known.to_owned()))
}

/// What a plain number stands for; those that HTML reads in its own way are left to the tokenizer.
fn numeric(number: &str) -> Option<String> {
    let number = number.get(1..)?;
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    if code < 0x20 || (0x7f..0xa0).contains(&code) {
        return None;
    }
    char::from_u32(code).map(String::from)
}

/// What a rarely used name stands for; none if it is not a name.
fn rare(text: &str) -> Option<String> {
    let mut decoded = String::new();
    let emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| {
        if let CallbackEvent::String { value } = event {
            decoded.push_str(&String::from_utf8_lossy(value));
        }
        None::<Infallible>
    });
    let Ok(()) = Tokenizer::new_with_emitter(text, emitter).finish();
    (decoded != text).then_some(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, place: Place) -> String {
        let mut builder = Builder::default();
        write(&mut builder, text, 0, place);
        builder.finish("").0.into_owned()
    }

    #[test]
    fn decodes_references() {
        assert_eq!(
            read("a&amp;amp; &#39;&#x1F600;&eacute;&notit; &bogus; R&D & &", Place::Text),
            "a&amp; '😀é¬it; &bogus; R&D & &"
        );
        assert_eq!(read("?a=1&copy=2 &copy;", Place::Attribute), "?a=1&copy=2 ©");
        assert_eq!(read("&#128; &#0;&#10;&Tab;x", Place::Text), "€ \u{fffd} x");
        assert_eq!(read("&amp;", Place::Raw), "&amp;");
    }
}
