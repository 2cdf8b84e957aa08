//! What can be wrong with settings.

use std::fmt;

use scruple::rule::StoredPacksError;
use scruple::rule::pack::PackErrors;

use crate::packs::PackFolderError;
use crate::source::Origin;

/// One thing that is wrong with the settings, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Where it stands.
    pub origin: Origin,
    /// What is wrong, and what to write.
    pub message: String,
}

impl Mistake {
    pub(crate) fn new(origin: &Origin, message: impl Into<String>) -> Self {
        Self { origin: origin.clone(), message: message.into() }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Origin::Config(place) = &self.origin {
            write!(f, "{place}: ")?;
        }
        f.write_str(&self.message)
    }
}

/// Settings that cannot be heeded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// All that is wrong, in the order of the file.
    #[error("{}", lines(.0))]
    Mistakes(Vec<Mistake>),
    /// A rule pack does not load.
    #[error(transparent)]
    Pack(#[from] PackErrors),
    /// The folder of a rule pack cannot be read.
    #[error(transparent)]
    PackFolder(#[from] PackFolderError),
    /// The packs within do not fit this build.
    #[error(transparent)]
    Stored(#[from] StoredPacksError),
}

impl SettingsError {
    pub(crate) fn one(origin: &Origin, message: impl Into<String>) -> Self {
        Self::Mistakes(vec![Mistake::new(origin, message)])
    }
}

fn lines(mistakes: &[Mistake]) -> String {
    mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// `; did you mean "x"?` for the known word that is most like the one given; nothing where none is near.
pub(crate) fn did_you_mean<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(given, known).map(|word| format!("; did you mean \"{word}\"?")).unwrap_or_default()
}

/// The known word that is most like the one given, if one is near.
pub(crate) fn nearest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let given = given.to_lowercase();
    known
        .into_iter()
        .map(|word| (strsim::osa_distance(&given, word), word.len().abs_diff(given.len()), word))
        .filter(|(distance, _, word)| *distance <= 1 + word.len() / 3)
        .min()
        .map(|(.., word)| word)
}
