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
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use futures_util::{Sink, StreamExt};
use serde::Serialize;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::sync::mpsc;
use tower_service::Service;

use crate::lsp::{ClientSocket, Error, ErrorCode, Id, LanguageServer, LspService, Request, Response};

/// A message of more bytes is not read.
const LARGEST: usize = 512 << 20;
/// A line of a header has fewer bytes.
const HEADER: u64 = 8 << 10;
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
pub(crate) struct Outbox(Frames);

/// Where they are taken from.
pub(crate) type Queue = mpsc::Receiver<Frame>;

impl Outbox {
    pub(crate) fn new() -> (Self, Queue) {
        let (frames, queue) = mpsc::channel(QUEUE);
        (Self(frames), queue)
    }

    /// Sends a notification. Its parameters are written as they are: the way through the client of `tower-lsp-server`
    /// builds a tree of them first, which takes longer than to lint the edit they are about.
    pub(crate) async fn notify(&self, method: &str, params: &impl Serialize) {
        #[derive(Serialize)]
        struct Notification<'a, P> {
            jsonrpc: &'static str,
            method: &'a str,
            params: &'a P,
        }
        let message = Notification { jsonrpc: "2.0", method, params };
        // Where nobody takes it, the session is over.
        let _ = self.0.send(Frame::Body(body(&message))).await;
    }
}

/// Serves until `exit`, the end of the input, or until `gone` is done.
pub(crate) async fn run<S: LanguageServer>(
    input: impl AsyncRead + Unpin,
    output: impl AsyncWrite + Unpin + Send + 'static,
    service: LspService<S>,
    socket: ClientSocket,
    (Outbox(frames), queue): (Outbox, Queue),
    gone: impl Future<Output = ()>,
) {
    let mut writer = tokio::spawn(write(output, queue));
    let (mut requests, responses) = socket.split();
    let own = frames.clone();
    let forward = tokio::spawn(async move {
        while let Some(request) = requests.next().await {
            if own.send(Frame::Body(body(&request))).await.is_err() {
                break;
            }
        }
    });
    tokio::select! {
        () = read(input, service, responses, frames.clone()) => {}
        () = gone => {}
        // Nobody listens any more.
        _ = &mut writer => {}
    }
    let _ = tokio::time::timeout(LAST_WORDS, async {
        let _ = frames.send(Frame::End).await;
        let _ = (&mut writer).await;
    })
    .await;
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

/// What came in.
enum Incoming {
    Message(Vec<u8>),
    /// No message, and why not.
    Malformed(String),
    End,
}

async fn read<S: LanguageServer>(
    input: impl AsyncRead + Unpin,
    mut service: LspService<S>,
    responses: impl Sink<Response> + Unpin,
    frames: Frames,
) {
    let mut input = BufReader::with_capacity(64 << 10, input);
    let mut responses = responses;
    loop {
        let bytes = match next(&mut input).await {
            Incoming::Message(bytes) => bytes,
            Incoming::Malformed(why) => {
                answer(&frames, &malformed(ErrorCode::ParseError, why));
                continue;
            }
            Incoming::End => return,
        };
        match message(&bytes) {
            Message::Request(request) => {
                let exit = request.method() == "exit";
                if poll_fn(|cx| service.poll_ready(cx)).await.is_err() {
                    return;
                }
                handle(&mut service, request, &frames).await;
                if exit {
                    return;
                }
            }
            Message::Response(response) => {
                if futures_util::SinkExt::send(&mut responses, response).await.is_err() {
                    return;
                }
            }
            Message::Malformed(error) => answer(&frames, &Response::from_error(Id::Null, error)),
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
    let read = match serde_json::from_slice::<Peek>(bytes) {
        Ok(Peek { method: Some(_) }) => serde_json::from_slice(bytes).map(Message::Request),
        Ok(Peek { method: None }) => serde_json::from_slice(bytes).map(Message::Response),
        Err(error) => Err(error),
    };
    read.unwrap_or_else(|error| {
        let code = if error.is_data() { ErrorCode::InvalidRequest } else { ErrorCode::ParseError };
        let message = format!("not a message of JSON-RPC 2.0: {error}");
        Message::Malformed(Error { code, message: message.into(), data: None })
    })
}

/// Begins a handler, and leaves the rest of it to run by itself.
async fn handle<S: LanguageServer>(service: &mut LspService<S>, request: Request, frames: &Frames) {
    let id = request.id().cloned();
    // Making the future decodes the parameters, which is nobody's code but ours and serde's; it may panic as well.
    let Ok(mut call) = catch_unwind(AssertUnwindSafe(|| service.call(request))) else {
        return failed(id, frames);
    };
    let mut guarded = Box::pin(poll_fn(move |cx| {
        catch_unwind(AssertUnwindSafe(|| Pin::new(&mut call).poll(cx)))
            .map_or(Poll::Ready(None), |poll| poll.map(Some))
    }));
    let first = poll_fn(|cx| Poll::Ready(guarded.as_mut().poll(cx))).await;
    let frames = frames.clone();
    let finish = move |done: Option<Result<Option<Response>, _>>| match done {
        Some(Ok(Some(response))) => answer(&frames, &response),
        Some(_) => {}
        None => failed(id, &frames),
    };
    match first {
        Poll::Ready(done) => finish(done),
        Poll::Pending => {
            tokio::spawn(async move { finish(guarded.await) });
        }
    }
}

fn failed(id: Option<Id>, frames: &Frames) {
    if let Some(id) = id {
        answer(frames, &Response::from_error(id, Error::internal_error()));
    }
}

/// Writes as soon as there is room. Never waits: a client that does not read must not keep us from reading.
fn answer(frames: &Frames, response: &Response) {
    if let Err(mpsc::error::TrySendError::Full(frame)) = frames.try_send(Frame::Body(body(response))) {
        let frames = frames.clone();
        tokio::spawn(async move {
            let _ = frames.send(frame).await;
        });
    }
}

fn body(message: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(message).unwrap_or_default()
}

/// Reads the next message.
async fn next(input: &mut BufReader<impl AsyncRead + Unpin>) -> Incoming {
    let mut length: Option<Result<usize, String>> = None;
    let mut any = false;
    let mut line = Vec::new();
    loop {
        line.clear();
        match (&mut *input).take(HEADER).read_until(b'\n', &mut line).await {
            Ok(0) | Err(_) => return Incoming::End,
            Ok(_) => {}
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim();
        if text.is_empty() {
            match length {
                Some(Ok(length)) => return take(input, length).await,
                Some(Err(why)) => return Incoming::Malformed(why),
                None if any => {
                    return Incoming::Malformed(
                        "a message without Content-Length was passed over".to_owned(),
                    );
                }
                None => continue,
            }
        }
        any = true;
        // Searched for anywhere in the line: before it may stand the rest of a message whose length was wrong.
        if let Some(at) = text.to_ascii_lowercase().rfind("content-length:") {
            let value = text.get(at + "content-length:".len()..).unwrap_or("").trim();
            length = Some(value.parse().map_err(|_| format!("Content-Length \"{value}\" is no number")));
        }
    }
}

async fn take(input: &mut BufReader<impl AsyncRead + Unpin>, length: usize) -> Incoming {
    let mut body = Vec::new();
    if length > LARGEST {
        let mut rest = (&mut *input).take(length as u64);
        return match tokio::io::copy(&mut rest, &mut tokio::io::sink()).await {
            Ok(_) => {
                Incoming::Malformed(format!("a message of {length} bytes was passed over; at most {LARGEST}"))
            }
            Err(_) => Incoming::End,
        };
    }
    match (&mut *input).take(length as u64).read_to_end(&mut body).await {
        Ok(read) if read == length => Incoming::Message(body),
        _ => Incoming::End,
    }
}

/// Done once the process is no more, where that can be told; never where it cannot.
pub(crate) async fn process_ends(id: Option<u32>) {
    let folder = id.map(|id| std::path::PathBuf::from(format!("/proc/{id}")));
    match folder.filter(|folder| cfg!(target_os = "linux") && folder.exists()) {
        Some(folder) => {
            while folder.exists() {
                tokio::time::sleep(Duration::from_secs(2)).await;
            }
        }
        // It cannot be seen from here, as from inside a container.
        None => std::future::pending().await,
    }
}
