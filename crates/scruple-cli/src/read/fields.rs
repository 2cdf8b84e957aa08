//! The fields of exports that were asked for, over all files of a run.

use std::sync::{Mutex, PoisonError};

use scruple_documents::{Document, Field, Missing};

use crate::say::Problem;
use crate::walk::Input;

/// By field: whether any file has it, and what the first file without it says.
#[derive(Debug, Default)]
pub struct Fields(Mutex<Vec<Known>>);

#[derive(Debug, Clone, Default)]
struct Known {
    met: bool,
    missing: Option<String>,
}

impl Fields {
    /// Takes note of what a file has. A file that was named is to have all of them; of those met in a folder some may
    /// be no exports, so that what is missing there is told once, when no file has it.
    pub fn of(&self, input: &Input, document: &Document<'_>, fields: &[Field]) -> Vec<Problem> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.resize(fields.len(), Known::default());
        let missing = document.missing();
        let of = |index: usize| missing.iter().find(|missing| missing.index == index);
        for (index, known) in known.iter_mut().enumerate() {
            match of(index) {
                None => known.met = true,
                Some(_) if input.named => known.met = true,
                Some(Missing { message, .. }) => {
                    // The same words whatever the order in which threads come by.
                    let message = format!("{}: {message}", input.name);
                    if known.missing.as_ref().is_none_or(|known| message < *known) {
                        known.missing = Some(message);
                    }
                }
            }
        }
        if !input.named {
            return Vec::new();
        }
        missing.iter().map(|missing| Problem::fatal(format!("{}: {}", input.name, missing.message))).collect()
    }

    /// What no file of the run has.
    pub fn nowhere(&self) -> Vec<Problem> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let missing = known.iter().filter(|known| !known.met).filter_map(|known| known.missing.clone());
        missing.map(|message| Problem::fatal(format!("no file has the field: {message}"))).collect()
    }
}
