//! `rules list` and `explain` know the packs that the settings of the current folder name.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may end where it fails")]

mod support;

use support::Folder;

fn pack(code: &str, name: &str) -> String {
    format!(
        "- code: {code}\n  name: {name}\n  category: house\n  severity: warning\n  confidence: high\n  summary: Says {name}\n  \
         message: '\"{{text}}\" is out'\n  why: Readers take it at its word.\n  instead: Say what it contains.\n  \
         markets: {{us: [\"FTC Act §5\"]}}\n  match: [\"{name} word\"]\n  examples:\n    bad: [\"A [[{name} word]] here.\"]\n    \
         good: [\"A plain one.\"]\n"
    )
}

fn house() -> Folder {
    Folder::new()
        .file(
            "site/scruple.toml",
            "packs = [\"eu\", \"../house\"]\n[[overrides]]\nfiles = \"shop/**\"\npacks = \"./shop-rules\"\n",
        )
        .file("house/rules.yaml", pack("HOUSE1", "zappy"))
        .file("site/shop-rules/rules.yaml", pack("SHOP1", "zesty"))
}

#[test]
fn rules_of_packs_in_settings_are_listed_and_explained() {
    let folder = house();
    let run = |args: &[&str]| {
        let output = folder.command().current_dir(folder.path("site")).args(args).output().unwrap();
        support::Run::of(&output)
    };
    let list = run(&["rules", "list"]);
    assert_eq!((list.status, list.err.as_str()), (0, ""));
    assert!(
        list.out.contains("HOUSE1  ") && list.out.contains("SHOP1   ") && list.out.contains("MC101"),
        "{}",
        list.out
    );
    let page = run(&["explain", "zappy"]);
    assert!(page.status == 0 && page.out.starts_with("HOUSE1 zappy"), "{}{}", page.out, page.err);
    assert!(run(&["explain", "shop1"]).out.starts_with("SHOP1 zesty"));
    assert!(run(&["explain", "zapy"]).err.contains("zappy"), "the nearest is one of them");
    // Named twice, it is read once.
    assert_eq!(run(&["explain", "HOUSE1", "--pack", "../house"]).status, 0);
    // Where no settings name them they are not known.
    assert_eq!(folder.run(&["explain", "HOUSE1"]).status, 2);
}

#[test]
fn what_cannot_be_read_is_told_and_left_out() {
    let folder =
        house().file("house/rules.yaml", "- code: HOUSE1\n").file("scruple.toml", "packs = \"nowhere\"\n");
    let output =
        folder.command().current_dir(folder.path("site")).args(["explain", "MC101"]).output().unwrap();
    let broken = support::Run::of(&output);
    assert!(broken.status == 0 && broken.out.starts_with("MC101"), "{}", broken.err);
    assert!(broken.err.contains("scruple.toml:1:16: a pack is left out"), "{}", broken.err);
    let wrong = folder.run(&["rules", "list"]);
    assert!(wrong.status == 0 && wrong.err.contains("no pack is called \"nowhere\""), "{}", wrong.err);
}
