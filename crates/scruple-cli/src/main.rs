//! `scruple`, the command line of the linter for medical claims.
#![allow(unreachable_pub, reason = "the modules of a binary are seen by nobody else")]

mod args;
mod check;
mod docs;
mod error;
mod exit;
mod explain;
mod linter;
mod lsp;
mod output;
mod parallel;
mod read;
mod rules;
mod say;
mod statistics;
mod terminal;
mod walk;

use clap::Parser;

use crate::args::{Cli, Command, RulesCommand};
use crate::exit::Status;

fn main() -> std::process::ExitCode {
    say::silence_readers();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // A closed pipe behind `--help` is no failure.
            let _ = error.print();
            return if error.use_stderr() { Status::Failed.into() } else { Status::Clean.into() };
        }
    };
    let outcome = match &cli.command {
        Command::Check(args) => check::run(args, cli.color),
        Command::Explain(args) => explain::run(args, cli.color),
        Command::Lsp(args) => lsp::run(args),
        Command::Rules(args) => match &args.command {
            RulesCommand::List(args) => rules::list(args),
            RulesCommand::Test(args) => rules::test(args),
            RulesCommand::Check(args) => rules::check(args, cli.color),
            RulesCommand::Docs(args) => docs::run(args),
        },
    };
    let status = outcome.unwrap_or_else(|error| {
        say::error(&error);
        Status::Failed
    });
    status.into()
}
