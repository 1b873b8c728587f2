//! How cost grows: the same operations on an empty database and on one filled by months of use, alternating in one run.

mod load;
mod sweep;
mod switch;

use std::fmt::Write as _;

use anyhow::{Context as _, Result, ensure};

use self::{
    load::Size,
    switch::{Place, compare},
};
use crate::{
    document,
    options::Options,
    phase::Sample,
    run::heading,
    site::Site,
    store::{Postgres, connect},
};

const EMPTY: &str = "empty";
const FULL: &str = "loaded";
/// How many turns each database has.
const TURNS: u32 = 2;
/// How much more than on the empty database an operation may cost on the full one.
const REACH: f64 = 1.3;

/// Measures, and returns the report. With `--write`, also writes it into the document.
pub async fn run(options: &Options) -> Result<String> {
    let postgres = Postgres::start().await?;
    let people = usize::from(*options.connections.first().context("no connections")?);
    let mut empty = Site::open(options, Some((&postgres, EMPTY)), people + 1).await?;
    let mut full = Site::open(options, Some((&postgres, FULL)), people + 1).await?;
    let client = connect(&postgres.url(FULL)).await?;
    let small = small(&full, &client).await?;
    let size = Size { accounts: options.accounts, apps: options.apps };
    eprintln!("loading {} accounts", size.accounts);
    load::load(&client, size, &full.app).await?;
    let mut report = heading(options, &format!("{} s for each figure", options.seconds()))?;
    let _ = writeln!(report, "\nPostgreSQL {}, loaded with {}.\n", postgres.version().await?, contents(&client).await?);
    report.push_str(&grown(options, &mut empty, &mut full, people).await?);
    load::load_ended(&client, size, &full.app).await?;
    // Before *revoke all*, because that ends the grants that are refreshed here.
    report.push_str(&sweep::compare(&postgres.url(FULL), &mut full, people, options.span()).await?);
    let place = Place { postgres: &postgres, database: FULL, client: &client };
    let app = full.app.clone();
    let owner = full.bench_clients.first_mut().context("nobody")?;
    let _ = write!(report, "\n{}", compare(&place, owner, [&app, &small]).await?);
    if let Some(path) = &options.write {
        document::replace(path, "growth", &report)?;
    }
    Ok(report)
}

async fn grown(options: &Options, empty: &mut Site<'_>, full: &mut Site<'_>, people: usize) -> Result<String> {
    let mut text = format!(
        "| operation, {people} connections | empty: CPU-ms | loaded: CPU-ms | ratio | within {REACH} | p99 ms: empty / loaded |\n|---|---|---|---|---|---|\n"
    );
    for operation in options.operations() {
        let (mut before, mut after): (Option<Sample>, Option<Sample>) = (None, None);
        for _ in 0..TURNS {
            merge(&mut before, empty.measure(operation, people, options.span()).await?);
            merge(&mut after, full.measure(operation, people, options.span()).await?);
        }
        let (mut before, mut after) = (before.context("no turn")?, after.context("no turn")?);
        let ratio = after.cost() / before.cost();
        eprintln!("{}: {ratio:.2}", operation.title());
        let p99 = |sample: &mut Sample| sample.latencies.percentile(99).unwrap_or(f64::NAN);
        let _ = writeln!(
            text,
            "| {} | {:.3} | {:.3} | **{ratio:.2}** | {} | {:.1} / {:.1} |",
            operation.title(),
            before.cost(),
            after.cost(),
            if ratio <= REACH { "yes" } else { "**no**" },
            p99(&mut before),
            p99(&mut after),
        );
    }
    Ok(text)
}

fn merge(known: &mut Option<Sample>, sample: Sample) {
    match known {
        Some(known) => known.append(sample),
        None => *known = Some(sample),
    }
}

/// Registers an app of the same owner that only one account uses.
async fn small(site: &Site<'_>, client: &tokio_postgres::Client) -> Result<String> {
    let owner = site.bench_clients.first().context("nobody")?.email();
    let (app, _) = site.installation.register("Small", "https://small.example/callback", owner)?;
    let sql = format!(
        "INSERT INTO consents SELECT (jsonb_populate_record(consents, jsonb_build_object('app_id', '{app}'))).*
         FROM consents WHERE app_id = '{}' LIMIT 1",
        site.app
    );
    let consents = client.execute(&sql, &[]).await?;
    ensure!(consents == 1, "no consent to copy");
    Ok(app)
}

/// The tables' row counts, and the size of the database.
async fn contents(client: &tokio_postgres::Client) -> Result<String> {
    let mut parts = Vec::new();
    for table in ["accounts", "apps", "consents", "grants"] {
        let count: i64 = client.query_one(&format!("SELECT count(*) FROM {table}"), &[]).await?.try_get(0)?;
        parts.push(format!("{count} {table}"));
    }
    let size: String =
        client.query_one("SELECT pg_size_pretty(pg_database_size(current_database()))", &[]).await?.try_get(0)?;
    Ok(format!("{} ({size})", parts.join(", ").replace('_', " ")))
}
