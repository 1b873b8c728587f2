//! Metadata: what it lists exists. That a client library can read it is shown by every other test here.

use std::collections::BTreeSet;

use openidconnect::core::CoreProviderMetadata;
use serde_json::{Value, json};

use super::app;
use crate::support::{Person, Server};

async fn fetched(server: &Server, path: &str) -> (reqwest::header::HeaderMap, Value) {
    let response = reqwest::get(format!("{}{path}", server.url)).await.unwrap();
    assert_eq!(response.status(), 200);
    (response.headers().clone(), response.json().await.unwrap())
}

#[tokio::test]
async fn metadata_names_what_exists_and_nothing_else() {
    let server = Server::start().await;
    let (headers, metadata) = fetched(&server, "/.well-known/openid-configuration").await;
    assert!(headers["content-type"].to_str().unwrap().starts_with("application/json"));
    assert!(headers["cache-control"].to_str().unwrap().contains("max-age"), "it may be cached");
    assert_eq!(metadata["issuer"], server.url.as_str());
    serde_json::from_value::<CoreProviderMetadata>(metadata.clone()).unwrap();
    assert_eq!(fetched(&server, "/.well-known/oauth-authorization-server").await.1, metadata);

    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let mut endpoints = BTreeSet::new();
    for (name, value) in metadata.as_object().unwrap() {
        if name.ends_with("_endpoint") || name == "jwks_uri" {
            let url = value.as_str().unwrap();
            assert!(url.starts_with(&server.url), "{name}: {url}");
            let answers = [client.get(url).send().await.unwrap(), client.post(url).send().await.unwrap()];
            assert!(answers.iter().all(|answer| answer.status() != 404), "{name}");
            assert!(answers.iter().any(|answer| answer.status() != 405), "{name}");
            endpoints.insert(name.as_str());
        }
    }
    let expected = [
        "authorization_endpoint",
        "introspection_endpoint",
        "jwks_uri",
        "revocation_endpoint",
        "token_endpoint",
        "userinfo_endpoint",
    ];
    assert_eq!(endpoints, BTreeSet::from(expected));
    assert_eq!(metadata["response_types_supported"], json!(["code"]));
    assert_eq!(metadata["code_challenge_methods_supported"], json!(["S256"]));
    let words = metadata.to_string();
    for absent in ["\"password\"", "implicit", "device_code", "\"plain\"", "\"none\",\"RS", "fragment", "HS256"] {
        assert!(!words.contains(absent), "{absent}");
    }
    assert_eq!(metadata["authorization_response_iss_parameter_supported"], true);
    assert_eq!(
        (&metadata["request_parameter_supported"], &metadata["request_uri_parameter_supported"]),
        (&json!(false), &json!(false))
    );
}

#[tokio::test]
async fn every_claim_scope_and_prompt_that_is_named_can_be_had() {
    let server = Server::start().await;
    let wiki = app(&server, "Wiki").await;
    let (_, metadata) = fetched(&server, "/.well-known/openid-configuration").await;
    let words = |name: &str| -> BTreeSet<String> {
        metadata[name].as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()).collect()
    };
    let (mut ada, _) = Person::enrolled(&server, "ada@example.com").await;
    let tokens = wiki.sign_in(&mut ada).await;
    let (_, info) = wiki.userinfo(&tokens.access_token).await;
    let told: BTreeSet<String> = [&tokens.id_token.claims, &info]
        .iter()
        .flat_map(|claims| claims.as_object().unwrap().keys().cloned())
        .collect();
    assert_eq!(told, words("claims_supported"));
    let granted: BTreeSet<String> = tokens.scope.split(' ').map(str::to_owned).collect();
    assert_eq!(granted, words("scopes_supported"));
    for prompt in words("prompt_values_supported") {
        let attempt = wiki.attempt_with(&[], &[("prompt", &prompt)]);
        assert_ne!(ada.ends_at(&attempt.url).await, "invalid_request", "{prompt}");
    }
    for acr in words("acr_values_supported") {
        let claims = json!({ "id_token": { "acr": { "essential": true, "value": acr } } }).to_string();
        assert_eq!(ada.ends_at(&wiki.attempt_with(&[], &[("claims", &claims)]).url).await, "code", "{acr}");
    }
}

#[tokio::test]
async fn the_authorization_endpoint_is_not_for_scripts_of_other_origins() {
    let server = Server::start().await;
    let wiki = app(&server, "Wiki").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    for path in [wiki.attempt().url, "/api/session".into(), "/consent".into()] {
        let request = ada.request(reqwest::Method::GET, &path).header("origin", "https://evil.example");
        let page = ada.send(request, &path).await;
        assert!(page.headers.keys().all(|name| !name.as_str().starts_with("access-control-")), "{path}");
    }
}
