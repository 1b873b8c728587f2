//! Signing up, confirming an email address, and where the user continues afterwards.

use std::num::NonZeroU32;
use std::time::Duration;

use crate::support::{PASSWORD, Page, Person, Server, ServerOptions};

const SUBJECT: &str = "Confirm your e-mail address";
const VERIFY: &str = "/email/verify";

async fn sign_up(server: &Server, email: &str, password: &str) -> (Person, Page) {
    let mut person = Person::new(server, email);
    let page = person.visit("/sign-up").await;
    let fields = [("email", email), ("password", password), ("display_name", "Ada")];
    let answer = person.post_from(&page, "/sign-up", &fields).await;
    (person, answer)
}

#[tokio::test]
async fn signing_up_signs_in_by_password_alone() {
    let server = Server::start().await;
    let (mut ada, answer) = sign_up(&server, "ada@example.com", PASSWORD).await;
    assert_eq!((answer.status.as_u16(), answer.location()), (303, Some("/dashboard")));
    let session = ada.whoami().await;
    assert_eq!(session["account"]["email"], "ada@example.com");
    assert_eq!(session["two_factor"], serde_json::json!({ "enrolled": false, "passed_at": null }));
}

#[tokio::test]
async fn a_weak_password_is_refused_with_advice_and_nothing_typed_is_lost() {
    let server = Server::start().await;
    for (password, words) in [
        ("short", "at least 8 characters"),
        ("password1", "guessed too easily"),
        ("aaaaaaaaaaaa", "guessed too easily"),
        ("ada@example.com", "guessed too easily"),
    ] {
        let (mut ada, answer) = sign_up(&server, "ada@example.com", password).await;
        assert_eq!(answer.status, 400, "{password}");
        assert!(answer.body.contains(words), "{password}: {}", answer.body);
        assert_eq!(answer.input("email").as_deref(), Some("ada@example.com"));
        assert!(!answer.body.contains(&format!("value=\"{password}\"")) || password.contains('@'), "not the password");
        assert!(!ada.is_signed_in().await);
    }
}

#[tokio::test]
async fn an_address_has_one_account_in_whatever_case_it_is_typed() {
    let server = Server::start().await;
    server.account("ada@example.com").await;
    for again in ["ada@example.com", "ADA@example.com", "Ada@Example.COM", " ada@example.com "] {
        let (mut person, answer) = sign_up(&server, again, PASSWORD).await;
        assert_eq!(answer.status, 400, "{again}");
        assert!(answer.body.contains("There is an account with this address"), "{}", answer.body);
        assert!(!person.is_signed_in().await);
    }
}

#[tokio::test]
async fn an_address_that_only_looks_like_another_is_refused() {
    let server = Server::start().await;
    server.account("ada@example.com").await;
    for alike in ["\u{430}da@example.com", "ada@ex\u{430}mple.com", "\u{ff41}da@example.com", "ada\u{200b}@example.com"]
    {
        let (mut person, answer) = sign_up(&server, alike, PASSWORD).await;
        assert_eq!(answer.status, 400, "{alike}");
        // A control character is refused before the text is parsed.
        let words = if alike.contains('\0') { "control character" } else { "not an e-mail address" };
        assert!(answer.body.contains(words), "{}", answer.body);
        assert!(!person.is_signed_in().await);
    }
}

#[tokio::test]
async fn a_field_that_comes_twice_is_refused() {
    let server = Server::start().await;
    for path in ["/sign-up", "/sign-in"] {
        let mut person = Person::new(&server, "ada@example.com");
        let page = person.visit(path).await;
        let once = [("email", "ada@example.com"), ("password", PASSWORD), ("display_name", "Ada")];
        for extra in [("email", "eve@evil.example"), ("password", "another"), ("csrf", "another"), ("continue", "apps")]
        {
            let fields: Vec<_> = [("continue", "dashboard")].into_iter().chain(once).chain([extra]).collect();
            let answer = person.post_from(&page, path, &fields).await;
            assert_eq!(answer.status, 400, "{path} {extra:?}: {}", answer.body);
        }
        assert!(!person.is_signed_in().await);
    }
}

#[tokio::test]
async fn a_server_whose_sign_up_is_closed_lets_nobody_sign_up() {
    let closed = ServerOptions { settings: |settings| settings.sign_up_open = false, ..ServerOptions::default() };
    let server = Server::start_with(closed).await;
    let mut eve = Person::new(&server, "eve@example.com");
    assert_eq!(eve.visit("/sign-up").await.status, 403);
    let page = eve.visit("/sign-in").await;
    assert!(!page.body.contains("/sign-up"), "no link to it either");
    let fields = [("email", "eve@example.com"), ("password", PASSWORD), ("display_name", "Eve")];
    assert_eq!(eve.post_from(&page, "/sign-up", &fields).await.status, 403);
    assert_eq!(eve.sign_in().await.status, 401, "no account was made");
}

#[tokio::test]
async fn an_address_is_confirmed_by_its_mail_and_a_button() {
    let server = Server::start().await;
    let (mut ada, _) = sign_up(&server, "ada@example.com", PASSWORD).await;
    let unverified = ada.visit("/dashboard").await.body;
    assert!(unverified.contains("/email/resend"), "it can be sent again: {unverified}");
    let link = server.mailed_link("ada@example.com", SUBJECT, VERIFY).await;
    assert_eq!(ada.get(&link).await.status, 200);
    assert!(ada.visit("/dashboard").await.body.contains("/email/resend"), "looking at the link confirms nothing");
    assert_eq!(ada.confirm_link(&link).await.status, 200);
    assert!(!ada.visit("/dashboard").await.body.contains("/email/resend"));
    assert_eq!(ada.get(&link).await.status, 410, "once");
}

/// Otherwise an attacker signs up with another's address, and the owner's click makes apps trust it.
#[tokio::test]
async fn l5_a_click_by_whoever_reads_the_mail_confirms_nothing_for_whoever_set_the_password() {
    let server = Server::start().await;
    let (mut eve, _) = sign_up(&server, "ada@example.com", PASSWORD).await;
    let link = server.mailed_link("ada@example.com", SUBJECT, VERIFY).await;
    let (mut bob, _) = sign_up(&server, "bob@example.com", PASSWORD).await;
    let mut at_mail = Person::new(&server, "ada@example.com");
    for reader in [&mut at_mail, &mut bob] {
        let page = reader.get(&link).await;
        assert!(page.body.contains("name=\"password\"") && page.body.contains("ada@example.com"), "{}", page.body);
        let token = page.input("token").unwrap();
        for password in ["", "copper meadow lantern 77 ferry"] {
            let answer = reader.post_from(&page, VERIFY, &[("token", &token), ("password", password)]).await;
            assert_eq!(answer.status, 403, "{}", answer.body);
            assert!(answer.body.contains("password-problem"), "{}", answer.body);
        }
        let answer = reader.confirm_link(&link).await;
        assert_eq!(answer.status, 403, "the button alone: {}", answer.body);
    }
    assert!(eve.visit("/dashboard").await.body.contains("/email/resend"), "nothing is confirmed");

    let own = eve.get(&link).await;
    assert!(!own.body.contains("name=\"password\""), "in a session of the account the button is enough: {}", own.body);
    let token = own.input("token").unwrap();
    let page = at_mail.get(&link).await;
    let fields = [("token", token.as_str()), ("password", PASSWORD)];
    assert_eq!(at_mail.post_from(&page, VERIFY, &fields).await.status, 200, "and elsewhere the password");
    assert!(!at_mail.is_signed_in().await, "the link is no sign-in");
    assert!(!eve.visit("/dashboard").await.body.contains("/email/resend"));
}

#[tokio::test]
async fn l5_passwords_at_the_link_are_limited_as_at_the_sign_in() {
    let mut options = ServerOptions::default();
    options.limits.passwords_by_account = NonZeroU32::new(10).unwrap();
    let server = Server::start_with(options).await;
    sign_up(&server, "ada@example.com", PASSWORD).await;
    let link = server.mailed_link("ada@example.com", SUBJECT, VERIFY).await;
    let mut stranger = Person::new(&server, "ada@example.com");
    let page = stranger.get(&link).await;
    let token = page.input("token").unwrap();
    let mut refused = 0;
    for number in 0..30 {
        let wrong = format!("wrong horse battery {number}");
        let answer = stranger.post_from(&page, VERIFY, &[("token", &token), ("password", &wrong)]).await;
        refused += usize::from(answer.status == 429);
        assert!(answer.status == 403 || answer.status == 429, "{}", answer.body);
    }
    assert!(refused >= 15, "{refused} of 30");
}

#[tokio::test]
async fn another_link_replaces_the_first_and_each_lasts_a_day() {
    let server = Server::start().await;
    let (mut ada, _) = sign_up(&server, "ada@example.com", PASSWORD).await;
    let first = server.mailed_link("ada@example.com", SUBJECT, VERIFY).await;
    server.wait(Duration::from_mins(1));
    assert_eq!(ada.post("/email/resend", &[]).await.status, 303);
    let second = server.mailed_link("ada@example.com", SUBJECT, VERIFY).await;
    assert_ne!(first, second);
    assert_eq!(ada.get(&first).await.status, 410);
    server.wait(Duration::from_hours(24) - Duration::from_secs(1));
    assert_eq!(ada.get(&second).await.status, 200);
    server.wait(Duration::from_secs(1));
    assert_eq!(ada.get(&second).await.status, 410);
}

#[tokio::test]
async fn continue_takes_no_address_of_another_site() {
    let server = Server::start().await;
    server.account("ada@example.com").await;
    for target in [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/dashboard/security",
        "dashboard/../../evil",
        "%2f%2fevil.example",
        "Security",
    ] {
        let mut ada = Person::new(&server, "ada@example.com");
        let query: String = url::form_urlencoded::byte_serialize(target.as_bytes()).collect();
        let page = ada.get(&format!("/sign-in?continue={query}")).await;
        assert_eq!(page.input("continue").as_deref(), Some("dashboard"), "{target}");
        let fields = [("email", "ada@example.com"), ("password", PASSWORD), ("continue", target)];
        let answer = ada.post_from(&page, "/sign-in", &fields).await;
        assert_eq!((answer.status.as_u16(), answer.location()), (303, Some("/dashboard")), "{target}");
        // Nor does it lead there once signed in, or from any other page that reads `continue`.
        assert_eq!(ada.get(&format!("/sign-in?continue={query}")).await.location(), Some("/dashboard"));
        assert_eq!(ada.get(&format!("/two-factor?continue={query}")).await.location(), Some("/dashboard"));
        let answer = ada.post("/sign-out", &[("continue", target)]).await;
        assert_eq!(answer.location(), Some("/sign-in?continue=dashboard"), "{target}");
    }
    let mut ada = Person::new(&server, "ada@example.com");
    let page = ada.get("/sign-in?continue=security").await;
    let fields = [("email", "ada@example.com"), ("password", PASSWORD), ("continue", "security")];
    assert_eq!(
        ada.post_from(&page, "/sign-in", &fields).await.location(),
        Some("/dashboard/security"),
        "the words work"
    );
}
