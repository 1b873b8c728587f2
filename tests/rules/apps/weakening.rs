//! R24: what weakens or redirects an app requires a recent password and, if the owner has a second factor, a new code,
//! on each route; what only strengthens requires only a signed-in owner. Each weakening change is recorded and mailed.

mod cases;

use std::time::Duration;

use reqwest::Method;
use serde_json::json;
use twinlock_application::Actor;
use twinlock_application::RequestOrigin;
use twinlock_application::developer::{AddSecret, SetEnrolmentAge};
use twinlock_domain::{AppId, AuditKind, ScopeSet};
use twinlock_http_actix::ROUTES;

use super::{look, owner, refused};
use crate::support::{Authenticator, PASSWORD, Page, Person, Server, uris};
use cases::{CASES, Case, Proof};

const STALE: Duration = Duration::from_mins(6);

/// An app on which each case changes something: two redirect URIs, PKCE, the requirement, an enrolment age.
async fn app(server: &Server) -> AppId {
    let registered = server.app_with("Bank", |app| {
        app.redirect_uris = uris(&["https://bank.example/a", "https://bank.example/b"]);
        app.scope = ScopeSet::parse("openid profile email").unwrap();
        app.optional_scope = ScopeSet::parse("profile").unwrap();
    });
    let app = registered.await.app.id;
    server.require_2fa(app, true).await;
    let age = Duration::from_hours(7 * 24);
    let command = SetEnrolmentAge { by: Actor::Operator, app, age, password: None, code: None };
    server.twinlock.set_enrolment_age(command, &RequestOrigin::default()).await.unwrap();
    app
}

/// An app for a case: one that removes a secret needs two.
async fn app_for(server: &Server, case: &Case) -> AppId {
    let app = app(server).await;
    if case.path.contains("{secret}") {
        let command = AddSecret { by: Actor::Operator, app, label: "second".into(), password: None, code: None };
        server.twinlock.add_secret(command, &RequestOrigin::default()).await.unwrap();
    }
    app
}

/// How many mails of this kind the owner has received.
async fn mails(server: &Server) -> usize {
    let mails = server.mail_to("owner@example.com").await;
    mails.iter().filter(|mail| mail.subject == "One of your apps was changed").count()
}

/// The audit events of an app, newest first, also after it is deleted.
async fn lines_of(server: &Server, app: AppId) -> Vec<twinlock_ports::AuditEvent> {
    let events = server.events().await;
    events.into_iter().filter(|event| event.app == Some(app)).collect()
}

fn succeeded(answer: &Page) -> bool {
    answer.status.is_success() || answer.status == 303
}

/// Tries a case that must be refused, and checks that nothing has changed.
async fn is_refused(server: &Server, person: &mut Person, case: &Case, proof: Proof<'_>, error: &str) {
    let id = app_for(server, case).await;
    let (before, told) = (look(person, id).await, mails(server).await);
    let answer = case.call(person, id, proof).await;
    assert_eq!(answer.status, 403, "{} without {error}: {}", case.name, answer.body);
    if case.is_api() {
        refused(&answer, 403, error);
    }
    assert_eq!(look(person, id).await, before, "{} changed something", case.name);
    assert_eq!(mails(server).await, told, "{} was mailed", case.name);
}

/// Tries a case that must succeed, and checks that it was mailed and recorded if it weakens.
async fn is_done(server: &Server, person: &mut Person, case: &Case, proof: Proof<'_>) {
    let id = app_for(server, case).await;
    let (told, lines) = (mails(server).await, lines_of(server, id).await.len());
    let answer = case.call(person, id, proof).await;
    assert!(succeeded(&answer), "{}: {} {}", case.name, answer.status, answer.body);
    assert_eq!(mails(server).await - told, usize::from(case.weakens), "mails after {}", case.name);
    if case.weakens {
        let events = lines_of(server, id).await;
        assert!(events.len() > lines, "{} left no line", case.name);
        let newest = &events[0];
        assert!(newest.actor.is_some(), "{} by nobody: {newest:?}", case.name);
    }
}

async fn sign_in_afresh(server: &Server, phone: Option<&Authenticator>) -> Person {
    let mut person = Person::new(server, "owner@example.com");
    match phone {
        Some(phone) => {
            server.next_step();
            person.sign_in_with(phone, server).await;
        }
        None => drop(person.sign_in().await),
    }
    assert!(person.is_signed_in().await);
    person
}

#[tokio::test]
async fn m4_every_weakening_change_takes_a_fresh_password_on_every_route() {
    let server = Server::start().await;
    app(&server).await;
    let mut stale = owner(&server).await;
    server.wait(STALE);
    for case in CASES {
        if case.weakens {
            is_refused(&server, &mut stale, case, Proof::NONE, "password_required").await;
        } else {
            is_done(&server, &mut stale, case, Proof::NONE).await;
        }
        is_done(&server, &mut stale, case, Proof { password: Some(PASSWORD), code: None }).await;
        let mut fresh = sign_in_afresh(&server, None).await;
        is_done(&server, &mut fresh, case, Proof::NONE).await;
    }
}

#[tokio::test]
async fn m4_of_an_owner_with_a_second_factor_it_takes_a_fresh_code_too() {
    let server = Server::start().await;
    app(&server).await;
    let mut stale = owner(&server).await;
    let phone = stale.enrol(&server).await;
    server.wait(STALE);
    let password = Proof { password: Some(PASSWORD), code: None };
    for case in CASES {
        let mut fresh = sign_in_afresh(&server, Some(&phone)).await;
        if case.weakens {
            is_refused(&server, &mut stale, case, Proof::NONE, "password_required").await;
            is_refused(&server, &mut stale, case, password, "code_required").await;
            is_refused(&server, &mut fresh, case, Proof::NONE, "code_required").await;
        } else {
            is_done(&server, &mut stale, case, Proof::NONE).await;
            is_done(&server, &mut fresh, case, Proof::NONE).await;
        }
        server.next_step();
        let code = phone.code(server.now());
        is_done(&server, &mut stale, case, Proof { code: Some(&code), ..password }).await;
    }
}

#[tokio::test]
async fn m4_every_route_of_an_owner_is_among_the_cases() {
    let concerns_an_app =
        |path: &str| path.starts_with("/dashboard/developer/apps/") || path.starts_with("/api/developer/apps/");
    for route in ROUTES.iter().filter(|route| route.method != "GET" && concerns_an_app(route.path)) {
        let covered = CASES.iter().any(|case| case.method == route.method && case.path == route.path);
        assert!(covered, "{} {} may weaken an app: add it to the cases", route.method, route.path);
    }
}

#[tokio::test]
async fn m4_each_change_is_written_down_with_its_old_and_new_value() {
    let server = Server::start().await;
    let id = app(&server).await;
    let mut owner = owner(&server).await;
    let account = owner.whoami().await["account"]["id"].as_str().unwrap().to_owned();
    let body = json!({
        "client_name": "Other",
        "redirect_uris": ["https://bank.example/a", "https://evil.example/1", "https://evil.example/2"],
        "pkce_required": false,
        "grant_types": ["authorization_code", "client_credentials"],
        "optional_scope": "",
        "scope": "openid profile email offline_access",
    });
    let answer = owner.api(Method::PATCH, &format!("/api/developer/apps/{id}"), &body).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let events = server.events_of(id).await;
    let mut lines: Vec<(String, String)> = events
        .iter()
        .filter(|event| event.kind == AuditKind::AppChanged)
        .inspect(|event| assert_eq!(event.actor.map(|id| id.to_string()), Some(account.clone())))
        .map(|event| (event.reason.clone().unwrap(), event.detail.clone().unwrap()))
        .collect();
    lines.sort();
    let expected = [
        ("machine_access_on", "off -> on"),
        ("name_changed", "Bank -> Other"),
        ("pkce_lifted", "on -> off"),
        ("redirect_uri_added", "none -> https://evil.example/1"),
        ("redirect_uri_added", "none -> https://evil.example/2"),
        ("redirect_uri_removed", "https://bank.example/b -> none"),
        ("scope_added", "openid profile email -> openid profile email offline_access"),
        ("scope_made_required", "optional: profile -> "),
    ];
    assert_eq!(lines, expected.map(|(change, detail)| (change.to_owned(), detail.to_owned())));
    let letter = server.letter("owner@example.com", "One of your apps was changed").await;
    for words in ["A redirect URI was added", "PKCE is no longer required", "Machine access was turned on"] {
        assert_eq!(letter.body.matches(words).count(), 1, "{}", letter.body);
    }
    assert!(!letter.body.contains("another name"), "what weakens nothing is not mailed: {}", letter.body);
    assert!(letter.body.contains(&format!("/dashboard/developer?open={id}")), "{}", letter.body);
    assert!(!letter.body.contains("evil.example") && !letter.body.contains("Bank"), "our words alone: {}", letter.body);

    // Saving unchanged values changes nothing, and is not recorded.
    let lines = server.events_of(id).await.len();
    assert_eq!(owner.api(Method::PATCH, &format!("/api/developer/apps/{id}"), &body).await.status, 200);
    assert_eq!(server.events_of(id).await.len(), lines);
}

#[tokio::test]
async fn m4_a_form_that_is_older_than_the_app_is_judged_on_the_app_as_it_is_now() {
    let server = Server::start().await;
    let id = app(&server).await;
    let mut owner = owner(&server).await;
    server.wait(STALE);
    // The owner has the form open while a redirect URI is removed elsewhere.
    let path = format!("/api/developer/apps/{id}");
    let one = json!({ "redirect_uris": ["https://bank.example/a"] });
    assert_eq!(owner.api(Method::PATCH, &path, &one).await.status, 200);
    let fields = [
        ("name", "Bank"),
        ("scope", "openid"),
        ("redirect_uris", "https://bank.example/a\nhttps://bank.example/b"),
        ("id_token_alg", "EdDSA"),
        ("pkce_required", "on"),
        ("scope", "profile"),
        ("scope", "email"),
        ("optional_scope", "profile"),
    ];
    let page = owner.post(&format!("/dashboard/developer/apps/{id}"), &fields).await;
    assert_eq!(page.status, 403, "it would bring the address back: {}", page.body);
    assert_eq!(look(&mut owner, id).await["redirect_uris"], one["redirect_uris"]);
    // A change by the API names only what changes; members that it leaves out keep their current values.
    assert_eq!(owner.api(Method::PATCH, &path, &json!({ "client_name": "Other" })).await.status, 200);
    assert_eq!(look(&mut owner, id).await["redirect_uris"], one["redirect_uris"]);
}

#[tokio::test]
async fn m4_the_operator_gives_no_proof_and_the_owner_is_mailed_all_the_same() {
    let server = Server::start().await;
    let id = app(&server).await;
    let before = mails(&server).await;
    server.require_2fa(id, false).await;
    server.revoke_all(id).await;
    assert_eq!(mails(&server).await, before + 2);
    let letter = server.letter("owner@example.com", "One of your apps was changed").await;
    assert!(letter.body.contains("by the operator of this server"), "{}", letter.body);
    server.require_2fa(id, true).await;
    assert_eq!(mails(&server).await, before + 2, "turning it on weakens nothing");
}
