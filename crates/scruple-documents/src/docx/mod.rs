//! Word documents: paragraphs with their kind, by style, list and table, and the runs they are made of.
//!
//! The text taken out has a line for each paragraph. Deleted and hidden text, field codes and comments are not read;
//! insertions, foot and end notes, headers, footers, text boxes and the alternative texts of pictures are.

mod body;
mod styles;

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::Event;
use scruple::source::decode::decode;
use zip::ZipArchive;
use zip::result::ZipError;

use crate::error::OpenError;
use crate::taken::Taken;

/// What is unpacked at most, in MiB.
const LIMIT: u64 = 128;

type Archive<'b> = ZipArchive<Cursor<&'b [u8]>>;

/// Takes the text out of a Word document.
pub(crate) fn read(bytes: &[u8]) -> Result<Taken, OpenError> {
    // What Word makes of a document with a password, and of everything before 2007.
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(OpenError::Broken(
            "is encrypted, or of the old .doc format; save it as .docx without a password".to_owned(),
        ));
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| {
        OpenError::Broken(
            "is no Word document, or cut off: it cannot be unpacked; save or copy it anew".to_owned(),
        )
    })?;
    let mut left = LIMIT << 20;
    let main = main_part(&mut archive, &mut left)?;
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let styles = match unpack(&mut archive, &format!("{folder}/styles.xml"), &mut left)? {
        Some(text) => styles::read(&text),
        None => styles::Styles::default(),
    };
    let text = unpack(&mut archive, &main, &mut left)?.ok_or_else(|| {
        OpenError::Broken(format!("is no Word document, or a broken one: it holds no {main}"))
    })?;
    let mut taken = Taken::default();
    body::read(&text, None, &styles, &mut taken).map_err(|at| broken(&main, at))?;
    for (name, part) in others(&archive, &folder) {
        if let Some(text) = unpack(&mut archive, &name, &mut left)? {
            body::read(&text, Some(&part), &styles, &mut taken).map_err(|at| broken(&name, at))?;
        }
    }
    Ok(taken)
}

fn broken(part: &str, at: u64) -> OpenError {
    OpenError::Broken(format!(
        "is broken: {part} is no sound XML at byte {at}; open and save it with a word processor"
    ))
}

/// The part that holds the text, as the relations of the package name it.
fn main_part(archive: &mut Archive<'_>, left: &mut u64) -> Result<String, OpenError> {
    let relations = unpack(archive, "_rels/.rels", left)?.unwrap_or_default();
    let mut reader = Reader::from_str(&relations);
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "Relationship" => {
                let value = |name: &str| body::attribute(&tag, name);
                if value("Type").is_some_and(|kind| kind.ends_with("/officeDocument"))
                    && let Some(target) = value("Target")
                {
                    return Ok(target.trim_start_matches('/').to_owned());
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    Ok("word/document.xml".to_owned())
}

/// The other parts with text, and what they are called in a location.
fn others(archive: &Archive<'_>, folder: &str) -> Vec<(String, String)> {
    let mut parts: Vec<(String, String)> = archive
        .file_names()
        .filter_map(|name| {
            let name = name.ok()?;
            let part = name.strip_prefix(folder)?.trim_start_matches('/').strip_suffix(".xml")?;
            let number = part.trim_start_matches(|c: char| c.is_ascii_alphabetic());
            let kind = part.strip_suffix(number)?;
            let known = matches!(kind, "header" | "footer")
                && number.bytes().all(|byte| byte.is_ascii_digit())
                || matches!(part, "footnotes" | "endnotes");
            let shown = if number.is_empty() { part.to_owned() } else { format!("{kind} {number}") };
            known.then(|| (name.clone().into_owned(), shown))
        })
        .collect();
    parts.sort_by(|(a, _), (b, _)| (a.len(), a).cmp(&(b.len(), b)));
    parts
}

/// The text of a part; none where there is no such part. `left` is what may still be unpacked.
fn unpack(archive: &mut Archive<'_>, name: &str, left: &mut u64) -> Result<Option<String>, OpenError> {
    let cut_off = || {
        OpenError::Broken(format!(
            "is broken or cut off: {name} in it cannot be unpacked; save or copy it anew"
        ))
    };
    let file = match archive.by_name(name) {
        Ok(file) => file,
        Err(ZipError::FileNotFound) => return Ok(None),
        Err(ZipError::UnsupportedArchive(reason)) if reason == ZipError::PASSWORD_REQUIRED => {
            return Err(OpenError::Encrypted);
        }
        Err(_) => return Err(cut_off()),
    };
    // What an archive says of its sizes need not be true.
    let mut bytes = Vec::new();
    file.take(*left + 1).read_to_end(&mut bytes).map_err(|_| cut_off())?;
    *left = left.checked_sub(bytes.len() as u64).ok_or(OpenError::TooLarge { limit: LIMIT })?;
    let text = decode(&bytes).map_err(|_| cut_off())?;
    Ok(Some(text.text.into_owned()))
}

#[cfg(test)]
mod tests;
