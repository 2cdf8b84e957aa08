//! What a pattern or check found before the document as a whole was weighed.

use std::ops::Range;

use crate::context::{Guards, Subject};
use crate::finding::Severity;

/// A candidate for a finding.
#[derive(Debug, Clone, Default)]
pub(crate) struct Claim {
    /// Index of the rule.
    pub rule: u16,
    /// Index of the pattern that matched.
    pub pattern: u32,
    /// The severity of the pattern, where it has its own.
    pub severity: Option<Severity>,
    /// Index of the segment.
    pub segment: u32,
    /// Number of the sentence in its segment.
    pub sentence: u32,
    /// Bytes of the segment's text.
    pub range: Range<usize>,
    /// What surrounds it.
    pub guards: Guards,
    /// Whose claim it is.
    pub subject: Subject,
    /// Names a serious disease.
    pub serious: bool,
    /// Its object is softened: "occasional", "healthy".
    pub softened: bool,
    /// Its sentence sends the reader to a clinician.
    pub consult: bool,
    /// In the voice of the seller or under a trademark.
    pub own_voice: bool,
    /// A note for the reader, such as how an amount was counted.
    pub note: Option<String>,
    /// The message, where the check writes its own.
    pub message: Option<String>,
    /// Index of the entry of the register that the claim makes, whether or not its condition is met.
    pub authorised: Option<u16>,
}
