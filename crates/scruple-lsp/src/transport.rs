//! Messages in, messages out.
//!
//! The server of `tower-lsp-server` is not used, its service is: that server stops reading at the first malformed
//! message, ends only once all handlers are done and everything is written, and runs four handlers at a time, of which
//! one that waits keeps others from starting. Here
//!
//! - a malformed message is answered with an error, and the next one is read;
//! - every handler is begun in the order of arrival, and runs to its first wait before the next message is looked at:
//!   what it does before that wait (store an edit, say) is done in order. What is left of it runs beside the others;
//! - a handler that panics costs its own answer and nothing else;
//! - `exit` and the end of the input end the server at once.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Poll;
use std::time::Duration;

use futures_util::{Sink, StreamExt};
use serde::Serialize;
use serde_json::json;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::sync::mpsc;
use tower_service::Service;

use crate::input::{Incoming, Input};
use crate::lsp::{ClientSocket, Error, ErrorCode, Id, LanguageServer, LspService, Request, Response};
use crate::spelling::{Spellings, whole_characters};

/// So many messages may wait to be written.
const QUEUE: usize = 64;
/// So long an ending server tries to write what is left.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// What is to be written.
#[derive(Debug)]
pub(crate) enum Frame {
    Body(Vec<u8>),
    /// Nothing comes after this.
    End,
}

type Frames = mpsc::Sender<Frame>;

/// Where messages of the server are put to be written.
#[derive(Debug, Clone)]
pub(crate) struct Outbox {
    frames: Frames,
    spellings: Arc<Spellings>,
}

/// Where they are taken from.
pub(crate) type Queue = mpsc::Receiver<Frame>;

impl Outbox {
    pub(crate) fn new() -> (Self, Queue) {
        let (frames, queue) = mpsc::channel(QUEUE);
        (Self { frames, spellings: Arc::default() }, queue)
    }

    /// Sends a notification. Its parameters are written as they are: the way through the client of `tower-lsp-server`
    /// builds a tree of them first, which takes longer than to lint the edit they are about.
    pub(crate) async fn notify(&self, method: &str, params: &impl Serialize) {
        // Where nobody takes it, the session is over.
        let _ = self.frames.send(Frame::Body(self.notification(method, params))).await;
    }

    fn notification(&self, method: &str, params: &impl Serialize) -> Vec<u8> {
        #[derive(Serialize)]
        struct Notification<'a, P> {
            jsonrpc: &'static str,
            method: &'a str,
            params: &'a P,
        }
        self.body(&Notification { jsonrpc: "2.0", method, params })
    }

    /// Writes as soon as there is room. Never waits: a client that does not read must not keep us from reading.
    fn post(&self, body: Vec<u8>) {
        if let Err(mpsc::error::TrySendError::Full(frame)) = self.frames.try_send(Frame::Body(body)) {
            let frames = self.frames.clone();
            tokio::spawn(async move {
                let _ = frames.send(frame).await;
            });
        }
    }

    fn answer(&self, response: &Response) {
        self.post(self.body(response));
    }

    fn log(&self, message: &str) {
        // 2 is a warning.
        self.post(self.notification("window/logMessage", &json!({"type": 2, "message": message})));
    }

    fn body(&self, message: &impl Serialize) -> Vec<u8> {
        self.spellings.written(serde_json::to_vec(message).unwrap_or_default())
    }
}

/// Serves until `exit`, the end of the input, or until `gone` is done.
pub(crate) async fn run<S: LanguageServer>(
    input: impl AsyncRead + Unpin,
    output: impl AsyncWrite + Unpin + Send + 'static,
    (service, socket): (LspService<S>, ClientSocket),
    (outbox, queue): (Outbox, Queue),
    heard: Arc<AtomicU64>,
    gone: impl Future<Output = ()>,
) {
    let frames = outbox.frames.clone();
    let mut writer = tokio::spawn(write(output, queue));
    let (mut requests, responses) = socket.split();
    let own = outbox.clone();
    let forward = tokio::spawn(async move {
        while let Some(request) = requests.next().await {
            if own.frames.send(Frame::Body(own.body(&request))).await.is_err() {
                break;
            }
        }
    });
    let mut reader = pin!(read(input, service, responses, outbox, heard));
    let mut written = false;
    tokio::select! {
        () = &mut reader => {}
        () = gone => {}
        // Nobody listens any more. What was said before may still ask for an orderly end.
        _ = &mut writer => {
            written = true;
            let _ = tokio::time::timeout(LAST_WORDS, reader).await;
        }
    }
    if !written {
        let _ = tokio::time::timeout(LAST_WORDS, async {
            let _ = frames.send(Frame::End).await;
            let _ = (&mut writer).await;
        })
        .await;
    }
    forward.abort();
    writer.abort();
}

async fn write(output: impl AsyncWrite + Unpin, mut queue: Queue) {
    let mut output = output;
    while let Some(Frame::Body(body)) = queue.recv().await {
        let mut frame = format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes();
        frame.extend_from_slice(&body);
        if output.write_all(&frame).await.is_err() || output.flush().await.is_err() {
            return;
        }
    }
}

async fn read<S: LanguageServer>(
    input: impl AsyncRead + Unpin,
    mut service: LspService<S>,
    responses: impl Sink<Response> + Unpin,
    outbox: Outbox,
    heard: Arc<AtomicU64>,
) {
    let mut input = Input::new(input);
    let mut responses = responses;
    loop {
        let bytes = match input.next().await {
            Incoming::Message(bytes) => bytes,
            Incoming::Malformed(why) => {
                outbox.answer(&malformed(ErrorCode::ParseError, why));
                continue;
            }
            Incoming::End => return,
        };
        match message(&bytes) {
            Message::Request(request) => {
                let exit = request.method() == "exit";
                if let Some(id) = request.id().filter(|_| request.method().starts_with("$/")) {
                    // The service passes over them, but whoever asked waits.
                    outbox.answer(&Response::from_error(id.clone(), Error::method_not_found()));
                    continue;
                }
                if poll_fn(|cx| service.poll_ready(cx)).await.is_err() {
                    return;
                }
                let (request, left_out) = outbox.spellings.read(request);
                for uri in left_out {
                    outbox.log(&format!("passed over, for it is no URI: {uri}"));
                }
                handle(&mut service, request, &outbox, &heard).await;
                if exit {
                    return;
                }
            }
            Message::Response(response) => {
                if futures_util::SinkExt::send(&mut responses, response).await.is_err() {
                    return;
                }
            }
            Message::Malformed(error) => outbox.answer(&Response::from_error(Id::Null, error)),
        }
    }
}

fn malformed(code: ErrorCode, why: String) -> Response {
    Response::from_error(Id::Null, Error { code, message: why.into(), data: None })
}

enum Message {
    Request(Request),
    Response(Response),
    Malformed(Error),
}

fn message(bytes: &[u8]) -> Message {
    #[derive(serde::Deserialize)]
    struct Peek {
        method: Option<serde::de::IgnoredAny>,
    }
    let read = |bytes: &[u8]| match serde_json::from_slice::<Peek>(bytes) {
        Ok(Peek { method: Some(_) }) => serde_json::from_slice(bytes).map(Message::Request),
        Ok(Peek { method: None }) => serde_json::from_slice(bytes).map(Message::Response),
        Err(error) => Err(error),
    };
    // Half a character must not cost the edit that it came with: all later ones would miss their places.
    let read = read(bytes).or_else(|error| read(&whole_characters(bytes).ok_or(error)?));
    read.unwrap_or_else(|error| {
        let code = if error.is_data() { ErrorCode::InvalidRequest } else { ErrorCode::ParseError };
        let message = format!("not a message of JSON-RPC 2.0: {error}");
        Message::Malformed(Error { code, message: message.into(), data: None })
    })
}

/// Notifications that must not be lost in silence. Each of their handlers counts that it was reached.
const HEARD: [&str; 7] = [
    "textDocument/didOpen",
    "textDocument/didChange",
    "textDocument/didSave",
    "textDocument/didClose",
    "workspace/didChangeConfiguration",
    "workspace/didChangeWatchedFiles",
    "workspace/didChangeWorkspaceFolders",
];

/// Begins a handler, and leaves the rest of it to run by itself.
async fn handle<S: LanguageServer>(
    service: &mut LspService<S>,
    request: Request,
    outbox: &Outbox,
    heard: &AtomicU64,
) {
    let id = request.id().cloned();
    let wanted = HEARD.iter().find(|method| id.is_none() && **method == request.method());
    let before = heard.load(Ordering::Relaxed);
    // Making the future decodes the parameters, which is nobody's code but ours and serde's; it may panic as well.
    let Ok(mut call) = catch_unwind(AssertUnwindSafe(|| service.call(request))) else {
        return failed(id, outbox);
    };
    let mut guarded = Box::pin(poll_fn(move |cx| {
        catch_unwind(AssertUnwindSafe(|| Pin::new(&mut call).poll(cx)))
            .map_or(Poll::Ready(None), |poll| poll.map(Some))
    }));
    let first = poll_fn(|cx| Poll::Ready(guarded.as_mut().poll(cx))).await;
    if let Some(method) = wanted
        && first.is_ready()
        && heard.load(Ordering::Relaxed) == before
    {
        outbox.log(&format!(
            "{method} was passed over: it came out of turn, or its parameters are not understood"
        ));
    }
    let outbox = outbox.clone();
    let finish = move |done: Option<Result<Option<Response>, _>>| match done {
        Some(Ok(Some(response))) => outbox.answer(&response),
        Some(_) => {}
        None => failed(id, &outbox),
    };
    match first {
        Poll::Ready(done) => finish(done),
        Poll::Pending => {
            tokio::spawn(async move { finish(guarded.await) });
        }
    }
}

fn failed(id: Option<Id>, outbox: &Outbox) {
    if let Some(id) = id {
        outbox.answer(&Response::from_error(id, Error::internal_error()));
    }
}

/// Done once the process is no more, where that can be told; never where it cannot: an id that names no process may be
/// one of another container, where the client lives on.
pub(crate) async fn process_ends(id: Option<u32>) {
    let folder = id.map(|id| PathBuf::from(format!("/proc/{id}")));
    match folder.filter(|folder| cfg!(target_os = "linux") && folder.exists()) {
        Some(folder) => {
            while lives(&folder) {
                tokio::time::sleep(Duration::from_secs(2)).await;
            }
        }
        None => std::future::pending().await,
    }
}

/// Whether a process is there, and more than what its parent has not yet taken note of.
fn lives(folder: &Path) -> bool {
    let Ok(stat) = std::fs::read_to_string(folder.join("stat")) else { return folder.exists() };
    // Its state stands behind its name, which may hold anything.
    let state = stat.rsplit_once(')').and_then(|(_, rest)| rest.trim_start().chars().next());
    !matches!(state, Some('Z' | 'X'))
}
