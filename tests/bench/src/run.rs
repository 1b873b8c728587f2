//! One run: measures every operation on each database, and writes the report.

use std::time::Duration;

use anyhow::{Context as _, Result};

use crate::{
    document, figure, machine, memory,
    operation::Operation,
    options::Options,
    phase::Sample,
    site::Site,
    store::{Kind, Postgres},
    table,
};

/// The name of the database in the cluster.
const DATABASE: &str = "twinlock";
/// How long to wait after a start until the server is idle.
const SETTLING: Duration = Duration::from_secs(1);

/// Measures, and returns the report. With `--write`, also writes it into the document.
pub async fn run(options: &Options) -> Result<String> {
    let mut report = heading(options)?;
    for kind in options.stores() {
        report.push_str(&on(kind, options).await.with_context(|| kind.title())?);
    }
    if let Some(path) = &options.write {
        document::replace(path, "figures", &report)?;
    }
    Ok(report)
}

/// The date, commit and machine of the report.
pub(crate) fn heading(options: &Options) -> Result<String> {
    let (day, machine) = (machine::today()?, machine::describe()?);
    Ok(format!("Measured on {day} at {}: {machine}. {} s for each figure.\n", options.commit, options.seconds))
}

async fn on(kind: Kind, options: &Options) -> Result<String> {
    let postgres = match kind {
        Kind::Sqlite => None,
        Kind::Postgres => Some(Postgres::start().await?),
    };
    let most = usize::from(options.connections.iter().copied().max().unwrap_or(1));
    // One more than the connections: the bystander.
    let site = Site::open(options, postgres.as_ref().map(|cluster| (cluster, DATABASE)), most + 1).await?;
    let mut site = site.restart().await?;
    tokio::time::sleep(SETTLING).await;
    let idle = memory::of(site.server.pid())?.now;
    let mut samples = Vec::new();
    for &people in &options.connections {
        for operation in Operation::ALL {
            let sample = site.measure(operation, usize::from(people), options.span()).await?;
            let (cost, memory) = (sample.cost(), sample.memory.now);
            eprintln!("{}: {} × {people}: {cost:.3} CPU-ms, {memory:.0} MiB", kind.title(), operation.title());
            samples.push(sample);
        }
    }
    let version = match &postgres {
        Some(cluster) => format!(" {} (durable: every commit reaches the disk)", cluster.version().await?),
        None => String::new(),
    };
    if options.verbose {
        eprintln!("{}", table::verbose(&samples));
    }
    let (rows, words) = (table::table(&mut samples), in_words(site.starts, idle, &mut samples));
    let trips = table::round_trips(&site.round_trips().await?);
    Ok(format!("\n### {}{version}\n\n{rows}{words}{trips}", kind.title()))
}

fn in_words((first, again): (Duration, Duration), idle: f64, samples: &mut [Sample]) -> String {
    let most = samples.iter().map(|sample| sample.memory.most).fold(0.0, f64::max);
    let last = samples.last().map_or(0.0, |sample| sample.memory.now);
    let said = |reached| if reached { "reached" } else { "**not reached**" };
    format!(
        "\nMemory of the server: {idle:.1} MiB idle (reach 25: {}), {most:.1} MiB at most (reach 60: {}), {last:.0} MiB at the end.\n\
         First answer after a start: {:.0} ms on a database that is there (reach 150: {}), {:.0} ms on a new one.\n{}",
        said(idle <= 25.0),
        said(most <= 60.0),
        figure::millis(again),
        said(again <= Duration::from_millis(150)),
        figure::millis(first),
        table::bystanders(samples),
    )
}
