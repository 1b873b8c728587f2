//! An account with a browser: signs up and in, owns apps, consents, and records each operation.

use anyhow::{Result, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use twinlock_test_client::fixtures::PASSWORD;
use twinlock_test_client::http::HttpClient;
use twinlock_test_client::relying_party::RelyingParty;

use crate::browser::{Answer, Browser};
use crate::event_log::{Entry, EventLog, Operation, Outcome, Policy};

const REDIRECT_URI: &str = "https://app.example/callback";
/// The verifier of RFC 7636, appendix B. It need not be secret here.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// Where an authorization request led.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// To the app, with a code.
    Code(String),
    /// To the consent page, with the question or the panel.
    Page(String),
    /// To the sign-in page, because there is no session.
    SignIn,
    /// Nowhere: no response, or an error.
    Nothing,
}

/// An account and its browser. A clone is another browser with the same session.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) name: String,
    browser: Browser,
    csrf: String,
    event_log: EventLog,
}

impl Person {
    /// Creates an account and signs in.
    pub(crate) async fn sign_up(name: String, nodes: &HttpClient, event_log: &EventLog, turn: usize) -> Result<Self> {
        let browser = Browser::new(nodes, &email_of(&name), turn);
        let mut person = Self { name, browser, csrf: String::new(), event_log: event_log.clone() };
        let begun = event_log.now();
        let page = person.browser.get("/sign-up").await;
        let csrf = page.input("csrf").unwrap_or_default();
        let email = person.email();
        let fields =
            [("email", email.as_str()), ("password", PASSWORD), ("display_name", &person.name), ("csrf", &csrf)];
        let answer = person.browser.form("/sign-up", &fields).await;
        person.note((Operation::SignUp, "", begun), &answer, answer.status == 303);
        person.learn_csrf().await;
        ensure!(!person.csrf.is_empty(), "{} cannot sign up: {} {}", person.name, answer.summary(), answer.body);
        Ok(person)
    }

    fn email(&self) -> String {
        email_of(&self.name)
    }

    /// The same session in another browser, which asks only one node.
    pub(crate) fn at(&self, node: usize) -> Self {
        let mut other = self.clone();
        other.browser = other.browser.at(node);
        other
    }

    /// Signs in again, in a browser without cookies.
    pub(crate) async fn sign_in(&mut self) -> bool {
        let begun = self.event_log.now();
        self.browser.forget_cookies();
        let page = self.browser.get("/sign-in").await;
        let csrf = page.input("csrf").unwrap_or_default();
        let email = self.email();
        let fields = [("email", email.as_str()), ("password", PASSWORD), ("csrf", csrf.as_str())];
        let answer = if csrf.is_empty() { page } else { self.browser.form("/sign-in", &fields).await };
        self.note((Operation::SignIn, "", begun), &answer, answer.status == 303);
        answer.status == 303 && self.learn_csrf().await
    }

    /// Reads the CSRF token of the API. Returns whether there is a session.
    async fn learn_csrf(&mut self) -> bool {
        self.csrf = self.browser.get("/api/session").await.text("csrf").unwrap_or_default();
        !self.csrf.is_empty()
    }

    /// Whether the session still exists. `None` if no response came.
    pub(crate) async fn is_signed_in(&mut self) -> Option<bool> {
        let answer = self.browser.get("/api/session").await;
        (!answer.is_unknown()).then_some(answer.status == 200)
    }

    /// Registers an app, and returns its client id.
    pub(crate) async fn register(&mut self, name: &str) -> Option<String> {
        let begun = self.event_log.now();
        let body = json!({
            "client_name": name, "redirect_uris": [REDIRECT_URI], "token_endpoint_auth_method": "none", "id_token_signed_response_alg": "EdDSA",
        });
        let answer = self.api(Method::POST, "/api/developer/apps", &body).await;
        let id = answer.text("client_id").unwrap_or_default();
        self.note((Operation::Register, &id, begun), &answer, answer.status == 201);
        (answer.status == 201).then_some(id)
    }

    /// Renames an app of this account.
    pub(crate) async fn rename(&mut self, app: &str, name: &str) -> bool {
        let begun = self.event_log.now();
        let answer =
            self.api(Method::PATCH, &format!("/api/developer/apps/{app}"), &json!({ "client_name": name })).await;
        self.note((Operation::Rename, app, begun), &answer, answer.status == 200)
    }

    /// Turns the requirement of an app on or off.
    pub(crate) async fn toggle(&mut self, app: &str, required: bool) -> Outcome {
        let begun = self.event_log.now();
        let path = format!("/api/developer/apps/{app}/require-2fa");
        let answer = self.api(Method::PUT, &path, &json!({ "required": required })).await;
        let told = policy(&answer.json(), "required");
        self.note_policy((Operation::Toggle(required), app, begun), &answer, told)
    }

    /// Reads the requirement of an app of this account.
    pub(crate) async fn look(&mut self, app: &str) -> Option<Policy> {
        let begun = self.event_log.now();
        let answer = self.browser.get(&format!("/api/developer/apps/{app}")).await;
        let told = policy(&answer.json(), "require_2fa");
        self.note_policy((Operation::Look, app, begun), &answer, told);
        told
    }

    /// The client ids of this account's apps. `None` if no response came.
    pub(crate) async fn own_apps(&mut self) -> Option<Vec<String>> {
        let answer = self.browser.get("/api/developer/apps").await.json();
        let apps = answer.get("apps")?.as_array()?;
        Some(apps.iter().filter_map(|app| Some(app.get("client_id")?.as_str()?.to_owned())).collect())
    }

    /// Sends an authorization request of an app. `prompt` is a value of OpenID Connect, or empty.
    pub(crate) async fn authorize(&mut self, app: &str, prompt: &str) -> (Step, Answer) {
        let begun = self.event_log.now();
        let path = self.authorization(app, prompt);
        let answer = self.browser.get(&path).await;
        let step = match (answer.led_to("code"), answer.led_to("request")) {
            _ if answer.status != 303 => Step::Nothing,
            (Some(code), _) => Step::Code(code),
            (None, Some(request)) => Step::Page(request),
            (None, None) if answer.location.starts_with("/sign-in") => Step::SignIn,
            (None, None) => Step::Nothing,
        };
        self.note((Operation::Authorize, app, begun), &answer, matches!(step, Step::Code(_)));
        (step, answer)
    }

    /// The path of an app's authorization request.
    fn authorization(&self, app: &str, prompt: &str) -> String {
        let http = self.browser.nodes().clone();
        let (client_id, redirect_uri) = (app.to_owned(), REDIRECT_URI.to_owned());
        let app = RelyingParty { client_id, secret: None, redirect_uri, http, node: 0 };
        let prompt = (!prompt.is_empty()).then_some(("prompt", prompt));
        app.authorization_path("openid offline_access", VERIFIER, prompt.as_slice())
    }

    /// Approves a pending request, and returns the code.
    pub(crate) async fn consent(&mut self, app: &str, request: &str) -> Option<String> {
        let begun = self.event_log.now();
        let body = json!({ "request": request, "decision": "approve" });
        let mut answer = self.api(Method::POST, "/api/oauth/consent", &body).await;
        answer.location = answer.text("redirect_to").unwrap_or_default();
        let code = answer.led_to("code");
        self.note((Operation::Consent, app, begun), &answer, code.is_some());
        code
    }

    /// Redeems a code as the app, and returns the refresh token.
    pub(crate) async fn redeem(&mut self, app: &str, code: &str) -> Option<String> {
        let fields = [
            ("grant_type", "authorization_code"),
            ("client_id", app),
            ("code", code),
            ("redirect_uri", REDIRECT_URI),
            ("code_verifier", VERIFIER),
        ];
        self.token(Operation::Redeem, app, &fields).await.0
    }

    /// Exchanges a refresh token as the app. Returns the next one, and the response, which says why if there is none.
    pub(crate) async fn refresh(&mut self, app: &str, token: &str) -> (Option<String>, Answer) {
        let fields = [("grant_type", "refresh_token"), ("client_id", app), ("refresh_token", token)];
        self.token(Operation::Refresh, app, &fields).await
    }

    async fn token(&mut self, operation: Operation, app: &str, fields: &[(&str, &str)]) -> (Option<String>, Answer) {
        let begun = self.event_log.now();
        let answer = self.browser.form("/oauth2/token", fields).await;
        let token = answer.text("refresh_token").filter(|_| answer.status == 200);
        self.note((operation, app, begun), &answer, token.is_some());
        (token, answer)
    }

    async fn api(&mut self, method: Method, path: &str, body: &Value) -> Answer {
        let csrf = self.csrf.clone();
        self.browser.json(method, path, &csrf, body).await
    }

    fn note(&self, asked: (Operation, &str, std::time::Duration), answer: &Answer, done: bool) -> bool {
        self.record(asked, answer, done, None);
        done
    }

    fn note_policy(
        &self,
        asked: (Operation, &str, std::time::Duration),
        answer: &Answer,
        told: Option<Policy>,
    ) -> Outcome {
        let done = answer.status == 200 && told.is_some();
        self.record(asked, answer, done, told.filter(|_| done))
    }

    fn record(
        &self,
        (operation, app, begun): (Operation, &str, std::time::Duration),
        answer: &Answer,
        done: bool,
        policy: Option<Policy>,
    ) -> Outcome {
        let outcome = match done {
            true => Outcome::Done,
            false if answer.is_unknown() => Outcome::Unknown,
            false => Outcome::Refused,
        };
        self.event_log.record(Entry {
            actor: self.name.clone(),
            node: answer.node,
            operation,
            app: app.to_owned(),
            begun,
            ended: self.event_log.now(),
            outcome,
            policy,
            answer: answer.summary(),
        });
        outcome
    }
}

fn email_of(name: &str) -> String {
    format!("{name}@example.org")
}

/// The requirement in a response.
fn policy(answer: &Value, required: &str) -> Option<Policy> {
    Some(Policy { required: answer.get(required)?.as_bool()?, epoch: answer.get("policy_epoch")?.as_u64()? })
}
