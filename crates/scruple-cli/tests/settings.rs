//! Settings files: `check` heeds them, `config` tells of them, `init` writes one.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may end where it fails")]

mod support;

use std::fs;

use serde_json::Value;
use support::{CLAIM, Folder, SOBER};

/// A text that supports something: a warning or less by itself.
const BENEFIT: &str = "Our Calmora capsules support restful sleep.\n";

fn codes(folder: &Folder, args: &[&str]) -> Vec<(String, String)> {
    let run = folder.run(&[&["check", "--format", "jsonl"], args].concat());
    let rows = run.out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    rows.map(|row| (row["path"].as_str().unwrap().to_owned(), row["code"].as_str().unwrap().to_owned()))
        .collect()
}

#[test]
fn each_file_is_checked_by_the_nearest_settings() {
    let folder = Folder::new()
        .file(
            "scruple.toml",
            "ignore = [\"MC101\"]\n[[overrides]]\nfiles = \"loud/**\"\nselect = [\"MC101\"]\n",
        )
        .file("a.md", CLAIM)
        .file("loud/b.md", CLAIM)
        .file("own/scruple.toml", "")
        .file("own/c.md", CLAIM);
    let with = |args: &[&str]| -> Vec<String> {
        codes(&folder, args).into_iter().filter(|(_, code)| code == "MC101").map(|(path, _)| path).collect()
    };
    assert_eq!(with(&[]), ["loud/b.md", "own/c.md"]);
    assert_eq!(with(&["--isolated"]), ["a.md", "loud/b.md", "own/c.md"]);
    assert_eq!(with(&["--select", "MC101"]), ["a.md", "loud/b.md", "own/c.md"]);
    assert_eq!(with(&["--ignore", "MC101"]), Vec::<String>::new());
    assert_eq!(with(&["--config", "own/scruple.toml"]), ["a.md", "loud/b.md", "own/c.md"]);
    for threads in ["1", "4"] {
        assert_eq!(codes(&folder, &["--threads", threads]), codes(&folder, &[]));
    }
    // Also on standard input, by the name the text goes by, and from another folder.
    let run = folder.pipe(&["check", "-", "--stdin-filename", "loud/x.md", "--format", "concise"], CLAIM);
    assert!(run.out.contains("MC101"), "{}", run.out);
    let run = folder.pipe(&["check", "-", "--stdin-filename", "x.md", "--format", "concise"], CLAIM);
    assert!(!run.out.contains("MC101"), "{}", run.out);
}

#[test]
fn severities_terms_and_disclaimers_of_the_house() {
    let folder = Folder::new()
        .file(
            "scruple.toml",
            "fail-on = \"error\"\n[severity]\nall = \"warning\"\nMC101 = \"info\"\nstructure-function = \"off\"\n[terms]\nproducts = [\"Calmora\"]\n\
             [[disclaimers]]\nname = \"results\"\ntext = \"Results vary from person to person.\"\nwhen = \"MC1\"\nseverity = \"warning\"\n",
        )
        .file("a.md", CLAIM)
        .file("b.md", BENEFIT);
    let run = folder.run(&["check", "--format", "json", "--ignore", "MC4"]);
    let report: Value = serde_json::from_str(&run.out).unwrap();
    let found: Vec<String> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            format!(
                "{} {} {}",
                row["path"].as_str().unwrap(),
                row["severity"].as_str().unwrap(),
                row["code"].as_str().unwrap()
            )
        })
        .collect();
    assert!(found.contains(&"a.md info MC101".to_owned()), "{found:?}");
    assert!(found.contains(&"a.md warning HOUSE-RESULTS".to_owned()), "{found:?}");
    assert!(found.contains(&"b.md warning HOUSE-RESULTS".to_owned()), "{found:?}");
    assert!(!found.iter().any(|row| row.contains("MC114")), "{found:?}");
    assert_eq!(run.status, 0, "{}", run.err);
    assert_eq!(folder.run(&["check", "--fail-on", "info"]).status, 1);
    assert_eq!(folder.run(&["check", "--select", "HOUSE", "--fail-on", "warning"]).status, 1);
}

#[test]
fn files_are_left_out_taken_in_and_read_as_told() {
    let folder = Folder::new()
        .file("scruple.toml", "[files]\nexclude = [\"drafts/\"]\nformats = { njk = \"html\" }\n")
        .file("a.njk", "<p>Our capsules <b>cu</b>re type 2 diabetes.</p>\n")
        .file("drafts/b.md", CLAIM);
    let paths: Vec<String> = codes(&folder, &[]).into_iter().map(|(path, _)| path).collect();
    assert!(!paths.is_empty() && paths.iter().all(|path| path == "a.njk"), "{paths:?}");
    // A file that is named is checked.
    assert!(!codes(&folder, &["drafts/b.md"]).is_empty());
    assert!(codes(&folder, &["drafts/b.md", "--force-exclude"]).is_empty());
}

#[test]
fn what_a_document_says_goes_before() {
    let folder = Folder::new()
        .file("scruple.toml", "class = \"product\"\nmarkets = \"us\"\n")
        .file("a.md", format!("---\nscruple: {{class: literature, market: eu}}\n---\n{CLAIM}"))
        .file("b.md", CLAIM);
    let run = folder.run(&["check", "--format", "jsonl"]);
    let rows: Vec<Value> = run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(rows.iter().all(|row| row["path"] == "b.md"), "{}", run.out);
    assert_eq!(rows[0]["class"]["set"], "caller");
    let told = folder.run(&["config", "a.md"]);
    assert!(told.out.contains("literature") && told.out.contains("the document, a.md:2:"), "{}", told.out);
}

#[test]
fn settings_that_cannot_be_heeded_end_the_run_with_2() {
    let wrong = |text: &str| {
        let run = Folder::new()
            .file("site/scruple.toml", text)
            .file("site/a.md", CLAIM)
            .file("b.md", CLAIM)
            .run(&["check"]);
        assert_eq!((run.status, run.out.as_str()), (2, ""), "{text}");
        run.err
    };
    assert_eq!(
        wrong("marktes = [\"us\"]\nclass = \"editorail\"\n"),
        "scruple: error: site/scruple.toml:1:1: unknown key \"marktes\"; did you mean \"markets\"?\n\
         site/scruple.toml:2:9: unknown class \"editorail\"; did you mean \"editorial\"?\n"
    );
    assert_eq!(
        wrong("class = \"prod"),
        "scruple: error: site/scruple.toml:1:14: this is not valid TOML: invalid basic string, expected `\"`\n"
    );
    assert_eq!(
        wrong("extends = \"scruple.toml\"\n"),
        "scruple: error: site/scruple.toml:1:11: extends in a circle: site/scruple.toml -> site/scruple.toml; take one of them out\n"
    );
    assert_eq!(
        wrong("\nignore = [\"cure-clam\"]\n"),
        "scruple: error: site/scruple.toml:2:11: no rule, prefix or category is called \"cure-clam\"; did you mean \"cure-claim\"?\n"
    );
    assert_eq!(
        wrong("packs = [\"./house\"]\n"),
        "scruple: error: site/scruple.toml:1:10: there is no folder \"./house\"; a folder of rules is written as a path from this file on\n"
    );
    let folder = Folder::new().file("scruple.toml", [0xff, 0xfe, 0x00]).file("a.md", SOBER);
    let run = folder.run(&["check"]);
    assert_eq!((run.status, run.err.as_str()), (2, "scruple: error: scruple.toml: is not UTF-8 text\n"));
    // What is not looked at does not matter.
    assert_eq!(folder.run(&["check", "--isolated"]).status, 0);
    let run = folder.run(&["check", "--config", "nowhere.toml"]);
    assert_eq!(
        (run.status, run.err.as_str()),
        (2, "scruple: error: --config nowhere.toml: no such file or folder\n")
    );
    assert_eq!(folder.run(&["check", "--config", "a.toml", "--isolated"]).status, 2);
    // Also where nothing is found to check, and where a pack does not load.
    let run = Folder::new().file("scruple.toml", "clas = 1\n[files]\nexclude = \"*\"\n").run(&["check"]);
    assert_eq!(run.status, 2, "{}", run.err);
    let run = Folder::new()
        .file("scruple.toml", "packs = \"./house\"\n")
        .file("house/a.yaml", "- code: X\n")
        .file("a.md", SOBER)
        .run(&["check"]);
    assert_eq!(run.status, 2);
    assert!(run.err.starts_with("scruple: error: house/a.yaml:1: "), "{}", run.err);
}

#[test]
fn config_tells_what_applies_and_from_where() {
    let folder = Folder::new()
        .file("base.toml", "markets = [\"eu\"]\nfail-on = \"warning\"\n")
        .file(
            "scruple.toml",
            "extends = \"base.toml\"\npacks = [\"uk\"]\nignore = [\"MC112\"]\nbaseline = \"known.json\"\n\
             [severity]\nMC114 = \"error\"\n[[overrides]]\nfiles = [\"blog/**\"]\nclass = \"editorial\"\n",
        )
        .file("blog/a.md", SOBER);
    let run = folder.run(&["config", "blog/a.md", "--market", "us", "--fail-on", "never"]);
    assert_eq!(run.status, 0, "{}", run.err);
    insta::assert_snapshot!(run.out);
    let run = folder.run(&["config", "--format", "json", "blog/a.md"]);
    let told: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(told["settings"]["markets"][0]["value"], "eu");
    assert_eq!(told["settings"]["markets"][0]["path"], "base.toml");
    assert_eq!(told["settings"]["markets"][0]["line"], 1);
    assert_eq!(told["settings"]["markets"][1]["value"], "uk");
    assert_eq!(told["settings"]["class"][0]["value"], "editorial");
    assert_eq!(told["settings"]["select"][0]["value"], Value::Null);
    let run = Folder::new().run(&["config"]);
    insta::assert_snapshot!("config_without_settings", run.out);
    let run = Folder::new().file("scruple.toml", "select = \"MC9999\"\n").run(&["config"]);
    assert_eq!((run.status, run.out.as_str()), (2, ""));
    assert!(run.err.starts_with("scruple: error: scruple.toml:1:10: no rule"), "{}", run.err);
}

#[test]
fn config_prints_the_schemas() {
    for (of, title) in [("config", "scruple.toml"), ("pack", "Rule pack")] {
        let run = Folder::new().run(&["config", "schema", of]);
        let schema: Value = serde_json::from_str(&run.out).unwrap();
        assert_eq!(schema["title"], title);
    }
    assert_eq!(
        Folder::new().run(&["config", "schema"]).out,
        Folder::new().run(&["config", "schema", "config"]).out
    );
    assert_eq!(Folder::new().run(&["config", "schema", "colour"]).status, 2);
}

#[test]
fn init_writes_what_check_takes_and_nothing_twice() {
    let folder = Folder::new().file("shop/a.md", "Only £12 at calm.co.uk.\n");
    let printed = folder.run(&["init", "--print"]);
    assert_eq!(printed.status, 0);
    assert!(!folder.path("scruple.toml").exists());
    let run = folder.run(&["init"]);
    assert_eq!(
        (run.status, run.out.as_str()),
        (0, "Wrote scruple.toml. 1 document; markets: uk.\nNext: scruple check\n")
    );
    let text = fs::read_to_string(folder.path("scruple.toml")).unwrap();
    assert_eq!(text, printed.out);
    assert!(text.contains("markets = [\"uk\"]"), "{text}");
    assert_eq!(folder.run(&["check"]).status, 0);
    let again = folder.run(&["init"]);
    assert_eq!(
        (again.status, again.err.as_str()),
        (2, "scruple: error: scruple.toml: is there already; --force writes over it\n")
    );
    fs::write(folder.path("scruple.toml"), "clas = 1").unwrap();
    assert_eq!(folder.run(&["init", "--force"]).status, 0);
    assert_eq!(fs::read_to_string(folder.path("scruple.toml")).unwrap(), text);
    let run = folder.run(&["init", "nowhere"]);
    assert_eq!((run.status, run.err.as_str()), (2, "scruple: error: nowhere: no such file or folder\n"));
}

#[test]
fn the_page_for_people_shows_every_set_of_settings() {
    let folder = Folder::new()
        .file("scruple.toml", "[[overrides]]\nfiles = \"eu/*\"\nmarkets = \"eu\"\n[[overrides]]\nfiles = \"same/*\"\nfail-on = \"never\"\n")
        .file("a.md", CLAIM)
        .file("eu/b.md", CLAIM)
        .file("eu/c.md", SOBER)
        .file("same/d.md", SOBER);
    let html = folder.run(&["check", "--format", "html"]).out;
    let head = html.split("</header>").next().unwrap();
    let set = |number: &str, law: &str| {
        format!(
            "<div><dt>For</dt><dd>{number}</dd></div>\n<div><dt>Law cited</dt><dd>{law}</dd></div>\n</dl>"
        )
    };
    assert!(head.contains(&set("2 documents", "us")), "{head}");
    assert!(head.contains(&set("2 documents", "eu")), "{head}");
    // One set is told once, without a count.
    let html = folder.run(&["check", "--format", "html", "eu"]).out;
    let head = html.split("</header>").next().unwrap();
    assert!(head.contains("<dt>Law cited</dt><dd>eu</dd>") && !head.contains("<dt>For</dt>"), "{head}");
}

#[test]
fn what_settings_name_and_is_not_there_is_told_with_its_place() {
    let folder = Folder::new().file("a.md", CLAIM).file("scruple.toml", "\nbaseline = \"nope.json\"\n");
    let run = folder.run(&["check"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("scruple.toml:2:12: nope.json: no such baseline"), "{}", run.err);
    let folder = folder.file("b/a.md", CLAIM).file("b/scruple.toml", "approved = [\"nope.toml\"]\n");
    let run = folder.run(&["check", "b"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("b/scruple.toml:1:13: b/nope.toml: no such register"), "{}", run.err);
    // A file that was named on the command line has no place.
    let run = folder.run(&["check", "b", "--approved", "x.toml"]);
    assert!(run.err.starts_with("scruple: error: x.toml: no such register"), "{}", run.err);
}

#[test]
fn a_settings_file_that_is_none_ends_the_run() {
    let folder = Folder::new().file("a.md", CLAIM).file("scruple.toml/x", "").file("b/a.md", SOBER);
    let run = folder.run(&["check", "a.md"]);
    assert_eq!((run.status, run.out.as_str()), (2, ""));
    assert!(run.err.contains("scruple.toml: is a folder"), "{}", run.err);
    assert_eq!(folder.run(&["config", "a.md"]).status, 2);
    assert_eq!(folder.run(&["check", "a.md", "--isolated"]).status, 1);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("gone.toml", folder.path("b/scruple.toml")).unwrap();
        let run = folder.run(&["check", "b"]);
        assert!(
            run.status == 2 && run.err.contains("b/scruple.toml: is a link that leads to no file"),
            "{}",
            run.err
        );
    }
}

#[test]
fn reports_for_machines_are_by_the_settings_of_every_file() {
    let folder = Folder::new()
        .file("a/scruple.toml", "select = \"MC606\"\n")
        .file("a/a.md", CLAIM)
        .file(
            "b/scruple.toml",
            "select = \"MC606,MC101\"\nfail-on = \"warning\"\n"
                .replace("\"MC606,MC101\"", "[\"MC606\", \"MC101\"]"),
        )
        .file("b/b.md", CLAIM);
    let sarif: Value = serde_json::from_str(&folder.run(&["check", "--format", "sarif"]).out).unwrap();
    let driver = &sarif["runs"][0];
    let rules = driver["tool"]["driver"]["rules"].as_array().unwrap();
    let ids: Vec<&str> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    assert_eq!(ids.iter().filter(|id| **id == "MC606").count(), 1, "{ids:?}");
    for result in driver["results"].as_array().unwrap() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(result["ruleId"], ids[index]);
    }
    let junit = folder.run(&["check", "--format", "junit"]).out;
    let suite =
        |name: &str| junit.lines().find(|line| line.contains(&format!("testsuite name=\"{name}\""))).unwrap();
    assert!(suite("a/a.md").contains("failures=\"0\""), "{junit}");
    assert!(suite("b/b.md").contains("failures=\"2\""), "{junit}");
}

#[test]
fn init_counts_what_a_search_takes() {
    let files = ["a.md", "b.adoc", "c.rst", "d.srt", "e.docx", "f.pdf", "g.json", "~$e.docx"];
    let folder = files.iter().fold(Folder::new(), |folder, name| folder.file(name, SOBER));
    let run = folder.run(&["init"]);
    assert!(run.out.contains("6 documents"), "{}", run.out);
}
