//! What surrounds a match: what excuses it, what softens it, whose claim it is, and what kind of document it is in.

pub(crate) mod class;
pub(crate) mod cue;
pub(crate) mod guard;
pub(crate) mod subject;

pub(crate) use class::Judgement;
pub use class::{DocumentClass, UnknownClass};
pub(crate) use cue::{Cue, Cues};
pub(crate) use guard::{Guards, Surroundings};
pub(crate) use subject::Subject;
