//! What a file is, and its text, whatever it is kept in.

use std::borrow::Cow;

use scruple::source::Format;
use scruple_config::Settings;
use scruple_documents::{Document, Files, Kind, OpenError};

use crate::read::Fields;
use crate::say::Problem;
use crate::walk::Input;

/// What a file is. An export of which no fields are named is read as plain text, with a warning.
pub fn kind(input: &Input, settings: &Settings, problems: &mut Vec<Problem>) -> Kind {
    match settings.kind_of(&input.name) {
        Some(kind) if kind.is_export() && settings.fields.is_empty() => {
            let message = format!(
                "{}: is read as plain text; say which fields hold text, such as --field body, or fields = [\"body\"] under \
                 [files] of scruple.toml",
                input.name
            );
            problems.push(Problem { message, fatal: false });
            Kind::Text(Format::Plain)
        }
        Some(kind) => kind,
        None => Kind::Text(settings.format_of(&input.name)),
    }
}

/// Opens a file and tells what is wrong with parts of it.
pub fn open<'b>(
    input: &Input,
    bytes: &'b [u8],
    (kind, files): (Kind, &Files),
    fields: &Fields,
    settings: &Settings,
    problems: &mut Vec<Problem>,
) -> Result<Document<'b>, Problem> {
    let name = &input.name;
    let document = scruple_documents::open(bytes, kind, files).map_err(|error| {
        let fatal = input.named || !matches!(error, OpenError::NotText(_));
        let gap = if matches!(error, OpenError::Notation { .. }) { "" } else { " " };
        Problem { message: format!("{name}:{gap}{error}"), fatal }
    })?;
    problems.extend(document.troubles().iter().map(|trouble| {
        let message = &trouble.message;
        Problem::fatal(match trouble.place {
            Some((line, column)) => format!("{name}:{line}:{column}: {message}"),
            None => format!("{name}: {message}"),
        })
    }));
    if kind.is_export() {
        problems.extend(fields.of(input, &document, &settings.fields));
    }
    Ok(document)
}

/// What a file holds, or would hold after a fix; none where that could not be read any more.
pub fn anew<'d>(
    document: &'d Document<'_>,
    text: &'d str,
    kind: Kind,
    files: &Files,
) -> Option<Cow<'d, Document<'d>>> {
    if text == document.decoded().text {
        return Some(Cow::Borrowed(document));
    }
    match kind {
        Kind::Text(format) => Some(Cow::Owned(Document::of_text(text.to_owned(), format))),
        // A fix writes as the export is written, so that it can be read again.
        _ => scruple_documents::open(text.as_bytes(), kind, files).ok().map(Cow::Owned),
    }
}
