//! What a folder says about how it is to be linted, and about what was decided on its findings.
//!
//! The command line, the language server and the bindings resolve settings here and only here. The library
//! [`scruple`] knows nothing of files.

pub mod fingerprint;
pub mod words;
