//! R23: setting a new password by a mailed link, and what that does not do.

use std::time::Duration;

use crate::support::{PASSWORD, Person, Server};

const SUBJECT: &str = "Set a new password";
const RESET: &str = "/password/reset";
const NEW: &str = "copper meadow lantern 77 ferry";

#[tokio::test]
async fn r23_a_reset_signs_nobody_in_keeps_the_factor_and_ends_the_sessions() {
    let server = Server::start().await;
    let (mut desk, phone) = Person::enrolled(&server, "ada@example.com").await;
    let mut ada = Person::new(&server, "ada@example.com");
    ada.forget_password("ada@example.com").await;
    let link = server.mailed_link("ada@example.com", SUBJECT, RESET).await;
    assert!(desk.is_signed_in().await, "asking changes nothing");
    let done = ada.set_password(&link, NEW).await;
    assert_eq!(done.status, 200, "{}", done.body);

    assert!(ada.session().is_empty() && !ada.is_signed_in().await, "a reset is no sign-in");
    assert!(!desk.is_signed_in().await, "and the other sessions ended");
    let page = ada.visit("/sign-in").await;
    assert_eq!(ada.sign_in_from(&page, PASSWORD).await.status, 401, "the old password is over");
    let page = ada.visit("/sign-in").await;
    let page = ada.sign_in_from(&page, NEW).await;
    assert!(page.asks_for_code(), "two-factor is as it was: {}", page.body);
    ada.pass_two_factor(&page, &phone.code(server.now())).await;
    assert!(ada.is_two_factor().await);
    assert!(server.letter("ada@example.com", "Your password was changed").await.body.contains("signed out everywhere"));
}

#[tokio::test]
async fn r23_a_pending_sign_in_dies_with_a_reset() {
    let server = Server::start().await;
    let (_, phone) = Person::enrolled(&server, "ada@example.com").await;
    let mut thief = Person::new(&server, "ada@example.com");
    let code_page = thief.give_password().await;
    let mut ada = Person::new(&server, "ada@example.com");
    ada.forget_password("ada@example.com").await;
    let link = server.mailed_link("ada@example.com", SUBJECT, RESET).await;
    ada.set_password(&link, NEW).await;
    let answer = thief.type_code(&code_page, &phone.code(server.now())).await;
    assert!(answer.location().unwrap().starts_with("/sign-in"), "{}", answer.body);
    assert!(!thief.is_signed_in().await);
}

#[tokio::test]
async fn r23_a_trusted_device_is_not_trusted_after_a_reset() {
    let server = Server::start().await;
    let (_, phone) = Person::enrolled(&server, "ada@example.com").await;
    let mut ada = Person::new(&server, "ada@example.com");
    let page = ada.visit("/sign-in").await;
    let fields = [("email", "ada@example.com"), ("password", PASSWORD), ("trust_device", "on")];
    let page = ada.post_from(&page, "/sign-in", &fields).await;
    let page = ada.follow(page).await;
    ada.pass_two_factor(&page, &phone.code(server.now())).await;
    assert!(ada.cookies.contains_key("twinlock-device"));
    let mut elsewhere = Person::new(&server, "ada@example.com");
    elsewhere.forget_password("ada@example.com").await;
    let link = server.mailed_link("ada@example.com", SUBJECT, RESET).await;
    elsewhere.set_password(&link, NEW).await;
    ada.cookies.remove("twinlock");
    let page = ada.visit("/sign-in").await;
    assert!(ada.sign_in_from(&page, NEW).await.asks_for_code());
}

#[tokio::test]
async fn r23_a_reset_link_works_once_for_an_hour_and_looking_at_it_does_nothing() {
    let server = Server::start().await;
    server.account("ada@example.com").await;
    let mut ada = Person::new(&server, "ada@example.com");
    ada.forget_password("ada@example.com").await;
    let link = server.mailed_link("ada@example.com", SUBJECT, RESET).await;
    for _ in 0..3 {
        assert_eq!(ada.get(&link).await.status, 200);
    }
    // A password that does not do leaves the link alone.
    let weak = ada.set_password(&link, "password1").await;
    assert_eq!(weak.status, 400);
    assert!(weak.body.contains("guessed too easily"), "{}", weak.body);
    assert_eq!(ada.set_password(&link, NEW).await.status, 200);
    assert_eq!(ada.get(&link).await.status, 410);

    ada.forget_password("ada@example.com").await;
    let first = server.mailed_link("ada@example.com", SUBJECT, RESET).await;
    server.wait(Duration::from_mins(59));
    assert_eq!(ada.get(&first).await.status, 200);
    server.wait(Duration::from_mins(1));
    assert_eq!(ada.get(&first).await.status, 410);
}

#[tokio::test]
async fn r23_a_reset_mail_goes_to_the_stored_address_and_to_no_look_alike() {
    let server = Server::start().await;
    server.account("ada@example.com").await;
    let mut stranger = Person::new(&server, "eve@example.com");
    let known = stranger.forget_password("ADA@Example.com").await;
    assert_eq!(
        server.mail_to("ada@example.com").await.len(),
        1,
        "case is no matter, and the mail goes where it should"
    );
    for address in
        ["nobody@example.com", "ad\u{e1}@example.com", "ada@ex\u{e4}mple.com", "\u{ff41}da@example.com", "no address"]
    {
        let answer = stranger.forget_password(address).await;
        assert_eq!((answer.status, &answer.body), (known.status, &known.body), "{address}: nobody is told which");
    }
    server.twinlock.deliver_mail(&*server.mail, 1000).await.unwrap();
    assert_eq!(server.mail.sent().len(), 1);
}

#[tokio::test]
async fn r23_two_addresses_in_one_request_are_refused() {
    let server = Server::start().await;
    server.account("ada@example.com").await;
    let mut eve = Person::new(&server, "eve@example.com");
    let page = eve.get("/password/forgot").await;
    for fields in [
        [("email", "ada@example.com"), ("email", "eve@evil.example")],
        [("email[]", "ada@example.com"), ("email[]", "eve@evil.example")],
    ] {
        assert_eq!(eve.post_from(&page, "/password/forgot", &fields).await.status, 400, "{fields:?}");
    }
    server.twinlock.deliver_mail(&*server.mail, 1000).await.unwrap();
    assert!(server.mail.sent().is_empty());
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_get_the_same_answer() {
    let server = Server::start().await;
    server.account("ada@example.com").await;
    let mut answers = Vec::new();
    for (email, password) in [("ada@example.com", "wrong horse battery staple"), ("bob@example.com", PASSWORD)] {
        let mut person = Person::new(&server, email);
        let page = person.visit("/sign-in").await;
        let answer = person.sign_in_from(&page, password).await;
        assert_eq!(answer.status, 401);
        let csrf = answer.input("csrf").unwrap();
        answers.push(answer.body.replace(email, "EMAIL").replace(&csrf, "CSRF"));
    }
    assert_eq!(answers[0], answers[1]);
}

#[tokio::test]
async fn passwords_longer_than_seventy_two_bytes_differ_in_what_comes_after() {
    let server = Server::start().await;
    server.account("ada@example.com").await;
    let mut ada = Person::new(&server, "ada@example.com");
    ada.forget_password("ada@example.com").await;
    let link = server.mailed_link("ada@example.com", SUBJECT, RESET).await;
    let long = format!("{} one", "copper meadow lantern 77 ferry ".repeat(4));
    assert_eq!(ada.set_password(&link, &long).await.status, 200);
    let page = ada.visit("/sign-in").await;
    assert_eq!(ada.sign_in_from(&page, &long.replace("one", "two")).await.status, 401);
    let page = ada.visit("/sign-in").await;
    ada.sign_in_from(&page, &long).await;
    assert!(ada.is_signed_in().await);
}
