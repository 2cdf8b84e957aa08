//! Reference tables that rules measure against.

use serde::{Deserialize, Serialize};

use super::register::Register;

/// The tables of a pack.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Tables {
    /// Upper levels of intake.
    pub limits: Vec<Limit>,
    /// Nutrients, their names and units.
    pub nutrients: Vec<Nutrient>,
    /// Claims that regulators let be made.
    pub authorised: Register,
}

/// An authority's upper level for one population.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Limit {
    /// Name as in [`Nutrient::name`].
    pub nutrient: String,
    /// For whom, such as `>=19 y` or `pregnancy >=19 y`.
    pub population: String,
    /// The level per day in `unit`; `None` where the authority set none.
    pub amount: Option<f64>,
    /// `mg`, `ug`, `g`; may be followed by a basis, such as `ug RAE`.
    pub unit: String,
    /// Who set it.
    pub authority: String,
    /// When.
    pub year: String,
    /// Scope and doubts, in words.
    pub note: String,
}

/// A nutrient and the names it goes by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Nutrient {
    /// Name as in the table of limits.
    pub name: String,
    /// Names in texts, in the term syntax of lexicons.
    pub names: Vec<String>,
    /// Unit of its limits: `mg` or `ug`.
    pub unit: String,
    /// Units of activity.
    #[serde(default)]
    pub conversions: Vec<Conversion>,
    /// The American limit counts supplements only, not food.
    #[serde(default)]
    pub supplemental_only: bool,
    /// Compounds and the share of the nutrient in them.
    #[serde(default)]
    pub forms: Vec<Form>,
    /// The nutrient whose limits hold where it has none of its own.
    #[serde(default)]
    pub falls_back_to: Option<String>,
    /// Doubts, in words.
    #[serde(default)]
    pub note: Option<String>,
}

/// What a unit of activity weighs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Conversion {
    /// Such as `IU`.
    pub from: String,
    /// How many of them one `unit` is.
    pub per_unit: f64,
    /// A unit of mass.
    pub unit: String,
    /// The form it holds for.
    #[serde(default)]
    pub of: Option<String>,
    /// Where the number is from.
    pub source: String,
}

/// A compound that carries a nutrient.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Form {
    /// Name, in the term syntax.
    pub name: String,
    /// Other names.
    #[serde(default)]
    pub aka: Vec<String>,
    /// Share of the nutrient by mass, in percent; absent where it varies.
    #[serde(default)]
    pub share: Option<f64>,
    /// Doubts, in words.
    #[serde(default)]
    pub note: Option<String>,
}
