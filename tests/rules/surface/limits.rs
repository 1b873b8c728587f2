//! Rate limits: 429 with `Retry-After`, by the real address, before any expensive work.

use std::num::NonZeroU32;
use std::time::Duration;

use twinlock_http_actix::Limits;

use crate::support::{PASSWORD, Page, Person, RelyingParty, Server, ServerOptions};

async fn server_with(change: impl FnOnce(&mut Limits)) -> Server {
    let mut options = ServerOptions::default();
    change(&mut options.limits);
    Server::start_with(options).await
}

fn three() -> NonZeroU32 {
    NonZeroU32::new(3).unwrap()
}

#[track_caller]
fn too_many(answer: &Page) {
    assert_eq!(answer.status, 429, "{}", answer.body);
    let seconds: u64 = answer.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
    assert!(answer.body.contains("too_many_requests"), "{}", answer.body);
}

async fn sign_in(server: &Server, email: &str, password: &str) -> Page {
    let mut person = Person::new(server, email);
    let page = person.get("/sign-in").await;
    let csrf = page.input("csrf").unwrap();
    let request = person
        .request(reqwest::Method::POST, "/sign-in")
        .form(&[("email", email), ("password", password), ("csrf", csrf.as_str())])
        .header("x-forwarded-for", format!("203.0.113.{}", email.len()))
        .header("x-real-ip", "203.0.113.77");
    person.send(request, "/sign-in").await
}

#[tokio::test]
async fn cve_31_passwords_for_one_account_are_counted_together_however_it_is_spelled() {
    let server = server_with(|limits| limits.passwords_by_account = three()).await;
    server.account("ada@example.com").await;
    server.account("bob@example.com").await;
    for email in ["ada@example.com", "ADA@example.com", " ada@example.com "] {
        assert_eq!(sign_in(&server, email, "wrong horse battery staple").await.status, 401);
    }
    too_many(&sign_in(&server, "Ada@Example.com", PASSWORD).await);
    assert_eq!(sign_in(&server, "bob@example.com", PASSWORD).await.status, 303, "nobody else waits");
    server.wait(Duration::from_secs(20));
    assert_eq!(sign_in(&server, "ada@example.com", PASSWORD).await.status, 303, "and she not for long");
}

#[tokio::test]
async fn cve_32_passwords_from_one_address_are_counted_whatever_address_is_claimed() {
    let server = server_with(|limits| limits.passwords_by_address = three()).await;
    server.account("ada@example.com").await;
    for email in ["a@example.com", "bb@example.com", "ccc@example.com"] {
        assert_eq!(sign_in(&server, email, PASSWORD).await.status, 401);
    }
    too_many(&sign_in(&server, "ada@example.com", PASSWORD).await);
    let mut person = Person::new(&server, "new@example.com");
    let page = person.get("/sign-up").await;
    let fields = [("email", "new@example.com"), ("password", PASSWORD), ("display_name", "New")];
    too_many(&person.post_from(&page, "/sign-up", &fields).await);
}

#[tokio::test]
async fn a_password_given_again_is_counted_as_well() {
    let server = server_with(|limits| limits.passwords_by_account = three()).await;
    let id = server.app("Bank").await.app.id;
    server.require_2fa(id, true).await;
    let mut owner = Person::new(&server, "owner@example.com");
    owner.sign_in().await;
    let off = serde_json::json!({ "required": false, "password": "wrong horse battery staple" });
    let path = format!("/api/developer/apps/{id}/require-2fa");
    for _ in 0..3 {
        assert_eq!(owner.api(reqwest::Method::PUT, &path, &off).await.status, 403);
    }
    let answer = owner.api(reqwest::Method::PUT, &path, &off).await;
    too_many(&answer);
    assert_eq!(answer.json()["error"], "too_many_requests");
    let page = format!("/dashboard/developer/apps/{id}/require-2fa");
    let answer = owner.post(&page, &[("required", "false"), ("password", PASSWORD)]).await;
    assert_eq!((answer.status.as_u16(), answer.header("retry-after").is_empty()), (429, false));
    assert!(answer.body.contains("Too many tries.") && answer.body.contains("2FA required"), "the page with its form");
    too_many(&owner.post("/dashboard/security/enrol", &[("password", PASSWORD)]).await);
}

#[tokio::test]
async fn codes_from_one_address_are_counted() {
    let server = server_with(|limits| limits.codes_by_address = three()).await;
    server.account("ada@example.com").await;
    let mut ada = Person::new(&server, "ada@example.com");
    ada.sign_in().await;
    let phone = ada.enrol(&server).await;
    server.wait(Duration::from_mins(1));
    let mut thief = Person::new(&server, "ada@example.com");
    let page = thief.give_password().await;
    for _ in 0..3 {
        assert_eq!(thief.type_code(&page, &phone.wrong_code(server.now())).await.status, 401);
    }
    too_many(&thief.type_code(&page, &phone.code(server.now())).await);
    assert!(!thief.is_signed_in().await);
}

#[tokio::test]
async fn mailed_links_are_counted() {
    let server = server_with(|limits| limits.links_by_address = three()).await;
    let mut eve = Person::new(&server, "eve@example.com");
    for email in ["ada@example.com", "bob@example.com", "nobody@example.com"] {
        server.account(email).await;
        assert_eq!(eve.forget_password(email).await.status, 200);
    }
    too_many(&eve.forget_password("eve@example.com").await);
    server.mail_to("ada@example.com").await;
    assert_eq!(server.mail.sent().len(), 3);
}

#[tokio::test]
async fn the_token_endpoints_are_counted_by_client() {
    let server = server_with(|limits| limits.tokens_by_client = three()).await;
    let (one, other) = (server.app("Shop").await, server.app("Bank").await);
    let (one, other) = (RelyingParty::new(&server, &one).await, RelyingParty::new(&server, &other).await);
    for _ in 0..3 {
        assert_eq!(one.refresh_by_hand("x").await.0, 400);
    }
    let (status, error) = one.refresh_by_hand("x").await;
    assert_eq!((status, error["error"].as_str()), (429, Some("too_many_requests")));
    assert_eq!(other.refresh_by_hand("x").await.0, 400, "another client does not wait");
    server.wait(Duration::from_secs(20));
    assert_eq!(one.refresh_by_hand("x").await.0, 400);
}
