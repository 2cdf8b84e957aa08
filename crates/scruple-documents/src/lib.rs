//! Files that hold text in other ways than as text: fields of an export from a content management system (JSON, YAML,
//! CSV), Word documents, PDF.
//!
//! A file is [`open`]ed and the [`Document`] checked. What is found in an export stands at its bytes in the export,
//! also where the export writes `\u00e9` or doubles quotes: every character of a value knows the bytes it came from,
//! and reports on the values are led back. DOCX and PDF hold no such bytes; what is found in them is told by
//! [`Location`], and its lines and columns count in the text that was taken out, [`Document::decoded`].
//!
//! No I/O: the caller reads the file.
//!
//! ```
//! use scruple::{Linter, Options};
//! use scruple_documents::{Files, Kind, open};
//!
//! let export = br#"{"items": [{"body": "Our \"tea\" is caf\u00e9-warm and cures cancer."}]}"#;
//! let files = Files { fields: vec!["items[].body".parse()?], ..Files::default() };
//! let document = open(export, Kind::Json, &files)?;
//! let linter = Linter::builder().packs(scruple_rules::core()?).build()?;
//! let found = document.check(&linter, &Options::default()).findings;
//! let words = &export[found[0].start.byte..found[0].end.byte];
//! assert_eq!(words, b"cures cancer");
//! assert_eq!(found[0].location.as_ref().map(ToString::to_string).as_deref(), Some("field items[0].body"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod document;
#[cfg(feature = "docx")]
mod docx;
mod error;
mod export;
mod field;
mod files;
mod led_back;
#[cfg(feature = "pdf")]
mod pdf;
#[cfg_attr(
    not(any(feature = "docx", feature = "pdf")),
    allow(dead_code, reason = "nothing is taken out of files then")
)]
mod taken;
mod value;

pub use document::{Document, Held, open};
pub use error::{Missing, OpenError, Trouble};
pub use field::{Field, FieldError};
pub use files::{Files, Kind};
#[cfg(feature = "pdf")]
pub use pdf::THREAD as PDF_THREAD;
pub use scruple::finding::Location;
