//! One grant at a time: revoked by the user, the owner, or the app itself (R17).

use super::{app, refreshed};
use crate::support::{Person, RelyingParty, Server};

/// `POST /oauth2/revoke` with the app's own credentials.
async fn revoke(server: &Server, app: &RelyingParty, token: &str) -> u16 {
    let request = reqwest::Client::new().post(format!("{}/oauth2/revoke", server.url)).form(&[("token", token)]);
    let request = request.basic_auth(app.app.to_string(), app.secret.as_ref());
    request.send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn r17_the_user_disconnects_an_app_and_all_its_access_ends() {
    let server = Server::start().await;
    let (bank, wiki) = (app(&server, "Bank").await, app(&server, "Wiki").await);
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let mut bea = Person::with_account(&server, "bea@example.com").await;
    let (first, second) = (bank.sign_in(&mut ada).await, bank.sign_in(&mut ada).await);
    let (of_wiki, of_bea) = (wiki.sign_in(&mut ada).await, bank.sign_in(&mut bea).await);
    let in_flight = bank.attempt();
    let answer = ada.visit(&in_flight.url).await;
    let code = bank.code(&in_flight, &answer);
    assert!(ada.visit("/dashboard/apps").await.body.contains("Bank"));

    let page = ada.post(&format!("/dashboard/apps/{}/revoke", bank.app), &[]).await;
    assert_eq!(page.status, 303, "{}", page.body);
    assert!(bank.is_dead(&first).await && bank.is_dead(&second).await);
    assert_eq!(bank.redeem_by_hand(&code, in_flight.verifier.secret()).await.0, 400);
    assert!(wiki.is_alive(&of_wiki).await && bank.is_alive(&of_bea).await);
    assert_eq!(ada.ends_at(&bank.attempt().url).await, "question");
    assert_eq!(bea.ends_at(&bank.attempt().url).await, "code");
    assert!(!ada.visit("/dashboard/apps").await.body.contains("Bank"));
    let again = ada.post(&format!("/dashboard/apps/{}/revoke", bank.app), &[]).await;
    assert_eq!(again.status, 404, "there is nothing left to end");
}

#[tokio::test]
async fn r17_the_owner_ends_one_user_s_access_and_nobody_else_can() {
    let server = Server::start().await;
    let bank = app(&server, "Bank").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let mut bea = Person::with_account(&server, "bea@example.com").await;
    let (of_ada, of_bea) = (bank.sign_in(&mut ada).await, bank.sign_in(&mut bea).await);
    let path = format!("/dashboard/developer/apps/{}/revoke-user", bank.app);
    assert_eq!(bea.post(&path, &[("email", "ada@example.com")]).await.status, 404);
    assert!(bank.is_alive(&of_ada).await);

    let mut owner = Person::new(&server, "owner@example.com");
    owner.sign_in().await;
    let known = owner.post(&path, &[("email", "ada@example.com")]).await;
    let unknown = owner.post(&path, &[("email", "nobody@example.com")]).await;
    assert_eq!((known.status.as_u16(), known.location()), (303, unknown.location()), "{}", known.body);
    assert_eq!(unknown.status, 303, "whether there was any access is not told");
    assert!(bank.is_dead(&of_ada).await && bank.is_alive(&of_bea).await);
    assert_eq!(ada.ends_at(&bank.attempt().url).await, "question");
}

#[tokio::test]
async fn r17_an_app_hands_back_a_token_and_the_whole_grant_ends() {
    let server = Server::start().await;
    let bank = app(&server, "Bank").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    for by_refresh_token in [false, true] {
        let (ended, other) = (bank.sign_in(&mut ada).await, bank.sign_in(&mut ada).await);
        let token = if by_refresh_token { ended.refresh_token.clone().unwrap() } else { ended.access_token.clone() };
        assert_eq!(revoke(&server, &bank, &token).await, 200);
        assert!(bank.is_dead(&ended).await);
        assert!(bank.is_alive(&other).await, "another grant of the same account stays");
        assert_eq!(revoke(&server, &bank, &token).await, 200, "again is no error");
    }
    assert_eq!(ada.ends_at(&bank.attempt().url).await, "code", "consent is the user's to take back, not the app's");
}

#[tokio::test]
async fn r17_a_token_that_was_rotated_away_still_ends_the_grant_when_it_is_handed_back() {
    let server = Server::start().await;
    let bank = app(&server, "Bank").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let token = bank.sign_in(&mut ada).await.refresh_token.unwrap();
    let next = refreshed(&bank, &token).await.unwrap();
    assert_eq!(revoke(&server, &bank, &token).await, 200);
    assert_eq!(refreshed(&bank, &next).await, None);
}

#[tokio::test]
async fn r17_another_app_s_token_and_an_unknown_one_change_nothing() {
    let server = Server::start().await;
    let (bank, wiki) = (app(&server, "Bank").await, app(&server, "Wiki").await);
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let tokens = bank.sign_in(&mut ada).await;
    for token in [&tokens.access_token, tokens.refresh_token.as_ref().unwrap(), &"unknown".to_owned()] {
        assert_eq!(revoke(&server, &wiki, token).await, 200, "and it is not said that it is another's");
    }
    assert!(bank.is_alive(&tokens).await);
    assert_eq!(wiki.introspect(&tokens.access_token).await, serde_json::json!({ "active": false }));
    assert_eq!(wiki.introspect(tokens.refresh_token.as_ref().unwrap()).await, serde_json::json!({ "active": false }));
    assert!(bank.is_alive(&tokens).await);
}

#[tokio::test]
async fn r17_revoking_wants_the_app_s_credentials() {
    let server = Server::start().await;
    let bank = app(&server, "Bank").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let tokens = bank.sign_in(&mut ada).await;
    let client = reqwest::Client::new();
    for path in ["revoke", "introspect"] {
        let url = format!("{}/oauth2/{path}", server.url);
        let fields = [("token", tokens.access_token.as_str())];
        assert_eq!(client.post(&url).form(&fields).send().await.unwrap().status(), 401);
        let wrong = client.post(&url).form(&fields).basic_auth(bank.app.to_string(), Some("wrong"));
        assert_eq!(wrong.send().await.unwrap().status(), 401);
    }
    assert!(bank.is_alive(&tokens).await);
}
