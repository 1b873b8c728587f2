//! The gate over HTTP (R7 to R9, R18 to R20, R26), and the authentication claims of tokens (R3).

mod bypass;
mod claims;
mod closed;
mod in_flight;
mod races;
mod raised;
mod silent;
mod table;

use crate::support::{Attempt, Authenticator, Person, RelyingParty, Server};

/// One user for each case that the gate distinguishes.
struct Cast {
    /// No second factor.
    bare: Person,
    /// A second factor, set up in another browser: this older session has not shown it.
    stale: Person,
    stale_phone: Authenticator,
    /// A second factor, shown in this session.
    full: Person,
}

impl Cast {
    async fn enter(server: &Server) -> Self {
        let bare = Person::with_account(server, "bare@example.com").await;
        let mut stale = Person::with_account(server, "stale@example.com").await;
        let mut elsewhere = Person::new(server, "stale@example.com");
        elsewhere.sign_in().await;
        let stale_phone = elsewhere.enrol(server).await;
        let (full, _) = Person::enrolled(server, "full@example.com").await;
        assert!(stale.is_enrolled().await && !stale.is_two_factor().await);
        Self { bare, stale, stale_phone, full }
    }

    fn everybody(&mut self) -> [&mut Person; 3] {
        [&mut self.bare, &mut self.stale, &mut self.full]
    }

    /// Where a new authorization request ends for each.
    async fn end_at(&mut self, attempt: impl Fn() -> Attempt) -> [String; 3] {
        let mut ends = Vec::new();
        for person in self.everybody() {
            ends.push(person.ends_at(&attempt().url).await);
        }
        ends.try_into().unwrap()
    }

    /// Each of them approves, so that consent is stored.
    async fn consent(&mut self, app: &RelyingParty) {
        for person in self.everybody() {
            app.sign_in(person).await;
        }
    }
}
