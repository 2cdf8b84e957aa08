//! The types that the schema of `scruple.toml` is made from. Their comments are the descriptions that editors show.
#![allow(dead_code, reason = "they are only described, never made")]

use std::collections::BTreeMap;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde::Serialize;

use crate::read::{DISCLAIMER_KEYS, FILES_KEYS, KEYS, OVERRIDE_KEYS, TERMS_KEYS};

/// Settings of Scruple for a folder and all below, up to the next scruple.toml.
#[derive(JsonSchema, Serialize)]
#[schemars(title = "scruple.toml")]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Config {
    /// Other settings files, as paths from this file on. What this file says goes over what they say; `ignore`,
    /// `[severity]`, `[files] exclude` and `formats`, `[terms]`, `[[disclaimers]]` and `[[overrides]]` are added to theirs.
    extends: Option<OneOrMany<String>>,
    /// Rules that only one market or channel has, by name, and folders of rules of your own, as paths from this file on.
    packs: Option<OneOrMany<Pack>>,
    /// Where the texts are published. Their law is cited, and their limits count. Without any it is the United States.
    markets: Option<OneOrMany<Market>>,
    /// What the documents are, instead of what their words speak for. What a document says of itself goes before.
    class: Option<Class>,
    /// Only these rules: codes (MC101), prefixes of codes (MC1), names (cure-claim), categories (disease), packs (eu), or
    /// HOUSE for the disclaimers of your house.
    /// Starts afresh: what a file that is extended ignores or turns off does not count any more. An empty list is all rules.
    select: Option<OneOrMany<String>>,
    /// Not these rules, written like those of `select`.
    ignore: Option<OneOrMany<String>>,
    /// From which severity on a finding makes `scruple check` fail.
    fail_on: Option<FailOn>,
    /// The file of findings that are known, as a path from this file on; `scruple baseline` writes it. Only findings that
    /// are not in it make a run fail.
    baseline: Option<String>,
    /// The registers of approved claims, as paths from this file on.
    approved: Option<OneOrMany<String>>,
    /// The severity of every finding of a rule, whatever its context. Rules are written like those of `select`; of several
    /// entries that fit a rule the most exact one counts.
    severity: Option<BTreeMap<String, Level>>,
    /// Which files are checked, and what they are read as.
    files: Option<Files>,
    /// Names of your house.
    terms: Option<Terms>,
    /// Words that your house asks for: a document that lacks them is reported by the rule HOUSE- and the name, with a fix
    /// that adds them.
    disclaimers: Option<Vec<Disclaimer>>,
    /// Settings for some of the files. Of several that fit a file the later ones go over the earlier ones.
    overrides: Option<Vec<Override>>,
}

/// One value, or a list of them.
#[derive(JsonSchema, Serialize)]
#[serde(untagged)]
#[schemars(rename = "OneOrMany_{T}")]
enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

/// A pack within, or the path of a folder of rules.
#[derive(JsonSchema, Serialize)]
#[serde(untagged)]
enum Pack {
    Within(PackWithin),
    Folder(String),
}

/// The rules of a market or channel.
#[derive(JsonSchema, Serialize)]
#[serde(rename_all = "kebab-case")]
enum PackWithin {
    /// United States.
    Us,
    /// European Union.
    Eu,
    /// United Kingdom.
    Uk,
    /// Canada.
    Ca,
    /// Australia.
    Au,
    /// Google Ads.
    GoogleAds,
    /// Meta ads.
    MetaAds,
    /// Listings on Amazon.
    Amazon,
}

/// A market whose law bites.
#[derive(JsonSchema, Serialize)]
#[serde(rename_all = "lowercase")]
enum Market {
    /// United States.
    Us,
    /// European Union.
    Eu,
    /// United Kingdom.
    Uk,
    /// Canada.
    Ca,
    /// Australia.
    Au,
}

/// The kind of a document.
#[derive(JsonSchema, Serialize)]
#[serde(rename_all = "lowercase")]
enum Class {
    /// Sells a product.
    Product,
    /// Promotes a clinic or practitioner.
    Clinic,
    /// Health information that sells nothing.
    Editorial,
    /// News.
    News,
    /// Research literature.
    Literature,
    /// Hardly speaks of health.
    General,
    /// The leaflet of a medicine.
    Leaflet,
    /// A regulator's letter or text.
    Regulator,
}

/// From which severity on a run fails.
#[derive(JsonSchema, Serialize)]
#[serde(rename_all = "lowercase")]
enum FailOn {
    /// Errors only.
    Error,
    /// Errors and warnings.
    Warning,
    /// Any finding.
    Info,
    /// No finding.
    Never,
}

/// The severity of a rule.
#[derive(JsonSchema, Serialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    /// The rule reports nothing.
    Off,
    /// An info.
    Info,
    /// A warning.
    Warning,
    /// An error.
    Error,
}

/// How grave a missing disclaimer is.
#[derive(JsonSchema, Serialize)]
#[serde(rename_all = "lowercase")]
enum Severity {
    /// An info.
    Info,
    /// A warning.
    Warning,
    /// An error.
    Error,
}

/// The mark-up of a file.
#[derive(JsonSchema, Serialize)]
#[serde(rename_all = "lowercase")]
enum Format {
    /// Plain text.
    Plain,
    /// Markdown.
    Markdown,
    /// Markdown with components.
    Mdx,
    /// HTML.
    Html,
    /// SubRip or WebVTT.
    Subtitles,
    /// AsciiDoc.
    Asciidoc,
    /// reStructuredText.
    Rst,
}

/// Which files are checked when a folder is searched, and what they are read as. Patterns are read like those of ignore
/// files, from the folder of the scruple.toml that holds for a file on.
#[derive(JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
struct Files {
    /// Only these.
    include: Option<OneOrMany<String>>,
    /// Not these. What .gitignore, .ignore and .scrupleignore name is left out anyway.
    exclude: Option<OneOrMany<String>>,
    /// What endings of names are read as. Files with such an ending are checked when a folder is searched; exports only
    /// where `fields` names something.
    formats: Option<BTreeMap<String, FileFormat>>,
    /// The fields of exports (JSON, JSON lines, YAML, CSV) that hold text: `body`, `items[].body`, `body:html`; in CSV the
    /// names of columns. Exports are checked when a folder is searched once there is one.
    fields: Option<OneOrMany<String>>,
}

/// What a file is: a mark-up, or something else that holds text.
#[derive(JsonSchema, Serialize)]
#[serde(untagged)]
enum FileFormat {
    Text(Format),
    Holder(Holder),
}

/// What holds text in other ways than as text.
#[derive(JsonSchema, Serialize)]
#[serde(rename_all = "lowercase")]
enum Holder {
    /// JSON, of which the `fields` are read.
    Json,
    /// A JSON value on each line, of which the `fields` are read.
    Jsonl,
    /// YAML, of which the `fields` are read.
    Yaml,
    /// A table, of which the columns in `fields` are read.
    Csv,
    /// Word.
    Docx,
    /// PDF.
    Pdf,
}

/// Names of your house. A name is found in any case, unless it is also an ordinary word that the rules know ("Calm"): then
/// only where it is spelt the same.
#[derive(JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
struct Terms {
    /// Products and brands: a sentence about them is your own claim.
    products: Option<OneOrMany<String>>,
    /// Substances and blends that you sell: a sentence about them speaks for something that can be bought.
    ingredients: Option<OneOrMany<String>>,
    /// Words that are not meant the way the rules would take them, such as a brand called "Cure".
    ignore: Option<OneOrMany<String>>,
}

/// Words that a document must hold once something asks for them. `text` or `pattern` has to be there.
#[derive(JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
struct Disclaimer {
    /// Its name: letters, digits and hyphens. The rule is called HOUSE- and the name in capitals.
    #[schemars(regex(pattern = "^[A-Za-z0-9-]+$"))]
    name: String,
    /// The wording, which the fix adds at the end of a document. Case, line breaks, mark-up and punctuation do not matter
    /// when it is looked for.
    text: Option<String>,
    /// Other wordings that do as well; `...` stands for any words.
    pattern: Option<OneOrMany<String>>,
    /// What asks for it: rules, written like those of `select`, or "always".
    when: OneOrMany<String>,
    /// The markets it is asked for in; without any it is all.
    markets: Option<OneOrMany<Market>>,
    /// The kinds of documents it is asked for in; without any it is all.
    classes: Option<OneOrMany<Class>>,
    /// How grave it is where it is missing; an error unless something else stands here.
    severity: Option<Severity>,
}

/// Settings for the files that one of the patterns fits.
#[derive(JsonSchema, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Override {
    /// The files: patterns as in ignore files, from the folder of the scruple.toml that holds for a file on.
    files: OneOrMany<String>,
    /// As at the top of the file.
    packs: Option<OneOrMany<Pack>>,
    /// As at the top of the file.
    markets: Option<OneOrMany<Market>>,
    /// As at the top of the file.
    class: Option<Class>,
    /// As at the top of the file; starts afresh for these files.
    select: Option<OneOrMany<String>>,
    /// Not these rules either.
    ignore: Option<OneOrMany<String>>,
    /// Added to the severities at the top of the file.
    severity: Option<BTreeMap<String, Level>>,
    /// What the files are read as.
    format: Option<Format>,
    /// The fields of these exports that hold text, instead of those of `[files]`.
    fields: Option<OneOrMany<String>>,
    /// As at the top of the file.
    fail_on: Option<FailOn>,
}

fn schema<T: JsonSchema>(id: &str) -> serde_json::Value {
    named(SchemaSettings::draft07().into_generator().into_root_schema_for::<T>(), id)
}

fn named(mut schema: Schema, id: &str) -> serde_json::Value {
    schema.insert(
        "$id".to_owned(),
        format!(
            "https://raw.githubusercontent.com/scruple-lint/scruple/main/crates/scruple-config/schemas/{id}"
        )
        .into(),
    );
    schema.to_value()
}

/// Holds a published schema to the types; `INSTA_UPDATE=always` writes it anew, as it does with snapshots.
fn published(name: &str, made: &serde_json::Value) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas").join(name);
    let text = format!("{made:#}\n");
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        std::fs::write(&path, &text).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(&path).unwrap(),
        text,
        "{} is out of date; INSTA_UPDATE=always writes it",
        path.display()
    );
}

#[test]
fn the_schema_of_settings_is_current() {
    published("scruple.schema.json", &schema::<Config>("scruple.schema.json"));
}

#[test]
fn the_schema_of_packs_is_current() {
    published("pack.schema.json", &named(scruple::rule::pack::schema(), "pack.schema.json"));
}

/// The schema and the reader know the same keys, and every key is described.
#[test]
fn the_schema_has_the_keys_of_the_reader() {
    let made = schema::<Config>("scruple.schema.json");
    let all = [
        (&made, KEYS),
        (&made["definitions"]["Files"], FILES_KEYS),
        (&made["definitions"]["Terms"], TERMS_KEYS),
        (&made["definitions"]["Disclaimer"], DISCLAIMER_KEYS),
        (&made["definitions"]["Override"], OVERRIDE_KEYS),
    ];
    for (schema, keys) in all {
        let properties = schema["properties"].as_object().unwrap();
        let mut known: Vec<&str> = properties.keys().map(String::as_str).collect();
        let mut keys = keys.to_vec();
        known.sort_unstable();
        keys.sort_unstable();
        assert_eq!(known, keys);
        for (key, value) in properties {
            assert!(
                value["description"].as_str().is_some_and(|text| !text.is_empty()),
                "{key} is not described"
            );
        }
    }
}

/// Words that settings name things by are those of the library.
#[test]
fn the_schema_has_the_words_of_the_library() {
    let made = schema::<Config>("scruple.schema.json");
    let words = |name: &str| -> Vec<String> {
        let schema = &made["definitions"][name];
        let listed = schema["enum"].as_array().into_iter().flatten();
        let described = schema["oneOf"].as_array().into_iter().flatten();
        let constants = described
            .flat_map(|one| [&one["const"]].into_iter().chain(one["enum"].as_array().into_iter().flatten()));
        listed.chain(constants).filter_map(|word| word.as_str().map(str::to_owned)).collect()
    };
    let sorted = |mut words: Vec<String>| {
        words.sort_unstable();
        words
    };
    let of = |words: &[&str]| sorted(words.iter().map(|&word| word.to_owned()).collect());
    assert_eq!(sorted(words("PackWithin")), of(scruple_rules::NAMES));
    assert_eq!(sorted(words("Market")), of(&scruple::rule::Market::ALL.map(scruple::rule::Market::as_str)));
    assert_eq!(
        sorted(words("Class")),
        of(&scruple::DocumentClass::NAMED.map(scruple::DocumentClass::as_str))
    );
    assert_eq!(sorted(words("FailOn")), of(&crate::FailOn::ALL.map(crate::FailOn::as_str)));
    assert_eq!(sorted(words("Level")), of(&scruple::house::Level::ALL.map(scruple::house::Level::as_str)));
    assert_eq!(
        sorted(words("Format")),
        of(&crate::FORMATS.iter().map(|(name, _)| *name).collect::<Vec<_>>())
    );
    let holders: Vec<&str> = crate::format::HOLDERS.iter().map(|(name, _)| *name).collect();
    assert_eq!(sorted(words("Holder")), of(&holders));
}
