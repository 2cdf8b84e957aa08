//! The fields of exports that were asked for, over all files of a run.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use scruple_config::{Origin, Sourced};
use scruple_documents::{Document, Field};

use crate::say::Problem;
use crate::walk::Input;

/// By field, as it is written, and who asked for it: whether any file has it.
#[derive(Debug, Default)]
pub struct Fields(Mutex<BTreeMap<(String, String), Known>>);

#[derive(Debug, Default)]
struct Known {
    met: bool,
    /// What the first file without it says.
    missing: Option<String>,
    typed: bool,
}

impl Fields {
    /// Takes note of what a file has. A file that was named is to have all fields that were typed, and of those of
    /// settings, which are for many files, one; of files met in a folder some may be no exports, so that what is missing
    /// there is told once, when no file has it.
    pub fn of(&self, input: &Input, document: &Document<'_>, fields: &[Sourced<Field>]) -> Vec<Problem> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let missing = document.missing();
        let mut told = Vec::new();
        for (index, field) in fields.iter().enumerate() {
            let typed = matches!(field.origin, Origin::CommandLine(_));
            let known = known.entry((field.to_string(), field.origin.to_string())).or_default();
            known.typed = typed;
            let Some(missing) = missing.iter().find(|missing| missing.index == index) else {
                known.met = true;
                continue;
            };
            let from = if typed { String::new() } else { format!(" ({})", field.origin) };
            let message = format!("{}: {}{from}", input.name, missing.message);
            if input.named {
                known.met = true;
                told.push((typed, message));
            } else if known.missing.as_ref().is_none_or(|known| message < *known) {
                // The same words whatever the order in which threads come by.
                known.missing = Some(message);
            }
        }
        let all = missing.len() == fields.len();
        told.into_iter()
            .filter(|(typed, _)| *typed || all)
            .map(|(_, message)| Problem::fatal(message))
            .collect()
    }

    /// What no file of the run has. Fields of settings count only where the run looks at everything, and are no failure
    /// then.
    pub fn nowhere(&self, whole: bool) -> Vec<Problem> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let missing = known.values().filter(|known| !known.met && (whole || known.typed));
        let told = missing.filter_map(|known| {
            let message = format!("no file has the field: {}", known.missing.as_ref()?);
            Some(Problem { message, fatal: known.typed })
        });
        told.collect()
    }
}
