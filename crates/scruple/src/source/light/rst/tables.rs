//! Tables of reStructuredText.

use super::super::super::SegmentKind;
use super::{Reader, adornment};

impl Reader<'_> {
    /// A table drawn with `+`, `-` and `|`: each line of a cell is a segment, as cells are cut apart by lines.
    pub(super) fn grid(&mut self, at: usize) -> usize {
        let end = self.blank(at);
        let rule = (at..end).find(|line| self.out.text(*line).starts_with("+="));
        for line in at..end {
            let (text, base) = (self.out.text(line), self.out.range(line..line + 1, 0).start);
            if text.starts_with('+') {
                continue;
            }
            let header = rule.is_some_and(|rule| line < rule);
            let mut from = 0;
            for (bar, _) in text.match_indices('|') {
                if bar > 0 {
                    self.inline(base + from..base + bar);
                    self.out.flush(SegmentKind::TableCell { header });
                }
                from = bar + 1;
            }
        }
        end
    }

    /// A table whose columns stand below `===  ===`.
    pub(super) fn simple_table(&mut self, at: usize) -> usize {
        let rule = self.out.text(at);
        let mut starts: Vec<usize> = Vec::new();
        for (place, byte) in rule.bytes().enumerate() {
            if byte == b'=' && (place == 0 || rule.as_bytes().get(place - 1) == Some(&b' ')) {
                starts.push(place);
            }
        }
        let rules: Vec<usize> = (at + 1..self.out.lines.len())
            .take_while(|line| *line - at < 2000)
            .filter(|line| self.out.text(*line) == rule)
            .take(2)
            .collect();
        let Some(end) = rules.last().copied() else { return at + 1 };
        for line in at + 1..end {
            let text = self.out.text(line);
            if text == rule || text.is_empty() || adornment(&text.replace(' ', "")).is_some() {
                continue;
            }
            let header = rules.len() == 2 && line < rules[0];
            let shift = self.out.indent(line).saturating_sub(self.out.indent(at));
            let base = self.out.range(line..line + 1, 0).start;
            for (index, start) in starts.iter().enumerate() {
                let boundary = |place: usize| {
                    let place = place.saturating_sub(shift).min(text.len());
                    (place..=text.len()).find(|place| text.is_char_boundary(*place)).unwrap_or(text.len())
                };
                let from = boundary(*start);
                let to = starts.get(index + 1).map_or(text.len(), |next| boundary(*next));
                self.inline(base + from..base + to.max(from));
                self.out.flush(SegmentKind::TableCell { header });
            }
        }
        end + 1
    }
}
