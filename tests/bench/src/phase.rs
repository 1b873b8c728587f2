//! One measurement: an operation on a number of connections for some time, and everything that is counted meanwhile.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use futures_util::future::try_join_all;

use crate::{
    bench_client::BenchClient,
    cpu, figure,
    memory::{self, Memory},
    operation::Operation,
    quantiles::Latencies,
    store::{Postgres, Statement},
};

/// The pause between the requests of the bystander: a client that does something else while others sign in.
const BYSTANDER: Duration = Duration::from_millis(20);

/// The processes whose work is counted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counted<'a> {
    /// The servers, by process id.
    pub(crate) servers: &'a [u32],
    /// The cluster and the database in it.
    pub(crate) postgres: Option<(&'a Postgres, &'a str)>,
}

/// The result of one measurement.
#[derive(Debug)]
pub(crate) struct Sample {
    pub(crate) operation: Operation,
    pub(crate) connections: usize,
    pub(crate) count: u64,
    pub(crate) elapsed: Duration,
    pub(crate) server: Duration,
    pub(crate) database: Duration,
    pub(crate) driver: Duration,
    pub(crate) latencies: Latencies,
    /// The latencies of the bystander's userinfo requests while others sign in.
    pub(crate) bystander: Option<Latencies>,
    pub(crate) statements: Vec<Statement>,
    /// The bytes that PostgreSQL wrote to its write-ahead log.
    pub(crate) wal: Option<u64>,
    /// That of the first server.
    pub(crate) memory: Memory,
}

impl Sample {
    /// The CPU milliseconds of `time` per operation.
    pub(crate) fn each(&self, time: Duration) -> f64 {
        figure::millis_each(time, self.count)
    }

    /// A single operation that took this much CPU time of the server.
    #[cfg(test)]
    pub(crate) fn of_cost(operation: Operation, connections: usize, server: Duration) -> Self {
        Self {
            operation,
            connections,
            count: 1,
            elapsed: Duration::from_secs(1),
            server,
            database: Duration::ZERO,
            driver: Duration::ZERO,
            latencies: Latencies::default(),
            bystander: None,
            statements: Vec::new(),
            wal: None,
            memory: Memory { now: 0.0, most: 0.0 },
        }
    }

    /// Adds another turn of the same measurement.
    pub(crate) fn append(&mut self, other: Self) {
        self.count += other.count;
        self.elapsed += other.elapsed;
        self.server += other.server;
        self.database += other.database;
        self.driver += other.driver;
        self.latencies.append(other.latencies);
        self.wal = self.wal.zip(other.wal).map(|(wal, more)| wal + more);
        self.memory = other.memory;
    }

    /// The CPU milliseconds of server and database per operation.
    pub(crate) fn cost(&self) -> f64 {
        self.each(self.server + self.database)
    }

    pub(crate) fn per_second(&self) -> f64 {
        1e3 / self.each(self.elapsed)
    }
}

/// Measures an operation. If there is a bystander, it is the last client.
#[expect(clippy::disallowed_methods, reason = "it measures")]
pub(crate) async fn measure(
    counted: Counted<'_>,
    bench_clients: &mut [BenchClient],
    operation: Operation,
    span: Duration,
) -> Result<Sample> {
    let (bystander, bench_clients) = bench_clients.split_last_mut().context("no seats")?;
    bystander.reconnect().await?;
    try_join_all(bench_clients.iter_mut().map(BenchClient::reconnect)).await?;
    warm(bench_clients, operation, span).await?;
    if let Some((postgres, _)) = counted.postgres {
        postgres.forget_statements().await?;
    }
    let wal = counted.wal().await?;
    let before = counted.times()?;
    let begun = Instant::now();
    let end = begun + span;
    let connections = bench_clients.len();
    let crowd = try_join_all(bench_clients.iter_mut().map(|bench_client| until(bench_client, operation, end)));
    let (latencies, bystander) = if operation == Operation::SignIn {
        let (crowd, bystander) = tokio::try_join!(crowd, stand_by(bystander, end))?;
        (crowd, Some(bystander))
    } else {
        (crowd.await?, None)
    };
    let elapsed = begun.elapsed();
    let after = counted.times()?;
    let wal = counted.wal().await?.zip(wal).map(|(after, before)| after.saturating_sub(before));
    let statements = match counted.postgres {
        Some((postgres, database)) => postgres.statements(database).await?,
        None => Vec::new(),
    };
    if operation == Operation::SignIn {
        try_join_all(bench_clients.iter_mut().map(BenchClient::renew_session)).await?;
    }
    let mut all = Latencies::default();
    for own in latencies {
        all.append(own);
    }
    Ok(Sample {
        operation,
        connections,
        count: all.count(),
        elapsed,
        server: after.server.saturating_sub(before.server),
        database: after.database.saturating_sub(before.database),
        driver: after.driver.saturating_sub(before.driver),
        latencies: all,
        bystander,
        statements,
        wal,
        memory: memory::of(*counted.servers.first().context("no server")?)?,
    })
}

/// CPU time since the start.
struct Times {
    server: Duration,
    database: Duration,
    driver: Duration,
}

impl Counted<'_> {
    fn times(self) -> Result<Times> {
        let database = self.postgres.map_or(Ok(Duration::ZERO), |(postgres, _)| postgres.cpu())?;
        let servers: Vec<Duration> = self.servers.iter().map(|pid| cpu::of_family(*pid)).collect::<Result<_>>()?;
        Ok(Times { server: servers.iter().sum(), database, driver: cpu::of_process(std::process::id())? })
    }

    async fn wal(self) -> Result<Option<u64>> {
        match self.postgres {
            Some((postgres, _)) => postgres.wal().await.map(Some),
            None => Ok(None),
        }
    }
}

/// Fills caches, plans and pools before the measurement, and makes codes to redeem.
#[expect(clippy::disallowed_methods, reason = "it measures")]
async fn warm(bench_clients: &mut [BenchClient], operation: Operation, span: Duration) -> Result<()> {
    if operation == Operation::Redeem {
        let end = Instant::now() + span;
        let stock = |bench_client| async move {
            let bench_client: &mut BenchClient = bench_client;
            bench_client.forget_codes();
            while Instant::now() < end {
                bench_client.stock_up().await?;
            }
            anyhow::Ok(())
        };
        try_join_all(bench_clients.iter_mut().map(stock)).await?;
    } else {
        let end = Instant::now() + span / 10;
        try_join_all(bench_clients.iter_mut().map(|bench_client| until(bench_client, operation, end))).await?;
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "it measures")]
async fn until(bench_client: &mut BenchClient, operation: Operation, end: Instant) -> Result<Latencies> {
    let mut latencies = Latencies::default();
    loop {
        let begun = Instant::now();
        if begun >= end || !bench_client.step(operation).await.with_context(|| operation.title())? {
            return Ok(latencies);
        }
        latencies.add(begun.elapsed());
    }
}

#[expect(clippy::disallowed_methods, reason = "it measures")]
async fn stand_by(bench_client: &mut BenchClient, end: Instant) -> Result<Latencies> {
    let mut latencies = Latencies::default();
    while Instant::now() < end {
        let begun = Instant::now();
        bench_client.step(Operation::UserInfo).await?;
        latencies.add(begun.elapsed());
        tokio::time::sleep(BYSTANDER).await;
    }
    Ok(latencies)
}
