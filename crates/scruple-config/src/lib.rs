//! What a folder says about how it is to be linted, and about what was decided on its findings.
//!
//! The command line, the language server and the bindings resolve settings here and only here. The library
//! [`scruple`] knows nothing of files.

pub mod approved;
pub mod baseline;
pub mod date;
pub mod fingerprint;
pub mod replace;
pub mod words;

pub(crate) use approved::shown as approved_path;
