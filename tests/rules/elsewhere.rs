//! Vulnerabilities reported in other providers, tried here. Each test has the number of its row in `docs/threats.md`.

mod fields;
mod foreign;
mod guarded;
mod killed;
mod place;
mod shown;
mod silent;
mod stored;
mod walks;

use crate::support::{Authenticator, PASSWORD, Person, Server};

/// A browser whose device the account trusts, and that is signed out.
async fn trusted(server: &Server, email: &str, phone: &Authenticator) -> Person {
    let mut person = Person::new(server, email);
    let page = person.visit("/sign-in").await;
    // Either of the two pages may be the one that has the box.
    let fields = [("email", email), ("password", PASSWORD), ("trust_device", "on")];
    let page = person.post_from(&page, "/sign-in", &fields).await;
    let challenge = person.follow(page).await;
    assert!(challenge.asks_for_code(), "the tick alone skips nothing");
    let target = challenge.input("continue").unwrap_or_default();
    let code = phone.code(server.now());
    let fields = [("code", code.as_str()), ("continue", &target), ("trust_device", "on")];
    person.post_from(&challenge, "/two-factor", &fields).await;
    assert!(person.cookies.keys().any(|name| name.contains("device")), "{:?}", person.cookies.keys());
    person.post("/sign-out", &[]).await;
    server.next_step();
    person
}
