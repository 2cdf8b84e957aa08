//! The characters of a page put together to lines.

use std::fmt;
use std::time::Instant;

use pdf_extract::{MediaBox, OutputDev, OutputError, Transform};

/// More characters than this stand on no page.
const MOST: usize = 4 << 20;

/// The character that was put last.
#[derive(Debug, Clone, Copy)]
struct Last {
    x: f64,
    y: f64,
    /// Where it ends.
    end: f64,
    size: f64,
    char: char,
}

/// The lines of a page, as [`scruple::source::Reading::Lines`] takes them: a blank line behind every line, two where
/// the page leaves room.
pub(super) struct Lines {
    text: String,
    last: Option<Last>,
    /// From one line to the next.
    pitch: Option<f64>,
    deadline: Instant,
    late: bool,
}

impl Lines {
    pub(super) fn new(deadline: Instant) -> Self {
        Self { text: String::new(), last: None, pitch: None, deadline, late: false }
    }

    /// What was read.
    pub(super) fn text(&self) -> &str {
        self.text.trim_end()
    }

    /// Whether it took too long.
    pub(super) fn is_late(&self) -> bool {
        self.late
    }

    fn in_time(&mut self) -> Result<(), OutputError> {
        if self.text.len() > MOST || Instant::now() > self.deadline {
            self.late = true;
            return Err(OutputError::FormatError(fmt::Error));
        }
        Ok(())
    }

    /// Ends the line.
    fn end_line(&mut self, room: bool) {
        self.text.truncate(self.text.trim_end_matches(' ').len());
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push_str(if room { "\n\n\n" } else { "\n\n" });
        }
    }

    /// Puts a character at a place. `end` is where it ends, `size` the size of its font.
    fn put(&mut self, text: &str, x: f64, y: f64, end: f64, size: f64) {
        let Some(char) = text.chars().next() else { return };
        if let Some(last) = self.last {
            let down = last.y - y;
            let size = size.max(last.size).max(1.0);
            // Bold is sometimes made of the same letters set twice.
            if char == last.char && down.abs() < 0.1 * size && (x - last.x).abs() < 0.1 * size {
                return;
            }
            if down.abs() > 0.5 * size {
                let usual = self.pitch.map_or(2.0 * size, |pitch| 1.4 * pitch.max(0.9 * size));
                self.end_line(down > usual);
                if down > 0.0 && down <= usual {
                    self.pitch = Some(down);
                }
            } else if x < last.end - size {
                self.end_line(false);
            } else if x > last.end + 4.0 * size {
                // Cells of a table.
                self.end_line(true);
            } else if x > last.end + 0.15 * size {
                self.space();
            }
        }
        self.last = Some(Last { x, y, end, size, char });
        for char in text.chars() {
            match char {
                'ﬀ' => self.text.push_str("ff"),
                'ﬁ' => self.text.push_str("fi"),
                'ﬂ' => self.text.push_str("fl"),
                'ﬃ' => self.text.push_str("ffi"),
                'ﬄ' => self.text.push_str("ffl"),
                'ﬅ' | 'ﬆ' => self.text.push_str("st"),
                char if char.is_control() || matches!(char, ' ' | '\u{2028}' | '\u{2029}') => self.space(),
                char => self.text.push(char),
            }
        }
    }

    fn space(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
            self.text.push(' ');
        }
    }
}

impl OutputDev for Lines {
    fn begin_page(
        &mut self,
        _page: u32,
        _media: &MediaBox,
        _art: Option<(f64, f64, f64, f64)>,
    ) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn output_character(
        &mut self,
        place: &Transform,
        width: f64,
        _spacing: f64,
        font_size: f64,
        char: &str,
    ) -> Result<(), OutputError> {
        self.in_time()?;
        let size = (place.m11.hypot(place.m12) * font_size).abs();
        let size = if size.is_finite() { size } else { 1.0 };
        self.put(char, place.m31, place.m32, place.m31 + width * size, size);
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        self.in_time()
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn stroke(
        &mut self,
        _ctm: &Transform,
        _space: &pdf_extract::ColorSpace,
        _color: &[f64],
        _path: &pdf_extract::Path,
    ) -> Result<(), OutputError> {
        self.in_time()
    }

    fn fill(
        &mut self,
        _ctm: &Transform,
        _space: &pdf_extract::ColorSpace,
        _color: &[f64],
        _path: &pdf_extract::Path,
    ) -> Result<(), OutputError> {
        self.in_time()
    }
}
