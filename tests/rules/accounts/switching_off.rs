//! R23: turning the second factor off requires the password and a code in one request.

use std::time::Duration;

use twinlock_application::Actor;
use twinlock_application::RequestOrigin;
use twinlock_domain::{AuditKind, EmailAddress};

use crate::support::{PASSWORD, Person, Server};

const DISABLE: &str = "/dashboard/security/disable";

#[tokio::test]
async fn r23_disabling_needs_the_password_and_a_code_together() {
    let server = Server::start().await;
    let (mut ada, phone) = Person::enrolled(&server, "ada@example.com").await;
    let code = phone.code(server.now());
    let wrong = phone.wrong_code(server.now());
    for (fields, status) in [
        (vec![("code", code.as_str())], 400),
        (vec![("password", PASSWORD)], 403),
        (vec![("password", ""), ("code", code.as_str())], 400),
        (vec![("password", PASSWORD), ("code", "")], 403),
        (vec![("password", "wrong horse battery staple"), ("code", code.as_str())], 403),
        (vec![("password", PASSWORD), ("code", wrong.as_str())], 403),
    ] {
        let answer = ada.post(DISABLE, &fields).await;
        assert_eq!(answer.status, status, "{fields:?}: {}", answer.body);
        assert!(ada.is_enrolled().await && ada.is_two_factor().await, "{fields:?}");
    }
    // A code that was sent with a wrong password is not used up.
    let before = ada.clone();
    assert_eq!(ada.disable(PASSWORD, &code).await.status, 303);
    assert!(!ada.is_enrolled().await);
    assert!(!before.clone().is_signed_in().await, "the session's id is another");
    assert!(server.letter("ada@example.com", "Two-factor authentication is off").await.body.contains("not you"));
    assert!(!Person::new(&server, "ada@example.com").sign_in().await.asks_for_code());
}

#[tokio::test]
async fn r23_a_recovery_code_does_as_well_and_is_used_up() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let codes = ada.enrol_fully(&server, &[]).await.1.recovery_codes();
    let mut other = Person::new(&server, "ada@example.com");
    let page = other.give_password().await;
    assert_eq!(other.type_code(&page, &codes[0]).await.status, 303);
    assert_eq!(ada.disable(PASSWORD, &codes[0]).await.status, 403, "used");
    assert_eq!(ada.disable(PASSWORD, &codes[1]).await.status, 303);
    assert!(!ada.is_enrolled().await);
}

#[tokio::test]
async fn r23_a_code_that_was_just_passed_does_not_count_again() {
    let server = Server::start().await;
    let (_, phone) = Person::enrolled(&server, "ada@example.com").await;
    let mut ada = Person::new(&server, "ada@example.com");
    let code = phone.code(server.now());
    ada.sign_in_with(&phone, &server).await;
    let answer = ada.disable(PASSWORD, &code).await;
    assert_eq!(answer.status, 403);
    assert!(answer.body.contains("has been used already"), "{}", answer.body);
    assert!(ada.is_enrolled().await);
}

#[tokio::test]
async fn r23_after_enrolling_again_the_old_phone_is_no_good() {
    let server = Server::start().await;
    let (mut ada, old) = Person::enrolled(&server, "ada@example.com").await;
    ada.disable(PASSWORD, &old.code(server.now())).await;
    server.next_step();
    let new = ada.enrol(&server).await;
    server.next_step();
    let mut again = Person::new(&server, "ada@example.com");
    let page = again.give_password().await;
    assert_eq!(again.type_code(&page, &old.code(server.now())).await.status, 401);
    assert_eq!(again.type_code(&page, &new.code(server.now())).await.status, 303);
}

#[tokio::test]
async fn r23_an_administrators_reset_ends_all_sessions_and_is_audited_and_mailed() {
    let server = Server::start().await;
    let (mut ada, phone) = Person::enrolled(&server, "ada@example.com").await;
    let mut pending = Person::new(&server, "ada@example.com");
    let page = pending.give_password().await;
    let (mut bob, _) = Person::enrolled(&server, "bob@example.com").await;
    let email = EmailAddress::parse("ada@example.com").unwrap();
    server.twinlock.reset_two_factor(Actor::Operator, &email, &RequestOrigin::default()).await.unwrap();

    assert!(!ada.is_signed_in().await, "every session ended");
    let late = pending.type_code(&page, &phone.code(server.now())).await;
    assert!(late.location().is_some_and(|to| to.starts_with("/sign-in")), "also those that owed a code: {}", late.body);
    assert!(bob.is_two_factor().await, "nobody else's");
    let events = server.events().await;
    let reset = events.iter().find(|event| event.kind == AuditKind::TwoFactorReset).unwrap();
    assert_eq!(reset.reason.as_deref(), Some("operator"));
    assert_eq!(reset.at, server.now());
    assert!(server.letter("ada@example.com", "was reset").await.body.contains("administrator"));
    server.wait(Duration::from_secs(1));
    assert!(!ada.sign_in().await.asks_for_code());
    assert!(!ada.is_enrolled().await);
}
