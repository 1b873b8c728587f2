//! Authorization requests: who gets which error of an invalid one, and where responses go.

use reqwest::Method;
use twinlock_domain::AuditKind;
use twinlock_ports::ClientKind;

use super::app;
use crate::support::{PASSWORD, Person, RelyingParty, Server, query_parameter};

/// A valid request with one parameter replaced or (by `None`) left out.
fn request(app: &RelyingParty, name: &str, value: Option<&str>) -> String {
    let url: url::Url = app.attempt_with(&["email"], &[]).url.parse().unwrap();
    let mut pairs: Vec<(String, String)> = url.query_pairs().into_owned().filter(|(key, _)| key != name).collect();
    pairs.extend(value.map(|value| (name.to_owned(), value.to_owned())));
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("/oauth2/authorize?{query}")
}

const WRONG: [(&str, Option<&str>, &str); 22] = [
    ("response_type", None, "invalid_request"),
    ("response_type", Some("token"), "unsupported_response_type"),
    ("response_type", Some("id_token"), "unsupported_response_type"),
    ("response_type", Some("code id_token"), "unsupported_response_type"),
    ("response_type", Some("code token"), "unsupported_response_type"),
    ("response_type", Some("none"), "unsupported_response_type"),
    ("response_mode", Some("fragment"), "invalid_request"),
    ("response_mode", Some("form_post fragment"), "invalid_request"),
    ("scope", None, "invalid_scope"),
    ("scope", Some("e-mail"), "invalid_scope"),
    ("code_challenge", None, "invalid_request"),
    ("code_challenge", Some("short"), "invalid_request"),
    ("code_challenge", Some(""), "invalid_request"),
    ("code_challenge_method", None, "invalid_request"),
    ("code_challenge_method", Some("plain"), "invalid_request"),
    ("code_challenge_method", Some("s256"), "invalid_request"),
    ("prompt", Some("maybe"), "invalid_request"),
    ("prompt", Some("none consent"), "invalid_request"),
    ("max_age", Some("-1"), "invalid_request"),
    ("max_age", Some("soon"), "invalid_request"),
    ("request", Some("e30.e30."), "request_not_supported"),
    ("request_uri", Some("https://rp.example/request"), "request_uri_not_supported"),
];

#[tokio::test]
async fn what_is_wrong_with_a_request_is_told_to_the_app_once_somebody_is_signed_in() {
    let server = Server::start().await;
    let wiki = app(&server, "Wiki").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    for (name, value, error) in WRONG {
        let page = ada.get(&request(&wiki, name, value)).await;
        assert_eq!(page.word(), error, "{name}={value:?}");
        assert_eq!(page.status, 303);
        let target = page.location().unwrap();
        assert!(target.starts_with("https://rp.example/callback?"), "never a fragment: {target}");
        assert!(page.answer("state").is_some() && page.answer("error_description").is_some(), "{target}");
        assert_eq!(page.answer("iss").as_deref(), Some(server.url.as_str()));
        assert!(!page.brings_a_code());
    }
    assert_eq!(server.count(wiki.app, AuditKind::CodeIssued).await, 0);
    assert_eq!(ada.ends_at(&request(&wiki, "display", Some("popup"))).await, "question", "in order it goes on");
}

#[tokio::test]
async fn nobody_who_is_not_signed_in_is_sent_to_an_app() {
    let server = Server::start().await;
    let wiki = app(&server, "Wiki").await;
    server.account("ada@example.com").await;
    for (name, value, error) in WRONG {
        if name == "prompt" {
            continue;
        }
        let mut ada = Person::new(&server, "ada@example.com");
        let sign_in = ada.visit(&request(&wiki, name, value)).await;
        assert_eq!(sign_in.word(), "sign-in", "{name}={value:?}");
        let answer = ada.sign_in_from(&sign_in, PASSWORD).await;
        assert_eq!(answer.word(), error, "{name}={value:?}");
    }
}

#[tokio::test]
async fn a_parameter_that_comes_twice_is_an_error() {
    let server = Server::start().await;
    let wiki = app(&server, "Wiki").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    for name in ["scope", "state", "response_type", "code_challenge", "nonce", "acr_values"] {
        let path = format!("{}&{name}=x&{name}=y", request(&wiki, name, None));
        assert_eq!(ada.get(&path).await.word(), "invalid_request", "{name}");
    }
    for name in ["client_id", "redirect_uri"] {
        let page = ada.get(&format!("{}&{name}=x", request(&wiki, "display", None))).await;
        assert_eq!((page.status.as_u16(), page.location()), (400, None), "{name}: whom to tell is what is in doubt");
    }
}

#[tokio::test]
async fn a_client_or_a_redirect_uri_that_is_not_known_never_redirects() {
    let server = Server::start().await;
    let wiki = app(&server, "Wiki").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let mut nobody = Person::new(&server, "nobody@example.com");
    let clients = [None, Some(""), Some("wiki"), Some("00000000-0000-7000-8000-000000000000")];
    let hostile = [
        "",
        "https://rp.example",
        "https://rp.example/",
        "https://rp.example/callback/",
        "https://rp.example/callback?x=1",
        "https://rp.example/callback#x",
        "https://rp.example/Callback",
        "https://RP.example/callback",
        "HTTPS://rp.example/callback",
        "http://rp.example/callback",
        "https://rp.example:443/callback",
        "https://rp.example:444/callback",
        "https://rp.example./callback",
        "https://rp.example/%63allback",
        "https://rp.example/./callback",
        "https://rp.example/x/../callback",
        "https://rp.example//callback",
        "https://rp.example\\@evil.example/callback",
        "https://rp.example@evil.example/callback",
        "https://evil.example/callback",
        "https://evil.example/https://rp.example/callback",
        "https://rp.example.evil.example/callback",
        "https://xrp.example/callback",
        "//rp.example/callback",
        "/callback",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://rp.example/callback ",
        " https://rp.example/callback",
        "https://rp.example/callback\n",
        "https://rp.example/callback%00",
        "https://rp.example/callback;x",
    ];
    let wrong = clients.into_iter().map(|client| ("client_id", client));
    let wrong = wrong.chain([("redirect_uri", None)]).chain(hostile.map(|uri| ("redirect_uri", Some(uri))));
    for (name, value) in wrong {
        for person in [&mut ada, &mut nobody] {
            for silent in ["", "&prompt=none"] {
                let path = format!("{}{silent}", request(&wiki, name, value));
                let page = person.get(&path).await;
                assert_eq!((page.status.as_u16(), page.location()), (400, None), "{name}={value:?}");
                let (_, query) = path.split_once('?').unwrap();
                let posted = person.request(Method::POST, "/oauth2/authorize").body(query.to_owned());
                let posted = posted.header("content-type", "application/x-www-form-urlencoded");
                let page = person.send(posted, "/oauth2/authorize").await;
                assert_eq!((page.status.as_u16(), page.location()), (400, None), "POST {name}={value:?}");
            }
        }
    }
    assert_eq!(ada.ends_at(&request(&wiki, "redirect_uri", Some("https://rp.example/callback"))).await, "question");
}

#[tokio::test]
async fn an_answer_goes_to_the_very_uri_that_was_registered_and_asked_for() {
    let server = Server::start().await;
    let uris = [
        "https://rp.example/a?tenant=7",
        "https://rp.example/a",
        "com.example.app:/callback",
        "http://127.0.0.1:1234/cb",
    ];
    let registered = server
        .app_with("Many", |app| {
            app.redirect_uris = crate::support::uris(&uris);
            app.kind = ClientKind::Public;
        })
        .await;
    let many = RelyingParty::new(&server, &registered).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    for uri in uris.into_iter().chain(["http://127.0.0.1:50000/cb"]) {
        let question = ada.visit(&request(&many, "redirect_uri", Some(uri))).await;
        let page = if question.location().is_some() { question } else { ada.approve(&question).await };
        let target = page.location().unwrap();
        let separator = if uri.contains('?') { '&' } else { '?' };
        assert!(target.starts_with(&format!("{uri}{separator}code=")), "{target}");
        assert!(query_parameter(target, "state").is_some());
        assert_eq!(query_parameter(target, "iss").as_deref(), Some(server.url.as_str()));
    }
}

#[tokio::test]
async fn a_state_is_never_invented() {
    let server = Server::start().await;
    let wiki = app(&server, "Wiki").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    wiki.sign_in(&mut ada).await;
    for state in [None, Some("")] {
        let none = ada.get(&request(&wiki, "state", state)).await;
        assert_eq!((none.word().as_str(), none.answer("state")), ("code", None), "{state:?}");
    }
}

#[tokio::test]
async fn what_is_not_known_is_ignored_and_the_order_is_free() {
    let server = Server::start().await;
    let wiki = app(&server, "Wiki").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    wiki.sign_in(&mut ada).await;
    for (name, value) in [
        ("foo", "bar"),
        ("display", "page"),
        ("ui_locales", "de fr"),
        ("claims_locales", "de"),
        ("login_hint", "x@example.com"),
        ("display", "no such display"),
        ("ui_locales", "\u{fc} x"),
        ("registration", "{}"),
        ("scope", "email openid"),
        ("scope", "openid email unknown"),
        ("claims", r#"{"userinfo":{"name":{"essential":true}}}"#),
    ] {
        assert_eq!(ada.ends_at(&request(&wiki, name, Some(value))).await, "code", "{name}={value}");
    }
}

#[tokio::test]
async fn r07_a_request_that_came_without_cookies_is_led_to_the_get_and_taken_over_once() {
    let server = Server::start().await;
    let wiki = app(&server, "Wiki").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let attempt = wiki.attempt();
    let mut without_cookies = Person::new(&server, "ada@example.com");
    let query = attempt.url.split_once('?').unwrap().1.to_owned();
    let posted = without_cookies.request(Method::POST, "/oauth2/authorize").body(query);
    let posted = posted.header("content-type", "application/x-www-form-urlencoded");
    let led = without_cookies.send(posted, "/oauth2/authorize").await;
    assert_eq!(led.status, 303);
    let target = led.location().unwrap().to_owned();
    let question = ada.visit(&target).await;
    assert!(question.is_question(), "{}", question.body);
    // Another browser that opens it later finds nothing.
    let mut eve = Person::with_account(&server, "eve@example.com").await;
    assert_eq!(eve.get(&target).await.status, 404);
    let answer = ada.approve(&question).await;
    assert!(wiki.is_alive(&wiki.redeem(attempt, &answer).await).await);
    assert_eq!(eve.get(&target).await.status, 404);
    assert_eq!(ada.get(&target).await.status, 409, "and once decided, its own browser is told so");
}

#[tokio::test]
async fn what_goes_on_after_sign_in_is_an_id_and_never_a_url() {
    let server = Server::start().await;
    server.account("ada@example.com").await;
    for target in [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "..%2f..",
        "/dashboard/../x",
    ] {
        let mut ada = Person::new(&server, "ada@example.com");
        let encoded: String = url::form_urlencoded::byte_serialize(target.as_bytes()).collect();
        let sign_in = ada.get(&format!("/sign-in?continue={encoded}")).await;
        let fields = [("email", "ada@example.com"), ("password", PASSWORD), ("continue", target)];
        let led = ada.post_from(&sign_in, "/sign-in", &fields).await;
        assert_eq!((led.status.as_u16(), led.location()), (303, Some("/dashboard")), "{target}");
    }
}
