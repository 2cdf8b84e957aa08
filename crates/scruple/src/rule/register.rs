//! Claims that a regulator lets be made: the table that `rules/core/tables/authorised.yaml` holds.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Market;

/// Claims that are authorised, with the substances they may be made for.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Register {
    /// Sets of patterns that claims ask for, by name.
    #[serde(default)]
    pub sets: BTreeMap<String, Vec<String>>,
    /// The substances.
    #[serde(default)]
    pub substances: Vec<Substance>,
    /// The claims.
    #[serde(default)]
    pub claims: Vec<AuthorisedClaim>,
}

/// A substance and the names it goes by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Substance {
    /// As claims name it.
    pub name: String,
    /// Names in texts.
    pub names: Vec<String>,
    /// Takes its verb in the plural.
    #[serde(default)]
    pub many: bool,
}

/// On what a claim rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ClaimKind {
    /// A function claim of Regulation (EU) 432/2012 and the GB Register.
    Art13,
    /// A reduced risk, Regulation (EC) 1924/2006 Art. 14(1)(a).
    Art14Risk,
    /// Children's development and health, Art. 14(1)(b).
    Art14Children,
    /// A health claim of 21 CFR 101.72 to 101.83 or an FDAMA notification.
    UsAuthorised,
    /// A health claim that FDA lets pass with its qualifying words.
    UsQualified,
}

impl ClaimKind {
    /// The markets that know it.
    #[must_use]
    pub fn markets(self) -> &'static [Market] {
        match self {
            Self::Art13 | Self::Art14Risk | Self::Art14Children => &[Market::Eu, Market::Uk],
            Self::UsAuthorised | Self::UsQualified => &[Market::Us],
        }
    }

    /// Whether it speaks of a disease, so that the whole of it must stand there.
    #[must_use]
    pub fn names_disease(self) -> bool {
        matches!(self, Self::Art14Risk | Self::UsAuthorised | Self::UsQualified)
    }
}

/// A claim and what it takes to be allowed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AuthorisedClaim {
    /// On what it rests.
    pub kind: ClaimKind,
    /// Its words; `{substance}` stands for the names, `[one|many]` is chosen by their number.
    pub wording: String,
    /// Names of the substances it may be made for; empty where it speaks of a whole diet.
    pub substances: Vec<String>,
    /// Substances that may stand beside them.
    #[serde(default)]
    pub beside: Vec<String>,
    /// Patterns of its words.
    pub says: Vec<String>,
    /// Names of the sets of which one pattern each must stand in the sentence or beside it.
    #[serde(default)]
    pub needs: Vec<String>,
    /// Words that speak of the same function.
    #[serde(default)]
    pub about: Vec<String>,
    /// The patterns hold their verb.
    #[serde(default)]
    pub free: bool,
    /// What to say of a normal structure or function in the United States.
    #[serde(default)]
    pub us: Option<String>,
    /// The amount below which the claim may not be made, such as `250 mg`.
    #[serde(default)]
    pub least: Option<String>,
    /// The condition of use, in words.
    #[serde(default)]
    pub condition: Option<String>,
    /// The sentence that qualifies it.
    #[serde(default)]
    pub qualifier: Option<String>,
    /// Where it is authorised; left out for what its kind says.
    #[serde(default)]
    pub citation: Option<String>,
}

impl AuthorisedClaim {
    /// [`AuthorisedClaim::least`] in milligrams.
    #[must_use]
    pub fn least_milligrams(&self) -> Option<f64> {
        let (number, unit) = self.least.as_deref()?.split_once(' ')?;
        let factor = match unit {
            "g" => 1000.0,
            "mg" => 1.0,
            _ => return None,
        };
        Some(number.parse::<f64>().ok()? * factor)
    }

    /// Where it is authorised.
    #[must_use]
    pub fn citation(&self) -> &str {
        self.citation.as_deref().unwrap_or(match self.kind {
            ClaimKind::Art13 => "EU 432/2012",
            ClaimKind::Art14Risk => "EU 1924/2006 Art. 14(1)(a)",
            ClaimKind::Art14Children => "EU 1924/2006 Art. 14(1)(b)",
            ClaimKind::UsAuthorised | ClaimKind::UsQualified => "FDA",
        })
    }

    /// The condition of use, in words.
    #[must_use]
    pub fn condition(&self) -> &str {
        self.condition.as_deref().unwrap_or(match self.kind {
            ClaimKind::Art13 | ClaimKind::Art14Children => {
                "the food is at least a source of the nutrient: 15 % of its reference value per 100 g, or 7.5 % per 100 ml of a drink"
            }
            _ => "the conditions of the authorisation",
        })
    }
}
