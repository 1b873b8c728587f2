//! Redirect URIs: what an owner reads about one that is not accepted, and who sees what of one that is not registered.

use reqwest::Method;
use serde_json::json;

use crate::support::{Page, Person, RelyingParty, Server, uris};

const REGISTERED: [&str; 3] =
    ["https://rp.example/callback", "http://127.0.0.1:1234/native/cb", "https://secret-staging.example/callback"];

async fn many(server: &Server) -> RelyingParty {
    let registered = server.app_with("Many", |app| app.redirect_uris = uris(&REGISTERED)).await;
    RelyingParty::new(server, &registered).await
}

/// The page for a redirect URI that is not registered.
async fn mismatch(person: &mut Person, app: &RelyingParty, requested: &str) -> Page {
    let mut url: url::Url = app.attempt().url.parse().unwrap();
    let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    url.query_pairs_mut().clear().extend_pairs(pairs.iter().filter(|(name, _)| name != "redirect_uri"));
    url.query_pairs_mut().append_pair("redirect_uri", requested);
    let page = person.get(url.as_str()).await;
    assert_eq!((page.status.as_u16(), page.location()), (400, None), "{requested}");
    page
}

#[tokio::test]
async fn l7_only_the_owner_sees_which_redirect_uris_are_registered() {
    let server = Server::start().await;
    let many = many(&server).await;
    let mut owner = Person::new(&server, "owner@example.com");
    owner.sign_in().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let mut nobody = Person::new(&server, "nobody@example.com");
    for requested in [
        "https://rp.example/callback/",
        "https://secret-staging.example/x",
        "https://evil.example/",
        "http://127.0.0.1:9/x",
    ] {
        for stranger in [&mut ada, &mut nobody] {
            let page = mismatch(stranger, &many, requested).await;
            assert!(page.body.contains(&format!("<code>{requested}</code>")), "{}", page.body);
            assert!(!page.body.contains("<mark>"), "a mark tells how far a guess was right: {}", page.body);
            for uri in REGISTERED {
                assert!(requested.starts_with(uri) || !page.body.contains(uri), "{uri}: {}", page.body);
            }
        }
        let page = mismatch(&mut owner, &many, requested).await;
        assert!(page.body.contains("Nearest registered") && page.body.contains("<mark>"), "{}", page.body);
    }
}

#[tokio::test]
async fn b29_the_page_marks_what_differs_and_not_the_port_that_is_free() {
    let server = Server::start().await;
    let many = many(&server).await;
    let mut owner = Person::new(&server, "owner@example.com");
    owner.sign_in().await;
    for (requested, sent, nearest) in [
        (
            "http://127.0.0.1:51004/native/cb/",
            "<code>http://127.0.0.1:51004/native/cb<mark>/</mark></code>",
            "<code>http://127.0.0.1:1234/native/cb</code> <mark>ends here</mark>",
        ),
        (
            "https://rp.example/callback/",
            "<code>https://rp.example/callback<mark>/</mark></code>",
            "<code>https://rp.example/callback</code> <mark>ends here</mark>",
        ),
        (
            "https://rp.example:8443/callback",
            "<code>https://rp.example<mark>:8443/callback</mark></code>",
            "<code>https://rp.example<mark>/callback</mark></code>",
        ),
    ] {
        let page = mismatch(&mut owner, &many, requested).await;
        assert!(page.body.contains(sent), "{sent}: {}", page.body);
        assert!(page.body.contains(nearest), "{nearest}: {}", page.body);
    }
}

#[tokio::test]
async fn b29_each_fault_of_a_redirect_uri_has_its_own_sentence() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    for (uri, words) in [
        ("https://App.Example.org/cb", "the host in lower case"),
        ("HTTPS://app.example.org/cb", "the scheme in lower case"),
        ("https://app.example.org/a b", "ASCII without spaces"),
        ("https://b\u{fc}cher.example/cb", "Punycode"),
        ("https://app.example.org:99999/", "port"),
        ("https:///cb", "the host is missing"),
        ("app.example.org/cb", "absolute"),
        ("app.example.org:8443/cb", "a slash"),
        ("https://app.example.org/{id}", "cannot contain"),
        ("https://app.example.org/%zz", "hexadecimal"),
        ("https://app.example.org/cb#x", "no fragment"),
        ("https://*.example.org/", "no wildcard"),
        ("https://user@app.example.org/", "no user name"),
        ("http://app.example.org/", "use https"),
        ("javascript:alert(1)", "cannot be used"),
        ("ms-settings:/x", "cannot be used"),
        ("", "missing"),
    ] {
        let body = json!({ "client_name": "Hers", "redirect_uris": [uri] });
        let answer = ada.api(Method::POST, "/api/developer/apps", &body).await;
        let said = answer.json();
        assert_eq!((answer.status.as_u16(), &said["error"]), (400, &json!("invalid_redirect_uri")), "{uri}");
        assert!(said["error_description"].as_str().unwrap().contains(words), "{uri}: {said}");
    }
    // A path may be missing.
    let body = json!({ "client_name": "Hers", "redirect_uris": ["https://app.example.org"] });
    assert_eq!(ada.api(Method::POST, "/api/developer/apps", &body).await.status, 201);
}

#[tokio::test]
async fn a_scheme_without_a_dot_can_be_registered_its_owner_is_warned_and_people_are_asked_each_time() {
    let server = Server::start().await;
    let mut owner = Person::with_account(&server, "owner@example.com").await;
    let uri = "audiobookshelf://oauth";
    let body = json!({ "client_name": "Shelf", "redirect_uris": [uri, "com.example.shelf:/done"], "token_endpoint_auth_method": "none" });
    let app = owner.api(Method::POST, "/api/developer/apps", &body).await.json();
    let warnings = app["warnings"].as_array().unwrap();
    assert_eq!(warnings.len(), 1, "{app}");
    assert!(warnings[0].as_str().unwrap().contains("the scheme audiobookshelf:"), "{app}");
    let page = owner.get(&format!("/dashboard/developer?app={}", app["client_id"].as_str().unwrap())).await;
    assert!(page.body.contains("the scheme audiobookshelf:"), "{}", page.body);

    let registered = server
        .app_with("Shelf", |app| {
            app.redirect_uris = uris(&[uri]);
            app.kind = twinlock_ports::ClientKind::Public;
        })
        .await;
    let shelf = RelyingParty::new(&server, &registered).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    for _ in 0..2 {
        let question = ada.visit(&shelf.attempt().url).await;
        assert!(question.is_question(), "{}", question.body);
        let answer = ada.approve(&question).await;
        assert!(answer.location().unwrap().starts_with("audiobookshelf://oauth?code="), "{:?}", answer.location());
    }
}
