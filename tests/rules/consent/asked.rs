//! When consent is asked for, and for which scopes (R10).

use reqwest::Method;
use serde_json::json;
use twinlock_domain::{Scope, ScopeSet};
use twinlock_ports::ClientKind;

use super::wiki;
use crate::support::{Page, Person, RelyingParty, Server, uris};

/// The scopes that a consent page asks for: those it shows as inputs.
fn asked(page: &Page) -> Vec<&'static str> {
    assert!(page.is_question(), "{}", page.body);
    let inputs: Vec<_> =
        page.body.split('<').filter(|tag| tag.starts_with("input") && tag.contains("name=\"scope\"")).collect();
    let is_asked = |scope: &Scope| inputs.iter().any(|tag| tag.contains(&format!("value=\"{}\"", scope.as_str())));
    Scope::ALL.into_iter().filter(is_asked).map(Scope::as_str).collect()
}

#[tokio::test]
async fn r10_consent_on_file_that_covers_the_request_is_not_asked_again() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let question = ada.visit(&wiki.attempt().url).await;
    assert_eq!(asked(&question), ["openid", "profile", "email", "offline_access"]);
    ada.approve(&question).await;
    assert_eq!(ada.ends_at(&wiki.attempt().url).await, "code");
    assert_eq!(ada.ends_at(&wiki.attempt_with(&["email"], &[]).url).await, "code", "less than what is on file");
    assert_eq!(ada.ends_at(&wiki.attempt_with(&[], &[]).url).await, "code");
}

#[tokio::test]
async fn r10_one_account_s_consent_is_no_other_s_and_one_app_s_no_other_s() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let bank = RelyingParty::register(&server, "Bank").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let mut bea = Person::with_account(&server, "bea@example.com").await;
    wiki.sign_in(&mut ada).await;
    assert_eq!(ada.ends_at(&wiki.attempt().url).await, "code");
    assert_eq!(bea.ends_at(&wiki.attempt().url).await, "question");
    assert_eq!(ada.ends_at(&bank.attempt().url).await, "question");
}

#[tokio::test]
async fn r10_new_scopes_are_asked_for_alone_and_added_to_those_on_file() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let question = ada.visit(&wiki.attempt_with(&["email"], &[]).url).await;
    assert_eq!(asked(&question), ["openid", "email"]);
    ada.approve(&question).await;

    let attempt = wiki.attempt_with(&["email", "profile"], &[]);
    let question = ada.visit(&attempt.url).await;
    assert_eq!(asked(&question), ["profile"], "what is on file is not asked again");
    let answer = ada.approve(&question).await;
    assert_eq!(wiki.redeem(attempt, &answer).await.scope, "openid profile email");
    let stored_consent = server.consent_of("ada@example.com", wiki.app).await.unwrap();
    assert_eq!(stored_consent.scope.to_string(), "openid profile email");
}

#[tokio::test]
async fn r10_prompt_consent_asks_for_everything_again() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    wiki.sign_in(&mut ada).await;
    let attempt = wiki.attempt_with(&["email"], &[("prompt", "consent")]);
    let question = ada.visit(&attempt.url).await;
    assert_eq!(asked(&question), ["openid", "email"]);
    let answer = ada.approve(&question).await;
    assert_eq!(wiki.redeem(attempt, &answer).await.scope, "openid email");
}

#[tokio::test]
async fn r10_after_revoke_all_everything_is_asked_again() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    wiki.sign_in(&mut ada).await;
    let question = ada.visit(&wiki.attempt_with(&[], &[("prompt", "consent")]).url).await;
    assert_eq!(asked(&question), ["openid"]);
    server.revoke_all(wiki.app).await;
    let question = ada.visit(&wiki.attempt_with(&["email"], &[]).url).await;
    assert_eq!(asked(&question), ["openid", "email"]);
    ada.approve(&question).await;
    let stored_consent = server.consent_of("ada@example.com", wiki.app).await.unwrap();
    assert_eq!(stored_consent.scope.to_string(), "openid email", "what was allowed before does not come back");
    assert_eq!(asked(&ada.visit(&wiki.attempt().url).await), ["profile", "offline_access"]);
}

#[tokio::test]
async fn r10_turning_the_requirement_on_asks_nobody_again() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let (mut ada, _) = Person::enrolled(&server, "ada@example.com").await;
    wiki.sign_in(&mut ada).await;
    server.require_2fa(wiki.app, true).await;
    assert_eq!(ada.ends_at(&wiki.attempt().url).await, "code");
}

/// An app whose users may decline `email` and `offline_access`.
async fn with_optional_scopes(server: &Server) -> RelyingParty {
    let optional: ScopeSet = [Scope::Email, Scope::OfflineAccess].into_iter().collect();
    let registered = server.app_with("Choice", |app| app.optional_scope = optional).await;
    RelyingParty::new(server, &registered).await
}

#[tokio::test]
async fn r10_optional_scopes_are_chosen_one_by_one_and_the_declined_ones_are_absent_without_an_error() {
    let server = Server::start().await;
    let choice = with_optional_scopes(&server).await;
    for (number, chosen, granted) in [
        (0, vec!["openid", "profile"], "openid profile"),
        (1, vec!["openid", "profile", "email"], "openid profile email"),
        (2, vec!["openid", "profile", "offline_access"], "openid profile offline_access"),
        (3, vec!["openid", "profile", "email", "offline_access"], "openid profile email offline_access"),
    ] {
        let mut person = Person::with_account(&server, &format!("person{number}@example.com")).await;
        let attempt = choice.attempt();
        let question = person.visit(&attempt.url).await;
        let request = question.input("request").unwrap();
        let mut fields = vec![("request", request.as_str()), ("decision", "approve")];
        fields.extend(chosen.iter().map(|scope| ("scope", *scope)));
        let answer = person.post_from(&question, "/api/oauth/consent", &fields).await;
        let tokens = choice.redeem(attempt, &answer).await;
        assert_eq!(tokens.scope, granted);
        assert_eq!(tokens.refresh_token.is_some(), chosen.contains(&"offline_access"));
        let (status, info) = choice.userinfo(&tokens.access_token).await;
        assert_eq!(status, 200);
        assert_eq!(info.get("email").is_some(), chosen.contains(&"email"), "{info}");
    }
}

#[tokio::test]
async fn r10_what_was_declined_is_asked_again_another_time() {
    let server = Server::start().await;
    let choice = with_optional_scopes(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let request = ada.pending(&choice.attempt().url).await;
    let body = json!({ "request": request, "decision": "approve", "scopes": ["openid", "profile"] });
    assert_eq!(ada.api(Method::POST, "/api/oauth/consent", &body).await.status, 200);
    let question = ada.visit(&choice.attempt().url).await;
    assert_eq!(asked(&question), ["email", "offline_access"]);
    assert_eq!(ada.ends_at(&choice.attempt_with(&["profile"], &[]).url).await, "code");
}

#[tokio::test]
async fn r10_required_scopes_are_all_or_nothing() {
    let server = Server::start().await;
    let choice = with_optional_scopes(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let request = ada.pending(&choice.attempt().url).await;
    for scopes in [json!([]), json!(["openid"]), json!(["profile", "email"]), json!(["email"])] {
        let body = json!({ "request": request, "decision": "approve", "scopes": scopes });
        let refused = ada.api(Method::POST, "/api/oauth/consent", &body).await;
        assert_eq!(
            (refused.status.as_u16(), refused.json()["error"].as_str()),
            (400, Some("invalid_scope")),
            "{scopes}"
        );
    }
    assert!(server.consent_of("ada@example.com", choice.app).await.is_none());
    let body = json!({ "request": request, "decision": "approve", "scopes": ["openid", "profile"] });
    assert_eq!(ada.api(Method::POST, "/api/oauth/consent", &body).await.status, 200, "it could still be decided");
}

#[tokio::test]
async fn r10_an_app_that_anybody_could_pretend_to_be_is_asked_for_every_time() {
    let server = Server::start().await;
    let registered = server
        .app_with("Phone", |app| {
            app.kind = ClientKind::Public;
            app.redirect_uris = uris(&["com.example.phone:/callback"]);
        })
        .await;
    let phone = RelyingParty::new(&server, &registered).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    phone.sign_in(&mut ada).await;
    assert_eq!(ada.ends_at(&phone.attempt().url).await, "question");
    assert_eq!(ada.ends_at(&phone.silent_attempt().url).await, "consent_required");
}
