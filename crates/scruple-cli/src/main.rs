//! `scruple`, the command line of the linter for medical claims.
#![allow(unreachable_pub, reason = "the modules of a binary are seen by nobody else")]

mod approve;
mod args;
mod baseline;
mod cache;
mod changed;
mod check;
mod completions;
mod config;
mod docs;
mod documents;
mod error;
mod exit;
mod explain;
mod fixing;
mod gather;
mod git;
mod ignored;
mod init;
mod interrupt;
mod linter;
mod lsp;
mod man;
mod moved;
mod output;
mod parallel;
mod progress;
mod read;
mod review;
mod rules;
mod save;
mod say;
mod settings;
mod signals;
mod statistics;
mod terminal;
mod walk;
mod watch;

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
        Command::Approve(args) => approve::run(args),
        Command::Baseline(args) => baseline::run(args, cli.color),
        Command::Check(args) if args.watch => watch::run(args, cli.color),
        Command::Check(args) => check::run(args, cli.color),
        Command::Completions(args) => completions::run(args),
        Command::Config(args) => config::run(args),
        Command::Explain(args) => explain::run(args, cli.color),
        Command::Init(args) => init::run(args),
        Command::Lsp(args) => lsp::run(args),
        Command::Man(args) => man::run(args),
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
