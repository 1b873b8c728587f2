//! Registering and changing apps: which metadata is accepted, and that the requirement is not part of it.

use reqwest::Method;
use serde_json::json;

use super::{look, refused, register, try_register};
use crate::support::{PASSWORD, Person, Server, ServerOptions};

#[tokio::test]
async fn r24_the_requirement_cannot_be_set_beside_other_things() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let app = register(&mut ada, json!({})).await;
    let id = app["client_id"].as_str().unwrap();
    let path = format!("/api/developer/apps/{id}");
    let before = look(&mut ada, id).await;
    for extra in [
        json!({ "require_2fa": true }),
        json!({ "required": true }),
        json!({ "two_factor_required": true }),
        json!({ "policy": { "two_factor_required": true } }),
        json!({ "policy_epoch": 7 }),
        json!({ "enrolment_age": 60 }),
        json!({ "owner": "somebody" }),
        json!({ "client_id": "01890000-0000-7000-8000-000000000000" }),
        json!({ "client_secret": "of my own choice" }),
        json!({ "created_at": 0 }),
    ] {
        refused(&try_register(&mut ada, extra.clone()).await, 400, "invalid_request");
        refused(&ada.api(Method::PATCH, &path, &extra).await, 400, "invalid_request");
    }
    assert_eq!(look(&mut ada, id).await, before);
    let apps = ada.get("/api/developer/apps").await.json();
    assert_eq!(apps["apps"].as_array().unwrap().len(), 1, "none was made on the way");

    // Once turned on, the requirement stays on whatever is changed.
    super::put(&mut ada, id, json!({ "required": true })).await;
    for extra in [json!({ "require_2fa": false }), json!({ "client_name": "Other", "require_2fa": false })] {
        refused(&ada.api(Method::PATCH, &path, &extra).await, 400, "invalid_request");
    }
    assert_eq!(ada.api(Method::PATCH, &path, &json!({ "client_name": "Other" })).await.status, 200);
    let after = look(&mut ada, id).await;
    assert_eq!((&after["client_name"], &after["require_2fa"]), (&json!("Other"), &json!(true)));
}

#[tokio::test]
async fn r24_nor_by_a_form_with_more_fields_than_the_page_has() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let extra = [
        ("require_2fa", "true"),
        ("required", "true"),
        ("two_factor_required", "on"),
        ("enrolment_age", "9"),
        ("days", "9"),
    ];
    let fields = [
        ("name", "Hers"),
        ("scope", "openid"),
        ("redirect_uris", "https://hers.example/"),
        ("id_token_alg", "EdDSA"),
        ("pkce_required", "on"),
    ];
    let fields: Vec<_> = fields.into_iter().chain(extra).collect();
    let page = ada.post("/dashboard/developer/apps", &fields).await;
    assert_eq!(page.status, 201, "{}", page.body);
    let app = ada.get("/api/developer/apps").await.json()["apps"][0].clone();
    let id = app["client_id"].as_str().unwrap();
    assert_eq!((&app["require_2fa"], &app["enrolment_age"]), (&json!(false), &json!(0)));

    super::put(&mut ada, id, json!({ "required": true })).await;
    let fields: Vec<_> =
        fields.iter().map(|(name, value)| (*name, if *value == "true" { "false" } else { *value })).collect();
    assert_eq!(ada.post(&format!("/dashboard/developer/apps/{id}"), &fields).await.status, 303);
    assert_eq!(look(&mut ada, id).await["require_2fa"], true);
}

#[tokio::test]
async fn a_registered_app_starts_with_the_safe_defaults() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let answer = ada
        .api(
            Method::POST,
            "/api/developer/apps",
            &json!({ "client_name": "Hers", "redirect_uris": ["https://hers.example/"] }),
        )
        .await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let app = answer.json();
    assert_eq!(app["id_token_signed_response_alg"], "RS256");
    assert_eq!(app["pkce_required"], true);
    assert_eq!(app["grant_types"], json!(["authorization_code", "refresh_token"]));
    assert_eq!(app["id_token_claims"], false);
    assert_eq!(app["token_endpoint_auth_method"], "client_secret_basic");
    assert_eq!(app["require_2fa"], false);
    assert_eq!(app["policy_epoch"], 0);
    let secret = app["client_secret"].as_str().unwrap();
    assert!(secret.len() >= 43 && secret.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.~".contains(&b)));
    assert!(!look(&mut ada, app["client_id"].as_str().unwrap()).await.to_string().contains(secret), "told once");
}

#[tokio::test]
async fn g1_claims_in_the_id_token_are_turned_on_and_off_by_api_and_by_form() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let app = register(&mut ada, json!({ "id_token_claims": true })).await;
    assert_eq!(app["id_token_claims"], true);
    let id = app["client_id"].as_str().unwrap();
    let path = format!("/api/developer/apps/{id}");
    let changed = ada.api(Method::PATCH, &path, &json!({ "client_name": "Other" })).await.json();
    assert_eq!(changed["id_token_claims"], true, "what is left out stays");
    let changed = ada.api(Method::PATCH, &path, &json!({ "id_token_claims": false })).await.json();
    assert_eq!(changed["id_token_claims"], false);
    for (wrong, error) in [
        (json!("true"), "invalid_client_metadata"),
        (json!(1), "invalid_request"),
        (json!("on"), "invalid_client_metadata"),
    ] {
        refused(&ada.api(Method::PATCH, &path, &json!({ "id_token_claims": wrong })).await, 400, error);
    }
    let fields = [
        ("name", "Other"),
        ("scope", "openid"),
        ("redirect_uris", "https://hers.example/callback"),
        ("id_token_alg", "EdDSA"),
        ("pkce_required", "on"),
        ("id_token_claims", "on"),
    ];
    let form = format!("/dashboard/developer/apps/{id}");
    assert_eq!(ada.post(&form, &fields).await.status, 303);
    assert_eq!(look(&mut ada, id).await["id_token_claims"], true);
    assert_eq!(ada.post(&form, &fields[..4]).await.status, 303);
    assert_eq!(look(&mut ada, id).await["id_token_claims"], false, "a box that is not ticked is not sent");
}

/// What a redirect URI must not be (RFC 9700 2.1, 2.6, 4.1), and words of the message for whoever registers it.
const HOSTILE: &[(&str, &str)] = &[
    ("http://app.example/callback", "use https"),
    ("http://localhost.evil.example/", "use https"),
    ("http://127.0.0.2/", "use https"),
    ("https://app.example/callback#fragment", "no fragment"),
    ("https://*.example/callback", "no wildcard"),
    ("https://app.example/*", "no wildcard"),
    ("https://user@app.example/callback", "no user name"),
    ("https://app.example@evil.example/", "no user name"),
    ("https://app.example:pw@evil.example/", "no user name"),
    ("https://app.example\\@evil.example/", "plain form"),
    ("https://app.example/a/../b", "plain form"),
    ("https://app.example/a/%2e%2e/b", "plain form"),
    ("https://app.example/a%2fb", "plain form"),
    ("https://app.example/a%5cb", "plain form"),
    ("https://app.example/%zz", "hexadecimal digits"),
    ("https://app.ex\u{e4}mple/", "ASCII without spaces"),
    ("https://app.example/call back", "ASCII without spaces"),
    ("https://app.example/\r\nSet-Cookie: a=b", "ASCII without spaces"),
    ("https://APP.example/", "host in lower case"),
    ("https:///callback", "the host is missing"),
    ("https://app.example:99999/", "the port"),
    ("https:app.example/callback", "absolute"),
    ("//app.example/callback", "absolute"),
    ("/callback", "absolute"),
    ("app.example/callback", "absolute"),
    ("", "missing"),
    ("javascript:alert(1)", "a domain name in reverse"),
    ("data:text/html,hello", "a domain name in reverse"),
    ("vbscript:msgbox", "a domain name in reverse"),
    ("file:///etc/passwd", "a domain name in reverse"),
    ("mailto:/ada@example.com", "a domain name in reverse"),
    ("HTTPS://app.example/", "scheme in lower case"),
];

#[tokio::test]
async fn a_hostile_redirect_uri_is_refused_at_registration_with_a_clear_message() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let app = register(&mut ada, json!({})).await;
    let id = app["client_id"].as_str().unwrap();
    for (uri, words) in HOSTILE {
        let body = json!({ "redirect_uris": ["https://hers.example/callback", uri] });
        for answer in [
            try_register(&mut ada, body.clone()).await,
            ada.api(Method::PATCH, &format!("/api/developer/apps/{id}"), &body).await,
        ] {
            refused(&answer, 400, "invalid_redirect_uri");
            let said = answer.json()["error_description"].as_str().unwrap().to_owned();
            assert!(said.contains(words), "{uri}: {said}");
        }
    }
    for uris in [json!([]), json!(vec!["https://hers.example/"; 21])] {
        refused(&try_register(&mut ada, json!({ "redirect_uris": uris })).await, 400, "invalid_redirect_uri");
    }
    assert_eq!(look(&mut ada, id).await["redirect_uris"], json!(["https://hers.example/callback"]));
    // The page reports it too, and keeps what was typed.
    let fields = [
        ("name", "Other"),
        ("scope", "openid"),
        ("redirect_uris", "http://app.example/callback"),
        ("id_token_alg", "EdDSA"),
        ("pkce_required", "on"),
    ];
    let page = ada.post("/dashboard/developer/apps", &fields).await;
    assert_eq!(page.status, 400);
    assert!(page.body.contains("use https") && page.body.contains("http://app.example/callback"), "{}", page.body);
    assert_eq!(ada.get("/api/developer/apps").await.json()["apps"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn loopback_and_reverse_domain_uris_are_fine() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let uris = json!([
        "http://localhost:3000/callback",
        "http://127.0.0.1/callback",
        "http://[::1]:8000/callback",
        "com.example.app:/callback",
        "https://app.example:8443/call-back?tenant=1",
    ]);
    let app = register(&mut ada, json!({ "redirect_uris": uris })).await;
    assert_eq!(app["redirect_uris"], uris);
}

#[tokio::test]
async fn app_metadata_has_to_be_valid() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let described =
        |token: &str, words: &str| json!({ "scope": "openid books:read", "scope_descriptions": { token: words } });
    for (body, error) in [
        (json!({ "client_name": "" }), "invalid_client_metadata"),
        (json!({ "client_name": "   " }), "invalid_client_metadata"),
        (json!({ "client_name": "a".repeat(81) }), "invalid_client_metadata"),
        (json!({ "client_name": "a\u{0}b" }), "invalid_client_metadata"),
        (json!({ "scope": "" }), "invalid_client_metadata"),
        (json!({ "scope": "openid email", "optional_scope": "profile" }), "invalid_client_metadata"),
        (json!({ "optional_scope": "openid" }), "invalid_client_metadata"),
        (json!({ "token_endpoint_auth_method": "none", "pkce_required": false }), "invalid_client_metadata"),
        (json!({ "token_endpoint_auth_method": "private" }), "invalid_client_metadata"),
        (json!({ "grant_types": ["client_credentials"] }), "invalid_client_metadata"),
        (json!({ "grant_types": ["authorization_code", "implicit"] }), "invalid_client_metadata"),
        (json!({ "scope": "openid admin" }), "invalid_client_metadata"),
        (json!({ "scope": "openid openid" }), "invalid_client_metadata"),
        (json!({ "scope": "openid a\"b" }), "invalid_client_metadata"),
        (json!({ "scope": ["openid", "email"] }), "invalid_client_metadata"),
        (described("books:read", ""), "invalid_client_metadata"),
        (described("books:read", "Read\nbooks"), "invalid_client_metadata"),
        (described("books:read", &"a".repeat(201)), "invalid_client_metadata"),
        (described("books:write", "Write books"), "invalid_client_metadata"),
        (described("email", "Read everything"), "invalid_client_metadata"),
        (json!({ "id_token_signed_response_alg": "none" }), "invalid_client_metadata"),
        (json!({ "id_token_signed_response_alg": "HS256" }), "invalid_client_metadata"),
        (json!({ "redirect_uris": "https://hers.example/" }), "invalid_redirect_uri"),
        (json!({ "client_name": 7 }), "invalid_request"),
        (json!({ "redirect_uris": [7] }), "invalid_request"),
        (json!({ "name": "Hers" }), "invalid_request"),
    ] {
        refused(&try_register(&mut ada, body.clone()).await, 400, error);
    }
    assert_eq!(ada.get("/api/developer/apps").await.json(), json!({ "apps": [] }));
}

#[tokio::test]
async fn an_apps_kind_stays_what_it_was() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let app = register(&mut ada, json!({})).await;
    let id = app["client_id"].as_str().unwrap();
    let path = format!("/api/developer/apps/{id}");
    refused(
        &ada.api(Method::PATCH, &path, &json!({ "token_endpoint_auth_method": "none" })).await,
        400,
        "invalid_client_metadata",
    );
    let fields = [
        ("name", "Hers"),
        ("scope", "openid"),
        ("redirect_uris", "https://hers.example/"),
        ("id_token_alg", "EdDSA"),
        ("kind", "public"),
    ];
    ada.post(&format!("/dashboard/developer/apps/{id}"), &fields).await;
    assert_eq!(look(&mut ada, id).await["token_endpoint_auth_method"], "client_secret_basic");
}

#[tokio::test]
async fn a_name_cannot_be_markup() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let name = "<script>alert(1)</script>\"'&";
    let app = register(&mut ada, json!({ "client_name": name })).await;
    assert_eq!(app["client_name"], name);
    let id = app["client_id"].as_str().unwrap();
    for path in ["/dashboard/developer".to_owned(), format!("/dashboard/developer/apps/{id}/panel")] {
        let page = ada.visit(&path).await;
        assert!(page.body.contains("&lt;script&gt;alert(1)"), "it is there: {path}");
        assert!(!page.body.contains("<script>alert"), "{path}");
    }
}

#[tokio::test]
async fn deleting_an_app_takes_proof_and_takes_everything_with_it() {
    let server = Server::start().await;
    let registered = server.app("Bank").await;
    let bank = crate::support::RelyingParty::new(&server, &registered).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let tokens = bank.sign_in(&mut ada).await;
    let mut owner = super::owner(&server).await;
    server.wait(std::time::Duration::from_mins(6));
    let path = format!("/api/developer/apps/{}", registered.app.id);
    refused(&owner.api(Method::DELETE, &path, &json!({})).await, 403, "password_required");
    assert_eq!(bank.userinfo(&tokens.access_token).await.0, 200);
    assert_eq!(owner.api(Method::DELETE, &path, &json!({ "password": PASSWORD })).await.status, 204);
    assert_eq!(owner.get(&path).await.status, 404);
    assert_eq!(bank.userinfo(&tokens.access_token).await.0, 401);
    assert_eq!(bank.refresh_by_hand(&tokens.refresh_token.unwrap()).await.0, 401, "there is no such client");
    assert_eq!(ada.visit(&bank.attempt().url).await.status, 400);
}

#[tokio::test]
async fn an_operator_can_keep_registration_to_administrators() {
    let closed = ServerOptions { settings: |settings| settings.apps_open = false, ..ServerOptions::default() };
    let server = Server::start_with(closed).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    refused(&try_register(&mut ada, json!({})).await, 403, "forbidden");
    let page = ada.visit("/dashboard/developer").await;
    assert!(!page.body.contains("action=\"/dashboard/developer/apps\""), "no form for it: {}", page.body);
}

#[tokio::test]
async fn r29_scopes_of_an_apps_own_are_registered_with_words_by_api_and_by_form() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let own = json!({
        "scope": "email books:read",
        "optional_scope": "books:read",
        "scope_descriptions": { "books:read": "Read your books" },
    });
    let app = register(&mut ada, own.clone()).await;
    for member in ["scope", "optional_scope", "scope_descriptions"] {
        assert_eq!(app[member], own[member], "{app}");
    }
    let id = app["client_id"].as_str().unwrap();
    let page = ada.visit(&format!("/dashboard/developer?app={id}")).await;
    assert!(page.body.contains("books:read Read your books"), "{}", page.body);

    let form = format!("/dashboard/developer/apps/{id}");
    let fields = |own_scopes: &'static str| {
        [
            ("name", "Hers"),
            ("redirect_uris", "https://hers.example/callback"),
            ("id_token_alg", "RS256"),
            ("pkce_required", "on"),
            ("scope", "email"),
            ("own_scopes", own_scopes),
            ("optional_scope", "books:read"),
        ]
    };
    assert_eq!(ada.post(&form, &fields("books:read Read the books you own\r\n")).await.status, 303);
    let changed = look(&mut ada, id).await;
    assert_eq!(changed["scope_descriptions"], json!({ "books:read": "Read the books you own" }));
    assert_eq!((&changed["scope"], &changed["optional_scope"]), (&own["scope"], &own["optional_scope"]));

    let refused = ada.post(&form, &fields("books:read")).await;
    assert_eq!(refused.status, 400);
    assert!(refused.body.contains("Give each scope a line"), "{}", refused.body);
    assert!(refused.body.contains(">books:read</textarea>"), "what was typed is kept: {}", refused.body);
}

#[tokio::test]
async fn an_app_has_a_home_page_of_https_or_none() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let app = register(&mut ada, json!({ "client_uri": "https://hers.example/about" })).await;
    assert_eq!(app["client_uri"], "https://hers.example/about");
    let id = app["client_id"].as_str().unwrap();
    let path = format!("/api/developer/apps/{id}");
    for wrong in
        ["http://hers.example/", "javascript:alert(1)", "https://", "https://u:p@hers.example/", "hers.example"]
    {
        let body = json!({ "client_uri": wrong });
        refused(&ada.api(Method::PATCH, &path, &body).await, 400, "invalid_client_metadata");
    }
    assert_eq!(ada.api(Method::PATCH, &path, &json!({ "client_uri": "" })).await.json()["client_uri"], "");
}
