//! The floor, started as the product is: a process on a database of its own, with its clients.

use std::{
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::{Context as _, Result};
use tempfile::TempDir;

use crate::{
    bench_client::{Account, BenchClient, Consent, PASSWORD, REDIRECT_URI, Shop},
    operation::Operation,
    phase::{self, Counted, Sample},
    server::Server,
    store::Postgres,
    wire::Target,
};

/// As long as those of the product.
const CLIENT_ID: &str = "01a2b3c4-d5e6-7f80-9a1b-2c3d4e5f6071";
const CLIENT_SECRET: &str = "pZ3uVqk1c0S8xJm5T2yLwB7rDgE9nHaKfQ4iOvUtXlM";

/// A running floor and its clients.
#[derive(Debug)]
pub(crate) struct FloorSite<'a> {
    server: Server,
    bench_clients: Vec<BenchClient>,
    postgres: Option<(&'a Postgres, &'static str)>,
    /// The log, and the database if it is a file.
    _folder: TempDir,
}

impl<'a> FloorSite<'a> {
    /// Starts the floor, on PostgreSQL in a new database of that name, and prepares `people` clients.
    pub(crate) async fn open(
        program: &Path,
        postgres: Option<(&'a Postgres, &'static str)>,
        people: usize,
    ) -> Result<Self> {
        let folder = TempDir::with_prefix("twinlock-floor-").context("cannot make a temporary folder")?;
        let file = || format!("sqlite://{}", folder.path().join("floor.db").display());
        let database = postgres.map_or_else(|| Ok(file()), |(cluster, name)| cluster.database(name))?;
        let shop = Shop::new(Target::free()?, CLIENT_ID, CLIENT_SECRET, Consent::OnFile);
        let accounts = Account::of(people);
        let mut command = Command::new(program);
        command.env_clear().stdin(Stdio::null());
        for (flag, value) in [
            ("listen", shop.target.address.to_string().as_str()),
            ("issuer", &shop.target.url()),
            ("database", &database),
            ("client-id", CLIENT_ID),
            ("authorization", &shop.basic),
            ("redirect-uri", REDIRECT_URI),
            ("password", PASSWORD),
        ] {
            command.arg(format!("--{flag}={value}"));
        }
        command.args(accounts.iter().map(|account| format!("--email={}", account.email)));
        let (server, _) = Server::start(command, &shop.target, &folder.path().join("log")).await?;
        let bench_clients = BenchClient::take_all(shop, accounts).await?;
        Ok(Self { server, bench_clients, postgres, _folder: folder })
    }

    /// Measures with this number of clients, and one more as the bystander.
    pub(crate) async fn measure(&mut self, operation: Operation, people: usize, span: Duration) -> Result<Sample> {
        let counted = Counted { servers: &[self.server.pid()], postgres: self.postgres };
        let sitting = self.bench_clients.get_mut(..=people).context("too few seats")?;
        phase::measure(counted, sitting, operation, span).await
    }
}
