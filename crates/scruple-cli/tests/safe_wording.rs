//! Authorised wording from end to end: silent where it is right, offered where a claim comes near it.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may end where it fails")]

mod support;

use support::Folder;

#[test]
fn the_register_is_silent_and_is_offered() {
    let page = "Our capsules hold vitamin C and zinc. Add to cart.\n\n\
                Zinc contributes to normal cognitive function.\n\n\
                Vitamin C boosts immunity.\n";
    let run = Folder::new().file("page.md", page).run(&["check", "--market", "eu", "--format", "jsonl"]);
    // The words may speak for the class of the page; no finding may be about them.
    let about = |line: &str| {
        line.split("\"text\":\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned()
    };
    assert!(run.out.lines().all(|line| !about(line).contains("cognitive")), "{}", run.out);
    let line = run.out.lines().find(|line| line.contains("boosts immunity")).unwrap();
    for part in [
        "\"title\":\"Use the authorised wording (EU 432/2012)\"",
        "\"safety\":\"unsafe\"",
        "contributes to the normal function of the immune system",
    ] {
        assert!(line.contains(part), "no {part} in {line}");
    }
}
