//! The sweep during requests: by the product's own code, batch after batch without a pause, which loads the database
//! more than the server does.

use std::{
    cell::Cell,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context as _, Result, ensure};
use twinlock_adapters_postgres::{OnOpen, PostgresStore};
use twinlock_domain::Timestamp;
use twinlock_ports::{Mode, StoreError, transaction};

use crate::{figure, operation::Operation, phase::Sample, quantiles::Latencies, site::Site};

/// Rows of each kind in a batch, as in the server.
const BATCH: u32 = 500;
/// How long ended rows are kept.
const KEPT: Duration = Duration::from_hours(24);

/// Measures refreshes without and with the sweep.
pub(super) async fn compare(url: &str, site: &mut Site<'_>, people: usize, span: Duration) -> Result<String> {
    let store = PostgresStore::open(url, OnOpen::Leave).await.context("the store")?;
    let mut quiet = site.measure(Operation::Refresh, people, span).await?;
    let stop = Cell::new(false);
    let requests = async {
        let sample = site.measure(Operation::Refresh, people, span).await;
        stop.set(true);
        sample
    };
    let (busy, swept) = tokio::join!(requests, sweep(&store, &stop));
    let (mut busy, mut swept) = (busy?, swept?);
    let told = |sample: &mut Sample| {
        let mut at = |share| sample.latencies.percentile(share).unwrap_or(f64::NAN);
        let (p50, p99) = (at(50), at(99));
        format!("{p50:.1} / {p99:.1} ms")
    };
    let rows = swept.rows;
    ensure!(rows > 0, "there was nothing to clear away");
    let (batches, longest) = (swept.batches.count(), swept.batches.percentile(100).unwrap_or(f64::NAN));
    Ok(format!(
        "\nRefresh on {people} connections, p50 / p99: {} by itself, {} while {rows} ended rows were cleared away in {batches} batches of up \
         to {BATCH} of each kind, {:.0} rows a second, the longest batch {longest:.1} ms.\n",
        told(&mut quiet),
        told(&mut busy),
        1e3 / figure::millis_each(swept.elapsed, rows),
    ))
}

#[derive(Debug, Default)]
struct Swept {
    rows: u64,
    batches: Latencies,
    elapsed: Duration,
}

/// Sweeps until it is stopped, or nothing is left.
#[expect(clippy::disallowed_methods, reason = "it measures")]
async fn sweep(store: &PostgresStore, stop: &Cell<bool>) -> Result<Swept> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis();
    let now = Timestamp::from_unix_millis(i64::try_from(now)?);
    let mut swept = Swept::default();
    let all = Instant::now();
    while !stop.get() {
        let begun = Instant::now();
        let rows =
            transaction::<_, StoreError>(store, Mode::Write, async |tx| tx.sweep(now - KEPT, BATCH).await).await?;
        if rows == 0 {
            break;
        }
        swept.rows += rows;
        swept.batches.add(begun.elapsed());
        swept.elapsed = all.elapsed();
    }
    Ok(swept)
}
