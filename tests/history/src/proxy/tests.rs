//! The proxy between a fake client and a fake database: what each of them observes when a connection is cut.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use super::*;

const STARTUP: [u8; 8] = [0, 0, 0, 8, 0, 3, 0, 0];
const COMMIT: &[u8] = b"Q\0\0\0\x0bCOMMIT\0";
const SELECT: &[u8] = b"Q\0\0\0\x0dselect 1\0";
/// `ReadyForQuery` outside a transaction.
const READY: &[u8] = b"Z\0\0\0\x05I";

/// A fake database that answers everything by [`READY`], and reports what it received.
async fn database() -> (SocketAddr, mpsc::UnboundedReceiver<Vec<u8>>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let (seen, told) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let seen = seen.clone();
            tokio::spawn(async move {
                let mut buffer = vec![0; 1024];
                while let Ok(length @ 1..) = stream.read(&mut buffer).await {
                    seen.send(buffer[..length].to_vec()).unwrap();
                    stream.write_all(READY).await.unwrap();
                }
            });
        }
    });
    (address, told)
}

/// A connection through a proxy, after one exchange.
async fn connected() -> (Proxy, TcpStream, mpsc::UnboundedReceiver<Vec<u8>>) {
    let (address, mut told) = database().await;
    let proxy = Proxy::before(address).await.unwrap();
    let mut client = TcpStream::connect(proxy.address).await.unwrap();
    client.write_all(&STARTUP).await.unwrap();
    assert_eq!(told.recv().await.unwrap(), STARTUP);
    assert_eq!(answer(&mut client).await, READY);
    (proxy, client, told)
}

/// The next bytes, or none if the connection has ended.
async fn answer(client: &mut TcpStream) -> Vec<u8> {
    let mut buffer = vec![0; 64];
    let length = tokio::time::timeout(Duration::from_secs(5), client.read(&mut buffer)).await.unwrap();
    buffer.truncate(length.unwrap_or(0));
    buffer
}

#[tokio::test]
async fn what_is_not_to_be_cut_passes() {
    let (proxy, mut client, mut told) = connected().await;
    proxy.control.set(Mode::Cut(Request::Commit, Moment::BeforeForwarding));
    client.write_all(SELECT).await.unwrap();
    assert_eq!(told.recv().await.unwrap(), SELECT);
    assert_eq!(answer(&mut client).await, READY);
    assert_eq!(proxy.control.cuts(), 0);
}

#[tokio::test]
async fn a_commit_that_was_answered_loses_its_answer() {
    for moment in [Moment::AfterAnswer, Moment::AfterForwarding] {
        let (proxy, mut client, mut told) = connected().await;
        proxy.control.set(Mode::Cut(Request::Commit, moment));
        client.write_all(COMMIT).await.unwrap();
        assert_eq!(told.recv().await.unwrap(), COMMIT, "the database has it");
        assert_eq!(answer(&mut client).await, b"", "and nobody hears of it");
        assert_eq!(proxy.control.cuts(), 1);
    }
}

#[tokio::test]
async fn a_commit_that_is_cut_before_never_arrives() {
    let (proxy, mut client, mut told) = connected().await;
    proxy.control.set(Mode::Cut(Request::Commit, Moment::BeforeForwarding));
    client.write_all(COMMIT).await.unwrap();
    assert_eq!(answer(&mut client).await, b"");
    assert!(told.try_recv().is_err());
    // Only one request is cut: the next connection works.
    let mut next = TcpStream::connect(proxy.address).await.unwrap();
    next.write_all(&STARTUP).await.unwrap();
    assert_eq!(answer(&mut next).await, READY);
    next.write_all(COMMIT).await.unwrap();
    assert_eq!(answer(&mut next).await, READY);
}

#[tokio::test]
async fn stalled_traffic_moves_again() {
    let (proxy, mut client, mut told) = connected().await;
    proxy.control.set(Mode::Stall);
    client.write_all(SELECT).await.unwrap();
    let stalled = tokio::time::timeout(Duration::from_millis(100), told.recv()).await;
    assert!(stalled.is_err(), "{stalled:?}");
    proxy.control.set(Mode::Pass);
    assert_eq!(told.recv().await.unwrap(), SELECT);
    assert_eq!(answer(&mut client).await, READY);
}

#[tokio::test]
async fn refusing_cuts_what_is_there_and_lets_nobody_in() {
    let (proxy, mut client, _told) = connected().await;
    proxy.control.set(Mode::Refuse);
    assert_eq!(answer(&mut client).await, b"");
    let mut next = TcpStream::connect(proxy.address).await.unwrap();
    let _ = next.write_all(&STARTUP).await;
    assert_eq!(answer(&mut next).await, b"");
}

#[tokio::test]
async fn tls_is_declined() {
    let (address, _told) = database().await;
    let proxy = Proxy::before(address).await.unwrap();
    let mut client = TcpStream::connect(proxy.address).await.unwrap();
    client.write_all(&[0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]).await.unwrap();
    assert_eq!(answer(&mut client).await, b"N");
    client.write_all(&STARTUP).await.unwrap();
    assert_eq!(answer(&mut client).await, READY);
}
