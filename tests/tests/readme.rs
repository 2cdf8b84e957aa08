//! What the README shows is what a reader gets. Its Rust is compiled and run as a doctest of this package.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may end where it fails")]

use std::fs;

use scruple_tests::documents::root;
use scruple_tests::program::run;

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).unwrap()
}

/// The insides of the fenced blocks of a language.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let open = format!("```{language}\n");
    text.split(&open).skip(1).filter_map(|rest| rest.split("\n```").next()).map(str::to_owned).collect()
}

/// A block that shows a command with its output shows the real output; a line `…` stands for what is left out.
#[test]
fn excerpts_are_real() {
    let mut checked = 0;
    for block in blocks(&readme(), "console") {
        let mut lines = block.lines();
        let command = lines.next().unwrap_or_default();
        let shown: Vec<&str> = lines.collect();
        let Some(args) = command.strip_prefix("$ scruple ") else { continue };
        if shown.is_empty() || shown.iter().any(|line| line.starts_with("$ ")) {
            continue;
        }
        let real = run(&root(), &args.split_whitespace().collect::<Vec<_>>());
        let mut rest = real.out.as_str();
        for part in shown.split(|line| *line == "…") {
            let part = part.join("\n");
            let Some(at) = rest.find(&part) else {
                panic!("the README shows\n{part}\n\nbut `{command}` gives\n{}{}", real.out, real.err)
            };
            rest = &rest[at + part.len()..];
        }
        checked += 1;
    }
    assert!(checked > 0, "the README shows no output of the program");
}

/// The rule of the README is a rule.
#[test]
fn its_rule_loads_and_its_examples_hold() {
    use scruple::rule::{pack::PackFile, test};
    let rules = |block: &String| block.starts_with("- code:");
    let rule = blocks(&readme(), "yaml").into_iter().find(rules).expect("the README shows a rule");
    let file = PackFile { path: "house/rules.yaml".to_owned(), text: rule };
    let packs = scruple_rules::core().unwrap().extend(&[file]).unwrap_or_else(|errors| panic!("{errors}"));
    let failures: Vec<_> =
        test::run(&packs).unwrap().into_iter().filter(|failure| failure.code == "HOUSE1").collect();
    assert!(failures.is_empty(), "{failures:#?}");
}

/// The README's first command ends with status 1 and shows every family.
#[test]
fn the_first_command_shows_every_family() {
    let run = run(&root(), &["check", "tests/documents", "--format", "concise"]);
    assert_eq!((run.status, run.err.as_str()), (1, ""));
    for family in ["[MC1", "[MC2", "[MC3", "[MC4", "[MC5", "[MC6"] {
        assert!(run.out.contains(family), "nothing of {family}");
    }
}

/// Every link to a file of the repository leads somewhere.
#[test]
fn links_lead_somewhere() {
    let own = ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "rules/README.md", "rules/docs/README.md"];
    let editors = ["vscode", "neovim", "helix", "zed", "emacs", "sublime", "kakoune"]
        .map(|editor| format!("editors/{editor}/README.md"));
    for name in own.map(str::to_owned).into_iter().chain(editors) {
        let path = root().join(&name);
        let text = fs::read_to_string(&path).unwrap();
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if !target.contains("://") && !target.starts_with('#') {
                let file = target.split('#').next().unwrap();
                assert!(path.parent().unwrap().join(file).exists(), "{name} links to {target}");
            }
        }
    }
}
