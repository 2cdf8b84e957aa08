//! Properties of all formats: whatever the text, ranges lead back to the words.

use super::{Format, Segment, SegmentKind, segments};
use proptest::prelude::*;

/// A word as it stands in the source, and as it is read.
#[derive(Debug, Clone)]
struct Word {
    source: String,
    text: String,
}

fn plain_word() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => "[a-z]{1,9}",
        1 => "[A-Z][a-z]{1,5}",
        1 => Just("naïve".to_owned()),
        1 => Just("😀👩‍🔬".to_owned()),
        1 => Just("so\u{ad}ft".to_owned()),
        1 => Just("a\u{2028}b".to_owned()),
        1 => Just("ｆｕｌｌ".to_owned()),
        1 => Just("x\u{a0}y".to_owned()),
    ]
}

/// A word that may be split by `marks` around its second half, or hold a character reference.
fn word(marks: &'static [(&'static str, &'static str)], references: bool) -> impl Strategy<Value = Word> {
    (plain_word(), 0..8_usize, 0..marks.len().max(1), plain_word()).prop_map(
        move |(first, choice, mark, second)| match (choice, marks.get(mark)) {
            (0 | 1, Some((open, close))) => {
                Word { source: format!("{first}{open}{second}{close}"), text: format!("{first}{second}") }
            }
            (2, _) if references => {
                Word { source: format!("{first}&amp;{second}"), text: format!("{first}&{second}") }
            }
            (3, _) if references => {
                Word { source: format!("{first}&eacute;{second}"), text: format!("{first}é{second}") }
            }
            (4, _) if references => {
                Word { source: format!("{first}&#x1F600;"), text: format!("{first}😀") }
            }
            _ => Word { source: first.clone(), text: first },
        },
    )
}

/// Every range of every segment lies in the source and on its characters.
fn check_ranges(source: &str, found: &[Segment<'_>]) {
    for (index, segment) in found.iter().enumerate() {
        assert!(!segment.text.is_empty(), "an empty segment in {source:?}");
        let whole = segment.source();
        assert!(source.get(whole.clone()).is_some(), "{whole:?} of {source:?}");
        let mut last = whole.start;
        for (at, char) in segment.text.char_indices() {
            let range = segment.map.source(at..at + char.len_utf8());
            assert!(source.get(range.clone()).is_some(), "{range:?} of {source:?}");
            assert!(range.start >= last, "{range:?} goes back in {source:?}");
            last = range.start;
        }
        for link in [segment.heading, segment.lead, segment.repeat_of].into_iter().flatten() {
            assert!((link as usize) < index, "a segment stands under a later one in {source:?}");
        }
    }
}

/// Reads a stretch of source without the reader: tags, comments and marks dropped, references decoded, white space
/// collapsed, as far as the generated texts need it.
fn decode(raw: &str, markdown: bool) -> String {
    let mut text = String::new();
    let mut rest = raw;
    while let Some(char) = rest.chars().next() {
        if rest.starts_with("<!--") {
            rest = rest.split_once("-->").map_or("", |(_, rest)| rest);
        } else if char == '<' {
            rest = rest.split_once('>').map_or("", |(_, rest)| rest);
        } else {
            text.push(char);
            rest = &rest[char.len_utf8()..];
        }
    }
    if markdown {
        text = text.replace("**", "").replace("\n> ", "\n");
    }
    let text = text.replace("&eacute;", "é").replace("&#x1F600;", "😀").replace("&amp;", "&");
    text.split([' ', '\n', '\r', '\t']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The words of the segments, in order, each with the source bytes they lead back to.
fn check_words(source: &str, found: &[Segment<'_>], markdown: bool) -> Vec<String> {
    let mut words = Vec::new();
    for segment in found {
        let mut at = 0;
        for word in segment.text.split([' ', '\n', '\r', '\t']) {
            if !word.is_empty() {
                let raw = &source[segment.map.source(at..at + word.len())];
                assert_eq!(decode(raw, markdown), word, "in {source:?}");
                words.push(word.to_owned());
            }
            at += word.len() + 1;
        }
        assert_eq!(decode(&source[segment.source()], markdown), decode_text(&segment.text), "in {source:?}");
    }
    words
}

fn decode_text(text: &str) -> String {
    text.split([' ', '\n', '\r', '\t']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn newline() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just("\n"), Just("\r\n")]
}

/// Blocks of words.
fn blocks(
    marks: &'static [(&'static str, &'static str)],
    references: bool,
) -> impl Strategy<Value = Vec<(usize, Vec<Word>)>> {
    prop::collection::vec((0..8_usize, prop::collection::vec(word(marks, references), 1..12)), 1..8)
}

/// The words of all blocks, as they should be read.
fn expected(blocks: &[(usize, Vec<Word>)]) -> Vec<String> {
    blocks.iter().flat_map(|(_, words)| words.iter().map(|word| word.text.clone())).collect()
}

fn join(words: &[Word], with: &str) -> String {
    words.iter().map(|word| word.source.as_str()).collect::<Vec<_>>().join(with)
}

const HTML_MARKS: &[(&str, &str)] = &[
    ("<b>", "</b>"),
    ("<em class='a'>", "</em>"),
    ("<!-- no -->", ""),
    ("<wbr>", ""),
    ("<span><i>", "</i></span>"),
];

const MARKDOWN_MARKS: &[(&str, &str)] = &[("<b>", "</b>"), ("<!-- no -->", ""), ("<i class=\"a\">", "</i>")];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn any_text_has_sound_segments(source in "\\PC{0,80}|[ -~\r\n\t\u{0}é😀\u{2028}•–]{0,200}") {
        for format in [Format::Plain, Format::Markdown, Format::Html, Format::Mdx, Format::Subtitles, Format::AsciiDoc, Format::Rst] {
            check_ranges(&source, &segments(&source, format));
        }
    }

    #[test]
    fn any_markup_has_sound_segments(
        parts in prop::collection::vec(prop::sample::select(&[
            "<p>", "</p>", "<b>", "</b>", "<li>", "<ul>", "</ul>", "<td>", "<table>", "</table>", "<code>", "</code>",
            "<pre>", "<svg>", "<title>", "</title>", "<br>", "<!--", "-->", "<", ">", "&amp;", "&", ";", "&#x41;", "é",
            "word", " ", "\n", "\r\n", "\r", "\n\n", "> ", ".. note:: ", "::", "=== ===\n", "+---+\n", "|===\n", "----\n", "image::a[b]", "link:c[", "<<", ">>", "``", "_", ":role:`", ":a: b\n", "   ", "{", "}", "{/*", "*/", "<A b={", "/>", "</A>", "import a from 'b'", "00:01.000 --> 00:02.000\n", "1\n", "{\\an8}", "- ", "1. ", "# ", "**", "*", "`", "```\n", "| ", "|-|-|\n",
            "![a", "](b \"c\")", "[", "]", "---\n", "title: ", "\"", "'", "\\", "😀", "\u{ad}", "    ", "<img alt='",
            "<script>", "</script>", "<textarea>", "\0", "[^1]", "[^1]: ", "[x]: /y 'z'\n", "<noscript>", "~~", "$",
        ][..]), 0..60)
    ) {
        let source = parts.concat();
        for format in [Format::Plain, Format::Markdown, Format::Html, Format::Mdx, Format::Subtitles, Format::AsciiDoc, Format::Rst] {
            check_ranges(&source, &segments(&source, format));
        }
    }

    #[test]
    fn plain_text_leads_back(blocks in blocks(&[], false), newline in newline(), blanks in 1..3_usize) {
        let mut source = String::new();
        for (kind, words) in &blocks {
            source.push_str(["", "- ", "• ", "1. ", "  * ", "> ", "(2) ", "\u{f0b7} "][*kind]);
            source.push_str(&join(words, if kind % 2 == 0 { " " } else { "  " }));
            source.push_str(&newline.repeat(1 + blanks));
        }
        // Lines that start low look like broken sentences, whose numbers at the start belong to them.
        prop_assume!(!super::reflow::is_extracted(&source));
        let found = segments(&source, Format::Plain);
        check_ranges(&source, &found);
        prop_assert_eq!(check_words(&source, &found, false), expected(&blocks));
    }

    #[test]
    fn html_leads_back(blocks in blocks(HTML_MARKS, true), newline in newline()) {
        let mut source = String::new();
        for (kind, words) in &blocks {
            let (open, close) = [
                ("<p>", "</p>"),
                ("<ul><li>", "</ul>"),
                ("<table><tr><td>", "</table>"),
                ("<h2>", "</h2>"),
                ("<blockquote><div>", "</div></blockquote>"),
                ("<script>no</script><p>", ""),
                ("<dl><dt>", "</dl>"),
                ("<ol><li><ul><li>", "</ul></ol>"),
            ][*kind];
            source.push_str(open);
            source.push_str(&join(words, [" ", newline, " \t ", " <!-- no --> "][kind % 4]));
            source.push_str(close);
            source.push_str(newline);
        }
        let found = segments(&source, Format::Html);
        check_ranges(&source, &found);
        prop_assert_eq!(check_words(&source, &found, false), expected(&blocks));
    }

    #[test]
    fn markdown_leads_back(blocks in blocks(MARKDOWN_MARKS, true), newline in newline()) {
        let mut source = format!("---{newline}title: so it is{newline}---{newline}{newline}");
        for (kind, words) in &blocks {
            let with = if matches!(kind, 0 | 1) { newline } else { " " };
            let text = join(words, with);
            match kind {
                0 => source.push_str(&format!("a{text}")),
                1 => source.push_str(&format!("> a{}", text.replace(newline, &format!("{newline}> a")))),
                2 => source.push_str(&format!("- a{text}{newline}  - sub{newline}")),
                3 => source.push_str(&format!("## a{text}")),
                4 => source.push_str(&format!("| a{text} |{newline}|---|{newline}| **bo**ld |")),
                5 => source.push_str(&format!("1. a{text}")),
                6 => source.push_str(&format!("<div>a{text}</div>")),
                _ => source.push_str(&format!("a{text} &amp; **bo**ld")),
            }
            source.push_str(newline);
            source.push_str(newline);
            source.push_str("***");
            source.push_str(newline);
            source.push_str(newline);
        }
        let found = segments(&source, Format::Markdown);
        check_ranges(&source, &found);
        let words = check_words(&source, &found, true);
        prop_assert_eq!(found.first().map(|segment| segment.kind), Some(SegmentKind::Title));
        // Every word is read, whatever stands around it.
        let read: String = words.concat();
        for word in expected(&blocks) {
            prop_assert!(read.contains(&word), "{} is missing in {:?}", word, source);
        }
    }

    #[test]
    fn extracted_text_leads_back(
        lines in prop::collection::vec(prop::collection::vec("[a-z]{2,8}[,.-]?", 6..12), 10..30),
        newline in newline()
    ) {
        let mut source = String::new();
        for (index, line) in lines.iter().enumerate() {
            source.push_str(&line.join(" "));
            source.push_str(&newline.repeat(2));
            if index % 7 == 6 {
                source.push_str(&newline.repeat(2));
                source.push_str("Page head of the text");
                source.push_str(&newline.repeat(3));
            }
        }
        let found = segments(&source, Format::Plain);
        check_ranges(&source, &found);
        let letters = |text: &str| text.chars().filter(char::is_ascii_lowercase).collect::<String>();
        let read: usize = found.iter().map(|segment| letters(&segment.text).len()).sum();
        prop_assert_eq!(read, letters(&source).len());
    }
}

#[test]
fn nesting_stays_linear() {
    for (bomb, format) in [
        ("<div><ul><li><table><td>", Format::Html),
        ("</li></td><code>", Format::Html),
        ("<a title='x'>&amp;", Format::Html),
        ("- a\n", Format::Plain),
        ("a\r", Format::Plain),
        ("> ", Format::Plain),
        ("word-\n\n", Format::Plain),
        ("some words that go on and on in a line\n\n", Format::Plain),
        (
            "– some words that go on and on in a line\n\nas they do, and as they will do for long\n\n",
            Format::Plain,
        ),
        ("<b>", Format::Markdown),
        ("a*", Format::Markdown),
        ("<A>", Format::Mdx),
        ("{", Format::Mdx),
        ("`a ", Format::Mdx),
        ("<A b=\"", Format::Mdx),
        ("00:01.000 --> 00:02.000\n<i>a\n", Format::Subtitles),
        ("*a ", Format::AsciiDoc),
        ("**", Format::AsciiDoc),
        ("<<a", Format::AsciiDoc),
        ("----\na\n", Format::AsciiDoc),
        ("-----\n+++++\n", Format::AsciiDoc),
        ("link:a[", Format::AsciiDoc),
        ("*a ", Format::Rst),
        ("`a", Format::Rst),
        (".. note::\n", Format::Rst),
        ("== ==\n", Format::Rst),
        ("``", Format::Rst),
    ] {
        let source = bomb.repeat(20_000);
        check_ranges(&source, &segments(&source, format));
    }
}
