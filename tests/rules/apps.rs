//! Apps and their owners over HTTP: the requirement, who may change it, whom it affects, registration and secrets.

mod census;
mod flipping;
mod machines;
mod many;
mod ownership;
mod refused_forms;
mod registration;
mod secrets;
mod weakening;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Page, Person, Server};

/// The owner of the apps that `Server::app` registers, signed in.
async fn owner(server: &Server) -> Person {
    let mut owner = Person::new(server, "owner@example.com");
    owner.sign_in().await;
    assert!(owner.is_signed_in().await, "register an app first");
    owner
}

/// An app as the API returns it.
async fn look(owner: &mut Person, id: impl std::fmt::Display) -> Value {
    let answer = owner.get(&format!("/api/developer/apps/{id}")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

async fn put(owner: &mut Person, id: impl std::fmt::Display, body: Value) -> Page {
    owner.api(Method::PUT, &format!("/api/developer/apps/{id}/require-2fa"), &body).await
}

/// An app that its owner has registered by the API.
async fn register(owner: &mut Person, more: Value) -> Value {
    let answer = try_register(owner, more).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.json()
}

async fn try_register(owner: &mut Person, more: Value) -> Page {
    let mut body = json!({
        "client_name": "Hers",
        "redirect_uris": ["https://hers.example/callback"],
        "id_token_signed_response_alg": "EdDSA",
    });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    owner.api(Method::POST, "/api/developer/apps", &body).await
}

#[track_caller]
fn refused(answer: &Page, status: u16, error: &str) {
    assert_eq!(answer.status, status, "{}", answer.body);
    assert_eq!(answer.json()["error"], error, "{}", answer.body);
}
