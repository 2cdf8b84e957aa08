//! Finds medical-claim red flags in text before the text is published.

pub mod finding;
pub mod rule;
pub mod source;
