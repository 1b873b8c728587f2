//! *Deny*, at the question and at the panel (R12).

use reqwest::Method;
use serde_json::json;
use twinlock_domain::AuditKind;

use super::wiki;
use crate::support::{Person, Server, query_parameter};

#[tokio::test]
async fn r12_deny_at_the_question_tells_the_app_and_records_no_consent() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let attempt = wiki.attempt();
    let question = ada.visit(&attempt.url).await;
    assert!(question.is_question());
    let answer = ada.decide(&question, "deny").await;
    assert_eq!(answer.status, 303);
    assert_eq!(wiki.error(&attempt, &answer), "access_denied");
    assert!(server.consent_of("ada@example.com", wiki.app).await.is_none());
    assert_eq!(server.count(wiki.app, AuditKind::ConsentDenied).await, 1);
    assert_eq!(server.count(wiki.app, AuditKind::CodeIssued).await, 0);
}

#[tokio::test]
async fn r12_deny_at_the_panel_does_the_same() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    server.require_2fa(wiki.app, true).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let attempt = wiki.attempt();
    let panel = ada.visit(&attempt.url).await;
    assert!(panel.is_panel());
    let answer = ada.decide(&panel, "deny").await;
    assert_eq!(answer.status, 303);
    assert_eq!(wiki.error(&attempt, &answer), "access_denied");
    assert!(server.consent_of("ada@example.com", wiki.app).await.is_none());
}

#[tokio::test]
async fn r12_deny_by_json_says_where_to_go() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let attempt = wiki.attempt();
    let request = ada.pending(&attempt.url).await;
    let answer = ada.api(Method::POST, "/api/oauth/consent", &json!({ "request": request, "decision": "deny" })).await;
    assert_eq!(answer.status, 200);
    let target = answer.json()["redirect_to"].as_str().unwrap().to_owned();
    assert!(target.starts_with("https://rp.example/callback?"), "{target}");
    assert_eq!(query_parameter(&target, "error").as_deref(), Some("access_denied"));
    assert_eq!(query_parameter(&target, "state").as_deref(), Some(attempt.state.as_str()));
    assert_eq!(query_parameter(&target, "iss").as_deref(), Some(server.url.as_str()));
    assert_eq!(query_parameter(&target, "code"), None);
}

#[tokio::test]
async fn r12_deny_leaves_an_older_consent_and_its_tokens_as_they_were() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let tokens = wiki.sign_in(&mut ada).await;
    let before = server.consent_of("ada@example.com", wiki.app).await.unwrap();
    let attempt = wiki.attempt_with(&["email"], &[("prompt", "consent")]);
    let question = ada.visit(&attempt.url).await;
    assert_eq!(wiki.error(&attempt, &ada.decide(&question, "deny").await), "access_denied");
    assert_eq!(server.consent_of("ada@example.com", wiki.app).await.unwrap(), before);
    assert!(wiki.is_alive(&tokens).await);
    assert_eq!(ada.ends_at(&wiki.attempt().url).await, "code");
}

#[tokio::test]
async fn r12_deny_is_a_post_with_a_token() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let request = ada.pending(&wiki.attempt().url).await;
    let path = format!("/api/oauth/consent?request={request}&decision=deny");
    assert_eq!(ada.get(&path).await.status, 405);
    let bare = ada.post_bare("/api/oauth/consent", &[("request", &request), ("decision", "deny")]).await;
    assert_eq!(bare.status, 403);
    assert_eq!(server.count(wiki.app, AuditKind::ConsentDenied).await, 0);
    assert!(ada.approve_by_hand(&request).await.brings_a_code(), "it is still undecided");
}

#[tokio::test]
async fn r12_somebody_who_was_shown_the_panel_and_enrolled_meanwhile_can_still_say_no() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    server.require_2fa(wiki.app, true).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let attempt = wiki.attempt();
    let panel = ada.visit(&attempt.url).await;
    let request = panel.input("request").unwrap();
    ada.enrol(&server).await;
    let answer = ada.decide_by_hand(&request, "deny").await;
    assert_eq!(wiki.error(&attempt, &answer), "access_denied");
}
