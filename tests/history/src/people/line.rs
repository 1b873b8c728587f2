//! What an exchange with a node means for the log: every answer, or its absence, becomes one of the three outcomes.

use std::net::SocketAddr;
use std::ops::Deref;
use std::time::Duration;

use reqwest::{RequestBuilder, StatusCode};
use serde_json::Value;
use twinlock_test_client::http::{HttpClient, Response};

use crate::record::{Answer, Outcome};

/// How long anybody waits for an answer.
const PATIENCE: Duration = Duration::from_secs(8);

/// The nodes of a deployment.
pub fn to(nodes: &[SocketAddr], host: &str) -> HttpClient {
    let nodes: Vec<_> = nodes.iter().map(|node| format!("http://{node}")).collect();
    HttpClient::new(&format!("http://{host}"), &nodes).with_timeout(PATIENCE)
}

/// An answer that is no server error.
#[derive(Debug)]
pub struct Reply(Response);

/// Why there is no answer that helps.
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

/// What a failed exchange means. Where no connection came about, nobody was asked.
fn lost(error: &reqwest::Error) -> Trouble {
    if error.is_connect() {
        return Trouble(Outcome::Refused { status: 0, error: "not_connected".into() });
    }
    let why = if error.is_timeout() { "timeout" } else { "cut" };
    Trouble(Outcome::Unknown { why: why.into(), answered: false })
}

impl Reply {
    /// The answer of an exchange. A server's 5xx is trouble; whatever else it says is an answer.
    pub fn of(exchange: reqwest::Result<Response>) -> Result<Self, Trouble> {
        let response = exchange.map_err(|error| lost(&error))?;
        if response.status.is_server_error() {
            return Err(Trouble(Outcome::Unknown { why: response.status.as_u16().to_string(), answered: true }));
        }
        Ok(Self(response))
    }

    /// The body as JSON, or nothing.
    pub fn json(&self) -> Value {
        self.try_json().unwrap_or_default()
    }

    /// The answer as a refusal: the API's word for it, or that it was a page.
    pub fn refusal(&self) -> Trouble {
        let error = self.text("error").unwrap_or_else(|| "page".to_owned());
        Trouble(Outcome::Refused { status: self.status.as_u16(), error })
    }

    pub fn is(&self, status: StatusCode) -> bool {
        self.status == status
    }
}

/// An answer that makes no sense where it came: nothing can be said of what was done.
pub fn puzzling(what: &str) -> Trouble {
    Trouble(Outcome::Unknown { why: format!("puzzling: {what}"), answered: true })
}

impl From<Result<Answer, Trouble>> for Outcome {
    fn from(result: Result<Answer, Trouble>) -> Self {
        result.map_or_else(|Trouble(outcome)| outcome, |answer| Self::Ok { answer })
    }
}
