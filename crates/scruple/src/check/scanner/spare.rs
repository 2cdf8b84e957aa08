//! The buffers of passes that are over.

use super::again::Again;
use crate::check::Ready;
use crate::check::facts::Facts;
use crate::check::memo::Repeats;
use crate::scan::filter::Promise;
use crate::scan::matcher::{Match, Matcher};
use crate::scan::{Hits, Tokens};

/// The buffers of a pass that is over, for the next one: their tables are as large as the packs, and most documents are
/// small. Nothing in them speaks of a document: what was seen is told by stamps that only grow, and what is known of
/// repeated segments and sentences depends on them alone.
#[derive(Debug, Default)]
pub(crate) struct Spare {
    pub(super) tokens: Tokens,
    pub hits: Hits,
    pub(super) other: Hits,
    pub(super) matcher: Matcher,
    pub(super) matches: Vec<Match>,
    pub(super) excuses: Vec<Match>,
    pub(super) promise: Promise,
    pub(super) facts: Facts,
    pub(super) tried: Vec<u32>,
    pub(super) sentence_stamp: u32,
    pub(super) repeats: Repeats,
    pub(super) again: Again,
    pub(super) late_again: Again,
}

impl Spare {
    /// Takes buffers out of the pool.
    pub(crate) fn take(ready: &Ready) -> Self {
        // A lock is poisoned where a lint panicked; buffers are then made anew.
        ready.spare.lock().ok().and_then(|mut pool| pool.pop()).unwrap_or_default()
    }

    pub(crate) fn put_back(self, ready: &Ready) {
        if let Ok(mut pool) = ready.spare.lock() {
            pool.push(self);
        }
    }
}
