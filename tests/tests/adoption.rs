//! A team with an old site: from the program to a green check in four commands, those of the README, and red again at the
//! next claim.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may end where it fails")]

use std::fs;

use scruple_tests::documents::root;
use scruple_tests::program::{Run, run};
use scruple_tests::site::{self, Format};

/// The four commands, as the README has them.
fn commands() -> Vec<String> {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let section =
        readme.split("\n## Adopt it on an old site\n").nth(1).expect("the README tells how to adopt Scruple");
    let block = section.split("```console\n").nth(1).and_then(|rest| rest.split("\n```").next()).unwrap();
    block
        .lines()
        .filter_map(|line| line.strip_prefix("$ "))
        .map(|line| line.split('#').next().unwrap_or(line).trim().to_owned())
        .collect()
}

#[test]
fn four_commands_lead_an_old_site_to_a_green_check() {
    let commands = commands();
    assert_eq!(commands.len(), 4, "{commands:#?}");
    assert!(commands[0].starts_with("cargo install --path "), "the first one brings the program");
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path();
    site::write(site, 300, &[Format::Markdown, Format::Html, Format::Text], 4000).unwrap();
    let at = |command: &str| -> Run {
        run(site, &command.strip_prefix("scruple ").unwrap().split_whitespace().collect::<Vec<_>>())
    };
    // What the team starts from.
    assert_eq!(at("scruple check --format concise --quiet").status, 1, "the old site has claims");
    for command in &commands[1..] {
        let run = at(command);
        assert_eq!(run.status, 0, "{command}\n{}{}", run.out, run.err);
    }
    let check = &commands[3];

    // Lines that move are nothing new, in any format.
    let flagged = ["content", "shop", "newsletter"].map(|part| {
        let page = first_flagged(site, part);
        let text = fs::read_to_string(&page).unwrap();
        let body = if part == "content" { text.find("\n# ").unwrap() + 1 } else { 0 };
        let (head, rest) = text.split_at(body);
        let rest = if part == "shop" {
            rest.replacen("<h1>", "<p>Closed on Sunday.</p>\r\n<h1>", 1)
        } else {
            format!("Closed on Sunday.\n\n{rest}")
        };
        fs::write(&page, format!("{head}{rest}")).unwrap();
        page
    });
    assert_eq!(at(check).status, 0, "moved: {flagged:?}");

    // A new claim on an old page is.
    let page = &flagged[0];
    let text = fs::read_to_string(page).unwrap();
    fs::write(page, format!("{text}\nOur tea cures gout.\n")).unwrap();
    let run = at(&format!("{check} --format concise"));
    assert_eq!(run.status, 1, "{}{}", run.out, run.err);
    assert!(
        run.out.lines().any(|line| line.contains("error[MC101]") && line.contains("cures gout")),
        "{}",
        run.out
    );
}

/// The first page of a part of the site that has an error.
fn first_flagged(site: &std::path::Path, part: &str) -> std::path::PathBuf {
    let found = run(site, &["check", "--format", "jsonl", part]);
    let row = found.out.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let row = row
        .into_iter()
        .find(|row| row["severity"] == "error" && row["scope"] == "span")
        .expect("an old claim");
    site.join(row["path"].as_str().unwrap())
}

#[test]
fn the_site_is_what_it_says() {
    let folder = tempfile::tempdir().unwrap();
    site::write(folder.path(), 300, &[Format::Markdown, Format::Html, Format::Text], 4000).unwrap();
    let run = run(folder.path(), &["check", "--format", "concise", "--fail-on", "never"]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(
        run.out.lines().any(|line| line.contains(" in 300 files") || line.contains("300 files"))
            || !run.out.is_empty()
    );
    for ending in [".md:", ".html:", ".txt:"] {
        assert!(run.out.contains(ending), "no claim in {ending}");
    }
}
