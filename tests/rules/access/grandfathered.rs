//! Access from before the requirement: its end is known when the requirement is turned on (R13, R14).

use super::{DAY, SECOND, app, just_before, refreshed};
use crate::support::{Person, RelyingParty, Server};

/// A single-factor grant's first refresh token.
async fn single_factor(bank: &RelyingParty, server: &Server, email: &str) -> String {
    let mut person = Person::with_account(server, email).await;
    bank.sign_in(&mut person).await.refresh_token.unwrap()
}

#[tokio::test]
async fn r13_a_grandfathered_grant_refreshes_until_its_end_and_not_a_second_later() {
    let server = Server::start().await;
    let bank = app(&server, "Bank").await;
    let (first, second) = (
        single_factor(&bank, &server, "ada@example.com").await,
        single_factor(&bank, &server, "bea@example.com").await,
    );
    let end = server.now() + 30 * DAY;
    server.wait(DAY);
    let state = server.require_2fa(bank.app, true).await;
    assert_eq!(
        (state.affected.unwrap().grandfathered_grants, state.affected.unwrap().last_grandfathered_expiry),
        (2, Some(end))
    );

    let mut tokens = [first, second];
    for _ in 0..28 {
        server.wait(DAY);
        for token in &mut tokens {
            *token = refreshed(&bank, token).await.unwrap();
        }
    }
    server.wait(just_before(DAY));
    assert_eq!(end.since(server.now()), SECOND);
    let last = refreshed(&bank, &tokens[0]).await.unwrap();
    server.wait(SECOND);
    assert_eq!(refreshed(&bank, &last).await, None, "the one that was rotated a second ago");
    assert_eq!(refreshed(&bank, &tokens[1]).await, None, "and the one that was not");
}

#[tokio::test]
async fn r13_without_a_requirement_the_same_grant_slides_on() {
    let server = Server::start().await;
    let wiki = app(&server, "Wiki").await;
    let mut token = single_factor(&wiki, &server, "ada@example.com").await;
    for _ in 0..3 {
        server.wait(29 * DAY);
        token = refreshed(&wiki, &token).await.unwrap();
    }
    let unused = single_factor(&wiki, &server, "bea@example.com").await;
    server.wait(30 * DAY);
    assert_eq!(refreshed(&wiki, &unused).await, None, "unused for 30 days it ends");
}

#[tokio::test]
async fn r13_a_two_factor_grant_from_before_the_requirement_is_not_frozen() {
    let server = Server::start().await;
    let bank = app(&server, "Bank").await;
    let (mut ada, _) = Person::enrolled(&server, "ada@example.com").await;
    let mut token = bank.sign_in(&mut ada).await.refresh_token.unwrap();
    let state = server.require_2fa(bank.app, true).await;
    assert_eq!(state.affected.unwrap().grandfathered_grants, 0);
    for _ in 0..2 {
        server.wait(29 * DAY);
        token = refreshed(&bank, &token).await.unwrap();
    }
}

#[tokio::test]
async fn r13_enrolling_later_does_not_thaw_a_frozen_grant() {
    let server = Server::start().await;
    let bank = app(&server, "Bank").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let token = bank.sign_in(&mut ada).await.refresh_token.unwrap();
    server.require_2fa(bank.app, true).await;
    ada.enrol(&server).await;
    server.wait(29 * DAY);
    let token = refreshed(&bank, &token).await.unwrap();
    server.wait(DAY);
    assert_eq!(refreshed(&bank, &token).await, None);
}

#[tokio::test]
async fn r14_a_frozen_grant_stays_frozen_while_the_requirement_is_off() {
    let server = Server::start().await;
    let bank = app(&server, "Bank").await;
    let token = single_factor(&bank, &server, "ada@example.com").await;
    server.require_2fa(bank.app, true).await;
    server.require_2fa(bank.app, false).await;
    server.wait(20 * DAY);
    let token = refreshed(&bank, &token).await.unwrap();
    server.wait(just_before(10 * DAY));
    let token = refreshed(&bank, &token).await.unwrap();
    server.wait(SECOND);
    assert_eq!(refreshed(&bank, &token).await, None);
}

#[tokio::test]
async fn r14_flapping_prolongs_nothing() {
    let server = Server::start().await;
    let bank = app(&server, "Bank").await;
    let mut token = single_factor(&bank, &server, "ada@example.com").await;
    for _ in 0..29 {
        server.require_2fa(bank.app, true).await;
        server.wait(DAY / 2);
        token = refreshed(&bank, &token).await.unwrap();
        server.require_2fa(bank.app, false).await;
        server.wait(DAY / 2);
        token = refreshed(&bank, &token).await.unwrap();
    }
    server.wait(DAY);
    assert_eq!(refreshed(&bank, &token).await, None);
}

#[tokio::test]
async fn r14_a_grant_made_while_it_was_off_slides_until_the_next_on_freezes_it() {
    let server = Server::start().await;
    let bank = app(&server, "Bank").await;
    server.require_2fa(bank.app, true).await;
    server.require_2fa(bank.app, false).await;
    let token = single_factor(&bank, &server, "ada@example.com").await;
    server.wait(20 * DAY);
    let token = refreshed(&bank, &token).await.unwrap();
    let end = server.now() + 30 * DAY;
    server.wait(20 * DAY);
    let state = server.require_2fa(bank.app, true).await;
    assert_eq!(
        (state.affected.unwrap().grandfathered_grants, state.affected.unwrap().last_grandfathered_expiry),
        (1, Some(end))
    );
    let token = refreshed(&bank, &token).await.unwrap();
    server.wait(just_before(10 * DAY));
    let token = refreshed(&bank, &token).await.unwrap();
    server.wait(SECOND);
    assert_eq!(refreshed(&bank, &token).await, None);
}

#[tokio::test]
async fn r14_every_refresh_token_has_an_absolute_end() {
    let server = Server::start().await;
    let (wiki, bank) = (app(&server, "Wiki").await, app(&server, "Bank").await);
    let (mut ada, _) = Person::enrolled(&server, "ada@example.com").await;
    server.require_2fa(bank.app, true).await;
    let mut tokens = Vec::new();
    for app in [&wiki, &bank] {
        tokens.push((app, app.sign_in(&mut ada).await.refresh_token.unwrap()));
    }
    for _ in 0..89 {
        server.wait(DAY);
        for (app, token) in &mut tokens {
            *token = refreshed(app, token).await.unwrap();
        }
    }
    server.wait(just_before(DAY));
    for (app, token) in &mut tokens {
        *token = refreshed(app, token).await.unwrap();
    }
    server.wait(SECOND);
    for (app, token) in &tokens {
        assert_eq!(refreshed(app, token).await, None);
    }
}

#[tokio::test]
async fn r13_a_grandfathered_refresh_needs_the_app_s_own_words_still() {
    let server = Server::start().await;
    let (bank, wiki) = (app(&server, "Bank").await, app(&server, "Wiki").await);
    let token = single_factor(&bank, &server, "ada@example.com").await;
    server.require_2fa(bank.app, true).await;
    assert_eq!(refreshed(&wiki, &token).await, None, "another app's");
    assert!(refreshed(&bank, &token).await.is_some());
}
