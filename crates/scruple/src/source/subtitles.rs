//! Subtitles, SubRip and WebVTT: cues are joined to sentences; numbers, times, tags, notes and styles are not read.

use super::builder::Builder;
use super::entity::{self, Place};
use super::line::{self, Line, Lines};
use super::{Segment, SegmentKind, plain};
use std::ops::Range;

/// A pause that is longer, in milliseconds, parts what is said before and after it.
const PAUSE: u64 = 4000;

/// The segments of subtitles; a text without a single cue is read as plain text.
pub(super) fn segments(source: &str) -> Vec<Segment<'_>> {
    let lines: Vec<Line> = Lines::new(source).collect();
    if !lines.iter().any(|line| times(line.text(source)).is_some()) {
        return plain::segments(source);
    }
    let mut reader =
        Reader { source, segments: Vec::new(), builder: Builder::default(), ..Reader::default() };
    let mut inside = false;
    for (index, line) in lines.iter().enumerate() {
        let text = line.text(source);
        if let Some((start, end)) = times(text) {
            reader.cue(start, end);
            inside = true;
        } else if text.is_empty() {
            // White space alone stands for an empty line of a cue in captions that roll.
            inside = inside && line.indent > 0;
        } else if inside {
            // The number of the next cue, where the blank line before it is missing.
            let next = lines.get(index + 1).and_then(|next| times(next.text(source)));
            if next.is_none() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
                reader.line(*line);
            }
        }
    }
    reader.flush();
    reader.segments
}

/// The times of the line `00:00:01,000 --> 00:00:04,000 line:0`, in milliseconds.
fn times(text: &str) -> Option<(u64, u64)> {
    let (start, end) = text.split_once("-->")?;
    Some((time(start.trim())?, time(end.split_whitespace().next()?)?))
}

/// `01:02:03,456` or `02:03.456`, in milliseconds.
fn time(text: &str) -> Option<u64> {
    let (clock, fraction) = text.split_once([',', '.']).unwrap_or((text, "0"));
    let mut seconds = 0u64;
    for part in clock.split(':') {
        seconds = seconds.checked_mul(60)?.checked_add(part.parse().ok()?)?;
    }
    let thousandths: u64 = fraction.get(..fraction.len().min(3))?.parse().ok()?;
    (clock.contains(':')).then_some(seconds.checked_mul(1000)?.checked_add(thousandths)?)
}

#[derive(Default)]
struct Reader<'a> {
    source: &'a str,
    segments: Vec<Segment<'a>>,
    builder: Builder,
    /// When the cue before ended.
    ended: u64,
    /// The line read last, which captions that roll show once more.
    last: Option<Range<usize>>,
    /// Whether the cue before was the last one that had a line.
    first: bool,
    voice: Option<&'a str>,
}

impl<'a> Reader<'a> {
    fn cue(&mut self, start: u64, end: u64) {
        if start > self.ended.saturating_add(PAUSE) {
            self.flush();
            self.last = None;
        }
        self.ended = end;
        self.first = true;
    }

    fn line(&mut self, line: Line) {
        let (first, text) = (std::mem::take(&mut self.first), line.text(self.source));
        let before = self.last.replace(line.start..line.end);
        if let Some(before) = &before
            && first
            && self.source.get(before.clone()) == Some(text)
        {
            return;
        }
        let spoken = text.trim_start_matches(['-', '–', '—', '>']).trim_start();
        let skip = text.len() - spoken.len();
        // A dash or `>>` opens what another person says.
        if skip > 0 || self.has_ended(spoken) {
            self.flush();
        }
        if let Some(before) = before {
            self.builder.space(before.end..line.start + skip);
        }
        self.write(spoken, line.start + skip);
    }

    /// Whether the sentence read last is complete, now that `next` comes.
    fn has_ended(&self, next: &str) -> bool {
        let text = self.builder.text().trim_end_matches(['"', '”', '’', '\'', ')', ']']);
        text.ends_with(['.', '!', '?', '…', '♪', ':']) && !line::opens_low(next)
    }

    /// Writes a line without its tags: `<i>`, `<c.loud>`, `<00:00:01.000>`, `{\an8}`.
    fn write(&mut self, text: &'a str, base: usize) {
        let (mut from, mut at) = (0, 0);
        while let Some(found) = text.get(at..).and_then(|rest| rest.find(['<', '{'])) {
            let start = at + found;
            at = start + 1;
            let rest = text.get(start + 1..).unwrap_or_default();
            let closing = if text.as_bytes().get(start) == Some(&b'<') { '>' } else { '}' };
            let opens = match closing {
                '>' => rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/'),
                _ => rest.starts_with('\\'),
            };
            let Some(len) = rest.find(closing).filter(|_| opens) else { continue };
            entity::write(
                &mut self.builder,
                text.get(from..start).unwrap_or_default(),
                base + from,
                Place::Text,
            );
            from = start + len + 2;
            at = from;
            self.tag(rest.get(..len).unwrap_or_default());
        }
        entity::write(&mut self.builder, text.get(from..).unwrap_or_default(), base + from, Place::Text);
    }

    /// `<v Name>` tells who speaks.
    fn tag(&mut self, tag: &'a str) {
        let voice = tag.strip_prefix('v').filter(|rest| rest.starts_with(['.', ' ']));
        if let Some((_, name)) = voice.and_then(|rest| rest.split_once(' ')) {
            if self.voice.is_some_and(|voice| voice != name) {
                self.flush();
            }
            self.voice = Some(name);
        }
    }

    fn flush(&mut self) {
        if !self.builder.is_empty() {
            let segment = self.builder.segment(SegmentKind::Paragraph, self.source);
            if !segment.text.trim().is_empty() {
                self.segments.push(segment);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Format, segments};

    fn read(source: &str) -> Vec<String> {
        segments(source, Format::Subtitles).into_iter().map(|segment| segment.text.into_owned()).collect()
    }

    #[test]
    fn joins_cues_to_sentences() {
        let source = "1\r\n00:00:01,000 --> 00:00:03,000\r\nOur drops <i>cu</i>re\r\nyour {\\an8}cold &amp;\r\n\r\n2\r\n\
                      00:00:03,100 --> 00:00:05,000\r\nyour cough. They do.\r\n3\r\n00:00:05,000 --> 00:00:06,000\r\n\
                      - Do they?\r\n- Yes\r\n\r\n4\r\n00:01:00,000 --> 00:01:02,000\r\nLater\r\n";
        assert_eq!(
            read(source),
            ["Our drops cure your cold & your cough. They do.", "Do they?", "Yes", "Later"]
        );
        let found = segments(source, Format::Subtitles);
        let at = found[0].text.find("cold & your").unwrap();
        let raw = &source[found[0].map.source(at..at + "cold & your".len())];
        assert!(
            raw.starts_with("cold &amp;\r\n\r\n2\r\n00:00:03,100") && raw.ends_with("\r\nyour"),
            "{raw:?}"
        );
        let at = found[0].text.find("cure").unwrap();
        assert_eq!(&source[found[0].map.source(at..at + 4)], "cu</i>re");
    }

    #[test]
    fn reads_web_captions() {
        let source = "WEBVTT - no\nKind: captions\n\nNOTE not this\nnor this\n\nSTYLE\n::cue { color: red }\n\nintro\n\
                      00:01.000 --> 00:02.000 align:start\n<v Ann>It is <00:01.500><c.x>warm</c>.\n\n\
                      00:02.000 --> 00:03.000\n<v Bob>so\n\n00:03.000 --> 00:04.000\n<v Bob>it &lt; is\n";
        assert_eq!(read(source), ["It is warm.", "so it < is"]);
        let rolling = "WEBVTT\n\n00:01.000 --> 00:02.000\n \nthis tea\n\n00:02.000 --> 00:03.000\nthis tea\nis good\n\n\
                       00:03.000 --> 00:04.000\nis good\nfor you\n";
        assert_eq!(read(rolling), ["this tea is good for you"]);
    }

    #[test]
    fn without_cues_it_is_plain_text() {
        assert_eq!(read("A text --> no cue.\n\nMore."), ["A text --> no cue.", "More."]);
        assert!(read("1\n00:00:01,000 --> 00:00:03,000\n").is_empty());
    }
}
