//! R2: a trusted device skips the code at sign-in, and no more than that.

use std::time::Duration;

use crate::support::{Authenticator, PASSWORD, Page, Person, RelyingParty, Server};

const DAY: Duration = Duration::from_hours(24);

/// Signs in, up to the code page, which offers to trust the device.
async fn sign_in_and_trust(person: &mut Person) -> Page {
    let page = person.visit("/sign-in").await;
    assert!(!page.body.contains("trust_device"), "nobody knows yet what it would skip: {}", page.body);
    let email = person.email.clone();
    let fields = [("email", email.as_str()), ("password", PASSWORD), ("trust_device", "on")];
    let page = person.post_from(&page, "/sign-in", &fields).await;
    let page = person.follow(page).await;
    assert!(page.body.contains("name=\"trust_device\""), "{}", page.body);
    page
}

/// A browser whose device is trusted and that was signed out.
async fn trusted(server: &Server, phone: &Authenticator) -> Person {
    let mut person = Person::new(server, "ada@example.com");
    let page = sign_in_and_trust(&mut person).await;
    assert!(page.asks_for_code(), "the tick alone skips nothing");
    assert!(!person.cookies.contains_key("twinlock-device"), "nothing is trusted before the code");
    person.pass_and_trust(&page, &phone.code(server.now())).await;
    assert!(person.cookies.contains_key("twinlock-device"));
    person.post("/sign-out", &[]).await;
    assert!(!person.is_signed_in().await);
    person
}

#[tokio::test]
async fn r02_a_trusted_device_skips_the_code_and_gets_a_single_factor_session() {
    let server = Server::start().await;
    let (_, phone) = Person::enrolled(&server, "ada@example.com").await;
    let mut ada = trusted(&server, &phone).await;
    let page = ada.sign_in().await;
    assert!(!page.asks_for_code(), "{}", page.body);
    assert!(ada.is_signed_in().await && ada.is_enrolled().await);
    assert!(!ada.is_two_factor().await, "the code of another day is not counted");
}

#[tokio::test]
async fn r02_an_app_that_requires_2fa_challenges_a_trusted_device() {
    let server = Server::start().await;
    let (off, on) = (server.app("Shop").await, server.app("Bank").await);
    server.require_2fa(on.app.id, true).await;
    let (shop, bank) = (RelyingParty::new(&server, &off).await, RelyingParty::new(&server, &on).await);
    let (_, phone) = Person::enrolled(&server, "ada@example.com").await;
    let mut ada = trusted(&server, &phone).await;
    ada.sign_in().await;

    let tokens = shop.sign_in(&mut ada).await;
    assert!(tokens.id_token.claims.get("amr").is_none(), "single-factor is no amr at all (R3)");
    let page = ada.visit(&bank.attempt().url).await;
    assert!(page.asks_for_code(), "{}", page.body);
    server.next_step();
    assert!(ada.pass_two_factor(&page, &phone.code(server.now())).await.is_question());
}

#[tokio::test]
async fn r02_without_the_tick_nothing_is_trusted() {
    let server = Server::start().await;
    let (_, phone) = Person::enrolled(&server, "ada@example.com").await;
    let mut ada = Person::new(&server, "ada@example.com");
    ada.sign_in_with(&phone, &server).await;
    assert!(ada.is_two_factor().await);
    assert!(!ada.cookies.contains_key("twinlock-device"));
}

#[tokio::test]
async fn r02_a_trusted_device_can_be_forgotten_from_another_one() {
    let server = Server::start().await;
    let (mut desk, phone) = Person::enrolled(&server, "ada@example.com").await;
    let mut sofa = trusted(&server, &phone).await;
    let security = desk.visit("/dashboard/security").await;
    let id = security.between("/dashboard/security/devices/", "/forget").unwrap();

    // Another user cannot remove the device, and learns nothing about it.
    let mut bob = Person::with_account(&server, "bob@example.com").await;
    assert_eq!(bob.post(&format!("/dashboard/security/devices/{id}/forget"), &[]).await.status, 404);
    assert!(!sofa.clone().sign_in().await.asks_for_code(), "still trusted");

    assert_eq!(desk.post(&format!("/dashboard/security/devices/{id}/forget"), &[]).await.status, 303);
    assert!(sofa.sign_in().await.asks_for_code());
}

#[tokio::test]
async fn r02_trust_ends_after_thirty_days() {
    let server = Server::start().await;
    let (_, phone) = Person::enrolled(&server, "ada@example.com").await;
    let mut ada = trusted(&server, &phone).await;
    server.wait((30 * DAY).checked_sub(Duration::from_secs(1)).unwrap());
    assert!(!ada.clone().sign_in().await.asks_for_code(), "a second before, it is trusted");
    server.wait(Duration::from_secs(1));
    assert!(ada.sign_in().await.asks_for_code());
}

#[tokio::test]
async fn r02_trust_is_for_the_account_that_gave_it_and_for_its_factor_of_that_time() {
    let server = Server::start().await;
    let (mut desk, phone) = Person::enrolled(&server, "ada@example.com").await;
    Person::enrolled(&server, "bob@example.com").await;
    let sofa = trusted(&server, &phone).await;
    let mut bob = sofa.clone();
    bob.email = "bob@example.com".into();
    assert!(bob.sign_in().await.asks_for_code(), "the device is ada's, not bob's");

    server.next_step();
    desk.disable(PASSWORD, &phone.code(server.now())).await;
    server.next_step();
    desk.enrol(&server).await;
    assert!(sofa.clone().sign_in().await.asks_for_code(), "a new factor trusts nothing yet");
}

#[tokio::test]
async fn e19_trusting_is_offered_where_the_code_is_given_and_counts_only_there() {
    let server = Server::start().await;
    let (mut desk, phone) = Person::enrolled(&server, "ada@example.com").await;
    let mut ada = Person::new(&server, "ada@example.com");
    let page = sign_in_and_trust(&mut ada).await;
    ada.pass_two_factor(&page, &phone.code(server.now())).await;
    assert!(!ada.cookies.contains_key("twinlock-device"), "the tick at the password is no tick any more");

    // If no code is required, there is nothing that a trusted device would skip.
    server.next_step();
    let fields = [("code", phone.code(server.now())), ("trust_device", "on".to_owned())];
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(desk.post("/two-factor", &fields).await.status, 303);
    assert!(!desk.cookies.contains_key("twinlock-device"));
}
