//! Errors that need stronger evidence than they have.
//!
//! An error stops a publication. In a text that sells nothing the same words are a claim far less often, so that there
//! they are a warning unless the sentence itself speaks for something that is sold.

use super::verdict::Kept;
use crate::context::DocumentClass;
use crate::finding::Severity;
use crate::rule::compiled::Rule;

/// Takes errors down to warnings where the words or the text around them are too weak to carry one.
///
/// `sells_nothing` says that the text is long enough to show what it is, and that not one word of it is a seller's.
pub(super) fn errors(kept: &mut [Kept], rules: &[Rule], class: DocumentClass, sells_nothing: bool) {
    for Kept { claim, severity, notes } in kept {
        // An amount above a limit is above it in any text.
        let counted = rules.get(claim.rule as usize).is_some_and(|rule| rule.info.category == "dosing");
        if *severity != Severity::Error || counted {
            continue;
        }
        let note = if claim.severity == Some(Severity::Info) {
            // A disease as a heading asks for an editor's eye; a serious one for a closer look, no more.
            "held at warning: the words alone are no claim"
        } else if class == DocumentClass::Editorial && !claim.own_voice {
            "lowered: the text reads as health information that sells nothing"
        } else if class == DocumentClass::Unclassified
            && sells_nothing
            && !claim.own_voice
            && !claim.subject.sold()
        {
            "lowered: nothing in the text is sold, and the sentence names no product"
        } else {
            continue;
        };
        *severity = Severity::Warning;
        notes.push(note.to_owned());
    }
}
