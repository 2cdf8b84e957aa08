//! Text written in the mark-up of three formats in every way that still reads the same, and read back by other means
//! than those of the library.

use proptest::prelude::*;
use scruple::source::Format;

/// How a character of a claim is written.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Way {
    /// As it is.
    Plain,
    /// As a decimal or hexadecimal character reference.
    Entity(bool),
    /// Inside inline mark-up.
    Inline(u8),
    /// After a soft hyphen.
    Soft,
}

/// How the space between two words is written.
pub(crate) const SPACES: [&str; 6] = [" ", "  ", "\n", "\r\n", "\u{a0}", " \t"];

/// A paragraph of a text.
#[derive(Debug, Clone)]
pub(crate) enum Piece {
    /// Something that is no claim.
    Filler(&'static str),
    /// A claim: its characters with their ways, and the spaces between its words.
    Claim(Vec<(char, Way)>, Vec<usize>),
}

const FILLER: &[&str] = &[
    "Tea is a drink 🍵 made of leaves.",
    "Déjà vu — naïve café 👩‍👩‍👧.",
    "One line\u{2028}and another one.",
    "Soft\u{ad}ly spo\u{ad}ken words.",
    "A line\r\nthat goes on.",
    "日本語の文。",
    "e\u{301}galite\u{301}",
    "Combined ﬁgures, ½ and ＦＵＬＬ width.",
];

const CLAIMS: &[&str] = &[
    "Our capsules cure diabetes in ninety days.",
    "Our tincture reverses heart disease and it costs little.",
    "These drops cured my psoriasis within a week.",
];

/// Paragraphs that are no claims.
pub(crate) fn pieces() -> impl Strategy<Value = Vec<Piece>> {
    prop::collection::vec(prop::sample::select(FILLER).prop_map(Piece::Filler), 0..4)
}

/// A claim, written in some way.
pub(crate) fn claim() -> impl Strategy<Value = Piece> {
    let way = prop_oneof![
        12 => Just(Way::Plain),
        1 => any::<bool>().prop_map(Way::Entity),
        1 => (0..3_u8).prop_map(Way::Inline),
        1 => Just(Way::Soft),
    ];
    prop::sample::select(CLAIMS).prop_flat_map(move |text| {
        let chars: Vec<char> = text.chars().collect();
        let spaces = prop::collection::vec(0..SPACES.len(), text.matches(' ').count());
        (prop::collection::vec(way.clone(), chars.len()), spaces)
            .prop_map(move |(ways, spaces)| Piece::Claim(chars.iter().copied().zip(ways).collect(), spaces))
    })
}

/// Writes paragraphs in a format.
pub(crate) fn written(pieces: &[Piece], format: Format, out: &mut String) {
    for piece in pieces {
        if format == Format::Html {
            out.push_str("<p>");
        }
        match piece {
            Piece::Filler(text) => out.push_str(text),
            Piece::Claim(chars, spaces) => {
                let mut spaces = spaces.iter();
                let mut inside = false;
                for (char, way) in chars {
                    match (char, way) {
                        (' ', _) => out.push_str(SPACES[spaces.next().copied().unwrap_or(0)]),
                        (_, Way::Soft) if char.is_alphabetic() && inside => {
                            out.push('\u{ad}');
                            out.push(*char);
                        }
                        (_, Way::Plain | Way::Soft) => out.push(*char),
                        (_, _) if format == Format::Plain => out.push(*char),
                        (_, Way::Entity(true)) => out.push_str(&format!("&#x{:X};", *char as u32)),
                        (_, Way::Entity(false)) => out.push_str(&format!("&#{};", *char as u32)),
                        (_, Way::Inline(kind)) => inline(*char, *kind, format, out),
                    }
                    inside = char.is_alphabetic();
                }
            }
        }
        out.push_str(if format == Format::Html { "</p>\n" } else { "\n\n" });
    }
}

fn inline(char: char, kind: u8, format: Format, out: &mut String) {
    match (format, kind) {
        (Format::Html, 0) => out.push_str(&format!("<b>{char}</b>")),
        (Format::Html, 1) => out.push_str(&format!("<span class=\"a > b\">{char}</span>")),
        (Format::Html, _) => out.push_str(&format!("<!-- cut -->{char}")),
        // Two runs of stars that touch would be read as one.
        (_, 0) if char.is_alphanumeric() && !out.ends_with('*') => out.push_str(&format!("*{char}*")),
        (_, 1) if char.is_alphanumeric() => out.push_str(&format!("<i>{char}</i>")),
        _ => out.push(char),
    }
}

/// What a reader sees of a piece of source: without mark-up, entities decoded, soft hyphens gone, spaces made one.
pub(crate) fn decoded(source: &str, format: Format) -> String {
    let mut text = String::new();
    let mut rest = source;
    while let Some(char) = rest.chars().next() {
        let skip = if format == Format::Plain {
            None
        } else if rest.starts_with("<!--") {
            rest.find("-->").map(|end| end + 3)
        } else if char == '<' {
            tag(rest)
        } else if char == '*' && format == Format::Markdown {
            Some(1)
        } else if let Some(end) = rest.find(';').filter(|_| rest.starts_with("&#")) {
            let number = &rest[2..end];
            let value = number
                .strip_prefix('x')
                .map_or_else(|| number.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok());
            text.extend(value.and_then(char::from_u32));
            Some(end + 1)
        } else {
            None
        };
        match skip {
            Some(skip) => rest = &rest[skip..],
            None => {
                text.push(char);
                rest = &rest[char.len_utf8()..];
            }
        }
    }
    text.retain(|char| char != '\u{ad}');
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The length of a tag, past a `>` inside quotes.
fn tag(text: &str) -> Option<usize> {
    let mut quoted = false;
    text.char_indices().find_map(|(offset, char)| {
        quoted ^= char == '"';
        (char == '>' && !quoted).then_some(offset + 1)
    })
}
