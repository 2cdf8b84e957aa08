//! What clients write otherwise than the standards ask for, and is understood all the same.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Map, Value};

use crate::lsp::{Request, Uri};
use crate::shared::lock;

/// URIs that are none by the letter, such as `file:///a b.md`: they are escaped on the way in, and written as the client
/// does on the way out.
#[derive(Debug, Default)]
pub(crate) struct Spellings {
    any: AtomicBool,
    /// By the escaped one.
    own: Mutex<HashMap<String, String>>,
}

impl Spellings {
    /// The request with URIs that can be read, and those that were left out, for nothing can be made of them.
    pub(crate) fn read(&self, request: Request) -> (Request, Vec<String>) {
        let mut left_out = Vec::new();
        let (method, id, params) = request.into_parts();
        let mut built = Request::build(method);
        if let Some(mut params) = params {
            self.mend(&mut params, &mut left_out, 0);
            built = built.params(params);
        }
        if let Some(id) = id {
            built = built.id(id);
        }
        (built.finish(), left_out)
    }

    fn mend(&self, value: &mut Value, left_out: &mut Vec<String>, depth: usize) {
        match value {
            // Whatever the client makes up, no parameters of the protocol are deeper.
            _ if depth > 8 => {}
            Value::Object(map) => {
                for (key, value) in map.iter_mut() {
                    let Value::String(text) = value else {
                        self.mend(value, left_out, depth + 1);
                        continue;
                    };
                    if key != "uri" && key != "rootUri" {
                        continue;
                    }
                    if let Some(escaped) = self.escaped(text) {
                        *text = escaped;
                    } else if key == "rootUri" {
                        left_out.push(std::mem::take(text));
                        *value = Value::Null;
                    }
                }
            }
            Value::Array(list) => {
                for value in list.iter_mut() {
                    self.mend(value, left_out, depth + 1);
                }
                // One that is none does not take the others with it.
                list.retain(|value| {
                    let bad = value.get("uri").and_then(Value::as_str);
                    let bad = bad.filter(|uri| uri.parse::<Uri>().is_err());
                    left_out.extend(bad.map(str::to_owned));
                    bad.is_none()
                });
            }
            _ => {}
        }
    }

    /// A URI as the standard has it; none where nothing can be made of it.
    fn escaped(&self, text: &str) -> Option<String> {
        if text.parse::<Uri>().is_ok() {
            return Some(text.to_owned());
        }
        let escaped = escaped(text);
        escaped.parse::<Uri>().ok()?;
        self.any.store(true, Ordering::Relaxed);
        lock(&self.own).insert(escaped.clone(), text.to_owned());
        Some(escaped)
    }

    /// A message with the URIs as the client spells them.
    pub(crate) fn written(&self, message: Vec<u8>) -> Vec<u8> {
        if !self.any.load(Ordering::Relaxed) {
            return message;
        }
        let Ok(mut value) = serde_json::from_slice::<Value>(&message) else { return message };
        respell(&mut value, &lock(&self.own));
        serde_json::to_vec(&value).unwrap_or(message)
    }
}

fn respell(value: &mut Value, own: &HashMap<String, String>) {
    match value {
        Value::Object(map) => {
            if map.keys().any(|key| own.contains_key(key)) {
                // The edits of a document stand under its name.
                let old = std::mem::take(map);
                let named =
                    old.into_iter().map(|(key, value)| (own.get(&key).cloned().unwrap_or(key), value));
                *map = named.collect::<Map<_, _>>();
            }
            for (key, value) in map.iter_mut() {
                match value {
                    Value::String(text) if key == "uri" => {
                        if let Some(spelled) = own.get(text.as_str()) {
                            text.clone_from(spelled);
                        }
                    }
                    other => respell(other, own),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| respell(value, own)),
        _ => {}
    }
}

/// Escapes what may not stand in a URI.
fn escaped(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len() + 8);
    for (at, &byte) in bytes.iter().enumerate() {
        let hex = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
        let stays = match byte {
            b'%' => hex(at + 1) && hex(at + 2),
            other => other.is_ascii_alphanumeric() || b"-._~:/?#@!$&'()*+,;=".contains(&other),
        };
        if stays {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// The same JSON where halves of characters are replaced, each by one that counts as much; none where there are no such
/// halves. JavaScript cuts characters of two units in two, and writes each half by itself. Bytes that are no UTF-8 are
/// replaced, too.
pub(crate) fn whole_characters(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let rest = bytes.get(at..).unwrap_or_default();
        let (put, taken) = match (byte, rest) {
            (b'\\', _) => match unit(rest) {
                Some(0xD800..=0xDBFF) => match rest.get(6..).and_then(unit) {
                    Some(0xDC00..=0xDFFF) => (rest.get(..12), 12),
                    _ => (Some(&br"\ufffd"[..]), 6),
                },
                Some(0xDC00..=0xDFFF) => (Some(&br"\ufffd"[..]), 6),
                Some(_) => (rest.get(..6), 6),
                None => (rest.get(..2), 2),
            },
            // Or as bytes, as if it were a character.
            (0xED, [_, 0xA0..=0xBF, 0x80..=0xBF, ..]) => (Some("\u{fffd}".as_bytes()), 3),
            _ => (rest.get(..1), 1),
        };
        out.extend_from_slice(put.unwrap_or(rest));
        at += taken;
    }
    if let std::borrow::Cow::Owned(text) = String::from_utf8_lossy(&out) {
        out = text.into_bytes();
    }
    (out != bytes).then_some(out)
}

/// The unit of UTF-16 that an escape stands for.
fn unit(bytes: &[u8]) -> Option<u16> {
    let digits = bytes.strip_prefix(br"\u")?.get(..4)?;
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris_are_escaped_where_they_have_to_be() {
        for (given, expected) in [
            ("file:///tmp/a b.md", "file:///tmp/a%20b.md"),
            ("file:///tmp/a[1].md", "file:///tmp/a%5B1%5D.md"),
            ("file:///tmp/ünï.md", "file:///tmp/%C3%BCn%C3%AF.md"),
            ("file:///tmp/100%.md", "file:///tmp/100%25.md"),
            ("file:///tmp/a%20b.md", "file:///tmp/a%20b.md"),
        ] {
            assert_eq!(Spellings::default().escaped(given).as_deref(), Some(expected));
        }
        assert_eq!(Spellings::default().escaped("no uri"), None);
    }

    #[test]
    fn halves_of_characters_are_replaced() {
        let mended = |text: &[u8]| whole_characters(text).map(|bytes| String::from_utf8(bytes).unwrap());
        assert_eq!(mended(br#""a\\ud83d""#), None, "an escaped backslash");
        assert_eq!(mended(br#""\ud83d\ude00""#), None);
        assert_eq!(mended(br#""\ud83d\ud83d\ude00 \ude00""#).unwrap(), r#""\ufffd\ud83d\ude00 \ufffd""#);
        assert_eq!(mended(b"\"\xED\xA0\xBD\"").unwrap(), "\"\u{fffd}\"");
        assert_eq!(mended(b"\"\xFF\"").unwrap(), "\"\u{fffd}\"");
    }
}
