//! A relay between the server and PostgreSQL that counts round trips. `pg_stat_statements` counts statements, but not
//! which of them are sent together.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use anyhow::Result;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

/// A relay that runs until the driver ends.
#[derive(Debug)]
pub(crate) struct Relay {
    pub(crate) port: u16,
    turns: Arc<AtomicU64>,
}

impl Relay {
    /// Accepts connections for the database at this port.
    pub(crate) async fn start(database: u16) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let relay = Self { port: listener.local_addr()?.port(), turns: Arc::default() };
        let turns = Arc::clone(&relay.turns);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                // An error ends the connection; the server notices that, and its response to the driver shows it.
                tokio::spawn(pass(client, SocketAddr::from((Ipv4Addr::LOCALHOST, database)), Arc::clone(&turns)));
            }
        });
        Ok(relay)
    }

    /// How many round trips there were.
    pub(crate) fn turns(&self) -> u64 {
        self.turns.load(Ordering::Relaxed)
    }
}

/// Forwards everything. A round trip begins when the server sends something after it has received a response.
async fn pass(mut client: TcpStream, database: SocketAddr, turns: Arc<AtomicU64>) -> Result<()> {
    let mut database = TcpStream::connect(database).await?;
    database.set_nodelay(true)?;
    client.set_nodelay(true)?;
    let (mut asked, mut answered) = (Vec::with_capacity(65536), Vec::with_capacity(65536));
    let mut waits = false;
    loop {
        let ended = tokio::select! {
            read = client.read_buf(&mut asked) => read? == 0,
            read = database.read_buf(&mut answered) => read? == 0,
        };
        if ended {
            return Ok(());
        }
        if !asked.is_empty() {
            turns.fetch_add(u64::from(!waits), Ordering::Relaxed);
            waits = true;
            database.write_all(&asked).await?;
            asked.clear();
        }
        if !answered.is_empty() {
            waits = false;
            client.write_all(&answered).await?;
            answered.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_sent_before_the_answer_is_one_round_trip() {
        let database = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let relay = Relay::start(database.local_addr().unwrap().port()).await.unwrap();
        let mut client = TcpStream::connect((Ipv4Addr::LOCALHOST, relay.port)).await.unwrap();
        let (mut database, _) = database.accept().await.unwrap();
        let mut two = [0; 2];
        for _ in 0..3 {
            client.write_all(b"a").await.unwrap();
            client.write_all(b"b").await.unwrap();
            database.read_exact(&mut two).await.unwrap();
            database.write_all(b"yz").await.unwrap();
            client.read_exact(&mut two).await.unwrap();
            assert_eq!(&two, b"yz");
        }
        assert_eq!(relay.turns(), 3);
    }
}
