//! Consent pages and codes that were in flight when the requirement was turned on (R9).

use twinlock_domain::AuditKind;

use crate::support::{Person, RelyingParty, Server};

async fn bank(server: &Server) -> RelyingParty {
    RelyingParty::register(server, "Bank").await
}

/// A code that has not been redeemed, and its verifier.
async fn code_of(bank: &RelyingParty, person: &mut Person) -> (String, String) {
    let attempt = bank.attempt();
    let mut page = person.visit(&attempt.url).await;
    if page.is_question() {
        page = person.approve(&page).await;
    }
    (bank.code(&attempt, &page), attempt.verifier.secret().clone())
}

#[tokio::test]
async fn r09_a_single_factor_code_from_before_the_requirement_is_refused_after_it() {
    let server = Server::start().await;
    let bank = bank(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let (control, control_verifier) = code_of(&bank, &mut ada).await;
    let (code, verifier) = code_of(&bank, &mut ada).await;
    assert_eq!(bank.redeem_by_hand(&control, &control_verifier).await.0, 200, "such a code is good otherwise");

    server.require_2fa(bank.app, true).await;
    let (status, body) = bank.redeem_by_hand(&code, &verifier).await;
    assert_eq!((status, body["error"].as_str()), (400, Some("invalid_grant")), "{body}");
    assert!(body.get("access_token").is_none());
    assert_eq!(server.stops(bank.app).await, ["code_predates_requirement"]);
    assert_eq!(server.count(bank.app, AuditKind::CodeRedeemed).await, 1);
}

#[tokio::test]
async fn r09_it_stays_refused_when_the_requirement_is_off_again() {
    let server = Server::start().await;
    let bank = bank(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let (code, verifier) = code_of(&bank, &mut ada).await;
    server.require_2fa(bank.app, true).await;
    server.require_2fa(bank.app, false).await;
    let (status, body) = bank.redeem_by_hand(&code, &verifier).await;
    assert_eq!((status, body["error"].as_str()), (400, Some("invalid_grant")), "{body}");
    // The control: a code that is issued now is accepted.
    let (code, verifier) = code_of(&bank, &mut ada).await;
    assert_eq!(bank.redeem_by_hand(&code, &verifier).await.0, 200);
}

#[tokio::test]
async fn r09_enrolling_after_the_code_was_issued_does_not_save_it() {
    let server = Server::start().await;
    let bank = bank(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let (code, verifier) = code_of(&bank, &mut ada).await;
    server.require_2fa(bank.app, true).await;
    ada.enrol(&server).await;
    let (status, body) = bank.redeem_by_hand(&code, &verifier).await;
    assert_eq!((status, body["error"].as_str()), (400, Some("invalid_grant")), "its session was single-factor: {body}");
}

#[tokio::test]
async fn r09_the_code_of_a_two_factor_grant_passes() {
    let server = Server::start().await;
    let bank = bank(&server).await;
    let (mut ada, _) = Person::enrolled(&server, "ada@example.com").await;
    let (code, verifier) = code_of(&bank, &mut ada).await;
    server.require_2fa(bank.app, true).await;
    assert_eq!(bank.redeem_by_hand(&code, &verifier).await.0, 200);
}

#[tokio::test]
async fn r09_the_code_of_a_two_factor_grant_is_refused_when_the_factor_is_gone() {
    let server = Server::start().await;
    let bank = bank(&server).await;
    let (mut ada, phone) = Person::enrolled(&server, "ada@example.com").await;
    server.require_2fa(bank.app, true).await;
    let (code, verifier) = code_of(&bank, &mut ada).await;
    let page = ada.disable(crate::support::PASSWORD, &phone.code(server.now())).await;
    assert_eq!(page.status, 303, "{}", page.body);
    let (status, body) = bank.redeem_by_hand(&code, &verifier).await;
    assert_eq!((status, body["error"].as_str()), (400, Some("invalid_grant")), "{body}");
}

#[tokio::test]
async fn r09_a_consent_page_from_before_the_requirement_is_refused_after_it_and_good_once_it_is_off() {
    let server = Server::start().await;
    let bank = bank(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let attempt = bank.attempt();
    let page = ada.visit(&attempt.url).await;
    assert!(page.is_question());

    server.require_2fa(bank.app, true).await;
    let refused = ada.approve(&page).await;
    assert_eq!(refused.status, 403);
    assert!(!refused.brings_a_code());
    assert!(server.consent_of("ada@example.com", bank.app).await.is_none());

    server.require_2fa(bank.app, false).await;
    let answer = ada.approve(&page).await;
    let tokens = bank.redeem(attempt, &answer).await;
    assert!(bank.is_alive(&tokens).await);
}

#[tokio::test]
async fn r09_a_consent_page_from_before_the_requirement_of_a_stale_session_leads_to_the_challenge() {
    let server = Server::start().await;
    let bank = bank(&server).await;
    let mut cast = super::Cast::enter(&server).await;
    let page = cast.stale.visit(&bank.attempt().url).await;
    assert!(page.is_question());
    server.require_2fa(bank.app, true).await;
    let led = cast.stale.approve(&page).await;
    assert_eq!(led.status, 303);
    assert_eq!(cast.stale.follow(led).await.word(), "challenge");
    assert!(server.consent_of("stale@example.com", bank.app).await.is_none());
}
