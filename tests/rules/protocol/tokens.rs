//! What tokens and userinfo contain, for whom, and for how long.

use std::time::Duration;

use reqwest::{Client, Method};
use serde_json::json;
use twinlock_domain::ScopeSet;

use super::app;
use crate::support::{Person, RelyingParty, Server, uris};

#[tokio::test]
async fn an_id_token_says_who_for_whom_and_until_when_and_no_more() {
    let server = Server::start().await;
    let wiki = app(&server, "Wiki").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let attempt = wiki.attempt();
    let nonce = attempt.nonce.secret().clone();
    let question = ada.visit(&attempt.url).await;
    let answer = ada.approve(&question).await;
    let claims = wiki.redeem(attempt, &answer).await.id_token.claims;
    let now = server.now().unix_seconds();
    assert_eq!((claims["iss"].as_str(), &claims["aud"]), (Some(&*server.url), &json!(wiki.app.to_string())));
    assert_eq!((claims["iat"].as_i64(), claims["nonce"].as_str()), (Some(now), Some(&*nonce)));
    assert!(claims["exp"].as_i64().unwrap() > now);
    let names: Vec<_> = claims.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["acr", "at_hash", "aud", "auth_time", "exp", "iat", "iss", "nonce", "sid", "sub"]);
}

#[tokio::test]
async fn claims_go_into_the_id_token_when_they_are_asked_for_there() {
    let server = Server::start().await;
    let wiki = app(&server, "Wiki").await;
    let registered = server.app_with("Small", |app| app.scope = ScopeSet::parse("openid email").unwrap()).await;
    let small = RelyingParty::new(&server, &registered).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let claims = r#"{"id_token":{"email":null,"name":{"essential":true}}}"#;
    for (wiki, scopes, told) in [(&wiki, &["email", "profile"][..], true), (&small, &["email"][..], false)] {
        let attempt = wiki.attempt_with(scopes, &[("claims", claims)]);
        let mut page = ada.visit(&attempt.url).await;
        if page.is_question() {
            page = ada.approve(&page).await;
        }
        let token = wiki.redeem(attempt, &page).await.id_token;
        assert_eq!(token.claims["email"], "ada@example.com");
        assert_eq!(token.claims.get("name").is_some(), told, "what the app may not ask for is not told");
    }
}

#[tokio::test]
async fn a_subject_is_one_at_an_app_and_another_at_an_app_of_another_host() {
    let server = Server::start().await;
    let (wiki, blog) = (app(&server, "Wiki").await, app(&server, "Blog").await);
    let registered = server.app_with("Bank", |app| app.redirect_uris = uris(&["https://bank.example/cb"])).await;
    let bank = RelyingParty::new(&server, &registered).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let mut bea = Person::with_account(&server, "bea@example.com").await;
    let subject = async |app: &RelyingParty, person: &mut Person| {
        let tokens = app.sign_in(person).await;
        let (_, info) = app.userinfo(&tokens.access_token).await;
        assert_eq!(info["sub"], tokens.id_token.claims["sub"]);
        info["sub"].as_str().unwrap().to_owned()
    };
    let at_wiki = subject(&wiki, &mut ada).await;
    assert_eq!(subject(&wiki, &mut ada).await, at_wiki);
    assert_eq!(subject(&blog, &mut ada).await, at_wiki, "one host is one sector");
    assert_ne!(subject(&bank, &mut ada).await, at_wiki);
    assert_ne!(subject(&wiki, &mut bea).await, at_wiki);
    let id = ada.whoami().await["account"]["id"].as_str().unwrap().to_owned();
    assert!(!at_wiki.contains(&id), "the account's own id is nobody's business");
}

#[tokio::test]
async fn userinfo_takes_the_token_in_the_header_or_the_body_and_not_in_the_query() {
    let server = Server::start().await;
    let wiki = app(&server, "Wiki").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let token = wiki.sign_in(&mut ada).await.access_token;
    let url = format!("{}/oauth2/userinfo", server.url);
    let client = Client::new();
    let header = format!("bEaReR {token}");
    for request in [
        client.get(&url).bearer_auth(&token),
        client.get(&url).header("authorization", &header),
        client.post(&url).bearer_auth(&token),
        client.post(&url).form(&[("access_token", &token)]),
    ] {
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.json::<serde_json::Value>().await.unwrap()["email"], "ada@example.com");
    }
    let both = client.post(&url).bearer_auth(&token).form(&[("access_token", &token)]).send().await.unwrap();
    assert_eq!(both.status(), 400);
    for request in [
        client.get(format!("{url}?access_token={token}")),
        client.get(&url),
        client.get(&url).bearer_auth("unknown"),
        client.get(&url).basic_auth("x", Some(&token)),
    ] {
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 401);
        assert!(answer.headers()["www-authenticate"].to_str().unwrap().starts_with("Bearer"));
    }
}

#[tokio::test]
async fn an_access_token_lasts_ten_minutes() {
    let server = Server::start().await;
    let wiki = app(&server, "Wiki").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let token = wiki.sign_in(&mut ada).await.access_token;
    server.wait(Duration::from_secs(599));
    assert_eq!(wiki.userinfo(&token).await.0, 200);
    server.wait(Duration::from_secs(1));
    assert_eq!(wiki.userinfo(&token).await.0, 401);
    assert_eq!(wiki.introspect(&token).await, json!({ "active": false }));
}

#[tokio::test]
async fn userinfo_tells_what_the_scope_allows() {
    let server = Server::start().await;
    let wiki = app(&server, "Wiki").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    for (scopes, names) in [
        (&[][..], &["sub"][..]),
        (&["profile"][..], &["name", "preferred_username", "sub"][..]),
        (&["email"][..], &["email", "email_verified", "sub"][..]),
        (&["email", "profile"][..], &["email", "email_verified", "name", "preferred_username", "sub"][..]),
    ] {
        let attempt = wiki.attempt_with(scopes, &[]);
        let mut page = ada.visit(&attempt.url).await;
        if page.is_question() {
            page = ada.approve(&page).await;
        }
        let tokens = wiki.redeem(attempt, &page).await;
        let (_, info) = wiki.userinfo(&tokens.access_token).await;
        assert_eq!(info.as_object().unwrap().keys().collect::<Vec<_>>(), names);
        assert!(tokens.refresh_token.is_none(), "without offline_access");
    }
}

#[tokio::test]
async fn what_carries_tokens_is_not_stored_by_anybody_on_the_way() {
    let server = Server::start().await;
    let wiki = app(&server, "Wiki").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let refresh = wiki.sign_in(&mut ada).await.refresh_token.unwrap();
    let client = Client::new();
    let fields = [("grant_type", "refresh_token"), ("refresh_token", refresh.as_str())];
    let request = client.post(format!("{}/oauth2/token", server.url)).form(&fields);
    let answer = request.basic_auth(wiki.app.to_string(), wiki.secret.as_ref()).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["cache-control"], "no-store");
    assert_eq!(answer.headers()["pragma"], "no-cache");
    let path = wiki.attempt().url;
    let request = ada.request(Method::GET, &path);
    let page = ada.send(request, &path).await;
    assert_eq!(
        (page.word().as_str(), page.header("cache-control"), page.header("referrer-policy")),
        ("code", "no-store", "no-referrer")
    );
}
