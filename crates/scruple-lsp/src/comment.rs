//! Where a comment to the linter could stand, told while it is being written.

use std::ops::Range;

use ropey::Rope;
use scruple::source::Format;

/// What is around a place in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Around {
    /// Words.
    Prose(Site),
    /// A comment of which nothing else is written yet.
    Comment(Site),
    /// A comment that says something else, or a text that has no comments.
    Other,
    /// Code, in which nothing is a comment to us.
    Code,
}

/// What a comment would replace, and the marks it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Site {
    /// The word up to the place, such as `scruple-ign`.
    pub word: String,
    /// What is replaced: the word, and the marks around it where they are there.
    pub bytes: Range<usize>,
    /// What is replaced, up to the place.
    pub begun: String,
    pub open: &'static str,
    pub close: &'static str,
}

/// What stands around a comment of a format; none where there are no comments.
fn marks(format: Format) -> Option<(&'static str, &'static str)> {
    match format {
        Format::Html | Format::Markdown => Some(("<!-- ", " -->")),
        Format::Mdx => Some(("{/* ", " */}")),
        Format::Subtitles => None,
        Format::Plain | Format::AsciiDoc | Format::Rst => Some(("[", "]")),
    }
}

/// What is around a character of a text.
pub(crate) fn around(text: &Rope, char: usize, format: Format) -> Around {
    let line = text.char_to_line(char);
    let start = text.line_to_byte(line);
    let whole = text.line(line).to_string();
    let at = text.char_to_byte(char) - start;
    let (head, tail) = (whole.get(..at).unwrap_or(&whole), whole.get(at..).unwrap_or_default());
    let before = head.trim_end_matches(|c: char| c.is_alphanumeric() || c == '-').len();
    let word = head.get(before..).unwrap_or_default().trim_start_matches('-');
    let from = at - word.len();
    let site = |from: usize, to: usize, (open, close)| Site {
        word: word.to_owned(),
        bytes: start + from..start + to,
        begun: head.get(from..).unwrap_or_default().to_owned(),
        open,
        close,
    };
    let markdown = matches!(format, Format::Markdown | Format::Mdx);
    let own = match if markdown { block(text, line) } else { Block::Text } {
        Block::Code => return Around::Code,
        Block::FrontMatter => Some(("# ", "")),
        Block::Text => marks(format),
    };
    let Some((open, close)) = own else { return Around::Other };
    let lead = head.get(..from).unwrap_or_default().trim_end();
    if let Some(outside) = lead.strip_suffix(open.trim_end()) {
        // The mark that ends it may have been written by the editor.
        let gap = tail.len() - tail.trim_start().len();
        let closed = !close.is_empty() && tail.trim_start().starts_with(close.trim());
        let to = if closed { at + gap + close.trim().len() } else { at };
        return Around::Comment(site(outside.len(), to, (open, close)));
    }
    if open.starts_with("<!--") {
        let above = text.byte_slice(..start + from).to_string();
        let begun = above.rfind("<!--").filter(|begun| above.rfind("-->").is_none_or(|end| end < *begun));
        if let Some(begun) = begun {
            let empty = above.get(begun + 4..).is_some_and(|said| said.trim().is_empty());
            return if empty { Around::Comment(site(from, at, ("", ""))) } else { Around::Other };
        }
    }
    Around::Prose(site(from, at, (open, close)))
}

enum Block {
    Text,
    FrontMatter,
    Code,
}

/// The block of a Markdown text that a line belongs to.
fn block(text: &Rope, line: usize) -> Block {
    let mut fence: Option<(char, usize)> = None;
    let mut matter: Option<String> = None;
    for (number, own) in text.lines().take(line).enumerate() {
        let own = own.to_string();
        let own = own.trim_end();
        if number == 0 && (own == "---" || own == "+++") {
            matter = Some(own.to_owned());
            continue;
        }
        if let Some(mark) = &matter {
            if own == mark || (own == "..." && mark == "---") {
                matter = None;
            }
            continue;
        }
        let inner = own.trim_start_matches([' ', '>']);
        let Some(mark) = inner.chars().next().filter(|mark| matches!(mark, '`' | '~')) else { continue };
        let length = inner.chars().take_while(|char| *char == mark).count();
        fence = match fence {
            None if length >= 3 => Some((mark, length)),
            Some((open, least)) if open == mark && length >= least && inner.chars().all(|c| c == mark) => {
                None
            }
            other => other,
        };
    }
    match (matter, fence) {
        (Some(_), _) => Block::FrontMatter,
        (None, Some(_)) => Block::Code,
        (None, None) => Block::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is replaced and the marks; `|` is the place.
    fn told(text: &str, format: Format) -> Option<(String, &'static str, &'static str)> {
        let at = text.find('|').unwrap();
        let text = text.replacen('|', "", 1);
        match around(&Rope::from_str(&text), text[..at].chars().count(), format) {
            Around::Prose(site) | Around::Comment(site) => {
                Some((text[site.bytes].to_owned(), site.open, site.close))
            }
            Around::Other | Around::Code => None,
        }
    }

    #[test]
    fn what_is_there_already_is_replaced() {
        let html = |text: &str| (text.to_owned(), "<!-- ", " -->");
        for (text, replaced) in [
            ("Tea. scruple-ign|", "scruple-ign"),
            ("Tea. <!-- scru|", "<!-- scru"),
            ("Tea. <!--scru|", "<!--scru"),
            ("Tëa. <!-- scru| -->\n", "<!-- scru -->"),
            ("<!-- a --> scru|", "scru"),
            ("```\ncode\n```\nscru|", "scru"),
        ] {
            assert_eq!(told(text, Format::Markdown), Some(html(replaced)), "{text}");
        }
        assert_eq!(told("Tea. [scru|]", Format::Plain), Some(("[scru]".to_owned(), "[", "]")));
        assert_eq!(told("---\nscru|\n---\n", Format::Markdown), Some(("scru".to_owned(), "# ", "")));
        assert_eq!(told("---\ntitle: a # scru|\n---\n", Format::Markdown).unwrap().0, "# scru");
        assert_eq!(told("<!--\nscru|\n-->", Format::Html), Some(("scru".to_owned(), "", "")));
        for text in ["~~~ sh\nscru|\n~~~\n", "<!-- a scru|", "````\n```\nscru|"] {
            assert_eq!(told(text, Format::Markdown), None, "{text}");
        }
        assert_eq!(told("scru|", Format::Subtitles), None);
    }
}
