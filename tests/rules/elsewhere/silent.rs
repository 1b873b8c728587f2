//! Row 73 (CVE-2026-96446): whatever the gate stops, it stops as well if the request has `prompt=none`.

use std::time::Duration;

use twinlock_application::Actor;
use twinlock_application::RequestOrigin;
use twinlock_application::developer::SetEnrolmentAge;
use twinlock_domain::AuditKind;

use super::trusted;
use crate::support::{PASSWORD, Person, RelyingParty, Server};

const SCOPES: [&str; 3] = ["email", "profile", "offline_access"];

/// Parameters that a request may have besides `prompt=none`. They must not get it more than the plain request gets.
const SAID: [&[(&str, &str)]; 8] = [
    &[],
    &[("acr_values", "urn:twinlock:acr:1fa")],
    &[("acr_values", "urn:twinlock:acr:2fa")],
    &[("claims", r#"{"id_token":{"acr":{"essential":true,"value":"urn:twinlock:acr:1fa"}}}"#)],
    &[("claims", r#"{"id_token":{"acr":{"essential":true,"value":"urn:twinlock:acr:2fa"}}}"#)],
    &[("max_age", "3600")],
    &[("amr", "mfa otp"), ("acr", "urn:twinlock:acr:2fa")],
    &[("login_hint", "full@example.com"), ("display", "touch")],
];

/// Sends a `prompt=none` request with each of these parameters; none may end with anything but the wanted error at the
/// app.
async fn is_stopped(person: &mut Person, app: &RelyingParty, wanted: &str) {
    for said in SAID {
        let said: Vec<_> = [("prompt", "none")].iter().chain(said).copied().collect();
        let attempt = app.attempt_with(&SCOPES, &said);
        let answer = person.get(&attempt.url).await;
        assert_eq!(app.error(&attempt, &answer), wanted, "{said:?}");
        // The same by POST: the request is stored, and the GET that follows decides.
        let url: url::Url = attempt.url.parse().unwrap();
        let fields: Vec<_> = url.query_pairs().into_owned().collect();
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let led = person.post_bare("/oauth2/authorize", &fields).await;
        let answer = person.follow(led).await;
        assert_eq!(app.error(&attempt, &answer), wanted, "by POST, {said:?}");
    }
}

async fn passes(person: &mut Person, app: &RelyingParty) {
    let answer = person.get(&app.silent_attempt().url).await;
    assert!(answer.brings_a_code(), "{:?} {}", answer.location(), answer.body);
}

async fn bank(server: &Server) -> RelyingParty {
    RelyingParty::register(server, "Bank").await
}

#[tokio::test]
async fn cve_73_an_account_without_a_factor_is_stopped_with_and_without_consent_on_file() {
    let server = Server::start().await;
    let bank = bank(&server).await;
    let mut with_consent = Person::with_account(&server, "ada@example.com").await;
    bank.sign_in(&mut with_consent).await;
    let mut without = Person::with_account(&server, "bob@example.com").await;
    passes(&mut with_consent, &bank).await;
    let issued = server.count(bank.app, AuditKind::CodeIssued).await;
    server.require_2fa(bank.app, true).await;
    for person in [&mut with_consent, &mut without] {
        is_stopped(person, &bank, "interaction_required").await;
        // A seed that was shown and never confirmed is no second factor (R1).
        person.post("/dashboard/security/enrol", &[("password", PASSWORD)]).await;
        is_stopped(person, &bank, "interaction_required").await;
    }
    assert_eq!(server.count(bank.app, AuditKind::CodeIssued).await, issued);
    // The control: once enrolled, the request passes.
    with_consent.enrol(&server).await;
    passes(&mut with_consent, &bank).await;
}

#[tokio::test]
async fn cve_73_a_session_that_has_not_shown_the_factor_is_stopped_also_at_a_trusted_device() {
    let server = Server::start().await;
    let bank = bank(&server).await;
    let mut stale = Person::with_account(&server, "ada@example.com").await;
    bank.sign_in(&mut stale).await;
    let mut elsewhere = Person::new(&server, "ada@example.com");
    elsewhere.sign_in().await;
    let phone = elsewhere.enrol(&server).await;
    server.next_step();
    let mut trusted = trusted(&server, "ada@example.com", &phone).await;
    assert!(!trusted.sign_in().await.asks_for_code(), "the device is trusted");
    server.require_2fa(bank.app, true).await;
    is_stopped(&mut stale, &bank, "interaction_required").await;
    is_stopped(&mut trusted, &bank, "interaction_required").await;
    // A session that still owes its code is not signed in.
    let mut pending = Person::new(&server, "ada@example.com");
    pending.give_password().await;
    is_stopped(&mut pending, &bank, "login_required").await;
    is_stopped(&mut Person::new(&server, "nobody@example.com"), &bank, "login_required").await;
}

#[tokio::test]
async fn cve_73_a_factor_that_is_gone_or_too_young_does_not_count() {
    let server = Server::start().await;
    let bank = bank(&server).await;
    let (mut full, phone) = Person::enrolled(&server, "ada@example.com").await;
    bank.sign_in(&mut full).await;
    server.require_2fa(bank.app, true).await;
    passes(&mut full, &bank).await;
    let age = |age| SetEnrolmentAge { by: Actor::Operator, app: bank.app, age, password: None, code: None };
    server.twinlock.set_enrolment_age(age(Duration::from_hours(24)), &RequestOrigin::default()).await.unwrap();
    is_stopped(&mut full, &bank, "interaction_required").await;
    server.twinlock.set_enrolment_age(age(Duration::ZERO), &RequestOrigin::default()).await.unwrap();
    passes(&mut full, &bank).await;
    server.next_step();
    let code = phone.code(server.now());
    full.disable(PASSWORD, &code).await;
    assert!(!full.is_enrolled().await);
    is_stopped(&mut full, &bank, "interaction_required").await;
}

#[tokio::test]
async fn cve_73_revoked_consent_and_a_session_too_old_are_errors_as_well() {
    let server = Server::start().await;
    let bank = bank(&server).await;
    let (mut full, _) = Person::enrolled(&server, "ada@example.com").await;
    bank.sign_in(&mut full).await;
    server.require_2fa(bank.app, true).await;
    passes(&mut full, &bank).await;
    server.revoke_all(bank.app).await;
    is_stopped(&mut full, &bank, "consent_required").await;
    bank.sign_in(&mut full).await;
    passes(&mut full, &bank).await;
    let app = bank.app;
    full.post(&format!("/dashboard/apps/{app}/revoke"), &[]).await;
    is_stopped(&mut full, &bank, "consent_required").await;
    bank.sign_in(&mut full).await;
    server.wait(Duration::from_mins(31));
    is_stopped(&mut full, &bank, "login_required").await;
}

#[tokio::test]
async fn cve_73_a_code_got_silently_is_worth_no_more_than_any_other_once_the_requirement_is_on() {
    let server = Server::start().await;
    let bank = bank(&server).await;
    let mut bare = Person::with_account(&server, "ada@example.com").await;
    bank.sign_in(&mut bare).await;
    let attempt = bank.silent_attempt();
    let code = bank.code(&attempt, &bare.get(&attempt.url).await);
    server.require_2fa(bank.app, true).await;
    let (status, body) = bank.redeem_by_hand(&code, attempt.verifier.secret()).await;
    assert_eq!((status, body["error"].as_str()), (400, Some("invalid_grant")));
    // And once it works, it does not work a second time.
    server.require_2fa(bank.app, false).await;
    let attempt = bank.silent_attempt();
    let answer = bare.get(&attempt.url).await;
    let code = bank.code(&attempt, &answer);
    assert_eq!(bank.redeem_by_hand(&code, attempt.verifier.secret()).await.0, 200);
    assert_eq!(bank.redeem_by_hand(&code, attempt.verifier.secret()).await.0, 400);
}
