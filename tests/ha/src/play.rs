//! One run: clients work, the database fails and recovers, clients work again, and what was acknowledged is read back.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result};
use tokio::task::block_in_place;

use crate::event_log::EventLog;
use crate::judge::{Failover, Run, Verdict, judge};
use crate::load::{Cast, Load};
use crate::node::Fleet;
use crate::read_back::read_back;
use crate::topology::Topology;

const NODES: usize = 2;

/// The durations of the parts of a run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Length {
    /// Of the work before the failure, and again after the promotion.
    pub(crate) work: Duration,
    /// Of the time without a primary before the promotion is requested.
    pub(crate) outage: Duration,
}

/// The paths of a run.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// The server's program.
    pub(crate) twinlock: PathBuf,
    /// The folder for logs and the record.
    pub(crate) folder: PathBuf,
}

/// The result of a run.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) replication: String,
    pub(crate) failover: Failover,
    pub(crate) verdicts: Vec<Verdict>,
    pub(crate) event_log: PathBuf,
}

/// Runs it, and keeps the logs whether or not it succeeded.
pub(crate) async fn play(topology: &mut dyn Topology, length: Length, place: &Place) -> Result<Told> {
    let told = play_to_the_end(topology, length, place).await;
    topology.keep_logs(&place.folder)?;
    told
}

async fn play_to_the_end(topology: &mut dyn Topology, length: Length, place: &Place) -> Result<Told> {
    let mut fleet = Fleet::start(&place.twinlock, &topology.url(), NODES, &place.folder).await?;
    let event_log = EventLog::new();
    let cast = Cast::gather(&fleet.nodes, &event_log).await?;
    let gates = cast.gates();
    let mut load = cast.begin();
    tokio::time::sleep(length.work).await;
    let replication = block_in_place(|| topology.replication())?;
    let failover = fail_over(topology, &mut load, &event_log, length.outage).await?;
    tokio::time::sleep(length.work).await;
    fleet.all_run()?;
    let worked_until = event_log.now();
    let mut audience = load.end().await?;
    let left = read_back(&mut audience).await;
    let file = keep(&event_log, &place.folder)?;
    fleet.all_run()?;
    let run = Run {
        entries: event_log.entries(),
        failover,
        worked_until,
        nodes: NODES,
        noticed: topology.is_noticed(),
        gates,
        left: left?,
    };
    Ok(Told { replication, failover, verdicts: judge(&run), event_log: file })
}

/// Fails over right after the last acknowledged write.
async fn fail_over(
    topology: &mut dyn Topology,
    load: &mut Load,
    event_log: &EventLog,
    outage: Duration,
) -> Result<Failover> {
    block_in_place(|| topology.prepare())?;
    load.turn_on_the_witness().await?;
    let failing = event_log.now();
    block_in_place(|| topology.fail()).context("the primary could not be killed")?;
    let gone = event_log.now();
    tokio::time::sleep(outage).await;
    let takeover = block_in_place(|| topology.take_over(&|| event_log.now()))?;
    Ok(Failover { failing, gone, promoting: takeover.begun, promoted: takeover.done })
}

fn keep(event_log: &EventLog, folder: &Path) -> Result<PathBuf> {
    let file = folder.join("chronicle.jsonl");
    event_log.write(&file)?;
    Ok(file)
}
