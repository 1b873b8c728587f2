//! The headers of every response, and the pages whose content policy has no `form-action`.

use crate::support::{Page, Person, RelyingParty, Server, ServerOptions};

const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; base-uri 'none'; \
                      frame-ancestors 'none'; form-action 'self'";
/// The policy of pages whose forms may end at an app.
const TOWARDS_APPS: &str = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; base-uri 'none'; \
                            frame-ancestors 'none'";

#[track_caller]
fn safe(answer: &Page) {
    let what = format!("{} {}", answer.status, answer.path);
    let policy = answer.header("content-security-policy");
    assert!(policy == POLICY || policy == TOWARDS_APPS, "{what}: {policy}");
    assert_eq!(answer.header("referrer-policy"), "no-referrer", "{what}");
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "{what}");
    assert_eq!(answer.header("x-frame-options"), "DENY", "{what}");
    assert_eq!(answer.header("x-request-id").len(), 36, "{what}");
    assert!(!answer.headers.contains_key("server") && !answer.headers.contains_key("x-powered-by"), "{what}");
    for name in ["content-security-policy", "cache-control", "referrer-policy", "x-request-id"] {
        assert_eq!(answer.headers.get_all(name).iter().count(), 1, "{what}: {name} once");
    }
}

#[tokio::test]
async fn every_answer_has_the_safe_headers_and_what_is_private_is_not_stored() {
    let server = Server::start().await;
    let shop = RelyingParty::register(&server, "Shop").await;
    let mut nobody = Person::new(&server, "nobody@example.com");
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let mut answers = Vec::new();
    for path in [
        "/sign-in",
        "/sign-up",
        "/password/forgot",
        "/signed-out",
        "/",
        "/dashboard",
        "/nothing",
        "/sign-out",
        "/api/session",
        "/api/nothing",
        "/oauth2/userinfo",
        "/oauth2/token",
        "/oauth2/authorize",
        "/password/reset?token=x",
    ] {
        answers.push(nobody.get(path).await);
    }
    for path in [
        "/dashboard",
        "/dashboard/security",
        "/dashboard/developer",
        "/dashboard/apps",
        "/api/session",
        "/api/developer/apps",
    ] {
        let answer = ada.get(path).await;
        assert_eq!(answer.status, 200);
        answers.push(answer);
    }
    answers.push(ada.post("/dashboard/security/enrol", &[]).await);
    answers.push(ada.post_bare("/sign-out", &[]).await);
    answers.push(nobody.post_bare("/oauth2/token", &[("grant_type", "none")]).await);
    let question = ada.visit(&shop.attempt().url).await;
    answers.push(ada.approve(&question).await);
    answers.push(question);
    let statuses: std::collections::BTreeSet<_> = answers.iter().map(|answer| answer.status.as_u16()).collect();
    assert!([200, 303, 400, 401, 403, 404, 405, 410].iter().all(|status| statuses.contains(status)), "{statuses:?}");
    for answer in &answers {
        safe(answer);
        assert_eq!(answer.header("cache-control"), "no-store", "{} {}", answer.status, answer.path);
        assert!(!answer.headers.contains_key("strict-transport-security"), "plain http promises nothing");
    }
}

#[tokio::test]
async fn what_is_public_may_be_stored_and_is_safe_as_well() {
    let server = Server::start().await;
    let mut nobody = Person::new(&server, "nobody@example.com");
    let page = nobody.get("/sign-in").await;
    let stylesheet =
        page.body.split('"').find(|part| part.starts_with("/assets/app.") && part.contains(".css")).unwrap();
    for (path, caching) in [
        ("/.well-known/openid-configuration", "public, max-age=300"),
        ("/.well-known/oauth-authorization-server", "public, max-age=300"),
        ("/oauth2/jwks", "public, max-age=300"),
        (stylesheet, "public, max-age=31536000, immutable"),
    ] {
        let answer = nobody.get(path).await;
        assert_eq!((answer.status.as_u16(), answer.header("cache-control")), (200, caching), "{path}");
        safe(&answer);
        assert!(!answer.headers.contains_key("set-cookie"), "{path}");
    }
    let gone = nobody.get("/assets/app.00000000.css").await;
    assert_eq!((gone.status.as_u16(), gone.header("cache-control")), (404, "no-store"));
}

#[tokio::test]
async fn over_https_browsers_are_told_to_stay_there() {
    let https = ServerOptions { public_url: Some("https://id.example".into()), ..ServerOptions::default() };
    let server = Server::start_with(https).await;
    let mut nobody = Person::new(&server, "nobody@example.com");
    for path in ["/sign-in", "/nothing", "/api/session", "/dashboard", "/.well-known/openid-configuration"] {
        let answer = nobody.get(path).await;
        assert_ne!(answer.status, 421);
        assert_eq!(answer.header("strict-transport-security"), "max-age=63072000; includeSubDomains", "{path}");
        safe(&answer);
    }
}

#[tokio::test]
async fn b03_forms_on_the_way_to_an_app_may_end_anywhere_and_no_others_may() {
    let server = Server::start().await;
    let (shop, bank) = (server.app("Shop").await, server.app("Bank").await);
    server.require_2fa(bank.app.id, true).await;
    let (shop, bank) = (RelyingParty::new(&server, &shop).await, RelyingParty::new(&server, &bank).await);

    let mut ada = Person::new(&server, "ada@example.com");
    server.account("ada@example.com").await;
    let sign_in = ada.visit(&shop.attempt().url).await;
    let target = sign_in.input("continue").unwrap();
    let sign_up = ada.visit(&format!("/sign-up?continue={target}")).await;
    let question = ada.sign_in_from(&sign_in, crate::support::PASSWORD).await;
    assert!(question.is_question());
    let panel = ada.visit(&bank.attempt().url).await;
    assert!(panel.is_panel());
    let (_, phone) = Person::enrolled(&server, "bob@example.com").await;
    let mut bob = Person::new(&server, "bob@example.com");
    let page = bob.visit(&bank.attempt().url).await;
    let code_page = bob.sign_in_from(&page, crate::support::PASSWORD).await;
    assert!(code_page.asks_for_code());
    let slip = bob.type_code(&code_page, &phone.wrong_code(server.now())).await;
    assert_eq!(slip.status, 401);
    for page in [&sign_in, &sign_up, &question, &panel, &code_page, &slip] {
        assert_eq!(page.header("content-security-policy"), TOWARDS_APPS, "{}", page.path);
    }

    // Not on other pages; and not for a request that belongs to another browser.
    let mut eve = Person::new(&server, "eve@example.com");
    let stolen = format!("/sign-in?continue={target}");
    let places = [
        (&mut eve, vec!["/sign-in", stolen.as_str(), "/sign-up", "/nothing"]),
        (&mut bob, vec!["/two-factor"]),
        (&mut ada, vec!["/dashboard", "/dashboard/security", "/dashboard/developer", "/dashboard/apps"]),
    ];
    for (person, paths) in places {
        for path in paths {
            let page = person.get(path).await;
            assert_eq!(page.status.as_u16(), if path == "/nothing" { 404 } else { 200 });
            assert_eq!(page.header("content-security-policy"), POLICY, "{path}");
        }
    }
}

#[tokio::test]
async fn a_policy_on_forms_never_names_what_was_not_registered() {
    let server = Server::start().await;
    let shop = RelyingParty::register(&server, "Shop").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let url = shop.attempt().url.replace("rp.example", "evil.example");
    assert!(url.contains("evil.example"));
    let page = ada.visit(&url).await;
    assert_eq!(page.status, 400);
    assert_eq!(page.header("content-security-policy"), POLICY);
    assert!(page.location().is_none());
}

#[tokio::test]
async fn no_page_has_a_style_or_script_in_it() {
    let server = Server::start().await;
    let (mut ada, _) = Person::enrolled(&server, "ada@example.com").await;
    for path in ["/dashboard", "/dashboard/security", "/dashboard/developer", "/dashboard/apps", "/nothing"] {
        let body = ada.get(path).await.body;
        for inline in [" style=", "<style", "javascript:", " onclick=", " onload="] {
            assert!(!body.contains(inline), "{path}: {inline}");
        }
        let scripts = body.matches("<script").count();
        assert_eq!(scripts, body.matches("<script src=\"/assets/").count(), "{path}");
    }
}

#[tokio::test]
async fn a_redirect_after_a_form_is_303() {
    let server = Server::start().await;
    let mut ada = Person::new(&server, "ada@example.com");
    server.account("ada@example.com").await;
    let page = ada.get("/sign-in").await;
    let fields = [("email", "ada@example.com"), ("password", crate::support::PASSWORD)];
    assert_eq!(ada.post_from(&page, "/sign-in", &fields).await.status, 303);
    let answer = ada.post("/dashboard/security/sessions/end-others", &[]).await;
    assert_eq!(answer.status, 303);
    assert_eq!(ada.post("/sign-out", &[]).await.status, 303);
}
