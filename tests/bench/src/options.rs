//! The command line.

use std::{path::PathBuf, time::Duration};

use clap::{Parser, ValueEnum};

use crate::{operation::Operation, store::Kind};

/// Measures what Twinlock costs: real flows against the server, counted in CPU time.
#[derive(Clone, Debug, Parser)]
#[command(name = "cargo xtask bench")]
pub struct Options {
    /// The server to measure.
    #[arg(long, value_name = "PROGRAM", hide = true)]
    pub server: PathBuf,
    /// The bare server that it is compared with.
    #[arg(long, value_name = "PROGRAM", hide = true)]
    pub floor: PathBuf,
    /// On which database; both when left out.
    #[arg(long)]
    pub store: Option<Kind>,
    /// How long each operation is measured in a round: 2 if left out; instead of that 5 for scale and
    /// contention, and 60 for memory, which has ten rounds.
    #[arg(long, value_parser = positive)]
    pub seconds: Option<f64>,
    /// How many rounds: in each, product and floor take turns. Each figure is that of the median round.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..=99))]
    pub rounds: u16,
    /// How many do it at once; more than one count, separated by commas.
    #[arg(long, value_delimiter = ',', default_value = "8,64", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub connections: Vec<u16>,
    /// Which operations; all when left out. Several are separated by commas.
    #[arg(long, value_delimiter = ',')]
    pub operations: Vec<Operation>,
    /// List every statement with how often an operation runs it.
    #[arg(long)]
    pub verbose: bool,
    /// Put the result into this document, between its marks.
    #[arg(long, value_name = "FILE", hide = true)]
    pub write: Option<PathBuf>,
    /// The commit that is measured.
    #[arg(long, default_value = "an unknown commit", hide = true)]
    pub commit: String,
    /// Measures something else instead.
    #[arg(long, value_name = "WHAT")]
    pub instead: Option<Instead>,
    /// With `--instead scale`: how many accounts fill the database; each has 5 consents and 5 grants, each of which was refreshed once.
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(10..=100_000_000))]
    pub accounts: u32,
    /// With `--instead scale`: how many apps.
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(5..=1_000_000))]
    pub apps: u32,
}

/// What is measured instead of the cost of each operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Instead {
    /// How much more an operation costs on a full database.
    Scale,
    /// Two servers on one PostgreSQL database, beside one.
    Nodes,
    /// The memory of the server while it is under load for ten minutes.
    Memory,
    /// How to keep an authorization and a change of policy apart, on one hot app.
    Contention,
}

fn positive(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(seconds) if seconds > 0.0 && seconds <= 3600.0 => Ok(seconds),
        Ok(_) => Err("more than 0, at most 3600".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

impl Options {
    pub(crate) fn span(&self) -> Duration {
        Duration::from_secs_f64(self.seconds())
    }

    pub(crate) fn seconds(&self) -> f64 {
        self.seconds.unwrap_or(match self.instead {
            Some(Instead::Memory) => 60.0,
            Some(Instead::Scale | Instead::Contention) => 5.0,
            Some(Instead::Nodes) | None => 2.0,
        })
    }

    pub(crate) fn operations(&self) -> Vec<Operation> {
        let all = Operation::value_variants();
        if self.operations.is_empty() { all.to_vec() } else { self.operations.clone() }
    }

    pub(crate) fn stores(&self) -> Vec<Kind> {
        self.store.map_or_else(|| vec![Kind::Sqlite, Kind::Postgres], |kind| vec![kind])
    }
}
