//! Two nodes of one deployment on one PostgreSQL: what one acknowledged, the other knows, without a word between them.

mod keys;
mod once;
mod revoked;
mod starting;
mod toggles;

use std::sync::Arc;

use crate::support::{Person, RelyingParty, Server, store};

/// Two servers behind one public URL, each with a store of its own, and an app.
struct Nodes {
    /// Where things are changed.
    a: Server,
    /// Where it shows.
    b: Server,
    /// The app, which talks to node A.
    bank: RelyingParty,
    /// The same app, when it is given to node B.
    bank_at_b: RelyingParty,
}

impl Nodes {
    async fn start() -> Self {
        let database = Arc::new(store::migrated().await);
        let a = Server::on(store::node(&database).await).await;
        let b = a.node(store::node(&database).await).await;
        let bank = RelyingParty::register(&a, "Bank").await;
        let bank_at_b = bank.at(&b);
        Self { a, b, bank, bank_at_b }
    }

    /// Somebody who signed in at node A, without a second factor, and the same browser at node B.
    async fn person(&self, email: &str) -> (Person, Person) {
        let at_a = Person::with_account(&self.a, email).await;
        let at_b = at_a.at(&self.b);
        (at_a, at_b)
    }
}
