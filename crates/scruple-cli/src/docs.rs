//! `scruple rules docs`: a page for every rule and an index, written to a folder or compared with it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::io;
use std::path::Path;

use scruple::rule::page::{Page, index};

use crate::args::DocsArgs;
use crate::error::{Error, reason};
use crate::exit::Status;
use crate::linter;
use crate::statistics::count;
use crate::terminal::print;
use crate::walk::display;

/// The index.
const INDEX: &str = "README.md";

/// How everything that is generated begins; a file that does not is somebody else's and is left alone.
const MADE: &str = "<!-- Made by `scruple rules docs`";

/// What is wrong with a page.
enum Stale {
    Missing,
    Old,
    Left,
}

/// Writes the pages, or says which of them are out of date.
pub fn run(args: &DocsArgs) -> Result<Status, Error> {
    let pages = pages(args)?;
    let stale = compare(&args.folder, &pages)?;
    if args.check {
        return check(args, &pages, &stale);
    }
    fs::create_dir_all(&args.folder).map_err(|error| failed(&args.folder, &error))?;
    for name in stale.keys() {
        let path = args.folder.join(name);
        match pages.get(name) {
            Some(page) => fs::write(&path, page),
            None => fs::remove_file(&path),
        }
        .map_err(|error| failed(&path, &error))?;
    }
    let folder = display(&args.folder);
    print(&format!("{} in {folder}, {} changed.\n", count(pages.len(), "page"), stale.len()), false)?;
    Ok(Status::Clean)
}

fn check(
    args: &DocsArgs,
    pages: &BTreeMap<String, String>,
    stale: &BTreeMap<String, Stale>,
) -> Result<Status, Error> {
    let folder = display(&args.folder);
    let mut text = String::new();
    // Writing to memory cannot fail.
    for (name, what) in stale {
        let what = match what {
            Stale::Missing => "is missing",
            Stale::Old => "is out of date",
            Stale::Left => "belongs to no rule",
        };
        let _ = writeln!(text, "{}: {what}", display(&args.folder.join(name)));
    }
    if stale.is_empty() {
        let _ = writeln!(text, "{} in {folder} are current.", count(pages.len(), "page"));
    } else {
        let mut command = format!("scruple rules docs {folder}");
        for (option, values) in [
            ("--pack", args.pack.iter().map(|pack| display(pack)).collect()),
            ("--select", args.select.clone()),
        ] {
            for value in values {
                let _ = write!(command, " {option} {value}");
            }
        }
        let _ = writeln!(text, "Renew them with `{command}`.");
    }
    print(&text, false)?;
    Ok(if stale.is_empty() { Status::Clean } else { Status::Found })
}

/// The pages by the names of their files.
fn pages(args: &DocsArgs) -> Result<BTreeMap<String, String>, Error> {
    // The pages of a folder are to be the same wherever they are written: settings do not count.
    let asked = linter::asked_for(&args.pack, true)?;
    let packs = linter::packs(&asked)?;
    let linter = linter::all(&asked)?.select(args.select.iter().cloned()).build()?;
    let chosen: Vec<&str> = linter.rules().map(|rule| rule.code.as_str()).collect();
    let mut pages: BTreeMap<String, String> = Page::all(&packs)
        .iter()
        .filter(|page| chosen.contains(&page.code.as_str()))
        .map(|page| (format!("{}.md", page.code), page.markdown()))
        .collect();
    pages.insert(INDEX.to_owned(), index(&packs, &|code| chosen.contains(&code)));
    Ok(pages)
}

/// What differs between the pages and the folder, by the name of the file.
fn compare(folder: &Path, pages: &BTreeMap<String, String>) -> Result<BTreeMap<String, Stale>, Error> {
    let mut stale = BTreeMap::new();
    for (name, page) in pages {
        let path = folder.join(name);
        match fs::read_to_string(&path) {
            // A checkout may have changed the ends of lines.
            Ok(text) if text.replace("\r\n", "\n") == *page => {}
            Ok(_) => {
                stale.insert(name.clone(), Stale::Old);
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                stale.insert(name.clone(), Stale::Missing);
            }
            Err(error) => return Err(failed(&path, &error)),
        }
    }
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(stale),
        Err(error) => return Err(failed(folder, &error)),
    };
    for entry in entries {
        let path = entry.map_err(|error| failed(folder, &error))?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if name.ends_with(".md")
            && !pages.contains_key(&name)
            && fs::read_to_string(&path).is_ok_and(|text| text.starts_with(MADE))
        {
            stale.insert(name, Stale::Left);
        }
    }
    Ok(stale)
}

fn failed(path: &Path, error: &io::Error) -> Error {
    Error::Pages { path: display(path), reason: reason(error) }
}
