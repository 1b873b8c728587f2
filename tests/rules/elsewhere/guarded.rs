//! Guards that do not depend on what a client claims or has: rows 4, 11 and 29, bypasses found in other providers
//! (CVE-2021-3827, CVE-2021-39890, GHSA-85v8-vx4w-q684), and row 38 of the checklist.

use std::num::NonZeroU32;

use reqwest::Method;
use twinlock_http_actix::{Access, ROUTES};

use crate::rules::surface::filled;
use crate::support::{PASSWORD, Person, Server, ServerOptions};

const TRIES: u32 = 4;

/// The statuses of a series of wrong passwords, followed by the right one.
async fn guesses(server: &Server, email: &str) -> Vec<u16> {
    let mut statuses = Vec::new();
    for password in std::iter::repeat_n("wrong horse battery staple", 5).chain([PASSWORD]) {
        let mut person = Person::new(server, email);
        let page = person.get("/sign-in").await;
        let answer = person.post_from(&page, "/sign-in", &[("email", email), ("password", password)]).await;
        assert!(!answer.asks_for_code() && !person.is_signed_in().await, "{email}: {}", answer.body);
        statuses.push(answer.status.as_u16());
    }
    statuses
}

#[tokio::test]
async fn cve_29_wrong_passwords_of_an_enrolled_account_are_stopped_as_those_of_any_other() {
    let mut options = ServerOptions::default();
    options.limits.passwords_by_account = NonZeroU32::new(TRIES).unwrap();
    let server = Server::start_with(options).await;
    server.account("bare@example.com").await;
    let (_, phone) = {
        let mut person = Person::with_account(&server, "full@example.com").await;
        let phone = person.enrol(&server).await;
        (person, phone)
    };
    // The time for which the passwords of the setup are counted has passed.
    server.wait(std::time::Duration::from_mins(10));
    let stopped = [401, 401, 401, 401, 429, 429];
    assert_eq!(guesses(&server, "bare@example.com").await, stopped);
    assert_eq!(guesses(&server, "full@example.com").await, stopped, "also where a second factor would be asked for");

    // A code does not circumvent the rate limit: it is not even asked for.
    let mut person = Person::new(&server, "full@example.com");
    let page = person.visit("/sign-in").await;
    let code = phone.code(server.now());
    let fields = [("email", "full@example.com"), ("password", PASSWORD), ("code", code.as_str())];
    assert_eq!(person.post_from(&page, "/sign-in", &fields).await.status, 429);
    assert!(!person.is_signed_in().await);
}

#[tokio::test]
async fn cve_29_codes_that_are_right_in_between_free_no_more_guesses_of_the_password() {
    let mut options = ServerOptions::default();
    options.limits.passwords_by_account = NonZeroU32::new(TRIES).unwrap();
    let server = Server::start_with(options).await;
    let (mut full, phone) = Person::enrolled(&server, "full@example.com").await;
    server.wait(std::time::Duration::from_mins(10));
    let mut statuses = Vec::new();
    for _ in 0..6 {
        let mut guesser = Person::new(&server, "full@example.com");
        let page = guesser.get("/sign-in").await;
        let fields = [("email", "full@example.com"), ("password", "wrong horse battery staple")];
        statuses.push(guesser.post_from(&page, "/sign-in", &fields).await.status.as_u16());
        // The owner continues to use the phone meanwhile; time stands still, so that no count expires.
        let page = full.visit("/two-factor").await;
        if page.asks_for_code() {
            full.type_code(&page, &phone.code(server.now())).await;
        }
    }
    assert_eq!(statuses, [401, 401, 401, 401, 429, 429]);
}

#[tokio::test]
async fn cve_04_a_password_in_the_authorization_header_opens_no_route() {
    let server = Server::start().await;
    Person::enrolled(&server, "full@example.com").await;
    server.account("bare@example.com").await;
    let events = server.events().await;
    for email in ["bare@example.com", "full@example.com"] {
        for route in ROUTES.iter().filter(|route| matches!(route.access, Access::SignedIn | Access::Pending)) {
            let mut person = Person::new(&server, email);
            let csrf = person.visit("/sign-in").await.input("csrf").unwrap();
            let path = filled(route);
            let method: Method = route.method.parse().unwrap();
            let request = person.request(method.clone(), &path).basic_auth(email, Some(PASSWORD));
            let request = match method {
                Method::GET => request,
                _ => request.header("x-csrf-token", &csrf).form(&[("csrf", csrf.as_str()), ("password", PASSWORD)]),
            };
            let answer = person.send(request, &path).await;
            let sent_away = answer.location().is_some_and(|to| to.starts_with("/sign-in") || to.contains("continue="));
            let refused = answer.status.is_client_error() && answer.status != 404;
            assert!(sent_away || refused, "{method} {path}: {} {}", answer.status, answer.body);
            assert!(!person.is_signed_in().await, "{method} {path}");
        }
    }
    assert_eq!(server.events().await, events, "nothing happened");
}

#[tokio::test]
async fn the_time_that_counts_for_a_code_is_the_servers_whatever_a_client_claims() {
    let server = Server::start().await;
    let (_, phone) = Person::enrolled(&server, "full@example.com").await;
    let hour = phone.code_off_by(server.now(), 120);
    let later = chrono::DateTime::from_timestamp(server.now().unix_seconds() + 3600, 0).unwrap();
    let claimed = later.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let mut person = Person::new(&server, "full@example.com");
    let page = person.give_password().await;
    let csrf = page.input("csrf").unwrap();
    let fields = [("code", hour.as_str()), ("csrf", &csrf), ("time", &claimed), ("timestamp", &claimed)];
    let request = person.request(Method::POST, "/two-factor").form(&fields);
    let request =
        ["date", "if-modified-since", "x-timestamp"].iter().fold(request, |it, name| it.header(*name, &claimed));
    assert_eq!(person.send(request, "/two-factor").await.status, 401);
    assert!(!person.is_signed_in().await);
    assert_eq!(person.type_code(&page, &phone.code(server.now())).await.status, 303, "the code of now is the one");
}
