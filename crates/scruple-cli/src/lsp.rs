//! `scruple lsp`: the language server.

use scruple_lsp::Ended;

use crate::args::LspArgs;
use crate::error::{Error, reason};
use crate::exit::Status;
use crate::review::today;
use crate::say;

/// Serves one client.
pub fn run(args: &LspArgs) -> Result<Status, Error> {
    let ended = match args.socket {
        Some(port) => scruple_lsp::socket(port, today, |port| {
            say::plain(&format!("scruple: listening on 127.0.0.1:{port}\n"));
        }),
        None => scruple_lsp::stdio(today),
    };
    // The protocol has statuses of its own.
    match ended.map_err(|error| Error::Server(reason(&error)))? {
        Ended::Orderly => Ok(Status::Clean),
        Ended::Abruptly => Ok(Status::Found),
    }
}
