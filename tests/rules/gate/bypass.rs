//! Ways around the pages: how the consent endpoint answers `curl` (R20), and that other pages and forms change nothing.

use reqwest::Method;
use serde_json::{Value, json};
use twinlock_domain::AuditKind;

use super::Cast;
use crate::support::{PASSWORD, Page, Person, RelyingParty, Server};

/// R20, exactly: status, members, and a request id that is also in the response's header.
fn assert_is_refusal(page: &Page, error: &str, next: &str) {
    assert_eq!(page.status, 403, "{}", page.body);
    assert_eq!(page.location(), None);
    let body = page.json();
    let members: Vec<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(members, ["error", "error_description", "next", "request_id"]);
    assert_eq!(body["error"], error);
    assert_eq!(body["next"], next);
    assert!(body["error_description"].as_str().unwrap().ends_with('.'), "a sentence: {body}");
    assert_eq!(body["request_id"], page.header("x-request-id"));
}

#[tokio::test]
async fn r20_a_hand_rolled_form_without_a_second_factor_is_refused_and_has_no_other_effect() {
    let server = Server::start().await;
    let bank = RelyingParty::register(&server, "Bank").await;
    server.require_2fa(bank.app, true).await;
    let mut bare = Person::with_account(&server, "bare@example.com").await;
    let attempt = bank.attempt();
    let request = bare.pending(&attempt.url).await;
    let stops = server.stops(bank.app).await.len();
    let before = server.events_of(bank.app).await.len();

    let refused = bare.approve_by_hand(&request).await;
    assert_is_refusal(&refused, "two_factor_enrollment_required", &format!("/dashboard/security?continue={request}"));

    // One event that names who was stopped and why; nothing else.
    let events = server.events_of(bank.app).await;
    assert_eq!((events.len(), server.stops(bank.app).await.len()), (before + 1, stops + 1));
    let event = events.iter().find(|event| event.request == refused.header("x-request-id")).unwrap();
    assert_eq!((event.kind, event.reason.as_deref()), (AuditKind::GateStopped, Some("not_enrolled")));
    assert_eq!(server.count(bank.app, AuditKind::CodeIssued).await, 0);
    assert!(server.consent_of("bare@example.com", bank.app).await.is_none());

    // The request is still pending and can be decided.
    let denied = bare.decide_by_hand(&request, "deny").await;
    assert_eq!(bank.error(&attempt, &denied), "access_denied");
}

#[tokio::test]
async fn r20_hand_rolled_json_without_a_second_factor_is_refused_whatever_it_says() {
    let server = Server::start().await;
    let bank = RelyingParty::register(&server, "Bank").await;
    server.require_2fa(bank.app, true).await;
    let mut bare = Person::with_account(&server, "bare@example.com").await;
    let request = bare.pending(&bank.attempt().url).await;
    let all = json!(["openid", "profile", "email", "offline_access"]);
    let next = format!("/dashboard/security?continue={request}");
    for body in [
        json!({ "request": request, "decision": "approve" }),
        json!({ "request": request, "decision": "approve", "scopes": all }),
        json!({ "request": request, "decision": "approve", "scopes": ["openid"] }),
    ] {
        let refused = bare.api(Method::POST, "/api/oauth/consent", &body).await;
        assert_is_refusal(&refused, "two_factor_enrollment_required", &next);
    }
    // A body with further members is rejected, and not accepted in part.
    for (name, value) in [("amr", json!(["mfa"])), ("two_factor", json!(true)), ("client_id", json!("x"))] {
        let mut body = json!({ "request": request, "decision": "approve" });
        body.as_object_mut().unwrap().insert(name.into(), value);
        assert_eq!(bare.api(Method::POST, "/api/oauth/consent", &body).await.status, 400, "{name}");
    }
    assert!(server.consent_of("bare@example.com", bank.app).await.is_none());
    assert_eq!(server.count(bank.app, AuditKind::CodeIssued).await, 0);
}

#[tokio::test]
async fn r20_an_enrolled_account_in_a_session_without_a_code_is_told_to_give_one() {
    let server = Server::start().await;
    let bank = RelyingParty::register(&server, "Bank").await;
    let mut cast = Cast::enter(&server).await;
    let attempt = bank.attempt();
    let request = cast.stale.pending(&attempt.url).await;
    server.require_2fa(bank.app, true).await;

    let next = format!("/two-factor?continue={request}");
    let refused = cast.stale.approve_by_hand(&request).await;
    assert_is_refusal(&refused, "two_factor_challenge_required", &next);
    let body = json!({ "request": request, "decision": "approve" });
    let refused = cast.stale.api(Method::POST, "/api/oauth/consent", &body).await;
    assert_is_refusal(&refused, "two_factor_challenge_required", &next);
    assert_eq!(server.stops(bank.app).await, ["single_factor", "single_factor"]);

    // The page that `next` names asks for a code; with the code, the same request passes.
    server.next_step();
    let challenge = cast.stale.visit(&next).await;
    let code = cast.stale_phone.code(server.now());
    let question = cast.stale.pass_two_factor(&challenge, &code).await;
    assert!(question.is_question(), "{}", question.body);
    let answer = cast.stale.api(Method::POST, "/api/oauth/consent", &body).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(answer.json()["redirect_to"].as_str().unwrap().contains("code="));
}

#[tokio::test]
async fn r20_a_browser_that_posts_anyway_sees_the_panel_with_403() {
    let server = Server::start().await;
    let bank = RelyingParty::register(&server, "Bank").await;
    let mut bare = Person::with_account(&server, "bare@example.com").await;
    let question = bare.visit(&bank.attempt().url).await;
    assert!(question.is_question());
    server.require_2fa(bank.app, true).await;
    let answer = bare.approve(&question).await;
    assert_eq!(answer.status, 403);
    assert!(answer.is_panel(), "{}", answer.body);
    assert!(!answer.brings_a_code());
}

#[tokio::test]
async fn r20_the_endpoint_wants_a_session_and_its_token() {
    let server = Server::start().await;
    let bank = RelyingParty::register(&server, "Bank").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let request = ada.pending(&bank.attempt().url).await;
    let body = json!({ "request": request, "decision": "approve" });
    let mut nobody = Person::new(&server, "nobody@example.com");
    assert_eq!(nobody.api_with(Method::POST, "/api/oauth/consent", &body, "").await.status, 401);
    let csrf = ada.csrf().await;
    for wrong in ["", "x", &csrf[1..]] {
        let refused = ada.api_with(Method::POST, "/api/oauth/consent", &body, wrong).await;
        assert_eq!((refused.status.as_u16(), refused.json()["error"].as_str()), (403, Some("csrf_failed")));
        let fields = [("request", request.as_str()), ("decision", "approve"), ("csrf", wrong)];
        assert_eq!(ada.post_bare("/api/oauth/consent", &fields).await.status, 403);
    }
    assert_eq!(server.count(bank.app, AuditKind::CodeIssued).await, 0);
    assert_eq!(
        ada.api_with(Method::POST, "/api/oauth/consent", &body, &csrf).await.status,
        200,
        "with the token it goes through"
    );
}

/// What a user might click or send on the way, in any order: the pages around the panel, the flow from its beginning,
/// an enrolment begun and abandoned, forms of other pages.
async fn step(person: &mut Person, which: usize, url: &str, request: &str) -> Page {
    let go_on = format!("/oauth2/authorize?continue={request}");
    match which {
        0 => person.visit(url).await,
        1 => person.visit(&go_on).await,
        2 => person.visit(&format!("/consent?request={request}")).await,
        3 => person.visit(&format!("/two-factor?continue={request}")).await,
        4 => person.post("/two-factor", &[("code", "000000"), ("continue", request)]).await,
        5 => person.visit(&format!("/dashboard/security?continue={request}")).await,
        6 => person.post("/dashboard/security/enrol", &[("password", PASSWORD), ("continue", request)]).await,
        7 => person.post("/dashboard/security/confirm", &[("code", ""), ("continue", request)]).await,
        8 => person.post("/dashboard/security/recovery-codes", &[("password", PASSWORD), ("code", "")]).await,
        9 => person.post("/dashboard/security/disable", &[("password", PASSWORD), ("code", "")]).await,
        10 => {
            let page = person.visit(&format!("/sign-in?continue={request}")).await;
            if page.path.contains("/sign-in") { person.sign_in_from(&page, PASSWORD).await } else { page }
        }
        _ => person.visit("/dashboard/apps").await,
    }
}

#[tokio::test]
async fn r07_no_walk_about_the_panel_leads_to_a_code() {
    let server = Server::start().await;
    let bank = RelyingParty::register(&server, "Bank").await;
    server.require_2fa(bank.app, true).await;
    let mut bare = Person::with_account(&server, "bare@example.com").await;
    let attempt = bank.attempt();
    let request = bare.pending(&attempt.url).await;
    for first in 0..12 {
        for second in 0..12 {
            for which in [first, second] {
                let page = step(&mut bare, which, &attempt.url, &request).await;
                assert!(!page.brings_a_code(), "{first}, {second}: {:?}", page.location());
                assert!(page.status.as_u16() < 500, "{first}, {second}: {}", page.body);
            }
            let refused = bare.approve_by_hand(&request).await;
            assert_eq!(refused.status, 403, "after {first}, {second}: {}", refused.body);
        }
    }
    assert!(server.consent_of("bare@example.com", bank.app).await.is_none());
    // The control: once enrolled, the same request passes. (The wrong codes above made it wait.)
    server.wait(std::time::Duration::from_mins(5));
    bare.enrol(&server).await;
    assert!(bare.approve_by_hand(&request).await.brings_a_code());
}

#[tokio::test]
async fn r07_another_method_or_another_spelling_of_the_path_is_no_way_around() {
    let server = Server::start().await;
    let bank = RelyingParty::register(&server, "Bank").await;
    server.require_2fa(bank.app, true).await;
    let mut bare = Person::with_account(&server, "bare@example.com").await;
    let attempt = bank.attempt();
    let request = bare.pending(&attempt.url).await;
    let csrf = bare.csrf().await;
    let query = attempt.url.split_once('?').unwrap().1.to_owned();
    for method in [Method::HEAD, Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS] {
        for path in [format!("/oauth2/authorize?{query}"), "/api/oauth/consent".into()] {
            let fields = [("request", &*request), ("decision", "approve"), ("csrf", &*csrf)];
            let sent = bare.request(method.clone(), &path).form(&fields);
            let page = bare.send(sent, &path).await;
            let reads = method == Method::HEAD && path.starts_with("/oauth2/authorize");
            assert_eq!(page.status, if reads { 303 } else { 405 }, "{method} {path}");
            assert!(!page.brings_a_code(), "{method} {path}");
        }
    }
    for path in [
        "/api/oauth/consent/",
        "//api/oauth/consent",
        "/api//oauth/consent",
        "/API/oauth/consent",
        "/api/oauth/./consent",
        "/api/oauth/%63onsent",
        "/api/oauth%2Fconsent",
        "/api/oauth/consent;x=1",
        "/api/oauth/consent?decision=approve",
    ] {
        let fields = [("request", &*request), ("decision", "approve"), ("csrf", &*csrf)];
        let page = bare.post_bare(path, &fields).await;
        assert!(matches!(page.status.as_u16(), 403 | 404), "{path}: {} {}", page.status, page.body);
        assert!(!page.brings_a_code(), "{path}");
    }
    for header in ["x-http-method-override", "x-original-url", "x-rewrite-url"] {
        let sent = bare.request(Method::GET, &attempt.url).header(header, "/api/oauth/consent");
        let page = bare.send(sent, &attempt.url).await;
        assert!(page.location().unwrap().starts_with("/consent?"), "{header}");
    }
    assert_eq!(server.count(bank.app, AuditKind::CodeIssued).await, 0);
    assert!(server.consent_of("bare@example.com", bank.app).await.is_none());
}

#[tokio::test]
async fn r02_a_sign_in_that_still_owes_a_code_is_good_for_nothing_else() {
    let server = Server::start().await;
    let wiki = RelyingParty::register(&server, "Wiki").await;
    let (mut full, phone) = Person::enrolled(&server, "full@example.com").await;
    wiki.sign_in(&mut full).await;
    let mut pending = Person::new(&server, "full@example.com");
    let challenge = pending.give_password().await;
    assert_eq!(pending.ends_at(&wiki.attempt().url).await, "challenge", "consent is on file, and still");
    assert_eq!(pending.ends_at(&wiki.silent_attempt().url).await, "login_required");
    let id = pending.get(&wiki.attempt().url).await.answer("continue").unwrap();
    let csrf = challenge.input("csrf").unwrap();
    let body = json!({ "request": id, "decision": "approve" });
    assert_eq!(pending.api_with(Method::POST, "/api/oauth/consent", &body, &csrf).await.status, 401);
    assert_eq!(pending.api_with(Method::GET, "/api/developer/apps", &Value::Null, &csrf).await.status, 401);
    assert!(!pending.is_signed_in().await);
    // The control: only the code was missing.
    let page = pending.visit(&format!("/two-factor?continue={id}")).await;
    let page = pending.pass_two_factor(&page, &phone.code(server.now())).await;
    assert_eq!(page.word(), "code");
}
