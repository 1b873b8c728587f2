//! Errors: one shape for clients, one for people, a request id in both, and no internals in either.

use reqwest::Method;
use serde_json::json;
use twinlock_http_actix::ROUTES;

use super::{filled, is_json};
use crate::support::{PASSWORD, Page, Person, Server};

/// An error code, a sentence, the request's id, and nothing else.
#[track_caller]
fn is_error(answer: &Page) {
    let body = answer.json();
    let names: Vec<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["error", "error_description", "request_id"], "{}", answer.path);
    let code = body["error"].as_str().unwrap();
    assert!(
        !code.is_empty() && code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_' || b.is_ascii_digit()),
        "{code}"
    );
    assert!(body["error_description"].as_str().unwrap().len() > 5);
    assert_eq!(body["request_id"], answer.header("x-request-id"));
}

#[track_caller]
fn says_nothing_of_the_inside(answer: &Page) {
    let body = answer.body.to_ascii_lowercase();
    for word in [
        "sqlite",
        "postgres",
        "diesel",
        "select ",
        "panicked",
        "stack backtrace",
        ".rs:",
        env!("CARGO_MANIFEST_DIR"),
        "/home/",
        "constraint failed",
        "violates",
        "duplicate key",
    ] {
        assert!(!body.contains(&word.to_ascii_lowercase()), "{}: {word} in {}", answer.path, answer.body);
    }
}

#[tokio::test]
async fn every_error_for_clients_has_the_one_shape() {
    let server = Server::start().await;
    let mut nobody = Person::new(&server, "nobody@example.com");
    nobody.wants_pages = false;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let csrf = ada.csrf().await;
    let mut answers = Vec::new();
    for (path, fields) in [
        ("/oauth2/token", vec![]),
        ("/oauth2/token", vec![("grant_type", "none")]),
        ("/oauth2/token", vec![("grant_type", "authorization_code"), ("client_id", "x")]),
        ("/oauth2/introspect", vec![("token", "x")]),
        ("/oauth2/revoke", vec![]),
        ("/oauth2/userinfo", vec![("access_token", "x")]),
        ("/api/oauth/consent", vec![("request", "x")]),
    ] {
        answers.push(nobody.post_bare(path, &fields).await);
    }
    for path in ["/api/session", "/api/developer/apps", "/api/nothing", "/oauth2/token", "/oauth2/userinfo"] {
        answers.push(nobody.get(path).await);
    }
    for (method, path, body) in [
        (Method::POST, "/api/developer/apps", json!({ "unknown": 1 })),
        (Method::POST, "/api/developer/apps", json!({ "client_name": "x", "redirect_uris": ["http://x.example/"] })),
        (Method::POST, "/api/oauth/consent", json!({ "request": "x", "decision": "approve" })),
        (Method::POST, "/api/oauth/consent", json!({ "request": "x", "decision": "perhaps" })),
        (Method::PUT, "/api/developer/apps/x/require-2fa", json!({ "required": true })),
    ] {
        answers.push(ada.api_with(method, path, &body, &csrf).await);
    }
    answers.push(ada.api_with(Method::POST, "/api/developer/apps", &json!({}), "wrong").await);
    for answer in &answers {
        assert!(answer.status.is_client_error(), "{} {}", answer.path, answer.status);
        is_error(answer);
    }
}

#[tokio::test]
async fn an_error_page_shows_its_request_id_and_a_stable_word() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    for (path, status, code) in [
        ("/nothing", 404, "not_found"),
        ("/sign-out", 405, "method_not_allowed"),
        ("/password/reset?token=x", 410, "link_expired"),
        ("/consent?request=x", 404, "request_not_found"),
        ("/consent", 400, "invalid_request"),
        ("/oauth2/authorize?client_id=x", 400, "invalid_client"),
        ("/oauth2/authorize?continue=https://evil.example", 404, "request_not_found"),
    ] {
        let page = ada.get(path).await;
        assert_eq!(page.status, status, "{path}: {}", page.body);
        assert!(page.header("content-type").starts_with("text/html"), "{path}");
        let id = page.header("x-request-id");
        assert!(page.body.contains(&format!("Request id: <code>{id}</code>")), "{path}: {}", page.body);
        assert!(page.body.contains(&format!("<code>{code}</code>")), "{path}: {}", page.body);
        assert!(page.location().is_none());
    }
    let page = ada.post_bare("/dashboard/security/enrol", &[]).await;
    assert_eq!(page.status, 403);
    assert!(page.body.contains("<code>csrf_failed</code>") && page.body.contains(page.header("x-request-id")));
}

#[tokio::test]
async fn each_request_has_an_id_of_its_own_and_takes_none_from_outside() {
    let server = Server::start().await;
    let mut nobody = Person::new(&server, "nobody@example.com");
    let mut ids = std::collections::BTreeSet::new();
    for _ in 0..20 {
        let request = nobody.request(Method::GET, "/nothing").header("x-request-id", "chosen-outside");
        let id = nobody.send(request, "/nothing").await.header("x-request-id").to_owned();
        assert_ne!(id, "chosen-outside");
        ids.insert(id);
    }
    assert_eq!(ids.len(), 20);
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_and_told_nothing_of_the_inside() {
    let server = Server::start().await;
    let (mut ada, _) = Person::enrolled(&server, "ada@example.com").await;
    let csrf = ada.csrf().await;
    let deep = "[".repeat(5000);
    let long = format!("csrf={csrf}&email={}", "a".repeat(70_000));
    let bodies: [&[u8]; 8] = [
        b"",
        b"{",
        b"\xff\xfe\x00\x01",
        b"null",
        b"[]",
        deep.as_bytes(),
        long.as_bytes(),
        b"email=%ff%fe&email=%00&code=%F0%9F%92%A9",
    ];
    let mut sent = 0;
    for route in ROUTES.iter().filter(|route| route.method != "GET") {
        for body in bodies {
            for content_type in ["application/json", "application/x-www-form-urlencoded", "application/octet-stream"] {
                let path = filled(route);
                let request = ada
                    .request(route.method.parse().unwrap(), &path)
                    .header("content-type", content_type)
                    .header("x-csrf-token", &csrf)
                    .body(body.to_vec());
                let answer = ada.send(request, &path).await;
                assert!(answer.status.is_client_error(), "{} {path}: {} {}", route.method, answer.status, answer.body);
                says_nothing_of_the_inside(&answer);
                if is_json(route) && answer.header("content-type").starts_with("application/json") {
                    is_error(&answer);
                }
                sent += 1;
            }
        }
    }
    assert!(sent > 900, "{sent}");
    assert!(ada.is_two_factor().await && ada.is_enrolled().await);
}

#[tokio::test]
async fn no_error_repeats_a_secret() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let secret = "correct-horse-7711";
    let page = ada.get("/password/forgot").await;
    let csrf = page.input("csrf").unwrap();
    let mut answers = Vec::new();
    let mut stranger = Person::new(&server, "ada@example.com");
    let page = stranger.visit("/sign-in").await;
    answers.push(stranger.post_from(&page, "/sign-in", &[("email", "ada@example.com"), ("password", secret)]).await);
    answers.push(
        stranger.post_from(&page, "/sign-up", &[("email", "no"), ("password", secret), ("display_name", "A")]).await,
    );
    answers.push(ada.post("/dashboard/security/enrol", &[("password", secret)]).await);
    answers.push(
        ada.post_bare("/password/reset", &[("token", secret), ("password", secret), ("csrf", csrf.as_str())]).await,
    );
    answers.push(ada.get(&format!("/password/reset?token={secret}")).await);
    answers.push(ada.post("/dashboard/security/disable", &[("password", secret), ("code", secret)]).await);
    let basic = ada
        .request(Method::POST, "/oauth2/token")
        .basic_auth("x", Some(secret))
        .form(&[("grant_type", "client_credentials")]);
    answers.push(ada.send(basic, "/oauth2/token").await);
    answers.push(
        ada.post_bare(
            "/oauth2/token",
            &[
                ("grant_type", "refresh_token"),
                ("refresh_token", secret),
                ("client_id", "x"),
                ("client_secret", secret),
            ],
        )
        .await,
    );
    let bearer = ada.request(Method::GET, "/oauth2/userinfo").bearer_auth(secret);
    answers.push(ada.send(bearer, "/oauth2/userinfo").await);
    for answer in answers {
        assert!(answer.status.is_client_error(), "{} {}", answer.path, answer.status);
        assert!(!answer.body.contains(secret) && !answer.body.contains(PASSWORD), "{}: {}", answer.path, answer.body);
        assert!(!format!("{:?}", answer.headers).contains(secret), "{}", answer.path);
    }
}
