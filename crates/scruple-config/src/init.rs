//! A settings file for a folder, from what lies in it.

mod look;
mod write;

pub use look::{Seen, look};
