//! An account with many apps, and an app with many events: the pages stay small and make few calls of the store.

use reqwest::Method;
use serde_json::json;
use twinlock_domain::{AuditEventId, AuditKind, AuditOutcome};
use twinlock_ports::AuditEvent;

use super::{look, owner, refused, register, try_register};
use crate::support::{FaultyStore, Page, Person, Server, ServerOptions, store};

/// Adds that many events of an app, as months of sign-ins would.
async fn much_happens(server: &Server, app: twinlock_domain::AppId, count: u16) {
    let now = server.now();
    let mut tx = server.store.begin(twinlock_ports::Mode::Write).await.unwrap();
    for n in 0..count {
        let mut own = [0; 10];
        own[..2].copy_from_slice(&n.to_be_bytes());
        own[2..].copy_from_slice(&app.as_bytes()[8..]);
        let event = AuditEvent {
            id: AuditEventId::new(now, own),
            at: now,
            kind: if n % 2 == 0 { AuditKind::CodeIssued } else { AuditKind::EnrolmentAgeChanged },
            outcome: AuditOutcome::Done,
            account: None,
            actor: None,
            app: Some(app),
            reason: None,
            detail: None,
            request: "r".into(),
            address: "192.0.2.1".into(),
        };
        tx.record(&event).await.unwrap();
    }
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn m3_an_account_registers_a_hundred_apps_and_no_more() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    for _ in 0..99 {
        register(&mut ada, json!({ "token_endpoint_auth_method": "none" })).await;
    }
    // Several requests at once, of which only one may register.
    let csrf = ada.csrf().await;
    let fields = [
        ("name", "Raced"),
        ("scope", "openid"),
        ("redirect_uris", "https://hers.example/"),
        ("id_token_alg", "EdDSA"),
        ("kind", "public"),
    ];
    let fields: Vec<_> = fields.into_iter().chain([("csrf", csrf.as_str())]).collect();
    let mut tabs = vec![ada.clone(); 4];
    let answers = tabs.iter_mut().map(|tab| tab.post_bare("/dashboard/developer/apps", &fields));
    let answers: Vec<Page> = futures_util::future::join_all(answers).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 303).count(), 1);
    let full = answers.iter().find(|answer| answer.status != 303).unwrap();
    assert_eq!(full.status, 409, "{}", full.body);
    assert!(full.body.contains("You have 100 apps, which is the most."), "{}", full.body);
    assert!(full.body.contains("value=\"Raced\""), "what was typed is not lost");
    refused(&try_register(&mut ada, json!({})).await, 409, "too_many_apps");

    let list = ada.get("/api/developer/apps").await.json();
    assert_eq!(list["apps"].as_array().unwrap().len(), 100);
    let page = ada.visit("/dashboard/developer").await;
    assert_eq!(page.body.matches("<details class=\"card app\" id=\"app-").count(), 100);
    assert!(page.body.len() < 200_000, "{} bytes", page.body.len());

    let first = list["apps"][0]["client_id"].as_str().unwrap();
    assert_eq!(ada.api(Method::DELETE, &format!("/api/developer/apps/{first}"), &json!({})).await.status, 204);
    register(&mut ada, json!({})).await;
    let mut bob = Person::with_account(&server, "bob@example.com").await;
    register(&mut bob, json!({})).await;
}

/// How many calls of the store a page needs, and how many bytes it has.
async fn cost(store: &FaultyStore, person: &mut Person, path: &str) -> (usize, usize) {
    store.heal();
    let page = person.get(path).await;
    assert_eq!(page.status, 200, "{}", page.body);
    (store.heal(), page.body.len())
}

#[tokio::test]
async fn m3_pages_do_not_grow_with_what_happened_nor_the_list_with_its_rows() {
    let store = FaultyStore::over(store::fresh().await);
    let options = ServerOptions { store: Some(std::sync::Arc::new(store.clone())), ..ServerOptions::default() };
    let server = Server::start_with(options).await;
    let mut apps = Vec::new();
    for n in 0..3 {
        apps.push(server.app(&format!("App {n}")).await.app.id);
    }
    let mut owner = owner(&server).await;
    owner.get("/api/session").await;
    let (open, more) = (
        format!("/dashboard/developer?open={}", apps[0]),
        format!("/dashboard/developer?open={}&events=more", apps[0]),
    );
    let paths = ["/dashboard/developer", &open, &more, "/api/developer/apps"];
    let mut before = Vec::new();
    for path in paths {
        before.push(cost(&store, &mut owner, path).await);
    }
    for app in &apps {
        much_happens(&server, *app, 400).await;
    }
    for (path, (calls, bytes)) in paths.into_iter().zip(&before) {
        let (now, size) = cost(&store, &mut owner, path).await;
        assert_eq!(now, *calls, "{path} asks the store more often");
        assert!(size < bytes + 40_000, "{path} grew from {bytes} to {size} bytes");
    }
    let list = cost(&store, &mut owner, "/dashboard/developer").await;
    assert_eq!(list, before[0], "the list shows no events");
    for n in 3..13 {
        server.app(&format!("App {n}")).await;
    }
    for (path, (calls, _)) in paths.into_iter().zip(&before) {
        assert_eq!(cost(&store, &mut owner, path).await.0, *calls, "{path} asks for each app");
    }

    let page = owner.get(&open).await;
    let shown = |page: &Page| page.between("Events of the app", "</details>").unwrap().matches("<li").count();
    assert_eq!(shown(&page), 20, "the newest");
    assert!(page.body.contains("&amp;events=more#events-"), "{}", page.body);
    let page = owner.get(&more).await;
    assert_eq!(shown(&page), 100);
    let other = page.between(&format!("id=\"app-{}\"", apps[1]), "</details>").unwrap();
    assert!(!other.contains("<form"), "a closed row has nothing in it but its link: {other}");
    assert!(other.contains(&format!("href=\"/dashboard/developer?open={}#app-{}\"", apps[1], apps[1])), "{other}");
    assert_eq!(look(&mut owner, apps[1]).await["client_name"], "App 1");
}
