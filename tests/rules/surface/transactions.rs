//! How many transactions a request takes: a page shows one snapshot, and a change is checked in the transaction that
//! makes it.

use std::sync::Arc;

use reqwest::Method;
use serde_json::json;

use crate::support::{FaultyStore, PASSWORD, Person, RelyingParty, Server, ServerOptions, store};

async fn counted() -> (FaultyStore, Server) {
    let store = FaultyStore::over(store::fresh().await);
    let options = ServerOptions { store: Some(Arc::new(store.clone())), ..ServerOptions::default() };
    (store, Server::start_with(options).await)
}

#[tokio::test]
async fn the_security_page_is_of_one_moment() {
    let (store, server) = counted().await;
    let registered = server.app("Bank").await;
    server.require_2fa(registered.app.id, true).await;
    let bank = RelyingParty::new(&server, &registered).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let stopped = ada.visit(&bank.attempt().url).await;
    let towards_bank = format!("/dashboard/security?continue={}", stopped.input("request").unwrap());
    let way = "You are on the way to <strong>Bank</strong>";

    for (path, is_on_the_way) in [("/dashboard/security", false), (towards_bank.as_str(), true)] {
        store.transactions();
        let page = ada.get(path).await;
        assert_eq!((page.status.as_u16(), store.transactions()), (200, 1), "{path}");
        assert_eq!(page.body.contains(way), is_on_the_way, "{path}");
    }
    let mut stranger = Person::with_account(&server, "bob@example.com").await;
    let page = stranger.get(&towards_bank).await;
    assert!(page.status == 200 && !page.body.contains(way), "R11: the request is another browser's");
}

#[tokio::test]
async fn the_developer_page_is_of_one_moment_but_for_its_counts() {
    let (store, server) = counted().await;
    let first = server.app("Bank").await.app.id;
    let mut owner = Person::new(&server, "owner@example.com");
    owner.sign_in().await;
    store.transactions();
    assert!(owner.get("/dashboard/developer").await.body.contains("Bank"));
    assert_eq!(store.transactions(), 2, "what is in the only app is there at once");

    server.app("Shop").await;
    store.transactions();
    let list = owner.get("/dashboard/developer").await;
    assert_eq!(store.transactions(), 1, "with nothing open, nothing is counted");
    assert!(list.body.contains("Bank") && list.body.contains("Shop"));
    let open = owner.get(&format!("/dashboard/developer?open={first}")).await;
    assert_eq!((open.status.as_u16(), store.transactions()), (200, 2));
    assert!(open.body.contains("Events of the app"));
}

#[tokio::test]
async fn a_change_of_an_app_is_judged_made_and_answered_in_one_transaction() {
    let (store, server) = counted().await;
    let app = server.app("Bank").await.app.id;
    let mut owner = Person::new(&server, "owner@example.com");
    owner.sign_in().await;
    let (path, csrf) = (format!("/api/developer/apps/{app}"), owner.csrf().await);
    let mut other = Person::with_account(&server, "other@example.com").await;
    let others_csrf = other.csrf().await;

    store.transactions();
    let changed = owner.api_with(Method::PATCH, &path, &json!({ "client_name": "Bank of Ada" }), &csrf).await;
    assert_eq!(
        (changed.status.as_u16(), store.transactions()),
        (200, 2),
        "who it is, and the change: {}",
        changed.body
    );
    assert_eq!(changed.json(), owner.get(&path).await.json(), "the answer is the app as it now stands");

    // If a change is expensive, the right to make it is checked before.
    for body in [json!({ "id_token_signed_response_alg": "RS256" }), json!({ "password": PASSWORD, "scope": "openid" })]
    {
        let refused = other.api_with(Method::PATCH, &path, &body, &others_csrf).await;
        assert_eq!((refused.status.as_u16(), &refused.json()["error"]), (404, &json!("not_found")), "{}", refused.body);
    }
    let changed =
        owner.api_with(Method::PATCH, &path, &json!({ "id_token_signed_response_alg": "ES256" }), &csrf).await;
    assert_eq!(changed.json()["id_token_signed_response_alg"], "ES256", "{}", changed.body);
    let keys = owner.get("/oauth2/jwks").await;
    assert!(keys.body.contains("ES256"), "the key for it is made: {}", keys.body);
}
