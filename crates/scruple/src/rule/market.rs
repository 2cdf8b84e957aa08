//! The markets whose law a rule can cite.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A market whose law bites.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Market {
    /// United States.
    #[default]
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

impl Market {
    /// All markets, in the order of every listing.
    pub const ALL: [Self; 5] = [Self::Us, Self::Eu, Self::Uk, Self::Ca, Self::Au];

    /// The two letters used in packs, on the command line and in outputs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Us => "us",
            Self::Eu => "eu",
            Self::Uk => "uk",
            Self::Ca => "ca",
            Self::Au => "au",
        }
    }
}

impl fmt::Display for Market {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The text names no market.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown market \"{0}\"; write one of us, eu, uk, ca, au")]
pub struct UnknownMarket(pub String);

impl FromStr for Market {
    type Err = UnknownMarket;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|market| market.as_str().eq_ignore_ascii_case(text.trim()))
            .ok_or_else(|| UnknownMarket(text.to_owned()))
    }
}
