//! What a text is cut into.

use super::*;

fn cut(text: &str) -> (Vec<&str>, Vec<String>) {
    let vocabulary = Vocabulary::of(&["cure"]);
    let mut tokens = Tokens::default();
    tokens.cut(text, &vocabulary);
    let words = tokens.tokens.iter().map(|t| &text[t.start as usize..t.end as usize]).collect();
    let sentences = tokens
        .sentences
        .iter()
        .map(|s| {
            let (first, last) = (tokens.tokens[s.first as usize], tokens.tokens[s.after as usize - 1]);
            format!(
                "{}{}",
                &text[first.start as usize..last.end as usize],
                (s.mark as char).to_string().replace('\0', "")
            )
        })
        .collect();
    (words, sentences)
}

#[test]
fn words_numbers_and_signs() {
    let (words, _) = cut("5-HTP 500mg B12 1,000 IU 80% don’t cu\u{AD}res #1 Ménière's");
    assert_eq!(
        words,
        [
            "5",
            "HTP",
            "500",
            "mg",
            "B12",
            "1,000",
            "IU",
            "80",
            "%",
            "don’t",
            "cu\u{AD}res",
            "#",
            "1",
            "Ménière's"
        ]
    );
}

#[test]
fn sentences_end_where_a_reader_ends_them() {
    for (text, sentences) in [
        (
            "It works. Dr. Lane says so. See e.g. Table 2.",
            vec!["It works.", "Dr. Lane says so.", "See e.g. Table 2."],
        ),
        ("Is it safe? yes! It is.", vec!["Is it safe?", "yes!", "It is."]),
        ("Take 1.5 g daily. 2 g is the limit.", vec!["Take 1.5 g daily.", "2 g is the limit."]),
        ("No. It does not. No. 5 is best", vec!["No.", "It does not.", "No. 5 is best"]),
        ("one\u{a0}two. three", vec!["one\u{a0}two. three"]),
    ] {
        assert_eq!(cut(text).1, sentences, "{text}");
    }
}

#[test]
fn flags_say_what_stands_before() {
    let vocabulary = Vocabulary::of(&[]);
    let mut tokens = Tokens::default();
    tokens.cut("MoodMax™ calms* (a, b) — well-known: $5 +c", &vocabulary);
    let has = |i: usize, flag| tokens.tokens[i].flags.has(flag);
    assert!(has(0, Flags::TRADEMARK) && has(0, Flags::CAPITAL) && has(0, Flags::SENTENCE));
    assert!(has(1, Flags::NOTE));
    assert!(has(2, Flags::OPEN) && has(3, Flags::COMMA));
    assert!(has(4, Flags::CLOSE) && has(4, Flags::DASH));
    assert!(has(5, Flags::HYPHEN));
    assert!(has(6, Flags::MONEY) && has(6, Flags::COLON) && has(6, Flags::NUMBER));
    assert!(has(7, Flags::PLUS));
}

#[test]
fn words_are_known_through_case_possessive_and_soft_hyphen() {
    let vocabulary = Vocabulary::of(&["cures", "alzheimer"]);
    let mut tokens = Tokens::default();
    tokens.cut("Cu\u{AD}res ALZHEIMER'S Alzheimer’s cu\u{200B}res curesé", &vocabulary);
    let ids: Vec<u32> = tokens.tokens.iter().map(|token| token.word).collect();
    assert_eq!(ids, [1, 2, 2, 1, 0]);
}

#[test]
fn a_text_without_end_is_cut() {
    let text = "word ".repeat(1000);
    let vocabulary = Vocabulary::of(&[]);
    let mut tokens = Tokens::default();
    tokens.cut(&text, &vocabulary);
    assert!(tokens.sentences.iter().all(|s| s.range().len() <= LONGEST_SENTENCE));
    assert_eq!(tokens.sentences.iter().map(|s| s.range().len()).sum::<usize>(), 1000);
}
