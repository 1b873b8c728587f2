//! Forged requests: what another site can make a browser send changes nothing here.

use reqwest::Method;
use serde_json::json;
use twinlock_http_actix::{ROUTES, Route};

use super::is_protocol;
use crate::support::{PASSWORD, Page, Person, RelyingParty, Server};

/// The browser of a user who has everything that could be changed, and the ids of it.
struct Stage {
    server: Server,
    ada: Person,
    app: String,
    secret: String,
    session: String,
    request: String,
}

impl Stage {
    async fn set() -> Self {
        let server = Server::start().await;
        let shop = RelyingParty::register(&server, "Shop").await;
        let mut ada = Person::with_account(&server, "ada@example.com").await;
        let body = json!({ "client_name": "Hers", "redirect_uris": ["https://hers.example/"], "id_token_signed_response_alg": "EdDSA" });
        let app = ada.api(Method::POST, "/api/developer/apps", &body).await.json();
        let request = ada.visit(&shop.attempt().url).await.input("request").unwrap();
        let session =
            server.twinlock.security_overview(Some(&ada.session()), None).await.unwrap().sessions[0].id.to_string();
        let (app, secret) =
            (app["client_id"].as_str().unwrap().to_owned(), app["secrets"][0]["id"].as_str().unwrap().to_owned());
        Self { server, ada, app, secret, session, request }
    }

    fn path(&self, route: &Route) -> String {
        let id = if route.path.contains("/sessions/") { &self.session } else { &self.app };
        route.path.replace("{id}", id).replace("{client_id}", &self.app).replace("{secret}", &self.secret)
    }

    /// Sends a request that would be valid, but for the forger's token and headers.
    async fn send(&mut self, route: &Route, csrf: Option<&str>, headers: &[(&str, &str)]) -> Page {
        let path = self.path(route);
        let method: Method = route.method.parse().unwrap();
        let mut request = self.ada.request(method, &path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request = if route.path.starts_with("/api/") {
            let request = match csrf {
                Some(csrf) => request.header("x-csrf-token", csrf),
                None => request,
            };
            let body = match route.path.rsplit('/').next().unwrap() {
                "require-2fa" => json!({ "required": true }),
                "consent" => json!({ "request": self.request, "decision": "approve" }),
                _ => json!({}),
            };
            request.json(&body)
        } else {
            let fields = [
                ("email", "ada@example.com"),
                ("password", PASSWORD),
                ("display_name", "Ada"),
                ("code", "123456"),
                ("name", "Forged"),
                ("redirect_uris", "https://evil.example/"),
                ("id_token_alg", "EdDSA"),
                ("label", "forged"),
                ("required", "true"),
                ("days", "3"),
                ("token", "x"),
            ];
            let fields: Vec<_> = fields.into_iter().chain(csrf.map(|csrf| ("csrf", csrf))).collect();
            request.form(&fields)
        };
        self.ada.wants_pages = false;
        let page = self.ada.send(request, &path).await;
        self.ada.wants_pages = true;
        page
    }

    /// Everything that could be changed, and the number of audit events.
    async fn state(&mut self) -> (serde_json::Value, usize, usize, String) {
        let apps = self.ada.get("/api/developer/apps").await.json();
        let sessions =
            self.server.twinlock.security_overview(Some(&self.ada.session()), None).await.unwrap().sessions.len();
        (apps, sessions, self.server.events().await.len(), self.ada.session())
    }
}

fn changing() -> impl Iterator<Item = &'static Route> {
    ROUTES.iter().filter(|route| route.method != "GET" && !is_protocol(route))
}

#[tokio::test]
async fn cve_72_without_its_token_no_form_and_no_call_does_anything() {
    let mut stage = Stage::set().await;
    let other = Person::with_account(&stage.server, "eve@example.com").await.csrf().await;
    let own = stage.ada.csrf().await;
    let mut flipped = own.clone().into_bytes();
    flipped[0] = if flipped[0] == b'A' { b'B' } else { b'A' };
    let flipped = String::from_utf8(flipped).unwrap();
    let before = stage.state().await;
    let mut tried = 0;
    for route in changing() {
        for token in [None, Some(""), Some("x"), Some(&*other), Some(&*flipped), Some(&own[1..])] {
            let answer = stage.send(route, token, &[]).await;
            assert_eq!(answer.status, 403, "{} {} with {token:?}: {}", route.method, route.path, answer.body);
            assert!(answer.body.contains("csrf_failed"), "{}", answer.body);
        }
        tried += 1;
    }
    assert!(tried >= 33, "{tried}");
    assert_eq!(stage.state().await, before);
    let question = stage.ada.visit(&format!("/consent?request={}", stage.request)).await;
    assert!(question.is_question(), "the request is still undecided");
}

#[tokio::test]
async fn cve_72_from_another_site_not_even_the_right_token_does() {
    let mut stage = Stage::set().await;
    let own = stage.ada.csrf().await;
    let before = stage.state().await;
    let port = stage.server.url.rsplit(':').next().unwrap().to_owned();
    let other_port = format!("http://localhost:{}", port.parse::<u16>().unwrap().wrapping_add(1));
    let https = format!("https://localhost:{port}");
    let inside = format!("http://localhost:{port}.evil.example");
    for route in changing() {
        for headers in [
            [("origin", "https://evil.example")],
            [("origin", other_port.as_str())],
            [("origin", https.as_str())],
            [("origin", inside.as_str())],
            [("sec-fetch-site", "cross-site")],
            [("sec-fetch-site", "same-site")],
        ] {
            let answer = stage.send(route, Some(&own), &headers).await;
            assert_eq!(answer.status, 403, "{} {} {headers:?}: {}", route.method, route.path, answer.body);
        }
        // Browsers send `Origin: null` where the origin is to be hidden; then the token decides.
        let answer = stage.send(route, Some("x"), &[("origin", "null")]).await;
        assert_eq!(answer.status, 403, "{} {}", route.method, route.path);
    }
    assert_eq!(stage.state().await, before);
}

#[tokio::test]
async fn the_right_token_from_here_does() {
    let mut stage = Stage::set().await;
    let own = stage.ada.csrf().await;
    let here = stage.server.url.clone();
    let route = ROUTES.iter().find(|route| route.method == "PUT").unwrap();
    for headers in
        [vec![], vec![("origin", here.as_str())], vec![("origin", "null")], vec![("sec-fetch-site", "same-origin")]]
    {
        let answer = stage.send(route, Some(&own), &headers).await;
        assert_eq!(answer.status, 200, "{headers:?}: {}", answer.body);
    }
}

#[tokio::test]
async fn a_token_dies_with_the_cookie_that_it_was_made_for() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let old = ada.csrf().await;
    ada.enrol(&server).await;
    assert_ne!(ada.csrf().await, old);
    let answer = ada.post_bare("/sign-out", &[("csrf", &old)]).await;
    assert_eq!(answer.status, 403);
    assert!(ada.is_signed_in().await);
}

#[tokio::test]
async fn a_get_changes_nothing_whatever_its_query_says() {
    let mut stage = Stage::set().await;
    let csrf = stage.ada.csrf().await;
    let before = stage.state().await;
    let query = format!(
        "csrf={csrf}&email=ada@example.com&password=violet+anchor+tramway+42+pocket&code=123456&required=true&decision=approve\
         &request={}&name=Forged&redirect_uris=https://evil.example/&label=forged&days=3&revoke_now=on&_method=POST",
        stage.request
    );
    for path in ROUTES.iter().map(|route| route.path) {
        if path == "/oauth2/authorize" {
            continue; // Storing a request is what it is for; what it needs is checked elsewhere.
        }
        let route = ROUTES.iter().find(|route| route.path == path).unwrap();
        let target = format!("{}?{query}", stage.path(route));
        let answer = stage.ada.get(&target).await;
        assert!(answer.status.as_u16() < 500, "{path}: {}", answer.body);
    }
    assert_eq!(stage.state().await, before);
}

#[tokio::test]
async fn a_form_is_no_json_and_json_is_no_form() {
    let mut stage = Stage::set().await;
    let csrf = stage.ada.csrf().await;
    let before = stage.state().await;
    for content_type in [
        "application/json",
        "text/plain",
        "multipart/form-data; boundary=x",
        "text/plain; application/x-www-form-urlencoded",
    ] {
        let path = format!("/dashboard/developer/apps/{}/require-2fa", stage.app);
        let request = stage.ada.request(Method::POST, &path).header("content-type", content_type);
        let request = request.body(format!("csrf={csrf}&required=true"));
        let answer = stage.ada.send(request, &path).await;
        assert_eq!(answer.status, 400, "{content_type}: {}", answer.body);
    }
    assert_eq!(stage.state().await, before);
}
