//! Findings that a comment sets aside: every form, in every format, wherever it may stand.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end where it fails")]

use std::sync::LazyLock;

use scruple::answer::Answer;
use scruple::rule::Market;
use scruple::source::Format::{self, Html, Markdown, Mdx, Plain};
use scruple::suppress::suppression;
use scruple::{Linter, Report};

static LINTER: LazyLock<Linter> =
    LazyLock::new(|| Linter::builder().packs(scruple_rules::core().unwrap()).build().unwrap());

fn check(source: &str, format: Format) -> Report {
    LINTER.check(source, format)
}

/// Codes of open findings on words, by line.
fn open(report: &Report) -> Vec<String> {
    let span = report.findings.iter().filter(|finding| finding.scope == scruple::finding::Scope::Span);
    span.map(|finding| format!("{}:{}", finding.start.line, finding.code)).collect()
}

/// Codes of what was set aside, by line, with the reasons.
fn aside(report: &Report) -> Vec<String> {
    report
        .answered
        .iter()
        .map(|answered| match &answered.answer {
            Answer::Suppressed { reason, .. } => {
                format!("{}:{} {reason}", answered.finding.start.line, answered.finding.code)
            }
            other => panic!("{other:?}"),
        })
        .collect()
}

/// In each of these texts MC101 is found once without the comment, and set aside with it.
#[test]
fn every_form_sets_aside_what_it_names() {
    let texts: &[(Format, &str)] = &[
        (Markdown, "Our tea cures gout. <!-- scruple-ignore MC101: quoted -->\n"),
        (Markdown, "Our tea <!-- scruple-ignore-line cure-claim: quoted -->cures gout.\n"),
        (Markdown, "<!-- scruple-ignore MC101: quoted -->\n\nOur tea cures gout.\n"),
        (Markdown, "<!-- scruple-ignore-next-line disease: quoted -->\nOur tea cures gout.\n"),
        (
            Markdown,
            "<!-- scruple-ignore-start MC1: quoted -->\n\nSober.\n\nOur tea cures gout.\n\n<!-- scruple-ignore-end -->\n",
        ),
        (Markdown, "# Tea\n\nOur tea cures gout.\n\n<!-- scruple-ignore-file MC101: quoted -->\n"),
        (Markdown, "---\ntitle: Tea\n# scruple-ignore-file MC101: quoted\n---\n\nOur tea cures gout.\n"),
        (Markdown, "---\ntitle: Our tea cures gout # scruple-ignore MC101: quoted\n---\n\nSober.\n"),
        (
            Markdown,
            "---\r\ntitle: Tea\r\n---\r\n\r\n<!-- scruple-ignore MC101: quoted -->\r\nOur tea cures gout.\r\n",
        ),
        (Markdown, "{/* scruple-ignore MC101: quoted */}\nOur tea cures gout.\n"),
        (Markdown, "Our tea cures gout. {/* scruple-ignore MC101: quoted */}\n"),
        (Markdown, "- Tea\n  - Our tea cures gout. <!-- scruple-ignore MC101: quoted -->\n- Milk\n"),
        (Markdown, "- Tea\n  <!-- scruple-ignore MC101: quoted -->\n  - Our tea cures gout.\n"),
        (
            Markdown,
            "| a | b |\n|---|---|\n| Our tea cures gout | x <!-- scruple-ignore MC101: quoted --> |\n| y | z |\n",
        ),
        (Markdown, "> <!-- scruple-ignore MC101: quoted -->\n> Our tea cures gout.\n"),
        (Markdown, "<div>\n<!-- scruple-ignore MC101: quoted -->\n<p>\nOur tea cures gout.\n</p>\n</div>\n"),
        (Markdown, "Our tea cures gout. <!-- scruple-ignore MC101:\n  quoted -->\n"),
        (
            Mdx,
            "import A from 'a'\n\n<A>\n  {/* scruple-ignore MC101: quoted */}\n  Our tea cures gout.\n</A>\n",
        ),
        (Mdx, "Our tea cures gout. {/* scruple-ignore MC101: quoted */}\n"),
        (Html, "<p>Our tea cures gout. <!-- scruple-ignore MC101: quoted --></p>"),
        (
            Html,
            "<ul><li>a<ul>\r\n<!-- scruple-ignore MC101: quoted -->\r\n<li>Our tea cures gout</li></ul></li></ul>",
        ),
        (
            Html,
            "<table><tr>\n<!-- scruple-ignore-next-line MC101: quoted -->\n<td>Our tea cures gout</td></tr></table>",
        ),
        (
            Html,
            "<!-- scruple-ignore MC101: quoted -->\n<section>\n  <p>\n    Our tea cures gout.\n  </p>\n</section>",
        ),
        (Html, "<!-- scruple-ignore MC101: quoted -->\n<img src=x alt=\"Our tea cures gout\">\n"),
        (
            Html,
            "<!-- scruple-ignore-start MC101: quoted --><p>Our tea cures gout.</p><!-- scruple-ignore-end MC101 -->",
        ),
        (Html, "<p>Our tea cures gout.</p>\n<!-- scruple-ignore-file MC101 — quoted -->"),
        (Plain, "Our tea cures gout. [scruple-ignore MC101: quoted]\n"),
        (Plain, "[scruple-ignore-next-line MC101: quoted]\r\nOur tea cures gout.\r\n"),
        (Plain, "[scruple-ignore MC101: quoted]\n\n\nOur tea cures gout.\n"),
        (Plain, "Good for you:\n\n- sleep\n- our tea cures gout [scruple-ignore-line MC101: quoted]\n"),
        (Plain, "[scruple-ignore-start MC101: quoted]\nOur tea cures gout.\n[scruple-ignore-end]\n"),
        (Plain, "Our tea cures gout.\n\n[scruple-ignore-file MC101: quoted]\n"),
    ];
    for (format, text) in texts {
        let report = check(text, *format);
        let line = text[..text.find("ures gout").unwrap()].matches('\n').count() + 1;
        assert_eq!(aside(&report), [format!("{line}:MC101 quoted")], "{text}");
        // A title says more than one thing wrong.
        let left: Vec<String> = open(&report).into_iter().filter(|of| !of.contains("MC112")).collect();
        assert_eq!(left, Vec::<String>::new(), "{text}");
        let Answer::Suppressed { start, end, .. } = &report.answered[0].answer else { panic!() };
        let comment = &text[start.byte..end.byte];
        assert!(comment.contains("scruple-ignore") && comment.contains("quoted"), "{comment}");
    }
}

#[test]
fn it_holds_for_its_place_and_its_rules_only() {
    let text = "Our tea cures gout. <!-- scruple-ignore MC101: quoted -->\n\nOur tea cures gout.\n\n\
                <!-- scruple-ignore-next-line MC201: quoted -->\nOur tea cures gout.\n";
    let report = check(text, Markdown);
    assert_eq!(aside(&report), ["1:MC101 quoted"]);
    assert_eq!(open(&report), ["3:MC101", "5:SC001", "6:MC101"]);
    let unused = report.findings.iter().find(|finding| finding.code == "SC001").unwrap();
    assert_eq!(unused.text, "<!-- scruple-ignore-next-line MC201: quoted -->");
}

#[test]
fn several_rules_stand_in_one_comment_and_each_has_to_be_of_use() {
    let both = "Our tea cures gout and has no side effects. <!-- scruple-ignore MC101, safety: quoted -->\n";
    let report = check(both, Markdown);
    assert_eq!(open(&report), Vec::<String>::new());
    assert_eq!(report.answered.len(), 2);
    let half = "Our tea cures gout. <!-- scruple-ignore MC101, safety: quoted -->\n";
    let report = check(half, Markdown);
    assert_eq!(open(&report), ["1:SC001"]);
    assert_eq!(report.findings[0].text, "safety");
}

#[test]
fn what_is_wrong_with_a_comment_is_a_finding_and_the_red_flag_stays() {
    for (comment, code, says) in [
        ("scruple-ignore MC101", "SC003", "no reason"),
        ("scruple-ignore MC101: ", "SC003", "no reason"),
        ("scruple-ignore MC101: TODO", "SC003", "no reason"),
        ("scruple-ignore cure-clam: quoted", "SC002", "did you mean \"cure-claim\"?"),
        ("scruple-ignore XY99: quoted", "SC002", "\"XY99\""),
        ("scruple-ingore MC101: quoted", "SC006", "did you mean \"scruple-ignore\"?"),
        ("scruple-ignore-nextline MC101: quoted", "SC006", "scruple-ignore-next-line"),
        ("scruple-ignore: quoted", "SC006", "names no rule"),
        ("scruple-ignore all: quoted", "SC006", "name the rules"),
        ("scruple-ignore SC001: quoted", "SC006", "cannot be set aside"),
        ("scruple-ignore-start MC101: quoted", "SC006", "never ended"),
        ("scruple-ignore-end", "SC006", "is open here"),
    ] {
        for (format, text) in [
            (Markdown, format!("Our tea cures gout. <!-- {comment} -->\n")),
            (Html, format!("<p>Our tea cures gout. <!-- {comment} --></p>\n")),
            (Plain, format!("Our tea cures gout. [{comment}]\n")),
        ] {
            let report = check(&text, format);
            assert_eq!(open(&report), ["1:MC101".to_owned(), format!("1:{code}")], "{text}");
            let finding = report.findings.iter().find(|finding| finding.code == code).unwrap();
            assert!(finding.message.contains(says), "{}: {}", finding.code, finding.message);
            assert!(report.answered.is_empty());
        }
    }
    // Outside of any comment.
    let report = check("// scruple-ignore MC101: quoted\n\nOur tea cures gout.\n", Markdown);
    assert_eq!(open(&report), ["1:SC006", "3:MC101"]);
    let report = check("scruple-ignore MC101: quoted\n\nOur tea cures gout.\n", Plain);
    assert_eq!(open(&report), ["1:SC006", "3:MC101"]);
}

#[test]
fn the_words_of_a_comment_are_no_words_of_the_text() {
    for (format, text) in [
        (Markdown, "Pears are sweet. {/* scruple-ignore MC101: it cures gout, no side effects */}\n"),
        (Plain, "Pears are sweet. [scruple-ignore MC101: it cures gout, no side effects]\n"),
    ] {
        let report = check(text, format);
        assert_eq!(open(&report), ["1:SC001"], "{text}");
        assert_eq!(report.words, check("Pears are sweet.", format).words);
    }
    // Columns are those of the file, also behind a comment with characters of several bytes.
    let text = "{/* scruple-ignore-line MC201: é — ü */} Our tea cures gout.\n";
    let found = check(text, Markdown).findings;
    let finding = found.iter().find(|finding| finding.code == "MC101").unwrap();
    assert_eq!(&text[finding.start.byte..finding.end.byte], finding.text);
    assert_eq!(finding.start.column, text[..finding.start.byte].chars().count() + 1);
}

#[test]
fn code_that_shows_how_it_is_written_does_nothing() {
    for text in [
        "`<!-- scruple-ignore MC101: quoted -->`\n\nOur tea cures gout.\n",
        "```html\n<!-- scruple-ignore-file MC101: quoted -->\n```\n\nOur tea cures gout.\n",
        "    {/* scruple-ignore-file MC101: quoted */}\n\nOur tea cures gout.\n",
    ] {
        let report = check(text, Markdown);
        assert!(report.answered.is_empty() && open(&report).len() == 1, "{text}: {:?}", open(&report));
    }
}

#[test]
fn rules_that_are_off_or_not_loaded_are_not_judged() {
    let text = "Pears are sweet. <!-- scruple-ignore EU01, MC101: quoted -->\n";
    let only =
        Linter::builder().packs(scruple_rules::core().unwrap()).select(["MC2".to_owned(), "SC".to_owned()]);
    assert_eq!(open(&only.build().unwrap().check(text, Markdown)), Vec::<String>::new());
    // The pack is off, its rule is known all the same.
    assert_eq!(open(&check("Pears. <!-- scruple-ignore EU01: quoted -->\n", Markdown)), Vec::<String>::new());
    let quiet = Linter::builder().packs(scruple_rules::core().unwrap()).ignore(["review".to_owned()]);
    assert_eq!(
        open(&quiet.build().unwrap().check("<!-- scruple-ingore MC101: x -->\n", Markdown)),
        Vec::<String>::new()
    );
}

/// The comment that an editor inserts does what it is for, wherever the finding stands.
#[test]
fn an_inserted_comment_sets_its_finding_aside() {
    let texts: &[(Format, &str)] = &[
        (Markdown, "Our tea cures gout.\n"),
        (Mdx, "Our tea cures gout.  \nIt is warm.\n"),
        (Markdown, "- Our tea cures gout.\r\n- Milk\r\n"),
        (Markdown, "| a | b |\n|---|---|\n| Our tea cures gout | x |\n"),
        (Markdown, "---\ntitle: Our tea cures gout\n---\n\nSober.\n"),
        (Markdown, "# Our tea cures gout"),
        (Html, "<html><head>\n<title>Our tea cures gout</title>\n</head></html>\n"),
        (Html, "<p>Our tea\n cures gout.</p>"),
        (Html, "<img alt=\"Our tea cures gout\n and more\" src=x>\n"),
        (Plain, "Our tea cures gout.\r\nMore.\r\n"),
    ];
    for (format, text) in texts {
        let report = check(text, *format);
        let finding = report
            .findings
            .iter()
            .find(|finding| finding.code == "MC101")
            .unwrap_or_else(|| panic!("{text}"));
        let made = suppression(text, *format, finding, "the reason").unwrap_or_else(|| panic!("{text}"));
        assert_eq!(&made.edit.text[made.reason.clone()], "the reason");
        let mut new = (*text).to_owned();
        new.insert_str(made.edit.start, &made.edit.text);
        let after = check(&new, *format);
        assert!(
            aside(&after).iter().any(|of| of.ends_with("MC101 the reason")),
            "{new}: {:?}",
            after.findings
        );
        assert!(after.findings.iter().all(|finding| !finding.code.starts_with("SC")), "{new}");
    }
}

#[test]
fn a_text_without_comments_is_linted_as_before() {
    let report = check("Our tea cures gout.\n", Plain);
    assert_eq!((open(&report), report.answered.len()), (vec!["1:MC101".to_owned()], 0));
    assert_eq!(report.markets, [Market::Us]);
}
