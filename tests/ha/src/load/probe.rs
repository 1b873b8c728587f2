//! A probe: repeats one request to one node, to find out when the node serves again.

use anyhow::{Context as _, Result};

use super::Until;
use crate::person::{Person, Step};

/// The request of a probe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A code for an app with a stored consent.
    Authorize,
    /// A durable write.
    Write,
}

/// A probe at work.
#[derive(Debug)]
pub(crate) struct Probe {
    person: Person,
    app: String,
    kind: Kind,
}

impl Probe {
    /// One probe of each kind for each node, all with one account. Each has its own app, so that none waits for
    /// another.
    pub(super) async fn of_every_node(mut person: Person, nodes: usize) -> Result<Vec<Self>> {
        let mut probes = Vec::new();
        for node in 0..nodes {
            for kind in [Kind::Authorize, Kind::Write] {
                let app = person.register("Probe").await.context("the probe cannot register its app")?;
                if let (Step::Page(request), _) = person.authorize(&app, "").await {
                    person.consent(&app, &request).await.context("the probe cannot consent")?;
                }
                probes.push(Self { person: person.at(node), app, kind });
            }
        }
        Ok(probes)
    }

    pub(super) async fn work(mut self, until: Until) -> Result<()> {
        let mut count = 0_u64;
        while until.goes_on() {
            count += 1;
            match self.kind {
                Kind::Authorize => drop(self.person.authorize(&self.app, "").await),
                Kind::Write => drop(self.person.rename(&self.app, &format!("Probe {count}")).await),
            }
            until.pause(100).await;
        }
        Ok(())
    }
}
