//! R21: setting up a second factor.

use std::time::Duration;

use crate::support::{Authenticator, PASSWORD, Page, Person, RelyingParty, Server};

const ENROL: &str = "/dashboard/security/enrol";
const CONFIRM: &str = "/dashboard/security/confirm";

async fn begin(person: &mut Person, fields: &[(&str, &str)]) -> Page {
    let security = person.visit("/dashboard/security").await;
    person.post_from(&security, ENROL, fields).await
}

fn phone(seed: &Page) -> Authenticator {
    Authenticator::with_key(&seed.between("secret=", "&").unwrap_or_else(|| panic!("no key: {}", seed.body)))
}

#[tokio::test]
async fn r21_the_password_is_asked_for_again_after_five_minutes() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    server.wait(Duration::from_mins(5));
    assert!(ada.visit("/dashboard/security").await.input("password").is_none(), "five minutes are fresh enough");
    assert!(begin(&mut ada, &[]).await.body.contains("otpauth://"));

    server.wait(Duration::from_secs(1));
    let security = ada.visit("/dashboard/security").await;
    assert!(security.body.contains("name=\"password\""), "the form asks: {}", security.body);
    for (typed, status) in [(None, 403), (Some("wrong horse battery staple"), 403)] {
        let fields: Vec<_> = typed.iter().map(|password| ("password", *password)).collect();
        let answer = begin(&mut ada, &fields).await;
        assert_eq!(answer.status, status);
        assert!(!answer.body.contains("otpauth://"), "no seed: {}", answer.body);
    }
    let before = ada.session();
    assert!(begin(&mut ada, &[("password", PASSWORD)]).await.body.contains("otpauth://"));
    assert_ne!(ada.session(), before, "a password given again rotates the session's id");
}

#[tokio::test]
async fn r21_confirming_makes_the_session_two_factor_under_a_new_id() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let mut thief = ada.clone();
    assert!(thief.is_signed_in().await, "a copy of the cookie works before");
    ada.enrol(&server).await;
    assert!(ada.is_two_factor().await && ada.is_enrolled().await);
    assert_ne!(ada.session(), thief.session());
    assert!(!thief.is_signed_in().await, "and is dead after");
}

#[tokio::test]
async fn r21_the_other_sessions_end_when_that_was_left_ticked() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let mut other = Person::new(&server, "ada@example.com");
    other.sign_in().await;
    let page = begin(&mut ada, &[]).await;
    let tick = page.body.split('<').find(|tag| tag.contains("name=\"end_other_sessions\"")).unwrap();
    assert!(tick.contains("checked"), "it is offered ticked: {tick}");
    assert!(other.is_signed_in().await);
    ada.enrol_fully(&server, &[("end_other_sessions", "on")]).await;
    assert!(ada.is_signed_in().await && !other.is_signed_in().await);
}

#[tokio::test]
async fn r21_the_other_sessions_stay_single_factor_when_it_was_not() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let mut other = Person::new(&server, "ada@example.com");
    other.sign_in().await;
    ada.enrol(&server).await;
    assert!(other.is_signed_in().await && !other.is_two_factor().await);
}

#[tokio::test]
async fn r21_ten_codes_are_shown_once_and_a_mail_goes_out() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let (_, page) = ada.enrol_fully(&server, &[]).await;
    let codes = page.recovery_codes();
    assert_eq!(codes.len(), 10);
    for path in ["/dashboard", "/dashboard/security", "/api/session"] {
        let body = ada.get(path).await.body;
        assert!(codes.iter().all(|code| !body.contains(code)), "{path}");
    }
    let letter = server.letter("ada@example.com", "Two-factor authentication is on").await;
    assert!(letter.body.contains(&format!("{}/undo-enrolment?token=", server.url)), "{}", letter.body);
    assert!(codes.iter().all(|code| !letter.body.contains(code)));
}

#[tokio::test]
async fn r21_the_pending_request_survives_and_leads_on_to_the_app() {
    let server = Server::start().await;
    let registered = server.app("Bank").await;
    server.require_2fa(registered.app.id, true).await;
    let bank = RelyingParty::new(&server, &registered).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    server.wait(Duration::from_mins(10));
    let attempt = bank.attempt();
    let panel = ada.visit(&attempt.url).await;
    assert!(panel.is_panel(), "{}", panel.body);
    let request = panel.input("request").unwrap();

    let security = ada.visit(&format!("/dashboard/security?continue={request}")).await;
    assert!(security.body.contains("You are on the way to <strong>Bank</strong>"), "{}", security.body);
    // A mistake on the way does not lose the pending request.
    let again = ada.post_from(&security, ENROL, &[("continue", &request)]).await;
    assert_eq!(again.status, 403);
    assert_eq!(again.input("continue"), Some(request.clone()));
    let seed = ada.post_from(&again, ENROL, &[("continue", &request), ("password", PASSWORD)]).await;
    let phone = phone(&seed);
    let wrong = phone.wrong_code(server.now());
    let slip = ada.post_from(&seed, CONFIRM, &[("code", &wrong), ("continue", &request)]).await;
    assert_eq!(slip.status, 400);
    assert_eq!(slip.input("continue"), Some(request.clone()));
    let code = phone.code(server.now());
    let codes = ada.post_from(&slip, CONFIRM, &[("code", &code), ("continue", &request)]).await;
    assert!(codes.body.contains(&format!("href=\"/oauth2/authorize?continue={request}\"")), "{}", codes.body);
    assert!(codes.body.contains("Continue to Bank"));

    let question = ada.visit(&format!("/oauth2/authorize?continue={request}")).await;
    assert!(question.is_question(), "{}", question.body);
    let answer = ada.approve(&question).await;
    let tokens = bank.redeem(attempt, &answer).await;
    assert_eq!(tokens.id_token.claims["amr"], serde_json::json!(["mfa", "otp"]));
}

#[tokio::test]
async fn r21_an_enrolled_account_cannot_be_given_another_secret() {
    let server = Server::start().await;
    let (mut ada, phone) = Person::enrolled(&server, "ada@example.com").await;
    let answer = ada.post(ENROL, &[("password", PASSWORD)]).await;
    assert_eq!((answer.status.as_u16(), answer.location()), (303, Some("/dashboard/security")));
    assert!(!answer.body.contains("otpauth://"));
    let mut again = Person::new(&server, "ada@example.com");
    again.sign_in_with(&phone, &server).await;
    assert!(again.is_two_factor().await, "the phone is still the one");
}

#[tokio::test]
async fn r21_a_secret_is_confirmed_once() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let seed = begin(&mut ada, &[]).await;
    let phone = phone(&seed);
    let first = ada.post_from(&seed, CONFIRM, &[("code", &phone.code(server.now()))]).await;
    assert_eq!(first.status, 200);
    let codes = first.recovery_codes();
    server.next_step();
    let second = ada.post(CONFIRM, &[("code", &phone.code(server.now()))]).await;
    assert_eq!(second.status, 403);
    assert!(second.body.contains("finished already"), "{}", second.body);
    // The second request did not replace the recovery codes.
    let mut elsewhere = Person::new(&server, "ada@example.com");
    let page = elsewhere.give_password().await;
    assert_eq!(elsewhere.type_code(&page, &codes[0]).await.status, 303);
}

#[tokio::test]
async fn r21_the_secret_of_another_session_cannot_be_confirmed() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let mut thief = Person::new(&server, "ada@example.com");
    thief.sign_in().await;
    let seed = begin(&mut thief, &[]).await;
    let phone = phone(&seed);
    let answer = ada.post(CONFIRM, &[("code", &phone.code(server.now()))]).await;
    assert_eq!(answer.status, 403);
    assert!(!ada.is_enrolled().await);
    // In the session that it was shown in, it is accepted.
    assert_eq!(thief.post_from(&seed, CONFIRM, &[("code", &phone.code(server.now()))]).await.status, 200);
}

#[tokio::test]
async fn r21_a_secret_that_was_shown_goes_stale_and_a_newer_one_takes_its_place() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let first = begin(&mut ada, &[]).await;
    let again = begin(&mut ada, &[]).await;
    assert_eq!(first.between("secret=", "&"), again.between("secret=", "&"), "while it lives it is the same");
    let first = phone(&first);
    server.wait(Duration::from_mins(10));
    let late = ada.post(CONFIRM, &[("code", &first.code(server.now()))]).await;
    assert_eq!(late.status, 403);
    assert!(late.body.contains("took too long"), "{}", late.body);
    let second = phone(&begin(&mut ada, &[("password", PASSWORD)]).await);
    assert_ne!(first.code(server.now()), second.code(server.now()));
    assert_eq!(ada.post(CONFIRM, &[("code", &first.code(server.now()))]).await.status, 400, "replaced");
    assert!(!ada.is_enrolled().await);
}

#[tokio::test]
async fn r21_a_pending_sign_in_can_neither_enrol_nor_see_a_secret() {
    let server = Server::start().await;
    let (_, phone) = Person::enrolled(&server, "ada@example.com").await;
    let mut pending = Person::new(&server, "ada@example.com");
    let page = pending.give_password().await;
    for path in [ENROL, CONFIRM, "/dashboard/security/recovery-codes"] {
        let fields = [("password", PASSWORD), ("code", "123456")];
        let answer = pending.post_from(&page, path, &fields).await;
        assert_eq!(answer.status, 401, "{path}: {}", answer.body);
        assert!(!answer.body.contains("otpauth") && !answer.body.contains("<textarea"));
    }
    assert_eq!(pending.type_code(&page, &phone.code(server.now())).await.status, 303, "the old factor is the one");
}
