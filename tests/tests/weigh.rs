//! What the whole of a document does to the severity of a single finding.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may end where it fails")]

use scruple::finding::Severity;
use scruple::source::Format;
use scruple_tests::documents;

/// The gravest finding of a rule.
fn worst(text: &str, code: &str) -> Option<Severity> {
    let report = documents::linter().check(text, Format::Markdown);
    report.findings.into_iter().filter(|finding| finding.code == code).map(|finding| finding.severity).max()
}

const ON_DIETS: &str = "There are several ways that families in our valley have used to control arthritis since the \
    mill was built. They walk down to the river in the morning, and in the evening they sit in the sun. Nobody knows \
    when that began. The old people say that it was in the year of the great flood, and the young ones do as they are \
    told, which is the custom in the valley, as it is in the next one.";

#[test]
fn an_error_needs_something_that_is_sold() {
    assert_eq!(worst("Our capsules control arthritis.", "MC102"), Some(Severity::Error));
    assert_ne!(worst(ON_DIETS, "MC102"), Some(Severity::Error));
    let sold = format!("{ON_DIETS}\n\nOur capsules control arthritis. Add to cart.");
    assert_eq!(worst(&sold, "MC102"), Some(Severity::Error));
}

#[test]
fn a_heading_alone_is_no_error() {
    assert_ne!(worst("# Tetanus\n\nOur team is here for you.", "MC112"), Some(Severity::Error));
}

#[test]
fn listed_titles_are_their_authors() {
    let title = "Vitamin B2 relieves migraine in adults with aura";
    let under = |heading: &str| format!("# Daily drops\n\nAdd to cart.\n\n## {heading}\n\n- {title}\n");
    assert!(worst(&under("What our drops do"), "MC102").is_some());
    assert_eq!(worst(&under("Selected studies"), "MC102"), None);
    assert_eq!(worst(&under("References"), "MC102"), None);
    // A sentence is not a title, whatever it stands under.
    let sentence = format!("# Daily drops\n\nAdd to cart.\n\n## Our studies\n\n- {title}.\n");
    assert!(worst(&sentence, "MC102").is_some());
}
