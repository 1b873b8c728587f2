//! A code is accepted once, soon, and only with the app, redirect URI and verifier that it was issued for.

use std::time::Duration;

use serde_json::Value;
use twinlock_domain::AuditKind;

use super::{app, code_of};
use crate::support::{Person, RelyingParty, Server, uris};

fn assert_refused(answer: &(u16, Value)) {
    assert_eq!((answer.0, answer.1["error"].as_str()), (400, Some("invalid_grant")), "{}", answer.1);
    assert!(answer.1.get("access_token").is_none() && answer.1.get("id_token").is_none());
}

#[tokio::test]
async fn a_code_is_worth_something_for_a_minute() {
    let server = Server::start().await;
    let wiki = app(&server, "Wiki").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let mut codes = Vec::new();
    for _ in 0..3 {
        codes.push(code_of(&wiki, &mut ada).await);
    }
    server.wait(Duration::from_millis(59_999));
    assert_eq!(wiki.redeem_by_hand(&codes[0].0, &codes[0].1).await.0, 200);
    server.wait(Duration::from_millis(1));
    assert_refused(&wiki.redeem_by_hand(&codes[1].0, &codes[1].1).await);
    server.wait(Duration::from_secs(1));
    assert_refused(&wiki.redeem_by_hand(&codes[2].0, &codes[2].1).await);
}

#[tokio::test]
async fn r17_a_code_that_is_presented_again_ends_what_it_was_redeemed_for() {
    let server = Server::start().await;
    let wiki = app(&server, "Wiki").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    for wait in [Duration::ZERO, Duration::from_secs(31), Duration::from_hours(1)] {
        let attempt = wiki.attempt();
        let mut page = ada.visit(&attempt.url).await;
        if page.is_question() {
            page = ada.approve(&page).await;
        }
        let (code, verifier) = (wiki.code(&attempt, &page), attempt.verifier.secret().clone());
        let tokens = wiki.redeem(attempt, &page).await;
        assert!(wiki.is_alive(&tokens).await);
        server.wait(wait);
        assert_refused(&wiki.redeem_by_hand(&code, &verifier).await);
        assert!(wiki.is_dead(&tokens).await, "after {wait:?}");
        ada.sign_in().await;
    }
    assert_eq!(server.count(wiki.app, AuditKind::CodeReplayed).await, 3);
}

#[tokio::test]
async fn r17_of_fifty_redemptions_at_once_one_is_answered_and_the_others_end_its_grant() {
    let server = Server::start().await;
    let wiki = app(&server, "Wiki").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let (code, verifier) = code_of(&wiki, &mut ada).await;
    let answers = futures_util::future::join_all((0..50).map(|_| wiki.redeem_by_hand(&code, &verifier))).await;
    let (redeemed, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(|(status, _)| *status == 200);
    assert_eq!((redeemed.len(), refused.len()), (1, 49));
    for answer in &refused {
        assert_refused(answer);
    }
    let tokens = &redeemed[0].1;
    assert_eq!(wiki.userinfo(tokens["access_token"].as_str().unwrap()).await.0, 401);
    assert_refused(&wiki.refresh_by_hand(tokens["refresh_token"].as_str().unwrap()).await);
}

#[tokio::test]
async fn a_code_is_bound_to_its_app_and_another_s_try_does_not_spend_it() {
    let server = Server::start().await;
    let (bank, wiki) = (app(&server, "Bank").await, app(&server, "Wiki").await);
    assert_eq!(bank.redirect_uri, wiki.redirect_uri, "so that nothing but the app differs");
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let (code, verifier) = code_of(&bank, &mut ada).await;
    assert_refused(&wiki.redeem_by_hand(&code, &verifier).await);
    let (status, tokens) = bank.redeem_by_hand(&code, &verifier).await;
    assert_eq!(status, 200);
    assert_refused(&wiki.redeem_by_hand(&code, &verifier).await);
    assert_eq!(
        bank.userinfo(tokens["access_token"].as_str().unwrap()).await.0,
        200,
        "nor end what it was redeemed for"
    );
}

#[tokio::test]
async fn a_code_is_bound_to_its_redirect_uri() {
    let server = Server::start().await;
    let two = uris(&["https://rp.example/callback", "https://rp.example/other"]);
    let registered = server.app_with("Wiki", |app| app.redirect_uris = two).await;
    let wiki = RelyingParty::new(&server, &registered).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let (code, verifier) = code_of(&wiki, &mut ada).await;
    let mut fields = vec![("grant_type", "authorization_code"), ("code", &code), ("code_verifier", &verifier)];
    assert_refused(&wiki.token(&fields).await);
    for other in ["", "https://rp.example/other", "https://rp.example/callback/", "https://evil.example/"] {
        fields.push(("redirect_uri", other));
        assert_refused(&wiki.token(&fields).await);
        fields.pop();
    }
    fields.push(("redirect_uri", "https://rp.example/callback"));
    assert_eq!(wiki.token(&fields).await.0, 200);
}

#[tokio::test]
async fn a_code_is_bound_to_its_verifier() {
    let server = Server::start().await;
    let wiki = app(&server, "Wiki").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let attempt = wiki.attempt();
    let question = ada.visit(&attempt.url).await;
    let answer = ada.approve(&question).await;
    let (code, verifier) = (wiki.code(&attempt, &answer), attempt.verifier.secret().clone());
    let challenge = crate::support::query_parameter(&attempt.url, "code_challenge").unwrap();
    let (_, another) = code_of(&wiki, &mut ada).await;
    let without = [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", &wiki.redirect_uri)];
    assert_refused(&wiki.token(&without).await);
    for wrong in ["", "short", &challenge, &another, &verifier[1..], &format!("{verifier}x"), &verifier.to_lowercase()]
    {
        if *wrong != verifier {
            assert_refused(&wiki.redeem_by_hand(&code, wrong).await);
        }
    }
    assert_eq!(wiki.redeem_by_hand(&code, &verifier).await.0, 200);
}

#[tokio::test]
async fn a_verifier_without_a_challenge_is_refused_where_an_app_may_do_without() {
    let server = Server::start().await;
    let registered = server.app_with("Old", |app| app.pkce_required = false).await;
    let old = RelyingParty::new(&server, &registered).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let plain = format!(
        "/oauth2/authorize?client_id={}&redirect_uri={}&response_type=code&scope=openid",
        old.app, "https%3A%2F%2Frp.example%2Fcallback"
    );
    let question = ada.visit(&plain).await;
    let code = ada.approve(&question).await.answer("code").unwrap();
    // An attacker removed the challenge on the way: the verifier reveals it.
    let verifier = "a-verifier-of-at-least-forty-three-characters-0123456789";
    assert_refused(&old.redeem_by_hand(&code, verifier).await);
    let fields = [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", &old.redirect_uri)];
    assert_eq!(old.token(&fields).await.0, 200, "without either it is what the owner allowed");
    // If a challenge was sent, it is checked for that app too.
    let (code, verifier) = code_of(&old, &mut ada).await;
    let fields = [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", &old.redirect_uri)];
    assert_refused(&old.token(&fields).await);
    assert_eq!(old.redeem_by_hand(&code, &verifier).await.0, 200);
}

#[tokio::test]
async fn no_artefact_is_taken_for_another() {
    let server = Server::start().await;
    let wiki = app(&server, "Wiki").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let tokens = wiki.sign_in(&mut ada).await;
    let (code, verifier) = code_of(&wiki, &mut ada).await;
    let request = ada.pending(&wiki.attempt_with(&[], &[("prompt", "consent")]).url).await;
    let session = ada.session();
    let refresh = tokens.refresh_token.clone().unwrap();
    let secret = wiki.secret.clone().unwrap();
    let others = [&tokens.access_token, &refresh, &request, &session, &secret, &tokens.id_token.raw];
    for other in others {
        assert_refused(&wiki.redeem_by_hand(other, &verifier).await);
    }
    for other in [&tokens.access_token, &code, &request, &session, &secret, &tokens.id_token.raw] {
        assert_refused(&wiki.refresh_by_hand(other).await);
    }
    for other in [&refresh, &code, &request, &session, &secret, &tokens.id_token.raw] {
        assert_eq!(wiki.userinfo(other).await.0, 401);
    }
    for other in [&code, &request, &session, &secret, &tokens.id_token.raw] {
        assert_eq!(wiki.introspect(other).await["active"], false);
    }
    let mut thief = Person::new(&server, "ada@example.com");
    for other in [&tokens.access_token, &refresh, &code, &request, &secret] {
        thief.cookies.insert("twinlock".into(), other.clone());
        assert!(!thief.is_signed_in().await);
    }
    // Each is still accepted where it belongs.
    assert!(wiki.is_alive(&tokens).await);
    assert_eq!(wiki.redeem_by_hand(&code, &verifier).await.0, 200);
}
