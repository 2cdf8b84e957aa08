//! `scruple config`: what applies to a file, and who says so.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use scruple::Declared;
use scruple::source::decode;
use scruple_config::{SettingsError, Told, shown};
use serde_json::{Map, Value, json};

use crate::args::{ConfigArgs, ConfigCommand, ListFormat, SchemaOf};
use crate::error::Error;
use crate::exit::Status;
use crate::settings::Session;
use crate::terminal::print;

/// Tells of one file, or prints a schema.
pub fn run(args: &ConfigArgs) -> Result<Status, Error> {
    if let Some(ConfigCommand::Schema(args)) = &args.command {
        let schema = match args.of {
            SchemaOf::Config => scruple_config::CONFIG_SCHEMA,
            SchemaOf::Pack => scruple_config::PACK_SCHEMA,
        };
        print(schema, false)?;
        return Ok(Status::Clean);
    }
    let session = Session::new(&args.choice, true)?;
    // Any file in the current folder: it only has to have a name.
    let anywhere = Path::new("any.md");
    let path = args.file.as_deref().unwrap_or(anywhere);
    let path = if path.is_dir() { path.join(anywhere) } else { path.to_owned() };
    // Names of rules and packs are looked up when a linter is built.
    let applied = session.of(&path)?;
    let declared = declared(&path, &applied.settings);
    let failed = |error: std::sync::Arc<SettingsError>| Error::from(error.as_ref().clone());
    let told = session.resolver.tell(&path, declared.as_ref()).map_err(failed)?;
    let name = args.file.as_ref().map_or_else(|| "any file in this folder".to_owned(), |file| shown(file));
    let text = match args.format {
        ListFormat::Text => table(&name, &told),
        ListFormat::Json => format!("{:#}\n", object(&name, &told)),
    };
    print(&text, false)?;
    Ok(Status::Clean)
}

/// What the document says of itself, if it is there and is text.
fn declared(path: &Path, settings: &scruple_config::Settings) -> Option<Declared> {
    let bytes = fs::read(path).ok()?;
    let decoded = decode::decode(&bytes).ok()?;
    Some(Declared::of(&decoded.text, settings.format_of(&path.to_string_lossy())))
}

fn table(name: &str, told: &[Told]) -> String {
    let text = |value: &scruple_config::Value| value.text.clone().unwrap_or_else(|| "-".to_owned());
    let width = |texts: &mut dyn Iterator<Item = usize>| texts.max().unwrap_or(0);
    let keys = width(&mut told.iter().map(|told| told.key.len()));
    let values =
        width(&mut told.iter().flat_map(|told| &told.values).map(|value| text(value).chars().count()))
            .min(40);
    let mut out = format!("{name}\n");
    for told in told {
        for (number, value) in told.values.iter().enumerate() {
            let key = if number == 0 { told.key } else { "" };
            // Writing to memory cannot fail.
            let _ = writeln!(out, "  {key:keys$}  {:values$}  {}", text(value), value.from);
        }
    }
    out
}

fn object(name: &str, told: &[Told]) -> Value {
    let value = |value: &scruple_config::Value| {
        let place = value.place.as_ref();
        json!({
            "value": value.text,
            "from": value.from,
            "path": place.map(|place| &place.0),
            "line": place.map(|place| place.1),
            "column": place.map(|place| place.2),
        })
    };
    let settings: Map<String, Value> =
        told.iter().map(|told| (told.key.to_owned(), told.values.iter().map(value).collect())).collect();
    json!({"version": 1, "file": name, "settings": settings})
}
