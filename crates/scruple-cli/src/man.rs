//! `scruple man`: the manual pages, made from the same words as `--help`.

use std::fs;
use std::path::Path;

use clap::builder::Resettable;
use clap::{Command, CommandFactory};
use clap_mangen::Man;
use roff::{Roff, roman};

use crate::args::{Cli, ManArgs};
use crate::error::{Error, reason};
use crate::exit::Status;
use crate::terminal::print;
use crate::walk::display;

/// Prints a page, or writes all of them into a folder.
pub fn run(args: &ManArgs) -> Result<Status, Error> {
    let mut root = Cli::command();
    root.build();
    if let Some(folder) = &args.folder {
        fs::create_dir_all(folder)
            .map_err(|error| Error::Pages { path: display(folder), reason: reason(&error) })?;
        write(&root, folder)?;
        return Ok(Status::Clean);
    }
    let mut command = &root;
    for name in &args.command {
        command = command
            .find_subcommand(name)
            .ok_or_else(|| Error::UnknownCommand { asked: args.command.join(" "), known: names(command) })?;
    }
    print(&page(command)?, false)?;
    Ok(Status::Clean)
}

/// Writes the pages of a command and of those below it.
fn write(command: &Command, folder: &Path) -> Result<(), Error> {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name());
    let path = folder.join(format!("{name}.1"));
    fs::write(&path, page(command)?)
        .map_err(|error| Error::Pages { path: display(&path), reason: reason(&error) })?;
    command.get_subcommands().filter(|below| !below.is_hide_set()).try_for_each(|below| write(below, folder))
}

fn page(command: &Command) -> Result<String, Error> {
    let mut page = Vec::new();
    let man = Man::new(command.clone().after_help(Resettable::Reset));
    man.source(concat!("scruple ", env!("CARGO_PKG_VERSION"))).render(&mut page)?;
    if let Some(more) = command.get_after_help() {
        sections(&more.to_string()).to_writer(&mut page)?;
    }
    Ok(String::from_utf8_lossy(&page).into_owned())
}

/// What stands below the options in the help. A line that ends with a colon heads the indented lines below it, which
/// are kept as they are; all else is prose.
fn sections(help: &str) -> Roff {
    let mut roff = Roff::new();
    let mut notes = false;
    for block in help.split("\n\n") {
        let (head, body) = block.split_once('\n').unwrap_or((block, ""));
        if let Some(head) = head.strip_suffix(':').filter(|_| body.starts_with(' ')) {
            roff.control("SH", [head.to_uppercase().as_str()]).control("nf", []);
            for line in body.lines() {
                roff.text([roman(line)]);
            }
            roff.control("fi", []);
            notes = false;
        } else {
            if notes {
                roff.control("PP", []);
            } else {
                roff.control("SH", ["NOTES"]);
            }
            roff.text([roman(block.replace('\n', " "))]);
            notes = true;
        }
    }
    roff
}

/// The commands below a command.
fn names(command: &Command) -> String {
    let names: Vec<&str> =
        command.get_subcommands().filter(|below| !below.is_hide_set()).map(Command::get_name).collect();
    if names.is_empty() {
        format!("`{}` has no commands", command.get_name())
    } else {
        format!("`{}` has {}", command.get_name(), names.join(", "))
    }
}
