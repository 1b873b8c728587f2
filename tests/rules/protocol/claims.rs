//! Claims about users: where they are returned, and that only what was allowed is returned.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Client;
use serde_json::{Value, json};

use crate::support::{Attempt, IdToken, Person, RelyingParty, Server};

async fn app(server: &Server, id_token_claims: bool) -> RelyingParty {
    let registered = server.app_with("Wiki", |app| app.id_token_claims = id_token_claims).await;
    RelyingParty::new(server, &registered).await
}

/// The claims about the user, with their values.
fn about(claims: &Value) -> Value {
    let names = ["name", "preferred_username", "email", "email_verified"];
    let told = names.iter().filter_map(|name| claims.get(*name).map(|value| ((*name).to_owned(), value.clone())));
    Value::Object(told.collect())
}

async fn id_token(app: &RelyingParty, person: &mut Person, attempt: Attempt) -> IdToken {
    let mut page = person.visit(&attempt.url).await;
    if page.is_question() {
        page = person.approve(&page).await;
    }
    app.redeem(attempt, &page).await.id_token
}

#[tokio::test]
async fn g1_an_app_can_have_name_and_email_in_the_id_token_for_the_scopes_that_were_granted() {
    let server = Server::start().await;
    let (plain, full) = (app(&server, false).await, app(&server, true).await);
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let name = json!({ "name": "ada", "preferred_username": "ada" });
    let email = json!({ "email": "ada@example.com", "email_verified": true });
    let both = json!({
        "name": "ada", "preferred_username": "ada", "email": "ada@example.com", "email_verified": true,
    });
    for (scopes, expected) in
        [(&[][..], json!({})), (&["profile"][..], name), (&["email"][..], email), (&["email", "profile"][..], both)]
    {
        let token = id_token(&full, &mut ada, full.attempt_with(scopes, &[])).await;
        assert_eq!(about(&token.claims), expected, "{scopes:?}");
        let token = id_token(&plain, &mut ada, plain.attempt_with(scopes, &[])).await;
        assert_eq!(about(&token.claims), json!({}), "off by default: {scopes:?}");
    }
}

#[tokio::test]
async fn g1_a_refreshed_id_token_has_the_claims_of_the_scope_that_is_asked_for_then() {
    let server = Server::start().await;
    let full = app(&server, true).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let tokens = full.sign_in(&mut ada).await;
    let refreshed = full.refresh(&tokens.refresh_token.unwrap()).await.unwrap();
    assert_eq!(about(&refreshed.id_token.claims), about(&tokens.id_token.claims));
    assert_eq!(refreshed.id_token.claims["email"], "ada@example.com");
    let refresh = refreshed.refresh_token.unwrap();
    let fields = [("grant_type", "refresh_token"), ("refresh_token", &*refresh), ("scope", "openid profile")];
    let (_, body) = full.token(&fields).await;
    let payload = body["id_token"].as_str().unwrap().split('.').nth(1).unwrap();
    let payload = URL_SAFE_NO_PAD.decode(payload).unwrap();
    let claims: Value = serde_json::from_slice(&payload).unwrap();
    assert_eq!(about(&claims), json!({ "name": "ada", "preferred_username": "ada" }));
}

#[tokio::test]
async fn g2_the_user_name_comes_with_the_profile_scope_and_stays() {
    let server = Server::start().await;
    let wiki = app(&server, false).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let tokens = wiki.sign_in(&mut ada).await;
    for _ in 0..2 {
        let (_, info) = wiki.userinfo(&tokens.access_token).await;
        assert_eq!(info["preferred_username"], "ada");
        server.next_step();
    }
    let attempt = wiki.attempt_with(&["email"], &[]);
    let page = ada.visit(&attempt.url).await;
    let tokens = wiki.redeem(attempt, &page).await;
    assert_eq!(wiki.userinfo(&tokens.access_token).await.1.get("preferred_username"), None, "not by another scope");
}

#[tokio::test]
async fn a_request_without_a_token_is_told_the_way_and_no_error() {
    let server = Server::start().await;
    let url = format!("{}/oauth2/userinfo", server.url);
    let client = Client::new();
    for request in [
        client.get(&url),
        client.post(&url),
        client.post(&url).form(&[("access_token", "")]),
        client.get(&url).header("authorization", "Bearer"),
        client.get(&url).header("authorization", "Bearer "),
        client.get(&url).basic_auth("x", Some("y")),
    ] {
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 401);
        assert_eq!(answer.headers()["www-authenticate"], "Bearer realm=\"twinlock\"");
        assert_eq!(answer.json::<Value>().await.unwrap()["error"], "token_missing");
    }
    let answer = client.get(&url).bearer_auth("unknown").send().await.unwrap();
    assert_eq!(answer.headers()["www-authenticate"], "Bearer realm=\"twinlock\", error=\"invalid_token\"");
}

#[tokio::test]
async fn g7_a_claim_that_is_asked_for_by_name_is_asked_of_the_user_and_then_told() {
    let server = Server::start().await;
    let wiki = app(&server, false).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let by_name = |claims: &str| wiki.attempt_with(&[], &[("claims", claims)]);
    let name = r#"{"userinfo":{"name":{"essential":true}}}"#;
    let silent = [("claims", name), ("prompt", "none")];

    let attempt = wiki.attempt_with(&[], &[]);
    let question = ada.visit(&attempt.url).await;
    ada.approve(&question).await;
    assert_eq!(ada.ends_at(&wiki.attempt_with(&[], &silent).url).await, "consent_required", "nothing is told unasked");

    let attempt = by_name(name);
    let question = ada.visit(&attempt.url).await;
    assert!(question.is_question() && question.body.contains("See your name"), "{}", question.body);
    let answer = ada.approve(&question).await;
    let tokens = wiki.redeem(attempt, &answer).await;
    assert_eq!((tokens.scope.as_str(), about(&tokens.id_token.claims)), ("openid profile", json!({})));
    let (_, info) = wiki.userinfo(&tokens.access_token).await;
    assert_eq!(about(&info), json!({ "name": "ada", "preferred_username": "ada" }));

    let attempt = by_name(r#"{"id_token":{"email":null},"userinfo":{"picture":null,"address":{"essential":true}}}"#);
    let question = ada.visit(&attempt.url).await;
    let answer = ada.approve(&question).await;
    let token = wiki.redeem(attempt, &answer).await.id_token;
    assert_eq!(about(&token.claims), json!({ "email": "ada@example.com", "email_verified": true }));
}

#[tokio::test]
async fn sid_names_the_session_of_the_grant_and_differs_between_apps() {
    let server = Server::start().await;
    let (wiki, shop) = (app(&server, false).await, app(&server, false).await);
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let first = wiki.sign_in(&mut ada).await;
    let sid = first.id_token.claims["sid"].as_str().unwrap().to_owned();
    assert_eq!(wiki.sign_in(&mut ada).await.id_token.claims["sid"], *sid, "the same session");
    assert_ne!(shop.sign_in(&mut ada).await.id_token.claims["sid"], *sid, "another app");
    let mut at_work = Person::new(&server, "ada@example.com");
    at_work.sign_in().await;
    assert_ne!(wiki.sign_in(&mut at_work).await.id_token.claims["sid"], *sid, "another browser");
    let refreshed = wiki.refresh(&first.refresh_token.unwrap()).await.unwrap();
    assert_eq!(refreshed.id_token.claims["sid"], *sid, "a refreshed token is of the session of its grant");
}
