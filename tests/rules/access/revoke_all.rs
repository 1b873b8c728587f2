//! *Revoke all consents*: one write, and all older access ends at once (R16).

use super::{app, refreshed};
use crate::support::{Person, Server};

#[tokio::test]
async fn r16_revoke_all_ends_consents_codes_access_tokens_and_refresh_tokens_at_once() {
    let server = Server::start().await;
    let bank = app(&server, "Bank").await;
    let mut bare = Person::with_account(&server, "bare@example.com").await;
    let (mut full, _) = Person::enrolled(&server, "full@example.com").await;
    let mut held = Vec::new();
    let mut in_flight = Vec::new();
    for person in [&mut bare, &mut full] {
        held.push(bank.sign_in(person).await);
        let attempt = bank.attempt();
        let page = person.visit(&attempt.url).await;
        in_flight.push((bank.code(&attempt, &page), attempt));
    }
    for tokens in &held {
        assert!(bank.is_alive(tokens).await);
    }

    server.revoke_all(bank.app).await;
    for tokens in &held {
        assert!(bank.is_dead(tokens).await);
        assert_eq!(bank.userinfo(&tokens.access_token).await.0, 401);
    }
    for (code, attempt) in &in_flight {
        let (status, body) = bank.redeem_by_hand(code, attempt.verifier.secret()).await;
        assert_eq!((status, body["error"].as_str()), (400, Some("invalid_grant")), "{body}");
    }
    for person in [&mut bare, &mut full] {
        assert_eq!(person.ends_at(&bank.attempt().url).await, "question");
        assert_eq!(person.ends_at(&bank.silent_attempt().url).await, "consent_required");
    }
}

#[tokio::test]
async fn r16_grandfathered_access_ends_too() {
    let server = Server::start().await;
    let bank = app(&server, "Bank").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let tokens = bank.sign_in(&mut ada).await;
    server.require_2fa(bank.app, true).await;
    assert!(bank.is_alive(&tokens).await, "grandfathered");
    server.revoke_all(bank.app).await;
    assert!(bank.is_dead(&tokens).await);
    assert_eq!(ada.ends_at(&bank.attempt().url).await, "panel");
}

#[tokio::test]
async fn r16_a_consent_that_comes_later_carries_the_new_epoch_and_is_fine() {
    let server = Server::start().await;
    let bank = app(&server, "Bank").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let old = bank.sign_in(&mut ada).await;
    let state = server.revoke_all(bank.app).await;
    let new = bank.sign_in(&mut ada).await;
    assert_eq!(server.consent_of("ada@example.com", bank.app).await.unwrap().epoch, state.policy.epoch);
    assert!(bank.is_alive(&new).await && bank.is_dead(&old).await);
    assert!(refreshed(&bank, &new.refresh_token.unwrap()).await.is_some());
    assert_eq!(ada.ends_at(&bank.attempt().url).await, "code");
}

#[tokio::test]
async fn r16_a_page_that_was_open_meanwhile_gives_a_new_consent() {
    let server = Server::start().await;
    let bank = app(&server, "Bank").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let attempt = bank.attempt();
    let question = ada.visit(&attempt.url).await;
    let state = server.revoke_all(bank.app).await;
    let answer = ada.approve(&question).await;
    assert!(bank.is_alive(&bank.redeem(attempt, &answer).await).await);
    assert_eq!(server.consent_of("ada@example.com", bank.app).await.unwrap().epoch, state.policy.epoch);
}

#[tokio::test]
async fn r16_a_page_that_asks_for_new_scopes_alone_does_not_bring_the_old_ones_back() {
    let server = Server::start().await;
    let bank = app(&server, "Bank").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let attempt = bank.attempt_with(&["email"], &[]);
    let question = ada.visit(&attempt.url).await;
    ada.approve(&question).await;
    let more = bank.attempt_with(&["email", "profile"], &[]);
    let question = ada.visit(&more.url).await;
    assert!(question.is_question());
    server.revoke_all(bank.app).await;
    let answer = ada.approve(&question).await;
    assert!(!answer.brings_a_code(), "it was never asked for openid and email since");
    assert_eq!(answer.status, 400);
    assert!(ada.visit(&more.url).await.is_question());
}

#[tokio::test]
async fn r16_another_app_is_not_touched() {
    let server = Server::start().await;
    let (bank, wiki) = (app(&server, "Bank").await, app(&server, "Wiki").await);
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let (of_bank, of_wiki) = (bank.sign_in(&mut ada).await, wiki.sign_in(&mut ada).await);
    server.revoke_all(bank.app).await;
    assert!(bank.is_dead(&of_bank).await && wiki.is_alive(&of_wiki).await);
    assert_eq!(ada.ends_at(&wiki.attempt().url).await, "code");
}

#[tokio::test]
async fn r16_what_was_revoked_stays_revoked_whatever_the_switch_does_after() {
    let server = Server::start().await;
    let bank = app(&server, "Bank").await;
    let (mut ada, _) = Person::enrolled(&server, "ada@example.com").await;
    let tokens = bank.sign_in(&mut ada).await;
    server.revoke_all(bank.app).await;
    for required in [true, false, true] {
        server.require_2fa(bank.app, required).await;
        assert!(bank.is_dead(&tokens).await);
    }
}

#[tokio::test]
async fn r16_the_lost_answer_of_a_refresh_is_not_told_after_revoke_all() {
    let server = Server::start().await;
    let bank = app(&server, "Bank").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let token = bank.sign_in(&mut ada).await.refresh_token.unwrap();
    refreshed(&bank, &token).await.unwrap();
    assert!(refreshed(&bank, &token).await.is_some(), "a lost answer is told again");
    server.revoke_all(bank.app).await;
    assert_eq!(refreshed(&bank, &token).await, None);
}
