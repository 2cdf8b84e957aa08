//! Tests of the Markdown reader.

use super::super::{Format, Map, Segment, SegmentKind, segments};
use std::borrow::Cow;

fn read(source: &str) -> Vec<(SegmentKind, String)> {
    segments(source, Format::Markdown)
        .into_iter()
        .map(|segment| (segment.kind, segment.text.into_owned()))
        .collect()
}

fn own<const N: usize>(expected: [(SegmentKind, &str); N]) -> Vec<(SegmentKind, String)> {
    expected.map(|(kind, text)| (kind, text.to_owned())).to_vec()
}

/// The source of the first `word` in the segments.
fn place<'a>(source: &'a str, found: &[Segment<'_>], word: &str) -> &'a str {
    for segment in found {
        if let Some(at) = segment.text.find(word) {
            return &source[segment.map.source(at..at + word.len())];
        }
    }
    panic!("{word} is not in the text: {found:?}");
}

#[test]
fn joins_emphasis_and_decodes() {
    let source = "A **cu**p &amp; 5 \\* <b>te</b>a,\r\n  soft `code` [li*nk*](x) <!-- no -->end  \nhard <kbd>no</kbd>x<br>y";
    let found = segments(source, Format::Markdown);
    assert_eq!(found[0].text, "A cup & 5 * tea, soft  link end\nhard x\ny");
    assert_eq!(place(source, &found, "cup"), "cu**p");
    assert_eq!(place(source, &found, "&"), "&amp;");
    assert_eq!(place(source, &found, "tea"), "te</b>a");
    assert_eq!(place(source, &found, "tea, soft"), "te</b>a,\r\n  soft");
    assert_eq!(place(source, &found, "link"), "li*nk");
}

#[test]
fn borrows_plain_paragraphs() {
    let found = segments("# Tea\n\nA cup of tea.\n", Format::Markdown);
    assert!(matches!((&found[1].text, &found[1].map), (Cow::Borrowed("A cup of tea."), Map::Verbatim(7))));
}

#[test]
fn reads_blocks() {
    let source = "Tea\n===\n\nIt is:\n\n- warm\n  1. very\n- [x] wet\n\n  more\n\n> said\n> so\n\n```\ncode\n```\n\n    code\n\n## End {#id}\n\nHi.[^1]\n\n[^1]: Note.\n";
    assert_eq!(
        read(source),
        own([
            (SegmentKind::Heading(1), "Tea"),
            (SegmentKind::Paragraph, "It is:"),
            (SegmentKind::ListItem(1), "warm"),
            (SegmentKind::ListItem(2), "very"),
            (SegmentKind::ListItem(1), "wet"),
            (SegmentKind::ListItem(1), "more"),
            (SegmentKind::Quote, "said so"),
            (SegmentKind::Heading(2), "End"),
            (SegmentKind::Paragraph, "Hi."),
            (SegmentKind::Paragraph, "Note."),
        ])
    );
    let found = segments(source, Format::Markdown);
    assert_eq!(found[3].lead, Some(2));
    assert_eq!(found[4].lead, Some(1));
}

#[test]
fn reads_tables() {
    let source = "Doses:\n\n| Age | Cups |\n|---|---|\n| 3\\|0 | *2* |\n";
    let found = segments(source, Format::Markdown);
    let (head, body) = (SegmentKind::TableCell { header: true }, SegmentKind::TableCell { header: false });
    let cells: Vec<_> = found.iter().map(|segment| (segment.kind, &*segment.text, segment.lead)).collect();
    assert_eq!(
        cells,
        [
            (SegmentKind::Paragraph, "Doses:", None),
            (head, "Age", Some(0)),
            (head, "Cups", Some(0)),
            (body, "3|0", Some(0)),
            (body, "2", Some(0)),
        ]
    );
}

#[test]
fn reads_front_matter() {
    let source = "---\r\ntitle: \"Tea \\\"for\\\" you\"\r\ntags: [a]\r\ndescription: >-\r\n  Warm\r\n  and wet\r\nsummary: 'It''s tea' # no\r\n---\r\nText.\r\n";
    let found = segments(source, Format::Markdown);
    let parts: Vec<_> = found.iter().map(|segment| (segment.kind, &*segment.text)).collect();
    assert_eq!(
        parts,
        [
            (SegmentKind::Title, "Tea \"for\" you"),
            (SegmentKind::Description, "Warm and wet"),
            (SegmentKind::Description, "It's tea"),
            (SegmentKind::Paragraph, "Text."),
        ]
    );
    assert_eq!(place(source, &found, "\"for\""), "\\\"for\\\"");
    assert_eq!(place(source, &found, "Warm and"), "Warm\r\n  and");
    assert_eq!(
        read("+++\ntitle = 'Tea'\n[extra]\ntitle = 'No'\n+++\n\nText."),
        own([(SegmentKind::Title, "Tea"), (SegmentKind::Paragraph, "Text.")])
    );
}

#[test]
fn reads_images_and_titles() {
    let source = "A ![warm *cup*](x.png \"in (the) hand\") of [tea](y 'so \\'good\\'') and [more][m] <https://a.b/c>.\n\n[m]: /z (last one)\n";
    let found = segments(source, Format::Markdown);
    let parts: Vec<_> = found.iter().map(|segment| (segment.kind, &*segment.text)).collect();
    assert_eq!(
        parts,
        [
            (SegmentKind::Paragraph, "A  of tea and more ."),
            (SegmentKind::Alt, "warm cup"),
            (SegmentKind::Alt, "in (the) hand"),
            (SegmentKind::Alt, "so 'good'"),
            (SegmentKind::Alt, "last one"),
        ]
    );
    assert_eq!(place(source, &found, "warm cup"), "warm *cup");
    assert_eq!(place(source, &found, "last one"), "last one");
}

#[test]
fn reads_html_in_markdown() {
    let source = "<div>\n<p>One <b>t</b>wo</p>\n</div>\n\n> <p>three\n> fo&shy;ur</p>\n\ninline <img alt=\"five\"> <script>no</script>six";
    let found = segments(source, Format::Markdown);
    let parts: Vec<_> = found.iter().map(|segment| (segment.kind, &*segment.text)).collect();
    assert_eq!(
        parts,
        [
            (SegmentKind::Paragraph, "One two"),
            (SegmentKind::Quote, "three fo\u{ad}ur"),
            (SegmentKind::Paragraph, "inline  six"),
            (SegmentKind::Alt, "five"),
        ]
    );
    assert_eq!(place(source, &found, "two"), "t</b>wo");
    assert_eq!(place(source, &found, "three fo"), "three\n> fo");
}

#[test]
fn survives_broken_markup() {
    for bomb in ["> ", "- ", "[", "![", "*", "`", "<b>", "(", "\\", "&", "|", "1. "] {
        let _ = segments(&bomb.repeat(5_000), Format::Markdown);
    }
    for source in
        ["[a](b \"", "[a]: b 'c", "---\ntitle: \"\n---", "---\ntitle:\n---\n", "![](\u{e9} \"\u{e9}\")", "\0"]
    {
        let _ = segments(source, Format::Markdown);
    }
}
