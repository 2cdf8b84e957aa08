use std::path::Path;

use super::*;

fn wrong(text: &str) -> Vec<String> {
    file(Path::new("/site/scruple.toml"), text).1.iter().map(ToString::to_string).collect()
}

#[test]
fn every_key_is_read() {
    let text = r#"
        extends = ["../base.toml"]
        packs = ["EU", "meta-ads"]
        markets = "us"
        class = "product"
        select = ["MC1"]
        ignore = "MC112"
        fail-on = "warning"
        baseline = "known.json"
        approved = ["a.toml", "/b.toml"]
        [severity]
        MC114 = "error"
        dosing = "off"
        [files]
        include = ["content/"]
        exclude = "drafts/"
        formats = { njk = "html", ".html.j2" = "HTML" }
        [terms]
        products = ["Calmora"]
        ingredients = ["Zenroot"]
        ignore = ["The Cure"]
        [[disclaimers]]
        name = "results"
        text = "Results vary."
        pattern = "no two ... alike"
        when = "always"
        markets = ["eu"]
        classes = ["product"]
        severity = "info"
        [[overrides]]
        files = ["blog/**"]
        class = "editorial"
        format = "plain"
    "#;
    let (file, mistakes) = file(Path::new("/site/scruple.toml"), text);
    assert_eq!(mistakes, []);
    assert_eq!(file.extends[0].value, Path::new("/base.toml"));
    assert_eq!(file.approved.unwrap()[1].value, Path::new("/b.toml"));
    assert_eq!(file.layer.packs.unwrap().len(), 2);
    assert_eq!(file.layer.severity.len(), 2);
    assert_eq!(
        file.formats.iter().map(|(ending, _)| ending.as_str()).collect::<Vec<_>>(),
        ["html.j2", "njk"]
    );
    assert_eq!(file.disclaimers[0].severity, scruple::finding::Severity::Info);
    assert!(file.overrides[0].globs.fit("blog/a.md"));
    assert_eq!(file.layer.class.unwrap().origin.to_string(), "/site/scruple.toml:5:17");
}

#[test]
fn all_mistakes_are_told_at_once_with_what_to_write() {
    let text = r#"marktes = ["us"]
market = "eu"
markets = ["us", "erth", 3]
class = "editorail"
packs = ["ue", "./house", "meta-adds"]
fail-on = 2
fail_on = "error"
select = "  "
[severity]
MC114 = "eror"
MC115 = false
[files]
excludes = []
exclude = ["[a"]
formats = { njk = "jinja", "*" = "html" }
[terms]
brands = ["Calmora"]
products = ["®"]
[[disclaimers]]
name = "a b"
[[disclaimers]]
text = "x"
[[disclaimers]]
name = "results"
text = "Results vary."
[[disclaimers]]
name = "one"
when = "always"
[[disclaimers]]
name = "two"
text = "x"
when = "always"
severity = "off"
[[overrides]]
class = "news"
[[overrides]]
files = "blog"
baseline = "x"
colour = "red"
"#;
    insta::assert_snapshot!(wrong(text).join("\n"));
}

#[test]
fn half_written_files() {
    let all = [
        "markets = [\"us\",",
        "[severity",
        "class =",
        "class = \"product",
        "class = product",
        "class = \"news\"\nclass = \"product\"",
        "[overrides]\nfiles = [\"a\"]",
        "overrides = 3",
        "disclaimers = [\"a\"]",
        "files = \"a\"",
        "select = { a = 1 }",
        "[[overrides]]\nfiles = []",
        "[[overrides]]\nfiles = [\"../a.md\"]",
        "[[disclaimers]]\nname = \"a\"\ntext = \"\"\nwhen = []",
        "\u{feff}class = \"news\"",
        "\0",
    ];
    let told: Vec<String> = all.map(|text| format!("{text:?}\n{}", wrong(text).join("\n"))).to_vec();
    insta::assert_snapshot!(told.join("\n\n"));
}

#[test]
fn a_name_is_taken_once() {
    let one = "[[disclaimers]]\nname = \"a\"\ntext = \"b\"\nwhen = \"always\"\n";
    let told = wrong(&one.repeat(2));
    assert_eq!(
        told,
        [
            "/site/scruple.toml:5:1: the disclaimer \"a\" stands already at /site/scruple.toml:1:1; choose another name"
        ]
    );
}
