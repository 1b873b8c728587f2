//! R25: no user, no gate. Machine access is off until the owner turns it on, and its tokens name no user.

use serde_json::json;

use super::{look, owner, refused, register, try_register};
use crate::support::{Person, RelyingParty, Server};

const MACHINE: [(&str, &str); 1] = [("grant_type", "client_credentials")];

#[tokio::test]
async fn r25_machine_access_is_off_unless_the_owner_turns_it_on() {
    let server = Server::start().await;
    let robot = RelyingParty::register(&server, "Robot").await;
    let (status, error) = robot.token(&MACHINE).await;
    assert_eq!((status, error["error"].as_str()), (400, Some("unauthorized_client")), "off by default");

    let mut owner = owner(&server).await;
    let path = format!("/api/developer/apps/{}", robot.app);
    let answer = owner
        .api(reqwest::Method::PATCH, &path, &json!({ "grant_types": ["authorization_code", "client_credentials"] }))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let (status, tokens) = robot.token(&MACHINE).await;
    assert_eq!(status, 200, "{tokens}");
    assert_eq!(tokens["token_type"], "Bearer");
    for absent in ["id_token", "refresh_token"] {
        assert!(tokens.get(absent).is_none(), "{absent}: {tokens}");
    }
    owner.api(reqwest::Method::PATCH, &path, &json!({ "grant_types": ["authorization_code"] })).await;
    assert_eq!(robot.token(&MACHINE).await.0, 400);
}

#[tokio::test]
async fn r25_a_machines_token_speaks_of_no_account_and_opens_no_userinfo() {
    let server = Server::start().await;
    let registered = server.app_with("Robot", |app| app.machine_access = true).await;
    let robot = RelyingParty::new(&server, &registered).await;
    let mut owner = owner(&server).await;
    let hers = robot.sign_in(&mut owner).await;
    let (_, tokens) = robot.token(&MACHINE).await;
    let token = tokens["access_token"].as_str().unwrap();
    let (status, error) = robot.userinfo(token).await;
    assert!(status == 401 || status == 403, "{status} {error}");
    let seen = robot.introspect(token).await;
    assert_eq!(seen["active"], true);
    assert_eq!(seen["sub"], registered.app.id.to_string(), "its subject is itself");
    assert_ne!(seen["sub"], hers.id_token.claims["sub"]);
    let account = owner.whoami().await["account"]["id"].clone();
    assert_ne!(seen["sub"], account);
    assert!(seen.get("amr").is_none() && seen.get("acr").is_none() && seen.get("auth_time").is_none());
}

#[tokio::test]
async fn r25_the_switchs_page_says_that_machines_are_not_covered() {
    let server = Server::start().await;
    let with = server.app_with("Robot", |app| app.machine_access = true).await;
    let mut owner = owner(&server).await;
    let words = "so this rule does not cover it";
    assert!(owner.visit("/dashboard/developer").await.body.contains(words));
    server.require_2fa(with.app.id, true).await;
    assert!(owner.visit("/dashboard/developer").await.body.contains(words));
    let robot = RelyingParty::new(&server, &with).await;
    assert_eq!(robot.token(&MACHINE).await.0, 200, "and so it is");
}

#[tokio::test]
async fn r25_a_public_app_cannot_have_it() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let both =
        json!({ "token_endpoint_auth_method": "none", "grant_types": ["authorization_code", "client_credentials"] });
    refused(&try_register(&mut ada, both).await, 400, "invalid_client_metadata");
    let app = register(&mut ada, json!({ "token_endpoint_auth_method": "none" })).await;
    let path = format!("/api/developer/apps/{}", app["client_id"].as_str().unwrap());
    let on = json!({ "grant_types": ["authorization_code", "client_credentials"] });
    refused(&ada.api(reqwest::Method::PATCH, &path, &on).await, 400, "invalid_client_metadata");
    assert_eq!(
        look(&mut ada, app["client_id"].as_str().unwrap()).await["grant_types"],
        json!(["authorization_code", "refresh_token"])
    );
    let answer = reqwest::Client::new()
        .post(format!("{}/oauth2/token", server.url))
        .form(&[("grant_type", "client_credentials"), ("client_id", app["client_id"].as_str().unwrap())])
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 400);
}

#[tokio::test]
async fn r25_password_and_implicit_grants_do_not_exist() {
    let server = Server::start().await;
    let registered = server.app_with("Robot", |app| app.machine_access = true).await;
    let robot = RelyingParty::new(&server, &registered).await;
    server.account("ada@example.com").await;
    for grant_type in ["password", "implicit", "urn:ietf:params:oauth:grant-type:device_code", "CLIENT_CREDENTIALS"] {
        let fields = [
            ("grant_type", grant_type),
            ("username", "ada@example.com"),
            ("password", crate::support::PASSWORD),
            ("scope", "openid"),
        ];
        let (status, error) = robot.token(&fields).await;
        assert_eq!((status, error["error"].as_str()), (400, Some("unsupported_grant_type")), "{grant_type}");
    }
    let mut anybody = Person::new(&server, "ada@example.com");
    let metadata = anybody.get("/.well-known/openid-configuration").await.json();
    assert_eq!(metadata["grant_types_supported"], json!(["authorization_code", "refresh_token", "client_credentials"]));
    assert_eq!(metadata["response_types_supported"], json!(["code"]));
}
