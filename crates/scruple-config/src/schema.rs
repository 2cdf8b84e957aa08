//! The JSON Schemas that are published with the crate. They are made from the types below, which a test holds to what
//! the reader takes.

/// The JSON Schema of `scruple.toml`.
pub const CONFIG_SCHEMA: &str = include_str!("../schemas/scruple.schema.json");

/// The JSON Schema of the YAML files of rule packs.
pub const PACK_SCHEMA: &str = include_str!("../schemas/pack.schema.json");

#[cfg(test)]
mod made;
