//! Finds medical-claim red flags in text before the text is published.
//!
//! Data flows one way: [`source`] gives a text its shape, `scan` finds the words that rules know, `context` weighs
//! what surrounds them, `check` decides, and a [`Finding`] says what, why, which law and what to
//! write instead. A finding is a red flag for a human, never a verdict.
//!
//! The library does no I/O, reads no clock and keeps no state: a [`Linter`] is built once from rule packs and shared
//! between threads. What it remembers of paragraphs and sentences that several texts share changes no outcome. On thousands
//! of texts it takes up to about a hundred megabytes for each thread that lints at the same time.

pub mod answer;
pub mod finding;
pub mod fix;
pub mod house;
pub mod rule;
pub mod source;
pub mod suppress;

mod check;
mod context;
mod linter;
mod scan;

pub use check::{Dose, DoseLevel, Memo};
pub use context::{DocumentClass, UnknownClass};
pub use finding::Finding;
pub use linter::{BuildError, Declared, Linter, LinterBuilder, Options, Report, Warning};
