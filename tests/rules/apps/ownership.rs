//! R24: an app has one owner. For everybody else it does not exist, whatever they try.

use reqwest::Method;
use serde_json::{Value, json};
use twinlock_http_actix::ROUTES;

use super::{look, owner, register};
use crate::support::{PASSWORD, Page, Person, Server};
use twinlock_application::Actor;

/// Calls every route about an app with bodies that would be valid.
async fn call_all(person: &mut Person, app: &str, secret: &str) -> Vec<(String, Page)> {
    let mut answers = Vec::new();
    let concerns_an_app =
        |path: &str| path.starts_with("/dashboard/developer/apps/") || path.starts_with("/api/developer/apps/");
    for route in ROUTES.iter().filter(|route| concerns_an_app(route.path)) {
        let path = route.path.replace("{id}", app).replace("{client_id}", app).replace("{secret}", secret);
        let method: Method = route.method.parse().unwrap();
        let answer = if route.path.starts_with("/api/") {
            let body = match (route.path.rsplit('/').next().unwrap(), route.method) {
                ("require-2fa", _) => json!({ "required": true }),
                (_, "PATCH") => json!({ "client_name": "Taken over" }),
                _ => json!({ "password": PASSWORD }),
            };
            person.api(method.clone(), &path, &body).await
        } else if method == Method::GET {
            person.get(&path).await
        } else {
            let fields = [
                ("name", "Taken over"),
                ("scope", "openid"),
                ("redirect_uris", "https://evil.example/callback"),
                ("id_token_alg", "EdDSA"),
                ("pkce_required", "on"),
                ("label", "mine"),
                ("required", "true"),
                ("revoke_now", "on"),
                ("days", "1"),
                ("email", "ada@example.com"),
                ("password", PASSWORD),
            ];
            person.post(&path, &fields).await
        };
        answers.push((format!("{method} {path}"), answer));
    }
    assert!(answers.len() >= 14, "the table was walked");
    answers
}

#[tokio::test]
async fn r24_to_anybody_but_its_owner_an_app_is_not_there() {
    let server = Server::start().await;
    let registered = server.app("Bank").await;
    let id = registered.app.id.to_string();
    let mut owner = owner(&server).await;
    let before = look(&mut owner, &id).await;
    let secret = before["secrets"][0]["id"].as_str().unwrap();

    // An owner of another app, and somebody who owns none.
    let mut other = Person::with_account(&server, "other@example.com").await;
    let own = register(&mut other, json!({})).await;
    let mut nobody = Person::with_account(&server, "nobody@example.com").await;
    for person in [&mut other, &mut nobody] {
        for (what, answer) in call_all(person, &id, secret).await {
            assert_eq!(answer.status, 404, "{what}: {}", answer.body);
        }
        let absent = "01890000-0000-7000-8000-000000000000";
        for (what, answer) in call_all(person, absent, secret).await {
            assert_eq!(answer.status, 404, "{what}: no different from one that is nowhere");
        }
        for (what, answer) in call_all(person, "no-id-at-all", "neither").await {
            assert_eq!(answer.status, 404, "{what}");
        }
    }
    assert_eq!(look(&mut owner, &id).await, before, "and nothing of it changed");

    // Another app's secret is not found under one's own app either.
    let own = own["client_id"].as_str().unwrap();
    let path = format!("/dashboard/developer/apps/{own}/secrets/{secret}/remove");
    assert_eq!(other.post(&path, &[]).await.status, 404);
    assert_eq!(look(&mut owner, &id).await, before);
    let listed = other.get("/api/developer/apps").await.json();
    let ids: Vec<&Value> = listed["apps"].as_array().unwrap().iter().map(|app| &app["client_id"]).collect();
    assert_eq!(ids, [own], "and each sees their own");
    assert!(!nobody.visit(&format!("/dashboard/developer?app={id}")).await.body.contains("Bank"));
}

#[tokio::test]
async fn r24_the_owner_gets_through_all_of_them() {
    let server = Server::start().await;
    let registered = server.app("Bank").await;
    let id = registered.app.id.to_string();
    let mut owner = owner(&server).await;
    let secret = look(&mut owner, &id).await["secrets"][0]["id"].as_str().unwrap().to_owned();
    // The two routes that delete the app are in the middle: routes after them must find no app, routes before them one.
    let answers = call_all(&mut owner, &id, &secret).await;
    let deleted = answers.iter().position(|(what, _)| what.ends_with("/delete")).unwrap();
    for (what, answer) in &answers[..=deleted] {
        assert!(answer.status.is_success() || answer.status == 303, "{what}: {} {}", answer.status, answer.body);
    }
    for (what, answer) in &answers[deleted + 1..] {
        assert_eq!(answer.status, 404, "{what}");
    }
}

#[tokio::test]
async fn r24_nobody_at_all_is_asked_to_sign_in() {
    let server = Server::start().await;
    let id = server.app("Bank").await.app.id.to_string();
    let mut nobody = Person::new(&server, "nobody@example.com");
    nobody.wants_pages = false;
    for (method, path) in [
        (Method::GET, format!("/api/developer/apps/{id}")),
        (Method::PUT, format!("/api/developer/apps/{id}/require-2fa")),
        (Method::POST, format!("/api/developer/apps/{id}/revoke-consents")),
        (Method::DELETE, format!("/api/developer/apps/{id}")),
        (Method::PATCH, format!("/api/developer/apps/{id}")),
        (Method::POST, "/api/developer/apps".into()),
    ] {
        let answer = nobody.api(method.clone(), &path, &json!({ "required": true })).await;
        assert_eq!(
            (answer.status.as_u16(), answer.json()["error"].as_str()),
            (401, Some("sign_in_required")),
            "{method} {path}"
        );
    }
    let mut owner = owner(&server).await;
    assert_eq!(look(&mut owner, &id).await["require_2fa"], false);
}

#[tokio::test]
async fn r24_an_administrator_does_not_own_what_others_own() {
    let server = Server::start().await;
    let id = server.app("Bank").await.app.id.to_string();
    let link = server
        .twinlock
        .make_setup_link(Actor::Operator, &twinlock_application::RequestOrigin::default())
        .await
        .unwrap();
    let mut admin = Person::new(&server, "admin@example.com");
    let page = admin.get(link.expose()).await;
    let token = page.input("token").unwrap();
    let fields =
        [("token", token.as_str()), ("email", "admin@example.com"), ("password", PASSWORD), ("display_name", "Admin")];
    let answer = admin.post_from(&page, "/set-up", &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert!(admin.is_signed_in().await);
    let path = format!("/api/developer/apps/{id}/require-2fa");
    assert_eq!(admin.api(Method::PUT, &path, &json!({ "required": true })).await.status, 404);
    assert_eq!(admin.get(link.expose()).await.status, 410, "the link was for once");
}
