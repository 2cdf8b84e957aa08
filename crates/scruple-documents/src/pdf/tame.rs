//! What a PDF must not do: unpack to more than fits, lead round in circles, have pictures read as text.

use std::collections::HashMap;
use std::io::Read;

use flate2::read::ZlibDecoder;
use pdf_extract::{Dictionary, Document, Object, ObjectId};

use crate::error::OpenError;

/// What one stream, and all of them, unpack to at most, in MiB.
const LIMIT: u64 = 256;

/// Forms that are nested deeper are emptied.
const DEPTH: usize = 32;

/// Whether what is packed in the file, pictures aside, unpacks to what can be held.
pub(super) fn bounded(bytes: &[u8]) -> Result<(), OpenError> {
    let mut left = LIMIT << 20;
    let mut at = 0;
    while let Some(found) = find(bytes.get(at..).unwrap_or_default(), b"stream") {
        let start = at + found + 6;
        at = start;
        let head = bytes.get(start.saturating_sub(1000)..start).unwrap_or_default();
        let head =
            head.get(head.windows(2).rposition(|two| two == b"<<").unwrap_or_default()..).unwrap_or_default();
        let ends = bytes.get(start.saturating_sub(9)..start) == Some(b"endstream");
        if ends || find(head, b"/Image").is_some() {
            continue;
        }
        let body = bytes.get(start..).unwrap_or_default();
        let body = body.strip_prefix(b"\r\n").or_else(|| body.strip_prefix(b"\n")).unwrap_or(body);
        // The first byte of a packed stream.
        if body.first() != Some(&0x78) && body.first() != Some(&0x58) && body.first() != Some(&0x68) {
            continue;
        }
        let mut unpacked = ZlibDecoder::new(body).take(left + 1);
        // What is broken is told of when it is read; what comes before it counts all the same.
        let _ = std::io::copy(&mut unpacked, &mut std::io::sink());
        left = unpacked.limit().checked_sub(1).ok_or(OpenError::TooLarge { limit: LIMIT })?;
    }
    Ok(())
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

/// Empties pictures and forms that hold themselves. Whether the pages are sound.
pub(super) fn tame(document: &mut Document, pages: impl Iterator<Item = ObjectId>) -> bool {
    for page in pages {
        let mut at = document.get_dictionary(page).ok();
        let mut steps = 0;
        while let Some(dictionary) = at {
            steps += 1;
            if steps > DEPTH {
                return false;
            }
            at = dictionary
                .get(b"Parent")
                .and_then(Object::as_reference)
                .and_then(|parent| document.get_dictionary(parent))
                .ok();
        }
    }
    let mut children: HashMap<ObjectId, Vec<ObjectId>> = HashMap::new();
    let mut emptied = Vec::new();
    for (id, object) in &document.objects {
        let Object::Stream(stream) = object else { continue };
        match stream.dict.get(b"Subtype").and_then(Object::as_name) {
            Ok(b"Image") => emptied.push(*id),
            Ok(b"Form") => {
                children.insert(*id, forms(document, &stream.dict));
            }
            _ => {}
        }
    }
    let mut depths = HashMap::new();
    for id in children.keys() {
        depth(*id, &children, &mut depths, 0, &mut emptied);
    }
    for id in emptied {
        if let Some(Object::Stream(stream)) = document.objects.get_mut(&id) {
            stream.content.clear();
            stream.dict.remove(b"Filter");
            stream.dict.remove(b"DecodeParms");
        }
    }
    true
}

/// The objects that a form shows. One without resources of its own shows by names of its page: none is looked up.
fn forms(document: &Document, form: &Dictionary) -> Vec<ObjectId> {
    let resources = form.get(b"Resources").ok().and_then(|found| dictionary(document, found));
    let objects =
        resources.and_then(|found| found.get(b"XObject").ok()).and_then(|found| dictionary(document, found));
    objects.map_or_else(Vec::new, |objects| {
        objects.iter().filter_map(|(_, object)| object.as_reference().ok()).collect()
    })
}

fn dictionary<'d>(document: &'d Document, object: &'d Object) -> Option<&'d Dictionary> {
    document.dereference(object).ok()?.1.as_dict().ok()
}

/// How deep forms are nested below one; those that hold themselves or are too deep are added to `emptied`.
fn depth(
    id: ObjectId,
    children: &HashMap<ObjectId, Vec<ObjectId>>,
    depths: &mut HashMap<ObjectId, Option<usize>>,
    above: usize,
    emptied: &mut Vec<ObjectId>,
) -> usize {
    match depths.get(&id) {
        Some(Some(known)) => return *known,
        // It is above itself.
        Some(None) => {
            emptied.push(id);
            return 0;
        }
        None => {}
    }
    let Some(inner) = children.get(&id) else { return 0 };
    if above > DEPTH {
        emptied.push(id);
        depths.insert(id, Some(0));
        return 0;
    }
    depths.insert(id, None);
    let deepest =
        inner.iter().map(|inner| depth(*inner, children, depths, above + 1, emptied)).max().unwrap_or(0) + 1;
    if deepest > DEPTH {
        emptied.push(id);
    }
    let known = if deepest > DEPTH { 0 } else { deepest };
    depths.insert(id, Some(known));
    known
}
