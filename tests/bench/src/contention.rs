//! One hot app that everybody authorizes while an owner flips its switch: what each way to serialize the two costs, and
//! how long the owner waits.

mod way;

use std::{
    fmt::Write as _,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result};
use futures_util::future::try_join_all;
use tokio_postgres::Client;
use uuid::Uuid;

use self::way::{Attempt, Statements, Way};
use crate::{
    Options, cpu, figure, noise,
    quantiles::Latencies,
    store::{Postgres, connect},
};

const SCHEMA: &str = include_str!("contention/schema.sql");
/// Accounts of the hot app. Each connection uses its own share of them, one after the other.
const ACCOUNTS: u64 = 12_800;
/// How often the owner flips the switch, unless the previous flip still waits.
const PERIOD: Duration = Duration::from_millis(100);

/// How many rounds each way is measured.
const ROUNDS: u32 = 3;

/// The parameters of a measurement.
#[derive(Clone, Copy, Debug)]
struct Trial<'a> {
    url: &'a str,
    /// The process id of the postmaster.
    postmaster: u32,
    connections: u64,
    span: Duration,
    app: Uuid,
}

/// The result of one way.
#[derive(Debug)]
struct Outcome {
    way: Way,
    durable: bool,
    done: u64,
    again: u64,
    elapsed: Duration,
    cpu: Duration,
    latencies: Latencies,
    toggles: Latencies,
    /// How long a flip had waited that was still waiting at the end.
    waiting: Option<Duration>,
    toggles_again: u64,
}

#[derive(Debug, Default)]
struct Counts {
    stop: AtomicBool,
    done: AtomicU64,
    again: AtomicU64,
}

/// Measures every way, with asynchronous and with durable commits, and returns a table for each number of connections.
pub async fn run(options: &Options) -> Result<String> {
    let postgres = Postgres::start().await?;
    let mut report = String::new();
    for &connections in &options.connections {
        let url = postgres.database(&format!("crowd{connections}"))?;
        let owner = connect(&url).await?;
        owner.batch_execute(SCHEMA).await.context("the schema")?;
        let trial = Trial {
            url: &url,
            postmaster: postgres.pid(),
            connections: u64::from(connections),
            span: options.span(),
            app: fill(&owner).await?,
        };
        let _ = write!(
            report,
            "\n{connections} connections on one app, {ROUNDS} turns of {} s each:\n\n{HEAD}",
            options.seconds()
        );
        for durable in [false, true] {
            report.push_str(&compare(&owner, trial, durable).await?);
        }
    }
    Ok(report)
}

/// Measures each way in turn, several times, so that other load on the machine affects all ways alike.
async fn compare(owner: &Client, trial: Trial<'_>, durable: bool) -> Result<String> {
    let mut outcomes: Vec<Outcome> = Vec::new();
    for way in (0..ROUNDS).flat_map(|_| Way::ALL) {
        // Single statements, because VACUUM cannot run in a transaction.
        for clean in ["TRUNCATE grants, audit_events", way.references(), "VACUUM ANALYZE", "CHECKPOINT"] {
            owner.batch_execute(clean).await?;
        }
        let outcome = measure(trial, (way, durable)).await?;
        match outcomes.iter_mut().find(|known| known.way == way) {
            Some(known) => known.append(outcome),
            None => outcomes.push(outcome),
        }
    }
    Ok(outcomes.into_iter().map(Outcome::line).collect())
}

const HEAD: &str = "| way | code commits durably | authorizations/s | CPU-ms each (PostgreSQL) | p50 / p99 ms | decided again | switches through | switch p50 / max ms | switch waiting at the end | switches again |
|---|---|---|---|---|---|---|---|---|---|
";

impl Outcome {
    /// Adds another round of the same way.
    fn append(&mut self, other: Self) {
        self.done += other.done;
        self.again += other.again;
        self.elapsed += other.elapsed;
        self.cpu += other.cpu;
        self.latencies.append(other.latencies);
        self.toggles.append(other.toggles);
        self.waiting = self.waiting.max(other.waiting);
        self.toggles_again += other.toggles_again;
    }

    fn line(mut self) -> String {
        let mut line = String::new();
        let per_second = 1e3 / figure::millis_each(self.elapsed, self.done);
        let cpu = figure::millis_each(self.cpu, self.done);
        let mut at = |share| self.latencies.percentile(share).unwrap_or(f64::NAN);
        let (p50, p99) = (at(50), at(99));
        let waiting =
            self.waiting.map_or_else(|| "none".to_owned(), |wait| format!("{:.0} ms", wait.as_secs_f64() * 1e3));
        let mut toggle = |share| self.toggles.percentile(share).map_or_else(|| "–".to_owned(), |ms| format!("{ms:.1}"));
        let (middle, longest) = (toggle(50), toggle(100));
        let _ = writeln!(
            line,
            "| {} | {} | {per_second:.0} | {cpu:.3} | {p50:.1} / {p99:.1} | {} | {} | {middle} / {longest} | {waiting} | {} |",
            self.way.title(),
            if self.durable { "yes" } else { "no" },
            self.again,
            self.toggles.count(),
            self.toggles_again,
        );
        line
    }
}

async fn fill(owner: &Client) -> Result<Uuid> {
    let app = noise::id();
    let insert =
        "INSERT INTO apps VALUES ($1, 'Hot', 'https://hot.example/callback', 'openid email profile', false, 1, 0, 1)";
    owner.execute(insert, &[&app]).await?;
    let insert = owner
        .prepare(
            "WITH a AS (INSERT INTO accounts VALUES ($1, NULL)), f AS (INSERT INTO totp_factors VALUES ($2, $1, now())),
             c AS (INSERT INTO consents VALUES ($1, $5, 'openid email', 1, now()))
             INSERT INTO sessions VALUES ($3, $4, $1, now(), NULL, now() + interval '1 day')",
        )
        .await?;
    owner.batch_execute("BEGIN; SET CONSTRAINTS ALL DEFERRED").await?;
    for account in 0..ACCOUNTS {
        let (id, factor, session, token) = (noise::id(), noise::id(), noise::id(), token(account));
        owner.execute(&insert, &[&id, &factor, &session, &token, &app]).await?;
    }
    owner.batch_execute("COMMIT").await?;
    Ok(app)
}

fn token(account: u64) -> Vec<u8> {
    (0..4).flat_map(|word| noise::scatter(account * 4 + word + (1 << 60)).to_be_bytes()).collect()
}

#[expect(clippy::disallowed_methods, reason = "it measures")]
async fn measure(trial: Trial<'_>, (way, durable): (Way, bool)) -> Result<Outcome> {
    let counts = Counts::default();
    let share = ACCOUNTS / trial.connections;
    let mut clients = Vec::new();
    for number in 0..trial.connections {
        let client = connect(trial.url).await?;
        client
            .batch_execute(if durable { "SET synchronous_commit = on" } else { "SET synchronous_commit = off" })
            .await?;
        let statements = Statements::prepare(&client, way).await?;
        clients.push((client, statements, number * share));
    }
    let owner = connect(trial.url).await?;
    let (before, begun) = (cpu::of_family(trial.postmaster)?, Instant::now());
    let crowd = try_join_all(clients.iter().map(|(client, statements, first)| {
        let own = Own { client, statements, accounts: (*first, share), app: trial.app };
        own.authorize(&counts)
    }));
    let clock = async {
        tokio::time::sleep(trial.span).await;
        let taken = (cpu::of_family(trial.postmaster), begun.elapsed(), counts.done.load(Ordering::Relaxed));
        counts.stop.store(true, Ordering::Relaxed);
        taken
    };
    let (crowd, (after, elapsed, done), switch) = tokio::join!(crowd, clock, switch(&owner, way, (trial.app, &counts)));
    let mut latencies = Latencies::default();
    for own in crowd? {
        latencies.append(own);
    }
    let Switched { toggles, waiting, again } = switch?;
    Ok(Outcome {
        way,
        durable,
        done,
        again: counts.again.load(Ordering::Relaxed),
        elapsed,
        cpu: after?.saturating_sub(before),
        latencies,
        toggles,
        waiting,
        toggles_again: again,
    })
}

/// One connection and the accounts that it uses.
struct Own<'a> {
    client: &'a Client,
    statements: &'a Statements,
    accounts: (u64, u64),
    app: Uuid,
}

impl Own<'_> {
    #[expect(clippy::disallowed_methods, reason = "it measures")]
    async fn authorize(self, counts: &Counts) -> Result<Latencies> {
        let (first, share) = self.accounts;
        let mut latencies = Latencies::default();
        for round in 0.. {
            if counts.stop.load(Ordering::Relaxed) {
                break;
            }
            let session = token(first + round % share);
            let begun = Instant::now();
            while self.statements.authorize(self.client, &session, self.app).await? == Attempt::Again {
                counts.again.fetch_add(1, Ordering::Relaxed);
            }
            latencies.add(begun.elapsed());
            counts.done.fetch_add(1, Ordering::Relaxed);
        }
        Ok(latencies)
    }
}

#[derive(Debug, Default)]
struct Switched {
    toggles: Latencies,
    waiting: Option<Duration>,
    again: u64,
}

#[expect(clippy::disallowed_methods, reason = "it measures")]
async fn switch(owner: &Client, way: Way, (app, counts): (Uuid, &Counts)) -> Result<Switched> {
    let (open, first) = way::toggle(way);
    let first = owner.prepare(first).await?;
    let flip = owner
        .prepare("UPDATE apps SET two_factor_required = NOT two_factor_required, epoch = epoch + 1, version = version + 1 WHERE id = $1")
        .await?;
    let told = owner.prepare("INSERT INTO audit_events VALUES ($1, now(), 'switched', NULL, $2, NULL)").await?;
    let mut switched = Switched::default();
    let mut every = tokio::time::interval(PERIOD);
    loop {
        every.tick().await;
        if counts.stop.load(Ordering::Relaxed) {
            return Ok(switched);
        }
        let begun = Instant::now();
        loop {
            owner.batch_execute(open).await?;
            let change = async {
                owner.query(&first, &[&app]).await?;
                owner.execute(&flip, &[&app]).await?;
                owner.execute(&told, &[&noise::id(), &app]).await?;
                owner.batch_execute("COMMIT").await
            };
            match change.await {
                Ok(()) => break,
                Err(error) if error.code().is_some_and(|code| code.code() == "40001") => {
                    owner.batch_execute("ROLLBACK").await?;
                    switched.again += 1;
                }
                Err(error) => return Err(error.into()),
            }
        }
        if counts.stop.load(Ordering::Relaxed) {
            switched.waiting = Some(begun.elapsed());
        } else {
            switched.toggles.add(begun.elapsed());
        }
    }
}
