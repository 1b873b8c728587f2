//! An account that the operator disabled: everything that it held at that time is invalid (L8).

use twinlock_application::Actor;
use twinlock_application::RequestOrigin;
use twinlock_domain::EmailAddress;

use crate::support::{Person, RelyingParty, Server, query_parameter};

async fn switch(server: &Server, disabled: bool) {
    let email = EmailAddress::parse("ada@example.com").unwrap();
    if disabled {
        server.twinlock.disable_account(Actor::Operator, &email, &RequestOrigin::default()).await.unwrap();
    } else {
        server.twinlock.enable_account(Actor::Operator, &email, &RequestOrigin::default()).await.unwrap();
    }
}

#[tokio::test]
async fn l8_a_code_that_was_out_when_the_account_was_disabled_is_refused() {
    let server = Server::start().await;
    let bank = RelyingParty::new(&server, &server.app("Bank").await).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    bank.sign_in(&mut ada).await;
    let attempt = bank.attempt();
    let page = ada.visit(&attempt.url).await;
    let code = bank.code(&attempt, &page);
    switch(&server, true).await;
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", bank.redirect_uri.as_str()),
        ("code_verifier", attempt.verifier.secret().as_str()),
    ];
    let (status, body) = bank.token(&fields).await;
    assert_eq!((status, body["error"].as_str()), (400, Some("invalid_grant")), "{body}");
    switch(&server, false).await;
    let (status, body) = bank.token(&fields).await;
    assert_eq!((status, body["error"].as_str()), (400, Some("invalid_grant")), "what ended stays ended: {body}");
}

#[tokio::test]
async fn l8_tokens_of_a_disabled_account_are_refused() {
    let server = Server::start().await;
    let bank = RelyingParty::new(&server, &server.app("Bank").await).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let tokens = bank.sign_in(&mut ada).await;
    switch(&server, true).await;
    assert!(bank.refresh(tokens.refresh_token.as_deref().unwrap()).await.is_err());
    let silent = bank.silent_attempt();
    let page = ada.visit(&silent.url).await;
    assert_eq!(query_parameter(page.location().unwrap(), "error").as_deref(), Some("login_required"));
    let letter = server.letter("ada@example.com", "was disabled").await;
    assert!(letter.body.contains("administrator disabled your account"), "{}", letter.body);
    switch(&server, false).await;
    assert!(bank.refresh(tokens.refresh_token.as_deref().unwrap()).await.is_err(), "what ended stays ended");
    server.letter("ada@example.com", "works again").await;
    assert!(!ada.is_signed_in().await, "a session that ended stays ended");
}
