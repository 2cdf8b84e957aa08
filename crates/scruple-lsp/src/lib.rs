//! The language server of Scruple: red flags while a text is being written, the reason and the law on hover, and fixes.
//!
//! `transport` reads and writes messages, `server` has the handlers, `document` holds what is open, `lint` lints it
//! beside the messages, and one module for each feature turns the outcome into what the protocol asks for. The types of
//! the protocol come from `lsp` alone; positions are converted in `position` alone.

mod actions;
mod comment;
mod completion;
mod config_file;
mod decisions;
mod diagnostics;
mod document;
mod engine;
mod features;
mod heed;
mod hover;
mod input;
mod lens;
mod links;
mod lint;
mod lsp;
mod pack_file;
mod packs;
mod position;
mod pull;
mod scan;
mod schema;
mod server;
mod settings;
mod shared;
mod spelling;
#[cfg(test)]
mod tests;
mod transport;
mod troubles;
mod workspace;

use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use scruple_config::date::Date;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};

use crate::lsp::LspService;
use crate::server::Server;
use crate::shared::Shared;
use crate::transport::Outbox;

/// How a session ended; what the process is to end with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The client asked for the shutdown first, as it should.
    Orderly,
    /// It did not.
    Abruptly,
}

impl Ended {
    /// The exit status that the protocol asks for.
    #[must_use]
    pub fn status(self) -> u8 {
        match self {
            Self::Orderly => 0,
            Self::Abruptly => 1,
        }
    }
}

/// Tells what day it is: approvals hold until a day, and this crate reads no clock.
pub type Clock = fn() -> Date;

/// Serves a client like [`serve_by`], for ever on the day before any approval ends.
pub async fn serve(input: impl AsyncRead + Unpin, output: impl AsyncWrite + Unpin + Send + 'static) -> Ended {
    serve_by(input, output, || Date::from_unix_days(0)).await
}

/// Serves a client until it says `exit`, its end of the input is closed, or its process is gone. Needs a runtime of
/// tokio around it.
pub async fn serve_by(
    input: impl AsyncRead + Unpin,
    output: impl AsyncWrite + Unpin + Send + 'static,
    clock: Clock,
) -> Ended {
    let mut made = None;
    let (outbox, queue) = Outbox::new();
    let (service, socket) = LspService::build(|client| {
        let shared = Arc::new(Shared::new(client, outbox.clone(), clock));
        made = Some(shared.clone());
        Server::new(shared)
    })
    .custom_method("window/workDoneProgress/cancel", Server::cancel_progress)
    .finish();
    let Some(shared) = made else { return Ended::Abruptly };
    let gone = async {
        let mut process = shared.process.subscribe();
        let id = process.wait_for(Option::is_some).await.ok().and_then(|id| *id);
        transport::process_ends(id).await;
    };
    let heard = shared.heard.clone();
    transport::run(input, output, (service, socket), (outbox.clone(), queue), heard, gone).await;
    if shared.shutdown.load(Ordering::Relaxed) { Ended::Orderly } else { Ended::Abruptly }
}

/// Serves one client on standard input and output.
///
/// # Errors
/// The threads of the server cannot be started.
pub fn stdio(clock: Clock) -> io::Result<Ended> {
    let runtime = runtime()?;
    let ended = runtime.block_on(async {
        // In a task of its own, which is not polled beside `block_on`'s thread.
        tokio::spawn(async move { serve_by(tokio::io::stdin(), tokio::io::stdout(), clock).await }).await
    });
    // A thread may wait for standard input for ever.
    runtime.shutdown_background();
    Ok(ended.unwrap_or(Ended::Abruptly))
}

/// Serves one client on a port of this machine, 0 for any that is free; `ready` is told which.
///
/// # Errors
/// The port cannot be listened on.
pub fn socket(port: u16, clock: Clock, ready: impl FnOnce(u16)) -> io::Result<Ended> {
    let runtime = runtime()?;
    let ended = runtime.block_on(async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        ready(listener.local_addr()?.port());
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let (input, output) = stream.into_split();
        Ok(serve_by(input, output, clock).await)
    });
    runtime.shutdown_background();
    ended
}

fn runtime() -> io::Result<Runtime> {
    Builder::new_multi_thread().worker_threads(2).thread_name("scruple-lsp").enable_all().build()
}
