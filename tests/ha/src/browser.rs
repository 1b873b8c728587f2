//! A browser as small as can be: cookies, no redirects followed, and another node for every request, as behind a load
//! balancer that keeps nobody on one node.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use reqwest::header::{ACCEPT, COOKIE, HOST, HeaderMap, LOCATION, SET_COOKIE};
use reqwest::{Method, RequestBuilder};
use serde_json::Value;

/// Longer than a node should take over anything; then the answer counts as lost.
const PATIENCE: Duration = Duration::from_secs(20);

/// Where the nodes are, and under which name each of them is asked.
#[derive(Clone, Debug)]
pub(crate) struct Nodes {
    /// The `Host` of the public URL that they share.
    pub(crate) host: String,
    pub(crate) addresses: Vec<SocketAddr>,
}

/// What came back.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// Which node was asked.
    pub(crate) node: usize,
    /// The status; 0 when no answer came.
    pub(crate) status: u16,
    pub(crate) location: String,
    /// The body; without an answer, why.
    pub(crate) body: String,
}

impl Answer {
    /// Whether the server may have done it without anybody knowing.
    pub(crate) fn is_unknown(&self) -> bool {
        self.status == 0 || self.status >= 500
    }

    /// The body as JSON; `null` when it is none.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or(Value::Null)
    }

    /// A member of the body that is text.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        Some(self.json().get(name)?.as_str()?.to_owned())
    }

    /// The `value` of the first input of that name in a page.
    pub(crate) fn input(&self, name: &str) -> Option<String> {
        let name = format!("name=\"{name}\"");
        let tag = self.body.split('<').find(|tag| tag.starts_with("input") && tag.contains(&name))?;
        let (_, value) = tag.split_once("value=\"")?;
        value.split_once('"').map(|(value, _)| value.to_owned())
    }

    /// A query parameter of where it leads.
    pub(crate) fn led_to(&self, name: &str) -> Option<String> {
        let query = self.location.split_once('?')?.1;
        url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    /// What a person who reads the record wants to know of it.
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
    http: reqwest::Client,
    nodes: Arc<Nodes>,
    turn: usize,
    /// The one node that it asks, where it does not go round.
    only: Option<usize>,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    pub(crate) fn new(nodes: &Arc<Nodes>, turn: usize) -> Result<Self> {
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(PATIENCE).build()?;
        Ok(Self { http, nodes: Arc::clone(nodes), turn, only: None, cookies: BTreeMap::new() })
    }

    /// The same browser, asking one node alone.
    pub(crate) fn at(mut self, node: usize) -> Self {
        self.only = Some(node);
        self
    }

    pub(crate) fn forget_cookies(&mut self) {
        self.cookies.clear();
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
        let (node, address) = self.next_node();
        let request = self.http.request(method, format!("http://{address}{path}")).header(HOST, &self.nodes.host);
        let jar = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let request = if jar.is_empty() { request } else { request.header(COOKIE, jar) };
        match received(fill(request.header(ACCEPT, "*/*"))).await {
            Ok((status, headers, body)) => {
                self.keep_cookies(&headers);
                let location = headers.get(LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
                Answer { node, status, location: location.to_owned(), body }
            }
            Err(error) => Answer { node, status: 0, location: String::new(), body: format!("{error:#}") },
        }
    }

    fn next_node(&mut self) -> (usize, SocketAddr) {
        self.turn += 1;
        let nodes = &self.nodes.addresses;
        let node = self.only.unwrap_or(self.turn % nodes.len().max(1));
        (node, nodes.get(node).copied().unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 0))))
    }

    fn keep_cookies(&mut self, headers: &HeaderMap) {
        for cookie in headers.get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok()) {
            let Some((name, value)) = cookie.split(';').next().and_then(|pair| pair.split_once('=')) else { continue };
            if cookie.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.into(), value.into());
            }
        }
    }
}

async fn received(request: RequestBuilder) -> Result<(u16, HeaderMap, String)> {
    let response = request.send().await?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Ok((status, headers, response.text().await?))
}
