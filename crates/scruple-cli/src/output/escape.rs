//! Text made harmless for the formats that people's programs read.

use std::fmt::{self, Display, Formatter, Write};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What stands in a path of a URI as it is.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'+')
    .remove(b',');

/// Text in HTML, in elements and in attributes with quotation marks.
pub struct Html<'a>(pub &'a str);

impl Display for Html<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                '\t' | '\n' | '\r' => f.write_char(c)?,
                // Control characters and marks that turn the direction of text would change what stands around them.
                '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => f.write_char('\u{fffd}')?,
                c if c.is_control() => f.write_char('\u{fffd}')?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

/// The text without characters that XML cannot hold.
pub fn xml(text: &str) -> String {
    let fits = |c: &char| matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    text.chars().map(|c| if fits(&c) { c } else { '\u{fffd}' }).collect()
}

/// A path as a URI, and whether it stands under the folder the run was started in.
pub fn uri(path: &str) -> (String, bool) {
    let encoded = utf8_percent_encode(path, PATH).to_string();
    let bytes = path.as_bytes();
    if path.starts_with('/') {
        (format!("file://{encoded}"), false)
    } else if bytes.first().is_some_and(u8::is_ascii_alphabetic) && bytes.get(1..3) == Some(b":/") {
        // A drive of Windows.
        (format!("file:///{}", encoded.replacen("%3A", ":", 1)), false)
    } else {
        (encoded, true)
    }
}

/// The text in one line of Markdown.
pub fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' => out.extend(['\\', c]),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // No mention of a person or team, which would be told of it.
            '@' => out.push_str("@\u{200b}"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_gets_out_of_its_place() {
        assert_eq!(
            Html("</script>\"'&\u{1b}\u{202e}é").to_string(),
            "&lt;/script&gt;&quot;&#39;&amp;\u{fffd}\u{fffd}é"
        );
        assert_eq!(xml("a\u{1b}\0\u{ffff}b\t\u{1f600}"), "a\u{fffd}\u{fffd}\u{fffd}b\t\u{1f600}");
        assert_eq!(markdown("a|b <i> @you\n`x`"), "a\\|b &lt;i&gt; @\u{200b}you \\`x\\`");
    }

    #[test]
    fn paths_become_addresses() {
        assert_eq!(uri("docs/été 1#?.md"), ("docs/%C3%A9t%C3%A9%201%23%3F.md".to_owned(), true));
        assert_eq!(uri("/a b"), ("file:///a%20b".to_owned(), false));
        assert_eq!(uri("C:/a"), ("file:///C:/a".to_owned(), false));
        assert_eq!(uri("<stdin>"), ("%3Cstdin%3E".to_owned(), true));
        // The first part of a relative address must not look like a scheme.
        assert_eq!(uri("javascript:x").0, "javascript%3Ax");
    }
}
