//! Twinlock nodes: several processes with one database, one public URL and one master key.

use std::path::Path;

use anyhow::{Context as _, Result};
use twinlock_test_client::http::HttpClient;
use twinlock_test_client::process::{NO_LIMITS, ServerProcess};

use crate::browser;

/// One key for all nodes, as in a deployment. It protects only the data of the run.
const MASTER_KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

/// Settings for the run: owners flip switches for minutes without a new password.
const SETTINGS: [(&str, &str); 4] = [
    ("TWINLOCK_MASTER_KEY", MASTER_KEY),
    ("TWINLOCK_LIFETIMES_PASSWORD_FRESH", "1h"),
    ("TWINLOCK_LIFETIMES_SESSION_IDLE", "2h"),
    ("TWINLOCK_LOG_FILTER", "info,actix_server=warn"),
];

/// The nodes of a run, killed when this is dropped. The database is deleted too, so no clean shutdown is needed.
#[derive(Debug)]
pub(crate) struct Fleet {
    processes: Vec<ServerProcess>,
    pub(crate) nodes: HttpClient,
}

impl Fleet {
    /// Starts `count` nodes one after the other, as in a rolling start, and waits until each is ready.
    pub(crate) async fn start(program: &Path, database: &str, count: usize, folder: &Path) -> Result<Self> {
        let named = |number| ServerProcess::new(program, folder, &format!("node-{number}"));
        let mut processes = (0..count).map(named).collect::<Result<Vec<_>>>()?;
        let addresses: Vec<_> = processes.iter().map(|process| process.listen).collect();
        let host = format!("localhost:{}", addresses.first().context("no node was asked for")?.port());
        let url = format!("http://{host}");
        for process in &mut processes {
            let own = [("TWINLOCK_DATABASE_URL", database), ("TWINLOCK_PUBLIC_URL", url.as_str())];
            let settings = own.into_iter().chain(SETTINGS).chain(NO_LIMITS);
            process.start(settings.map(|(name, value)| (name.to_owned(), value.to_owned()))).await?;
        }
        Ok(Self { processes, nodes: browser::nodes(&host, &addresses) })
    }

    /// Fails if a node has ended. None may, whatever happens to its database.
    pub(crate) fn all_run(&mut self) -> Result<()> {
        self.processes.iter_mut().try_for_each(ServerProcess::still_runs)
    }
}
