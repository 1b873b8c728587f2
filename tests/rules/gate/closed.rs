//! Fail closed: the database fails, or a row is corrupt, at each call in turn that a use case makes of it. The response
//! is 503, no code is issued, nothing is recorded; and the same request passes once the database works (R26).

use std::sync::Arc;

use serde_json::Value;
use twinlock_domain::AuditKind;

use crate::support::{Attempt, Fault, FaultyStore, Page, Person, RelyingParty, Server, store};

struct World {
    server: Server,
    store: FaultyStore,
    bank: RelyingParty,
    ada: Person,
}

impl World {
    /// An enrolled account, and an app that requires two factors.
    async fn new() -> Self {
        let store = FaultyStore::over(store::fresh().await);
        let server = Server::on(Arc::new(store.clone())).await;
        let bank = RelyingParty::register(&server, "Bank").await;
        server.require_2fa(bank.app, true).await;
        let (ada, _) = Person::enrolled(&server, "ada@example.com").await;
        Self { server, store, bank, ada }
    }

    async fn codes_issued(&self) -> usize {
        self.server.count(self.bank.app, AuditKind::CodeIssued).await
    }

    /// A code of a user who approves.
    async fn code(&mut self) -> (Attempt, String) {
        let attempt = self.bank.attempt();
        let mut page = self.ada.visit(&attempt.url).await;
        if page.is_question() {
            page = self.ada.approve(&page).await;
        }
        let code = self.bank.code(&attempt, &page);
        (attempt, code)
    }

    /// Sends the request to the token endpoint until no call is left to fail; each time before that, it is refused.
    async fn exchange(&self, fault: Fault, fields: &[(&str, &str)], kind: AuditKind) -> Value {
        for nth in 1.. {
            let before = self.server.count(self.bank.app, kind).await;
            self.store.fail_at(nth, fault);
            let (status, body) = self.bank.token(fields).await;
            if self.store.heal() < nth {
                assert!(nth > 8, "it failed at {nth} places only");
                assert_eq!(status, 200, "{body}");
                return body;
            }
            assert_eq!((status, body["error"].as_str()), (503, Some("temporarily_unavailable")), "at {nth}: {body}");
            assert!(body.get("access_token").is_none() && body.get("id_token").is_none());
            assert_eq!(self.server.count(self.bank.app, kind).await, before, "nothing was recorded, at {nth}");
        }
        unreachable!()
    }
}

fn assert_closed(page: &Page, nth: usize) {
    assert_eq!(page.status, 503, "at {nth}: {}", page.body);
    assert_eq!(page.location(), None);
    assert!(!page.brings_a_code());
    assert!(!page.body.contains("unplugged") && !page.body.contains("row of a test"), "causes are not told");
}

async fn authorizing_fails_closed(fault: Fault) {
    let mut world = World::new().await;
    world.code().await;
    let attempt = world.bank.attempt();
    let issued = world.codes_issued().await;
    for nth in 1.. {
        world.store.fail_at(nth, fault);
        let page = world.ada.get(&attempt.url).await;
        if world.store.heal() < nth {
            assert!(nth > 6, "it failed at {nth} places only");
            assert!(page.brings_a_code(), "{}", page.body);
            break;
        }
        assert_closed(&page, nth);
        assert_eq!(world.codes_issued().await, issued, "nothing was recorded, at {nth}");
    }
    assert_eq!(world.codes_issued().await, issued + 1);
}

#[tokio::test]
async fn r26_authorizing_without_a_database_issues_no_code() {
    authorizing_fails_closed(Fault::Gone).await;
}

#[tokio::test]
async fn r26_authorizing_over_a_malformed_row_issues_no_code() {
    authorizing_fails_closed(Fault::Malformed).await;
}

async fn consenting_fails_closed(fault: Fault) {
    let mut world = World::new().await;
    let request = world.ada.pending(&world.bank.attempt().url).await;
    let csrf = world.ada.csrf().await;
    let fields = [("request", &*request), ("decision", "approve"), ("csrf", &*csrf)];
    for nth in 1.. {
        world.store.fail_at(nth, fault);
        let page = world.ada.post_bare("/api/oauth/consent", &fields).await;
        if world.store.heal() < nth {
            assert!(nth > 8, "it failed at {nth} places only");
            assert!(page.brings_a_code(), "{}", page.body);
            break;
        }
        assert_closed(&page, nth);
        assert!(world.server.consent_of("ada@example.com", world.bank.app).await.is_none(), "at {nth}");
        assert_eq!(world.codes_issued().await, 0, "at {nth}");
    }
    assert_eq!(world.codes_issued().await, 1);
}

#[tokio::test]
async fn r26_consenting_without_a_database_records_nothing() {
    consenting_fails_closed(Fault::Gone).await;
}

#[tokio::test]
async fn r26_consenting_over_a_malformed_row_records_nothing() {
    consenting_fails_closed(Fault::Malformed).await;
}

#[tokio::test]
async fn r26_the_panel_and_the_question_are_not_shown_without_a_database() {
    let mut world = World::new().await;
    let mut bare = Person::with_account(&world.server, "bare@example.com").await;
    for (person, shown) in [(&mut world.ada, "question"), (&mut bare, "panel")] {
        let path = format!("/consent?request={}", person.pending(&world.bank.attempt().url).await);
        for fault in [Fault::Gone, Fault::Malformed] {
            for nth in 1.. {
                world.store.fail_at(nth, fault);
                let page = person.get(&path).await;
                if world.store.heal() < nth {
                    assert!(nth > 4, "it failed at {nth} places only");
                    assert_eq!(page.word(), shown);
                    break;
                }
                assert_closed(&page, nth);
                assert!(!page.is_question() && !page.is_panel());
            }
        }
    }
}

#[tokio::test]
async fn r26_redeeming_without_a_database_or_over_a_malformed_row_mints_nothing() {
    let mut world = World::new().await;
    for fault in [Fault::Gone, Fault::Malformed] {
        let (attempt, code) = world.code().await;
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", world.bank.redirect_uri.as_str()),
            ("code_verifier", attempt.verifier.secret().as_str()),
        ];
        let tokens = world.exchange(fault, &fields, AuditKind::CodeRedeemed).await;
        assert_eq!(world.bank.userinfo(tokens["access_token"].as_str().unwrap()).await.0, 200);
    }
}

#[tokio::test]
async fn r26_refreshing_without_a_database_or_over_a_malformed_row_mints_nothing() {
    let mut world = World::new().await;
    let tokens = world.bank.sign_in(&mut world.ada).await;
    let mut token = tokens.refresh_token.unwrap();
    for fault in [Fault::Gone, Fault::Malformed] {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", token.as_str())];
        let body = world.exchange(fault, &fields, AuditKind::TokenRefreshed).await;
        token = body["refresh_token"].as_str().unwrap().to_owned();
    }
}

#[tokio::test]
async fn r26_what_cannot_be_read_is_neither_live_nor_dead() {
    let mut world = World::new().await;
    let tokens = world.bank.sign_in(&mut world.ada).await;
    assert_eq!(world.bank.userinfo(&tokens.access_token).await.0, 200);
    world.store.fail_at(1, Fault::Gone);
    assert_eq!(world.bank.userinfo(&tokens.access_token).await.0, 503);
    let told = world.bank.introspect(&tokens.access_token).await;
    assert_eq!(told["error"], "temporarily_unavailable");
    assert!(told.get("active").is_none());
    world.store.heal();
    assert!(world.bank.is_alive(&tokens).await);
}
