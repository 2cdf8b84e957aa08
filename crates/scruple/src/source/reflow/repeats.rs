//! Headers and footers that stand on every page.

use super::Set;
use std::collections::HashMap;

/// A line that stands on fewer pages is no header.
const PAGES: usize = 3;

/// More lines in a row are no header.
const LINES: usize = 8;

/// The lines that belong to running headers and footers.
pub(super) struct Repeats(Vec<bool>);

impl Repeats {
    /// Finds the lines of `lines` that repeat as headers do.
    ///
    /// Other lines repeat, too: references, cells of tables, ends of sentences. A header stands apart: every time,
    /// more than one blank line is on one of its sides, or another line of the header is.
    pub(super) fn find(source: &str, lines: &[Set]) -> Self {
        let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, set) in lines.iter().enumerate() {
            places.entry(set.line.text(source)).or_default().push(index);
        }
        let mut marked = vec![false; lines.len()];
        // Only lines that repeat, in a fixed order.
        let mut repeated: Vec<Vec<usize>> =
            places.into_values().filter(|places| places.len() >= PAGES).collect();
        repeated.sort_unstable();
        let apart = |index: usize| {
            lines.get(index).is_some_and(|set| set.gap > 1)
                || lines.get(index + 1).is_some_and(|set| set.gap > 1)
        };
        // A header has few lines, so a few rounds reach all of them from the outer ones.
        for _ in 0..4 {
            for places in &repeated {
                let found = places
                    .iter()
                    .filter(|&&index| {
                        let above = index.checked_sub(1).and_then(|above| marked.get(above)) == Some(&true);
                        apart(index) || above || marked.get(index + 1) == Some(&true)
                    })
                    .count();
                if found == places.len() {
                    for &index in places {
                        if let Some(mark) = marked.get_mut(index) {
                            *mark = true;
                        }
                    }
                }
            }
        }
        // Where whole pages repeat, what repeats is no header.
        let mut index = 0;
        while index < marked.len() {
            let run = marked.iter().skip(index).take_while(|mark| **mark).count();
            if run > LINES {
                for mark in marked.iter_mut().skip(index).take(run) {
                    *mark = false;
                }
            }
            index += run.max(1);
        }
        Self(marked)
    }

    /// Whether the line belongs to a header or footer.
    pub(super) fn contains(&self, index: usize) -> bool {
        self.0.get(index) == Some(&true)
    }
}
