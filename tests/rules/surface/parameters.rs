//! Parameters of forms and queries: how many, which of them are used, and what they may contain.

use reqwest::Method;

use crate::support::{Page, Person, RelyingParty, Server};

fn many(count: usize) -> String {
    (0..count).map(|n| format!("p{n}=1")).collect::<Vec<_>>().join("&")
}

async fn post(person: &mut Person, path: &str, body: impl Into<reqwest::Body>) -> Page {
    let request = person.request(Method::POST, path).header("content-type", "application/x-www-form-urlencoded");
    person.send(request.body(body), path).await
}

const FORMS: [&str; 9] = [
    "/oauth2/authorize",
    "/oauth2/token",
    "/oauth2/introspect",
    "/oauth2/revoke",
    "/oauth2/userinfo",
    "/sign-in",
    "/sign-up",
    "/password/forgot",
    "/api/oauth/consent",
];

#[tokio::test]
async fn h3_more_than_64_parameters_are_refused_on_every_form_and_query() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    for body in [many(65), many(5000), "a=&".repeat(65), "=&".repeat(30_000), "client_id=x&".repeat(65)] {
        for path in FORMS {
            let answer = post(&mut ada, path, body.clone()).await;
            assert_eq!(answer.status, 400, "{path}");
            assert!(answer.body.contains("more than 64 parameters"), "{path}: {}", answer.body);
        }
    }
    for path in [
        "/oauth2/authorize",
        "/sign-in",
        "/sign-up",
        "/two-factor",
        "/consent",
        "/password/reset",
        "/dashboard/security",
    ] {
        let answer = ada.get(&format!("{path}?{}", many(65))).await;
        assert_eq!(answer.status, 400, "{path}");
        assert!(answer.body.contains("more than 64 parameters"), "{path}: {}", answer.body);
    }
    let answer = ada.get(&format!("/sign-up?{}", many(64))).await;
    assert_ne!(answer.status, 400);
}

#[tokio::test]
async fn l2_b31_control_characters_and_bytes_that_are_no_text_are_refused_everywhere() {
    let server = Server::start().await;
    let wiki = RelyingParty::new(&server, &server.app("Wiki").await).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let url = wiki.attempt().url;
    for value in ["%00", "a%00", "%01", "%0A", "%7F", "%C2%80", "%FF", "%C3%28", "%ED%A0%80"] {
        for name in ["login_hint", "acr_values", "display%5F", "id_token_hint"] {
            let known = name != "display%5F";
            let answer = ada.get(&format!("{url}&{name}={value}")).await;
            assert_eq!(answer.status.as_u16(), if known { 400 } else { 303 }, "{name}={value}: {}", answer.body);
        }
        for (path, name) in [
            ("/oauth2/authorize", "state"),
            ("/oauth2/token", "grant_type"),
            ("/oauth2/introspect", "token"),
            ("/oauth2/revoke", "token"),
            ("/oauth2/userinfo", "access_token"),
            ("/sign-in", "email"),
            ("/sign-up", "display_name"),
        ] {
            if value == "%0A" && path.starts_with("/sign") {
                continue;
            }
            let answer = post(&mut ada, path, format!("{name}={value}")).await;
            assert_eq!(answer.status, 400, "{path} {name}={value}: {}", answer.body);
            assert!(answer.body.contains("invalid_request"), "{}", answer.body);
        }
        if !matches!(value, "%01" | "%0A" | "%7F" | "%C2%80") {
            assert_eq!(post(&mut ada, "/sign-in", format!("password={value}")).await.status, 400, "{value}");
        }
    }
}

#[tokio::test]
async fn b10_an_empty_parameter_is_as_if_left_out_at_every_endpoint() {
    let server = Server::start().await;
    let wiki = RelyingParty::new(&server, &server.app("Wiki").await).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let url = wiki.attempt().url;
    for name in [
        "max_age",
        "claims",
        "response_mode",
        "prompt",
        "login_hint",
        "acr_values",
        "request",
        "request_uri",
        "id_token_hint",
        "continue",
    ] {
        for spelling in [format!("{name}="), name.to_owned(), format!("{name}=&{name}=")] {
            assert_eq!(ada.ends_at(&format!("{url}&{spelling}")).await, "question", "{spelling}");
        }
    }
    let question = ada.visit(&url).await;
    ada.approve(&question).await;
    for (path, body, error) in [
        ("/oauth2/token", "grant_type=", "invalid_request"),
        ("/oauth2/token", "grant_type=refresh_token&client_id=", "invalid_client"),
        ("/oauth2/introspect", "token=&client_id=", "invalid_client"),
        ("/oauth2/userinfo", "access_token=", "token_missing"),
    ] {
        assert_eq!(post(&mut ada, path, body).await.json()["error"], error, "{path} {body}");
    }
}

#[tokio::test]
async fn b11_a_foreign_parameter_is_ignored_also_twice_and_one_of_ours_twice_is_an_error() {
    let server = Server::start().await;
    let wiki = RelyingParty::new(&server, &server.app("Wiki").await).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let url = wiki.attempt().url;
    for foreign in
        ["resource=a&resource=b", "audience=x&audience=x", "x=1&X=2&x=3", "State=a&State=b", "utm=%FF&utm=%00"]
    {
        assert_eq!(ada.ends_at(&format!("{url}&{foreign}")).await, "question", "{foreign}");
    }
    for (path, ours, foreign) in [
        ("/oauth2/token", "scope=a&scope=b", "nonce=a&nonce=b"),
        ("/oauth2/token", "code=a&code=a", "token=a&token=b"),
        ("/oauth2/introspect", "token=a&token=b", "scope=a&scope=b"),
        ("/oauth2/revoke", "token_type_hint=a&token_type_hint=b", "code=a&code=b"),
        ("/oauth2/userinfo", "access_token=a&access_token=b", "token=a&token=b"),
    ] {
        let answer = post(&mut ada, path, ours).await;
        assert_eq!(answer.json()["error"], "invalid_request", "{path} {ours}: {}", answer.body);
        assert!(answer.body.contains("more than once"), "{}", answer.body);
        let answer = post(&mut ada, path, foreign).await;
        assert!(!answer.body.contains("more than once"), "{path} {foreign}: {}", answer.body);
    }
}

#[tokio::test]
async fn b27_a_cookie_of_ours_is_read_whatever_stands_beside_it() {
    let server = Server::start().await;
    let ada = Person::with_account(&server, "ada@example.com").await;
    let session = ada.session();
    let client = reqwest::Client::new();
    let neighbours: [&[u8]; 10] = [
        b"x=M\xfcller",
        b"\xff\xfe",
        b"=",
        b"novalue",
        b"a=b=c",
        b"%%%=%zz",
        b"j={\"a\":1}",
        b"",
        b"twinlock=short",
        b"xtwinlock=1",
    ];
    for neighbour in neighbours {
        for line in [
            [neighbour, b"; twinlock=", session.as_bytes()].concat(),
            [b"twinlock=", session.as_bytes(), b"; ", neighbour].concat(),
            [neighbour, b";twinlock = ", session.as_bytes(), b" ;", neighbour].concat(),
        ] {
            let cookie = http::HeaderValue::from_bytes(&line).unwrap();
            let request = client.get(format!("{}/api/session", server.url)).header("cookie", cookie);
            let status = request.send().await.unwrap().status();
            assert_eq!(status, 200, "{}", String::from_utf8_lossy(&line));
        }
    }
    let many = format!("{}twinlock={session}", "c=1; ".repeat(5000));
    let answer = client.get(format!("{}/api/session", server.url)).header("cookie", many).send().await.unwrap();
    assert_eq!(answer.status(), 200, "many cookies cost no more than their length");
    let other = "A".repeat(43);
    let twice = format!("twinlock={other}; twinlock={session}");
    let answer = client.get(format!("{}/api/session", server.url)).header("cookie", twice).send().await.unwrap();
    assert_eq!(answer.status(), 401, "of two that can be ours the first counts");
}
