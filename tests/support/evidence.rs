//! What is left behind: where a browser ended up, what the audit log says, what is on file.

use std::collections::BTreeMap;

use twinlock_application::Actor;
use twinlock_domain::{AppId, AuditKind, Consent, EmailAddress};
use twinlock_ports::{AuditEvent, Mode};

use super::page::{Page, query_parameter};
use super::{Person, RelyingParty, Server, TokenResponse};

impl Person {
    /// Goes somewhere and says in one word where that ends: `code`, the app's error, or one of our pages.
    pub(crate) async fn ends_at(&mut self, url: &str) -> String {
        let page = self.visit(url).await;
        page.word()
    }

    /// The id of the pending request that an authorization leads to the consent page with.
    pub(crate) async fn pending(&mut self, url: &str) -> String {
        let page = self.get(url).await;
        let location = page.location().unwrap_or_else(|| panic!("no redirect: {}", page.body));
        assert!(location.starts_with("/consent?"), "{location}");
        query_parameter(location, "request").unwrap()
    }

    /// Approves a pending request by hand, as `curl` would: no page is loaded and none wanted.
    pub(crate) async fn approve_by_hand(&mut self, request: &str) -> Page {
        self.decide_by_hand(request, "approve").await
    }

    /// Decides a pending request by hand with a form.
    pub(crate) async fn decide_by_hand(&mut self, request: &str, decision: &str) -> Page {
        let wants_pages = std::mem::replace(&mut self.wants_pages, false);
        let page = self.post("/api/oauth/consent", &[("request", request), ("decision", decision)]).await;
        self.wants_pages = wants_pages;
        page
    }
}

impl Page {
    /// In one word what it is: `code` or an error when it goes to an app.
    pub(crate) fn word(&self) -> String {
        if self.location().is_some_and(|location| !location.starts_with('/')) {
            let code = self.answer("code").map(|_| "code".to_owned());
            return code.or_else(|| self.answer("error")).unwrap_or_else(|| panic!("{:?}", self.location()));
        }
        let path = self.path.split('?').next().unwrap();
        match path.strip_prefix("http://").map_or(path, |rest| &rest[rest.find('/').unwrap_or(rest.len())..]) {
            "/consent" if self.is_question() => "question".into(),
            "/consent" if self.has_button("decision", "deny") => "panel".into(),
            "/two-factor" => "challenge".into(),
            "/sign-in" => "sign-in".into(),
            other => panic!("neither a page of the flow nor an answer: {} at {other}: {}", self.status, self.body),
        }
    }

    /// Whether it brings a code, in its redirect or its body.
    pub(crate) fn brings_a_code(&self) -> bool {
        let by_link = self.answer("code").is_some() || self.body.contains("?code=") || self.body.contains("&code=");
        // In a form that is posted to the app, as a page or as told to a caller of the JSON API.
        let by_page = self.body.contains("data-send-now") && self.body.contains("name=\"code\"");
        by_link || by_page || self.body.contains("\"form_post\":{\"code\"")
    }
}

impl Server {
    /// The app's audit events, newest first, 50 at most.
    pub(crate) async fn events_of(&self, app: AppId) -> Vec<AuditEvent> {
        self.twinlock.app_page(Actor::Operator, app).await.unwrap().events
    }

    /// How many events of a kind the app has.
    pub(crate) async fn count(&self, app: AppId, kind: AuditKind) -> usize {
        self.events_of(app).await.iter().filter(|event| event.kind == kind).count()
    }

    /// Why the gate stopped somebody, each time, in alphabetical order: in a test everything happens at one moment.
    pub(crate) async fn stops(&self, app: AppId) -> Vec<String> {
        let events = self.events_of(app).await;
        let stops = events.into_iter().filter(|event| event.kind == AuditKind::GateStopped);
        let mut reasons: Vec<_> = stops.map(|event| event.reason.unwrap()).collect();
        reasons.sort();
        reasons
    }

    /// The consent on file of an account, live or not.
    pub(crate) async fn consent_of(&self, email: &str, app: AppId) -> Option<Consent> {
        let mut transaction = self.store.begin(Mode::ReadSnapshot).await.unwrap();
        let account = transaction.account_by_email(&EmailAddress::parse(email).unwrap()).await.unwrap().unwrap();
        transaction.consent(account.id, app).await.unwrap()
    }
}

impl RelyingParty {
    /// What the tokens of a grant are worth now, each by its name.
    pub(crate) async fn worth(&self, tokens: &TokenResponse) -> BTreeMap<&'static str, bool> {
        let refresh_token = tokens.refresh_token.as_ref().unwrap();
        let active = async |token: &str| self.introspect(token).await["active"].as_bool().unwrap();
        BTreeMap::from([
            ("userinfo", self.userinfo(&tokens.access_token).await.0 == 200),
            ("access introspected", active(&tokens.access_token).await),
            ("refresh introspected", active(refresh_token).await),
        ])
    }

    /// Whether everything of a grant is good.
    pub(crate) async fn is_alive(&self, tokens: &TokenResponse) -> bool {
        let worth = self.worth(tokens).await;
        let alive = worth.values().all(|good| *good);
        assert!(alive || worth.values().all(|good| !good), "half dead: {worth:?}");
        alive
    }

    /// Whether nothing of a grant is good any more, and its refresh token is refused.
    pub(crate) async fn is_dead(&self, tokens: &TokenResponse) -> bool {
        let dead = !self.is_alive(tokens).await;
        if dead {
            let (status, body) = self.refresh_by_hand(tokens.refresh_token.as_ref().unwrap()).await;
            assert_eq!((status, body["error"].as_str()), (400, Some("invalid_grant")), "{body}");
        }
        dead
    }
}
