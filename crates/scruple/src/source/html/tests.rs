//! Tests of the HTML reader.

use super::super::{Format, Segment, SegmentKind, segments};

fn read(source: &str) -> Vec<(SegmentKind, String)> {
    segments(source, Format::Html)
        .into_iter()
        .map(|segment| (segment.kind, segment.text.into_owned()))
        .collect()
}

fn texts(source: &str) -> Vec<String> {
    read(source).into_iter().map(|(_, text)| text).collect()
}

/// The source of the first `word` in the segments.
fn place<'a>(source: &'a str, found: &[Segment<'_>], word: &str) -> &'a str {
    for segment in found {
        if let Some(at) = segment.text.find(word) {
            return &source[segment.map.source(at..at + word.len())];
        }
    }
    panic!("{word} is not in the text");
}

#[test]
fn joins_inline_elements_and_decodes() {
    let source =
        "<p>\r\n Tea &amp; <b>wa</b>ter\r\n  quen&shy;ch <i>no</i>\n<em>thirst</em>&nbsp;&rsquo;s</p>";
    let found = segments(source, Format::Html);
    assert_eq!(found[0].text, "Tea & water quen\u{ad}ch no thirst\u{a0}’s");
    assert_eq!(place(source, &found, "&"), "&amp;");
    assert_eq!(place(source, &found, "water"), "wa</b>ter");
    assert_eq!(place(source, &found, "no thirst"), "no</i>\n<em>thirst");
    assert_eq!(place(source, &found, "’s"), "&rsquo;s");
}

#[test]
fn splits_blocks() {
    assert_eq!(
        read(
            "loose<h2 class=x>Head</h2><p>one<br>two<br><br>three<div>four<ul><li>a<ul><li>b</ul><li>c</ul><blockquote><p>said</blockquote>after"
        ),
        [
            (SegmentKind::Paragraph, "loose"),
            (SegmentKind::Heading(2), "Head"),
            (SegmentKind::Paragraph, "one\ntwo"),
            (SegmentKind::Paragraph, "three"),
            (SegmentKind::Paragraph, "four"),
            (SegmentKind::ListItem(1), "a"),
            (SegmentKind::ListItem(2), "b"),
            (SegmentKind::ListItem(1), "c"),
            (SegmentKind::Quote, "said"),
            (SegmentKind::Paragraph, "after"),
        ]
        .map(|(kind, text)| (kind, text.to_owned()))
    );
}

#[test]
fn reads_tables_and_their_lead() {
    let source = "<p>Doses:<table><tr><th>Age<th>Cups<tr><td>30<td>2</table>end";
    let found = segments(source, Format::Html);
    let cells: Vec<_> = found.iter().map(|segment| (segment.kind, &*segment.text, segment.lead)).collect();
    let (head, body) = (SegmentKind::TableCell { header: true }, SegmentKind::TableCell { header: false });
    assert_eq!(
        cells,
        [
            (SegmentKind::Paragraph, "Doses:", None),
            (head, "Age", Some(0)),
            (head, "Cups", Some(0)),
            (body, "30", Some(0)),
            (body, "2", Some(0)),
            (SegmentKind::Paragraph, "end", None),
        ]
    );
}

#[test]
fn reads_attributes_and_head() {
    let source = "<!doctype html><head><title>Tea &amp; you</title><meta content=\"Drink &quot;tea&quot;\" name=description>\
        <meta property='og:title' content='Cup'><meta name=viewport content=wide></head>\
        <p>A <img src=x alt='warm  cup' title=\"in hand\"> of tea <a title='more' href='?a&amp;b'>here</a>";
    assert_eq!(
        read(source),
        [
            (SegmentKind::Title, "Tea & you"),
            (SegmentKind::Description, "Drink \"tea\""),
            (SegmentKind::Title, "Cup"),
            (SegmentKind::Paragraph, "A of tea here"),
            (SegmentKind::Alt, "warm cup"),
            (SegmentKind::Alt, "in hand"),
            (SegmentKind::Alt, "more"),
        ]
        .map(|(kind, text)| (kind, text.to_owned()))
    );
}

#[test]
fn leaves_out_what_is_no_text() {
    assert_eq!(
        texts(
            "a<script>if (x < 1) '<p>no'</script><style>p{}</style><!-- no -->b <code>no</code>c<pre>no <code>no</code></pre><noscript>d <b>e</b></noscript><svg><title>no</title></svg><textarea><p>no</textarea>f<template>no</template>"
        ),
        ["a", "b c", "d e", "f"]
    );
}

#[test]
fn survives_broken_markup() {
    for bomb in
        ["<div>", "<li>", "<ul><li>", "<b>", "</p>", "<table><td>", "<svg>", "<code>", "<h1>", "<noscript>"]
    {
        let source = format!("{}end{}", bomb.repeat(100_000), "</blockquote></table></li>".repeat(10_000));
        let _ = segments(&source, Format::Html);
    }
    for source in [
        "<",
        "a <",
        "<a",
        "<a href='",
        "&",
        "&#",
        "&#x",
        "<!--",
        "\0<p>\0a</p>",
        "a</>b",
        "</",
        "<p title=",
        "1 < 2 > 0",
    ] {
        let _ = segments(source, Format::Html);
    }
    assert_eq!(texts("a</>b 1 < 2"), ["ab 1 < 2"]);
    assert_eq!(texts("open <code>no<p>yes"), ["open", "yes"]);
}
