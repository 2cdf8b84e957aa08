//! `scruple rules check`: one bad pack for every kind of notice, and a sound one.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may end where it fails")]

mod support;

use support::{Folder, Run};

const RULE: &str = "\
- code: XX101
  name: house-rule
  category: house
  severity: warning
  confidence: high
  summary: Calls a product by a star
  message: '\"{text}\" is not said here'
  why: Readers take it at its word.
  instead: Say what the product contains.
  match:
    - \"(comet|saturn) {thing}\"
  unless: [negated, question]
  unless-match:
    - \"comet pills of the past\"
  false-positives: Names of old songs.
  examples:
    bad:
      - \"A [[comet pill]] for all.\"
      - \"Our [[saturn powder]] is here.\"
      - \"Two [[comet pills]] a day.\"
    good:
      - \"It is not a saturn powder.\"
      - \"This museum shows comet pills of the past.\"
      - \"The comet was seen in May.\"
";

const WORDS: &str = "\
lexicons:
  thing:
    description: Things to swallow
    terms: [pill+, powder+]
    except: [pill box]
";

/// Looks over the rule and the words, each with something changed.
fn check(rule: &str, words: &str) -> Run {
    Folder::new()
        .file("house/rules.yaml", rule)
        .file("house/words.yaml", words)
        .run(&["rules", "check", "house"])
}

/// Asserts the status and that one line starts with this place and ends with this kind.
#[track_caller]
fn says(run: &Run, status: i32, place: &str, kind: &str) {
    let found = run.out.lines().any(|line| line.starts_with(place) && line.ends_with(&format!("[{kind}]")));
    assert!(found, "no {kind} at {place} in\n{}{}", run.out, run.err);
    assert_eq!(run.status, status, "{}{}", run.out, run.err);
}

fn with(from: &str, to: &str) -> String {
    assert!(RULE.contains(from), "{from}");
    RULE.replacen(from, to, 1)
}

#[test]
fn a_sound_pack_is_0() {
    let run = check(RULE, WORDS);
    assert_eq!((run.status, run.out.as_str()), (0, "Nothing to say of this pack.\n"), "{}", run.err);
}

#[test]
fn a_pattern_that_its_own_guard_silences() {
    let run = check(&with("    - \"(comet", "    - \"we never (fail|lose) {thing}\"\n    - \"(comet"), WORDS);
    says(&run, 1, "house/rules.yaml:11: warning: XX101: \"we never (fail|lose) {thing}\"", "dead-pattern");
    assert!(run.out.contains("`negated`"), "{}", run.out);
}

#[test]
fn a_pattern_that_another_one_covers() {
    let words = WORDS.replace("    except: [pill box]\n", "");
    let run = check(&with("{thing}\"\n", "{thing}\"\n    - \"comet (pill|pills)\"\n"), &words);
    says(&run, 1, "house/rules.yaml:12: warning: XX101: \"comet (pill|pills)\"", "covered-pattern");
}

#[test]
fn a_pattern_that_no_example_tries_is_a_note() {
    let rule = with("{thing}\"\n", "{thing}\"\n    - \"magic {thing}\"\n");
    let run = check(&rule, WORDS);
    says(&run, 0, "house/rules.yaml:12: note: XX101: ", "untried-pattern");
    let folder = Folder::new().file("house/rules.yaml", &rule).file("house/words.yaml", WORDS);
    assert_eq!(folder.run(&["rules", "check", "house", "--fail-on", "note"]).status, 1);
    let quiet = folder.run(&["rules", "check", "house", "--quiet"]);
    assert_eq!((quiet.status, quiet.out.as_str()), (0, ""));
}

#[test]
fn words_that_nothing_asks_for() {
    let unused = format!("{WORDS}  song:\n    description: Songs\n    terms: [ballad+]\n");
    says(&check(RULE, &unused), 1, "house/words.yaml:6: warning: {song}: ", "unused-lexicon");
    let twice = WORDS.replace("powder+]", "powder+, pill+]");
    says(&check(RULE, &twice), 1, "house/words.yaml:4: warning: {thing}: \"pill+\"", "double-term");
    let covered = WORDS.replace("powder+]", "powder+, pills]");
    says(&check(RULE, &covered), 0, "house/words.yaml:4: note: {thing}: \"pills\"", "covered-term");
    let idle = WORDS.replace("[pill box]", "[pill box, brass band]");
    says(&check(RULE, &idle), 0, "house/words.yaml:5: note: {thing}: 1 of 2", "idle-exception");
}

#[test]
fn rules_that_report_the_same_words() {
    let other = RULE.replace("XX101", "XX102").replace("house-rule", "other-rule");
    let run = check(&format!("{RULE}{other}"), WORDS);
    says(&run, 1, "house/rules.yaml:35: warning: XX102: ", "same-pattern");
    says(&run, 1, "house/rules.yaml:25: warning: XX102: XX101 reports", "overlapping-rules");
    let gives_way = other.replace("  false-", "  yields-to: [XX101]\n  false-");
    let run = check(&format!("{RULE}{gives_way}"), WORDS);
    assert!(!run.out.contains("same-pattern") && !run.out.contains("overlapping"), "{}", run.out);
    // What follows others is meant to speak of the same words.
    let follows = other.replace("  match:", "  follows: [MC101]\n  match:");
    let run = check(&format!("{RULE}{follows}"), WORDS);
    assert!(!run.out.contains("overlapping"), "{}{}", run.out, run.err);
    assert_ne!(run.status, 2, "{}", run.err);
}

#[test]
fn examples_that_prove_little() {
    let few = with("      - \"Two [[comet pills]] a day.\"\n", "");
    says(&check(&few, WORDS), 0, "house/rules.yaml:1: note: XX101: 2 bad examples", "few-examples");
    let distant = with("It is not a saturn powder.", "Vitamin C is found in many fruits.")
        .replace("This museum shows comet pills of the past.", "The jar holds sixty pills.");
    says(&check(&distant, WORDS), 0, "house/rules.yaml:1: note: XX101: ", "distant-examples");
    let guarded = with("This museum shows comet pills of the past.", "Is it a saturn powder?")
        .replace("The comet was seen in May.", "Nobody sells a saturn pill, not a comet powder.");
    let run = check(&guarded, WORDS);
    says(&run, 0, "house/rules.yaml:1: note: XX101: ", "guarded-examples");
    assert!(run.out.contains("(negated, question)"), "{}", run.out);
}

#[test]
fn what_a_writer_is_told() {
    for advice in ["Remove it.", "''"] {
        let run = check(&with("Say what the product contains.", advice), WORDS);
        says(&run, 1, "house/rules.yaml:1: warning: XX101: `instead`", "no-fix");
    }
    let verdict = with("is not said here", "is illegal");
    says(
        &check(&verdict, WORDS),
        1,
        "house/rules.yaml:1: error: XX101: `message` says \"illegal\"",
        "verdict",
    );
    let empty = with("why: Readers take it at its word.", "why: ''");
    says(&check(&empty, WORDS), 1, "house/rules.yaml:1: warning: XX101: `why` is empty", "empty-text");
}

#[test]
fn names_of_other_rules() {
    let unknown = with("  false-", "  yields-to: [XX999]\n  false-");
    says(&check(&unknown, WORDS), 1, "house/rules.yaml:1: warning: XX101: `yields-to`", "unknown-code");
    let taken = with("  name: house-rule", "  name: house-rule\n  aliases: [cure-claim]");
    says(&check(&taken, WORDS), 1, "house/rules.yaml:1: warning: XX101: the alias", "taken-alias");
}

#[test]
fn a_pack_that_does_not_load_is_2() {
    for (rule, words) in [
        (with("negated", "denied"), "denied"),
        (format!("{RULE}{}", RULE.replace("house-rule", "other-rule")), "\"XX101\" is taken"),
        (with("{thing}", "{thign}"), "no lexicon is called \"thign\""),
    ] {
        let run = check(&rule, WORDS);
        assert_eq!((run.status, run.out.as_str()), (2, ""), "{}", run.err);
        assert!(run.err.contains("house/rules.yaml:") && run.err.contains(words), "{}", run.err);
    }
}

#[test]
fn for_machines() {
    let folder = Folder::new().file("house/rules.yaml", with("is not said here", "is illegal"));
    let folder = folder.file("house/words.yaml", WORDS);
    let run = folder.run(&["rules", "check", "house", "--format", "json"]);
    let list: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(run.status, 1);
    assert_eq!(list[0]["kind"], "verdict");
    assert_eq!((&list[0]["path"], &list[0]["line"]), (&"house/rules.yaml".into(), &1.into()));
    assert_eq!((&list[0]["level"], &list[0]["about"]), (&"error".into(), &"XX101".into()));
}
