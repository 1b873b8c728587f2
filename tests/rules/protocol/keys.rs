//! How `id_token`s are signed, and that a rotation of keys invalidates nothing.

use std::time::Duration;

use base64::Engine as _;
use openidconnect::core::CoreIdToken;
use serde_json::Value;
use twinlock_application::oauth::RotateKeys;
use twinlock_application::{RequestOrigin, SignatureAlgorithm};

use super::{app, code_of};
use crate::support::{IdToken, Person, RelyingParty, Server};

fn header(token: &IdToken) -> Value {
    let header = token.raw.split('.').next().unwrap();
    serde_json::from_slice(&base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap()
}

async fn published(server: &Server) -> Vec<Value> {
    let keys: Value = reqwest::get(format!("{}/oauth2/jwks", server.url)).await.unwrap().json().await.unwrap();
    keys["keys"].as_array().unwrap().clone()
}

async fn signs(algorithm: Option<SignatureAlgorithm>, name: &str, kind: &str) {
    let server = Server::start().await;
    // The default of a new app; the tests have another default, for speed.
    let default = twinlock_application::ClientMetadata::named("x", Vec::new()).id_token_signed_response_alg;
    let registered =
        server.app_with("Wiki", |app| app.id_token_signed_response_alg = algorithm.unwrap_or(default)).await;
    let wiki = RelyingParty::new(&server, &registered).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let tokens = wiki.sign_in(&mut ada).await;
    let refreshed = wiki.refresh(&tokens.refresh_token.unwrap()).await.unwrap();
    for token in [&tokens.id_token, &refreshed.id_token] {
        let header = header(token);
        assert_eq!(header["alg"], name);
        let keys = published(&server).await;
        let key = keys
            .iter()
            .find(|key| key["kid"] == header["kid"])
            .unwrap_or_else(|| panic!("{header} is not in {keys:?}"));
        assert_eq!((&key["kty"], &key["alg"], &key["use"]), (&kind.into(), &name.into(), &"sig".into()));
    }
}

#[tokio::test]
async fn rs256_with_a_kid_is_the_default() {
    signs(None, "RS256", "RSA").await;
}

#[tokio::test]
async fn an_app_can_choose_es256() {
    signs(Some(SignatureAlgorithm::Es256), "ES256", "EC").await;
}

#[tokio::test]
async fn an_app_can_choose_eddsa() {
    signs(Some(SignatureAlgorithm::EdDsa), "EdDSA", "OKP").await;
}

#[tokio::test]
async fn published_keys_have_distinct_ids_and_no_private_part() {
    let server = Server::start().await;
    for algorithm in SignatureAlgorithm::ALL {
        server.twinlock.ensure_signing_key(algorithm).await.unwrap();
    }
    let keys = published(&server).await;
    assert_eq!(keys.len(), SignatureAlgorithm::ALL.len());
    let ids: std::collections::BTreeSet<_> = keys.iter().map(|key| key["kid"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), keys.len());
    for key in &keys {
        for private in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
            assert!(key.get(private).is_none(), "{key}");
        }
    }
}

/// Whether a client that discovers the keys now accepts a token.
async fn believes(server: &Server, app: &RelyingParty, token: &IdToken) -> bool {
    let header = header(token);
    let published = published(server).await.iter().any(|key| key["kid"] == header["kid"]);
    let verified = app.rediscovered().await.verifies(&token.raw.parse::<CoreIdToken>().unwrap());
    assert_eq!(published, verified, "{header}");
    verified
}

#[tokio::test]
async fn a_rotation_publishes_the_new_key_before_it_signs_and_the_old_one_after() {
    let server = Server::start().await;
    let wiki = app(&server, "Wiki").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let before = wiki.sign_in(&mut ada).await;
    assert!(believes(&server, &wiki, &before.id_token).await);
    assert_eq!(published(&server).await.len(), 1);

    server.twinlock.rotate_keys(RotateKeys { at_once: false }, &RequestOrigin::default()).await.unwrap();
    assert_eq!(published(&server).await.len(), 2, "the new one is there at once");
    let meanwhile = wiki.refresh(&before.refresh_token.clone().unwrap()).await.unwrap();
    assert_eq!(header(&meanwhile.id_token)["kid"], header(&before.id_token)["kid"], "and does not sign yet");

    server.wait(Duration::from_hours(1));
    let later = wiki.rediscovered().await.refresh(&meanwhile.refresh_token.unwrap()).await.unwrap();
    assert_ne!(header(&later.id_token)["kid"], header(&before.id_token)["kid"]);
    for token in [&before.id_token, &meanwhile.id_token, &later.id_token] {
        assert!(believes(&server, &wiki, token).await);
    }
    assert_eq!(later.id_token.claims["sub"], before.id_token.claims["sub"]);

    server.wait(Duration::from_hours(24));
    assert!(!believes(&server, &wiki, &before.id_token).await, "a day after, the old key is gone");
    assert!(believes(&server, &wiki, &later.id_token).await);
}

#[tokio::test]
async fn keys_that_leaked_are_gone_at_once_with_all_that_was_made_with_them() {
    let server = Server::start().await;
    let wiki = app(&server, "Wiki").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let before = wiki.sign_in(&mut ada).await;
    let (code, verifier) = code_of(&wiki, &mut ada).await;
    server.twinlock.rotate_keys(RotateKeys { at_once: true }, &RequestOrigin::default()).await.unwrap();
    assert!(!believes(&server, &wiki, &before.id_token).await);
    assert_eq!(wiki.userinfo(&before.access_token).await.0, 401);
    assert_eq!(wiki.introspect(&before.access_token).await["active"], false);
    assert!(wiki.refresh(&before.refresh_token.unwrap()).await.is_err());
    let (status, body) = wiki.redeem_by_hand(&code, &verifier).await;
    assert_eq!((status, &body["error"]), (400, &"invalid_grant".into()));

    let after = wiki.rediscovered().await.sign_in(&mut ada).await;
    assert!(believes(&server, &wiki, &after.id_token).await);
    assert_eq!(wiki.userinfo(&after.access_token).await.0, 200);
}

#[tokio::test]
async fn after_a_rotation_tokens_from_before_work_for_as_long_as_they_would_have() {
    let server = Server::start().await;
    let wiki = app(&server, "Wiki").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let used = wiki.sign_in(&mut ada).await;
    let unused = wiki.sign_in(&mut ada).await.refresh_token.unwrap();
    server.twinlock.rotate_keys(RotateKeys { at_once: false }, &RequestOrigin::default()).await.unwrap();
    assert_eq!(wiki.userinfo(&used.access_token).await.0, 200);
    let next = wiki.refresh_by_hand(&used.refresh_token.unwrap()).await.1;
    let sliding = server.twinlock.settings().lifetimes.refresh_sliding;
    server.wait(sliding.saturating_sub(Duration::from_secs(1)));
    let newest = wiki.refresh_by_hand(next["refresh_token"].as_str().unwrap()).await;
    assert_eq!(newest.0, 200, "made with the old key, which was in use for another hour");
    server.wait(Duration::from_secs(1));
    let (status, _) = wiki.refresh_by_hand(&unused).await;
    assert_eq!(status, 400, "it has expired");
    server.wait(Duration::from_hours(3));
    let (status, _) = wiki.refresh_by_hand(newest.1["refresh_token"].as_str().unwrap()).await;
    assert_eq!(status, 200, "made with the new key; the old one is retired");
}
