//! A client: a single-factor account that registers apps, consents and returns to them, and that tries the apps with a
//! flipped requirement.

use anyhow::Result;

use super::Until;
use crate::person::{Person, Step};

/// After this number of turns, the client uses a new browser.
const SIGN_IN_EVERY: usize = 8;

/// What was acknowledged to a client and must exist at the end.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    pub(crate) apps: Vec<String>,
    pub(crate) consents: Vec<String>,
    /// The newest refresh token of each app.
    pub(crate) tokens: Vec<(String, String)>,
    /// What was found to be missing during the run.
    pub(crate) missed: Vec<String>,
}

/// A client at work.
#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) person: Person,
    gates: Vec<String>,
    turns: usize,
    /// Whether the last sign-in was acknowledged, so that the session must exist.
    pub(crate) signed_in: bool,
    pub(crate) kept: Kept,
}

impl Client {
    pub(super) fn new(person: Person, gates: Vec<String>) -> Self {
        Self { person, gates, turns: 0, signed_in: true, kept: Kept::default() }
    }

    pub(super) async fn work(mut self, until: Until) -> Result<Self> {
        while until.goes_on() {
            self.turns += 1;
            if !self.signed_in || self.turns.is_multiple_of(SIGN_IN_EVERY) {
                self.signed_in = self.person.sign_in().await;
            }
            if self.signed_in {
                self.use_an_app_of_ones_own().await;
                for gate in self.gates.clone() {
                    self.try_a_gate(&gate).await;
                    until.pause(10).await;
                }
            }
            until.pause(30).await;
        }
        Ok(self)
    }

    /// A new app each time, so that each consent is independent of the others.
    async fn use_an_app_of_ones_own(&mut self) {
        let Some(app) = self.person.register(&format!("App {}", self.turns)).await else { return };
        self.kept.apps.push(app.clone());
        let Some(request) = self.authorize(&app, "").await.1 else { return };
        let Some(code) = self.person.consent(&app, &request).await else { return };
        self.kept.consents.push(app.clone());
        let Some(token) = self.person.redeem(&app, &code).await else { return };
        match self.person.refresh(&app, &token).await {
            (Some(next), _) => self.kept.tokens.push((app, next)),
            (None, answer) if answer.is_unknown() => {}
            (None, answer) => self.kept.missed.push(format!("a refresh token of {app}: {}", answer.summary())),
        }
    }

    /// A single-factor client gets tokens while the requirement is off, and none while it is on.
    async fn try_a_gate(&mut self, gate: &str) {
        let prompt = if self.turns.is_multiple_of(2) { "consent" } else { "" };
        let code = match self.authorize(gate, prompt).await {
            (Some(code), _) => Some(code),
            (None, Some(request)) => self.person.consent(gate, &request).await,
            (None, None) => None,
        };
        if let Some(code) = code {
            self.person.redeem(gate, &code).await;
        }
    }

    /// The code, or the id of the request that waits for the consent decision.
    async fn authorize(&mut self, app: &str, prompt: &str) -> (Option<String>, Option<String>) {
        match self.person.authorize(app, prompt).await.0 {
            Step::Code(code) => (Some(code), None),
            Step::Page(request) => (None, Some(request)),
            Step::SignIn => {
                self.signed_in = false;
                self.kept.missed.push(format!("the session of {}", self.person.name));
                (None, None)
            }
            Step::Nothing => (None, None),
        }
    }
}
