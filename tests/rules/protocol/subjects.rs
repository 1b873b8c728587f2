//! `sub`: which apps see the same `sub` of a user, and that it never changes (R28, OIDC Core 8.1).

use twinlock_application::Actor;
use twinlock_application::developer::{ChangeApp, RegisterApp};
use twinlock_application::{ClientMetadata, Member, MetadataPatch, RequestOrigin};
use twinlock_domain::EmailAddress;
use twinlock_ports::SignatureAlgorithm;

use crate::support::{Person, RelyingParty, Server, uris};

const MERCHANT: &str = "merchant@example.com";
const STRANGER: &str = "stranger@example.com";

async fn server() -> Server {
    let server = Server::start().await;
    for owner in [MERCHANT, STRANGER] {
        server.account(owner).await;
    }
    server
}

fn metadata(redirect_uris: &[&str]) -> ClientMetadata {
    let id_token_signed_response_alg = SignatureAlgorithm::EdDsa;
    ClientMetadata { id_token_signed_response_alg, ..ClientMetadata::named("App", uris(redirect_uris)) }
}

async fn app(server: &Server, owner: &str, redirect_uris: &[&str]) -> RelyingParty {
    let owner = Some(EmailAddress::parse(owner).unwrap());
    let command = RegisterApp { by: Actor::Operator, owner, metadata: metadata(redirect_uris) };
    let registered = server.twinlock.register_app(command, &RequestOrigin::default()).await.unwrap();
    RelyingParty::new(server, &registered).await
}

/// The `sub` at an app: the same in the `id_token`, at userinfo and at introspection.
async fn subject(app: &RelyingParty, person: &mut Person) -> String {
    let tokens = app.sign_in(person).await;
    let (_, info) = app.userinfo(&tokens.access_token).await;
    assert_eq!(info["sub"], tokens.id_token.claims["sub"]);
    assert_eq!(info["sub"], app.introspect(&tokens.access_token).await["sub"]);
    info["sub"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn m5_an_app_of_another_owner_never_sees_the_sub_of_a_host_that_it_names() {
    let server = server().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    for uris in [
        &["https://shop.example/cb"][..],
        &["https://shop.example/cb", "https://evil.example/cb"],
        &["https://shop.example:8443/cb"],
        &["http://127.0.0.1/cb"],
        &["com.example.shop:/done"],
    ] {
        let shop = subject(&app(&server, MERCHANT, uris).await, &mut ada).await;
        let copy = subject(&app(&server, STRANGER, uris).await, &mut ada).await;
        assert_ne!(copy, shop, "{uris:?}");
    }
}

#[tokio::test]
async fn s5_apps_of_one_owner_on_one_host_see_one_sub_whatever_the_port() {
    let server = server().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let mut bea = Person::with_account(&server, "bea@example.com").await;
    let shop = app(&server, MERCHANT, &["https://shop.example/cb"]).await;
    let at_shop = subject(&shop, &mut ada).await;
    for uris in [
        &["https://shop.example:8443/other"][..],
        &["https://shop.example/a", "https://shop.example:444/b"],
        &["https://shop.example/a", "com.example.shop:/done"],
    ] {
        assert_eq!(subject(&app(&server, MERCHANT, uris).await, &mut ada).await, at_shop, "{uris:?}");
    }
    for uris in [&["https://www.shop.example/cb"][..], &["https://shop.example/cb", "https://other.example/cb"]] {
        assert_ne!(subject(&app(&server, MERCHANT, uris).await, &mut ada).await, at_shop, "{uris:?}");
    }
    assert_ne!(subject(&shop, &mut bea).await, at_shop);
}

#[tokio::test]
async fn r28_a_sub_stays_when_the_redirect_uris_change() {
    let server = server().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let shop = app(&server, MERCHANT, &["https://shop.example/cb"]).await;
    let native = app(&server, MERCHANT, &["com.example.shop:/done"]).await;
    let (at_shop, at_native) = (subject(&shop, &mut ada).await, subject(&native, &mut ada).await);
    assert_ne!(at_shop, at_native);
    for (app, before) in [(&shop, &at_shop), (&native, &at_native)] {
        for uris in [
            vec![app.redirect_uri.as_str(), "https://moved.example/cb"],
            vec![app.redirect_uri.as_str(), "https://shop.example/cb"],
        ] {
            let patch = MetadataPatch::default().with(Member::RedirectUris, metadata(&uris).get(Member::RedirectUris));
            let command = ChangeApp { by: Actor::Operator, app: app.app, patch, password: None, code: None };
            server.twinlock.change_app(command, &RequestOrigin::default()).await.unwrap();
            assert_eq!(&subject(app, &mut ada).await, before, "{uris:?}");
        }
    }
}
