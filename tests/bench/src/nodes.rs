//! Several servers: what an operation costs on one server, and on two that share one PostgreSQL database.

use std::fmt::Write as _;

use anyhow::{Context as _, Result};

use crate::{
    document,
    operation::Operation,
    options::Options,
    phase::{self, Counted, Sample},
    round::Median,
    run::heading,
    server::Server,
    site::Site,
    store::Postgres,
};

const DATABASE: &str = "twinlock";
/// What is measured if nothing else is asked for.
const OPERATIONS: [Operation; 6] = [
    Operation::Authorize,
    Operation::Redeem,
    Operation::Refresh,
    Operation::UserInfo,
    Operation::Introspect,
    Operation::Flow,
];

/// Measures, and returns the report. With `--write`, also writes it into the document.
pub async fn run(options: &Options) -> Result<String> {
    let people = usize::from(*options.connections.last().context("no connections")?);
    let postgres = Postgres::start().await?;
    let mut site = Site::open(options, Some((&postgres, DATABASE)), people + 1).await?;
    let another = site.installation.another()?;
    let (second, _) = another.serve().await?;
    let how = format!("Rounds of {} s; each figure is that of the median of {}", options.seconds(), options.rounds);
    let mut report = heading(options, &how)?;
    let _ = write!(
        report,
        "\nPostgreSQL {}.\n\n| operation, {people} connections | one server: operations/s | CPU-ms each | p50 / p99 ms | two servers: operations/s | CPU-ms each | p50 / p99 ms | cost of two / one |\n|---|---|---|---|---|---|---|---|\n",
        postgres.version().await?
    );
    let operations = if options.operations.is_empty() { OPERATIONS.to_vec() } else { options.operations.clone() };
    for operation in operations {
        let (mut one, mut two) = (Vec::new(), Vec::new());
        for _ in 0..options.rounds {
            let (first, other) = (site.installation.target(), another.target());
            one.push(site.measure(operation, people, options.span()).await?);
            // Every other client moves to the second server, and back.
            for client in site.bench_clients.iter_mut().step_by(2) {
                client.move_to(other.clone());
            }
            two.push(on_both(&mut site, &second, operation, options).await?);
            for client in &mut site.bench_clients {
                client.move_to(first.clone());
            }
        }
        let (mut one, mut two) = Median::of(one).zip(Median::of(two)).context("no round")?;
        let ratio = two.sample.cost() / one.sample.cost();
        eprintln!("{}: {ratio:.2}", operation.title());
        let _ =
            writeln!(report, "| {} | {} | {} | **{ratio:.2}** |", operation.title(), cells(&mut one), cells(&mut two));
    }
    if let Some(path) = &options.write {
        document::replace(path, "nodes", &report)?;
    }
    Ok(report)
}

async fn on_both(site: &mut Site<'_>, second: &Server, operation: Operation, options: &Options) -> Result<Sample> {
    let servers = [site.server.pid(), second.pid()];
    let counted = Counted { servers: &servers, postgres: site.postgres };
    phase::measure(counted, &mut site.bench_clients, operation, options.span()).await
}

/// Throughput, cost and latencies, as cells of the table.
fn cells(median: &mut Median) -> String {
    let sample = &mut median.sample;
    let mut percentile = |percent| sample.latencies.percentile(percent).unwrap_or(f64::NAN);
    let (half, most) = (percentile(50), percentile(99));
    format!(
        "{:.0} | **{:.3}** ± {:.0} % | {half:.1} / {most:.1}",
        sample.per_second(),
        sample.cost(),
        median.spread * 100.0
    )
}
