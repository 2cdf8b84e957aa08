//! Tests of the MDX reader.

use super::super::{Format, SegmentKind, segments};

fn read(source: &str) -> Vec<(SegmentKind, String)> {
    segments(source, Format::Mdx)
        .into_iter()
        .map(|segment| (segment.kind, segment.text.into_owned()))
        .collect()
}

fn own<const N: usize>(expected: [(SegmentKind, &str); N]) -> Vec<(SegmentKind, String)> {
    expected.map(|(kind, text)| (kind, text.to_owned())).to_vec()
}

#[test]
fn reads_what_stands_in_components() {
    let source = "---\ntitle: Sleep tea\n---\nimport { Card } from '../card'\nexport const meta = {\n\n  a: 'no'\n}\n\n\
                  # Tea {meta.a} for **you**\n\n<Card title=\"Warm words\" onClick={() => { go('}') }}>\n    It is <B>wa</B>rm\n\
                  \x20   and *good*.\n\n    - one\n      - two\n</Card>\n\n{/* don't read */}\nEnd of `{code}` it.\n";
    assert_eq!(
        read(source),
        own([
            (SegmentKind::Title, "Sleep tea"),
            (SegmentKind::Heading(1), "Tea for you"),
            (SegmentKind::Alt, "Warm words"),
            (SegmentKind::Paragraph, "It is warm and good."),
            (SegmentKind::ListItem(1), "one"),
            (SegmentKind::ListItem(2), "two"),
            (SegmentKind::Paragraph, "End of it."),
        ])
    );
    let found = segments(source, Format::Mdx);
    for (word, raw) in
        [("warm", "wa</B>rm"), ("Tea", "Tea"), ("good", "good"), ("End", "End"), ("two", "two")]
    {
        let segment = found.iter().rfind(|segment| segment.text.contains(word)).unwrap();
        let at = segment.text.find(word).unwrap();
        assert_eq!(&source[segment.map.source(at..at + word.len())], raw);
    }
}

#[test]
fn elements_of_html_hold_markdown_or_text() {
    assert_eq!(
        read(
            "<div className=\"a\">\n**bold** tea\n</div>\n\n<p>Some <b>cu</b>p &amp; pot</p>\n\n<Tabs><Tab>one</Tab><Tab>two</Tab></Tabs>\n"
        ),
        own([
            (SegmentKind::Paragraph, "bold tea"),
            (SegmentKind::Paragraph, "Some cup & pot"),
            (SegmentKind::Paragraph, "one two"),
        ])
    );
}

#[test]
fn prose_is_no_code() {
    assert_eq!(
        read("export of tea rose. 3 < 4 and {open\n\nimports fell.\n"),
        own([
            (SegmentKind::Paragraph, "export of tea rose. 3 < 4 and {open"),
            (SegmentKind::Paragraph, "imports fell.")
        ])
    );
}
