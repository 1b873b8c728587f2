//! Requests without the scope `openid`: plain OAuth, the same flow, gate and consent, and no `id_token` (R29).

use serde_json::Value;
use twinlock_domain::{ScopeSet, ScopeToken};

use super::app;
use crate::support::{Attempt, Page, Person, RelyingParty, Server};

/// An authorization request with this scope only.
fn attempt(app: &RelyingParty, scope: &str, more: &[(&str, &str)]) -> Attempt {
    let attempt = app.attempt_with(&[], more);
    let mut url: url::Url = attempt.url.parse().unwrap();
    let pairs: Vec<_> = url.query_pairs().into_owned().filter(|(name, _)| name != "scope").collect();
    url.query_pairs_mut().clear().extend_pairs(pairs).append_pair("scope", scope);
    Attempt { url: url.into(), ..attempt }
}

async fn redeemed(app: &RelyingParty, attempt: &Attempt, page: &Page) -> Value {
    let code = app.code(attempt, page);
    let (status, tokens) = app.redeem_by_hand(&code, attempt.verifier.secret()).await;
    assert_eq!(status, 200, "{tokens}");
    tokens
}

#[tokio::test]
async fn r29_without_openid_there_is_an_access_token_and_no_id_token() {
    let server = Server::start().await;
    let wiki = app(&server, "Wiki").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let asked = attempt(&wiki, "email offline_access", &[]);
    let question = ada.visit(&asked.url).await;
    assert!(question.is_question(), "it is asked all the same: {}", question.body);
    let answer = ada.approve(&question).await;
    let tokens = redeemed(&wiki, &asked, &answer).await;
    assert!(tokens.get("id_token").is_none(), "{tokens}");
    assert_eq!(tokens["scope"], "email offline_access");

    let access = tokens["access_token"].as_str().unwrap();
    let (status, refused) = wiki.userinfo(access).await;
    assert_eq!((status, &refused["error"]), (403, &Value::from("insufficient_scope")), "{refused}");
    let told = wiki.introspect(access).await;
    assert_eq!((&told["active"], &told["scope"]), (&Value::from(true), &Value::from("email offline_access")));

    let (status, again) = wiki.refresh_by_hand(tokens["refresh_token"].as_str().unwrap()).await;
    assert_eq!(status, 200, "{again}");
    assert!(again.get("id_token").is_none(), "{again}");
    // What is allowed already is not asked again: only `openid` is asked for.
    assert_eq!(ada.ends_at(&attempt(&wiki, "email offline_access", &[]).url).await, "code");
    let more = ada.visit(&wiki.attempt_with(&["email"], &[]).url).await;
    assert!(more.is_question() && more.body.contains("value=\"openid\""), "{}", more.body);
    assert!(!more.body.contains("name=\"scope\" value=\"email\""), "{}", more.body);
}

#[tokio::test]
async fn r29_the_gate_is_the_same_without_openid() {
    let server = Server::start().await;
    let wiki = app(&server, "Wiki").await;
    server.require_2fa(wiki.app, true).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    assert!(ada.visit(&attempt(&wiki, "email", &[]).url).await.is_panel());
    let silent = attempt(&wiki, "email", &[("prompt", "none")]);
    assert_eq!(ada.get(&silent.url).await.word(), "interaction_required");
    let (mut bea, _) = Person::enrolled(&server, "bea@example.com").await;
    let asked = attempt(&wiki, "email", &[]);
    let question = bea.visit(&asked.url).await;
    let answer = bea.approve(&question).await;
    redeemed(&wiki, &asked, &answer).await;
}

#[tokio::test]
async fn r29_without_openid_a_nonce_is_passed_over_and_claims_are_refused() {
    let server = Server::start().await;
    let wiki = app(&server, "Wiki").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let asked = attempt(&wiki, "email", &[]);
    assert!(asked.url.contains("nonce="), "the library sends one");
    assert!(ada.visit(&asked.url).await.is_question());
    for claims in ["{}", r#"{"id_token":{"acr":{"essential":true,"value":"urn:twinlock:acr:2fa"}}}"#] {
        let url = attempt(&wiki, "email", &[("claims", claims), ("prompt", "none")]).url;
        assert_eq!(ada.get(&url).await.word(), "invalid_request", "{claims}");
    }
    for scope in ["", " ", "unknown", "OPENID", "open_id e-mail"] {
        let url = attempt(&wiki, scope, &[("prompt", "none")]).url;
        assert_eq!(ada.get(&url).await.word(), "invalid_scope", "{scope:?}");
    }
    // Parameters that require a second factor do so here as well.
    let raised = attempt(&wiki, "email", &[("acr_values", "urn:twinlock:acr:2fa")]);
    assert!(!ada.visit(&raised.url).await.is_question());
}

#[tokio::test]
async fn r29_a_scope_of_the_apps_own_is_asked_for_in_its_owners_words_and_granted() {
    let server = Server::start().await;
    let token = ScopeToken::parse("books:read").unwrap();
    let registered = server
        .app_with("Library", |app| {
            app.scope = ScopeSet::parse("email books:read books:write").unwrap();
            app.optional_scope = ScopeSet::parse("books:write").unwrap();
            let write = (ScopeToken::parse("books:write").unwrap(), "Change <b>your</b> books".to_owned());
            app.scope_descriptions = [(token.clone(), "Read your books".to_owned()), write].into();
        })
        .await;
    let library = RelyingParty::new(&server, &registered).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let asked = attempt(&library, "books:read books:write unheard:of", &[]);
    let question = ada.visit(&asked.url).await;
    assert!(question.is_question() && question.body.contains("Read your books"), "{}", question.body);
    assert!(question.body.contains("Change &lt;b&gt;your&lt;/b&gt; books"), "the owner's words are no markup");
    let answer = ada.approve(&question).await;
    let tokens = redeemed(&library, &asked, &answer).await;
    assert_eq!(tokens["scope"], "books:read books:write", "the unknown one is ignored");
    let told = library.introspect(tokens["access_token"].as_str().unwrap()).await;
    assert_eq!(told["scope"], "books:read books:write");
    assert!(ada.visit("/dashboard/apps").await.body.contains("Read your books"));

    let refused = ada.ends_at(&attempt(&library, "books:read profile", &[]).url).await;
    assert_eq!(refused, "invalid_scope", "a standard scope that the app is not registered for");
}
