//! A proxy between a node and PostgreSQL that cuts, stalls and refuses connections. It reads as much of the wire protocol
//! as it takes to cut at the moments that matter: before a commit reaches the database, after it did and before the answer
//! is back, and the same for single statements, which commit by themselves.

mod connection;
#[cfg(test)]
mod tests;
mod wire;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, Result};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

pub use wire::Request;

/// When a connection is cut, as seen from a request to the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moment {
    /// The request never arrives.
    BeforeForwarding,
    /// The request arrives, and the connection is cut.
    AfterForwarding,
    /// The request is answered, and the answer never arrives.
    AfterAnswer,
}

/// What the proxy does with traffic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Pass,
    /// Nothing is forwarded, in either direction.
    Stall,
    /// Open connections are cut, and new ones are refused.
    Refuse,
    /// The connection of the next such request is cut.
    Cut(Request, Moment),
}

/// Sets the mode of a proxy, and counts its cuts.
#[derive(Debug)]
pub struct Control {
    mode: watch::Sender<Mode>,
    cuts: AtomicU64,
    armed: Mutex<()>,
}

impl Control {
    /// Sets the mode from now on.
    pub fn set(&self, mode: Mode) {
        self.mode.send_replace(mode);
    }

    /// How many connections were cut at a request so far.
    pub fn cuts(&self) -> u64 {
        self.cuts.load(Ordering::SeqCst)
    }

    /// Returns the moment to cut at if this request is to be cut. That holds for one request; then the mode is
    /// [`Mode::Pass`].
    fn strikes(&self, request: Request) -> Option<Moment> {
        let _one_at_a_time = self.armed.lock().unwrap_or_else(PoisonError::into_inner);
        let Mode::Cut(wanted, moment) = *self.mode.borrow() else { return None };
        if wanted != request {
            return None;
        }
        self.cuts.fetch_add(1, Ordering::SeqCst);
        self.mode.send_replace(Mode::Pass);
        Some(moment)
    }
}

/// A proxy that runs until it is dropped.
#[derive(Debug)]
pub struct Proxy {
    pub address: SocketAddr,
    pub control: Arc<Control>,
    task: tokio::task::JoinHandle<()>,
}

impl Proxy {
    /// Listens on a free port, and passes everything on to `target`.
    pub async fn before(target: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.context("no port for a proxy")?;
        let address = listener.local_addr()?;
        let (mode, _) = watch::channel(Mode::Pass);
        let control = Arc::new(Control { mode, cuts: AtomicU64::new(0), armed: Mutex::new(()) });
        let task = tokio::spawn(accept(listener, target, Arc::clone(&control)));
        Ok(Self { address, control, task })
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, target: SocketAddr, control: Arc<Control>) {
    // Connections end with the proxy: this task owns the set, and the set owns them.
    let mut connections = tokio::task::JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((client, _)) = accepted else { continue };
                if *control.mode.borrow() != Mode::Refuse {
                    connections.spawn(connect(client, target, Arc::clone(&control)));
                }
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn connect(client: TcpStream, target: SocketAddr, control: Arc<Control>) {
    // If the database is down, the node's connection is closed, as it would fail without a proxy.
    let Ok(server) = TcpStream::connect(target).await else { return };
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    connection::run(client, server, &control).await;
}
