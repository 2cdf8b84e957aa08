//! Reading a file, with limits.

mod fields;

pub use fields::Fields;

use std::fs::File;
use std::io::{self, Read};

use crate::error::reason;
use crate::walk::Input;

/// The largest text that is read, in bytes. A greater one is no text that a person wrote.
pub const LIMIT: u64 = 1 << 30;

/// The bytes of an input, or in words why there are none.
pub fn bytes(input: &Input) -> Result<Vec<u8>, String> {
    if let Some(content) = &input.content {
        return Ok(content.to_vec());
    }
    let outcome = match &input.path {
        None => take(io::stdin().lock(), 0),
        Some(path) => File::open(path).and_then(|file| {
            let size = file.metadata().map_or(0, |metadata| metadata.len());
            if size > LIMIT { Err(io::ErrorKind::FileTooLarge.into()) } else { take(file, size) }
        }),
    };
    match outcome {
        Ok(bytes) => Ok(bytes),
        Err(error) if error.kind() == io::ErrorKind::FileTooLarge => {
            Err("is larger than 1 GiB; split it".to_owned())
        }
        Err(error) => Err(reason(&error)),
    }
}

/// Reads to the end, or to just past the limit: a device or a pipe does not tell its size.
fn take(from: impl Read, size: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    bytes.try_reserve(usize::try_from(size.min(LIMIT)).unwrap_or(0).saturating_add(1))?;
    from.take(LIMIT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LIMIT { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}
