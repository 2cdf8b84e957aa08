//! A value of an export: its text, where every piece of it stands, and how new text is written there.

use std::ops::Range;

use scruple::source::Run;

/// Text put together from pieces of a source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Woven {
    /// The text.
    pub text: String,
    /// Where its pieces stand in the source, without gaps.
    pub runs: Vec<Run>,
}

fn small(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

impl Woven {
    /// Adds text that stands at `start` of the source as it is.
    pub(crate) fn verbatim(&mut self, text: &str, start: usize) {
        if text.is_empty() {
            return;
        }
        let (start, end) = (small(start), small(start + text.len()));
        match self.runs.last_mut() {
            Some(last) if last.verbatim && last.end == start => last.end = end,
            _ => self.runs.push(Run { text: small(self.text.len()), start, end, verbatim: true }),
        }
        self.text.push_str(text);
    }

    /// Adds text for which the source has other bytes.
    pub(crate) fn decoded(&mut self, text: &str, source: Range<usize>) {
        if !text.is_empty() {
            let (start, end) = (small(source.start), small(source.end));
            self.runs.push(Run { text: small(self.text.len()), start, end, verbatim: false });
            self.text.push_str(text);
        }
    }

    /// Adds another text behind a blank line.
    pub(crate) fn append(&mut self, other: &Self, at: usize) -> Range<usize> {
        if !self.text.is_empty() {
            self.decoded("\n\n", at..at);
        }
        let base = self.text.len();
        self.runs
            .extend(other.runs.iter().map(|run| Run { text: run.text.saturating_add(small(base)), ..*run }));
        self.text.push_str(&other.text);
        base..self.text.len()
    }

    /// `value` as it is made of characters of the source, each with its bytes. White space is folded in some
    /// notations, so that only what stands between it is held against each other.
    pub(crate) fn aligned(
        value: &str,
        source: &str,
        whole: Range<usize>,
        pieces: &[(char, Range<usize>)],
    ) -> Self {
        let mut woven = Self::default();
        let mut solid = pieces.iter().filter(|(char, _)| !is_space(*char)).peekable();
        let mut at = whole.start;
        let mut rest = value;
        while let Some(first) = rest.chars().next() {
            if is_space(first) {
                let len = rest.find(|c| !is_space(c)).unwrap_or(rest.len());
                let (space, after) = rest.split_at(len);
                let until = solid.peek().map_or(whole.end, |(_, range)| range.start);
                if source.get(at..until) == Some(space) {
                    woven.verbatim(space, at);
                } else {
                    woven.decoded(space, at..until.max(at));
                }
                rest = after;
                continue;
            }
            match solid.next() {
                Some((char, range)) if *char == first => {
                    let len = first.len_utf8();
                    let (text, after) = rest.split_at(len);
                    if source.get(range.clone()) == Some(text) {
                        woven.verbatim(text, range.start);
                    } else {
                        woven.decoded(text, range.clone());
                    }
                    (at, rest) = (range.end, after);
                }
                // Not as it is understood here: then only the whole is known to hold the value.
                _ => {
                    let mut whole_only = Self::default();
                    whole_only.decoded(value, whole);
                    return whole_only;
                }
            }
        }
        woven
    }
}

/// White space that notations fold.
pub(crate) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

/// How a value is written in its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// In double quotes with backslashes: JSON, and such strings of YAML.
    Escaped,
    /// In single quotes, which are doubled inside.
    Single,
    /// Without quotes, where many a sign has a meaning: YAML.
    Bare,
    /// In a block of lines of YAML.
    Block,
    /// In double quotes, which are doubled inside: CSV.
    Doubled,
    /// Without quotes, up to the sign that parts cells: CSV.
    Cell(char),
}

impl Style {
    /// New text as it is written inside such a value; none where it cannot be. `first` if it opens the value.
    pub(crate) fn write(self, text: &str, first: bool) -> Option<String> {
        let plain = |allowed: fn(char) -> bool| text.chars().all(allowed).then(|| text.to_owned());
        match self {
            Self::Escaped => {
                let quoted = serde_json::to_string(text).ok()?;
                Some(quoted.get(1..quoted.len() - 1)?.to_owned())
            }
            Self::Single => plain(|c| !is_control(c)).map(|text| text.replace('\'', "''")),
            // At the start a sign may open another kind of value.
            Self::Bare if first => None,
            Self::Bare => plain(|c| c.is_alphanumeric() || " .'’();-*†‡!?%/–—".contains(c)),
            Self::Block => plain(|c| !is_control(c)),
            Self::Doubled => Some(text.replace('"', "\"\"")),
            Self::Cell(sign) => {
                let quoted = text.contains([sign, '"', '\n', '\r']) || (first && text.starts_with(' '));
                (!quoted).then(|| text.to_owned())
            }
        }
    }
}

fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folded_values_lead_back() {
        let source = "> a\n  b ''c";
        let pieces = [('a', 2..3), ('b', 6..7), ('\'', 8..10), ('c', 10..11)];
        let woven = Woven::aligned("a b 'c\n", source, 2..11, &pieces);
        assert_eq!(woven.text, "a b 'c\n");
        let runs: Vec<_> =
            woven.runs.iter().map(|run| (run.text, run.start..run.end, run.verbatim)).collect();
        assert_eq!(
            runs,
            [
                (0, 2..3, true),
                (1, 3..6, false),
                (2, 6..8, true),
                (4, 8..10, false),
                (5, 10..11, true),
                (6, 11..11, false)
            ]
        );
        let unlike = Woven::aligned("x", source, 2..11, &pieces);
        assert_eq!((unlike.text.as_str(), unlike.runs.len(), unlike.runs[0].end), ("x", 1, 11));
    }

    #[test]
    fn new_text_is_written_as_its_surroundings_are() {
        let text = "a \"b\" 'c'\n";
        assert_eq!(Style::Escaped.write(text, false).as_deref(), Some("a \\\"b\\\" 'c'\\n"));
        assert_eq!(Style::Doubled.write(text, false).as_deref(), Some("a \"\"b\"\" 'c'\n"));
        assert_eq!(Style::Single.write("it's", false).as_deref(), Some("it''s"));
        for style in [Style::Single, Style::Bare, Style::Block, Style::Cell(',')] {
            assert_eq!(style.write(text, false), None);
        }
        assert_eq!(Style::Cell(';').write("a, b", false).as_deref(), Some("a, b"));
        assert_eq!(Style::Cell(',').write("a, b", false), None);
        assert_eq!(Style::Bare.write("a: b", false), None);
    }
}
