//! An app: authorization requests with PKCE, and its calls to the token, introspection and userinfo endpoints.

use std::sync::Arc;

use reqwest::{RequestBuilder, StatusCode};
use serde_json::Value;
use twinlock_test_client::http::HttpClient;
use twinlock_test_client::relying_party::{RelyingParty as Client, jwt_payload};

use super::line::{self, Reply, Trouble, puzzling};
use crate::record::{Answer, Call, Claims, Outcome, Tokens, Worth};
use crate::recorder::Recorder;
use crate::rng::{SeededRng, digest};

const REDIRECT_URI: &str = "https://rp.example/callback";
const SCOPE: &str = "openid email offline_access";

/// An app, with its client credentials.
#[derive(Clone, Debug)]
pub struct RelyingParty {
    pub label: String,
    client: Client,
    recorder: Arc<Recorder>,
}

/// One authorization request of an app.
#[derive(Clone, Debug)]
pub struct Attempt {
    verifier: String,
    asks_again: bool,
}

/// Tokens in the clear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub access: String,
    pub refresh: String,
}

impl Attempt {
    pub fn new(rng: &mut SeededRng) -> Self {
        Self { verifier: rng.word(43), asks_again: false }
    }

    /// The same with `prompt=consent`.
    #[must_use]
    pub fn asking_again(self) -> Self {
        Self { asks_again: true, ..self }
    }
}

impl RelyingParty {
    pub fn new(registered: (&str, &Value), line: &HttpClient, recorder: &Arc<Recorder>) -> Option<Self> {
        let (label, app) = registered;
        let client = Client::registered(app, REDIRECT_URI, line)?;
        Some(Self { label: label.to_owned(), client, recorder: Arc::clone(recorder) })
    }

    /// The registration that the owner sends.
    pub fn registration(name: &str) -> Value {
        serde_json::json!({
            "client_name": name,
            "redirect_uris": [REDIRECT_URI],
            "scope": SCOPE,
            // Fast to generate and to sign with; the algorithm does not matter here.
            "id_token_signed_response_alg": "EdDSA",
        })
    }

    /// The path of an authorization request.
    pub fn authorize_path(&self, attempt: &Attempt) -> String {
        let prompt = attempt.asks_again.then_some(("prompt", "consent"));
        self.client.authorization_path(SCOPE, &attempt.verifier, prompt.as_slice())
    }

    pub fn client_id(&self) -> &str {
        &self.client.client_id
    }

    /// Redeems a code.
    pub async fn redeem(&self, node: usize, code: &str, attempt: &Attempt) -> (Outcome, Option<Held>) {
        let request = self.client.at_node(node).redeem_request(code, &attempt.verifier);
        self.token(node, Call::Redeem { app: self.label.clone(), code: digest(code) }, request).await
    }

    /// Exchanges a refresh token.
    pub async fn refresh(&self, node: usize, token: &str) -> (Outcome, Option<Held>) {
        let request = self.client.at_node(node).refresh_request(token);
        self.token(node, Call::Refresh { app: self.label.clone(), token: digest(token) }, request).await
    }

    async fn token(&self, node: usize, call: Call, request: RequestBuilder) -> (Outcome, Option<Held>) {
        let mut held = None;
        let outcome = self
            .recorded(node, call, request, |reply| {
                if !reply.is(StatusCode::OK) {
                    return Err(reply.refusal());
                }
                let json = reply.json();
                let text = |name: &str| json.get(name).and_then(Value::as_str).ok_or_else(|| puzzling(name));
                let tokens = Held { access: text("access_token")?.into(), refresh: text("refresh_token")?.into() };
                let claims = jwt_payload(text("id_token")?).as_ref().and_then(claims);
                let claims = claims.ok_or_else(|| puzzling("an id_token without acr or auth_time"))?;
                let (access, refresh) = (digest(&tokens.access), digest(&tokens.refresh));
                held = Some(tokens);
                Ok(Answer::Tokens(Tokens { access, refresh, claims }))
            })
            .await;
        (outcome, held)
    }

    /// Introspects a token.
    pub async fn introspect(&self, node: usize, token: &str) -> Outcome {
        let request = self.client.at_node(node).introspection_request(token);
        let call = Call::Introspect { app: self.label.clone(), token: digest(token) };
        self.recorded(node, call, request, |reply| {
            let json = reply.json();
            let active = json.get("active").and_then(Value::as_bool).ok_or_else(|| reply.refusal())?;
            let claims = active.then(|| claims(&json)).flatten();
            Ok(Answer::Worth(Worth { active, claims, expires: json.get("exp").and_then(Value::as_i64) }))
        })
        .await
    }

    /// Calls the userinfo endpoint.
    pub async fn userinfo(&self, node: usize, token: &str) -> Outcome {
        let request = self.client.at_node(node).userinfo_request(token);
        let call = Call::UserInfo { app: self.label.clone(), token: digest(token) };
        self.recorded(node, call, request, |reply| match reply.status.as_u16() {
            200 => Ok(Answer::Worth(Worth { active: true, claims: None, expires: None })),
            _ => Err(reply.refusal()),
        })
        .await
    }

    async fn recorded(
        &self,
        node: usize,
        call: Call,
        request: RequestBuilder,
        read: impl FnOnce(Reply) -> Result<Answer, Trouble>,
    ) -> Outcome {
        let op = self.recorder.invoke(&self.label, node, call);
        let outcome = Outcome::from(line::send(request).await.and_then(read));
        self.recorder.done(op, outcome.clone());
        outcome
    }
}

fn claims(json: &Value) -> Option<Claims> {
    let acr = json.get("acr")?.as_str()?.to_owned();
    let words = |amr: &Value| amr.as_array().map(|amr| amr.iter().map(word).collect());
    // `null` or a plain string would be an error of its own, and must not be read as absence.
    let amr = json.get("amr").map(|amr| words(amr).unwrap_or_else(|| vec![amr.to_string()]));
    Some(Claims { amr, acr, auth_time: json.get("auth_time")?.as_i64()? })
}

fn word(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
