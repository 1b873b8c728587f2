//! R1 and R2: when an account counts as enrolled, and when a session is two-factor.

use reqwest::Method;
use serde_json::json;
use sha2::Digest as _;
use twinlock_application::Actor;
use twinlock_application::RequestOrigin;
use twinlock_domain::{EmailAddress, SecretHash};
use twinlock_http_actix::{Access, ROUTES};
use twinlock_ports::Mode;

use crate::support::{PASSWORD, Person, RelyingParty, Server};

#[tokio::test]
async fn r01_a_secret_that_was_shown_and_never_confirmed_does_not_count() {
    let server = Server::start().await;
    let registered = server.app("Bank").await;
    server.require_2fa(registered.app.id, true).await;
    let bank = RelyingParty::new(&server, &registered).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let security = ada.visit("/dashboard/security").await;
    let seed = ada.post_from(&security, "/dashboard/security/enrol", &[]).await;
    assert!(seed.body.contains("otpauth://"), "the secret is shown: {}", seed.body);

    assert!(!ada.is_enrolled().await);
    assert!(ada.visit(&bank.attempt().url).await.is_panel(), "the gate does not count it either");
    let mut elsewhere = Person::new(&server, "ada@example.com");
    assert!(!elsewhere.sign_in().await.asks_for_code());
    assert!(elsewhere.is_signed_in().await);
}

#[tokio::test]
async fn r01_a_secret_is_shown_in_answer_to_the_form_and_never_again() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let security = ada.visit("/dashboard/security").await;
    let seed = ada.post_from(&security, "/dashboard/security/enrol", &[]).await;
    let key = seed.between("secret=", "&").unwrap();
    assert_eq!(key.len(), 32, "160 bits in base32");

    for path in ["/dashboard", "/dashboard/security", "/api/session"] {
        let page = ada.get(path).await;
        assert_eq!(page.status, 200);
        assert!(!page.body.contains(&key) && !page.body.contains("otpauth"), "{path}");
    }
    assert_eq!(ada.get("/dashboard/security/enrol").await.location(), Some("/dashboard/security"));
}

#[tokio::test]
async fn r01_recovery_codes_alone_do_not_make_an_account_enrolled() {
    let server = Server::start().await;
    let registered = server.app("Bank").await;
    server.require_2fa(registered.app.id, true).await;
    let bank = RelyingParty::new(&server, &registered).await;
    let account = server.account("ada@example.com").await;
    let code = "abcd-efgh-ijkl-mnop";
    let hash = SecretHash::new(sha2::Sha256::digest(code).into());
    let mut tx = server.store.begin(Mode::Write).await.unwrap();
    tx.replace_recovery_codes(account, &[hash], server.now()).await.unwrap();
    assert_eq!(tx.recovery_codes_left(account).await.unwrap(), 1);
    tx.commit().await.unwrap();

    let mut ada = Person::new(&server, "ada@example.com");
    assert!(!ada.sign_in().await.asks_for_code());
    assert!(!ada.is_enrolled().await);
    assert!(ada.visit(&bank.attempt().url).await.is_panel());
    // Sending a code does not make the session two-factor either.
    ada.post("/two-factor", &[("code", code)]).await;
    assert!(!ada.is_two_factor().await);
    assert!(ada.visit(&bank.attempt().url).await.is_panel());
}

/// Calls every route for signed-in users with ids that belong to the caller, and a body that would be valid.
async fn try_all_routes_of_the_signed_in(pending: &mut Person, ids: &[(&str, String)], code: &str, csrf: &str) {
    let mut tried = 0;
    for route in ROUTES.iter().filter(|route| route.access == Access::SignedIn) {
        let kind = if route.path.contains("/sessions/") { "session" } else { "app" };
        let id = |name: &str| ids.iter().find(|(known, _)| *known == name).unwrap().1.clone();
        let path =
            route.path.replace("{id}", &id(kind)).replace("{client_id}", &id("app")).replace("{secret}", &id("secret"));
        let path = if route.path == "/consent" { format!("/consent?request={}", id("request")) } else { path };
        let method: Method = route.method.parse().unwrap();
        let answer = if route.path.starts_with("/api/") && route.path != "/api/oauth/consent" {
            let body = if route.path.ends_with("/require-2fa") { json!({ "required": true }) } else { json!({}) };
            pending.api_with(method, &path, &body, csrf).await
        } else if method == Method::GET {
            pending.get(&path).await
        } else {
            let request = id("request");
            let fields = [
                ("csrf", csrf),
                ("password", PASSWORD),
                ("code", code),
                ("request", &request),
                ("decision", "approve"),
                ("name", "Taken over"),
                ("scope", "openid"),
                ("redirect_uris", "https://evil.example/callback"),
                ("required", "true"),
                ("revoke_now", "on"),
                ("days", "1"),
                ("label", "mine"),
                ("email", "ada@example.com"),
            ];
            pending.post_bare(&path, &fields).await
        };
        let sent_away = answer.status == 303
            && ["/two-factor", "/sign-in", "/oauth2/authorize?continue="]
                .iter()
                .any(|start| answer.location().unwrap().starts_with(start));
        assert!(answer.status == 401 || sent_away, "{} {path}: {} {}", route.method, answer.status, answer.body);
        tried += 1;
    }
    assert!(tried > 25, "the table was walked");
}

#[tokio::test]
async fn r02_a_sign_in_that_owes_a_code_is_good_for_nothing_else() {
    let server = Server::start().await;
    let shop = RelyingParty::register(&server, "Shop").await;
    let (mut ada, phone) = Person::enrolled(&server, "ada@example.com").await;
    let body = json!({ "client_name": "Hers", "redirect_uris": ["https://hers.example/"], "id_token_signed_response_alg": "EdDSA" });
    let app = ada.api(Method::POST, "/api/developer/apps", &body).await.json();
    let session = ada.visit("/dashboard/security").await;
    assert!(session.body.contains("This session"));
    let request = ada.visit(&shop.attempt().url).await.input("request").unwrap();

    let mut pending = Person::new(&server, "ada@example.com");
    let code_page = pending.give_password().await;
    let own = server.twinlock.security_overview(Some(&ada.session()), None).await.unwrap().sessions;
    assert_eq!(own.len(), 1, "a pending sign-in is not listed, and ada's session is");
    let ids = [
        ("app", app["client_id"].as_str().unwrap().to_owned()),
        ("secret", app["secrets"][0]["id"].as_str().unwrap().to_owned()),
        ("session", own[0].id.to_string()),
        ("request", request),
    ];
    let code = phone.code(server.now());
    let csrf = code_page.input("csrf").unwrap();
    try_all_routes_of_the_signed_in(&mut pending, &ids, &code, &csrf).await;

    // Nothing was changed, no code was used up, and an authorization request leads to the code page.
    let after = ada.api(Method::GET, &format!("/api/developer/apps/{}", ids[0].1), &json!({})).await.json();
    assert_eq!(after, app_without_secret(app));
    assert!(ada.is_two_factor().await && ada.is_enrolled().await);
    assert!(pending.visit(&shop.attempt().url).await.asks_for_code());
    let silent = shop.silent_attempt();
    let page = pending.get(&silent.url).await;
    assert_eq!(shop.error(&silent, &page), "login_required");
    let answer = pending.type_code(&code_page, &code).await;
    assert_eq!(answer.status, 303, "the code was still good: {}", answer.body);
    assert!(pending.is_two_factor().await);
}

fn app_without_secret(mut app: serde_json::Value) -> serde_json::Value {
    app.as_object_mut().unwrap().remove("client_secret").unwrap();
    app
}

#[tokio::test]
async fn r02_a_code_before_the_password_is_nothing() {
    let server = Server::start().await;
    let (_, phone) = Person::enrolled(&server, "ada@example.com").await;
    let mut stranger = Person::new(&server, "ada@example.com");
    let page = stranger.visit("/sign-in").await;
    let answer = stranger.post_from(&page, "/two-factor", &[("code", &phone.code(server.now()))]).await;
    assert!(answer.location().unwrap().starts_with("/sign-in"), "{}", answer.body);
    assert!(!stranger.is_signed_in().await);
}

#[tokio::test]
async fn r02_two_browsers_cannot_swap_the_sign_ins_that_they_have_begun() {
    let server = Server::start().await;
    let (_, phone_of_ada) = Person::enrolled(&server, "ada@example.com").await;
    Person::enrolled(&server, "bob@example.com").await;
    let mut ada = Person::new(&server, "ada@example.com");
    ada.give_password().await;
    let mut bob = Person::new(&server, "bob@example.com");
    let page_of_bob = bob.give_password().await;
    // Ada's code is wrong in Bob's sign-in.
    let answer = bob.type_code(&page_of_bob, &phone_of_ada.code(server.now())).await;
    assert_eq!(answer.status, 401);
    assert!(!bob.is_signed_in().await);
    // A form of one browser is refused in the other.
    let csrf = page_of_bob.input("csrf").unwrap();
    let code = phone_of_ada.code(server.now());
    let answer = ada.post_bare("/two-factor", &[("code", code.as_str()), ("csrf", &csrf)]).await;
    assert_eq!(answer.status, 403);
}

#[tokio::test]
async fn r02_a_step_up_raises_the_session_that_it_happens_in_and_no_other() {
    let server = Server::start().await;
    let registered = server.app("Bank").await;
    server.require_2fa(registered.app.id, true).await;
    let bank = RelyingParty::new(&server, &registered).await;
    let mut desk = Person::with_account(&server, "ada@example.com").await;
    let mut sofa = Person::new(&server, "ada@example.com");
    sofa.sign_in().await;
    let phone = desk.enrol(&server).await;
    server.next_step();
    assert!(desk.is_two_factor().await, "confirming a factor raised the session");
    assert!(sofa.is_signed_in().await && !sofa.is_two_factor().await, "and no other");

    let page = sofa.visit(&bank.attempt().url).await;
    assert!(page.asks_for_code(), "enrolled, but not in this session: {}", page.body);
    let before = sofa.session();
    let answer = sofa.pass_two_factor(&page, &phone.code(server.now())).await;
    assert!(answer.is_question(), "{}", answer.body);
    assert!(sofa.is_two_factor().await);
    assert_ne!(sofa.session(), before, "the session's id is another");
}

#[tokio::test]
async fn r02_turning_it_off_takes_two_factor_from_every_session_at_once() {
    let server = Server::start().await;
    let (mut desk, phone) = Person::enrolled(&server, "ada@example.com").await;
    let mut sofa = Person::new(&server, "ada@example.com");
    sofa.sign_in_with(&phone, &server).await;
    assert!(desk.is_two_factor().await && sofa.is_two_factor().await);
    server.next_step();
    let off = desk.disable(PASSWORD, &phone.code(server.now())).await;
    assert_eq!(off.status, 303, "{}", off.body);
    for person in [&mut desk, &mut sofa] {
        assert!(person.is_signed_in().await, "it is not signed out");
        assert!(!person.is_two_factor().await && !person.is_enrolled().await);
    }
    // Enrolling again does not make the other session two-factor.
    server.next_step();
    desk.enrol(&server).await;
    assert!(!sofa.is_two_factor().await);
}

#[tokio::test]
async fn r02_an_operators_reset_leaves_no_session_two_factor() {
    let server = Server::start().await;
    let (mut desk, phone) = Person::enrolled(&server, "ada@example.com").await;
    let mut sofa = Person::new(&server, "ada@example.com");
    sofa.sign_in_with(&phone, &server).await;
    assert!(desk.is_two_factor().await && sofa.is_two_factor().await);
    let email = EmailAddress::parse("ada@example.com").unwrap();
    server.twinlock.reset_two_factor(Actor::Operator, &email, &RequestOrigin::default()).await.unwrap();
    assert!(!desk.is_signed_in().await && !sofa.is_signed_in().await, "a reset ends them all (R23)");
    assert!(!sofa.sign_in().await.asks_for_code());
    assert!(!sofa.is_two_factor().await);
}
