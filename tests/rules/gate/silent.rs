//! `prompt=none`: nothing is shown, and each error reveals no more than it must (R18).

use std::time::Duration;

use super::Cast;
use crate::support::{Person, RelyingParty, Server};

async fn bank(server: &Server) -> RelyingParty {
    RelyingParty::register(server, "Bank").await
}

#[tokio::test]
async fn r18_without_a_session_the_answer_is_login_required_at_once() {
    let server = Server::start().await;
    let bank = bank(&server).await;
    let mut nobody = Person::new(&server, "nobody@example.com");
    for required in [false, true] {
        server.require_2fa(bank.app, required).await;
        let attempt = bank.silent_attempt();
        let answer = nobody.get(&attempt.url).await;
        assert_eq!(answer.status, 303);
        assert_eq!(bank.error(&attempt, &answer), "login_required");
    }
}

#[tokio::test]
async fn r18_a_session_that_ended_or_idled_away_is_no_session() {
    let server = Server::start().await;
    let bank = bank(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    bank.sign_in(&mut ada).await;
    assert_eq!(ada.ends_at(&bank.silent_attempt().url).await, "code");
    server.wait(Duration::from_mins(31));
    assert_eq!(ada.ends_at(&bank.silent_attempt().url).await, "login_required");
}

#[tokio::test]
async fn r18_a_sign_in_older_than_max_age_is_login_required() {
    let server = Server::start().await;
    let bank = bank(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    bank.sign_in(&mut ada).await;
    let silent = [("prompt", "none"), ("max_age", "60")];
    server.wait(Duration::from_mins(1));
    assert_eq!(ada.ends_at(&bank.attempt_with(&["email"], &silent).url).await, "code", "a minute is not too old");
    server.wait(Duration::from_secs(1));
    assert_eq!(ada.ends_at(&bank.attempt_with(&["email"], &silent).url).await, "login_required");
}

#[tokio::test]
async fn r18_the_gate_answers_interaction_required_enrolled_or_not() {
    let server = Server::start().await;
    let bank = bank(&server).await;
    let mut cast = Cast::enter(&server).await;
    server.require_2fa(bank.app, true).await;
    // No consent is stored: the gate is asked first, and its answer is the same for both.
    let answers = cast.end_at(|| bank.silent_attempt()).await;
    assert_eq!(answers, ["interaction_required", "interaction_required", "consent_required"]);
    let (bare, stale) = (bank.silent_attempt(), bank.silent_attempt());
    let (bare_page, stale_page) = (cast.bare.get(&bare.url).await, cast.stale.get(&stale.url).await);
    assert_eq!(bare_page.answer("error_description"), stale_page.answer("error_description"), "nothing leaks");
    // The control: the same with a stored consent.
    server.require_2fa(bank.app, false).await;
    cast.consent(&bank).await;
    server.require_2fa(bank.app, true).await;
    let answers = cast.end_at(|| bank.silent_attempt()).await;
    assert_eq!(answers, ["interaction_required", "interaction_required", "code"]);
}

#[tokio::test]
async fn r18_missing_consent_is_consent_required() {
    let server = Server::start().await;
    let bank = bank(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    assert_eq!(ada.ends_at(&bank.silent_attempt().url).await, "consent_required");
    let attempt = bank.attempt_with(&["email"], &[]);
    let question = ada.visit(&attempt.url).await;
    ada.approve(&question).await;
    let silent = [("prompt", "none")];
    assert_eq!(ada.ends_at(&bank.attempt_with(&["email"], &silent).url).await, "code");
    assert_eq!(ada.ends_at(&bank.attempt_with(&["email", "profile"], &silent).url).await, "consent_required");
}

#[tokio::test]
async fn r18_no_silent_answer_is_the_user_s_own_word() {
    let server = Server::start().await;
    let bank = bank(&server).await;
    let mut cast = Cast::enter(&server).await;
    // They denied before: that is not remembered for later requests.
    let attempt = bank.attempt();
    let question = cast.bare.visit(&attempt.url).await;
    assert_eq!(bank.error(&attempt, &cast.bare.decide(&question, "deny").await), "access_denied");
    for required in [false, true] {
        server.require_2fa(bank.app, required).await;
        for answer in cast.end_at(|| bank.silent_attempt()).await {
            assert!(["consent_required", "interaction_required"].contains(&answer.as_str()), "{answer}");
        }
    }
}

#[tokio::test]
async fn r18_none_beside_another_prompt_is_an_error_and_shows_no_more_than_the_sign_in() {
    let server = Server::start().await;
    let bank = bank(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let attempt = bank.attempt_with(&[], &[("prompt", "none login")]);
    assert_eq!(bank.error(&attempt, &ada.get(&attempt.url).await), "invalid_request");
}

#[tokio::test]
async fn r18_what_is_wrong_with_a_silent_request_is_told_at_once() {
    let server = Server::start().await;
    let bank = bank(&server).await;
    let mut nobody = Person::new(&server, "nobody@example.com");
    let attempt = bank.attempt_with(&[], &[("prompt", "none"), ("request", "e30.e30.")]);
    assert_eq!(bank.error(&attempt, &nobody.get(&attempt.url).await), "request_not_supported");
}
