//! From a report on the text of a record to places in the export it comes from.

use std::ops::Range;

use scruple::Report;
use scruple::answer::{Answer, Answered};
use scruple::finding::{Edit, Finding, Fix, Location, Position};
use scruple::source::Map;
use scruple::source::lines::LineIndex;

use crate::export::{Placed, Record};

/// Leads reports on records of `source` back to it.
pub(crate) struct Leader<'s> {
    pub source: &'s str,
    pub lines: LineIndex,
}

/// A record with the map of its text.
struct Led<'r> {
    record: &'r Record,
    map: Map,
}

impl Leader<'_> {
    /// The report on a record, in terms of the source.
    pub(crate) fn report(&self, record: &Record, mut report: Report) -> Report {
        let led = Led { record, map: Map::Runs(record.woven.runs.clone()) };
        for finding in &mut report.findings {
            self.finding(&led, finding);
        }
        for Answered { finding, answer } in &mut report.answered {
            self.finding(&led, finding);
            if let Answer::Suppressed { start, end, .. } = answer {
                self.places(&led, start, end);
            }
        }
        for cue in &mut report.cues {
            self.places(&led, &mut cue.start, &mut cue.end);
        }
        for warning in &mut report.warnings {
            self.places(&led, &mut warning.start, &mut warning.end);
        }
        report
    }

    fn finding(&self, led: &Led<'_>, finding: &mut Finding) {
        let value = led.value(finding.start.byte);
        finding.location = value.map(|value| Location {
            field: Some(value.field.clone()),
            part: value.row.map(|row| format!("row {row}")),
            ..Location::default()
        });
        finding.fixes =
            std::mem::take(&mut finding.fixes).into_iter().filter_map(|fix| led.fix(fix)).collect();
        self.places(led, &mut finding.start, &mut finding.end);
        for related in &mut finding.related {
            self.places(led, &mut related.start, &mut related.end);
        }
    }

    fn places(&self, led: &Led<'_>, start: &mut Position, end: &mut Position) {
        let range = led.source(start.byte..end.byte);
        *start = self.position(range.start);
        *end = self.position(range.end);
    }

    fn position(&self, byte: usize) -> Position {
        let place = self.lines.position(self.source, byte);
        Position { byte, line: place.line, column: place.column }
    }
}

impl Led<'_> {
    /// The value that holds a byte of the text, or ends there.
    fn value(&self, byte: usize) -> Option<&Placed> {
        let values = &self.record.values;
        values.iter().find(|value| value.part.range.start <= byte && byte <= value.part.range.end)
    }

    /// The source bytes of a range of the text. A place between characters is the end of what stands before it.
    fn source(&self, range: Range<usize>) -> Range<usize> {
        if range.is_empty() {
            let opens = self.record.values.iter().any(|value| value.part.range.start == range.start);
            let at = match range.start.checked_sub(1).filter(|_| !opens) {
                Some(before) => self.map.source(before..range.start).end,
                None => self.map.source(range.start..range.start + 1).start,
            };
            return at..at;
        }
        self.map.source(range)
    }

    /// A fix as the source has to be changed for it; none where what it writes has no place in the notation.
    fn fix(&self, fix: Fix) -> Option<Fix> {
        let mut edits = Vec::with_capacity(fix.edits.len());
        for edit in &fix.edits {
            let value = self.value(edit.start).filter(|value| edit.end <= value.part.range.end)?;
            // The library writes in the format of the last value.
            if value.format != self.record.format {
                return None;
            }
            let text = value.style.write(&edit.text, edit.start == value.part.range.start)?;
            let range = self.source(edit.start..edit.end);
            edits.push(Edit { start: range.start, end: range.end, text });
        }
        // Values may be read in another order than they stand in.
        edits.sort_by_key(|edit| (edit.start, edit.end));
        Some(Fix { edits, ..fix })
    }
}
