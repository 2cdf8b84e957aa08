//! The published schemas take what the program takes, judged by a validator that is not ours.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end where it fails")]

use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use scruple_config::{CONFIG_SCHEMA, Discovery, Layer, Linters, PACK_SCHEMA, Resolver, look};
use serde_json::{Value, json};

fn validator(schema: &str) -> Validator {
    let schema: Value = serde_json::from_str(schema).unwrap();
    assert!(jsonschema::meta::is_valid(&schema));
    jsonschema::validator_for(&schema).unwrap()
}

fn complaints(validator: &Validator, value: &Value) -> Vec<String> {
    validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn toml(text: &str) -> Value {
    toml::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The example of the README: the block that starts with its comment.
fn example() -> String {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let block =
        readme.split("```toml\n").find(|block| block.starts_with("# scruple.toml")).expect("an example");
    block.split("```").next().unwrap().to_owned()
}

/// The text with every commented setting switched on.
fn uncommented(text: &str) -> String {
    let is_setting = |line: &str| {
        line.strip_prefix("# ").is_some_and(|line| {
            line.starts_with('[') || line.split_once(" = ").is_some_and(|(key, _)| !key.contains([' ', '`']))
        })
    };
    let lines = text.lines().map(|line| if is_setting(line) { line.trim_start_matches("# ") } else { line });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_example_of_the_readme_loads_and_is_valid() {
    let text = example();
    let folder = tempfile::TempDir::new().unwrap();
    fs::create_dir(folder.path().join("house-rules")).unwrap();
    let path = folder.path().join("site/scruple.toml");
    assert_eq!(scruple_config::mistakes(&path, &text), []);
    assert_eq!(complaints(&validator(CONFIG_SCHEMA), &toml(&text)), Vec::<String>::new());
    // Every rule it names is there.
    let folder = tempfile::TempDir::new().unwrap();
    fs::write(folder.path().join("scruple.toml"), &text).unwrap();
    let resolver = Resolver::new(folder.path(), Discovery::Nearest, Layer::default());
    for page in ["a.md", "blog/a.md"] {
        let settings = resolver.settings(Path::new(page)).unwrap();
        Linters::default().get(&settings).unwrap_or_else(|error| panic!("{error}"));
    }
    // It shows every key.
    for key in scruple_config::KEYS {
        let table = [format!("[{key}]"), format!("[[{key}]]"), format!("\n{key} = ")];
        assert!(table.iter().any(|sign| text.contains(sign.as_str())), "the example lacks {key}");
    }
}

#[test]
fn what_init_writes_loads_and_is_valid() {
    let folder = tempfile::TempDir::new().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("shop/a.md", "---\ntitle: a\n---\nOnly £12 at https://calm.co.uk/ or €14 in Ireland.\n");
    write("blog/b.html", "<html lang=\"en-GB\">");
    write("layouts/c.njk", "{{ a }}");
    write("house/x.yaml", "- code: HOUSE1\n");
    write("node_modules/x/readme.md", "USD USD");
    write("export.xml", "<rss xmlns:wp=\"a\">");
    write(".gitignore", "drafts/\n");
    let seen = look(folder.path());
    let text = seen.settings();
    for expected in [
        "markets = [\"eu\", \"uk\"]",
        "packs = [\"eu\", \"uk\", \"./house\"]",
        "exclude = [\"/node_modules/\"]",
        "formats = { njk = \"html\" }",
        "# files = [\"/blog/**\"]",
        "export.xml looks like an export of WordPress",
        "1 file here has front matter",
        "Seen: .gitignore",
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
    assert!(!text.contains("us:"), "{text}");
    for text in [text.clone(), uncommented(&text), uncommented(&look(&folder.path().join("none")).settings())]
    {
        assert_eq!(scruple_config::mistakes(&folder.path().join("scruple.toml"), &text), [], "{text}");
        assert_eq!(complaints(&validator(CONFIG_SCHEMA), &toml(&text)), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn the_schema_of_settings_refuses_what_the_program_refuses() {
    let validator = validator(CONFIG_SCHEMA);
    for wrong in [
        "market = \"us\"",
        "markets = [\"mars\"]",
        "class = \"productt\"",
        "fail-on = 3",
        "[severity]\nMC1 = \"eror\"",
        "[files]\nformats = { a = \"b\" }",
        "[[overrides]]\nclass = \"news\"",
        "[[disclaimers]]\ntext = \"a\"\nwhen = \"always\"",
    ] {
        assert!(!validator.is_valid(&toml(wrong)), "{wrong}");
        assert_ne!(scruple_config::mistakes(Path::new("/scruple.toml"), wrong), [], "{wrong}");
    }
}

#[test]
fn the_packs_within_are_valid() {
    let validator = validator(PACK_SCHEMA);
    let mut files = 0;
    let mut folders = vec![root().join("rules")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "yaml") {
                files += 1;
                // As editors read it, for which `on` is a word.
                let strict = serde_saphyr::options! { strict_booleans: true };
                let text = fs::read_to_string(&path).unwrap();
                let value: Value = serde_saphyr::from_str_with_options(&text, strict).unwrap();
                let wrong = complaints(&validator, &value);
                assert!(wrong.is_empty(), "{}: {:.2000}", path.display(), wrong.join("\n"));
            }
        }
    }
    assert!(files > 20, "{files}");
    assert!(!validator.is_valid(&json!([{"code": "HOUSE1", "nam": "x"}])));
}
