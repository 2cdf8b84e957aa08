//! `scruple man`: the manual pages, made from the same words as `--help`.

use std::fs;

use clap::{Command, CommandFactory};
use clap_mangen::Man;

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
        let failed = |error| Error::Pages { path: display(folder), reason: reason(&error) };
        fs::create_dir_all(folder).map_err(failed)?;
        clap_mangen::generate_to(Cli::command(), folder).map_err(failed)?;
        return Ok(Status::Clean);
    }
    let mut command = &root;
    for name in &args.command {
        command = command
            .find_subcommand(name)
            .ok_or_else(|| Error::UnknownCommand { asked: args.command.join(" "), known: names(command) })?;
    }
    let mut page = Vec::new();
    Man::new(command.clone()).render(&mut page)?;
    print(&String::from_utf8_lossy(&page), false)?;
    Ok(Status::Clean)
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
