//! A minimal browser: keeps cookies, follows no redirects, and sends every request to another node, as behind a load
//! balancer without sticky sessions.

use std::net::SocketAddr;
use std::time::Duration;

use reqwest::{Method, RequestBuilder};
use serde_json::Value;
use twinlock_test_client::browser::Browser as Client;
use twinlock_test_client::http::{HttpClient, query_parameter};
use twinlock_test_client::pages;

/// Longer than any request should take during a takeover. After this time the response counts as lost.
const PATIENCE: Duration = Duration::from_secs(20);

/// Nodes at these addresses, each requested with the `Host` of the public URL that they share.
pub(crate) fn nodes(host: &str, addresses: &[SocketAddr]) -> HttpClient {
    let nodes: Vec<_> = addresses.iter().map(|address| format!("http://{address}")).collect();
    HttpClient::new(&format!("http://{host}"), &nodes).with_timeout(PATIENCE)
}

/// A response, or the lack of one.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// The node that was asked.
    pub(crate) node: usize,
    /// The status; 0 if no response came.
    pub(crate) status: u16,
    pub(crate) location: String,
    /// The body; without a response, the error.
    pub(crate) body: String,
}

impl Answer {
    /// Whether it is unknown if the server did what was requested.
    pub(crate) fn is_unknown(&self) -> bool {
        self.status == 0 || self.status >= 500
    }

    /// The body as JSON; `null` if it is not JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or(Value::Null)
    }

    /// A member of the body that is text.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        Some(self.json().get(name)?.as_str()?.to_owned())
    }

    /// The `value` of the first input of that name in a page.
    pub(crate) fn input(&self, name: &str) -> Option<String> {
        pages::inputs(&self.body, name).next()
    }

    /// A query parameter of the `Location`.
    pub(crate) fn led_to(&self, name: &str) -> Option<String> {
        query_parameter(&self.location, name)
    }

    /// A summary for people who read the record.
    pub(crate) fn summary(&self) -> String {
        let detail = match self.status {
            200..=299 => String::new(),
            300..=399 => self.led_to("error").unwrap_or_default(),
            0 => self.body.clone(),
            _ => self.text("error").unwrap_or_default(),
        };
        format!("{} {detail}", self.status).trim_end().to_owned()
    }
}

/// One browser.
#[derive(Clone, Debug)]
pub(crate) struct Browser {
    client: Client,
    turn: usize,
    /// The only node that it asks; `None` to ask all in turn.
    only: Option<usize>,
}

impl Browser {
    pub(crate) fn new(nodes: &HttpClient, email: &str, turn: usize) -> Self {
        let mut client = Client::new(nodes, email);
        client.wants_pages = false;
        Self { client, turn, only: None }
    }

    /// The client for all nodes.
    pub(crate) fn nodes(&self) -> &HttpClient {
        &self.client.http
    }

    /// The same browser, but asking only one node.
    pub(crate) fn at(mut self, node: usize) -> Self {
        self.only = Some(node);
        self
    }

    pub(crate) fn forget_cookies(&mut self) {
        self.client.cookies.clear();
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, |request| request).await
    }

    pub(crate) async fn form(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(Method::POST, path, |request| request.form(fields)).await
    }

    pub(crate) async fn json(&mut self, method: Method, path: &str, csrf: &str, body: &Value) -> Answer {
        self.send(method, path, |request| request.header("x-csrf-token", csrf).json(body)).await
    }

    async fn send(
        &mut self,
        method: Method,
        path: &str,
        fill: impl FnOnce(RequestBuilder) -> RequestBuilder,
    ) -> Answer {
        self.turn += 1;
        let node = self.only.unwrap_or(self.turn % self.client.http.nodes().max(1));
        let request = fill(self.client.http.request(method, node, path));
        match self.client.try_send(request).await {
            Ok(response) => Answer {
                node,
                status: response.status.as_u16(),
                location: response.location().unwrap_or_default().to_owned(),
                body: response.body,
            },
            Err(error) => Answer { node, status: 0, location: String::new(), body: format!("{error:?}") },
        }
    }
}
