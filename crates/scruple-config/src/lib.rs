//! What a folder says about how it is to be linted, and about what was decided on its findings.
//!
//! The command line, the language server and the bindings resolve settings here and only here. The library
//! [`scruple`] knows nothing of files.
//!
//! [`Resolver`] finds the `scruple.toml` that holds for a file and says what applies to it: [`Settings`], each value with
//! the place it was written at. [`Linters`] builds the linter that settings ask for, one for all files with the same
//! settings.

pub mod approved;
pub mod baseline;
mod config;
pub mod date;
mod error;
mod extends;
pub mod fingerprint;
mod format;
mod glob;
mod ignoring;
mod init;
mod layer;
mod linters;
mod packs;
mod read;
pub mod replace;
mod resolver;
mod schema;
mod settings;
mod source;
mod standing;
mod tell;
pub mod words;

pub use config::Config;
pub use error::{Mistake, SettingsError};
pub use format::{FORMATS, format_name, format_named, kind_name};
pub use ignoring::{IgnoreError, with_ignored};
pub use init::{Seen, look};
pub use layer::{Layer, RuleLevel};
pub use linters::Linters;
pub use packs::{Pack, PackFolderError, read_pack};
pub use read::{KEYS, OVERRIDE_KEYS, mistakes, review};
pub use resolver::{Discovery, FILE_NAME, Resolver};
pub use schema::{CONFIG_SCHEMA, PACK_SCHEMA};
pub use settings::{FailOn, Settings, UnknownFailOn};
pub use source::{Origin, Place, Sourced, shown};
pub use tell::{Told, Value};
