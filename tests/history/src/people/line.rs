//! What an exchange with a node means for the log: every answer, or its absence, becomes one of the three outcomes.

use std::net::SocketAddr;
use std::ops::Deref;
use std::time::Duration;

use reqwest::{RequestBuilder, StatusCode};
use serde_json::Value;
use twinlock_test_client::http::{HttpClient, Response};

use crate::record::{Answer, Outcome};

/// How long a client waits for an answer.
const PATIENCE: Duration = Duration::from_secs(8);

/// A client for the nodes of a deployment.
pub fn to(nodes: &[SocketAddr], host: &str) -> HttpClient {
    let nodes: Vec<_> = nodes.iter().map(|node| format!("http://{node}")).collect();
    HttpClient::new(&format!("http://{host}"), &nodes).with_timeout(PATIENCE)
}

/// An answer that is no server error.
#[derive(Debug)]
pub struct Reply(Response);

/// The outcome of an exchange without a usable answer.
#[derive(Debug)]
pub struct Trouble(pub Outcome);

impl Deref for Reply {
    type Target = Response;

    fn deref(&self) -> &Response {
        &self.0
    }
}

/// Sends a request that needs no cookies.
pub async fn send(request: RequestBuilder) -> Result<Reply, Trouble> {
    Reply::of(HttpClient::send(request).await)
}

/// The outcome of a failed exchange. If no connection was made, the request was never sent.
fn lost(error: &reqwest::Error) -> Trouble {
    if error.is_connect() {
        return Trouble(Outcome::Refused { status: 0, error: "not_connected".into() });
    }
    let why = if error.is_timeout() { "timeout" } else { "cut" };
    Trouble(Outcome::Unknown { why: why.into(), answered: false })
}

impl Reply {
    /// The answer of an exchange. A 5xx is [`Trouble`]; every other status is an answer.
    pub fn of(exchange: reqwest::Result<Response>) -> Result<Self, Trouble> {
        let response = exchange.map_err(|error| lost(&error))?;
        if response.status.is_server_error() {
            return Err(Trouble(Outcome::Unknown { why: response.status.as_u16().to_string(), answered: true }));
        }
        Ok(Self(response))
    }

    /// The body as JSON, or `null`.
    pub fn json(&self) -> Value {
        self.try_json().unwrap_or_default()
    }

    /// The answer as a refusal, with the API's error code, or `page` if it has none.
    pub fn refusal(&self) -> Trouble {
        let error = self.text("error").unwrap_or_else(|| "page".to_owned());
        Trouble(Outcome::Refused { status: self.status.as_u16(), error })
    }

    pub fn is(&self, status: StatusCode) -> bool {
        self.status == status
    }
}

/// The outcome of an unexpected answer: whether the call took effect is unknown.
pub fn puzzling(what: &str) -> Trouble {
    Trouble(Outcome::Unknown { why: format!("puzzling: {what}"), answered: true })
}

impl From<Result<Answer, Trouble>> for Outcome {
    fn from(result: Result<Answer, Trouble>) -> Self {
        result.map_or_else(|Trouble(outcome)| outcome, |answer| Self::Ok { answer })
    }
}
