//! The rule packs of Scruple, compiled in. Their sources are the YAML files beside this crate's `src`.
//!
//! [`core()`] is what holds everywhere. The packs of markets and channels come with [`with_packs`] and are off until
//! they are asked for:
//!
//! ```
//! use scruple::{Linter, source::Format};
//!
//! let packs = scruple_rules::with_packs()?;
//! let linter = Linter::builder().packs(packs).enable_pack("eu").enable_pack("meta-ads").build()?;
//! let report = linter.check("Is your anxiety ruining work?", Format::Plain);
//! assert_eq!(report.findings[0].code, "MT01");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use scruple::rule::{Packs, StoredPacksError};

static CORE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/core.packs"));
static ALL: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/all.packs"));

/// The names of the packs that [`with_packs`] brings beside the core pack.
pub const NAMES: &[&str] = include!(concat!(env!("OUT_DIR"), "/names.rs"));

/// The core pack.
///
/// # Errors
/// Only where the crate was put together from parts of different versions.
pub fn core() -> Result<Packs, StoredPacksError> {
    Packs::from_bytes(CORE)
}

/// The core pack and the packs of markets and channels, each off until [`scruple::LinterBuilder::enable_pack`] asks
/// for it by one of [`NAMES`]. Takes a little longer to make ready than [`core()`].
///
/// # Errors
/// Only where the crate was put together from parts of different versions.
pub fn with_packs() -> Result<Packs, StoredPacksError> {
    Packs::from_bytes(ALL)
}
