//! How many sessions, trusted devices and unconfirmed seeds one account can keep. A new one replaces the oldest.

use std::time::Duration;

use twinlock_domain::EmailAddress;
use twinlock_ports::Mode;

use crate::support::{PASSWORD, Person, Server};

const SECOND: Duration = Duration::from_secs(1);

/// How many sessions, trusted devices and factors an account has in the store.
async fn kept(server: &Server, email: &str) -> (usize, usize, usize) {
    let mut tx = server.store.begin(Mode::ReadSnapshot).await.unwrap();
    let account = tx.account_by_email(&EmailAddress::parse(email).unwrap()).await.unwrap().unwrap().id;
    let sessions = tx.sessions(account).await.unwrap().len();
    let devices = tx.devices(account).await.unwrap().len();
    (sessions, devices, tx.factors(account).await.unwrap().iter().count())
}

#[tokio::test]
async fn m3_an_account_has_a_hundred_sessions_and_one_more_ends_the_oldest() {
    let server = Server::start().await;
    let mut first = Person::with_account(&server, "ada@example.com").await;
    server.wait(SECOND);
    let mut second = Person::new(&server, "ada@example.com");
    second.sign_in().await;
    for _ in 2..100 {
        server.wait(SECOND);
        Person::new(&server, "ada@example.com").sign_in().await;
    }
    assert_eq!(kept(&server, "ada@example.com").await.0, 100);
    assert!(first.is_signed_in().await && second.is_signed_in().await);
    let mut last = Person::new(&server, "ada@example.com");
    last.sign_in().await;
    assert_eq!(kept(&server, "ada@example.com").await.0, 100);
    assert!(!first.is_signed_in().await, "the oldest ended");
    assert!(second.is_signed_in().await && last.is_signed_in().await);
}

#[tokio::test]
async fn m3_who_has_the_password_alone_ends_no_session_of_an_account_with_a_second_factor() {
    let server = Server::start().await;
    let (mut ada, _) = Person::enrolled(&server, "ada@example.com").await;
    for _ in 0..103 {
        server.wait(SECOND);
        Person::new(&server, "ada@example.com").sign_in().await;
    }
    assert_eq!(kept(&server, "ada@example.com").await.0, 100);
    assert!(ada.is_signed_in().await, "sessions that still owe a code go first");
}

#[tokio::test]
async fn m3_an_account_trusts_fifty_devices_and_one_more_forgets_the_oldest() {
    let server = Server::start().await;
    let (_, phone) = Person::enrolled(&server, "ada@example.com").await;
    let mut devices = Vec::new();
    for _ in 0..51 {
        let mut person = Person::new(&server, "ada@example.com");
        let page = person.visit("/sign-in").await;
        let fields = [("email", "ada@example.com"), ("password", PASSWORD), ("trust_device", "on")];
        let page = person.post_from(&page, "/sign-in", &fields).await;
        let page = person.follow(page).await;
        let code = phone.code(server.now());
        let target = page.input("continue").unwrap_or_default();
        let fields = [("code", code.as_str()), ("continue", &target), ("trust_device", "on")];
        let page = person.post_from(&page, "/two-factor", &fields).await;
        assert_eq!(page.status, 303, "{}", page.body);
        devices.push(person);
        server.next_step();
    }
    assert_eq!(kept(&server, "ada@example.com").await.1, 50);
    for (n, trusted) in [(0, false), (1, true), (50, true)] {
        let person = &mut devices[n];
        person.post("/sign-out", &[]).await;
        assert_eq!(!person.sign_in().await.asks_for_code(), trusted, "device {n}");
    }
}

#[tokio::test]
async fn m3_an_account_has_one_seed_that_waits_for_its_code_however_often_one_is_shown() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    for _ in 0..10 {
        let security = ada.visit("/dashboard/security").await;
        let page = ada.post_from(&security, "/dashboard/security/enrol", &[("password", PASSWORD)]).await;
        assert!(page.status.is_success() || page.status == 303, "{}", page.body);
    }
    assert_eq!(kept(&server, "ada@example.com").await.2, 1);
}
