//! The client address of a request in limits, the audit log and mails, with a proxy and without.

use std::num::NonZeroU32;

use crate::support::{PASSWORD, Page, Person, RelyingParty, Server, ServerOptions};

async fn behind_proxy(passwords: u32) -> Server {
    let mut options = ServerOptions { trusted_proxies: vec!["127.0.0.1/32"], ..ServerOptions::default() };
    options.limits.passwords_by_address = NonZeroU32::new(passwords).unwrap();
    Server::start_with(options).await
}

/// Signs in with a password; the proxy forwards these lines.
async fn sign_in(server: &Server, password: &str, lines: &[&[u8]]) -> Page {
    let mut person = Person::new(server, "ada@example.com");
    let page = person.get("/sign-in").await;
    let csrf = page.input("csrf").unwrap();
    let fields = [("email", "ada@example.com"), ("password", password), ("csrf", csrf.as_str())];
    let mut request = person.request(reqwest::Method::POST, "/sign-in").form(&fields);
    for line in lines {
        request = request.header("x-forwarded-for", http::HeaderValue::from_bytes(line).unwrap());
    }
    person.send(request, "/sign-in").await
}

#[tokio::test]
async fn h1_b01_behind_a_proxy_no_claim_of_a_client_gets_around_the_limit() {
    let server = behind_proxy(3).await;
    server.account("ada@example.com").await;
    let claims: [&[u8]; 12] = [
        b"",
        b"198.51.100.1, x",
        b"198.51.100.2, -",
        b"198.51.100.3,",
        b"unknown",
        b"198.51.100.4, \xfc",
        b"127.0.0.1",
        b"198.51.100.5, 127.0.0.1:9",
        b"[2001:db8::1]:5, _x",
        b"198.51.100.6:1",
        b"::ffff:198.51.100.7, ,",
        b"\"",
    ];
    let mut statuses = Vec::new();
    for (n, claim) in claims.into_iter().enumerate() {
        let hop = ["203.0.113.9", "203.0.113.9:4711", "::ffff:203.0.113.9"][n % 3];
        let appended = [claim, b", ", hop.as_bytes()].concat();
        let lines: &[&[u8]] = if n % 2 == 0 { &[&appended] } else { &[claim, hop.as_bytes()] };
        statuses.push(sign_in(&server, "wrong horse battery staple", lines).await.status.as_u16());
    }
    assert_eq!(statuses[..3], [401; 3]);
    assert_eq!(statuses[3..], [429; 9], "they all come from 203.0.113.9");
    let other = sign_in(&server, PASSWORD, &[b"198.51.100.1, x, 203.0.113.10"]).await;
    assert_eq!(other.status, 303, "another client of the proxy does not wait");
    let events = server.events().await;
    let addresses: Vec<_> = events.iter().map(|event| event.address.as_str()).collect();
    assert!(addresses.contains(&"203.0.113.9") && addresses.contains(&"203.0.113.10"), "{addresses:?}");
    assert!(!addresses.iter().any(|address| address.starts_with("198.51.100")), "{addresses:?}");
}

#[tokio::test]
async fn m1_the_limits_count_an_ipv6_network_and_the_log_names_the_address() {
    let server = behind_proxy(3).await;
    server.account("ada@example.com").await;
    for n in 1..=3 {
        let hop = format!("[2001:db8:1:2::{n}]:443");
        assert_eq!(sign_in(&server, "wrong horse battery staple", &[hop.as_bytes()]).await.status, 401);
    }
    assert_eq!(sign_in(&server, PASSWORD, &[b"2001:db8:1:2:3:4:5:6"]).await.status, 429);
    assert_eq!(sign_in(&server, PASSWORD, &[b"2001:db8:1:3::1"]).await.status, 303);
    let events = server.events().await;
    assert!(events.iter().any(|event| event.address == "2001:db8:1:2::2"), "{events:?}");
}

#[tokio::test]
async fn h2_names_of_strangers_take_no_memory_of_their_own() {
    let server = Server::start().await;
    let app = server.app("Shop").await;
    let party = RelyingParty::new(&server, &app).await;
    let client = reqwest::Client::new();
    for n in 0..200 {
        let name = format!("{n}{}", "x".repeat(n * 200));
        let form = [("grant_type", "refresh_token"), ("refresh_token", "x"), ("client_id", name.as_str())];
        let answer = client.post(format!("{}/oauth2/token", server.url)).form(&form).send().await.unwrap();
        assert_eq!(answer.status(), 401);
    }
    assert_eq!(party.refresh_by_hand("x").await.0, 400);
    let keys = twinlock_http_actix::rate_limit_keys(&server.web);
    assert_eq!(keys, 3, "one for the address, one for all that is no client_id, one for the app");
}

#[tokio::test]
async fn h2_the_token_endpoints_are_counted_by_address_whoever_the_client_says_it_is() {
    let mut options = ServerOptions::default();
    options.limits.tokens_by_address = NonZeroU32::new(5).unwrap();
    let server = Server::start_with(options).await;
    let client = reqwest::Client::new();
    let mut statuses = Vec::new();
    for n in 0..8_u8 {
        let id = twinlock_domain::AppId::from_bytes([n; 16]).to_string();
        let path = ["/oauth2/token", "/oauth2/introspect", "/oauth2/revoke"][usize::from(n % 3)];
        let form = [("grant_type", "refresh_token"), ("refresh_token", "x"), ("token", "x"), ("client_id", &id)];
        let answer = client.post(format!("{}{path}", server.url)).form(&form).send().await.unwrap();
        statuses.push(answer.status().as_u16());
    }
    assert_eq!(statuses, [401, 401, 401, 401, 401, 429, 429, 429]);
}
