//! What the relying party remembers of each browser: a sign-in under way, or a finished one.

use std::collections::HashMap;

use openidconnect::{CsrfToken, Nonce, RefreshToken};
use serde_json::Value;
use tokio::sync::Mutex;

/// A sign-in that went to the provider and has not come back.
#[derive(Debug)]
pub(crate) struct Pending {
    pub(crate) app: usize,
    pub(crate) state: CsrfToken,
    pub(crate) nonce: Nonce,
    /// The PKCE verifier; its own type cannot be kept in a map that is read twice.
    pub(crate) verifier: String,
}

/// What the provider said about the person who signed in.
#[derive(Clone, Debug)]
pub(crate) struct SignedIn {
    pub(crate) app: usize,
    pub(crate) nonce: Nonce,
    pub(crate) refresh_token: Option<RefreshToken>,
    pub(crate) id_token: Value,
    pub(crate) user_info: Value,
    pub(crate) refreshed: u32,
}

/// What a browser is at.
#[derive(Debug)]
enum Visit {
    Pending(Pending),
    SignedIn(Box<SignedIn>),
}

/// All browsers, by cookie. In memory: a demonstration forgets when it ends.
#[derive(Debug, Default)]
pub(crate) struct Visits(Mutex<HashMap<String, Visit>>);

impl Visits {
    /// Notes a sign-in under way; an older one of the same browser is forgotten.
    pub(crate) async fn begin(&self, cookie: &str, pending: Pending) {
        self.0.lock().await.insert(cookie.to_owned(), Visit::Pending(pending));
    }

    /// Takes the sign-in under way, so that no answer counts twice.
    pub(crate) async fn take_pending(&self, cookie: &str) -> Option<Pending> {
        let mut visits = self.0.lock().await;
        match visits.remove(cookie)? {
            Visit::Pending(pending) => Some(pending),
            finished @ Visit::SignedIn(_) => {
                visits.insert(cookie.to_owned(), finished);
                None
            }
        }
    }

    /// Notes what came of it.
    pub(crate) async fn finish(&self, cookie: &str, signed_in: SignedIn) {
        self.0.lock().await.insert(cookie.to_owned(), Visit::SignedIn(Box::new(signed_in)));
    }

    /// Who is signed in.
    pub(crate) async fn signed_in(&self, cookie: &str) -> Option<SignedIn> {
        match self.0.lock().await.get(cookie)? {
            Visit::SignedIn(signed_in) => Some(signed_in.as_ref().clone()),
            Visit::Pending(_) => None,
        }
    }

    /// Forgets this browser.
    pub(crate) async fn forget(&self, cookie: &str) {
        self.0.lock().await.remove(cookie);
    }
}
