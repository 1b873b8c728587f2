//! One run: measures every operation on each database in turns with the floor, and writes the report.

use std::{fmt::Write as _, time::Duration};

use anyhow::{Context as _, Result};

use crate::{
    document, figure,
    floor_site::FloorSite,
    machine,
    memory::{self, Memory},
    operation::Operation,
    options::Options,
    phase::Sample,
    round::{Compared, Median},
    site::Site,
    store::{Kind, Postgres},
    table,
};

/// The names of the databases in the cluster.
const DATABASE: &str = "twinlock";
const FLOOR: &str = "floor";
/// How long to wait after a start until the server is idle.
const SETTLING: Duration = Duration::from_secs(1);

/// The product and the floor on one store, and what they cost.
#[derive(Debug)]
struct Pair<'a> {
    kind: Kind,
    product: Site<'a>,
    floor: FloorSite<'a>,
    /// The memory of the product before the first request, in MiB.
    idle: f64,
    rows: Vec<Compared>,
}

/// Measures, and returns the report. With `--write`, also writes it into the document.
pub async fn run(options: &Options) -> Result<String> {
    let how = format!("Rounds of {} s; each figure is that of the median of {}", options.seconds(), options.rounds);
    let mut report = heading(options, &how)?;
    let stores = options.stores();
    let postgres = if stores.contains(&Kind::Postgres) { Some(Postgres::start().await?) } else { None };
    let mut pairs = Vec::new();
    for kind in stores {
        let cluster = postgres.as_ref().filter(|_| kind == Kind::Postgres);
        pairs.push(Pair::open(kind, options, cluster).await.with_context(|| kind.title())?);
    }
    for &people in &options.connections {
        for operation in options.operations() {
            compare(&mut pairs, operation, usize::from(people), options).await?;
        }
    }
    let tables: Vec<String> = pairs.iter().map(|pair| pair.table(&pairs)).collect();
    let version = match &postgres {
        Some(cluster) => cluster.version().await?,
        None => String::new(),
    };
    for (pair, table) in pairs.into_iter().zip(tables) {
        let about = match pair.kind {
            Kind::Sqlite => String::new(),
            Kind::Postgres => format!(" {version} (durable: every commit reaches the disk)"),
        };
        let title = pair.kind.title();
        let _ = write!(report, "\n### {title}{about}\n\n{table}{}", pair.told(options).await?);
    }
    if let Some(path) = &options.write {
        document::replace(path, "figures", &report)?;
    }
    Ok(report)
}

/// The date, commit and machine of the report, and how long was measured.
pub(crate) fn heading(options: &Options, how: &str) -> Result<String> {
    let (day, machine) = (machine::today()?, machine::describe()?);
    Ok(format!("Measured on {day} at {}: {machine}. {how}.\n", options.commit))
}

/// Measures an operation in rounds. In each, the stores take turns, and on each the product and the floor do.
async fn compare(pairs: &mut [Pair<'_>], operation: Operation, people: usize, options: &Options) -> Result<()> {
    let mut rounds: Vec<[Vec<Sample>; 2]> = pairs.iter().map(|_| Default::default()).collect();
    for _ in 0..options.rounds {
        for (pair, [product, floor]) in pairs.iter_mut().zip(&mut rounds) {
            let kind = pair.kind.title();
            let measured = pair.product.measure(operation, people, options.span()).await;
            product.push(measured.with_context(|| kind)?);
            let measured = pair.floor.measure(operation, people, options.span()).await;
            floor.push(measured.with_context(|| format!("the floor on {kind}"))?);
        }
    }
    for (pair, [product, floor]) in pairs.iter_mut().zip(rounds) {
        let (product, floor) = Median::of(product).zip(Median::of(floor)).context("no round")?;
        let row = Compared { product, floor };
        let (cost, memory) = (row.product.sample.cost(), row.product.sample.memory.now);
        eprintln!(
            "{}: {} × {people}: {cost:.3} CPU-ms, {:.2} times the floor, {memory:.0} MiB",
            pair.kind.title(),
            operation.title(),
            row.ratio()
        );
        pair.rows.push(row);
    }
    Ok(())
}

impl<'a> Pair<'a> {
    async fn open(kind: Kind, options: &Options, postgres: Option<&'a Postgres>) -> Result<Self> {
        // One more than the connections: the bystander.
        let people = usize::from(options.connections.iter().copied().max().unwrap_or(1)) + 1;
        let in_cluster = |name| postgres.map(|cluster| (cluster, name));
        let product = Site::open(options, in_cluster(DATABASE), people).await?.restart().await?;
        tokio::time::sleep(SETTLING).await;
        let idle = memory::of(product.server.pid())?.now;
        let floor = FloorSite::open(&options.floor, in_cluster(FLOOR), people).await.context("the floor")?;
        Ok(Self { kind, product, floor, idle, rows: Vec::new() })
    }

    /// The table of this pair. That of SQLite has the figures of PostgreSQL beside its own, if those were measured.
    fn table(&self, all: &[Self]) -> String {
        match self.kind {
            Kind::Postgres => table::of_postgres(&self.rows),
            Kind::Sqlite => {
                let other = all.iter().find(|pair| pair.kind == Kind::Postgres);
                table::of_sqlite(&self.rows, other.map_or(&[], |pair| &pair.rows))
            }
        }
    }

    /// What is told below the table. Ends both servers.
    async fn told(mut self, options: &Options) -> Result<String> {
        if options.verbose {
            eprintln!("{}", table::verbose(&self.rows));
        }
        let words = in_words(&self.product, self.idle, memory::of(self.product.server.pid())?);
        let bystanders = table::bystanders(&mut self.rows);
        let trips = table::round_trips(&self.product.round_trips().await?);
        Ok(format!("{words}{bystanders}{trips}"))
    }
}

fn in_words(site: &Site<'_>, idle: f64, memory: Memory) -> String {
    let (first, again) = site.starts;
    let Memory { now, most } = memory;
    let said = |reached| if reached { "reached" } else { "**not reached**" };
    format!(
        "\nMemory of the server: {idle:.1} MiB idle (reach 25: {}), {most:.1} MiB at most (reach 60: {}), {now:.0} MiB at the end.\n\
         First answer after a start: {:.0} ms on a database that is there (reach 150: {}), {:.0} ms on a new one.\n",
        said(idle <= 25.0),
        said(most <= 60.0),
        figure::millis(again),
        said(again <= Duration::from_millis(150)),
        figure::millis(first),
    )
}
