//! A lint for rule packs: what loads and is of no use all the same. Patterns that cannot fire, words that nothing asks
//! for, rules that say what another one says, examples that prove nothing, messages that leave a writer alone.

mod cover;
mod examples;
mod lexicons;
mod overlap;
mod source;
mod witness;
mod wording;

use std::fmt;

use serde::Serialize;

use super::pack::PackFile;
use super::terms::Strings;
use super::{Market, Packs};
use crate::linter::{BuildError, Linter, LinterBuilder};
use crate::rule::compiled::Term;
use source::Source;

/// How much a notice weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Worth knowing; a sound pack may have it.
    Note,
    /// Of no use, or of less than its author thinks.
    Warning,
    /// Must not be published.
    Error,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// Something about a pack that its author should look at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Notice {
    /// File of the pack.
    pub path: String,
    /// Line, from 1.
    pub line: u32,
    /// How much it weighs.
    pub level: Level,
    /// What kind of thing it is, in words joined by hyphens; stable.
    pub kind: &'static str,
    /// The rule or lexicon it is about.
    pub about: String,
    /// What is wrong and what to do.
    pub message: String,
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, line, level, kind, about, message } = self;
        write!(f, "{path}:{line}: {level}: {about}: {message} [{kind}]")
    }
}

/// What the parts of the lint share.
struct Bench<'a> {
    packs: &'a Packs,
    linter: Linter,
    source: Source<'a>,
    words: &'a Strings,
    /// By lexicon.
    terms: Vec<Vec<Term>>,
}

/// Looks over a pack that was loaded from these files, alone or on top of others. Notices come by file and line.
///
/// # Errors
/// The packs cannot be made ready.
pub fn check(packs: &Packs, files: &[PackFile]) -> Result<Vec<Notice>, BuildError> {
    // Rules of one market are rules too.
    let builder = Linter::builder().packs(packs.clone());
    let builder = packs.named().fold(builder, |builder, pack| builder.enable_pack(&pack.name));
    let linter = Market::ALL.into_iter().fold(builder, LinterBuilder::market).build()?;
    let bench = Bench {
        packs,
        linter,
        source: Source::read(packs, files),
        words: &packs.words,
        terms: packs.terms.unpack(packs.lexicons.len()),
    };
    let mut notices = Vec::new();
    wording::look(&bench, &mut notices);
    lexicons::look(&bench, &mut notices);
    cover::look(&bench, &mut notices);
    let tried = examples::look(&bench, &mut notices);
    witness::look(&bench, &tried, &mut notices);
    overlap::look(&bench, &mut notices);
    notices.sort();
    notices.dedup();
    Ok(notices)
}
