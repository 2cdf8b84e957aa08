//! From a stream of bytes to messages.

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, BufReader};

/// A message of more bytes is not read. Editors send no text of this size, and a length that is a slip would keep
/// everything that comes after it waiting.
const LARGEST: usize = 128 << 20;
/// So much of a line of a header is looked at at a time.
const HEADER: u64 = 8 << 10;
/// A header that is cut there is found with what came so shortly before.
const BEFORE: usize = 64;
const LENGTH: &str = "content-length:";

/// What came in.
pub(crate) enum Incoming {
    Message(Vec<u8>),
    /// No message, and why not.
    Malformed(String),
    End,
}

/// Where messages come from.
pub(crate) struct Input<R> {
    reader: BufReader<R>,
    /// A message was too long to be read: until the next header all that comes is part of it.
    lost: bool,
}

impl<R: AsyncRead + Unpin> Input<R> {
    pub(crate) fn new(reader: R) -> Self {
        Self { reader: BufReader::with_capacity(64 << 10, reader), lost: false }
    }

    /// Reads the next message.
    pub(crate) async fn next(&mut self) -> Incoming {
        let mut length: Option<Result<usize, String>> = None;
        let mut any = false;
        let mut line = Vec::new();
        loop {
            if line.ends_with(b"\n") {
                line.clear();
            }
            // Of a line without an end only the last bytes are kept.
            line.drain(..line.len().saturating_sub(BEFORE));
            match (&mut self.reader).take(HEADER).read_until(b'\n', &mut line).await {
                Ok(0) | Err(_) => return Incoming::End,
                Ok(_) => {}
            }
            let text = String::from_utf8_lossy(&line);
            let text = text.trim();
            if text.is_empty() {
                match length {
                    Some(Ok(length)) => return self.take(length).await,
                    Some(Err(why)) => return Incoming::Malformed(why),
                    None if any && !self.lost => {
                        return Incoming::Malformed(
                            "a message without Content-Length was passed over".to_owned(),
                        );
                    }
                    None => continue,
                }
            }
            any = true;
            // Searched for anywhere in the line: before it may stand the rest of a message whose length was wrong.
            if let Some(at) = text.to_ascii_lowercase().rfind(LENGTH) {
                let value = text.get(at + LENGTH.len()..).unwrap_or("").trim();
                length = Some(match value.parse() {
                    // Nobody waits until so much has come: it may be a slip, and no more comes at all.
                    Ok(length) if length > LARGEST => {
                        Err(format!("a message of {length} bytes is not read; at most {LARGEST}"))
                    }
                    Ok(length) => Ok(length),
                    Err(_) if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) => {
                        Err(format!("a message of {value} bytes is not read; at most {LARGEST}"))
                    }
                    Err(_) => Err(format!("Content-Length \"{value}\" is no number")),
                });
                self.lost = matches!(&length, Some(Err(why)) if why.contains("is not read"));
            }
        }
    }

    async fn take(&mut self, length: usize) -> Incoming {
        let mut body = Vec::new();
        match (&mut self.reader).take(length as u64).read_to_end(&mut body).await {
            Ok(read) if read == length => Incoming::Message(body),
            _ => Incoming::End,
        }
    }
}
