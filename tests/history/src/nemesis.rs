//! Fault injection: one fault at a time, chosen at random, recorded in the log, and counted if it had an effect.

mod fault;
mod strike;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;

pub use fault::Fault;

use crate::clock::Deadline;
use crate::record::{Event, Phase};
use crate::recorder::Recorder;
use crate::rng::SeededRng;
use crate::site::Site;

/// Injects faults into a site.
#[derive(Debug)]
pub struct Nemesis<'a> {
    site: &'a mut Site,
    recorder: Arc<Recorder>,
    rng: SeededRng,
    /// The kinds of fault that are injected.
    kinds: Vec<Fault>,
    /// How often each kind of fault had an effect.
    pub fired: BTreeMap<&'static str, u32>,
}

impl<'a> Nemesis<'a> {
    /// A nemesis with these kinds of fault; if there are none, with all that are possible at the site.
    pub fn new(site: &'a mut Site, recorder: &Arc<Recorder>, rng: SeededRng, kinds: &[Fault]) -> Self {
        let kinds = if kinds.is_empty() { Fault::of(site) } else { kinds.to_vec() };
        let fired = kinds.iter().map(|fault| (fault.name(), 0)).collect();
        Self { site, recorder: Arc::clone(recorder), rng, kinds, fired }
    }

    /// Injects faults until the deadline, and undoes each of them.
    pub async fn rage(&mut self, until: Deadline) -> Result<()> {
        let mut waiting: Vec<Fault> = Vec::new();
        while !until.has_passed() {
            tokio::time::sleep(Duration::from_millis(300) + self.rng.millis(900)).await;
            if waiting.is_empty() {
                waiting.clone_from(&self.kinds);
            }
            // Each kind once in every round, in random order, so that a short run has every kind.
            let at = usize::try_from(self.rng.below(waiting.len() as u64)).unwrap_or(0);
            let fault = waiting.swap_remove(at);
            self.strike(fault).await?;
            for node in &mut self.site.nodes {
                node.process.still_runs()?;
            }
        }
        Ok(())
    }

    async fn strike(&mut self, fault: Fault) -> Result<()> {
        self.note(fault, "", Phase::Begin);
        let detail = self.inflict(fault).await?;
        self.note(fault, detail.as_deref().unwrap_or("nothing came of it"), Phase::End);
        if detail.is_some() {
            *self.fired.entry(fault.name()).or_default() += 1;
        }
        Ok(())
    }

    fn note(&self, fault: Fault, detail: &str, phase: Phase) {
        self.recorder.note(Event::Fault { kind: fault.name().to_owned(), detail: detail.to_owned(), phase });
    }
}
