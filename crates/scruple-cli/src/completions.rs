//! `scruple completions`: what a shell needs to complete the command line.

use clap::CommandFactory;

use crate::args::{Cli, CompletionsArgs};
use crate::error::Error;
use crate::exit::Status;
use crate::terminal::print;

/// Prints the script for a shell.
pub fn run(args: &CompletionsArgs) -> Result<Status, Error> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "scruple", &mut script);
    print(&String::from_utf8_lossy(&script), false)?;
    Ok(Status::Clean)
}
