//! Tests of exports: what is read, where it stands, what is wrong.

use std::ops::Range;

use proptest::prelude::*;
use scruple::source::{Map, SegmentKind};

use super::*;

fn fields(all: &[&str]) -> Vec<Field> {
    all.iter().map(|field| field.parse().unwrap()).collect()
}

fn read_all(text: &str, kind: Kind, all: &[&str]) -> Export {
    read(text, kind, &fields(all)).unwrap()
}

fn texts(export: &Export) -> Vec<&str> {
    export.records.iter().map(|record| record.woven.text.as_str()).collect()
}

/// The source bytes of the first `word` in a record.
fn place<'s>(source: &'s str, record: &Record, word: &str) -> &'s str {
    let at = record.woven.text.find(word).unwrap();
    let range: Range<usize> = Map::Runs(record.woven.runs.clone()).source(at..at + word.len());
    &source[range]
}

#[test]
fn json_by_item() {
    let source = r#"{"site": "S", "items": [
        {"title": "Warm \"tea\"", "body": "<p>caf\u00e9 \ud83d\ude00 \/ a\nb</p>", "faq": [{"a": "yes"}], "n": 3},
        {"body": null, "title": "Two", "deep": {"body": "no"}}]}"#;
    let export = read_all(source, Kind::Json, &["items[].title", "items[].body", "items[].faq[].a"]);
    assert_eq!(texts(&export), ["Warm \"tea\"\n\n<p>café 😀 / a\nb</p>\n\nyes", "Two"]);
    let record = &export.records[0];
    assert_eq!(place(source, record, "tea\""), "tea\\\"");
    assert_eq!(place(source, record, "café"), "caf\\u00e9");
    assert_eq!(place(source, record, "😀"), "\\ud83d\\ude00");
    assert_eq!(place(source, record, "a\nb"), "a\\nb");
    assert_eq!(record.values[0].part.reading, Reading::Segment(SegmentKind::Title));
    assert_eq!(record.values[1].format, Format::Html);
    assert_eq!(record.values[2].field, "items[0].faq[0].a");
    assert!(export.missing.is_empty());
    // A list at the root, and the text of an item that stands in no list.
    assert_eq!(texts(&read_all(r#"[{"body": "a"}, {"body": "b"}]"#, Kind::Json, &["body"])), ["a", "b"]);
    assert_eq!(texts(&read_all(r#"["a", "b"]"#, Kind::Json, &["[]"])), ["a", "b"]);
}

#[test]
fn json_that_is_broken() {
    let error = read("{\"a\": \"b\",\n \"c\": }", Kind::Json, &fields(&["a"])).unwrap_err().to_string();
    assert_eq!(error, "2:7: is no valid JSON: expected value");
    let deep = "[".repeat(10_000) + &"]".repeat(10_000);
    assert!(read(&deep, Kind::Json, &fields(&["a"])).is_err());
    let export = read_all("{\"a\": \"one\"}\nno\n\n{\"a\": \"two\"}\n", Kind::JsonLines, &["a"]);
    assert_eq!((texts(&export), export.troubles[0].place), (vec!["one", "two"], Some((2, 2))));
}

#[test]
fn fields_that_are_not_there() {
    let source = r#"{"items": [{"title": "a", "body": "b"}]}"#;
    let missing = |field: &str| read_all(source, Kind::Json, &[field]).missing.remove(0).message;
    assert_eq!(missing("items[].bdy"), "there is no field \"items[].bdy\"; did you mean \"items[].body\"?");
    assert_eq!(missing("items"), "field \"items\" holds a list, not a text; write items[].body");
    assert_eq!(
        missing("nothing like it"),
        "there is no field \"nothing like it\"; the fields with text are items[].body, items[].title"
    );
    assert_eq!(read("{}", Kind::Json, &[]).unwrap_err(), OpenError::NoField);
}

#[test]
fn yaml_in_every_style() {
    let source = "- plain: a cup\n    of tea # no\n  single: 'it''s\n\n    warm'\n  double: \"caf\\u00e9 \\\n    x\\n\\\"q\\\" \\ud83d\\ude00\"\n  \
                  literal: |-\n    one\n      two  b\n  folded: >\n    red\n    tea\n\n    pot\n  n: 3\n  e: ~\n  [a, b]: {x: y}\n  ref: &r here\n  al: *r\n";
    let all = ["plain", "single", "double", "literal", "folded", "ref"];
    let export = read_all(source, Kind::Yaml, &all);
    let record = &export.records[0];
    assert_eq!(
        record.woven.text,
        "a cup of tea\n\nit's\nwarm\n\ncafé x\n\"q\" 😀\n\none\n  two  b\n\nred tea\npot\n\n\nhere"
    );
    assert!(export.missing.is_empty(), "{:?}", export.missing);
    for (word, raw) in [
        ("cup of", "cup\n    of"),
        ("it's\nwarm", "it''s\n\n    warm"),
        ("café", "caf\\u00e9"),
        ("x\n\"q", "x\\n\\\"q"),
        ("😀", "\\ud83d\\ude00"),
        ("two  b", "two  b"),
        ("red tea\npot", "red\n    tea\n\n    pot"),
        ("here", "here"),
    ] {
        assert_eq!(place(source, record, word), raw);
    }
    let styles: Vec<_> = record.values.iter().map(|value| value.style).collect();
    assert_eq!(styles, [Style::Bare, Style::Single, Style::Escaped, Style::Block, Style::Block, Style::Bare]);
    // Documents behind each other are apart.
    assert_eq!(texts(&read_all("a: x\n---\na: y\n", Kind::Yaml, &["a"])), ["x", "y"]);
    let error = read("a: b\nc: [\n", Kind::Yaml, &fields(&["a"])).unwrap_err().to_string();
    assert!(error.starts_with('2') && error.contains("is no valid YAML"), "{error}");
}

#[test]
fn csv_by_row() {
    let source =
        "id;Title;Body (HTML)\r\n1;Tea;\"<p>a \"\"b\"\";\r\nc</p>\"\r\n\r\n2;Two;<p>d</p>\r\n3;x\r\n4;;\n";
    let export = read_all(source, Kind::Csv, &["Title", "Body (HTML)"]);
    assert_eq!(texts(&export), ["Tea\n\n<p>a \"b\";\r\nc</p>", "Two\n\n<p>d</p>"]);
    assert_eq!(place(source, &export.records[0], "a \"b\";\r\nc"), "a \"\"b\"\";\r\nc");
    assert_eq!(place(source, &export.records[1], "d"), "d");
    assert_eq!(export.records[1].values[0].row, Some(3));
    assert_eq!(export.troubles.len(), 1);
    assert_eq!(export.troubles[0].place, Some((6, 1)));
    assert!(
        export.troubles[0].message.starts_with("row 4 has 2 cells, the first row 3"),
        "{:?}",
        export.troubles
    );
    let missing = read_all(source, Kind::Csv, &["body"]).missing.remove(0).message;
    assert!(missing.contains("Body (HTML)"), "{missing}");
    let open = read_all("a,b\n1,\"x\n2,y\n", Kind::Csv, &["b"]);
    assert_eq!((open.records.len(), open.troubles[0].place), (0, Some((2, 3))));
    assert_eq!(texts(&read_all("a\tb\nx\ty, z\n", Kind::Csv, &["b"])), ["y, z"]);
    assert!(read("", Kind::Csv, &fields(&["a"])).is_err());
    let many = format!("a,b\n{}", "1\n".repeat(9));
    assert_eq!(read_all(&many, Kind::Csv, &["a"]).troubles.len(), 6);
}

/// A text of words, with what every notation has trouble with.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => "[a-z]{1,6}",
        1 => Just("é".to_owned()),
        1 => Just("😀".to_owned()),
        1 => Just("\"q\"".to_owned()),
        1 => Just("it's".to_owned()),
        1 => Just("a, b; c: d".to_owned()),
        1 => Just("\\n".to_owned()),
        1 => Just("#x".to_owned()),
        1 => Just("\u{2028}".to_owned()),
    ];
    let space = prop_oneof![5 => Just(" "), 1 => Just("\n"), 1 => Just("\n\n"), 1 => Just("\t")];
    prop::collection::vec((piece, space), 1..12).prop_map(|pieces| {
        let mut text: String =
            pieces.into_iter().flat_map(|(piece, space)| [piece, space.to_owned()]).collect();
        text.truncate(text.trim_end().len());
        text.insert(0, 't');
        text
    })
}

/// Every word of the value leads back to bytes that say the same, by a reader of its own.
fn check(source: &str, export: &Export, value: &str, decode: impl Fn(&str) -> String) {
    assert_eq!(texts(export), [value], "in {source:?}");
    let record = &export.records[0];
    let map = Map::Runs(record.woven.runs.clone());
    let mut last = 0;
    for (at, char) in record.woven.text.char_indices() {
        let range = map.source(at..at + char.len_utf8());
        assert!(source.get(range.clone()).is_some() && range.start >= last, "{range:?} in {source:?}");
        last = range.start;
        if !char.is_whitespace() {
            assert_eq!(decode(&source[range.clone()]), char.to_string(), "{range:?} in {source:?}");
        }
    }
}

fn unescaped(raw: &str) -> String {
    serde_json::from_str(&format!("\"{raw}\"")).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn json_leads_back(value in text(), ascii in any::<bool>()) {
        let mut quoted = serde_json::to_string(&value).unwrap();
        if ascii {
            let units = |c: char| c.encode_utf16(&mut [0; 2]).iter().map(|u| format!("\\u{u:04X}")).collect::<String>();
            quoted = quoted.chars().map(|c| if c.is_ascii() { c.to_string() } else { units(c) }).collect();
        }
        let source = format!("{{ \"x\" : [1, true, {{}}], \"k\\u0065y\": [{{\"body\":{quoted} }}]}}");
        check(&source, &read_all(&source, Kind::Json, &["key[].body"]), &value, unescaped);
        // YAML takes JSON, too.
        if !value.contains('\u{2028}') {
            check(&source, &read_all(&source, Kind::Yaml, &["key[].body"]), &value, unescaped);
        }
    }

    #[test]
    fn csv_leads_back(value in text(), crlf in any::<bool>(), sign in prop::sample::select(&[',', ';', '\t', '|'][..])) {
        let newline = if crlf { "\r\n" } else { "\n" };
        let quoted = value.replace('"', "\"\"");
        let source = format!("a{sign}b{sign}c{newline}1{sign}\"{quoted}\"{sign}\"x\"\"y\"{newline}");
        check(&source, &read_all(&source, Kind::Csv, &["b"]), &value, |raw| raw.replace("\"\"", "\""));
        if !value.contains(['"', '\n', sign]) {
            let source = format!("a{sign}b{newline}1{sign}{value}");
            check(&source, &read_all(&source, Kind::Csv, &["b"]), &value, str::to_owned);
        }
    }

    #[test]
    fn yaml_leads_back(value in text()) {
        let block = value.replace('\n', "\n    ").replace("\n    \n", "\n\n");
        let source = format!("a:\n  - b: 1\n    body: |-\n        {}\n", block.replace("\n    ", "\n        "));
        check(&source, &read_all(&source, Kind::Yaml, &["a[].body"]), &value, str::to_owned);
        // Folding: a line break is a space, a blank line is a line break.
        if !value.contains(['\t']) {
            let folded = value.replace("\n\n", "\u{1}").replace('\n', "\n\n    ").replace('\u{1}', "\n\n\n    ");
            let single = format!("body: '{}'\n", folded.replace('\'', "''"));
            check(&single, &read_all(&single, Kind::Yaml, &["body"]), &value, |raw| raw.replace("''", "'"));
            let plain = !value.contains([':', '#', '"', '\'', ',']);
            if plain {
                let source = format!("body: {folded}\n");
                check(&source, &read_all(&source, Kind::Yaml, &["body"]), &value, str::to_owned);
            }
        }
    }

    #[test]
    fn any_bytes_are_taken(
        text in "\\PC{0,60}|[\\[\\]{}\",:;'|>\\-a\n\t \\\\u0é&*#%@`?!=]{0,80}",
        kind in prop::sample::select(&[Kind::Json, Kind::JsonLines, Kind::Yaml, Kind::Csv][..])
    ) {
        if let Ok(export) = read(&text, kind, &fields(&["a", "[]", "a[].b", "a.b"])) {
            for record in &export.records {
                let map = Map::Runs(record.woven.runs.clone());
                for (at, char) in record.woven.text.char_indices() {
                    prop_assert!(text.get(map.source(at..at + char.len_utf8())).is_some());
                }
            }
        }
    }
}
