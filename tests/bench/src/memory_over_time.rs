//! Memory under load: whole flows for ten minutes, and what the server holds after each.

use std::fmt::Write as _;

use anyhow::{Context as _, Result};
use futures_util::future::try_join_all;

use crate::{
    document,
    operation::Operation,
    options::Options,
    phase::Sample,
    run::heading,
    site::Site,
    store::{Kind, Postgres},
};

/// How many samples are taken, one after the other.
const SAMPLES: usize = 10;
const DATABASE: &str = "twinlock";

/// Measures both stores at the same time, and returns the report. With `--write`, also writes it into the document.
pub async fn run(options: &Options) -> Result<String> {
    let people = usize::from(*options.connections.last().context("no connections")?);
    let stores = options.stores();
    let postgres = if stores.contains(&Kind::Postgres) { Some(Postgres::start().await?) } else { None };
    let mut sites = Vec::new();
    for kind in &stores {
        let cluster = postgres.as_ref().filter(|_| *kind == Kind::Postgres).map(|cluster| (cluster, DATABASE));
        sites.push(Site::open(options, cluster, people + 1).await.with_context(|| kind.title())?);
    }
    let what =
        format!("{SAMPLES} times {} s of whole flows on {people} connections, both stores at once", options.seconds());
    let mut report = heading(options, &what)?;
    report.push_str("\n| sample |");
    for kind in &stores {
        let _ = write!(report, " {}: MiB, at most so far | flows |", kind.title());
    }
    let _ = write!(report, "\n|---|{}\n", "---|---|".repeat(stores.len()));
    for number in 1..=SAMPLES {
        let samples = sites.iter_mut().map(|site| site.measure(Operation::Flow, people, options.span()));
        let samples: Vec<Sample> = try_join_all(samples).await?;
        let _ = write!(report, "| {number} |");
        for sample in &samples {
            let _ = write!(report, " {:.1}, {:.1} | {} |", sample.memory.now, sample.memory.most, sample.count);
        }
        report.push('\n');
        eprintln!("sample {number} of {SAMPLES}");
    }
    if let Some(path) = &options.write {
        document::replace(path, "memory", &report)?;
    }
    Ok(report)
}
