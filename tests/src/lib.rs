//! Tests over the whole of Scruple. This library holds what the test files share.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on is to fail")]

pub mod documents;
pub mod program;
pub mod site;

/// Compiles and runs the Rust of the README.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
