//! The owner of an app, who turns its requirement on and off. After a lost response, the owner reads the requirement
//! first.

use anyhow::{Context as _, Result};

use super::Until;
use crate::event_log::Outcome;
use crate::person::Person;

/// An owner and their app.
#[derive(Debug)]
pub(crate) struct Owner {
    pub(crate) person: Person,
    pub(crate) app: String,
}

impl Owner {
    /// Registers the app. The first read is the start of its record.
    pub(super) async fn with_app(mut person: Person) -> Result<Self> {
        let app = person.register("Gate").await.with_context(|| format!("{} cannot register an app", person.name))?;
        person.look(&app).await.with_context(|| format!("{} cannot look at the app", person.name))?;
        Ok(Self { person, app })
    }

    pub(super) async fn work(mut self, until: Until) -> Result<Self> {
        let mut required = true;
        while until.goes_on() {
            if self.person.toggle(&self.app, required).await == Outcome::Done {
                required = !required;
                until.pause(250).await;
                continue;
            }
            while until.goes_on() {
                until.pause(100).await;
                if let Some(policy) = self.person.look(&self.app).await {
                    required = !policy.required;
                    break;
                }
            }
        }
        Ok(self)
    }
}
