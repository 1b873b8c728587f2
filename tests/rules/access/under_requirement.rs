//! Access under the requirement lives only while its account is enrolled (R15).

use super::{app, refreshed};
use crate::support::{Authenticator, PASSWORD, Person, RelyingParty, Server, TokenResponse};

async fn disable(server: &Server, person: &mut Person, phone: &Authenticator) {
    server.next_step();
    let page = person.disable(PASSWORD, &phone.code(server.now())).await;
    assert_eq!(page.status, 303, "{}", page.body);
    assert!(!person.is_enrolled().await);
}

#[tokio::test]
async fn r15_disabling_revokes_the_grants_of_apps_whose_requirement_is_on_and_others_stay() {
    let server = Server::start().await;
    let (bank, safe, wiki) = (app(&server, "Bank").await, app(&server, "Safe").await, app(&server, "Wiki").await);
    server.require_2fa(bank.app, true).await;
    server.require_2fa(safe.app, true).await;
    let (mut ada, phone) = Person::enrolled(&server, "ada@example.com").await;
    let (mut bea, _) = Person::enrolled(&server, "bea@example.com").await;
    let mut of_ada: Vec<(&RelyingParty, TokenResponse)> = Vec::new();
    for app in [&bank, &safe, &wiki] {
        of_ada.push((app, app.sign_in(&mut ada).await));
    }
    let of_bea = bank.sign_in(&mut bea).await;
    for (app, tokens) in &of_ada {
        assert!(app.is_alive(tokens).await);
    }

    disable(&server, &mut ada, &phone).await;
    assert!(bank.is_dead(&of_ada[0].1).await);
    assert!(safe.is_dead(&of_ada[1].1).await);
    assert!(wiki.is_alive(&of_ada[2].1).await, "an app without the requirement keeps its access");
    assert!(bank.is_alive(&of_bea).await, "another account keeps its access");
    assert_eq!(ada.ends_at(&bank.attempt().url).await, "panel");
    assert_eq!(ada.ends_at(&wiki.attempt().url).await, "code");
}

#[tokio::test]
async fn r15_enrolling_again_brings_no_revoked_access_back() {
    let server = Server::start().await;
    let bank = app(&server, "Bank").await;
    server.require_2fa(bank.app, true).await;
    let (mut ada, phone) = Person::enrolled(&server, "ada@example.com").await;
    let tokens = bank.sign_in(&mut ada).await;
    disable(&server, &mut ada, &phone).await;
    server.next_step();
    ada.enrol(&server).await;
    assert!(bank.is_dead(&tokens).await);
    assert!(bank.is_alive(&bank.sign_in(&mut ada).await).await, "a new authorization is fine");
}

#[tokio::test]
async fn r15_a_two_factor_grant_whose_account_disabled_while_it_was_off_is_refused_once_it_is_on() {
    let server = Server::start().await;
    let bank = app(&server, "Bank").await;
    let (mut ada, phone) = Person::enrolled(&server, "ada@example.com").await;
    let token = bank.sign_in(&mut ada).await.refresh_token.unwrap();
    disable(&server, &mut ada, &phone).await;
    let token = refreshed(&bank, &token).await.expect("nothing was required when it was disabled");
    server.require_2fa(bank.app, true).await;
    assert_eq!(refreshed(&bank, &token).await, None, "two-factor, so not grandfathered; not enrolled, so not passed");
    assert_eq!(server.stops(bank.app).await, ["not_enrolled"]);
    // It was not revoked by that: the gate refused it.
    server.require_2fa(bank.app, false).await;
    assert!(refreshed(&bank, &token).await.is_some());
}

#[tokio::test]
async fn r15_disabling_revokes_grandfathered_access_of_that_app_too() {
    let server = Server::start().await;
    let bank = app(&server, "Bank").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let tokens = bank.sign_in(&mut ada).await;
    server.require_2fa(bank.app, true).await;
    let phone = ada.enrol(&server).await;
    assert!(bank.is_alive(&tokens).await);
    disable(&server, &mut ada, &phone).await;
    assert!(bank.is_dead(&tokens).await, "the grants of every app whose requirement is on");
}

#[tokio::test]
async fn r15_a_refresh_under_the_requirement_passes_the_gate_each_time() {
    let server = Server::start().await;
    let bank = app(&server, "Bank").await;
    server.require_2fa(bank.app, true).await;
    let (mut ada, _) = Person::enrolled(&server, "ada@example.com").await;
    let mut token = bank.sign_in(&mut ada).await.refresh_token.unwrap();
    for _ in 0..5 {
        server.wait(super::DAY);
        token = refreshed(&bank, &token).await.unwrap();
    }
    assert_eq!(server.stops(bank.app).await, Vec::<String>::new());
}

#[tokio::test]
async fn r15_a_disabled_account_has_no_access_left() {
    let server = Server::start().await;
    let wiki = app(&server, "Wiki").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let tokens = wiki.sign_in(&mut ada).await;
    let in_flight = wiki.attempt();
    let answer = ada.visit(&in_flight.url).await;
    let code = wiki.code(&in_flight, &answer);
    assert!(wiki.is_alive(&tokens).await);
    let mut transaction = server.store.begin(twinlock_ports::Mode::Write).await.unwrap();
    let email = twinlock_domain::EmailAddress::parse("ada@example.com").unwrap();
    let account = transaction.account_by_email(&email).await.unwrap().unwrap();
    transaction.set_disabled(account.id, Some(server.now())).await.unwrap();
    transaction.commit().await.unwrap();
    assert!(wiki.is_dead(&tokens).await);
    let (status, body) = wiki.redeem_by_hand(&code, in_flight.verifier.secret()).await;
    assert_eq!((status, body["error"].as_str()), (400, Some("invalid_grant")));
    assert_eq!(ada.ends_at(&wiki.attempt().url).await, "sign-in");
}
