//! R23: setting a new password by a mailed link, and what that does not change.

use std::time::Duration;

use crate::support::{PASSWORD, Person, RelyingParty, Server};

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
async fn m8_a_reset_ends_all_access_that_apps_hold_and_leaves_the_consents() {
    let server = Server::start().await;
    let (shop, bank) = (server.app("Shop").await, server.app("Bank").await);
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let mut bob = Person::with_account(&server, "bob@example.com").await;
    let (shop, bank) = (RelyingParty::new(&server, &shop).await, RelyingParty::new(&server, &bank).await);
    let (at_shop, at_bank) = (shop.sign_in(&mut ada).await, bank.sign_in(&mut ada).await);
    let bobs = shop.sign_in(&mut bob).await;
    server.wait(Duration::from_mins(5));

    let mut elsewhere = Person::new(&server, "ada@example.com");
    elsewhere.forget_password("ada@example.com").await;
    let link = server.mailed_link("ada@example.com", SUBJECT, RESET).await;
    assert!(shop.is_alive(&at_shop).await, "asking changes nothing");
    let form = elsewhere.get(&link).await;
    assert!(form.body.contains("apps that hold access to your account lose it"), "{}", form.body);
    let done = elsewhere.set_password(&link, NEW).await;
    assert!(done.body.contains("apps that held access to your account have lost it"), "{}", done.body);

    assert!(shop.is_dead(&at_shop).await && bank.is_dead(&at_bank).await, "a thief may have given it");
    assert!(shop.is_alive(&bobs).await, "another account's");
    let page = elsewhere.visit("/sign-in").await;
    elsewhere.sign_in_from(&page, NEW).await;
    assert_eq!(elsewhere.ends_at(&shop.silent_attempt().url).await, "code", "what she allowed stays allowed");
}

#[tokio::test]
async fn e10a_the_way_to_an_app_leads_through_a_forgotten_password() {
    let server = Server::start().await;
    server.account("ada@example.com").await;
    let shop = RelyingParty::register(&server, "Shop").await;
    let mut ada = Person::new(&server, "ada@example.com");
    let attempt = shop.attempt();
    let sign_in = ada.visit(&attempt.url).await;
    let forgot = format!("/password/forgot?{}", sign_in.between("/password/forgot?", "\"").unwrap());
    let form = ada.get(&forgot).await;
    let target = form.input("continue").unwrap();
    let fields = [("email", "ada@example.com"), ("continue", target.as_str())];
    let sent = ada.post_from(&form, "/password/forgot", &fields).await;
    assert!(sent.body.contains(&format!("/sign-in?continue={target}")), "and back: {}", sent.body);
    let link = server.mailed_link("ada@example.com", SUBJECT, RESET).await;
    assert!(!link.contains(&target), "the mail has the token and nothing else: {link}");
    let done = ada.set_password(&link, NEW).await;
    assert!(done.body.contains("Sign in to continue to Shop"), "{}", done.body);
    let on = format!("/sign-in?{}", done.between("href=\"/sign-in?", "\"").unwrap());
    let page = ada.get(&on).await;
    let fields = [("email", "ada@example.com"), ("password", NEW), ("continue", target.as_str())];
    let page = ada.post_from(&page, "/sign-in", &fields).await;
    let page = ada.follow(page).await;
    assert!(page.is_question(), "{}", page.body);
    let page = ada.approve(&page).await;
    shop.redeem(attempt, &page).await;
}

#[tokio::test]
async fn e10a_where_the_way_to_the_app_is_over_or_another_browsers_the_page_says_so() {
    let server = Server::start().await;
    server.account("ada@example.com").await;
    let shop = RelyingParty::new(&server, &server.app("Shop").await).await;
    for elsewhere in [true, false] {
        let mut ada = Person::new(&server, "ada@example.com");
        let sign_in = ada.visit(&shop.attempt().url).await;
        let target = sign_in.input("continue").unwrap();
        // The link and the pending request each last an hour: the link expires later, as it was requested later.
        server.wait(Duration::from_mins(2));
        let form = ada.get(&format!("/password/forgot?continue={target}")).await;
        let fields = [("email", "ada@example.com"), ("continue", target.as_str())];
        ada.post_from(&form, "/password/forgot", &fields).await;
        let link = server.mailed_link("ada@example.com", SUBJECT, RESET).await;
        server.wait(Duration::from_mins(if elsewhere { 1 } else { 59 }));
        let mut reader = if elsewhere { Person::new(&server, "ada@example.com") } else { ada };
        let done = reader.set_password(&link, NEW).await;
        assert_eq!(done.status, 200, "{}", done.body);
        assert!(done.body.contains("go back to it and sign in there again"), "{}", done.body);
        assert!(!done.body.contains(&target) && !done.body.contains("Shop"), "{}", done.body);
    }
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
    let fields = [("email", "ada@example.com"), ("password", PASSWORD)];
    let page = ada.post_from(&page, "/sign-in", &fields).await;
    let page = ada.follow(page).await;
    ada.pass_and_trust(&page, &phone.code(server.now())).await;
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
    // A password that is refused does not use up the link.
    let weak = ada.set_password(&link, "password1").await;
    assert_eq!(weak.status, 400);
    assert!(weak.body.contains("guessed too easily"), "{}", weak.body);
    assert_eq!(ada.set_password(&link, NEW).await.status, 200);
    assert_eq!(ada.get(&link).await.status, 410);

    server.wait(Duration::from_mins(1));
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

/// A Mac and a phone write "ü" as two characters, most others as one.
#[tokio::test]
async fn b18_a_password_is_one_however_the_system_writes_its_letters() {
    let server = Server::start().await;
    let (one, two) = ("sch\u{f6}ne k\u{fc}che tramway 42", "scho\u{308}ne ku\u{308}che tramway 42");
    for (set, typed, email) in [(one, two, "ada@example.com"), (two, one, "bob@example.com")] {
        let mut person = Person::new(&server, email);
        let form = person.get("/sign-up").await;
        let fields = [("email", email), ("password", set), ("display_name", "Ada")];
        assert_eq!(person.post_from(&form, "/sign-up", &fields).await.status, 303);
        let mut elsewhere = Person::new(&server, email);
        let page = elsewhere.visit("/sign-in").await;
        elsewhere.sign_in_from(&page, typed).await;
        assert!(elsewhere.is_signed_in().await, "set as {set:?}, typed as {typed:?}");
        elsewhere.forget_password(email).await;
        let link = server.mailed_link(email, SUBJECT, RESET).await;
        assert_eq!(elsewhere.set_password(&link, &format!("{typed} neu")).await.status, 200);
        let page = elsewhere.visit("/sign-in").await;
        elsewhere.sign_in_from(&page, &format!("{set} neu")).await;
        assert!(elsewhere.is_signed_in().await, "a reset sets the same");
    }
}

#[tokio::test]
async fn b30_a_password_that_is_too_long_is_told_in_its_form_and_the_form_is_kept() {
    let server = Server::start().await;
    server.account("ada@example.com").await;
    let cyrillic = "\u{436}\u{43e}\u{43b}\u{442}\u{44b}\u{439} ".repeat(43);
    let mut bob = Person::new(&server, "bob@example.com");
    let form = bob.get("/sign-up").await;
    for (password, status) in [("\u{44f}".repeat(513), 400), ("a".repeat(5000), 400), (cyrillic, 303)] {
        let fields = [("email", "bob@example.com"), ("password", password.as_str()), ("display_name", "Bob Bauer")];
        let answer = bob.post_from(&form, "/sign-up", &fields).await;
        assert_eq!(answer.status, status, "{} bytes: {}", password.len(), answer.body);
        if status == 400 {
            assert!(answer.body.contains("at most 512 characters"), "{}", answer.body);
            assert_eq!(answer.input("email").as_deref(), Some("bob@example.com"));
            assert_eq!(answer.input("display_name").as_deref(), Some("Bob Bauer"));
        }
    }
    let mut ada = Person::new(&server, "ada@example.com");
    let page = ada.visit("/sign-in").await;
    let answer = ada.sign_in_from(&page, &"\u{44f}".repeat(600)).await;
    assert_eq!(answer.status, 401, "one that cannot be anybody's is a wrong one");
    assert_eq!(answer.input("email").as_deref(), Some("ada@example.com"));
    ada.forget_password("ada@example.com").await;
    let link = server.mailed_link("ada@example.com", SUBJECT, RESET).await;
    let answer = ada.set_password(&link, &"\u{44f}".repeat(600)).await;
    assert!(answer.status == 400 && answer.body.contains("at most 512 characters"), "{}", answer.body);
    assert_eq!(ada.set_password(&link, NEW).await.status, 200, "the link still works");
}
