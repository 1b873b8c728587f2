//! R22: a thief with the password could enrol a factor of their own. How the account is recovered, and what delays the
//! thief.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;
use twinlock_application::Actor;
use twinlock_application::RequestOrigin;
use twinlock_application::developer::SetEnrolmentAge;

use crate::support::{PASSWORD, Person, RelyingParty, Server};

const SUBJECT: &str = "Two-factor authentication is on";

#[tokio::test]
async fn r22_the_mailed_link_removes_the_factor_and_ends_sessions_and_grants_since() {
    let server = Server::start().await;
    let shop = RelyingParty::register(&server, "Shop").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let hers = shop.sign_in(&mut ada).await.refresh_token.unwrap();
    server.wait(Duration::from_mins(1));
    let mut thief = Person::new(&server, "ada@example.com");
    thief.sign_in().await;
    thief.enrol_fully(&server, &[("end_other_sessions", "on")]).await;
    let stolen = shop.sign_in(&mut thief).await;
    assert!(!ada.is_signed_in().await && thief.is_two_factor().await, "the thief is in");

    let link = server.mailed_link("ada@example.com", SUBJECT, "/undo-enrolment").await;
    let mut at_mail = Person::new(&server, "ada@example.com");
    assert_eq!(at_mail.get(&link).await.status, 200);
    assert!(thief.is_signed_in().await, "looking at the link does nothing: mail scanners look too");
    let done = at_mail.confirm_link(&link).await;
    assert_eq!(done.status, 200, "{}", done.body);

    assert!(!thief.is_signed_in().await, "every session ended");
    assert_eq!(shop.userinfo(&stolen.access_token).await.0, 401, "access given since is over");
    assert_eq!(shop.refresh_by_hand(&stolen.refresh_token.unwrap()).await.1["error"], "invalid_grant");
    assert_eq!(shop.refresh_by_hand(&hers).await.0, 200, "older access is hers");
    let reset = format!("/password/reset?token={}", done.between("/password/reset?token=", "\"").unwrap());
    assert_eq!(at_mail.set_password(&reset, "copper meadow lantern 77 ferry").await.status, 200);
    assert!(!Person::new(&server, "ada@example.com").sign_in().await.asks_for_code(), "the old password is no good");
    let page = at_mail.visit("/sign-in").await;
    let page = at_mail.sign_in_from(&page, "copper meadow lantern 77 ferry").await;
    assert!(!page.asks_for_code(), "the thief's factor is gone: {}", page.body);
    assert!(at_mail.is_signed_in().await && !at_mail.is_enrolled().await);
}

/// Otherwise a `prompt=none` request of the thief's app would still find a consent and get a code.
#[tokio::test]
async fn m8_undoing_an_enrolment_takes_back_every_consent_given_or_widened_since() {
    let server = Server::start().await;
    let (shop, bank, evil) = (server.app("Shop").await, server.app("Bank").await, server.app("Evil").await);
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    for app in [&shop, &bank] {
        let party = RelyingParty::new(&server, app).await;
        let page = ada.visit(&party.attempt_with(&["openid"], &[]).url).await;
        ada.approve(&page).await;
    }
    server.wait(Duration::from_mins(1));
    let mut thief = Person::new(&server, "ada@example.com");
    thief.sign_in().await;
    thief.enrol_fully(&server, &[("end_other_sessions", "on")]).await;
    for app in [&bank, &evil] {
        let party = RelyingParty::new(&server, app).await;
        let page = thief.visit(&party.attempt_with(&["openid", "email"], &[]).url).await;
        assert!(page.is_question(), "{}", page.body);
        thief.approve(&page).await;
    }

    let link = server.mailed_link("ada@example.com", SUBJECT, "/undo-enrolment").await;
    let mut at_mail = Person::new(&server, "ada@example.com");
    let done = at_mail.confirm_link(&link).await;
    assert!(done.body.contains("what apps were allowed since then is taken back"), "{}", done.body);
    at_mail.sign_in().await;
    for (app, name, silently) in [
        (&shop, "given before", "code"),
        (&bank, "widened since", "consent_required"),
        (&evil, "given since", "consent_required"),
    ] {
        let party = RelyingParty::new(&server, app).await;
        let silent = party.attempt_with(&["openid"], &[("prompt", "none")]);
        assert_eq!(at_mail.ends_at(&silent.url).await, silently, "{name}");
    }
    let apps = at_mail.get("/dashboard/apps").await;
    assert!(apps.body.contains("Shop") && !apps.body.contains("Evil") && !apps.body.contains("Bank"), "{}", apps.body);
}

#[tokio::test]
async fn r22_the_mailed_link_works_once_and_for_seven_days() {
    let server = Server::start().await;
    let (mut ada, _) = Person::enrolled(&server, "ada@example.com").await;
    let link = server.mailed_link("ada@example.com", SUBJECT, "/undo-enrolment").await;
    assert_eq!(ada.confirm_link(&link).await.status, 200);
    assert_eq!(ada.get(&link).await.status, 410);

    Person::enrolled(&server, "bob@example.com").await;
    let link = server.mailed_link("bob@example.com", SUBJECT, "/undo-enrolment").await;
    server.wait(Duration::from_mins(7 * 24 * 60 - 1));
    assert_eq!(ada.get(&link).await.status, 200);
    server.wait(Duration::from_mins(1));
    assert_eq!(ada.get(&link).await.status, 410);
}

#[tokio::test]
async fn r22_a_link_of_one_purpose_is_no_link_of_another() {
    let server = Server::start().await;
    let (mut ada, phone) = Person::enrolled(&server, "ada@example.com").await;
    let undo = server.mailed_link("ada@example.com", SUBJECT, "/undo-enrolment").await;
    ada.forget_password("ada@example.com").await;
    let reset = server.mailed_link("ada@example.com", "Set a new password", "/password/reset").await;
    let token = |link: &str| link.split_once("token=").unwrap().1.to_owned();
    let tokens = [token(&undo), token(&reset), ada.session()];
    for path in ["/undo-enrolment", "/password/reset", "/email/verify", "/set-up"] {
        for token in &tokens {
            let link = format!("{path}?token={token}");
            let own = link == undo || link == reset;
            let mut stranger = Person::new(&server, "eve@example.com");
            assert_eq!(stranger.get(&link).await.status, if own { 200 } else { 410 }, "{link}");
            if own {
                continue;
            }
            let form = stranger.get("/password/forgot").await;
            let fields = [
                ("token", token.as_str()),
                ("password", "copper meadow lantern 77 ferry"),
                ("email", "eve@example.com"),
                ("display_name", "Eve"),
            ];
            assert_eq!(stranger.post_from(&form, path, &fields).await.status, 410, "{link}");
        }
    }
    // A link that was tried at the wrong page is not used up.
    let mut again = Person::new(&server, "ada@example.com");
    again.sign_in_with(&phone, &server).await;
    assert!(again.is_two_factor().await);
    assert_eq!(ada.get(&undo).await.status, 200);
}

#[tokio::test]
async fn r22_a_factor_younger_than_the_app_accepts_waits_and_then_passes() {
    let server = Server::start().await;
    let registered = server.app("Bank").await;
    let id = registered.app.id;
    server.require_2fa(id, true).await;
    let age = Duration::from_hours(48);
    let command = SetEnrolmentAge { by: Actor::Operator, app: id, age, password: None, code: None };
    server.twinlock.set_enrolment_age(command, &RequestOrigin::default()).await.unwrap();
    let bank = RelyingParty::new(&server, &registered).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let phone = ada.enrol(&server).await;
    let page = ada.visit(&bank.attempt().url).await;
    assert!(page.body.contains("Bank accepts it from <time"), "{}", page.body);
    assert!(page.body.contains(">23 September 2026</time> and sign in again"), "the date: {}", page.body);
    assert!(!page.has_button("decision", "approve") && page.has_button("decision", "deny"));
    let request = page.input("request").unwrap();
    let yes = json!({ "request": request, "decision": "approve" });
    let answer = ada.api(Method::POST, "/api/oauth/consent", &yes).await;
    assert_eq!(
        (answer.status.as_u16(), answer.json()["error"].as_str()),
        (403, Some("two_factor_enrollment_required"))
    );

    server.wait(age.checked_sub(Duration::from_secs(1)).unwrap());
    let mut later = Person::new(&server, "ada@example.com");
    later.sign_in_with(&phone, &server).await;
    assert!(!later.visit(&bank.attempt().url).await.is_question(), "a second is missing");
    server.wait(Duration::from_secs(1));
    assert!(later.visit(&bank.attempt().url).await.is_question(), "now it is old enough");
}

#[tokio::test]
async fn r22_lowering_the_enrolment_age_asks_for_proof_and_raising_it_does_not() {
    let server = Server::start().await;
    let mut owner = Person::with_account(&server, "owner@example.com").await;
    let registered = server.app("Bank").await;
    let id = registered.app.id;
    let path = format!("/dashboard/developer/apps/{id}/enrolment-age");
    server.wait(Duration::from_mins(6));
    assert_eq!(owner.post(&path, &[("days", "3")]).await.status, 303);
    let age = async |owner: &mut Person| {
        owner.get(&format!("/api/developer/apps/{id}")).await.json()["enrolment_age"].as_u64().unwrap() / 86_400
    };
    assert_eq!(age(&mut owner).await, 3);
    assert_eq!(owner.post(&path, &[("days", "0")]).await.status, 403);
    assert_eq!(owner.post(&path, &[("days", "999")]).await.status, 400);
    assert_eq!(owner.post(&path, &[("days", "-1")]).await.status, 400);
    assert_eq!(age(&mut owner).await, 3, "nothing of that did anything");
    assert_eq!(owner.post(&path, &[("days", "0"), ("password", PASSWORD)]).await.status, 303);
    assert_eq!(age(&mut owner).await, 0);
}
