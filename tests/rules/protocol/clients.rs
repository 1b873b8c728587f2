//! How apps authenticate, and what they may request at the token endpoint.

use reqwest::Client;
use serde_json::Value;
use twinlock_application::Actor;
use twinlock_application::RequestOrigin;
use twinlock_application::developer::{AddSecret, RemoveSecret};
use twinlock_domain::ScopeSet;
use twinlock_ports::ClientKind;

use super::{app, code_of};
use crate::support::{Person, RelyingParty, Server};

/// The credentials that a client sends.
#[derive(Clone, Copy, Default)]
struct Says<'a> {
    basic: Option<(&'a str, &'a str)>,
    id: Option<&'a str>,
    secret: Option<&'a str>,
}

async fn ask(server: &Server, says: Says<'_>, fields: &[(&str, &str)]) -> (u16, Value, String) {
    let mut fields = fields.to_vec();
    fields.extend(says.id.map(|id| ("client_id", id)));
    fields.extend(says.secret.map(|secret| ("client_secret", secret)));
    let request = Client::new().post(format!("{}/oauth2/token", server.url)).form(&fields);
    let request = match says.basic {
        Some((id, secret)) => request.basic_auth(id, Some(secret)),
        None => request,
    };
    let response = request.send().await.unwrap();
    let challenge = response.headers().get("www-authenticate").map(|value| value.to_str().unwrap().to_owned());
    (response.status().as_u16(), response.json().await.unwrap(), challenge.unwrap_or_default())
}

#[tokio::test]
async fn a_confidential_client_authenticates_in_one_way_and_rightly() {
    let server = Server::start().await;
    let (bank, wiki) = (app(&server, "Bank").await, app(&server, "Wiki").await);
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let (id, other_id) = (&*bank.app.to_string(), &*wiki.app.to_string());
    let (secret, other_secret) = (bank.secret.as_deref().unwrap(), wiki.secret.as_deref().unwrap());
    let (code, verifier) = code_of(&bank, &mut ada).await;
    let refresh = bank.sign_in(&mut ada).await.refresh_token.unwrap();
    let by_code = [
        ("grant_type", "authorization_code"),
        ("code", &*code),
        ("redirect_uri", &*bank.redirect_uri),
        ("code_verifier", &*verifier),
    ];
    let by_refresh = [("grant_type", "refresh_token"), ("refresh_token", &*refresh)];

    let none = Says::default();
    let unknown = "00000000-0000-7000-8000-000000000000";
    for fields in [&by_code[..], &by_refresh[..]] {
        for (what, says) in [
            ("nothing", none),
            ("the id alone", Says { id: Some(id), ..none }),
            ("an empty secret", Says { id: Some(id), secret: Some(""), ..none }),
            ("a wrong secret", Says { id: Some(id), secret: Some("wrong"), ..none }),
            ("another's secret", Says { id: Some(id), secret: Some(other_secret), ..none }),
            ("a secret alone", Says { secret: Some(secret), ..none }),
            ("nobody's id", Says { id: Some(unknown), secret: Some(secret), ..none }),
            ("an id that is none", Says { id: Some("bank"), secret: Some(secret), ..none }),
            ("basic, wrong", Says { basic: Some((id, "wrong")), ..none }),
            ("basic, empty", Says { basic: Some((id, "")), ..none }),
            ("basic, another's secret", Says { basic: Some((id, other_secret)), ..none }),
            ("basic, the secret's beginning", Says { basic: Some((id, &secret[..20])), ..none }),
        ] {
            let (status, body, challenge) = ask(&server, says, fields).await;
            assert_eq!((status, body["error"].as_str()), (401, Some("invalid_client")), "{what}: {body}");
            assert!(challenge.starts_with("Basic "), "{what}");
        }
        for (what, says) in [
            ("both ways", Says { basic: Some((id, secret)), id: Some(id), secret: Some(secret) }),
            ("both ways, one wrong", Says { basic: Some((id, secret)), id: Some(id), secret: Some("wrong") }),
            ("two ids", Says { basic: Some((id, secret)), id: Some(other_id), ..none }),
        ] {
            let (status, body, _) = ask(&server, says, fields).await;
            assert_eq!((status, body["error"].as_str()), (400, Some("invalid_request")), "{what}: {body}");
        }
    }
    // None of that has used up the code or the token; with right credentials, each is accepted in either way.
    let (status, body, _) = ask(&server, Says { id: Some(id), secret: Some(secret), ..none }, &by_code).await;
    assert_eq!(status, 200, "client_secret_post: {body}");
    let (status, body, _) = ask(&server, Says { basic: Some((id, secret)), id: Some(id), ..none }, &by_refresh).await;
    assert_eq!(status, 200, "client_secret_basic: {body}");
}

#[tokio::test]
async fn a_public_client_has_no_secret_and_pkce_always() {
    let server = Server::start().await;
    let registered = server.app_with("Phone", |app| app.kind = ClientKind::Public).await;
    let phone = RelyingParty::new(&server, &registered).await;
    assert!(phone.secret.is_none());
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let (code, verifier) = code_of(&phone, &mut ada).await;
    let id = &*phone.app.to_string();
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", &*code),
        ("redirect_uri", &*phone.redirect_uri),
        ("code_verifier", &*verifier),
    ];
    let none = Says::default();
    for says in
        [none, Says { id: Some(id), secret: Some("guess"), ..none }, Says { basic: Some((id, "guess")), ..none }]
    {
        let (status, body, _) = ask(&server, says, &fields).await;
        assert_eq!((status, body["error"].as_str()), (401, Some("invalid_client")), "{body}");
    }
    let (status, body, _) = ask(&server, Says { id: Some(id), ..none }, &fields).await;
    assert_eq!(status, 200, "{body}");
    // Without a challenge no code is issued.
    let url = format!(
        "/oauth2/authorize?client_id={id}&redirect_uri=https%3A%2F%2Frp.example%2Fcallback&response_type=code&scope=openid"
    );
    assert_eq!(ada.get(&url).await.answer("error").as_deref(), Some("invalid_request"));
    // The app cannot authenticate, so it may not introspect tokens.
    let introspect = Client::new().post(format!("{}/oauth2/introspect", server.url));
    let token = body["access_token"].as_str().unwrap();
    let answer = introspect.form(&[("client_id", id), ("token", token)]).send().await.unwrap();
    assert_eq!(answer.status(), 401);
}

#[tokio::test]
async fn two_secrets_work_side_by_side_until_one_is_removed() {
    let server = Server::start().await;
    let bank = app(&server, "Bank").await;
    let trace = RequestOrigin::default();
    let add = AddSecret { by: Actor::Operator, app: bank.app, label: "second".into(), password: None, code: None };
    let second = server.twinlock.add_secret(add, &trace).await.unwrap();
    let id = &*bank.app.to_string();
    let (old, new) = (bank.secret.as_deref().unwrap(), second.secret.expose());
    let fields = [("grant_type", "refresh_token"), ("refresh_token", "x")];
    let authenticates = async |secret: &str| {
        let (status, body, _) = ask(&server, Says { basic: Some((id, secret)), ..Says::default() }, &fields).await;
        assert!(matches!(status, 400 | 401), "{body}");
        body["error"] == "invalid_grant"
    };
    assert!(authenticates(old).await && authenticates(new).await && !authenticates("neither").await);
    let page = server.twinlock.app_summary(Actor::Operator, bank.app).await.unwrap();
    let first = page.secrets.iter().find(|secret| secret.id != second.row.id).unwrap().id;
    let remove = RemoveSecret { by: Actor::Operator, app: bank.app, secret: first };
    server.twinlock.remove_secret(remove, &trace).await.unwrap();
    assert!(!authenticates(old).await && authenticates(new).await);
}

#[tokio::test]
async fn r25_grants_that_know_no_user_s_browser_do_not_exist() {
    let server = Server::start().await;
    let bank = app(&server, "Bank").await;
    server.account("ada@example.com").await;
    let user = [("username", "ada@example.com"), ("password", crate::support::PASSWORD), ("scope", "openid")];
    for grant_type in [
        "password",
        "implicit",
        "Authorization_Code",
        "urn:ietf:params:oauth:grant-type:device_code",
        "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "urn:ietf:params:oauth:grant-type:token-exchange",
        "urn:openid:params:grant-type:ciba",
    ] {
        let fields: Vec<_> = user.iter().copied().chain([("grant_type", grant_type)]).collect();
        let (status, body) = bank.token(&fields).await;
        assert_eq!((status, body["error"].as_str()), (400, Some("unsupported_grant_type")), "{grant_type}: {body}");
    }
    let (status, body) = bank.token(&user).await;
    assert_eq!((status, body["error"].as_str()), (400, Some("invalid_request")), "{body}");
}

#[tokio::test]
async fn r25_client_credentials_are_off_unless_the_owner_turns_them_on_and_speak_of_no_account() {
    let server = Server::start().await;
    let off = app(&server, "Off").await;
    let fields = [("grant_type", "client_credentials"), ("scope", "openid profile email offline_access")];
    let (status, body) = off.token(&fields).await;
    assert_eq!((status, body["error"].as_str()), (400, Some("unauthorized_client")), "{body}");

    let registered = server.app_with("On", |app| app.machine_access = true).await;
    let on = RelyingParty::new(&server, &registered).await;
    server.require_2fa(on.app, true).await;
    let (status, body) = on.token(&fields).await;
    assert_eq!(status, 200, "{body}");
    assert!(body.get("id_token").is_none() && body.get("refresh_token").is_none());
    let token = body["access_token"].as_str().unwrap();
    let told = on.introspect(token).await;
    assert_eq!((&told["active"], told["sub"].as_str()), (&Value::Bool(true), Some(&*on.app.to_string())));
    assert!(told.get("amr").is_none() && told.get("auth_time").is_none());
    assert_eq!(on.userinfo(token).await.0, 401);
    assert_eq!(off.introspect(token).await["active"], false, "another app's");
    server.revoke_all(on.app).await;
    assert_eq!(on.introspect(token).await["active"], false);
}

#[tokio::test]
async fn the_token_endpoint_reads_forms_alone_and_each_parameter_once() {
    let server = Server::start().await;
    let bank = app(&server, "Bank").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let refresh = bank.sign_in(&mut ada).await.refresh_token.unwrap();
    let url = format!("{}/oauth2/token", server.url);
    let client = Client::new();
    let signed = |request: reqwest::RequestBuilder| request.basic_auth(bank.app.to_string(), bank.secret.as_ref());
    let query = format!("{url}?grant_type=refresh_token&refresh_token={refresh}");
    assert_eq!(signed(client.get(&query)).send().await.unwrap().status(), 405);
    assert!(signed(client.post(&query)).send().await.unwrap().status().is_client_error());
    let json = serde_json::json!({ "grant_type": "refresh_token", "refresh_token": refresh });
    assert!(signed(client.post(&url)).json(&json).send().await.unwrap().status().is_client_error());
    for (name, value) in [("grant_type", "refresh_token"), ("refresh_token", "x"), ("client_id", "x")] {
        let fields = [
            ("grant_type", "refresh_token"),
            ("refresh_token", &*refresh),
            ("client_id", &*bank.app.to_string()),
            (name, value),
        ];
        let (status, body) = bank.token(&fields).await;
        assert_eq!((status, body["error"].as_str()), (400, Some("invalid_request")), "{name} twice: {body}");
    }
    assert_eq!(bank.refresh_by_hand(&refresh).await.0, 200);
}

#[tokio::test]
async fn b08_a_refresh_takes_the_scope_that_authorize_took_and_never_gives_more_than_was_granted() {
    let server = Server::start().await;
    let bank = app(&server, "Bank").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let attempt = bank.attempt_with(&["email", "offline_access"], &[]);
    let question = ada.visit(&attempt.url).await;
    let answer = ada.approve(&question).await;
    let refresh = bank.redeem(attempt, &answer).await.refresh_token.unwrap();
    let with = async |token: &str, scope: &str| {
        bank.token(&[("grant_type", "refresh_token"), ("refresh_token", token), ("scope", scope)]).await
    };
    for useless in
        ["nothing", "profile", "profile groups", "email", "email offline_access", "\"", "openid \\", "openid\u{e9}"]
    {
        let (status, body) = with(&refresh, useless).await;
        assert_eq!((status, body["error"].as_str()), (400, Some("invalid_scope")), "{useless}: {body}");
    }
    let mut refresh = refresh;
    for (asked, given) in [
        ("openid email groups profile offline_access", "openid email offline_access"),
        ("openid email offline_access profile", "openid email offline_access"),
        ("offline_access  openid email", "openid email offline_access"),
        ("openid profile", "openid"),
        ("openid admin urn:example:scope", "openid"),
        ("openid openid", "openid"),
        ("", "openid email offline_access"),
        ("openid", "openid"),
    ] {
        let (status, body) = with(&refresh, asked).await;
        assert_eq!((status, body["scope"].as_str()), (200, Some(given)), "{asked}: {body}");
        let (_, info) = bank.userinfo(body["access_token"].as_str().unwrap()).await;
        assert_eq!(info.get("email").is_some(), given.contains("email"), "{asked}");
        assert_eq!(info.get("name"), None, "{asked}");
        body["refresh_token"].as_str().unwrap().clone_into(&mut refresh);
    }
    // The scopes of the grant have not become fewer.
    let (_, body) = with(&refresh, "openid email").await;
    assert_eq!(bank.userinfo(body["access_token"].as_str().unwrap()).await.1["email"], "ada@example.com");
}

#[tokio::test]
async fn an_app_gets_the_scopes_that_its_owner_allows_alone() {
    let server = Server::start().await;
    let registered = server.app_with("Small", |app| app.scope = ScopeSet::parse("openid email").unwrap()).await;
    let small = RelyingParty::new(&server, &registered).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    assert_eq!(ada.ends_at(&small.attempt_with(&["email", "profile"], &[]).url).await, "invalid_scope");
    let attempt = small.attempt_with(&["email"], &[]);
    let question = ada.visit(&attempt.url).await;
    let answer = ada.approve(&question).await;
    let tokens = small.redeem(attempt, &answer).await;
    assert_eq!((tokens.scope.as_str(), tokens.refresh_token), ("openid email", None));
}
