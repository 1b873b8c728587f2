//! A browser: cookies, the forms of the pages, and what people do on them. Every step is an operation of the log.

use std::sync::Arc;

use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use twinlock_test_client::browser::Browser as Client;
use twinlock_test_client::fixtures::PASSWORD;
use twinlock_test_client::http::{HttpClient, query_parameter};

use super::line::{Reply, Trouble, puzzling};
use super::phone::Authenticator;
use super::relying_party::{Attempt, RelyingParty};
use crate::record::{Answer, Call, Code, Outcome, Stage, Step};
use crate::recorder::Recorder;
use crate::rng::digest;

const SESSION: &str = "twinlock";

/// A browser of one account. A clone is another browser with the same cookies.
#[derive(Clone, Debug)]
pub struct Browser {
    client: Client,
    recorder: Arc<Recorder>,
    pub account: String,
    csrf: String,
    /// Whether the last answer set another session cookie than the request had.
    has_new_session: bool,
}

/// The result of confirming an enrolment.
#[derive(Debug)]
pub struct Enrolled {
    pub recovery_codes: Vec<String>,
}

impl Browser {
    /// A browser of an account, without cookies.
    pub fn new(line: &HttpClient, recorder: &Arc<Recorder>, account: &str) -> Self {
        let mut client = Client::new(line, &format!("{account}@example.com"));
        client.wants_pages = false;
        Self {
            client,
            recorder: Arc::clone(recorder),
            account: account.to_owned(),
            csrf: String::new(),
            has_new_session: false,
        }
    }

    /// A browser of another account, without cookies.
    #[must_use]
    pub fn of_another(&self, account: &str) -> Self {
        Self::new(&self.client.http, &self.recorder, account)
    }

    /// The session cookie as the log shows it.
    pub fn cookie(&self) -> Option<String> {
        self.client.cookies.get(SESSION).map(|value| digest(value))
    }

    /// Forgets the session, as a closed browser does.
    pub fn forget(&mut self) {
        self.forget_session();
    }

    /// Creates the account.
    pub async fn sign_up(&mut self, node: usize) -> Outcome {
        if let Err(Trouble(outcome)) = self.look_around(node).await {
            return outcome;
        }
        let email = self.client.email.clone();
        let fields = [("email", email.as_str()), ("password", PASSWORD), ("display_name", "Somebody")];
        let request = self.form(node, "/sign-up", &fields);
        let call = Call::SignUp { account: self.account.clone() };
        self.recorded(node, call, request, |browser, reply| match reply.status.as_u16() {
            303 => browser.renewed(Stage::Active),
            _ => Err(reply.refusal()),
        })
        .await
    }

    /// Signs in by password, in a browser without a session.
    pub async fn sign_in(&mut self, node: usize) -> Outcome {
        self.forget_session();
        if let Err(Trouble(outcome)) = self.look_around(node).await {
            return outcome;
        }
        let email = self.client.email.clone();
        let request = self.form(node, "/sign-in", &[("email", email.as_str()), ("password", PASSWORD)]);
        let call = Call::SignIn { account: self.account.clone() };
        self.recorded(node, call, request, |browser, reply| match reply.location() {
            Some(location) if location.starts_with("/two-factor") => browser.renewed(Stage::Pending),
            Some(_) => browser.renewed(Stage::Active),
            None => Err(reply.refusal()),
        })
        .await
    }

    /// Enters a code on the page that asks for one.
    pub async fn pass_code(&mut self, node: usize, code: (Code, String)) -> Outcome {
        self.learn_csrf(node).await;
        let request = self.form(node, "/two-factor", &[("code", code.1.as_str())]);
        let call = Call::PassCode { account: self.account.clone(), cookie: self.named(), code: code.0 };
        self.recorded(node, call, request, |browser, reply| match reply.status.as_u16() {
            303 if browser.has_new_session => browser.renewed(Stage::Active),
            _ => Err(reply.refusal()),
        })
        .await
    }

    /// Begins to set up an authenticator app, which is returned with the key if that succeeds.
    pub async fn begin_enrolment(&mut self, node: usize, with_password: bool) -> (Outcome, Option<Authenticator>) {
        let fields: &[_] = if with_password { &[("password", PASSWORD)] } else { &[] };
        self.learn_csrf(node).await;
        let request = self.form(node, "/dashboard/security/enrol", fields);
        let cookie = self.named();
        let call = Call::BeginEnrolment { account: self.account.clone(), cookie, password: with_password };
        let mut phone = None;
        let outcome = self
            .recorded(node, call, request, |browser, reply| {
                if !reply.is(StatusCode::OK) {
                    return Err(reply.refusal());
                }
                let key = reply.enrolment_key().ok_or_else(|| puzzling("a seed page without a key"))?;
                let shown = Authenticator::with_key(&key).map_err(|_| puzzling("a key that is none"))?;
                let factor = shown.factor.clone();
                phone = Some(shown);
                Ok(Answer::Seed { factor, cookie: browser.cookie().filter(|_| browser.has_new_session) })
            })
            .await;
        (outcome, phone)
    }

    /// Confirms the enrolment by a code.
    pub async fn confirm_enrolment(&mut self, node: usize, code: (Code, String)) -> (Outcome, Option<Enrolled>) {
        self.learn_csrf(node).await;
        let request = self.form(node, "/dashboard/security/confirm", &[("code", code.1.as_str())]);
        let call = Call::ConfirmEnrolment { account: self.account.clone(), cookie: self.named(), code: code.0 };
        let mut enrolled = None;
        let outcome = self
            .recorded(node, call, request, |browser, reply| {
                if !reply.is(StatusCode::OK) {
                    return Err(reply.refusal());
                }
                let recovery_codes = reply.try_recovery_codes().ok_or_else(|| puzzling("no recovery codes"))?;
                let count = recovery_codes.len();
                enrolled = Some(Enrolled { recovery_codes });
                let cookie =
                    browser.cookie().filter(|_| browser.has_new_session).ok_or_else(|| puzzling("no new session"))?;
                Ok(Answer::Enrolled { cookie, recovery_codes: count })
            })
            .await;
        (outcome, enrolled)
    }

    /// Turns the second factor off.
    pub async fn disable(&mut self, node: usize, code: (Code, String)) -> Outcome {
        let fields = [("password", PASSWORD), ("code", code.1.as_str())];
        self.learn_csrf(node).await;
        let request = self.form(node, "/dashboard/security/disable", &fields);
        let call = Call::Disable { account: self.account.clone(), cookie: self.named(), code: code.0 };
        self.recorded(node, call, request, |browser, reply| match reply.status.as_u16() {
            303 if browser.has_new_session => browser.renewed(Stage::Active),
            _ => Err(reply.refusal()),
        })
        .await
    }

    /// Asks the API who is signed in.
    pub async fn who_am_i(&mut self, node: usize) -> Outcome {
        let request = self.get(node, "/api/session");
        let call = Call::WhoAmI { account: self.account.clone(), cookie: self.named() };
        self.recorded(node, call, request, |_, reply| {
            let json = reply.json();
            let factor = json.get("two_factor").filter(|_| reply.is(StatusCode::OK)).ok_or_else(|| reply.refusal())?;
            let enrolled = factor.get("enrolled").and_then(Value::as_bool).unwrap_or_default();
            Ok(Answer::Who { enrolled, passed: factor.get("passed_at").is_some_and(Value::is_number) })
        })
        .await
    }

    /// Sends an authorization request of an app.
    pub async fn authorize(&mut self, node: usize, app: &RelyingParty, attempt: &Attempt) -> (Outcome, Option<String>) {
        let request = self.get(node, &app.authorize_path(attempt));
        let call = Call::Authorize { account: self.account.clone(), cookie: self.named(), app: app.label.clone() };
        let mut code = None;
        let outcome = self.recorded(node, call, request, |_, reply| step(&reply, &mut code)).await;
        (outcome, code)
    }

    /// Loads the consent page.
    pub async fn look(&mut self, node: usize, app: &RelyingParty, id: &str) -> Outcome {
        let request = self.get(node, &format!("/consent?request={id}"));
        let (account, cookie) = (self.account.clone(), self.named());
        let call = Call::Look { account, cookie, app: app.label.clone(), request: id.to_owned() };
        self.recorded(node, call, request, |_, reply| match reply.status.as_u16() {
            200 if reply.body.contains("value=\"approve\"") => Ok(Answer::Step(Step::Question)),
            200 | 403 if reply.body.contains("value=\"deny\"") => Ok(Answer::Step(Step::Panel)),
            303 => step(&reply, &mut None),
            _ => Err(reply.refusal()),
        })
        .await
    }

    /// Decides a request by the API, as a script could, whatever the page shows.
    pub async fn decide(&mut self, at: (usize, &RelyingParty), id: &str, approve: bool) -> (Outcome, Option<String>) {
        let (node, app) = at;
        let body = json!({ "request": id, "decision": if approve { "approve" } else { "deny" } });
        self.learn_csrf(node).await;
        let request = self.api(Method::POST, node, "/api/oauth/consent", &body);
        let (account, cookie) = (self.account.clone(), self.named());
        let call = Call::Decide { account, cookie, app: app.label.clone(), request: id.to_owned(), approve };
        let mut code = None;
        let outcome = self
            .recorded(node, call, request, |_, reply| {
                let json = reply.json();
                let target = json.get("redirect_to").and_then(Value::as_str).ok_or_else(|| reply.refusal())?;
                Ok(Answer::Step(at_app(target, &mut code)))
            })
            .await;
        (outcome, code)
    }

    /// The account's address.
    pub fn email(&self) -> String {
        self.client.email.clone()
    }

    /// Sends a form without recording it. Returns the status, unless there was no answer or a server error.
    pub async fn post(&mut self, node: usize, path: &str, fields: &[(&str, &str)]) -> Option<u16> {
        self.look_around(node).await.ok()?;
        let reply = self.exchange(self.form(node, path, fields)).await.ok()?;
        Some(reply.status.as_u16())
    }

    /// Runs a request as an operation of the log.
    pub(super) async fn recorded(
        &mut self,
        node: usize,
        call: Call,
        request: RequestBuilder,
        read: impl FnOnce(&mut Self, Reply) -> Result<Answer, Trouble>,
    ) -> Outcome {
        let op = self.recorder.invoke(&self.account, node, call);
        let answer = match self.exchange(request).await {
            Ok(reply) => read(self, reply),
            Err(trouble) => Err(trouble),
        };
        let outcome = Outcome::from(answer);
        self.recorder.done(op, outcome.clone());
        outcome
    }

    /// Sends a request with the cookies. A CSRF token is valid as long as the session that it was made for.
    pub(super) async fn exchange(&mut self, request: RequestBuilder) -> Result<Reply, Trouble> {
        let before = self.client.session();
        let exchange = self.client.try_send(request).await;
        let after = self.client.session();
        self.has_new_session = !after.is_empty() && after != before;
        if after != before {
            self.csrf.clear();
        }
        Reply::of(exchange)
    }

    fn forget_session(&mut self) {
        self.client.cookies.remove(SESSION);
        self.csrf.clear();
    }

    /// Reads the session's CSRF token from a page. An ended session has none, and the form that follows is refused.
    pub(super) async fn learn_csrf(&mut self, node: usize) {
        for page in ["/dashboard", "/two-factor"] {
            if !self.csrf.is_empty() || self.client.session().is_empty() {
                return;
            }
            if let Ok(reply) = self.exchange(self.get(node, page)).await {
                reply.input("csrf").unwrap_or_default().clone_into(&mut self.csrf);
            }
        }
    }

    /// Loads a page for its visitor cookie and its CSRF token, which are valid for every form until there is a session.
    async fn look_around(&mut self, node: usize) -> Result<(), Trouble> {
        self.learn_csrf(node).await;
        if !self.csrf.is_empty() {
            return Ok(());
        }
        let reply = self.exchange(self.get(node, "/sign-in")).await?;
        let csrf = reply.input("csrf").ok_or_else(|| reply.refusal())?;
        self.csrf = csrf;
        Ok(())
    }

    fn renewed(&mut self, stage: Stage) -> Result<Answer, Trouble> {
        let cookie = self.cookie().filter(|_| self.has_new_session).ok_or_else(|| puzzling("no session cookie"))?;
        Ok(Answer::Session { cookie, stage })
    }

    pub(super) fn named(&self) -> String {
        self.cookie().unwrap_or_default()
    }

    pub(super) fn get(&self, node: usize, path: &str) -> RequestBuilder {
        self.client.http.request(Method::GET, node, path)
    }

    pub(super) fn form(&self, node: usize, path: &str, fields: &[(&str, &str)]) -> RequestBuilder {
        let fields: Vec<_> = fields.iter().copied().chain([("csrf", self.csrf.as_str())]).collect();
        self.client.http.request(Method::POST, node, path).form(&fields)
    }

    pub(super) fn api(&self, method: Method, node: usize, path: &str, body: &Value) -> RequestBuilder {
        self.client.http.request(method, node, path).header("x-csrf-token", &self.csrf).json(body)
    }
}

/// Where a redirect of the authorization endpoint leads.
fn step(reply: &Reply, code: &mut Option<String>) -> Result<Answer, Trouble> {
    let Some(location) = reply.location() else { return Err(reply.refusal()) };
    let path = location.split('?').next().unwrap_or_default();
    Ok(Answer::Step(match path {
        "/sign-in" => Step::SignIn,
        "/two-factor" => Step::Challenge,
        "/oauth2/authorize" => Step::Onwards,
        "/consent" => {
            let request = query_parameter(location, "request").ok_or_else(|| puzzling("a consent page of nothing"))?;
            Step::Consent { request }
        }
        _ => at_app(location, code),
    }))
}

/// The result in a redirect to the app. The log gets the code's digest, the caller the code.
fn at_app(location: &str, code: &mut Option<String>) -> Step {
    *code = query_parameter(location, "code");
    match code {
        Some(code) => Step::Code { code: digest(code) },
        None => Step::Error { error: query_parameter(location, "error").unwrap_or_default() },
    }
}
