//! Tests of AsciiDoc and reStructuredText.

use super::super::{Format, SegmentKind, read, segments};

fn list(source: &str, format: Format) -> Vec<(SegmentKind, String)> {
    segments(source, format).into_iter().map(|segment| (segment.kind, segment.text.into_owned())).collect()
}

fn own<const N: usize>(expected: [(SegmentKind, &str); N]) -> Vec<(SegmentKind, String)> {
    expected.map(|(kind, text)| (kind, text.to_owned())).to_vec()
}

/// Every word leads back to bytes that hold its first and its last letter.
fn leads_back(source: &str, format: Format) {
    for segment in segments(source, format) {
        let mut at = 0;
        for word in segment.text.split(' ') {
            if word.chars().all(char::is_alphanumeric) && !word.is_empty() {
                let raw = &source[segment.map.source(at..at + word.len())];
                assert!(
                    raw.starts_with(&word[..1]) && raw.ends_with(&word[word.len() - 1..]),
                    "{word} in {raw:?}"
                );
            }
            at += word.len() + 1;
        }
    }
}

const HEAD: SegmentKind = SegmentKind::TableCell { header: true };
const CELL: SegmentKind = SegmentKind::TableCell { header: false };

#[test]
fn reads_asciidoc() {
    let source = "= Sleep tea\nAnn Author\n:description: A warm tea\n:scruple-class: product\n:toc:\n\n// no\n== How *good*\n\n\
                  It cu**res** a _bad_ `code` night.*\nSee https://x.y/z[our &amp; shop^] or <<a,there>> {v}now.\n\n[source,rb]\n----\nno\n----\n\n\
                  .Uses\n* calm\n** more\n. boil\n\nTerm:: said +\nof it\n\n____\nSo it is.\n____\n\nimage::a.png[Warm cup,300]\n\n\
                  |===\n|Age |Cups\n\n|3 |*2*\n|===\n\n  literal\n\nEnd footnote:[A note.] of it.\n";
    assert_eq!(
        list(source, Format::AsciiDoc),
        own([
            (SegmentKind::Heading(1), "Sleep tea"),
            (SegmentKind::Paragraph, "Ann Author :description: A warm tea :scruple-class: product :toc:"),
            (SegmentKind::Heading(2), "How good"),
            (SegmentKind::Paragraph, "It cures a bad night.* See our & shop or there now."),
            (SegmentKind::Paragraph, "Uses"),
            (SegmentKind::ListItem(1), "calm"),
            (SegmentKind::ListItem(2), "more"),
            (SegmentKind::ListItem(1), "boil"),
            (SegmentKind::ListItem(1), "Term"),
            (SegmentKind::Paragraph, "said\nof it"),
            (SegmentKind::Quote, "So it is."),
            (SegmentKind::Alt, "Warm cup"),
            (HEAD, "Age"),
            (HEAD, "Cups"),
            (CELL, "3"),
            (CELL, "2"),
            (SegmentKind::Paragraph, "End of it."),
            (SegmentKind::Paragraph, "A note."),
        ])
    );
    leads_back(source, Format::AsciiDoc);
}

#[test]
fn reads_restructured_text() {
    let source = "=====\n Tea\n=====\n\n:Author: Ann\n:scruple-class: product\n\nHow *good*\n==========\n\nIt **cures** a ``code`` \
                  night.* See `our shop <https://x.y>`_ or\n:ref:`there <x>` and link_ [1]_ :code:`no`.\n\n- calm\n  tea\n\n  - more\n\n\
                  1. boil\n\n.. note:: Mind\n   the heat.\n\n   More.\n\n.. code-block:: rb\n\n   no\n\n.. a comment\n   of two lines\n\n\
                  .. image:: a.png\n   :alt: Warm cup\n\nLike this::\n\n   no\n\nterm\n   said of it\n\n.. [1] A note.\n\n\
                  ===  ====\nAge  Cups\n===  ====\n3    *2*\n===  ====\n\n+---+---+\n| a | b |\n+===+===+\n| c | d |\n+---+---+\n";
    assert_eq!(
        list(source, Format::Rst),
        own([
            (SegmentKind::Heading(1), "Tea"),
            (SegmentKind::Paragraph, "Ann"),
            (SegmentKind::Heading(2), "How good"),
            (SegmentKind::Paragraph, "It cures a night.* See our shop or there and link ."),
            (SegmentKind::ListItem(1), "calm tea"),
            (SegmentKind::ListItem(2), "more"),
            (SegmentKind::ListItem(1), "boil"),
            (SegmentKind::Paragraph, "Mind"),
            (SegmentKind::Paragraph, "the heat."),
            (SegmentKind::Paragraph, "More."),
            (SegmentKind::Alt, "Warm cup"),
            (SegmentKind::Paragraph, "Like this:"),
            (SegmentKind::Paragraph, "term"),
            (SegmentKind::Paragraph, "said of it"),
            (SegmentKind::Paragraph, "A note."),
            (HEAD, "Age"),
            (HEAD, "Cups"),
            (CELL, "3"),
            (CELL, "2"),
            (HEAD, "a"),
            (HEAD, "b"),
            (CELL, "c"),
            (CELL, "d"),
        ])
    );
    leads_back(source, Format::Rst);
}

#[test]
fn both_say_what_they_are() {
    for (source, format) in [
        (":scruple-class: product\n\nTea.\n", Format::AsciiDoc),
        (":scruple-class: product\n\nTea.\n", Format::Rst),
    ] {
        let settings = read(source, format, &[]).1;
        assert_eq!(
            (settings[0].key.as_str(), &source[settings[0].values[0].1.clone()]),
            ("class", "product")
        );
    }
}
