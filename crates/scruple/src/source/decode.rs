//! From the bytes of a file to text, and from offsets in the text back to the file.

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;
use std::sync::OnceLock;
use thiserror::Error;

/// Bytes of text between two places whose offset in the file is known.
const STEP: usize = 4096;

/// The encoding of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    #[default]
    Utf8,
    /// UTF-16, little end first, with a byte order mark.
    Utf16Le,
    /// UTF-16, big end first, with a byte order mark.
    Utf16Be,
    /// Windows-1252, which everything is that is text, but none of the others.
    Windows1252,
}

/// Why bytes are not text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NotText {
    /// A NUL byte, which only binary files hold.
    #[error("not a text file: byte {offset} is NUL; if the file is UTF-16, save it with a byte order mark")]
    Nul {
        /// Where it stands in the file.
        offset: usize,
    },
    /// More than one character in ten is a control character.
    #[error("not a text file: {count} of its {total} characters are control characters")]
    Control {
        /// The number of control characters.
        count: usize,
        /// The number of all characters.
        total: usize,
    },
}

/// The text of a file.
#[derive(Debug, Clone)]
pub struct Decoded<'a> {
    /// The text, without a byte order mark; borrowed where the file holds UTF-8.
    pub text: Cow<'a, str>,
    /// The encoding of the file.
    pub encoding: Encoding,
    /// The length of the byte order mark: the offset in the file at which the text starts.
    pub base: usize,
    /// The length of the file.
    len: usize,
    /// Offsets in the file for every multiple of [`STEP`] bytes of the text, or of the first character after it.
    checkpoints: OnceLock<Vec<(usize, usize)>>,
}

impl Decoded<'_> {
    /// The offset in the file of the byte `text_offset` of the text. An offset behind the end counts as the end, one
    /// inside a character as its start.
    #[must_use]
    pub fn file_offset(&self, text_offset: usize) -> usize {
        let mut offset = text_offset.min(self.text.len());
        if self.encoding == Encoding::Utf8 {
            return self.base + offset;
        }
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let checkpoints = self.checkpoints.get_or_init(|| self.checkpoints());
        let index = checkpoints.partition_point(|(text, _)| *text <= offset).saturating_sub(1);
        let (text, file) = checkpoints.get(index).copied().unwrap_or((0, self.base));
        let chars = self.text.get(text..offset).unwrap_or_default().chars();
        let after: usize = chars.map(|char| self.file_len(char)).sum();
        // A file that ends in half a unit has fewer bytes than its text stands for.
        (file + after).min(self.len)
    }

    /// The bytes of another text in the encoding of the file, with the same byte order mark; `None` where a character
    /// of it does not exist there.
    #[must_use]
    pub fn encode(&self, text: &str) -> Option<Vec<u8>> {
        let units = |to_bytes: fn(u16) -> [u8; 2]| {
            std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(to_bytes).collect()
        };
        match self.encoding {
            Encoding::Utf8 if self.base > 0 => Some(["\u{feff}", text].concat().into_bytes()),
            Encoding::Utf8 => Some(text.as_bytes().to_vec()),
            Encoding::Utf16Le => Some(units(u16::to_le_bytes)),
            Encoding::Utf16Be => Some(units(u16::to_be_bytes)),
            Encoding::Windows1252 => {
                let (bytes, _, unknown) = WINDOWS_1252.encode(text);
                (!unknown).then(|| bytes.into_owned())
            }
        }
    }

    fn checkpoints(&self) -> Vec<(usize, usize)> {
        let mut checkpoints = Vec::with_capacity(self.text.len() / STEP + 1);
        let mut file = self.base;
        let mut next = 0;
        for (at, char) in self.text.char_indices() {
            if at >= next {
                checkpoints.push((at, file));
                next = at + STEP;
            }
            file += self.file_len(char);
        }
        checkpoints
    }

    /// The bytes a character takes in the file.
    fn file_len(&self, char: char) -> usize {
        match self.encoding {
            Encoding::Utf8 => char.len_utf8(),
            Encoding::Utf16Le | Encoding::Utf16Be => 2 * char.len_utf16(),
            Encoding::Windows1252 => 1,
        }
    }
}

/// Text that is text already, in UTF-8.
impl From<String> for Decoded<'static> {
    fn from(text: String) -> Self {
        let len = text.len();
        Self { text: Cow::Owned(text), encoding: Encoding::Utf8, base: 0, len, checkpoints: OnceLock::new() }
    }
}

/// Reads the bytes of a file as text: UTF-8, UTF-16 with a byte order mark, otherwise Windows-1252.
///
/// # Errors
///
/// The bytes hold a NUL or too many control characters to be text.
///
/// ```
/// use scruple::source::decode::{Encoding, decode};
///
/// let decoded = decode(b"caf\xe9 au lait")?;
/// assert_eq!((&*decoded.text, decoded.encoding), ("café au lait", Encoding::Windows1252));
/// assert_eq!(decoded.file_offset(6), 5);
/// # Ok::<(), scruple::source::decode::NotText>(())
/// ```
pub fn decode(bytes: &[u8]) -> Result<Decoded<'_>, NotText> {
    let (text, encoding, base) = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => match std::str::from_utf8(rest) {
            Ok(text) => (Cow::Borrowed(text), Encoding::Utf8, 3),
            Err(_) => (windows_1252(bytes), Encoding::Windows1252, 0),
        },
        [0xff, 0xfe, rest @ ..] => (UTF_16LE.decode_without_bom_handling(rest).0, Encoding::Utf16Le, 2),
        [0xfe, 0xff, rest @ ..] => (UTF_16BE.decode_without_bom_handling(rest).0, Encoding::Utf16Be, 2),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => (Cow::Borrowed(text), Encoding::Utf8, 0),
            Err(_) => (windows_1252(bytes), Encoding::Windows1252, 0),
        },
    };
    let decoded = Decoded { text, encoding, base, len: bytes.len(), checkpoints: OnceLock::new() };
    check(&decoded)?;
    Ok(decoded)
}

fn windows_1252(bytes: &[u8]) -> Cow<'_, str> {
    WINDOWS_1252.decode_without_bom_handling(bytes).0
}

/// Refuses what is not text.
fn check(decoded: &Decoded<'_>) -> Result<(), NotText> {
    if let Some(offset) = memchr::memchr(0, decoded.text.as_bytes()) {
        return Err(NotText::Nul { offset: decoded.file_offset(offset) });
    }
    let bytes = decoded.text.as_bytes();
    // In steps whose counts fit a byte, which compilers make one look at many bytes of.
    let of_step = |step: &[u8]| step.iter().map(|byte| u8::from(is_control(*byte))).sum::<u8>();
    let mut count: usize = bytes.chunks(128).map(|step| usize::from(of_step(step))).sum();
    if decoded.encoding == Encoding::Windows1252 {
        // Bytes that Windows-1252 leaves undefined.
        count += decoded.text.chars().filter(|char| matches!(char, '\u{80}'..='\u{9f}')).count();
    }
    // The text has at least as many bytes as characters, so most texts need not be counted.
    if count * 10 <= bytes.len() / 4 {
        return Ok(());
    }
    let total = decoded.text.chars().count();
    if count * 10 > total { Err(NotText::Control { count, total }) } else { Ok(()) }
}

/// Control characters that do not stand in text.
fn is_control(byte: u8) -> bool {
    // Tab, line feed, vertical tab, form feed and carriage return follow each other.
    let spaces = byte.wrapping_sub(b'\t') < 5;
    (byte < 0x20) & !spaces & (byte != 0x1b) | (byte == 0x7f)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, little: bool) -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(|unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    }

    #[test]
    fn reads_utf8() {
        let decoded = decode("\u{feff}tea é".as_bytes()).unwrap();
        assert_eq!((&*decoded.text, decoded.base, decoded.encoding), ("tea é", 3, Encoding::Utf8));
        assert_eq!(decoded.file_offset(4), 7);
        assert!(matches!(decode("é\u{1b}[1m".as_bytes()).unwrap().text, Cow::Borrowed(_)));
        assert_eq!(decode(b"").unwrap().text, "");
    }

    #[test]
    fn reads_utf16() {
        let text = "aé😀b".repeat(5_000);
        for little in [true, false] {
            let bytes = utf16(&text, little);
            let decoded = decode(&bytes).unwrap();
            assert_eq!(decoded.text, text);
            for (at, _) in text.char_indices().step_by(1_013) {
                assert_eq!(decoded.file_offset(at), 2 + 2 * text[..at].encode_utf16().count());
            }
            assert_eq!(decoded.file_offset(text.len()), bytes.len());
        }
        // A lone half of a pair and an odd byte at the end do not fail.
        assert!(decode(&[0xff, 0xfe, 0x00, 0xd8, b'a', 0, b'b']).is_ok());
    }

    #[test]
    fn falls_back_to_windows_1252() {
        let decoded = decode(b"\x93caf\xe9\x94 \x80 5").unwrap();
        assert_eq!((&*decoded.text, decoded.encoding), ("“café” € 5", Encoding::Windows1252));
        assert_eq!(decoded.file_offset(decoded.text.find('5').unwrap()), 9);
    }

    #[test]
    fn refuses_binary() {
        assert_eq!(decode(b"ab\0c").unwrap_err(), NotText::Nul { offset: 2 });
        assert!(matches!(decode(b"\x01\x02\x03abc"), Err(NotText::Control { count: 3, total: 6 })));
        assert!(decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").is_err());
        assert_eq!(
            decode(b"a\0").unwrap_err().to_string(),
            "not a text file: byte 1 is NUL; if the file is UTF-16, save it with a byte order mark"
        );
    }
}
