//! The line to the nodes: HTTP without surprises (no redirect followed, no second try), and every answer in one of three kinds.

use std::time::Duration;

use anyhow::{Context as _, Result};
use reqwest::header::{HOST, LOCATION, SET_COOKIE};
use reqwest::{Client, RequestBuilder, StatusCode};
use serde_json::Value;

use crate::record::{Answer, Outcome};

/// How long anybody waits for an answer.
const PATIENCE: Duration = Duration::from_secs(8);

/// Where the nodes are.
#[derive(Clone, Debug)]
pub struct HttpClient {
    client: Client,
    nodes: Vec<String>,
    /// The host of the public URL, which every request names.
    host: String,
}

/// An answer.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub location: Option<String>,
    pub cookies: Vec<(String, String)>,
    pub body: String,
}

/// Why there is no answer that helps.
#[derive(Debug)]
pub struct Trouble(pub Outcome);

impl HttpClient {
    pub fn to(nodes: &[std::net::SocketAddr], host: &str) -> Result<Self> {
        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(PATIENCE);
        let client = client.pool_idle_timeout(Duration::from_secs(2)).build().context("no HTTP client")?;
        let nodes = nodes.iter().map(|node| format!("http://{node}")).collect();
        Ok(Self { client, nodes, host: host.to_owned() })
    }

    /// How many nodes there are.
    pub fn nodes(&self) -> usize {
        self.nodes.len()
    }

    /// A request to a node, under the name of the public URL.
    pub fn request(&self, method: reqwest::Method, node: usize, path: &str) -> RequestBuilder {
        let base = self.nodes.get(node).map_or("", String::as_str);
        self.client.request(method, format!("{base}{path}")).header(HOST, &self.host)
    }

    /// Sends it. A server's 5xx is trouble; whatever else it says is an answer.
    pub async fn send(&self, request: RequestBuilder) -> Result<Reply, Trouble> {
        let response = request.send().await.map_err(|error| lost(&error))?;
        let status = response.status();
        let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
        let location = header(LOCATION).map(str::to_owned);
        let cookies = response.headers().get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        let cookies = cookies.filter_map(cookie).collect();
        let body = response.text().await.map_err(|error| lost(&error))?;
        if status.is_server_error() {
            return Err(Trouble(Outcome::Unknown { why: format!("{}", status.as_u16()), answered: true }));
        }
        Ok(Reply { status: status.as_u16(), location, cookies, body })
    }
}

/// What a failed exchange means. Where no connection came about, nobody was asked.
fn lost(error: &reqwest::Error) -> Trouble {
    if error.is_connect() {
        return Trouble(Outcome::Refused { status: 0, error: "not_connected".into() });
    }
    let why = if error.is_timeout() { "timeout" } else { "cut" };
    Trouble(Outcome::Unknown { why: why.into(), answered: false })
}

fn cookie(text: &str) -> Option<(String, String)> {
    let (name, value) = text.split(';').next()?.split_once('=')?;
    Some((name.to_owned(), value.to_owned()))
}

impl Reply {
    /// The body as JSON, or nothing.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// The answer as a refusal: the API's word for it, or that it was a page.
    pub fn refusal(&self) -> Trouble {
        let error = self.json().get("error").and_then(Value::as_str).unwrap_or("page").to_owned();
        Trouble(Outcome::Refused { status: self.status, error })
    }

    /// The text between two marks.
    pub fn between(&self, before: &str, after: &str) -> Option<&str> {
        let (_, rest) = self.body.split_once(before)?;
        rest.split_once(after).map(|(text, _)| text)
    }

    /// The `value` of the first input of that name.
    pub fn input(&self, name: &str) -> Option<&str> {
        let tags = self.body.split('<').filter(|tag| tag.starts_with("input") || tag.starts_with("button"));
        let tag = tags.into_iter().find(|tag| tag.contains(&format!("name=\"{name}\"")))?;
        let (_, value) = tag.split_once("value=\"")?;
        value.split_once('"').map(|(value, _)| value)
    }

    pub fn is(&self, status: StatusCode) -> bool {
        self.status == status.as_u16()
    }
}

/// An answer that makes no sense where it came: nothing can be said of what was done.
pub fn puzzling(what: &str) -> Trouble {
    Trouble(Outcome::Unknown { why: format!("puzzling: {what}"), answered: true })
}

/// A query parameter of a URL.
pub fn query_parameter(url: &str, name: &str) -> Option<String> {
    let query = url.split_once('?')?.1.split('#').next()?;
    url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

impl From<Result<Answer, Trouble>> for Outcome {
    fn from(result: Result<Answer, Trouble>) -> Self {
        result.map_or_else(|Trouble(outcome)| outcome, |answer| Self::Ok { answer })
    }
}
