//! A refresh token that was exchanged already: a lost response for half a minute, a stolen copy after that (R17).

use std::time::Duration;

use serde_json::Value;
use twinlock_application::Settings;
use twinlock_domain::AuditKind;

use super::{SECOND, app, just_before, refreshed};
use crate::support::{Person, RelyingParty, Server, ServerOptions};

async fn grant(server: &Server) -> (RelyingParty, String, String) {
    let bank = app(server, "Bank").await;
    let mut ada = Person::with_account(server, "ada@example.com").await;
    let tokens = bank.sign_in(&mut ada).await;
    (bank, tokens.access_token, tokens.refresh_token.unwrap())
}

/// The members of a response that must be the same when it is repeated; `expires_in` decreases.
fn told(body: &Value) -> [&Value; 3] {
    [&body["access_token"], &body["refresh_token"], &body["scope"]]
}

#[tokio::test]
async fn r17_the_same_token_within_half_a_minute_gets_the_answer_that_was_lost() {
    let server = Server::start().await;
    let (bank, _, token) = grant(&server).await;
    let (status, first) = bank.refresh_by_hand(&token).await;
    assert_eq!(status, 200);
    for _ in 0..10 {
        let (status, again) = bank.refresh_by_hand(&token).await;
        assert_eq!((status, told(&again)), (200, told(&first)));
        server.wait(Duration::from_secs(3));
    }
    assert_eq!(server.count(bank.app, AuditKind::TokenRefreshed).await, 1, "nothing new was minted");
    assert_eq!(server.count(bank.app, AuditKind::RefreshAnswerRepeated).await, 10, "each is on record as what it was");
    assert_eq!(server.count(bank.app, AuditKind::RefreshReused).await, 0);
}

#[tokio::test]
async fn r17_after_that_it_is_a_stolen_copy_and_the_whole_grant_ends() {
    let server = Server::start().await;
    let (bank, first_access, token) = grant(&server).await;
    let (_, body) = bank.refresh_by_hand(&token).await;
    let (access, next) = (body["access_token"].as_str().unwrap(), body["refresh_token"].as_str().unwrap());
    server.wait(Duration::from_secs(31));
    assert_eq!((bank.userinfo(&first_access).await.0, bank.userinfo(access).await.0), (200, 200));

    assert_eq!(refreshed(&bank, &token).await, None);
    assert_eq!((bank.userinfo(&first_access).await.0, bank.userinfo(access).await.0), (401, 401));
    assert_eq!(refreshed(&bank, next).await, None, "whoever holds the newest has lost it too");
    assert_eq!(server.count(bank.app, AuditKind::RefreshReused).await, 1);
    assert_eq!(server.count(bank.app, AuditKind::RefreshAnswerRepeated).await, 0);
}

/// Changes a server's settings for a test.
type Change = fn(&mut Settings);

#[tokio::test]
async fn r17_the_time_for_a_lost_answer_is_a_setting_and_a_second_more_is_too_late() {
    let windows: [(Change, Duration); 3] = [
        (|_| {}, Duration::from_secs(30)),
        (|settings| settings.lifetimes.refresh_retry = Duration::from_secs(5), Duration::from_secs(5)),
        (|settings| settings.lifetimes.refresh_retry = Duration::from_mins(1), Duration::from_mins(1)),
    ];
    for (settings, window) in windows {
        let server = Server::start_with(ServerOptions { settings, ..ServerOptions::default() }).await;
        let (bank, _, token) = grant(&server).await;
        refreshed(&bank, &token).await.unwrap();
        server.wait(just_before(window));
        assert!(refreshed(&bank, &token).await.is_some());
        server.wait(2 * SECOND);
        assert_eq!(refreshed(&bank, &token).await, None);
    }
}

#[tokio::test]
async fn i4_a_node_whose_clock_is_far_behind_tells_no_lost_answer() {
    for (behind, is_told) in [(1, true), (30, true), (31, false), (59, false)] {
        let server = Server::start().await;
        // So that the server's own keys are older than the time to which the clock goes back.
        server.wait(Duration::from_hours(2));
        let (bank, _, token) = grant(&server).await;
        refreshed(&bank, &token).await.unwrap();
        // The same as asking another node: the time of the exchange is in the future for the node that is asked now.
        server.clock.set(server.now() - Duration::from_secs(behind));
        assert_eq!(refreshed(&bank, &token).await.is_some(), is_told, "{behind} s behind");
    }
}

#[tokio::test]
async fn r17_another_client_is_told_no_lost_answer_and_ends_nothing() {
    let server = Server::start().await;
    let (bank, _, token) = grant(&server).await;
    let wiki = app(&server, "Wiki").await;
    assert_eq!(refreshed(&wiki, &token).await, None, "unused it is not the other's");
    let next = refreshed(&bank, &token).await.unwrap();
    assert_eq!(refreshed(&wiki, &token).await, None, "used just now it is not the other's");
    server.wait(Duration::from_mins(1));
    assert_eq!(refreshed(&wiki, &token).await, None, "used before it is not the other's");
    assert!(refreshed(&bank, &next).await.is_some(), "and none of that ended the grant");
}

#[tokio::test]
async fn r17_of_fifty_refreshes_at_once_every_answer_is_the_same() {
    let server = Server::start().await;
    let (bank, _, token) = grant(&server).await;
    let answers = futures_util::future::join_all((0..50).map(|_| bank.refresh_by_hand(&token))).await;
    let (_, first) = &answers[0];
    for (status, body) in &answers {
        assert_eq!((*status, told(body)), (200, told(first)), "{body}");
    }
    assert_eq!(server.count(bank.app, AuditKind::TokenRefreshed).await, 1);
    assert!(refreshed(&bank, first["refresh_token"].as_str().unwrap()).await.is_some());
}

#[tokio::test]
async fn r17_the_lost_answer_of_a_grant_that_ended_meanwhile_is_not_told() {
    let server = Server::start().await;
    let (bank, access, token) = grant(&server).await;
    refreshed(&bank, &token).await.unwrap();
    let request = reqwest::Client::new().post(format!("{}/oauth2/revoke", server.url)).form(&[("token", &access)]);
    request.basic_auth(bank.app.to_string(), bank.secret.as_ref()).send().await.unwrap();
    assert_eq!(refreshed(&bank, &token).await, None);
}

#[tokio::test]
async fn r17_a_rotated_token_is_worth_nothing_at_introspection() {
    let server = Server::start().await;
    let (bank, _, token) = grant(&server).await;
    assert_eq!(bank.introspect(&token).await["active"], true);
    let next = refreshed(&bank, &token).await.unwrap();
    assert_eq!(bank.introspect(&token).await["active"], false);
    assert_eq!(bank.introspect(&next).await["active"], true);
}
