//! One person at one relying party: a connection, a live session, and the tokens of the last round.

mod arrival;
mod steps;

use std::rc::Rc;

use anyhow::{Context as _, Result};

use crate::wire::{Answer, Connection, Target};

/// What all seats share: the server and the app.
#[derive(Debug)]
pub(crate) struct Shop {
    pub(crate) target: Target,
    pub(crate) client_id: String,
    /// The header by which the client authenticates (`client_secret_basic`).
    pub(crate) basic: String,
    pub(crate) redirect_uri: String,
}

/// Somebody to be signed in.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) email: String,
    pub(crate) password: String,
}

/// A code and the verifier that belongs to it.
#[derive(Debug)]
struct Code {
    code: String,
    verifier: String,
}

/// One person at the app.
#[derive(Debug)]
pub(crate) struct BenchClient {
    shop: Rc<Shop>,
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

impl BenchClient {
    pub(crate) fn email(&self) -> &str {
        &self.account.email
    }

    /// Calls the JSON API as this person; an error unless it answers 200.
    pub(crate) async fn call(&mut self, method: &str, path: &str, body: &str) -> Result<String> {
        let headers = [("cookie", self.session.as_str()), ("x-csrf-token", self.csrf.as_str())];
        let target = &self.shop.target;
        let request =
            if method == "GET" { target.get(path, &headers) } else { target.json(method, path, &headers, body) };
        Ok(send(&mut self.connection, &request).await?.expect(200)?.to_owned())
    }

    /// A new connection: the server closes one that nobody uses for some seconds.
    pub(crate) async fn reconnect(&mut self) -> Result<()> {
        self.connection = Some(Connection::open(&self.shop.target).await?);
        Ok(())
    }
}

/// Sends, without borrowing more of a seat than its connection.
async fn send<'a>(connection: &'a mut Option<Connection>, request: &str) -> Result<Answer<'a>> {
    connection.as_mut().context("not connected")?.send(request).await
}
