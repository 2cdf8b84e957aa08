//! The example of a content management system does what it says.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may end where it fails")]

#[path = "../examples/publish.rs"]
#[allow(dead_code, unreachable_pub, reason = "the example has a main of its own")]
mod publish;

use std::thread;

use publish::{Gate, Outcome, Page};
use scruple::rule::Packs;
use scruple::{Finding, Linter, Report};

fn page(html: &str) -> Page {
    Page { slug: "/page".to_owned(), html: html.to_owned() }
}

#[test]
fn a_page_with_errors_is_refused_and_its_editor_learns_why() {
    let html = "<p>Our tea <b>cu</b>res type&nbsp;2 diabetes.</p>";
    let Outcome::Refused(json) = Gate::new().unwrap().publish(&page(html)).unwrap() else {
        panic!("published")
    };
    let answer: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(answer["page"], "/page");
    let finding =
        answer["findings"].as_array().unwrap().iter().find(|finding| finding["code"] == "MC101").unwrap();
    assert_eq!(finding["severity"], "error");
    // What an editor needs to mark the words: bytes of the very HTML that was sent.
    let place = |end: &str| usize::try_from(finding[end]["byte"].as_u64().unwrap()).unwrap();
    assert_eq!(&html[place("start")..place("end")], "cu</b>res type&nbsp;2 diabetes");
    assert!(!finding["why"].as_str().unwrap().is_empty() && !finding["help"].as_str().unwrap().is_empty());
    // And it can be read back.
    let _: Vec<Finding> = serde_json::from_value(answer["findings"].clone()).unwrap();
}

#[test]
fn a_sober_page_is_published() {
    let sober = page("<h1>Mint tea</h1><p>Mint tea tastes fresh and holds no caffeine.</p>");
    assert!(
        matches!(Gate::new().unwrap().publish(&sober), Ok(Outcome::Published(hints)) if hints.is_empty())
    );
}

#[test]
fn threads_share_one_linter() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<Linter>();
    shared::<Packs>();
    shared::<Report>();
    shared::<Gate>();

    let gate = Gate::new().unwrap();
    let claim = page("<p>Our drops cure cancer.</p>");
    let answer = |gate: &Gate| match gate.publish(&claim).unwrap() {
        Outcome::Refused(json) => json,
        Outcome::Published(_) => String::new(),
    };
    let alone = answer(&gate);
    assert!(!alone.is_empty());
    thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| answer(&gate))).collect();
        for thread in threads {
            assert_eq!(thread.join().unwrap(), alone);
        }
    });
}
