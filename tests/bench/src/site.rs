//! One measured installation: a database, the server on it, and its clients.

use std::time::Duration;

use anyhow::{Context as _, Result};
use clap::ValueEnum as _;

use crate::{
    bench_client::{Account, BenchClient, Consent, REDIRECT_URI, Shop},
    figure,
    operation::Operation,
    options::Options,
    phase::{self, Counted, Sample},
    relay::Relay,
    server::{Installation, Server},
    store::Postgres,
};

/// How many starts are timed.
const STARTS: usize = 5;
/// For how many runs of each operation the round trips are counted.
const TRIES: u64 = 30;

/// An installation with its clients.
#[derive(Debug)]
pub(crate) struct Site<'a> {
    pub(crate) installation: Installation,
    pub(crate) server: Server,
    /// The app that everybody uses.
    pub(crate) app: String,
    pub(crate) bench_clients: Vec<BenchClient>,
    pub(crate) postgres: Option<(&'a Postgres, &'static str)>,
    /// How long a start took on a new database, and on an existing one.
    pub(crate) starts: (Duration, Duration),
}

impl<'a> Site<'a> {
    /// Starts a server, on PostgreSQL in a new database of that name, and prepares `people` clients.
    pub(crate) async fn open(
        options: &Options,
        postgres: Option<(&'a Postgres, &'static str)>,
        people: usize,
    ) -> Result<Self> {
        let database = postgres.map(|(cluster, name)| cluster.database(name)).transpose()?;
        let installation = Installation::new(&options.server, database)?;
        let (server, first) = installation.serve().await?;
        let accounts = accounts(&installation, people)?;
        let (app, secret) = installation.register("Bench", REDIRECT_URI, &accounts.first().context("nobody")?.email)?;
        let shop = Shop::new(installation.target(), &app, &secret, Consent::Asked);
        let bench_clients = BenchClient::take_all(shop, accounts).await?;
        Ok(Self { installation, server, app, bench_clients, postgres, starts: (first, Duration::ZERO) })
    }

    /// Restarts the server several times, and records the median time.
    pub(crate) async fn restart(mut self) -> Result<Self> {
        let mut times = Vec::new();
        for _ in 0..STARTS {
            drop(self.server);
            let (server, time) = self.installation.serve().await?;
            self.server = server;
            times.push(time);
        }
        times.sort_unstable();
        self.starts.1 = times.get(STARTS / 2).copied().unwrap_or_default();
        Ok(self)
    }

    /// Counts the round trips to PostgreSQL of each operation, by a single client.
    pub(crate) async fn round_trips(mut self) -> Result<Vec<(Operation, f64)>> {
        let Some((postgres, _)) = self.postgres else { return Ok(Vec::new()) };
        let relay = Relay::start(postgres.port()).await?;
        self.installation.move_database(postgres.port(), relay.port);
        drop(self.server);
        let (_server, _) = self.installation.serve().await?;
        let bench_client = self.bench_clients.first_mut().context("nobody")?;
        let mut trips = Vec::new();
        for operation in Operation::value_variants() {
            bench_client.reconnect().await?;
            for _ in 0..2 * TRIES {
                bench_client.stock_up().await?;
            }
            let mut before = 0;
            for number in 0..2 * TRIES {
                // The first half only fills pools and caches.
                if number == TRIES {
                    before = relay.turns();
                }
                bench_client.step(*operation).await.with_context(|| operation.title())?;
            }
            trips.push((*operation, figure::number(relay.turns() - before) / figure::number(TRIES)));
        }
        Ok(trips)
    }

    /// Measures with this number of clients, and one more as the bystander.
    pub(crate) async fn measure(&mut self, operation: Operation, people: usize, span: Duration) -> Result<Sample> {
        let counted = Counted { servers: &[self.server.pid()], postgres: self.postgres };
        let sitting = self.bench_clients.get_mut(..=people).context("too few seats")?;
        phase::measure(counted, sitting, operation, span).await
    }
}

fn accounts(installation: &Installation, count: usize) -> Result<Vec<Account>> {
    let accounts = Account::of(count);
    installation.operate(&["migrate"], "")?;
    for account in &accounts {
        installation.operate(&["user", "create", &account.email, "--password-stdin"], &account.password)?;
    }
    Ok(accounts)
}
