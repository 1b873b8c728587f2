//! The table of R7 at each endpoint, one test for each; codes and refresh tokens are in the files beside this one.

use twinlock_domain::AuditKind;

use super::Cast;
use crate::support::{RelyingParty, Server};

#[tokio::test]
async fn r07_get_authorize_asks_the_gate() {
    let server = Server::start().await;
    let bank = RelyingParty::register(&server, "Bank").await;
    let mut cast = Cast::enter(&server).await;
    assert_eq!(cast.end_at(|| bank.attempt()).await, ["question", "question", "question"]);
    assert_eq!(server.stops(bank.app).await, Vec::<String>::new());

    server.require_2fa(bank.app, true).await;
    assert_eq!(cast.end_at(|| bank.attempt()).await, ["panel", "challenge", "question"]);
    assert_eq!(server.stops(bank.app).await, ["not_enrolled", "single_factor"], "each stop says why");
    assert_eq!(server.count(bank.app, AuditKind::CodeIssued).await, 0);

    server.require_2fa(bank.app, false).await;
    assert_eq!(cast.end_at(|| bank.attempt()).await, ["question", "question", "question"]);
}

#[tokio::test]
async fn r07_post_authorize_leads_to_the_get_which_asks_the_gate() {
    let server = Server::start().await;
    let bank = RelyingParty::register(&server, "Bank").await;
    let mut cast = Cast::enter(&server).await;
    server.require_2fa(bank.app, true).await;
    for (person, end) in cast.everybody().into_iter().zip(["panel", "challenge", "question"]) {
        let url: url::Url = bank.attempt().url.parse().unwrap();
        let fields: Vec<_> = url.query_pairs().into_owned().collect();
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let led = person.post_bare("/oauth2/authorize", &fields).await;
        assert_eq!(led.status, 303);
        assert!(led.location().unwrap().starts_with("/oauth2/authorize?continue="), "{:?}", led.location());
        assert_eq!(person.follow(led).await.word(), end);
    }
    assert_eq!(server.count(bank.app, AuditKind::CodeIssued).await, 0);
}

#[tokio::test]
async fn r07_the_consent_page_asks_the_gate() {
    let server = Server::start().await;
    let bank = RelyingParty::register(&server, "Bank").await;
    let mut cast = Cast::enter(&server).await;
    let mut pages = Vec::new();
    for person in cast.everybody() {
        let path = format!("/consent?request={}", person.pending(&bank.attempt().url).await);
        assert_eq!(person.ends_at(&path).await, "question");
        pages.push(path);
    }
    server.require_2fa(bank.app, true).await;
    for ((person, path), end) in cast.everybody().into_iter().zip(&pages).zip(["panel", "challenge", "question"]) {
        assert_eq!(person.ends_at(path).await, end);
    }
}

#[tokio::test]
async fn r07_post_consent_asks_the_gate() {
    let server = Server::start().await;
    let bank = RelyingParty::register(&server, "Bank").await;
    let mut cast = Cast::enter(&server).await;
    let mut requests = Vec::new();
    for person in cast.everybody() {
        requests.push(person.pending(&bank.attempt().url).await);
    }
    server.require_2fa(bank.app, true).await;
    let [bare, stale, full] = cast.everybody();
    let refused = bare.approve_by_hand(&requests[0]).await;
    assert_eq!(
        (refused.status.as_u16(), &*refused.json()["error"].to_string()),
        (403, "\"two_factor_enrollment_required\"")
    );
    let refused = stale.approve_by_hand(&requests[1]).await;
    assert_eq!(
        (refused.status.as_u16(), &*refused.json()["error"].to_string()),
        (403, "\"two_factor_challenge_required\"")
    );
    assert!(full.approve_by_hand(&requests[2]).await.brings_a_code());
    assert_eq!(server.count(bank.app, AuditKind::CodeIssued).await, 1);
    assert!(server.consent_of("bare@example.com", bank.app).await.is_none());
    assert!(server.consent_of("stale@example.com", bank.app).await.is_none());
    assert!(server.consent_of("full@example.com", bank.app).await.is_some());
}

#[tokio::test]
async fn r07_consent_on_file_leads_past_no_gate() {
    let server = Server::start().await;
    let bank = RelyingParty::register(&server, "Bank").await;
    let mut cast = Cast::enter(&server).await;
    cast.consent(&bank).await;
    assert_eq!(cast.end_at(|| bank.attempt()).await, ["code", "code", "code"]);
    assert_eq!(cast.end_at(|| bank.silent_attempt()).await, ["code", "code", "code"]);

    server.require_2fa(bank.app, true).await;
    assert_eq!(cast.end_at(|| bank.attempt()).await, ["panel", "challenge", "code"]);
    let silent = cast.end_at(|| bank.silent_attempt()).await;
    assert_eq!(silent, ["interaction_required", "interaction_required", "code"]);
}

#[tokio::test]
async fn r07_code_redemption_and_refresh_ask_the_gate() {
    let server = Server::start().await;
    let bank = RelyingParty::register(&server, "Bank").await;
    let mut cast = Cast::enter(&server).await;
    cast.consent(&bank).await;
    let (mut held, mut in_flight) = (Vec::new(), Vec::new());
    for person in cast.everybody() {
        held.push(bank.sign_in(person).await.refresh_token.unwrap());
        let attempt = bank.attempt();
        let code = bank.code(&attempt, &person.visit(&attempt.url).await);
        in_flight.push((code, attempt.verifier.secret().clone()));
    }
    server.require_2fa(bank.app, true).await;
    let mut redeemed = Vec::new();
    for (code, verifier) in &in_flight {
        redeemed.push(bank.redeem_by_hand(code, verifier).await.0);
    }
    assert_eq!(redeemed, [400, 400, 200], "a code from before the requirement is no access yet (R9)");
    let mut refreshed = Vec::new();
    for token in &held {
        refreshed.push(bank.refresh_by_hand(token).await.0);
    }
    assert_eq!(refreshed, [200, 200, 200], "access from before the requirement runs out, it is not cut (R13)");
}

#[tokio::test]
async fn r07_an_old_session_of_an_account_that_enrolled_elsewhere_is_challenged_and_then_goes_on() {
    let server = Server::start().await;
    let bank = RelyingParty::register(&server, "Bank").await;
    let mut cast = Cast::enter(&server).await;
    server.require_2fa(bank.app, true).await;
    let attempt = bank.attempt();
    let challenge = cast.stale.visit(&attempt.url).await;
    assert_eq!(challenge.word(), "challenge");
    server.next_step();
    let code = cast.stale_phone.code(server.now());
    let question = cast.stale.pass_two_factor(&challenge, &code).await;
    assert!(question.is_question(), "{}", question.body);
    let answer = cast.stale.approve(&question).await;
    let tokens = bank.redeem(attempt, &answer).await;
    assert_eq!(tokens.id_token.claims["amr"], serde_json::json!(["mfa", "otp"]));
}

#[tokio::test]
async fn r08_a_change_is_seen_by_the_very_next_request_each_time() {
    let server = Server::start().await;
    let bank = RelyingParty::register(&server, "Bank").await;
    let mut cast = Cast::enter(&server).await;
    for _ in 0..10 {
        server.require_2fa(bank.app, true).await;
        assert_eq!(cast.bare.ends_at(&bank.attempt().url).await, "panel");
        server.require_2fa(bank.app, false).await;
        assert_eq!(cast.bare.ends_at(&bank.attempt().url).await, "question");
    }
}

#[tokio::test]
async fn r07_one_app_s_requirement_is_no_other_s() {
    let server = Server::start().await;
    let (bank, wiki) = (server.app("Bank").await, server.app("Wiki").await);
    let (bank, wiki) = (RelyingParty::new(&server, &bank).await, RelyingParty::new(&server, &wiki).await);
    let mut cast = Cast::enter(&server).await;
    server.require_2fa(bank.app, true).await;
    assert_eq!(cast.end_at(|| bank.attempt()).await, ["panel", "challenge", "question"]);
    assert_eq!(cast.end_at(|| wiki.attempt()).await, ["question", "question", "question"]);
}
