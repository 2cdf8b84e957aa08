//! The fields of exports that settings name.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may end where it fails")]

mod support;

use support::{CLAIM, Folder, Run, SOBER};

/// An export with one item.
fn export(body: &str) -> String {
    serde_json::json!({"items": [{"title": "Tea", "body": body.trim()}]}).to_string()
}

fn cures(run: &Run) -> Vec<(String, String)> {
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let rows = run.rows().into_iter().filter(|row| row["code"] == "MC101");
    rows.map(|row| (text(&row["path"]), text(&row["location"]["field"]))).collect()
}

fn pair(path: &str, field: &str) -> (String, String) {
    (path.to_owned(), field.to_owned())
}

#[test]
fn settings_name_the_fields_and_the_folder_is_checked() {
    let folder = Folder::new()
        .file(
            "scruple.toml",
            "[files]\nfields = [\"items[].body\", \"text\"]\nformats = { page = \"json\" }\n",
        )
        .file("content/a.json", export(CLAIM))
        .file("content/b.csv", format!("id,text\n1,{CLAIM}"))
        .file("content/c.page", export(CLAIM))
        .file("content/package.json", "{\"name\": \"x\"}")
        .file("content/d.md", SOBER);
    let found = folder.run(&["check", "--format", "jsonl"]);
    assert_eq!((found.status, found.err.as_str()), (1, ""));
    let all = [
        pair("content/a.json", "items[0].body"),
        pair("content/b.csv", "text"),
        pair("content/c.page", "items[0].body"),
    ];
    assert_eq!(cures(&found), all);
    // A file that is named has one of them, which is enough.
    let named = folder.run(&["check", "content/b.csv", "--format", "jsonl"]);
    assert_eq!((cures(&named), named.err.as_str()), (vec![all[1].clone()], ""));
    let none = folder.run(&["check", "content/package.json"]);
    assert_eq!(none.status, 2);
    assert!(
        none.err.contains("no field \"items[].body\"") && none.err.contains("scruple.toml:2:11"),
        "{}",
        none.err
    );
    // The command line goes before, and a folder without settings has none.
    let typed = folder.run(&["check", "--field", "text", "--format", "jsonl"]);
    assert_eq!(cures(&typed), all[1..2]);
    let isolated = folder.run(&["check", "--isolated", "--format", "jsonl"]);
    assert_eq!((cures(&isolated), isolated.status), (Vec::new(), 0));
}

/// The baseline is JSON, and none of the texts.
#[test]
fn the_baseline_is_no_export() {
    for (setting, name) in [("", "scruple-baseline.json"), ("baseline = \"known.json\"\n", "known.json")] {
        let folder = Folder::new()
            .file("scruple.toml", format!("{setting}[files]\nfields = [\"items[].body\", \"files\"]\n"))
            .file("a.json", export(CLAIM));
        assert_eq!(folder.run(&["baseline"]).status, 0);
        let run = folder.run(&["check", "--baseline", name]);
        assert!(run.status == 0 && run.out.contains("in 1 file."), "{}{}", run.out, run.err);
    }
}

#[test]
fn overrides_have_fields_of_their_own() {
    let folder = Folder::new()
        .file(
            "scruple.toml",
            "[[overrides]]\nfiles = \"shop/*.json\"\nfields = \"items[].body\"\n\
             [[overrides]]\nfiles = \"*.csv\"\nfields = [\"Text:html\"]\n",
        )
        .file("shop/a.json", export(CLAIM))
        .file("b.csv", format!("id,Text\n1,<p>{}</p>\n", CLAIM.trim()))
        .file("tsconfig.json", "{ // no export\n}")
        .file("other/a.json", export(CLAIM));
    let found = folder.run(&["check", "--format", "jsonl"]);
    assert_eq!(
        (cures(&found), found.err.as_str()),
        (vec![pair("b.csv", "Text"), pair("shop/a.json", "items[0].body")], "")
    );
}

#[test]
fn what_is_wrong_with_a_field_is_told_with_the_nearest() {
    let wrong = |toml: &str| {
        let run = Folder::new().file("scruple.toml", toml).file("a.md", SOBER).run(&["check"]);
        assert_eq!(run.status, 2, "{}", run.err);
        run.err
    };
    let told = wrong("[files]\nfields = [\"title\",\n  \"items[0].body\"]\n");
    assert!(
        told.contains("scruple.toml:3:3: \"items[0].body\" is no field")
            && told.contains("like items[].body"),
        "{told}"
    );
    assert!(wrong("[files]\nfields = 3\n").contains("scruple.toml:2:10: \"fields\" takes a list of strings"));
    assert!(wrong("[files]\nfeilds = \"a\"\n").contains("did you mean \"fields\"?"));
    assert!(wrong("[files]\nformats = { page = \"jsn\" }\n").contains("did you mean \"json\"?"));
    // No file has it: that is told, and is no failure, for settings are for many runs.
    let folder = Folder::new()
        .file("scruple.toml", "[files]\nfields = \"items[].bdy\"\n")
        .file("a.json", export(SOBER));
    let run = folder.run(&["check"]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(run.err.contains("did you mean \"items[].body\"? (scruple.toml:2:10)"), "{}", run.err);
}

#[test]
fn config_tells_of_fields_and_who_named_them() {
    let folder = Folder::new().file("scruple.toml", "[files]\nfields = [\"body\", \"seo:text\"]\n");
    let run = folder.run(&["config", "a.json"]);
    let lines: Vec<String> =
        run.out.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    assert!(lines.contains(&"format json ending of the name".to_owned()), "{}", run.out);
    assert!(lines.contains(&"files.fields body scruple.toml:2:11".to_owned()), "{}", run.out);
    assert!(lines.contains(&"seo:text scruple.toml:2:19".to_owned()), "{}", run.out);
    let typed = folder.run(&["config", "a.json", "--field", "x"]).out;
    assert!(typed.contains("--field") && !typed.contains("seo:text"), "{typed}");
    assert!(folder.run(&["init", "--print"]).out.contains("# fields = ["));
}

#[test]
fn an_export_without_fields_is_read_as_text_with_a_warning() {
    let run = Folder::new().file("a.json", export(CLAIM)).run(&["check", "a.json"]);
    assert!(run.err.contains("--field body") && run.err.contains("[files] of scruple.toml"), "{}", run.err);
}
