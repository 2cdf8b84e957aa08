//! The rule packs of Scruple, compiled in. Their sources are the YAML files beside this crate's `src`.

use scruple::rule::{Packs, StoredPacksError};

static CORE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/core.packs"));

/// The core pack.
///
/// # Errors
/// Only where the crate was put together from parts of different versions.
pub fn core() -> Result<Packs, StoredPacksError> {
    Packs::from_bytes(CORE)
}
