//! Doses in the rows of tables, also of tables that extraction took apart.

use std::ops::Range;

use super::marks::{self, Marks};
use super::{Kind, Pass};
use crate::check::Claim;
use crate::source::SegmentKind;

impl Pass<'_> {
    /// A dose in a table whose row names a condition is tied to it.
    pub(super) fn table_row(&self, claim: &Claim, kept: &mut Vec<Claim>) {
        let number = claim.segment as usize;
        let cell = |at: usize| {
            self.segments.get(at).is_some_and(|segment| matches!(segment.kind, SegmentKind::TableCell { .. }))
        };
        if self.said(claim).has(Marks::NEED.or(Marks::TRIAL)) {
            return;
        }
        let Some(rule) = self.rule(Kind::Condition) else { return };
        let row = if cell(number) { self.row(number) } else { self.line_before(number, claim) };
        let Some(row) = row else { return };
        let set = Marks::TRIAL.or(Marks::DRUG).or(Marks::PRESCRIBER);
        let marks = marks::all(row.map(|at| self.sections.whole(at, Marks::NEED.or(set))));
        if marks.has(Marks::NEED) && !marks.has(set) {
            let message = Some("\"{text}\" gives a dose in a row that names a condition".to_owned());
            kept.push(Claim { rule, severity: None, message, ..claim.clone() });
        }
    }

    /// In a table that was taken apart, the short line before one that begins with a dose.
    fn line_before(&self, number: usize, claim: &Claim) -> Option<Range<usize>> {
        const LONGEST: usize = 45;
        let before = self.segments.get(number.checked_sub(1)?)?;
        let short = before.text.len() <= LONGEST && !before.text.trim_end().ends_with(['.', '?', '!']);
        (short && claim.range.start == 0).then(|| number - 1..number)
    }

    /// The cells of the row of a cell: its table has as many columns as its head has cells.
    fn row(&self, number: usize) -> Option<Range<usize>> {
        const LARGEST: usize = 4000;
        let kind = |at: usize| self.segments.get(at).map(|segment| segment.kind);
        let mut first = number;
        while first > 0
            && number - first < LARGEST
            && matches!(kind(first - 1), Some(SegmentKind::TableCell { .. }))
        {
            first -= 1;
        }
        let head = (first..number)
            .take_while(|&at| kind(at) == Some(SegmentKind::TableCell { header: true }))
            .count();
        if head == 0 {
            return None;
        }
        let start = first + (number - first) / head * head;
        let end = (start..start + head)
            .take_while(|&at| matches!(kind(at), Some(SegmentKind::TableCell { .. })))
            .count();
        Some(start..start + end)
    }
}
