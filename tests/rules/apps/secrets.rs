//! Client secrets: two at a time, so that a rotation breaks nothing; each shown once.

use serde_json::json;

use super::{look, owner, register};
use crate::support::{Page, Person, RelyingParty, Server};

fn shown(page: &Page) -> String {
    assert_eq!(page.status, 201, "{}", page.body);
    let text = page.between("id=\"client-secret\"", "</textarea>").unwrap();
    text.rsplit_once('>').unwrap().1.to_owned()
}

async fn add(owner: &mut Person, id: impl std::fmt::Display, label: &str) -> Page {
    owner.post(&format!("/dashboard/developer/apps/{id}/secrets"), &[("label", label)]).await
}

#[tokio::test]
async fn a_secret_is_rotated_without_a_moment_in_which_none_works() {
    let server = Server::start().await;
    let registered = server.app("Bank").await;
    let id = registered.app.id;
    let mut bank = RelyingParty::new(&server, &registered).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let refresh = bank.sign_in(&mut ada).await.refresh_token.unwrap();
    let mut owner = owner(&server).await;

    server.wait(std::time::Duration::from_secs(1));
    let old = bank.secret.clone().unwrap();
    let new = shown(&add(&mut owner, id, "second").await);
    assert_ne!(old, new);
    let (status, first) = bank.refresh_by_hand(&refresh).await;
    assert_eq!(status, 200, "the old one still works");
    bank.secret = Some(new.clone());
    let (status, second) = bank.refresh_by_hand(first["refresh_token"].as_str().unwrap()).await;
    assert_eq!(status, 200, "the new one does already");

    let secrets = look(&mut owner, id).await["secrets"].clone();
    assert_eq!((&secrets[0]["label"], &secrets[1]["label"]), (&json!("first"), &json!("second")));
    assert!(secrets[0]["last_used_at"].is_i64() && secrets[1]["last_used_at"].is_i64(), "each says when it was used");
    let first_id = secrets[0]["id"].as_str().unwrap();
    let removed = owner.post(&format!("/dashboard/developer/apps/{id}/secrets/{first_id}/remove"), &[]).await;
    assert_eq!(removed.status, 303);
    assert_eq!(bank.refresh_by_hand(second["refresh_token"].as_str().unwrap()).await.0, 200, "grants live on");
    bank.secret = Some(old);
    let (status, error) = bank.refresh_by_hand(&refresh).await;
    assert_eq!((status, error["error"].as_str()), (401, Some("invalid_client")), "the old one is over");
}

#[tokio::test]
async fn an_app_has_two_secrets_at_most_and_one_at_least() {
    let server = Server::start().await;
    let id = server.app("Bank").await.app.id;
    let mut owner = owner(&server).await;
    let first = look(&mut owner, id).await["secrets"][0]["id"].as_str().unwrap().to_owned();
    let remove = format!("/dashboard/developer/apps/{id}/secrets/{first}/remove");
    let last = owner.post(&remove, &[]).await;
    assert_eq!(last.status, 400);
    assert!(last.body.contains("The last secret cannot be removed. Add another first."), "{}", last.body);
    shown(&add(&mut owner, id, "second").await);
    let third = add(&mut owner, id, "third").await;
    assert_eq!(third.status, 400);
    assert!(third.body.contains("two secrets at most"), "{}", third.body);
    assert_eq!(look(&mut owner, id).await["secrets"].as_array().unwrap().len(), 2);
    assert_eq!(owner.post(&remove, &[]).await.status, 303);
    assert_eq!(owner.post(&remove, &[]).await.status, 404, "it is gone");
    assert_eq!(look(&mut owner, id).await["secrets"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_secret_is_told_once_and_needs_a_label() {
    let server = Server::start().await;
    let id = server.app("Bank").await.app.id;
    let mut owner = owner(&server).await;
    for label in ["", "   ", &"a".repeat(41)] {
        assert_eq!(add(&mut owner, id, label).await.status, 400, "{label}");
    }
    let secret = shown(&add(&mut owner, id, "second").await);
    for path in ["/dashboard/developer".to_owned(), "/api/developer/apps".into(), format!("/api/developer/apps/{id}")] {
        assert!(!owner.get(&path).await.body.contains(&secret), "{path}");
    }
}

#[tokio::test]
async fn a_public_app_has_none() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let app = register(&mut ada, json!({ "token_endpoint_auth_method": "none" })).await;
    assert!(app.get("client_secret").is_none());
    assert_eq!(app["secrets"], json!([]));
    let id = app["client_id"].as_str().unwrap();
    assert_eq!(add(&mut ada, id, "mine").await.status, 400);
    assert_eq!(look(&mut ada, id).await["secrets"], json!([]));
    assert!(!ada.visit("/dashboard/developer").await.body.contains("Client secrets"));
}

#[tokio::test]
async fn two_owners_who_add_at_once_do_not_get_past_two() {
    let server = Server::start().await;
    let id = server.app("Bank").await.app.id;
    let mut owner = owner(&server).await;
    let csrf = owner.csrf().await;
    let path = format!("/dashboard/developer/apps/{id}/secrets");
    let mut tabs = vec![owner.clone(); 8];
    let fields = [("label", "raced"), ("csrf", csrf.as_str())];
    let answers = futures_util::future::join_all(tabs.iter_mut().map(|tab| tab.post_bare(&path, &fields))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    assert_eq!(look(&mut owner, id).await["secrets"].as_array().unwrap().len(), 2);
}
