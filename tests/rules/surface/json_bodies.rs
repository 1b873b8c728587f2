//! JSON bodies of the API: their type, their absence, and `null`.

use reqwest::Method;
use serde_json::json;

use crate::support::{Page, Person, Server};

async fn send(person: &mut Person, method: &Method, path: &str, body: (Option<&str>, &str)) -> Page {
    let csrf = person.csrf().await;
    let request = person.request(method.clone(), path).header("x-csrf-token", csrf).body(body.1.to_owned());
    let request = match body.0 {
        Some(content_type) => request.header("content-type", content_type),
        None => request,
    };
    person.send(request, path).await
}

#[tokio::test]
async fn s1_a_body_of_another_type_than_json_is_415() {
    let server = Server::start().await;
    let id = server.app("Bank").await.app.id;
    let mut owner = Person::new(&server, "owner@example.com");
    owner.sign_in().await;
    let app = format!("/api/developer/apps/{id}");
    let calls = [
        (Method::PUT, format!("{app}/require-2fa"), r#"{"required":true}"#),
        (Method::PATCH, app.clone(), r#"{"client_name":"Bank"}"#),
        (Method::POST, "/api/developer/apps".into(), r#"{"client_name":"x","redirect_uris":["https://x.example/"]}"#),
        (Method::POST, format!("{app}/revoke-consents"), "{}"),
        (Method::DELETE, app.clone(), "{}"),
    ];
    for (method, path, body) in &calls {
        for content_type in [
            Some("text/plain"),
            Some("application/x-www-form-urlencoded"),
            Some("multipart/form-data"),
            Some("text/json"),
            Some("application/jsonx"),
            Some("application/json-patch+json"),
            Some("x, application/json"),
            Some(""),
            None,
        ] {
            let answer = send(&mut owner, method, path, (content_type, body)).await;
            assert_eq!(answer.status, 415, "{method} {path} {content_type:?}: {}", answer.body);
            assert_eq!(answer.json()["error"], "unsupported_media_type");
        }
    }
    assert_eq!(owner.get(&app).await.json()["require_2fa"], false);
    for content_type in ["application/json", "Application/JSON; charset=utf-8", "application/json;x=y"] {
        let answer = send(&mut owner, &calls[0].0, &calls[0].1, (Some(content_type), calls[0].2)).await;
        assert_eq!(answer.status, 200, "{content_type}: {}", answer.body);
    }
}

#[tokio::test]
async fn s2_null_is_refused_and_a_body_that_is_needed_is_missed() {
    let server = Server::start().await;
    let id = server.app("Bank").await.app.id;
    let mut owner = Person::new(&server, "owner@example.com");
    owner.sign_in().await;
    let app = format!("/api/developer/apps/{id}");
    let new = |member: &str| {
        let mut body = json!({ "client_name": "x", "redirect_uris": ["https://x.example/"] });
        body[member] = json!(null);
        body
    };
    let mut bodies: Vec<_> = [
        "client_name",
        "redirect_uris",
        "scope",
        "optional_scope",
        "token_endpoint_auth_method",
        "pkce_required",
        "grant_types",
        "scope_descriptions",
        "unknown",
    ]
    .iter()
    .flat_map(|member| {
        [
            (Method::POST, "/api/developer/apps".to_owned(), new(member)),
            (Method::PATCH, app.clone(), json!({ *member: null })),
        ]
    })
    .collect();
    bodies.push((Method::POST, "/api/developer/apps".into(), json!({ "client_name": "x", "redirect_uris": [null] })));
    bodies.push((Method::PUT, format!("{app}/require-2fa"), json!({ "required": true, "password": null })));
    bodies.push((Method::PUT, format!("{app}/require-2fa"), json!(null)));
    bodies.push((Method::POST, format!("{app}/revoke-consents"), json!({ "code": null })));
    bodies.push((
        Method::POST,
        "/api/oauth/consent".into(),
        json!({ "request": "x", "decision": "deny", "scopes": null }),
    ));
    for (method, path, body) in bodies {
        let answer = owner.api(method.clone(), &path, &body).await;
        assert_eq!(answer.status, 400, "{method} {path} {body}: {}", answer.body);
        assert_eq!(answer.json()["error"], "invalid_request");
    }
    for (method, path) in [
        (Method::PATCH, app.clone()),
        (Method::PUT, format!("{app}/require-2fa")),
        (Method::POST, "/api/developer/apps".into()),
    ] {
        for content_type in [None, Some("application/json")] {
            let answer = send(&mut owner, &method, &path, (content_type, "")).await;
            assert_eq!(answer.status, 400, "{method} {path}: {}", answer.body);
        }
    }
    let apps = owner.get("/api/developer/apps").await.json();
    assert_eq!(apps["apps"].as_array().unwrap().len(), 1, "nothing was made: {apps}");
}
