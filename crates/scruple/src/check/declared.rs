//! What a document says of itself, understood: its class and its markets.

use std::ops::Range;

use super::verdict::position;
use crate::context::DocumentClass;
use crate::linter::{Declared, Warning};
use crate::rule::Market;
use crate::source::Setting;
use crate::source::lines::LineIndex;

/// What holds for a document because it says so, and what is wrong with the rest.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub class: Option<DocumentClass>,
    pub markets: Vec<Market>,
    /// Where the class stands, and each of the markets.
    class_at: Range<usize>,
    markets_at: Vec<Range<usize>>,
    /// What cannot be heeded and why, with its bytes in the source.
    pub problems: Vec<(Range<usize>, String)>,
}

/// Reads the settings of a document. One that cannot be understood is left out and told of.
pub(super) fn resolve(settings: &[Setting]) -> Said {
    let mut said = Said::default();
    for setting in settings {
        match (setting.key.as_str(), setting.values.as_slice()) {
            ("class", [(value, range)]) => match value.parse() {
                Ok(class) => {
                    said.class = Some(class);
                    said.class_at = range.clone();
                }
                Err(error) => said.problems.push((range.clone(), format!("{error}"))),
            },
            ("class", _) => said.wrong(setting, "a document has one class, such as `class: editorial`"),
            ("market" | "markets", []) => said.wrong(setting, "no market is named; write `market: [eu, uk]`"),
            ("market" | "markets", values) => {
                for (value, range) in values {
                    match value.parse() {
                        Ok(market) if said.markets.contains(&market) => {}
                        Ok(market) => {
                            said.markets.push(market);
                            said.markets_at.push(range.clone());
                        }
                        Err(error) => said.problems.push((range.clone(), format!("{error}"))),
                    }
                }
            }
            ("", _) => {
                said.wrong(setting, "write what is set, such as `scruple: {class: editorial, market: eu}`");
            }
            (key, _) => {
                let message = format!("unknown setting \"{key}\"; a document can set class and market");
                said.wrong(setting, &message);
            }
        }
    }
    said
}

impl Said {
    fn wrong(&mut self, setting: &Setting, message: &str) {
        self.problems.push((setting.range.clone(), message.to_owned()));
    }

    /// The same with places, for who asks what a document says of itself.
    pub(super) fn declared(self, lines: &LineIndex, source: &str) -> Declared {
        let place = |range: &Range<usize>| position(lines, source, range.start);
        Declared {
            class: self.class.map(|class| (class, place(&self.class_at))),
            markets: self.markets.iter().zip(&self.markets_at).map(|(m, range)| (*m, place(range))).collect(),
            warnings: self.warnings(lines, source),
        }
    }

    /// The problems, for the reader of the report.
    pub(super) fn warnings(self, lines: &LineIndex, source: &str) -> Vec<Warning> {
        let place = |byte: usize| position(lines, source, byte);
        self.problems
            .into_iter()
            .map(|(range, message)| Warning { message, start: place(range.start), end: place(range.end) })
            .collect()
    }
}
