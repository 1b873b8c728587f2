//! The claims of an `id_token` about the sign-in: `amr`, `acr`, `auth_time`, and that a refresh does not change them
//! (R3).

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Authenticator, IdToken, PASSWORD, Person, RelyingParty, Server};

/// The claims that come from the grant's snapshot. A claim that is absent stays absent here.
fn snapshot(token: &IdToken) -> Value {
    let claims = token.claims.as_object().unwrap();
    let kept =
        claims.iter().filter(|(name, _)| matches!(name.as_str(), "amr" | "acr" | "auth_time" | "sub" | "iss" | "aud"));
    kept.map(|(name, value)| (name.clone(), value.clone())).collect()
}

async fn wiki(server: &Server) -> RelyingParty {
    RelyingParty::register(server, "Wiki").await
}

#[tokio::test]
async fn r03_amr_is_absent_after_a_password_alone() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let signed_in_at = server.now().unix_seconds();
    server.wait(Duration::from_secs(90));
    let token = wiki.sign_in(&mut ada).await.id_token;
    let claims = token.claims.as_object().unwrap();
    assert!(!claims.contains_key("amr"), "absent: not empty, not null, not pwd: {claims:?}");
    assert_eq!(token.claims["acr"], "urn:twinlock:acr:1fa");
    assert_eq!(token.claims["auth_time"], signed_in_at);
}

#[tokio::test]
async fn r03_amr_is_absent_for_an_enrolled_account_whose_session_has_not_shown_the_factor() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let mut cast = super::Cast::enter(&server).await;
    let token = wiki.sign_in(&mut cast.stale).await.id_token;
    assert!(!token.claims.as_object().unwrap().contains_key("amr"));
    assert_eq!(token.claims["acr"], "urn:twinlock:acr:1fa");
}

#[tokio::test]
async fn r03_amr_is_mfa_and_otp_after_a_code_and_auth_time_is_the_password_s() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let (_, phone) = Person::enrolled(&server, "ada@example.com").await;
    let mut ada = Person::new(&server, "ada@example.com");
    let challenge = ada.give_password().await;
    let password_at = server.now().unix_seconds();
    server.wait(Duration::from_mins(2));
    ada.pass_two_factor(&challenge, &phone.code(server.now())).await;
    server.wait(Duration::from_mins(1));
    let token = wiki.sign_in(&mut ada).await.id_token;
    assert_eq!(token.claims["amr"], json!(["mfa", "otp"]));
    assert_eq!(token.claims["acr"], "urn:twinlock:acr:2fa");
    assert_eq!(token.claims["auth_time"], password_at, "a fresh code makes no old password look fresh");
}

#[tokio::test]
async fn r03_amr_is_mfa_after_a_recovery_code() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let (_, page) = ada.enrol_fully(&server, &[]).await;
    let recovery_code = page.recovery_codes()[3].clone();
    let mut elsewhere = Person::new(&server, "ada@example.com");
    let challenge = elsewhere.give_password().await;
    elsewhere.pass_two_factor(&challenge, &recovery_code).await;
    let token = wiki.sign_in(&mut elsewhere).await.id_token;
    assert_eq!(token.claims["amr"], json!(["mfa"]));
    assert_eq!(token.claims["acr"], "urn:twinlock:acr:2fa");
}

#[tokio::test]
async fn r03_amr_is_mfa_and_otp_in_the_session_that_confirmed_a_factor() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let password_at = server.now().unix_seconds();
    server.wait(Duration::from_secs(200));
    ada.enrol(&server).await;
    let token = wiki.sign_in(&mut ada).await.id_token;
    assert_eq!(token.claims["amr"], json!(["mfa", "otp"]));
    // The enrolment form asked for the password again: that is the oldest factor that counts now.
    let auth_time = token.claims["auth_time"].as_i64().unwrap();
    assert!([password_at, password_at + 200].contains(&auth_time), "{auth_time}");
}

#[tokio::test]
async fn r03_a_refreshed_id_token_repeats_what_was_so_though_the_account_enrolled_since() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let first = wiki.sign_in(&mut ada).await;
    server.wait(Duration::from_mins(5));
    ada.enrol(&server).await;
    assert!(ada.is_two_factor().await);
    let second = wiki.refresh(&first.refresh_token.unwrap()).await.unwrap();
    assert!(!second.id_token.claims.as_object().unwrap().contains_key("amr"));
    assert_eq!(snapshot(&first.id_token), snapshot(&second.id_token));
    assert_ne!(first.id_token.claims["iat"], second.id_token.claims["iat"], "a new token, not the old one again");
    // The control: a new authorization in the same session has the current values.
    assert_eq!(wiki.sign_in(&mut ada).await.id_token.claims["amr"], json!(["mfa", "otp"]));
}

#[tokio::test]
async fn r03_a_refreshed_id_token_repeats_what_was_so_though_the_factor_is_gone() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let (mut ada, phone) = Person::enrolled(&server, "ada@example.com").await;
    let first = wiki.sign_in(&mut ada).await;
    assert_eq!(first.id_token.claims["amr"], json!(["mfa", "otp"]));
    server.wait(Duration::from_mins(5));
    let page = ada.disable(PASSWORD, &phone.code(server.now())).await;
    assert_eq!(page.status, 303, "{}", page.body);
    assert!(!ada.is_enrolled().await);
    let second = wiki.refresh(&first.refresh_token.unwrap()).await.unwrap();
    assert_eq!(snapshot(&first.id_token), snapshot(&second.id_token));
    // The control: the session itself is single-factor now.
    assert!(!wiki.sign_in(&mut ada).await.id_token.claims.as_object().unwrap().contains_key("amr"));
}

#[tokio::test]
async fn r03_a_refreshed_id_token_repeats_auth_time_though_somebody_signed_in_since() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let first = wiki.sign_in(&mut ada).await;
    server.wait(Duration::from_hours(1));
    ada.sign_in().await;
    let newer = wiki.sign_in(&mut ada).await;
    assert_ne!(newer.id_token.claims["auth_time"], first.id_token.claims["auth_time"]);
    let mut token = first.refresh_token.unwrap();
    for _ in 0..3 {
        server.wait(Duration::from_hours(1));
        let next = wiki.refresh(&token).await.unwrap();
        assert_eq!(snapshot(&next.id_token), snapshot(&first.id_token));
        token = next.refresh_token.unwrap();
    }
}

#[tokio::test]
async fn r03_introspection_says_the_same_as_the_id_token() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let (mut ada, _) = Person::enrolled(&server, "ada@example.com").await;
    let tokens = wiki.sign_in(&mut ada).await;
    let told = wiki.introspect(&tokens.access_token).await;
    for name in ["amr", "acr", "auth_time", "sub", "iss"] {
        assert_eq!(told[name], tokens.id_token.claims[name], "{name}");
    }
    let mut bea = Person::with_account(&server, "bea@example.com").await;
    let told = wiki.introspect(&wiki.sign_in(&mut bea).await.access_token).await;
    assert!(told["active"].as_bool().unwrap() && !told.as_object().unwrap().contains_key("amr"), "{told}");
}

#[tokio::test]
async fn introspection_names_the_user_where_the_token_has_the_scope_profile() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let tokens = wiki.sign_in(&mut ada).await;
    let expected = wiki.userinfo(&tokens.access_token).await.1["preferred_username"].clone();
    assert!(expected.is_string());
    assert_eq!(wiki.introspect(&tokens.access_token).await["username"], expected);
    let refresh = tokens.refresh_token.unwrap();
    assert_eq!(wiki.introspect(&refresh).await["username"], expected);
    let fields = [("grant_type", "refresh_token"), ("refresh_token", &*refresh), ("scope", "openid email")];
    let narrowed = wiki.token(&fields).await.1["access_token"].clone();
    let told = wiki.introspect(narrowed.as_str().unwrap()).await;
    assert!(told["active"].as_bool().unwrap() && told.get("username").is_none(), "{told}");
}

/// A browser whose device is trusted, in a new session that skipped the code because of that.
async fn at_a_trusted_device(server: &Server) -> (Person, Authenticator) {
    let (_, phone) = Person::enrolled(server, "ada@example.com").await;
    let mut ada = Person::new(server, "ada@example.com");
    let page = ada.visit("/sign-in").await;
    let fields = [("email", "ada@example.com"), ("password", PASSWORD)];
    let page = ada.post_from(&page, "/sign-in", &fields).await;
    let challenge = ada.follow(page).await;
    ada.pass_and_trust(&challenge, &phone.code(server.now())).await;
    assert!(ada.cookies.contains_key("twinlock-device"), "{:?}", ada.cookies.keys());
    ada.cookies.remove("twinlock");
    server.wait(Duration::from_mins(1));
    let page = ada.sign_in().await;
    assert!(!page.asks_for_code(), "a trusted device is not asked");
    (ada, phone)
}

#[tokio::test]
async fn r03_a_trusted_device_gets_a_session_without_amr_and_r07_is_challenged_where_it_counts() {
    let server = Server::start().await;
    let (wiki, registered) = (wiki(&server).await, server.app("Bank").await);
    let bank = RelyingParty::new(&server, &registered).await;
    server.require_2fa(bank.app, true).await;
    let (mut ada, phone) = at_a_trusted_device(&server).await;
    let token = wiki.sign_in(&mut ada).await.id_token;
    assert!(!token.claims.as_object().unwrap().contains_key("amr"));
    assert_eq!(token.claims["acr"], "urn:twinlock:acr:1fa");

    let attempt = bank.attempt();
    let challenge = ada.visit(&attempt.url).await;
    assert_eq!(challenge.word(), "challenge");
    assert_eq!(ada.ends_at(&bank.silent_attempt().url).await, "interaction_required");
    let question = ada.pass_two_factor(&challenge, &phone.code(server.now())).await;
    let answer = ada.approve(&question).await;
    assert_eq!(bank.redeem(attempt, &answer).await.id_token.claims["amr"], json!(["mfa", "otp"]));
}

#[tokio::test]
async fn r19_nothing_that_a_client_sends_sets_amr_or_acr() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let claims = r#"{"id_token":{"amr":{"essential":true,"values":["mfa"]},"auth_time":{"value":1}}}"#;
    let more = [("amr", "mfa otp"), ("acr", "urn:twinlock:acr:2fa"), ("auth_time", "1"), ("claims", claims)];
    let attempt = wiki.attempt_with(&["offline_access"], &more);
    let question = ada.visit(&attempt.url).await;
    assert!(question.is_question(), "{}", question.body);
    let answer = ada.approve(&question).await;
    let tokens = wiki.redeem(attempt, &answer).await;
    for token in [&tokens.id_token, &wiki.refresh(tokens.refresh_token.as_ref().unwrap()).await.unwrap().id_token] {
        assert!(!token.claims.as_object().unwrap().contains_key("amr"));
        assert_eq!(token.claims["acr"], "urn:twinlock:acr:1fa");
        assert_eq!(token.claims["auth_time"], server.now().unix_seconds());
    }
}
