//! The rule packs of Scruple.
