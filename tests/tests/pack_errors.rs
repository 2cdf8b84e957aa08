//! A pack that is wrong says where and what to write instead.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may end where it fails")]

use scruple::rule::Packs;
use scruple::rule::pack::PackFile;

const RULE: &str = "\
- code: XX101
  name: house-rule
  category: house
  severity: error
  confidence: high
  summary: Says what the house does not say
  message: '\"{text}\" is not said here'
  why: The house style says so.
  instead: Leave it out.
  markets: {us: [\"FTC Act §5\"]}
  match: [\"(wonder|miracle) {thing}\"]
  examples:
    bad: [\"A [[wonder pill]] for all.\"]
    good: [\"It is no wonder.\"]
";

const LEXICON: &str = "\
lexicons:
  thing:
    description: Things to swallow
    terms: [pill+, powder+]
";

/// Loads the rule and the lexicon, changed, and gives back the errors, one per line.
fn errors(rule: &str, lexicon: &str) -> Vec<String> {
    let file = |path: &str, text: &str| PackFile { path: path.to_owned(), text: text.to_owned() };
    match Packs::default().extend(&[file("house/rules.yaml", rule), file("house/words.yaml", lexicon)]) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.to_string().lines().map(str::to_owned).collect(),
    }
}

/// Asserts that one error starts with this place and holds these words.
#[track_caller]
fn says(errors: &[String], place: &str, words: &[&str]) {
    let found =
        errors.iter().any(|error| error.starts_with(place) && words.iter().all(|word| error.contains(word)));
    assert!(found, "no error at {place} with {words:?} in {errors:#?}");
}

#[test]
fn the_pack_itself_is_sound() {
    assert_eq!(errors(RULE, LEXICON), Vec::<String>::new());
}

#[test]
fn an_unknown_key() {
    let errors = errors(&RULE.replace("  instead:", "  advice:"), LEXICON);
    says(&errors, "house/rules.yaml:", &["advice", "instead"]);
    assert!(
        errors[0].starts_with("house/rules.yaml:9:") || errors[0].starts_with("house/rules.yaml:1:"),
        "{errors:?}"
    );
}

#[test]
fn a_code_that_is_taken() {
    let twice = format!("{RULE}{}", RULE.replace("house-rule", "other-rule"));
    says(&errors(&twice, LEXICON), "house/rules.yaml:15:", &["\"XX101\"", "taken"]);
}

#[test]
fn a_name_that_is_taken() {
    let twice = format!("{RULE}{}", RULE.replace("XX101", "XX102"));
    says(&errors(&twice, LEXICON), "house/rules.yaml:", &["\"house-rule\"", "taken"]);
}

#[test]
fn a_code_of_the_core_pack_is_taken() {
    let file = |path: &str, text: &str| PackFile { path: path.to_owned(), text: text.to_owned() };
    let rule = RULE.replace("XX101", "MC101");
    let error = scruple_rules::core()
        .unwrap()
        .extend(&[file("house/rules.yaml", &rule), file("house/words.yaml", LEXICON)])
        .unwrap_err()
        .to_string();
    assert!(error.starts_with("house/rules.yaml:1:") && error.contains("\"MC101\" is taken"), "{error}");
}

#[test]
fn bad_patterns() {
    for pattern in ["(wonder|miracle {thing}", "{thing", "wonder )", "", "...", "!{thing", "[wonder"] {
        let errors = errors(&RULE.replace("(wonder|miracle) {thing}", pattern), LEXICON);
        assert!(!errors.is_empty(), "{pattern:?} loads");
        says(&errors, "house/rules.yaml:", &["XX101"]);
    }
}

#[test]
fn an_unknown_lexicon_and_the_nearest_name() {
    let errors = errors(&RULE.replace("{thing}", "{thign}"), LEXICON);
    says(&errors, "house/rules.yaml:", &["\"thign\"", "did you mean \"thing\"?"]);
}

#[test]
fn a_lexicon_that_takes_in_itself() {
    let circle = "\
lexicons:
  thing:
    description: Things
    terms: [pill, \"{other}\"]
  other:
    description: Others
    terms: [\"{thing}\"]
";
    says(&errors(RULE, circle), "house/words.yaml:", &["takes in itself"]);
}

#[test]
fn a_rule_without_examples() {
    let none = RULE.replace("    bad: [\"A [[wonder pill]] for all.\"]\n", "    bad: []\n");
    says(&errors(&none, LEXICON), "house/rules.yaml:1:", &["XX101", "no bad example"]);
    let none = RULE.replace("    good: [\"It is no wonder.\"]\n", "    good: []\n");
    says(&errors(&none, LEXICON), "house/rules.yaml:1:", &["XX101", "no good example"]);
}

#[test]
fn a_rule_without_a_pattern() {
    let none = RULE.replace("  match: [\"(wonder|miracle) {thing}\"]\n", "");
    says(&errors(&none, LEXICON), "house/rules.yaml:1:", &["XX101", "match"]);
}

#[test]
fn a_key_that_stands_twice() {
    let twice = RULE.replace("  why:", "  summary: Again\n  why:");
    says(&errors(&twice, LEXICON), "house/rules.yaml:8:", &["summary"]);
}

#[test]
fn tabs() {
    let errors = errors(&RULE.replace("  name: house-rule", "\tname: house-rule"), LEXICON);
    says(&errors, "house/rules.yaml:2:", &["tab"]);
}

#[test]
fn a_severity_that_does_not_exist() {
    let errors = errors(&RULE.replace("severity: error", "severity: fatal"), LEXICON);
    says(&errors, "house/rules.yaml:4:", &["fatal", "error", "warning", "info"]);
}

#[test]
fn two_files_with_errors_are_both_told_of() {
    let errors = errors(&RULE.replace("  instead:", "  advice:"), "lexicons:\n  thing:\n    words: [pill]\n");
    says(&errors, "house/rules.yaml:", &["advice"]);
    says(&errors, "house/words.yaml:", &["words"]);
}

#[test]
fn a_rule_that_follows_nothing() {
    let follows = RULE.replace("  match:", "  follows: [MC999]\n  match:");
    says(&errors(&follows, LEXICON), "house/rules.yaml:11:", &["XX101", "\"MC999\"", "follows"]);
}

#[test]
fn keys_that_do_nothing_alone() {
    let about = RULE.replace("  match:", "  about: [diabetes]\n  match:");
    says(&errors(&about, LEXICON), "house/rules.yaml:11:", &["`about`", "`follows`"]);
    let add = RULE.replace("  match:", "  add: Read the label.\n  match:");
    says(&errors(&add, LEXICON), "house/rules.yaml:11:", &["`add`", "`needs`"]);
}

#[test]
fn a_name_of_a_pack_that_is_taken() {
    let file = |path: &str, text: &str| PackFile { path: path.to_owned(), text: text.to_owned() };
    let name = "pack:\n  name: eu\n  title: Ours\n  summary: Our own\n";
    let error = scruple_rules::with_packs()
        .unwrap()
        .extend(&[
            file("house/pack.yaml", name),
            file("house/rules.yaml", RULE),
            file("house/words.yaml", LEXICON),
        ])
        .unwrap_err()
        .to_string();
    assert!(error.starts_with("house/pack.yaml:2:") && error.contains("\"eu\""), "{error}");
}
