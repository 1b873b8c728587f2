//! Row 40 (GHSA-9695-w6h2-jpv9, GHSA-8g9r-9wjw-37j4): objects of another account are not found, and are not changed.

use reqwest::Method;
use serde_json::json;

use super::trusted;
use crate::support::{PASSWORD, Page, Person, RelyingParty, Server};

/// The first id between two parts of a path on a page.
fn id_on(page: &Page, before: &str, after: &str) -> String {
    let mut rests = page.body.split(before).skip(1);
    let found = rests.find_map(|rest| Some(rest.split_once(after)?.0).filter(|id| id.len() == 36));
    found.unwrap_or_else(|| panic!("no {before}…{after}: {}", page.body)).to_owned()
}

/// Ids that do not exist, and texts that are no ids.
const NOTHING: [&str; 5] = ["01890000-0000-7000-8000-000000000000", "0", "x", "..", "%00"];

#[tokio::test]
async fn cve_40_sessions_devices_and_access_of_another_account_are_not_there_and_stay() {
    let server = Server::start().await;
    let bank = RelyingParty::register(&server, "Bank").await;
    let (mut victim, phone) = Person::enrolled(&server, "victim@example.com").await;
    let mut at_home = trusted(&server, "victim@example.com", &phone).await;
    at_home.sign_in().await;
    let tokens = bank.sign_in(&mut victim).await;
    let security = at_home.visit("/dashboard/security").await;
    let session = id_on(&security, "/dashboard/security/sessions/", "/end\"");

    let (mut thief, thiefs_phone) = Person::enrolled(&server, "thief@example.com").await;
    server.next_step();
    let app = bank.app.to_string();
    let device = id_on(&security, "/dashboard/security/devices/", "/forget\"");
    let mut targets = vec![
        format!("/dashboard/security/sessions/{session}/end"),
        format!("/dashboard/security/devices/{device}/forget"),
        format!("/dashboard/apps/{app}/revoke"),
        format!("/dashboard/developer/apps/{app}/revoke-user"),
        format!("/dashboard/developer/apps/{app}/require-2fa"),
        format!("/dashboard/developer/apps/{app}/secrets"),
        format!("/dashboard/developer/apps/{app}/delete"),
    ];
    for nothing in NOTHING {
        targets.push(format!("/dashboard/security/sessions/{nothing}/end"));
        targets.push(format!("/dashboard/security/devices/{nothing}/forget"));
        targets.push(format!("/dashboard/apps/{nothing}/revoke"));
    }
    let code = thiefs_phone.code(server.now());
    for path in &targets {
        let fields = [
            ("password", PASSWORD),
            ("code", code.as_str()),
            ("email", "victim@example.com"),
            ("label", "x"),
            ("required", "false"),
        ];
        let answer = thief.post(path, &fields).await;
        assert_eq!(answer.status, 404, "{path}: {}", answer.body);
        for method in [Method::DELETE, Method::PUT, Method::PATCH] {
            let request = thief.request(method.clone(), path).form(&fields);
            let status = thief.send(request, path).await.status.as_u16();
            assert!([404, 405].contains(&status), "{method} {path}: {status}");
        }
    }

    assert!(victim.is_signed_in().await && victim.is_two_factor().await);
    assert!(at_home.is_signed_in().await, "the session that was named goes on");
    assert!(bank.is_alive(&tokens).await);
    let mut again = at_home.clone();
    again.post("/sign-out", &[]).await;
    assert!(!again.sign_in().await.asks_for_code(), "the device is trusted still");
}

#[tokio::test]
async fn cve_40_the_factor_of_another_account_stays_whatever_is_named_in_the_form() {
    let server = Server::start().await;
    let (mut victim, phone) = Person::enrolled(&server, "victim@example.com").await;
    let victims_id = victim.whoami().await["account"]["id"].as_str().unwrap().to_owned();
    let (mut thief, thiefs_phone) = Person::enrolled(&server, "thief@example.com").await;
    for path in ["/dashboard/security/disable", "/dashboard/security/recovery-codes", "/dashboard/security/enrol"] {
        server.next_step();
        let code = thiefs_phone.code(server.now());
        // With the thief's own proof, for an account that the form names: these routes act only on the signed-in
        // account.
        let fields = [
            ("password", PASSWORD),
            ("code", code.as_str()),
            ("account", victims_id.as_str()),
            ("account_id", victims_id.as_str()),
            ("id", victims_id.as_str()),
            ("email", "victim@example.com"),
        ];
        thief.post(path, &fields).await;
        assert!(victim.is_enrolled().await && victim.is_two_factor().await, "{path}");
    }
    let body = json!({ "account": victims_id });
    for path in ["/api/session", "/api/account/factors", "/api/developer/apps"] {
        let status = thief.api(Method::DELETE, path, &body).await.status.as_u16();
        assert!([404, 405].contains(&status), "{path}: {status}");
    }
    server.next_step();
    let mut elsewhere = Person::new(&server, "victim@example.com");
    let challenge = elsewhere.give_password().await;
    let page = elsewhere.pass_two_factor(&challenge, &phone.code(server.now())).await;
    assert_eq!(page.status, 200, "the victim's own phone still opens the account: {}", page.body);
    assert!(elsewhere.is_two_factor().await);
}
