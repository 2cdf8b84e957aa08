//! CSV. The cells are cut by `csv-core`; where they stand is told by the bytes it took for each.

use std::ops::Range;

use csv_core::{ReadFieldResult, Reader, ReaderBuilder};
use scruple::source::lines::LineIndex;

use super::{Gatherer, Value, slice, trouble};
use crate::error::{OpenError, Trouble};
use crate::field::Step;
use crate::value::{Style, Woven};

/// As many rows that do not fit are named one by one.
const NAMED: usize = 5;

/// A cell and its bytes in the source, quotes included.
struct Cell {
    range: Range<usize>,
    value: String,
}

/// Reads the columns that are asked for.
pub(super) fn read(text: &str, gatherer: &mut Gatherer<'_>) -> Result<Vec<Trouble>, OpenError> {
    let sign = sign(text);
    let mut rows = Rows { text, reader: ReaderBuilder::new().delimiter(sign).build(), at: 0, over: false };
    let head = rows
        .next()
        .ok_or_else(|| OpenError::Broken("is empty: it needs a row with the names of columns".to_owned()))?;
    let names: Vec<String> = head.iter().map(|cell| cell.value.trim().to_owned()).collect();
    gatherer.known.extend(names.iter().filter(|name| !name.is_empty()).cloned());
    let mut columns = Vec::new();
    for (index, field) in gatherer.fields.iter().enumerate() {
        let wanted = field.selector.strip_prefix("[].").unwrap_or(&field.selector);
        let wanted = wanted.strip_prefix('"').and_then(|wanted| wanted.strip_suffix('"')).unwrap_or(wanted);
        // Two columns may have one name; both hold text then.
        for (column, _) in names.iter().enumerate().filter(|(_, name)| *name == wanted) {
            gatherer.met[index] = true;
            columns.push((index, column));
        }
    }
    let (lines, mut troubles, mut ragged) = (LineIndex::new(text), Vec::new(), 0);
    let mut number = 1;
    while let Some(cells) = rows.next() {
        number += 1;
        let start = cells.first().map_or(0, |cell| cell.range.start);
        let open = cells.iter().find(|cell| is_open(slice(text, cell.range.clone())));
        if let Some(cell) = open {
            let message =
                "a quote that opens here is never closed; the rest of the file is not checked".to_owned();
            troubles.push(trouble(&lines, text, cell.range.start, message));
            break;
        }
        if cells.len() != names.len() {
            ragged += 1;
            if ragged <= NAMED {
                let (has, needs) = (cells.len(), names.len());
                let message = format!(
                    "row {number} has {has} cell{}, the first row {needs}; it is not checked (a text that holds \"{}\" \
                     or a line break has to stand in quotes)",
                    if has == 1 { "" } else { "s" },
                    char::from(sign),
                );
                troubles.push(trouble(&lines, text, start, message));
            }
            continue;
        }
        for (field, column) in &columns {
            let Some(cell) = cells.get(*column) else { continue };
            let (woven, style) = woven(text, cell, sign);
            let path = vec![Step::Key(names[*column].clone())];
            gatherer.values.push(Value { woven, style, path, field: *field, root: 0, row: Some(number) });
        }
    }
    if ragged > NAMED {
        let message = format!("{} more rows do not have as many cells as the first", ragged - NAMED);
        troubles.push(Trouble { place: None, message });
    }
    Ok(troubles)
}

/// What parts the cells: the sign that stands most often in the first row, outside of quotes.
fn sign(text: &str) -> u8 {
    let (mut quoted, mut counts) = (false, [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)]);
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if quoted => {}
            _ => counts.iter_mut().filter(|(sign, _)| *sign == byte).for_each(|(_, count)| *count += 1),
        }
    }
    let best = counts.iter().rev().max_by_key(|(_, count)| *count);
    best.filter(|(_, count)| *count > 0).map_or(b',', |(sign, _)| *sign)
}

struct Rows<'t> {
    text: &'t str,
    reader: Reader,
    at: usize,
    over: bool,
}

impl Rows<'_> {
    fn next(&mut self) -> Option<Vec<Cell>> {
        let mut cells = Vec::new();
        while !self.over {
            let (mut value, mut start, mut buffer) = (Vec::new(), self.at, [0; 4096]);
            let more = loop {
                let input = self.text.as_bytes().get(self.at..).unwrap_or_default();
                let (result, read, written) = self.reader.read_field(input, &mut buffer);
                self.at += read;
                value.extend_from_slice(buffer.get(..written).unwrap_or_default());
                match result {
                    // The reader is asked once more, with nothing, for what it still holds.
                    ReadFieldResult::InputEmpty | ReadFieldResult::OutputFull => {}
                    ReadFieldResult::Field { record_end } => break !record_end,
                    ReadFieldResult::End => {
                        self.over = true;
                        break false;
                    }
                }
            };
            if self.over {
                break;
            }
            // The ends of the rows before, and blank rows, come with the next cell.
            if cells.is_empty() {
                let raw = slice(self.text, start..self.at);
                start += raw.len() - raw.trim_start_matches(['\r', '\n']).len();
            }
            let value = String::from_utf8_lossy(&value).into_owned();
            cells.push(Cell { range: start..self.at, value });
            if !more {
                break;
            }
        }
        (!cells.is_empty()).then_some(cells)
    }
}

/// Whether a cell opens a quote and does not close it.
fn is_open(raw: &str) -> bool {
    raw.starts_with('"') && raw.bytes().filter(|byte| *byte == b'"').count() % 2 == 1
}

/// The value of a cell, and how it is written.
fn woven(source: &str, cell: &Cell, sign: u8) -> (Woven, Style) {
    let raw = slice(source, cell.range.clone());
    let mut woven = Woven::default();
    let style = if raw.starts_with('"') {
        let (mut from, mut at) = (1, 1);
        while let Some(found) = raw.get(at..).and_then(|rest| rest.find('"')) {
            let quote = at + found;
            woven.verbatim(slice(raw, from..quote), cell.range.start + from);
            if raw.as_bytes().get(quote + 1) != Some(&b'"') {
                break;
            }
            woven.decoded("\"", cell.range.start + quote..cell.range.start + quote + 2);
            (from, at) = (quote + 2, quote + 2);
        }
        Style::Doubled
    } else {
        woven.verbatim(slice(raw, 0..cell.value.len()), cell.range.start);
        Style::Cell(char::from(sign))
    };
    if woven.text != cell.value {
        // Signs behind the closing quote, for one.
        woven = Woven::default();
        woven.decoded(&cell.value, cell.range.clone());
    }
    (woven, style)
}
