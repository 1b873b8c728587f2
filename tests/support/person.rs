//! A person with a browser: a cookie jar, and what people do on the pages.

use std::collections::BTreeMap;

use reqwest::Method;
use reqwest::header::{COOKIE, HOST, SET_COOKIE};
use serde_json::Value;

use super::page::Page;
use super::{Authenticator, Server};

/// The password of every account in the tests.
pub(crate) const PASSWORD: &str = "violet anchor tramway 42 pocket";

/// A browser that follows no redirect by itself and runs no script. Clones share nothing: a clone is another browser
/// with copies of the cookies, as a thief would have.
#[derive(Clone)]
pub(crate) struct Person {
    server: String,
    host: Option<String>,
    /// The public URL: where links lead, and what stands for `server` in them.
    issuer: String,
    client: reqwest::Client,
    pub(crate) cookies: BTreeMap<String, String>,
    pub(crate) email: String,
    /// Whether it says that it wants pages, as browsers do.
    pub(crate) wants_pages: bool,
    /// What it says in `Accept-Language`.
    pub(crate) languages: Option<&'static str>,
}

impl Person {
    /// A fresh browser.
    pub(crate) fn new(server: &Server, email: &str) -> Self {
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self {
            server: server.url.clone(),
            host: server.host.clone(),
            issuer: server.twinlock.settings().issuer.clone(),
            client,
            cookies: BTreeMap::new(),
            email: email.into(),
            wants_pages: true,
            languages: None,
        }
    }

    /// The same browser, whose next requests a load balancer gives to another node.
    pub(crate) fn at(&self, node: &Server) -> Self {
        Self { server: node.url.clone(), host: node.host.clone(), ..self.clone() }
    }

    /// An account with a fresh browser that has signed in by password.
    pub(crate) async fn with_account(server: &Server, email: &str) -> Self {
        server.account(email).await;
        let mut person = Self::new(server, email);
        person.sign_in().await;
        person
    }

    /// An account that is enrolled, in a browser whose session is two-factor. Its first code is used up.
    pub(crate) async fn enrolled(server: &Server, email: &str) -> (Self, Authenticator) {
        let mut person = Self::with_account(server, email).await;
        let phone = person.enrol(server).await;
        server.next_step();
        (person, phone)
    }

    /// The session cookie's value.
    pub(crate) fn session(&self) -> String {
        let names = ["twinlock", "__Host-twinlock"];
        names.iter().find_map(|name| self.cookies.get(*name)).cloned().unwrap_or_default()
    }

    pub(crate) async fn send(&mut self, request: reqwest::RequestBuilder, path: &str) -> Page {
        let jar = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let request = if jar.is_empty() { request } else { request.header(COOKIE, jar) };
        let request = match &self.host {
            Some(host) => request.header(HOST, host),
            None => request,
        };
        let accept = if self.wants_pages { "text/html,application/xhtml+xml,*/*;q=0.8" } else { "*/*" };
        let request = match self.languages {
            Some(languages) => request.header("accept-language", languages),
            None => request,
        };
        let response = request.header("accept", accept).send().await.unwrap();
        for cookie in response.headers().get_all(SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            if cookie.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.into(), value.into());
            }
        }
        let (status, headers) = (response.status(), response.headers().clone());
        Page { status, headers, body: response.text().await.unwrap(), path: path.into() }
    }

    fn absolute(&self, path: &str) -> String {
        let path = path.strip_prefix(&self.issuer).unwrap_or(path);
        if path.starts_with("http") { path.into() } else { format!("{}{path}", self.server) }
    }

    /// Loads a page, and no more.
    pub(crate) async fn get(&mut self, path: &str) -> Page {
        let request = self.client.get(self.absolute(path));
        self.send(request, path).await
    }

    /// Loads a page and follows redirects as long as they stay here.
    pub(crate) async fn visit(&mut self, path: &str) -> Page {
        let page = self.get(path).await;
        self.follow(page).await
    }

    /// Follows redirects as long as they stay here.
    pub(crate) async fn follow(&mut self, mut page: Page) -> Page {
        for _ in 0..10 {
            match page.location().map(str::to_owned) {
                Some(target) if target.starts_with('/') || target.starts_with(&self.issuer) => {
                    page = self.get(&target).await;
                }
                _ => return page,
            }
        }
        panic!("redirects without end at {}", page.path);
    }

    /// Sends a form with the fields and nothing else.
    pub(crate) async fn post_bare(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let request = self.client.post(self.absolute(path)).form(fields);
        self.send(request, path).await
    }

    /// Sends a form of a page, with its CSRF token.
    pub(crate) async fn post_from(&mut self, page: &Page, path: &str, fields: &[(&str, &str)]) -> Page {
        let csrf = page.input("csrf").unwrap_or_else(|| panic!("no form at {}: {}", page.path, page.body));
        let fields: Vec<_> = fields.iter().copied().chain([("csrf", csrf.as_str())]).collect();
        self.post_bare(path, &fields).await
    }

    /// Sends a form with the CSRF token of whoever is signed in.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let csrf = self.csrf().await;
        let fields: Vec<_> = fields.iter().copied().chain([("csrf", csrf.as_str())]).collect();
        self.post_bare(path, &fields).await
    }

    /// The CSRF token of the session, from the API.
    pub(crate) async fn csrf(&mut self) -> String {
        let session = self.get("/api/session").await;
        session.json()["csrf"].as_str().unwrap_or_else(|| panic!("not signed in: {}", session.body)).to_owned()
    }

    /// Calls the JSON API.
    pub(crate) async fn api(&mut self, method: Method, path: &str, body: &Value) -> Page {
        let csrf = if self.cookies.contains_key("twinlock") { self.csrf().await } else { String::new() };
        self.api_with(method, path, body, &csrf).await
    }

    /// Calls the JSON API with a CSRF token of one's own choice.
    pub(crate) async fn api_with(&mut self, method: Method, path: &str, body: &Value, csrf: &str) -> Page {
        let request = self.client.request(method, self.absolute(path)).header("x-csrf-token", csrf).json(body);
        let wants_pages = std::mem::replace(&mut self.wants_pages, false);
        let page = self.send(request, path).await;
        self.wants_pages = wants_pages;
        page
    }

    /// Any request at all, with cookies.
    pub(crate) fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method, self.absolute(path))
    }

    /// Signs in by password on the sign-in page; the page that this leads to, here or (by its redirect) at an app.
    pub(crate) async fn sign_in(&mut self) -> Page {
        let page = self.visit("/sign-in").await;
        self.sign_in_from(&page, PASSWORD).await
    }

    /// Signs in from a sign-in page.
    pub(crate) async fn sign_in_from(&mut self, page: &Page, password: &str) -> Page {
        let email = self.email.clone();
        let target = page.input("continue").unwrap_or_default();
        let fields = [("email", email.as_str()), ("password", password), ("continue", &target)];
        let page = self.post_from(page, "/sign-in", &fields).await;
        self.follow(page).await
    }

    /// Signs in by password and code.
    pub(crate) async fn sign_in_with(&mut self, phone: &Authenticator, server: &Server) -> Page {
        let page = self.sign_in().await;
        self.pass_two_factor(&page, &phone.code(server.now())).await
    }

    /// Types a code into the page that asks for one.
    pub(crate) async fn pass_two_factor(&mut self, page: &Page, code: &str) -> Page {
        let target = page.input("continue").unwrap_or_default();
        let page = self.post_from(page, "/two-factor", &[("code", code), ("continue", &target)]).await;
        self.follow(page).await
    }

    /// Sets up an authenticator app, ending no other session.
    pub(crate) async fn enrol(&mut self, server: &Server) -> Authenticator {
        self.enrol_fully(server, &[]).await.0
    }

    /// The same with more fields in the confirming form; gives the page with the recovery codes too.
    pub(crate) async fn enrol_fully(&mut self, server: &Server, more: &[(&str, &str)]) -> (Authenticator, Page) {
        let security = self.visit("/dashboard/security").await;
        let seed = self.post_from(&security, "/dashboard/security/enrol", &[("password", PASSWORD)]).await;
        let key = seed.between("secret=", "&").unwrap_or_else(|| panic!("no key: {}", seed.body));
        let phone = Authenticator::with_key(&key);
        let code = phone.code(server.now());
        let fields: Vec<_> = more.iter().copied().chain([("code", code.as_str())]).collect();
        let page = self.post_from(&seed, "/dashboard/security/confirm", &fields).await;
        assert_eq!(page.status, 200, "{}", page.body);
        (phone, page)
    }

    /// Says yes on a consent page, to everything that it asks.
    pub(crate) async fn approve(&mut self, page: &Page) -> Page {
        self.decide(page, "approve").await
    }

    /// Says yes or no on a consent page or a panel.
    pub(crate) async fn decide(&mut self, page: &Page, decision: &str) -> Page {
        let request = page.input("request").unwrap_or_else(|| panic!("no request at {}: {}", page.path, page.body));
        let scopes: Vec<String> = page
            .body
            .split('<')
            .filter(|tag| tag.starts_with("input") && tag.contains("name=\"scope\""))
            .filter_map(|tag| tag.split_once("value=\"")?.1.split_once('"').map(|(value, _)| value.to_owned()))
            .collect();
        let mut fields = vec![("request", request.as_str()), ("decision", decision)];
        fields.extend(scopes.iter().map(|scope| ("scope", scope.as_str())));
        self.post_from(page, "/api/oauth/consent", &fields).await
    }
}
