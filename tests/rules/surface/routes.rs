//! All routes, called without a session, by the wrong method, and by spellings of their paths.

use reqwest::Method;
use serde_json::json;
use twinlock_http_actix::{Access, ROUTES, Route};

use super::{filled, is_json, is_protocol};
use crate::support::{Page, Person, RelyingParty, Server};

fn rows(access: Access) -> impl Iterator<Item = &'static Route> {
    ROUTES.iter().filter(move |route| route.access == access)
}

async fn call(person: &mut Person, route: &Route, csrf: &str) -> Page {
    let method: Method = route.method.parse().unwrap();
    let path = filled(route);
    if route.path.starts_with("/api/") {
        let body = match route.path.rsplit('/').next().unwrap() {
            "require-2fa" => json!({ "required": true }),
            "consent" => json!({ "request": "01890000-0000-7000-8000-000000000000", "decision": "approve" }),
            _ => json!({}),
        };
        person.api_with(method, &path, &body, csrf).await
    } else if method == Method::GET {
        person.get(&path).await
    } else {
        let fields = [
            ("csrf", csrf),
            ("code", "123456"),
            ("password", "x"),
            ("name", "Forged"),
            ("redirect_uris", "https://evil.example/"),
            ("id_token_alg", "EdDSA"),
            ("label", "forged"),
            ("required", "true"),
            ("days", "3"),
            ("email", "eve@example.com"),
        ];
        person.post_bare(&path, &fields).await
    }
}

#[tokio::test]
async fn nobody_gets_past_a_route_for_those_who_are_signed_in() {
    let server = Server::start().await;
    let mut called = 0;
    for route in rows(Access::SignedIn).chain(rows(Access::Pending)) {
        let what = format!("{} {}", route.method, route.path);
        // Without a session or a token: a form is refused for its missing token.
        let mut nobody = Person::new(&server, "nobody@example.com");
        let answer = call(&mut nobody, route, "").await;
        check(&what, route, &answer, &[401, 303, 403]);
        // With the token of a visitor, as on the sign-in page: the route itself has to refuse.
        let csrf = nobody.visit("/sign-in").await.input("csrf").unwrap();
        let answer = call(&mut nobody, route, &csrf).await;
        check(&what, route, &answer, &[401, 303]);
        // With a session cookie that is unknown.
        nobody.cookies.insert("twinlock".into(), "A".repeat(43));
        let answer = call(&mut nobody, route, &csrf).await;
        check(&what, route, &answer, &[401, 303]);
        called += 1;
    }
    assert!(called >= 33, "{called}: the table was walked");
    assert!(server.events().await.is_empty(), "and nothing happened");
}

#[track_caller]
fn check(what: &str, route: &Route, answer: &Page, allowed: &[u16]) {
    assert!(allowed.contains(&answer.status.as_u16()), "{what}: {} {}", answer.status, answer.body);
    if let Some(location) = answer.location() {
        let asks = location.starts_with("/sign-in") || location.starts_with("/oauth2/authorize?continue=");
        assert!(asks, "{what}: {location}");
    }
    if is_json(route) {
        assert!(answer.header("content-type").starts_with("application/json"), "{what}");
        assert!(!answer.json()["error"].as_str().unwrap().is_empty(), "{what}");
    }
}

#[tokio::test]
async fn a_client_or_bearer_route_refuses_who_shows_nothing() {
    let server = Server::start().await;
    let mut nobody = Person::new(&server, "nobody@example.com");
    let fields = [("grant_type", "client_credentials"), ("token", "x")];
    for route in rows(Access::Client) {
        let answer = nobody.post_bare(route.path, &fields).await;
        assert_eq!(answer.status, 401, "{}: {}", route.path, answer.body);
        assert_eq!(answer.json()["error"], "invalid_client");
        assert!(answer.header("www-authenticate").starts_with("Basic "), "{}", route.path);
    }
    for route in rows(Access::Bearer) {
        let method: Method = route.method.parse().unwrap();
        let request = nobody.request(method, route.path);
        let answer = nobody.send(request, route.path).await;
        assert_eq!(answer.status, 401, "{} {}", route.method, route.path);
        assert!(answer.header("www-authenticate").starts_with("Bearer "), "{}", route.path);
    }
}

#[tokio::test]
async fn a_link_route_refuses_who_has_no_link() {
    let server = Server::start().await;
    for route in rows(Access::LinkHolder) {
        let mut nobody = Person::new(&server, "nobody@example.com");
        let csrf = nobody.visit("/sign-in").await.input("csrf").unwrap();
        let answer = if route.method == "GET" {
            nobody.get(route.path).await
        } else {
            let fields = [
                ("csrf", csrf.as_str()),
                ("token", "x"),
                ("password", "copper meadow lantern 77 ferry"),
                ("email", "eve@example.com"),
                ("display_name", "Eve"),
            ];
            nobody.post_bare(route.path, &fields).await
        };
        assert_eq!(answer.status, 410, "{} {}: {}", route.method, route.path, answer.body);
        assert!(!nobody.is_signed_in().await);
    }
}

#[tokio::test]
async fn a_get_by_nobody_begins_no_session() {
    let server = Server::start().await;
    let mut called = 0;
    for route in ROUTES.iter().filter(|route| route.method == "GET") {
        let mut nobody = Person::new(&server, "nobody@example.com");
        let answer = nobody.get(&filled(route)).await;
        assert!(answer.status.as_u16() < 500, "{}: {}", route.path, answer.body);
        assert!(nobody.session().is_empty() && !nobody.cookies.contains_key("twinlock-device"), "{}", route.path);
        called += 1;
    }
    assert!(called >= 25);
    assert!(server.events().await.is_empty());
}

#[tokio::test]
async fn an_unknown_path_is_404_as_a_page_or_as_json() {
    let server = Server::start().await;
    let mut nobody = Person::new(&server, "nobody@example.com");
    for path in [
        "/nothing",
        "/dashboard/nothing",
        "/2fa/skip",
        "/two-factor/skip",
        "/two-factor/cancel",
        "/admin.php",
        "/.git/config",
        "/oauth2",
    ] {
        let page = nobody.get(path).await;
        assert_eq!(page.status, 404, "{path}");
        assert!(page.body.contains("Not found"), "{path}: {}", page.body);
    }
    for path in ["/api/nothing", "/oauth2/nothing", "/.well-known/nothing", "/api/oauth/consent/skip"] {
        let answer = nobody.get(path).await;
        assert_eq!((answer.status.as_u16(), answer.json()["error"].as_str()), (404, Some("not_found")), "{path}");
    }
}

#[tokio::test]
async fn a_method_that_is_not_in_the_table_is_405_and_names_those_that_are() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let csrf = ada.csrf().await;
    // A browser that loads the URL of a form is redirected to the form's page instead.
    ada.wants_pages = false;
    let before = server.events().await;
    for path in ROUTES.iter().map(|route| route.path) {
        let mut known: Vec<_> = ROUTES.iter().filter(|route| route.path == path).map(|route| route.method).collect();
        if known.contains(&"GET") {
            known.push("HEAD");
        }
        let route = ROUTES.iter().find(|route| route.path == path).unwrap();
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY"] {
            if known.contains(&method) {
                continue;
            }
            let target = filled(route);
            let request = ada
                .request(Method::from_bytes(method.as_bytes()).unwrap(), &target)
                .header("x-csrf-token", &csrf)
                .form(&[("csrf", csrf.as_str()), ("required", "true")]);
            let answer = ada.send(request, &target).await;
            assert_eq!(answer.status, 405, "{method} {path}");
            assert_eq!(answer.header("allow"), known.join(", "), "{method} {path}");
        }
    }
    assert_eq!(server.events().await, before, "and none of it did anything");
    assert!(ada.is_signed_in().await);
}

#[tokio::test]
async fn cve_20_no_other_method_and_no_override_decides_at_authorize_or_consent() {
    let server = Server::start().await;
    let shop = RelyingParty::register(&server, "Shop").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let attempt = shop.attempt();
    let question = ada.visit(&attempt.url).await;
    assert!(question.is_question());
    let request = question.input("request").unwrap();
    let csrf = question.input("csrf").unwrap();
    let query = format!("request={request}&decision=approve&csrf={csrf}&_method=POST");
    let authorize = attempt.url.trim_start_matches(&server.url).to_owned();
    for path in [format!("/api/oauth/consent?{query}"), format!("/consent?{query}"), format!("{authorize}&{query}")] {
        for method in [Method::HEAD, Method::PUT, Method::OPTIONS, Method::DELETE, Method::PATCH, Method::GET] {
            let call = ada
                .request(method.clone(), &path)
                .header("x-csrf-token", &csrf)
                .header("x-http-method-override", "POST")
                .header("x-method-override", "POST");
            let answer = ada.send(call, &path).await;
            let reads = matches!(method, Method::GET | Method::HEAD) && !path.starts_with("/api/");
            let expected = if reads { vec![200, 303] } else { vec![405] };
            assert!(expected.contains(&answer.status.as_u16()), "{method} {path}: {}", answer.status);
            assert!(answer.answer("code").is_none(), "{method} {path}");
        }
    }
    // The request is still undecided, and can be decided once, by the form.
    let question = ada.visit(&format!("/consent?request={request}")).await;
    assert!(question.is_question(), "{}", question.body);
    let answer = ada.approve(&question).await;
    assert!(answer.answer("code").is_some());
}

#[tokio::test]
async fn cve_16_no_spelling_of_a_path_gets_around_its_check() {
    let server = Server::start().await;
    let host = server.url.trim_start_matches("http://").to_owned();
    let id = server.app("Bank").await.app.id.to_string();
    let before = server.events().await;
    let mut tried = 0;
    for path in [
        "/dashboard".to_owned(),
        "/dashboard/security".into(),
        "/dashboard/developer".into(),
        "/dashboard/apps".into(),
        "/api/session".into(),
        "/api/developer/apps".into(),
        format!("/api/developer/apps/{id}"),
        format!("/api/developer/apps/{id}/require-2fa/preview"),
        format!("/dashboard/developer/apps/{id}/panel"),
        format!("/consent?request={id}"),
    ] {
        let (first, rest) = path[1..].split_at(1);
        let spellings = [
            path.clone(),
            format!("{path}/"),
            format!("/{path}"),
            format!("/.{path}"),
            format!("/x/..{path}"),
            format!("/x/%2e%2e{path}"),
            format!("/assets/..{path}"),
            format!("/sign-in/..;{path}"),
            format!("{path};x=/sign-in"),
            format!("{path}%00"),
            format!("{path}%20"),
            format!("{path}.json"),
            path.to_ascii_uppercase(),
            format!("/%{:02x}{rest}", first.as_bytes()[0]),
            format!("/%25{:02x}{rest}", first.as_bytes()[0]),
            path.replace('/', "%2f"),
            path.replace('/', "\\"),
            format!("http://{host}{path}"),
            format!("{path}?a=/sign-in"),
        ];
        for spelling in spellings {
            for accept in ["text/html", "*/*"] {
                let request =
                    format!("GET {spelling} HTTP/1.1\r\nHost: {host}\r\nAccept: {accept}\r\nConnection: close\r\n\r\n");
                let answer = server.raw(&request).await;
                let status: u16 =
                    answer.split(' ').nth(1).unwrap_or_else(|| panic!("{spelling}: {answer}")).parse().unwrap();
                assert!([303, 400, 401, 404].contains(&status), "{spelling}: {answer}");
                assert!(!answer.contains("Bank") && !answer.contains(&format!("\"client_id\":\"{id}")), "{spelling}");
                tried += 1;
            }
        }
    }
    assert_eq!(tried, 10 * 19 * 2);
    assert_eq!(server.events().await, before);
}

#[tokio::test]
async fn a_preflight_from_another_site_is_allowed_nothing() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let public = ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server", "/oauth2/jwks"];
    for route in ROUTES.iter().filter(|route| !public.contains(&route.path)) {
        let path = filled(route);
        for method in [Method::OPTIONS, route.method.parse().unwrap()] {
            let request = ada
                .request(method, &path)
                .header("origin", "https://evil.example")
                .header("access-control-request-method", route.method);
            let answer = ada.send(request, &path).await;
            assert!(answer.headers.keys().all(|name| !name.as_str().starts_with("access-control-")), "{path}");
        }
    }
}

#[test]
fn the_table_names_each_route_once_and_who_may_call_it() {
    let mut rows: Vec<_> = ROUTES.iter().map(|route| (route.path, route.method)).collect();
    rows.sort_unstable();
    let all = rows.len();
    rows.dedup();
    assert_eq!(rows.len(), all);
    // Routes to users' own data are never open to anybody.
    let own = |route: &&Route| route.path.starts_with("/dashboard") || route.path.starts_with("/api/");
    assert!(ROUTES.iter().filter(own).all(|route| route.access == Access::SignedIn));
    assert!(ROUTES.iter().filter(|route| is_protocol(route)).all(|route| {
        matches!(route.access, Access::Client | Access::Bearer)
            || ["/oauth2/authorize", "/oauth2/jwks"].contains(&route.path)
    }));
}
