//! Who may decide a pending request, and that it is decided once (R11).

use std::time::Duration;

use reqwest::Method;
use serde_json::json;
use twinlock_domain::AuditKind;

use super::wiki;
use crate::support::{Page, Person, Server};

/// Everything that an attacker can do with the id of a request.
async fn attacks(stranger: &mut Person, request: &str) -> Vec<Page> {
    let mut answers = Vec::new();
    for decision in ["approve", "deny"] {
        answers.push(stranger.decide_by_hand(request, decision).await);
        let body = json!({ "request": request, "decision": decision });
        answers.push(stranger.api(Method::POST, "/api/oauth/consent", &body).await);
    }
    answers.push(stranger.get(&format!("/consent?request={request}")).await);
    answers.push(stranger.get(&format!("/oauth2/authorize?continue={request}")).await);
    answers
}

#[tokio::test]
async fn r11_another_account_in_another_browser_finds_no_such_request() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let mut eve = Person::with_account(&server, "eve@example.com").await;
    let attempt = wiki.attempt();
    let request = ada.pending(&attempt.url).await;
    for answer in attacks(&mut eve, &request).await {
        assert_eq!(answer.status, 404, "{}: {}", answer.path, answer.body);
        assert!(!answer.brings_a_code());
    }
    assert!(server.consent_of("eve@example.com", wiki.app).await.is_none());
    // Nothing has changed for its owner.
    let answer = ada.approve_by_hand(&request).await;
    assert!(wiki.is_alive(&wiki.redeem(attempt, &answer).await).await);
}

#[tokio::test]
async fn r11_another_session_of_the_same_account_finds_no_such_request() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let mut elsewhere = Person::new(&server, "ada@example.com");
    elsewhere.sign_in().await;
    let request = ada.pending(&wiki.attempt().url).await;
    for answer in attacks(&mut elsewhere, &request).await {
        assert_eq!(answer.status, 404, "{}: {}", answer.path, answer.body);
    }
    assert!(ada.approve_by_hand(&request).await.brings_a_code());
}

#[tokio::test]
async fn r11_a_request_that_an_attacker_began_cannot_be_finished_by_a_victim() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let mut eve = Person::new(&server, "eve@example.com");
    let sign_in = eve.visit(&wiki.attempt().url).await;
    let request = sign_in.input("continue").unwrap();
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    assert_eq!(ada.get(&format!("/oauth2/authorize?continue={request}")).await.status, 404);
    assert_eq!(ada.approve_by_hand(&request).await.status, 404);
}

#[tokio::test]
async fn r11_a_request_is_decided_once() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    for first in ["approve", "deny"] {
        let request = ada.pending(&wiki.attempt_with(&["email"], &[("prompt", "consent")]).url).await;
        assert_eq!(ada.decide_by_hand(&request, first).await.status, 303);
        let issued = server.count(wiki.app, AuditKind::CodeIssued).await;
        for second in ["approve", "deny"] {
            let refused = ada.decide_by_hand(&request, second).await;
            assert_eq!((refused.status.as_u16(), refused.json()["error"].as_str()), (409, Some("already_decided")));
            assert_eq!(refused.location(), None);
        }
        assert_eq!(ada.get(&format!("/consent?request={request}")).await.status, 409);
        assert_eq!(server.count(wiki.app, AuditKind::CodeIssued).await, issued);
    }
}

#[tokio::test]
async fn r11_of_twenty_decisions_at_once_one_counts() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let request = ada.pending(&wiki.attempt().url).await;
    let csrf = ada.csrf().await;
    let body = json!({ "request": request, "decision": "approve" });
    let mut tabs = vec![ada; 20];
    let posts = tabs.iter_mut().map(|tab| tab.api_with(Method::POST, "/api/oauth/consent", &body, &csrf));
    let answers = futures_util::future::join_all(posts).await;
    let count = |status: u16| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!((count(200), count(409)), (1, 19));
    assert_eq!(server.count(wiki.app, AuditKind::CodeIssued).await, 1);
}

#[tokio::test]
async fn r11_scopes_that_are_unknown_or_were_not_requested_are_refused_and_change_nothing() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let request = ada.pending(&wiki.attempt_with(&["email"], &[]).url).await;
    for scopes in [["openid", "email", "profile"], ["openid", "email", "admin"], ["openid", "email", ""]] {
        let body = json!({ "request": request, "decision": "approve", "scopes": scopes });
        let refused = ada.api(Method::POST, "/api/oauth/consent", &body).await;
        assert_eq!((refused.status.as_u16(), refused.json()["error"].as_str()), (400, Some("invalid_scope")));
        let mut fields = vec![("request", request.as_str()), ("decision", "approve")];
        fields.extend(scopes.iter().map(|scope| ("scope", *scope)));
        assert_eq!(ada.post("/api/oauth/consent", &fields).await.status, 400, "{scopes:?}");
    }
    assert!(server.consent_of("ada@example.com", wiki.app).await.is_none());
    assert!(ada.approve_by_hand(&request).await.brings_a_code());
}

#[tokio::test]
async fn r11_a_decision_that_is_none_or_names_no_request_is_refused() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let request = ada.pending(&wiki.attempt().url).await;
    for decision in ["", "yes", "Approve", "approve "] {
        assert_eq!(ada.decide_by_hand(&request, decision).await.status, 400, "{decision}");
    }
    for stranger in ["", "x", "00000000-0000-7000-8000-000000000000", &wiki.app.to_string()] {
        assert_eq!(ada.decide_by_hand(stranger, "approve").await.status, 404, "{stranger}");
    }
    let twice = [("request", request.as_str()), ("decision", "deny"), ("decision", "approve")];
    assert_eq!(ada.post("/api/oauth/consent", &twice).await.status, 400);
    assert!(ada.approve_by_hand(&request).await.brings_a_code());
}

#[tokio::test]
async fn r11_a_request_ends_after_an_hour() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let (in_time, too_late) = (ada.pending(&wiki.attempt().url).await, ada.pending(&wiki.attempt().url).await);
    // A session expires after half an hour without use, so it is used in between.
    for _ in 0..3 {
        server.wait(Duration::from_mins(19));
        ada.visit("/dashboard").await;
    }
    server.wait(Duration::from_secs(179));
    assert!(ada.approve_by_hand(&in_time).await.brings_a_code());
    server.wait(Duration::from_secs(1));
    for decision in ["approve", "deny"] {
        let refused = ada.decide_by_hand(&too_late, decision).await;
        assert_eq!((refused.status.as_u16(), refused.json()["error"].as_str()), (410, Some("request_expired")));
    }
    for path in [format!("/consent?request={too_late}"), format!("/oauth2/authorize?continue={too_late}")] {
        assert_eq!(ada.get(&path).await.status, 410, "{path}");
    }
}

#[tokio::test]
async fn r11_when_another_account_signs_in_in_the_same_browser_the_page_of_the_first_is_dead() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    server.account("bea@example.com").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let attempt = wiki.attempt();
    let page = ada.visit(&attempt.url).await;
    let request = page.input("request").unwrap();
    assert!(page.is_question());

    let mut bea = ada.clone();
    bea.email = "bea@example.com".into();
    let page_of_sign_in = bea.visit(&format!("/sign-in?continue={request}")).await;
    if page_of_sign_in.input("password").is_none() && !page_of_sign_in.path.contains("/sign-in") {
        bea.post("/sign-out", &[]).await;
    }
    let sign_in = bea.visit("/sign-in").await;
    bea.sign_in_from(&sign_in, crate::support::PASSWORD).await;
    assert_eq!(bea.whoami().await["account"]["email"], "bea@example.com");

    let refused = bea.approve_by_hand(&request).await;
    assert_eq!(refused.status, 404, "{}", refused.body);
    assert!(server.consent_of("bea@example.com", wiki.app).await.is_none());
    // This browser sent the request: when it is continued, the current user is asked.
    let page = bea.visit(&format!("/oauth2/authorize?continue={request}")).await;
    assert!(page.is_question() && page.body.contains("bea@example.com"), "{}", page.body);
    let answer = bea.approve(&page).await;
    let tokens = wiki.redeem(attempt, &answer).await;
    assert_eq!(wiki.userinfo(&tokens.access_token).await.1["email"], "bea@example.com");
    assert!(server.consent_of("ada@example.com", wiki.app).await.is_none());
}

#[tokio::test]
async fn r11_a_pending_request_follows_the_session_whose_cookie_rotates_and_is_dead_for_the_old_one() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let request = ada.pending(&wiki.attempt().url).await;
    let csrf = ada.csrf().await;
    let mut thief = ada.clone();
    ada.enrol(&server).await;
    assert_ne!(ada.session(), thief.session(), "the cookie rotated");
    let body = json!({ "request": request, "decision": "approve" });
    assert_eq!(thief.api_with(Method::POST, "/api/oauth/consent", &body, &csrf).await.status, 401);
    assert_eq!(thief.ends_at(&format!("/consent?request={request}")).await, "sign-in");
    assert!(ada.approve_by_hand(&request).await.brings_a_code());
}
