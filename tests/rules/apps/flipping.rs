//! R24: turning the requirement on is simple and takes effect at once; what weakens or breaks something requires a
//! proof. All changes are recorded.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;
use twinlock_domain::AuditKind;

use super::{look, owner, put, refused};
use crate::support::{PASSWORD, Person, RelyingParty, Server};

const STALE: Duration = Duration::from_mins(6);

#[tokio::test]
async fn r24_turning_it_on_takes_a_signed_in_owner_and_effect_at_once() {
    let server = Server::start().await;
    let registered = server.app("Bank").await;
    let id = registered.app.id;
    let bank = RelyingParty::new(&server, &registered).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    bank.sign_in(&mut ada).await;
    let mut owner = owner(&server).await;
    assert_eq!(look(&mut owner, id).await["require_2fa"], false);
    server.wait(STALE);

    let answer = put(&mut owner, id, json!({ "required": true })).await;
    assert_eq!(answer.status, 200, "no password is asked for: {}", answer.body);
    let state = answer.json();
    assert_eq!(state["required"], true);
    assert_eq!(state["policy_epoch"], 1);
    assert_eq!(state["since"], server.now().unix_seconds());
    assert_eq!(look(&mut owner, id).await["require_2fa"], true);
    assert!(ada.visit(&bank.attempt().url).await.is_panel(), "although she had said yes before");
}

#[tokio::test]
async fn r24_turning_on_what_is_on_changes_nothing() {
    let server = Server::start().await;
    let id = server.app("Bank").await.app.id;
    let mut owner = owner(&server).await;
    let first = put(&mut owner, id, json!({ "required": true })).await.json();
    server.wait(Duration::from_mins(1));
    assert_eq!(put(&mut owner, id, json!({ "required": true })).await.json(), first);
    let events = server.events().await;
    assert_eq!(events.iter().filter(|event| event.kind == AuditKind::RequirementOn).count(), 1);
}

#[tokio::test]
async fn r24_turning_it_off_takes_a_fresh_password() {
    let server = Server::start().await;
    let id = server.app("Bank").await.app.id;
    server.require_2fa(id, true).await;
    let mut owner = owner(&server).await;
    server.wait(STALE);
    let off = json!({ "required": false });
    refused(&put(&mut owner, id, off.clone()).await, 403, "password_required");
    let wrong = json!({ "required": false, "password": "wrong horse battery staple" });
    refused(&put(&mut owner, id, wrong).await, 403, "wrong_password");
    assert_eq!(look(&mut owner, id).await["require_2fa"], true);
    let right = json!({ "required": false, "password": PASSWORD });
    let answer = put(&mut owner, id, right).await;
    assert_eq!((answer.status.as_u16(), &answer.json()["required"]), (200, &json!(false)));
    assert_eq!(look(&mut owner, id).await["require_2fa"], false);

    // If it was entered a moment ago at sign-in, it need not be entered again.
    server.require_2fa(id, true).await;
    let mut again = Person::new(&server, "owner@example.com");
    again.sign_in().await;
    assert_eq!(put(&mut again, id, off).await.status, 200);
}

#[tokio::test]
async fn r24_an_owner_who_is_enrolled_gives_a_fresh_code_as_well() {
    let server = Server::start().await;
    let id = server.app("Bank").await.app.id;
    server.require_2fa(id, true).await;
    let mut owner = owner(&server).await;
    let phone = owner.enrol(&server).await;
    server.next_step();
    let code = phone.code(server.now());
    refused(&put(&mut owner, id, json!({ "required": false })).await, 403, "code_required");
    let body = json!({ "required": false, "code": phone.wrong_code(server.now()) });
    refused(&put(&mut owner, id, body).await, 403, "wrong_code");
    let body = json!({ "required": false, "code": phone.code_off_by(server.now(), -1) });
    refused(&put(&mut owner, id, body).await, 403, "code_already_used");
    server.wait(STALE);
    let code_now = phone.code(server.now());
    refused(&put(&mut owner, id, json!({ "required": false, "code": code_now })).await, 403, "password_required");
    refused(&put(&mut owner, id, json!({ "required": false, "password": PASSWORD })).await, 403, "code_required");
    assert_ne!(code, code_now);
    assert_eq!(look(&mut owner, id).await["require_2fa"], true);

    let body = json!({ "required": false, "password": PASSWORD, "code": code_now });
    assert_eq!(put(&mut owner, id, body).await.status, 200, "the code was not used up by the tries without a password");
    server.require_2fa(id, true).await;
    let body = json!({ "required": false, "password": PASSWORD, "code": code_now });
    refused(&put(&mut owner, id, body).await, 403, "code_already_used");
    assert_eq!(look(&mut owner, id).await["require_2fa"], true);
}

#[tokio::test]
async fn r24_revoking_all_takes_the_same_proof() {
    let server = Server::start().await;
    let registered = server.app("Bank").await;
    let id = registered.app.id;
    let bank = RelyingParty::new(&server, &registered).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let tokens = bank.sign_in(&mut ada).await;
    let mut owner = owner(&server).await;
    let phone = owner.enrol(&server).await;
    server.next_step();
    server.wait(STALE);
    let path = format!("/api/developer/apps/{id}/revoke-consents");
    let code = phone.code(server.now());
    for (body, error) in [
        (json!({}), "password_required"),
        (json!({ "code": code }), "password_required"),
        (json!({ "password": PASSWORD }), "code_required"),
        (json!({ "password": "wrong horse battery staple", "code": code }), "wrong_password"),
    ] {
        refused(&owner.api(Method::POST, &path, &body).await, 403, error);
    }
    // Nor by changing the requirement.
    refused(&put(&mut owner, id, json!({ "required": true, "revoke_all": true })).await, 403, "password_required");
    assert_eq!(look(&mut owner, id).await["require_2fa"], false, "half of it was not done");
    let refresh = tokens.refresh_token.unwrap();
    let (status, fresh) = bank.refresh_by_hand(&refresh).await;
    assert_eq!(status, 200, "all of that revoked nobody");

    let answer = owner.api(Method::POST, &path, &json!({ "password": PASSWORD, "code": code })).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let expected = json!({ "policy_epoch": 1, "revoked_at": server.now().unix_seconds() });
    assert_eq!(answer.json(), expected);
    assert_eq!(bank.userinfo(fresh["access_token"].as_str().unwrap()).await.0, 401);
    let (status, error) = bank.refresh_by_hand(fresh["refresh_token"].as_str().unwrap()).await;
    assert_eq!((status, error["error"].as_str()), (400, Some("invalid_grant")));
    assert!(ada.visit(&bank.attempt().url).await.is_question(), "the consent is gone as well");
}

#[tokio::test]
async fn r24_turning_it_on_and_revoking_all_can_be_one_stroke() {
    let server = Server::start().await;
    let registered = server.app("Bank").await;
    let id = registered.app.id;
    let bank = RelyingParty::new(&server, &registered).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let tokens = bank.sign_in(&mut ada).await;
    let mut owner = owner(&server).await;
    let body = json!({ "required": true, "revoke_all": true });
    let state = put(&mut owner, id, body).await.json();
    assert_eq!((state["required"].as_bool(), state["policy_epoch"].as_u64()), (Some(true), Some(2)));
    assert_eq!(state["affected"]["consented"], 0);
    assert_eq!(state["affected"]["grandfathered_grants"], 0, "nobody is grandfathered");
    assert_eq!(bank.refresh_by_hand(&tokens.refresh_token.unwrap()).await.0, 400);
}

#[tokio::test]
async fn r24_the_page_does_what_the_api_does() {
    let server = Server::start().await;
    let id = server.app("Bank").await.app.id;
    let mut owner = owner(&server).await;
    let page = owner.visit("/dashboard/developer").await;
    let switch = format!("/dashboard/developer/apps/{id}/require-2fa");
    assert!(page.body.contains(&format!("action=\"{switch}\"")));
    assert!(!page.body.contains("2FA required"));
    server.wait(STALE);
    let answer = owner.post_from(&page, &switch, &[("required", "true")]).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let page = owner.follow(answer).await;
    assert!(page.body.contains("2FA required") && page.body.contains("aria-checked=\"true\""), "{}", page.body);

    let off = [("required", "false")];
    let refused = owner.post_from(&page, &switch, &off).await;
    assert_eq!(refused.status, 403);
    assert!(refused.body.contains("Enter your password again."), "{}", refused.body);
    assert_eq!(look(&mut owner, id).await["require_2fa"], true);
    let revoke = format!("/dashboard/developer/apps/{id}/revoke-consents");
    assert_eq!(owner.post_from(&page, &revoke, &[]).await.status, 403);
    assert_eq!(owner.post_from(&page, &revoke, &[("password", PASSWORD)]).await.status, 303);
    assert_eq!(look(&mut owner, id).await["policy_epoch"], 2);
    let answer = owner.post_from(&page, &switch, &[("required", "false"), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, 303);
    assert_eq!(look(&mut owner, id).await["require_2fa"], false);
}

#[tokio::test]
async fn r24_every_flip_says_who_when_old_and_new() {
    let server = Server::start().await;
    let id = server.app("Bank").await.app.id;
    let mut owner = owner(&server).await;
    put(&mut owner, id, json!({ "required": true })).await;
    let first = server.now();
    server.wait(Duration::from_mins(1));
    put(&mut owner, id, json!({ "required": false })).await;
    owner.api(Method::POST, &format!("/api/developer/apps/{id}/revoke-consents"), &json!({})).await;
    let second = server.now();
    server.require_2fa(id, true).await;

    let account = owner.whoami().await["account"]["id"].as_str().unwrap().to_owned();
    let events = server.events().await;
    let flips = [AuditKind::RequirementOn, AuditKind::RequirementOff, AuditKind::ConsentsRevoked];
    let mut flips: Vec<_> = events.iter().rev().filter(|event| flips.contains(&event.kind)).collect();
    flips.sort_by_key(|event| event.at);
    let told: Vec<_> = flips
        .iter()
        .map(|event| (event.at, event.actor.map(|id| id.to_string()), event.detail.clone().unwrap_or_default()))
        .collect();
    let who = Some(account);
    assert_eq!(told[0], (first, who.clone(), "off -> on, epoch 0 -> 1".into()));
    assert!(told.contains(&(second, who.clone(), "on -> off, epoch 1".into())), "{told:?}");
    assert!(told.contains(&(second, who, "epoch 1 -> 2".into())), "{told:?}");
    assert!(told.contains(&(second, None, "off -> on, epoch 2 -> 3".into())), "the operator has no account: {told:?}");
    assert!(flips.iter().all(|event| event.app == Some(id)));
    let mut hers = flips.iter().filter(|event| event.actor.is_some());
    assert!(hers.all(|event| !event.request.is_empty() && event.address == "127.0.0.1"), "and in which request");
    let page = owner.visit("/dashboard/developer").await;
    assert!(
        page.body.contains("by owner, ") && page.body.contains("by the operator of this server, "),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn r24_the_history_of_flips_outlasts_the_apps_daily_business() {
    let server = Server::start().await;
    let bank = RelyingParty::register(&server, "Bank").await;
    let mut owner = owner(&server).await;
    put(&mut owner, bank.app, json!({ "required": true })).await;
    put(&mut owner, bank.app, json!({ "required": false })).await;
    let history = async |owner: &mut Person| {
        let page = owner.visit("/dashboard/developer").await;
        page.between("Who changed the rule", "Events of the app").unwrap().matches(">by owner, ").count()
    };
    assert_eq!(history(&mut owner).await, 2);
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    for _ in 0..40 {
        bank.sign_in(&mut ada).await;
    }
    assert_eq!(history(&mut owner).await, 2);
}

#[tokio::test]
async fn r24_a_body_that_is_not_exactly_the_switch_flips_nothing() {
    let server = Server::start().await;
    let id = server.app("Bank").await.app.id;
    let mut owner = owner(&server).await;
    for body in [
        json!({}),
        json!({ "required": "true" }),
        json!({ "required": 1 }),
        json!({ "required": null }),
        json!({ "required": true, "policy_epoch": 9 }),
        json!({ "required": true, "client_id": "another" }),
        json!([true]),
        json!(true),
    ] {
        refused(&put(&mut owner, id, body).await, 400, "invalid_request");
    }
    let path = format!("/api/developer/apps/{id}/require-2fa");
    for method in [Method::GET, Method::HEAD, Method::POST, Method::PATCH, Method::DELETE, Method::OPTIONS] {
        let answer = owner.api(method.clone(), &path, &json!({ "required": true })).await;
        assert_eq!((answer.status.as_u16(), answer.header("allow")), (405, "PUT"), "{method}");
    }
    assert_eq!(look(&mut owner, id).await["require_2fa"], false);
    assert!(server.events().await.iter().all(|event| event.kind != AuditKind::RequirementOn));
}
