//! An owner of an app: turns the requirement on and off, revokes all consents, and reads the policy.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use twinlock_test_client::fixtures::PASSWORD;

use super::browser::Browser;
use super::line::{Reply, Trouble};
use super::person::Person;
use super::relying_party::RelyingParty;
use crate::record::{Answer, Call, Code, Outcome};
use crate::rng::SeededRng;

impl Browser {
    /// Registers an app. This is not recorded, since it precedes the history.
    pub async fn register(&mut self, node: usize, name: &str) -> Result<Value, Trouble> {
        self.learn_csrf(node).await;
        let request = self.api(Method::POST, node, "/api/developer/apps", &RelyingParty::registration(name));
        let reply = self.exchange(request).await?;
        if reply.is(StatusCode::CREATED) { Ok(reply.json()) } else { Err(reply.refusal()) }
    }

    /// Turns the requirement on or off. Off requires the password, and a code if the owner has a second factor.
    pub async fn require(
        &mut self,
        node: usize,
        app: &RelyingParty,
        on: bool,
        code: Option<(Code, String)>,
    ) -> Outcome {
        let proof = if on { Value::Null } else { proof(code.as_ref()) };
        let mut body = json!({ "required": on });
        merge(&mut body, proof);
        let path = format!("/api/developer/apps/{}/require-2fa", app.client_id());
        self.learn_csrf(node).await;
        let request = self.api(Method::PUT, node, &path, &body);
        let (account, cookie, app) = (self.account.clone(), self.named(), app.label.clone());
        let call = Call::Require { account, cookie, app, on, code: code.map(|(code, _)| code) };
        self.recorded(node, call, request, |_, reply| policy(&reply, "required")).await
    }

    /// Revokes everybody's consent.
    pub async fn revoke_all(&mut self, node: usize, app: &RelyingParty, code: Option<(Code, String)>) -> Outcome {
        let path = format!("/api/developer/apps/{}/revoke-consents", app.client_id());
        self.learn_csrf(node).await;
        let request = self.api(Method::POST, node, &path, &proof(code.as_ref()));
        let (account, cookie, app) = (self.account.clone(), self.named(), app.label.clone());
        let call = Call::RevokeAll { account, cookie, app, code: code.map(|(code, _)| code) };
        self.recorded(node, call, request, |_, reply| {
            let epoch = reply.json().get("policy_epoch").and_then(Value::as_u64);
            epoch.map(|epoch| Answer::Revoked { epoch }).ok_or_else(|| reply.refusal())
        })
        .await
    }

    /// Reads the policy.
    pub async fn read_policy(&mut self, node: usize, app: &RelyingParty) -> Outcome {
        let request = self.get(node, &format!("/api/developer/apps/{}", app.client_id()));
        let (account, cookie, app) = (self.account.clone(), self.named(), app.label.clone());
        let call = Call::ReadPolicy { account, cookie, app };
        self.recorded(node, call, request, |_, reply| policy(&reply, "require_2fa")).await
    }
}

fn proof(code: Option<&(Code, String)>) -> Value {
    let password = json!({ "password": PASSWORD });
    code.map_or(password, |(_, typed)| json!({ "password": PASSWORD, "code": typed }))
}

fn merge(body: &mut Value, more: Value) {
    if let (Some(body), Value::Object(more)) = (body.as_object_mut(), more) {
        body.extend(more);
    }
}

fn policy(reply: &Reply, switch: &str) -> Result<Answer, Trouble> {
    let json = reply.json();
    let required = json.get(switch).and_then(Value::as_bool).ok_or_else(|| reply.refusal())?;
    let epoch = json.get("policy_epoch").and_then(Value::as_u64).ok_or_else(|| reply.refusal())?;
    Ok(Answer::Policy { required, epoch })
}

/// A person who owns an app and keeps changing its policy.
#[derive(Debug)]
pub struct Owner {
    pub person: Person,
    pub app: RelyingParty,
    /// Whether the owner sets up a second factor, and so needs a code for each change.
    pub careful: bool,
    on: bool,
}

impl Owner {
    pub fn new(person: Person, app: RelyingParty, careful: bool) -> Self {
        Self { person, app, careful, on: false }
    }

    /// Performs one action, and returns how long to pause after it.
    pub async fn act(&mut self, rng: &mut SeededRng) -> Duration {
        if !self.person.is_ready(rng, self.careful).await {
            return rng.millis(500);
        }
        match rng.weighted(&[50, 12, 38]) {
            0 => self.flip(rng).await,
            1 => self.revoke(rng).await,
            _ => self.look(rng).await,
        }
        Duration::from_millis(200) + rng.millis(1800)
    }

    /// Reads the policy after all faults are over.
    pub async fn last_look(&mut self, rng: &mut SeededRng) {
        if self.person.is_ready(rng, false).await {
            self.look(rng).await;
        }
    }

    async fn flip(&mut self, rng: &mut SeededRng) {
        let on = !self.on;
        let code = if on || !self.careful { None } else { self.person.code(rng) };
        if !on && self.careful && code.is_none() {
            return;
        }
        let (node, browser) = self.person.at(rng);
        match browser.require(node, &self.app, on, code).await {
            Outcome::Ok { .. } => self.on = on,
            // The requirement may be on or off now, so the policy is read.
            Outcome::Unknown { .. } => self.look(rng).await,
            Outcome::Refused { status: 0, .. } => {}
            Outcome::Refused { .. } => self.person.forget_session(),
        }
    }

    async fn revoke(&mut self, rng: &mut SeededRng) {
        let code = if self.careful { self.person.code(rng) } else { None };
        if self.careful && code.is_none() {
            return;
        }
        let (node, browser) = self.person.at(rng);
        if let Outcome::Refused { status: 1.., .. } = browser.revoke_all(node, &self.app, code).await {
            self.person.forget_session();
        }
    }

    async fn look(&mut self, rng: &mut SeededRng) {
        let (node, browser) = self.person.at(rng);
        match browser.read_policy(node, &self.app).await {
            Outcome::Ok { answer: Answer::Policy { required, .. } } => self.on = required,
            Outcome::Refused { status: 1.., .. } => self.person.forget_session(),
            Outcome::Ok { .. } | Outcome::Unknown { .. } | Outcome::Refused { .. } => {}
        }
    }
}
