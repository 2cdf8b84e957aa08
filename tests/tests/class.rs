//! The same words weigh by the kind of document they stand in: inferred, set by the caller, or said by the document.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may end where it fails")]

use std::fs;
use std::sync::OnceLock;

use scruple::finding::{Finding, SetBy, Severity};
use scruple::rule::Market;
use scruple::source::Format;
use scruple::{DocumentClass, Linter, Options, Report};
use scruple_tests::program::run;

/// A claim that an article reports and a shop makes.
const CLAIM: &str = "Some of these capsules relieve anxiety.";

const SHOP: &str =
    "Our formula is made in small batches. Add to cart today, with free shipping on every order.";

const ARTICLE: &str = "Anxiety is common. Symptoms of anxiety include worry and a racing heart. Causes are not fully \
    understood. Treatment options include talking therapies and medicines. Talk to your doctor if symptoms last. More \
    research is needed on supplements, and the evidence is limited.";

fn linter() -> &'static Linter {
    static LINTER: OnceLock<Linter> = OnceLock::new();
    LINTER.get_or_init(|| Linter::builder().packs(scruple_rules::core().unwrap()).build().unwrap())
}

fn markdown(text: &str) -> Report {
    linter().check(text, Format::Markdown)
}

fn claim(report: &Report) -> &Finding {
    report.findings.iter().find(|finding| finding.code == "MC102").expect("the claim is found")
}

#[test]
fn a_shop_is_named_with_the_words_that_show_it() {
    let text = format!("{SHOP}\n\n{CLAIM}\n");
    let report = markdown(&text);
    let finding = claim(&report);
    assert_eq!((finding.severity, finding.class.name), (Severity::Error, DocumentClass::Product));
    assert_eq!(finding.class.set, SetBy::Inferred);
    assert!(finding.class.because.iter().any(|cue| cue == "Add to cart"), "{:?}", finding.class);
    assert_eq!(report.class, finding.class);
    // Each reason has its place.
    assert_eq!(report.cues.len(), finding.class.because.len());
    for (cue, words) in report.cues.iter().zip(&*finding.class.because) {
        assert_eq!(&text[cue.start.byte..cue.end.byte], words);
    }
}

#[test]
fn an_article_lowers_it_and_says_why() {
    let report = markdown(&format!("{ARTICLE}\n\n{CLAIM}\n"));
    assert_eq!(report.class.name, DocumentClass::Editorial);
    let finding = claim(&report);
    assert!(finding.severity < Severity::Error);
    let note = finding.notes.iter().find(|note| note.starts_with("read as editorial (\"")).unwrap();
    assert!(note.contains("lowered"), "{note}");
}

#[test]
fn a_text_without_signs_is_judged_as_if_it_sold_something() {
    let report = markdown(CLAIM);
    assert_eq!(claim(&report).severity, Severity::Error);
    assert_eq!(report.class.name, DocumentClass::Unclassified);
    assert!(report.class.reading().starts_with("nothing says what kind of document this is"));
}

#[test]
fn front_matter_sets_class_and_markets() {
    for head in [
        "---\nscruple: {class: editorial, market: eu}\n---\n\n",
        "---\ntitle: Anxiety\nscruple:\n  class: editorial\n  market: [eu]\n---\n\n",
        "+++\n[scruple]\nclass = \"editorial\"\nmarket = [\"eu\"]\n+++\n\n",
    ] {
        let report = markdown(&format!("{head}{CLAIM}\n"));
        let finding = claim(&report);
        assert_eq!((finding.severity, finding.class.set), (Severity::Warning, SetBy::Document), "{head}");
        assert!(finding.references.iter().all(|law| law.market == Some(Market::Eu)), "{head}");
        assert_eq!(finding.notes, ["read as editorial, as the document says of itself: lowered one step"]);
        assert!(report.warnings.is_empty() && finding.class.because.is_empty());
    }
}

#[test]
fn a_page_sets_class_and_markets() {
    let head = r#"<meta name="scruple:class" content="news"><meta content="eu, uk" name="scruple:market">"#;
    let report = linter().check(&format!("<head>{head}</head><p>{CLAIM}</p>"), Format::Html);
    assert_eq!((report.class.name, report.class.set), (DocumentClass::News, SetBy::Document));
    assert!(claim(&report).references.iter().all(|law| law.market != Some(Market::Us)));
}

#[test]
fn the_document_goes_before_the_caller_and_the_caller_before_the_words() {
    let options = Options::default().class(DocumentClass::Editorial).market(Market::Uk);
    let shop = format!("{SHOP}\n\n{CLAIM}\n");
    let report = linter().check_with(&shop, Format::Markdown, &options);
    assert_eq!((report.class.name, report.class.set), (DocumentClass::Editorial, SetBy::Caller));
    assert_eq!(claim(&report).severity, Severity::Warning);
    assert!(claim(&report).references.iter().all(|law| law.market == Some(Market::Uk)));
    // The options of one text leave no trace in the next.
    let linter = linter();
    let _ = linter.check_with(&shop, Format::Markdown, &options);
    assert_eq!(linter.check(&shop, Format::Markdown), markdown(&shop));

    let said = format!("---\nscruple: {{class: product}}\n---\n\n{CLAIM}\n");
    let report = linter.check_with(&said, Format::Markdown, &options);
    assert_eq!((report.class.name, report.class.set), (DocumentClass::Product, SetBy::Document));

    let clinic = Linter::builder().packs(scruple_rules::core().unwrap()).class(DocumentClass::Clinic);
    let report = clinic.build().unwrap().check(CLAIM, Format::Plain);
    assert_eq!((report.class.name, report.class.set), (DocumentClass::Clinic, SetBy::Caller));
}

#[test]
fn what_cannot_be_heeded_is_told_and_the_rest_holds() {
    let text = format!(
        "---\nscruple: {{clas: x, class: editoral, market: [eu, mars]}}\ntitle: No risk at all\n---\n\n{CLAIM}\n"
    );
    let report = markdown(&text);
    let told: Vec<(&str, &str)> = report
        .warnings
        .iter()
        .map(|warning| (&text[warning.start.byte..warning.end.byte], warning.message.as_str()))
        .collect();
    assert_eq!(told.iter().map(|(words, _)| *words).collect::<Vec<_>>(), ["clas: x", "editoral", "mars"]);
    assert!(told[1].1.contains("write one of product, clinic, editorial"), "{told:?}");
    assert_eq!(report.class.set, SetBy::Inferred);
    assert_eq!(report.warnings[0].start.line, 2);
    // The market that is one holds, and the title is read as before.
    assert!(claim(&report).references.iter().all(|law| law.market == Some(Market::Eu)));
    assert!(report.findings.iter().any(|finding| finding.start.line == 3));
}

#[test]
fn no_front_matter_is_a_fault() {
    for head in
        ["scruple: [", "scruple: {class", "scruple:\n  - a\n -", "scruple: {{ page.class }}", "scruple:\n\t:"]
    {
        let report = markdown(&format!("---\n{head}\n---\n\n{CLAIM}\n"));
        assert_eq!(report.class.set, SetBy::Inferred, "{head}");
        assert!(report.findings.iter().all(|finding| finding.start.line > 3), "{head}");
    }
    // Only what opens a document speaks for it.
    let below = markdown(&format!("{CLAIM}\n\n---\nscruple: {{class: editorial}}\n---\n"));
    assert_eq!(below.class.set, SetBy::Inferred);
}

#[test]
fn the_program_takes_a_class_and_tells_it() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.md"), CLAIM).unwrap();
    fs::write(folder.path().join("b.md"), format!("---\nscruple: {{class: shop}}\n---\n\n{CLAIM}\n"))
        .unwrap();
    let run_in = |args: &[&str]| run(folder.path(), args);
    let text = run_in(&["check", "--class", "Editorial", "a.md"]);
    assert_eq!(text.status, 0, "{}", text.err);
    assert!(text.out.contains("a.md: read as editorial, as asked for\n"), "{}", text.out);
    let json = run_in(&["check", "--class", "editorial", "--format", "jsonl", "a.md"]);
    let row: serde_json::Value = serde_json::from_str(json.out.lines().next().unwrap()).unwrap();
    let expected = serde_json::json!({ "name": "editorial", "set": "caller", "because": [] });
    assert_eq!(row["class"], expected);
    let unknown = run_in(&["check", "b.md"]);
    assert!(
        unknown.err.contains("b.md:2:18: unknown class \"shop\"; write one of product,"),
        "{}",
        unknown.err
    );
    assert_eq!(unknown.status, 1);
    let wrong = run_in(&["check", "--class", "shop", "a.md"]);
    assert_eq!(wrong.status, 2);
}
