//! `response_mode=form_post`: the response is posted to the app by a form, with or without script.

use reqwest::Method;
use serde_json::json;
use twinlock_ports::ClientKind;

use super::app;
use crate::support::{Page, Person, RelyingParty, Server, uris};

fn url(app: &RelyingParty, more: &[(&str, &str)]) -> String {
    let parameters: Vec<_> = more.iter().copied().chain([("response_mode", "form_post")]).collect();
    app.attempt_with(&["email"], &parameters).url
}

/// The parameters that the page would post, after checking that it is such a page.
#[track_caller]
fn posted(page: &Page, to: &str) -> Vec<(String, String)> {
    assert_eq!((page.status.as_u16(), page.location()), (200, None), "{}", page.body);
    assert_eq!(page.header("cache-control"), "no-store");
    assert!(!page.header("content-security-policy").contains("form-action"), "it may leave");
    assert!(page.body.contains(&format!("<form method=\"post\" action=\"{to}\"")), "{}", page.body);
    assert!(page.body.contains("type=\"submit\""), "it works without script: {}", page.body);
    assert!(!page.body.contains("name=\"csrf\""), "our token is not for the app");
    ["code", "error", "error_description", "state", "iss"]
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), page.input(name)?)))
        .collect()
}

#[track_caller]
fn value(posted: &[(String, String)], name: &str) -> Option<String> {
    posted.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone())
}

#[tokio::test]
async fn b13_the_answer_is_posted_to_the_app() {
    let server = Server::start().await;
    let wiki = app(&server, "Wiki").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    for state in ["plain", "a&b=\"c\"'<d>\u{e4}"] {
        for (prompt, decision, key) in [
            ("consent", "approve", "code"),
            ("consent", "deny", "error"),
            ("none", "", "code"),
            ("none maybe", "", "error"),
        ] {
            let mut url: url::Url = url(&wiki, &[("prompt", prompt)]).parse().unwrap();
            let pairs: Vec<_> = url.query_pairs().into_owned().filter(|(name, _)| name != "state").collect();
            url.query_pairs_mut().clear().extend_pairs(pairs).append_pair("state", state);
            let mut page = ada.visit(url.as_str()).await;
            if page.is_question() {
                page = ada.decide(&page, decision).await;
            }
            let posted = posted(&page, "https://rp.example/callback");
            assert!(value(&posted, key).is_some(), "{prompt} {decision}: {}", page.body);
            assert_eq!(value(&posted, "code").is_some(), value(&posted, "error").is_none());
            assert_eq!(value(&posted, "iss").as_deref(), Some(server.url.as_str()));
            let escaped = state.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;");
            assert_eq!(value(&posted, "state"), Some(escaped), "{}", page.body);
        }
    }
}

#[tokio::test]
async fn b13_a_code_that_was_posted_is_redeemed() {
    let server = Server::start().await;
    let wiki = app(&server, "Wiki").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let attempt = wiki.attempt_with(&["email"], &[("response_mode", "form_post")]);
    let question = ada.visit(&attempt.url).await;
    let page = ada.approve(&question).await;
    let code = value(&posted(&page, "https://rp.example/callback"), "code").unwrap();
    let (status, tokens) = wiki.redeem_by_hand(&code, attempt.verifier.secret()).await;
    assert_eq!(status, 200, "{tokens}");
}

#[tokio::test]
async fn r30_the_gate_is_the_same_where_the_answer_is_posted() {
    let server = Server::start().await;
    let wiki = app(&server, "Wiki").await;
    let (mut ada, mut bea) = (
        Person::with_account(&server, "ada@example.com").await,
        Person::with_account(&server, "bea@example.com").await,
    );
    for person in [&mut ada, &mut bea] {
        wiki.sign_in(person).await;
    }
    bea.enrol(&server).await;
    server.require_2fa(wiki.app, true).await;
    let panel = ada.visit(&url(&wiki, &[])).await;
    assert!(panel.is_panel(), "consent on file does not help: {}", panel.body);
    let request = panel.input("request").unwrap();
    assert_eq!(ada.decide_by_hand(&request, "approve").await.status, 403);
    let denied = posted(&ada.decide(&panel, "deny").await, "https://rp.example/callback");
    assert_eq!(value(&denied, "error").as_deref(), Some("access_denied"));
    let silent = ada.visit(&url(&wiki, &[("prompt", "none")])).await;
    let silent = posted(&silent, "https://rp.example/callback");
    assert_eq!(value(&silent, "error").as_deref(), Some("interaction_required"));
    let answer = bea.visit(&url(&wiki, &[])).await;
    assert!(answer.brings_a_code(), "{}", answer.body);
}

#[tokio::test]
async fn b13_a_caller_of_the_json_api_is_told_what_to_post() {
    let server = Server::start().await;
    let wiki = app(&server, "Wiki").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let question = ada.visit(&url(&wiki, &[("prompt", "consent")])).await;
    let body = json!({ "request": question.input("request").unwrap(), "decision": "approve" });
    let answer = ada.api(Method::POST, "/api/oauth/consent", &body).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let answer = answer.json();
    assert_eq!(answer["redirect_to"], "https://rp.example/callback");
    assert!(answer["form_post"]["code"].is_string() && answer["form_post"]["state"].is_string(), "{answer}");
    assert_eq!(answer["form_post"]["iss"], server.url.as_str());
}

#[tokio::test]
async fn b13_what_cannot_be_posted_is_told_in_the_query() {
    let server = Server::start().await;
    let registered = server
        .app_with("Phone", |app| {
            app.redirect_uris = uris(&["com.example.phone:/done"]);
            app.kind = ClientKind::Public;
        })
        .await;
    let phone = RelyingParty::new(&server, &registered).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let page = ada.get(&url(&phone, &[])).await;
    assert_eq!(page.word(), "invalid_request");
    assert!(page.location().unwrap().starts_with("com.example.phone:/done?error="), "{:?}", page.location());
    let wiki = app(&server, "Wiki").await;
    for mode in ["fragment", "jwt", "form_post.jwt", "FORM_POST", "query form_post"] {
        let page = ada.get(&wiki.attempt_with(&["email"], &[("response_mode", mode)]).url).await;
        assert_eq!(page.word(), "invalid_request", "{mode}");
        assert!(page.location().unwrap().starts_with("https://rp.example/callback?"), "{mode}");
    }
}

#[tokio::test]
async fn b13_the_mode_is_in_the_metadata_and_outlives_the_sign_in() {
    let server = Server::start().await;
    let wiki = app(&server, "Wiki").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let metadata = ada.get("/.well-known/openid-configuration").await.json();
    assert_eq!(metadata["response_modes_supported"], json!(["query", "form_post"]));
    wiki.sign_in(&mut ada).await;
    let mut browser = Person::new(&server, "ada@example.com");
    let sign_in = browser.visit(&url(&wiki, &[])).await;
    let page = browser.sign_in_from(&sign_in, crate::support::PASSWORD).await;
    assert!(value(&posted(&page, "https://rp.example/callback"), "code").is_some());
}
