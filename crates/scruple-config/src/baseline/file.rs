//! The file that a baseline is kept in.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use serde::Deserialize;
use serde_json::error::Category;

use super::{Baseline, Known, folder};
use crate::fingerprint;
use crate::packs::reason;
use crate::replace::replace;
use crate::source::shown;

/// The version of the file.
pub const VERSION: u64 = 1;

/// Why a baseline cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// It cannot be read or written.
    #[error("{path}: {reason}")]
    File {
        /// The file.
        path: String,
        /// Why not.
        reason: String,
    },
    /// It is no baseline.
    #[error(
        "{path}:{line}: is no baseline of Scruple ({message}); move it away, and record one with `scruple baseline --output {path}`"
    )]
    Broken {
        /// The file.
        path: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// A newer version wrote it.
    #[error(
        "{path}: a newer version of Scruple recorded this baseline (version {found}; this one reads up to {VERSION}); update Scruple, or record the baseline anew"
    )]
    Newer {
        /// The file.
        path: String,
        /// Its version.
        found: u64,
    },
}

#[derive(Deserialize)]
struct Head {
    #[serde(rename = "scruple-baseline")]
    version: u64,
    fingerprints: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Stored {
    #[serde(rename = "scruple-baseline")]
    _version: u64,
    #[serde(rename = "fingerprints")]
    _fingerprints: u64,
    pub(super) files: BTreeMap<String, Vec<Known>>,
}

/// What an error says, where people understand it.
fn in_words(error: &serde_json::Error) -> Option<String> {
    let message = error.to_string();
    let message = message.split(" at line ").next()?.split(", expected").next()?;
    let plain = ["missing field", "unknown field"].iter().any(|head| message.starts_with(head));
    plain.then(|| message.replace('`', "\""))
}

impl Baseline {
    /// Reads the file.
    ///
    /// # Errors
    /// It is not there, is no baseline, or was written by a newer version.
    pub fn read(path: &Path) -> Result<Self, BaselineError> {
        let shown = shown(path);
        let file = |error: &io::Error| BaselineError::File {
            path: shown.clone(),
            reason: match error.kind() {
                io::ErrorKind::NotFound => "no such baseline; record one with `scruple baseline`".to_owned(),
                io::ErrorKind::InvalidData => "is not UTF-8 text".to_owned(),
                _ => reason(error),
            },
        };
        let text = fs::read_to_string(path).map_err(|error| file(&error))?;
        let broken = |error: &serde_json::Error, message: &str| BaselineError::Broken {
            path: shown.clone(),
            line: error.line().max(1),
            message: in_words(error).unwrap_or_else(|| message.to_owned()),
        };
        if text.trim().is_empty() {
            return Err(BaselineError::Broken { path: shown, line: 1, message: "an empty file".to_owned() });
        }
        // The rest of a newer file may look different.
        let head: Head = serde_json::from_str(&text).map_err(|error| match error.classify() {
            Category::Eof => broken(&error, "it ends in the middle, as a file that was cut off"),
            Category::Data => broken(&error, "it does not say \"scruple-baseline\" and \"fingerprints\""),
            _ => broken(&error, "it is not valid JSON here; a merge may have left its marks"),
        })?;
        let found = head.version.max(head.fingerprints);
        if head.version > VERSION || head.fingerprints > u64::from(fingerprint::VERSION) {
            return Err(BaselineError::Newer { path: shown, found });
        }
        let stored: Stored = serde_json::from_str(&text)
            .map_err(|error| broken(&error, "this is not what `scruple baseline` writes"))?;
        Ok(Self { folder: folder(path), files: stored.files })
    }

    /// Writes the file in one step.
    ///
    /// # Errors
    /// It cannot be written; what was there before is still there.
    pub fn write(&self, path: &Path) -> Result<(), BaselineError> {
        replace(path, self.to_json().as_bytes())
            .map_err(|error| BaselineError::File { path: shown(path), reason: reason(&error) })
    }

    /// The content of the file.
    #[must_use]
    pub fn to_json(&self) -> String {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let mut out = format!(
            "{{\n  \"scruple-baseline\": {VERSION},\n  \"fingerprints\": {},\n  \"files\": {{",
            fingerprint::VERSION
        );
        for (number, (path, known)) in self.files.iter().filter(|(_, known)| !known.is_empty()).enumerate() {
            out.push_str(if number > 0 { ",\n    " } else { "\n    " });
            out.push_str(&quoted(path));
            out.push_str(": [");
            for (number, Known { code, fingerprint, text }) in known.iter().enumerate() {
                out.push_str(if number > 0 { ",\n      " } else { "\n      " });
                let (code, fingerprint, text) = (quoted(code), quoted(fingerprint), quoted(text));
                out.push_str(&format!("{{\"code\":{code},\"fingerprint\":{fingerprint},\"text\":{text}}}"));
            }
            out.push_str("\n    ]");
        }
        out.push_str(if self.is_empty() { "}\n}\n" } else { "\n  }\n}\n" });
        out
    }
}
