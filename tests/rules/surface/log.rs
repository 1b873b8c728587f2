//! The log line of each refused request: exactly one, with its reason and the client's address, and no secret.

use std::num::NonZeroU32;

use reqwest::Method;
use serde_json::json;
use twinlock_application::Actor;
use twinlock_application::RequestOrigin;
use twinlock_domain::EmailAddress;

use crate::support::log::{keep, lines_of};
use crate::support::{PASSWORD, Page, Person, RelyingParty, Server, ServerOptions};

/// The only log line about the request of this response.
#[track_caller]
fn line_of(page: &Page) -> String {
    let lines = lines_of(page);
    assert_eq!(lines.len(), 1, "{} {}: {lines:?}", page.status, page.path);
    lines[0].clone()
}

#[track_caller]
fn assert_refused(page: &Page, reason: &str) -> String {
    let line = line_of(page);
    let begin = format!(
        "WARN twinlock::refused: refused reason=\"{reason}\" address=127.0.0.1 status={}",
        page.status.as_u16()
    );
    assert!(line.contains(&begin), "{reason}: {line}");
    assert!(!line.contains("@example.com") && !line.contains(PASSWORD), "{line}");
    line
}

#[tokio::test]
async fn b24_a_refused_sign_in_leaves_one_line() {
    keep();
    let server = Server::start().await;
    let account = server.account("ada@example.com").await;
    let sign_in = async |email: &str, password: &str| {
        let mut person = Person::new(&server, email);
        let page = person.get("/sign-in").await;
        let page = person.post_from(&page, "/sign-in", &[("email", email), ("password", password)]).await;
        (person, page)
    };
    let (_, wrong) = sign_in("ada@example.com", "wrong horse battery staple").await;
    assert!(assert_refused(&wrong, "wrong_password").contains(&format!("account={account}")));
    let (_, unknown) = sign_in("nobody@example.com", PASSWORD).await;
    assert!(!assert_refused(&unknown, "unknown_account").contains("account="), "there is none");
    let too_long = "x".repeat(600);
    let (_, page) = sign_in("ada@example.com", &too_long).await;
    assert!(page.status.is_client_error());
    assert!(line_of(&page).contains("twinlock::refused"));
    let (_, passed) = sign_in("ada@example.com", PASSWORD).await;
    assert!(lines_of(&passed).is_empty(), "{:?}", lines_of(&passed));

    let email = EmailAddress::parse("ada@example.com").unwrap();
    server.twinlock.disable_account(Actor::Operator, &email, &RequestOrigin::default()).await.unwrap();
    let (_, disabled) = sign_in("ada@example.com", PASSWORD).await;
    assert_refused(&disabled, "account_disabled");
}

#[tokio::test]
async fn b24_a_refused_code_leaves_one_line() {
    keep();
    let server = Server::start().await;
    let (_, phone) = Person::enrolled(&server, "ada@example.com").await;
    let mut ada = Person::new(&server, "ada@example.com");
    let page = ada.sign_in().await;
    let used = phone.code(server.now());
    ada.pass_two_factor(&page, &used).await;
    let mut again = Person::new(&server, "ada@example.com");
    let page = again.sign_in().await;
    let mut give = async |code: &str| again.post_from(&page, "/two-factor", &[("code", code)]).await;
    let line = assert_refused(&give(&used).await, "code_already_used");
    assert!(!line.contains(&used), "{line}");
    for wrong in ["aaaa-bbbb-cccc-dddd", "not a code", "aaaa-bbbb-cccc-dddd", "x", "y"] {
        assert_refused(&give(wrong).await, "wrong_code");
    }
    // Codes that are refused unchecked are in the log, and not in the audit log.
    let rows = server.events().await.len();
    for _ in 0..3 {
        assert_refused(&give(&phone.code(server.now())).await, "too_many_tries");
    }
    assert_eq!(server.events().await.len(), rows);
}

#[tokio::test]
async fn b24_a_stop_at_the_gate_names_app_and_account() {
    keep();
    let server = Server::start().await;
    let bank = RelyingParty::register(&server, "Bank").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let account = server.account("bob@example.com").await.to_string();
    server.require_2fa(bank.app, true).await;

    let stopped = ada.get(&bank.attempt().url).await;
    let line = assert_refused(&stopped, "not_enrolled");
    assert!(line.contains(&format!("client_id={}", bank.app)) && line.contains("account="), "{line}");
    assert!(!line.contains(&account), "{line}");
    let panel = ada.follow(stopped).await;
    let request = panel.input("request").unwrap();
    let approve = json!({ "request": request, "decision": "approve" });
    let answer = ada.api(Method::POST, "/api/oauth/consent", &approve).await;
    assert_refused(&answer, "not_enrolled");
    let silent = ada.get(&bank.silent_attempt().url).await;
    assert!(assert_refused(&silent, "interaction_required").contains(&format!("client_id={}", bank.app)));

    // An older session of a user who enrolled elsewhere has shown no factor.
    let mut bob = Person::new(&server, "bob@example.com");
    bob.sign_in().await;
    let mut elsewhere = Person::new(&server, "bob@example.com");
    elsewhere.sign_in().await;
    elsewhere.enrol(&server).await;
    let challenged = bob.get(&bank.attempt().url).await;
    assert!(assert_refused(&challenged, "single_factor").contains(&account));
}

#[tokio::test]
async fn b24_what_an_app_is_told_instead_of_a_code_leaves_one_line() {
    keep();
    let server = Server::start().await;
    let bank = RelyingParty::register(&server, "Bank").await;
    let client = format!("client_id={}", bank.app);
    let mut nobody = Person::new(&server, "ada@example.com");
    let silent = nobody.get(&bank.silent_attempt().url).await;
    assert!(assert_refused(&silent, "login_required").contains(&client));
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let silent = ada.get(&bank.silent_attempt().url).await;
    assert!(assert_refused(&silent, "consent_required").contains(&client));
    let question = ada.visit(&bank.attempt().url).await;
    let fields = [("request", question.input("request").unwrap()), ("decision", "deny".into())];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let denied = ada.post_from(&question, "/api/oauth/consent", &fields).await;
    assert!(assert_refused(&denied, "access_denied").contains(&client));
    let elsewhere = bank.attempt().url.replace("rp.example", "evil.example");
    assert!(assert_refused(&ada.get(&elsewhere).await, "redirect_uri_mismatch").contains(&client));
    assert_refused(&ada.get("/oauth2/authorize?client_id=x").await, "invalid_client");
}

#[tokio::test]
async fn b24_limits_forged_forms_and_wrong_hosts_leave_one_line() {
    keep();
    let mut options = ServerOptions::default();
    options.limits.codes_by_address = NonZeroU32::MIN;
    let server = Server::start_with(options).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let csrf = ada.csrf().await;
    let fields = [("code", "123456"), ("csrf", csrf.as_str())];
    ada.post_bare("/two-factor", &fields).await;
    assert_refused(&ada.post_bare("/two-factor", &fields).await, "too_many_requests");
    assert_refused(&ada.post_bare("/sign-out", &[("csrf", "x")]).await, "csrf_failed");
    let forged =
        ada.api_with(Method::POST, "/api/oauth/consent", &json!({ "request": "x", "decision": "deny" }), "x").await;
    assert_refused(&forged, "csrf_failed");
    let request = ada.request(Method::GET, "/sign-in").header("host", "evil.example");
    let page = ada.send(request, "/sign-in").await;
    assert_refused(&page, "wrong_host");
    assert_refused(&ada.get("/nothing").await, "not_found");
}

/// Text that a client sends is quoted in the line, so that it cannot forge a line or a field.
#[tokio::test]
async fn b24_what_a_client_sends_cannot_forge_a_line() {
    keep();
    let server = Server::start().await;
    let mut eve = Person::new(&server, "eve@example.com");
    for path in ["/a%0aWARN%20twinlock::refused", "/a%22%20address=203.0.113.9", "/a\" address=203.0.113.9 \""] {
        let page = eve.get(path).await;
        let line = line_of(&page);
        assert!(!line.contains(" address=203.0.113.9"), "{line}");
        assert_eq!(line.matches("twinlock::refused:").count(), 1, "{line}");
    }
}
