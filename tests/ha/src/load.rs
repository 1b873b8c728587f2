//! The load of a run: clients who sign in and use apps, owners who flip switches, and probes that send requests to each
//! node without pause.

mod client;
mod owner;
mod probe;

use std::time::Duration;

use anyhow::{Context as _, Result};
use tokio::sync::watch;
use tokio::task::JoinSet;
use twinlock_test_client::http::HttpClient;

pub(crate) use self::client::Client;
pub(crate) use self::owner::Owner;
use self::probe::Probe;
use crate::event_log::{EventLog, Outcome};
use crate::person::Person;

const CLIENTS: usize = 4;
const OWNERS: usize = 2;

/// All actors, with their accounts and apps, before the run.
#[derive(Debug)]
pub(crate) struct Cast {
    clients: Vec<Client>,
    owners: Vec<Owner>,
    probes: Vec<Probe>,
    witness: Owner,
}

/// All actors at work.
#[derive(Debug)]
pub(crate) struct Load {
    stop: watch::Sender<bool>,
    clients: JoinSet<Result<Client>>,
    owners: JoinSet<Result<Owner>>,
    probes: JoinSet<Result<()>>,
    witness: Owner,
}

/// The actors that remain after the run, to read back what is left.
#[derive(Debug)]
pub(crate) struct Audience {
    pub(crate) clients: Vec<Client>,
    pub(crate) owners: Vec<Owner>,
}

/// The signal to stop.
#[derive(Clone, Debug)]
pub(crate) struct Until(watch::Receiver<bool>);

impl Until {
    pub(crate) fn goes_on(&self) -> bool {
        !*self.0.borrow()
    }

    /// A pause between two requests, as people make.
    pub(crate) async fn pause(&self, milliseconds: u64) {
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
    }
}

impl Cast {
    /// Makes accounts and apps.
    pub(crate) async fn gather(nodes: &HttpClient, event_log: &EventLog) -> Result<Self> {
        let mut owners = Vec::new();
        for number in 0..OWNERS {
            let person = Person::sign_up(format!("owner-{number}"), nodes, event_log, number).await?;
            owners.push(Owner::with_app(person).await?);
        }
        let witness = Owner::with_app(Person::sign_up("witness".into(), nodes, event_log, 0).await?).await?;
        let gates: Vec<String> = owners.iter().chain([&witness]).map(|owner| owner.app.clone()).collect();
        let mut clients = Vec::new();
        for number in 0..CLIENTS {
            let person = Person::sign_up(format!("client-{number}"), nodes, event_log, number).await?;
            clients.push(Client::new(person, gates.clone()));
        }
        let person = Person::sign_up("probe".into(), nodes, event_log, 0).await?;
        let probes = Probe::of_every_node(person, nodes.nodes()).await?;
        Ok(Self { clients, owners, probes, witness })
    }

    /// The apps whose requirement is flipped.
    pub(crate) fn gates(&self) -> Vec<String> {
        self.owners.iter().chain([&self.witness]).map(|owner| owner.app.clone()).collect()
    }

    /// Starts all actors.
    pub(crate) fn begin(self) -> Load {
        let (stop, until) = watch::channel(false);
        let until = Until(until);
        let (mut clients, mut owners, mut probes) = (JoinSet::new(), JoinSet::new(), JoinSet::new());
        for client in self.clients {
            clients.spawn(client.work(until.clone()));
        }
        for owner in self.owners {
            owners.spawn(owner.work(until.clone()));
        }
        for probe in self.probes {
            probes.spawn(probe.work(until.clone()));
        }
        Load { stop, clients, owners, probes, witness: self.witness }
    }
}

impl Load {
    /// The last acknowledged write before the failure: turns a requirement on, which stays on.
    pub(crate) async fn turn_on_the_witness(&mut self) -> Result<()> {
        let outcome = self.witness.person.toggle(&self.witness.app, true).await;
        (outcome == Outcome::Done).then_some(()).context("the witness could not turn the requirement on")
    }

    /// Stops all actors after their current operation, and waits for them.
    pub(crate) async fn end(self) -> Result<Audience> {
        let Self { stop, mut clients, mut owners, mut probes, witness } = self;
        stop.send(true).context("nobody was at work any more")?;
        let mut audience = Audience { clients: Vec::new(), owners: vec![witness] };
        while let Some(client) = clients.join_next().await {
            audience.clients.push(client??);
        }
        while let Some(owner) = owners.join_next().await {
            audience.owners.push(owner??);
        }
        while let Some(probe) = probes.join_next().await {
            probe??;
        }
        Ok(audience)
    }
}
