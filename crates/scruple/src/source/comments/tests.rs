use super::*;

fn bodies(source: &str, format: Format) -> Vec<(Style, &str)> {
    let found = comments(source, format, &[]);
    for comment in &found {
        assert!(source.get(comment.range.clone()).is_some(), "{comment:?}");
    }
    let masked = masked(source, &found);
    assert_eq!(masked.len(), source.len());
    found.iter().map(|comment| (comment.style, source[comment.body.clone()].trim())).collect()
}

#[test]
fn html_knows_its_comments() {
    let source = "<!-- scruple a --><p>t<!--scruple b--></p><script>// <!-- scruple c --></script>\r\n<title><!-- scruple d \
                  --></title><pre>scruple-e</pre><ul><li>x <!-- é\r\nscruple f --></li></ul><!-- other --><!-- scruple g";
    assert_eq!(
        bodies(source, Format::Html),
        [
            (Style::Html, "scruple a"),
            (Style::Html, "scruple b"),
            (Style::Html, "é\r\nscruple f"),
            (Style::Html, "scruple g")
        ]
    );
}

#[test]
fn markdown_knows_three_kinds_and_leaves_code_alone() {
    let source = "---\ntitle: Tea # scruple a\n# scruple b\n---\n\nText <!-- scruple c --> and {/* scruple d */} on.\n\n\
                  `<!-- scruple no -->` and `{/* scruple no */}`\n\n```\n<!-- scruple no -->\nscruple-no x\n```\n\n\
                  > <!-- scruple e -->\n\n- item\n  <!-- scruple\n  f -->\n\n| a |\n|---|\n| x <!-- scruple g --> |\n\n\
                  <div>\n<p>x <!-- scruple h --></p>\n</div>\n";
    let found = bodies(source, Format::Markdown);
    let words: Vec<&str> = found.iter().map(|(_, body)| *body).collect();
    assert_eq!(
        words,
        [
            "scruple a",
            "scruple b",
            "scruple c",
            "scruple d",
            "scruple e",
            "scruple\n  f",
            "scruple g",
            "scruple h"
        ]
    );
    assert_eq!(found[0].0, Style::FrontMatter);
    assert_eq!(found[3].0, Style::Jsx);
}

#[test]
fn plain_text_has_notes_in_brackets() {
    let source = "Tea [1] is warm. [scruple-ignore a [2] b]\n[Scruple-x\ny]\n[scruple open\n\nagain] [see]";
    assert_eq!(
        bodies(source, Format::Plain),
        [(Style::Brackets, "scruple-ignore a [2] b"), (Style::Brackets, "Scruple-x\ny")]
    );
}

#[test]
fn strays_are_seen_where_a_comment_may_have_been_meant() {
    let strays = |source, format| {
        bodies(source, format).into_iter().filter(|(style, _)| *style == Style::Stray).count()
    };
    assert_eq!(strays("scruple-ignore MC101: so\n", Format::Plain), 1);
    assert_eq!(strays("// scruple-ignore MC101: so\n", Format::Markdown), 1);
    assert_eq!(strays("[//]: # (scruple-ignore MC101: so)\n", Format::Markdown), 1);
    assert_eq!(strays("<p>\n{/* scruple-ignore MC101: so */}</p>", Format::Html), 1);
    assert_eq!(strays("Write a scruple-ignore comment.\n", Format::Markdown), 0);
    assert_eq!(strays("<code>\nscruple-ignore MC101</code>", Format::Html), 0);
}

#[test]
fn masks_leave_the_text_as_it_is_read() {
    for (source, format, words) in [
        ("{/* scruple-ignore MC101: é */} Tea is **warm**.", Format::Markdown, "Tea is warm."),
        ("{/* scruple-ignore MC101: so */}\nTea is warm.", Format::Markdown, "Tea is warm."),
        ("Tea is {/* scruple-ignore MC101:\n\n so */}warm.", Format::Markdown, "Tea is warm."),
        ("Tea is warm. [scruple-ignore MC101: é]", Format::Plain, "Tea is warm."),
    ] {
        let found = comments(source, format, &[]);
        let masked = masked(source, &found);
        let read = super::super::segments(&masked, format);
        // What stands before the first word is no matter.
        assert_eq!(read.iter().map(|segment| segment.text.trim()).collect::<Vec<_>>(), [words], "{source}");
    }
}

#[test]
fn mdx_takes_its_comments_out_itself() {
    let source = "<Box>\n    {/* scruple a */}\n    Tea is warm.\n</Box>\n\n```\n{/* scruple no */}\n```\n";
    assert_eq!(bodies(source, Format::Mdx), [(Style::Mdx, "scruple a")]);
}

#[test]
fn parts_have_their_own() {
    let source = "x,<p>a <!-- scruple a --></p>,y [scruple-b c]";
    let parts = [
        Part { range: 2..29, reading: Reading::Format(Format::Html) },
        Part { range: 30..source.len(), reading: Reading::Lines },
    ];
    let found = comments(source, Format::Plain, &parts);
    let bodies: Vec<&str> = found.iter().map(|comment| source[comment.body.clone()].trim()).collect();
    assert_eq!(bodies, ["scruple a", "scruple-b c"]);
}
