//! `scruple init`: a commented settings file for a folder.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

use scruple_config::{FILE_NAME, look, shown};

use crate::args::InitArgs;
use crate::error::{Error, reason};
use crate::exit::Status;
use crate::terminal::print;

/// Looks at the folder and writes the file.
pub fn run(args: &InitArgs) -> Result<Status, Error> {
    let folder = args.folder.as_deref().unwrap_or(Path::new("."));
    let path = folder.join(FILE_NAME);
    let failed = |reason: String| Error::Init { path: shown(&path), reason };
    if !folder.is_dir() {
        let why = if folder.exists() { "is no folder" } else { "no such file or folder" };
        return Err(Error::Init { path: shown(folder), reason: why.to_owned() });
    }
    if path.exists() && !args.force && !args.print {
        return Err(failed("is there already; --force writes over it".to_owned()));
    }
    let seen = look(folder);
    let text = seen.settings();
    if args.print {
        print(&text, false)?;
        return Ok(Status::Clean);
    }
    let mut options = OpenOptions::new();
    // Between the look and now somebody else may have written one.
    let file =
        options.write(true).create(args.force).truncate(args.force).create_new(!args.force).open(&path);
    let written = file.and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => failed("is there already; --force writes over it".to_owned()),
        _ => failed(reason(&error)),
    })?;
    print(&format!("Wrote {}. {}\nNext: scruple check\n", shown(&path), seen.summary()), false)?;
    Ok(Status::Clean)
}
