//! A browser: a cookie jar and the forms of pages. It follows no redirect by itself and runs no script.
//!
//! [`Browser::try_send`] returns transport errors, for programs that take nodes down on purpose. The other methods
//! panic, for tests that expect a response.

use std::collections::BTreeMap;

use reqwest::header::{ACCEPT, ACCEPT_LANGUAGE, COOKIE};
use reqwest::{Method, RequestBuilder};
use serde_json::Value;

use crate::http::{HttpClient, Response};

/// The names of the session cookie, without TLS and with it.
const SESSION: [&str; 2] = ["twinlock", "__Host-twinlock"];

/// How many redirects are followed before it counts as a loop.
const REDIRECTS: usize = 10;

/// A browser of one person. Clones share nothing but connections: a clone is another browser with copies of the
/// cookies, as a thief would have.
#[derive(Clone, Debug)]
pub struct Browser {
    /// The deployment that the browser sends requests to.
    pub http: HttpClient,
    /// The cookie jar.
    pub cookies: BTreeMap<String, String>,
    /// The email address that its user signs in with.
    pub email: String,
    /// Whether it sends an `Accept` header that prefers pages, as browsers do.
    pub wants_pages: bool,
    /// The `Accept-Language` header.
    pub languages: Option<&'static str>,
}

impl Browser {
    /// A fresh browser.
    pub fn new(http: &HttpClient, email: &str) -> Self {
        let (http, email) = (http.clone(), email.to_owned());
        Self { http, cookies: BTreeMap::new(), email, wants_pages: true, languages: None }
    }

    /// The session cookie's value; empty without a session.
    pub fn session(&self) -> String {
        SESSION.iter().find_map(|name| self.cookies.get(*name)).cloned().unwrap_or_default()
    }

    /// Any request, to the first node, without cookies yet.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, 0, path)
    }

    /// Sends a request with the cookies, and stores those of the response.
    ///
    /// # Errors
    ///
    /// If no complete response arrived.
    pub async fn try_send(&mut self, request: RequestBuilder) -> reqwest::Result<Response> {
        let jar = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let request = if jar.is_empty() { request } else { request.header(COOKIE, jar) };
        let accept = if self.wants_pages { "text/html,application/xhtml+xml,*/*;q=0.8" } else { "*/*" };
        let request = match self.languages {
            Some(languages) => request.header(ACCEPT_LANGUAGE, languages),
            None => request,
        };
        let response = HttpClient::send(request.header(ACCEPT, accept)).await?;
        for (name, value) in response.cookies() {
            match value {
                Some(value) => self.cookies.insert(name.to_owned(), value.to_owned()),
                None => self.cookies.remove(name),
            };
        }
        Ok(response)
    }
}

/// For tests, which expect a response to every request.
#[expect(clippy::missing_panics_doc, reason = "all of them panic where no answer comes, and say what came instead")]
#[expect(clippy::panic, clippy::unwrap_used, reason = "a test without an answer fails")]
impl Browser {
    /// Sends a request with the cookies.
    pub async fn send(&mut self, request: RequestBuilder, path: &str) -> Response {
        let response = self.try_send(request).await.unwrap();
        Response { path: path.to_owned(), ..response }
    }

    /// Loads a page, and follows no redirect.
    pub async fn get(&mut self, path: &str) -> Response {
        let request = self.request(Method::GET, path);
        self.send(request, path).await
    }

    /// Loads a page and follows redirects within the deployment.
    pub async fn visit(&mut self, path: &str) -> Response {
        let page = self.get(path).await;
        self.follow(page).await
    }

    /// Follows redirects within the deployment.
    pub async fn follow(&mut self, mut page: Response) -> Response {
        for _ in 0..REDIRECTS {
            match page.location().map(str::to_owned) {
                Some(target) if target.starts_with('/') || target.starts_with(self.http.public_url()) => {
                    page = self.get(&target).await;
                }
                _ => return page,
            }
        }
        panic!("redirects without end at {}", page.path);
    }

    /// Sends a form with the fields and nothing else.
    pub async fn post_bare(&mut self, path: &str, fields: &[(&str, &str)]) -> Response {
        let request = self.request(Method::POST, path).form(fields);
        self.send(request, path).await
    }

    /// Sends a form of a page, with its CSRF token.
    pub async fn post_from(&mut self, page: &Response, path: &str, fields: &[(&str, &str)]) -> Response {
        let csrf = page.input("csrf").unwrap_or_else(|| panic!("no form at {}: {}", page.path, page.body));
        let fields: Vec<_> = fields.iter().copied().chain([("csrf", csrf.as_str())]).collect();
        self.post_bare(path, &fields).await
    }

    /// Sends a form with the CSRF token of the session.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Response {
        let csrf = self.csrf().await;
        let fields: Vec<_> = fields.iter().copied().chain([("csrf", csrf.as_str())]).collect();
        self.post_bare(path, &fields).await
    }

    /// The CSRF token of the session, from the API.
    pub async fn csrf(&mut self) -> String {
        let session = self.get("/api/session").await;
        session.text("csrf").unwrap_or_else(|| panic!("not signed in: {}", session.body))
    }

    /// Calls the JSON API.
    pub async fn api(&mut self, method: Method, path: &str, body: &Value) -> Response {
        let csrf = if self.cookies.contains_key(SESSION[0]) { self.csrf().await } else { String::new() };
        self.api_with(method, path, body, &csrf).await
    }

    /// Calls the JSON API with the given CSRF token.
    pub async fn api_with(&mut self, method: Method, path: &str, body: &Value, csrf: &str) -> Response {
        let request = self.request(method, path).header("x-csrf-token", csrf).json(body);
        let wants_pages = std::mem::replace(&mut self.wants_pages, false);
        let response = self.send(request, path).await;
        self.wants_pages = wants_pages;
        response
    }
}
