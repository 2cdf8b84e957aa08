//! One pass over the text: words are looked up while they are cut, sentences found on the way, and patterns are
//! tried only in sentences that hold a word some pattern cannot do without.

mod anchors;
mod elements;
pub(crate) mod filter;
pub(crate) mod fold;
mod groups;
pub(crate) mod hits;
pub(crate) mod index;
pub(crate) mod matcher;
pub(crate) mod numeric;
pub(crate) mod token;
pub(crate) mod vocabulary;

pub(crate) use hits::{Hit, Hits};
pub(crate) use index::{Asked, Index};
pub(crate) use token::{Flags, Sentence, Token, Tokens};
