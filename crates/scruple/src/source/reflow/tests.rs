//! Tests of joining extracted text.

use super::super::{Format, Segment, SegmentKind, segments};

/// Lines with a blank line after each, as extraction writes them.
fn extracted(lines: &[&str]) -> String {
    lines.iter().map(|line| format!("{line} \n\n")).collect()
}

fn texts<'a>(found: &'a [Segment<'_>]) -> Vec<(SegmentKind, &'a str)> {
    found.iter().map(|segment| (segment.kind, &*segment.text)).collect()
}

const BODY: [&str; 8] = [
    "Green tea is drunk in many countries of the world, and the leaves are picked in the",
    "early hours of spring, when the shrubs are young and full of juice, and it has been so",
    "for a very long time, as the books of the monks tell, who drank it in order to stay wake-",
    "ful at night, and who were therefore wakeful in the morning as well, and full of well-",
    "meant advice. Nobody should drink more of it than is good, which is to say about (3–",
    "4) cups a day, or rather fewer, if the heart beats fast. It is a leaf, and it has many",
    "forms.",
    "Black tea is another.",
];

#[test]
fn joins_broken_sentences() {
    let source = extracted(&BODY);
    let found = segments(&source, Format::Plain);
    assert_eq!(found.len(), 2, "{found:?}");
    let text = &found[0].text;
    assert!(text.contains("in the early hours of spring"));
    assert!(text.contains("stay wakeful at night"), "{text}");
    assert!(text.contains("well-meant advice"), "{text}");
    assert!(text.contains("(3–4) cups"), "{text}");
    assert!(text.ends_with("many forms."));
    let at = text.find("the early").unwrap();
    assert_eq!(&source[found[0].map.source(at..at + 9)], "the \n\nearly");
    let at = text.find("wakeful").unwrap();
    assert_eq!(&source[found[0].map.source(at..at + 7)], "wake- \n\nful");
}

#[test]
fn prose_with_blank_lines_is_not_extracted() {
    let prose = "A whole paragraph stands here. It ends.\n\nAnother one does, too.\n\n".repeat(20);
    assert!(!super::is_extracted(&prose));
    assert!(super::is_extracted(&extracted(&BODY).repeat(2)));
}

#[test]
fn headers_do_not_part_sentences() {
    let header = "\n\n\nThe Cup - \"Warm for all who \n\nsit at the fire.\" \n\n\n\nBy: A. Leaf | No. 7 \n\n";
    let mut source = String::new();
    for page in 0..3 {
        let body = extracted(&BODY)
            .replace("tea", ["tea", "mint", "sage"][page])
            .replace("drink", ["drink", "sip", "take"][page]);
        let body = body
            .replace("It is a leaf", ["It is a leaf", "It is a herb", "It is a plant"][page])
            .replace("forms.", ["forms.", "kinds.", "sorts."][page]);
        let body = body
            .replace("early", ["early", "first", "last"][page])
            .replace("night", ["night", "dusk", "noon"][page])
            .replace("very", ["very", "rather", "quite"][page]);
        let (above, below) = body.split_once("meant advice").unwrap();
        source.push_str(above);
        source.push_str(header);
        source.push_str("meant advice");
        source.push_str(below);
    }
    let found = segments(&source, Format::Plain);
    let headers: Vec<_> = found
        .iter()
        .enumerate()
        .filter(|(_, segment)| segment.text.starts_with("The Cup") || segment.text.starts_with("By:"))
        .map(|(index, segment)| (index, segment.text.to_string(), segment.repeat_of))
        .collect();
    let cup = "The Cup - \"Warm for all who sit at the fire.\"".to_owned();
    let by = "By: A. Leaf | No. 7".to_owned();
    assert_eq!(
        headers,
        [
            (1, cup.clone(), None),
            (2, by.clone(), None),
            (5, cup.clone(), Some(1)),
            (6, by.clone(), Some(2)),
            (9, cup, Some(1)),
            (10, by, Some(2)),
        ]
    );
    assert!(found[0].text.contains("well-meant advice"));
    assert!(found[4].text.contains("well-meant advice"));
}

#[test]
fn finds_lists_headings_tables_and_notes() {
    let mut lines = BODY[..6].to_vec();
    lines.extend([
        "forms.",
        "II Why It Is Warm",
        "Tea is warm because the water is, and the water is warm because it was heated with great",
        "care by those who know how it is done:",
        "\u{f06c} The kettle is set on the stove and the water in it is brought to the boil, and then",
        "it is left to rest.",
        "－ A minute is enough.",
        "\u{f06c} The cup is warmed.",
        "1) Forms of the Leaf",
        "Kind Colour",
        "Green Tea",
        "Pale",
        "Black Tea",
        "Dark",
        "All of them come from one shrub.",
        "Leaf A, Cup B. On the warmth of tea in the houses of the poor and of the rich. J Tea.",
        "2011;12(3):45–",
        "51.",
        "– The houses of the poor were found to be cold, and their tea was found to be warm, or",
        "nearly so.",
        "→ Drink it.",
    ]);
    let source = extracted(&lines);
    let found = segments(&source, Format::Plain);
    let parts = texts(&found);
    let short: Vec<(SegmentKind, &str)> = parts
        .iter()
        .skip(1)
        .map(|(kind, text)| (*kind, text.char_indices().nth(10).map_or(*text, |(at, _)| &text[..at])))
        .collect();
    assert_eq!(
        short,
        [
            (SegmentKind::Heading(2), "II Why It "),
            (SegmentKind::Paragraph, "Tea is war"),
            (SegmentKind::ListItem(1), "The kettle"),
            (SegmentKind::ListItem(2), "A minute i"),
            (SegmentKind::ListItem(1), "The cup is"),
            (SegmentKind::Heading(2), "1) Forms o"),
            (SegmentKind::Paragraph, "Kind Colou"),
            (SegmentKind::Paragraph, "Green Tea"),
            (SegmentKind::Paragraph, "Pale"),
            (SegmentKind::Paragraph, "Black Tea"),
            (SegmentKind::Heading(2), "Dark"),
            (SegmentKind::Paragraph, "All of the"),
            (SegmentKind::Paragraph, "Leaf A, Cu"),
            (SegmentKind::Paragraph, "– The hous"),
            (SegmentKind::Paragraph, "→ Drink it"),
        ]
    );
    assert!(parts.iter().any(|(_, text)| text.ends_with("J Tea. 2011;12(3):45–51.")), "{parts:?}");
    assert_eq!(found[3].lead, Some(2));
}
