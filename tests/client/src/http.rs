//! HTTP to the nodes of one deployment. No redirect is followed and no request is repeated: callers see every response.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{HOST, HeaderMap, HeaderValue, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Method, RequestBuilder, StatusCode, Url};
use serde_json::Value;

/// How long a client with a timeout keeps an idle connection: less than a server takes to restart.
const IDLE: Duration = Duration::from_secs(2);

/// A client of one deployment: one or several nodes behind one public URL. Clones share their connections.
#[derive(Clone, Debug)]
pub struct HttpClient {
    client: reqwest::Client,
    nodes: Arc<[String]>,
    public_url: Arc<str>,
    /// The `Host` to send, where it is another than the node's own address.
    host: Option<HeaderValue>,
}

impl HttpClient {
    /// A client of nodes that are reached at `nodes` (such as `http://127.0.0.1:8080`) and whose public URL is
    /// `public_url`.
    pub fn new(public_url: &str, nodes: &[String]) -> Self {
        let host = public_url.split_once("://").map(|(_, host)| host).filter(|_| nodes != [public_url]);
        Self {
            client: built(reqwest::Client::builder()),
            nodes: nodes.into(),
            public_url: public_url.into(),
            host: host.and_then(|host| HeaderValue::from_str(host).ok()),
        }
    }

    /// The same client, for which a response that takes longer is an error.
    #[must_use]
    pub fn with_timeout(self, timeout: Duration) -> Self {
        Self { client: built(reqwest::Client::builder().timeout(timeout).pool_idle_timeout(IDLE)), ..self }
    }

    /// How many nodes there are.
    pub fn nodes(&self) -> usize {
        self.nodes.len()
    }

    /// The public URL of the deployment.
    pub fn public_url(&self) -> &str {
        &self.public_url
    }

    /// A request to a node. A URL below the public URL goes to that node too; any other URL is used as it is.
    pub fn request(&self, method: Method, node: usize, path: &str) -> RequestBuilder {
        let path = path.strip_prefix(&*self.public_url).unwrap_or(path);
        if path.starts_with("http") {
            return self.client.request(method, path);
        }
        let base = self.nodes.get(node).map_or("", String::as_str);
        let request = self.client.request(method, format!("{base}{path}"));
        match &self.host {
            Some(host) => request.header(HOST, host),
            None => request,
        }
    }

    /// Sends a request and reads the whole response.
    ///
    /// # Errors
    ///
    /// If no complete response arrived; [`reqwest::Error::is_connect`] shows that no server was reached at all.
    pub async fn send(request: RequestBuilder) -> reqwest::Result<Response> {
        let (client, request) = request.build_split();
        let request = request?;
        let path = path_of(request.url());
        let response = client.execute(request).await?;
        let (status, headers) = (response.status(), response.headers().clone());
        Ok(Response { status, headers, body: response.text().await?, path })
    }
}

#[expect(clippy::expect_used, reason = "without TLS there is nothing that could be missing")]
fn built(builder: reqwest::ClientBuilder) -> reqwest::Client {
    builder.redirect(Policy::none()).build().expect("an HTTP client")
}

fn path_of(url: &Url) -> String {
    url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()))
}

/// A response.
#[derive(Clone, Debug)]
pub struct Response {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as text.
    pub body: String,
    /// The path and query that were requested.
    pub path: String,
}

impl Response {
    /// A redirect, as seen by a browser that has followed it.
    pub fn redirect(path: &str, location: HeaderValue) -> Self {
        let headers = HeaderMap::from_iter([(LOCATION, location)]);
        Self { status: StatusCode::SEE_OTHER, headers, body: String::new(), path: path.to_owned() }
    }

    /// A header's value; empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The target of the redirect.
    pub fn location(&self) -> Option<&str> {
        self.headers.get(LOCATION).and_then(|value| value.to_str().ok())
    }

    /// A query parameter of the redirect's target.
    pub fn answer(&self, name: &str) -> Option<String> {
        query_parameter(self.location()?, name)
    }

    /// The body as JSON, if it is JSON.
    pub fn try_json(&self) -> Option<Value> {
        serde_json::from_str(&self.body).ok()
    }

    /// A member of a JSON body that is text.
    pub fn text(&self, name: &str) -> Option<String> {
        Some(self.try_json()?.get(name)?.as_str()?.to_owned())
    }

    /// The body as JSON.
    ///
    /// # Panics
    ///
    /// If the body is not JSON.
    #[expect(clippy::panic, reason = "a test that expects JSON fails without it")]
    pub fn json(&self) -> Value {
        self.try_json().unwrap_or_else(|| panic!("no JSON at {}: {}", self.path, self.body))
    }

    /// The cookies that the response sets; without a value those that it removes.
    pub fn cookies(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        let lines = self.headers.get_all(SET_COOKIE).iter().filter_map(|line| line.to_str().ok());
        lines.filter_map(|line| {
            let (name, value) = line.split(';').next()?.split_once('=')?;
            Some((name, (!line.contains("Max-Age=0")).then_some(value)))
        })
    }
}

/// A query parameter of a URL.
pub fn query_parameter(url: &str, name: &str) -> Option<String> {
    let query = url.split_once('?')?.1.split('#').next()?;
    url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_parameter_is_decoded_and_ends_before_the_fragment() {
        let url = "https://app.example/callback?code=a%2Fb&state=s#code=other";
        assert_eq!(query_parameter(url, "code").as_deref(), Some("a/b"));
        assert_eq!(query_parameter(url, "state").as_deref(), Some("s"));
        assert_eq!(query_parameter(url, "error"), None);
    }

    #[test]
    fn urls_of_the_deployment_go_to_the_node_under_the_public_name_and_others_stay_as_they_are() {
        let http = HttpClient::new("http://id.example", &["http://127.0.0.1:1".into(), "http://127.0.0.1:2".into()]);
        for path in ["/sign-in?a=b", "http://id.example/sign-in?a=b"] {
            let request = http.request(Method::GET, 1, path).build().unwrap();
            assert_eq!(request.url().as_str(), "http://127.0.0.1:2/sign-in?a=b");
            assert_eq!(request.headers()[HOST], "id.example");
        }
        let elsewhere = http.request(Method::GET, 1, "http://app.example/callback").build().unwrap();
        assert_eq!(elsewhere.url().as_str(), "http://app.example/callback");
        assert!(!elsewhere.headers().contains_key(HOST));
    }

    #[test]
    fn a_cookie_with_max_age_zero_is_removed() {
        let mut headers = HeaderMap::new();
        headers.append(SET_COOKIE, HeaderValue::from_static("twinlock=abc; Path=/; HttpOnly"));
        headers.append(SET_COOKIE, HeaderValue::from_static("twinlock-device=; Path=/; Max-Age=0"));
        let response = Response { status: StatusCode::OK, headers, body: String::new(), path: "/".into() };
        let cookies: Vec<_> = response.cookies().collect();
        assert_eq!(cookies, [("twinlock", Some("abc")), ("twinlock-device", None)]);
    }
}
