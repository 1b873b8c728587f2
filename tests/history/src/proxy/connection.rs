//! One connection through the proxy, message by message.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::Notify;

use super::wire::{Message, Reader, asks_for_tls};
use super::{Control, Mode, Moment};

/// How long to wait for an answer that will not be forwarded.
const ANSWERED_BY: Duration = Duration::from_secs(3);

/// The state that both directions share.
#[derive(Default)]
struct Shared {
    outside_transaction: AtomicBool,
    /// The next answer is not forwarded, and is the last.
    swallow: AtomicBool,
    swallowed: Notify,
}

/// Passes messages on until either side is done, or the connection is cut.
pub(super) async fn run(mut client: TcpStream, server: TcpStream, control: &Control) {
    if no_tls(&mut client).await.is_none() {
        return;
    }
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let shared = Shared::default();
    tokio::select! {
        () = requests(from_client, to_server, control, &shared) => {}
        () = answers(from_server, to_client, control, &shared) => {}
        () = refused(control) => {}
    }
}

/// Declines TLS if the client requests it, as a server without TLS does: by one byte, which is no message.
async fn no_tls(client: &mut TcpStream) -> Option<()> {
    let mut first = [0; 8];
    while client.peek(&mut first).await.ok()? < first.len() {
        tokio::task::yield_now().await;
    }
    if asks_for_tls(first) {
        client.read_exact(&mut first).await.ok()?;
        client.write_all(b"N").await.ok()?;
    }
    Some(())
}

/// Waits until the mode is [`Mode::Refuse`].
async fn refused(control: &Control) {
    let mut mode = control.mode.subscribe();
    let _ = mode.wait_for(|mode| *mode == Mode::Refuse).await;
}

/// Waits while the mode is [`Mode::Stall`].
async fn moving(control: &Control) {
    let mut mode = control.mode.subscribe();
    let _ = mode.wait_for(|mode| *mode != Mode::Stall).await;
}

async fn requests(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, control: &Control, shared: &Shared) {
    let (mut buffer, mut typed, mut reader) = (Vec::new(), false, Reader::default());
    loop {
        let Some(message) = next(&mut from, &mut buffer, typed).await else { return };
        typed = true;
        let request = reader.read(&message, shared.outside_transaction.load(Ordering::SeqCst));
        let cut = request.and_then(|request| control.strikes(request));
        moving(control).await;
        match cut {
            Some(Moment::BeforeForwarding) => return,
            Some(Moment::AfterAnswer) => shared.swallow.store(true, Ordering::SeqCst),
            Some(Moment::AfterForwarding) | None => {}
        }
        if to.write_all(&message.bytes).await.is_err() || cut == Some(Moment::AfterForwarding) {
            return;
        }
        if cut == Some(Moment::AfterAnswer) {
            let _ = tokio::time::timeout(ANSWERED_BY, shared.swallowed.notified()).await;
            return;
        }
    }
}

async fn answers(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, control: &Control, shared: &Shared) {
    let mut buffer = Vec::new();
    loop {
        let Some(message) = next(&mut from, &mut buffer, true).await else { return };
        if let Some(outside) = message.ready_outside_transaction() {
            shared.outside_transaction.store(outside, Ordering::SeqCst);
            if shared.swallow.load(Ordering::SeqCst) {
                shared.swallowed.notify_one();
            }
        }
        moving(control).await;
        if !shared.swallow.load(Ordering::SeqCst) && to.write_all(&message.bytes).await.is_err() {
            return;
        }
    }
}

/// Reads until the next message is complete; `None` if the connection has ended.
async fn next(from: &mut OwnedReadHalf, buffer: &mut Vec<u8>, typed: bool) -> Option<Message> {
    loop {
        if let Some(message) = Message::take(buffer, typed) {
            return Some(message);
        }
        if from.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    }
}
