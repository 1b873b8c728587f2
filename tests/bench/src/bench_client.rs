//! One user of the relying party: a connection, a live session, and the tokens of the last round.

mod arrival;
mod steps;

use std::rc::Rc;

use anyhow::{Context as _, Result};
use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::wire::{Answer, Connection, Target};

/// The password of every account.
pub(crate) const PASSWORD: &str = "violet anchor tramway 42 pocket";
/// Where the app is sent its codes.
pub(crate) const REDIRECT_URI: &str = "https://app.example/callback";

/// The server and the app, which all clients share.
#[derive(Debug)]
pub(crate) struct Shop {
    pub(crate) target: Target,
    pub(crate) client_id: String,
    /// The header by which the client authenticates (`client_secret_basic`).
    pub(crate) basic: String,
    pub(crate) redirect_uri: String,
    pub(crate) consent: Consent,
}

/// How a client comes by the consent that every measured request finds on file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Consent {
    /// The server asks for it, and the client gives it.
    Asked,
    /// The database was filled with it.
    OnFile,
}

/// An account to sign in with.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) email: String,
    pub(crate) password: String,
}

/// A code with its PKCE verifier.
#[derive(Debug)]
struct Code {
    code: String,
    verifier: String,
}

/// One user of the app.
#[derive(Debug)]
pub(crate) struct BenchClient {
    shop: Rc<Shop>,
    /// The server that it connects to: that of the shop, or another on the same database.
    server: Target,
    account: Account,
    connection: Option<Connection>,
    /// `name=value` of the session cookie.
    session: String,
    csrf: String,
    access: String,
    refresh: String,
    subject: String,
    codes: Vec<Code>,
    sign_in: arrival::SignInForm,
}

impl Shop {
    pub(crate) fn new(target: Target, client_id: &str, secret: &str, consent: Consent) -> Self {
        Self {
            target,
            basic: format!("Basic {}", STANDARD.encode(format!("{client_id}:{secret}"))),
            client_id: client_id.to_owned(),
            redirect_uri: REDIRECT_URI.to_owned(),
            consent,
        }
    }
}

impl Account {
    /// The accounts of that many people.
    pub(crate) fn of(people: usize) -> Vec<Self> {
        let named = |number| Self { email: format!("person{number}@example.org"), password: PASSWORD.to_owned() };
        (0..people).map(named).collect()
    }
}

impl BenchClient {
    pub(crate) fn email(&self) -> &str {
        &self.account.email
    }

    /// Calls the JSON API with the session. Fails unless the status is 200.
    pub(crate) async fn call(&mut self, method: &str, path: &str, body: &str) -> Result<String> {
        let headers = [("cookie", self.session.as_str()), ("x-csrf-token", self.csrf.as_str())];
        let target = &self.shop.target;
        let request =
            if method == "GET" { target.get(path, &headers) } else { target.json(method, path, &headers, body) };
        Ok(send(&mut self.connection, &request).await?.expect(200)?.to_owned())
    }

    /// Uses another server from the next connection on.
    pub(crate) fn move_to(&mut self, server: Target) {
        self.server = server;
    }

    /// Opens a new connection, because the server closes one that is idle for some seconds.
    pub(crate) async fn reconnect(&mut self) -> Result<()> {
        self.connection = Some(Connection::open(&self.server).await?);
        Ok(())
    }
}

/// Sends a request. Borrows only the client's connection, not the whole client.
async fn send<'a>(connection: &'a mut Option<Connection>, request: &str) -> Result<Answer<'a>> {
    connection.as_mut().context("not connected")?.send(request).await
}
