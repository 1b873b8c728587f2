//! What clients without a session can store by authorization requests, and what a request may contain.

use std::num::NonZeroU32;
use std::time::Duration;

use reqwest::Method;
use twinlock_domain::AuthorizationRequestId;
use twinlock_http_actix::Limits;
use twinlock_ports::{AuthorizationRequest, Mode};

use super::app;
use crate::support::{PASSWORD, Person, RelyingParty, Server, ServerOptions};

/// A request with more parameters, one of which may replace the library's own.
fn request(app: &RelyingParty, name: &str, value: &str) -> String {
    let url: url::Url = app.attempt_with(&["email"], &[]).url.parse().unwrap();
    let mut pairs: Vec<(String, String)> = url.query_pairs().into_owned().filter(|(key, _)| key != name).collect();
    pairs.push((name.to_owned(), value.to_owned()));
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("/oauth2/authorize?{query}")
}

/// The stored request that a page is about.
async fn stored(server: &Server, id: &str) -> Option<AuthorizationRequest> {
    let id: AuthorizationRequestId = id.parse().unwrap();
    server.store.begin(Mode::ReadSnapshot).await.unwrap().request(id).await.unwrap()
}

const BOUNDS: [(&str, usize); 9] = [
    ("state", 8192),
    ("nonce", 2000),
    ("login_hint", 254),
    ("scope", 2000),
    ("acr_values", 2000),
    ("prompt", 2000),
    ("id_token_hint", 16_384),
    ("claims", 16_384),
    ("code_challenge", 2000),
];

#[tokio::test]
async fn h4_of_a_request_that_is_refused_nothing_is_stored_but_the_refusal() {
    let server = Server::start().await;
    let wiki = app(&server, "Wiki").await;
    server.account("ada@example.com").await;
    for (name, longest) in BOUNDS {
        let mut nobody = Person::new(&server, "ada@example.com");
        let sign_in = nobody.visit(&request(&wiki, name, &"x".repeat(longest + 1))).await;
        assert_eq!(sign_in.word(), "sign-in", "{name}");
        let kept = stored(&server, &sign_in.input("continue").unwrap()).await.unwrap().parameters;
        assert!(kept.deferred_error.is_some(), "{name}");
        assert_eq!(
            (kept.nonce.as_ref(), kept.login_hint.as_ref(), kept.challenge.as_ref()),
            (None, None, None),
            "{name}"
        );
        assert_eq!(kept.state.is_none(), name == "state", "{name}: a state that is in order comes back");
        assert!(kept.stored_bytes() < 1000, "{name}: {kept:?}");
        let answer = nobody.sign_in_from(&sign_in, PASSWORD).await;
        assert_eq!(answer.word(), "invalid_request", "{name}");
    }
}

#[tokio::test]
async fn b12_what_fits_a_request_line_comes_back() {
    let server = Server::start().await;
    let wiki = app(&server, "Wiki").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    wiki.sign_in(&mut ada).await;
    for state in ["s", "\u{e4}\u{20ac} &=+%20\"<>", &"x".repeat(3000), &"x".repeat(8192)] {
        let page = ada.get(&request(&wiki, "state", state)).await;
        assert_eq!((page.word().as_str(), page.answer("state").as_deref()), ("code", Some(state)));
    }
    let page = ada.get(&request(&wiki, "state", &"x".repeat(8193))).await;
    assert_eq!((page.word().as_str(), page.answer("state")), ("invalid_request", None));
    let page = ada.get(&request(&wiki, "nonce", &"x".repeat(2000))).await;
    assert_eq!(page.word(), "code");
}

#[tokio::test]
async fn l2_a_control_character_is_refused_at_once_and_is_never_an_outage() {
    let server = Server::start().await;
    let wiki = app(&server, "Wiki").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    for text in ["\0", "a\0b", "\r\n", "\u{7}", "\u{1b}[31m", "\u{7f}", "\u{85}", "\u{9f}"] {
        for name in ["state", "nonce", "login_hint", "scope", "acr_values", "response_type", "prompt", "max_age"] {
            let path = request(&wiki, name, text);
            let page = ada.get(&path).await;
            assert_eq!((page.status.as_u16(), page.location()), (400, None), "{name}={text:?}");
            assert!(page.body.contains("invalid_request"), "{name}={text:?}: {}", page.body);
            // The same without a session, and by POST.
            let mut nobody = Person::new(&server, "nobody@example.com");
            assert_eq!(nobody.get(&path).await.status, 400, "{name}={text:?}");
            let posted =
                nobody.request(Method::POST, "/oauth2/authorize").body(path.split_once('?').unwrap().1.to_owned());
            let posted = posted.header("content-type", "application/x-www-form-urlencoded");
            assert_eq!(nobody.send(posted, "/oauth2/authorize").await.status, 400, "{name}={text:?}");
        }
        for name in ["client_id", "redirect_uri"] {
            assert_eq!(ada.get(&request(&wiki, name, text)).await.status, 400, "{name}={text:?}");
        }
    }
}

#[tokio::test]
async fn b31_bytes_that_are_no_text_are_refused_since_they_could_not_come_back() {
    let server = Server::start().await;
    let wiki = app(&server, "Wiki").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    for bytes in ["%00", "%FF", "%C3", "a%80b", "%ED%A0%80"] {
        let path = format!("{}{bytes}", request(&wiki, "state", ""));
        let page = ada.get(&path).await;
        assert_eq!((page.status.as_u16(), page.location()), (400, None), "{bytes}");
    }
}

#[tokio::test]
async fn b09_strangers_store_so_many_requests_a_minute_and_no_more() {
    let few = NonZeroU32::new(5).unwrap();
    let limits = Limits { requests_by_address: few, ..ServerOptions::default().limits };
    let server = Server::start_with(ServerOptions { limits, ..ServerOptions::default() }).await;
    let wiki = app(&server, "Wiki").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    wiki.sign_in(&mut ada).await;
    for _ in 0..5 {
        assert_eq!(Person::new(&server, "nobody").visit(&wiki.attempt().url).await.word(), "sign-in");
    }
    let refused = |page: &crate::support::Page| {
        assert_eq!(page.status, 429, "{}", page.body);
        assert!(page.header("retry-after").parse::<u64>().unwrap() >= 1);
    };
    let mut nobody = Person::new(&server, "nobody");
    refused(&nobody.get(&wiki.attempt().url).await);
    // Nor by a POST, nor with a session cookie that is unknown.
    let query = wiki.attempt().url.split_once('?').unwrap().1.to_owned();
    let posted = nobody.request(Method::POST, "/oauth2/authorize").body(query);
    let posted = posted.header("content-type", "application/x-www-form-urlencoded");
    refused(&nobody.send(posted, "/oauth2/authorize").await);
    nobody.cookies.insert("twinlock".into(), "x".repeat(43));
    refused(&nobody.get(&wiki.attempt().url).await);
    // Requests that store nothing pass, and so do those of a signed-in user.
    assert_eq!(Person::new(&server, "nobody").get(&wiki.silent_attempt().url).await.word(), "login_required");
    assert_eq!(ada.get(&wiki.attempt().url).await.word(), "code");
    let more = wiki.attempt_with(&["email"], &[("prompt", "consent")]).url;
    assert!(ada.visit(&more).await.is_question());
    server.wait(Duration::from_mins(1));
    assert_eq!(Person::new(&server, "nobody").visit(&wiki.attempt().url).await.word(), "sign-in");
}

#[tokio::test]
async fn h4_what_nobody_signed_in_for_is_gone_minutes_after_its_end() {
    let server = Server::start().await;
    let wiki = app(&server, "Wiki").await;
    let mut nobody = Person::new(&server, "nobody");
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let mut abandoned = Vec::new();
    for _ in 0..3 {
        abandoned.push(nobody.visit(&wiki.attempt().url).await.input("continue").unwrap());
    }
    let question = ada.visit(&wiki.attempt().url).await.input("request").unwrap();
    let sweep = async || while server.twinlock.sweep(2).await.unwrap() > 0 {};
    server.wait(Duration::from_mins(59));
    sweep().await;
    assert!(stored(&server, &abandoned[0]).await.is_some());
    server.wait(Duration::from_mins(3));
    sweep().await;
    for id in &abandoned {
        assert_eq!(stored(&server, id).await, None);
    }
    assert!(
        stored(&server, &question).await.is_some(),
        "somebody's is kept, so that its page can say what became of it"
    );
    server.wait(Duration::from_hours(25));
    sweep().await;
    assert_eq!(stored(&server, &question).await, None);
}

/// How many rows the sweep removes once everything has expired.
async fn leftovers(server: &Server) -> u64 {
    server.wait(Duration::from_hours(48));
    server.twinlock.sweep(1000).await.unwrap()
}

#[tokio::test]
async fn h4_a_silent_request_stores_nothing() {
    let control = Server::start().await;
    Person::with_account(&control, "ada@example.com").await;
    let server = Server::start().await;
    let wiki = app(&server, "Wiki").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    for person in [&mut ada, &mut Person::new(&server, "nobody")] {
        for more in [("max_age", "0"), ("scope", "openid profile"), ("claims", "{"), ("state", "x")] {
            let page = person.get(&format!("{}&prompt=none", request(&wiki, more.0, more.1))).await;
            let target = page.location().unwrap();
            assert!(target.starts_with("https://rp.example/callback?error="), "{more:?}: {target}");
        }
    }
    assert_eq!(leftovers(&server).await, leftovers(&control).await);
}
