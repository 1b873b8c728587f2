//! What tests check afterwards: the events of the audit log, the stored consent, and which tokens are still accepted.

use std::collections::BTreeMap;

use twinlock_domain::{AppId, AuditKind, Consent, EmailAddress};
use twinlock_ports::{AuditEvent, Mode};

use super::{RelyingParty, Server, TokenResponse};

impl Server {
    /// The app's audit events, newest first, 100 at most.
    pub(crate) async fn events_of(&self, app: AppId) -> Vec<AuditEvent> {
        let mut transaction = self.store.begin(Mode::ReadSnapshot).await.unwrap();
        transaction.events_of_app(app, 100).await.unwrap()
    }

    /// How many events of a kind the app has.
    pub(crate) async fn count(&self, app: AppId, kind: AuditKind) -> usize {
        self.events_of(app).await.iter().filter(|event| event.kind == kind).count()
    }

    /// Why the gate stopped users, each time, in alphabetical order: in a test all events have the same time.
    pub(crate) async fn stops(&self, app: AppId) -> Vec<String> {
        let events = self.events_of(app).await;
        let stops = events.into_iter().filter(|event| event.kind == AuditKind::GateStopped);
        let mut reasons: Vec<_> = stops.map(|event| event.reason.unwrap()).collect();
        reasons.sort();
        reasons
    }

    /// The stored consent of an account, revoked or not.
    pub(crate) async fn consent_of(&self, email: &str, app: AppId) -> Option<Consent> {
        let mut transaction = self.store.begin(Mode::ReadSnapshot).await.unwrap();
        let account = transaction.account_by_email(&EmailAddress::parse(email).unwrap()).await.unwrap().unwrap();
        transaction.consent(account.id, app).await.unwrap()
    }
}

impl RelyingParty {
    /// Which tokens of a grant are still accepted, by the endpoint that was asked.
    pub(crate) async fn worth(&self, tokens: &TokenResponse) -> BTreeMap<&'static str, bool> {
        let refresh_token = tokens.refresh_token.as_ref().unwrap();
        let active = async |token: &str| self.introspect(token).await["active"].as_bool().unwrap();
        BTreeMap::from([
            ("userinfo", self.userinfo(&tokens.access_token).await.0 == 200),
            ("access introspected", active(&tokens.access_token).await),
            ("refresh introspected", active(refresh_token).await),
        ])
    }

    /// Whether all tokens of a grant are accepted.
    pub(crate) async fn is_alive(&self, tokens: &TokenResponse) -> bool {
        let worth = self.worth(tokens).await;
        let alive = worth.values().all(|good| *good);
        assert!(alive || worth.values().all(|good| !good), "half dead: {worth:?}");
        alive
    }

    /// Whether no token of a grant is accepted any more, and its refresh token is refused.
    pub(crate) async fn is_dead(&self, tokens: &TokenResponse) -> bool {
        let dead = !self.is_alive(tokens).await;
        if dead {
            let (status, body) = self.refresh_by_hand(tokens.refresh_token.as_ref().unwrap()).await;
            assert_eq!((status, body["error"].as_str()), (400, Some("invalid_grant")), "{body}");
        }
        dead
    }
}
