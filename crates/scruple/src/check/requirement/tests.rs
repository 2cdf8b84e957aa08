//! Fixes settle what they are offered for and bring nothing new; the packs are read from the workspace.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use crate::Linter;
use crate::finding::{Finding, Fix};
use crate::rule::Packs;
use crate::rule::pack::PackFile;
use crate::source::Format;

fn files(folder: &Path, out: &mut Vec<PackFile>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, out);
        } else {
            out.push(PackFile { path: path.display().to_string(), text: fs::read_to_string(&path).unwrap() });
        }
    }
}

/// Made once: it takes most of the time.
fn linter() -> &'static Linter {
    static MADE: LazyLock<Linter> = LazyLock::new(make);
    &MADE
}

fn make() -> Linter {
    let mut all = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules/core"), &mut all);
    Linter::builder().packs(Packs::default().extend(&all).unwrap()).build().unwrap()
}

fn apply(source: &str, fix: &Fix) -> String {
    let mut out = String::new();
    let mut at = 0;
    for edit in &fix.edits {
        assert!(edit.start >= at, "edits overlap or are out of order");
        out.push_str(&source[at..edit.start]);
        out.push_str(&edit.text);
        at = edit.end;
    }
    out + &source[at..]
}

fn codes(findings: &[Finding]) -> Vec<String> {
    let mut codes: Vec<String> = findings.iter().map(|finding| finding.code.to_string()).collect();
    codes.sort();
    codes
}

fn settles(linter: &Linter, source: &str, format: Format, code: &str) -> String {
    let before = linter.check(source, format).findings;
    let finding =
        before.iter().find(|finding| finding.code == code).unwrap_or_else(|| panic!("no {code}: {before:?}"));
    let fixed = apply(source, &finding.fixes[0]);
    let after = codes(&linter.check(&fixed, format).findings);
    let mut left = codes(&before);
    left.retain(|known| known != code);
    // A sentence that is added may settle other findings too, such as that on a dose; it brings none.
    for code in after {
        let known = left.iter().position(|known| *known == code);
        left.swap_remove(known.unwrap_or_else(|| panic!("new {code}: {fixed}")));
    }
    fixed
}

const STATEMENT: &str = "These statements have not been evaluated by the Food and Drug Administration. This product is not intended to diagnose, treat, cure, or prevent any disease.";

#[test]
fn the_statement_is_added_in_every_format() {
    let linter = linter();
    let plain = settles(
        linter,
        "Our capsules support calm.\r\n\r\nThey promote relaxation. Add to cart.",
        Format::Plain,
        "MC401",
    );
    assert!(plain.contains("\r\n\r\n*") && !plain.ends_with('\n'), "{plain:?}");
    let markdown =
        settles(linter, "# Leaf\n\nOur capsules **support calm**. Add to cart.\n", Format::Markdown, "MC401");
    assert!(markdown.contains("\\*This statement has") && markdown.ends_with(".\n"), "{markdown}");
    let html =
        settles(linter, "<body><p>Our capsules support calm. Add to cart.</p></body>", Format::Html, "MC401");
    assert!(html.contains("<p>*This statement has") && html.ends_with("</body>"), "{html}");
}

#[test]
fn altered_words_are_replaced() {
    let linter = linter();
    let source = "Our tincture supports sleep* and promotes relaxation*. It supports memory.* Order today.\n\n*These statements have not been evaluated by the FDA. This product is not intended to diagnose, treat or prevent disease.\n";
    let fixed = settles(linter, source, Format::Plain, "MC402");
    assert!(fixed.contains("*This statement has") || fixed.contains(STATEMENT), "{fixed}");
}

/// The same paragraphs in every format, with every kind of line end, with and without a last one.
fn shapes(paragraphs: &[&str]) -> Vec<(String, Format)> {
    let plain = paragraphs.join("\n\n");
    let html: String = paragraphs.iter().map(|text| format!("<p>{text}</p>\n")).collect();
    vec![
        (plain.clone(), Format::Plain),
        (format!("{plain}\n"), Format::Plain),
        (plain.replace('\n', "\r\n"), Format::Plain),
        (format!("{plain}\n").replace('\n', "\r\n"), Format::Plain),
        (format!("# Leaf\n\n{plain}"), Format::Markdown),
        (format!("# Leaf\n\n{plain}\n").replace('\n', "\r\n"), Format::Markdown),
        (format!("<html><body>{html}</body></html>"), Format::Html),
        (html.trim_end().to_owned(), Format::Html),
    ]
}

#[test]
fn fixes_settle_in_every_shape() {
    let linter = linter();
    let cases: [(&str, &[&str]); 4] = [
        ("MC401", &["Our capsules support calm.", "They promote relaxation. Add to cart."]),
        (
            "MC402",
            &[
                "Our tincture supports memory.* Order today.",
                "*These statements have not been evaluated by the FDA. This product is not intended to diagnose, treat or prevent disease.",
            ],
        ),
        (
            "MC404",
            &[
                "Our capsules reduce joint swelling and ease stiff knees every morning.",
                "Add to cart. Free shipping.",
            ],
        ),
        ("MC406", &["Our capsules support calm.", "Take two capsules every night. Add to cart."]),
    ];
    for (code, paragraphs) in cases {
        for (source, format) in shapes(paragraphs) {
            let fixed = settles(linter, &source, format, code);
            let (old, new) = (source.matches("\r\n").count(), fixed.matches("\r\n").count());
            let bare = fixed.matches('\n').count() - new;
            assert!(old == 0 || bare == 0, "line ends are mixed: {fixed:?}");
            assert_eq!(source.ends_with('\n'), fixed.ends_with('\n'), "{fixed:?}");
        }
    }
}

#[test]
fn sober_texts_lack_nothing() {
    let linter = linter();
    for text in [
        "Rinse the lentils. Fry the onion in oil for five minutes. Season with lemon.",
        "The index fell two percent on Monday. Investors sold bonds and bought gold.",
        "Depression is a common disorder. Symptoms include low mood. There are several treatments.",
        "",
    ] {
        let findings = linter.check(text, Format::Plain).findings;
        assert!(findings.iter().all(|finding| !finding.code.starts_with("MC4")), "{findings:?}");
    }
}
