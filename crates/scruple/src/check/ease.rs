//! What is known only with the whole document in sight: errors without the evidence that an error needs, and the
//! titles of other people's studies.
//!
//! An error stops a publication. In a text that sells nothing the same words are a claim far less often, so that there
//! they are a warning unless the sentence itself speaks for something that is sold.

use std::fmt::Display;
use std::ops::Range;

use super::verdict::Kept;
use crate::context::DocumentClass;
use crate::finding::Severity;
use crate::rule::compiled::{Guard, Rule};
use crate::source::{Segment, SegmentKind};

/// Weighs all findings against the document as a whole.
///
/// `sells_nothing` says that the text is long enough to show what it is, and that not one word of it is a seller's;
/// `reading` says what the text was read as.
pub(super) fn all(
    kept: &mut Vec<Kept>,
    rules: &[Rule],
    segments: &[Segment<'_>],
    class: DocumentClass,
    sells_nothing: bool,
    reading: &dyn Display,
) {
    if class == DocumentClass::Editorial || class == DocumentClass::Unclassified && sells_nothing {
        quotations(kept, rules, segments);
    }
    titles(kept, rules, segments);
    errors(kept, rules, class, sells_nothing, reading);
}

/// Takes errors down to warnings where the words or the text around them are too weak to carry one.
pub(super) fn errors(
    kept: &mut [Kept],
    rules: &[Rule],
    class: DocumentClass,
    sells_nothing: bool,
    reading: &dyn Display,
) {
    for Kept { claim, severity, notes, .. } in kept {
        // An amount above a limit is above it in any text.
        let counted = rules.get(claim.rule as usize).is_some_and(|rule| rule.info.category == "dosing");
        if *severity != Severity::Error || counted {
            continue;
        }
        let note = if claim.severity == Some(Severity::Info) {
            // A disease as a heading asks for an editor's eye; a serious one for a closer look, no more.
            "held at warning: the words alone are no claim".to_owned()
        } else if class == DocumentClass::Editorial && !claim.own_voice {
            format!("{reading}: lowered one step")
        } else if class == DocumentClass::Unclassified
            && sells_nothing
            && !claim.own_voice
            && !claim.subject.sold()
        {
            "lowered: nothing in the text is sold, and the sentence names no product".to_owned()
        } else {
            continue;
        };
        *severity = Severity::Warning;
        notes.push(note);
    }
}

/// Takes away what a text that sells nothing puts in quotation marks: it reports what others say. Rules that look at
/// praise do not ask for the guard and keep theirs, for praise is quoted wherever it is used.
fn quotations(kept: &mut Vec<Kept>, rules: &[Rule], segments: &[Segment<'_>]) {
    let mut last: Option<(u32, Marks)> = None;
    kept.retain(|Kept { claim, .. }| {
        let guarded =
            rules.get(claim.rule as usize).is_some_and(|rule| rule.unless.contains(&Guard::Attributed));
        if !guarded || claim.own_voice {
            return true;
        }
        let marks = match &mut last {
            Some((segment, marks)) if *segment == claim.segment => &*marks,
            other => {
                let text = segments.get(claim.segment as usize).map_or("", |segment| &*segment.text);
                &other.insert((claim.segment, Marks::of(text))).1
            }
        };
        !marks.surround(&claim.range)
    });
}

/// The quotation marks of a text, by byte. Looked for once, as a text without an end may hold a thousand claims.
#[derive(Default)]
struct Marks {
    straight: Vec<usize>,
    open: Vec<usize>,
    close: Vec<usize>,
    /// The last mark that closes, which in German is one that opens elsewhere.
    last: Option<usize>,
}

impl Marks {
    fn of(text: &str) -> Self {
        let mut marks = Self::default();
        // All of them but the straight one start with one of two bytes.
        for at in memchr::memchr3_iter(b'"', b'\xc2', b'\xe2', text.as_bytes()) {
            let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { continue };
            match c {
                '"' => marks.straight.push(at),
                '“' | '„' | '«' => marks.open.push(at),
                '”' | '»' => marks.close.push(at),
                _ => {}
            }
            if matches!(c, '”' | '“' | '»') {
                marks.last = Some(at);
            }
        }
        marks
    }

    /// Whether these bytes stand between marks that open before them and close after them.
    fn surround(&self, range: &Range<usize>) -> bool {
        let before = |marks: &[usize]| marks.partition_point(|at| *at < range.start);
        let latest = |marks: &[usize]| before(marks).checked_sub(1).and_then(|last| marks.get(last).copied());
        let straight =
            before(&self.straight) % 2 == 1 && self.straight.last().is_some_and(|at| *at >= range.end);
        let opened = latest(&self.open) > latest(&self.close);
        straight || opened && self.last.is_some_and(|at| at >= range.end)
    }
}

/// Last words of headings under which the works of others are listed by their titles.
const LISTS_OF_WORKS: [&str; 9] = [
    "studies",
    "references",
    "bibliography",
    "publications",
    "citations",
    "literature",
    "sources",
    "reading",
    "articles",
];

/// A title has at least and at most so many words.
const TITLE: std::ops::RangeInclusive<usize> = 5..=40;

/// Takes away what stands in the titles of studies that are listed under a heading: the words are their authors'.
/// Rules that look at titles on purpose do not ask for the guard and keep theirs.
fn titles(kept: &mut Vec<Kept>, rules: &[Rule], segments: &[Segment<'_>]) {
    kept.retain(|Kept { claim, .. }| {
        let guarded =
            rules.get(claim.rule as usize).is_some_and(|rule| rule.unless.contains(&Guard::ReferenceEntry));
        !(guarded && segments.get(claim.segment as usize).is_some_and(|segment| is_title(segment, segments)))
    });
}

/// Whether a segment reads as a title in a list of works: no sentence, and under a heading that announces such a list.
fn is_title(segment: &Segment<'_>, segments: &[Segment<'_>]) -> bool {
    let text = segment.text.trim();
    let listed = matches!(segment.kind, SegmentKind::ListItem(_) | SegmentKind::Paragraph);
    if !listed || text.ends_with(['.', '!', ':', ';', ',']) {
        return false;
    }
    // Few texts have such a heading at all.
    let announced = [segment.heading, segment.lead].into_iter().flatten().any(|number| {
        let heading = segments.get(number as usize).map_or("", |heading| heading.text.trim());
        let last = heading.rsplit(|c: char| !c.is_alphabetic()).find(|word| !word.is_empty()).unwrap_or("");
        LISTS_OF_WORKS.iter().any(|word| last.eq_ignore_ascii_case(word))
    });
    // A text without an end may hold a thousand claims, each of which asks.
    announced && TITLE.contains(&text.split_whitespace().take(TITLE.end() + 1).count())
}
