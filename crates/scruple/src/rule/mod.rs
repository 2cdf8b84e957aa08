//! What a rule is.

mod market;

pub use market::{Market, UnknownMarket};
